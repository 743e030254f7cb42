#!/usr/bin/env python3
"""Plug-ins' own windows on a virtual display: tandem-plugin-window and the UIs of tests/plugins, by lines, pointer and window
manager. plugin_window_test.py BUNDLES WINDOW_PROGRAM."""
import select
import signal
import time

from support import *

BUNDLES, PROGRAM = sys.argv.pop(1), sys.argv.pop(1)
URI = "urn:tandem:test:"
PATIENCE = 30 * SLOWDOWN  # seconds until something that must come is given up


class Display:
    """Xvfb with a window manager."""

    def __init__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            self.env = {**os.environ, "DISPLAY": ":" + number.readline().strip(), "LV2_PATH": BUNDLES}
        # While it starts it may lose what windows ask for.
        started = Path(tempfile.mkdtemp()) / "started"
        self.manager = subprocess.Popen(["openbox", "--startup", f"touch {started}"], env=self.env, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.wait(started.exists, "no window manager")
        shutil.rmtree(started.parent)

    def tool(self, *args):
        return subprocess.run(["xdotool", *map(str, args)], env=self.env, capture_output=True, text=True).stdout.split()

    def wait(self, condition, what):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(0.05)
        raise Failed(what)

    def named(self, name):
        """The window that is so called."""
        return self.wait(lambda: self.tool("search", "--onlyvisible", "--name", f"^{name}$"), f"no window called {name}")[-1]

    def size(self, window):
        shape = dict(line.split("=") for line in self.tool("getwindowgeometry", "--shell", window))
        return int(shape["WIDTH"]), int(shape["HEIGHT"])

    def close(self):
        for p in (self.manager, self.server):
            p.terminate()
            p.wait()


class Window:
    def __init__(self, display, plugin, *lines, program=PROGRAM, env=None):
        self.process = subprocess.Popen([program, URI + plugin, "48000", "1"], env=env or display.env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
        self.waiting = b""
        self.say(*lines)

    def say(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines).encode())

    def line(self):
        """The next line; "" at the end."""
        while b"\n" not in self.waiting:
            ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
            check(ready, f"nothing came after {self.waiting!r}")
            more = os.read(self.process.stdout.fileno(), 4096)
            if not more:
                return ""
            self.waiting += more
        line, self.waiting = self.waiting.split(b"\n", 1)
        return line.decode()

    def expect(self, *lines):
        for wanted in lines:
            got = self.line()
            check(got == wanted, f"{got!r} instead of {wanted!r}")

    def ends(self):
        """Its exit status, when nothing more is said."""
        check(self.line() == "", "it went on talking")
        return self.process.wait(PATIENCE)


def shown_told_and_used(d):
    w = Window(d, "gain", "title Test gain — A1 동해", "value gain 2.5", "value nothing 1", "value gain x", "show")
    check(w.line().startswith("unread no control port"), "an unknown port was taken")
    check(w.line().startswith("unread "), "a broken line was taken")
    w.expect("shown")
    top, child = d.named("Test gain — A1 동해"), d.named("value 2.5")
    d.wait(lambda: d.size(top) == d.size(child) == (200, 100), "the window has another size than what it shows")
    w.say("value gain 0.25")  # what it writes back is an echo
    child = d.named("value 0.25")
    w.say("value peak 0.75")  # measured, and what it writes then means nothing
    d.named("peak 0.75")
    d.tool("mousemove", "--window", child, 100, 50, "mousedown", 1, "mouseup", 1)
    w.expect("touch gain 1", "value gain 2", "touch gain 0")
    d.tool("mousemove", "--window", child, 50, 50, "click", 4)
    w.expect("value gain 1.5")
    d.tool("click", 5)
    w.expect("value gain 4")  # no more than the port takes
    d.tool("click", 2, "click", 4)  # what it prints is not taken for a line
    w.expect("value gain 1.5")
    w.say("title Other")
    check(d.named("Other") == top, "the title is of another window")
    w.say("x" * 5000, "show", "shown")
    check("too long" in w.line() and w.line().startswith("unread not for"), "lines that are none")
    w.process.stdin.close()
    check(w.ends() == 0, "the end of its input")


def sized_from_both_sides(d):
    w = Window(d, "gain", "title Sized", "show")
    w.expect("shown")
    top = d.named("Sized")
    d.wait(lambda: d.size(top) == (200, 100), "not of the size that was asked for at first")
    d.tool("mousemove", "--window", top, 100, 50, "click", 3)
    d.wait(lambda: d.size(top) == (400, 160), "not of the size that was asked for")
    d.tool("windowsize", top, 300, 120)
    child = d.named("size 300 120")
    d.wait(lambda: d.size(child) == (300, 120), "what it shows did not follow")
    w.process.kill()
    w.process.wait()


def closed_by_its_user(d):
    w = Window(d, "gain", "title Closed", "show")
    w.expect("shown")
    top = d.named("Closed")
    d.wait(lambda: (d.tool("windowactivate", "--sync", top), d.tool("getactivewindow") == [top])[1], "it got no focus")
    d.tool("key", "alt+F4")
    w.expect("closed")
    check(w.ends() == 0, "closed")


def what_goes_wrong_is_said(d):
    for plugin, word in (("duck", "did not open"), ("nan", "none.so"), ("worker", "instance-access"), ("exit", "no window"),
                         ("gone", "not installed")):
        w = Window(d, plugin)
        try:
            w.say("show")
        except BrokenPipeError:
            pass
        line = w.line()
        check(line.startswith("failed ") and word in line, f"{plugin}: {line}")
        check(w.ends() == 1, plugin)
    w = Window(d, "smooth", "show")
    check(w.ends() == -signal.SIGABRT, "a crash while it opens")
    w = Window(d, "delay", "title Frail", "show")
    w.expect("shown")
    d.tool("mousemove", "--window", d.named("Frail"), 20, 20, "click", 2)
    check(w.ends() == -signal.SIGABRT, "a crash of an open one")
    for env in ({"DISPLAY": ":77777"}, {"DISPLAY": ""}):
        w = Window(d, "gain", "show", env={**d.env, **env})
        check("X11 display" in w.line() and w.ends() == 1, "no display")


def the_display_goes(d):
    w = Window(d, "gain", "show")
    w.expect("shown")
    d.server.kill()
    # Its UI may end it first.
    line = w.line()
    check(line in ("", "failed the X11 display is gone"), line)
    check(w.process.wait(PATIENCE) != 0, "it went on without a display")


def main():
    missing = [p for p in ("Xvfb", "openbox", "xdotool") if not shutil.which(p)]
    if missing:
        print("skipped: not installed:", *missing)
        return 0
    display = Display()
    failures = 0
    try:
        for case in (shown_told_and_used, sized_from_both_sides, closed_by_its_user, what_goes_wrong_is_said, the_display_goes):
            try:
                case(display)
                print("ok  ", case.__name__, flush=True)
            except Failed as e:
                failures += 1
                print("FAIL", case.__name__, e, flush=True)
    finally:
        display.close()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
