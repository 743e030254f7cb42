"""The watch folder through `tandem watch`: media and projects become right films, slow writers, a burst of many files, killed
watchers. Films are small."""
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

from support import TANDEM, check, make_self_media, read_bars, read_sound, run_suite, start, tandem, tone_power

FAST = ["--device", "cpu", "--settle", "0.3", "--rescan", "0.3"]


def watch(folder, *args, expect=0, timeout=240):
    return tandem("watch", folder, "--once", "--json", *FAST, *args, expect=expect, timeout=timeout).json()


def tone(path, number, seconds=0.1):
    """A WAV of its own content."""
    count = int(seconds * 48000)
    data = struct.pack(f"<{count}h", *[(i * (number + 1)) % 4000 - 2000 for i in range(count)])
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 48000, 96000, 2, 16)
                     + b"data" + struct.pack("<I", len(data)) + data)


def reports(folder):
    return [json.loads(p.read_text()) for p in sorted([*folder.glob("done/*/*.report.json"), *folder.glob("failed/*.report.json")])]


def films_of_all_kinds(folder):
    """A film, a sound, a project with relative media, an OTIO timeline and a file that is none; the same film again."""
    box, media = folder / "in box", folder / "media"
    box.mkdir(), media.mkdir()
    make_self_media(media / "one.mov", 1, 20)
    make_self_media(media / "two.mov", 2, 30)
    # A project beside its media: these lie in a folder that is deeper than the watcher looks.
    deep = box / "deep" / "er"
    deep.mkdir(parents=True)
    for name in ("one.mov", "two.mov"):
        shutil.copy(media / name, deep / name)
    tandem("new", box / "deep" / "relative.tandem", deep / "one.mov", deep / "two.mov", expect=0)
    check(str(deep) not in (box / "deep" / "relative.tandem").read_text(), "the project's media are not relative")
    shutil.copy(media / "one.mov", box / "film.mov")
    tandem("convert", box / "deep" / "relative.tandem", box / "deep" / "line.otio", expect=0)
    tone(box / "sound.wav", 5)
    (box / "no film.mov").write_text("nothing")
    done = watch(box, "--depth", "1", "--preset", "h264", expect=2)
    check(done["done"] == 4 and done["failed"] == 1, f"{done}")
    out = box / "output"
    check(read_bars(out / "film_h264.mp4") == [(1, n) for n in range(20)], "film: wrong pictures")
    both = [(1, n) for n in range(20)] + [(2, n) for n in range(30)]
    check(read_bars(out / "relative_h264.mp4") == both, "project: wrong pictures")
    check(read_bars(out / "line_h264.mp4") == both, "timeline: wrong pictures")
    check(tone_power(read_sound(out / "film_h264.mp4")[4800:9600], 700) > 0.05, "film: no sound")
    failed = json.loads((box / "failed" / "no film.mov.report.json").read_text())
    check(failed["exit"] == 65 and failed["outputs"] == [], f"{failed}")
    shutil.copy(media / "one.mov", box / "again.mov")
    done = watch(box, "--depth", "1", "--preset", "h264")
    check(done["same"] == 1 and done["done"] == 0, f"{done}")
    check(not (out / "again_h264.mp4").exists(), "made twice")
    check(all(r["detail"]["deliverables"][0]["verify"]["verified"] for r in reports(box) if r["state"] == "done"), "not verified")
    spec = folder / "two.tandemmatrix.json"
    spec.write_text('{"tandemMatrix":1,"deliverables":[{"id":"a","preset":"h264","name":"{project}_a.mp4"},'
                    '{"id":"b","preset":"audio.wav","name":"{project}_b.{ext}","sidecars":[{"kind":"thumbnail"}]}]}')
    shutil.copy(media / "two.mov", box / "film.mov")
    (folder / "films").mkdir()
    done = watch(box, "--depth", "1", "--spec", spec, "-o", folder / "films")
    check(done["done"] == 1, f"{done}")
    check(len(list((folder / "films").glob("*"))) >= 4, f"{list((folder / 'films').glob('*'))}")
    check(not list((box / "working").iterdir()), "something is left in working")


