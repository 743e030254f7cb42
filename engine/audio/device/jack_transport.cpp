// The client and what it tells. jack_transport_query() and the requests are reads and writes of the memory that clients
// share with the server; in a process cycle the query is of that cycle's first frame.
#include "engine/audio/device/jack_transport.h"

#include <dlfcn.h>
#include <jack/jack.h>
#include <jack/transport.h>

#include <algorithm>
#include <atomic>

namespace tandem::audio {

namespace {

// The functions that are used, of the library that is there; kept for good, as threads of a lost server may be in it.
struct Library {
    decltype(&jack_client_open) client_open = nullptr;
    decltype(&jack_client_close) client_close = nullptr;
    decltype(&jack_activate) activate = nullptr;
    decltype(&jack_on_shutdown) on_shutdown = nullptr;
    decltype(&jack_set_sync_callback) set_sync_callback = nullptr;
    decltype(&jack_last_frame_time) last_frame_time = nullptr;
    decltype(&jack_transport_query) query = nullptr;
    decltype(&jack_transport_locate) locate = nullptr;
    decltype(&jack_transport_start) start = nullptr;
    decltype(&jack_transport_stop) stop = nullptr;

    static const Library* load() {
        static const Library library;
        return library.complete_ ? &library : nullptr;
    }

  private:
    Library() {
        void* handle = dlopen("libjack.so.0", RTLD_NOW | RTLD_LOCAL);
        if (!handle) return;
        complete_ = find(handle, client_open, "jack_client_open") && find(handle, client_close, "jack_client_close") &&
                    find(handle, activate, "jack_activate") && find(handle, on_shutdown, "jack_on_shutdown") &&
                    find(handle, set_sync_callback, "jack_set_sync_callback") &&
                    find(handle, last_frame_time, "jack_last_frame_time") &&
                    find(handle, query, "jack_transport_query") && find(handle, locate, "jack_transport_locate") &&
                    find(handle, start, "jack_transport_start") && find(handle, stop, "jack_transport_stop");
    }
    template<class F>
    static bool find(void* handle, F& function, const char* name) {
        function = reinterpret_cast<F>(dlsym(handle, name));
        return function != nullptr;
    }
    bool complete_ = false;
};

class Client final : public JackTransport {
  public:
    Client(const Library& jack, TransportLink link, const Transport& transport)
        : jack_(jack), link_(link), transport_(transport) {}
    ~Client() override {
        if (client_) jack_.client_close(client_);
    }
    bool open() {
        client_ = jack_.client_open("tandem-transport", JackNoStartServer, nullptr);
        if (!client_) return false;
        jack_.on_shutdown(
            client_, [](void* self) { static_cast<Client*>(self)->alive_ = false; }, this);
        return jack_.set_sync_callback(client_, &Client::sync, this) == 0 && jack_.activate(client_) == 0;
    }
    TransportLink link() const override { return link_; }
    bool alive() const override { return alive_; }

    OuterPoint look(int frames) override {
        jack_position_t position{};
        const jack_transport_state_t state = jack_.query(client_, &position);
        // Several blocks may be of one cycle, one behind the other.
        const jack_nframes_t cycle = jack_.last_frame_time(client_);
        if (!looked_ || cycle != cycle_) into_cycle_ = 0;
        looked_ = true, cycle_ = cycle;
        OuterPoint p{.frame = position.frame};
        if (state == JackTransportRolling || state == JackTransportLooping)
            p.state = OuterPoint::State::rolling, p.frame += into_cycle_;
        else if (state != JackTransportStopped)
            p.state = OuterPoint::State::starting;
        into_cycle_ += frames;
        return p;
    }
    void start() override { jack_.start(client_); }
    void stop() override { jack_.stop(client_); }
    void locate(int64_t frame) override {
        jack_.locate(client_, static_cast<jack_nframes_t>(std::clamp<int64_t>(frame, 0, UINT32_MAX)));
    }

  private:
    // This client's own realtime thread. Standing, everything is ready; rolling, it goes after it.
    static int sync(jack_transport_state_t state, jack_position_t* position, void* self) {
        auto* c = static_cast<Client*>(self);
        return state != JackTransportStarting || c->transport_.ready_at(position->frame, c->link_);
    }

    const Library& jack_;
    const TransportLink link_;
    const Transport& transport_;
    jack_client_t* client_ = nullptr;
    std::atomic<bool> alive_{true};
    // Device's thread.
    bool looked_ = false;
    jack_nframes_t cycle_ = 0;
    int64_t into_cycle_ = 0;
};

} // namespace

std::unique_ptr<JackTransport> open_jack_transport(TransportLink link, const Transport& transport) {
    const Library* jack = Library::load();
    if (!jack) return nullptr;
    auto client = std::make_unique<Client>(*jack, link, transport);
    if (!client->open()) return nullptr;
    return client;
}

} // namespace tandem::audio
