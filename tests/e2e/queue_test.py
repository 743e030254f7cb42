"""The export queue through `tandem queue`: order and requests, projects that change while they wait, media that are gone,
a full disk, killed workers and two workers at once. Films are small; every film must be right in every frame."""
import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

from support import RATE, check, make_self_media, read_bars, run_suite, start, tandem

FRAMES = 30


def project(folder, name="film", frames=FRAMES):
    make_self_media(folder / f"{name}.mov", 1, frames)
    tandem("new", folder / f"{name}.tandem", folder / f"{name}.mov", expect=0)
    return folder / f"{name}.tandem"


class Queue:
    def __init__(self, folder):
        self.folder = folder / "queue"

    def __call__(self, *args, expect=0, **more):
        return tandem("queue", *args, "--queue", self.folder, "--json", expect=expect, **more).json()

    def add(self, *args, expect=0):
        done = self("add", *args, expect=expect)
        return done.get("id")

    def states(self):
        return {job["id"]: job["state"] for job in self("list")["jobs"]}

    def order(self):
        return [job["id"] for job in self("list")["jobs"]]

    def worker(self, *args):
        return start("queue", "run", "--queue", self.folder, "--device", "cpu", "--json", *args)

    def job(self, number):
        return self("show", number)


def is_whole(film, frames=FRAMES, medium=1):
    check(film.exists(), f"{film} is not there")
    check(read_bars(film) == [(medium, n) for n in range(frames)], f"{film}: wrong pictures")


def wait_until(condition, message, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.05)
    check(False, message)


def commands(folder):
    """Adding, order, pause, cancel, retry, remove; films are made in order and verified."""
    film = project(folder)
    q = Queue(folder)
    check(q("list")["jobs"] == [], "a new queue is not empty")
    numbers = [q.add(film, "--device", "cpu", "-o", folder / f"{n}.mp4") for n in range(4)]
    check(numbers == [1, 2, 3, 4], f"numbers {numbers}")
    q("move", 4, "--top")
    q("move", 1, "--down")
    check(q.order() == [4, 2, 1, 3], f"order {q.order()}")
    q("move", 1, "--up")
    q("move", 3, "--to", 1)
    check(q.order() == [3, 4, 1, 2], f"order {q.order()}")
    check(q("pause", 3)["state"] == "paused", "not paused")
    check(q("cancel", 4)["state"] == "cancelled", "not cancelled")
    q("pause")
    check(q("list")["paused"], "the queue is not paused")
    check(q("run")["done"] == 0, "a paused queue makes films")
    q("resume")
    check(q("run", "--once")["done"] == 1, "--once makes one")
    check((folder / "0.mp4").exists() and not (folder / "1.mp4").exists(), "not the first one")
    report = q("run")
    check(report["done"] == 1 and report["failed"] == 0, f"{report}")
    check(q.states() == {1: "done", 2: "done", 3: "paused", 4: "cancelled"}, f"{q.states()}")
    is_whole(folder / "0.mp4"), is_whole(folder / "1.mp4")
    job = q.job(1)
    check(job["delivery"]["deliverables"][0]["verify"]["verified"], "the report of the delivery is not there")
    check(job["exit_code"] == 0 and job["ended"] and job["tries"] == 1, f"{job}")
    q("resume", 3), q("retry", 4)
    check(q("run", "--jobs", "auto")["done"] == 2, "resumed and retried")
    q("remove", 1)
    check(sorted(q.states()) == [2, 3, 4], "not removed")
    for args, code in [(("retry", 2), 64), (("show", 1), 66), (("move", 2, "--to", 1), 64), (("cancel", 99), 66), (("move", 3), 64),
                       (("run", "--jobs", "0"), 64), (("add", film, "--preset", "no such"), 66),
                       (("add", folder / "none.tandem"), 66), (("add", film, "-o", folder / "no folder" / "x.mp4"), 73),
                       (("add", film, "-o", folder / "0.mp4"), 73)]:
        q(*args, expect=code)
    text = tandem("queue", "list", "--queue", q.folder, expect=0).out
    check("done" in text and "film: h264" in text, text)
    check(q("remove", "--ended")["removed"] == 3 and q.states() == {}, "ended jobs are not removed")
    q("remove", expect=64)


