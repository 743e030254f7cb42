// Readers by medium and clip, the frame cache, and the threads that decode ahead.
#include "engine/media/decode_pool.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "engine/base/thread.h"
#include "engine/media/frame_cache.h"

namespace tandem {

namespace {

constexpr size_t kAheadFrames = 6;
constexpr size_t kReadersOfOneStream = 16; // more clips than that share them

} // namespace

struct DecodePool::Impl {
    struct Slot {
        StreamKey key;
        std::mutex mutex; // held while its reader works
        std::unique_ptr<VideoReader> reader;
        std::optional<Error> failed;
        // Guarded by the pool's mutex:
        ClipId clip;
        Time at;             // the last frame asked of it
        uint64_t used = 0;   // clock of the last use
        int busy = 0;        // callers that hold or await it
        int64_t damaged = 0; // of the reader, as last seen
    };
    using SlotRef = std::shared_ptr<Slot>;

    struct Job {
        Ref<Media> media;
        int stream;
        TimeRange range;
        ClipId clip;
        Time next; // first instant not yet decoded
    };

    DecodePoolOptions options;
    mutable std::mutex mutex;
    std::list<SlotRef> slots;
    uint64_t clock = 0;
    int64_t damaged_of_closed = 0;

    FrameCache cache;

    std::condition_variable wake;
    std::list<Job> jobs;
    uint64_t generation = 0;
    bool stop = false;
    std::thread worker;

    explicit Impl(const DecodePoolOptions& o) : options(o), cache(o.frame_cache_bytes) {
        options.max_readers = std::max(1, options.max_readers);
    }
    ~Impl() {
        {
            std::lock_guard lock(mutex);
            stop = true;
        }
        wake.notify_all();
        if (worker.joinable()) worker.join();
    }

    // A slot for this stream near t, marked busy. Called with the mutex held.
    SlotRef choose(const StreamKey& key, Time t, ClipId clip) {
        SlotRef own, nearest, oldest;
        size_t same = 0;
        for (auto& s : slots) {
            if (s->key != key) continue;
            ++same;
            if (s->clip == clip) own = s;
            bool before = s->at <= t;
            if (before && s->busy == 0 && (!nearest || s->at > nearest->at)) nearest = s;
            if (!oldest || s->used < oldest->used) oldest = s;
        }
        // A reader just before t is as good as one's own: clips cut from one take follow each other.
        Time near = {kTicksPerSecond / 2};
        SlotRef found = own;
        if (nearest && t - nearest->at <= near && (!own || own->at > t || own->at < nearest->at)) found = nearest;
        if (!found && same >= kReadersOfOneStream) found = oldest;
        if (!found) {
            close_idle();
            make_room();
            found = std::make_shared<Slot>();
            found->key = key;
            slots.push_back(found);
        }
        found->clip = clip, found->at = t, found->used = ++clock;
        ++found->busy;
        return found;
    }
    // Clips that have been passed hold decoders with many frames inside: what was not asked for through a few rounds of
    // all readers that may be open is closed when the next one opens.
    void close_idle() {
        const auto rounds = static_cast<uint64_t>(options.max_readers) * 3;
        for (auto it = slots.begin(); it != slots.end();) {
            if ((*it)->busy == 0 && clock - (*it)->used > rounds) {
                damaged_of_closed += (*it)->damaged;
                it = slots.erase(it);
            } else {
                ++it;
            }
        }
    }
    void make_room() {
        while (slots.size() >= static_cast<size_t>(options.max_readers)) {
            auto victim = slots.end();
            for (auto it = slots.begin(); it != slots.end(); ++it)
                if ((*it)->busy == 0 && (victim == slots.end() || (*it)->used < (*victim)->used)) victim = it;
            if (victim == slots.end()) return; // all at work: above the cap for a moment
            damaged_of_closed += (*victim)->damaged;
            slots.erase(victim);
        }
    }

