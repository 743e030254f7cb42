// Seeded random edits through run_command: the document stays valid, undo gives back the very same root, and an
// independent model (a plain list of frames a track) predicts what is on each track at each instant.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/model/validate.h"
#include "engine/session/commands.h"
#include "engine/session/diff.h"
#include "engine/session/document.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int64_t kFrame = kTicksPerSecond / 25;
constexpr int64_t kFilmFrames = 1000;

// What one frame of a track shows: source frame + 1, 0 = nothing; `clip` parts neighbours of one source.
struct Shown {
    int64_t source = 0;
    uint64_t clip = 0;
    friend bool operator==(const Shown&, const Shown&) = default;
};
using Row = std::vector<Shown>; // trailing nothing is trimmed

Row read_row(const Track& t) {
    Row r;
    for (const Placement& p : t.items) {
        auto from = static_cast<size_t>(p.start.ticks / kFrame), n = static_cast<size_t>(p.clip->length.ticks / kFrame);
        r.resize(from + n);
        for (size_t i = 0; i < n; ++i)
            r[from + i] = {p.clip->source_at(Time{static_cast<int64_t>(i) * kFrame}).ticks / kFrame + 1,
                           p.clip->id.value};
    }
    return r;
}
// Only the sources: clip ids of cut parts are new.
std::vector<int64_t> sources(const Row& r) {
    std::vector<int64_t> out;
    for (const Shown& s : r) out.push_back(s.source);
    while (!out.empty() && out.back() == 0) out.pop_back();
    return out;
}
using Frames = std::vector<int64_t>;
void grow(Frames& f, int64_t n) {
    if (static_cast<int64_t>(f.size()) < n) f.resize(static_cast<size_t>(n));
}
// Edits before time 0 are refused by the verbs; the model then does not matter.
void insert_frames(Frames& f, int64_t at, const Frames& what) {
    if (at < 0) return;
    grow(f, at);
    f.insert(f.begin() + at, what.begin(), what.end());
}
void overwrite_frames(Frames& f, int64_t at, const Frames& what) {
    if (at < 0) return;
    grow(f, at + static_cast<int64_t>(what.size()));
    std::copy(what.begin(), what.end(), f.begin() + at);
}
void remove_frames(Frames& f, int64_t from, int64_t to) {
    if (from < 0 || to < from) return;
    grow(f, to);
    f.erase(f.begin() + from, f.begin() + to);
}
Frames run(int64_t in, int64_t n) {
    Frames out;
    for (int64_t i = 0; i < n; ++i) out.push_back(in + i + 1);
    return out;
}
Frames tidy(Frames f) {
    while (!f.empty() && f.back() == 0) f.pop_back();
    return f;
}

// The clips of a sequence by id, for a slow and sure difference.
std::map<ClipId, std::pair<int64_t, const Clip*>> clip_table(const Sequence& s) {
    std::map<ClipId, std::pair<int64_t, const Clip*>> out;
    for (const auto& t : s.tracks)
        for (const Placement& p : t->items) out[p.clip->id] = {p.start.ticks, p.clip.get()};
    return out;
}

void check_diff(const Project& a, const Project& b) {
    Changes<ClipId> want;
    auto before = clip_table(*a.sequences[0]), after = clip_table(*b.sequences[0]);
    for (const auto& [id, what] : after) {
        if (!before.contains(id))
            want.added.push_back(id);
        else if (before[id] != what)
            want.changed.push_back(id);
    }
    for (const auto& [id, what] : before)
        if (!after.contains(id)) want.removed.push_back(id);
    ProjectDiff d = diff(a, b);
    REQUIRE(d.details.size() == 1);
    CHECK(d.details[0].clips.added == want.added);
    CHECK(d.details[0].clips.removed == want.removed);
    CHECK(d.details[0].clips.changed == want.changed);
    CHECK(d.media.empty());
    CHECK(diff(a, a).empty());
}

Value time(int64_t frames) { return std::to_string(frames) + "f"; }

} // namespace

