#!/usr/bin/env python3
"""Deliveries: shared canvases, equal frames to single renders, partial failure, names, dry runs, resuming after a kill."""
import json
import random
import signal
import time

from support import *

SPEC = {"tandemMatrix": 1, "deliverables": [
    {"id": "wide", "preset": "ffv1", "name": "{project}_{id}.mkv",
     "sidecars": [{"kind": "srt"}, {"kind": "vtt"}, {"kind": "thumbnail", "at": "marker:Two|25%", "size": [128, 72], "maxBytes": 6000},
                  {"kind": "poster", "at": "1s"}, {"kind": "chapters"}, {"kind": "otio"}, {"kind": "edl"}]},
    {"id": "tall", "preset": "ffv1", "canvas": {"size": [144, 256], "reframe": {"mode": "fill", "x": 0.25}}, "name": "{project}_{id}.mkv"},
    {"id": "small", "preset": "h264", "canvas": {"size": [128, 72]}, "name": "{project}_{id}_{width}x{height}_{index}.{ext}"},
    {"id": "podcast", "preset": "audio.m4a", "name": "{project}_{id}.{ext}"}]}


def project_of(folder, frames=50):
    make_self_media(folder / "a.mov", 0, frames)
    project = folder / "sea.tandem"
    tandem("new", project, folder / "a.mov", expect=0)
    script = """
    local clip = tandem.clips()[1].id
    tandem.add_effect{ clip = clip, effect = "exposure", params = { stops = -0.1 } }
    tandem.add_track{ kind = "subtitle", name = "Korean" }
    tandem.set_track{ track = "Korean", language = "ko" }
    """
    tandem("edit", project, "-e", script, expect=0)
    return project


def spec_of(folder, spec=SPEC, name="s.tandemmatrix.json"):
    (folder / name).write_text(json.dumps(spec))
    return folder / name


def frames_of(path):
    return ffmpeg("-i", path, "-map", "0:v:0", "-f", "framemd5", "-").splitlines()[8:]


def streams(path):
    p = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", path], capture_output=True)
    check(p.returncode == 0, f"ffprobe refuses {path}")
    return json.loads(p.stdout)["streams"]


def nothing_unfinished(out):
    check(not list(out.glob("*.part")), f"left behind: {list(out.glob('*.part'))}")


def four_deliverables(folder):
    project, out = project_of(folder), folder / "out"
    out.mkdir()
    done = tandem("deliver", project, spec_of(folder), "-o", out, "--json", "--progress", "json", expect=0)
    said = done.json()
    check(said["canvases"] == 3 and said["composited_frames"] == 150 and said["mixes"] == 1, f"shared wrongly: {said}")
    check([d["state"] for d in said["deliverables"]] == ["made"] * 4, f"{said}")
    lines = [json.loads(line) for line in done.err.splitlines()]
    check({"wide", "tall", "small", "podcast"} == {line["deliverable"] for line in lines if line["ev"] == "plan"}, "no plan lines")
    check(lines[-1]["ev"] == "done" and lines[-1]["code"] == 0, f"{lines[-1]}")
    sizes = {"sea_wide.mkv": (256, 144), "sea_tall.mkv": (144, 256), "sea_small_128x72_3.mp4": (128, 72)}
    for name, (w, h) in sizes.items():
        video = [s for s in streams(out / name) if s["codec_type"] == "video"][0]
        check((video["width"], video["height"], int(video["nb_read_frames"])) == (w, h, 50), f"{name}: {video}")
    check([s["codec_type"] for s in streams(out / "sea_podcast.m4a")] == ["audio"], "the podcast has a picture")
    for name in list(sizes) + ["sea_podcast.m4a"]:
        report = json.loads((out / f"{name}.report.json").read_text())
        check(report["bytes"] == (out / name).stat().st_size and len(report["sha256"]) == 64, f"{report}")
    # Each film holds the frames of a single render.
    tandem("render", project, "--preset", "ffv1", "-o", folder / "wide.mkv", expect=0)
    check(frames_of(folder / "wide.mkv") == frames_of(out / "sea_wide.mkv"), "other frames than a single render's")
    thumb = streams(out / "sea_wide.thumbnail.jpg")[0]
    check((thumb["width"], thumb["height"]) == (128, 72), "thumbnail of another size")
    check((out / "sea_wide.thumbnail.jpg").stat().st_size <= 6000, "thumbnail too large")
    check((out / "sea_wide.poster.png").read_bytes()[:4] == b"\x89PNG" and (out / "sea_wide.otio").exists(), "sidecars are missing")
    edl = (out / "sea_wide.V1.edl").read_text().splitlines()
    check(edl[0].startswith("TITLE: ") and edl[2].split()[4:] == ["00:00:00:00", "00:00:02:00"] * 2, f"{edl}")
    check((out / "sea_wide.ko.srt").exists() and (out / "sea_wide.ko.vtt").exists(), "no captions")
    nothing_unfinished(out)
    # The tall one is filled and shows the part around a quarter of the width: bits 3 to 7 of the frame's number.
    raw = ffmpeg("-i", out / "sea_tall.mkv", "-vf", "select=eq(n\\,40)", "-frames:v", 1, "-f", "rawvideo", "-pix_fmt", "gray", "-")
    check(len(raw) == 144 * 256, "a frame of another size")
    check(max(raw[:144]) > 150 and max(raw[-144:]) > 150, "the tall frame has bars at its ends")
    start_x = 0.25 * (1 - 144 * 144 / 256 / 256)
    for x in range(4, 140):
        bit = (start_x + x / 144 * (144 * 144 / 256 / 256)) * 16
        if 0.3 < bit % 1 < 0.7:
            check((raw[128 * 144 + x] > 126) == (40 >> int(bit) & 1 == 1), f"column {x} of the tall frame shows another part")

    # Again: everything is kept; -n keeps too; -y makes everything again.
    for flags in ([], ["-n"]):
        again = tandem("deliver", project, spec_of(folder), "-o", out, "--json", *flags, expect=0).json()
        check([d["state"] for d in again["deliverables"]] == ["kept"] * 4 and again["composited_frames"] == 0, f"{again}")
    # Another setting is another film: what stands is not touched without -y.
    spec = json.loads(json.dumps(SPEC))
    spec["deliverables"][2]["set"] = {"video.crf": 30}
    before = (out / "sea_small_128x72_3.mp4").read_bytes()
    tandem("deliver", project, spec_of(folder, spec), "-o", out, expect=73)
    check((out / "sea_small_128x72_3.mp4").read_bytes() == before, "an existing film was touched")
    tandem("deliver", project, spec_of(folder, spec), "-o", out, "-y", "--only", "small", expect=0)
    check((out / "sea_small_128x72_3.mp4").read_bytes() != before, "-y did not replace")


