// The transport linked with an outer one: a model of JACK's, cycle by cycle, on a simulated clock.
#include <doctest/doctest.h>

#include <optional>

#include "engine/transport/transport.h"

using namespace tandem;

namespace {

constexpr int kRate = 48000, kBlock = 256;
constexpr double kNs = 1e9 / kRate;
using State = OuterPoint::State;

// As jackd 1.9: a locate is taken up a cycle later than a start or a stop; `starting` until all are ready or its
// patience is over.
class Server final : public OuterTransport {
  public:
    Server(TransportLink link, const Transport& transport) : link_(link), transport_(transport) {}
    TransportLink link() const override { return link_; }
    OuterPoint look(int) override { return now; }
    void start() override { command_ = State::rolling; }
    void stop() override { command_ = State::stopped; }
    void locate(int64_t frame) override { request_ = frame; }

    void end_cycle() {
        const std::optional<State> command = std::exchange(command_, {});
        const bool moves = moves_to_.has_value();
        if (now.state == State::rolling && !moves) now.frame += kBlock;
        if (moves) now.frame = *moves_to_;
        moves_to_ = std::exchange(request_, {});
        if (now.state == State::stopped) {
            if (command == State::rolling) now.state = State::starting, waited_ = 0;
        } else if (command == State::stopped) {
            now.state = State::stopped;
        } else if (moves) {
            now.state = State::starting, waited_ = 0;
        } else if (now.state == State::starting &&
                   (++waited_ > patience || (others_ready && transport_.ready_at(now.frame, link_)))) {
            now.state = State::rolling;
        }
    }

    OuterPoint now;
    bool others_ready = true;
    int patience = 300; // cycles

  private:
    const TransportLink link_;
    const Transport& transport_;
    std::optional<State> command_;
    std::optional<int64_t> request_, moves_to_;
    int waited_ = 0;
};

struct Linked {
    Transport transport{kRate};
    Server server;
    int64_t now_ns = 1'000'000'000;
    TransportBlock last;
    bool there = true;

    explicit Linked(TransportLink link) : server(link, transport) {}
    TransportBlock block() {
        last = transport.process(kBlock, now_ns, 0, kNs, there ? &server : nullptr);
        now_ns += 5'333'333;
        if (there) server.end_cycle();
        return last;
    }
    void blocks(int count) {
        while (count-- > 0) block();
    }
    int64_t frame() const { return last.position.samples_round(kRate); }
    bool rolls() const { return last.state == TransportState::rolling; }
    // In the block in hand both are at the same frame, or both stand.
    bool together() {
        const OuterPoint at = server.now;
        block();
        return rolls() == (at.state == State::rolling) && frame() == at.frame;
    }
    // Blocks until it rolls, filled when asked for as playback does it.
    int until_it_rolls(int fill_blocks = 10) {
        uint64_t generation = 0;
        for (int i = 0, wait = 0; i < 1000; ++i) {
            block();
            if (rolls()) return i;
            const ClockPoint p = transport.point();
            if (p.generation != generation) generation = p.generation, wait = fill_blocks;
            if (wait-- == 0) transport.filled(generation);
        }
        return -1;
    }
};

Time samples(int64_t n) { return Time::from_samples(n, kRate); }

} // namespace

TEST_CASE("follow: starts, stops and relocations of others are done in the block of the same frame") {
    Linked l(TransportLink::follow);
    l.blocks(5);
    CHECK(l.frame() == 0);
    l.server.locate(12345);
    l.blocks(3);
    CHECK_FALSE(l.rolls());
    CHECK(l.frame() == 12345);
    CHECK(l.transport.point().outer_moved);
    CHECK_FALSE(l.transport.point().outer_rules);
    l.server.start();
    REQUIRE(l.until_it_rolls() > 10); // it holds the others up until it is filled
    CHECK(l.frame() == 12345);
    CHECK(l.transport.point().outer_rules);
    for (int i = 0; i < 20; ++i) CHECK(l.together());
    const uint64_t generation = l.last.generation;
    l.server.locate(777); // while it rolls
    REQUIRE(l.until_it_rolls() >= 0);
    while (l.frame() != 777) REQUIRE(l.until_it_rolls() >= 0);
    CHECK(l.last.generation > generation);
    for (int i = 0; i < 20; ++i) CHECK(l.together());
    l.server.stop();
    l.blocks(3);
    CHECK_FALSE(l.rolls());
    CHECK(l.frame() == l.server.now.frame);
    const int64_t stood = l.frame();
    l.blocks(100);
    CHECK(l.frame() == stood);
    // Standing, it is free to play by itself.
    l.transport.filled(l.transport.locate(samples(5000)));
    l.transport.play();
    l.blocks(4);
    CHECK(l.rolls());
    CHECK(l.server.now.state == State::stopped);
}

