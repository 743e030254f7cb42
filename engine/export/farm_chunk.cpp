// One chunk: the stages of an export with an encoder for each canvas, lossless or the film's own.
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "engine/export/av_glue.h"
#include "engine/export/chunk_reader.h"
#include "engine/export/farm_parts.h"
#include "engine/export/file_export.h"
#include "engine/export/video_stages.h"
#include "engine/video/assets.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

// The picture of one canvas on its way to its file.
struct CanvasFile {
    CanvasFile(RunSignal& signal, ExportJob of) : job(std::move(of)), state(signal) {}
    ExportJob job;
    ExportTarget target, film; // of the chunk, of the whole
    RunState state;
    std::unique_ptr<VideoEncoder> encoder;
    std::unique_ptr<FileWriter> writer;
    PartFile part;

    Result<void> open(const std::string& path, int threads, bool direct) {
        part = TRY(PartFile::create(path));
        ContainerSettings mkv;
        mkv.mux = "mkv", mkv.chapters = false;
        writer = TRY(FileWriter::create(part.path(), mkv));
        encoder = TRY(VideoEncoder::open(direct ? encoder_spec(job, film)
                                                : VideoEncoderSpec{.settings = chunk_codec(target.frame.format),
                                                                   .target = target.frame,
                                                                   .rate = target.rate,
                                                                   .threads = threads,
                                                                   .repeatable = Repeatable::yes,
                                                                   .global_header = writer->wants_global_header(),
                                                                   .hdr = {}}));
        TRY(writer->add_video(encoder->context(), target.rate, {}, {}));
        return writer->begin({}, {});
    }
};

void watch(RunState& common, std::vector<std::unique_ptr<CanvasFile>>& files, const FarmOptions& options,
           Clock::time_point start, int64_t frames) {
    auto ended = [&] {
        return common.running == 0 &&
               std::all_of(files.begin(), files.end(), [](const auto& f) { return f->state.running == 0; });
    };
    for (;;) {
        common.wait_for(std::chrono::milliseconds(200), ended);
        if (options.cancel && options.cancel->load() && !common.stopped())
            common.fail(fail(ErrorCode::cancelled, "interrupted; the chunk will be made again"));
        if (ended()) return;
        if (!options.progress) continue;
        const double seconds = std::max(1e-3, std::chrono::duration<double>(Clock::now() - start).count());
        ExportProgress p{.frame = files[0]->state.frames_encoded, .frames = frames, .phase = "render"};
        p.fps = static_cast<double>(p.frame) / seconds;
        p.x_realtime = p.fps / files[0]->target.rate.hz();
        if (p.frame > 0) p.eta_s = static_cast<double>(frames - p.frame) / p.fps;
        options.progress(p);
    }
}

} // namespace

Result<StepDone> make_chunk(const FarmJob& job, size_t chunk, const FarmOptions& options) {
    if (chunk >= job.chunks.size())
        return fail(ErrorCode::usage, "the plan has chunks 0 to " + std::to_string(job.chunks.size()) + " only",
                    "chunk " + std::to_string(chunk));
    if (chunk_done(job, chunk)) return StepDone::kept;
    av_out::only_errors();
    const FarmChunk& run = job.chunks[chunk];
    const auto start = Clock::now();
    RunSignal signal;
    RunState common(signal);
    std::vector<std::unique_ptr<CanvasFile>> files;
    const auto numbers = job.canvases_of(chunk);
    for (const size_t c : numbers) {
        const PlannedDeliverable& film = job.planned.files[job.canvases[c].film];
        auto file = std::make_unique<CanvasFile>(signal, film.job);
        file->job.renderers = options.renderers, file->job.threads = options.threads;
        file->target = file->film = film.target;
        file->target.first = run.first, file->target.frames = run.frames;
        TRY_VOID(file->open(job.chunk_file(chunk, c), options.threads, job.canvases[c].direct));
        files.push_back(std::move(file));
    }
    {
        auto assets = make_frame_assets();
        DecodePool pool(
            {.frame_cache_bytes = size_t{numbers.size() > 1 ? 128u : 32u} << 20, .decoder_threads = options.threads});
        VideoStages video(files[0]->job, files[0]->target, *assets, pool, common);
        for (auto& f : files)
            video.add(f->job, f->target,
                      {*f->encoder, [&w = *f->writer](AVPacket& p) { return w.write(0, p); }, f->state});
        video.start();
        watch(common, files, options, start, run.frames);
        video.join();
        if (const int64_t damaged = pool.damaged_frames(); damaged > 0)
            common.warn(std::to_string(damaged) +
                        " source frames are damaged: shown as far as they could be decoded, or the ones before them");
    }
    PartFacts facts{.plan = job.hash, .frames = run.frames, .files = {}, .made = {}};
    for (size_t i = 0; i < files.size(); ++i) {
        CanvasFile& f = *files[i];
        if (auto error = common.error()) return *error;
        if (auto error = f.state.error()) return *error;
        TRY_VOID(f.writer->finish());
        if (f.state.frames_encoded != run.frames)
            return fail(ErrorCode::internal,
                        "the chunk has " + std::to_string(f.state.frames_encoded) + " frames of " +
                            std::to_string(run.frames),
                        f.part.path());
        FramesMade made{f.state.passthrough, f.state.notes(), common.warnings()};
        facts.made.push_back(std::move(made));
        facts.files.push_back(TRY(f.part.publish()));
    }
    TRY_VOID(write_facts(job.chunk_ok(chunk), facts));
    return StepDone::made;
}

} // namespace tandem
