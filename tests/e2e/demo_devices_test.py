#!/usr/bin/env python3
"""The demo film on every kind of device at its full size: every eighth frame of the whole film, compared in the file's code values.
Software Vulkan and OpenCL take seconds a frame, so this runs only with TANDEM_FULL_DEMO=1; TANDEM_DEMO_STEP sets the step, TANDEM_DEMO a folder whose demo media are used.
Argument: the folder of the program that makes the demo's media."""
import json
import os
import subprocess
import sys

from support import *

STEP = int(os.environ.get("TANDEM_DEMO_STEP", "8"))
RATE, FRAMES = 30, 720


def frame_bytes(path):
    size = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0", path],
                          capture_output=True, text=True, check=True).stdout.strip()
    width, height = map(int, size.split(","))
    return size.replace(",", "x"), width * height * 3 // 2


def film_frames(path, size):
    """Decoded frames of a film, one after the other: the whole would not fit in memory."""
    p = subprocess.Popen(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"],
                         stdout=subprocess.PIPE)
    while frame := p.stdout.read(size):
        yield frame
    check(p.wait() == 0, f"{path} cannot be decoded")


def apart(a, b):
    """How many samples of two frames differ, and the largest difference."""
    if a == b:
        return 0, 0
    differences = [abs(x - y) for x, y in zip(a, b) if x != y]
    return len(differences), max(differences)


def demo_agrees(folder):
    """cpu, Vulkan, OpenCL and all: the demo's frames within one code value of each other."""
    if os.environ.get("TANDEM_FULL_DEMO") != "1":
        return "skipped: TANDEM_FULL_DEMO is not 1"
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    devices = json.loads(tandem("devices", "--json", expect=0).out)["compute"]
    kinds = [k for k in ("vulkan", "opencl") if any(d["id"].startswith(k) for d in devices)]
    if not kinds:
        return "skipped: neither a Vulkan nor an OpenCL device"
    demo = Path(os.environ.get("TANDEM_DEMO", folder / "demo")).resolve()
    made = subprocess.run([SOURCE / "resources/demo/make_demo", BIN, demo, "--preset", "ffv1", "--dry-run"], capture_output=True, text=True)
    check(made.returncode == 0, f"the demo cannot be made: {made.stderr[-400:]}")
    # A rate that divides the film's: every STEP-th of its frames, at its own instant.
    rate = ["--set", f"canvas.fps={RATE}/{STEP}"]
    films = {}
    for device in ["cpu", *kinds, "all"]:
        films[device] = folder / f"{device}.mkv"
        done = tandem("render", demo / "film.tandem", "-o", films[device], "--preset", "ffv1", *rate, "--device", device, "--json", expect=0,
                      timeout=7200).json()
        check(done["warnings"] == [], f"{device} warns: {done['warnings']}")
    shape, size = frame_bytes(films["cpu"])
    readers = {device: film_frames(path, size) for device, path in films.items()}
    worst = {device: (0, 0, -1) for device in films if device != "cpu"}
    count = 0
    for want in readers["cpu"]:
        for device in worst:
            got = next(readers[device], b"")
            check(len(got) == len(want) == size, f"the film of {device} ends before frame {count}")
            samples, most = apart(want, got)
            check(most <= 1, f"frame {count * STEP}: cpu and {device} differ by {most} code values")
            worst[device] = max(worst[device], (most, samples, count * STEP))
        count += 1
    check(count == FRAMES // STEP, f"{count} frames instead of {FRAMES // STEP}")
    return f"{count} frames of {shape}; largest difference to cpu: " + ", ".join(
        f"{device} {most} ({100 * samples / size:.3f} % of the samples of frame {frame})" for device, (most, samples, frame) in worst.items())


if __name__ == "__main__":
    BIN = sys.argv.pop(1)
    run_suite([demo_agrees])
