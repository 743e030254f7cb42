#!/usr/bin/env python3
"""MIDI through the command line: probed, imported, placed, cut, played by instruments and rendered to the sample.
midi_test.py BUNDLES: the folder of the tests' own LV2 bundles."""
from support import *

BUNDLES = sys.argv.pop(1)
os.environ["TANDEM_PLUGIN_LIMIT"] = str(5 * SLOWDOWN)
ORGAN, GAIN = "urn:tandem:test:organ", "urn:tandem:test:gain"


def number(v):
    out = [v & 0x7f]
    while v := v >> 7:
        out.insert(0, 0x80 | v & 0x7f)
    return bytes(out)


def write_midi(path, notes, end):
    """Notes are (on, off, key, velocity) in samples of 48 kHz: 24000 ticks a beat, two beats a second."""
    events = sorted([(on, 1, bytes([0x90, key, velocity])) for on, _, key, velocity in notes] +
                    [(off, 0, bytes([0x80, key, 64])) for _, off, key, _ in notes])
    body, last = b"", 0
    for at, _, message in events:
        body += number(at - last) + message
        last = at
    body += number(end - last) + b"\xff\x2f\0"
    path.write_bytes(struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, 24000, b"MTrk", len(body)) + body)


NOTES = [(0, 10, 60, 64), (1001, 5000, 61, 32), (30000, 30001, 62, 16), (47999, 60000, 63, 8)]


def played(notes, count, shift=0):
    out = [0.0] * count
    for on, off, _, velocity in notes:
        for n in range(max(0, on + shift), min(count, off + shift)):
            out[n] += velocity / 1024
        if 0 <= on + shift < count:
            out[on + shift] += 1
    return out


def render(folder, project, name="out.wav", warned=None):
    done = tandem("render", project, "-o", folder / name, "--preset", "audio.wav", "-y", "--json", expect=0).json()
    if warned is None:
        check(not done["warnings"], done["warnings"])
    else:
        check(any(warned in w for w in done["warnings"]), done["warnings"])
    raw = ffmpeg("-i", folder / name, "-f", "f32le", "-")
    return struct.unpack(f"<{len(raw) // 4}f", raw)[::2]  # the left one of two


def same(sound, want, scale):
    for n, x in enumerate(want):
        got = sound[n] if n < len(sound) else 0
        check(abs(got - x * scale) < 1e-6, f"sample {n}: {got}, must be {x * scale}")


def edit(project, script, **more):
    return tandem("edit", project, "-e", script, **more)


def start(folder):
    os.environ["LV2_PATH"] = BUNDLES
    os.environ["XDG_CACHE_HOME"] = str(folder)
    write_midi(folder / "tune.mid", NOTES, 96000)


def imported_placed_rendered(folder):
    start(folder)
    probed = tandem("probe", folder / "tune.mid", "--json", expect=0).json()["media"][0]
    check(probed["sounds"][0]["codec"] == "midi" and probed["sounds"][0]["notes"] == 4 and probed["duration_s"] == 2, probed)
    check("MIDI, 4 notes" in tandem("probe", folder / "tune.mid", expect=0).out, "probe's text")
    project = folder / "p.tandem"
    tandem("new", project, "-y", expect=0)
    edit(project, f'''
        local tune = tandem.import_media{{ path = "{folder}/tune.mid" }}
        tandem.overwrite{{ media = tune, at = "1s", sound_track = "A1" }}
    ''', expect=0)
    # Nothing plays it yet.
    checked = tandem("check", project, "--json", expect=0).json()["problems"]
    check(any("none of its inserts takes MIDI" in p["what"] for p in checked), checked)
    check(max(map(abs, render(folder, project, warned="its MIDI clips are silent"))) == 0, "not silent without an instrument")
    edit(project, f'''
        tandem.add_plugin{{ uri = "{ORGAN}", track = "A1" }}
        tandem.add_plugin{{ uri = "{GAIN}", track = "A1", params = {{ gain = 0.5 }} }}
    ''', expect=0)
    check(not tandem("check", project, "--json", expect=0).json()["problems"], "complaints")
    sound = render(folder, project)
    check(len(sound) == 3 * 48000, len(sound))
    same(sound, played(NOTES, len(sound), 48000), 0.5)
    # Written and read again, it is the same; another format says what it loses.
    text = project.read_text()
    edit(project, "local s = tandem.sequence", expect=0)
    check(project.read_text() == text, "not written as it was read")
    report = tandem("convert", project, folder / "p.otio", "--json", expect=0).out
    check("MIDI" in report, report)
    same(render(folder, folder / "p.otio"), played(NOTES, len(sound), 48000), 0.5)


