#!/usr/bin/env python3
"""The shared corpus through the command line: real media to verified films, every OTIO, reference colours, sync through an
export, and bad input. Skipped without the corpus."""
import array
import collections
import json
import subprocess
import sys

from support import *

CORPUS = corpus()
RENDER = ["--preset", "h264", "--set", "video.speed=ultrafast", "-y"]
GOOD_ENOUGH = {0, *CLEAR_CODES}


def media_files():
    """About ninety different media: devices, timing, HDR, rotation, alpha, odd sound, images."""
    picks = []
    for folder, most in (("video/device", 14), ("derived", 36), ("video/timing", 6), ("video/hdr-colour", 10), ("audio/pcm", 8), ("audio/lossy", 10),
                         ("audio/flac", 6), ("image", 14)):
        files = sorted(p for p in (CORPUS / folder).rglob("*") if p.is_file() and p.stat().st_size < 6_000_000 and
                       p.suffix.lower() in (".mp4", ".mov", ".mkv", ".webm", ".avi", ".mxf", ".mts", ".ts", ".m4v", ".wav", ".flac", ".mp3", ".ogg",
                                            ".opus", ".m4a", ".aif", ".aiff", ".caf", ".w64", ".png", ".jpg", ".webp", ".tif", ".tiff", ".exr", ".gif", ".bmp"))
        step = max(1, len(files) // most)
        picks += files[::step][:most]
    return picks


def media_to_film(folder):
    good, refused = 0, []
    for i, path in enumerate(media_files()):
        project, film = folder / f"{i}.tandem", folder / f"{i}.mp4"
        made = tandem("new", project, path, "--size", "320x180", "--rate", "25", timeout=60)
        if made.code == 0:
            made = tandem("render", project, "-o", film, "--range", "0f..8f", *RENDER, timeout=60)
        if made.code == 0:
            report = tandem("verify", film, "--json", expect=0).json()
            check(report["frames"] == 8 or report["frames"] > 0, f"{path}: {report['frames']} frames")
            good += 1
        else:
            check(made.code in CLEAR_CODES, str(made))
            check(path.name in made.err, f"{made}: the file is not named")
            refused.append(path.name)
        film.unlink(missing_ok=True)
    check(good >= 60, f"only {good} media came through; refused: {refused}")
    return f"{good} media verified, {len(refused)} refused with a reason"


def every_otio(folder):
    rendered, said = 0, []
    for i, path in enumerate(sorted((CORPUS / "timelines").rglob("*.otio"))):
        done = tandem("check", path, "--json", timeout=60)
        check(done.code in GOOD_ENOUGH, str(done))
        done.json()
        film = folder / f"{i}.mp4"
        made = tandem("render", path, "-o", film, "--range", "..8f", "--on-missing", "slate", *RENDER, "--set", "canvas.fit=native", timeout=90)
        check(made.code in GOOD_ENOUGH, str(made))
        if made.code == 0:
            rendered += 1
        else:
            check(len(made.err.strip()) > 20, f"{made}: it does not say why")
            said.append(f"{path.name}: {made.err.strip()[:120]}")
    check(rendered >= 12, f"only {rendered} rendered: {said}")
    return f"{rendered} rendered; {said}"


def color_quads(folder):
    reference = ffmpeg("-i", CORPUS / "video/color-quads/720p.png", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    checked = 0
    for path in sorted((CORPUS / "video/color-quads").glob("720p.png*")):
        project, picture = folder / f"{path.name}.tandem", folder / f"{path.name}.png"
        tandem("new", project, path, expect=0)
        tandem("frame", project, "--at", "0f", "-o", picture, expect=0)
        got = ffmpeg("-i", picture, "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
        check(len(got) == len(reference), f"{path.name}: another size")
        # Chroma is subsampled: pixels at the borders of the quadrants mix in some of the files, as in the reference decoders.
        far = 0
        for y in range(8, 720, 16):
            if 352 <= y <= 368:
                continue
            for x in range(8, 1280, 16):
                if 632 <= x <= 648:
                    continue
                at = (y * 1280 + x) * 3
                far = max(far, *(abs(got[at + c] - reference[at + c]) for c in range(3)))
        check(far <= 2, f"{path.name}: {far} code values from the reference")
        checked += 1
    check(checked >= 10, f"only {checked} files")
    return f"{checked} files within 2 code values"


def nits_of_pq(code, bits):
    p = (code / (2 ** bits - 1)) ** (1 / 78.84375)
    return 10000 * (max(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125)


def light_of(film):
    """MaxCLL and MaxFALL of a film in PQ, measured from what ffmpeg decodes."""
    width, height = map(int, probe_stream(film)["size"].split("x"))
    data = ffmpeg("-i", film, "-vf", "scale=in_color_matrix=bt2020:sws_flags=neighbor+accurate_rnd", "-f", "rawvideo", "-pix_fmt", "rgb48le", "-")
    values, light = array.array("H", data), {}
    size, most, mean = width * height * 3, 0, 0
    for at in range(0, len(values), size):
        counts = collections.Counter(max(t) for t in zip(values[at:at + size:3], values[at + 1:at + size:3], values[at + 2:at + size:3]))
        nits = {code: light.setdefault(code, nits_of_pq(code, 16)) for code in counts}
        most = max(most, max(nits.values()))
        mean = max(mean, sum(nits[c] * n for c, n in counts.items()) / (width * height))
    return most, mean


def probe_stream(film):
    told = json.loads(subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_streams", "-of", "json", film],
                                     capture_output=True, check=True).stdout)["streams"][0]
    light = next((s for s in told.get("side_data_list", []) if "max_content" in s), {})
    return {"size": f"{told['width']}x{told['height']}", "format": told["pix_fmt"], "light": (light.get("max_content"), light.get("max_average")),
            "tags": (told.get("color_primaries"), told.get("color_transfer"), told.get("color_space"), told.get("color_range"))}


def hdr(folder):
    """HDR10 and HLG clips through a grade: tags and measured light right in every kind of delivery; PQ to SDR and back is stable."""
    said = []
    for name, curve in (("hdr10-av1.mp4", "smpte2084"), ("hlg10-color-test.mp4", "arib-std-b67")):
        project = folder / f"{name}.tandem"
        tandem("new", project, CORPUS / "video/hdr-colour" / name, "--size", "360x640", expect=0)
        tandem("edit", project, "-e", 'tandem.add_effect{ clip = tandem.clips()[1].id, effect = "exposure", params = { stops = 0.3 } }', expect=0)
        deliveries = {"as_it_is": (["--preset", "hevc-main10"], ("bt2020", curve, "bt2020nc", "tv")),
                      "pq": (["--preset", "web.youtube-2160p-hdr"], ("bt2020", "smpte2084", "bt2020nc", "tv")),
                      "hlg": (["--preset", "web.youtube-2160p-hlg"], ("bt2020", "arib-std-b67", "bt2020nc", "tv")),
                      "sdr": (["--preset", "web.youtube-1080p"], ("bt709", "bt709", "bt709", "tv"))}
        for kind, (preset, tags) in deliveries.items():
            film = folder / f"{name}.{kind}.mp4"
            # What an encoder adds to the brightest pixel is not the film's light.
            exact = ["--set", "video.rate.mode=lossless"] if tags[1] == "smpte2084" else []
            tandem("render", project, "-o", film, "--range", "0f..4f", "--set", "video.speed=veryfast", *preset, *exact, expect=0)
            told = probe_stream(film)
            check(told["tags"] == tags, f"{film.name} is tagged {told['tags']}")
            check(told["format"].endswith("10le") == (kind != "sdr"), f"{film.name} is {told['format']}")
            if tags[1] != "smpte2084":
                check(told["light"] == (None, None), f"{film.name} states a light level")
                continue
            most, mean = light_of(film)
            check(abs(told["light"][0] - most) <= max(4, 0.04 * most), f"{film.name}: MaxCLL {told['light'][0]}, decoded {most:.0f}")
            check(abs(told["light"][1] - mean) <= max(2, 0.03 * mean), f"{film.name}: MaxFALL {told['light'][1]}, decoded {mean:.0f}")
            said.append(f"{film.name} MaxCLL {told['light'][0]} MaxFALL {told['light'][1]}")
    # PQ to SDR, that SDR film to PQ again, and to SDR once more: the two SDR films are one.
    # Without dither, whose noise would be expanded with the picture.
    ffv1 = ["--preset", "ffv1", "--set", "video.pixfmt=yuv444p10le", "--set", "video.dither=false"]
    sdr = ["--set", "video.colour.primaries=bt709", "--set", "video.colour.transfer=bt709", "--set", "video.colour.matrix=bt709"]
    pq = ["--set", "video.colour.primaries=bt2020", "--set", "video.colour.transfer=pq", "--set", "video.colour.matrix=bt2020nc"]
    source, films = CORPUS / "video/hdr-colour/hdr10-av1.mp4", []
    # The way back is told the peak that the light was expanded to: left alone it would be the film's own, which the file states.
    for step, (target, mode) in enumerate(((sdr, None), (pq, 'mode = "expand", target_peak = 1000'), (sdr, 'mode = "compress", source_peak = 1000'))):
        project, film = folder / f"{step}.tandem", folder / f"{step}.mkv"
        tandem("new", project, source, "--size", "360x640", expect=0)
        if mode:
            tandem("edit", project, "-e", f'tandem.add_effect{{ clip = tandem.clips()[1].id, effect = "tone_map", params = {{ {mode} }} }}', expect=0)
        tandem("render", project, "-o", film, "--range", "0f..2f", *ffv1, *target, expect=0)
        source = film
        films.append(array.array("H", ffmpeg("-i", film, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv444p10le", "-")))
    worst = max(abs(a - b) for a, b in zip(films[0], films[2]))
    check(len(films[0]) == len(films[2]) == 360 * 640 * 3 * 2, "the films differ in length")
    check(worst <= 6, f"SDR, PQ and SDR again differ by {worst} of 1023")
    return "; ".join(said) + f"; PQ to SDR and back twice: {worst} of 1023"


def onsets(samples, rate, level):
    """Times at which sound begins after silence."""
    found, quiet = [], rate
    for i, x in enumerate(samples):
        if abs(x) > level:
            if quiet > rate // 20:
                found.append(i / rate)
            quiet = 0
        else:
            quiet += 1
    return found


def flashes(path):
    """Times of the frames at which the picture turns bright."""
    rows = subprocess.run(["ffprobe", "-v", "error", "-f", "lavfi", f"movie={path},signalstats", "-show_entries",
                           "frame=pts_time:frame_tags=lavfi.signalstats.YAVG", "-of", "csv=p=0"], capture_output=True, text=True).stdout
    values = [tuple(map(float, r.strip(",").split(",")[:2])) for r in rows.splitlines() if r.strip()]
    check(len(values) > 10, f"{path}: no frames")
    low, high = min(v for _, v in values), max(v for _, v in values)
    middle = (low + high) / 2
    return [t for (t, v), (_, before) in zip(values[1:], values) if v > middle >= before]


def flash_and_beep(folder):
    """The source's first frame stands 7.5 ms after its sound. A new project starts there, picture and sound together, so that every
    source frame meets a frame of the timeline."""
    source = CORPUS / "video/timing/av-sync_flash-beep.webm"
    project, film = folder / "s.tandem", folder / "s.mov"
    tandem("new", project, source, expect=0)
    tandem("render", project, "-o", film, "--range", "..600f", "--set", "container.mux=mov", "--set", "audio.0.codec=pcm_s16", *RENDER, expect=0)
    shift = 360 / 48000
    beeps = [t - shift for t in onsets(read_sound(source), 48000, 0.05) if t > 0.1]
    lights = [t - shift for t in flashes(source)]
    heard, seen = [t for t in onsets(read_sound(film), 48000, 0.05) if t > 0.1], flashes(film)
    check(len(heard) >= 5 and len(seen) >= 5, f"{len(heard)} beeps, {len(seen)} flashes")
    beep = max(abs(x - y) for x, y in zip(beeps, heard))
    flash = max(abs(x - y) for x, y in zip(lights, seen))
    check(beep <= 0.001, f"a beep moved by {beep * 1000:.2f} ms")
    check(flash <= 0.001, f"a flash moved by {flash * 1000:.2f} ms")
    return f"beeps within {beep * 1000:.3f} ms, flashes within {flash * 1000:.3f} ms"


def bad_input(folder):
    files = sorted(p for p in (CORPUS / "fuzz").rglob("*") if p.is_file()) + sorted(
        p for p in (CORPUS / "derived").glob("*") if "truncated" in p.name or "no-moov" in p.name)
    counts = {}
    for i, path in enumerate(files):
        if "timeline" in path.parts:
            done = tandem("check", path, timeout=20)
        else:
            done = tandem("probe", path, timeout=20)
        check(done.code in GOOD_ENOUGH, str(done))
        check(done.code == 0 or path.name in done.err or done.out, f"{done}: the file is not named")
        if done.code == 0 and "timeline" not in path.parts:
            project, film = folder / f"{i}.tandem", folder / f"{i}.mp4"
            done = tandem("new", project, path, "--size", "320x180", "--rate", "25", timeout=30)
            check(done.code in GOOD_ENOUGH, str(done))
            if done.code == 0:
                done = tandem("render", project, "-o", film, "--range", "..4f", *RENDER, timeout=60)
                check(done.code in GOOD_ENOUGH, str(done))
                check(film.exists() == (done.code == 0), f"{done}: the film is {'there' if film.exists() else 'not there'}")
            check(not list(folder.glob("*.part")), f"{path.name} left a .part")
        counts[done.code] = counts.get(done.code, 0) + 1
    return f"{len(files)} files, exit codes {counts}"


if __name__ == "__main__":
    if not CORPUS:
        print("skipped: no corpus")
        sys.exit(0)
    run_suite([media_to_film, every_otio, color_quads, flash_and_beep, hdr, bad_input])
