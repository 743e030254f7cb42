#!/usr/bin/env python3
"""Every built-in preset exports a short film with sound and markers, and ffprobe finds in it what preset_facts.txt says;
loudness agrees with ffmpeg's own meter; preset files are right by the schema and by `presets check`."""
import json

import re
import subprocess

from support import *

FACTS = SOURCE / "tests" / "e2e" / "preset_facts.txt"
PRESETS = SOURCE / "resources" / "presets"
FRAMES = 110  # of the medium; ranges of the facts end before


def facts():
    lines = [line for line in FACTS.read_text().splitlines() if line and not line.startswith("#")]
    head = re.split(r"\s{2,}", lines[0])
    rows = [dict(zip(head, re.split(r"\s{2,}", line))) for line in lines[1:]]
    for row in rows:
        check(len(row) == len(head), f"a column is missing: {row}")
    return rows


def ffprobe(path, *args):
    p = subprocess.run(["ffprobe", "-v", "error", "-of", "json", *args, str(path)], capture_output=True)
    check(p.returncode == 0, f"ffprobe {path}: {p.stderr.decode(errors='replace')[-300:]}")
    return json.loads(p.stdout)


def ebur128(path):
    """(LUFS, dBTP) by ffmpeg's filter."""
    p = subprocess.run(["ffmpeg", "-hide_banner", "-nostdin", "-i", str(path), "-map", "0:a:0", "-af", "ebur128=peak=true",
                        "-f", "null", "-"], capture_output=True, text=True, errors="replace")
    summary = p.stderr[p.stderr.rfind("Summary:"):]
    lufs, peak = (re.search(key + r":\s+(-?[\d.]+|-inf) ", summary) for key in ("I", "Peak"))
    check(lufs and peak, f"ffmpeg measures nothing in {path}")
    return float(lufs[1]), float(peak[1])


def boxes(path):
    """Types of all boxes in the order of the file; those inside moov and its tracks after it."""
    names = []

    def walk(data):
        at = 0
        while at + 8 <= len(data):
            size, kind, skip = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8].decode("latin1"), 8
            if size == 1:
                size, skip = int.from_bytes(data[at + 8:at + 16], "big"), 16
            if size < skip:
                size = len(data) - at
            names.append(kind)
            if kind in ("moov", "trak", "edts"):
                walk(data[at + skip:at + size])
            at += size

    walk(path.read_bytes())
    return names


def make_project(folder, made, sequence):
    """One medium in a sequence of this size and rate, with two chapters."""
    if sequence not in made:
        size, rate = sequence.split("@")
        medium = folder / f"film{rate}.mov"
        if not medium.exists():
            # A tone that swells, and clicks: loud moments that a limiter may have to hold.
            sound = "0.08*sin(2*PI*500*t)*(1.5+sin(2*PI*t))+0.2*lt(mod(t\\,0.5)\\,0.01)*sin(2*PI*1500*t)"
            ffmpeg("-f", "lavfi", "-i", f"testsrc2=s=320x180:r={rate}", "-f", "lavfi", "-i", f"aevalsrc='{sound}|0.9*({sound})':s=48000",
                   "-frames:v", FRAMES, "-t", FRAMES / int(rate), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
                   "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv", "-c:a", "pcm_s24le",
                   medium)
        project = folder / f"{sequence}.tandem"
        tandem("new", project, medium, "--size", size, "--rate", rate, expect=0)
        tandem("edit", project, "-e", "tandem.add_marker{at='0s', kind='chapter', name='One'} "
               "tandem.add_marker{at='1s', kind='chapter', name='Two'}", expect=0)
        made[sequence] = project
    return made[sequence]


def webp_parts(data):
    """(name, payload) of each chunk of a RIFF file or of a frame in it."""
    out, at = [], 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4:at + 8], "little")
        check(at + 8 + size <= len(data), "a chunk is cut off")
        out.append((data[at:at + 4].decode("latin1"), data[at + 8:at + 8 + size]))
        at += 8 + size + size % 2
    return out


