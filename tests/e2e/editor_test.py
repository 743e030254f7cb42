"""The editor as its user meets it: the real program on an X display with a window manager, driven by pointer and keys.
One film, one cut, exported at once; then a kill in the middle of work, and the edits are there again. Skips, saying so,
where Xvfb, openbox or xdotool are missing."""
import signal
import subprocess
import time

from desk import Desk, missing
from support import check, run_suite, tandem


def film(folder, name="take.mp4"):
    path = folder / name
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=4", "-f", "lavfi", "-i",
                    "sine=d=4:f=440:r=48000", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path], check=True)
    return path


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