TEST_CASE("follow: who is not ready in time catches up, at the server's frame") {
    Linked l(TransportLink::follow);
    l.server.patience = 20;
    l.blocks(2);
    l.server.start();
    REQUIRE(l.until_it_rolls(1000000) > 15);
    CHECK(l.frame() == 0);
    for (int i = 0; i < 20; ++i) CHECK(l.together());
}

TEST_CASE("follow: it joins a transport that rolls, and plays no loop with it") {
    Linked l(TransportLink::follow);
    l.transport.set_loop(TimeRange::between({}, samples(4800)));
    l.server.now = {State::rolling, 4700};
    for (int i = 0; i < 20; ++i) CHECK(l.together());
    CHECK(l.frame() > 4800);
    CHECK(l.last.loop.empty());
}

TEST_CASE("a server that is gone leaves the place and what it does; one that comes back standing moves nothing") {
    Linked l(TransportLink::both);
    l.server.now = {State::rolling, 1000};
    l.blocks(10);
    REQUIRE(l.rolls());
    const int64_t at = l.frame();
    l.there = false;
    l.blocks(10);
    CHECK(l.rolls());
    CHECK(l.frame() == at + 10 * kBlock);
    CHECK_FALSE(l.transport.point().outer_moved);
    l.there = true;
    l.server.now = {};
    l.blocks(10);
    CHECK(l.rolls());
    CHECK(l.frame() == at + 20 * kBlock);
}

TEST_CASE("lead: play, stop and locate are asked of it, and playback starts in its first block that rolls") {
    for (const TransportLink link : {TransportLink::lead, TransportLink::both}) {
        CAPTURE(static_cast<int>(link));
        Linked l(link);
        l.blocks(3);
        l.transport.filled(l.transport.locate(samples(9000)));
        l.blocks(4);
        CHECK(l.server.now.frame == 9000);
        CHECK(l.server.now.state == State::stopped);
        l.transport.locate(samples(9100));
        l.transport.play();
        for (int i = 0; i < 20; ++i) { // the server stands there already, but it is not filled
            l.block();
            CHECK(l.last.state == TransportState::locating);
            CHECK(l.server.now.state == State::stopped);
        }
        l.server.others_ready = false;
        CHECK_FALSE(l.rolls());
        for (int i = 0; i < 30; ++i) {
            l.transport.filled(l.transport.point().generation);
            l.block();
        }
        CHECK(l.server.now.state == State::starting); // for the others
        CHECK_FALSE(l.rolls());
        l.server.others_ready = true;
        REQUIRE(l.until_it_rolls() >= 0);
        CHECK(l.frame() == 9100);
        for (int i = 0; i < 20; ++i) CHECK(l.together());
        CHECK_FALSE(l.transport.point().outer_moved);
        l.transport.locate(samples(50)); // while it rolls
        REQUIRE(l.until_it_rolls() >= 0);
        CHECK(l.frame() == 50);
        for (int i = 0; i < 20; ++i) CHECK(l.together());
        l.transport.stop();
        l.blocks(5);
        CHECK_FALSE(l.rolls());
        CHECK(l.server.now.state == State::stopped);
        CHECK(l.server.now.frame == l.frame());
        // From where it stands.
        l.transport.play();
        REQUIRE(l.until_it_rolls() >= 0);
        for (int i = 0; i < 20; ++i) CHECK(l.together());
        // Others stop it: who only leads goes on.
        l.server.stop();
        l.blocks(4);
        CHECK(l.rolls() == (link == TransportLink::lead));
    }
}

TEST_CASE("lead: a start that the server never makes is made alone; other speeds are not its business") {
    Linked l(TransportLink::lead);
    l.server.patience = 1'000'000;
    l.server.others_ready = false;
    l.transport.filled(l.transport.locate(samples(100)));
    l.transport.play();
    const int waited = l.until_it_rolls();
    CHECK(waited > 300);
    CHECK(l.frame() == 100);
    l.transport.stop();
    l.blocks(5);
    l.transport.set_speed({2, 1});
    l.transport.filled(l.transport.locate(samples(100)));
    l.transport.play();
    l.blocks(4);
    CHECK(l.rolls());
    CHECK(l.server.now.state == State::stopped);
}
