// The worker of PeakStore and what it keeps.
#include "engine/media/peak_store.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engine/base/hash.h"
#include "engine/base/thread.h"
#include "engine/media/audio_reader.h"
#include "engine/media/input.h"
#include "engine/media/peak_builder.h"
#include "engine/media/probe.h"

namespace tandem {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kBetweenNews = std::chrono::milliseconds(100);
constexpr auto kLookAgain = std::chrono::seconds(5);
constexpr int kRead = 256 * Peaks::kBlock;
// Damaged time stamps may claim days of silence: 400 MiB of peaks, two days at 48 kHz.
constexpr int64_t kMaxFrames = (int64_t{1} << 25) * Peaks::kBlock;

int sound_index(const Media& media, int stream) {
    return stream < 0 && !media.sounds.empty() ? media.sounds[0].index : stream;
}

uint64_t entry_key(const Media& media, int stream) {
    return Hasher{}.text(media.path).word(content_key(media.fingerprint, stream)).value();
}

} // namespace

struct PeakStore::Impl {
    enum class State : uint8_t { idle, queued, working, done, failed };
    struct Entry {
        Media media;
        int stream = 0;
        std::vector<MediaId> ids; // all that asked
        State state = State::idle;
        uint64_t used = 0;
        std::shared_ptr<const Peaks> peaks;
        bool kept = false; // in the folder too
        std::optional<Error> error;
        FileIdentity failed_as; // the file at the error; of a missing one all 0
        Clock::time_point failed_at;
    };

    const PeakStore& store;
    PeakStoreOptions options;
    CacheFiles files; // of the worker
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::map<uint64_t, Entry> entries; // never erased: the worker holds one without the lock
    uint64_t clock = 0;
    std::atomic<bool> stop = false;
    std::thread worker;

    Impl(const PeakStore& s, PeakStoreOptions o) : store(s), options(std::move(o)), files(options.folder, "peaks 1") {}

    const Entry* find(const Media& media, int stream) const {
        auto it = entries.find(entry_key(media, sound_index(media, stream)));
        return it == entries.end() ? nullptr : &it->second;
    }

    Entry* newest_queued() {
        Entry* newest = nullptr;
        for (auto& [key, e] : entries)
            if (e.state == State::queued && (!newest || e.used > newest->used)) newest = &e;
        return newest;
    }

    void work() {
        set_thread_name("peaks");
        lower_thread_priority(kBackgroundNice);
        std::unique_lock lock(mutex);
        for (;;) {
            Entry* e = nullptr;
            wake.wait(lock, [&] { return stop || (e = newest_queued()); });
            if (stop) return;
            e->state = State::working;
            lock.unlock();
            FileIdentity now;
            if (auto found = identify(e->media.path)) now = *found;
            std::optional<Error> error = e->error;
            const bool again = error && now == e->failed_as;
            if (!again) {
                auto made = make(*e);
                error = made ? std::nullopt : std::optional(made.error());
            }
            lock.lock();
            if (stop) return;
            e->error = error;
            e->state = error ? State::failed : State::done;
            e->failed_as = now, e->failed_at = Clock::now();
            let_go();
            if (again) continue;
            tell(lock, *e);
        }
    }

    void tell(std::unique_lock<std::mutex>& lock, const Entry& e) {
        const std::vector<MediaId> ids = e.ids;
        lock.unlock();
        if (store.on_change)
            for (MediaId id : ids) store.on_change(id);
        lock.lock();
    }

    void publish(Entry& e, std::shared_ptr<const Peaks> peaks, bool kept) {
        std::unique_lock lock(mutex);
        e.peaks = std::move(peaks), e.kept = kept;
        // The last word comes with the state.
        if (!e.peaks->complete()) tell(lock, e);
    }

    bool load(Entry& e, uint64_t key) {
        auto bytes = files.load(key);
        auto peaks = bytes ? PeakBuilder::from_bytes(*bytes) : nullptr;
        if (!peaks) return false;
        publish(e, std::move(peaks), true);
        return true;
    }

    Result<void> make(Entry& e) {
        const std::string& path = e.media.path;
        const Fingerprint& imported = e.media.fingerprint;
        // What lies there counts, not what was imported: it may have been made anew.
        auto found = fingerprint(path);
        if (!found) {
            if (is_known(imported)) load(e, content_key(imported, e.stream));
            return found.error();
        }
        const uint64_t key = content_key(*found, e.stream);
        if (!load(e, key)) {
            auto peaks = TRY(analyse(e));
            const bool kept = files.save(key, PeakBuilder::to_bytes(*peaks));
            publish(e, std::move(peaks), kept);
        }
        if (found->size < imported.size)
            return fail(ErrorCode::bad_data, "the file is shorter than when it was imported; restore it", path);
        return {};
    }

