// DecodePool under several callers at once: each gets the frame it asked for while readers close and open, clips share
// media, and a prefetch runs beside them. The thread sanitizer's test of the pool.
#include "engine/media/decode_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <random>
#include <thread>

#include "engine/media/probe.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

TEST_CASE("several threads read several media through few readers, each its own frames") {
    constexpr int kMedia = 3, kThreads = 4, kFrames = 40, kReads = 60;
    TempFolder folder;
    std::vector<Ref<Media>> media;
    const FrameRate rate{25, 1};
    for (int m = 0; m < kMedia; ++m) {
        SelfClip clip{.clip = m + 1, .frames = kFrames, .width = 160, .height = 96, .rate = rate, .sound = ""};
        std::string path = folder.file("m" + std::to_string(m) + ".mp4");
        REQUIRE(make_self_clip(path, clip));
        auto probed = probe_media(path);
        REQUIRE(probed);
        media.push_back(std::make_shared<const Media>(std::move(probed).value()));
    }
    auto start_of = [&](int n) { return rate.time_of(n) + Time{rate.time_of(1).ticks / 2}; };

    for (int decoder_threads : {1, 2}) {
        CAPTURE(decoder_threads);
        // Fewer readers and less cache than the callers want: every kind of eviction happens.
        DecodePool pool({.max_readers = 2, .frame_cache_bytes = size_t{200} << 10, .decoder_threads = decoder_threads});
        std::atomic<int> right = 0, wrong = 0;
        std::atomic<uint64_t> generation = 0;
        auto caller = [&](int id) {
            std::mt19937 seed(static_cast<unsigned>(id) + 1);
            for (int i = 0; i < kReads; ++i) {
                // Half of them walk in order, the others jump.
                int m = id % 2 ? static_cast<int>(seed() % kMedia) : (id / 2) % kMedia;
                int n = id % 2 ? static_cast<int>(seed() % kFrames) : i % kFrames;
                const auto& medium = media[static_cast<size_t>(m)];
                ClipId clip{static_cast<uint64_t>(id * kMedia + m + 1)};
                if (i % 5 == 0) pool.prefetch(medium, -1, {start_of(n), rate.time_of(4)}, clip, ++generation);
                auto got = pool.frame(medium, -1, start_of(n), clip);
                auto mark = got ? read_mark(**got) : std::nullopt;
                ++(mark == SelfMark{.clip = m + 1, .frame = n} ? right : wrong);
            }
        };
        std::vector<std::thread> threads;
        for (int id = 0; id < kThreads; ++id) threads.emplace_back(caller, id);
        // Whoever draws the state of the pool asks while it works.
        for (int i = 0; i < 50; ++i) CHECK(pool.damaged_frames() == 0);
        for (auto& t : threads) t.join();
        CHECK(right == kThreads * kReads);
        CHECK(wrong == 0);
        CHECK(pool.open_readers() <= static_cast<size_t>(kThreads) + 1);
    }
}