def only_and_dry_run(folder):
    project, out = project_of(folder), folder / "out"
    out.mkdir()
    spec = spec_of(folder)
    said = tandem("deliver", project, spec, "-o", out, "--dry-run", "--json", expect=0).json()
    check(len(said["deliverables"]) == 4 and said["canvases"] == 3 and said["disk_free"] > 0, f"{said}")
    check(said["deliverables"][1]["width"] == 144 and said["deliverables"][1]["frames"] == 50, f"{said}")
    check("estimated_bytes" in said["deliverables"][3] and not list(out.iterdir()), "a dry run wrote or estimated nothing")
    check("canvas" in tandem("deliver", project, spec, "-o", out, "--dry-run", expect=0).out, "no text")
    medium = said["media"][0]
    check(medium["bytes"] == Path(medium["path"]).stat().st_size and len(medium["fingerprint"]) == 48, f"{medium}")
    tandem("deliver", project, spec, "-o", out, "--only", "pod*", expect=0)
    check(sorted(p.name for p in out.iterdir()) == ["sea_podcast.m4a", "sea_podcast.m4a.report.json"], f"{list(out.iterdir())}")
    tandem("deliver", project, spec, "-o", out, "--only", "*_tall.mkv", expect=0)
    check((out / "sea_tall.mkv").exists() and not (out / "sea_wide.mkv").exists(), "--only by name")
    tandem("deliver", project, spec, "-o", out, "--only", "nothing", expect=64)


