#!/usr/bin/env python3
"""What a farm of one process costs: `--farm local:1` with chunks of 30 s beside a plain `tandem render` of the same film, in turn.

Prints the ratio of CPU seconds (user and system, children included) and of wall time; the goal is 1.05. Codecs that encode each frame
by itself are copied from chunk to film; others pass through lossless chunks, which costs an encode and a decode without loss.
Run by ./run bench farm; the medium is made once under build/bench-media.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*command):
    """Wall and CPU seconds of a command that must end well."""
    begin = time.monotonic()
    p = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = p.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(p.pid, 0)
    p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {p.returncode}: {said[-500:]}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime


def medium(folder, size, seconds):
    path = folder / f"farm-{size}-{seconds}.mp4"
    if not path.exists():
        part = folder / "farm-part.mp4"
        run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={seconds},noise=alls=5:allf=t,gblur=sigma=0.7", "-f",
            "lavfi", "-i", f"sine=f=300:r=48000:d={seconds}", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "aac", part)
        part.rename(path)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", default=["prores-422", "dnxhr-sq", "h264"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--seconds", type=int, default=100)
    parser.add_argument("--tandem", default=str(ROOT / "build" / "release" / "app" / "tandem"))
    parser.add_argument("--work", default=str(ROOT / "build" / "bench-media"))
    args = parser.parse_args()
    folder = Path(args.work).resolve()
    out = folder / "farm"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    project = out / "film.tandem"
    run(args.tandem, "new", project, medium(folder, args.size, args.seconds))
    # A grade, so that every frame is composited.
    run(args.tandem, "edit", project, "-e", 'tandem.add_effect{ clip = tandem.clips()[1].id, effect = "exposure", params = { stops = -0.3 } }')
    print("| preset | CPU, farm / plain | wall, farm / plain | runs |\n|---|---|---|---|")
    for preset in args.presets:
        figures = {"plain": [], "farm": []}
        for _ in range(args.runs):
            for name, flags in (("plain", []), ("farm", ["--farm", "local:1", "--chunk-seconds", 30])):
                (out / f"{name}.film").unlink(missing_ok=True)  # a farm does not make again what is there
                figures[name].append(run(args.tandem, "render", project, "-p", preset, "-o", out / f"{name}.film", "-y", "--device", "cpu",
                                         "--progress", "none", *flags))
        wall, cpu = (statistics.median(r[i] for r in figures["farm"]) / statistics.median(r[i] for r in figures["plain"]) for i in (0, 1))
        print(f"| {preset} | {cpu:.3f} | {wall:.3f} | {args.runs} |", flush=True)
    shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    main()
