// Smart exports: the plan and every reason against copying, joining of parameter sets, units of damaged packets.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/export/smart_plan.h"
#include "engine/export/smart_stream.h"
#include "engine/video/assets.h"
#include "tests/support/build_project.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// A stream of groups of `gop` frames, decoded in runs of 1 + `bs`: the last frame of a run comes first.
struct Stream {
    CodedFacts facts;
    std::vector<bool> clean;
    explicit Stream(int frames, int gop, int bs = 0) {
        facts.codec = "h264";
        for (int group = 0; group < frames; group += gop) {
            const int end = std::min(frames, group + gop);
            push(group);
            for (int n = group + 1; n < end;) {
                const int anchor = std::min(end - 1, n + bs);
                push(anchor);
                for (; n < anchor; ++n) push(n);
                n = anchor + 1;
            }
            clean[static_cast<size_t>(facts.packet_of[static_cast<size_t>(group)])] = true;
        }
    }
    void push(int frame) {
        if (facts.packet_of.size() <= static_cast<size_t>(frame))
            facts.packet_of.resize(static_cast<size_t>(frame) + 1);
        facts.packet_of[static_cast<size_t>(frame)] = static_cast<int64_t>(facts.frame_of.size());
        facts.frame_of.push_back(frame), clean.push_back(false), facts.key.push_back(false);
    }
    SmartSource source() const {
        return {
            .refusal = {}, .facts = &facts, .clean_entry = [this](int64_t p) { return clean[static_cast<size_t>(p)]; }};
    }
};

std::vector<SmartFrame> cut(std::vector<SmartFrame> list, int source, int64_t first, int64_t count) {
    for (int64_t n = 0; n < count; ++n) list.push_back({.source = source, .frame = first + n, .reason = {}});
    return list;
}

// "c 0+25 @0" copied, "e 25+3" encoded.
std::string text_of(const SmartPlan& plan) {
    std::string text;
    for (const auto& s : plan.spans)
        text += (text.empty() ? "" : ", ") + std::string(s.source >= 0 ? "c " : "e ") + std::to_string(s.first) + "+" +
                std::to_string(s.count) + (s.source >= 0 ? " @" + std::to_string(s.source_frame) : "");
    return text;
}

std::vector<std::span<const uint8_t>> spans_of(const Units& units) { return {units.begin(), units.end()}; }

} // namespace

TEST_CASE("a cut on key frames is copied, another copies from its first key frame") {
    Stream s(100, 25);
    CHECK(text_of(plan_smart(cut({}, 0, 25, 50), {s.source()})) == "c 0+50 @25");
    SmartPlan plan = plan_smart(cut(cut({}, 0, 20, 40), 0, 75, 25), {s.source()});
    CHECK(text_of(plan) == "e 0+5, c 5+35 @25, c 40+25 @75");
    CHECK(plan.copied == 60);
    CHECK(plan.encoded == 5);
    CHECK(plan.delay == 0);
    CHECK(plan.spans[0].reason == "the part does not begin with a key frame");
    CHECK(plan_smart(cut({}, 0, 26, 20), {s.source()}).spans[0].reason == "the part holds no key frame to begin with");
}

TEST_CASE("with reordered frames the end of a part stands where nothing decoded is shown later") {
    Stream s(60, 12, 2); // 0 | 3 1 2 | 6 4 5 | 9 7 8 | 11 10 | 12 ...
    SmartPlan plan = plan_smart(cut({}, 0, 0, 12), {s.source()});
    CHECK(text_of(plan) == "c 0+12 @0");
    CHECK(plan.delay == 1);
    plan = plan_smart(cut(cut({}, 0, 0, 9), 0, 12, 4), {s.source()});
    CHECK(text_of(plan) == "c 0+7 @0, e 7+2, c 9+4 @12");
    CHECK(plan.spans[1].reason == "the last frames of the part depend on later ones");
    CHECK(plan.spans[2].packet == s.facts.packet_of[12]);
}

TEST_CASE("an open group is no beginning, but may stand inside") {
    Stream s(36, 12);
    // Frames 10 and 11 come behind the key frame 12 in decoding order and need it.
    std::swap(s.facts.frame_of[10], s.facts.frame_of[12]), std::swap(s.facts.frame_of[11], s.facts.frame_of[12]);
    for (size_t p = 0; p < s.facts.frame_of.size(); ++p)
        s.facts.packet_of[static_cast<size_t>(s.facts.frame_of[p])] = static_cast<int64_t>(p);
    s.clean.assign(36, false), s.clean[0] = s.clean[10] = s.clean[24] = true;
    CHECK(text_of(plan_smart(cut({}, 0, 0, 36), {s.source()})) == "c 0+36 @0");
    SmartPlan plan = plan_smart(cut({}, 0, 5, 31), {s.source()});
    CHECK(text_of(plan) == "e 0+19, c 19+12 @24");
    CHECK(plan.spans[0].reason == "the part begins in an open group of pictures");
    CHECK(plan_smart(cut({}, 0, 5, 15), {s.source()}).spans[0].reason == "the part holds only open groups of pictures");
}

