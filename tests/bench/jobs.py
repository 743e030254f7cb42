#!/usr/bin/env python3
"""Whole jobs of Tandem beside ffmpeg, melt and ges-launch-1.0: the same film, the same encoder settings, in turn.

Each job also stands beside its floor: (CPU seconds to decode its sources alone + to encode its result alone) / cores, both
measured with ffmpeg in the same run. Only ratios are worth reading; the machine is whatever it is.
Run by ./run bench jobs; media are made once under build/bench-media.
"""
import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import job_programs as programs

ROOT = Path(__file__).resolve().parents[2]
MEDIA = ROOT / "build" / "bench-media"  # --work moves it; results go to `out` inside
OUT = MEDIA / "out"


class Run:
    """Wall, CPU and peak memory of one finished command."""

    def __init__(self, command, env=None):
        start = time.monotonic()
        # Started through fork + wait4 so that rusage is this child's alone.
        with open(OUT / "last.log", "wb") as log:
            process = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env={**os.environ, **(env or {})}, cwd=MEDIA)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mib = usage.ru_maxrss / 1024
        self.ok = process.returncode == 0

    def log(self):
        return (OUT / "last.log").read_text(errors="replace")[-2000:]


def frames_of(path):
    """Frames of a finished film, counted from its packets."""
    out = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-count_packets", "-show_entries",
                          "stream=nb_read_packets,width,height", "-of", "json", str(path)], capture_output=True, text=True)
    try:
        s = json.loads(out.stdout)["streams"][0]
        return int(s["nb_read_packets"]), s["width"], s["height"]
    except (ValueError, KeyError, IndexError):
        return 0, 0, 0


def floor_of(job, result, cores):
    """Decode alone + encode alone, in CPU seconds over cores."""
    decode = sum(Run(["ffmpeg", "-v", "error", "-nostdin", *cut, "-i", MEDIA / name, "-f", "null", "-"]).cpu
                 for name, cut in job.decoded)
    # Encoding alone: the job's own result, decoded to raw outside the measured time, would not fit on many disks; so it is
    # decoded and encoded in one command and the decoding, measured alone, is taken off.
    both = Run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-i", result, *programs.encode_args(job), OUT / "floor.mp4"])
    alone = Run(["ffmpeg", "-v", "error", "-nostdin", "-i", result, "-f", "null", "-"])
    encode = max(0.0, both.cpu - alone.cpu)
    return (decode + encode) / cores, decode, encode


SLOW = 1.5  # a program that took so many times Tandem's time runs once: more turns would not change who is faster


def measure(job, args, cores, until):
    commands = {name: make(job, MEDIA, OUT, args.tandem) for name, make in programs.PROGRAMS.items()
                if name in args.programs and (name == "tandem" or shutil.which(programs.BINARY[name]))}
    commands = {name: c for name, c in commands.items() if c}
    runs = {name: [] for name in commands}
    problems = {}
    row = {"job": job.name, "what": job.what, "frames": job.frames, "programs": {}, "problems": problems, "settings_differ": {}}
    began = time.monotonic()
    for turn in range(args.runs):
        if turn and time.monotonic() + (time.monotonic() - began) / turn > until:
            print(f"  {job.name}: {turn} of {args.runs} turns fit the time", file=sys.stderr)
            break
        for name, command in commands.items():
            if name in problems or (turn and name != "tandem" and runs[name][0].wall > SLOW * runs["tandem"][0].wall):
                continue
            output = OUT / f"{job.name}-{name}.mp4"
            output.unlink(missing_ok=True)
            run = Run(command)
            frames, width, height = frames_of(output)
            # A program that made another film is not compared. One frame either way is a matter of taste at the end.
            if not run.ok or abs(frames - job.frames) > 2 or (width, height) != job.size:
                problems[name] = f"exit {'0' if run.ok else 'not 0'}, {frames} frames of {job.frames}, {width}x{height}: {run.log()[-300:]}"
                continue
            if name != "tandem" and (other := programs.settings_differ(OUT / f"{job.name}-tandem.mp4", output)):
                print(f"  {job.name} {name}: encoder settings differ (Tandem / {name}): {other}", file=sys.stderr)
                row["settings_differ"][name] = other
            runs[name].append(run)
            print(f"  {job.name} {name} {turn + 1}: {run.wall:.2f} s wall, {run.cpu:.2f} s CPU, {run.peak_mib:.0f} MiB", file=sys.stderr)
    for name, done in runs.items():
        if done:
            row["programs"][name] = {"wall_s": statistics.median(r.wall for r in done), "cpu_s": statistics.median(r.cpu for r in done),
                                     "peak_mib": max(r.peak_mib for r in done), "runs": len(done)}
    if "tandem" in row["programs"]:
        floor, decode, encode = floor_of(job, OUT / f"{job.name}-tandem.mp4", cores)
        row.update(floor_s=floor, decode_cpu_s=decode, encode_cpu_s=encode)
        mine = row["programs"]["tandem"]["wall_s"]
        row["tandem_over_floor"] = mine / floor if floor else None
        row["tandem_over"] = {n: mine / p["wall_s"] for n, p in row["programs"].items() if n != "tandem"}
    return row


