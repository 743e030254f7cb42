#!/usr/bin/env python3
"""Farm: steps and local farm against the serial export packet by packet, any number of processes, kills and resumes, damaged
parts, a full disk, changed media and projects, two joins at once."""
import hashlib
import json
import os
import random
import shutil
import signal
import time

from support import *

SPEC = {"tandemMatrix": 1, "deliverables": [
    {"id": "wide", "preset": "h264", "name": "{project}_{id}.{ext}", "sidecars": [{"kind": "thumbnail", "at": "1s", "size": [128, 72]}]},
    {"id": "tall", "preset": "h264", "canvas": {"size": [144, 256], "reframe": {"mode": "fill"}}, "name": "{project}_{id}.{ext}"},
    {"id": "small", "preset": "h264", "set": {"video.crf": 30}, "name": "{project}_{id}.{ext}"},
    {"id": "podcast", "preset": "audio.m4a", "audio": {"lufs": -16, "tp": -1}, "name": "{project}_{id}.{ext}"}]}


def project_of(folder, frames=100, clips=2):
    """A film of cuts, a grade and a gain, so that chunks begin within clips and at cuts."""
    for n in range(clips):
        make_self_media(folder / f"m{n}.mov", n, frames // clips)
    project = folder / "sea.tandem"
    tandem("new", project, *[folder / f"m{n}.mov" for n in range(clips)], expect=0)
    tandem("edit", project, "-e", 'tandem.add_effect{ clip = tandem.clips()[1].id, effect = "exposure", params = { stops = -0.3 } }',
           expect=0)
    return project


def spec_of(folder, spec=SPEC):
    (folder / "s.tandemmatrix.json").write_text(json.dumps(spec))
    return folder / "s.tandemmatrix.json"


def packets(path):
    """Every packet of every stream: stream, time stamps, size and hash."""
    lines = ffmpeg("-i", path, "-map", "0", "-c", "copy", "-f", "framehash", "-hash", "sha256", "-").decode().splitlines()
    return [line for line in lines if not line.startswith("#")]


def same_packets(film, serial, what):
    a, b = packets(film), packets(serial)
    check(len(a) > 0, f"{what}: no packets")
    for n, (x, y) in enumerate(zip(a, b)):
        check(x == y, f"{what}: packet {n} differs: {x} / {y}")
    check(len(a) == len(b), f"{what}: {len(a)} packets, {len(b)} in the serial film")


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def jobs_in(folder):
    return list(folder.glob(".tandem-job-*"))


def plan_of(folder, project, *args, seconds=1, code=0):
    return tandem("plan", project, *args, "-o", folder / "job", "--chunk-seconds", seconds, "--deterministic", "--json", expect=code).json()


PRESETS = ["h264", "hevc", "vp9", "web.youtube-1080p", "web.youtube-720p-hdr", "size.8mb", "ffv1", "prores-422hq", "prores-4444",
           "dnxhr-hqx", "mjpeg", "smart", "web.gif", "images.png", "images.jpeg", "images.tiff-16bit", "images.exr", "images.dpx", "images.webp",
           "broadcast.ebu-r128-prores", "podcast.apple-mp3-stereo"]


def like_serial(folder):
    """plan, join, encode for all kinds of presets: equal packets, equal files, equal images."""
    project = project_of(folder, 60)
    for name in PRESETS:
        serial, out = folder / "serial", folder / "out"
        serial.mkdir(), out.mkdir()
        tandem("render", project, "-p", name, "-o", serial / "film", "--deterministic", expect=0)
        said = plan_of(folder, project, "-p", name, "--to", out / "film")
        check(said["chunks"] == (0 if name == "smart" or name.startswith("podcast") else 3), f"{name}: {said}")
        plan = folder / "job" / "plan.json"
        tandem("join", "--plan", plan, "--repair", expect=0)
        check(not any(out.iterdir()), f"{name}: a film before encode")
        said = tandem("encode", "--plan", plan, "--json", expect=0).json()
        check(said["deliverables"][0]["state"] == "made" and said["deliverables"][0]["verify"]["problems"] == [], f"{said}")
        check((out / "film.report.json").exists(), f"{name}: no report")
        if (serial / "film").is_dir():
            names = sorted(p.name for p in (serial / "film").iterdir())
            check(names == sorted(p.name for p in (out / "film").iterdir()) and len(names) == 60, f"{name}: other images")
            for image in names:
                check(sha(serial / "film" / image) == sha(out / "film" / image), f"{name}: {image} differs")
        else:
            same_packets(out / "film", serial / "film", name)
            check(sha(out / "film") == sha(serial / "film"), f"{name}: equal packets in files that differ")
        for place in (serial, out, folder / "job"):
            shutil.rmtree(place)
    return f"{len(PRESETS)} presets"


def steps(folder):
    """Each step by itself, in any order and twice."""
    project, film, plan = project_of(folder, 60), folder / "film.mkv", folder / "job" / "plan.json"
    check(plan_of(folder, project, "-p", "ffv1", "--to", film)["chunks"] == 3, "not three chunks")
    check(tandem("encode", "--plan", plan).code == 75, "encoded without parts")
    joined = tandem("join", "--plan", plan, "--json")
    check(joined.code == 75 and joined.json()["missing_chunks"] == [0, 1, 2], f"{joined} {joined.out}")
    for index in (2, 0, 1):
        for state in ("made", "kept"):
            said = tandem("chunk", "--plan", plan, "--index", index, "--json", expect=0).json()
            check(said["state"] == state, f"{said}")
    joined = tandem("join", "--plan", plan, "--json")
    check(joined.code == 75 and joined.json()["missing_chunks"] == [] and joined.json()["missing_sounds"] == [0], f"{joined.out}")
    for state in ("made", "kept"):
        check(tandem("audio", "--plan", plan, "--json", expect=0).json()["sounds"][0]["state"] == state, "sound")
    tandem("join", "--plan", plan, expect=0)
    for state in ("made", "kept"):
        said = tandem("encode", "--plan", plan, "--deliverable", 0, "--json", expect=0).json()
        check(said["deliverables"][0]["state"] == state, f"{said}")
    log = [json.loads(line) for line in (folder / "job" / "log.ndjson").read_text().splitlines()]
    check([e["step"] for e in log].count("encode") == 2 and {"audio", "join"} <= {e["step"] for e in log}, f"{log}")


def matrix_any_processes(folder):
    """A matrix by one process, by three and by plain deliver: equal films; each knows the other's."""
    project = project_of(folder)
    spec = spec_of(folder)
    films = {}
    for name, flags in (("plain", []), ("one", ["--farm", "local:1"]), ("three", ["--farm", "local:3", "--chunk-seconds", 1])):
        out = folder / name
        out.mkdir()
        said = tandem("deliver", project, spec, "-o", out, "--deterministic", "--json", "--progress", "json", *flags, expect=0)
        check([d["state"] for d in said.json()["deliverables"]] == ["made"] * 4, f"{said.out}")
        lines = [json.loads(line) for line in said.err.splitlines()]
        check(lines[-1]["ev"] == "done" and lines[-1]["code"] == 0, f"{lines[-1]}")
        if name == "three":
            check(sum(line["ev"] == "chunk" for line in lines) == 4 + 1, "not a line for each chunk and sound")
            check(said.json()["canvases"] == 2, f"{said.json()['canvases']} canvases")
        check(not jobs_in(out), f"{name}: the job's folder is left")
        films[name] = {p.name: sha(p) for p in out.iterdir()}
    check(films["plain"] == films["one"] == films["three"] and len(films["plain"]) == 9, f"{films}")
    # Whoever comes next keeps what is there.
    again = tandem("deliver", project, spec, "-o", folder / "one", "--deterministic", "--json", expect=0).json()
    check([d["state"] for d in again["deliverables"]] == ["kept"] * 4, f"plain over farm: {again}")
    again = tandem("deliver", project, spec, "-o", folder / "plain", "--deterministic", "--farm", "local:2", "--json", expect=0).json()
    check([d["state"] for d in again["deliverables"]] == ["kept"] * 4, f"farm over plain: {again}")


def rates_and_ranges(folder):
    """Drop-frame rates, another frame rate than the sequence's, ranges that begin off every grid."""
    make_self_media(folder / "a.mov", 0, 120)
    make_self_media(folder / "b.mov", 1, 120)
    project = folder / "p.tandem"
    tandem("new", project, folder / "a.mov", folder / "b.mov", "--rate", "30000/1001", expect=0)
    for number, flags in enumerate((["--range", "7f..133f"], ["--set", "canvas.fps=24000/1001"], ["--range", "1.3s..4.21s", "--set", "canvas.fps=50"])):
        serial, film = folder / f"s{number}.mkv", folder / f"f{number}.mkv"
        tandem("render", project, "-p", "ffv1", "-o", serial, *flags, expect=0)
        tandem("render", project, "-p", "ffv1", "-o", film, *flags, "--farm", "local:2", "--chunk-seconds", 0.7, expect=0)
        same_packets(film, serial, " ".join(flags))


def kill_tree(p):
    """The process and its workers, at once."""
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(p.pid)], capture_output=True, text=True).stdout.split()
    p.kill()
    for pid in children:
        try:
            os.kill(int(pid), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    p.communicate()


def killed_and_resumed(folder):
    project = project_of(folder, 240, 3)
    spec = spec_of(folder)
    whole = folder / "whole"
    whole.mkdir()
    begin = time.time()
    tandem("deliver", project, spec, "-o", whole, "--deterministic", "--farm", "local:2", "--chunk-seconds", 1, expect=0)
    length = time.time() - begin
    want = {p.name: sha(p) for p in whole.iterdir()}
    dice = random.Random(11)
    kept = kills = 0
    for turn in range(4):
        out = folder / f"out{turn}"
        out.mkdir()
        for _ in range(3):
            p = start("deliver", project, spec, "-o", out, "--deterministic", "--farm", "local:2", "--chunk-seconds", 1)
            time.sleep(dice.uniform(0.1, length * 0.8))
            kill_tree(p)
            kills += 1
            for name in want:
                check(not (out / name).exists() or sha(out / name) == want[name] or name.endswith(".report.json"),
                      f"turn {turn}: a wrong {name} under its final name")
        before = [p for job in jobs_in(out) for p in job.glob("chunks/*.ok")]
        stamps = {p: p.stat().st_mtime_ns for p in before}
        p = start("deliver", project, spec, "-o", out, "--deterministic", "--farm", "local:2", "--chunk-seconds", 1)
        while p.poll() is None:  # finished chunks are not made again
            for ok, stamp in stamps.items():
                try:
                    check(ok.stat().st_mtime_ns == stamp, f"{ok.name} was made again")
                except FileNotFoundError:
                    pass
            time.sleep(0.05)
        said = p.communicate()
        check(p.returncode == 0, f"turn {turn}: {said[1][-300:]}")
        kept += len(before)
        check({p.name: sha(p) for p in out.iterdir()} == want, f"turn {turn}: other bytes")
    return f"{kills} kills, {kept} chunks kept"


def killed_between_films(folder):
    """Some films stand, one lacks a sidecar: the same command goes on with the same job and makes nothing twice."""
    project, spec, whole, out = project_of(folder), spec_of(folder), folder / "whole", folder / "out"
    whole.mkdir(), out.mkdir()
    flags = ["--deterministic", "--chunk-seconds", 1]
    tandem("deliver", project, spec, "-o", whole, "--farm", "local:2", *flags, expect=0)
    said = tandem("plan", project, spec, "--to", out, "-o", out / "x", "--dry-run", "--json", *flags, expect=0).json()
    job = out / f".tandem-job-{said['hash'][:16]}"
    tandem("plan", project, spec, "--to", out, "-o", job, *flags, expect=0)
    tandem("join", "--plan", job / "plan.json", "--repair", expect=0)
    tandem("encode", "--plan", job / "plan.json", "--deliverable", "wide", expect=0)
    tandem("encode", "--plan", job / "plan.json", "--deliverable", 3, expect=0)
    (out / "sea_wide.thumbnail.jpg").unlink()
    done = tandem("deliver", project, spec, "-o", out, "--farm", "local:2", "--resume", "force", "--json", "--progress", "json", *flags, expect=0)
    check([d["state"] for d in done.json()["deliverables"]] == ["kept", "made", "made", "kept"], done.out)
    check(not any(json.loads(line)["ev"] == "chunk" for line in done.err.splitlines()), "chunks were made again")
    check({p.name: sha(p) for p in out.iterdir()} == {p.name: sha(p) for p in whole.iterdir()}, "other files than in one go")
    # Everything stands, and the folder of a job was not removed.
    tandem("plan", project, spec, "--to", out, "-o", job, *flags, expect=0)
    again = tandem("deliver", project, spec, "-o", out, "--farm", "local:2", "--json", *flags, expect=0).json()
    check([d["state"] for d in again["deliverables"]] == ["kept"] * 4 and not job.exists(), f"{again} {job.exists()}")


def workers_killed(folder):
    """kill -9 of workers alone: each step is tried again, the job ends well."""
    project = project_of(folder, 240, 3)
    serial, film = folder / "serial.mkv", folder / "film.mkv"
    tandem("render", project, "-p", "ffv1", "-o", serial, expect=0)
    p = start("render", project, "-p", "ffv1", "-o", film, "--farm", "local:2", "--chunk-seconds", 0.5, "--retries", 50, "--progress", "json")
    killed, dice = 0, random.Random(3)
    while p.poll() is None and killed < 8:
        time.sleep(dice.uniform(0.02, 0.3))
        workers = subprocess.run(["ps", "-o", "pid=", "--ppid", str(p.pid)], capture_output=True, text=True).stdout.split()
        for pid in workers[:1]:
            try:
                os.kill(int(pid), signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
    said = p.communicate(timeout=120 * SLOWDOWN)[1]
    check(p.returncode == 0, f"{said[-400:]}")
    retries = sum(json.loads(line)["ev"] == "retry" for line in said.splitlines())
    check(killed > 0 and 0 < retries <= killed, f"{killed} kills, {retries} retries")
    same_packets(film, serial, "workers killed")
    return f"{killed} workers killed"


def interrupted(folder):
    project = project_of(folder, 240, 3)
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        p = start("render", project, "-p", "ffv1", "-o", folder / "f.mkv", "--farm", "local:2", "--chunk-seconds", 0.5)
        there = len(list(folder.glob(".tandem-job-*/chunks/*.ok")))
        deadline = time.time() + 60 * SLOWDOWN
        while len(list(folder.glob(".tandem-job-*/chunks/*.ok"))) == there and p.poll() is None and time.time() < deadline:
            time.sleep(0.01)
        p.send_signal(number)
        p.communicate(timeout=60 * SLOWDOWN)
        check(p.returncode == code, f"signal {number}: exit {p.returncode}")
        check(len(jobs_in(folder)) == 1 and not list(folder.glob(".tandem-job-*/chunks/*.part")), "parts are left or the job is gone")
    tandem("render", project, "-p", "ffv1", "-o", folder / "f.mkv", "--farm", "local:2", "--chunk-seconds", 0.5, "--resume", "force", expect=0)
    check(not jobs_in(folder), "the job is left")
    tandem("render", project, "-p", "h264", "-o", folder / "g.mp4", "--farm", "local:2", "--resume", "force", expect=78)


def damaged_parts(folder):
    project = project_of(folder, 100)
    serial, film, plan = folder / "serial.mp4", folder / "film.mp4", folder / "job" / "plan.json"
    tandem("render", project, "-o", serial, "--deterministic", expect=0)
    plan_of(folder, project, "--to", film)
    tandem("join", "--plan", plan, "--repair", expect=0)
    chunks = sorted((folder / "job" / "chunks").glob("*.mkv"))
    check(len(chunks) == 4, f"{chunks}")
    flip = bytearray(chunks[1].read_bytes())
    flip[len(flip) // 2] ^= 1
    chunks[1].write_bytes(flip)  # the same length
    chunks[2].write_bytes(chunks[2].read_bytes()[:-100])
    sound = folder / "job" / "sound" / "0.f32"
    flip = bytearray(sound.read_bytes())
    flip[5000] ^= 4
    sound.write_bytes(flip)
    check(tandem("encode", "--plan", plan).code == 75 and not film.exists(), "a film of damaged parts")
    said = tandem("join", "--plan", plan, "--json")
    check(said.code == 75 and said.json()["missing_chunks"] == [1, 2] and said.json()["missing_sounds"] == [0], f"{said.out}")
    # Two repairs at once do not disturb each other.
    pair = [start("join", "--plan", plan, "--repair") for _ in range(2)]
    for p in pair:
        said = p.communicate(timeout=120 * SLOWDOWN)[1]
        check(p.returncode == 0, f"two joins at once: {said}")
    pair = [start("join", "--plan", plan) for _ in range(2)]
    check([p.wait(60 * SLOWDOWN) for p in pair] == [0, 0], "two joins at once")
    [p.communicate() for p in pair]
    tandem("encode", "--plan", plan, expect=0)
    same_packets(film, serial, "after repair")
    check(not list((folder / "job").glob("*/*.part")), "parts are left")


def changed_since(folder):
    """The plan holds the project as it was; other media, builds and damaged plans are refused."""
    project = project_of(folder, 50)
    serial, film, plan = folder / "serial.mkv", folder / "film.mkv", folder / "job" / "plan.json"
    tandem("render", project, "-p", "ffv1", "-o", serial, expect=0)
    plan_of(folder, project, "-p", "ffv1", "--to", film)
    # Edited after the plan, and gone: the frozen copy is made.
    tandem("edit", project, "-e", 'tandem.add_effect{ clip = tandem.clips()[1].id, effect = "exposure", params = { stops = -3 } }', expect=0)
    tandem("chunk", "--plan", plan, "--index", 0, expect=0)
    project.unlink()
    # A plan of another project does not take the folder.
    other = folder / "other.tandem"
    tandem("new", other, folder / "m1.mov", expect=0)
    tandem("plan", other, "-p", "ffv1", "--to", folder / "o.mkv", "-o", folder / "job", expect=73)
    # The media come back with other time stamps, then with other bytes.
    medium = folder / "m1.mov"
    bytes_, stat = medium.read_bytes(), medium.stat()
    os.utime(medium, ns=(stat.st_atime_ns, stat.st_mtime_ns + 10**9))
    check(tandem("chunk", "--plan", plan, "--index", 1).code == 78, "another time stamp was taken")
    changed = bytearray(bytes_)
    changed[100] ^= 1
    medium.write_bytes(changed)
    os.utime(medium, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    said = tandem("chunk", "--plan", plan, "--index", 1)
    check(said.code == 78 and "m1.mov" in said.err, f"other bytes: {said}")
    medium.unlink()
    check(tandem("join", "--plan", plan).code == 78, "a missing medium was taken")
    medium.write_bytes(bytes_)
    os.utime(medium, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    tandem("join", "--plan", plan, "--repair", expect=0)
    # Nothing may be changed in the job's own files.
    text = plan.read_text()
    for a, b in (('"deterministic":true', '"deterministic":false'), ('"tandemPlan":1', '"tandemPlan":2'), ('"hash":"', '"hash":"0'), ("{", "[")):
        plan.write_text(text.replace(a, b, 1))
        check(tandem("encode", "--plan", plan).code in (65, 78), f"a plan with {b} was taken")
    parsed = json.loads(text)
    for key in parsed:
        damaged = {k: v for k, v in parsed.items() if k != key}
        plan.write_text(json.dumps(damaged))
        check(tandem("encode", "--plan", plan).code in (65, 78), f"a plan without {key} was taken")
    plan.write_text(text)
    frozen = folder / "job" / "project.tandem"
    kept = frozen.read_bytes()
    frozen.write_bytes(kept + b" ")
    check(tandem("encode", "--plan", plan).code == 65, "another frozen project was taken")
    frozen.write_bytes(kept)
    check(tandem("chunk", "--plan", plan, "--index", 7).code == 64 and tandem("encode", "--plan", plan, "--deliverable", "x").code == 64, "numbers")
    check(tandem("chunk", "--plan", folder / "none.json", "--index", 0).code == 66, "no plan")
    tandem("encode", "--plan", plan, expect=0)
    same_packets(film, serial, "the frozen project")


def full_disk(folder):
    """A small file system for the job: the error names the disk; with room the same command goes on."""
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", folder], capture_output=True).returncode != 0:
        return "skipped: no file system can be mounted here"
    media = Path(tempfile.mkdtemp(prefix="tandem-e2e-"))
    try:
        project = project_of(media, 100)
        said = tandem("render", project, "-p", "ffv1", "-o", folder / "film.mkv", "--farm", "local:2", "--chunk-seconds", 1)
        check(said.code in (73, 74) and "disk is full" in said.err, f"{said}")
        check(not (folder / "film.mkv").exists(), "a film on a full disk")
        subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)
        tandem("render", project, "-p", "ffv1", "-o", folder / "film.mkv", "--farm", "local:2", "--chunk-seconds", 1, "--resume", "force", expect=0)
        tandem("render", project, "-p", "ffv1", "-o", media / "serial.mkv", expect=0)
        same_packets(folder / "film.mkv", media / "serial.mkv", "after a full disk")
    finally:
        subprocess.run(["umount", folder])
        shutil.rmtree(media, ignore_errors=True)


def long_films(folder):
    """Above 30 s chunks hold the encoder's own packets: one process alone makes those of a render with the same flags, and says nothing but its own."""
    project = project_of(folder, 1700)
    serial, film = folder / "serial.mp4", folder / "film.mp4"
    small = ["-p", "h264", "--set", "canvas.size=[64,36]", "--set", "video.speed=ultrafast"]
    tandem("render", project, *small, "-o", serial, expect=0)
    said = tandem("plan", project, *small, "--to", film, "-o", folder / "job", "--json", expect=0).json()
    check(said["chunks"] > 1, f"{said}")
    for index in range(said["chunks"]):
        done = tandem("chunk", "--plan", folder / "job" / "plan.json", "--index", index, "--progress", "none", expect=0)
        check(done.err == "", f"chunk {index} says {done.err}")
    tandem("render", project, *small, "-o", film, "--farm", "local:1", expect=0)
    same_packets(film, serial, "local:1")


def refusals(folder):
    project = project_of(folder, 20)
    for farm in ("local:0", "local:x", "local:", "local:99999", "slurm:", "cloud", "LOCAL"):
        tandem("render", project, "-o", folder / "f.mp4", "--farm", farm, expect=64)
    tandem("render", project, "-o", folder / "a{id}.mp4", "--farm", "local", expect=64)
    (folder / "there.mkv").write_text("mine")
    tandem("render", project, "-p", "ffv1", "-o", folder / "there.mkv", "--farm", "local", expect=73)
    check((folder / "there.mkv").read_text() == "mine" and not jobs_in(folder), "another file was touched")
    (folder / "full").mkdir()
    (folder / "full" / "x").write_text("mine")
    tandem("plan", project, "--to", folder / "f.mp4", "-o", folder / "full", expect=73)
    tandem("plan", project, "--to", folder / "f.mp4", "-o", folder / "job", "--dry-run", expect=0)
    check(not (folder / "job").exists(), "a dry run wrote")
    if not shutil.which("sbatch"):
        tandem("render", project, "-o", folder / "f.mp4", "--farm", "slurm", expect=69)


if __name__ == "__main__":
    run_suite([like_serial, steps, matrix_any_processes, rates_and_ranges, killed_and_resumed, killed_between_films, workers_killed, interrupted, damaged_parts,
               changed_since, full_disk, long_films, refusals])
