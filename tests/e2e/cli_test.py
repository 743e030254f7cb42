#!/usr/bin/env python3
"""The contract of the command line: exit codes, JSON, progress, outputs, interruption, the sandbox of scripts."""
import json
import os
import signal
import struct
import subprocess
import time

from support import *


def fresh_project(folder, frames=50, name="p.tandem"):
    make_self_media(folder / "a.mov", 0, frames)
    tandem("new", folder / name, folder / "a.mov", expect=0)
    return folder / name


def exit_codes(folder):
    project = fresh_project(folder)
    tandem("--help", expect=0)
    check("tandem" in tandem("--version", expect=0).out, "no version")
    tandem(expect=64)
    tandem("fly", expect=64)
    tandem("render", project, "--device", "toaster", expect=64)
    tandem("render", project, "--device", "opencl:999", "-o", folder / "x.mp4", expect=69)
    tandem("render", project, "--device", "vulkan:999", "-o", folder / "x.mp4", expect=69)
    tandem("render", project, "--device", "vulkan:first", "-o", folder / "x.mp4", expect=64)
    tandem("render", folder / "none.tandem", expect=66)
    tandem("render", project, "--preset", "no-such", "-o", folder / "x.mp4", expect=66)
    tandem("render", project, "--range", "5s", "-o", folder / "x.mp4", expect=64)
    tandem("render", project, "-o", folder / "no" / "x.mp4", expect=73)
    (folder / "there.mp4").write_text("mine")
    tandem("render", project, "-o", folder / "there.mp4", expect=73)
    check((folder / "there.mp4").read_text() == "mine", "an existing file was touched")
    (folder / "broken.tandem").write_text('{"schema": ')
    tandem("render", folder / "broken.tandem", "-o", folder / "x.mp4", expect=65)
    tandem("play", project, "--audio", "no such card", expect=69)
    tandem("play", project, "--speed", "9", expect=64)
    tandem("play", project, "--quality", "best", expect=64)
    tandem("play", folder / "none.tandem", expect=66)
    tandem("deliver", project, folder / "none.tandemmatrix.json", "-o", folder, expect=66)
    tandem("new", folder / "q.tandem", folder / "missing.mov", expect=66)
    check(not (folder / "x.mp4").exists() and not list(folder.glob("*.part")), "something was left behind")


def json_everywhere(folder):
    project = fresh_project(folder)
    film = folder / "f.mp4"
    for args in (["probe", folder / "a.mov"], ["check", project], ["presets", "list"], ["presets", "show", "h264"], ["devices"],
                 ["render", project, "-o", film], ["verify", film, "--against", project], ["dump", project, "--at", "1s"],
                 ["dump", project, "--at", "1s", "--what", "plan"], ["frame", project, "--at", "10f", "-o", folder / "f.png"],
                 ["edit", project, "-e", "tandem.slice{at='1s'}"], ["convert", project, folder / "p.otio"],
                 ["new", folder / "n.tandem"]):
        done = tandem(*args, "--json", expect=0)
        check(done.json()["ok"] is True, f"{done}: not ok")
    error = tandem("render", folder / "none.tandem", "--json", expect=66).json()
    check(error["ok"] is False and error["error"]["code"] == "no_input" and error["error"]["exit"] == 66, f"{error}")
    check((folder / "f.png").read_bytes()[:4] == b"\x89PNG", "no PNG")


