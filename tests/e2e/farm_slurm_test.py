#!/usr/bin/env python3
"""A farm through a real single-node Slurm (tests/e2e/slurm.py): the film of `--farm slurm` against the serial one packet by
packet, with workers, slurmstepd, slurmd and slurmctld killed while it runs. Skips where Slurm is not installed.
By hand, on a fresh machine: ./run farm-demo"""
import json
import random
import signal
import time

import slurm
from farm_test import jobs_in, project_of, same_packets, sha, spec_of
from support import *


def start_in(cluster, *args):
    return subprocess.Popen([TANDEM, *map(str, args)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=cluster.env, preexec_fn=limits)


def said(p, seconds=300):
    try:
        out, err = p.communicate(timeout=seconds * SLOWDOWN)
    except subprocess.TimeoutExpired:
        p.kill()
        p.communicate()
        raise Failed(f"still waiting for Slurm after {seconds} s")
    return p.returncode, out, err


def matrix_by_slurm(folder):
    project, spec = project_of(folder, 100), spec_of(folder)
    serial, out = folder / "serial", folder / "out"
    serial.mkdir(), out.mkdir()
    tandem("deliver", project, spec, "-o", serial, "--deterministic", expect=0)
    with slurm.Slurm(folder / "slurm") as cluster:
        code, text, err = said(start_in(cluster, "deliver", project, spec, "-o", out, "--deterministic", "--farm", "slurm:main",
                                        "--chunk-seconds", 1, "--json"))
        check(code == 0, f"exit {code}: {err[-600:]} {text[-600:]}")
        check([d["state"] for d in json.loads(text)["deliverables"]] == ["made"] * 4, text)
        check(not jobs_in(out), "the job's folder is left")
        code, text, err = said(start_in(cluster, "render", project, "-o", folder / "f.mp4", "--farm", "slurm:nowhere"))
        check(code == 75 and "partition" in err.lower(), f"a partition that is not there: {code} {err}")
    check({p.name: sha(p) for p in out.iterdir()} == {p.name: sha(p) for p in serial.iterdir()}, "other films than the serial ones")


def no_wait_and_resume(folder):
    project, serial, film = project_of(folder, 100), folder / "serial.mkv", folder / "film.mkv"
    tandem("render", project, "-p", "ffv1", "-o", serial, expect=0)
    with slurm.Slurm(folder / "slurm") as cluster:
        words = ["render", project, "-p", "ffv1", "-o", film, "--farm", "slurm", "--chunk-seconds", 1]
        code, text, err = said(start_in(cluster, *words, "--no-wait"))
        ids = text.split()
        check(code == 0 and len(ids) == 4 and all(i.isdigit() for i in ids), f"{code} {text} {err}")
        # The same command waits for the jobs that are there instead of submitting them again.
        code, text, err = said(start_in(cluster, *words))
        check(code == 0, f"exit {code}: {err[-600:]}")
        follow = cluster.run("sbatch", "--parsable", "--wrap", "true").stdout.strip()
        check(int(follow) <= int(ids[-1]) + 8, f"submitted twice: {ids}, then {follow}")
    same_packets(film, serial, "no wait")


def launch_failed(folder):
    """Slurm holds what it failed to launch; it is released. With a node that never works the message says so."""
    project, film = project_of(folder, 100), folder / "film.mkv"
    with slurm.Slurm(folder / "slurm") as cluster:
        (cluster.folder / "launch_fails").touch()

        def render(retries):
            p = start_in(cluster, "render", project, "-p", "ffv1", "-o", film, "--farm", "slurm", "--chunk-seconds", 1, "--retries", retries)
            until = time.time() + 240 * SLOWDOWN
            while p.poll() is None and time.time() < until:
                cluster.tend()
                time.sleep(0.5)
            return said(p, 1)

        code, text, err = render(0)
        check(code == 75 and "scontrol release" in err, f"exit {code}: {err[-600:]}")
        (cluster.folder / "launch_fails").unlink()
        code, text, err = render(2)
        check(code == 0 and "released" in err, f"exit {code}: {err[-600:]}")
    check(film.exists(), "no film")


def kill_one(cluster, p, word, dice):
    """One of the processes named so, as soon as there is one; chunks are short. False where none comes: the rest waits for Slurm."""
    until = time.time() + 10 * SLOWDOWN
    while p.poll() is None and time.time() < until:
        for _ in range(50):
            for pid in sorted(cluster.own_processes(word), key=lambda _: dice.random()):
                try:
                    os.kill(pid, signal.SIGKILL)
                    return True
                except ProcessLookupError:
                    pass
            time.sleep(0.01)
        cluster.tend()
    return False


def killed(folder):
    project, serial, film = project_of(folder, 480, 4), folder / "serial.mp4", folder / "film.mp4"
    tandem("render", project, "-o", serial, "--deterministic", expect=0)
    dice, kills = random.Random(5), {}
    with slurm.Slurm(folder / "slurm") as cluster:
        p = start_in(cluster, "render", project, "-o", film, "--deterministic", "--farm", "slurm", "--chunk-seconds", 1, "--retries", 8)
        todo = ["worker", "slurmstepd", "slurmctld", "worker", "slurmd", "worker", "worker"]
        while p.poll() is None and todo:
            time.sleep(dice.uniform(0.2, 1.5))
            what = todo.pop(0)
            if what in ("slurmctld", "slurmd"):
                cluster.restart(what)
            elif not kill_one(cluster, p, "tandem chunk --index " if what == "worker" else "slurmstepd", dice):
                continue
            kills[what] = kills.get(what, 0) + 1
            cluster.tend()
        # Slurm misses the job of a killed slurmstepd only when its node reports again: every few minutes, or when a slurmd
        # starts, if the job has run for BatchStartTimeout and MessageTimeout (2 s and 10 s) by then.
        deadline = time.time() + 600 * SLOWDOWN
        while p.poll() is None and time.time() < deadline:
            for _ in range(15):
                time.sleep(1)
                cluster.tend()
                if p.poll() is not None:
                    break
            else:
                cluster.restart("slurmd")
        code, text, err = said(p, 1)
        check(code == 0, f"exit {code} after {kills}: {err[-800:]}")
    check("worker" in kills and "slurmctld" in kills, f"only {kills}")
    same_packets(film, serial, f"after {kills}")
    check(not jobs_in(folder), "the job's folder is left")
    return ", ".join(f"{n} x {what}" for what, n in kills.items()) + " killed"


if __name__ == "__main__":
    if slurm.missing():
        print(f"skipped: not installed: {', '.join(slurm.missing())} (Debian: slurm-wlm)")
        sys.exit(0)
    run_suite([matrix_by_slurm, no_wait_and_resume, launch_failed, killed])
