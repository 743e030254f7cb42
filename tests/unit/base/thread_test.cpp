// WorkerPool: every index once, from several callers at the same time.
#include "engine/base/thread.h"

#include <atomic>
#include <doctest/doctest.h>

using namespace tandem;

TEST_CASE("every index runs exactly once, for any number of threads") {
    for (int threads : {1, 2, 5}) {
        WorkerPool pool(threads);
        for (int count : {0, 1, 2, 7, 500}) {
            std::vector<std::atomic<int>> hits(static_cast<size_t>(count));
            pool.run(count, [&](int i) { ++hits[static_cast<size_t>(i)]; });
            for (auto& h : hits) CHECK(h == 1);
        }
    }
}

TEST_CASE("two callers share a pool") {
    WorkerPool pool(3);
    std::atomic<int> sum = 0;
    auto caller = [&] {
        for (int n = 0; n < 200; ++n) pool.run(10, [&](int i) { sum += i; });
    };
    std::thread a(caller), b(caller);
    a.join(), b.join();
    CHECK(sum == 2 * 200 * 45);
}
