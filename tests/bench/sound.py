#!/usr/bin/env python3
"""What the sound engine costs beside other programs: channel strips against Ardour, its plug-ins alone and ffmpeg's filters, a mix of
64 tracks from disk, strips in real time.

Everything runs in turn, twice, and the lower value counts. Costs are CPU time, as the slope from 8 to 64 strips where strips
are counted; only ratios are worth reading. Run by ./run bench sound; media are made once under build/bench-media/sound.
"""
import argparse
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import ardour

ROOT = Path(__file__).resolve().parents[2]
MEDIA = ROOT / "build" / "bench-media" / "sound"
RATE, SECONDS, TRACKS, FEW = 48000, 60, 64, 8
BANDS = ("low_shelf", 100, 2), ("bell", 400, -3), ("bell", 2500, 2.5), ("high_shelf", 8000, 3)
FFMPEG_STRIP = ",".join([f"equalizer=f={hz}:t=o:w=1:g={gain}" for _, hz, gain in BANDS] +
                        ["acompressor=threshold=0.1:ratio=3:attack=10:release=100", "volume=-30dB"])


def make_wav(path, seed, seconds):
    """Stereo noise of 24 bits, half of full scale."""
    if path.exists():
        return
    state = seed * 2654435761 % 2**32
    block = bytearray()
    for _ in range(65536):
        state = (state * 1664525 + 1013904223) % 2**32
        block += struct.pack("<i", (state // 2 - 2**30) // 2)[1:]
    size = seconds * RATE * 6
    part = path.with_suffix(".part")
    with open(part, "wb") as f:
        f.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, RATE, RATE * 6, 6, 24))
        f.write(b"data" + struct.pack("<I", size))
        f.write((bytes(block) * (size // len(block) + 1))[:size])
    part.rename(path)


def run(command, makes=None):
    """Wall and CPU seconds of a command in the folder of media, and what it printed. What makes a file has done its work when that is whole: Ardour's Lua
    may crash on its way out."""
    if makes:
        (MEDIA / makes).unlink(missing_ok=True)
    start = time.monotonic()
    process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               cwd=MEDIA, text=True)
    out = process.stdout.read()
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if (MEDIA / makes).stat().st_size < SECONDS * RATE * 4 if makes and (MEDIA / makes).exists() else process.returncode != 0:
        sys.exit(f"sound.py: {' '.join(map(str, command))}: {error[-1000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, out


def project(tandem, tracks):
    path = MEDIA / f"mix{tracks}.tandem"
    lines = []
    for t in range(tracks):
        make_wav(MEDIA / f"take{t + 1}.wav", t + 1, SECONDS)
        name = f"A{t + 1}"
        if t:
            lines.append(f'tandem.add_track{{kind="sound", name="{name}"}}')
        lines.append(f'tandem.overwrite{{media=tandem.import_media{{path="take{t + 1}.wav"}}, at="0f", track="{name}"}}')
        bands = ", ".join(f'band{i + 1}_type="{kind}", band{i + 1}_frequency={hz}, band{i + 1}_gain_db={gain}'
                          for i, (kind, hz, gain) in enumerate(BANDS))
        lines.append(f'tandem.add_effect{{track="{name}", effect="eq", params={{{bands}}}}}')
        lines.append(f'tandem.add_effect{{track="{name}", effect="compressor", params={{threshold_db=-20, ratio=3}}}}')
        lines.append(f'tandem.set_strip{{track="{name}", gain_db=-30, pan=0.25}}')
    script = MEDIA / f"mix{tracks}.lua"
    script.write_text("\n".join(lines) + "\n")
    run([tandem, "new", path, "-y", "--rate", "30"])
    run([tandem, "edit", path, "--script", script])
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=str(ROOT / "build" / "release"))
    parser.add_argument("--seconds", type=int, default=10, help="of playing in real time")
    args = parser.parse_args()
    tandem = Path(args.build).resolve() / "app" / "tandem"
    strips = Path(args.build).resolve() / "tests" / "tandem-sound-strips"
    MEDIA.mkdir(parents=True, exist_ok=True)
    make_wav(MEDIA / "long.wav", 1, 600)
    mix = {tracks: project(tandem, tracks) for tracks in (FEW, TRACKS)}
    session = {tracks: ardour.session(MEDIA / f"ardour{tracks}", [MEDIA / f"take{t + 1}.wav" for t in range(tracks)], SECONDS * RATE)
               for tracks in (FEW, TRACKS)}
    # Threads that make sound ahead get a device's rights where they may, so that other programs' load is not measured.
    rights = ["chrt", "-f", "5"] if subprocess.run(["chrt", "-f", "5", "true"], capture_output=True).returncode == 0 else []
    cost = lambda *what: float(run([strips, *what])[2])

    def slope(command, makes):
        """Wall of all tracks, and CPU of a stereo frame of one as the slope from few tracks to all."""
        few, (wall, cpu, _) = run(command(FEW), makes), run(command(TRACKS), makes)
        return wall, (cpu - few[1]) / (TRACKS - FEW) / SECONDS / RATE * 1e9

    def ffmpeg():
        """Of the filters alone: with them less without. A graph of 64 inputs costs five times that, which is `amix`."""
        plain, strip = (run(["ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-filter_threads", "1", "-i", "long.wav", "-af",
                             "aformat=dblp," + filters, "-f", "null", "-"])[1] for filters in ("anull", FFMPEG_STRIP))
        return (strip - plain) / 600 / RATE * 1e9

    def render(tracks):
        return [tandem, "render", mix[tracks], "-o", "mix.wav", "-y", "--preset", "audio.wav", "--progress", "none"]

    def ardours(block):
        return lambda: slope(lambda tracks: ardour.export_command(session[tracks], block, SECONDS * RATE), "ardour.wav")

    def played(count):
        starved, late, busy, median, p99 = run([*rights, strips, "play", count, args.seconds, 64])[2].split()
        return int(starved), int(late), float(busy), float(p99), float(median)

    figures = {
        "ours 512": lambda: cost("offline", 512, "AVX2"), "lv2 512": lambda: cost("lv2", 512),
        "ours 64": lambda: cost("offline", 64, "AVX2"), "lv2 64": lambda: cost("lv2", 64),
        "export": lambda: cost("offline", 4096), "live 512": lambda: cost("live", 512), "live 64": lambda: cost("live", 64),
        "disk": lambda: slope(render, "mix.wav"), "ffmpeg": ffmpeg, "ardour 64": ardours(64), "ardour 512": ardours(512),
        "ardour 1024": ardours(1024), "start": lambda: cost("start", TRACKS),
        "play 512": lambda: played(512), "play 1000": lambda: played(1000), "play 2000": lambda: played(2000),
    }
    low = {}
    for turn in range(2):
        for name, measure in figures.items():
            value = measure()
            print(f"  {name} {turn + 1}: {value}", file=sys.stderr)
            before = low.get(name, value)
            low[name] = tuple(map(min, before, value)) if isinstance(value, tuple) and not name.startswith("play") else min(before, value)

    rows = []
    row = lambda what, value, goal, met: rows.append(f"| {what} | {value} | {goal} | {'-' if goal == '-' else 'yes' if met else 'no'} |")
    times = lambda a, b: low[a] / low[b]
    beside = lambda other, goal, what, ours: row(what, f"{other / ours:.1f} x", f"{goal} x" if goal else "-", not goal or other / ours >= goal)
    beside(low["ardour 512"][1], 12, "strip in an export, both from disk: cheaper than Ardour's a-eq and a-comp at 512 frames", low["disk"][1])
    beside(low["ardour 512"][1], 12, "our strip without a disk, AVX2, 512 frames, against the same", low["ours 512"])
    beside(low["ardour 64"][1], 25, "the same at 64 frames", low["ours 64"])
    beside(low["ffmpeg"], 6, "our strip without a disk in the 4096 frames of an export, its gain, pan and sum included: cheaper than ffmpeg's "
           "`equalizer` x 4, `acompressor`, `volume` alone", low["export"])
    beside(low["lv2 512"], 0, "strip, 512 frames: cheaper than Ardour's plug-ins in a bare loop", low["ours 512"])
    beside(low["lv2 64"], 0, "the same at 64 frames", low["ours 64"])
    row("strip in playback, 512 and 64 frames, meters included: cheaper than the plug-ins in a bare loop",
        f"{times('lv2 512', 'live 512'):.1f} x, {times('lv2 64', 'live 64'):.1f} x", "-", True)
    real = SECONDS / low["disk"][0]
    row(f"mix of {TRACKS} stereo tracks of {SECONDS} s from disk", f"{real:.0f} x real time", "40 x", real >= 40)
    beside(low["ardour 1024"][0], 15, "the same: sooner done than Ardour's export at 1024 frames", low["disk"][0])
    for count in 1000, 2000:
        starved, late, busy, *_ = low[f"play {count}"]
        row(f"{count} strips in real time, 64 frames, {args.seconds} s", f"{late} late blocks, {starved} starved quanta, {busy:.1f} cores busy",
            "0, 0" if count == 2000 else "-", late == 0 and starved == 0)
    row("device's call with 512 tracks, 64 frames, 99th percentile", f"{low['play 512'][3]:.0f} us (median {low['play 512'][4]:.0f})", "100 us", low["play 512"][3] <= 100)
    row(f"from play to the first sample, {TRACKS} tracks", f"{low['start']:.0f} ms", "50 ms", low["start"] <= 50)
    print("| what | value | goal | met |\n|---|---|---|---|\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
