"""The edit scripts (Lua) that build each job's timeline in an empty Tandem project. Used by job_programs.py only."""
from job_programs import J2_CUTS, J3_MAIN, layer_transform

GRADE = """
local function grade(clip, lut)
  tandem.add_effect{clip=clip, effect="exposure", params={stops=0.3}}
  tandem.add_effect{clip=clip, effect="contrast", params={amount=1.1}}
  tandem.add_effect{clip=clip, effect="saturation", params={amount=1.2}}
  tandem.add_effect{clip=clip, effect="lift_gamma_gain", params={gain_r=1.05, gain_b=1.05}}
  if lut then tandem.add_effect{clip=clip, effect="lut3d", texts={path="look.cube"}} end
end
"""


def j1(_job):
    return 'local m = tandem.import_media{path="a.mp4"}\ntandem.append{media=m, length="600f"}\n'


def j2(_job):
    lines = ['local m = {["a.mp4"]=tandem.import_media{path="a.mp4"}, ["b.mp4"]=tandem.import_media{path="b.mp4"}}']
    lines += [f'tandem.append{{media=m["{f}"], ["in"]="{round(t * 30)}f", length="30f"}}' for f, t in J2_CUTS]
    return "\n".join(lines) + "\n"


def j3(_job):
    lines = [GRADE, "local m = {}", 'for _, f in ipairs{"a.mp4", "b.mp4", "c.mp4", "logo.png"} do m[f] = tandem.import_media{path=f} end']
    for i, f in enumerate(J3_MAIN):
        lines.append(f'local c = tandem.append{{media=m["{f}"], ["in"]="{i * 30 + (15 if i else 0)}f", length="150f"}}')
        lines.append("grade(c[1], true)")
        if i:
            lines.append('tandem.set_transition{clip=c[1], kind="dissolve", length="30f"}')
            lines.append('tandem.set_transition{clip=c[2], kind="crossfade_equal_power", length="30f"}')
    lines.append('tandem.add_track{kind="picture", name="V2"} tandem.add_track{kind="picture", name="V3"} tandem.add_track{kind="sound", name="A2"}')
    lines.append('local p = tandem.overwrite{media=m["c.mp4"], at="0f", length="600f", track="V2", sound_track="A2"}')
    lines.append('tandem.add_effect{clip=p[1], effect="transform", params={x=526, y=-271, scale_x=0.35, scale_y=0.35, rotation=5}}')
    lines.append('tandem.add_effect{clip=p[1], effect="composite", params={opacity=0.9}}')
    lines.append('local l = tandem.overwrite{media=m["logo.png"], at="0f", length="600f", track="V3"}')
    lines.append('tandem.add_effect{clip=l[1], effect="transform", params={x=-740, y=-400, fit="none"}}')
    lines.append('for i = 0, 10 do tandem.set_key{track="A1", param="gain_db", at=(i * 2) .. "s", value=-1 - (i % 2)} end')
    lines.append('for i = 0, 10 do tandem.set_key{track="A2", param="gain_db", at=(i * 2) .. "s", value=-6 + 2 * (i % 2)} end')
    return "\n".join(lines) + "\n"


def j4(_job):
    return GRADE + """
local m = tandem.import_media{path="k4.mp4"}
local c = tandem.append{media=m, length="150f"}
grade(c[1], false)
tandem.add_track{kind="picture", name="V2"}
local t = tandem.overwrite{generator="title", text="A Tandem film", at="0f", length="150f", track="V2"}
tandem.set_param{clip=t[1], param="y", value=0.85}
"""


def j5(_job):
    lines = ['local m = tandem.import_media{path="a.mp4"}']
    for i in range(8):
        if i:
            lines.append(f'tandem.add_track{{kind="picture", name="V{i + 1}"}}')
        s, deg, x, y, opacity = layer_transform(i)
        what = "both" if i == 0 else "picture"
        lines.append(f'local c = tandem.overwrite{{media=m, at="0f", ["in"]="{i * 30}f", length="300f", track="V{i + 1}", what="{what}"}}')
        if i:
            lines.append(f'tandem.add_effect{{clip=c[1], effect="transform", params={{x={x}, y={y}, scale_x={s}, scale_y={s}, rotation={deg}, filter="bilinear"}}}}')
            lines.append(f'tandem.add_effect{{clip=c[1], effect="composite", params={{opacity={opacity}}}}}')
    return "\n".join(lines) + "\n"


def j6(_job):
    return GRADE + """
local m = tandem.import_media{path="k8.mp4"}
local c = tandem.append{media=m, length="90f"}
grade(c[1], false)
"""


SCRIPTS = {"J1": j1, "J2": j2, "J3": j3, "J4": j4, "J5": j5, "J6": j6}
