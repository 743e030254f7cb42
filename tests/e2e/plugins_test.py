#!/usr/bin/env python3
"""LV2 plug-ins through the command line: listed, inserted, automated, rendered, missing, crashing; and every plug-in that is
installed on this machine run once in a process of its own. plugins_test.py BUNDLES: the folder of the tests' own bundles."""
from support import *

BUNDLES = sys.argv.pop(1)
os.environ["TANDEM_PLUGIN_LIMIT"] = str(5 * SLOWDOWN)
URI = "urn:tandem:test:"


def own_plugins(folder):
    os.environ["LV2_PATH"] = BUNDLES
    os.environ["XDG_CACHE_HOME"] = str(folder)


def project_with(folder, script):
    film = folder / "a.mov"
    make_self_media(film, 1, 50)
    project = folder / "p.tandem"
    tandem("new", project, film, "-y", expect=0)
    (folder / "s.lua").write_text(script)
    tandem("edit", project, "--script", folder / "s.lua", expect=0)
    return project


def render(folder, project, name, *args):
    film = folder / name
    done = tandem("render", project, "-o", film, "--preset", "h264", "--set", "container.mux=mov", "--set", "audio.0.codec=pcm_s24",
                  "--json", *args, expect=0)
    return read_sound(film), done.json()["warnings"]


def listed_and_shown(folder):
    own_plugins(folder)
    plugins = {p["uri"]: p for p in tandem("plugins", "list", "--json", expect=0).json()["plugins"]}
    gain = plugins[URI + "gain"]
    check(gain["name"] == "Test gain" and gain["inputs"] == 2 and gain["outputs"] == 2 and gain["effect"], gain)
    check(plugins[URI + "needs"]["lacking"] == ["urn:tandem:test:no-such-feature"], plugins[URI + "needs"])
    shown = tandem("plugins", "show", URI + "worker", "--json", expect=0).json()
    check([p["symbol"] for p in shown["params"]] == ["gain"] and shown["params"][0]["default"] == 2, shown)
    check([p["label"] for p in shown["presets"]] == ["Loud"], shown)
    tandem("plugins", "show", "urn:none", expect=66)
    tested = tandem("plugins", "test", URI + "crash", "--json", expect=0).json()["plugins"]
    check(not tested[0]["fine"] and "crashed" in tested[0]["what"], tested)


def inserted_and_rendered(folder):
    own_plugins(folder)
    # A stereo plug-in makes the mono track stereo, so the comparison is with one that does nothing.
    plain = project_with(folder, f'tandem.add_plugin{{ uri = "{URI}gain", track = "A1" }}')
    before, warnings = render(folder, plain, "before.mov")
    check(not warnings, warnings)
    project = project_with(folder, f'''
        local gain = tandem.add_plugin{{ uri = "{URI}gain", track = "A1", params = {{ gain = 0.5 }} }}
        tandem.set_key{{ effect = gain, track = "A1", param = "gain", at = "1s", value = 2, interpolation = "hold" }}
        tandem.set_key{{ effect = gain, track = "A1", param = "gain", at = "0s", value = 0.5, interpolation = "hold" }}
        tandem.add_plugin{{ uri = "{URI}delay", track = "A1", params = {{ frames = 500 }}, process = "own" }}
        tandem.add_plugin{{ uri = "{URI}worker", preset = "Loud", params = {{ gain = 8 }} }}
    ''')
    text = project.read_text()
    for word in ('"gain"', URI + "delay", "calibrated", '"own"', '"Test worker"'):
        check(word in text, f"{word} is not in the project")
    after, warnings = render(folder, project, "after.mov")
    check(not warnings, warnings)
    # Loud holds 0.25 of what the worker answers: half of the gain, at most 4.
    for n in range(2000, 90000, 37):
        want = before[n] * (0.5 if n < 48000 else 2) * (4 / 2) * 0.25
        check(abs(after[n] - want) < 2e-6, f"sample {n}: {after[n]}, must be {want}")
    saved = project.read_text()
    tandem("edit", project, "-e", "local s = tandem.sequence", expect=0)
    check(project.read_text() == saved, "a project with plug-ins is not written as it was read")
    tandem("edit", project, "-e", f'tandem.add_plugin{{ uri = "urn:none" }}', expect=66)
    tandem("edit", project, "-e", f'tandem.add_plugin{{ uri = "{URI}gain", params = {{ loudness = 1 }} }}', expect=64)


def missing_is_kept(folder):
    own_plugins(folder)
    plain = project_with(folder, "")
    before, _ = render(folder, plain, "before.mov")
    project = project_with(folder, f'''
        tandem.add_plugin{{ uri = "{URI}gain", track = "A1", params = {{ gain = 0.25 }} }}
        tandem.add_plugin{{ uri = "urn:gone", name = "Gone Compressor", track = "A1", params = {{ ratio = 4 }}, state = "a\\tb\\t0\\tAAAA\\n" }}
    ''')
    os.environ["LV2_PATH"] = str(folder / "none")
    text = project.read_text()
    checked = tandem("check", project, "--json", expect=66)
    told = [p["what"] for p in checked.json()["problems"]]
    check(any("Gone Compressor (urn:gone) is not installed" in t for t in told), told)
    check(any("Test gain" in t for t in told), told)
    tandem("edit", project, "-e", 'tandem.set_strip{ track = "A1", mute = false }', expect=0)
    check(project.read_text() == text, "a missing plug-in is not kept")
    after, warnings = render(folder, project, "after.mov")
    check(any("Gone Compressor is passed by" in w for w in warnings), warnings)
    check(after == before, "a missing plug-in changes the sound")


def crash_is_named(folder):
    own_plugins(folder)
    project = project_with(folder, f'tandem.add_plugin{{ uri = "{URI}crash", params = {{ after = 48000 }} }}')
    sound, warnings = render(folder, project, "out.mov")
    check(any("Test crash crashed" in w for w in warnings), warnings)
    check(max(map(abs, sound[10000:47000])) > 0.01 and max(map(abs, sound[49000:])) == 0, "silent from the crash on, not before")


def all_installed(folder):
    os.environ.pop("LV2_PATH", None)
    os.environ["XDG_CACHE_HOME"] = str(folder)
    if not tandem("plugins", "list", "--json", expect=0).json()["plugins"]:
        return "skipped: no LV2 plug-ins are installed"
    tested = tandem("plugins", "test", "--json", timeout=280, expect=0).json()
    wrong = [f'{p["uri"]}: {p["what"]}' for p in tested["plugins"] if not p["fine"]]
    for p in tested["plugins"]:
        check(p["fine"] or p["what"], f"{p} says nothing")
    check(tested["fine"] + tested["wrong"] == len(tested["plugins"]), "counts")
    return f'{tested["fine"]} fine, {tested["wrong"]} not: {", ".join(wrong)}'


if __name__ == "__main__":
    run_suite([listed_and_shown, inserted_and_rendered, missing_is_kept, crash_is_named, all_installed])