def read_webp(path):
    """(width, height, plays, [(ms, x, y, width, height, picture as a still WebP)]) of an animation."""
    data, u24 = path.read_bytes(), lambda b: int.from_bytes(b[:3], "little")
    check(data[:4] == b"RIFF" and data[8:12] == b"WEBP" and int.from_bytes(data[4:8], "little") == len(data) - 8, f"{path} is no whole WebP")
    parts = webp_parts(data[12:])
    head, anim = dict(parts)["VP8X"], dict(parts)["ANIM"]
    frames = []
    for name, p in parts:
        if name == "ANMF":
            w, h = u24(p[6:]) + 1, u24(p[9:]) + 1
            inner = b"".join(n.encode() + len(b).to_bytes(4, "little") + b + b"\0" * (len(b) % 2) for n, b in webp_parts(p[16:]))
            still = b"WEBP" + (b"VP8X" + (10).to_bytes(4, "little") + b"\x10\0\0\0" + (w - 1).to_bytes(3, "little") + (h - 1).to_bytes(3, "little")
                               if inner.startswith(b"ALPH") else b"") + inner
            frames.append((u24(p[12:]), 2 * u24(p), 2 * u24(p[3:]), w, h, b"RIFF" + len(still).to_bytes(4, "little") + still))
    return u24(head[4:]) + 1, u24(head[7:]) + 1, int.from_bytes(anim[4:6], "little"), frames


def compare_webp(row, film, report):
    """ffprobe cannot read animations: the file's own structure."""
    width, height, plays, frames = read_webp(film)
    size, rate = row["size@rate"].split("@")
    first, last = map(int, row["range"].replace("f", "").split(".."))
    wrong, each = [], 1000 / int(rate)
    length = (last - first) / int(row["sequence"].split("@")[1]) * 1000
    if f"{width}x{height}" != size or plays != 0:
        wrong.append(f"{width}x{height}, played {plays} times")
    if len(frames) != report["frames"] or any(abs(f[0] - each) > 1 for f in frames) or abs(sum(f[0] for f in frames) - length) > each:
        wrong.append(f"frames of {[f[0] for f in frames]} ms instead of {report['frames']} of {each}")
    return wrong


