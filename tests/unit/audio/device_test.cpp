// Real streams through PortAudio: the ALSA device of tests/support/clocked_device.c records what a card would have
// played. Loss and return of the device; the null device.
#include <doctest/doctest.h>

#include <cmath>

#include "tests/unit/audio/player.h"
#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// A busy machine may hold the device's thread up; then there are holes, counted, and it is tried again, a shorter piece
// in the end. Where not even that passes with the smallest block, the machine cannot play so and it is said.
constexpr int kAttempts = 25;
double piece_seconds(int attempt) { return attempt < 5 ? 1.2 : 0.4; }
void must_have_played(bool played, int block) {
    if (block >= 512)
        CHECK_MESSAGE(played, "the device ran dry in all attempts");
    else
        WARN_MESSAGE(played, "not checked: this machine plays no 0.4 s in blocks of " << block << " without a hole");
}

} // namespace

TEST_CASE("a card hears the render bit for bit, times the monitor's level") {
    const Card card;
    const Mix m = noise_mix();
    const auto listed = audio::list_audio_devices();
    REQUIRE(listed);
    CHECK(std::any_of(listed->begin(), listed->end(),
                      [](const auto& d) { return d.name == "ALSA: clocked" && d.outputs >= 2; }));
    const Planes want = m.render(0, 48000);
    for (const auto& [block, db] : {std::pair(64, 0.0), {512, 0.0}, {512, -6.0}}) {
        CAPTURE(block);
        const auto gain = static_cast<float>(audio::db_to_gain(db));
        bool played = false;
        for (int attempt = 0; attempt < kAttempts && !played; ++attempt) {
            const double length = piece_seconds(attempt);
            fs::remove(card.out());
            int64_t underflows = 0;
            {
                Player p(m, "clocked", block, {.monitor_db = db});
                CHECK(p.output->report().device == "ALSA: clocked");
                REQUIRE(within(std::chrono::seconds(20), [&] { return p.at_seconds() > length; }));
                underflows = p.output->report().underflows + p.engine.report().starved;
            }
            if (underflows > 0) continue;
            const std::vector<float> heard = card.heard();
            size_t at = 0;
            while (at + 1 < heard.size() && heard[at] == 0 && heard[at + 1] == 0) at += 2;
            const auto samples = static_cast<size_t>(std::lround((length - 0.2) * 48000)) * 2;
            REQUIRE(heard.size() >= at + samples);
            played = true;
            size_t wrong = 0;
            for (size_t i = 0; i < samples; ++i) wrong += heard[at + i] != want[i % 2][i / 2] * gain;
            CHECK(wrong == 0);
        }
        must_have_played(played, block);
    }
}

TEST_CASE("a lost card: the clock goes on within half a second, and the card comes back") {
    const Card card;
    const Mix m = noise_mix();
    Player p(m, "clocked", 256);
    REQUIRE(within(std::chrono::seconds(5), [&] { return p.at_seconds() > 0.2; }));
    std::ofstream(card.gone()) << "unplugged";
    const double lost_at = p.at_seconds();
    const auto begun = std::chrono::steady_clock::now();
    CHECK(within(std::chrono::seconds(5), [&] { return p.output->report().device == "null"; }));
    REQUIRE(within(std::chrono::seconds(5), [&] { return p.at_seconds() > lost_at + 0.5; }));
    const double spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    CHECK(p.at_seconds() < lost_at + spent + 0.05); // no position is skipped
    CHECK(p.output->report().losses == 1);
    fs::remove(card.gone());
    CHECK(within(std::chrono::seconds(10), [&] { return p.output->report().device == "ALSA: clocked"; }));
    const double back_at = p.at_seconds();
    CHECK(within(std::chrono::seconds(5), [&] { return p.at_seconds() > back_at + 0.2; }));
}

