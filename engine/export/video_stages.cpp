// Stage bodies. The decode stage compiles a few frames ahead so that the pool can open and seek a clip before its cut.
// Frame n of canvas c travels as number n * canvases + c, so the canvases of one frame are decoded right after each
// other and find their sources in the pool's cache.
#include "engine/export/video_stages.h"

#include <algorithm>

#include "engine/base/thread.h"
#include "engine/export/picture_source.h"
#include "engine/video/resolve.h"

namespace tandem {
namespace {

constexpr size_t kQueueItems = 5;
constexpr size_t kQueueBytes = size_t{224} << 20;
constexpr size_t kLookAhead = 12; // frames compiled before they are decoded

} // namespace

VideoStages::VideoStages(const ExportJob& job, const ExportTarget& target, FrameAssets& assets, DecodePool& pool,
                         RunState& common)
    : job_(job), target_(target), assets_(assets), pool_(pool), common_(common), decoded_(kQueueItems, kQueueBytes),
      rendering_(std::max<size_t>(1, job.renderers.size())) {
    common_.on_stop([this] {
        decoded_.abort();
        for (auto& canvas : canvases_)
            for (auto& sink : canvas->sinks) sink->queue.abort();
    });
}

VideoStages::~VideoStages() { join(); }

void VideoStages::join() {
    for (auto& t : threads_) t.join();
    threads_.clear();
}

bool VideoStages::Canvas::live() const {
    return std::any_of(sinks.begin(), sinks.end(), [](const auto& s) { return !s->output.state.stopped(); });
}

void VideoStages::Canvas::fail(const Error& error) {
    for (auto& s : sinks)
        if (!s->output.state.stopped()) s->output.state.fail(error);
}

int VideoStages::add(const ExportJob& job, const ExportTarget& target, VideoOutput output) {
    RenderSpec spec = render_spec(job, target.frame);
    auto same = [&](const auto& c) {
        return same_frame(c->spec.target, spec.target) && c->spec.burn_subtitles == spec.burn_subtitles &&
               c->spec.subtitle_track == spec.subtitle_track && c->spec.locale == spec.locale &&
               c->reframe == job.reframe && c->source == job.pictures_from;
    };
    auto found = std::find_if(canvases_.begin(), canvases_.end(), same);
    if (found == canvases_.end()) {
        canvases_.push_back(std::make_unique<Canvas>(Canvas{spec, job.reframe, job.pictures_from, {}, {}}));
        found = std::prev(canvases_.end());
    }
    (*found)->sinks.push_back(std::unique_ptr<Sink>(new Sink{
        std::move(output), OrderedQueue<Result<PictureRef>>(kQueueItems + job_.renderers.size(), kQueueBytes)}));
    Sink* sink = (*found)->sinks.back().get();
    if (job.pictures_from) {
        const FramesMade& made = job.pictures_from->made();
        sink->output.state.passthrough += made.passthrough;
        for (const FrameNote& n : made.notes) sink->output.state.note(n);
        for (const std::string& w : made.warnings) common_.warn(w);
    }
    sink->output.state.on_stop([sink] { sink->queue.abort(); });
    return static_cast<int>(found - canvases_.begin());
}

void VideoStages::launch(const char* name, RunState& owner, std::function<Result<void>()> body) {
    ++common_.running;
    threads_.emplace_back([this, name, &owner, body = std::move(body)] {
        set_thread_name(name);
        if (auto done = body(); !done) owner.fail(std::move(done).error());
        --common_.running;
        common_.wake();
    });
}

void VideoStages::start() {
    if (canvases_.empty()) return;
    launch("export-decode", common_, [this] { return decode(); });
    // Where all pictures are there already, one thread hands them on.
    if (job_.renderers.empty()) launch("export-render", common_, [this] { return render(nullptr); });
    for (FrameRenderer* r : job_.renderers) launch("export-render", common_, [this, r] { return render(r); });
    for (auto& canvas : canvases_)
        for (auto& sink : canvas->sinks)
            launch("export-encode", sink->output.state, [this, s = sink.get()] { return encode(*s); });
}

Result<void> VideoStages::decode_frame(int64_t n, Canvas& canvas, FrameResolver& resolver, Decoded& item) {
    if (canvas.source) {
        BusyTime::Scope busy(common_.decode);
        item.ready = TRY(canvas.source->frame(target_.first + n));
        return {};
    }
    std::vector<FrameNote> notes;
    for (int64_t next = n + static_cast<int64_t>(canvas.ahead.size());
         next < target_.frames && canvas.ahead.size() < kLookAhead; ++next) {
        const Time t = target_.time_of(next);
        canvas.spec.view = view_at(canvas.reframe, t);
        canvas.ahead.push_back(TRY(compile_frame(*job_.project, *job_.sequence, t, canvas.spec, assets_, &notes)));
    }
    item.program = std::move(canvas.ahead.front());
    canvas.ahead.pop_front();
    {
        BusyTime::Scope busy(common_.decode);
        item.sources = TRY(resolver.resolve(item.program, *job_.sequence, target_.time_of(n), &notes));
    }
    for (auto& sink : canvas.sinks)
        for (const auto& note : notes) sink->output.state.note(note);
    if (int at = item.program.passthrough_source(); at >= 0) {
        const PictureRef& p = item.sources[static_cast<size_t>(at)];
        if (matches_target(*p, item.program.sources[static_cast<size_t>(at)].colour, canvas.spec.target)) {
            item.ready = p;
            for (auto& sink : canvas.sinks) ++sink->output.state.passthrough;
        }
    }
    return {};
}

Result<void> VideoStages::decode() {
    FrameResolver resolver(job_.project, pool_, job_.on_missing);
    const auto count = static_cast<int64_t>(canvases_.size());
    for (int64_t n = 0; n < target_.frames && !common_.stopped(); ++n) {
        bool wanted = false;
        for (size_t c = 0; c < canvases_.size(); ++c) {
            Canvas& canvas = *canvases_[c];
            Decoded item{.frame = n, .canvas = c, .skip = !canvas.live(), .program = {}, .sources = {}, .ready = {}};
            if (!item.skip) {
                if (auto done = decode_frame(n, canvas, resolver, item); !done)
                    canvas.fail(done.error()), item.skip = true;
            }
            wanted = wanted || !item.skip;
            size_t bytes = 0;
            for (const auto& p : item.sources) bytes += p->bytes();
            if (!decoded_.push(n * count + static_cast<int64_t>(c), std::move(item), bytes)) return {};
        }
        if (!wanted) break;
    }
    decoded_.close();
    return {};
}

void VideoStages::hand_on(int64_t frame, Canvas& canvas, const Result<PictureRef>& picture) {
    const size_t bytes = picture ? (*picture)->bytes() : 0;
    for (auto& sink : canvas.sinks) sink->queue.push(frame, picture, bytes);
}

// A device that takes several frames has the next one before the last is read back. Nothing waits for the decoder while
// a frame is in flight, and frames leave in the order in which they came.
Result<void> VideoStages::render(FrameRenderer* renderer) {
    struct Flight {
        int64_t frame = 0;
        Canvas* canvas = nullptr;
        PictureRef ready; // passes untouched
    };
    std::deque<Flight> flights;
    size_t submitted = 0;
    auto land = [&] {
        Flight flight = std::move(flights.front());
        flights.pop_front();
        Result<PictureRef> picture = std::move(flight.ready);
        if (!*picture) {
            BusyTime::Scope busy(common_.compute);
            picture = renderer->collect();
            --submitted, ++composited_;
        }
        if (renderer)
            for (const std::string& warning : renderer->take_warnings()) common_.warn(warning);
        hand_on(flight.frame, *flight.canvas, picture);
    };
    for (;;) {
        auto item = flights.empty() ? decoded_.pop() : decoded_.try_pop();
        if (!item) {
            if (flights.empty()) break;
            land();
            continue;
        }
        Canvas& canvas = *canvases_[item->canvas];
        if (item->skip || !canvas.live()) continue;
        if (!item->ready) {
            while (submitted > 0 && submitted >= renderer->max_in_flight()) land();
            BusyTime::Scope busy(common_.compute);
            renderer->submit(item->program, item->sources);
            ++submitted;
        }
        flights.push_back({item->frame, &canvas, std::move(item->ready)});
        item.reset(); // the sources go back to the pool before this stage waits
        if (submitted == 0 || submitted >= (renderer ? renderer->max_in_flight() : 1)) land();
    }
    if (--rendering_ == 0)
        for (auto& canvas : canvases_)
            for (auto& sink : canvas->sinks) sink->queue.close();
    return {};
}

Result<void> VideoStages::encode(Sink& sink) {
    RunState& state = sink.output.state;
    for (int64_t index = 0; auto item = sink.queue.pop(); ++index) {
        PictureRef picture = TRY(std::move(*item));
        {
            BusyTime::Scope busy(state.encode);
            if (state.light) state.light->add(*picture);
            TRY_VOID(sink.output.encoder.send(picture, index, sink.output.sink));
        }
        ++state.frames_encoded;
        state.wake();
    }
    if (state.stopped() || common_.stopped()) return {};
    BusyTime::Scope busy(state.encode);
    return sink.output.encoder.finish(sink.output.sink);
}

} // namespace tandem