def frozen(folder):
    """The project is edited, then deleted; a specification and a preset file are deleted; the films are those of the moment
    of adding. With the media gone the job fails with 66 and can be retried when they are back."""
    film = project(folder)
    q = Queue(folder)
    spec = folder / "all.tandemmatrix.json"
    spec.write_text('{"tandemMatrix":1,"deliverables":[{"id":"a","preset":"h264","name":"{project}_a.mp4"},'
                    '{"id":"b","preset":"audio.wav","name":"{project}_b.{ext}"}]}')
    preset = folder / "mine.tandempreset.json"
    preset.write_text('{"tandemPreset":1,"id":"mine","extends":"h264","video":{"rate":{"mode":"crf","crf":20}}}')
    (folder / "out").mkdir()
    q.add(film, spec, "--device", "cpu", "-o", folder / "out")
    q.add(film, "--preset", preset, "--device", "cpu", "-o", folder / "short.mp4", "--range", "0f..10f")
    tandem("edit", film, "-e", "tandem.remove{clips={1},ripple=true}")
    for path in (film, spec, preset):
        path.unlink()
    medium = folder / "film.mov"
    medium.rename(folder / "away.mp4")
    report = q("run", expect=66)
    check(report["failed"] == 2 and q.job(1)["exit_code"] == 66, f"{report}")
    check("film.mov" in q.job(1)["message"], f"message {q.job(1)['message']!r} does not name the medium")
    (folder / "away.mp4").rename(medium)
    q("retry", 1), q("retry", 2)
    check(q("run")["done"] == 2, "retries")
    is_whole(folder / "out" / "film_a.mp4"), is_whole(folder / "short.mp4", 10)
    check((folder / "out" / "film_b.wav").exists(), "no sound")
    check(not (folder / "out" / "film_a.mp4.part").exists(), "a part is left")


def killed_workers(folder):
    """A worker is killed at random instants, ten times: the jobs go on, finished films stay, the rest is made, nothing twice."""
    film = project(folder, frames=60)
    q = Queue(folder)
    names = "abcdef"
    spec = folder / "all.tandemmatrix.json"
    spec.write_text('{"tandemMatrix":1,"deliverables":[%s]}' % ",".join(
        '{"id":"%s","preset":"h264","name":"%s.mp4","range":"%df..60f"}' % (c, c, i) for i, c in enumerate(names)))
    for n in range(3):
        (folder / f"out{n}").mkdir()
        q.add(film, spec, "--device", "cpu", "-o", folder / f"out{n}")
    rng = random.Random(4)
    first_seen = {}
    kills = 0
    while kills < 10:
        worker = q.worker("--jobs", "2")
        time.sleep(rng.uniform(0.1, 2.5))
        if worker.poll() is not None:
            break
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        kills += 1
        for path in sorted(folder.glob("out*/*.mp4")):
            if path not in first_seen:
                first_seen[path] = path.stat().st_mtime_ns
    done = q("run", timeout=240)
    check(set(q.states().values()) == {"done"}, f"{q.states()} {done}")
    for n in range(3):
        for i, c in enumerate(names):
            path = folder / f"out{n}" / f"{c}.mp4"
            check(read_bars(path) == [(1, f) for f in range(i, 60)], f"{path}: wrong pictures")
            if path in first_seen:
                check(path.stat().st_mtime_ns == first_seen[path], f"{path} was made twice")
    left = [p for p in folder.glob("out*/*") if p.name.endswith(".part")]
    check(not left, f"left: {left}")
    return f"{kills} kills, {len(first_seen)} films finished before"


def two_workers(folder):
    """Two programs on one queue: each job is made once."""
    film = project(folder, frames=10)
    q = Queue(folder)
    count = 12
    for n in range(count):
        q.add(film, "--device", "cpu", "-o", folder / f"{n}.mp4")
    workers = [q.worker() for _ in range(2)]
    done = []
    for w in workers:
        out, err = w.communicate(timeout=240)
        check(w.returncode == 0, f"worker: {w.returncode} {err}")
        done.append([job["id"] for job in json.loads(out)["jobs"]])
    check(sorted(done[0] + done[1]) == list(range(1, count + 1)), f"made {done}")
    for job in q("list")["jobs"]:
        check(job["state"] == "done" and job["tries"] == 1, f"{job}")
    for n in range(count):
        is_whole(folder / f"{n}.mp4", 10)
    return f"{len(done[0])} and {len(done[1])}"


