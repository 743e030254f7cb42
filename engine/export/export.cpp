// run_export: opens encoders and container, runs the stages, verifies, publishes. Whatever fails, nothing is left.
#include "engine/export/export.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "engine/export/audio_stage.h"
#include "engine/export/file_writer.h"
#include "engine/export/hdr_metadata.h"
#include "engine/export/output_place.h"
#include "engine/export/size_target.h"
#include "engine/export/verify.h"
#include "engine/export/video_stages.h"
#include "engine/video/assets.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;
double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::vector<Chapter> chapters_of(const Sequence& sequence, const ExportTarget& target) {
    std::vector<Chapter> list;
    Time end = target.start + target.length;
    for (const auto& m : sequence.markers) {
        if (m->kind != MarkerKind::chapter || m->start < target.start || m->start >= end) continue;
        if (!list.empty()) list.back().end = m->start - target.start;
        list.push_back({m->start - target.start, target.length, m->name});
    }
    return list;
}

// HDR metadata of the lowest track's first clip, for results that need it.
HdrMetadata hdr_of(const Project& project, const Sequence& sequence, const ExportTarget& target) {
    Transfer transfer = target.frame.colour.transfer;
    if (transfer != Transfer::pq && transfer != Transfer::hlg) return {};
    for (const auto& track : sequence.tracks) {
        if (track->kind != TrackKind::picture || !track->enabled) continue;
        for (size_t i = 0; i < track->items.size(); ++i) {
            const auto* c = std::get_if<MediaContent>(&track->items[i].clip->content);
            const Media* media = c ? project.find_media(c->media) : nullptr;
            if (media && !media->pictures.empty() && !media->image_sequence)
                return read_hdr_metadata(media->path, c->stream);
        }
    }
    return {};
}

Result<void> write_image(const std::string& pattern, int64_t number, const AVPacket& packet) {
    char path[4096];
    if (number == 0)
        std::snprintf(path, sizeof path, "%s", pattern.c_str());
    else
        std::snprintf(path, sizeof path, pattern.c_str(), static_cast<int>(number));
    std::FILE* file = std::fopen(path, "wb");
    if (!file) return fail(ErrorCode::cant_create, "the image cannot be created", path);
    bool ok = std::fwrite(packet.data, 1, static_cast<size_t>(packet.size), file) == static_cast<size_t>(packet.size);
    ok = std::fclose(file) == 0 && ok;
    if (!ok) return fail(ErrorCode::io, "writing failed; the disk may be full", path);
    return {};
}

class Export {
  public:
    explicit Export(const ExportJob& job) : job_(job) {}

    Result<ExportReport> run() {
        TRY_VOID(check_job());
        target_ = TRY(decide_target(*job_.project, *job_.sequence, job_.preset, job_.range));
        TRY_VOID(check_length());
        place_ = TRY(OutputPlace::plan(job_, target_.frames));
        auto done = work();
        if (!done) {
            writer_.reset(); // closes the file before it goes
            place_.discard();
        }
        return done;
    }

    // Bytes of a film that was too large, as far as it got counted up to the whole.
    int64_t size_seen() const { return size_seen_; }

  private:
    Result<void> check_job() const {
        if (!job_.project || !job_.sequence) return fail(ErrorCode::usage, "there is no sequence to export");
        TRY_VOID(check_preset(job_.preset));
        if (job_.preset.video.enabled && job_.renderers.empty())
            return fail(ErrorCode::internal, "an export with pictures needs a render device");
        return {};
    }

    Result<void> check_length() const {
        const LimitSettings& l = job_.preset.limits;
        double seconds = target_.length.seconds();
        if (seconds >= l.min_seconds && (l.max_seconds == 0 || seconds <= l.max_seconds)) return {};
        char text[200], most[40] = "any length";
        if (l.max_seconds > 0) std::snprintf(most, sizeof most, "%g s", l.max_seconds);
        std::snprintf(text, sizeof text,
                      "the film lasts %.2f s and the preset allows %g s to %s; choose a range or set limits.duration",
                      seconds, l.min_seconds, most);
        return fail(ErrorCode::usage, text, job_.preset.id);
    }

    // Looked at while writing, so that a film far too large ends early, and once more at the end.
    Result<void> check_size(int64_t bytes, int64_t frames) {
        const int64_t most = job_.preset.limits.max_bytes;
        if (most == 0 || bytes <= most) return {};
        size_seen_ = bytes;
        if (frames > 0 && frames < target_.frames) size_seen_ = mul_div_round(bytes, target_.frames, frames);
        return fail(ErrorCode::config,
                    "the film is larger than the preset's limits.bytes of " + std::to_string(most) +
                        "; set a lower bit rate or a higher crf, or shorten it",
                    job_.output);
    }

