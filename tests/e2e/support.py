"""What the end-to-end suites share: running the built tandem under limits, making self-identifying media, decoding films
with ffmpeg. Standard library only."""
import json
import math
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

TANDEM = os.environ["TANDEM"]
SOURCE = Path(__file__).resolve().parents[2]
MEMORY = 6 << 30
SLOWDOWN = int(os.environ.get("TANDEM_SLOWDOWN", "1"))  # above 1 under a sanitizer, whose shadow memory no limit fits
CLEAR_CODES = {64, 65, 66, 69, 73, 74, 77, 78}  # errors that a user can act on; never 70, never a signal


class Failed(Exception):
    pass


def check(condition, message):
    if not condition:
        raise Failed(message)


class Done:
    def __init__(self, args, code, out, err):
        self.args, self.code, self.out, self.err = args, code, out, err

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            raise Failed(f"{self}: stdout is not one JSON document: {self.out[:200]!r}")

    def __str__(self):
        return f"tandem {' '.join(map(str, self.args))} -> {self.code}: {self.err[-400:].strip()}"


def limits():
    if SLOWDOWN == 1:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tandem(*args, timeout=120, cwd=None, expect=None):
    """Runs tandem; `expect` is the exit code that must come."""
    try:
        p = subprocess.run([TANDEM, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout * SLOWDOWN, cwd=cwd,
                           preexec_fn=limits)
    except subprocess.TimeoutExpired:
        raise Failed(f"tandem {' '.join(map(str, args))}: still running after {timeout * SLOWDOWN} s")
    done = Done(args, p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace"))
    if expect is not None:
        check(done.code == expect, f"{done} (expected {expect})")
    return done


def start(*args, cwd=None):
    return subprocess.Popen([TANDEM, *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, cwd=cwd, preexec_fn=limits)


def ffmpeg(*args, data=None):
    p = subprocess.run(["ffmpeg", "-v", "error", "-nostdin" if data is None else "-y", "-y", *map(str, args)], input=data,
                       capture_output=True)
    check(p.returncode == 0, f"ffmpeg {args}: {p.stderr.decode(errors='replace')[-400:]}")
    return p.stdout


def corpus():
    place = Path(os.environ.get("TANDEM_CORPUS", SOURCE / ".." / "shared" / "corpus"))
    return place.resolve() if (place / "MANIFEST.md").exists() else None


# ---- self-identifying media: the picture says medium and frame in bars, the sound says the medium by its pitch -----------

WIDTH, HEIGHT, RATE, BITS = 256, 144, 25, 16
TONES = [400, 700, 1100, 1700]


def bars(number):
    cell = WIDTH // BITS
    row = b"".join((b"\xeb" if number >> bit & 1 else b"\x10") * cell for bit in range(BITS))
    return row * HEIGHT


def make_self_media(path, medium, frames):
    pictures = b"".join(bars(1 << 15 | medium << 12 | n) + b"\x80" * (WIDTH * HEIGHT // 2) for n in range(frames))
    raw = Path(path).with_suffix(".yuv")
    raw.write_bytes(pictures)
    ffmpeg("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", RATE, "-i", raw, "-f", "lavfi", "-i",
           f"sine=frequency={TONES[medium]}:sample_rate=48000:duration={frames / RATE}", "-shortest", "-c:v", "libx264", "-preset",
           "ultrafast", "-crf", 10, "-g", 12, "-bf", 2, "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
           "-color_range", "tv", "-c:a", "pcm_s16le", path)
    raw.unlink()


def read_bars(path):
    """(medium, frame) of every frame of a film; None for black."""
    raw = ffmpeg("-i", path, "-map", "0:v:0", "-f", "rawvideo", "-pix_fmt", "gray", "-")
    size = WIDTH * HEIGHT
    check(len(raw) % size == 0, f"{path}: frames of another size")
    found = []
    for at in range(0, len(raw), size):
        row = at + (HEIGHT // 2) * WIDTH
        cell = WIDTH // BITS
        number = sum((raw[row + bit * cell + cell // 2] > 126) << bit for bit in range(BITS))
        found.append((number >> 12 & 7, number & 0xfff) if number >> 15 else None)
    return found


def read_sound(path, rate=48000):
    raw = ffmpeg("-i", path, "-map", "0:a:0", "-f", "f32le", "-ac", 1, "-ar", rate, "-")
    return struct.unpack(f"<{len(raw) // 4}f", raw)


def tone_power(samples, hz, rate=48000):
    """Amplitude of one pitch (Goertzel)."""
    k = 2 * math.cos(2 * math.pi * hz / rate)
    a = b = 0.0
    for i, x in enumerate(samples):
        w = 0.5 - 0.5 * math.cos(2 * math.pi * i / len(samples))
        a, b = x * w + k * a - b, a
    return 4 * math.sqrt(max(0.0, a * a + b * b - k * a * b)) / len(samples)


# ---- running a suite -----------------------------------------------------------------------------------------------------

def run_suite(cases):
    """Runs every function with a fresh folder; exits 1 with what failed."""
    wanted = sys.argv[1:]
    failed = 0
    for case in cases:
        if wanted and case.__name__ not in wanted:
            continue
        folder = Path(tempfile.mkdtemp(prefix="tandem-e2e-"))
        try:
            said = case(folder)
            print(f"ok      {case.__name__}{': ' + said if said else ''}", flush=True)
        except Failed as e:
            failed += 1
            print(f"FAILED  {case.__name__}: {e}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{failed} failed")
    sys.exit(1 if failed else 0)