def slow_writer(folder):
    """A file that is written for longer than the settle time is read when it is whole, not before."""
    make_self_media(folder / "source.mov", 3, 25)
    data = (folder / "source.mov").read_bytes()
    box = folder / "box"
    box.mkdir()
    watcher = start("watch", box, *FAST)
    try:
        with open(box / "slow.mov", "wb", buffering=0) as f:
            for i in range(8):
                f.write(data[i * len(data) // 8:(i + 1) * len(data) // 8])
                time.sleep(0.4)
                check((box / "slow.mov").exists(), "it was taken while it was written")
        until = time.monotonic() + 60
        while time.monotonic() < until and not list(box.glob("done/*/slow.mov.report.json")):
            time.sleep(0.1)
    finally:
        watcher.send_signal(signal.SIGINT)
        out, err = watcher.communicate(timeout=60)
    check(watcher.returncode == 130, f"{watcher.returncode} {err}")
    check("done  slow.mov" in out, f"{out} {err}")
    check(read_bars(box / "output" / "slow_h264.mp4") == [(3, n) for n in range(25)], "wrong pictures")


def burst(folder):
    """Many files at once, from several writers, while the watcher runs: each exactly once."""
    box = folder / "box"
    box.mkdir()
    count, writers = 120, 4
    watcher = start("watch", box, *FAST, "--preset", "audio.wav", "--jobs", "3")
    script = """
import sys, time
sys.path.insert(0, sys.argv[4])
from watch_test import tone
from pathlib import Path
for n in range(int(sys.argv[2]), int(sys.argv[3])):
    tone(Path(sys.argv[1]) / f"s{n}.wav", n)
"""
    each = count // writers
    procs = [subprocess.Popen([sys.executable, "-c", script, box, str(w * each), str((w + 1) * each), Path(__file__).parent])
             for w in range(writers)]
    for p in procs:
        check(p.wait() == 0, "a writer failed")
    until = time.monotonic() + 200
    while time.monotonic() < until and len(list(box.glob("done/*/*.report.json"))) < count:
        time.sleep(0.2)
    watcher.terminate()
    _, err = watcher.communicate(timeout=60)
    check(watcher.returncode == 143, f"{watcher.returncode} {err}")
    found = reports(box)
    check(sorted(r["name"] for r in found) == sorted(f"s{n}.wav" for n in range(count)), f"{len(found)} reports: {err[-300:]}")
    check(all(r["state"] == "done" for r in found), "not all are done")
    films = sorted((box / "output").glob("*.wav"))
    check(len(films) == count, f"{len(films)} films")
    check(len({p.read_bytes() for p in films}) == count, "two films are the same")


def killed_watchers(folder):
    """The watcher is killed at random instants; the next ones go on: nothing is lost, nothing is made twice."""
    box = folder / "box"
    box.mkdir()
    count = 24
    for n in range(count):
        tone(box / f"s{n}.wav", n)
    rng = random.Random(6)
    seen = {}
    kills = 0
    for _ in range(12):
        watcher = start("watch", box, *FAST, "--preset", "audio.wav", "--once")
        time.sleep(rng.uniform(0.4, 2))
        if watcher.poll() is not None:
            break
        os.kill(watcher.pid, signal.SIGKILL)
        watcher.wait()
        kills += 1
        for p in (box / "output").glob("*.wav"):
            seen.setdefault(p, p.stat().st_mtime_ns)
    watch(box, "--preset", "audio.wav")
    found = reports(box)
    check(sorted(r["name"] for r in found) == sorted(f"s{n}.wav" for n in range(count)), f"{len(found)} reports")
    check(all(r["state"] == "done" for r in found), f"{[(r['name'], r['message']) for r in found if r['state'] != 'done']}")
    films = list((box / "output").glob("*.wav"))
    check(len(films) == count, f"{len(films)} films")
    check(all(p.stat().st_mtime_ns == t for p, t in seen.items()), "a film was made twice")
    check(not [p for p in (box / "output").iterdir() if p.name.endswith(".part")], "a part is left")
    return f"{kills} kills"


def cleared_halfway(folder):
    """A watcher that died while it removed the place of a finished file stops no later one."""
    box = folder / "box"
    place = box / "working" / "1-1-1"
    place.mkdir(parents=True)
    (place / "claim.json").write_text(json.dumps({"name": "old.wav", "folder": str(box), "stem": "old", "ending": ".wav", "claimed_ms": 1, "tries": 1}))
    (place / "result.json").write_text(json.dumps({"name": "old.wav", "claim": "1-1-1", "state": "done", "date": "2026-01-01", "outputs": []}))
    tone(box / "new.wav", 3)
    done = watch(box, "--preset", "audio.wav")
    check(done["done"] == 1 and not list((box / "working").iterdir()), f"{done}")


def wrong_use(folder):
    """Errors name what is wrong."""
    box = folder / "box"
    box.mkdir()
    for args, code in [((folder / "none",), 66), ((box, "--preset", "no such"), 66), ((box, "--spec", folder / "none.lua"), 66),
                       ((box, "-o", folder / "none"), 73), ((box, "--settle", "-1"), 64), ((box, "--set", "x"), 64)]:
        tandem("watch", *args, "--once", expect=code)
    check(TANDEM and not list(box.glob("done")), "wrong uses touch nothing")


if __name__ == "__main__":
    run_suite([films_of_all_kinds, slow_writer, burst, killed_watchers, cleared_halfway, wrong_use])
