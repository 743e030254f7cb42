// Rows of the delivery scripts' interface; see delivery_api.h.
#include "app/lua_helper/delivery_api.h"

#include <cstdio>

namespace tandem::lua_helper {

static constexpr FunctionRow kFunctions[] = {
    {"tandem.matrix", "()", "A new, empty matrix of deliverables. A script ends with `return` and its matrix."},
    {"matrix:add", "{key = value, ...}",
     "Adds a deliverable; the keys are listed below, an unknown one is an error. Gives the deliverable's id: the one "
     "asked "
     "for, or the preset's id with locale and number."},
    {"timeline:ranges", "(word)",
     "Ranges of the markers that have a length and whose name begins with the word, or whose colour or kind is the "
     "word; "
     "all of them without a word. Letter case does not matter. Each has `name`, `note`, `start`, `stop`, `duration`."},
    {"timeline:chapters", "()",
     "Ranges from each chapter marker to the next, the last to the end of the timeline; fields as of `ranges`."},
    {"tandem.seconds", "(text)",
     "Seconds of a time as users write it: `\"00:01:00:00\"`, `\"12.5s\"`, `\"300f\"`, `\"48000a\"`. Timecodes count "
     "from the "
     "timeline's start timecode."},
    {"tandem.timecode", "(seconds)", "The timecode of that place, from the timeline's start timecode, in its rate."},
    {"tandem.random", "(seed)",
     "A function that gives the same numbers for the same seed, everywhere: `r()` in 0..1, `r(n)` a whole number in "
     "1..n, "
     "`r(a, b)` in a..b."},
    {"tandem.read", "(path)",
     "The bytes of a file below a folder that `--allow read:DIR` names; the path is relative to it. At most 1 MiB a "
     "file. "
     "Only with that flag."},
    {"tandem.env", "(name)",
     "The text of an environment variable that `--allow env:NAME` names, or nil where it is not set. Only with that "
     "flag."},
    {"print", "(...)", "Writes a line to stderr, 64 KiB in all."},
};

static constexpr DataRow kData[] = {
    {"project", "name", "text", "Name of the project"},
    {"project", "locales", "list of text",
     "Languages of the subtitle tracks of all sequences, each once, in track order"},
    {"project", "sequences", "list", "All sequences"},
    {"project.sequences[]", "name", "text", "Name of the sequence"},
    {"project.sequences[]", "duration", "seconds", "End of its last clip"},
    {"project.sequences[]", "width", "pixels", "Width of the picture"},
    {"project.sequences[]", "height", "pixels", "Height of the picture"},
    {"project.sequences[]", "fps", "number", "Frames a second"},
    {"timeline", "name", "text", "Name of the sequence that is delivered"},
    {"timeline", "duration", "seconds", "End of its last clip"},
    {"timeline", "width", "pixels", "Width of the picture"},
    {"timeline", "height", "pixels", "Height of the picture"},
    {"timeline", "fps", "number", "Frames a second"},
    {"timeline", "rate", "text", "The exact rate: `\"25\"`, `\"30000/1001\"`"},
    {"timeline", "audio_rate", "Hz", "Samples a second"},
    {"timeline", "channels", "number", "Channels of the master"},
    {"timeline", "locales", "list of text", "Languages of this timeline's subtitle tracks, each once, in track order"},
    {"timeline", "tracks", "list", "Picture tracks from the bottom, then the others"},
    {"timeline", "clips", "list", "Clips of all tracks, track by track, by start"},
    {"timeline", "markers", "list", "Markers by start"},
    {"timeline.tracks[]", "name", "text", "Name of the track"},
    {"timeline.tracks[]", "kind", "text", "`picture`, `sound` or `subtitle`"},
    {"timeline.tracks[]", "language", "text or nil", "Of a subtitle track, where it is set"},
    {"timeline.tracks[]", "enabled", "boolean", "Whether it is seen or heard"},
    {"timeline.tracks[]", "clips", "number", "How many clips it has"},
    {"timeline.clips[]", "name", "text", "Name of the clip"},
    {"timeline.clips[]", "track", "text", "Name of its track"},
    {"timeline.clips[]", "kind", "text", "Kind of its track"},
    {"timeline.clips[]", "start", "seconds", "Where it starts on the timeline"},
    {"timeline.clips[]", "stop", "seconds", "Where it ends"},
    {"timeline.clips[]", "duration", "seconds", "Its length"},
    {"timeline.clips[]", "enabled", "boolean", "Whether it is seen or heard"},
    {"timeline.clips[]", "content", "text", "`media`, `sequence`, `generator` or `subtitle`"},
    {"timeline.clips[]", "file", "text or nil", "File name of its medium, without folders"},
    {"timeline.clips[]", "text", "text or nil", "Words of a subtitle"},
    {"timeline.markers[]", "name", "text", "Name of the marker"},
    {"timeline.markers[]", "note", "text", "Its note"},
    {"timeline.markers[]", "colour", "text", "Its colour as the project has it"},
    {"timeline.markers[]", "kind", "text", "`comment`, `chapter` or `todo`"},
    {"timeline.markers[]", "start", "seconds", "Where it stands"},
    {"timeline.markers[]", "stop", "seconds", "Its end; `start` for a point"},
    {"timeline.markers[]", "duration", "seconds", "Its length, 0 for a point"},
    {"media[]", "name", "text", "Name of the medium"},
    {"media[]", "file", "text", "File name, without folders"},
    {"media[]", "duration", "seconds", "Length of its longest stream"},
    {"media[]", "width", "pixels", "Width of the first picture stream, 0 without"},
    {"media[]", "height", "pixels", "Height of it"},
    {"media[]", "fps", "number", "Its average rate, 0 without"},
    {"media[]", "still", "boolean", "A still picture"},
    {"media[]", "channels", "number", "Channels of the first sound stream, 0 without"},
    {"media[]", "audio_rate", "Hz", "Its samples a second, 0 without"},
    {"media[]", "codec", "text", "FFmpeg's name of the picture's or, without one, the sound's codec"},
    {"media[]", "timecode", "text", "Start timecode as the file says, or empty"},
    {"buses[]", "name", "text", "Name of a bus of the mixer; the master is not listed"},
    {"buses[]", "channels", "number", "Its channels"},
    {"presets[]", "id", "text", "What a deliverable's `preset` takes"},
    {"presets[]", "title", "text", "Its title"},
    {"presets[]", "description", "text", "What it is for"},
    {"presets[]", "extension", "text", "Of its files, without the dot"},
    {"presets[]", "picture", "boolean", "Whether the file has pictures"},
    {"presets[]", "sound", "boolean", "Whether it has sound"},
};

static constexpr FieldRow kFields[] = {
    {"id", FieldKind::text, "Name of the deliverable for `--only` and reports, unique in the matrix"},
    {"preset", FieldKind::text, "Id of an export preset; required"},
    {"set", FieldKind::scalars, "Settings of the preset to change, as `--set` takes them: `{[\"video.crf\"] = 18}`"},
    {"sequence", FieldKind::text, "A sequence of the project; default: the one that is delivered"},
    {"range", FieldKind::range,
     "What part: `\"IN..OUT\"`, a range or clip of the timeline, or `{start = SECONDS, stop = SECONDS}`; default: "
     "all"},
    {"canvas", FieldKind::object, "The picture's frame"},
    {"canvas.size", FieldKind::size, "`{WIDTH, HEIGHT}` in pixels"},
    {"canvas.reframe", FieldKind::object,
     "How the picture gets into another shape; `reframe = \"fill\"` is short for its mode alone"},
    {"canvas.reframe.mode", FieldKind::word,
     "`fit` shows all with bars, `fill` crops, `keyframed` crops along `keys`, `auto` follows what happens in the "
     "picture; "
     "required",
     "fit|fill|keyframed|auto"},
    {"canvas.reframe.x", FieldKind::number, "What `fill` keeps, 0 the left end to 1 the right", {}, 0, 1},
    {"canvas.reframe.y", FieldKind::number, "What `fill` keeps, 0 the upper end to 1 the lower", {}, 0, 1},
    {"canvas.reframe.keys", FieldKind::list,
     "Of `keyframed`: places in time, at least one. Of `auto`: points of the picture (0..1) that are tracked through "
     "their shot"},
    {"canvas.reframe.keys[].at", FieldKind::time, "When; required"},
    {"canvas.reframe.keys[].x", FieldKind::number, "As `reframe.x`", {}, 0, 1},
    {"canvas.reframe.keys[].y", FieldKind::number, "As `reframe.y`", {}, 0, 1},
    {"canvas.reframe.keys[].zoom", FieldKind::number, "Times larger than `fill`", {}, 0.1, 20},
    {"audio", FieldKind::object, "The sound"},
    {"audio.bus", FieldKind::text, "A bus of the mixer; default: the master"},
    {"audio.lufs", FieldKind::number, "Integrated loudness to bring it to, LUFS", {}, -70, 0},
    {"audio.tp", FieldKind::number, "True-peak ceiling, dBTP", {}, -20, 0},
    {"locale", FieldKind::text, "Language of the deliverable, as that of a subtitle track"},
    {"captions", FieldKind::object, "Subtitles in the picture"},
    {"captions.burn", FieldKind::boolean, "Whether they are drawn into the picture"},
    {"captions.track", FieldKind::text, "Name or language of a subtitle track, or `*`"},
    {"sidecars", FieldKind::list, "Files beside the film"},
    {"sidecars[].kind", FieldKind::word, "What it is; required", "srt|vtt|chapters|thumbnail|poster|edl|otio|report"},
    {"sidecars[].at", FieldKind::time,
     "Of thumbnail and poster: seconds, a time, `\"25%\"` or `\"marker:NAME\"`; of several with `|` between them the "
     "first that exists"},
    {"sidecars[].size", FieldKind::size, "Of thumbnail and poster"},
    {"sidecars[].maxBytes", FieldKind::integer, "Of thumbnail and poster: the largest file", {}, 1000, 1e12},
    {"name", FieldKind::text,
     "File name; `{project}`, `{preset}`, `{timeline}`, `{sequence}` and `{ext}` are filled in"},
};

static constexpr std::string_view kAllowed[] = {"assert",   "error", "ipairs", "pairs",  "pcall", "select", "tonumber",
                                                "tostring", "type",  "math",   "string", "table", "utf8"};

static constexpr std::string_view kRefused[] = {"_G",           "collectgarbage", "coroutine",
                                                "debug",        "dofile",         "getmetatable",
                                                "io",           "load",           "loadfile",
                                                "loadstring",   "module",         "next",
                                                "os",           "package",        "rawequal",
                                                "rawget",       "rawlen",         "rawset",
                                                "require",      "setmetatable",   "warn",
                                                "xpcall",       "math.random",    "math.randomseed",
                                                "string.dump",  "string.pack",    "string.packsize",
                                                "string.unpack"};

std::span<const FunctionRow> api_functions() { return kFunctions; }
std::span<const DataRow> api_data() { return kData; }
std::span<const FieldRow> api_fields() { return kFields; }
std::span<const std::string_view> allowed_names() { return kAllowed; }
std::span<const std::string_view> refused_names() { return kRefused; }

const FieldRow* find_field(std::string_view path) {
    for (const FieldRow& row : kFields)
        if (row.path == path) return &row;
    return nullptr;
}

std::string field_words(const FieldRow& row) {
    switch (row.kind) {
    case FieldKind::text:
        return "a text";
    case FieldKind::number:
    case FieldKind::integer: {
        std::string words = row.kind == FieldKind::integer ? "a whole number" : "a number";
        char range[64];
        std::snprintf(range, sizeof range, " in %g..%g", row.low, row.high);
        if (row.low < row.high) words += range;
        return words;
    }
    case FieldKind::boolean:
        return "true or false";
    case FieldKind::size:
        return "a size {WIDTH, HEIGHT}, each 16..16384";
    case FieldKind::time:
        return "a time";
    case FieldKind::range:
        return "a range";
    case FieldKind::word:
        return "one of " + std::string(row.words);
    case FieldKind::scalars:
        return "a table of texts, numbers and booleans by name";
    case FieldKind::object:
        return "a table with names";
    case FieldKind::list:
        return "a list";
    }
    return {};
}

} // namespace tandem::lua_helper
