// OrderedQueue: order, both limits, several writers and readers, the end of the stream and abort, across threads.
#include "engine/export/ordered_queue.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using namespace tandem;

TEST_CASE("items arrive in order, and never more than the limits allow are inside") {
    OrderedQueue<std::unique_ptr<int>> queue(4, 100);
    std::atomic<int> inside = 0, most = 0, refused = 0;
    std::thread writer([&] {
        for (int i = 0; i < 500; ++i) {
            if (!queue.push(i, std::make_unique<int>(i), 40)) ++refused; // two fit by bytes
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
    OrderedQueue<int> queue(4, 10);
    REQUIRE(queue.push(0, 7, 1000));
    CHECK(queue.pop() == 7);
}

TEST_CASE("abort releases a writer that waits for room and a reader that waits for an item") {
    OrderedQueue<int> full(1, 100), empty(1, 100);
    REQUIRE(full.push(0, 1, 1));
    std::atomic<int> released = 0;
    std::thread writer([&] { released += full.push(1, 2, 1) ? 0 : 1; });
    std::thread reader([&] { released += empty.pop() ? 0 : 1; });
    full.abort(), empty.abort();
    writer.join(), reader.join();
    CHECK(released == 2);
    CHECK_FALSE(full.push(2, 3, 1));
    CHECK_FALSE(full.pop());
}

TEST_CASE("items given in any order come out in order") {
    OrderedQueue<int> queue(3, 100);
    std::vector<std::thread> writers;
    std::atomic<int> next = 0, left = 4;
    for (int w = 0; w < 4; ++w)
        writers.emplace_back([&, w] {
            for (int i = next++; i < 400; i = next++) {
                if ((i + w) % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
                CHECK(queue.push(i, i * 2, 40));
            }
            if (--left == 0) queue.close();
        });
    int count = 0;
    while (auto item = queue.pop()) CHECK(*item == 2 * count++);
    for (auto& w : writers) w.join();
    CHECK(count == 400);
}

TEST_CASE("one far ahead waits, and abort lets it go") {
    OrderedQueue<int> queue(2, 100);
    CHECK(queue.push(1, 1, 1));
    CHECK(queue.push(2, 2, 1));
    std::thread waiting([&] { CHECK_FALSE(queue.push(3, 3, 1)); });
    CHECK(queue.push(0, 0, 1000)); // the one wanted next always fits
    queue.abort();
    waiting.join();
    CHECK_FALSE(queue.pop());
}

TEST_CASE("several readers get every item once, and all end with the stream") {
    OrderedQueue<int> queue(4, 100);
    std::atomic<int> taken = 0, sum = 0;
    std::vector<std::thread> readers;
    for (int r = 0; r < 3; ++r)
        readers.emplace_back([&] {
            while (auto item = queue.pop()) ++taken, sum += *item;
        });
    for (int i = 0; i < 500; ++i) CHECK(queue.push(i, i, 1));
    queue.close();
    for (auto& r : readers) r.join();
    CHECK(taken == 500);
    CHECK(sum == 500 * 499 / 2);
}
