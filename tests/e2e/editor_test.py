"""The editor as its user meets it: the real program on an X display with a window manager, driven by pointer and keys.
One film, one cut, exported at once; then a kill in the middle of work, and the edits are there again. Skips, saying so,
where Xvfb, openbox or xdotool are missing."""
import os
import shutil
import signal
import sqlite3
import subprocess
import time

from support import check, run_suite, tandem, SLOWDOWN

STUDIO = os.environ.get("TANDEM_STUDIO", "")


class Desk:
    """A display, a window manager and the editor on it, with folders of their own."""

    def __init__(self, folder, *files):
        self.folder = folder
        home = folder / "home"
        (home / "Videos").mkdir(parents=True, exist_ok=True)
        run = folder / "run"
        run.mkdir(mode=0o700, exist_ok=True)
        self.env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(run), "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            self.env.pop(name, None)
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.env["DISPLAY"] = ":" + number.readline().strip()
        self.editor = None
        self.wait(lambda: self.tool("getdisplaygeometry"), "the display does not answer")
        self.manager = subprocess.Popen(["openbox"], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.open(*files)

    def open(self, *files):
        self.editor = subprocess.Popen([STUDIO, "--audio", "null", "--device", "cpu", "--language", "en", *map(str, files)],
                                       env=self.env, stderr=subprocess.DEVNULL)
        self.window = self.wait(lambda: self.tool("search", "--onlyvisible", "--name", "Tandem").split() or None,
                                "no window came")[-1]
        self.tool("windowmove", self.window, "0", "0", "windowsize", self.window, "1900", "1040")
        time.sleep(1)
        self.tool("windowfocus", self.window)

    def tool(self, *args):
        return subprocess.run(["xdotool", *args], env=self.env, capture_output=True, text=True).stdout

    def keys(self, *names):
        for name in names:
            self.tool("key", "--window", "0", name)
            time.sleep(0.15)

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
        for process in (self.editor, self.manager, self.server):
            if process and process.poll() is None:
                process.kill()
                process.wait()


def film(folder, name="take.mp4"):
    path = folder / name
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=4", "-f", "lavfi", "-i",
                    "sine=d=4:f=440:r=48000", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path], check=True)
    return path


def missing():
    return [p for p in ("Xvfb", "openbox", "xdotool") if not shutil.which(p)]


def opened(folder):
    """A project of one film, open in the editor."""
    project = folder / "cut.tandem"
    tandem("new", project, film(folder), expect=0)
    desk = Desk(folder, project)
    try:
        desk.wait(lambda: desk.title().startswith("cut"), "the project did not open")
    except BaseException:
        desk.close()
        raise
    return project, desk


def one_cut_and_export(folder):
    if missing():
        return "skipped: there is no " + ", ".join(missing())
    project, desk = opened(folder)
    try:
        desk.keys("Home", "shift+Right", "shift+Right", "w")  # two seconds, the rest cut off
        desk.wait(lambda: "ripple_trim" in desk.edits(), f"no cut in the journal: {desk.edits()}")
        desk.keys("ctrl+s")
        desk.wait(lambda: b'"length":1411200000' in project.read_bytes(), "the cut was not saved")
        desk.keys("ctrl+Return")
        made = desk.wait(lambda: list((folder / "home").rglob("*.mp4")), "no film was exported", 90)[0]
        desk.wait(lambda: made.stat().st_size > 0 and not list(made.parent.glob("*.part")), "the film is not finished", 90)
        r = tandem("verify", made, "--against", project)
        check(r.code == 0, f"{r}")
    finally:
        desk.close()


def killed_at_work(folder):
    if missing():
        return "skipped: there is no " + ", ".join(missing())
    project, desk = opened(folder)
    try:
        desk.keys("Home", "shift+Right", "s", "m")
        desk.wait(lambda: desk.edits() == ["slice", "add_marker"], f"the journal has {desk.edits()}")
        before = project.read_bytes()
        desk.editor.send_signal(signal.SIGKILL)
        desk.editor.wait()
        check(project.read_bytes() == before, "the file changed without a save")
        desk.open(project)
        desk.wait(lambda: desk.title().startswith("cut"), "the project did not open again")
        time.sleep(1)
        desk.keys("ctrl+s")
        desk.wait(lambda: project.read_bytes() != before, "what was recovered was not saved")
        text = project.read_text()
        check(text.count('"Clip.1"') == 4 and text.count('"Marker.1"') == 1, "the cut or the marker is gone")
    finally:
        desk.close()


if __name__ == "__main__":
    run_suite([one_cut_and_export, killed_at_work])
