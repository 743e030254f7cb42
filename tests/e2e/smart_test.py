#!/usr/bin/env python3
"""Smart exports: what is copied decodes to the source's frames bit for bit, nothing is lost or doubled, times are regular, and
where copying is not possible the reason is said. The truth is ffmpeg's decode of the sources."""
import random

from support import *

COLOUR = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
SIZE = "256x144"
X264 = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *COLOUR]
X265 = ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p", *COLOUR]
FRAMES = 150

# name: container, codec options, whether every frame can be copied
SOURCES = {
    "closed": ("mp4", [*X264, "-g", 25, "-keyint_min", 25, "-sc_threshold", 0, "-bf", 0], False),
    "bframes": ("mp4", [*X264, "-preset", "medium", "-g", 25, "-bf", 3, "-x264-params", "b-pyramid=normal:open-gop=0"], False),
    "long": ("mkv", [*X264, "-g", 250, "-bf", 2], False),
    "stream": ("ts", [*X264, "-g", 25, "-bf", 2], False),
    "hevc": ("mp4", [*X265, "-x265-params", "log-level=error:open-gop=0:keyint=25:bframes=3", "-tag:v", "hvc1"], False),
    "prores": ("mov", ["-c:v", "prores_ks", "-profile:v", 3, "-pix_fmt", "yuv422p10le", *COLOUR], True),
    "dnxhr": ("mov", ["-c:v", "dnxhd", "-profile:v", "dnxhr_hq", "-pix_fmt", "yuv422p", *COLOUR], True),
    "mjpeg": ("mov", ["-c:v", "mjpeg", "-q:v", 3, "-pix_fmt", "yuvj420p"], True),
    "ffv1": ("mkv", ["-c:v", "ffv1", "-level", 3, "-g", 1, "-slices", 4, "-slicecrc", 1, "-pix_fmt", "yuv420p", *COLOUR], True),
}


def make_source(folder, name, seed=0, options=None):
    container, codec, _ = SOURCES[name] if options is None else ("mp4", options, False)
    path = folder / f"{name}{seed}.{container}"
    tags = ",setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv" if name == "prores" else ""
    ffmpeg("-f", "lavfi", "-i", f"testsrc2=size={SIZE}:rate=25:duration={FRAMES / 25}", "-f", "lavfi", "-i",
           f"sine=frequency={TONES[seed]}:sample_rate=48000:duration={FRAMES / 25}", "-vf", f"hue=h={40 * seed},noise=alls=6:all_seed=7{tags}",
           *codec, *(["-an"] if container == "ts" else ["-c:a", "pcm_s16le" if container in ("mov", "mkv") else "aac", "-ac", 2]), path)
    return path


def decoded(path, *before):
    """The digest of every frame."""
    p = subprocess.run(["ffmpeg", "-v", "error", "-xerror", *before, "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
                       capture_output=True, text=True)
    check(p.returncode == 0 and not p.stderr, f"{path} does not decode cleanly: {p.stderr[-300:]}")
    return [line.split(",")[-1].strip() for line in p.stdout.splitlines() if line and not line.startswith("#")]


def check_times(path, frames):
    """Every packet in place: shown once in each frame's time, decoding times rising, none shown before it is decoded."""
    p = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time,dts_time", "-of", "csv=p=0", path],
                       capture_output=True, text=True)
    check(p.returncode == 0 and not p.stderr, f"{path}: ffprobe says {p.stderr[-300:]}")
    rows = [[float(v) for v in line.strip().rstrip(",").split(",")[:2]] for line in p.stdout.splitlines() if line.strip()]
    check(len(rows) == frames, f"{path}: {len(rows)} packets for {frames} frames")
    shown = sorted(r[0] for r in rows)
    for n, t in enumerate(shown):
        check(abs(t - shown[0] - n / 25) < 0.002, f"{path}: frame {n} stands at {t}")
    for a, b in zip(rows, rows[1:]):
        check(b[1] > a[1], f"{path}: decoding times do not rise at {b}")
    check(all(r[1] <= r[0] + 0.002 for r in rows), f"{path}: a frame is shown before it is decoded")


def project_of(folder, name, sources, cuts, frames=FRAMES):
    """`cuts`: (source, first, count) in order."""
    project = folder / f"{name}.tandem"
    lines = [f'tandem.extract{{from="0f", to="{frames}f"}}']  # the clip that a new project begins with
    lines += [f'tandem.import_media{{path="{s}"}}' for s in sources[1:]]
    for source, first, count in cuts:
        lines.append(f'tandem.append{{media="{sources[source].name}", ["in"]="{first}f", length="{count}f"}}')
    (folder / "cuts.lua").write_text("\n".join(lines) + "\n")
    tandem("new", project, sources[0], expect=0)
    tandem("edit", project, "--script", folder / "cuts.lua", expect=0)
    return project


def render(project, film, *more, expect=0):
    return tandem("render", project, "-o", film, "--preset", "smart", "--json", *more, expect=expect)


