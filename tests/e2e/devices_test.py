#!/usr/bin/env python3
"""Render devices agree: one small film, rendered by the processor and by Vulkan, frame by frame."""
import json

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


def cpu_and_vulkan(folder):
    """A dissolve, grades, a turned and scaled picture: equal within one code value in every frame."""
    devices = json.loads(tandem("devices", "--json", expect=0).out)["compute"]
    if not any(d["id"].startswith("vulkan") for d in devices):
        return "skipped: no Vulkan device"
    for name, source in (("a", "testsrc2=s=320x180:r=25"), ("b", "mandelbrot=s=400x300:r=25")):
        ffmpeg("-f", "lavfi", "-i", source, "-t", 1.2, "-vf", "gblur=3,format=yuv420p", "-c:v", "mpeg4", "-q:v", "2",
               folder / f"{name}.mov")
    project = folder / "film.tandem"
    tandem("new", project, folder / "a.mov", folder / "b.mov", expect=0)
    script = folder / "edit.lua"
    script.write_text(LUA)
    tandem("edit", project, "--script", script, expect=0)
    films = {}
    for device in ("cpu", "vulkan"):
        out = folder / f"{device}.mkv"
        tandem("render", project, "-o", out, "--preset", "ffv1", "--device", device, expect=0)
        films[device] = ffmpeg("-i", out, "-map", "0:v", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-")
    check(len(films["cpu"]) == len(films["vulkan"]) > 320 * 180 * 40, "the films differ in length")
    worst = max(abs(x - y) for x, y in zip(films["cpu"], films["vulkan"]))
    check(worst <= 1, f"cpu and vulkan differ by {worst} code values")
    return f"largest difference {worst}"


if __name__ == "__main__":
    run_suite([cpu_and_vulkan])
