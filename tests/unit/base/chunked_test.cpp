// Chunked<T> against std::vector under random splices, and sharing of untouched chunks.
#include "engine/base/chunked.h"

#include <doctest/doctest.h>
#include <random>

using namespace tandem;

TEST_CASE("random splices equal a vector's") {
    std::mt19937 rng(7);
    std::vector<int> model;
    Chunked<int> c;
    for (int step = 0; step < 3000; ++step) {
        size_t from = rng() % (model.size() + 1), to = from + rng() % (std::min<size_t>(model.size() - from, 40) + 1);
        std::vector<int> with(rng() % 45);
        for (int& v : with) v = static_cast<int>(rng());
        c = c.splice(from, to, with);
        model.erase(model.begin() + static_cast<std::ptrdiff_t>(from), model.begin() + static_cast<std::ptrdiff_t>(to));
        model.insert(model.begin() + static_cast<std::ptrdiff_t>(from), with.begin(), with.end());
        REQUIRE(c.size() == model.size());
        if (step % 50 == 0) {
            REQUIRE(std::equal(model.begin(), model.end(), c.begin()));
            for (size_t i = 0; i < model.size(); ++i) REQUIRE(c[i] == model[i]);
        }
    }
}

TEST_CASE("an edit shares the chunks it does not touch") {
    std::vector<int> items(1000);
    Chunked<int> a{std::span<const int>(items)};
    Chunked<int> b = a.set(500, 9);
    REQUIRE(a.chunk_count() == b.chunk_count());
    size_t shared = 0;
    for (size_t i = 0; i < a.chunk_count(); ++i) shared += a.chunk_identity(i) == b.chunk_identity(i);
    CHECK(shared == a.chunk_count() - 1);
    CHECK(a[500] == 0);
    CHECK(b[500] == 9);
}

TEST_CASE("map_from leaves earlier items alone") {
    std::vector<int> items(300, 1);
    Chunked<int> a{std::span<const int>(items)};
    auto b = a.map_from(100, [](int v) { return v + 1; });
    for (size_t i = 0; i < 300; ++i) CHECK(b[i] == (i < 100 ? 1 : 2));
}
