#!/usr/bin/env python3
"""Interrupted exports go on from finished chunks: jobs of the queue and local farms, killed at random instants. The film has the
bytes of an uninterrupted one, no finished chunk is made again, and no more chunks are lost by a kill than workers ran.
TANDEM_KILLS sets how many times (default 10; the goal is 200)."""
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time

from support import *

KILLS = int(os.environ.get("TANDEM_KILLS", "10"))
FRAMES = 360
CHUNK_SECONDS = 0.24  # 6 frames: 60 chunks


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def project_of(folder):
    make_self_media(folder / "m0.mov", 0, FRAMES // 2)
    make_self_media(folder / "m1.mov", 1, FRAMES // 2)
    project = folder / "sea.tandem"
    tandem("new", project, folder / "m0.mov", folder / "m1.mov", expect=0)
    tandem("edit", project, "-e", 'tandem.add_effect{ clip = tandem.clips()[1].id, effect = "exposure", params = { stops = -0.3 } }',
           expect=0)
    return project


def children(pid):
    out = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    return [int(p) for p in out] + [c for p in out for c in children(int(p))]


def alive(mark):
    """Processes whose command line holds this, but for zombies."""
    found = []
    for proc in Path("/proc").iterdir():
        try:
            if proc.name.isdigit() and mark in (proc / "cmdline").read_bytes():
                if (proc / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                    found.append(int(proc.name))
        except OSError:
            pass
    return found


def kill_all(p, folder):
    """The process and all below it, at once; back when nothing works on the folder any more, also what had just begun."""
    pids = children(p.pid)
    p.kill()
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    p.communicate()
    until = time.monotonic() + 20 * SLOWDOWN
    while left := alive(str(folder).encode()):
        check(time.monotonic() < until, f"processes outlive their parent: {left}")
        time.sleep(0.01)


class Parts:
    """The finished chunks of one job: none of them may be made again."""

    def __init__(self, folder):
        self.folder, self.known = folder, {}

    def look(self, what):
        for ok in self.folder.glob(".tandem-*/chunks/*.ok"):
            try:
                stamp = ok.stat().st_mtime_ns
            except FileNotFoundError:
                continue
            check(self.known.setdefault(ok.name, stamp) == stamp, f"{what}: {ok.name} was made again")
        return len(self.known)

    def unfinished(self):
        """Chunks that were begun and are not there. What a dead process left of one that is there counts no more."""
        begun = {p.name.split("-")[0] for p in self.folder.glob(".tandem-*/chunks/*.part")}
        return len(begun - {p.stem for p in self.folder.glob(".tandem-*/chunks/*.ok")})


def killed(folder, begin, workers, chunks, want, kills, seed):
    """Kills what `begin(out)` starts until that many kills; whenever a job ends well its files are compared and another begins."""
    dice, done, longest, number, lost = random.Random(seed), 0, 3.0, 0, 0
    while done < kills:
        out = folder / f"out{number}"
        out.mkdir()
        number += 1
        parts, finished = Parts(out), False
        while not finished:
            p, started = begin(out), time.monotonic()
            until = started + (dice.uniform(0.02, longest * 0.6) if done < kills else 3600)
            while p.poll() is None and time.monotonic() < until:
                parts.look(f"job {number}")
                time.sleep(0.005)
            if p.poll() is None:
                kill_all(p, out)
                done += 1
                parts.look(f"job {number}")
                lost = max(lost, parts.unfinished())
                check(parts.unfinished() <= workers, f"{parts.unfinished()} chunks were cut off by one kill")
                for name in want:
                    check(not (out / name).exists() or sha(out / name) == want[name], f"a wrong {name} under its final name")
                continue
            finished = True
            longest = max(longest, time.monotonic() - started)
            said = p.communicate()
            check(p.returncode == 0, f"job {number}: {p.returncode} {said[0][-1500:]} {said[1][-300:]}")
        check({p.name: sha(p) for p in out.iterdir() if p.name in want} == want, f"job {number}: other bytes")
        left = [p.name for p in out.iterdir() if p.name.startswith(".tandem-") or p.name.endswith(".part")]
        check(not left, f"job {number} leaves {left}")
        shutil.rmtree(out)
    return f"{done} kills over {number} jobs of {chunks} chunks, at most {lost} cut off by one"


def queue_jobs(folder):
    """Jobs of the queue, one chunk at a time: packets of an intra codec, of H.264 and HEVC in segments, and lossless pictures of H.264
    in one run."""
    project, whole = project_of(folder), folder / "whole"
    whole.mkdir()
    told = []
    segments = ["--set", f"video.gop.segment={CHUNK_SECONDS}"]
    for preset, sets, flags, name, share in (("prores-422", [], [], "f.mov", KILLS // 2), ("h264", segments, [], "f.mp4", KILLS),
                                             ("hevc", segments, [], "g.mp4", KILLS // 3), ("h264", [], ["--lossless-parts"], "h.mp4", KILLS // 3)):
        tandem("render", project, "-p", preset, *sets, "-o", whole / name, "--deterministic", "--device", "cpu", expect=0)

        frames = [(medium, n) for medium in range(2) for n in range(FRAMES // 2)]
        check(read_bars(whole / name) == frames, f"{preset} {sets}: wrong pictures")

        def begin(out):
            queue = out / "queue"
            if not queue.exists():
                tandem("queue", "add", project, "--queue", queue, "--preset", preset, "-o", out / name, "--deterministic", "--device", "cpu",
                       *sets, *flags, expect=0)
            return start("queue", "run", "--queue", queue, "--chunk-seconds", CHUNK_SECONDS, "--json")

        told.append(f"{preset}{' in segments' if sets else ''}: " + killed(folder, begin, 1, 60, {name: sha(whole / name)}, max(1, share), 21))
    return "; ".join(told)


def local_farm(folder):
    """Two workers of a local farm."""
    project, whole = project_of(folder), folder / "whole.mp4"
    tandem("render", project, "-p", "h264", "-o", whole, "--deterministic", "--device", "cpu", expect=0)

    def begin(out):
        return start("render", project, "-p", "h264", "-o", out / "f.mp4", "--deterministic", "--device", "cpu", "--farm", "local:2",
                     "--chunk-seconds", CHUNK_SECONDS)

    return killed(folder, begin, 2, 60, {"f.mp4": sha(whole)}, max(1, KILLS // 4), 22)


def chunks_of(folder):
    return list(folder.glob(".tandem-parts-*/chunks/*.ok")) + list(folder.glob("parts/chunks/*.ok"))


def cut_off(folder, *command):
    """Starts it and kills it when some chunks are there."""
    p = start(*command)
    deadline = time.monotonic() + 60 * SLOWDOWN
    while len(chunks_of(folder)) < 5 and p.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    kill_all(p, folder)
    check(len(chunks_of(folder)) >= 5, f"it ended before it could be killed: {p.returncode}")
    return {ok: ok.stat().st_mtime_ns for ok in chunks_of(folder)}


def changed_since(folder):
    """Another project, medium, preset or chunk length: the parts are not used, the film is right."""
    project = project_of(folder)
    spec = folder / "s.tandemmatrix.json"
    write = lambda preset: spec.write_text(json.dumps({"tandemMatrix": 1, "deliverables": [{"id": "a", "preset": preset, "name": "a.mov"}]}))
    changes = {
        "preset": lambda: write("prores-422lt"),
        "medium": lambda: os.utime(folder / "m1.mov"),
        "project": lambda: tandem("edit", project, "-e",
                                  'tandem.add_effect{ clip = tandem.clips()[2].id, effect = "exposure", params = { stops = 0.5 } }', expect=0)}
    for what, change in changes.items():
        write("prores-422")
        out = folder / what
        out.mkdir()
        command = ["deliver", project, spec, "-o", out, "--parts", out / "parts", "--chunk-seconds", CHUNK_SECONDS, "--deterministic", "--device",
                   "cpu"]
        before = cut_off(out, *command)
        plan = out / "parts" / "plan.json"
        was = plan.read_bytes()
        change()
        p, old = start(*command), False
        while p.poll() is None:
            for ok in chunks_of(out):
                try:
                    old = old or (ok.stat().st_mtime_ns == before.get(ok) and plan.read_bytes() != was)
                except FileNotFoundError:
                    pass
            time.sleep(0.01)
        said = p.communicate()
        check(p.returncode == 0, f"{what}: {said[1][-300:]}")
        check(not old, f"{what}: chunks of what was before are used")
        fresh = folder / f"{what}-fresh"
        fresh.mkdir()
        tandem("deliver", project, spec, "-o", fresh, "--deterministic", "--device", "cpu", expect=0)
        check(sha(out / "a.mov") == sha(fresh / "a.mov"), f"{what}: another film")
        check(not (out / "parts").exists(), f"{what}: the parts are left")


def put_away(folder):
    """Parts go with their job: cancelled, removed; a paused one keeps them."""
    project, queue = project_of(folder), folder / "queue"
    q = lambda *args: tandem("queue", *args, "--queue", queue, "--json", expect=0).json()
    for way in ("cancel", "remove"):
        out = folder / way
        out.mkdir()
        number = q("add", project, "--preset", "prores-422", "-o", out / "f.mov", "--device", "cpu")["id"]
        cut_off(out, "queue", "run", "--queue", queue, "--chunk-seconds", CHUNK_SECONDS)
        q("pause", number)
        check(chunks_of(out), "a paused job has lost its chunks")
        q(way, number)
        check(not list(out.iterdir()), f"{way} leaves {list(out.rglob('*'))}")
    tandem("deliver", project, folder / "x.tandemmatrix.json", "--lossless-parts", expect=64)


if __name__ == "__main__":
    run_suite([queue_jobs, local_farm, changed_since, put_away])