def table(rows):
    lines = ["| job | Tandem / floor | Tandem / ffmpeg | Tandem / melt | Tandem / GES | faster than the fastest | peak MiB | runs | target | met |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for r in rows:
        mine = r["programs"].get("tandem")
        if not mine:
            lines.append(f"| {r['job']} {r['what']} | failed: {r['problems'].get('tandem', '')[:80]} | | | | | | | | no |")
            continue
        over = r["tandem_over"]
        # A star: that program ran once, being more than SLOW times behind.
        cell = lambda n: f"{over[n]:.2f}{'*' if r['programs'][n]['runs'] < mine['runs'] else ''}" if n in over else "-"
        fastest = f"{'yes' if max(over.values()) < 1 else 'no'} ({max(over, key=over.get)})" if over else "-"
        lines.append(f"| {r['job']} {r['what']} | {r['tandem_over_floor']:.2f} | {cell('ffmpeg')} | {cell('melt')} | {cell('ges')} | {fastest} | "
                     f"{mine['peak_mib']:.0f} | {mine['runs']} | {programs.TARGETS[r['job']].text} | {'yes' if programs.target_met(r) else 'no'} |")
    if any("*" in line for line in lines[2:]):
        lines += ["", f"\\* one run only: more than {SLOW} times slower than Tandem."]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jobs", nargs="*", help="J1 ... J6; default all")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--minutes", type=float, help="no further turn of a job starts past its share; default 8 a run")
    parser.add_argument("--tandem", default=str(ROOT / "build" / "release" / "app" / "tandem"))
    parser.add_argument("--programs", default="tandem,ffmpeg,melt,ges")
    parser.add_argument("--json", help="write the figures here")
    parser.add_argument("--work", help="folder for media and results")
    args = parser.parse_args()
    global MEDIA, OUT
    if args.work:
        MEDIA = Path(args.work).resolve()
        OUT = MEDIA / "out"
    args.tandem = str(Path(args.tandem).resolve())
    args.programs = args.programs.split(",")
    MEDIA.mkdir(parents=True, exist_ok=True)
    OUT.mkdir(parents=True, exist_ok=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    cores = len(os.sched_getaffinity(0))
    jobs = [j for j in programs.JOBS if not args.jobs or j.name in args.jobs]
    programs.make_media(MEDIA, jobs)
    rows = []
    ends = time.monotonic() + 60 * (args.minutes or 8 * args.runs)
    for done, job in enumerate(jobs):
        programs.prepare(job, MEDIA, OUT, args.tandem)
        # What is left is shared evenly by the jobs that are left; a quarter of a share goes to the floor.
        now = time.monotonic()
        rows.append(measure(job, args, cores, now + 0.75 * (ends - now) / (len(jobs) - done)))
        for name, why in rows[-1]["problems"].items():
            print(f"  {job.name} {name} left out: {why}", file=sys.stderr)
    if args.json:
        Path(args.json).write_text(json.dumps({"cores": cores, "runs": args.runs, "jobs": rows}, indent=1))
    print(table(rows))


if __name__ == "__main__":
    main()
