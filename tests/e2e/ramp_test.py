#!/usr/bin/env python3
"""Speed ramps from `tandem edit` to the film: which frame of a counting medium is shown at every instant and where its
beeps are heard, by the ramp's formula, for a whole clip and for the same clip cut in three."""
import wave

from support import *

FRAMES = 250
BEEP_EVERY = 0.4  # seconds of the source


def make_medium(path):
    """Pictures count, sound beeps."""
    make_self_media(path, 0, FRAMES)
    samples = [int(12000 * math.sin(2 * math.pi * 1500 * n / 48000)) if n % int(BEEP_EVERY * 48000) < 1920 else 0
               for n in range(FRAMES * 48000 // RATE)]
    sound = path.with_suffix(".wav")
    with wave.open(str(sound), "wb") as out:
        out.setnchannels(1), out.setsampwidth(2), out.setframerate(48000)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    plain = path.with_name("plain.mov")
    path.rename(plain)
    ffmpeg("-i", plain, "-i", sound, "-map", "0:v", "-map", "1:a", "-c", "copy", path)


def source_at(t):
    """From 0.5 to 2.5 in 4 s, frozen from there for 1 s, then at 1."""
    if t <= 4:
        return 0.5 * t + 0.25 * t * t
    return 6 + max(0, t - 5)


SCRIPT = """
local clip = tandem.clips("V1")[1].id
tandem.trim{clip=clip, edge="tail", by=-75 * 28224000}
tandem.set_speed_ramp{clip=clip, keep="length", preserve_pitch=%s,
  keys={{0, 0.5}, {4 * 705600000 - 7, 2.5}, {4 * 705600000, 0, "hold"}, {5 * 705600000, 1}}}
"""


def ramp_in_a_film(folder):
    medium = folder / "m.mov"
    make_medium(medium)
    films = {}
    for name, keep, cuts in (("whole", "false", ""), ("cut", "false", 'tandem.slice{at="33f"} tandem.slice{at="110f"}'),
                             ("pitch", "true", "")):
        project = folder / f"{name}.tandem"
        tandem("new", project, medium, expect=0)
        tandem("edit", project, "-e", SCRIPT % keep + cuts, expect=0)
        check('"speed_ramp":[[0,0.5]' in project.read_text(), "the project file holds no ramp")
        film = films[name] = folder / f"{name}.mov"
        tandem("render", project, "-o", film, "--preset", "h264", "--set", "container.mux=mov", "--set", "audio.0.codec=pcm_s16",
               "--set", "video.crf=12", expect=0)
        seen = read_bars(film)
        check(len(seen) == 175, f"{name}: {len(seen)} frames")
        for n, got in enumerate(seen):
            want = int(source_at(n / RATE) * RATE + 1e-3)
            check(got == (0, want), f"{name}: frame {n} shows {got}, must show {want}")
        sound = read_sound(film)
        onsets = [n for n in range(2400, len(sound)) if abs(sound[n]) > 0.04 and max(map(abs, sound[n - 1200:n])) <= 0.04]
        heard = 0
        for k in range(1, 20):
            at = next((n for n in range(len(sound)) if source_at(n / 48000) >= k * BEEP_EVERY), None)
            # Beep 15 begins where the source rests.
            if at is None or 4 * 48000 - 100 < at < 5 * 48000 + 4800 or at < 4800:
                continue
            near = min(onsets, key=lambda n: abs(n - at), default=-99999)
            check(abs(near - at) < (1000 if keep == "true" else 60), f"{name}: beep {k} is heard at {near / 48000:.4f} s, not {at / 48000:.4f} s")
            heard += 1
        check(heard > 12, f"{name}: only {heard} beeps could be checked")
        check(max(map(abs, sound[int(4.05 * 48000):int(4.95 * 48000)])) < 1e-3, f"{name}: the frozen picture is not silent")
    apart = max(abs(a - b) for a, b in zip(read_sound(films["whole"]), read_sound(films["cut"])))
    check(apart < 1e-3, f"cuts change the sound by {apart}")
    refused = tandem("edit", folder / "whole.tandem", "-e", 'tandem.set_speed_ramp{clip=tandem.clips("V1")[1].id, keys={{0, 1}, {"1s", -1}}}')
    check(refused.code == 64 and "backwards" in refused.err, f"{refused}")
    cleared = folder / "whole.tandem"
    tandem("edit", cleared, "-e", 'tandem.clear_speed_ramp{clip=tandem.clips("V1")[1].id}', expect=0)
    check("speed_ramp" not in cleared.read_text(), "the ramp is still there")
    return "525 frames, beeps with and without pitch, cuts"


if __name__ == "__main__":
    run_suite([ramp_in_a_film])
