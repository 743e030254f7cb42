// run_exports: plans and opens every file, runs the stages that they share, then closes, verifies and publishes each,
// some side by side. Whatever fails, nothing is left of it.
#include "engine/export/export.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "engine/base/thread.h"
#include "engine/export/file_export.h"
#include "engine/export/size_target.h"
#include "engine/export/smart_match.h"
#include "engine/video/assets.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;
double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Pass {
  public:
    explicit Pass(std::span<const ExportJob> jobs)
        : jobs_(jobs.begin(), jobs.end()), common_(signal_), results_(jobs.size()) {
        for (ExportJob& job : jobs_) {
            // What is called back comes from one thread at a time, though files are finished side by side.
            if (job.progress) job.progress = one_at_a_time(std::move(job.progress));
            if (job.warn) job.warn = one_at_a_time(std::move(job.warn));
            files_.push_back(std::make_unique<FileExport>(job, signal_));
        }
    }

    std::vector<Result<ExportReport>> run(PassReport* pass) {
        start_ = Clock::now();
        av_out::only_errors();
        for (size_t i = 0; i < files_.size(); ++i) {
            FileExport& file = *files_[i];
            auto ready = file.plan();
            if (ready) {
                ready = check_common(file);
                if (ready) ready = file.open(mixes_);
                if (!ready) file.discard();
            }
            if (!ready) results_[i] = std::move(ready).error();
        }
        if (live()) run_stages(pass);
        finish_all();
        std::vector<Result<ExportReport>> out;
        for (auto& r : results_) out.push_back(std::move(*r));
        return out;
    }

    // As FileExport's, of the first.
    int64_t size_seen() const { return files_[0]->size_seen(); }
    bool splices_failed() const { return files_[0]->splices_failed(); }

  private:
    bool live() const {
        return std::any_of(results_.begin(), results_.end(), [](const auto& r) { return !r; });
    }

    // What the jobs of one pass must have in common.
    Result<void> check_common(const FileExport& file) {
        if (!file.job().preset.video.enabled) return {};
        if (!lead_) lead_ = &file;
        const ExportTarget &a = lead_->target(), &b = file.target();
        VERIFY(lead_->job().sequence == file.job().sequence);
        if (a.rate == b.rate && a.start == b.start && a.frames == b.frames) return {};
        return fail(ErrorCode::internal, "files of one pass have other frames", file.job().output);
    }

    void run_stages(PassReport* pass) {
        auto assets = make_frame_assets();
        const ExportTarget none;
        // Frames pass once from first to last: only what several clips or canvases show at once is worth keeping.
        const size_t cache = size_t{files_.size() > 1 ? 128u : 32u} << 20;
        DecodePool pool({.frame_cache_bytes = cache, .decoder_threads = jobs_[0].threads});
        VideoStages video(jobs_[0], lead_ ? lead_->target() : none, *assets, pool, common_);
        std::vector<AudioStage::Output> sounds;
        canvases_.assign(files_.size(), -1);
        int copied = 0; // canvases whose pictures were encoded before
        for (size_t i = 0; i < files_.size(); ++i) {
            if (results_[i]) continue;
            FileExport& file = *files_[i];
            file.start_copy(*assets, pool);
            if (file.has_picture()) canvases_[i] = video.add(file.job(), file.target(), file.video_output());
            copied += file.job().packets_from != nullptr;
            for (auto& o : file.take_sound()) sounds.push_back(std::move(o));
        }
        AudioStage audio(std::move(sounds), common_);
        audio.start();
        video.start();
        watch();
        video.join();
        for (auto& file : files_) file->join_copy();
        audio.join();
        if (int64_t damaged = pool.damaged_frames(); damaged > 0)
            common_.warn(std::to_string(damaged) +
                         " source frames are damaged: shown as far as they could be decoded, or the ones before them");
        pass_warnings();
        if (pass)
            *pass = {.canvases = video.canvases() + copied,
                     .composited_frames = video.composited_frames(),
                     .mixes = static_cast<int>(mixes_.size())};
    }

    // Sits on the caller's thread until every stage has ended.
    void watch() {
        auto last = Clock::now() - std::chrono::hours(1);
        for (;;) {
            common_.wait_for(std::chrono::milliseconds(100), [&] { return ended(); });
            if (cancelled() && !common_.stopped())
                common_.fail(fail(ErrorCode::cancelled, "interrupted; nothing was left behind", jobs_[0].output));
            // Whoever copies a file, or waits for its sound, looks at the state of that file alone.
            if (common_.stopped())
                for (auto& file : files_)
                    if (!file->state().stopped()) file->state().fail(*common_.error());
            pass_warnings();
            if (ended()) return;
            if (since(last) < 0.5) continue;
            last = Clock::now();
            for (size_t i = 0; i < files_.size(); ++i)
                if (!results_[i] && !files_[i]->state().stopped()) report_progress(*files_[i], "render");
        }
    }

    // One file is read back while another one goes to the disk.
    void finish_all() {
        std::atomic<size_t> next = 0;
        auto work = [&] {
            for (size_t i; (i = next++) < files_.size();)
                if (!results_[i]) finish(i);
        };
        const auto open = static_cast<int>(std::count(results_.begin(), results_.end(), std::nullopt));
        std::vector<std::thread> others;
        for (int i = 1; i < std::min(open, available_cores()); ++i) others.emplace_back(work);
        work();
        for (std::thread& t : others) t.join();
    }

    void finish(size_t i) {
        FileExport& file = *files_[i];
        std::optional<Error> error = common_.error();
        if (!error) error = file.state().error();
        if (!error && cancelled())
            error = fail(ErrorCode::cancelled, "interrupted; nothing was left behind", file.job().output);
        ExportReport report;
        if (!error) {
            report_progress(file, "verify");
            report.canvas = canvas_of(i);
            report.decode_s = common_.decode.seconds() + file.state().decode.seconds();
            report.compute_s = compute_seconds() + file.state().compute.seconds();
            report.bound_by = bound(file);
            report.warnings = common_.warnings();
            for (const std::string& text : file.state().warnings()) report.warnings.push_back(text);
            auto done = file.finish(report);
            report.seconds = since(start_);
            if (!done) error = std::move(done).error();
        }
        if (error) {
            file.discard();
            results_[i] = std::move(*error);
        } else {
            results_[i] = std::move(report);
        }
    }

    bool ended() const {
        return common_.running == 0 &&
               std::all_of(files_.begin(), files_.end(), [](const auto& f) { return f->state().running == 0; });
    }
    bool cancelled() const { return jobs_[0].cancel && jobs_[0].cancel->load(); }
    int canvas_of(size_t i) const { return canvases_.empty() ? -1 : canvases_[i]; }

    void report_progress(const FileExport& file, const char* phase) const {
        file.report_progress(phase, since(start_), bound(file));
    }

    void warn(const std::string& text) const {
        if (jobs_[0].warn) jobs_[0].warn(text);
    }
    // Hands on what devices said since the last call.
    void pass_warnings() {
        const auto all = common_.warnings();
        for (; warned_ < all.size(); ++warned_) warn(all[warned_]);
    }

    double compute_seconds() const {
        return common_.compute.seconds() / static_cast<double>(std::max<size_t>(1, jobs_[0].renderers.size()));
    }

    Bound bound(const FileExport& file) const {
        double disk = file.disk_seconds();
        double decode = common_.decode.seconds(), compute = compute_seconds();
        double encode = std::max(0.0, file.state().encode.seconds() - disk);
        double most = std::max({decode, compute, encode, disk});
        if (most == encode) return Bound::encode;
        if (most == compute) return Bound::compute;
        return most == decode ? Bound::decode : Bound::disk;
    }

    template<class Argument>
    std::function<void(Argument)> one_at_a_time(std::function<void(Argument)> call) {
        return [this, call = std::move(call)](Argument a) {
            std::lock_guard lock(calls_);
            call(a);
        };
    }

    std::mutex calls_;
    std::vector<ExportJob> jobs_; // stays as it is: files refer to it
    RunSignal signal_;
    RunState common_;
    std::vector<std::shared_ptr<AudioMix>> mixes_;
    std::vector<std::unique_ptr<FileExport>> files_;
    std::vector<std::optional<Result<ExportReport>>> results_;
    std::vector<int> canvases_;        // by file
    const FileExport* lead_ = nullptr; // the first with pictures
    Clock::time_point start_;
    size_t warned_ = 0;
};

} // namespace

