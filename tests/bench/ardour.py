"""Sessions of Ardour 7 with the mix of sound.py, and their export without a window."""
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

LUA = "ardour7-lua"
TICKS = 5880  # of Ardour's clock, 282 240 000 Hz, in a sample at 48 kHz
WAV_PRESET = "75969a1c-3133-4694-864b-a1fa50e43348"  # "WAV @ session-rate" of Ardour's own
BACKEND = 'local b = AudioEngine:set_backend("None (Dummy)", "Unit-Test", "")\n'

# Ardour's equaliser (of one channel: it makes one for each) with four bands on, its stereo compressor, the level of the strip.
MAKE = BACKEND + """
local s = create_session(arg[1], "mix", 48000)
local on = {["Filter L"]=1, ["Filter 1"]=1, ["Filter 2"]=1, ["Filter 3"]=0, ["Filter 4"]=0, ["Filter H"]=1,
            ["Gain L"]=2, ["Gain 1"]=-3, ["Gain 2"]=2.5, ["Gain H"]=3, ["Threshold"]=-20, ["Ratio"]=3}
for r in s:new_audio_track(2, 2, nil, tonumber(arg[2]), "A", ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true):iter() do
  for at, uri in ipairs{"urn:ardour:a-eq", "urn:ardour:a-comp#stereo"} do
    local p = ARDOUR.LuaAPI.new_plugin(s, uri, ARDOUR.PluginType.LV2, "")
    assert(r:add_processor_by_index(p, at - 1, nil, true) == 0)
    local plug = p:to_insert():plugin(0)
    for i = 0, plug:parameter_count() - 1 do
      local label = plug:parameter_label(i)
      if on[label] then assert(ARDOUR.LuaAPI.set_processor_param(p, i, on[label])) end
    end
  end
  r:gain_control():set_value(10 ^ (-30 / 20), PBD.GroupControlDisposition.NoGroup)
end
s:save_state("", false, false, false, false, false)
close_session()
quit()
"""

EXPORT = BACKEND + f"""
b:set_buffer_size(tonumber(arg[3]))
local s = load_session(arg[1], "mix")
local e = s:simple_export()
e:set_name("ardour")
e:set_folder(arg[2])
e:set_range(0, tonumber(arg[4]))
assert(e:set_preset("{WAV_PRESET}"))
assert(e:run_export())
close_session()
quit()
"""


def region(ident, name, sources, length):
    """A whole take at the start of a track; times are places on the audio clock."""
    zero, span = "a0", f"a{length * TICKS}@a0"
    return {"name": name, "id": str(ident), "type": "audio", "channels": "2", "start": zero, "position": zero, "length": span, "sync-position": zero,
            "ancestral-start": zero, "ancestral-length": span, "stretch": "1", "shift": "1", "opaque": "1", "muted": "0", "locked": "0", "whole-file": "0",
            "hidden": "0", "layering-index": "0", "envelope-active": "0", "fade-in-active": "0", "fade-out-active": "0", "scale-amplitude": "1",
            "first-edit": "nothing", **{f"source-{c}": s for c, s in enumerate(sources)}, **{f"master-source-{c}": s for c, s in enumerate(sources)}}


def session(folder, takes, samples):
    """A session folder with a track for each of the stereo files."""
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    script = folder.with_suffix(".lua")
    script.write_text(MAKE)
    subprocess.run([LUA, script, folder, str(len(takes))], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # Lua of this version imports no sound: sources and regions are written into the session's file.
    path = folder / "mix.ardour"
    tree = ET.parse(path)
    root = tree.getroot()
    ident = int(root.get("id-counter")) + 1000
    for take, playlist in zip(takes, root.find("Playlists")):
        (folder / "interchange" / folder.name / "audiofiles" / take.name).symlink_to(take.resolve())
        for channel in 0, 1:
            ET.SubElement(root.find("Sources"), "Source", {"name": take.name, "take-id": "", "type": "audio", "flags": "", "id": str(ident + channel),
                                                           "natural-position": "a0", "channel": str(channel), "origin": "", "gain": "1"})
        ET.SubElement(playlist, "Region", region(ident + 2, take.stem, [str(ident), str(ident + 1)], samples))
        ident += 3
    root.set("id-counter", str(ident))
    tree.write(path, encoding="UTF-8", xml_declaration=True)
    return folder


def export_command(folder, block, samples):
    """Writes ardour.wav beside the session, made in blocks of so many frames."""
    script = Path(folder).parent / "export.lua"
    script.write_text(EXPORT)
    return [LUA, script, folder, Path(folder).parent, str(block), str(samples)]
