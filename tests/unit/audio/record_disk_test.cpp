// What a take is worth when the program is killed while it records, and when the disk is full.
#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "engine/transport/clock_point.h"
#include "tests/unit/audio/takes.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// Blocks at the pace of a device until `done` or for so many frames.
template<class F>
void paced(HandDevice& d, audio::Recorder& r, int64_t frames, F done) {
    const int64_t start = monotonic_ns(), begun = d.frames;
    while (!done() && d.frames - begun < frames) {
        d.block(&r, 64);
        sleep_until_ns(start + (d.frames - begun) * 1'000'000'000 / 48000);
    }
}

struct InChild {
    pid_t pid;
    template<class F>
    explicit InChild(F body) : pid(fork()) {
        if (pid != 0) return;
        body();
        _exit(0);
    }
    int wait() const {
        int status = 0;
        waitpid(pid, &status, 0);
        return status;
    }
};

} // namespace

TEST_CASE("a program killed at any instant leaves takes that can be read, but for the last moment") {
    struct Shared {
        std::atomic<int64_t> pushed; // timeline samples that came in
    };
    auto* shared =
        static_cast<Shared*>(mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    uint64_t seed = static_cast<uint64_t>(monotonic_ns());
    int prompt = 0;
    int64_t most = 0;
    constexpr int kKills = 16;
    for (int kill_number = 0; kill_number < kKills; ++kill_number) {
        CAPTURE(kill_number);
        const Folder folder;
        shared->pushed = 0;
        const InChild child([&] {
            HandDevice d;
            d.inputs = 2;
            auto spec = record_spec(folder.path, 2);
            if (kill_number % 2 == 1) spec.format = audio::TakeFormat::pcm24;
            auto r = audio::Recorder::start(spec);
            if (!r) _exit(1);
            d.start({});
            const int64_t start = monotonic_ns();
            while (true) {
                d.block(r->get(), 64);
                shared->pushed = d.frames - d.latency - d.input_latency;
                sleep_until_ns(start + d.frames * 1'000'000'000 / 48000);
            }
        });
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        while (shared->pushed < 480) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::this_thread::sleep_for(std::chrono::microseconds(60'000 + (seed >> 33) % 500'000));
        ::kill(child.pid, SIGKILL);
        child.wait();
        const int64_t pushed = shared->pushed;
        const WavFile w = WavFile::read((folder.path / "Song A3 take 1.wav").string());
        CHECK(w.start_sample == 0);
        int64_t wrong = 0;
        for (size_t i = 0; i < w.samples.size(); ++i)
            wrong += w.samples[i] != HandDevice::value(static_cast<int>(i % 2), static_cast<int64_t>(i / 2));
        CHECK(wrong == 0);
        const int64_t missing = pushed - w.frames;
        CAPTURE(missing);
        CHECK(missing <= 48000 / 4); // on a machine however busy
        prompt += missing <= 48000 / 20;
        most = std::max(most, missing);
        // A player that is not ours reads as much.
        const std::string probe = "env -u LD_PRELOAD ffmpeg -v error -i '" +
                                  (folder.path / "Song A3 take 1.wav").string() + "' -f f32le -y '" +
                                  (folder.path / "out").string() + "' 2>/dev/null";
        REQUIRE(std::system(probe.c_str()) == 0);
        CHECK(static_cast<int64_t>(fs::file_size(folder.path / "out")) == w.frames * 8);
    }
    munmap(shared, sizeof(Shared));
    MESSAGE("at most " << most / 48 << " ms were missing");
    // 50 ms, unless the machine kept the writer from running.
    CHECK(prompt >= kKills - 1);
}

TEST_CASE("a full disk ends the take, keeps it and says so; playing goes on") {
    const Folder folder;
    const fs::path disk = folder.path / "disk";
    fs::create_directories(disk);
    if (mount("none", disk.c_str(), "tmpfs", 0, "size=2M") != 0) {
        MESSAGE("skipped: no right to mount");
        return;
    }
    struct Mount {
        fs::path path;
        ~Mount() { umount2(path.c_str(), MNT_DETACH); }
    } mounted{disk};
    for (int64_t reserve : {int64_t{0}, int64_t{1} << 20}) {
        CAPTURE(reserve);
        HandDevice d;
        d.inputs = 8;
        auto spec = record_spec(disk, 8);
        spec.reserve_bytes = reserve;
        spec.low_space_bytes = int64_t{2} << 30, spec.low_space_minutes = 10;
        auto r = recorder(spec);
        CHECK(r->report().warning.find("more minutes of recording") != std::string::npos);
        CHECK(r->report().minutes_left < 1);
        d.start({});
        paced(d, *r, 48000 * 10, [&] { return !r->report().error.empty(); });
        paced(d, *r, 9600, [] { return false; });
        CHECK(r->report().error.find(disk.string()) != std::string::npos);
        CHECK(r->report().frames == 0);
        d.transport.stop();
        d.run(r.get(), 1000, 64);
        r->finish();
        auto takes = r->take_finished();
        REQUIRE(takes.size() == 1);
        CHECK(takes[0].error == r->report().error);
        CHECK(takes[0].frames > 9600);
        takes[0].error.clear();
        check_in_place(takes[0], 0, takes[0].frames);
        if (reserve > 0) {
            CHECK(fs::space(disk).available > 0);
            const auto again = audio::Recorder::start(spec);
            REQUIRE_FALSE(again);
            CHECK(again.error().text().find("the disk is full") != std::string::npos);
        }
        fs::remove(takes[0].path);
    }
}

TEST_CASE("a file that may not grow keeps the frames that went in") {
    const Folder folder;
    const InChild child([&] {
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'001, 100'001};
        setrlimit(RLIMIT_FSIZE, &limit);
        HandDevice d;
        auto r = audio::Recorder::start(record_spec(folder.path));
        if (!r) _exit(1);
        d.start({});
        paced(d, **r, 48000 * 5, [&] { return !(*r)->report().error.empty(); });
        (*r)->finish();
        const auto takes = (*r)->take_finished();
        if (takes.size() != 1) _exit(2);
        if (takes[0].frames != (100'001 - 4096) / 4 || takes[0].error.empty()) _exit(3);
        if ((*r)->report().error.find("Song A3 take 1.wav: recording cannot go on: File too large") ==
            std::string::npos)
            _exit(4);
    });
    CHECK(child.wait() == 0);
    CHECK(WavFile::read((folder.path / "Song A3 take 1.wav").string()).frames == (100'001 - 4096) / 4);
}

TEST_CASE("a folder that cannot be written to is an error that names it") {
    const Folder folder;
    std::ofstream(folder.path / "file") << "no folder";
    auto r = audio::Recorder::start(record_spec(folder.path / "file" / "below"));
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::cant_create);
    CHECK(r.error().text().find((folder.path / "file" / "below").string()) != std::string::npos);
}

TEST_CASE("writing and syncing take their time beside each other, none is lost") {
    const Folder folder;
    HandDevice d;
    d.inputs = 16;
    auto spec = record_spec(folder.path, 16);
    auto r = recorder(spec);
    d.start({});
    paced(d, *r, 48000 * 3, [] { return false; });
    d.transport.stop();
    d.run(r.get(), 640, 64);
    r->finish();
    const auto takes = r->take_finished();
    REQUIRE(takes.size() == 1);
    CHECK(takes[0].lost_frames == 0);
    check_in_place(takes[0], 0, 48000 * 3);
    MESSAGE("longest write " << r->report().longest_write_ms << " ms, longest sync " << r->report().longest_sync_ms
                             << " ms");
}