    Result<PictureRef> decode(const Ref<Media>& media, int stream, Time t, ClipId clip, FrameState* state = nullptr,
                              CancelFlag cancel = nullptr) {
        StreamKey key = stream_key(*media, stream);
        SlotRef slot;
        {
            std::lock_guard lock(mutex);
            if (auto p = cache.find(key, t)) return p;
            slot = choose(key, t, clip);
        }
        Result<PictureRef> got = PictureRef();
        int64_t damaged = 0;
        bool is_open = false;
        {
            std::lock_guard reading(slot->mutex);
            if (!slot->reader) {
                auto opened = VideoReader::open(*media, {.stream = stream,
                                                         .decoder_threads = options.decoder_threads,
                                                         .backward_bytes = options.backward_bytes});
                if (opened)
                    slot->reader = std::move(opened).value();
                else
                    got = std::move(opened).error();
            }
            if (slot->reader) got = slot->reader->frame_at(t, cancel), damaged = slot->reader->damaged();
            is_open = slot->reader != nullptr; // read here: the slot's reader belongs to the slot's mutex
        }
        std::lock_guard lock(mutex);
        --slot->busy;
        if (state && damaged > slot->damaged) *state = FrameState::held;
        slot->damaged = std::max(slot->damaged, damaged);
        if (got)
            cache.keep(key, got.value(), t);
        else if (!is_open && slot->busy == 0)
            slots.remove(slot); // opened anew next time: the file may come back
        return got;
    }

    void work() {
        set_thread_name("decode ahead");
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [&] { return stop || !jobs.empty(); });
            if (stop) return;
            Job job = jobs.front();
            jobs.pop_front();
            uint64_t mine = generation;
            lock.unlock();
            // Frame by frame; the next instant is the end of the frame just decoded, by the stream's nominal rate.
            FrameRate rate{25, 1};
            bool still = false;
            for (const auto& p : job.media->pictures)
                if (job.stream < 0 || p.index == job.stream) {
                    rate = p.rate, still = p.still;
                    break;
                }
            Time t = job.range.start;
            for (size_t n = 0; n < kAheadFrames && t < job.range.end(); ++n) {
                if (!decode(job.media, job.stream, t, job.clip) || still) break;
                t = job.range.start + rate.time_of(static_cast<int64_t>(n) + 1);
                std::lock_guard check(mutex);
                if (stop || generation != mine) break;
            }
            lock.lock();
        }
    }
};

DecodePool::DecodePool(const DecodePoolOptions& options) : impl_(std::make_unique<Impl>(options)) {}
DecodePool::~DecodePool() = default;

Result<PictureRef> DecodePool::frame(const Ref<Media>& media, int stream, Time t, ClipId clip, FrameState* state,
                                     CancelFlag cancel) {
    VERIFY(media);
    if (state) *state = FrameState::good;
    return impl_->decode(media, stream, t, clip, state, cancel);
}

void DecodePool::prefetch(const Ref<Media>& media, int stream, TimeRange range, ClipId clip, uint64_t generation) {
    {
        std::lock_guard lock(impl_->mutex);
        if (generation < impl_->generation) return;
        if (generation > impl_->generation) impl_->generation = generation, impl_->jobs.clear();
        if (impl_->jobs.size() >= 64) return;
        impl_->jobs.push_back({.media = media, .stream = stream, .range = range, .clip = clip, .next = range.start});
        if (!impl_->worker.joinable()) impl_->worker = std::thread([i = impl_.get()] { i->work(); });
    }
    impl_->wake.notify_one();
}

int64_t DecodePool::damaged_frames() const {
    std::lock_guard lock(impl_->mutex);
    int64_t n = impl_->damaged_of_closed;
    for (const auto& s : impl_->slots) n += s->damaged;
    return n;
}

size_t DecodePool::open_readers() const {
    std::lock_guard lock(impl_->mutex);
    return impl_->slots.size();
}

} // namespace tandem
