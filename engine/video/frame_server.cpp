// The two threads and the ring. One mutex guards all state; compiling, decoding and rendering happen outside it.
#include "engine/video/frame_server.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "engine/base/hash.h"
#include "engine/base/thread.h"
#include "engine/video/rendered_cache.h"

namespace tandem {

namespace {

constexpr size_t kQueued = 2;       // decoded frames that wait for the device
constexpr size_t kEditsAhead = 512; // frames whose kernels are asked for

size_t frame_bytes(const FrameTarget& t) {
    Picture p;
    p.format = t.format, p.width = t.width, p.height = t.height;
    return p.bytes();
}

// Everything that decides the pixels: the program, and which files its media are in this snapshot.
uint64_t pixels_key(const FrameProgram& program, const Project& project) {
    Hasher h;
    h.word(content_key(program));
    for (const FrameSource& s : program.sources) {
        const Media* media = s.kind == SourceKind::media ? project.find_media(s.media) : nullptr;
        if (media) h.text(media->path);
    }
    return h.value();
}

// Where pictures of the view begin to be made in another way: starts and ends of clips and transitions, the next ones
// behind `position`; and a frame later, as what begins at nothing may be left out at first.
std::deque<Time> edits_from(const View& view, Time position) {
    const FrameRate rate = view.sequence->format.rate;
    const int64_t now = rate.frame_at(position), end = rate.frames_covering(view.sequence->duration());
    std::set<int64_t> frames;
    auto add = [&](Time t) {
        const int64_t frame = rate.frames_covering(t); // the first that begins at or after it
        for (int64_t f : {frame, frame + 1})
            if (f > now && f < end) frames.insert(f);
        while (frames.size() > kEditsAhead) frames.erase(std::prev(frames.end()));
    };
    for (const Ref<Track>& track : view.sequence->tracks) {
        if (track->kind == TrackKind::sound) continue;
        for (const Placement& p : track->items) {
            add(p.start), add(p.start + p.clip->length);
            if (const auto& in = p.clip->transition_in) add(p.start - in->before), add(p.start + in->after);
        }
    }
    std::deque<Time> out;
    for (int64_t frame : frames) out.push_back(rate.time_of(frame));
    return out;
}

class Busy {
  public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

  private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace

FrameTarget view_target(const View& view) {
    FrameTarget target = target_of(*view.sequence, view.format);
    double scale = 1;
    if (view.width > 0) scale = std::min(scale, static_cast<double>(view.width) / target.width);
    if (view.height > 0) scale = std::min(scale, static_cast<double>(view.height) / target.height);
    scale /= static_cast<int>(view.quality);
    if (scale == 1) return target;
    auto side = [&](int full) { return std::max(2, static_cast<int>(std::lround(full * scale / 2)) * 2); };
    target.width = side(target.width), target.height = side(target.height);
    return target;
}

struct FrameServer::Impl {
    struct Item {
        uint64_t generation = 0, key = 0;
        int64_t slot = 0;
        bool noted = false;
        FrameProgram program;
        std::vector<PictureRef> sources;
    };

    FrameAssets& assets;
    DecodePool& pool;
    FrameRenderer& renderer;
    const FrameServerOptions options;

    mutable std::mutex mutex;
    std::condition_variable decode_wake, render_wake, changed;
    bool stop = false;
    std::atomic<bool> unwanted{false}; // what is being decoded; set and cleared under the mutex, read by the readers

    uint64_t generation = 0;
    View view;
    ViewQuality at_most = ViewQuality::full; // of the generation
    PlaybackOrder order;
    int64_t ahead_limit = 1;                      // slots from the playhead on that may be made
    int64_t next = 0;                             // slot to decode next
    int64_t due = 0, shown = -1;                  // the playhead's slot; the newest handed out
    std::map<int64_t, PictureRef> ring;           // ready, by slot; null = could not be made
    std::deque<Item> queue;                       // decoded
    int64_t decoding = -1, rendering = -1;        // slots in hand
    double decode_cost_s = 0, compute_cost_s = 0; // of a frame, smoothed
    RenderedCache cache;
    FrameServerReport sums;
    std::deque<Time> ahead;      // edits of the view whose kernels the device was not asked for
    bool device_compiles = true; // as far as is known
    std::vector<std::string> warnings;