    Result<ExportReport> work() {
        start_ = Clock::now();
        if (av_log_get_level() > AV_LOG_ERROR) av_log_set_level(AV_LOG_ERROR);
        TRY_VOID(open());
        TRY_VOID(run_stages());
        std::optional<ContentLight> light;
        if (state_.light) light = state_.light->result();
        if (writer_) {
            light_written_ = light && writer_->set_content_light(video_stream_, *light);
            TRY_VOID(writer_->finish());
            std::error_code ec;
            auto bytes = std::filesystem::file_size(place_.part(), ec);
            if (!ec) TRY_VOID(check_size(static_cast<int64_t>(bytes), target_.frames));
        }
        ExportReport report;
        report.light = light;
        report.verify = TRY(verify(light));
        TRY_VOID(place_.publish(target_.frames));
        report.output = place_.final_name();
        report.frames = target_.frames;
        report.seconds = since(start_);
        report.decode_s = state_.decode.seconds(), report.compute_s = compute_seconds();
        report.encode_s = state_.encode.seconds();
        report.passthrough_frames = state_.passthrough;
        report.bound_by = bound();
        if (encoder_) report.video_encoder = encoder_->context().codec->name;
        report.loudness = std::move(loudness_);
        for (auto& t : report.loudness)
            if (auto at = static_cast<size_t>(t.track); at < report.verify->sounds.size())
                t.after = report.verify->sounds[at];
        report.notes = state_.notes();
        report.warnings = state_.warnings();
        return report;
    }

    Result<void> open() {
        if (!place_.images()) {
            // Everything that can be refused is refused before a file appears.
            outputs_ = TRY(AudioStage::prepare(job_, target_));
            if (!job_.preset.video.enabled && outputs_.empty())
                return fail(ErrorCode::config, "the preset has neither picture nor sound", job_.preset.id);
        }
        if (job_.preset.video.enabled) {
            hdr_ = hdr_of(*job_.project, *job_.sequence, target_);
            const MasteringSettings& m = job_.preset.video.mastering;
            if (is_pq() && hdr_.mastering.empty() && m.peak_nits > 0)
                hdr_ = mastering_display(m.primaries, m.peak_nits, m.black_nits);
        }
        const std::string& mux = job_.preset.container.mux;
        if (job_.preset.video.enabled) {
            VideoEncoderSpec spec{.settings = job_.preset.video,
                                  .target = target_.frame,
                                  .rate = target_.rate,
                                  .threads = job_.threads,
                                  .repeatable = job_.deterministic ? Repeatable::yes : Repeatable::no,
                                  .global_header = mux != "images",
                                  .hdr = hdr_};
            encoder_ = TRY(VideoEncoder::open(spec));
            if (job_.preset.video.encoder == EncoderChoice::hardware && !encoder_->note().empty())
                state_.warn(encoder_->note());
        }
        if (place_.images()) return place_.create();
        writer_ = TRY(FileWriter::create(place_.part(), job_.preset.container));
        if (encoder_) video_stream_ = TRY(writer_->add_video(encoder_->context(), target_.rate, timecode(), hdr_));
        for (auto& o : outputs_) o.stream = TRY(writer_->add_audio(o.encoder->context()));
        return writer_->begin(chapters_of(*job_.sequence, target_), job_.preset.metadata);
    }

    std::string timecode() const {
        const Format& f = job_.sequence->format;
        if (f.start_frame == 0 || target_.rate != f.rate) return {};
        return timecode_text(f.start_frame + f.rate.frame_at(target_.start), f.rate, f.drop_frame);
    }

    Result<void> run_stages() {
        auto assets = make_frame_assets();
        // Frames pass once from first to last: only what several clips show at once is worth keeping.
        DecodePool pool({.frame_cache_bytes = size_t{32} << 20, .decoder_threads = job_.threads});
        std::optional<VideoStages> video;
        int64_t image = 0, written = 0;
        bool numbered = place_.images() && place_.part().find('%') != std::string::npos;
        if (encoder_ && is_pq()) state_.light.emplace();
        if (encoder_) {
            av_out::PacketSink sink = [&](AVPacket& p) -> Result<void> {
                if (!writer_) return write_image(place_.part(), numbered ? ++image : 0, p);
                written += p.size;
                TRY_VOID(check_size(written, state_.frames_encoded));
                return writer_->write(video_stream_, p);
            };
            video.emplace(job_, target_, *assets, pool, *encoder_, sink, state_);
        }
        loudness_ = TRY(AudioStage::level(outputs_, job_, target_));
        for (const auto& t : loudness_)
            if (!t.measurable)
                state_.warn("sound track " + std::to_string(t.track + 1) +
                            " is silent or shorter than 0.4 s: it has no loudness to measure and is left as it is");
        int rate = outputs_.empty() ? 48000 : outputs_[0].rate;
        if (!outputs_.empty()) expect_audio_ = outputs_[0].samples;
        AudioStage audio(
            std::move(outputs_), target_, [&](int stream, AVPacket& p) { return writer_->write(stream, p); }, state_);
        audio.start();
        if (video) video->start();
        watch(rate);
        if (video) video->join();
        audio.join();
        if (int64_t damaged = pool.damaged_frames(); damaged > 0 && job_.warn)
            job_.warn(std::to_string(damaged) + " damaged source frames were replaced by the ones before them");
        if (auto e = state_.error()) return *e;
        return {};
    }

