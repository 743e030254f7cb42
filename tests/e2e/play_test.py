"""`tandem play` through a sound card: the ALSA device of tests/support/clocked_device.c records what a card would have
played, and a client of JACK with its dummy driver what it was given, which must be the render's sound bit for bit.
Argument: the folder of the device's plugin. TANDEM_PLAY_SECONDS: how long a film to play, 6 by itself."""
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from support import check, run_suite, tandem

TOOLS = Path(sys.argv.pop(1)).resolve()
PLUGIN = TOOLS / "libasound_module_pcm_clocked.so"
SECONDS = int(os.environ.get("TANDEM_PLAY_SECONDS", "6"))  # even


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
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc=s=320x180:r=25:d={SECONDS // 2}", "-f", "lavfi", "-i",
                        f"anoisesrc=d={SECONDS // 2}:r={rate}:a=0.3:seed=3", "-ac", "2", "-c:v", "libx264", "-preset", "ultrafast",
                        "-c:a", "pcm_s24le", folder / f"{name}.mov"], check=True)
    project = folder / "p.tandem"
    tandem("new", project, folder / "a.mov", folder / "b.mov", expect=0)
    tandem("edit", project, "-e", "tandem.slice{at='2s'}", expect=0)
    return project


def rendered(folder, project):
    mix = folder / "mix.wav"
    tandem("render", project, "-o", mix, "--preset", "audio.wav", "--set", "audio.0.codec=pcm_f32", expect=0)
    want = subprocess.run(["ffmpeg", "-v", "error", "-i", mix, "-f", "f32le", "-"], check=True, capture_output=True).stdout
    check(len(want) == SECONDS * 48000 * 8, f"the render is {len(want) / 8 / 48000} s")
    return want


def is_render(heard, want, report):
    """Whether silence and then the render was heard; and every picture is accounted for."""
    samples = heard.read_bytes()
    at = 0
    while samples[at:at + 8] == bytes(8):
        at += 8
    check(samples[at:at + len(want)] == want, f"what was heard is not the render: {report}")
    check(report["frames_shown"] + report["frames_dropped"] == SECONDS * 25, f"{report}")


def heard_equals_render(folder):
    card(folder)
    project = film(folder)
    want = rendered(folder, project)
    heard = folder / "heard.f32"
    for _ in range(5):  # a machine that is too busy loses frames, and says so
        heard.unlink(missing_ok=True)
        r = tandem("play", project, "--audio", "clocked", "--json", expect=0).json()
        check(r["audio"]["device"] == "ALSA: clocked", f"{r}")
        if r["audio"]["underflows"] + r["audio"]["starved"] == 0:
            break
    else:
        check(False, f"the device ran dry each time: {r}")
    is_render(heard, want, r)


def jack_equals_render(folder):
    os.environ.pop("ALSA_CONFIG_PATH", None)
    if not shutil.which("jackd"):
        print("skipped: no jackd here")
        return
    project = film(folder)
    want = rendered(folder, project)
    os.environ["JACK_DEFAULT_SERVER"] = f"tandem-{os.getpid()}"
    log = open(folder / "jackd.log", "wb")
    may = subprocess.run(["chrt", "-f", "20", "true"], stderr=subprocess.DEVNULL).returncode == 0
    realtime = ["-R", "-P", "20"] if may else ["-r"]
    server = subprocess.Popen(["jackd", *realtime, "-n", os.environ["JACK_DEFAULT_SERVER"], "-d", "dummy", "-r", "48000", "-p", "1024"],
                              stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        for _ in range(5):  # as above
            heard = folder / "jack.f32"
            listener = None
            for _ in range(100):  # until the server is there
                listener = subprocess.Popen([TOOLS / "jack_listener", "tandem", heard, str(SECONDS + 20)], stdout=subprocess.PIPE,
                                            stderr=subprocess.DEVNULL, text=True)
                if listener.stdout.readline().strip() == "listening":
                    break
                listener.wait()
                time.sleep(0.1)
            else:
                check(False, f"no JACK server: {(folder / 'jackd.log').read_text()}")
            r = tandem("play", project, "--audio", "JACK", "--json", expect=0).json()
            check(r["audio"]["device"].startswith("JACK"), f"{r}")
            xruns = listener.communicate(timeout=60)[0]
            check(listener.returncode == 0, f"the listener: {listener.returncode}")
            if r["audio"]["underflows"] + r["audio"]["starved"] == 0 and xruns.strip() == "xruns 0":
                break
        else:
            check(not may, f"JACK ran dry each time: {r}, {xruns}")
            print("not compared: JACK ran dry each time, without realtime rights")
            return
        is_render(heard, want, r)
        print(f"JACK, {SECONDS} s: {r['audio']}, {r['sync_ms']}")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
        del os.environ["JACK_DEFAULT_SERVER"]


def devices_list(folder):
    card(folder)
    names = [d["name"] for d in tandem("devices", "--json", expect=0).json()["audio"]]
    check("ALSA: clocked" in names, f"{names}")


def no_sound_system(folder):
    """A machine whose ALSA is not set up: the clock goes on without sound, and it is said."""
    os.environ["ALSA_CONFIG_PATH"] = "/dev/null"
    project = film(folder)
    done = tandem("play", project, "--json", "--seconds", "1", expect=0)
    check(done.json()["audio"]["device"] == "null", f"{done.out}")
    check("ALSA" in done.out + done.err, f"nothing is said: {done.err}")
    check(tandem("play", project, "--audio", "JACK", expect=69).err.count("ALSA") > 0, "the cause is not named")
    tandem("devices", expect=0)


if __name__ == "__main__":
    run_suite([no_sound_system, heard_equals_render, jack_equals_render, devices_list])
