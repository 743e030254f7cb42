// The worker that makes proxies, and the project that shows them.
#include "engine/session/proxies.h"

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engine/base/thread.h"
#include "engine/export/export.h"
#include "engine/media/probe.h"
#include "engine/session/new_project.h"

namespace tandem {

namespace fs = std::filesystem;

struct ProxyStore::Impl {
    ProxyOptions options;
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::deque<Media> waiting;
    mutable std::set<uint64_t> unknown;      // contents to be looked for
    std::map<uint64_t, ProxyNote> notes;     // by content
    std::map<uint64_t, Ref<Media>> finished; // probed proxies; null = there is none
    std::atomic<bool> cancel{false};
    uint64_t now = 0; // content that is being made
    bool stop = false;
    std::thread thread;

    uint64_t key(const Media& media) const { return content_key(media.fingerprint, media.pictures[0].index); }
    std::string path(uint64_t key) const {
        char name[32];
        std::snprintf(name, sizeof name, "%016llx.mov", static_cast<unsigned long long>(key));
        return options.folder + "/" + name;
    }
    // Pre: mutex is held.
    Ref<Media> find(uint64_t key) {
        if (const auto it = finished.find(key); it != finished.end()) return it->second;
        unknown.insert(key);
        begin();
        return nullptr;
    }
    Ref<Media> look(uint64_t key) const {
        std::error_code error;
        if (!fs::exists(path(key), error)) return nullptr;
        auto probed = probe_media(path(key));
        return probed && !probed->pictures.empty() ? std::make_shared<const Media>(std::move(*probed)) : nullptr;
    }
    std::function<void()> changed; // on the worker
    void begin() {
        if (!thread.joinable()) thread = std::thread([this] { work(); });
        wake.notify_all();
    }
    void work();
    Result<void> make(const Media& media);
};

Result<void> ProxyStore::Impl::make(const Media& media) {
    const uint64_t id = key(media);
    if (look(id)) return {}; // it was only not known of
    std::error_code error;
    fs::create_directories(options.folder, error);
    if (error) return fail(ErrorCode::cant_create, "the folder of proxies cannot be made", options.folder);
    Media picture = media;
    picture.sounds.clear();
    auto project = std::make_shared<const Project>(TRY(new_project({.name = media.name, .media = {}}, {picture})));
    auto renderers = TRY(options.open_renderers());
    ExportJob job;
    job.project = project, job.sequence = project->active_sequence();
    job.preset = TRY(load_preset("prores-422-proxy"));
    job.preset.audio.clear();
    const Format& f = job.sequence->format;
    const double scale = static_cast<double>(options.short_edge) / std::min(f.width, f.height);
    auto even = [&](int side) { return 2 * std::max(1, static_cast<int>(std::lround(side * scale / 2))); };
    job.preset.canvas.fit = FitMode::exact;
    job.preset.canvas.width = even(f.width), job.preset.canvas.height = even(f.height);
    job.output = path(id);
    job.overwrite = Overwrite::yes;
    job.on_missing = OnMissing::fail;
    job.cancel = &cancel;
    for (const auto& r : renderers) job.renderers.push_back(r.get());
    job.progress = [&](const ExportProgress& p) {
        {
            std::lock_guard lock(mutex);
            if (p.frames > 0) notes[id].part = static_cast<double>(p.frame) / static_cast<double>(p.frames);
        }
        changed();
    };
    TRY_VOID(run_export(job));
    return {};
}

void ProxyStore::Impl::work() {
    set_thread_name("proxies");
    lower_thread_priority(kBackgroundNice);
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [&] { return stop || !waiting.empty() || !unknown.empty(); });
        if (stop) return;
        if (!unknown.empty()) {
            bool any = false;
            while (!unknown.empty() && !stop) {
                const uint64_t key = *unknown.begin();
                unknown.erase(unknown.begin());
                lock.unlock();
                Ref<Media> found = look(key);
                lock.lock();
                any = any || found;
                finished.emplace(key, std::move(found)); // one that was made meanwhile stays
            }
            lock.unlock();
            if (any) changed();
            lock.lock();
            continue;
        }
        const Media media = waiting.front();
        waiting.pop_front();
        now = key(media);
        notes[now] = {ProxyState::making, 0, {}};
        cancel = false;
        lock.unlock();
        changed();
        const Result<void> made = make(media);
        Ref<Media> found = made ? look(key(media)) : nullptr;
        lock.lock();
        finished[now] = std::move(found);
        if (made)
            notes.erase(now);
        else if (made.error().code == ErrorCode::cancelled)
            notes.erase(now);
        else
            notes[now] = {ProxyState::failed, 0, made.error().text()};
        now = 0;
        lock.unlock();
        changed();
        lock.lock();
    }
}

ProxyStore::ProxyStore(ProxyOptions options) : impl_(std::make_unique<Impl>()) {
    impl_->options = std::move(options);
    impl_->changed = [this] {
        if (on_change) on_change();
    };
}

