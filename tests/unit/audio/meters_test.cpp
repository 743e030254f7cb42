// Meters: levels of strips while the engine plays, and the loudness of EBU Tech 3341 and 3342's signals.
#include <doctest/doctest.h>

#include <thread>

#include "engine/media/audio_reader.h"
#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/unit/audio/live.h"

using namespace tandem;
using namespace tandem::test;
using audio::LoudnessMeter;
using audio::LoudnessReading;
using audio::StripLevel;

namespace {

const double kHalf = std::pow(10, -6 / 20.0); // -6 dB

// A sine of -6 dBFS on A1 at -6 dB, A1 to a bus at -3 dB, a bus that is muted, a track without clips, a master at -1
// dB.
struct SineMix : Mix {
    TrackId track = build.a1(), empty = build.add_track(TrackKind::sound, "A2");
    BusId group, quiet;
    SineMix() {
        group = bus("group", Strip{.gain_db = {-3}});
        quiet = bus("quiet", Strip{.mute = true});
        build.clip(track, add("sine", sine(1000, 48000, 2, kHalf), seconds(60)), Time{}, Time{}, seconds(60));
        strip(track, [&](Strip& s) {
            s.gain_db = {-6}, s.output = group;
            s.sends.push_back({.bus = quiet});
        });
        master([](Strip& s) { s.gain_db = {-1}; });
    }
    template<class F>
    void master(F change) {
        Mixer m = *build.sequence().mixer;
        Strip s = m.master ? *m.master : Strip{};
        change(s);
        m.master = std::make_shared<const Strip>(std::move(s));
        build.sequence().mixer = std::make_shared<const Mixer>(std::move(m));
    }
};

StripLevel level(const std::vector<StripLevel>& all, StripRef strip) {
    for (const StripLevel& l : all)
        if (l.strip == strip) return l;
    FAIL("no such strip");
    return {};
}

void check_level(const std::vector<StripLevel>& all, StripRef strip, double peak_db) {
    const StripLevel l = level(all, strip);
    REQUIRE(l.channels == 2);
    for (size_t c = 0; c < 2; ++c) {
        CHECK(std::abs(db(static_cast<double>(l.peak[c])) - peak_db) < 0.1);
        CHECK(std::abs(db(static_cast<double>(l.rms[c])) - (peak_db - 3.01)) < 0.1);
    }
    CHECK_FALSE(l.over);
}

bool silent(const std::vector<StripLevel>& all) {
    return std::all_of(all.begin(), all.end(), [](const StripLevel& l) {
        return std::all_of(l.peak.begin(), l.peak.end(), [](float x) { return x == 0; }) &&
               std::all_of(l.rms.begin(), l.rms.end(), [](float x) { return x == 0; });
    });
}

// Plays no faster than loudness can be measured.
void roll_measured(Live& live, int frames) {
    for (int done = 0; done < frames; done += 4800) {
        live.roll(4800, 480);
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    }
}
template<class F>
bool soon(F done) {
    for (int i = 0; i < 1000 && !done(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return done();
}

using Near = doctest::Approx;

// Sines of 1 kHz in turn: seconds and peak in dBFS, all channels alike.
struct Part {
    double seconds, peak_db;
};
struct Measured {
    LoudnessReading last;
    double max_momentary = -HUGE_VAL, max_short_term = -HUGE_VAL;
    double least_momentary = HUGE_VAL, least_short_term = HUGE_VAL; // once their windows were full
};
// Feeds in hops of 10 ms from read(first, frames, planes).
template<class F>
Measured measure(int channels, int rate, int64_t frames, F read) {
    LoudnessMeter meter(channels, rate);
    Planes block(static_cast<size_t>(channels), std::vector<float>(static_cast<size_t>(rate / 100)));
    std::vector<float*> planes;
    for (auto& plane : block) planes.push_back(plane.data());
    Measured m;
    for (int64_t at = 0; at < frames; at += rate / 100) {
        read(at, rate / 100, planes.data());
        meter.feed(planes.data(), rate / 100);
        m.last = meter.reading();
        m.max_momentary = std::max(m.max_momentary, m.last.momentary);
        m.max_short_term = std::max(m.max_short_term, m.last.short_term);
        if (at >= rate) m.least_momentary = std::min(m.least_momentary, m.last.momentary);
        if (at >= rate * 3) m.least_short_term = std::min(m.least_short_term, m.last.short_term);
    }
    return m;
}
Measured measure(const std::vector<Part>& parts, int rate = 48000) {
    std::vector<double> gains;
    for (const Part& p : parts)
        gains.insert(gains.end(), static_cast<size_t>(std::lround(p.seconds * rate)), std::pow(10, p.peak_db / 20));
    return measure(2, rate, static_cast<int64_t>(gains.size()), [&](int64_t first, int count, float* const* out) {
        for (int i = 0; i < count; ++i) {
            const auto n = static_cast<size_t>(first + i);
            const double phase = std::fmod(static_cast<double>(n) * 1000 / rate, 1.0) * 2 * std::numbers::pi;
            out[0][i] = out[1][i] = n < gains.size() ? static_cast<float>(gains[n] * std::sin(phase)) : 0.0f;
        }
    });
}
Measured measure(const std::filesystem::path& file) {
    auto media = probe_media(file.string());
    REQUIRE(media);
    auto reader = AudioReader::open(*media);
    REQUIRE(reader);
    AudioReader& r = **reader;
    return measure(r.channels(), r.rate(), r.length(),
                   [&](int64_t first, int count, float* const* out) { REQUIRE(r.read(first, count, out)); });
}

} // namespace

TEST_CASE("levels are of every strip after its fader, peaks since the last call") {
    const SineMix m;
    Live live(m);
    CHECK(silent(live.engine.levels()));
    live.start(Time{});
    live.roll(24000, 480);
    auto all = live.engine.levels();
    REQUIRE(all.size() == 5);
    CHECK(all.back().strip == StripRef{});
    check_level(all, {.track = m.track}, -12);
    check_level(all, {.bus = m.group}, -15);
    check_level(all, {}, -16);
    CHECK(silent({level(all, {.track = m.empty}), level(all, {.bus = m.quiet})}));
    all = live.engine.levels(); // nothing was played since
    CHECK(level(all, {}).peak[0] == 0);
    CHECK(level(all, {}).rms[0] > 0);

    live.roll(4800, 480);
    live.transport.stop();
    live.block(480);
    all = live.engine.levels();
    CHECK(db(static_cast<double>(level(all, {}).peak[0])) == Near(-16).epsilon(0.01)); // was not read before the stop
    CHECK(level(all, {}).rms[0] == 0);
    for (int i = 0; i < 10; ++i) live.block(480);
    CHECK(silent(live.engine.levels()));
}

TEST_CASE("a mono track has the levels of its pan; above full scale is told") {
    Mix m;
    m.build.clip(m.build.a1(), m.add("sine", sine(1000, 48000, 1, 1.5), seconds(9)), Time{}, Time{}, seconds(9));
    m.strip(m.build.a1(), [](Strip& s) { s.pan = {-1}; });
    Live live(m);
    live.start(Time{});
    live.roll(24000, 480);
    const auto all = live.engine.levels();
    const StripLevel l = level(all, {.track = m.build.a1()});
    CHECK(l.channels == 2);
    CHECK(l.peak[0] == Near(1.5).epsilon(0.001));
    CHECK(l.peak[1] == 0);
    CHECK(l.rms[1] == 0);
    CHECK(l.over);
    CHECK(level(all, {}).over);
    CHECK_FALSE(live.engine.levels()[0].over);
}

TEST_CASE("levels go on through edits; a strip that is muted falls silent") {
    SineMix m;
    Live live(m);
    live.start(Time{});
    live.roll(24000, 64);
    for (int i = 0; i < 5; ++i) {
        m.build.add_track(TrackKind::sound, "more" + std::to_string(i));
        m.master([&](Strip& s) { s.gain_db = {i % 2 ? -1.0 : -7.0}; });
        live.engine.levels();
        live.edit(m);
        live.roll(64, 64);
        const auto all = live.engine.levels();
        CHECK(all.size() == 6 + static_cast<size_t>(i));
        check_level(all, {.track = m.track}, -12);
        check_level(all, {.bus = m.group}, -15);
    }
    live.roll(24000, 64);
    live.engine.levels();
    live.roll(640, 64);
    check_level(live.engine.levels(), {}, -22);

    m.strip(m.track, [](Strip& s) { s.mute = true; });
    live.edit(m);
    live.roll(64, 64);
    live.engine.levels();
    live.roll(24000, 64);
    CHECK(silent(live.engine.levels()));
    CHECK(live.engine.report().starved == 0);
}

TEST_CASE("what runs before the start of playback so that processors settle is in no level") {
    Mix m;
    const TrackId direct = m.build.add_track(TrackKind::sound, "A2");
    const BusId limited = m.bus("limited", Strip{.inserts = {m.insert(EffectKind::limiter)}});
    const MediaId sound = m.add("sine", sine(1000, 48000, 2, kHalf), seconds(60));
    m.build.clip(m.build.a1(), sound, Time{}, Time{}, seconds(2));
    m.build.clip(direct, sound, Time{}, Time{}, seconds(2));
    m.strip(m.build.a1(), [&](Strip& s) { s.output = limited; });
    REQUIRE(m.plan()->run_in > 0);
    Live live(m);
    live.start(seconds(2));
    live.roll(4800, 64);
    CHECK(silent(live.engine.levels()));
}

TEST_CASE("the master's loudness while it plays, through a stop and a reset") {
    const SineMix m;
    Live live(m);
    CHECK(live.engine.loudness().integrated == -HUGE_VAL);
    live.start(Time{});
    roll_measured(live, 4 * 48000);
    CHECK(soon([&] { return std::abs(live.engine.loudness().short_term + 16) < 0.05; }));
    LoudnessReading r = live.engine.loudness();
    CHECK(std::abs(r.momentary + 16) < 0.1);
    CHECK(std::abs(r.integrated + 16) < 0.1);
    CHECK(r.range < 0.1);
    CHECK(std::abs(r.true_peak_db + 16) < 0.2);
    CHECK(r.correlation == Near(1));

    for (int stop = 0; stop < 3; ++stop) {
        live.transport.stop();
        CHECK(soon([&] {
            live.block(480);
            return live.engine.loudness().momentary == -HUGE_VAL;
        }));
        CHECK(live.engine.loudness().short_term == -HUGE_VAL);
        CHECK(live.engine.loudness().correlation == 0);
        live.start(seconds(10 + stop));
        roll_measured(live, 48000);
    }
    CHECK(soon([&] { return std::abs(live.engine.loudness().momentary + 16) < 0.1; }));
    r = live.engine.loudness();
    CHECK(std::abs(r.integrated + 16) < 0.1);
    CHECK(std::abs(r.true_peak_db + 16) < 0.2); // stops and starts are no clicks

    live.engine.reset_loudness(); // in the middle
    r = live.engine.loudness();
    CHECK(r.integrated == -HUGE_VAL);
    CHECK(r.true_peak_db == -HUGE_VAL);
    CHECK(r.range == -HUGE_VAL);
    roll_measured(live, 48000);
    CHECK(soon([&] { return std::abs(live.engine.loudness().momentary + 16) < 0.1; }));
    CHECK(std::abs(live.engine.loudness().true_peak_db + 16) < 0.2);
}

TEST_CASE("neither starts and stops inside the timeline nor edits are true peaks") {
    Mix m;
    m.build.clip(m.build.a1(), m.add("level", constant(0.5f), seconds(60)), Time{}, Time{}, seconds(60));
    Live live(m);
    const auto peak_stays = [&] {
        roll_measured(live, 24000);
        CHECK(soon([&] { return live.engine.loudness().momentary > -HUGE_VAL; }));
        CHECK(std::abs(live.engine.loudness().true_peak_db + 6.02) < 0.1);
    };
    for (int at : {1, 2}) {
        live.start(seconds(at));
        peak_stays();
        live.transport.stop();
        live.block(480);
    }
    live.start(seconds(3));
    peak_stays();
    m.strip(m.build.a1(), [](Strip& s) { s.invert = true; });
    live.edit(m);
    peak_stays();
    live.engine.reset_loudness();
    peak_stays();
}

TEST_CASE("a master meter that is not waited for drops and counts") {
    audio::MasterMeter meter(48000);
    const audio::MasterQuantum quantum;
    int64_t pushed = 0;
    while (pushed < 1'000'000 && meter.push(quantum)) ++pushed;
    CHECK(pushed < 1'000'000);
    CHECK(meter.dropped() == 1);
    CHECK(soon([&] { return meter.push(quantum); }));
}

TEST_CASE("the newest sound of the master is handed out oldest first; mono stands on both sides; the end is silence") {
    audio::MasterMeter meter(48000);
    audio::MasterQuantum quantum;
    float next = 0;
    auto push = [&](int channels) {
        quantum.channels = channels;
        quantum.edge = audio::MasterQuantum::Edge::none;
        for (size_t i = 0; i < audio::kQuantum; ++i)
            quantum.samples[0][i] = next += 1e-6F, quantum.samples[1][i] = -next;
        while (!meter.push(quantum)) std::this_thread::yield();
    };
    for (int i = 0; i < 200; ++i) push(2); // more than is kept
    std::vector<float> left(1000), right(1000);
    meter.recent(left, right);
    CHECK(left.back() == next);
    CHECK(right.back() == -next);
    for (size_t i = 1; i < left.size(); ++i) REQUIRE(left[i] > left[i - 1]);
    push(1);
    meter.recent(left, right);
    CHECK(left.back() == next);
    CHECK(right.back() == next);
    quantum.edge = audio::MasterQuantum::Edge::ends;
    while (!meter.push(quantum)) std::this_thread::yield();
    meter.recent(left, right);
    CHECK(std::all_of(left.begin(), left.end(), [](float v) { return v == 0; }));
}

TEST_CASE("correlation of left and right") {
    const auto correlation = [](double gain, double left_hz, double right_hz) {
        return measure(2, 48000, 48000,
                       [&](int64_t first, int count, float* const* out) {
                           const Signal left = sine(left_hz, 48000), right = sine(right_hz, 48000);
                           for (int i = 0; i < count; ++i)
                               out[0][i] = left.value(0, first + i),
                               out[1][i] = static_cast<float>(gain) * right.value(0, first + i);
                       })
            .last.correlation;
    };
    CHECK(correlation(0.3, 1000, 1000) == Near(1).epsilon(0.01));
    CHECK(correlation(-1, 1000, 1000) == Near(-1).epsilon(0.01));
    CHECK(std::abs(correlation(1, 1000, 1100)) < 0.01);
    CHECK(correlation(0, 1000, 1000) == 0);
}

TEST_CASE("a pause joins parts of a programme: no window reaches across, what is of all goes on") {
    LoudnessMeter meter(2, 48000);
    const auto feed = [&](double seconds, double peak_db) {
        Planes x(2, std::vector<float>(static_cast<size_t>(seconds * 48000)));
        const Signal s = sine(1000, 48000, 1, std::pow(10, peak_db / 20));
        for (size_t i = 0; i < x[0].size(); ++i) x[0][i] = x[1][i] = s.value(0, static_cast<int64_t>(i));
        const float* planes[] = {x[0].data(), x[1].data()};
        meter.feed(planes, static_cast<int>(x[0].size()));
    };
    feed(20.003, -20);
    const LoudnessReading before = meter.reading();
    meter.pause();
    CHECK(meter.reading().momentary == -HUGE_VAL);
    CHECK(meter.reading().short_term == -HUGE_VAL);
    CHECK(meter.reading().integrated == Near(before.integrated));
    CHECK(meter.reading().true_peak_db == Near(-20).epsilon(0.01));
    feed(3, -26);
    CHECK(std::abs(meter.reading().short_term + 26) <= 0.1);
    CHECK(meter.reading().integrated < before.integrated);
    feed(17, -26);
    CHECK(std::abs(meter.reading().integrated + 22.02) <= 0.1);
    CHECK(std::abs(meter.reading().range - 6) <= 0.2);
}

TEST_CASE("a sample that is no number spoils no loudness after it") {
    const Measured m = measure(1, 48000, 96000, [](int64_t first, int count, float* const* out) {
        const Signal s = sine(1000, 48000, 1, kHalf);
        for (int i = 0; i < count; ++i) out[0][i] = first + i == 480 ? NAN : s.value(0, first + i);
    });
    CHECK(std::abs(m.last.momentary + 9) < 0.1);
    CHECK(m.last.correlation == 1);
}

TEST_CASE("EBU Tech 3341 and 3342: signals of sines") {
    for (auto [rate, at] : {std::pair(48000, -23.0), {48000, -33.0}, {44100, -23.0}, {96000, -23.0}}) {
        CAPTURE(rate);
        const Measured m = measure({{20, at}}, rate);
        for (double v : {m.last.momentary, m.last.short_term, m.last.integrated, m.max_momentary, m.least_short_term})
            CHECK(std::abs(v - at) <= 0.1);
    }
    const std::vector<std::vector<Part>> integrated = {{{10, -36}, {60, -23}, {10, -36}},
                                                       {{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}},
                                                       {{20, -26}, {20.1, -20}, {20, -26}}};
    for (const auto& parts : integrated) CHECK(std::abs(measure(parts).last.integrated + 23) <= 0.1);
    const std::vector<std::pair<double, std::vector<Part>>> ranges = {
        {10, {{20, -20}, {20, -30}}},
        {5, {{20, -20}, {20, -15}}},
        {20, {{20, -40}, {20, -20}}},
        {15, {{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}}};
    for (const auto& [range, parts] : ranges) CHECK(std::abs(measure(parts).last.range - range) <= 1);
    for (int i = 0; i < 20; ++i) { // 13 and 14, 10: the windows find tones of their length wherever they begin
        CAPTURE(i);
        CHECK(std::abs(measure({{i * 0.02, -200}, {0.4, -38.0 + i}, {0.4, -200}}).max_momentary - (-38.0 + i)) <= 0.1);
        if (i % 5 == 0) CHECK(std::abs(measure({{i * 0.15, -200}, {3, -23}, {1, -200}}).max_short_term + 23) <= 0.1);
    }
}

TEST_CASE("corpus: EBU Tech 3341 and 3342") {
    NEED_CORPUS(corpus);
    const auto folder = corpus / "vectors/ebu";
    const auto at = [&](const char* name) { return measure(folder / name); };
    for (const char* name : {"tech3341-01-stereo-1k-m23dBFS-20s.flac", "tech3341-02-stereo-1k-m33dBFS-20s.flac"}) {
        const Measured m = at(name);
        const double want = name[10] == '1' ? -23 : -33;
        for (double v : {m.last.momentary, m.last.short_term, m.last.integrated}) CHECK(std::abs(v - want) <= 0.1);
    }
    CHECK(std::abs(at("tech3341-06-5.1-silent-lfe.flac").last.integrated + 23) <= 0.1);
    const Measured constant_short = at("tech3341-09-shortterm-const.flac");
    CHECK(std::abs(constant_short.max_short_term + 23) <= 0.1);
    CHECK(std::abs(constant_short.least_short_term + 23) <= 0.1);
    const Measured constant_momentary = at("tech3341-12-momentary-const.flac");
    CHECK(std::abs(constant_momentary.max_momentary + 23) <= 3); // before its first second
    CHECK(std::abs(constant_momentary.least_momentary + 23) <= 0.1);
    CHECK(std::abs(constant_momentary.last.momentary + 23) <= 0.1);
    for (const char* name : {"tech3341-13-02-momentary-offset.flac", "tech3341-13-08-momentary-offset.flac"})
        CHECK(std::abs(at(name).max_momentary + 23) <= 0.1);
    const std::pair<const char*, double> peaks[] = {
        {"tech3341-15-tp-fs4-0deg.flac", -6},           {"tech3341-16-tp-fs4-45deg.flac", -6},
        {"tech3341-17-tp-fs6-60deg.flac", -6},          {"tech3341-18-tp-fs8-67.5deg.flac", -6},
        {"tech3341-19-tp-fs4-45deg-1.41-float.wav", 3}, {"tech3341-20-tp-burst-offset0.flac", 0},
        {"tech3341-22-tp-burst-offset2.flac", 0}};
    for (auto [name, want] : peaks) {
        CAPTURE(name);
        const double peak = at(name).last.true_peak_db;
        CHECK(peak <= want + 0.2);
        CHECK(peak >= want - 0.4);
    }
    CHECK(std::abs(at("tech3342-1-lra10.flac").last.range - 10) <= 1);
}