def project_with(folder, process="automatic"):
    project = folder / "p.tandem"
    tandem("new", project, folder / "tune.mid", "-y", expect=0)
    edit(project, f'''
        tandem.add_plugin{{ uri = "{ORGAN}", track = "A1", process = "{process}", params = {{ frames = 100 }} }}
        tandem.add_plugin{{ uri = "{GAIN}", track = "A1", params = {{ gain = 0.5 }} }}
    ''', expect=0)
    return project


def moved_trimmed_sliced(folder):
    start(folder)
    for process in ("shared", "own"):
        project = project_with(folder, process)
        same(render(folder, project), played(NOTES, 96000), 0.5)
        edit(project, 'tandem.slice{ at = "1s" }', expect=0)
        same(render(folder, project), played(NOTES, 96000), 0.5)
        edit(project, 'tandem.move_clips{ clip = tandem.clips("A1")[2].id, to = "2s" }', expect=0)
        # The note over the cut begins again where the moved part does.
        parts = [*NOTES[:3], (47999, 48000, 63, 8), (96000, 108000, 63, 8)]
        same(render(folder, project), played(parts, 3 * 48000), 0.5)


def refused(folder):
    start(folder)
    project = project_with(folder)
    text = project.read_text()
    done = edit(project, 'tandem.set_speed{ clip = "tune.mid", speed = 2 }', expect=64)
    check("MIDI is played at its own speed only" in done.err, done)
    check(project.read_text() == text, "a refused edit was written")
    for name, data in {"cut.mid": b"MThd\0\0\0\6\0", "none.mid": b"MThd\0\0\0\6\0\0\0\0\0\x60", "pattern.mid": b"MThd\0\0\0\6\0\2\0\1\0\x60"}.items():
        (folder / name).write_bytes(data)
        done = tandem("probe", folder / name)
        check(done.code in (65, 69) and name in done.err, done)
    # Gone: named, and kept.
    (folder / "tune.mid").unlink()
    done = tandem("render", project, "-o", folder / "x.wav", "--preset", "audio.wav")
    check(done.code == 66 and "tune.mid" in done.err, done)


def corpus_files(folder):
    start(folder)
    if not corpus():
        return "skipped: no corpus"
    for file in sorted((corpus() / "midi").glob("*.mid*")):
        done = tandem("probe", file, "--json")
        check(done.code == (69 if file.suffix == ".midi2" else 0), done)
    project = folder / "p.tandem"
    tandem("new", project, corpus() / "midi/multi_note_tempo_changes.mid", "-y", expect=0)
    edit(project, f'tandem.add_plugin{{ uri = "{ORGAN}", track = "A1" }} tandem.set_strip{{ track = "A1", gain_db = -12 }}', expect=0)
    sound = render(folder, project, "corpus.wav")
    at = [n for n, x in enumerate(sound) if x > 0.2]
    beats = [0, 500_000, 833_333, 1_083_333]
    check(at == [round(b * 48000 / 1e6) for b in beats], at)


def installed(folder, uri):
    """A note of one second at sample 24001 through an instrument of this machine: silence before, sound from there."""
    os.environ.pop("LV2_PATH", None)
    os.environ["XDG_CACHE_HOME"] = str(folder)
    if not any(p["uri"] == uri for p in tandem("plugins", "list", "--json", expect=0).json()["plugins"]):
        return f"skipped: {uri} is not installed"
    write_midi(folder / "note.mid", [(24001, 72001, 60, 100)], 240000)
    project = folder / "p.tandem"
    tandem("new", project, folder / "note.mid", "-y", expect=0)
    edit(project, f'tandem.add_plugin{{ uri = "{uri}", track = "A1" }}', expect=0)
    sound = render(folder, project)
    check(max(map(abs, sound[:24001])) == 0, "sound before the note")
    check(max(map(abs, sound[24001:24065])) > 0, "no sound where the note begins")
    loud = max(map(abs, sound[24001:72001]))
    check(loud > 0.001, loud)
    check(max(map(abs, sound[-4800:])) < loud / 100, "the note goes on after its end")
    return f"first sample {next(n for n, x in enumerate(sound) if x)}"


def mda_piano(folder):
    return installed(folder, "http://drobilla.net/plugins/mda/Piano")


def mda_epiano(folder):
    return installed(folder, "http://drobilla.net/plugins/mda/EPiano")


def reasonable_synth(folder):
    return installed(folder, "https://community.ardour.org/node/7596")


if __name__ == "__main__":
    run_suite([imported_placed_rendered, moved_trimmed_sliced, refused, corpus_files, mda_piano, mda_epiano, reasonable_synth])