def refusals(folder):
    project, out = project_of(folder, 10), folder / "out"
    out.mkdir()

    def refused(code, *deliverables, text=None):
        spec = folder / "s.tandemmatrix.json"
        spec.write_text(text if text is not None else json.dumps({"tandemMatrix": 1, "deliverables": list(deliverables)}))
        tandem("deliver", project, spec, "-o", out, expect=code)
        check(not list(out.iterdir()), f"{deliverables}: something was written")

    refused(78, text="{")
    refused(78, text='{"tandemMatrix":1,"deliverables":[{"preset":"ffv1","oops":1}]}')
    refused(77, {"preset": "ffv1", "name": "../x.mkv"})
    refused(77, {"preset": "ffv1", "name": str(folder / "x.mkv")})
    refused(78, {"preset": "ffv1", "name": "x.mkv"}, {"preset": "ffv1", "name": "x.mkv"})
    refused(66, {"preset": "no-such"})
    tandem("deliver", project, folder / "none.tandemmatrix.json", "-o", out, expect=66)
    tandem("deliver", project, spec_of(folder), "-o", folder / "no", expect=73)
    for more in ([], ["--dry-run"]):
        check("it is a file" in tandem("deliver", project, spec_of(folder), "-o", project, *more, expect=73).err, "a file is taken as a folder")
        tandem("deliver", project, spec_of(folder, {"tandemMatrix": 1, "deliverables": [{"preset": "ffv1"}]}), "-o", "/proc", *more, expect=73)
    (folder / "film.lua").write_text('local m = tandem.matrix() m:add{ preset = "no-such" } return m')
    check("film.lua:1: there is no preset" in tandem("deliver", project, folder / "film.lua", "-o", out, expect=66).err, "no line")
    tandem("new", folder / "empty.tandem", "--size", "64x64", "--rate", "25", expect=0)
    tandem("deliver", folder / "empty.tandem", spec_of(folder), "-o", out, expect=65)
    tandem("deliver", project, expect=64)
    # All fail: the first error's code. A link under the unfinished name leads nowhere.
    tandem("deliver", project, spec_of(folder, {"tandemMatrix": 1, "deliverables": [
        {"preset": "ffv1", "set": {"limits.bytes": 1000}, "name": "x.mkv"}]}), "-o", out, expect=78)
    (folder / "victim").write_text("mine")
    (out / "y.mkv.part").symlink_to(folder / "victim")
    tandem("deliver", project, spec_of(folder, {"tandemMatrix": 1, "deliverables": [{"preset": "ffv1", "name": "y.mkv"}]}), "-o", out, expect=0)
    check((folder / "victim").read_text() == "mine", "a link was followed out of the folder")


def ranges(folder):
    project, out = project_of(folder, 25), folder / "out"
    out.mkdir()
    spec = spec_of(folder, {"tandemMatrix": 1, "deliverables": [{"preset": "ffv1", "range": "0s..9s", "name": "x.mkv"}]})
    done = tandem("deliver", project, spec, "-o", out, "--json", expect=0)
    warned = done.json()["warnings"]
    check(len(warned) == 1 and "00:00:09:00" in warned[0] and "00:00:01:00" in warned[0] and warned[0] in done.err, f"{done}: {warned}")


def partial_failure(folder):
    project, out = project_of(folder), folder / "out"
    out.mkdir()
    spec = json.loads(json.dumps(SPEC))
    spec["deliverables"][0]["set"] = {"limits.bytes": 1000}
    said = tandem("deliver", project, spec_of(folder, spec), "-o", out, "--json", expect=2).json()
    check(said["ok"] is False and [d["state"] for d in said["deliverables"]] == ["failed", "made", "made", "made"], f"{said}")
    check(said["deliverables"][0]["error"]["code"] == "config", f"{said['deliverables'][0]}")
    check(not (out / "sea_wide.mkv").exists() and not (out / "sea_wide.mkv.report.json").exists(), "a failed film is there")
    nothing_unfinished(out)
    # The rest: the one that failed, with a setting that works.
    said = tandem("deliver", project, spec_of(folder), "-o", out, "--json", expect=0).json()
    check([d["state"] for d in said["deliverables"]] == ["made", "kept", "kept", "kept"], f"{said}")


def interrupted(folder):
    project, out = project_of(folder, 400), folder / "out"
    out.mkdir()
    spec = spec_of(folder)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        p = start("deliver", project, spec, "-o", out)
        deadline = time.time() + 60
        while not list(out.glob("*.part")) and p.poll() is None and time.time() < deadline:
            time.sleep(0.01)
        if p.poll() is None:
            p.send_signal(number)
        p.communicate(timeout=60 * SLOWDOWN)
        check(p.returncode in (code, 0), f"signal {number}: exit {p.returncode}")
        nothing_unfinished(out)
        for film in out.glob("*"):
            film.unlink()


def killed_and_resumed(folder):
    project = project_of(folder, 100)
    spec, whole = spec_of(folder), folder / "whole"
    whole.mkdir()
    begin = time.time()
    tandem("deliver", project, spec, "-o", whole, "--deterministic", expect=0)
    length = time.time() - begin
    want = {p.name: frames_of(p) for p in whole.iterdir() if p.suffix in (".mkv", ".mp4")}
    dice = random.Random(7)
    for turn in range(6):
        out = folder / f"out{turn}"
        out.mkdir()
        for _ in range(2):
            p = start("deliver", project, spec, "-o", out, "--deterministic")
            time.sleep(dice.uniform(0, length))
            p.kill()
            p.communicate()
            for film in out.iterdir():
                if film.name in want:
                    check(frames_of(film) == want[film.name], f"turn {turn}: a wrong {film.name} stands under its final name")
        tandem("deliver", project, spec, "-o", out, "--deterministic", expect=0)
        names = sorted(p.name for p in out.iterdir())
        check(names == sorted(p.name for p in whole.iterdir()), f"turn {turn}: {names}")
        for name in want:
            check((out / name).read_bytes() == (whole / name).read_bytes(), f"turn {turn}: other bytes in {name}")
    return "6 films killed twice"


