#!/usr/bin/env python3
"""Checks the tree against the layer table of ARCHITECTURE.md: who may include whom, which outside headers may stand
where, files of at most 600 lines, a README.md in every folder, a head comment in every source file.
Run by ctest (label layers): check_layers.py ROOT."""
import os
import re
import sys

MAX_LINES = 600
ENGINE = ["base", "model", "edit", "transport", "media", "io", "video", "audio", "export", "session"]
FRAME = ["engine/video/frame_program.h", "engine/video/frame_renderer.h", "engine/video/scopes.h",
         "engine/video/picture_presenter.h", "engine/model/catalog.h"]


def engine(*names):
    return [f"engine/{name}/" for name in names]


# Folder -> prefixes of root-relative includes that it may use besides its own.
ALLOWED = {
    "engine/base": [],
    "engine/model": engine("base"),
    "engine/edit": engine("base", "model"),
    "engine/transport": engine("base", "model"),
    "engine/media": engine("base", "model", "edit", "transport"),
    "engine/io": engine("base", "model", "edit", "transport"),
    "engine/video": engine("base", "model", "edit", "transport", "media", "io"),
    "engine/audio": engine("base", "model", "edit", "transport", "media", "io"),
    "engine/export": engine("base", "model", "edit", "transport", "media", "io", "video", "audio"),
    "engine/session": engine(*ENGINE),
    "gpu/kernels": engine("base") + FRAME,
    "gpu/device": engine("base") + FRAME + ["gpu/kernels/"],
    "gpu/cpu": engine("base") + FRAME + ["gpu/kernels/", "gpu/device/"],
    "gpu/compose": engine("base") + FRAME + ["gpu/kernels/", "gpu/device/"],
    "gpu/opencl": engine("base") + FRAME + ["gpu/kernels/", "gpu/device/", "gpu/compose/"],
    "gpu/vulkan": engine("base") + FRAME + ["gpu/kernels/", "gpu/device/", "gpu/compose/"],
    "ui": ["engine/"],
    "app": ["engine/", "gpu/", "ui/"],
    "tests": ["engine/", "gpu/", "app/", "ui/", "tests/"],
    "resources": [],
}

