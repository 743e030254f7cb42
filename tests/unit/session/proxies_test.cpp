// Proxies: made once, known again, frame for frame the same film, and never used where they would show.
#include "engine/session/proxies.h"

#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "engine/media/probe.h"
#include "engine/media/video_reader.h"
#include "engine/session/new_project.h"
#include "gpu/cpu/cpu_renderer.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;
using namespace std::chrono_literals;

namespace {

ProxyOptions options(const TempFolder& folder) {
    ProxyOptions out;
    out.folder = folder.file("proxies");
    out.short_edge = 180;
    out.open_renderers = []() -> Result<std::vector<std::unique_ptr<FrameRenderer>>> {
        std::vector<std::unique_ptr<FrameRenderer>> renderers;
        renderers.push_back(make_cpu_renderer(1));
        return renderers;
    };
    return out;
}

bool until(const std::function<bool()>& condition) {
    for (int i = 0; i < 6000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
    return condition();
}

Media film(const TempFolder& folder) {
    SelfClip clip;
    clip.width = 640, clip.height = 360, clip.frames = 40;
    const std::string path = folder.file("film.mp4");
    REQUIRE(make_self_clip(path, clip));
    auto media = probe_media(path);
    REQUIRE(media);
    media->id = MediaId{1};
    return std::move(*media);
}

} // namespace

TEST_CASE("a proxy is smaller, stands in frame for frame, and is known again by content") {
    TempFolder folder;
    const Media media = film(folder);
    {
        ProxyStore store(options(folder));
        std::atomic<int> changes{0};
        store.on_change = [&] { ++changes; };
        CHECK(store.refusal(media).empty());
        CHECK(store.note(media).state == ProxyState::none);
        CHECK_FALSE(store.stand_in(media));
        store.make(media);
        REQUIRE(until([&] { return store.note(media).state == ProxyState::ready; }));
        CHECK(changes > 0);
    }
    ProxyStore store(options(folder));
    Media moved = media;
    moved.path = folder.file("elsewhere.mp4"); // by content, not by name
    REQUIRE(until([&] { return store.stand_in(moved) != nullptr; }));
    const Ref<Media> proxy = store.stand_in(moved);
    CHECK(proxy->id == media.id);
    CHECK(proxy->pictures[0].width == 320);
    CHECK(proxy->pictures[0].height == 180);
    CHECK(proxy->path.ends_with(".mov"));
    for (const int frame : {0, 1, 17, 39}) {
        const Time at = FrameRate{25, 1}.time_of(frame) + Time::from_ratio(1, 100);
        auto reader = VideoReader::open(*proxy);
        REQUIRE(reader);
        auto picture = (*reader)->frame_at(at);
        REQUIRE(picture);
        const auto mark = read_mark(**picture);
        REQUIRE(mark);
        CHECK(mark->frame == frame);
    }
    store.remove(media);
    CHECK(store.note(media).state == ProxyState::none);
    CHECK_FALSE(store.stand_in(media));
    CHECK(std::filesystem::is_empty(folder.file("proxies")));
}

TEST_CASE("with proxies: only what can be replaced unseen is") {
    TempFolder folder;
    const Media media = film(folder);
    ProxyStore store(options(folder));
    auto made = new_project({.name = "film", .media = {}}, {media});
    REQUIRE(made);
    const auto project = std::make_shared<const Project>(std::move(*made));
    CHECK(with_proxies(project, store) == project); // none is there
    const Media& pooled = *project->media[0];
    store.make(pooled);
    REQUIRE(until([&] { return store.note(pooled).state == ProxyState::ready; }));
    const Ref<Project> shown = with_proxies(project, store);
    REQUIRE(shown != project);
    CHECK(shown->media[0]->path != pooled.path);
    CHECK(shown->sequences == project->sequences);
    CHECK(project->media[0]->path == pooled.path);
    // Colours that the user set are those of the file.
    Project coloured = *project;
    Media own = pooled;
    own.override_colour.transfer = Transfer::pq;
    coloured.media = coloured.media.set(0, std::make_shared<const Media>(own));
    const auto kept = std::make_shared<const Project>(coloured);
    CHECK(with_proxies(kept, store) == kept);
}

TEST_CASE("what cannot stand in frame for frame is refused with a reason; what is stopped leaves nothing") {
    TempFolder folder;
    const Media media = film(folder);
    {
        ProxyStore store(options(folder));
        auto refused = [&](auto change) {
            Media m = media;
            change(m);
            store.make(m);
            return !store.refusal(m).empty() && store.note(m).state == ProxyState::none;
        };
        CHECK(refused([](Media& m) { m.pictures[0].variable_rate = true; }));
        CHECK(refused([](Media& m) { m.pictures[0].interlaced = true; }));
        CHECK(refused([](Media& m) { m.pictures[0].still = true; }));
        CHECK(refused([](Media& m) { m.pictures[0].has_alpha = true; }));
        CHECK(refused([](Media& m) { m.pictures[0].start = Time::from_seconds(1); }));
        CHECK(refused([](Media& m) { m.pictures[0].width = 320, m.pictures[0].height = 180; }));
        CHECK(refused([](Media& m) { m.pictures.clear(); }));
        CHECK(refused([](Media& m) { m.fingerprint = {}; }));
        store.make(media);
    }
    int left = 0;
    if (std::filesystem::exists(folder.file("proxies")))
        for (const auto& entry : std::filesystem::directory_iterator(folder.file("proxies")))
            left += entry.path().string().ends_with(".part");
    CHECK(left == 0);
    // One whose file is not there fails with its reason.
    ProxyStore store(options(folder));
    Media gone = media;
    gone.path = folder.file("gone.mp4"), gone.fingerprint.size += 1;
    store.make(gone);
    REQUIRE(until([&] { return store.note(gone).state == ProxyState::failed; }));
    CHECK(store.note(gone).why.find("gone.mp4") != std::string::npos);
}