// One file: its preset from the source where it asks for that, a whole encode where copying failed its check.
static Result<ExportReport> run_alone(const ExportJob& asked, int64_t& bytes, PassReport* pass) {
    ExportJob job = asked;
    if (job.project && job.sequence) job.preset = TRY(match_source(*job.project, *job.sequence, job.preset));
    std::string warning;
    {
        Pass first({&job, 1});
        auto done = std::move(first.run(pass).front());
        bytes = first.size_seen();
        if (done || !first.splices_failed() || job.preset.video.smart != SmartMode::automatic) return done;
        warning = "the film was encoded as a whole, as copying failed its check: " + done.error().text();
    }
    if (job.warn) job.warn(warning);
    job.preset.video.smart = SmartMode::off;
    Pass whole({&job, 1});
    auto done = std::move(whole.run(pass).front());
    bytes = whole.size_seen();
    if (done) done->warnings.insert(done->warnings.begin(), warning);
    return done;
}

std::vector<Result<ExportReport>> run_exports(std::span<const ExportJob> jobs, PassReport* pass) {
    if (jobs.size() != 1) return Pass(jobs).run(pass);
    std::vector<Result<ExportReport>> out;
    out.push_back(fit_size(jobs[0], [&](const ExportJob& job, int64_t& bytes) { return run_alone(job, bytes, pass); }));
    return out;
}

Result<ExportReport> run_export(const ExportJob& job) { return std::move(run_exports({&job, 1}).front()); }

} // namespace tandem