def requests_while_running(folder):
    """A running job is paused and goes on; another is cancelled; a stopped worker gives its job back. Nothing half made is
    left."""
    film = project(folder, frames=4000)  # more than can be made while a request is on its way
    q = Queue(folder)
    slow = ["--device", "cpu", "--threads", "1"]
    for n in range(2):
        q.add(film, *slow, "-o", folder / f"{n}.mp4")
    worker = q.worker("--watch")
    try:
        wait_until(lambda: q.job(1).get("progress"), "job 1 does not run")
        q("pause", 1)
        wait_until(lambda: q.job(1)["state"] == "paused", "job 1 is not paused")
        wait_until(lambda: q.job(2).get("progress"), "job 2 does not run")
        q("remove", 2, expect=64)
        q("cancel", 2)
        wait_until(lambda: q.job(2)["state"] == "cancelled", "job 2 is not cancelled")
        left = [p.name for p in folder.glob("*") if p.suffix == ".part" or p.name == "0.mp4"]
        check(not left, f"something half made is left: {left}")
        q("resume", 1)
        wait_until(lambda: q.job(1).get("progress"), "job 1 does not go on")
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    check(worker.returncode == 143, f"stopped worker: {worker.returncode}")
    check(q.job(1)["state"] == "waiting" and q.job(1)["tries"] == 0, f"{q.job(1)}")
    check(not list(folder.glob("*.part")), "a part is left")


def child_of(pid):
    return int(subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()[0])


def deaf_child(folder):
    """A child that does not hear that it shall stop is killed after a while; nothing half made is left. The same where worker and
    child die together and the job is then cancelled."""
    film = project(folder, frames=1500)
    q = Queue(folder)
    half = lambda: [p.name for p in folder.glob("*") if p.suffix == ".part"]
    (folder / "mine.mp4.part").write_text("of somebody else")
    for n in range(2):
        q.add(film, "--device", "cpu", "--threads", "1", "-o", folder / f"{n}.mp4")
    worker = q.worker("--once")
    wait_until(lambda: (folder / "0.mp4.part").exists() and q.job(1).get("progress"), "job 1 does not run")
    os.kill(child_of(worker.pid), signal.SIGSTOP)
    q("cancel", 1)
    worker.wait(timeout=60)
    check(q.job(1)["state"] == "cancelled", f"{q.job(1)}")
    check(half() == ["mine.mp4.part"], f"left: {half()}")
    worker = q.worker("--once")
    wait_until(lambda: (folder / "1.mp4.part").exists() and q.job(2).get("progress"), "job 2 does not run")
    child = child_of(worker.pid)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not os.path.exists(f"/proc/{child}"), "the child lives on")
    check("1.mp4.part" in half(), "nothing was left, so nothing is tested")
    q("cancel", 2)
    check(half() == ["mine.mp4.part"], f"left: {half()}")


def full_disk(folder):
    """On a file system without space the job waits, nothing stands under its name, and it is made when there is space."""
    film = project(folder, frames=60)
    q = Queue(folder)
    out = folder / "small"
    out.mkdir()
    script = f"""
set -e
mount -t tmpfs -o size=3m none {out}
head -c 3137536 /dev/zero > {out}/filler
T="$TANDEM queue --queue {q.folder}"
$T add {film} --device cpu -o {out}/film.mp4
set +e
$T run --reserve 0; echo exit $?
ls {out}
$T retry 1
$T run --reserve 1; echo exit $?
ls {out}
$T list
rm {out}/filler
$T run --reserve 1; echo exit $?
cp {out}/film.mp4 {folder}/got.mp4
"""
    p = subprocess.run(["unshare", "-Urm", "sh", "-c", script], capture_output=True, text=True, timeout=240)
    if p.returncode and p.stderr.startswith(("unshare:", "mount:")):
        return f"skipped: no small disk can be made here: {p.stderr.strip()}"
    lines = p.stdout.split("\n")
    exits = [line for line in lines if line.startswith("exit")]
    check(exits == ["exit 74", "exit 74", "exit 0"], f"{p.stdout} {p.stderr}")
    check("\nfilm.mp4" not in p.stdout and "waiting" in p.stdout, f"a half film stands under its name: {p.stdout}")
    is_whole(folder / "got.mp4", 60)


def adding_reads_no_media(folder):
    """Adding does not read the media, so it costs little more than starting the program."""
    film = project(folder)
    q = Queue(folder)
    (folder / "film.mov").unlink()
    (folder / "film.mov").write_bytes(b"no film at all")
    q.add(film, "-o", folder / "x.mp4")
    check(q.states() == {1: "waiting"}, "not added")
    check(q("run", expect=65)["failed"] == 1, "not a film")


if __name__ == "__main__":
    run_suite([commands, frozen, killed_workers, two_workers, requests_while_running, deaf_child, full_disk, adding_reads_no_media])