# Outside headers -> (places that may include them, whether only .cpp files or private headers may).
# A place is a folder prefix; tests may use whatever they check against, but no windowing toolkit.
OUTSIDE = [
    (re.compile(r"^lib(av|sw|postproc)\w*/"), ["engine/media/", "engine/export/", "tests/"]),
    (re.compile(r"^nlohmann/"), ["engine/io/*.cpp", "engine/export/*.cpp", "engine/export/preset_keys.h", "tests/"]),
    # The window is for the editor alone: the command line links no Qt.
    (re.compile(r"^(Q[A-Z]\w*|Qt\w*/.*)$"), ["ui/", "app/studio/", "tests/ui/"]),
    (re.compile(r"^ui/"), ["ui/", "app/studio/", "tests/ui/"]),
    (re.compile(r"^portaudio\.h|^pa_"), ["engine/audio/device/"]),
    (re.compile(r"^jack/"), ["engine/audio/device/", "tests/"]),
    (re.compile(r"^vulkan/"), ["gpu/vulkan/", "ui/viewer"]),
    (re.compile(r"^glslang/"), ["gpu/vulkan/glsl_compiler.cpp"]),
    (re.compile(r"^(CL|OpenCL)/"), ["gpu/opencl/"]),
    (re.compile(r"^(lilv|lv2)/"), ["engine/audio/lv2/", "tests/"]),
    (re.compile(r"^(xcb|X11)/"), ["app/plugin_window/", "tests/"]),
    (re.compile(r"^sqlite3"), ["engine/session/", "tests/"]),
    (re.compile(r"^ass/"), ["engine/video/"]),
    (re.compile(r"^(lua|lauxlib|lualib)"), ["app/", "tests/unit/scripting/"]),
    (re.compile(r"^seccomp"), ["app/lua_helper/", "tests/unit/scripting/"]),
    (re.compile(r"^CLI/"), ["app/"]),
    (re.compile(r"^doctest/"), ["tests/"]),
    (re.compile(r"^benchmark/"), ["tests/"]),
    (re.compile(r"^soxr"), ["engine/audio/", "engine/media/", "tests/"]),
    (re.compile(r"^ebur128"), ["engine/export/", "engine/audio/", "tests/"]),
    (re.compile(r"^rubberband/"), ["engine/audio/"]),
]
# Headers that name an outside library and therefore stay in their folder and its unit tests.
PRIVATE = {"engine/export/preset_keys.h": "engine/export/"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCE = (".h", ".cpp", ".c", ".inc", ".def")
TEXT = SOURCE + (".py", ".sh", ".lua", ".kernel", ".cl", ".glsl", ".comp")
SKIP_DIRS = {".git", "build", "demo", "__pycache__", "node_modules"}


def folder_of(path):
    parts = path.split("/")
    if parts[0] in ("engine", "gpu"):
        return "/".join(parts[:2])
    return parts[0]


def include_problem(path, quote, name):
    """Why file `path` may not include `name`, or None."""
    for pattern, places in OUTSIDE:
        if pattern.search(name):
            ok = any(path.startswith(p) if "*" not in p
                     else path.startswith(p.split("*")[0]) and path.endswith(p.split("*")[1]) for p in places)
            if not ok:
                return f"{name} may be included only in {', '.join(places)}"
    if quote != '"':
        return None
    if name in PRIVATE and not path.startswith((PRIVATE[name], PRIVATE[name].replace("engine/", "tests/unit/"))):
        return f"{name} is private to {PRIVATE[name]}"
    folder = folder_of(path)
    if folder not in ALLOWED:
        return f"folder {folder} is not in the table of tests/layers/check_layers.py"
    if name.startswith("generated/") or "/" not in name and folder == "gpu/kernels":
        return None  # made by the build, or the kernel dialect's own text includes
    if folder == "ui" and name.endswith(".moc") and "/" not in name:
        return None  # of the file itself, made by moc
    if not re.match(r"(engine|gpu|app|ui|tests|resources)/", name):
        return f'"{name}" is not root-relative'
    if name.startswith(folder + "/") or any(name.startswith(p) for p in ALLOWED[folder]):
        return None
    return f"{folder} may not include {name}"


def check(root):
    problems = []
    folders = set()
    for directory, names, files in os.walk(root):
        names[:] = sorted(n for n in names if n not in SKIP_DIRS and not n.startswith(("build", ".")))
        rel = os.path.relpath(directory, root)
        if rel != "." and files:
            folders.add(rel)
        for name in sorted(files):
            path = os.path.normpath(os.path.join(rel, name))
            if not (name.endswith(TEXT) or "." not in name and rel != "." and name not in ("README", "LICENSE")):
                continue
            try:
                with open(os.path.join(root, path), encoding="utf-8") as f:
                    lines = f.read().split("\n")
            except UnicodeDecodeError:
                continue
            if len(lines) - 1 > MAX_LINES:
                problems.append(f"{path}: {len(lines) - 1} lines; more than {MAX_LINES}, make it two files")
            if not name.endswith(SOURCE):
                continue
            if not lines[0].startswith(("//", "/*")):
                problems.append(f"{path}:1: the file does not begin with the comment that says what it owns")
            for number, line in enumerate(lines, 1):
                m = INCLUDE.match(line)
                if m and (why := include_problem(path, m[1], m[2])):
                    problems.append(f"{path}:{number}: {why}")
    for folder in sorted(folders):
        top = folder.split("/")[0]
        if top in ("engine", "gpu", "app", "ui", "tests", "resources") and \
                not os.path.exists(os.path.join(root, folder, "README.md")) and depth_needs_readme(folder):
            problems.append(f"{folder}: no README.md (what it owns, who calls it, on which thread)")
    return problems


def depth_needs_readme(folder):
    """Every folder of code; suites below tests/unit and texts below tests/golden are covered by tests/README.md."""
    return not folder.startswith(("tests/unit/", "tests/golden/"))


def self_test():
    """The rules themselves: what must be refused is, what must pass does."""
    refused = [
        ("engine/base/time.cpp", '"', "engine/model/clip.h"),
        ("engine/model/clip.h", '"', "engine/edit/verbs.h"),
        ("engine/edit/verbs.cpp", '"', "engine/session/document.h"),
        ("engine/video/compile_frame.cpp", '"', "engine/export/export.h"),
        ("engine/video/compile_frame.cpp", '"', "gpu/cpu/cpu_renderer.h"),
        ("gpu/cpu/rows.cpp", '"', "engine/video/compile_frame.h"),
        ("engine/session/document.cpp", '"', "app/cli.h"),
        ("engine/video/resolve.cpp", "<", "libavcodec/avcodec.h"),
        ("app/cmd_probe.cpp", "<", "libavformat/avformat.h"),
        ("engine/io/json_value.h", "<", "nlohmann/json.hpp"),
        ("app/cli.cpp", "<", "nlohmann/json.hpp"),
        ("engine/audio/render.cpp", "<", "portaudio.h"),
        ("engine/audio/lv2/ui_instance.cpp", "<", "xcb/xcb.h"),
        ("app/plugin_window/main.cpp", "<", "lv2/ui/ui.h"),
        ("gpu/cpu/rows.cpp", "<", "vulkan/vulkan.h"),
        ("gpu/cpu/rows.cpp", '"', "gpu/vulkan/device.h"),
        ("app/cli.cpp", "<", "vulkan/vulkan_core.h"),
        ("gpu/vulkan/frame_runner.cpp", '"', "gpu/cpu/frame_plan.h"),
        ("engine/video/resolve.cpp", "<", "glslang/Include/glslang_c_interface.h"),
        ("engine/media/probe.cpp", "<", "QString"),
        ("engine/base/time.cpp", '"', "time.h"),
        ("app/cmd_presets.cpp", '"', "engine/export/preset_keys.h"),
        ("app/cli.cpp", "<", "QString"),
        ("app/cli.cpp", '"', "ui/studio.h"),
        ("ui/studio.cpp", '"', "gpu/cpu/cpu_renderer.h"),
        ("engine/session/session.cpp", '"', "ui/studio.h"),
    ]
    accepted = [
        ("engine/media/probe.cpp", "<", "libavformat/avformat.h"),
        ("engine/io/otio.cpp", "<", "nlohmann/json.hpp"),
        ("gpu/cpu/rows.cpp", '"', "engine/video/frame_program.h"),
        ("app/cmd_render.cpp", '"', "gpu/cpu/cpu_renderer.h"),
        ("engine/session/document.cpp", '"', "engine/io/project_file.h"),
        ("ui/studio.cpp", "<", "QString"),
        ("app/studio/main.cpp", '"', "ui/main_window.h"),
    ]
    wrong = [f"self-test: {a} {c} should be refused" for a, b, c in refused if include_problem(a, b, c) is None]
    return wrong + [f"self-test: {a} {c} should pass" for a, b, c in accepted if include_problem(a, b, c)]


def main():
    problems = self_test() + check(sys.argv[1])
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