    // Sits on the caller's thread until every stage has ended.
    void watch(int audio_rate) {
        auto last = Clock::now() - std::chrono::hours(1);
        for (;;) {
            {
                std::unique_lock lock(state_.wait_mutex);
                state_.changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return state_.running == 0; });
            }
            if (job_.cancel && job_.cancel->load() && !state_.stopped())
                state_.fail(fail(ErrorCode::cancelled, "interrupted; nothing was left behind", job_.output));
            pass_warnings();
            if (state_.running == 0) return;
            if (job_.progress && since(last) >= 0.5) {
                last = Clock::now();
                report_progress("render", audio_rate);
            }
        }
    }

    void report_progress(const char* phase, int audio_rate) {
        if (!job_.progress) return;
        ExportProgress p;
        p.frame = state_.frames_encoded, p.frames = target_.frames;
        double seconds = std::max(1e-3, since(start_));
        double film = target_.rate.time_of(p.frame).seconds();
        if (target_.frames == 0) film = Time::from_samples(state_.samples_encoded, audio_rate).seconds();
        p.fps = static_cast<double>(p.frame) / seconds;
        p.x_realtime = film / seconds;
        double left = target_.length.seconds() - film;
        p.eta_s = film > 0 ? std::max(0.0, left * seconds / film) : 0;
        p.bound_by = bound();
        p.phase = phase;
        job_.progress(p);
    }

    // Hands on what devices said since the last call.
    void pass_warnings() {
        const auto all = state_.warnings();
        for (; warned_ < all.size(); ++warned_)
            if (job_.warn) job_.warn(all[warned_]);
    }

    double compute_seconds() const {
        return state_.compute.seconds() / static_cast<double>(std::max<size_t>(1, job_.renderers.size()));
    }

    Bound bound() const {
        double disk = writer_ ? writer_->busy_seconds() : 0;
        double decode = state_.decode.seconds(), compute = compute_seconds();
        double encode = std::max(0.0, state_.encode.seconds() - disk);
        double most = std::max({decode, compute, encode, disk});
        if (most == encode) return Bound::encode;
        if (most == compute) return Bound::compute;
        return most == decode ? Bound::decode : Bound::disk;
    }

    bool is_pq() const { return target_.frame.colour.transfer == Transfer::pq; }

    Result<std::shared_ptr<const VerifyReport>> verify(std::optional<ContentLight> light) {
        report_progress("verify", 48000);
        VerifyExpect want;
        if (encoder_) {
            want.frames = target_.frames, want.width = target_.frame.width, want.height = target_.frame.height;
            want.rate = target_.rate;
            if (target_.tagged) want.colour = target_.frame.colour;
        }
        if (light_written_) want.light = light;
        for (const auto& t : loudness_)
            if (t.measurable)
                want.loudness.push_back(
                    {t.track, t.asked, job_.preset.verify.loudness_lu, job_.preset.verify.true_peak_db});
        want.duration = target_.length;
        want.audio_samples = expect_audio_;
        want.mux = job_.preset.container.mux;
        bool mov = want.mux == "mp4" || want.mux == "mov" || want.mux == "m4a";
        want.faststart = mov && job_.preset.container.faststart;
        want.no_edit_lists = mov && (!job_.preset.container.edit_lists || job_.preset.verify.no_edit_lists);
        want.same_start = mov;
        // GIF's writer and reader cut and patch packets: there every frame is decoded instead.
        const bool gif = want.mux == "gif";
        if (writer_ && !gif) want.packet_digests = writer_->digests();
        if (place_.images() && place_.part().find('%') == std::string::npos) {
            want.duration.reset(), want.rate.reset(), want.mux.clear();
        }
        bool set = place_.images() && place_.part().find('%') != std::string::npos;
        VerifyDepth depth = job_.preset.verify.everything || gif ? VerifyDepth::full : VerifyDepth::quick;
        auto report = TRY(set ? verify_images(place_.part(), 1, want, job_.cancel, depth)
                              : verify_file(place_.part(), want, job_.cancel, depth));
        if (!report.problems.empty()) {
            std::string text = "the written file failed verification: ";
            for (size_t i = 0; i < report.problems.size() && i < 4; ++i) text += (i ? "; " : "") + report.problems[i];
            return fail(ErrorCode::bad_data, text, job_.output);
        }
        report.file = place_.final_name();
        return std::make_shared<const VerifyReport>(std::move(report));
    }

    const ExportJob& job_;
    ExportTarget target_;
    OutputPlace place_;
    RunState state_;
    HdrMetadata hdr_;
    bool light_written_ = false;
    int64_t size_seen_ = 0;
    std::vector<TrackLoudness> loudness_;
    std::unique_ptr<VideoEncoder> encoder_;
    std::vector<AudioStage::Output> outputs_;
    std::unique_ptr<FileWriter> writer_;
    int video_stream_ = -1;
    std::optional<int64_t> expect_audio_;
    Clock::time_point start_;
    size_t warned_ = 0;
};

} // namespace

Result<ExportReport> run_export(const ExportJob& job) {
    return fit_size(job, [](const ExportJob& attempt, int64_t& bytes) {
        Export one(attempt);
        auto report = one.run();
        bytes = one.size_seen();
        return report;
    });
}

} // namespace tandem
