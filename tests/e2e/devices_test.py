#!/usr/bin/env python3
"""Render devices agree: one small film, rendered by the processor, Vulkan and OpenCL, frame by frame."""
import json
import os

from support import *

LUA = """
local function first(made) return type(made) == "table" and made[1] or made end
local function sec(s) return tandem.time(s + 0.0) end
local all = {}
for _, clip in ipairs(tandem.clips()) do all[#all + 1] = clip.id end
tandem.remove_clips{ clips = all }
tandem.add_track{ kind = "picture", name = "V2" }
local a = first(tandem.overwrite{ media = "a.mov", what = "picture", track = "V1", at = sec(0), ["in"] = sec(0), length = sec(0.8) })
local b = first(tandem.overwrite{ media = "b.mov", what = "picture", track = "V1", at = sec(0.8), ["in"] = sec(0.4), length = sec(0.8) })
tandem.set_transition{ clip = b, kind = "dissolve", length = sec(0.32) }
tandem.add_effect{ clip = a, effect = "exposure", params = { stops = 0.25 } }
tandem.add_effect{ clip = b, effect = "lift_gamma_gain", params = { lift_b = 0.012, gain_r = 0.97, gain_b = 1.05 } }
local pip = first(tandem.overwrite{ media = "b.mov", what = "picture", track = "V2", at = sec(0.2), ["in"] = sec(0), length = sec(0.8) })
tandem.add_effect{ clip = pip, effect = "transform", params = { x = 60, y = -20, scale_x = 0.35, scale_y = 0.35, rotation = 5 } }
tandem.add_effect{ clip = pip, effect = "composite", params = { opacity = 0.92 } }
"""


