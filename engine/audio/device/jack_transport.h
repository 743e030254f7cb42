// JACK's transport as an OuterTransport: a client of its own beside PortAudio's, of the same server, that JACK asks
// before it rolls (slow-sync). The library is loaded at run time. Made and ended on a control thread; look() and
// requests are the device's thread's.
#pragma once

#include <memory>

#include "engine/transport/transport.h"

namespace tandem::audio {

class JackTransport : public OuterTransport {
  public:
    // False once the server is gone or has thrown it out. Any thread.
    virtual bool alive() const = 0;
};

// Null where there is no library, no server or no room for a client. `transport` outlives it.
// Pre: link != off; look() is called in the process cycles of a client of the same server (a JACK device's blocks).
std::unique_ptr<JackTransport> open_jack_transport(TransportLink link, const Transport& transport);

} // namespace tandem::audio
