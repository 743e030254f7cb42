// The worker of ThumbnailStore, its queue and what it keeps.
#include "engine/media/thumbnail_store.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <list>
#include <map>
#include <mutex>
#include <thread>

#include "engine/base/hash.h"
#include "engine/base/thread.h"
#include "engine/media/probe.h"
#include "engine/media/video_reader.h"

namespace tandem {

namespace {

using Clock = std::chrono::steady_clock;
using Picture32 = std::shared_ptr<const Thumbnail>;

constexpr auto kOneGo = std::chrono::milliseconds(50); // requests of one paint
constexpr auto kLookAgain = std::chrono::seconds(5);
constexpr size_t kOpenReaders = 2;
constexpr size_t kBackwardBytes = size_t{32} << 20;
constexpr size_t kEntryBytes = 256; // of one kept, besides its pixels

std::string to_bytes(const Thumbnail& t) {
    const int32_t size[2] = {t.width, t.height};
    std::string out(reinterpret_cast<const char*>(size), sizeof size);
    for (uint32_t p : t.pixels)
        for (int shift : {16, 8, 0}) out += static_cast<char>(p >> shift & 255);
    return out;
}

Picture32 from_bytes(std::string_view bytes, Time at) {
    int32_t size[2];
    if (bytes.size() < sizeof size) return nullptr;
    std::memcpy(size, bytes.data(), sizeof size);
    bytes.remove_prefix(sizeof size);
    if (size[0] < 1 || size[1] < 1 || size[1] > kMaxThumbnailHeight ||
        bytes.size() != static_cast<size_t>(size[0]) * static_cast<size_t>(size[1]) * 3)
        return nullptr;
    Thumbnail out{.width = size[0], .height = size[1], .at = at};
    auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])); };
    for (size_t i = 0; i < bytes.size(); i += 3)
        out.pixels.push_back(0xff000000u | byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2));
    return std::make_shared<const Thumbnail>(std::move(out));
}

uint64_t colour_hash(const ColourTags& c) {
    return Hasher{}
        .word(static_cast<uint64_t>(c.primaries) | static_cast<uint64_t>(c.transfer) << 8 |
              static_cast<uint64_t>(c.matrix) << 16 | static_cast<uint64_t>(c.range) << 24)
        .value();
}

int picture_index_of(const Media& media, int stream) {
    return stream < 0 && !media.pictures.empty() ? media.pictures[0].index : stream;
}

uint64_t source_key(const Media& m, int stream) {
    return Hasher{}
        .text(m.path)
        .word(content_key(m.fingerprint, stream))
        .word(static_cast<uint64_t>(m.sequence_first))
        .word(static_cast<uint64_t>(m.sequence_count))
        .text(m.sequence_rate.text())
        .word(colour_hash(m.override_colour))
        .value();
}

} // namespace

struct ThumbnailStore::Impl {
    struct Source;
    using Place = std::pair<Time, int>; // instant and height
    struct Kept {
        Source* source = nullptr;
        Place place;
        Picture32 picture; // null: it cannot be made
        size_t bytes() const { return kEntryBytes + (picture ? picture->pixels.size() * sizeof(uint32_t) : 0); }
    };
    struct Source {
        Media media;
        int stream = 0;
        std::vector<MediaId> ids; // all that asked
        std::map<Place, std::list<Kept>::iterator> kept;
        std::optional<Error> error;
        Clock::time_point closed_until;
        std::optional<uint64_t> content; // of the worker: names its files; empty = not known or none
    };
    struct Request {
        Source* source = nullptr;
        Place place;
        Clock::time_point asked;
    };
    struct Reader { // of the worker
        Source* source = nullptr;
        std::unique_ptr<VideoReader> reader;
        Time at; // last asked for
    };

    const ThumbnailStore& store;
    ThumbnailStoreOptions options;
    CacheFiles files; // of the worker
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::map<uint64_t, Source> sources; // never erased: the worker holds one without the lock
    std::list<Kept> recent;             // most recently shown first
    size_t bytes = 0;
    std::list<Request> requests; // most recently asked for first
    std::optional<Request> at_work;
    std::list<Reader> readers; // most recently used first
    std::atomic<bool> stop = false;
    std::thread worker;

