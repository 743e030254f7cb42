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
      state_(state), decoded_(kQueueItems, kQueueBytes), rendered_(kQueueItems + job.renderers.size(), kQueueBytes),
      rendering_(job.renderers.size()) {
    state_.on_stop([this] { decoded_.abort(), rendered_.abort(); });
}

VideoStages::~VideoStages() { join(); }

void VideoStages::join() {
    for (auto& t : threads_) t.join();
    threads_.clear();
}

void VideoStages::launch(const char* name, std::function<Result<void>()> body) {
    ++state_.running;
    threads_.emplace_back([this, name, body = std::move(body)] {
        set_thread_name(name);
        if (auto done = body(); !done) state_.fail(std::move(done).error());
        --state_.running;
        state_.wake();
    });
}

void VideoStages::start() {
    launch("export-decode", [this] { return decode(); });
    for (FrameRenderer* r : job_.renderers) launch("export-render", [this, r] { return render(*r); });
    launch("export-encode", [this] { return encode(); });
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
        if (!decoded_.push(n, std::move(item), bytes)) return {};
    }
    decoded_.close();
    return {};
}

Result<void> VideoStages::render(FrameRenderer& renderer) {
    while (auto item = decoded_.pop()) {
        Result<PictureRef> picture = std::move(item->ready);
        if (!*picture) {
            BusyTime::Scope busy(state_.compute);
            picture = renderer.render(item->program, item->sources);
        }
        for (const std::string& warning : renderer.take_warnings()) state_.warn(warning);
        const int64_t index = item->index;
        item.reset(); // the sources go back to the pool before this stage waits
        const bool failed = !picture;
        const size_t bytes = failed ? 0 : (*picture)->bytes();
        if (!rendered_.push(index, std::move(picture), bytes)) return {};
        if (failed) break;
    }
    if (--rendering_ == 0) rendered_.close();
    return {};
}

Result<void> VideoStages::encode() {
    for (int64_t index = 0; auto item = rendered_.pop(); ++index) {
        PictureRef picture = TRY(std::move(*item));
        {
            BusyTime::Scope busy(state_.encode);
            if (state_.light) state_.light->add(*picture);
            TRY_VOID(encoder_.send(picture, index, sink_));
        }
        ++state_.frames_encoded;
        state_.wake();
    }
    if (state_.stopped()) return {};
    BusyTime::Scope busy(state_.encode);
    return encoder_.finish(sink_);
}

} // namespace tandem
