#!/usr/bin/env python3
"""Random edit scripts on self-identifying media, checked by decoding the export: a model that knows nothing of Tandem (a list
of what each frame must show) says which frame of which medium and which tone must be there at each instant."""
import random

from support import *

FRAMES = 120


def script_and_model(seed):
    """Lua text and the list of (medium, frame) or None that it must give."""
    dice = random.Random(seed)
    cells = [(0, n) for n in range(FRAMES)]
    lines = []
    for _ in range(14):
        verb = dice.choice(["insert", "overwrite", "extract", "lift", "append", "ripple"])
        total = len(cells)
        if verb in ("insert", "overwrite", "append"):
            medium, first = dice.randrange(3), dice.randrange(FRAMES - 30)
            count = dice.randrange(8, 30)
            new = [(medium, first + i) for i in range(count)]
            at = dice.randrange(total + 1) if total else 0
            lines.append(f'tandem.{verb}{{media="m{medium}.mov", ["in"]="{first}f", length="{count}f"' +
                         (f', at="{at}f"' if verb != "append" else "") + "}")
            if verb == "insert":
                cells[at:at] = new
            elif verb == "overwrite":
                cells[at:at + count] = new
            else:
                cells += new
        elif total > 60:
            a = dice.randrange(total - 20)
            b = a + dice.randrange(3, 18)
            if verb == "lift":
                lines.append(f'tandem.lift{{from="{a}f", to="{b}f"}}')
                cells[a:b] = [None] * (b - a)
            else:
                lines.append(f'tandem.extract{{from="{a}f", to="{b}f"}}')
                del cells[a:b]
        while cells and cells[-1] is None:  # a film ends with its last clip
            cells.pop()
    return "\n".join(lines) + "\n", cells


def check_film(film, cells, what):
    seen = read_bars(film)
    check(len(seen) == len(cells), f"{what}: {len(seen)} frames, the model has {len(cells)}")
    for n, (got, want) in enumerate(zip(seen, cells)):
        check(got == want, f"{what}: frame {n} shows {got}, must show {want}")
    sound = read_sound(film)
    per_frame = 48000 // RATE
    heard = 0
    for n in range(1, len(cells) - 1, 3):
        around = {c[0] if c else None for c in cells[n - 1:n + 2]}
        if len(around) != 1:
            continue
        medium = around.pop()
        window = sound[n * per_frame:(n + 1) * per_frame]
        for i, hz in enumerate(TONES[:3]):
            power = tone_power(window, hz)
            check((power > 0.06) == (i == medium), f"{what}: at frame {n} the tone of medium {i} has {power:.3f}, medium {medium} must sound")
        heard += 1
    check(heard > 10, f"{what}: only {heard} instants of sound could be checked")


def one(folder, seed):
    text, cells = script_and_model(seed)
    (folder / "s.lua").write_text(text)
    project = folder / f"s{seed}.tandem"
    tandem("new", project, folder / "m0.mov", expect=0)
    tandem("edit", project, "-e", f'tandem.import_media{{path="{folder}/m1.mov"}} tandem.import_media{{path="{folder}/m2.mov"}}', "--script",
           folder / "nothing.lua", expect=0)
    tandem("edit", project, "--script", folder / "s.lua", expect=0)
    film = folder / f"s{seed}.mov"
    tandem("render", project, "-o", film, "--preset", "h264", "--set", "container.mux=mov", "--set", "audio.0.codec=pcm_s16", "--set",
           "video.crf=12", expect=0)
    check_film(film, cells, f"seed {seed}\n{text}")


def random_edits(folder):
    (folder / "nothing.lua").write_text("")
    for medium in range(3):
        make_self_media(folder / f"m{medium}.mov", medium, FRAMES)
    for seed in range(1, 7):
        one(folder, seed)
    return "6 scripts of 14 edits"


if __name__ == "__main__":
    run_suite([random_edits])