TEST_CASE("random edits: valid, undoable, as an independent model predicts") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        auto pick = [&](int64_t lo, int64_t hi) { return std::uniform_int_distribution<int64_t>(lo, hi)(random); };
        BuildProject b;
        const MediaId film = b.film("a.mp4", Time{kFilmFrames * kFrame});
        Document document(b.done());
        int done = 0, refused = 0;
        for (int step = 0; step < 120; ++step) {
            CAPTURE(step);
            const Ref<Project> before = document.root();
            const Sequence& s = *before->sequences[0];
            const Track &v1 = *s.tracks[0], &a1 = *s.tracks[1];
            Frames want[2] = {sources(read_row(v1)), sources(read_row(a1))};
            const int64_t end = std::max<int64_t>(1, s.duration().ticks / kFrame);
            std::string op;
            ValueObject args;
            bool modelled = true;
            Placement clip;
            size_t index = 0;
            if (!v1.items.empty()) {
                index = static_cast<size_t>(pick(0, static_cast<int64_t>(v1.items.size()) - 1));
                clip = v1.items[index];
            }
            const int64_t start = clip.start.ticks / kFrame;
            const int64_t length = clip.clip ? clip.clip->length.ticks / kFrame : 0;
            const int64_t in = clip.clip ? clip.clip->in.ticks / kFrame : 0;
            int kind = static_cast<int>(pick(0, 10));
            if (!clip.clip) kind = 0;
            if (kind <= 1) {
                const int64_t at = pick(0, end), first = pick(0, 800), n = pick(1, 60);
                op = kind == 0 ? "insert" : "overwrite";
                args = {{"media", film.value}, {"at", time(at)}, {"in", time(first)}, {"length", time(n)}};
                for (auto& w : want) {
                    if (kind == 0)
                        grow(w, at), insert_frames(w, at, run(first, n));
                    else
                        overwrite_frames(w, at, run(first, n));
                }
            } else if (kind == 2 || kind == 3) {
                const int64_t from = pick(0, end - 1), to = pick(from + 1, from + 40);
                op = kind == 2 ? "lift" : "extract";
                args = {{"from", time(from)}, {"to", time(to)}};
                for (auto& w : want) {
                    if (kind == 2)
                        overwrite_frames(w, from, Frames(static_cast<size_t>(to - from)));
                    else
                        remove_frames(w, from, to);
                }
            } else if (kind == 4) {
                op = "slice";
                args = {{"at", time(pick(0, end))}};
            } else {
                const Value id = clip.clip->id.value;
                // Linked pairs stand at the same place on both tracks, so the model edits both rows alike.
                const int64_t by = pick(-15, 15);
                args = {{"clip", id}};
                if (kind == 5) {
                    op = "ripple_trim";
                    const bool head = pick(0, 1) == 0;
                    args["edge"] = head ? "head" : "tail", args["by"] = time(by);
                    for (auto& w : want) {
                        if (head && by > 0) grow(w, start + by), remove_frames(w, start, start + by);
                        if (head && by < 0) insert_frames(w, start, run(in + by, -by));
                        if (!head && by > 0) insert_frames(w, start + length, run(in + length, by));
                        if (!head && by < 0) remove_frames(w, start + length + by, start + length);
                    }
                } else if (kind == 6) {
                    op = "roll";
                    args["edge"] = "head", args["by"] = time(by);
                    for (auto& w : want) {
                        if (by < 0) overwrite_frames(w, start + by, run(in + by, -by));
                        if (by > 0 && index > 0) {
                            const Placement& p = v1.items[index - 1];
                            overwrite_frames(w, start, run((p.clip->in + p.clip->length).ticks / kFrame, by));
                        }
                    }
                } else if (kind == 7) {
                    op = "slip";
                    args["by"] = time(by);
                    for (auto& w : want) overwrite_frames(w, start, run(in + by, length));
                } else if (kind == 8) {
                    op = "slide";
                    args["by"] = time(by);
                    for (auto& w : want) {
                        const bool prev = index > 0 && v1.items[index - 1].end() == clip.start;
                        const bool next = index + 1 < v1.items.size() && v1.items[index + 1].start == clip.end();
                        if (by > 0) {
                            Frames fill(static_cast<size_t>(by));
                            if (prev) {
                                const Placement& p = v1.items[index - 1];
                                fill = run((p.clip->in + p.clip->length).ticks / kFrame, by);
                            }
                            overwrite_frames(w, start, fill);
                        } else if (by < 0) {
                            Frames fill(static_cast<size_t>(-by));
                            if (next) fill = run(v1.items[index + 1].clip->in.ticks / kFrame + by, -by);
                            overwrite_frames(w, start + length + by, fill);
                        }
                        if (start + by >= 0) overwrite_frames(w, start + by, run(in, length));
                    }
                } else if (kind == 9) {
                    op = "remove_clips";
                    args["ripple"] = true;
                    for (auto& w : want) remove_frames(w, start, start + length);
                } else {
                    modelled = false;
                    op = "set_transition";
                    args["length"] = time(pick(2, 20));
                }
            }
            CAPTURE(op);
            auto out = run_command(before, op, args);
            if (!out) {
                CHECK(out.error().code == ErrorCode::usage);
                CHECK(document.root() == before);
                ++refused;
                continue;
            }
            ++done;
            auto problems = validate(*out->project);
            REQUIRE_MESSAGE(problems.empty(), (problems.empty() ? "" : problems[0].what + " " + problems[0].where));
            if (modelled) {
                const Sequence& after = *out->project->sequences[0];
                CHECK(sources(read_row(*after.tracks[0])) == tidy(want[0]));
                CHECK(sources(read_row(*after.tracks[1])) == tidy(want[1]));
            }
            check_diff(*before, *out->project);
            document.commit(out->project, out->label, out->intent);
            if (pick(0, 3) == 0) {
                document.undo();
                CHECK(document.root() == before);
                document.redo();
                CHECK(document.root() == out->project);
            }
        }
        CHECK(done > 40);
        while (document.can_undo()) document.undo();
        CHECK(document.root() == document.history()[0].root);
    }
}
