#!/usr/bin/env python3
"""From the start of an editor to its window, and to where it has come to rest, beside Kdenlive and Shotcut, in turn.

Under Xvfb with openbox, software drawing, warm disk caches, settings of a user who has started each before. The window counts when it is mapped, wide as an
editor's and no splash; at rest when the program has used less than a tenth of a core for 0.3 s. Run by ./run bench startup.
"""
import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "bench-media" / "startup"
LIMIT = 60.0
TICK = os.sysconf("SC_CLK_TCK")


def group_cpu(group):
    """CPU seconds of the processes of a session and where they still live."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / TICK


def windows(env):
    """Ids of mapped windows that are as large as an editor's and are managed as plain windows."""
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."], env=env, capture_output=True, text=True).stdout.split()
    for window in found:
        size = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window], env=env, capture_output=True, text=True).stdout
        values = dict(line.split("=") for line in size.splitlines() if "=" in line)
        kind = subprocess.run(["xprop", "-id", window, "_NET_WM_WINDOW_TYPE", "WM_STATE"], env=env, capture_output=True, text=True).stdout
        if int(values.get("WIDTH", 0)) >= 900 and int(values.get("HEIGHT", 0)) >= 500 and "SPLASH" not in kind and "window state: Normal" in kind:
            yield window


def start(command, env):
    """Seconds to the window and to rest; None where it does not come."""
    while next(windows(env), None):  # of the program before
        time.sleep(0.1)
    begun = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    shown = rest = None
    try:
        while time.monotonic() - begun < LIMIT and process.poll() is None and not next(windows(env), None):
            time.sleep(0.02)
        shown = time.monotonic() - begun
        history = []
        while time.monotonic() - begun < LIMIT and process.poll() is None:
            history.append((time.monotonic(), group_cpu(process.pid)))
            before = [h for h in history if history[-1][0] - h[0] >= 0.3]
            if before and history[-1][1] - before[-1][1] < 0.1 * (history[-1][0] - before[-1][0]):
                rest = before[-1][0] - begun
                break
            time.sleep(0.05)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
    return (shown, max(shown, rest)) if rest is not None else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--display", default=":97")
    args = parser.parse_args()
    programs = {"tandem-studio": [ROOT / "build/release/app/studio/tandem-studio", "--audio", "null"],
                "kdenlive": ["dbus-run-session", "kdenlive"], "shotcut": ["shotcut"]}
    programs = {name: command for name, command in programs.items() if shutil.which(command[-1]) or Path(command[0]).exists()}
    server = subprocess.Popen(["Xvfb", args.display, "-screen", "0", "1920x1080x24"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    env = {**os.environ, "DISPLAY": args.display, "LIBGL_ALWAYS_SOFTWARE": "1", "LANG": "C.UTF-8"}
    manager = None
    times = {name: [] for name in programs}
    try:
        time.sleep(1)
        manager = subprocess.Popen(["openbox"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        for turn in range(args.runs + 1):
            for name, command in programs.items():
                home = WORK / name
                home.mkdir(parents=True, exist_ok=True)
                took = start([str(c) for c in command], {**env, "HOME": str(home), "XDG_RUNTIME_DIR": str(home)})
                print(f"  {name} {turn}: {took}", file=sys.stderr)
                if turn and took:  # the first start makes the settings
                    times[name].append(took)
    finally:
        if manager:
            manager.kill()
        server.kill()
    print("| editor | window, s | at rest, s |\n|---|---|---|")
    for name, took in times.items():
        print(f"| {name} | " + (" | ".join(f"{statistics.median(t[i] for t in took):.2f}" for i in (0, 1)) if took else "did not start | -") + " |")


if __name__ == "__main__":
    main()
