// A project for delivery scripts: chapters, marker ranges, subtitles in two languages, buses; and scripts run on it by
// the real tandem-lua.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <string>

#include "app/scripting/script_host.h"
#include "engine/io/json_value.h"
#include "tests/support/build_project.h"

namespace tandem::test {

inline const std::string kHelper = std::string(TANDEM_BINARY_DIR) + "/app/tandem-lua";

// For messages of checks.
inline std::string why(const Result<std::string>& result) { return result ? "" : result.error().text(); }

inline Ref<Project> film_project() {
    BuildProject b({.rate = {25, 1}, .start_frame = 90000}, "Island"); // from 01:00:00:00
    const MediaId walk = b.film("walk.mov", seconds(300)), sea = b.film("sea.mov", seconds(300));
    b.linked(b.v1(), b.a1(), walk, Time{}, seconds(10), seconds(100));
    b.linked(b.v1(), b.a1(), sea, seconds(100), seconds(5), seconds(80));
    for (const char* language : {"en", "ko"}) {
        const TrackId id = b.add_track(TrackKind::subtitle, std::string("Subtitles ") + language);
        Track t = b.track(id);
        t.language = language;
        b.set_track(std::move(t));
        b.cue(id, seconds(2), seconds(3), "hello");
    }
    const auto marker = [&](int64_t start, int64_t length, MarkerKind kind, const char* name, const char* colour) {
        Marker m{.id = b.ids().make<MarkerId>(), .start = seconds(start), .length = seconds(length), .kind = kind};
        m.name = name, m.colour = colour, m.note = "a note";
        b.sequence().markers.push_back(std::make_shared<const Marker>(std::move(m)));
    };
    marker(0, 0, MarkerKind::chapter, "Opening", "");
    marker(20, 15, MarkerKind::comment, "short: the gate", "red");
    marker(50, 0, MarkerKind::chapter, "The walk", "");
    marker(60, 40, MarkerKind::comment, "Short two", "blue");
    marker(110, 0, MarkerKind::chapter, "The sea", "");
    marker(120, 50, MarkerKind::todo, "grade this", "");
    Mixer mixer = *b.sequence().mixer;
    for (const char* name : {"Dialogue", "Music"}) {
        Bus bus{.id = b.ids().make<BusId>(), .name = name};
        bus.strip = std::make_shared<const Strip>();
        mixer.buses.push_back(std::make_shared<const Bus>(std::move(bus)));
    }
    b.sequence().mixer = std::make_shared<const Mixer>(std::move(mixer));
    return b.done();
}

struct Ran {
    Result<std::string> matrix;
    std::vector<std::string> printed;
};

inline Ran run_text(const std::string& text, const tandem::app::ScriptAllow& allow = {}, double wall_seconds = 60) {
    static const Ref<Project> project = film_project();
    const std::atomic<bool> cancel{false};
    Ran ran{fail(ErrorCode::internal, "not run"), {}};
    tandem::app::ScriptOptions options;
    options.helper = kHelper;
    options.wall_seconds = wall_seconds;
    options.print = [&](const std::string& line) { ran.printed.push_back(line); };
    ran.matrix =
        tandem::app::run_delivery_text(*project, *project->active_sequence(), text, "test.lua", allow, cancel, options);
    return ran;
}

// What expressions give inside a script, printed.
inline std::string value_of(const std::string& expression) {
    const Ran ran = run_text("print(" + expression + ")\nlocal m = tandem.matrix() m:add{preset='h264'} return m");
    if (!ran.matrix) return "error: " + ran.matrix.error().text();
    return ran.printed.empty() ? "" : ran.printed[0];
}

inline Value parsed(const Result<std::string>& matrix) {
    REQUIRE_MESSAGE(matrix, why(matrix));
    auto value = parse_value(*matrix);
    REQUIRE(value);
    return *value;
}

inline std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

} // namespace tandem::test