TEST_CASE("frames out of step, refused sources and rendered frames are encoded, joined where they touch") {
    Stream s(100, 25);
    auto doubled = cut(cut(cut({}, 0, 0, 1), 0, 0, 1), 0, 1, 1); // 0 0 1, as of a slower source
    CHECK(text_of(plan_smart(doubled, {s.source()})) == "c 0+1 @0, c 1+2 @0");
    SmartSource no = s.source();
    no.refusal = "b.mp4: the source is hevc, the result h264";
    auto frames = cut(cut({}, 0, 0, 25), 1, 0, 5);
    for (int n = 0; n < 3; ++n) frames.push_back({.source = -1, .frame = 0, .reason = "an effect changes the frame"});
    SmartPlan plan = plan_smart(frames, {s.source(), no});
    CHECK(text_of(plan) == "c 0+25 @0, e 25+8");
    CHECK(plan.spans[1].reason == no.refusal + "; an effect changes the frame");
    CHECK(plan_smart({}, {}).spans.empty());
    // A frame that no packet makes, as of a file that is cut off, is not copied.
    CHECK(plan_smart(cut({}, 0, 100, 5), {s.source()}).copied == 0);
}

TEST_CASE("packets that make no shown frame end a part") {
    Stream s(50, 25);
    s.facts.frame_of[30] = -1;
    CHECK(text_of(plan_smart(cut({}, 0, 25, 25), {s.source()})) == "c 0+5 @25, e 5+20");
}

TEST_CASE("why a stream cannot be copied") {
    CodedFacts f{
        .codec = "h264", .profile = "High", .width = 1920, .height = 1080, .format = "yuv420p", .colour = kRec709};
    f.header = {1, 100, 0, 40, 255, 0xe1, 0, 4, 0x67, 100, 0, 40, 1, 0, 2, 0x68, 0x80};
    f.packet_of = {0, 1};
    ExportTarget target;
    target.frame = {.format = PixelFormat::yuv420p, .width = 1920, .height = 1080, .colour = kRec709};
    VideoSettings video;
    PictureStream stream;
    auto why = [&](auto change) {
        CodedFacts facts = f;
        PictureStream picture = stream;
        ExportTarget to = target;
        VideoSettings v = video;
        change(facts, picture, to, v);
        return why_not_copied(facts, picture, to, v);
    };
    CHECK(why([](auto&, auto&, auto&, auto&) {}) == "");
    CHECK(why([](auto&, auto&, auto&, auto& v) { v.profile = "high"; }) == "");
    CHECK(why([](auto& facts, auto&, auto&, auto&) { facts.colour = {}; }) == "");
    auto says = [&](const char* word, auto change) {
        CAPTURE(word);
        CHECK(why(change).find(word) != std::string::npos);
    };
    says("not copied", [](auto&, auto&, auto&, auto& v) { v.codec = "av1"; });
    says("hevc", [](auto& facts, auto&, auto&, auto&) { facts.codec = "hevc"; });
    says("profile", [](auto&, auto&, auto&, auto& v) { v.profile = "main"; });
    says("1280x720", [](auto& facts, auto&, auto&, auto&) { facts.width = 1280, facts.height = 720; });
    says("pixel format", [](auto& facts, auto&, auto&, auto&) { facts.format = "yuv422p"; });
    says("square", [](auto& facts, auto&, auto&, auto&) { facts.sar_num = 4, facts.sar_den = 3; });
    says("interlaced", [](auto&, auto& picture, auto&, auto&) { picture.interlaced = true; });
    says("colour tags", [](auto& facts, auto&, auto&, auto&) { facts.colour.matrix = Matrix::bt470bg; });
    says("colour tags", [](auto& facts, auto&, auto&, auto&) { facts.colour.range = ColourRange::full; });
    says("no colour tags", [](auto& facts, auto&, auto&, auto& v) {
        facts.codec = v.codec = "prores", facts.profile = "HQ", facts.colour = {};
    });
    says("PQ", [](auto&, auto&, auto& to, auto&) { to.frame.colour.transfer = Transfer::pq; });
    says("parameter sets", [](auto& facts, auto&, auto&, auto&) { facts.header.clear(); });
}

