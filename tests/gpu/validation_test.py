#!/usr/bin/env python3
"""The Khronos validation layer, synchronization checks on, around whole programs: it must have nothing to say. Arguments: the folder of
the unit tests, the command line tool. Drivers' faults are injected on purpose in some tests; these are left out."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS, TANDEM = (Path(p) for p in sys.argv[1:])
SETTINGS = """khronos_validation.debug_action = VK_DBG_LAYER_ACTION_LOG_MSG
khronos_validation.report_flags = error,warn,info
khronos_validation.enables = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT
"""
START = "createinstance-status-message"  # what the layer says of itself, once an instance
SYNC = "VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION"


class Failed(Exception):
    pass


def watched(*command, env=None):
    """Runs a program under the layer; gives how many instances it made."""
    p = subprocess.run([str(c) for c in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                       env={**os.environ, **(env or {})})
    said = p.stdout + p.stderr
    if p.returncode:
        raise Failed(f"{Path(command[0]).name} {' '.join(map(str, command[1:]))} -> {p.returncode}: {said[-1500:]}")
    bad = [line for line in said.splitlines() if "msgNum:" in line and "(INFO" not in line]
    if bad:
        raise Failed(f"{Path(command[0]).name}: {len(bad)} messages, the first: {bad[0][:900]}")
    active = sum(START in line for line in said.splitlines() if "msgNum:" in line)
    if active != said.count(f"Current Enables: {SYNC}"):
        raise Failed("the layer runs without its synchronization checks")
    return active


def main(folder):
    (folder / "vk_layer_settings.txt").write_text(SETTINGS)
    os.environ.update(VK_LAYER_SETTINGS_PATH=str(folder), VK_INSTANCE_LAYERS="VK_LAYER_KHRONOS_validation", XDG_CACHE_HOME=str(folder / "cache"))
    listed = subprocess.run([TANDEM, "devices"], capture_output=True, text=True).stdout
    if "vulkan:0" not in listed:
        print("skipped: no Vulkan device")
        return
    if START not in listed:
        print("skipped: the validation layer is not installed (vulkan-validationlayers)")
        return
    counts = {"device": watched(TESTS / "test_unit_gpu_vulkan", "-tce=every call that can fail*,the validation layer tells*"),
              "triangle": watched(TESTS / "test_unit_gpu_triangle", env={"TANDEM_RANDOM_PROGRAMS": "12", "TANDEM_RANDOM_FIRST": "5000"})}
    media, project, films = folder / "a.mov", folder / "a.tandem", 0
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-t", "1", "-c:v", "mpeg4", media], check=True)
    effects = "".join(f'tandem.add_effect{{ clip = c, effect = "{name}", params = {{ {params} }} }} ' for name, params in
                      (("blur", "sigma_x = 0.01, sigma_y = 0.01"), ("transform", "scale_x = 0.6, scale_y = 0.6, rotation = 7"), ("exposure", "stops = 0.3")))
    for command in (["new", project, media], ["edit", project, "-e", f"local c = tandem.clips()[1].id {effects}"],
                    ["frame", project, "--at", "3f", "--scope", "waveform,vectorscope,zebra,peaking", "-o", folder / "s.png", "--device", "vulkan"],
                    ["render", project, "-o", folder / "one.mkv", "--preset", "ffv1", "--device", "vulkan"],
                    ["render", project, "-o", folder / "two.mkv", "--preset", "ffv1", "--device", "vulkan:0,vulkan:0"]):
        films += watched(TANDEM, *command)
    counts["films"] = films
    if not all(counts.values()):
        raise Failed(f"no Vulkan instance was made: {counts}")
    print("ok: silence over " + ", ".join(f"{n} instances ({what})" for what, n in counts.items()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tandem-validation-") as made:
        try:
            main(Path(made))
        except Failed as e:
            sys.exit(f"FAILED: {e}")
