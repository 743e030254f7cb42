"""A display, a window manager and the editor on it, driven by pointer and keys alone. What is on the screen is found the way a
screen reader finds it (AT-SPI): by its name, and clicked where it says it is."""
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import time

from support import check, SLOWDOWN

STUDIO = os.environ.get("TANDEM_STUDIO", "")


def missing():
    return [p for p in ("Xvfb", "openbox", "xdotool") if not shutil.which(p)]


def atspi():
    """The bindings of AT-SPI, or None. They are the system's, also for another Python of the same version."""
    if "/usr/lib/python3/dist-packages" not in sys.path:
        sys.path.append("/usr/lib/python3/dist-packages")
    try:
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
        return Atspi if shutil.which("dbus-daemon") else None
    except (ImportError, ValueError):
        return None


class Desk:
    """A display, a window manager and the editor on it, with folders of their own. `named`: widgets are found by name too. `said`: a file
    that gets what the editor prints."""

    def __init__(self, folder, *files, named=False, device="cpu", env=None, said=None):
        self.folder, self.device, self.said = folder, device, said
        self.bus = None
        home = folder / "home"
        (home / "Videos").mkdir(parents=True, exist_ok=True)
        run = folder / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        self.env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(run), "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8",
                    **(env or {})}
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            self.env.pop(name, None)
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp",
                                        "-nocursor", "-fbdir", str(run)], pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.env["DISPLAY"] = ":" + number.readline().strip()
        if named:
            self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], env=self.env,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            self.env["DBUS_SESSION_BUS_ADDRESS"] = self.bus.stdout.readline().strip()
            self.env["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
            for name in ("HOME", "DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"):
                os.environ[name] = self.env[name]
            os.environ.pop("AT_SPI_BUS_ADDRESS", None)
            self.atspi = atspi()
            self.atspi.init()
        self.editor = None
        self.wait(lambda: self.tool("getdisplaygeometry"), "the display does not answer")
        self.manager = subprocess.Popen(["openbox"], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.open(*files)

    def open(self, *files):
        out = open(self.said, "ab") if self.said else None
        self.editor = subprocess.Popen([STUDIO, "--audio", "null", "--device", self.device, "--language", "en", *map(str, files)],
                                       env=self.env, stdout=out, stderr=out or subprocess.DEVNULL)
        self.window = self.wait(lambda: self.tool("search", "--onlyvisible", "--name", "Tandem").split() or None,
                                "no window came")[-1]
        self.tool("windowmove", self.window, "0", "0", "windowsize", self.window, "1900", "1040")
        time.sleep(1)
        self.tool("windowfocus", self.window)

    def tool(self, *args):
        return subprocess.run(["xdotool", *map(str, args)], env=self.env, capture_output=True, text=True).stdout

    # ---- pointer and keys ----

    def keys(self, *names, pause=0.15):
        for name in names:
            self.tool("key", "--window", "0", name)
            time.sleep(pause)

    def type(self, text):
        self.tool("type", "--delay", "25", text)
        time.sleep(0.2)

    def move(self, x, y):
        self.tool("mousemove", round(x), round(y))
        time.sleep(0.2)

    def click(self, at, button=1, times=1):
        self.move(*self.point(at))
        self.tool("click", "--repeat", times, "--delay", 90, button)
        time.sleep(0.35)

    def drag(self, start, end, steps=8):
        (x, y), (x2, y2) = self.point(start), self.point(end)
        self.move(x, y)
        self.tool("mousedown", 1)
        time.sleep(0.2)
        for i in range(1, steps + 1):
            self.tool("mousemove", round(x + (x2 - x) * i / steps), round(y + (y2 - y) * i / steps))
            time.sleep(0.08)
        time.sleep(0.25)
        self.tool("mouseup", 1)
        time.sleep(0.5)

    def picture(self, path):
        subprocess.run(["import", "-window", "root", str(path)], env=self.env)

    def pixels(self, box):
        """What is on the display in a box (x, y, w, h): rows of blue, green, red and a byte without meaning."""
        with open(self.folder / "run/Xvfb_screen0", "rb") as f:
            head = struct.unpack(">25I", f.read(100))
            start, row = head[0] + head[19] * 12, head[12]
            check(head[11] == 32 and head[7] == 0, "the display has another format")
            x, y, w, h = box
            out = []
            for line in range(y, y + h):
                f.seek(start + line * row + x * 4)
                out.append(f.read(w * 4))
        return b"".join(out)

    # ---- what is on the screen, by name ----

    def point(self, at):
        """The middle of a box (x, y, w, h), of what has a name, or a point as it is."""
        if isinstance(at, str):
            at = self.find(at)
        return (at[0] + at[2] / 2, at[1] + at[3] / 2) if len(at) == 4 else at

    def shown(self):
        """(role, name, box, accessible) of all that shows, parents before children."""
        states, out = self.atspi.StateType, []
        desktop = self.atspi.get_desktop(0)
        desktop.clear_cache()

        def walk(node, top):
            try:
                if node is None:
                    return
                node.clear_cache()
                state = node.get_state_set()
                if not top and not (state.contains(states.VISIBLE) and state.contains(states.SHOWING)):
                    return
                role, name = node.get_role_name(), node.get_name() or ""
                box = node.get_extents(self.atspi.CoordType.SCREEN) if role != "application" else None
                if box:
                    out.append((role, name, (box.x, box.y, box.width, box.height), node))
                for i in range(node.get_child_count()):
                    walk(node.get_child_at_index(i), role == "application")
            except Exception as error:  # gone while it is asked
                if "gi" not in type(error).__module__ and "GLib" not in type(error).__name__:
                    raise

        for i in range(desktop.get_child_count()):
            walk(desktop.get_child_at_index(i), True)
        return out

    def all(self, name, role=None, inside=None):
        """Boxes of what has this name (or one that begins so, where it ends with *), in the order of the screen."""
        fits = (lambda n: n.startswith(name[:-1])) if name.endswith("*") else (lambda n: n == name)
        found = [e for e in self.shown() if fits(e[1]) and (not role or e[0] == role) and e[2][2] > 0]
        if inside:
            x, y, w, h = self.find(inside)
            found = [e for e in found if x <= e[2][0] + e[2][2] / 2 <= x + w and y <= e[2][1] + e[2][3] / 2 <= y + h]
        return [e[2] for e in found]

    def find(self, name, role=None, inside=None, seconds=10):
        last = self.wait(lambda: self.all(name, role, inside), f"nothing on the screen is called '{name}'", seconds)
        return last[0]

    def focused(self):
        """(role, name, box) of what has the keyboard. Qt says of the current item of each list that it has it: one counts only
        where something around it has it too."""
        has_it = lambda node: node.get_state_set().contains(self.atspi.StateType.FOCUSED)

        def around(node):
            while node := node.get_parent():
                yield node

        for role, name, box, node in reversed(self.shown()):
            if has_it(node) and (role not in ("list item", "table cell", "tree item") or any(map(has_it, around(node)))):
                return role, name, box
        return "", "", (0, 0, 0, 0)

    def chosen(self, name):
        """Whether the tab of this name is the one that is shown."""
        return any(e[1] == name and e[3].get_state_set().contains(self.atspi.StateType.SELECTED) for e in self.shown())

    def tab_to(self, name, most=120, back=False):
        """Tab until what has this name has the keyboard."""
        fits = (lambda n: n.startswith(name[:-1])) if name.endswith("*") else (lambda n: n == name)
        seen = []
        for _ in range(most):
            now = self.focused()[1]
            if fits(now):
                return
            seen.append(now)
            self.keys("shift+Tab" if back else "Tab")
        check(False, f"Tab never came to '{name}', only to {seen}")

    # ---- the project ----

    def title(self):
        return self.tool("getwindowname", self.window).strip()

    def wait(self, condition, message, seconds=30):
        end = time.time() + seconds * SLOWDOWN
        while time.time() < end:
            found = condition()
            if found:
                return found
            check(self.editor is None or self.editor.poll() is None, f"the editor ended: {self.editor and self.editor.returncode}")
            time.sleep(0.1)
        check(False, message)

    def edits(self):
        """Names of the edits in the journal."""
        out = []
        for path in (self.folder / "home/.local/state/tandem/journal").glob("*.db"):
            try:
                db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
                out += [row[0] for row in db.execute("SELECT op FROM edit ORDER BY seq")]
                db.close()
            except sqlite3.Error:
                pass  # being written
        return out

    def close(self):
        for process in (self.editor, self.manager, self.bus, self.server):
            if process and process.poll() is None:
                process.kill()
                process.wait()