def devices_agree(folder):
    """A dissolve, grades, a turned and scaled picture: equal within one code value in every frame."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    devices = json.loads(tandem("devices", "--json", expect=0).out)["compute"]
    kinds = [k for k in ("vulkan", "opencl") if any(d["id"].startswith(k) for d in devices)]
    if not kinds:
        return "skipped: neither a Vulkan nor an OpenCL device"
    for name, source in (("a", "testsrc2=s=320x180:r=25"), ("b", "mandelbrot=s=400x300:r=25")):
        ffmpeg("-f", "lavfi", "-i", source, "-t", 1.2, "-vf", "gblur=3,format=yuv420p", "-c:v", "mpeg4", "-q:v", "2",
               folder / f"{name}.mov")
    project = folder / "film.tandem"
    tandem("new", project, folder / "a.mov", folder / "b.mov", expect=0)
    script = folder / "edit.lua"
    script.write_text(LUA)
    tandem("edit", project, "--script", script, expect=0)
    films = {}
    # One device named twice stands for two: frames are dealt to both and come back in order.
    several = {k: f"{k}:0,{k}:0" for k in kinds}
    asked = kinds + list(several.values()) + ["all"]
    for device in ["cpu"] + asked:
        out = folder / f"{device.replace(':', '').replace(',', '-')}.mkv"
        done = tandem("render", project, "-o", out, "--preset", "ffv1", "--device", device, "--json", expect=0).json()
        check(done["warnings"] == [], f"{device} warns: {done['warnings']}")
        if device in several.values():
            check(done["device"].endswith(" x 2"), f"not two of it: {done['device']}")
        films[device] = ffmpeg("-i", out, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
    said = []
    for one, two in several.items():
        check(films[one] == films[two], f"{one} alone and two of it differ")
    for device in asked:
        check(len(films["cpu"]) == len(films[device]) > 320 * 180 * 40, f"cpu's and {device}'s film differ in length")
        worst = max(abs(x - y) for x, y in zip(films["cpu"], films[device]))
        check(worst <= 1, f"cpu and {device} differ by {worst} code values")
        said.append(f"{device} {worst}")
    for kind in kinds:
        played = tandem("play", project, "--device", kind, "--quality", "quarter", "--seconds", 0.4, "--audio", "null", "--json", expect=0).json()
        check(played["warnings"] == [] and kind in played["device"], f"playing on {kind}: {played['warnings']}, on {played['device']}")
    return "largest difference to cpu: " + ", ".join(said)


def scopes_agree(folder):
    """A frame that passes untouched is the same on every device, and so are its scopes, drawings and numbers."""
    devices = json.loads(tandem("devices", "--json", expect=0).out)["compute"]
    kinds = [k for k in ("vulkan", "opencl") if any(d["id"].startswith(k) for d in devices)]
    if not kinds:
        return "skipped: neither a Vulkan nor an OpenCL device"
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=322x180:r=25", "-t", 0.4, "-pix_fmt", "yuv420p", "-c:v", "mpeg4", folder / "a.mov")
    tandem("new", folder / "p.tandem", folder / "a.mov", expect=0)
    found = {}
    for device in ["cpu"] + kinds:
        out = folder / f"{device}.png"
        done = tandem("frame", folder / "p.tandem", "--at", "4f", "--scope", "waveform,parade,vectorscope,histogram,falsecolor,zebra,peaking",
                      "-o", out, "--device", device, "--json", expect=0)
        check("warning" not in done.err, f"{device} warns: {done.err}")
        found[device] = (done.json()["scopes"], out.read_bytes())
    for device in kinds:
        check(found[device][0] == found["cpu"][0], f"numbers of {device}: {found[device][0]}, of cpu: {found['cpu'][0]}")
        check(found[device][1] == found["cpu"][1], f"the drawings of {device} are not cpu's")
    return ", ".join(kinds)


def no_drivers(folder):
    """Without drivers the program works, lists why there are no devices, and refuses them by name."""
    (folder / "empty").mkdir()
    os.environ.update(OCL_ICD_VENDORS=str(folder / "empty"), VK_DRIVER_FILES=str(folder / "empty" / "none.json"))
    said = tandem("devices", expect=0).out
    check("no OpenCL driver" in said and "no Vulkan driver" in said, f"the list does not say why: {said}")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x48:r=25", "-t", 0.4, "-c:v", "mpeg4", folder / "a.mov")
    tandem("new", folder / "p.tandem", folder / "a.mov", expect=0)
    for device in ("auto", "all"):
        done = tandem("render", folder / "p.tandem", "--device", device, "-o", folder / f"{device}.mkv", "--preset", "ffv1", "--json",
                      expect=0)
        check(done.json()["device"].startswith("cpu"), f"{device} is not the processor: {done.json()['device']}")
        if device == "all":
            check(done.err.count("no GPU can be used") == 1, f"all does not say that there is no GPU: {done.err}")
    for device in ("opencl", "vulkan"):
        tandem("render", folder / "p.tandem", "--device", device, "-o", folder / "x.mp4", expect=69)


def speeds_are_kept(folder):
    """The processor's speed is measured once and kept in the cache folder; without one it is measured each time."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")

    def listed():
        rows = json.loads(tandem("devices", "--json", expect=0).out)["compute"]
        check([r["id"] for r in rows if r["chosen_by_auto"]] == ["cpu"] or any(r["type"] in ("discrete", "integrated", "gpu") for r in rows),
              f"auto takes a software device: {rows}")
        for r in rows:
            check(("frames_per_second" in r) != ("not_measured" in r), f"neither measured nor said why: {r}")
        return rows[0]["frames_per_second"]

    first = listed()
    kept = folder / "cache" / "tandem" / "device-speed"
    line = kept.read_text()
    check(abs(first - float(line.split("\t")[0])) < 0.01, f"kept {line!r}, said {first}")
    kept.write_text("123.5" + line[line.index("\t"):])
    check(listed() == 123.5, "a kept speed is not used")
    kept.write_bytes(b"\xff\x00rubbish\t\n" * 50)
    check(listed() > 0 and kept.read_text().count("\n") == 1, "a damaged cache is not replaced")
    (folder / "file").write_text("")
    os.environ["XDG_CACHE_HOME"] = str(folder / "file")
    check(listed() > 0, "no speed without a cache folder")


if __name__ == "__main__":
    run_suite([devices_agree, scopes_agree, no_drivers, speeds_are_kept])
