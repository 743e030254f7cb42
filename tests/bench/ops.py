#!/usr/bin/env python3
"""Twelve effects of Tandem's SIMD renderer beside filters of ffmpeg and melt: CPU milliseconds a 1080p frame, one thread each, in turn.

Raw frames in, nothing encoded. Of ffmpeg and melt the CPU time of the same run without the filter is taken off, so that reading and
the program's start do not count; Tandem's renderer is measured inside one process, frames from and to 8-bit YUV. Run by ./run bench ops.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEDIA = ROOT / "build" / "bench-media" / "ops"
FRAMES = 40

# name: what, ffmpeg's inputs and filter, melt's arguments, and the same in ffmpeg as precisely as Tandem does it (32-bit float, in linear
# light where Tandem works in it), where its filters can.
A, B, SMALL, LOGO = "a.y4m", "b.y4m", "small.y4m", "logo.mov"


TO_LIGHT = "setparams=colorspace=bt709:color_trc=bt709:color_primaries=bt709:range=tv,zscale=t=linear:m=gbr,format=gbrpf32le"
FROM_LIGHT = "zscale=t=709:m=709:r=tv,format=yuv420p"


def in_light(chain):
    return f"{TO_LIGHT},{chain},{FROM_LIGHT}"


OPS = {
    "scale": ("720p to 1080p, bicubic", [SMALL], "scale=1920:1080:flags=bicubic", [SMALL], in_light("zscale=1920:1080:filter=bicubic")),
    "crop_pad": ("crop to 80 %, black around", [A], "crop=1536:864,pad=1920:1080:192:108",
                 [A, "-filter", "qtcrop", "rect=10% 10% 80% 80%", "color=#000000"], None),
    "overlay": ("480x270 with alpha over it", [A, LOGO], "[0][1]overlay=1300:50",
                [A, "-track", LOGO, "-transition", "composite", "a_track=0", "b_track=1", "geometry=1300/50:480x270"], None),
    "lift_gamma_gain": ("lift, gamma, gain", [A], "eq=gamma_r=0.95:gamma_g=1.1:contrast=1.05:brightness=0.02",
                        [A, "-filter", "lift_gamma_gain", "lift_r=0.02", "gamma_g=1.1", "gain_b=1.05", "gamma_r=0.95"], None),
    "curves": ("curves, master and two channels", [A], "curves=m='0/0 0.3/0.25 0.7/0.78 1/1':r='0/0 0.5/0.55 1/1':b='0/0.02 1/0.97'",
               [A, "-filter", "avfilter.curves", "av.m=0/0 0.3/0.25 0.7/0.78 1/1", "av.r=0/0 0.5/0.55 1/1", "av.b=0/0.02 1/0.97"], None),
    "lut3d": ("3D LUT, 33 points, tetrahedral", [A], "lut3d=look.cube", [A, "-filter", "avfilter.lut3d", "av.file=look.cube"],
              "format=gbrpf32le,lut3d=look.cube,format=yuv420p"),
    "saturation": ("saturation", [A], "hue=s=1.3", [A, "-filter", "avfilter.hue", "av.s=1.3"],
                   in_light("colorchannelmixer=1.24:-0.21:-0.03:0:-0.06:1.09:-0.03:0:-0.06:-0.21:1.27")),
    "hue_saturation": ("hue and saturation by colour", [A], "huesaturation=hue=10:saturation=0.3",
                       [A, "-filter", "avfilter.huesaturation", "av.hue=10", "av.saturation=0.3"], None),
    "gaussian_blur": ("Gaussian blur, sigma 8", [A], "gblur=sigma=8", [A, "-filter", "avfilter.gblur", "av.sigma=8"], in_light("gblur=sigma=8")),
    "sharpen": ("sharpen", [A], "unsharp=5:5:0.8:5:5:0", [A, "-filter", "avfilter.unsharp", "av.lx=5", "av.ly=5", "av.la=0.8"], None),
    "chroma_key": ("chroma key", [A], "chromakey=0x00b340:0.2:0.1",
                   [A, "-filter", "avfilter.chromakey", "av.color=0x00b340", "av.similarity=0.2", "av.blend=0.1"], None),
    "dissolve": ("dissolve of two clips", [A, B], "[0][1]blend=all_opacity=0.5", [A, "-track", B, "-transition", "luma"],
                 f"[0]{TO_LIGHT}[x];[1]{TO_LIGHT}[y];[x][y]blend=all_opacity=0.5,{FROM_LIGHT}"),
}


def cpu_of(command):
    """CPU seconds of one command."""
    p = subprocess.Popen([str(c) for c in command], cwd=MEDIA, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = p.stderr.read()
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode:
        raise RuntimeError(f"{command}: {said.decode(errors='replace')[-400:]}")
    return usage.ru_utime + usage.ru_stime


def make_media():
    MEDIA.mkdir(parents=True, exist_ok=True)
    make = ["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i"]
    for name, source in ((A, "testsrc2=s=1920x1080:r=25"), (B, "mandelbrot=s=1920x1080:r=25"), (SMALL, "testsrc2=s=1280x720:r=25")):
        if not (MEDIA / name).exists():
            subprocess.run([*make, source, "-frames:v", str(FRAMES), "-pix_fmt", "yuv420p", MEDIA / name], check=True)
    if not (MEDIA / LOGO).exists():
        subprocess.run([*make, "testsrc2=s=480x270:r=25", "-frames:v", str(FRAMES), "-vf", "format=rgba,colorchannelmixer=aa=0.7", "-c:v", "rawvideo",
                        MEDIA / LOGO], check=True)
    rows = [f"{(r / 32) ** 0.9:.6f} {(g / 32) ** 1.05:.6f} {(b / 32) ** 1.1:.6f}" for b in range(33) for g in range(33) for r in range(33)]
    (MEDIA / "look.cube").write_text("LUT_3D_SIZE 33\n" + "\n".join(rows) + "\n")


def tandem_ms(bench, name):
    out = subprocess.run([bench, f"--benchmark_filter=^op_{name}$", "--benchmark_format=json", "--benchmark_min_time=0.5"], capture_output=True, text=True, check=True)
    row = json.loads(out.stdout)["benchmarks"][0]
    if row.get("error_occurred"):
        raise RuntimeError(f"{name}: {row['error_message']}")
    return row["cpu_time"]


def ffmpeg_run(inputs, chain):
    files = [x for i in inputs for x in ("-i", i)]
    one = ["-threads", "1", "-filter_threads", "1", "-filter_complex_threads", "1"]
    # Without the filter each input is still read and handed to a null output.
    way = ["-filter_complex", chain + "[o]", "-map", "[o]", "-f", "null", "-"] if chain else [x for i in range(len(inputs)) for x in ("-map", str(i), "-f", "null", "-")]
    return ["ffmpeg", "-v", "error", "-nostdin", *one, *files, *way]


def melt_run(args):
    return ["melt", "-silent", "-profile", "atsc_1080p_25", *args, "-consumer", "null", "real_time=-1", "terminate_on_pause=1", "threads=1"]


def beside(command, plain):
    return 1000 * (cpu_of(command) - cpu_of(plain)) / FRAMES


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ops", nargs="*", help="names; default all")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bench", default=str(ROOT / "build/release/tests/tandem-micro-bench"))
    args = parser.parse_args()
    make_media()
    print("| effect | Tandem ms | ffmpeg ms | ffmpeg in float ms | melt ms | / ffmpeg | / ffmpeg in float | / melt |\n|---|---|---|---|---|---|---|---|")
    for name in args.ops or OPS:
        what, inputs, chain, melt, precise = OPS[name]
        turns = {"tandem": [], "ffmpeg": [], "float": [], "melt": []}
        for _ in range(args.runs):
            turns["tandem"].append(tandem_ms(args.bench, name))
            turns["ffmpeg"].append(beside(ffmpeg_run(inputs, chain), ffmpeg_run(inputs, None)))
            if precise:
                turns["float"].append(beside(ffmpeg_run(inputs, precise), ffmpeg_run(inputs, None)))
            if shutil.which("melt"):
                turns["melt"].append(beside(melt_run(melt), melt_run([A])))
        ms = {who: statistics.median(t) for who, t in turns.items() if t}
        mine = ms.pop("tandem")
        cell = lambda who, form: form(ms[who]) if who in ms else "-"
        print(f"| {what} | {mine:.1f} | " + " | ".join(cell(w, lambda v: f"{v:.1f}") for w in ("ffmpeg", "float", "melt")) + " | " +
              " | ".join(cell(w, lambda v: f"{mine / v:.2f}" if v > 0.2 else "-") for w in ("ffmpeg", "float", "melt")) + " |", flush=True)


if __name__ == "__main__":
    main()