TEST_CASE(
    "a card that comes back at another rate is told with it; the clock goes on, and its own rate is taken again") {
    const Card card;
    const Mix m = noise_mix();
    Player p(m, "clocked", 256);
    REQUIRE(within(std::chrono::seconds(5), [&] { return p.at_seconds() > 0.2; }));
    CHECK(p.output->report().other_rate == 0);
    card.only_rate(44100);
    card.unplug();
    CHECK(within(std::chrono::seconds(5), [&] { return p.output->report().device == "null"; }));
    card.plug_in();
    CHECK(within(std::chrono::seconds(10), [&] { return p.output->report().other_rate == 44100; }));
    CHECK(p.output->report().device == "null"); // whose owner is to make another output
    const double at = p.at_seconds();
    CHECK(within(std::chrono::seconds(5), [&] { return p.at_seconds() > at + 0.2; }));
    card.only_rate(0);
    CHECK(within(std::chrono::seconds(10), [&] { return p.output->report().device == "ALSA: clocked"; }));
    CHECK(p.output->report().other_rate == 0);
}

TEST_CASE("the rate that a device plays is the one asked for, or else its own") {
    const Card card;
    CHECK(*audio::rate_that_plays({.name = "clocked", .rate = 88200}) == 88200);
    card.only_rate(96000);
    CHECK(*audio::rate_that_plays({.name = "clocked", .rate = 48000}) == 96000);
    CHECK(*audio::rate_that_plays({.name = "null", .rate = 12345}) == 12345);
    CHECK_FALSE(audio::rate_that_plays({.name = "no such card"}));
}

TEST_CASE("a device that is not there, or does not do what is asked, is an error that says so") {
    const Card card;
    const Mix m = noise_mix();
    Transport transport(48000);
    audio::SoundEngine engine({.workers = 1, .sources = m.factory()});
    auto none = audio::AudioOutput::open({.name = "no such card"}, transport, engine);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::unavailable);
    CHECK(none.error().text().find("no such card") != std::string::npos);
    audio::SoundEngine fast({.rate = 384000, .workers = 1, .sources = m.factory()});
    auto rate = audio::AudioOutput::open({.name = "clocked", .rate = 384000}, transport, fast);
    REQUIRE_FALSE(rate);
    CHECK(rate.error().text().find("384000") != std::string::npos);
}

TEST_CASE("the null device hands out blocks in step with the clock") {
    struct Count final : audio::AudioProcess {
        Transport transport{48000};
        std::atomic<int64_t> frames = 0, early = 0;
        int64_t last = 0;
        void process(const audio::DeviceBlock& b) override {
            early += monotonic_ns() < b.now_ns || b.now_ns < last;
            last = b.now_ns;
            transport.process(b.frames, b.now_ns, 0, 1e9 / 48000);
            frames += b.frames;
        }
    } count;
    count.transport.play();
    {
        auto device = audio::open_audio_device({.name = "null", .block_frames = 256}, count);
        REQUIRE(device);
        while (count.frames < 256 * 20) std::this_thread::yield();
        const ClockPoint p = count.transport.point();
        CHECK(p.state == TransportState::rolling);
        CHECK(audible_at(p, p.time_ns) == Time::from_samples(p.frames, 48000));
    }
    CHECK(count.early == 0);
}

