// Stage bodies. The decode stage compiles a few frames ahead so that the pool can open and seek a clip before its cut.
#include "engine/export/video_stages.h"

#include <algorithm>
#include <deque>

#include "engine/base/thread.h"
#include "engine/video/resolve.h"

namespace tandem {
namespace {

constexpr size_t kQueueItems = 5;
constexpr size_t kQueueBytes = size_t{224} << 20;
constexpr size_t kLookAhead = 12; // frames compiled before they are decoded

} // namespace

VideoStages::VideoStages(const ExportJob& job, const ExportTarget& target, FrameAssets& assets, DecodePool& pool,
                         VideoEncoder& encoder, av_out::PacketSink sink, RunState& state)
    : job_(job), target_(target), assets_(assets), pool_(pool), encoder_(encoder), sink_(std::move(sink)),
      state_(state), decoded_(kQueueItems, kQueueBytes), rendered_(kQueueItems, kQueueBytes) {
    state_.on_stop([this] { decoded_.abort(), rendered_.abort(); });
}

VideoStages::~VideoStages() { join(); }

void VideoStages::join() {
    for (auto& t : threads_) t.join();
    threads_.clear();
}

void VideoStages::launch(const char* name, Result<void> (VideoStages::*body)()) {
    ++state_.running;
    threads_.emplace_back([this, name, body] {
        set_thread_name(name);
        if (auto done = (this->*body)(); !done) state_.fail(std::move(done).error());
        --state_.running;
        state_.wake();
    });
}

void VideoStages::start() {
    launch("export-decode", &VideoStages::decode);
    launch("export-render", &VideoStages::render);
    launch("export-encode", &VideoStages::encode);
}

Result<void> VideoStages::decode() {
    RenderSpec spec{.target = target_.frame, .on_missing = job_.on_missing};
    FrameResolver resolver(job_.project, pool_, job_.on_missing);
    std::deque<FrameProgram> ahead;
    std::vector<FrameNote> notes;
    int64_t compiled = 0;

    for (int64_t n = 0; n < target_.frames && !state_.stopped(); ++n) {
        while (compiled < target_.frames && ahead.size() < kLookAhead) {
            FrameProgram program =
                TRY(compile_frame(*job_.project, *job_.sequence, target_.time_of(compiled), spec, assets_, &notes));
            ahead.push_back(std::move(program));
            ++compiled;
        }
        Decoded item{.index = n, .program = std::move(ahead.front()), .sources = {}, .ready = {}};
        ahead.pop_front();
        {
            BusyTime::Scope busy(state_.decode);
            item.sources = TRY(resolver.resolve(item.program, *job_.sequence, target_.time_of(n), &notes));
        }
        for (const auto& note : notes) state_.note(note);
        notes.clear();
        size_t bytes = 0;
        for (const auto& p : item.sources) bytes += p->bytes();
        if (int at = item.program.passthrough_source(); at >= 0) {
            const PictureRef& p = item.sources[static_cast<size_t>(at)];
            if (matches_target(*p, item.program.sources[static_cast<size_t>(at)].colour, target_.frame)) {
                item.ready = p;
                ++state_.passthrough;
            }
        }
        if (!decoded_.push(std::move(item), bytes)) return {};
    }
    decoded_.close();
    return {};
}

Result<void> VideoStages::render() {
    while (auto item = decoded_.pop()) {
        PictureRef picture = std::move(item->ready);
        if (!picture) {
            BusyTime::Scope busy(state_.compute);
            picture = TRY(job_.renderer->render(item->program, item->sources));
        }
        size_t bytes = picture->bytes();
        int64_t index = item->index;
        item.reset(); // the sources go back to the pool before this stage waits
        if (!rendered_.push({index, std::move(picture)}, bytes)) return {};
    }
    rendered_.close();
    return {};
}

Result<void> VideoStages::encode() {
    while (auto item = rendered_.pop()) {
        {
            BusyTime::Scope busy(state_.encode);
            if (state_.light) state_.light->add(*item->picture);
            TRY_VOID(encoder_.send(item->picture, item->index, sink_));
        }
        ++state_.frames_encoded;
        state_.wake();
    }
    if (state_.stopped()) return {};
    BusyTime::Scope busy(state_.encode);
    return encoder_.finish(sink_);
}

} // namespace tandem