def scopes(folder):
    project = fresh_project(folder)
    names = ["waveform", "rgb", "parade", "vectorscope", "histogram", "falsecolor", "zebra", "peaking"]
    out = folder / "s.png"
    done = tandem("frame", project, "--at", "10f", "--scope", ",".join(names), "-o", out, "--json", expect=0).json()
    check([s["name"] for s in done["scopes"]] == names, f"{done['scopes']}")
    luma = done["scopes"][0]["luma"]
    check(abs(luma["min_code"] - 16) <= 4 and abs(luma["max_code"] - 235) <= 4, f"black and white bars are {luma}")
    white = sum((1 << 15 | 10) >> bit & 1 for bit in range(BITS)) / BITS * 100
    check(abs(done["scopes"][6]["marked_percent"] - white) < 2, f"zebra marks {done['scopes'][6]}, white is {white} %")
    check(out.read_bytes()[16:24] == struct.pack(">II", 640, 5 * 536 + 3 * HEIGHT), "the drawings are not stacked")
    tandem("frame", project, "--at", "10f", "--scope", "sonar", "-o", folder / "t.png", expect=64)
    tandem("frame", project, "--at", "10f", "--scope", "zebra", "--float", folder / "t.exr", expect=64)


def plays(folder):
    project = fresh_project(folder)
    for args, due, skipped in (([], 50, 0), (["--quality", "quarter", "--at", "10f"], 40, 0),
                               (["--seconds", "0.8", "--size", "100x100"], 20, 0),
                               (["--speed", "-1", "--at", "49f", "--seconds", "1"], 25, 0),
                               (["--speed", "4"], 25, 24)):
        r = tandem("play", project, *args, "--audio", "null", "--json", expect=0).json()
        check(r["frames_shown"] + r["frames_dropped"] == due, f"play {args}: {r}")
        check(r["frames_shown"] > 0 and r["frames_skipped"] == skipped, f"play {args}: {r}")
        check(r["bound_by"] in ("none", "decode", "compute", "caller"), f"{r}")
        check(r["sync_ms"]["frames"] == r["frames_shown"] and r["sync_ms"]["p50"] <= r["sync_ms"]["p99"], f"{r}")
        check(r["audio"]["device"] == "null" and r["audio"]["silent"] == "", f"{r}")
    check(tandem("play", project, "--quality", "half", "--seconds", "0.2", "--json", expect=0).json()["width"] == WIDTH // 2,
          "half quality is not half the size")
    # Without --audio the default card plays, and without any card the clock.
    check("sync" in tandem("play", project, "--seconds", "0.2", expect=0).out, "no sync report")


def progress_lines(folder):
    project = fresh_project(folder, 250)
    done = tandem("render", project, "-o", folder / "f.mp4", "--progress", "json", expect=0)
    lines = [json.loads(line) for line in done.err.splitlines()]
    check(all(line["v"] == 1 and "ev" in line for line in lines), "a line without v or ev")
    events = [line["ev"] for line in lines]
    check(events[0] == "plan" and "start" in events and "progress" in events, f"events {events}")
    check(events[-1] == "done" and lines[-1]["code"] == 0, f"last line {lines[-1]}")
    check(lines[0]["frames"] == 250, f"plan says {lines[0]}")
    done = tandem("render", folder / "none.tandem", "--progress", "json", expect=66)
    last = json.loads(done.err.splitlines()[-1])
    check(last["ev"] == "error" and last["code"] == 66, f"last line {last}")


def events(done):
    lines = [json.loads(line) for line in done.err.splitlines()]
    check(all(line["v"] == 1 for line in lines) and lines[-1]["ev"] in ("done", "error"), f"{done}")
    return lines