def following(folder):
    """A square that wanders right, then after a cut one that stands on the left: both stay in an upright frame."""
    box = "[0]format=gray[g];[1]format=gray[s];[g][s]overlay=x={}:y=60"
    for name, x in (("a", "20+60*t"), ("b", "30")):
        ffmpeg("-y", "-f", "lavfi", "-i", "gradients=s=320x180:r=25:d=3:c0=0x606060:c1=0x707070:speed=0.001:seed=1", "-f", "lavfi", "-i",
               "testsrc=s=40x40:r=25:d=3", "-filter_complex", box.format(x), "-c:v", "ffv1", folder / f"{name}.mkv")
    project, out = folder / "p.tandem", folder / "out"
    out.mkdir()
    tandem("new", project, folder / "a.mkv", folder / "b.mkv", expect=0)
    wish = lambda name, reframe: {"id": name, "preset": "ffv1", "canvas": {"size": [102, 180], "reframe": reframe}, "name": "{id}.mkv"}
    spec = spec_of(folder, {"tandemMatrix": 1, "deliverables": [
        wish("auto", {"mode": "auto"}),
        wish("point", {"mode": "auto", "keys": [{"at": "10f", "x": 44 / 320 + 0.06, "y": 80 / 180}]})]})
    said = tandem("deliver", project, spec, "-o", out, "--json", expect=0).json()
    check(said["canvases"] == 2, f"{said}")
    for name in ("auto", "point"):
        raw = ffmpeg("-i", out / f"{name}.mkv", "-f", "rawvideo", "-pix_fmt", "gray", "-")
        frames = [raw[i:i + 102 * 180] for i in range(0, len(raw), 102 * 180)]
        check(len(frames) == 150, f"{name}: {len(frames)} frames")
        seen = 0
        for f in frames:
            # Test pattern: more dark and bright samples than the ground has.
            square = sum(1 for v in f[60 * 102:100 * 102] if v < 60 or v > 160)
            seen += square > 500
        check(seen >= 140, f"{name}: the square is whole in {seen} of 150 frames")
        keys = json.loads((out / f"{name}.mkv.report.json").read_text())["reframe"]["keys"]
        by_frame = {int(k["at"][:-1]): k["x"] for k in keys}
        check(75 in by_frame and 74 in by_frame and by_frame[74] > 0.6 and by_frame[75] < 0.2, f"{name}: no jump at the cut: {keys}")
    # The same keys by hand make the same film.
    by_hand = json.loads((out / "auto.mkv.report.json").read_text())["reframe"]
    again = spec_of(folder, {"tandemMatrix": 1, "deliverables": [wish("hand", by_hand)]}, "h.tandemmatrix.json")
    tandem("deliver", project, again, "-o", out, expect=0)
    check(frames_of(out / "hand.mkv") == frames_of(out / "auto.mkv"), "other frames by hand")


def title_languages(folder):
    """A title's text follows the locale; canvases of languages without one of their own are the plain title."""
    project, out = project_of(folder, 25), folder / "out"
    out.mkdir()
    title = 'local made = tandem.place_on_top{ generator = "title", text = "%s", at = 0, length = "1s" }\n'
    tandem("edit", project, "-o", folder / "ko.tandem", "-e", title % "IIII", expect=0)
    tandem("edit", project, "-e", title % "WWWW" + 'tandem.set_text{ clip = made[1], text = "IIII", locale = "ko" }', expect=0)
    spec = spec_of(folder, {"tandemMatrix": 1, "deliverables": [
        {"id": name or "plain", "preset": "ffv1", "locale": name, "name": "{id}.mkv"} for name in ("", "ko", "ko-KR", "de")]})
    tandem("deliver", project, spec, "-o", out, expect=0)
    tandem("render", folder / "ko.tandem", "--preset", "ffv1", "-o", folder / "want.mkv", expect=0)
    plain, ko = frames_of(out / "plain.mkv"), frames_of(out / "ko.mkv")
    check(ko == frames_of(folder / "want.mkv") and ko != plain, "the Korean title is not shown")
    check(frames_of(out / "ko-KR.mkv") == ko and frames_of(out / "de.mkv") == plain, "another title than expected")


if __name__ == "__main__":
    run_suite([four_deliverables, only_and_dry_run, refusals, ranges, partial_failure, interrupted, killed_and_resumed, following,
               title_languages])
