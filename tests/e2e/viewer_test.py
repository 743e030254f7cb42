"""The viewer's two ways to the screen, on an X display with software Vulkan: what the swapchain shows is what is painted without it,
within 2 code values, at rest, after a seek, under handles, in other sizes and full screen; pointer and keys work over it; widgets
that come over the picture are seen; without a driver the picture is painted. The Vulkan validation layer, synchronization checks on,
has nothing to say meanwhile. Skips, saying so, where Xvfb, openbox, xdotool or a Vulkan driver are missing."""
import shutil
import time

from desk import Desk, missing
from support import check, ffmpeg, run_suite, tandem

NAME = "viewer surface"  # of the native window
LAYER = """khronos_validation.debug_action = VK_DBG_LAYER_ACTION_LOG_MSG
khronos_validation.report_flags = error,warn,info
khronos_validation.enables = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT
"""
CLOSE = 2  # code values


def skipped():
    if missing():
        return "skipped: there is no " + ", ".join(missing())
    if "vulkan:0" not in tandem("devices").out:
        return "skipped: no Vulkan device"
    return None


class Viewer:
    """The editor with one film open, and its viewer."""

    def __init__(self, folder, way, device="cpu", layer=False, config=None, **env):
        folder.mkdir()
        if config:
            shutil.copytree(config, folder / "home/.config")
        self.said = folder / "said.txt"
        film, project = folder / "take.mp4", folder / "cut.tandem"
        ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25:d=4", "-c:v", "libx264", "-preset", "ultrafast", "-g", 12, film)
        tandem("new", project, film, expect=0)
        if layer:
            (folder / "vk_layer_settings.txt").write_text(LAYER)
            env.update(VK_LAYER_SETTINGS_PATH=str(folder), VK_INSTANCE_LAYERS="VK_LAYER_KHRONOS_validation")
        self.desk = Desk(folder, project, device=device, env={"TANDEM_VIEWER": way, **env}, said=self.said)
        self.last = b""
        # Software Vulkan may take seconds for a picture of the whole screen; until then the last one is shown larger.
        self.rest = 6 if device == "vulkan" else 1.5

    def window(self):
        """The native window's id, or None while it is not seen."""
        return (self.desk.tool("search", "--onlyvisible", "--name", f"^{NAME}$").split() or [None])[-1]

    def box(self):
        window = self.desk.wait(self.window, "the viewer has no native window")
        shell = lambda what, *args: dict(line.split("=") for line in self.desk.tool(what, "--shell", *args).split())
        shape = shell("getwindowgeometry", window)
        # Where a window in a window is, only the pointer says.
        self.desk.tool("mousemove", "--window", window, 0, 0)
        at = shell("getmouselocation")
        self.desk.move(1, 1)
        return int(at["X"]), int(at["Y"]), int(shape["WIDTH"]), int(shape["HEIGHT"])

    def settled(self, where=None):
        """(box, pixels) of the viewer, when it shows another picture than the last one and that stays. The pointer is out of it."""
        self.desk.move(1, 1)
        box, found, since = where or self.box(), b"", 0

        def still():
            nonlocal box, found, since
            now = self.desk.pixels(box)
            if now != found:
                found, since = now, time.time()
            if time.time() - since < self.rest or now == self.last or len(set(now[2::40])) <= 8:
                return False
            before, box = box, where or self.box()
            return box == before
        self.desk.wait(still, "the viewer's picture does not come to rest, or never changes", 120)
        self.last = found
        return box, found

    def out(self):
        return self.said.read_text(errors="replace") if self.said.exists() else ""

    def close(self):
        self.desk.close()


def worst(a, b):
    """The largest difference of two rows or pictures in code values."""
    return 0 if a == b else max(max(abs(x - y) for x, y in zip(a[c::4], b[c::4])) for c in range(3))


def same(a, b, what):
    check(len(a) == len(b), f"{what}: other sizes")
    check(worst(a, b) <= CLOSE, f"{what}: {worst(a, b)} code values differ between the swapchain and the painted picture")