    std::thread decoder, device;

    Impl(FrameAssets& a, DecodePool& p, FrameRenderer& r, const FrameServerOptions& o)
        : assets(a), pool(p), renderer(r), options(o), cache(o.cache_bytes) {
        decoder = std::thread([this] { decode(); });
        device = std::thread([this] { render(); });
    }
    ~Impl() {
        {
            std::lock_guard lock(mutex);
            stop = unwanted = true;
        }
        decode_wake.notify_all(), render_wake.notify_all();
        decoder.join(), device.join();
    }

    // With the mutex held.
    View view_now() const {
        View out = view;
        out.quality = std::max(view.quality, at_most);
        return out;
    }
    uint64_t begin(Time position, Speed speed, TimeRange loop) {
        ++generation;
        unwanted = true;
        const Format& f = view.sequence->format;
        // Of an emptied sequence one black picture, so that none of before stays.
        const int64_t frames = std::max<int64_t>(1, f.rate.frames_covering(view.sequence->duration()));
        order = PlaybackOrder(f.rate, frames, position, speed, loop);
        next = due = 0, shown = -1;
        ring.clear();
        sums.cancelled += static_cast<int64_t>(queue.size());
        queue.clear();
        const auto most =
            static_cast<int64_t>(options.ring_bytes / std::max<size_t>(1, frame_bytes(view_target(view_now()))));
        const bool far = speed.num < 0 || order.loops();
        ahead_limit = std::clamp<int64_t>(most, 2, std::max(2, far ? options.look_behind : options.look_ahead));
        if (device_compiles) ahead = edits_from(view, position);
        decode_wake.notify_all(), render_wake.notify_all(), changed.notify_all();
        return generation;
    }
    // The slots due but never shown of the generation. A locate that was replaced before its first frame owes none.
    int64_t owed() const { return shown >= 0 || due > 0 ? due - shown : 0; }

    bool may_decode() const { return next < order.slots() && next < due + ahead_limit && queue.size() < kQueued; }

    void put(int64_t slot, PictureRef picture) {
        const bool first = ring.empty() && shown < 0;
        ring[slot] = std::move(picture);
        changed.notify_all(), render_wake.notify_one();
        if (first && options.on_first) options.on_first();
    }

    // The next slot worth making. Behind the playhead, the first that can be ready when it is due.
    int64_t pick() {
        if (next < due) {
            const double slot_s = order.slot_seconds();
            const double cost = std::max(decode_cost_s, compute_cost_s);
            const double lead = slot_s > 0 ? std::ceil(cost / slot_s) : 0;
            next = std::min(due + static_cast<int64_t>(std::clamp(lead, 0.0, static_cast<double>(ahead_limit - 1))),
                            order.slots() - 1);
        }
        return next++;
    }

    void decode() {
        set_thread_name("view decode");
        lower_thread_priority(kPictureNice);
        std::unique_ptr<FrameResolver> resolver;
        Ref<Project> resolver_project;
        OnMissing resolver_missing = OnMissing::fail;
        std::unique_lock lock(mutex);
        for (;;) {
            decode_wake.wait(lock, [&] { return stop || may_decode(); });
            if (stop) return;
            Item item;
            item.generation = generation, item.slot = pick();
            unwanted = false;
            const View of = view_now();
            const Time t = of.sequence->format.rate.time_of(order.frame_of(item.slot));
            decoding = item.slot;
            lock.unlock();

            const Busy busy;
            std::vector<FrameNote> notes;
            const RenderSpec spec{.target = view_target(of), .on_missing = of.on_missing};
            auto program = compile_frame(*of.project, *of.sequence, t, spec, assets, &notes);
            std::optional<Error> error;
            PictureRef known;
            if (!program) {
                error = program.error();
            } else {
                item.key = pixels_key(*program, *of.project);
                lock.lock();
                known = cache.find(item.key);
                lock.unlock();
            }
            if (program && !known) {
                if (!resolver || resolver_project != of.project || resolver_missing != of.on_missing) {
                    resolver = std::make_unique<FrameResolver>(of.project, pool, of.on_missing, &unwanted);
                    resolver_project = of.project, resolver_missing = of.on_missing;
                }
                auto sources = resolver->resolve(*program, *of.sequence, t, &notes);
                if (sources)
                    item.program = std::move(*program), item.sources = std::move(*sources);
                else
                    error = sources.error();
            }
            item.noted = !notes.empty();
            const double spent = busy.seconds();

            lock.lock();
            decoding = -1;
            sums.decode_s += spent;
            if (item.generation != generation) {
                ++sums.cancelled;
                continue;
            }
            const bool failed = error.has_value();
            if (failed) sums.error = std::move(error);
            if (failed || known) {
                sums.cache_hits += !failed;
                put(item.slot, std::move(known));
            } else {
                decode_cost_s = decode_cost_s == 0 ? spent : 0.8 * decode_cost_s + 0.2 * spent;
                queue.push_back(std::move(item));
                render_wake.notify_one();
            }
        }
    }

