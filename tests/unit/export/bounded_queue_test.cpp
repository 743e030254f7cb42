// BoundedQueue: order, both limits, the end of the stream and abort, across threads.
#include "engine/export/bounded_queue.h"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <thread>

using namespace tandem;

TEST_CASE("items arrive in order, and never more than the limits allow are inside") {
    BoundedQueue<std::unique_ptr<int>> queue(4, 100);
    std::atomic<int> inside = 0, most = 0, refused = 0;
    std::thread writer([&] {
        for (int i = 0; i < 500; ++i) {
            if (!queue.push(std::make_unique<int>(i), 40)) ++refused; // two fit by bytes
            int now = ++inside;
            if (now > most) most = now;
        }
        queue.close();
    });
    int next = 0;
    while (auto item = queue.pop()) {
        --inside;
        CHECK(**item == next++);
    }
    writer.join();
    CHECK(next == 500);
    CHECK(refused == 0);
    CHECK(most <= 3); // two inside and the one that the reader has just taken
    CHECK_FALSE(queue.pop());
}

TEST_CASE("an item larger than the limit still passes") {
    BoundedQueue<int> queue(4, 10);
    REQUIRE(queue.push(7, 1000));
    CHECK(queue.pop() == 7);
}

TEST_CASE("abort releases a writer that waits for room and a reader that waits for an item") {
    BoundedQueue<int> full(1, 100), empty(1, 100);
    REQUIRE(full.push(1, 1));
    std::atomic<int> released = 0;
    std::thread writer([&] { released += full.push(2, 1) ? 0 : 1; });
    std::thread reader([&] { released += empty.pop() ? 0 : 1; });
    full.abort(), empty.abort();
    writer.join(), reader.join();
    CHECK(released == 2);
    CHECK_FALSE(full.push(3, 1));
    CHECK_FALSE(full.pop());
}
