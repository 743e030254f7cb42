"""A two-minute piece in the window from the first import to the film, once by pointer alone and once by keys alone: three picture
tracks, a title, grades, six sound tracks with buses, equaliser, compressors, ducking and sends, at -14 LUFS. Text is typed in both.
Each takes some minutes: they run where TANDEM_PIECE is set. Pictures of the ways lie in TANDEM_PIECE where it names a folder."""
import json
import os
import re
import subprocess
import time
from pathlib import Path

import piece_media
from desk import Desk, atspi, missing
from support import check, run_suite, tandem

TRACKS = ["voice", "music", "bass", "beat", "birds", "hall"]  # A1 to A6


def begin(folder):
    """The desk with the media in the user's folder, or why there is none."""
    if not os.environ.get("TANDEM_PIECE"):
        return None, "skipped: TANDEM_PIECE is not set"
    if missing() or not atspi():
        return None, "skipped: there is no " + ", ".join(missing() or ["AT-SPI for Python, or dbus-daemon"])
    videos = folder / "home/Videos"
    videos.mkdir(parents=True)
    piece_media.make(videos)
    return Desk(folder, named=True), ""


def picture(desk, name):
    if os.path.isdir(os.environ["TANDEM_PIECE"]):
        desk.picture(Path(os.environ["TANDEM_PIECE"]) / f"{name}.png")


def finish(desk):
    """The film is there, its loudness is the one asked for, and the project has what was made."""
    videos = desk.folder / "home/Videos"
    films = lambda: [f for f in videos.glob("Untitled*.mp4") if not list(videos.glob(".*part*")) and f.stat().st_size > 0]
    film = desk.wait(films, "no film was exported", 900)[0]
    size = -1
    while film.stat().st_size != size:
        size = film.stat().st_size
        time.sleep(3)
    facts = json.loads(subprocess.run(["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", film],
                                      capture_output=True, check=True).stdout)
    length = float(facts["format"]["duration"])
    check(abs(length - 120) < 0.2, f"the film lasts {length} s")
    check([s["codec_type"] for s in facts["streams"]] == ["video", "audio"], f"{facts['streams']}")
    meter = subprocess.run(["ffmpeg", "-hide_banner", "-nostats", "-i", film, "-af", "ebur128", "-f", "null", "-"], capture_output=True,
                           text=True).stderr
    lufs = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", meter)[-1])
    check(abs(lufs + 14) <= 0.5, f"{lufs} LUFS")

    # Named and saved by keys: both ways end alike.
    project = videos / "piece.tandem"
    desk.keys("ctrl+s")
    time.sleep(1)
    desk.keys("ctrl+a")
    desk.type(str(project))
    desk.keys("Return")
    desk.wait(project.exists, "the project was not saved")
    r = tandem("verify", film, "--against", project, timeout=600)
    check(r.code == 0, f"{r}")
    return film, project


def check_piece(project):
    """What the piece must have, whichever way it was made."""
    sequence = json.loads(project.read_text())["sequences"][0]
    pictures = [t for t in sequence["tracks"] if t["kind"] == "picture"]
    sounds = [t for t in sequence["tracks"] if t["kind"] == "sound"]
    check(len(pictures) == 3 and all(t["items"] for t in pictures), "not three picture tracks")
    check(len(sounds) == 6 and all(t["items"] for t in sounds), "not six sound tracks")
    check('"title"' in json.dumps(pictures), "there is no title")
    graded = json.dumps(pictures)
    check('"lift_gamma_gain"' in graded and '"saturation"' in graded, "there is no grade")
    buses = sequence["mixer"]["buses"]
    check(len(buses) == 2, f"{len(buses)} buses")
    voice, music = sounds[0]["strip"], sounds[1]["strip"]
    kinds = lambda strip: [e["kind"] for e in strip.get("inserts", [])]
    check(kinds(voice) == ["eq", "compressor"], f"{kinds(voice)}")
    check(kinds(music) == ["compressor", "ducker"], f"{kinds(music)}")
    check(music["inserts"][1].get("key") == {"track": sounds[0]["id"]}, f"the ducker listens to {music['inserts'][1].get('key')}")
    check([kinds(b["strip"]) for b in buses] == [[], ["reverb"]], "the reverb is not on the second bus")
    check(all(t["strip"].get("output") == buses[0]["id"] for t in sounds[2:5]), "not three tracks go through the first bus")
    check(all([s["bus"] for s in sounds[i]["strip"]["sends"]] == [buses[1]["id"]] for i in (0, 5)), "sends are missing")