TEST_CASE("why a frame is rendered") {
    auto why = [](auto change, Time at = seconds(1)) {
        BuildProject b;
        MediaId film = b.film("a.mov", seconds(20));
        ClipId first = b.clip(b.v1(), film, {}, {}, seconds(4));
        ClipId second = b.clip(b.v1(), film, seconds(4), seconds(8), seconds(4));
        change(b, first, second);
        auto project = b.done();
        auto assets = make_frame_assets();
        const Sequence& s = *project->sequences[0];
        auto program = compile_frame(*project, s, at, {.target = target_of(s, PixelFormat::yuv420p)}, *assets);
        REQUIRE(program);
        return program->passthrough_source() >= 0 ? std::string("copied") : why_rendered(*program);
    };
    CHECK(why([](BuildProject&, ClipId, ClipId) {}) == "copied");
    CHECK(why([](BuildProject&, ClipId, ClipId) {}, seconds(9)) == "nothing is shown (black)");
    CHECK(why([](BuildProject& b, ClipId first, ClipId) {
              b.edit_clip(first, [](Clip& c) { c.fade_in.length = seconds(3); });
          }) == "opacity or a fade changes the frame");
    CHECK(why([](BuildProject& b, ClipId first, ClipId) {
              b.effect(first, EffectKind::exposure, [](Effect& e) { e.params[0].value = 1; });
          }) == "an effect changes the frame");
    CHECK(why([](BuildProject& b, ClipId,
                 ClipId second) { b.transition(second, TransitionKind::dissolve, millis(500), millis(500)); },
              seconds(4)) == "a transition changes the frame");
    CHECK(why([](BuildProject& b, ClipId, ClipId) {
              ClipId title = b.generator(b.add_track(TrackKind::picture, "V2"), EffectKind::title, {}, seconds(4));
              b.edit_clip(title, [](Clip& c) {
                  Effect e = *std::get<GeneratorContent>(c.content).generator;
                  e.texts[slot::text] = "Hello";
                  c.content = GeneratorContent{std::make_shared<const Effect>(e)};
              });
          }) == "a title or subtitle is shown");
    CHECK(why([](BuildProject& b, ClipId first, ClipId) {
              MediaId small = b.film("b.mov", seconds(20), {25, 1}, 640, 360);
              b.edit_clip(first, [&](Clip& c) { c.content = MediaContent{.media = small}; });
          }) == "the picture is moved, scaled, cropped or turned");
    // Slower speed shows frames twice: each is a picture of its own, but none follows the one before.
    CHECK(why([](BuildProject& b, ClipId first, ClipId) {
              b.edit_clip(first, [](Clip& c) { c.speed = Speed{1, 2}; });
          }) == "copied");
}

TEST_CASE("parameter sets of parts stay in the header while their ids differ") {
    // SPS id 0 and 1 (ue: 1 and 010), PPS id 0 and 1.
    const Units a{{0x67, 100, 0, 40, 0x80}, {0x68, 0x80}}, b{{0x67, 100, 0, 40, 0x40}, {0x68, 0x40}};
    Units other = a;
    other[0][3] = 31;
    JoinedHeader joined = join_headers("h264", {a, b, a});
    CHECK_FALSE(joined.in_band);
    CHECK(joined.header.size() == 2 * (4 + 5) + 2 * (4 + 2));
    CHECK(std::vector<uint8_t>(joined.header.begin(), joined.header.begin() + 5) ==
          std::vector<uint8_t>{0, 0, 0, 1, 0x67});
    joined = join_headers("h264", {a, other});
    CHECK(joined.in_band);
    CHECK(joined.header.size() == 9 + 6);
    CHECK(free_set_id({a}) == 1);
    CHECK(free_set_id({a, b}) == 2);
    CHECK(free_set_id({b}) == 0);
    CHECK_FALSE(join_headers("hevc", {a, a}).in_band);
    CHECK(join_headers("hevc", {a, b}).in_band);
}

TEST_CASE("packets are turned into units behind start codes, sets stand behind the delimiter") {
    const std::vector<uint8_t> packet{0, 0, 0, 2, 9, 0xf0, 0, 0, 0, 4, 0x65, 1, 2, 0};
    auto units = split_units(packet, {.start_codes = false, .length_bytes = 4});
    REQUIRE(units.size() == 2);
    const Units sets{{0x67, 5}};
    const auto joined = annex_b("h264", units, sets);
    CHECK(joined == std::vector<uint8_t>{0, 0, 0, 1, 9, 0xf0, 0, 0, 0, 1, 0x67, 5, 0, 0, 0, 1, 0x65, 1, 2});
    CHECK(split_units(joined, {.start_codes = true}).size() == 3);
    CHECK(begins_anew("h264", units));
    CHECK_FALSE(begins_anew("h264", spans_of({{0x41, 1}})));
    CHECK_FALSE(begins_anew("h264", spans_of({{0x67, 1}})));
    CHECK(begins_anew("hevc", spans_of({{19 << 1, 1, 0}})));
    CHECK_FALSE(begins_anew("hevc", spans_of({{21 << 1, 1, 0}}))); // CRA
    // Damage: lengths that lead out of the packet or the header.
    for (size_t n = 1; n < packet.size(); ++n) {
        std::vector<uint8_t> part(packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(n));
        CHECK(split_units(part, {.start_codes = false, .length_bytes = 4}).size() <= 1);
    }
    CodedFacts f{.codec = "h264", .header = {1, 100, 0, 40, 255, 0xe1, 0, 4, 0x67, 100, 0, 40, 1, 0, 2, 0x68, 0x80}};
    CHECK(parameter_sets(f).size() == 2);
    CHECK(unit_layout(f).length_bytes == 4);
    for (const auto whole = f.header; f.header.size() > 1;) {
        f.header.pop_back();
        CHECK(parameter_sets(f).empty());
    }
    for (const char* codec : {"h264", "hevc"}) {
        CodedFacts noise{.codec = codec, .header = std::vector<uint8_t>(64, 0xff)};
        CHECK(parameter_sets(noise).empty());
    }
}