    Result<std::shared_ptr<const Peaks>> analyse(Entry& e) {
        // Without a stated duration the reader's length is what it has seen, so it shows where the sound ends.
        Media unmeasured = e.media;
        for (SoundStream& s : unmeasured.sounds) s.duration = {};
        auto reader = TRY(AudioReader::open(unmeasured, {.stream = e.stream}));
        PeakBuilder builder(reader->rate(), reader->channels(), reader->channel_mask());
        std::vector<std::vector<float>> samples(static_cast<size_t>(reader->channels()), std::vector<float>(kRead));
        std::vector<float*> planes;
        for (auto& s : samples) planes.push_back(s.data());
        auto told = Clock::now();
        for (int64_t at = 0;; at += kRead) {
            if (stop) return fail(ErrorCode::cancelled, "the program ends", e.media.path);
            auto read = reader->read(at, kRead, planes.data());
            const auto count = static_cast<int>(std::clamp<int64_t>(reader->length() - at, 0, kRead));
            if (read) builder.add(planes.data(), count);
            if (!read || at > kMaxFrames) {
                publish(e, builder.snapshot(PeakState::partial), false);
                if (!read) return read.error();
                return fail(ErrorCode::denied, "the sound is longer than can be shown", e.media.path);
            }
            if (count < kRead) return builder.snapshot(PeakState::complete);
            if (Clock::now() - told < kBetweenNews) continue;
            publish(e, builder.snapshot(PeakState::partial), false);
            told = Clock::now();
        }
    }

    // Pre: locked.
    void let_go() {
        size_t bytes = 0;
        for (const auto& [key, e] : entries) bytes += e.peaks ? e.peaks->bytes() : 0;
        while (bytes > options.memory_bytes) {
            Entry* oldest = nullptr;
            for (auto& [key, e] : entries)
                if (e.state == State::done && e.peaks && e.kept && (!oldest || e.used < oldest->used)) oldest = &e;
            if (!oldest || oldest->used == clock) return;
            bytes -= oldest->peaks->bytes();
            oldest->peaks.reset();
            oldest->state = State::idle;
        }
    }
};

PeakStore::PeakStore(PeakStoreOptions options) : impl_(std::make_unique<Impl>(*this, std::move(options))) {}

PeakStore::~PeakStore() {
    {
        std::lock_guard lock(impl_->mutex);
        impl_->stop = true;
    }
    impl_->wake.notify_all();
    if (impl_->worker.joinable()) impl_->worker.join();
}

std::shared_ptr<const Peaks> PeakStore::peaks(const Media& media, int stream) {
    stream = sound_index(media, stream);
    std::lock_guard lock(impl_->mutex);
    auto [at, fresh] = impl_->entries.try_emplace(entry_key(media, stream));
    Impl::Entry& e = at->second;
    if (fresh) e.media = media, e.stream = stream;
    if (std::find(e.ids.begin(), e.ids.end(), media.id) == e.ids.end()) e.ids.push_back(media.id);
    e.used = ++impl_->clock;
    if (e.state == Impl::State::idle || (e.state == Impl::State::failed && Clock::now() - e.failed_at >= kLookAgain)) {
        e.state = Impl::State::queued;
        if (!impl_->worker.joinable()) impl_->worker = std::thread([i = impl_.get()] { i->work(); });
        impl_->wake.notify_one();
    }
    return e.peaks;
}

double PeakStore::progress(const Media& media, int stream) const {
    stream = sound_index(media, stream);
    std::lock_guard lock(impl_->mutex);
    const Impl::Entry* e = impl_->find(media, stream);
    if (!e || !e->peaks) return 0;
    if (e->peaks->complete()) return 1;
    Time whole;
    for (const SoundStream& s : media.sounds)
        if (s.index == stream) whole = s.duration;
    const Time done = Time::from_samples(e->peaks->frames(), e->peaks->rate());
    return whole.ticks > 0 ? std::min(1.0, done.seconds() / whole.seconds()) : 0;
}

std::optional<Error> PeakStore::error(const Media& media, int stream) const {
    std::lock_guard lock(impl_->mutex);
    const Impl::Entry* e = impl_->find(media, stream);
    return e ? e->error : std::nullopt;
}

} // namespace tandem