TEST_CASE("what a card plays comes in through a cable, and is recorded where it was heard, to the sample") {
    const Card card(2);
    const Mix m = noise_mix();
    const Planes want = m.render(0, 3 * 48000);
    for (int block : {64, 512}) {
        CAPTURE(block);
        bool recorded = false;
        for (int attempt = 0; attempt < kAttempts && !recorded; ++attempt) {
            const double length = piece_seconds(attempt);
            const Folder folder;
            auto r = recorder(record_spec(folder.path, 2));
            bool disturbed = false;
            {
                Player p(m, "clocked", block,
                         {.recorder = r.get(), .inputs = 2, .at = Time::from_samples(1000, 48000)});
                REQUIRE(within(std::chrono::seconds(20), [&] { return p.at_seconds() > length; }));
                p.transport.stop();
                REQUIRE(within(std::chrono::seconds(5), [&] { return !r->take_finished().empty(); }) ==
                        true); // the take ends by itself once all that was heard is in
                disturbed = p.output->report().underflows + p.engine.report().starved > 0;
            }
            if (disturbed || r->report().device_losses > 0) continue;
            recorded = true;
            const WavFile w = WavFile::read((folder.path / "Song A3 take 1.wav").string());
            CHECK(w.start_sample == 1000);
            REQUIRE(w.frames > std::lround((length - 0.2) * 48000));
            // Starts inside the timeline rise over kRiseFrames.
            size_t wrong = 0;
            for (size_t i = audio::SoundEngine::kRiseFrames; i < static_cast<size_t>(w.frames); ++i)
                for (size_t c = 0; c < 2; ++c) wrong += w.samples[2 * i + c] != want[c][1000 + i];
            CHECK(wrong == 0);
        }
        must_have_played(recorded, block);
    }
}

TEST_CASE("a monitored input is heard through its strip at a constant delay, and recorded as it came in") {
    const Card card(2);
    Mix m = noise_mix();
    const TrackId a2 = m.build.add_track(TrackKind::sound, "A2");
    Track track = m.build.track(a2);
    track.input = {.first = 0, .channels = 2, .monitoring = Monitoring::on};
    m.build.set_track(std::move(track));
    m.strip(a2, [](Strip& s) { s.gain_db.value = -20; });
    const Planes want = m.render(0, 2 * 48000);
    bool recorded = false;
    for (int attempt = 0; attempt < kAttempts && !recorded; ++attempt) {
        const Folder folder;
        auto r = recorder(record_spec(folder.path, 2));
        {
            Player p(m, "clocked", 512, {.recorder = r.get(), .inputs = 2, .armed = {a2}});
            REQUIRE(within(std::chrono::seconds(20), [&] { return p.at_seconds() > 0.7; }));
            p.output->set_recorder(nullptr);
            r->finish();
            if (p.output->report().underflows + p.engine.report().starved + r->report().device_losses > 0) continue;
        }
        recorded = true;
        // What comes in is what is heard: the mix, and at a tenth what came in a round trip before. The take is that,
        // and not the monitored sound.
        const WavFile w = WavFile::read((folder.path / "Song A3 take 1.wav").string());
        REQUIRE(w.start_sample == 0);
        REQUIRE(w.frames > 24000);
        auto differs = [&](size_t delay, size_t i) {
            const float monitored = i >= delay ? 0.1f * w.samples[2 * (i - delay)] : 0;
            return std::abs(w.samples[2 * i] - want[0][i] - monitored) > 1e-5f;
        };
        std::vector<size_t> delays;
        for (size_t delay = 1; delay < 8000; ++delay) {
            size_t i = 0;
            while (i < 24000 && !differs(delay, i)) ++i;
            if (i == 24000) delays.push_back(delay);
        }
        REQUIRE(delays.size() == 1);
        CHECK(delays[0] >= static_cast<size_t>(audio::MonitorMix::kDelayFrames));
    }
    CHECK_MESSAGE(recorded, "the device ran dry in all attempts");
}

TEST_CASE("a card that is lost while it records: the take is kept, and another begins when it is back") {
    const Card card(2);
    const Mix m = noise_mix();
    const Folder folder;
    auto r = recorder(record_spec(folder.path, 2));
    Player p(m, "clocked", 256, {.recorder = r.get(), .inputs = 2});
    REQUIRE(within(std::chrono::seconds(5), [&] { return p.at_seconds() > 0.5; }));
    std::ofstream(card.gone()) << "unplugged";
    std::vector<audio::Take> takes;
    REQUIRE(within(std::chrono::seconds(5), [&] { return !(takes = r->take_finished()).empty(); }));
    CHECK(takes[0].frames > 12000);
    CHECK(takes[0].error == "");
    const WavFile w = WavFile::read(takes[0].path);
    CHECK(w.frames == takes[0].frames);
    CHECK(p.output->report().device == "null");
    fs::remove(card.gone());
    CHECK(within(std::chrono::seconds(10), [&] { return p.output->report().device == "ALSA: clocked"; }));
    CHECK(within(std::chrono::seconds(5), [&] { return r->report().frames > 9600; }));
    p.output->set_recorder(nullptr);
    r->finish();
    takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    CHECK(takes[0].start_sample > 12000);
}

