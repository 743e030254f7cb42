"""`tandem play` through a sound card: the ALSA device of tests/support/clocked_device.c records what a card would have
played, and a client of JACK with its dummy driver what it was given, which must be the render's sound bit for bit.
Argument: the folder of the device's plugin. TANDEM_PLAY_SECONDS: how long a film to play, 6 by itself."""
import json
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


class JackServer:
    """A server with a dummy driver, as the default one. `realtime`: whether its threads are, else it may run dry."""

    def __init__(self, folder, rate=48000, period=1024):
        os.environ.pop("ALSA_CONFIG_PATH", None)
        os.environ["JACK_DEFAULT_SERVER"] = f"tandem-{os.getpid()}"
        self.log = folder / "jackd.log"
        log = open(self.log, "wb")
        self.realtime = subprocess.run(["chrt", "-f", "20", "true"], stderr=subprocess.DEVNULL).returncode == 0
        rights = ["-R", "-P", "20"] if self.realtime else ["-r"]
        self.process = subprocess.Popen(["jackd", *rights, "-n", os.environ["JACK_DEFAULT_SERVER"], "-d", "dummy", "-r", str(rate), "-p", str(period)],
                                        stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        del os.environ["JACK_DEFAULT_SERVER"]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def listener(self, heard, seconds, *more):
        """A listener of Tandem's, once the server is there."""
        for _ in range(100):
            listener = subprocess.Popen([TOOLS / "jack_listener", "tandem", heard, str(seconds), *more], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            if listener.stdout.readline().strip() == "listening":
                return listener
            listener.wait()
            time.sleep(0.1)
        check(False, f"no JACK server: {self.log.read_text()}")


def no_jackd():
    if shutil.which("jackd"):
        return False
    print("skipped: no jackd here")
    return True


def jack_equals_render(folder):
    if no_jackd():
        return
    project = film(folder)
    want = rendered(folder, project)
    with JackServer(folder) as server:
        for _ in range(5):  # as above
            heard = folder / "jack.f32"
            listener = server.listener(heard, SECONDS + 20)
            r = tandem("play", project, "--audio", "JACK", "--json", expect=0).json()
            check(r["audio"]["device"].startswith("JACK"), f"{r}")
            check("jack_transport" not in r, f"{r}")
            xruns = listener.communicate(timeout=60)[0]
            check(listener.returncode == 0, f"the listener: {listener.returncode}")
            if r["audio"]["underflows"] + r["audio"]["starved"] == 0 and xruns.strip() == "xruns 0":
                break
        else:
            check(not server.realtime, f"JACK ran dry each time: {r}, {xruns}")
            print("not compared: JACK ran dry each time, without realtime rights")
            return
        is_render(heard, want, r)
        print(f"JACK, {SECONDS} s: {r['audio']}, {r['sync_ms']}")


def jack_session(server, folder, project, mode, script, *options):
    """Plays with JACK's transport while another client does what `script` (a function of its voice) wants. Gives the report, the
    cycles that the client kept as (samples, rolls, the transport's frame), and the machine's holes."""
    heard, log = folder / "jack.f32", folder / "cycles.txt"
    listener = server.listener(heard, 60, log)

    def say(line):
        listener.stdin.write(line + "\n")
        listener.stdin.flush()

    play = subprocess.Popen([os.environ["TANDEM"], "play", project, "--audio", "JACK", "--jack-transport", mode, "--json", *options],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check(listener.stdout.readline().strip() == "connected", "the listener does not find Tandem")
    script(say)
    out, err = play.communicate(timeout=60)
    check(play.returncode == 0, f"play --jack-transport {mode}: {play.returncode}, {err}")
    report = json.loads(out)
    if server.process.poll() is not None:  # a client of a server that is gone does not end by itself
        listener.kill()
        listener.communicate()
        return report, err, [], 0
    holes = listener.communicate(timeout=60)[0].strip()
    samples = heard.read_bytes()
    cycles = []
    for line in log.read_text().splitlines():
        kept, frames, rolls, at = map(int, line.split())
        cycles.append((samples[kept * 8:(kept + frames) * 8], rolls == 1, at))
    holes = report["audio"]["underflows"] + report["audio"]["starved"] + (holes != "xruns 0")
    return report, err, cycles, holes


RISE, FADE = 64 * 8, 256 * 8  # bytes of a start inside the timeline, and of a stop


def runs_are_render(cycles, want, led_to):
    """Each cycle holds the render from the transport's frame on, or nothing. A stop of Tandem's own at `led_to` (None = there is none) is
    the server's a cycle or two later, which then goes back there. Gives the runs as (from, to)."""
    runs, before = [], False
    for n, (heard, rolls, at) in enumerate(cycles):
        if rolls and led_to is not None and at >= led_to:
            continue
        if rolls:
            if not before:
                runs.append([at, None])
            skip = RISE if not before and at > 0 else 0
            due = want[at * 8:at * 8 + len(heard)].ljust(len(heard), bytes(1))
            check(heard[skip:] == due[skip:], f"cycle {n}: what was heard is not the render at frame {at} of JACK's transport")
        else:
            if before:
                runs[-1][1] = at if led_to is None else cycles[-1][2]
            # A stop fades, as does a jump, in the first cycle that does not roll.
            check(heard[FADE if before else 0:].count(0) == len(heard) - (FADE if before else 0), f"cycle {n}: sound where the transport stands")
        before = rolls
    return runs


def jack_runs(folder, mode, script, *options):
    """A session without holes, whose samples are checked; its report, stderr and runs. None where the machine cannot."""
    project = film(folder)
    want = rendered(folder, project)
    with JackServer(folder) as server:
        for _ in range(5):
            report, err, cycles, holes = jack_session(server, folder, project, mode, script, *options)
            if holes == 0:
                break
        else:
            check(not server.realtime, f"JACK ran dry each time: {report}")
            print("not compared: JACK ran dry each time, without realtime rights")
            return None
    check(not cycles[-1][1], f"JACK's transport still rolls: {report}")
    runs = runs_are_render(cycles, want, None if mode == "follow" else report["jack_transport"]["runs"][-1]["to"])
    check(report["jack_transport"]["linked"] and report["jack_transport"]["losses"] == 0, f"{report}")
    return report["jack_transport"], err, runs


def jack_follow(folder):
    """Another client starts, relocates and stops the transport: Tandem is where it is, to the sample."""
    if no_jackd():
        return

    def script(say):
        time.sleep(0.5)
        for line, wait in (("locate 48000", 0.3), ("start", 1.2), ("locate 24001", 1.2), ("stop", 0.3), ("locate 100003", 0.2), ("start", 0.8), ("stop", 0.2)):
            say(line)
            time.sleep(wait)

    done = jack_runs(folder, "follow", script, "--seconds", "7")
    if not done:
        return
    jack, _, runs = done
    check([r[0] for r in runs] == [48000, 24001, 100003], f"{runs}")
    check([r["from"] for r in jack["runs"]] == [48000, 24001, 100003], f"{jack} {runs}")
    check([r.get("to") for r in jack["runs"]][1:] == [runs[1][1], runs[2][1]], f"{jack} {runs}")
    check(jack["stands_at"] == runs[2][1], f"{jack} {runs}")


def jack_lead(folder):
    """Tandem plays a piece: the other client sees its position and hears the render there."""
    if no_jackd():
        return
    done = jack_runs(folder, "lead", lambda say: None, "--at", "1s", "--seconds", "2")
    if not done:
        return
    jack, _, runs = done
    check(len(runs) == 1 and runs[0][0] == 48000, f"{runs}")
    check(jack["runs"] == [{"from": 48000, "to": runs[0][1]}], f"{jack} {runs}")
    check(jack["stands_at"] == runs[0][1] >= 3 * 48000, f"{jack} {runs}")


def jack_both(folder):
    """Tandem starts the transport, another client moves it to near the end, where Tandem stops it."""
    if no_jackd():
        return

    def script(say):
        time.sleep(2)
        say(f"locate {(SECONDS - 1) * 48000 + 5}")

    done = jack_runs(folder, "both", script)
    if not done:
        return
    jack, _, runs = done
    near_end = (SECONDS - 1) * 48000 + 5
    check([r[0] for r in runs] == [0, near_end], f"{runs}")
    check([r["from"] for r in jack["runs"]] == [0, near_end], f"{jack} {runs}")
    check(runs[1][1] == jack["runs"][1]["to"] >= SECONDS * 48000, f"{jack} {runs}")


def jack_other_rate(folder):
    """A server at another rate than the sequence's: its frames are counted at its rate."""
    if no_jackd():
        return

    def script(say):
        time.sleep(0.5)
        say("locate 44101")
        say("start")
        time.sleep(2)
        say("stop")

    with JackServer(folder, rate=44100) as server:
        report, err, cycles, _ = jack_session(server, folder, film(folder), "follow", script, "--seconds", "4")
    jack = report["jack_transport"]
    check("44100 Hz" in err, f"the rate is not said: {err}")
    check(jack["rate"] == 44100 and [r["from"] for r in jack["runs"]] == [44101], f"{jack}")
    stopped = [at for n, (_, rolls, at) in enumerate(cycles) if not rolls and n and cycles[n - 1][1]]
    check(stopped == [jack["runs"][0]["to"]], f"{jack} {stopped}")


def jack_lost(folder):
    """The server ends while it is followed: Tandem's own transport goes on from there to the end, and it is said."""
    if no_jackd():
        return
    with JackServer(folder) as server:

        def script(say):
            time.sleep(0.5)
            say("locate 48000")
            say("start")
            time.sleep(1.5)
            server.end()

        report, err, _, _ = jack_session(server, folder, film(folder), "follow", script)
    jack = report["jack_transport"]
    check(jack["losses"] == 1 and not jack["linked"], f"{report}")
    check("JACK's transport is gone" in err, f"{err}")
    check(jack["runs"][0]["from"] == 48000 and len(jack["runs"]) == 1, f"{jack}")
    check(jack["stands_at"] >= (SECONDS - 0.1) * 48000, f"{jack}")
    check(report["audio"]["device"] == "null", f"{report}")


def jack_absent(folder):
    """Without a server: following is refused with the cause, leading plays on; and by itself nothing is said of JACK."""
    card(folder)
    os.environ["JACK_DEFAULT_SERVER"] = "tandem-nobody"
    project = film(folder)
    none = tandem("play", project, "--audio", "clocked", "--jack-transport", "follow", expect=69)
    check("--audio JACK" in none.err, f"{none.err}")
    led = tandem("play", project, "--audio", "clocked", "--jack-transport", "lead", "--seconds", "1", "--json", expect=0)
    check(not led.json()["jack_transport"]["linked"] and "JACK" in led.err, f"{led.out} {led.err}")
    plain = tandem("play", project, "--audio", "clocked", "--seconds", "1", expect=0)
    check("JACK" not in plain.out + plain.err and "jack" not in plain.out + plain.err, f"{plain.out} {plain.err}")
    tandem("play", project, "--jack-transport", "lead", "--speed", "2", expect=64)
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
    run_suite([no_sound_system, heard_equals_render, jack_equals_render, jack_follow, jack_lead, jack_both, jack_other_rate, jack_lost,
               jack_absent, devices_list])