def walk(viewer, boxes=None):
    """A session with the viewer: [(what, box, pixels)]. `boxes`: where the picture is, else where the native window is."""
    desk, out = viewer.desk, []

    def look(what):
        out.append((what, *viewer.settled(boxes[len(out)] if boxes else None)))

    desk.wait(lambda: desk.title().startswith("cut"), "the project did not open")
    look("the first frame")
    x, y, w, h = out[0][1]
    middle = (x + w / 2, y + h / 2)
    desk.click(middle)  # takes the clip
    look("a clip's handles")
    desk.keys("Right", "Right", "Right", "Right", "Right", "Right", "Right", "Right")
    look("another place, by keys over the picture")
    desk.drag(middle, (middle[0] + 60, middle[1] + 35))
    look("the clip dragged away")
    check(desk.edits(), "dragging on the picture edited nothing")
    desk.keys("ctrl+shift+p")
    if not boxes:
        desk.wait(lambda: not viewer.window(), "the native window lies over the palette")
    desk.keys("Escape")
    if not boxes:
        desk.wait(viewer.window, "the native window did not come back")
    desk.keys("Left")
    look("after something lay over it")
    desk.tool("windowsize", desk.window, "1500", "860")
    look("a smaller window")
    desk.keys("f")
    look("full screen")
    desk.keys("f")
    look("back from it")
    return out


def silent(viewer):
    """What the validation layer said; whether it was there."""
    out = viewer.out()
    if "createinstance-status-message" not in out:
        return False
    bad = [line for line in out.splitlines() if "msgNum:" in line and "(INFO" not in line]
    check(not bad, f"the validation layer: {len(bad)} messages, the first: {bad[0][:900] if bad else ''}")
    return True


def places_of_panels(folder):
    """The settings of a window of the size that the others get: how panels share its place depends on when it got it."""
    viewer = Viewer(folder / "first", "raster")
    try:
        viewer.desk.wait(lambda: viewer.desk.title().startswith("cut"), "the project did not open")
        time.sleep(2)
        viewer.desk.keys("ctrl+q")
        viewer.desk.editor.wait(30)
    finally:
        viewer.close()
    return folder / "first/home/.config"


def both_ways(folder, device):
    if skipped():
        return skipped()
    watched, config = False, places_of_panels(folder)
    native = Viewer(folder / "swapchain", "swapchain", device, layer=True, config=config)
    try:
        shown = walk(native)
        native.desk.keys("ctrl+q")
        check(native.desk.editor.wait(60) == 0, "the editor does not end well")
        watched = silent(native)
    finally:
        native.close()
    painted = Viewer(folder / "raster", "raster", device, config=config)
    try:
        boxes = [box for _, box, _ in shown]
        for (what, _, a), (_, _, b) in zip(shown, walk(painted, boxes)):
            same(a, b, what)
        check(not painted.window(), "TANDEM_VIEWER=raster has a native window")
    finally:
        painted.close()
    check(boxes[-2][2:] == (1920, 1080), f"full screen is {boxes[-2]}")
    return "the validation layer was silent" if watched else "no validation layer"


def processor_renders(folder):
    return both_ways(folder, "cpu")


def vulkan_renders(folder):
    return both_ways(folder, "vulkan")


def no_driver(folder):
    if missing():
        return "skipped: there is no " + ", ".join(missing())
    viewer = Viewer(folder / "none", "swapchain", VK_DRIVER_FILES="/nonexistent", VK_ICD_FILENAMES="/nonexistent")
    try:
        viewer.desk.wait(lambda: viewer.desk.title().startswith("cut"), "the project did not open")
        viewer.settled((700, 200, 300, 200))
        check(not viewer.window(), "there is a native window without a driver")
        check(viewer.out().count("the viewer has no swapchain") == 1, f"it was not said once: {viewer.out()[-500:]}")
    finally:
        viewer.close()


if __name__ == "__main__":
    run_suite([processor_renders, vulkan_renders, no_driver])
