// OuterTransport: the transport that a sound server (JACK) keeps for all its programs. Transport looks at it and asks
// it on the device's thread; who joins it says here how far the two go together.
#pragma once

#include <cstdint>

namespace tandem {

enum class TransportLink : uint8_t {
    off,
    follow, // what others do with it is done here
    lead,   // what is done here is asked of it
    both,
};
constexpr bool follows(TransportLink link) { return link == TransportLink::follow || link == TransportLink::both; }
constexpr bool leads(TransportLink link) { return link == TransportLink::lead || link == TransportLink::both; }

struct OuterPoint {
    enum class State : uint8_t {
        stopped,
        starting, // stands until all are ready to roll from here
        rolling,
    } state = State::stopped;
    int64_t frame = 0; // of the device's rate; sample 0 of the timeline is frame 0
};

// Neither locks, allocates nor calls the system.
class OuterTransport {
  public:
    virtual ~OuterTransport() = default;
    virtual TransportLink link() const = 0;
    // Where it is at the first frame of the block in hand; once for each block of the device.
    virtual OuterPoint look(int frames) = 0;
    // Requests to all its programs; look() shows what comes of them a block or more later.
    virtual void start() = 0;
    virtual void stop() = 0;
    virtual void locate(int64_t frame) = 0;
};

} // namespace tandem
