// Proxies: smaller copies of media, every frame of its own (ProRes), which a slow machine decodes at once at any place.
// The viewer may show them instead of the media; exports never do. Made one after the other by the export engine on a
// thread of low priority, kept by content in the user's cache folder, so a medium that moved has its proxy still.
// Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/media/cache_file.h"
#include "engine/model/project.h"
#include "engine/video/frame_renderer.h"

namespace tandem {

struct ProxyOptions {
    std::string folder = default_cache_folder("proxies");
    int short_edge = 540; // of a proxy; smaller media have none
    std::function<Result<std::vector<std::unique_ptr<FrameRenderer>>>()> open_renderers; // on the worker
};

enum class ProxyState : uint8_t { none, waiting, making, ready, failed };
struct ProxyNote {
    ProxyState state = ProxyState::none;
    double part = 0; // 0..1 of one that is being made
    std::string why; // of a failure
};

class ProxyStore {
  public:
    explicit ProxyStore(ProxyOptions options);
    ~ProxyStore(); // stops what is being made; nothing of it is left

    // Whether a proxy of it would help and can stand in frame for frame: a film of a constant rate, larger than proxies
    // are, whose content is known. Empty, or why not.
    std::string refusal(const Media& media) const;
    void make(const Media& media); // nothing where it is there, being made, or refused
    void remove(const Media& media);
    // Neither waits for the disk: what is not known yet is looked for on the worker, and on_change() says so.
    ProxyNote note(const Media& media) const;
    // The media with the proxy's file and picture in the place of its own; null where there is none.
    Ref<Media> stand_in(const Media& media) const;

    // On the worker: a state or part changed. Set once, before the first make().
    std::function<void()> on_change;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The project with stand-ins for all media that have one; the same root where none has. Left as they are: media whose
// colours the user set, and those that a clip shows at their own pixel size.
Ref<Project> with_proxies(const Ref<Project>& project, const ProxyStore& store);

} // namespace tandem