def compare(row, film, report):
    if row["file"] == "webp":
        return compare_webp(row, film, report)
    said = ffprobe(film, "-show_streams", "-show_format", "-show_chapters")
    streams = {s["codec_type"]: s for s in said["streams"] if not s.get("disposition", {}).get("attached_pic")}
    wrong = []

    def same(what, have, want):
        if have != want:
            wrong.append(f"{what} is {have} instead of {want}")

    def named(s):
        return [s.get("codec_name"), s.get("profile", "-")]

    video, audio = streams.get("video"), streams.get("audio")
    if row["picture"] == "none":
        same("picture", video, None)
    else:
        codec, profile, form = row["picture"].split(":", 1)[0], *row["picture"].split(":", 1)[1].rsplit(":", 1)
        same("codec", video["codec_name"], codec)
        if profile != "-":
            same("profile", video.get("profile"), profile)
        same("format", video["pix_fmt"], form)
        size, rate = row["size@rate"].split("@")
        same("size", f"{video['width']}x{video['height']}", size)
        if rate != "-":
            num, den = map(int, video["avg_frame_rate"].split("/"))
            if abs(num / den - float(rate)) > 0.02:
                wrong.append(f"rate is {num}/{den} instead of {rate}")
        if row["colour"] != "-":
            same("colour", "/".join(video.get(k, "unknown") for k in ("color_primaries", "color_transfer", "color_space", "color_range")),
                 row["colour"])
        if row["gop"] != "-":
            keys = [i for i, p in enumerate(ffprobe(film, "-select_streams", "v:0", "-show_entries", "packet=flags")["packets"]) if "K" in p["flags"]]
            keys.append(report["frames"])
            same("first key frame", keys[0], 0)
            if max(b - a for a, b in zip(keys, keys[1:])) > int(row["gop"]):
                wrong.append(f"key frames at {keys}, at most {row['gop']} apart were asked for")
    if row["sound"] == "none":
        same("sound", audio, None)
    else:
        codec, profile, rate, channels = row["sound"].split(":")
        same("sound", f"{audio['codec_name']}:{audio['sample_rate']}:{audio['channels']}", f"{codec}:{rate}:{channels}")
        if profile != "-":
            same("sound's profile", audio.get("profile"), profile)
    if row["loudness"] != "-":
        lufs, top = map(float, row["loudness"].split(":"))
        mine = report["loudness"][0]["after"]
        theirs = ebur128(film)
        if abs(theirs[0] - lufs) > 0.5 or theirs[1] > top + 0.3:
            wrong.append(f"ffmpeg measures {theirs[0]} LUFS, {theirs[1]} dBTP instead of {row['loudness']}")
        # ffmpeg says one decimal.
        if abs(theirs[0] - mine["lufs"]) > 0.1 + 0.05:
            wrong.append(f"ffmpeg measures {theirs[0]} LUFS where the report says {mine['lufs']:.2f}")
    container, *marks = row["file"].split(",")
    if container != "images" and container not in said["format"]["format_name"].split(","):
        wrong.append(f"container is {said['format']['format_name']} instead of {container}")
    found = boxes(film) if container == "mp4" else []
    for mark in marks:
        key, _, value = mark.partition("=")
        if key == "noelst":
            same("edit lists", found.count("elst"), 0)
        elif key == "moov":
            if found.index("moov") > found.index("mdat"):
                wrong.append("moov stands behind mdat")
        elif key == "chapters":
            same("chapters", [c["tags"]["title"] for c in said["chapters"]], ["One", "Two"])
        elif key == "max":
            if film.stat().st_size > int(value):
                wrong.append(f"{film.stat().st_size} bytes instead of at most {value}")
        elif key == "kbps":
            same("kb/s", int(audio["bit_rate"]) // 1000, int(value))
        else:
            wrong.append(f"preset_facts.txt says {mark}")
    return wrong


def every_preset(folder):
    """Codec, profile, format, size, rate, colour, key frames, sound, loudness and container of each."""
    rows = facts()
    known = {p["id"] for p in tandem("presets", "list", "--json", expect=0).json()["presets"] if p["built_in"]}
    named = {row["preset"] for row in rows}
    check(known == named, f"without facts: {sorted(known - named)}; without preset: {sorted(named - known)}")
    check(len(known) >= 60, f"only {len(known)} presets")
    made, wrong = {}, []
    for row in sorted(rows, key=lambda r: r["sequence"]):
        project = make_project(folder, made, row["sequence"])
        out = folder / "out"
        done = tandem("render", project, "-p", row["preset"], "--range", row["range"], "-o", out, "--device", "cpu", "--json", "-y")
        if done.code != 0:
            wrong.append(f"{row['preset']}: {done}")
            continue
        report = done.json()
        if report["verify"]["problems"]:
            wrong.append(f"{row['preset']}: {report['verify']['problems']}")
        film = Path(report["output"].replace("%06d", "000001"))
        wrong += [f"{row['preset']}: {w}" for w in compare(row, film, report)]
        shutil.rmtree(out, ignore_errors=True) if out.is_dir() else out.unlink(missing_ok=True)
    check(not wrong, "\n  " + "\n  ".join(wrong))
    return f"{len(rows)} presets"


def rate_ceilings(folder):
    """The rates of YouTube's tables, for both families of frame rates; half-second closed groups at any rate."""
    table = {  # kb/s for 24-30 and 48-60 frames/s
        "web.youtube-4320p": (160000, 240000), "web.youtube-2160p": (45000, 68000), "web.youtube-1440p": (16000, 24000),
        "web.youtube-1080p": (8000, 12000), "web.youtube-720p": (5000, 7500), "web.youtube-480p": (2500, 4000),
        "web.youtube-360p": (1000, 1500), "web.youtube-4320p-hdr": (200000, 300000), "web.youtube-2160p-hdr": (56000, 85000),
        "web.youtube-1440p-hdr": (20000, 30000), "web.youtube-1080p-hdr": (10000, 15000), "web.youtube-720p-hdr": (6500, 9500)}
    table.update({name.replace("-hdr", "-hlg"): rates for name, rates in table.items() if name.endswith("-hdr")})
    for name, (slow, fast) in table.items():
        video = tandem("presets", "show", name, "--json", expect=0).json()["preset"]["video"]
        rows = video["rate"]["cap"]["table"]
        for fps, kbps in ((23.976, slow), (24, slow), (30, slow), (48, fast), (59.94, fast), (60, fast)):
            held = next(r["kbps"] for r in rows if r["fps"][0] <= fps < r["fps"][1])
            check(held == kbps, f"{name} allows {held} kb/s at {fps} frames/s instead of {kbps}")
        check({"seconds": 0.5, "closed": True, "fixed": True}.items() <= video["gop"].items(), f"{name}: {video['gop']}")
    for rate, group in (("24", 12), ("30000/1001", 15), ("60", 30)):
        project = folder / f"g{group}.tandem"
        medium = folder / "m.mov"
        if not medium.exists():
            ffmpeg("-f", "lavfi", "-i", "testsrc2=s=128x72:r=60:d=1.5", "-c:v", "libx264", "-preset", "ultrafast", medium)
        tandem("new", project, medium, "--size", "128x72", "--rate", rate, expect=0)
        film = folder / f"g{group}.mp4"
        tandem("render", project, "-p", "web.youtube-360p", "-o", film, "--device", "cpu", expect=0)
        packets = ffprobe(film, "-select_streams", "v:0", "-show_entries", "packet=flags")["packets"]
        keys = [i for i, p in enumerate(packets) if "K" in p["flags"]]
        check(len(keys) > 1 and all(b - a == group for a, b in zip(keys, keys[1:])), f"{rate}: key frames at {keys}, not every {group}")


def loudness_as_asked(folder):
    """Loud, quiet, peaky and silent sound; the report says before and after; a loudness that is not met is no success."""
    sounds = {"quiet": "0.01*sin(2*PI*700*t)", "loud": "0.7*sin(2*PI*700*t)",
              "peaky": "0.02*sin(2*PI*700*t)+0.95*lt(mod(t\\,0.4)\\,0.002)*sin(2*PI*3000*t)"}
    projects = {}
    for name, sound in sounds.items():
        ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{sound}|{sound}':s=48000:d=4", "-c:a", "pcm_s24le", folder / f"{name}.wav")
        projects[name] = folder / f"{name}.tandem"
        tandem("new", projects[name], folder / f"{name}.wav", "--size", "320x180", "--rate", 25, expect=0)
    for name in sounds:
        for preset, ending, lufs in (("audio.wav", "wav", -20), ("audio.m4a", "m4a", -16), ("audio.opus", "opus", -23)):
            film = folder / f"{name}.out.{ending}"
            report = tandem("render", projects[name], "-p", preset, "--set", f"audio.0.loudness.lufs={lufs}", "--set",
                            "audio.0.loudness.tp=-2", "-o", film, "--json", expect=0).json()["loudness"][0]
            before, after, theirs = ebur128(folder / f"{name}.wav"), ebur128(film), report["after"]
            check(abs(report["before"]["lufs"] - before[0]) <= 0.15, f"{film}: {report['before']} before, ffmpeg says {before}")
            check(abs(after[0] - lufs) <= 0.2 and after[1] <= -1.7, f"{film}: {after} instead of {lufs}")
            check(abs(theirs["lufs"] - after[0]) <= 0.15 and abs(theirs["true_peak_dbtp"] - after[1]) <= 0.3, f"{film}: {theirs}, ffmpeg {after}")
            check(report["limited"] == (name == "peaky") or preset != "audio.wav", f"{film}: {report}")
    # Down only.
    film = folder / "down.wav"
    report = tandem("render", projects["quiet"], "-p", "audio.wav", "--set", "audio.0.loudness.lufs=-20", "--set",
                    "audio.0.loudness.mode=limit", "-o", film, "--json", expect=0).json()["loudness"][0]
    check(report["gain_db"] == 0, f"limit turned up: {report}")
    # Silence and moments.
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=2", folder / "none.wav")
    tandem("new", folder / "none.tandem", folder / "none.wav", "--size", "320x180", "--rate", 25, expect=0)
    for project, more in ((folder / "none.tandem", []), (projects["loud"], ["--range", "0f..5f"])):
        done = tandem("render", project, "-p", "broadcast.ebu-r128", "-o", folder / "still.wav", "--json", "-y", *more, expect=0)
        said = done.json()
        check("nan" not in done.out.lower() and "inf" not in done.out.lower(), f"no number: {done.out[:300]}")
        check(said["loudness"][0]["measurable"] is False and "silent or shorter than 0.4 s" in said["warnings"][0], f"{said}")
    # A ceiling so low that the loudness cannot be reached: no film under its name, but the work is kept; said at once and again.
    film = folder / "never.wav"
    done = tandem("render", projects["peaky"], "-p", "audio.wav", "--set", "audio.0.loudness.lufs=-5", "--set",
                  "audio.0.loudness.tp=-15", "-o", film, expect=65)
    kept = folder / "never.unverified.wav"
    check("will miss its loudness" in done.err and done.err.count("LUFS instead of -5.0") == 2, f"{done}")
    check(not film.exists() and str(kept) in done.err and not list(folder.glob("*.part")), f"{done}")
    check(len(read_sound(kept)) == 4 * 48000, "what was kept is not whole")


def webp_animations(folder):
    """Times, number of plays, equal frames, transparency, quality and lossless; the pictures against a PNG of the same frame."""
    medium = folder / "m.mov"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=24:d=2", "-c:v", "libx264", "-preset", "ultrafast", "-qp", 0, "-pix_fmt", "yuv444p", medium)
    project = folder / "p.tandem"
    tandem("new", project, medium, expect=0)
    render = lambda name, *more: tandem("render", project, "-p", "web.webp", "--set", "canvas.fit=native", "--set", "canvas.fps=native", *more,
                                        "-o", folder / name, "--device", "cpu", "--json", expect=0).json()
    picture = lambda data: ffmpeg("-f", "webp_pipe", "-i", "-", "-f", "rawvideo", "-pix_fmt", "rgb24", "-", data=data)
    tandem("frame", project, "--at", "0f", "-o", folder / "first.png", "--device", "cpu", expect=0)
    true = ffmpeg("-i", folder / "first.png", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    sizes = {}
    for name, more in (("lossless", ["--set", "video.rate.mode=lossless"]), ("good", ["--set", "video.rate.crf=5"]), ("small", ["--set", "video.rate.crf=60"])):
        report = render(f"{name}.webp", "--set", "container.plays=3", *more)
        width, height, plays, frames = read_webp(folder / f"{name}.webp")
        check((width, height, plays, len(frames)) == (320, 180, 3, 48), f"{name}: {width}x{height}, {plays} plays, {len(frames)} frames")
        ends = [sum(f[0] for f in frames[:n + 1]) for n in range(48)]
        check(all(abs(end - (n + 1) * 1000 / 24) <= 1 for n, end in enumerate(ends)), f"{name}: frames end at {ends}")
        check(report["frames"] == 48 and report["verify"]["frames"] == 48 and not report["verify"]["problems"], f"{report['verify']}")
        sizes[name] = (folder / f"{name}.webp").stat().st_size
        if frames[0][1:5] == (0, 0, 320, 180):
            mine = picture(frames[0][5])
            off = sum(abs(a - b) for a, b in zip(mine, true)) / len(true)
            check(off <= {"lossless": 0, "good": 6, "small": 16}[name], f"{name}: {off} codes beside the true picture on average")
        said = tandem("verify", folder / f"{name}.webp", "--json", expect=0).json()
        check(said["frames"] == 48 and said["width"] == 320, f"{said}")
    check(sizes["lossless"] > sizes["good"] > sizes["small"], f"{sizes}")
    # Half of it stands still: fewer pictures, the same length. All of it: a still picture.
    for name, graph in (("half", "color=red:s=320x180:r=24:d=1[a];testsrc2=s=320x180:r=24:d=1[b];[a][b]concat"), ("still", "color=red:s=320x180:r=24:d=2")):
        ffmpeg("-filter_complex", graph, "-c:v", "libx264", "-preset", "ultrafast", "-qp", 0, "-pix_fmt", "yuv444p", folder / f"{name}.mov")
        tandem("new", folder / f"{name}.tandem", folder / f"{name}.mov", expect=0)
        film = folder / f"{name}.webp"
        report = tandem("render", folder / f"{name}.tandem", "-p", "web.webp", "-o", film, "--device", "cpu", "--json", expect=0).json()
        check(report["frames"] == 40 and report["verify"]["frames"] == 40, f"{report['verify']}")
        if name == "half":
            frames = read_webp(film)[3]
            check(len(frames) < 30 and abs(sum(f[0] for f in frames) - 2000) <= 2, f"{len(frames)} pictures, {sum(f[0] for f in frames)} ms")
        else:
            check(ffmpeg("-i", film, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")[:3] in (b"\xfe\0\0", b"\xff\0\0", b"\xfd\0\0"), "no red picture")
    data = bytearray((folder / "small.webp").read_bytes())
    for what, change in (("cut", lambda d: d[:len(d) * 2 // 3]), ("damaged", lambda d: d[:len(d) // 2] + bytes(64) + d[len(d) // 2 + 64:])):
        (folder / "bad.webp").write_bytes(bytes(change(data)))
        check(tandem("verify", folder / "bad.webp", "--json").code == 65 or what == "damaged", f"{what}: taken for whole")
    for preset, key in (("web.webp", "video.codec=gif"), ("h264", "container.mux=webp"), ("web.webp", "container.plays=-1")):
        tandem("render", project, "-p", preset, "--set", key, "-o", folder / "no.webp", expect=78)


def sizes_are_met(folder):
    """Noise, which no encoder likes, in films that must fit."""
    medium = folder / "noise.mov"
    ffmpeg("-f", "lavfi", "-i", "nullsrc=s=320x180:r=25:d=3,geq=random(1)*255:128:128", "-f", "lavfi", "-i", "sine=d=3:r=48000", "-c:v",
           "libx264", "-preset", "ultrafast", "-qp", 20, "-c:a", "pcm_s16le", "-pix_fmt", "yuv420p", medium)
    tandem("new", folder / "n.tandem", medium, expect=0)
    for limit in (600_000, 250_000):
        film = folder / f"{limit}.mp4"
        report = tandem("render", folder / "n.tandem", "-p", "size.8mb", "--set", f"limits.bytes={limit}", "-o", film, "--json",
                        expect=0).json()
        size = film.stat().st_size
        check(limit * 0.6 <= size <= limit, f"{size} bytes of {limit}, {report['tries']} tries")
    done = tandem("render", folder / "n.tandem", "-p", "size.8mb", "--set", "limits.bytes=30000", "-o", folder / "no.mp4", expect=78)
    check("too few" in done.err and not (folder / "no.mp4").exists(), f"{done}")


def hardware_falls_back(folder):
    """Where no hardware encoder works, software stands in and the report says why; devices lists what was tried."""
    listed = tandem("devices", "--json", expect=0).json()["hardware_codecs"]
    for row in listed:
        check(row["works"] or row["why"], f"no reason: {row}")
    make_self_media(folder / "a.mov", 1, 20)
    tandem("new", folder / "a.tandem", folder / "a.mov", expect=0)
    report = tandem("render", folder / "a.tandem", "-p", "h264", "--set", "video.encoder=hardware", "-o", folder / "a.mp4", "--json",
                    expect=0).json()
    if any(row["works"] and row["codec"] == "h264" for row in listed):
        check(report["video_encoder"] != "libx264", f"{report['video_encoder']}")
        return report["video_encoder"]
    check(report["video_encoder"] == "libx264", f"{report['video_encoder']}")
    check(len(report["warnings"]) == 1 and "libx264 stands in" in report["warnings"][0], f"{report['warnings']}")
    quiet = tandem("render", folder / "a.tandem", "-p", "h264", "--set", "video.encoder=auto", "-o", folder / "b.mp4", "--json",
                   expect=0).json()
    check(quiet["video_encoder"] == "libx264" and not quiet["warnings"], f"{quiet['warnings']}")
    return "no hardware encoder works here"


# ---- files ---------------------------------------------------------------------------------------------------------------

def against(schema, value, path="preset"):
    """Problems of a value by a JSON Schema; every keyword that stands in ours."""
    out = []
    if schema is True:
        return out
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}

    def is_kind(kind):
        return isinstance(value, kinds[kind]) and not (kind in ("integer", "number") and isinstance(value, bool))

    for key, want in schema.items():
        if key in ("$schema", "title", "description", "properties", "patternProperties"):
            continue
        if key == "type":
            good = any(is_kind(k) for k in ([want] if isinstance(want, str) else want))
        elif key == "const":
            good = value == want
        elif key == "enum":
            good = value in want
        elif key == "anyOf":
            good = any(not against(s, value) for s in want)
        elif key in ("minimum", "maximum"):
            good = not is_kind("number") or (value >= want if key == "minimum" else value <= want)
        elif key in ("minLength", "maxLength"):
            good = not is_kind("string") or (len(value) >= want if key == "minLength" else len(value) <= want)
        elif key in ("minItems", "maxItems"):
            good = not is_kind("array") or (len(value) >= want if key == "minItems" else len(value) <= want)
        elif key == "maxProperties":
            good = not is_kind("object") or len(value) <= want
        elif key == "pattern":
            good = not is_kind("string") or re.search(want, value) is not None
        elif key == "required":
            good = not is_kind("object") or all(k in value for k in want)
        elif key == "items":
            good = True
            for i, item in enumerate(value if is_kind("array") else []):
                out += against(want, item, f"{path}.{i}")
        elif key == "additionalProperties":
            good = True
            for name, item in (value if is_kind("object") else {}).items():
                inner = schema.get("properties", {}).get(name)
                if inner is None:
                    inner = next((s for p, s in schema.get("patternProperties", {}).items() if re.search(p, name)), want)
                out += [f"{path}.{name}: unknown"] if inner is False else against(inner, item, f"{path}.{name}")
        else:
            raise Failed(f"the schema says {key}, which this test does not know")
        if not good:
            out.append(f"{path}: {key} {want}")
    return out


def schema_of_presets(folder):
    """The schema in the tree is the code's; every built-in file obeys it, and it refuses what the code refuses."""
    text = tandem("presets", "schema", expect=0).out
    check(text == (PRESETS / "schema.json").read_text(), "resources/presets/schema.json is not what `tandem presets schema` says")
    schema = json.loads(text)
    check(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema", "another dialect")
    files = sorted(PRESETS.glob("*.tandempreset.json"))
    for file in files:
        problems = against(schema, json.loads(file.read_text()))
        check(not problems, f"{file.name}: {problems}")
    bad = ['{"tandemPreset":2,"id":"a"}', '{"tandemPreset":1}', '{"tandemPreset":1,"id":"a","vidoe":{}}',
           '{"tandemPreset":1,"id":"a","video":{"rate":{"crf":99}}}', '{"tandemPreset":1,"id":"a","video":7}',
           '{"tandemPreset":1,"id":"a","audio":[{"kbps":-1}]}', '{"tandemPreset":1,"id":"a","audio":[{"loudness":{"lufs":3}}]}',
           '{"tandemPreset":1,"id":"a","name":"../x"}', '{"tandemPreset":1,"id":"a","canvas":{"size":[1]}}',
           '{"tandemPreset":1,"id":"a","limits":{"bytes":-1}}', '{"tandemPreset":1,"id":"a","verify":{"frames":"about"}}']
    file = folder / "bad.tandempreset.json"
    for text in bad:
        check(against(schema, json.loads(text)), f"the schema takes {text}")
        file.write_text(text)
        tandem("presets", "check", file, expect=78)
    file.write_text('{"tandemPreset":1,"id":"a","x-mine":{"any":[1]},"video":{"x-y":2}}')
    check(not against(schema, json.loads(file.read_text())), "the schema refuses x- keys")
    tandem("presets", "check", file, expect=0)
    return f"{len(files)} files"


def commands_for_presets(folder):
    """list, show and check, with --json; the user's own folder; every problem at once."""
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
    mine = folder / "config" / "tandem" / "presets" / "mine.tandempreset.json"
    mine.parent.mkdir(parents=True)
    mine.write_text('{"tandemPreset": 1, "id": "mine", "title": "Mine", "extends": "podcast.spotify"}')
    listed = {p["id"]: p for p in tandem("presets", "list", "--json", expect=0).json()["presets"]}
    check(listed["mine"]["built_in"] is False and listed["mine"]["group"] == "podcast", f"{listed.get('mine')}")
    youtube = listed["web.youtube-2160p"]
    check(youtube["source"]["url"].startswith("https://support.google.com/youtube/"), f"{youtube}")
    check(all(p["group"] and p["description"] for p in listed.values() if p["built_in"]), "a preset without group or description")
    shown = tandem("presets", "show", "mine", "--json", expect=0).json()["preset"]
    check(shown["audio"][0]["loudness"] == {"lufs": -14.0, "tp": -1.0, "mode": "normalise"}, f"{shown['audio']}")
    tandem("presets", "show", "no-such", expect=66)
    mine.write_text('{"tandemPreset": 1, "id": "mine", "vidoe": {}, "video": {"rate": {"crf": 99}}, "audio": [{"kbps": "x"}]}')
    done = tandem("presets", "check", mine, "--json", expect=78)
    problems = done.json()["problems"]
    check(len(problems) == 3 and all(k in "\n".join(problems) for k in ("vidoe", "video.rate.crf", "audio.0.kbps")), f"{problems}")
    mine.write_text('{"tandemPreset": 7, "id": "mine"}')
    check("made for a newer Tandem" in tandem("presets", "check", mine, expect=78).out, "a newer version is not told")
    check("mine" not in tandem("presets", "list", expect=0).out, "a broken preset is listed")
    (folder / "torn.tandempreset.json").write_text('{\n "id": "torn",\n "title": oops\n}')
    done = tandem("presets", "show", folder / "torn.tandempreset.json")
    check("line 3, column 11: not valid JSON: expected a value" in done.err and "exception" not in done.err, f"{done}")


if __name__ == "__main__":
    run_suite([schema_of_presets, commands_for_presets, rate_ceilings, loudness_as_asked, sizes_are_met, webp_animations, hardware_falls_back,
               every_preset])
