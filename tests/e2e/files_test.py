#!/usr/bin/env python3
"""Files that are not the program's to lose, and media that are no longer what was imported."""
import json
import os
import threading

from support import *


def project_of(folder, frames=50, name="p.tandem", medium="a.mov"):
    make_self_media(folder / medium, 0, frames)
    tandem("new", folder / name, folder / medium, expect=0)
    return folder / name


def sources_stay(folder):
    """No export takes the place of a project, preset, script, medium, pipe or device, whatever -y says."""
    project, preset, spec = project_of(folder), folder / "mine.tandempreset.json", folder / "all.tandemmatrix.json"
    preset.write_text(json.dumps({"schema": "tandem-preset", "version": 1, "id": "mine", "title": "Mine", "extends": "h264"}))
    if tandem("presets", "check", preset).code != 0:
        preset.write_text(tandem("presets", "show", "h264", "--json", expect=0).out)
    spec.write_text(json.dumps({"tandemMatrix": 1, "deliverables": [{"id": "x", "preset": "h264", "name": "p.tandem"}]}))
    os.mkfifo(folder / "pipe.mp4")
    kept = {p: p.read_bytes() for p in (project, preset, spec, folder / "a.mov")}
    for out in (*kept, folder / "pipe.mp4"):
        for flags in ([], ["--dry-run"], ["--farm", "local:1"]):
            done = tandem("render", project, "-y", "-o", out, "--device", "cpu", *flags, timeout=60)
            check(done.code == 73 and out.name in done.err, f"{done}")
    tandem("deliver", project, spec, "-y", "-o", folder)
    for out in ("pipe.tandem", "pipe.otio"):
        os.mkfifo(folder / out)
    tandem("new", "-y", folder / "pipe.tandem", expect=73)
    tandem("convert", "-y", project, folder / "pipe.otio", expect=73)
    for path, bytes_ in kept.items():
        check(path.read_bytes() == bytes_, f"{path.name} was touched")
    check((folder / "pipe.mp4").is_fifo() and (folder / "pipe.tandem").is_fifo(), "a pipe was replaced")
    check(not list(folder.glob("*.part")), f"left behind: {list(folder.glob('*.part'))}")


def one_writer(folder):
    """Of two exports to one name the later is refused and the first is whole."""
    project = project_of(folder, 1500)
    out = folder / "f.mp4"
    running = start("render", project, "-o", out, "--progress", "json", "--set", "video.speed=veryslow", "--set", "video.crf=1")
    for line in running.stderr:
        if json.loads(line)["ev"] == "progress":
            break
    second = tandem("render", project, "-y", "-o", out, "--range", "..10f")
    check(second.code == 75 and "another export" in second.err, f"{second}")
    running.stderr.read()
    check(running.wait(timeout=300 * SLOWDOWN) == 0, f"the first ended with {running.returncode}")
    check(len(read_bars(out)) == 1500, "the first film is not whole")
    check(not list(folder.glob("*.part")), f"left behind: {list(folder.glob('*.part'))}")
    mode = out.stat().st_mode & 0o777
    (folder / "plain").write_text("")
    check(mode == (folder / "plain").stat().st_mode & 0o777, f"the film's mode is {mode:o}")
    # What a kill has left is nobody's.
    (folder / "g.mp4.part").write_bytes(b"old")
    tandem("render", project, "-o", folder / "g.mp4", "--range", "..10f", expect=0)
    check(len(read_bars(folder / "g.mp4")) == 10 and not (folder / "g.mp4.part").exists(), "an old part was in the way")