    Impl(const ThumbnailStore& s, ThumbnailStoreOptions o)
        : store(s), options(std::move(o)), files(options.folder, "thumbnails 1", options.folder_bytes) {}

    // The nearest in time that there is. Pre: locked.
    Kept* nearest(Source& s, const Place& place) {
        auto there = [](const auto& entry) { return entry.second->picture != nullptr; };
        auto after = std::find_if(s.kept.lower_bound(place), s.kept.end(), there);
        auto before = std::find_if(std::make_reverse_iterator(s.kept.lower_bound(place)), s.kept.rend(), there);
        if (before == s.kept.rend()) return after == s.kept.end() ? nullptr : &*after->second;
        if (after == s.kept.end()) return &*before->second;
        const bool forward = after->first.first - place.first < place.first - before->first.first;
        return forward ? &*after->second : &*before->second;
    }

    void ask(Source& s, const Place& place) {
        auto same = [&](const Request& r) { return r.source == &s && r.place == place; };
        if (at_work && same(*at_work)) return;
        const auto now = Clock::now();
        if (now < s.closed_until) return;
        if (auto it = std::find_if(requests.begin(), requests.end(), same); it != requests.end())
            requests.splice(requests.begin(), requests, it);
        else
            requests.push_front({.source = &s, .place = place});
        requests.front().asked = now;
        if (requests.size() > options.max_requests) requests.pop_back();
        if (!worker.joinable()) worker = std::thread([this] { work(); });
        wake.notify_one();
    }

    // Of the medium asked for last and what was asked of it in the same go: the next from where its reader stands.
    Request take_next() {
        auto best = requests.begin();
        const Request newest = *best;
        Time position{INT64_MIN};
        for (const Reader& r : readers)
            if (r.source == newest.source) position = r.at;
        auto rank = [&](const Request& r) { return std::pair(r.place.first < position, r.place); };
        for (auto it = requests.begin(); it != requests.end() && newest.asked - it->asked <= kOneGo; ++it)
            if (it->source == newest.source && rank(*it) < rank(*best)) best = it;
        Request out = *best;
        requests.erase(best);
        return out;
    }

    void work() {
        set_thread_name("thumbnails");
        lower_thread_priority(kBackgroundNice);
        std::unique_lock lock(mutex);
        for (;;) {
            wake.wait(lock, [this] { return stop || !requests.empty(); });
            if (stop) return;
            at_work = take_next();
            Source& s = *at_work->source;
            const Place place = at_work->place;
            lock.unlock();
            bool opened = true;
            auto made = make(s, place, opened);
            lock.lock();
            at_work.reset();
            if (stop) return;
            s.error = made ? std::nullopt : std::optional(made.error());
            if (opened) {
                keep(s, place, made ? *made : nullptr);
            } else {
                s.closed_until = Clock::now() + kLookAgain;
                requests.remove_if([&](const Request& r) { return r.source == &s; });
            }
            const std::vector<MediaId> ids = s.ids;
            lock.unlock();
            if (store.on_change)
                for (MediaId id : ids) store.on_change(id);
            lock.lock();
        }
    }

    void keep(Source& s, const Place& place, Picture32 picture) {
        recent.push_front({.source = &s, .place = place, .picture = std::move(picture)});
        s.kept[place] = recent.begin();
        bytes += recent.front().bytes();
        while (bytes > options.memory_bytes && recent.size() > 1) {
            bytes -= recent.back().bytes();
            recent.back().source->kept.erase(recent.back().place);
            recent.pop_back();
        }
    }

    static uint64_t file_key(const Source& s, uint64_t content, const Place& place) {
        return Hasher{}
            .word(content)
            .word(static_cast<uint64_t>(place.first.ticks))
            .word(static_cast<uint64_t>(place.second))
            .word(colour_hash(s.media.override_colour))
            .value();
    }