def one_object_a_line(folder):
    project, film = fresh_project(folder, 250), folder / "f.mp4"
    tandem("render", project, "-o", film, expect=0)
    lines = events(tandem("verify", film, "--progress", "json", expect=0))
    check([line["ev"] for line in lines][:2] == ["plan", "start"], f"{lines}")
    check([line["frame"] for line in lines if line["ev"] == "verify"][-1] == 250 == lines[-1]["frames"], f"{lines}")
    damaged = bytearray(film.read_bytes())
    for at in range(len(damaged) // 3, len(damaged) // 2, 7):
        damaged[at] ^= 0x55
    film.write_bytes(damaged)
    for more in ([], ["-v"]):
        events(tandem("verify", film, "--progress", "json", *more, expect=65))
        events(tandem("render", project, "-o", folder / "g.mp4", "-y", "--progress", "json", *more, expect=0))
    check(tandem("verify", film, expect=65).err == "", "a verdict that is no result on stderr")
    done = tandem("edit", project, "-e", "print('a', 1) print()", "--progress", "json", expect=0)
    check([line["msg"] for line in events(done) if line["ev"] == "print"] == ["a\t1", ""], f"{done}")
    check(tandem("edit", project, "-e", "print('a', 1)", expect=0).err == "a\t1\n", "print goes to stderr")
    lines = events(tandem("probe", folder / "none.mov", folder / "a.mov", "--progress", "json", expect=66))
    check([line["ev"] for line in lines] == ["warn", "error"], f"{lines}")


# For who may not write into it; root may everywhere, but not as somebody else.
def as_nobody(*args):
    setpriv = ["setpriv", "--reuid", "65534", "--clear-groups"] if os.geteuid() == 0 else []
    p = subprocess.run([*setpriv, TANDEM, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60 * SLOWDOWN)
    return Done(args, p.returncode, p.stdout.decode(), p.stderr.decode())


def said_clearly(folder):
    project = fresh_project(folder)
    film, there = folder / "x.mp4", folder / "there.mp4"
    there.write_text("mine")
    tandem("new", folder / "empty.tandem", "--size", "64x64", "--rate", "25", expect=0)
    for args, code, text in (
            (["rendr", project], 64, 'unknown command "rendr"; did you mean render?'),
            (["--device", "cpu", "veriyf", film], 64, "did you mean verify?"),
            (["presets", "foo"], 64, 'presets: unknown command "foo"; there are: list, show'),
            (["queue", "lsit"], 64, 'queue: unknown command "lsit"; did you mean list?'),
            (["new", folder / "n.tandem", "--rate", "0"], 64, "--rate 0"),
            (["new", folder / "n.tandem", "--rate=-25"], 64, "--rate -25"),
            (["new", folder / "n.tandem", "--rate", "1e9"], 64, "--rate 1e9"),
            (["new", folder / "n.tandem", "--rate", "1/0"], 64, "--rate 1/0"),
            (["verify", folder / "none.mp4"], 66, "none.mp4"),
            (["verify", project / "x.mp4"], 66, "x.mp4"),
            (["verify", folder], 65, str(folder)),
            (["probe", folder], 65, "this is a folder"),
            (["render", folder / "empty.tandem", "-o", film], 65, "empty"),
            (["render", project, "--range", "-1s..1s", "-o", film], 64, "not negative"),
            (["render", project, "--range", "5s..6s", "-o", film], 64, "no frame of the sequence"),
            (["presets", "list", "--device", "foo"], 64, "--device foo"),
            (["render", project, "-n", "-o", there], 73, "exists already and was left alone"),
            (["render", project, "-o", there], 73, "-y replaces it"),
            (["play", project, "--seconds", "0"], 64, "above 0, not 0"),
            (["play", project, "--seconds", "-1"], 64, "above 0, not -1"),
            (["play", project, "--seconds", "nan"], 64, "above 0, not nan"),
            (["dump", project, "--at", "9s"], 64, "00:00:02:00"),
            (["frame", project, "--at", "9s", "-o", folder / "f.png"], 64, "00:00:02:00"),
            (["convert", project, project], 64, "OUT is IN"),
            (["convert", project, folder / "p.otio", "--report", project], 64, "--report is IN or OUT"),
            (["convert", project, folder / "p.otio", "--report", folder / "p.otio"], 64, "--report is IN or OUT"),
            (["convert", project, folder / "p.otio", "--report", "/proc/r.json"], 73, "/proc/r.json"),
            (["render", project, "-o", "/proc/x.mp4", "--dry-run"], 73, "/proc/x.mp4")):
        done = tandem(*args, expect=code)
        check(text in done.err and len(done.err) < 400, f"{done}: not {text!r}")
    for args in (["render", project, "-o", folder / "shut" / "x.mp4"], ["convert", project, folder / "shut" / "p.otio"]):
        (folder / "shut").mkdir(exist_ok=True)
        (folder / "shut").chmod(0o555)
        folder.chmod(0o755)
        for more in ([], ["--dry-run"]):
            done = as_nobody(*args, *more)
            check(done.code == 73 and "takes no files" in done.err, f"{done}")
    done = tandem("convert", project, folder / "p.otio", "--dry-run", expect=0)
    check("would be written" in done.out and not list(folder.glob("*.otio")), f"{done}: {done.out}")
    check(there.read_text() == "mine" and not film.exists(), "something was written")


def pictures_by_extension(folder):
    project = fresh_project(folder)
    for option, name, head in (("-o", "F.PNG", b"\x89PNG"), ("--float", "F.EXR", b"v/1\x01"), ("--float", "F.Pfm", b"PF")):
        tandem("frame", project, "--at", "1s", option, folder / name, expect=0)
        check((folder / name).read_bytes().startswith(head), f"{name} is another kind of file")


def foreign_xml(folder):
    for text, name in (('<?xml version="1.0"?>\n<!DOCTYPE xmeml>\n<xmeml version="4">', "Final Cut Pro 7 XML"),
                       ('<?xml version="1.0"?><fcpxml version="1.9"/>', "Final Cut Pro X XML"),
                       ("<!-- <xmeml> --><svg width='2'/>", "XML of another kind (root element svg)")):
        (folder / "t.xml").write_text(text)
        done = tandem("check", folder / "t.xml", expect=69)
        check(name + " cannot be opened" in done.err, f"{done}")


def ranges_and_sound(folder):
    project = fresh_project(folder)
    done = tandem("render", project, "-o", folder / "r.mp4", "--range", "1s..10s", "--json", expect=0)
    warned = done.json()["warnings"]
    check(done.json()["frames"] == 25 and len(warned) == 1 and warned[0] in done.err, f"{done}: {warned}")
    check("00:00:10:00" in warned[0] and "00:00:02:00" in warned[0], f"{warned}")
    check(tandem("render", project, "-o", folder / "s.mp4", "--range", "1s..2s", expect=0).err == "", "a range that ends with the sequence")
    tandem("verify", folder / "r.mp4", "--against", project, "--range", "1s..10s", expect=0)
    done = tandem("render", project, "-o", folder / "a.m4a", "-p", "audio.m4a", "--progress", "json", expect=0)
    check("2.000 s of sound" in done.out and "bound" not in done.out, f"{done.out}")
    check(all(line["frames"] == 50 for line in events(done)), f"{done.err}")
    check("2.000 s of sound" in tandem("render", project, "-p", "audio.m4a", "-o", folder / "b.m4a", "--dry-run", expect=0).out, "no length")


def interrupted(folder):
    project = fresh_project(folder, 1500)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        running = start("render", project, "-o", folder / "f.mp4", "--progress", "json", "--set", "video.speed=veryslow", "--set",
                        "video.crf=1")
        for line in running.stderr:
            if json.loads(line)["ev"] == "progress":
                break
        running.send_signal(number)
        rest = running.stderr.read()
        running.wait(timeout=30 * SLOWDOWN)
        check(running.returncode == code, f"exit {running.returncode}, not {code}: {rest[-300:]}")
        left = [p.name for p in folder.iterdir() if p.name not in ("a.mov", "p.tandem")]
        check(not left, f"left behind: {left}")


def scripts(folder):
    project = fresh_project(folder)
    before = project.read_bytes()
    for text, code in (("os.remove('x')", 77), ("io.open('/etc/passwd')", 77), ("require('os')", 77), ("load('return 1')()", 77),
                       ("tandem.no_such{}", 64), ("tandem.slice{att='1s'}", 64), ("error('no')", 65), ("x = = 1", 65),
                       ("tandem.slice{at='1s'} error('late')", 65), ("local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1000) .. i end", 65)):
        done = tandem("edit", project, "-e", text, timeout=60)
        check(done.code == code, f"{text!r}: {done} (expected {code})")
        check(project.read_bytes() == before, f"{text!r} changed the project")
    (folder / "s.lua").write_text("local a = 1\n\ntandem.slip{clip=999999, by='1f'}\n")
    done = tandem("edit", project, "--script", folder / "s.lua")
    check("s.lua:3:" in done.err, f"no file and line: {done.err}")
    tandem("edit", project, "-e", "tandem.slice{at='1s'}", "-o", folder / "out.tandem", expect=0)
    check(project.read_bytes() == before and (folder / "out.tandem").exists(), "-o must not change the input")
    tandem("edit", project, "-e", "tandem.slice{at='1s'}", "--dry-run", expect=0)
    check(project.read_bytes() == before, "--dry-run changed the project")
    tandem("edit", project, "-e", "tandem.slice{at='1s'} assert(#tandem.clips('V1') == 2)", expect=0)
    check(project.read_bytes() != before, "nothing was saved")
    before = project.read_bytes()
    # One that looks at no flag: the search takes years.
    running = start("edit", project, "-e", "tandem.slice{at='30f'} print(1) local s = ('a'):rep(9999) s:find('.-.-.-.-.-.-b')")
    said = running.stderr.readline().strip()
    check(said == "1", f"the script did not come to its search: {said}")
    running.send_signal(signal.SIGTERM)
    running.wait(timeout=30 * SLOWDOWN)
    check(running.returncode == 143, f"exit {running.returncode} of a script that hangs")
    check(project.read_bytes() == before, "it changed the project")


def missing_and_moved(folder):
    project = fresh_project(folder)
    (folder / "sub").mkdir()
    (folder / "a.mov").rename(folder / "sub" / "renamed.mov")
    tandem("render", project, "-o", folder / "f.mp4", expect=0)  # found again by its fingerprint
    (folder / "sub" / "renamed.mov").unlink()
    done = tandem("render", project, "-o", folder / "g.mp4", expect=66)
    check("a.mov" in done.err and "V1" in done.err and "00:00:00:00" in done.err, f"file, clip or time is not named: {done.err}")
    check(tandem("check", project).code == 66, "check must report missing media")
    for policy in ("slate", "hold"):
        done = tandem("render", project, "-o", folder / "g.mp4", "-y", "--on-missing", policy, "--json", expect=0)
        notes = done.json()["notes"]
        check(len(notes) == 1 and "50 frames from 00:00:00:00" in notes[0]["what"] and notes[0]["what"] in done.err, f"{done}: {notes}")
        check(len(done.err.splitlines()) <= 3, f"{done}")


def medium_lost_while_rendering(folder):
    project = fresh_project(folder, 1500)
    whole = (folder / "a.mov").read_bytes()

    def cut(part):
        with open(folder / "a.mov", "r+b") as f:
            f.truncate(int(len(whole) * part))

    def replace():
        with open(folder / "a.mov", "r+b") as f:
            f.write(b"\x5a" * len(whole))

    # A deleted file stays readable for the program that has it open, so that one may end well, with every frame.
    for what, change, codes in (("cut to half", lambda: cut(0.5), (65, 66)), ("cut to nothing", lambda: cut(0), (65, 66)),
                                ("overwritten", replace, (65, 66)), ("deleted", (folder / "a.mov").unlink, (0, 65, 66))):
        (folder / "a.mov").write_bytes(whole)
        (folder / "f.mp4").unlink(missing_ok=True)
        running = start("render", project, "-o", folder / "f.mp4", "--progress", "json", "--set", "video.speed=veryslow", "--set",
                        "video.crf=1")
        for line in running.stderr:
            if json.loads(line)["ev"] == "progress":
                break
        change()
        rest = running.stderr.read()
        running.wait(timeout=60 * SLOWDOWN)
        check(running.returncode in codes, f"{what}: exit {running.returncode}: {rest[-400:]}")
        if running.returncode == 0:
            check(read_bars(folder / "f.mp4") == [(0, n) for n in range(1500)], f"{what}: other frames")
            continue
        last = rest.splitlines()[-1]
        check("a.mov" in last and "00:00:" in last, f"{what}: file or time is not named: {last}")
        left = [p.name for p in folder.iterdir() if p.name not in ("a.mov", "p.tandem")]
        check(not left, f"{what}: left behind: {left}")


def otio_round_trip(folder):
    project = fresh_project(folder)
    tandem("edit", project, "-e", "tandem.slice{at='1s'} tandem.add_marker{at='1s', kind='chapter', name='Two'}", expect=0)
    tandem("convert", project, folder / "p.otio", "--report", folder / "r.json", expect=0)
    said = json.loads((folder / "r.json").read_text())["report"]
    kept = [item["where"] for item in said["items"] if item["fate"] == "kept"]
    check(said["kept"] == len(kept) == 4 and said["dropped"] == 0 and "track V1, clip a.mov (00:00:01:00)" in kept, f"{said}")
    tandem("render", folder / "p.otio", "-o", folder / "a.mp4", expect=0)
    tandem("render", project, "-o", folder / "b.mp4", expect=0)
    check(read_bars(folder / "a.mp4") == read_bars(folder / "b.mp4"), "the OTIO renders other frames")


def dry_runs(folder):
    """A dry run says what the film will be, from the encoders as they open, and refuses what a render refuses."""
    make_self_media(folder / "a.mov", 0, 75)
    project = folder / "p.tandem"
    tandem("new", project, folder / "a.mov", expect=0)
    flags = ["--set", "video.gop.seconds=0.5", "--set", "video.gop.fixed=true", "--set", "video.rate.cap=900", "--set", "audio.0.kbps=96",
             "--device", "cpu"]
    said = tandem("render", project, "-o", folder / "x.mp4", *flags, "--dry-run", "--json", expect=0).json()
    check(not (folder / "x.mp4").exists(), "a dry run wrote")
    made = tandem("render", project, "-o", folder / "x.mp4", *flags, "--json", expect=0).json()
    rows = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "packet=flags", "-select_streams", "v", "-of", "csv=p=0", folder / "x.mp4"],
                          capture_output=True, text=True, check=True).stdout.split()
    keys = [i for i, row in enumerate(rows) if "K" in row]
    video = said["video"]
    check({b - a for a, b in zip(keys, keys[1:])} == {video["gop"]}, f"{keys} {video}")
    check(video["encoder"] == made["video_encoder"] == "libx264" and video["options"]["crf"] and video["max_rate"] == 900000, f"{video} {made}")
    check(said["frames"] == made["frames"] == 75 and said["audio"][0]["bit_rate"] == 96000, f"{said}")
    check(said["estimated_bytes"] > 0 and said["disk_free"] > 0, f"{said}")
    for wrong, code in (("video.options.nonsense=1", 78), ("limits.duration=[0,1]", 64), ("video.profile=none", 78)):
        both = [tandem("render", project, "-o", folder / "y.mp4", "--set", wrong, *more).code for more in ([], ["--dry-run"])]
        check(both == [code, code] and not (folder / "y.mp4").exists(), f"{wrong}: {both}")


if __name__ == "__main__":
    run_suite([exit_codes, json_everywhere, scopes, plays, progress_lines, one_object_a_line, said_clearly, pictures_by_extension, foreign_xml,
               ranges_and_sound, interrupted, scripts, missing_and_moved, medium_lost_while_rendering, dry_runs,
               otio_round_trip])