    // One edit ahead: the device is asked for its kernels. Called and left with the mutex held.
    void prepare_one(std::unique_lock<std::mutex>& lock) {
        const View of = view;
        const Time t = ahead.front();
        ahead.pop_front();
        lock.unlock();
        auto program = compile_frame(*of.project, *of.sequence, t,
                                     {.target = view_target(of), .on_missing = of.on_missing}, assets, nullptr);
        const bool compiles = program && program->passthrough_source() < 0 && renderer.prepare(*program);
        lock.lock();
        sums.prepared += compiles;
        // A program that passes a source through says nothing about the device.
        if (program && program->passthrough_source() < 0 && !compiles) device_compiles = false, ahead.clear();
    }

    // At the device: submitted, not collected.
    struct Flight {
        uint64_t generation = 0, key = 0;
        int64_t slot = 0;
        bool noted = false;
        double spent = 0;
    };

    // The oldest flight comes down. Called and left with the mutex held.
    void land(std::unique_lock<std::mutex>& lock, std::deque<Flight>& flights) {
        Flight flight = flights.front();
        flights.pop_front();
        lock.unlock();
        const Busy busy;
        auto picture = renderer.collect();
        flight.spent += busy.seconds();
        auto said = renderer.take_warnings();
        lock.lock();
        warnings.insert(warnings.end(), said.begin(), said.end());
        rendering = flights.empty() ? -1 : flights.front().slot;
        sums.compute_s += flight.spent;
        compute_cost_s = compute_cost_s == 0 ? flight.spent : 0.8 * compute_cost_s + 0.2 * flight.spent;
        if (picture) {
            ++sums.rendered;
            sums.noted += flight.noted;
            // What was replaced may be there next time. A frame of an older generation is kept all the same.
            if (!flight.noted) cache.keep(flight.key, *picture);
        } else {
            sums.error = picture.error();
        }
        if (flight.generation != generation)
            ++sums.cancelled;
        else
            put(flight.slot, picture ? *picture : nullptr);
    }

    void render() {
        set_thread_name("view render");
        lower_thread_priority(kPictureNice);
        std::deque<Flight> flights;
        std::unique_lock lock(mutex);
        for (;;) {
            // The first frame has all of the processor.
            auto may_prepare = [&] { return !ahead.empty() && !ring.empty(); };
            render_wake.wait(lock, [&] { return stop || !queue.empty() || !flights.empty() || may_prepare(); });
            if (stop) break;
            if (may_prepare()) prepare_one(lock); // short beside a frame
            if (stop) break;
            // With nothing to start, or no room for it, what is in flight is waited for.
            if (queue.empty() || flights.size() >= renderer.max_in_flight()) {
                if (!flights.empty()) land(lock, flights);
                continue;
            }
            Item item = std::move(queue.front());
            queue.pop_front();
            decode_wake.notify_one();
            // Late and followed by a newer one: it would be passed over.
            if (item.slot < due && !queue.empty() && queue.front().slot <= due) continue;
            if (flights.empty()) rendering = item.slot;
            lock.unlock();

            const Busy busy;
            renderer.submit(item.program, item.sources);
            flights.push_back({item.generation, item.key, item.slot, item.noted, busy.seconds()});
            item.sources.clear();
            lock.lock();
        }
        // The device belongs to another server next.
        while (!flights.empty()) land(lock, flights);
    }