    // What lies at the path, not what was imported. Of a sequence only the first file has a fingerprint, and any may
    // have been made anew: its pictures are not kept across runs.
    static std::optional<uint64_t> content_of(const Source& s) {
        auto found = s.media.image_sequence ? Result<Fingerprint>(Error{}) : fingerprint(s.media.path);
        return found ? std::optional(content_key(*found, s.stream)) : std::nullopt;
    }

    // On the worker, without the lock. `opened` says whether an error is of this picture only.
    Result<Picture32> make(Source& s, const Place& place, bool& opened) {
        if (!s.content) s.content = content_of(s);
        std::optional<uint64_t> kept_as = s.content;
        // Of a missing medium what is kept is shown.
        if (!kept_as && is_known(s.media.fingerprint) && !s.media.image_sequence)
            kept_as = content_key(s.media.fingerprint, s.stream);
        if (kept_as)
            if (auto bytes_kept = files.load(file_key(s, *kept_as, place)))
                if (auto picture = from_bytes(*bytes_kept, place.first)) return picture;
        opened = false;
        Reader& reader = *TRY(open(s));
        opened = true;
        reader.at = place.first;
        auto frame = reader.reader->frame_at(place.first, &stop);
        if (!frame) {
            readers.pop_front(); // a file that was cut or replaced is opened anew next time
            return frame.error();
        }
        Thumbnail made = TRY(make_thumbnail(**frame, reader.reader->stream(), s.media.override_colour, place.second));
        made.at = place.first;
        if (s.content) files.save(file_key(s, *s.content, place), to_bytes(made));
        return std::make_shared<const Thumbnail>(std::move(made));
    }

    Result<Reader*> open(Source& s) {
        auto it = std::find_if(readers.begin(), readers.end(), [&](const Reader& r) { return r.source == &s; });
        if (it != readers.end()) {
            readers.splice(readers.begin(), readers, it);
            return &readers.front();
        }
        s.content = content_of(s);
        auto reader = TRY(VideoReader::open(
            s.media,
            {.stream = s.stream, .decoder_threads = 1, .deinterlace = false, .backward_bytes = kBackwardBytes}));
        while (readers.size() >= kOpenReaders) readers.pop_back();
        readers.push_front({.source = &s, .reader = std::move(reader)});
        return &readers.front();
    }
};

ThumbnailStore::ThumbnailStore(ThumbnailStoreOptions options)
    : impl_(std::make_unique<Impl>(*this, std::move(options))) {}

ThumbnailStore::~ThumbnailStore() {
    {
        std::lock_guard lock(impl_->mutex);
        impl_->stop = true;
    }
    impl_->wake.notify_all();
    if (impl_->worker.joinable()) impl_->worker.join();
}

ThumbnailAnswer ThumbnailStore::get(const Media& media, int stream, Time at, int height) {
    stream = picture_index_of(media, stream);
    const Impl::Place place{at, std::clamp(height, 1, kMaxThumbnailHeight)};
    std::lock_guard lock(impl_->mutex);
    auto [entry, fresh] = impl_->sources.try_emplace(source_key(media, stream));
    Impl::Source& s = entry->second;
    if (fresh) s.media = media, s.stream = stream;
    if (std::find(s.ids.begin(), s.ids.end(), media.id) == s.ids.end()) s.ids.push_back(media.id);
    auto found = s.kept.find(place);
    if (found == s.kept.end()) impl_->ask(s, place);
    const bool exact = found != s.kept.end() && found->second->picture;
    Impl::Kept* shown = exact ? &*found->second : impl_->nearest(s, place);
    if (!shown) return {};
    impl_->recent.splice(impl_->recent.begin(), impl_->recent, s.kept.at(shown->place));
    return {.picture = shown->picture, .exact = exact};
}

std::optional<Error> ThumbnailStore::error(const Media& media, int stream) const {
    std::lock_guard lock(impl_->mutex);
    auto it = impl_->sources.find(source_key(media, picture_index_of(media, stream)));
    return it == impl_->sources.end() ? std::nullopt : it->second.error;
}

} // namespace tandem