def edits_at_once(folder):
    """Edits of one project by several programs at once are all in it."""
    project = project_of(folder)
    threads = [threading.Thread(target=lambda i=i: tandem("edit", project, "-e", f"tandem.add_marker{{ at = '{i}f', name = 'm{i}' }}", expect=0))
               for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    done = tandem("edit", project, "--dry-run", "-e", "print(#tandem.markers())", expect=0)
    check("8" in (done.err + done.out).split(), f"{done}")


def changed_media(folder):
    """A file that became another one: refused where clips cannot be what they were, used with a warning where they can."""
    project = project_of(folder, 75)
    whole = (folder / "a.mov").read_bytes()
    film = ["-o", folder / "f.mp4", "--device", "cpu", "-y"]

    def swap(*make):
        ffmpeg(*make, "-f", "mov", folder / "new.mov")
        os.replace(folder / "new.mov", folder / "a.mov")

    def refused(what, code):
        for command in (("check", project), ("render", project, *film)):
            done = tandem(*command)
            check(done.code == code and "a.mov" in done.err + done.out, f"{what}: {done}")
        check("00:00:00:00" in done.err, f"{what}: no time: {done}")
        check(not (folder / "f.mp4").exists(), f"{what}: there is a film")

    swap("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=1", "-f", "lavfi", "-i", "sine=d=1", "-c:v", "mpeg4")
    refused("shorter", 65)
    swap("-f", "lavfi", "-i", "sine=d=9")
    refused("no picture", 65)
    (folder / "a.mov").write_bytes(whole[:len(whole) // 2])
    refused("cut to half", 65)
    (folder / "a.mov").write_bytes(b"")
    refused("empty", 65)
    done = tandem("render", project, *film, "--on-missing", "slate", "--json", expect=0).json()
    check(done["notes"] or done["warnings"], "a slate without a word")
    (folder / "f.mp4").unlink()
    # Another picture of the same length, as a shot that was rendered again.
    swap("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4", "-f", "lavfi", "-i", "sine=d=4", "-c:v", "mpeg4")
    said = tandem("check", project, "--json", expect=0).json()
    check(any("changed" in p["what"] for p in said["problems"]), f"check says nothing: {said['problems']}")
    done = tandem("render", project, *film, expect=0)
    check("changed" in done.err, f"render says nothing: {done}")
    # The right one lies elsewhere.
    (folder / "else").mkdir()
    (folder / "else" / "b.mov").write_bytes(whole)
    done = tandem("render", project, *film, expect=0)
    check("found again" in done.err and read_bars(folder / "f.mp4") == [(0, n) for n in range(75)], f"{done}")


def cut_short(folder):
    """A film whose table is whole and whose data end in the middle is an error where the picture ends."""
    make_self_media(folder / "a.mov", 0, 100)
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4", "-f", "lavfi", "-i", "sine=d=4", "-c:v", "mpeg4", "-b:v", "2M", "-c:a", "aac",
           "-movflags", "+faststart", folder / "b.mp4")
    data = (folder / "b.mp4").read_bytes()
    (folder / "b.mp4").write_bytes(data[:int(len(data) * 0.6)])
    done = tandem("new", folder / "p.tandem", folder / "b.mp4")
    if done.code != 0:
        check(done.code == 65 and "b.mp4" in done.err, f"{done}")
        return
    done = tandem("render", folder / "p.tandem", "-o", folder / "f.mp4", "--device", "cpu")
    check(done.code == 65 and "b.mp4" in done.err and "cut short" in done.err, f"{done}")
    done = tandem("render", folder / "p.tandem", "-o", folder / "f.mp4", "--device", "cpu", "--on-missing", "hold", "--json", expect=0).json()
    check(done["notes"], "held without a word")
    # Damage inside is looked past, and told.
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=4", "-c:v", "libx264", "-crf", "20", folder / "c.mov")
    whole = (folder / "c.mov").read_bytes()
    for damage, words in ((b"", 0), (bytes(n * 7 % 256 for n in range(300)), 1)):
        at = len(whole) // 2
        (folder / "c.mov").write_bytes(whole[:at] + damage + whole[at + len(damage):])
        tandem("new", "-y", folder / "q.tandem", folder / "c.mov", expect=0)
        done = tandem("render", "-y", folder / "q.tandem", "-o", folder / "g.mp4", "--device", "cpu", "--json", expect=0).json()
        check(bool(done["notes"]) == bool(done["warnings"]) == bool(words), f"damage of {len(damage)} bytes: {done['notes']} {done['warnings']}")


def names(folder):
    """The kind of file is what the name says where the codecs allow it, and told where they do not."""
    project = project_of(folder)
    for name, kind in (("x.mkv", "matroska"), ("x.mov", "mov"), ("x.MP4", "mov"), ("x.wav", "mov"), ("x", "mov")):
        done = tandem("render", project, "-o", folder / name, "--device", "cpu", expect=0)
        p = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=format_name:format_tags=major_brand", "-of", "json", folder / name],
                           capture_output=True, text=True)
        said = json.loads(p.stdout)["format"]
        check(kind in said["format_name"].split(","), f"{name} is {said}")
        check((said.get("tags", {}).get("major_brand") == "qt  ") == (name == "x.mov"), f"{name} is {said}")
        check(("does not say" in done.err) == (name == "x.wav"), f"{name}: {done}")
    spec = folder / "s.tandemmatrix.json"
    spec.write_text(json.dumps({"tandemMatrix": 1, "deliverables": [{"id": "film", "preset": "h264", "name": "{project}_{id}"},
                                                                     {"id": "pod", "preset": "audio.mp3-podcast", "name": "v1.2"}]}))
    (folder / "out").mkdir()
    tandem("deliver", project, spec, "-o", folder / "out", expect=0)
    made = {p.name for p in (folder / "out").iterdir()}
    check({"p_film.mp4", "v1.2.mp3"} <= made, f"{made}")


def small_disk(folder, size, script):
    """Runs shell on a file system of its own at folder/small; None where none can be made."""
    out = folder / "small"
    out.mkdir(exist_ok=True)
    p = subprocess.run(["unshare", "-Urm", "sh", "-c", f"set -e; mount -t tmpfs -o size={size} none {out}; cd {out}; set +e\n{script}"],
                       capture_output=True, text=True, timeout=400 * SLOWDOWN)
    return None if p.returncode and p.stderr.startswith(("unshare:", "mount:")) else p


def full_disk(folder):
    """A full disk is told with what is needed and what is free; nothing stands under the film's name, no project is lost."""
    project = project_of(folder, 300)
    p = small_disk(folder, "200k", f"""
"$TANDEM" render {project} -p ffv1 -o film.mkv --device cpu; echo exit $?
ls | grep film
cp {project} p.tandem
head -c 10m /dev/zero > filler 2>/dev/null
"$TANDEM" edit p.tandem -e 'for i=1,200 do tandem.add_marker{{at=i.."f", name=string.rep("long", 20)}} end'; echo exit $?
cmp p.tandem {project} && echo same
rm filler
"$TANDEM" edit p.tandem -e 'for i=1,200 do tandem.add_marker{{at=i.."f", name=string.rep("long", 20)}} end'; echo exit $?
""")
    if p is None:
        return "skipped: no small disk can be made here"
    said = [line for line in p.stdout.split("\n") if line.startswith(("exit", "film", "same"))]
    check(said == ["exit 74", "exit 74", "same", "exit 0"], f"{p.stdout} {p.stderr}")
    told = [line for line in p.stderr.split("\n") if "the disk is full: " in line and " are needed, " in line and " are free" in line]
    check(any("film.mkv" in line for line in told) and any("p.tandem" in line for line in told), p.stderr)


def disk_fills_up(folder):
    """A film waits where the disk has run nearly full, and goes on when there is room."""
    project = project_of(folder, 1500)
    p = small_disk(folder, "400m", f"""
"$TANDEM" render {project} -o film.mp4 --device cpu --progress json --set video.speed=veryslow --set video.crf=1 > {folder}/said 2> {folder}/log &
film=$!
seen() {{ for i in $(seq 600); do grep -q "$1" {folder}/log && return 0; kill -0 $film || return 1; sleep 0.1; done; return 1; }}
seen 'ev.*progress' && fallocate -l 200m filler
seen 'waits until there is room' && sleep 2 && stat -c %s film.mp4.part && sleep 2 && stat -c %s film.mp4.part
rm filler
wait $film; echo exit $?
cp film.mp4 {folder}/got.mp4
""")
    if p is None:
        return "skipped: no small disk can be made here"
    lines = p.stdout.split()
    check(len(lines) == 4 and lines[0] == lines[1] and lines[2:] == ["exit", "0"], f"{p.stdout} {p.stderr}")
    check("writing goes on" in (folder / "log").read_text(), "it did not say that it goes on")
    check(len(read_bars(folder / "got.mp4")) == 1500, "the film is not whole")


if __name__ == "__main__":
    run_suite([sources_stay, one_writer, edits_at_once, changed_media, cut_short, names, full_disk, disk_fills_up])
