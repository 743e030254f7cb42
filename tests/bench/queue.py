#!/usr/bin/env python3
"""What the queue costs a job: twenty films of a second made by `tandem queue run --jobs 1`, beside the same twenty made by
`tandem deliver` one after the other, in turn; adding them is told apart. Run by ./run bench queue."""
import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path

TANDEM = Path(__file__).resolve().parents[2] / "build/release/app/tandem"
JOBS = 20
TARGET_MS = 50


def tandem(*args, folder):
    subprocess.run([TANDEM, *args], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def timed(work):
    start = time.monotonic()
    for i in range(JOBS):
        work(i)
    return (time.monotonic() - start) * 1000 / JOBS


def turn(base, number):
    folder = base / str(number)
    for i in range(JOBS):
        (folder / f"alone{i}").mkdir(parents=True), (folder / f"queued{i}").mkdir()
    wanted = [base / "p.tandem", base / "s.tandemmatrix.json"]
    alone = timed(lambda i: tandem("deliver", *wanted, "-o", f"alone{i}", "--device", "cpu", "--progress", "none", folder=folder))
    added = timed(lambda i: tandem("queue", "--queue", "q", "add", *wanted, "-o", f"queued{i}", "--device", "cpu", folder=folder))
    run = timed(lambda i: i or tandem("queue", "--queue", "q", "run", "--jobs", "1", folder=folder))
    for i in range(JOBS):
        films = [(folder / f"{kind}{i}" / "x.mp4").read_bytes() for kind in ("alone", "queued")]
        assert films[0] == films[1], f"film {i} is another one from the queue"
    return alone, added, run


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=1", "-c:v", "ffv1", base / "a.mkv"], check=True)
        tandem("new", base / "p.tandem", base / "a.mkv", folder=base)
        (base / "s.tandemmatrix.json").write_text(json.dumps({"tandemMatrix": 1, "deliverables": [{"id": "x", "preset": "h264", "name": "x.mp4"}]}))
        print("| alone, ms a film | from the queue | adding it | the queue adds | target | met |\n|---|---|---|---|---|---|")
        for n in range(args.runs):
            alone, added, run = turn(base, n)
            print(f"| {alone:.0f} | {run:.0f} | {added:.0f} | {run - alone:.0f} | {TARGET_MS} | {'yes' if run - alone <= TARGET_MS else 'no'} |", flush=True)


if __name__ == "__main__":
    main()
