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
    for device in ["cpu"] + kinds:
        out = folder / f"{device}.mkv"
        tandem("render", project, "-o", out, "--preset", "ffv1", "--device", device, expect=0)
        films[device] = ffmpeg("-i", out, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
    said = []
    for device in kinds:
        check(len(films["cpu"]) == len(films[device]) > 320 * 180 * 40, f"cpu's and {device}'s film differ in length")
        worst = max(abs(x - y) for x, y in zip(films["cpu"], films[device]))
        check(worst <= 1, f"cpu and {device} differ by {worst} code values")
        said.append(f"{device} {worst}")
    return "largest difference to cpu: " + ", ".join(said)


def no_drivers(folder):
    """Without drivers the program works, lists why there are no devices, and refuses them by name."""
    (folder / "empty").mkdir()
    os.environ.update(OCL_ICD_VENDORS=str(folder / "empty"), VK_DRIVER_FILES=str(folder / "empty" / "none.json"))
    said = tandem("devices", expect=0).out
    check("no OpenCL driver" in said and "no Vulkan driver" in said, f"the list does not say why: {said}")
    tandem("new", folder / "p.tandem", expect=0)
    for device in ("opencl", "vulkan"):
        tandem("render", folder / "p.tandem", "--device", device, "-o", folder / "x.mp4", expect=69)


if __name__ == "__main__":
    run_suite([devices_agree, no_drivers])