def check_film(film, report, cuts, digests, what):
    want = [digests[s][first + i] for s, first, count in cuts for i in range(count)]
    got = decoded(film)
    check(len(got) == len(want), f"{what}: {len(got)} frames instead of {len(want)}")
    check("smart" in report, f"{what}: {report}")
    smart = report["smart"]
    check(smart["copied"] + smart["encoded"] == len(want), f"{what}: the report covers {smart}")
    at = 0
    for span in smart["spans"]:
        check(span["first"] == at, f"{what}: the spans have a hole at {at}")
        at += span["frames"]
        if span["copied"]:
            for n in range(span["first"], at):
                check(got[n] == want[n], f"{what}: frame {n}, copied, is another: {smart}")
        else:
            check(span.get("reason"), f"{what}: no reason for an encoded span")
    # From the middle too: a seek finds the parameter sets of its part.
    copied = [n for span in smart["spans"] if span["copied"] for n in range(span["first"], span["first"] + span["frames"])]
    for n in copied[len(copied) // 3::max(1, len(copied) // 3)] if film.suffix != ".mkv" else []:
        check(decoded(film, "-ss", f"{max(0, n / 25 - 0.01):.3f}")[0] == want[n], f"{what}: frame {n} is another after a seek")
    check(not report["warnings"], f"{what}: {report['warnings']}")
    check_times(film, len(want))
    return smart


def every_codec(folder):
    said = []
    for name, (container, _, intra) in SOURCES.items():
        source = make_source(folder, name)
        digests = [decoded(source)]
        check(len(digests[0]) == FRAMES, f"{name}: {len(digests[0])} frames in the source")
        film = folder / f"{name}-film.{'mov' if container == 'mov' else 'mkv' if name == 'ffv1' else 'mp4'}"
        cuts = [(0, 0, 50), (0, 75, 25)] if name != "long" else [(0, 0, 60)]
        project = project_of(folder, name + "-keys", [source], cuts)
        smart = check_film(film, render(project, film).json(), cuts, digests, name)
        check(smart["copied"] >= 0.9 * sum(c[2] for c in cuts), f"{name}: {smart}")
        cuts = [(0, 7, 40), (0, 60, 33), (0, 3, 30)] if name != "long" else [(0, 7, 40)]
        project = project_of(folder, name + "-odd", [source], cuts)
        film = film.with_stem(f"{name}-odd")
        if name == "long":
            done = render(project, film, "--set", "video.smart=require", expect=78)
            check("key frame" in done.err + done.out, f"{name}: {done.err}")
            continue
        smart = check_film(film, render(project, film).json(), cuts, digests, name + ", odd cuts")
        check(smart["copied"] > (102 if intra else 40), f"{name}, odd cuts: {smart}")
        said.append(f"{name} {smart['copied']}/{sum(c[2] for c in cuts)}")
    return ", ".join(said)


def random_cuts(folder):
    sources = {name: [make_source(folder, name, seed) for seed in range(2)] for name in ("bframes", "hevc", "prores")}
    digests = {name: [decoded(s) for s in pair] for name, pair in sources.items()}
    copied = total = 0
    for seed in range(1, 21):
        dice = random.Random(seed)
        name = dice.choice(["bframes", "bframes", "hevc", "prores"])
        cuts = []
        for _ in range(dice.randrange(2, 7)):
            first = dice.choice([dice.randrange(FRAMES - 40), 25 * dice.randrange(4)])
            cuts.append((dice.randrange(2), first, dice.randrange(1, 40)))
        project = project_of(folder, f"r{seed}", sources[name], cuts)
        film = folder / f"r{seed}.{'mov' if name == 'prores' else 'mp4'}"
        more = ["--set", "verify.depth=full"] if seed % 3 == 0 else []
        smart = check_film(film, render(project, film, *more).json(), cuts, digests[name], f"seed {seed} ({name}) {cuts}")
        copied += smart["copied"]
        total += smart["copied"] + smart["encoded"]
    check(copied > total / 4, f"only {copied} of {total} frames were copied")
    return f"{copied} of {total} frames copied"


def sound_in_place(folder):
    """A film of self-identifying media: each picture with its own tone, as a plain export has them."""
    for medium in range(2):
        make_self_media(folder / f"m{medium}.mov", medium, 120)
    cuts = [(0, 12, 36), (1, 24, 40), (0, 60, 24)]
    project = project_of(folder, "av", [folder / "m0.mov", folder / "m1.mov"], cuts, 120)
    sound = ["--set", "container.mux=mov", "--set", "audio.0.codec=pcm_s16"]
    report = render(project, folder / "smart.mov", *sound).json()
    check(report["smart"]["copied"] > 60, f"{report['smart']}")
    render(project, folder / "plain.mov", *sound, "--set", "video.smart=off")
    want = [(s, first + i) for s, first, count in cuts for i in range(count)]
    check(read_bars(folder / "smart.mov") == want, "the pictures are others")
    check(read_sound(folder / "smart.mov") == read_sound(folder / "plain.mov"), "the sound is another than a plain export's")
    skew = {name: tandem("verify", folder / f"{name}.mov", "--json", expect=0).json()["start_skew_ms"] for name in ("smart", "plain")}
    check(abs(skew["smart"]) < 0.01 and abs(skew["plain"]) < 0.01, f"sound against picture: {skew}")


def refusals(folder):
    def reason_of(name, *more, options=None):
        source = make_source(folder, "closed", options=options)
        project = folder / f"{name}.tandem"
        tandem("new", project, source, expect=0)
        done = render(project, folder / f"{name}.mp4", "--set", "video.smart=require", *more, expect=78)
        return done.err + done.out

    check("scaled" in reason_of("size", "--set", "canvas.size=1280x720"), "no word of the size")
    check("profile" in reason_of("profile", "--set", "video.asSource=false", "--set", "video.profile=main"), "no word of the profile")
    check("h264" in reason_of("codec", "--set", "video.asSource=false", "--set", "video.codec=hevc"), "no word of the codec")
    check("colour" in reason_of("tags", "--set", "video.colour.matrix=smpte170m"), "no word of the colour")
    said = reason_of("open", "--range", "10f..40f", options=[*X264, "-g", 12, "-bf", 2, "-x264-params", "open-gop=1:scenecut=0:keyint=12:min-keyint=12"])
    check("group" in said or "key frame" in said, f"no word of the open group: {said}")


if __name__ == "__main__":
    run_suite([every_codec, random_cuts, sound_in_place, refusals])
