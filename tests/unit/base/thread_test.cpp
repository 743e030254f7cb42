// WorkerPool: every index once, from several callers at the same time.
#include "engine/base/thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
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

TEST_CASE("the threads of a pool have no more priority than who gives them work") {
    auto nice_now = [] { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); };
    const int own = nice_now();
    WorkerPool pool(3);
    std::atomic<int> lowest = 100, jobs = 0;
    std::thread picture([&] {
        lower_thread_priority(kPictureNice);
        pool.run(3, [&](int) {
            const int nice = nice_now();
            for (int known = lowest; nice < known && !lowest.compare_exchange_weak(known, nice);) {
            }
            // Each thread takes one of the three.
            for (++jobs; jobs < 3;) std::this_thread::yield();
        });
    });
    picture.join();
    CHECK(lowest == std::max(own, kPictureNice));
    CHECK(nice_now() == own); // others stay
}