TEST_CASE("inputs: listed, or an error that names the device and what it has") {
    const Card card(2);
    const Mix m = noise_mix();
    const auto listed = audio::list_audio_devices();
    REQUIRE(listed);
    CHECK(std::any_of(listed->begin(), listed->end(),
                      [](const auto& d) { return d.name == "ALSA: clocked" && d.inputs == 2; }));
    Transport transport(48000);
    audio::SoundEngine engine({.workers = 1, .sources = m.factory()});
    auto error = [&](audio::DeviceSpec spec) {
        auto r = audio::AudioOutput::open(spec, transport, engine);
        REQUIRE_FALSE(r);
        CHECK(r.error().code == ErrorCode::unavailable);
        return r.error().text();
    };
    CHECK(error({.name = "clocked", .input_channels = 3}) ==
          "sound device ALSA: clocked: it has 2 input channels, not the 3 asked for");
    CHECK(error({.name = "clocked", .input_channels = 1, .input = "no such card"}).find("no such card") !=
          std::string::npos);
    CHECK(audio::AudioOutput::open({.name = "clocked", .input_channels = 1, .input = "clocked"}, transport, engine));
}

TEST_CASE("a card without inputs says so") {
    const Card card(0);
    const Mix m = noise_mix();
    Transport transport(48000);
    audio::SoundEngine engine({.workers = 1, .sources = m.factory()});
    auto r = audio::AudioOutput::open({.name = "clocked", .input_channels = 1}, transport, engine);
    REQUIRE_FALSE(r);
    CHECK(r.error().text() == "sound device ALSA: clocked: it has no inputs to record from");
}

TEST_CASE("the null device takes in silence") {
    struct Count final : audio::AudioProcess {
        std::atomic<int64_t> frames = 0, loud = 0;
        void process(const audio::DeviceBlock& b) override {
            for (int c = 0; b.in && c < b.input_channels; ++c)
                for (int i = 0; i < b.frames; ++i) loud += b.in[c][i] != 0;
            if (b.in && b.input_channels == 3) frames += b.frames;
        }
    } count;
    auto device = audio::open_audio_device({.name = "null", .block_frames = 64, .input_channels = 3}, count);
    REQUIRE(device);
    CHECK(within(std::chrono::seconds(5), [&] { return count.frames > 640; }));
    CHECK(count.loud == 0);
}

TEST_CASE("the monitor's level changes without a step, arrives exactly, and at 0 dB touches nothing") {
    audio::MonitorLevel level;
    std::vector<float> left(1000, 0.8f), right(1000, -0.8f);
    float* const planes[] = {left.data(), right.data()};
    level.apply(planes, 2, 1000);
    CHECK(left == std::vector<float>(1000, 0.8f));
    for (const double db : {-12.0, audio::kSilentDb, 0.0}) {
        CAPTURE(db);
        std::fill(left.begin(), left.end(), 1.0f);
        std::fill(right.begin(), right.end(), -1.0f);
        const float before = db == -12.0 ? 1.0f : db == 0.0 ? 0.0f : static_cast<float>(audio::db_to_gain(-12));
        level.set_db(db);
        level.apply(planes, 2, 1000);
        float last = before, step = 0;
        for (const float v : left) step = std::max(step, std::abs(v - last)), last = v;
        CHECK(step <= 1.01f / audio::MonitorLevel::kRampFrames);
        CHECK(left.back() == static_cast<float>(audio::db_to_gain(db)));
        CHECK(right.back() == -left.back());
    }
}
