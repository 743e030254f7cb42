// What opens must survive its own writing too: a reader that accepts what the writer cannot keep loses work.
#include "tests/fuzz/targets.h"

#include <algorithm>

#include "engine/base/result.h"
#include "engine/export/preset.h"
#include "engine/io/interchange.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"
#include "engine/media/midi_file.h"
#include "engine/video/cube.h"

namespace tandem::fuzz {

static std::string_view view(const uint8_t* data, size_t size) { return {reinterpret_cast<const char*>(data), size}; }

static void must_keep(const Project& p) {
    std::string text = project_text(p, "/p");
    auto again = parse_project(text, "/p");
    VERIFY(again.has_value());
    VERIFY(project_text(*again, "/p") == text);
}

void project(const uint8_t* data, size_t size) {
    if (auto p = parse_project(view(data, size), "/p")) must_keep(*p);
}

void otio(const uint8_t* data, size_t size) {
    auto r = read_otio(view(data, size), "/p");
    if (!r) return;
    must_keep(r->project);
    for (auto dialect : {OtioDialect::spec, OtioDialect::resolve}) {
        LossReport report;
        VERIFY(read_otio(write_otio(r->project, r->project.active, dialect, "/p", &report), "/p").has_value());
    }
}

void subtitles(const uint8_t* data, size_t size) {
    IdSource ids;
    auto t = read_subtitles(view(data, size), "S", ids);
    if (!t) return;
    IdSource more;
    if (!t->items.empty()) VERIFY(read_subtitles(write_vtt(*t), "S", more).has_value());
    (void)write_srt(*t);
}

void json(const uint8_t* data, size_t size) {
    auto v = parse_value(view(data, size));
    if (v) VERIFY(parse_value(value_text(*v)).value() == *v);
}

void cube(const uint8_t* data, size_t size) { (void)parse_cube(view(data, size), "fuzz").has_value(); }

void midi(const uint8_t* data, size_t size) {
    auto f = parse_midi({data, size}, "fuzz");
    if (!f) return;
    VERIFY(std::is_sorted(f->events.begin(), f->events.end(),
                          [](const MidiEvent& a, const MidiEvent& b) { return a.time < b.time; }));
    VERIFY(static_cast<int64_t>(midi_notes(*f).all.size()) == f->notes);
}

// Files and, where there is an '=', what may stand after --set.
void preset(const uint8_t* data, size_t size) {
    std::string_view text = view(data, size);
    if (auto p = parse_preset(text, "fuzz")) {
        auto again = parse_preset(preset_text(*p), "fuzz");
        VERIFY(again.has_value());
        again->extends = p->extends; // named, not repeated, in the resolved text
        VERIFY(*again == *p);
    }
    if (size_t at = text.find('='); at != text.npos) {
        Preset p;
        (void)set_preset_key(p, std::string(text.substr(0, at)), std::string(text.substr(at + 1))).has_value();
    }
}

std::span<const Target> targets() {
    static constexpr Target kTargets[] = {{"project", project}, {"otio", otio}, {"subtitles", subtitles},
                                          {"json", json},       {"cube", cube}, {"midi", midi},
                                          {"preset", preset}};
    return kTargets;
}

} // namespace tandem::fuzz
