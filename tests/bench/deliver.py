#!/usr/bin/env python3
"""Four deliverables in one pass beside the same four one after the other, and beside ffmpeg with one command of four outputs.

1920x1080, 1080x1920 and 1280x720 in H.264 with equal encoder settings, and an MP3 at -16 LUFS (ffmpeg: loudnorm), of jobs J1 (one clip),
J3 (a typical edit) and J4 (4K, with the sound of J1) of jobs.py. Tandem's times include reading back and checking every file. In turn; only ratios are worth reading.
Run by ./run bench deliver.
"""
import argparse
import json
import shutil
import statistics
import subprocess
from pathlib import Path

import job_programs as programs
import jobs

FILMS = {"wide": (1920, 1080), "upright": (1080, 1920), "small": (1280, 720)}
TARGET = 0.7  # of the four alone


def matrix(only=None):
    films = [{"id": name, "preset": "h264", "canvas": {"size": list(size)}, "set": {"video.speed": "veryfast", "video.rate.crf": 20, "audio.0.kbps": 192},
              "name": "{id}.{ext}"} for name, size in FILMS.items()]
    everything = [*films, {"id": "podcast", "preset": "audio.mp3-podcast", "name": "{id}.{ext}"}]
    return {"tandemMatrix": 1, "deliverables": [d for d in everything if only in (None, d["id"])]}


def deliver(tandem, job, only=None):
    spec = jobs.OUT / f"{only or 'all'}.tandemmatrix.json"
    spec.write_text(json.dumps(matrix(only)))
    folder = jobs.OUT / f"{job.name}-deliver"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return jobs.Run([tandem, "deliver", f"{job.name}.tandem", spec, "-o", folder, "--progress", "none"])


def ffmpeg(job):
    """The job's own command with its last picture and sound split to four outputs."""
    command = programs.ffmpeg(job, jobs.MEDIA, jobs.OUT, None)
    if "-filter_complex" in command:
        at = command.index("-filter_complex")
        inputs, graph, sound = command[:at], command[at + 1] + ";[v]", "[a]"
    elif "-vf" in command:
        at = command.index("-vf")
        inputs, graph, sound = [*command[:at], "-t", "5", "-i", "a.mp4"], f"[0:v]{command[at + 1]},", "[1:a]"
    else:
        inputs, graph, sound = command[:command.index("a.mp4") + 1], "[0:v]", "[0:a]"
    graph += "split=3[w][u][s];[w]scale=1920:1080:flags=bicubic[wide];[u]crop=ih*9/16:ih,scale=1080:1920:flags=bicubic[upright];"
    graph += f"[s]scale=1280:720:flags=bicubic[small];{sound}asplit=4[a0][a1][a2][a3];[a3]loudnorm=I=-16:TP=-1,aresample=44100[podcast]"
    outputs = []
    for i, name in enumerate(FILMS):
        outputs += ["-map", f"[{name}]", "-map", f"[a{i}]", *programs.X264, *programs.AAC, "-movflags", "+faststart", jobs.OUT / f"ffmpeg-{name}.mp4"]
    outputs += ["-map", "[podcast]", "-c:a", "libmp3lame", "-b:a", "192k", jobs.OUT / "ffmpeg-podcast.mp3"]
    return jobs.Run([*inputs, "-filter_complex", graph, *outputs])


def must(run, what):
    if not run.ok:
        raise SystemExit(f"{what} failed: {run.log()}")
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jobs", nargs="*", default=["J1", "J3", "J4"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tandem", default=str(jobs.ROOT / "build" / "release" / "app" / "tandem"))
    args = parser.parse_args()
    tandem = str(Path(args.tandem).resolve())
    jobs.OUT.mkdir(parents=True, exist_ok=True)
    chosen = [j for j in programs.JOBS if j.name in args.jobs]
    programs.make_media(jobs.MEDIA, [*chosen, programs.JOBS[0]])
    print("| job | together / alone, wall | CPU | Tandem / ffmpeg, wall | CPU | target | met |\n|---|---|---|---|---|---|---|")
    for job in chosen:
        programs.prepare(job, jobs.MEDIA, jobs.OUT, tandem)
        if job.name == "J4":
            subprocess.run([tandem, "edit", f"{job.name}.tandem", "-e",
                            'tandem.overwrite{media=tandem.import_media{path="a.mp4"}, at="0f", length="150f", what="sound"}'], check=True, cwd=jobs.MEDIA)
        turns = []
        for _ in range(args.runs):
            together = must(deliver(tandem, job), "deliver")
            other = must(ffmpeg(job), "ffmpeg")
            for name in FILMS:
                if differ := programs.settings_differ(jobs.OUT / f"{job.name}-deliver" / f"{name}.mp4", jobs.OUT / f"ffmpeg-{name}.mp4"):
                    print(f"{job.name} {name}: encoder settings differ (Tandem / ffmpeg): {differ}")
            alone = [must(deliver(tandem, job, name), name) for name in (*FILMS, "podcast")]
            turns.append((together.wall / sum(r.wall for r in alone), together.cpu / sum(r.cpu for r in alone),
                          together.wall / other.wall, together.cpu / other.cpu))
        row = [statistics.median(t[i] for t in turns) for i in range(4)]
        print(f"| {job.name} {job.what} | {row[0]:.2f} | {row[1]:.2f} | {row[2]:.2f} | {row[3]:.2f} | {TARGET} and 1 | "
              f"{'yes' if row[0] <= TARGET and row[2] < 1 else 'no'} |", flush=True)


if __name__ == "__main__":
    main()