def by_pointer(folder):
    desk, why = begin(folder)
    if not desk:
        return why
    d = desk

    def row(name):
        return d.find(f"Track {name}, *", "list")

    def lane(name, x):
        box = row(name)
        return box[0] + x, box[1] + box[3] / 2

    def popup():
        for window in reversed(d.tool("search", "--onlyvisible", "--pid", d.editor.pid).split()):
            g = dict(line.split("=") for line in d.tool("getwindowgeometry", "--shell", window).split() if "=" in line)
            if int(g["WIDTH"]) < 900:
                return int(g["X"]), int(g["Y"])

    def pick(button, item):
        """The item of the menu that a button opens; Qt tells no one where they are."""
        d.click(button)
        x, y = d.wait(popup, f"no menu came from {button}")
        d.click((x + 30, y + 17.5 + 25 * item))

    def clip(name):
        return d.find(name + ", *", "list item")

    try:
        d.click("New project")
        d.click(d.find("Import…"))
        first, last = d.find("bass.wav", "table cell"), d.find("voice.wav", "table cell")
        d.click(first)
        d.tool("keydown", "shift")
        d.click(last)
        d.tool("keyup", "shift")
        d.click(d.all("Open", "push button")[-1])
        d.click("List")
        d.find("voice.wav", "list item")
        for item in (0, 1, 1, 1):
            pick("Add track", item)
        # The first film gives its size; the others lie above it.
        d.drag("coast.mp4", lane("V1", 10))
        d.click(d.find("Overwrite", "page tab"))
        pick("Track height", 0)
        d.drag("city.mp4", lane("V2", 310))
        d.drag("stars.mp4", lane("V3", 610))
        for i, name in enumerate(TRACKS):
            d.drag(name + ".wav", lane(f"A{i + 1}", 5))
        d.click("Show all (Shift+Z)")
        for name in ("stars.mp4", "city.mp4"):
            box, end = clip(name), clip("coast.mp4")
            d.drag((box[0] + box[2] - 3, box[1] + box[3] - 8), (end[0] + end[2] + 2, box[1] + box[3] - 8), steps=14)
        check(d.edits()[-2:] == ["trim", "trim"], f"{d.edits()}")
        picture(d, "pointer_cut")

        d.click(d.find("Titles", "page tab"))
        d.drag(d.find("Lower third", "list item"), lane("V3", 60))
        title, ruler = clip("Name"), d.find("Time ruler")
        d.click((title[0] + title[2] / 2, ruler[1] + ruler[3] / 2))
        picture(d, "pointer_title")

        d.click(d.find("Colour", "page tab"))
        d.click(clip("coast.mp4"))
        x, y = d.point(d.find("Gain", "filler"))
        d.drag((x, y), (x - 25, y - 15))
        x, y = d.point(d.find("Saturation", "filler"))
        d.drag((x, y), (x + 30, y))
        d.click(clip("city.mp4"))
        x, y = d.point(d.find("Exposure", "filler"))
        d.drag((x, y), (x + 12, y))
        picture(d, "pointer_colour")

        d.click(d.find("Sound", "page tab"))
        d.click("Equaliser of A1 A1")
        d.click("Add equaliser")
        x, y, w, h = d.find("Equaliser curve")
        d.drag((x + w * 0.365, y + h / 2), (x + w * 0.4, y + h * 0.6))
        d.click(d.find("Dynamics", "page tab"))
        d.click("Add compressor")
        d.click("Equaliser of A2 A2")
        d.click(d.find("Dynamics", "page tab"))
        d.click("Add compressor")
        pick("Add dynamics", 4)
        d.click(d.find("Inserts", "page tab"))
        d.click([b for b in d.all("Ducker") if b[1] < 340][0])
        pick("Side chain", 1)
        d.click("Add bus")
        d.click("Add bus")
        pick(d.find("Add insert", inside="Strip B2 Bus 2"), 8)
        for strip in ("A3", "A4", "A5"):
            pick(d.find("Output: *", inside=f"Strip {strip} {strip}"), 1)
        for strip in ("A1", "A6"):
            pick(d.find("Add send", inside=f"Strip {strip} {strip}"), 1)
        x, y, w, h = d.find("Fader of A2 A2")
        d.drag((x + w / 2, y + h * 0.197), (x + w / 2, y + h * 0.34))
        picture(d, "pointer_sound")

        d.click(d.find("Export", "push button"))
        d.click(d.find("As the preset: as mixed"))
        d.click(d.find("−14 LUFS · Web", "list item"))
        picture(d, "pointer_export")
        d.click([b for b in d.all("Export", "push button") if b[1] > 300][0])
        film, project = finish(d)
        check_piece(project)
    finally:
        desk.close()