    // Where the frame of a slot is stuck.
    bool at_the_device(int64_t slot) const {
        if (rendering >= 0 && rendering <= slot) return true;
        return !queue.empty() && queue.front().slot <= slot;
    }

    std::optional<ServedFrame> frame_at(Time audible) {
        std::lock_guard lock(mutex);
        if (!view.sequence) return {};
        const int64_t now = order.slot_at(audible, due);
        if (now < 0) return {};
        const int64_t passed = now - due; // slots that became due since the last call
        auto newest = ring.upper_bound(std::max(now, due));
        while (newest != ring.begin() && !std::prev(newest)->second) --newest; // could not be made
        const bool any = newest != ring.begin();
        const int64_t slot = any ? std::prev(newest)->first : -1;
        const bool fresh = slot > shown;
        if (passed > 0) {
            if (!fresh && shown >= 0) {
                sums.repeated += passed;
                (at_the_device(now) ? sums.late_compute : sums.late_decode) += passed;
            }
            sums.skipped += passed * order.skipped_per_slot();
            due = now;
        }
        if (fresh) {
            for (int64_t i = shown + 1; i < slot; ++i) {
                ++sums.dropped;
                auto it = ring.find(i);
                sums.unasked += it != ring.end() && it->second;
            }
            ++sums.shown;
            shown = slot;
            ring.erase(ring.begin(), ring.find(slot));
        }
        if (passed > 0 || fresh) decode_wake.notify_one();
        if (shown < 0) return {};
        auto it = ring.find(shown);
        return ServedFrame{.picture = it->second,
                           .frame = order.frame_of(shown),
                           .due = order.due(shown),
                           .generation = generation,
                           .quality = view_now().quality,
                           .fresh = fresh,
                           .late = shown < now};
    }

    FrameServerReport report() const {
        std::lock_guard lock(mutex);
        FrameServerReport r = sums;
        r.dropped += owed();
        const int64_t most = std::max({r.late_decode, r.late_compute, r.unasked});
        if (most > 0)
            r.bound = most == r.late_decode    ? ViewBound::decode
                      : most == r.late_compute ? ViewBound::compute
                                               : ViewBound::caller;
        return r;
    }
};

FrameServer::FrameServer(FrameAssets& assets, DecodePool& pool, FrameRenderer& renderer,
                         const FrameServerOptions& options)
    : impl_(std::make_unique<Impl>(assets, pool, renderer, options)) {}
FrameServer::~FrameServer() = default;

uint64_t FrameServer::show(const View& view, Time position, Speed speed, TimeRange loop) {
    VERIFY(view.project && view.sequence);
    std::lock_guard lock(impl_->mutex);
    impl_->sums.dropped += impl_->owed();
    impl_->view = view, impl_->at_most = ViewQuality::full;
    return impl_->begin(position, speed, loop);
}

uint64_t FrameServer::locate(Time position, Speed speed, TimeRange loop, ViewQuality at_most) {
    std::lock_guard lock(impl_->mutex);
    VERIFY(impl_->view.sequence);
    impl_->sums.dropped += impl_->owed();
    impl_->at_most = at_most;
    return impl_->begin(position, speed, loop);
}

std::optional<ServedFrame> FrameServer::frame_at(Time audible) { return impl_->frame_at(audible); }

std::optional<Time> FrameServer::next_due(Time audible) const {
    std::lock_guard lock(impl_->mutex);
    const int64_t slot = impl_->order.slot_at(audible, impl_->due) + 1;
    if (slot >= impl_->order.slots()) return {};
    return impl_->order.due(slot);
}

bool FrameServer::wait_ready(int slots, std::chrono::milliseconds limit) {
    std::unique_lock lock(impl_->mutex);
    return impl_->changed.wait_for(lock, limit, [&] {
        const Impl& i = *impl_;
        const int64_t last = std::min({i.due + slots, i.due + i.ahead_limit, i.order.slots()});
        for (int64_t slot = std::max<int64_t>(i.due, i.shown); slot < last; ++slot)
            if (!i.ring.contains(slot)) return false;
        return true;
    });
}

FrameServerReport FrameServer::report() const { return impl_->report(); }

std::vector<std::string> FrameServer::take_warnings() {
    std::lock_guard lock(impl_->mutex);
    return std::exchange(impl_->warnings, {});
}

} // namespace tandem
