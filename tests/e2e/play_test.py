"""`tandem play` through a sound card: the ALSA device of tests/support/clocked_device.c records what a card would have
played, which must be the render's sound bit for bit. Argument: the folder of the device's plugin."""
import os
import subprocess
import sys
from pathlib import Path

from support import check, run_suite, tandem

PLUGIN = Path(sys.argv.pop(1)).resolve() / "libasound_module_pcm_clocked.so"


def card(folder):
    (folder / "asound.conf").write_text(f"""</usr/share/alsa/alsa.conf>
pcm_type.clocked {{ lib "{PLUGIN}" }}
pcm.clocked {{ type clocked hint {{ show on description "a clocked device" }} }}
""")
    os.environ["ALSA_CONFIG_PATH"] = str(folder / "asound.conf")
    os.environ["CLOCKED_OUT"] = str(folder / "heard.f32")


def film(folder):
    """Two takes at two rates, cut, faded and panned."""
    for name, rate in (("a", 48000), ("b", 44100)):
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=320x180:r=25:d=3", "-f", "lavfi", "-i",
                        f"anoisesrc=d=3:r={rate}:a=0.3:seed=3", "-ac", "2", "-c:v", "libx264", "-preset", "ultrafast",
                        "-c:a", "pcm_s24le", folder / f"{name}.mov"], check=True)
    project = folder / "p.tandem"
    tandem("new", project, folder / "a.mov", folder / "b.mov", expect=0)
    tandem("edit", project, "-e", "tandem.slice{at='2s'}", expect=0)
    return project


def heard_equals_render(folder):
    card(folder)
    project = film(folder)
    mix = folder / "mix.wav"
    tandem("render", project, "-o", mix, "--preset", "audio.wav", "--set", "audio.0.codec=pcm_f32", expect=0)
    want = subprocess.run(["ffmpeg", "-v", "error", "-i", mix, "-f", "f32le", "-"], check=True, capture_output=True).stdout
    heard = folder / "heard.f32"
    for _ in range(5):  # a machine that is too busy loses frames, and says so
        heard.unlink(missing_ok=True)
        r = tandem("play", project, "--audio", "clocked", "--json", expect=0).json()
        check(r["audio"]["device"] == "ALSA: clocked", f"{r}")
        if r["audio"]["underflows"] + r["audio"]["starved"] == 0:
            break
    else:
        check(False, f"the device ran dry each time: {r}")
    samples = heard.read_bytes()
    at = 0
    while samples[at:at + 8] == bytes(8):
        at += 8
    check(len(want) == 6 * 48000 * 8, f"the render is {len(want) / 8 / 48000} s")
    check(samples[at:at + len(want)] == want, "what was heard is not the render")
    check(r["frames_shown"] + r["frames_dropped"] == 150, f"{r}")


def devices_list(folder):
    card(folder)
    names = [d["name"] for d in tandem("devices", "--json", expect=0).json()["audio"]]
    check("ALSA: clocked" in names, f"{names}")


if __name__ == "__main__":
    run_suite([heard_equals_render, devices_list])