def by_keys(folder):
    desk, why = begin(folder)
    if not desk:
        return why
    d = desk

    def command(words):
        d.keys("ctrl+shift+p")
        d.type(words)
        d.keys("Return", pause=0.4)

    def panel(first):
        """The panel that begins with this."""
        for _ in range(12):
            if d.focused()[1] == first:
                return
            d.keys("F6")
        check(False, f"F6 never came to {first}, last to {d.focused()}")

    def inside(name):
        """The panel of this name, whatever in it has the keyboard."""
        for _ in range(12):
            (px, py, pw, ph), (x, y, w, h) = d.find(name), d.focused()[2]
            if w and px <= x and x + w <= px + pw and py <= y and y + h <= py + ph:
                return
            d.keys("F6")
        check(False, f"F6 never came into {name}, last to {d.focused()}")

    def target(badge):
        """Where the next clip goes, chosen in the track heads."""
        order = ["V3", "V2", "V1", "A1", "A2", "A3", "A4", "A5", "A6"]
        d.keys("ctrl+alt+t")
        by = order.index(badge) - order.index(d.focused()[1].removeprefix("Track "))
        d.keys(*["Down" if by > 0 else "Up"] * abs(by), "Return")
        check(d.focused()[1] == f"Track {badge}", f"{d.focused()} and not {badge}")

    names = sorted(list(piece_media.FILMS) + list(piece_media.SOUNDS))

    def lay(name, badge, second=0):
        target(badge)
        panel("Library")
        d.tab_to("Media")
        d.keys(*["Up"] * len(names), *["Down"] * names.index(name), pause=0.05)
        d.keys("Home")
        d.keys(*["shift+Right"] * second, pause=0.05)
        d.keys("period", pause=0.5)

    def tab(name):
        """A tab of the row that has the keyboard."""
        for _ in range(5):
            if d.chosen(name):
                return
            d.keys("Right")
        check(False, f"no arrow came to {name}")

    def strip(first, then, back=False):
        """What stands in a strip of the mixer, by Tab from its equaliser on; the last strips are nearer backwards."""
        panel("Strips shown")
        d.tab_to(first, back=back)
        if then:
            d.tab_to(then)

    def editor(page):
        panel("What of the strip is shown")
        d.keys(*["Left"] * 3)
        tab(page)

    try:
        d.keys("ctrl+n", pause=1.5)
        d.keys("ctrl+i", pause=1)
        d.type(" ".join(f'"{n}"' for n in names))
        d.keys("Return", pause=2)
        command("add picture track")
        for _ in range(3):
            command("add sound track")
        panel("Library")
        d.tab_to("List")
        d.keys("Return")
        lay("coast.mp4", "V1")
        d.keys("r")  # overwrite
        lay("city.mp4", "V2", 30)
        lay("stars.mp4", "V3", 60)
        for i, name in enumerate(TRACKS):
            lay(name + ".wav", f"A{i + 1}")
        # The end of the last sound is where the two films end.
        d.keys("Escape", "ctrl+shift+a", "w", "w", "shift+z", pause=0.4)
        check(d.find("stars.mp4, picture, V3, from 00:01:00:00 to 00:02:00:00*") and
              d.find("city.mp4, picture, V2, from 00:00:30:00 to 00:02:00:00*"), "")
        d.keys("Home", *["shift+Right"] * 5, "ctrl+shift+n", pause=0.2)
        d.keys("F2", pause=0.5)
        d.type("A piece by keys")
        d.keys("ctrl+Return", pause=0.5)
        picture(d, "keys_cut")

        d.keys("ctrl+3", pause=0.8)
        d.keys("Home", "Escape", "ctrl+shift+a", "ctrl+Right", pause=0.2)
        for _ in range(12):
            if "coast.mp4" in d.focused()[1]:
                break
            d.keys("ctrl+Down")
        d.keys("Return", pause=0.5)
        inside("Wheels")
        d.tab_to("Gain")
        d.keys("Left", "Left", "Up")
        d.tab_to("Saturation")
        d.keys("Right", "Right", "Right", pause=0.3)
        picture(d, "keys_colour")

        d.keys("ctrl+2", pause=0.8)
        command("add bus")
        command("add bus")
        strip("Equaliser of A1 A1", None)
        d.keys("Return")
        panel("What of the strip is shown")
        d.tab_to("Add equaliser")
        d.keys("Return", pause=0.4)
        check(d.focused()[1] == "Equaliser curve", f"{d.focused()}")
        d.keys("3", "Down", "Down", "Down")
        editor("Dynamics")
        d.tab_to("Add compressor")
        d.keys("Return", pause=0.4)
        strip("Equaliser of A2 A2", None)
        d.keys("Return")
        editor("Dynamics")
        d.tab_to("Add compressor")
        d.keys("Return", pause=0.4)
        d.tab_to("Add dynamics")
        d.keys("Return", *["Down"] * 5, "Return", pause=0.3)
        editor("Inserts")
        d.tab_to("Ducker")
        d.keys("Return", pause=0.3)
        d.tab_to("Side chain")
        d.keys("Return", "Down", "Down", "Return", pause=0.3)
        strip("Equaliser of B2 Bus 2", "Add insert", back=True)
        d.keys("Return", *["Down"] * 9, "Return", pause=0.3)
        for name in ("A3", "A4", "A5"):
            strip(f"Equaliser of {name} {name}", "Output: *")
            d.keys("Return", "Down", "Down", "Return", pause=0.3)
        for name in ("A1", "A6"):
            strip(f"Equaliser of {name} {name}", "Add send", back=name == "A6")
            d.keys("Return", "Down", "Down", "Return", pause=0.3)
        strip("Equaliser of A2 A2", "Fader of A2 A2")
        d.keys(*["Down"] * 4)
        picture(d, "keys_sound")

        d.keys("ctrl+e", pause=1)
        d.tab_to("As the preset: as mixed")
        d.keys("Down", "Down")
        picture(d, "keys_export")
        d.keys("ctrl+Return", pause=1)
        film, project = finish(d)
        check_piece(project)
    finally:
        desk.close()


if __name__ == "__main__":
    run_suite([by_pointer, by_keys])
