// Real streams through PortAudio: the ALSA device of tests/support/clocked_device.c records what a card would have
// played. Loss and return of the device; the null device.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/audio/audio_output.h"
#include "tests/unit/audio/mix.h"

using namespace tandem;
using namespace tandem::test;
namespace fs = std::filesystem;

namespace {

// The clocked device as the only one that ALSA knows, for this process.
struct Card {
    fs::path folder = fs::path(TANDEM_BINARY_DIR) / "tests" / ("card-" + std::to_string(getpid()));
    Card() {
        fs::create_directories(folder);
        std::ofstream(folder / "asound.conf")
            << "</usr/share/alsa/alsa.conf>\n"
            << "pcm_type.clocked { lib \"" << TANDEM_BINARY_DIR << "/tests/libasound_module_pcm_clocked.so\" }\n"
            << "pcm.clocked { type clocked hint { show on description \"a clocked device\" } }\n";
        setenv("ALSA_CONFIG_PATH", (folder / "asound.conf").c_str(), 1);
        setenv("CLOCKED_OUT", out().c_str(), 1);
        setenv("CLOCKED_GONE", gone().c_str(), 1);
    }
    ~Card() { fs::remove_all(folder); }
    fs::path out() const { return folder / "out.f32"; }
    fs::path gone() const { return folder / "gone"; }
    std::vector<float> heard() const {
        std::vector<float> samples(fs::file_size(out()) / sizeof(float));
        std::ifstream(out(), std::ios::binary)
            .read(reinterpret_cast<char*>(samples.data()),
                  static_cast<std::streamsize>(samples.size() * sizeof(float)));
        return samples;
    }
};

template<class F>
bool within(std::chrono::milliseconds limit, F done) {
    for (auto end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end;) {
        if (done()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return done();
}

struct Player {
    Transport transport{48000};
    audio::SoundEngine engine;
    std::unique_ptr<audio::AudioOutput> output;
    Player(const Mix& mix, const std::string& device, int block_frames)
        : engine({.workers = 1, .sources = mix.factory()}) {
        engine.set_plan(mix.plan());
        auto opened = audio::AudioOutput::open({.name = device, .block_frames = block_frames}, transport, engine);
        REQUIRE_MESSAGE(opened, opened.error().text());
        output = std::move(*opened);
        const uint64_t place = transport.locate(Time{});
        transport.play();
        REQUIRE(within(std::chrono::seconds(20), [&] { return engine.filled(place); }));
        transport.filled(place);
    }
    double at_seconds() const { return audible_at(transport.point(), monotonic_ns()).seconds(); }
};

Mix noise_mix() {
    Mix m;
    m.build.clip(m.build.a1(), m.add("noise", noise_signal(5), seconds(60)), Time{}, Time{}, seconds(60));
    return m;
}

} // namespace

TEST_CASE("a card hears the render bit for bit") {
    const Card card;
    const Mix m = noise_mix();
    const auto listed = audio::list_audio_devices();
    REQUIRE(listed);
    CHECK(std::any_of(listed->begin(), listed->end(),
                      [](const auto& d) { return d.name == "ALSA: clocked" && d.outputs >= 2; }));
    const Planes want = m.render(0, 48000);
    for (int block : {64, 512}) {
        CAPTURE(block);
        bool played = false;
        // A busy machine may hold the device's thread up; then there are holes, counted, and it is tried again.
        for (int attempt = 0; attempt < 5 && !played; ++attempt) {
            fs::remove(card.out());
            int64_t underflows = 0;
            {
                Player p(m, "clocked", block);
                CHECK(p.output->report().device == "ALSA: clocked");
                REQUIRE(within(std::chrono::seconds(20), [&] { return p.at_seconds() > 1.2; }));
                underflows = p.output->report().underflows + p.engine.report().starved;
            }
            if (underflows > 0) continue;
            const std::vector<float> heard = card.heard();
            size_t at = 0;
            while (at + 1 < heard.size() && heard[at] == 0 && heard[at + 1] == 0) at += 2;
            REQUIRE(heard.size() >= at + 96000);
            played = true;
            size_t wrong = 0;
            for (size_t i = 0; i < 96000; ++i) wrong += heard[at + i] != want[i % 2][i / 2];
            CHECK(wrong == 0);
        }
        CHECK_MESSAGE(played, "the device ran dry in five attempts");
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