ProxyStore::~ProxyStore() {
    {
        std::lock_guard lock(impl_->mutex);
        impl_->stop = true, impl_->cancel = true;
    }
    impl_->wake.notify_all();
    if (impl_->thread.joinable()) impl_->thread.join();
}

std::string ProxyStore::refusal(const Media& media) const {
    if (media.pictures.empty() || media.image_sequence || media.pictures[0].still) return "it is no film";
    const PictureStream& p = media.pictures[0];
    if (!is_known(media.fingerprint)) return "its content is not known";
    if (p.variable_rate) return "its frame rate varies";
    if (p.interlaced) return "it is interlaced";
    if (p.start != Time{}) return "its picture begins later than its sound";
    if (p.has_alpha) return "it has an alpha channel";
    if (std::min(p.width, p.height) <= impl_->options.short_edge) return "it is small already";
    return {};
}

void ProxyStore::make(const Media& media) {
    if (!refusal(media).empty() || !impl_->options.open_renderers) return;
    {
        std::lock_guard lock(impl_->mutex);
        const uint64_t id = impl_->key(media);
        const auto known = impl_->notes.find(id);
        if (impl_->find(id) || (known != impl_->notes.end() && known->second.state != ProxyState::failed)) return;
        impl_->notes[id] = {ProxyState::waiting, 0, {}};
        impl_->waiting.push_back(media);
        impl_->begin();
    }
}

void ProxyStore::remove(const Media& media) {
    if (media.pictures.empty() || !is_known(media.fingerprint)) return;
    std::lock_guard lock(impl_->mutex);
    const uint64_t id = impl_->key(media);
    std::erase_if(impl_->waiting, [&](const Media& m) { return impl_->key(m) == id; });
    if (impl_->now == id)
        impl_->cancel = true;
    else
        impl_->notes.erase(id);
    std::error_code ignored;
    fs::remove(impl_->path(id), ignored);
    impl_->finished[id] = nullptr;
}

ProxyNote ProxyStore::note(const Media& media) const {
    if (media.pictures.empty() || !is_known(media.fingerprint)) return {};
    std::lock_guard lock(impl_->mutex);
    const uint64_t id = impl_->key(media);
    if (const auto it = impl_->notes.find(id); it != impl_->notes.end()) return it->second;
    return {impl_->find(id) ? ProxyState::ready : ProxyState::none, 0, {}};
}

Ref<Media> ProxyStore::stand_in(const Media& media) const {
    if (!refusal(media).empty()) return nullptr;
    Ref<Media> proxy;
    {
        std::lock_guard lock(impl_->mutex);
        if (impl_->notes.count(impl_->key(media))) return nullptr; // not finished
        proxy = impl_->find(impl_->key(media));
    }
    if (!proxy) return nullptr;
    Media out = media;
    out.path = proxy->path;
    out.fingerprint = proxy->fingerprint;
    // Under the index by which clips know it; the proxy has one stream, upright.
    PictureStream picture = proxy->pictures[0];
    out.pictures = {picture};
    return std::make_shared<const Media>(std::move(out));
}

// Media of clips that ask for their own pixel size, or for a stream that is not the first picture.
static std::set<uint64_t> unfit(const Project& project) {
    std::set<uint64_t> out;
    for (const Ref<Sequence>& s : project.sequences)
        for (const Ref<Track>& track : s->tracks) {
            if (track->kind != TrackKind::picture) continue;
            for (const Placement& p : track->items) {
                const auto* content = std::get_if<MediaContent>(&p.clip->content);
                if (!content) continue;
                if (content->stream >= 0) {
                    const Media* media = project.find_media(content->media);
                    if (!media || media->pictures.empty() || media->pictures[0].index != content->stream ||
                        content->stream != 0)
                        out.insert(content->media.value);
                }
                if (!p.clip->effects) continue;
                for (const Ref<Effect>& e : p.clip->effects->effects) {
                    if (e->kind != EffectKind::transform || !e->enabled) continue;
                    const auto fit = std::lround(e->params[slot::fit].value);
                    if (fit == static_cast<long>(Fit::none) || e->params[slot::fit].curve)
                        out.insert(content->media.value);
                }
            }
        }
    return out;
}

Ref<Project> with_proxies(const Ref<Project>& project, const ProxyStore& store) {
    if (!project) return project;
    std::vector<std::pair<size_t, Ref<Media>>> found;
    for (size_t i = 0; i < project->media.size(); ++i) {
        const Media& media = *project->media[i];
        if (!(media.override_colour == ColourTags{})) continue;
        if (Ref<Media> proxy = store.stand_in(media)) found.emplace_back(i, std::move(proxy));
    }
    if (found.empty()) return project;
    const std::set<uint64_t> left = unfit(*project);
    Project out = *project;
    for (auto& [i, proxy] : found)
        if (!left.count(proxy->id.value)) out.media = out.media.set(i, std::move(proxy));
    return std::make_shared<const Project>(std::move(out));
}

} // namespace tandem
