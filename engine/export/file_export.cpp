// One file of a pass: encoders, container, check of the result, final name.
#include "engine/export/file_export.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/base/thread.h"
#include "engine/export/hdr_metadata.h"
#include "engine/export/picture_source.h"
#include "engine/export/size_estimate.h"
#include "engine/video/assets.h"

namespace tandem {

// Packets wait in the container for those of the other stream that belong before them.
static constexpr Time kPicturesAhead = Time::from_seconds(8);
// Times that the sound of a finished film is made again to meet its loudness.
static constexpr int kSoundRemakes = 2;

namespace {

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
    if (!file && (errno == ENOSPC || errno == EDQUOT)) return disk_full(path, packet.size);
    if (!file)
        return fail(ErrorCode::cant_create, std::string("the image cannot be created: ") + std::strerror(errno), path);
    bool ok = std::fwrite(packet.data, 1, static_cast<size_t>(packet.size), file) == static_cast<size_t>(packet.size);
    ok = std::fclose(file) == 0 && ok;
    if (!ok && (errno == ENOSPC || errno == EDQUOT)) return disk_full(path, packet.size);
    if (!ok) return fail(ErrorCode::io, std::string("writing failed: ") + std::strerror(errno), path);
    return {};
}

constexpr const char* kLoudnessAdvice =
    "Ask for a loudness.lufs nearer to what was measured, loudness.mode limit, a higher loudness.tp or more kbps, or "
    "widen verify.loudness and verify.tp";

std::string joined(const std::vector<std::string>& problems) {
    std::string text;
    for (size_t i = 0; i < problems.size() && i < 4; ++i) text += (i ? "; " : "") + problems[i];
    return text;
}

} // namespace

VideoEncoderSpec encoder_spec(const ExportJob& job, const ExportTarget& target) {
    HdrMetadata hdr = hdr_of(*job.project, *job.sequence, target);
    const MasteringSettings& m = job.preset.video.mastering;
    if (target.frame.colour.transfer == Transfer::pq && hdr.mastering.empty() && m.peak_nits > 0)
        hdr = mastering_display(m.primaries, m.peak_nits, m.black_nits);
    return {.settings = job.preset.video,
            .target = target.frame,
            .rate = target.rate,
            .threads = job.threads,
            .repeatable = job.deterministic ? Repeatable::yes : Repeatable::no,
            .global_header = job.preset.container.mux != "images",
            .segment_frames = segment_frames(job.preset.video, target),
            .hdr = std::move(hdr)};
}

Result<void> FileExport::plan() {
    if (!job_.project || !job_.sequence) return fail(ErrorCode::usage, "there is no sequence to export");
    TRY_VOID(check_preset(job_.preset));
    if (job_.preset.video.enabled && job_.renderers.empty() && !job_.pictures_from && !job_.packets_from)
        return fail(ErrorCode::internal, "an export with pictures needs a render device");
    target_ = TRY(decide_target(*job_.project, *job_.sequence, job_.preset, job_.range));
    TRY_VOID(check_length(job_.preset, target_));
    place_ = TRY(OutputPlace::plan(job_, target_.frames));
    planned_ = true;
    return {};
}

Result<void> check_length(const Preset& preset, const ExportTarget& target) {
    const LimitSettings& l = preset.limits;
    double seconds = target.length.seconds();
    if (seconds >= l.min_seconds && (l.max_seconds == 0 || seconds <= l.max_seconds)) return {};
    char text[200], most[40] = "any length";
    if (l.max_seconds > 0) std::snprintf(most, sizeof most, "%g s", l.max_seconds);
    std::snprintf(text, sizeof text,
                  "the film lasts %.2f s and the preset allows %g s to %s; choose a range or set limits.duration",
                  seconds, l.min_seconds, most);
    return fail(ErrorCode::usage, text, preset.id);
}

// Looked at while writing, so that a film far too large ends early, and once more at the end.
Result<void> FileExport::check_size(int64_t bytes, int64_t frames) {
    const int64_t most = job_.preset.limits.max_bytes;
    if (most == 0 || bytes <= most) return {};
    size_seen_ = bytes;
    if (frames > 0 && frames < target_.frames) size_seen_ = mul_div_round(bytes, target_.frames, frames);
    return fail(ErrorCode::config,
                "the film is larger than the preset's limits.bytes of " + std::to_string(most) +
                    "; set a lower bit rate or a higher crf, or shorten it",
                job_.output);
}

void FileExport::warn(const std::string& text) {
    warnings_.push_back(text);
    if (job_.warn) job_.warn(text);
}

Result<void> FileExport::open(std::vector<std::shared_ptr<AudioMix>>& mixes) {
    if (!place_.images()) {
        // Everything that can be refused is refused before a file appears.
        outputs_ = TRY(AudioStage::prepare(job_, target_, mixes));
        if (!outputs_.empty()) sound_ = outputs_[0].mix->wish;
        for (const auto& o : outputs_) mixes_.push_back(o.mix);
    }
    if (job_.preset.video.enabled) {
        const VideoEncoderSpec spec = encoder_spec(job_, target_);
        hdr_ = spec.hdr;
        encoder_ = TRY(VideoEncoder::open(spec));
        if (job_.preset.video.encoder == EncoderChoice::hardware && !encoder_->note().empty()) warn(encoder_->note());
        if (job_.preset.video.smart != SmartMode::off && !place_.images()) {
            auto smart = TRY(SmartVideo::open(job_, target_, spec));
            smart_plan_ = std::make_shared<const SmartPlan>(smart->plan());
            if (smart_plan_->copied > 0) smart_ = std::move(smart);
        }
        if (is_pq()) state_->light.emplace();
    }
    for (size_t i = 0; i < outputs_.size(); ++i) {
        if (!outputs_[i].mix->settings.loudness.active()) continue;
        ++unmeasured_;
        outputs_[i].levelled = [this, i](TrackLoudness track) {
            track.track = static_cast<int>(i);
            levelled(track);
        };
    }
    log_times_ = encoder_ && unmeasured_ > 0;
    TRY_VOID(place_.create());
    disk_ = std::make_unique<DiskReserve>(job_.output);
    if (place_.images()) return {};
    if (!outputs_.empty()) expect_audio_ = outputs_[0].mix->wish.samples, audio_rate_ = outputs_[0].mix->wish.rate;
    return begin_file(place_.part());
}

LoudnessBound FileExport::bound_of(const TrackLoudness& track) const {
    return {track.track, track.asked, job_.preset.verify.loudness_lu, job_.preset.verify.true_peak_db};
}

// What cannot be reached is said as soon as it is known: the film need not be waited for.
void FileExport::levelled(const TrackLoudness& track) {
    loudness_.push_back(track);
    --unmeasured_;
    if (!track.measurable)
        return warn("sound track " + std::to_string(track.track + 1) +
                    " is silent or shorter than 0.4 s: it has no loudness to measure and is left as it is");
    for (const std::string& fault : loudness_faults(bound_of(track), track.expected)) {
        foreseen_ = true;
        warn("the film will miss its loudness: with the best gain and limiter " + fault + "; " + kLoudnessAdvice);
    }
}

Result<void> FileExport::begin_file(const std::string& path) {
    writer_ = TRY(FileWriter::create(path, job_.preset.container));
    const int channels = outputs_.empty() ? 0 : outputs_[0].mix->wish.channels;
    if (const auto guess = estimate_size(job_.preset, target_, channels)) writer_->expect(guess->bytes);
    if (encoder_)
        video_stream_ = TRY(writer_->add_video(smart_ ? smart_->stream() : encoder_->context(), target_.rate,
                                               timecode(), hdr_, smart_ ? smart_->tag() : 0));
    for (auto& o : outputs_) {
        o.stream = TRY(writer_->add_audio(o.encoder->context()));
        o.state = state_.get();
        o.write = [this](int stream, AVPacket& p) { return write(stream, p); };
    }
    return writer_->begin(chapters_of(*job_.sequence, target_), job_.preset.metadata);
}

std::string FileExport::timecode() const {
    const Format& f = job_.sequence->format;
    if (f.start_frame == 0 || target_.rate != f.rate) return {};
    return timecode_text(f.start_frame + f.rate.frame_at(target_.start), f.rate, f.drop_frame);
}

void FileExport::wait_for_disk() {
    disk_->hold([this] { return state_->stopped(); },
                [this](const std::string& text) {
                    state_->warn(text);
                    if (job_.warn) job_.warn(text);
                });
}

Result<void> FileExport::write(int stream, AVPacket& packet) {
    wait_for_disk();
    return writer_->write(stream, packet);
}

Result<void> FileExport::write_picture(AVPacket& packet) {
    if (!writer_) {
        wait_for_disk();
        return write_image(place_.part(), numbered() ? ++images_ : 0, packet);
    }
    wait_for_sound();
    if (log_times_) times_.push_back({packet.pts, packet.dts, packet.duration, packet.flags});
    written_ += packet.size;
    TRY_VOID(check_size(written_, state_->frames_encoded));
    if (const int64_t frames = state_->frames_encoded; frames > 0)
        writer_->expect(mul_div_round(writer_->packet_bytes(), target_.frames, frames));
    return write(video_stream_, packet);
}

// The sound is held back for the pictures by AudioStage.
void FileExport::wait_for_sound() {
    if (!sound_) return;
    const Time at = target_.rate.time_of(state_->frames_encoded) - kPicturesAhead;
    state_->wait([&] {
        const int64_t made = state_->samples_encoded;
        return state_->stopped() || state_->sound_waits() || made >= sound_->samples ||
               at < Time::from_samples(made, sound_->rate);
    });
}

VideoOutput FileExport::video_output() {
    return {*encoder_, [this](AVPacket& p) { return write_picture(p); }, *state_};
}

void FileExport::start_copy(FrameAssets& assets, DecodePool& pool) {
    if (job_.packets_from) copy_from(*job_.packets_from, encoder_->delay());
    if (smart_)
        smart_->start(
            assets, pool, [this](AVPacket& p) { return write_picture(p); }, *state_);
}

// `source` is used until join_copy(). With a delay, packet n is decoded at frame n - delay.
void FileExport::copy_from(PacketSource& source, std::optional<int64_t> delay) {
    ++state_->running;
    copier_ = std::thread([this, &source, delay] {
        set_thread_name("export-copy");
        auto sink = [this, delay, n = int64_t{0}](AVPacket& p) mutable -> Result<void> {
            if (delay) p.dts = n++ - *delay;
            TRY_VOID(write_picture(p));
            ++state_->frames_encoded;
            state_->wake();
            return {};
        };
        if (auto done = source.read(sink, [this] { return state_->stopped(); }); !done)
            state_->fail(std::move(done).error());
        const FramesMade& made = source.made();
        state_->passthrough += made.passthrough;
        for (const FrameNote& n : made.notes) state_->note(n);
        for (const std::string& w : made.warnings) state_->warn(w);
        --state_->running;
        state_->wake();
    });
}

void FileExport::join_copy() {
    if (copier_.joinable()) copier_.join();
    if (smart_) smart_->join();
}

bool FileExport::splices_failed() const {
    if (!smart_) return false;
    const auto error = state_->error();
    return splices_failed_ || (error && (error->code == ErrorCode::bad_data || error->code == ErrorCode::internal));
}

std::vector<AudioStage::Output> FileExport::take_sound() { return std::move(outputs_); }

Result<void> FileExport::close_file(std::optional<ContentLight> light, const std::string& path) {
    light_written_ = light && writer_->set_content_light(video_stream_, *light);
    TRY_VOID(writer_->finish());
    std::error_code ec;
    const auto bytes = std::filesystem::file_size(path, ec);
    if (!ec) TRY_VOID(check_size(static_cast<int64_t>(bytes), target_.frames));
    return {};
}

Result<void> FileExport::finish(ExportReport& report) {
    std::sort(loudness_.begin(), loudness_.end(), [](auto& a, auto& b) { return a.track < b.track; });
    if (state_->light) report.light = state_->light->result();
    if (writer_) TRY_VOID(close_file(report.light, place_.part()));
    VerifyReport made = TRY(check(place_.part(), report.light));
    if (!made.problems.empty() && !made.only_loudness()) {
        splices_failed_ = true;
        return fail(ErrorCode::bad_data, "the written file failed verification: " + joined(made.problems), job_.output);
    }
    if (smart_) TRY_VOID(prove_splices());
    std::string trouble;
    // What was foreseen has been tried in all ways already.
    while (made.only_loudness() && !foreseen_ && report.sound_remakes < kSoundRemakes && trouble.empty()) {
        warn("the finished film misses its loudness (" + joined(made.problems) +
             "): its sound is made again, its pictures stay as they are");
        auto again = remake_sound(made, report.light);
        if (!again && again.error().code == ErrorCode::cancelled) return std::move(again).error();
        if (again)
            made = std::move(*again), ++report.sound_remakes;
        else
            trouble = "; making its sound again failed: " + again.error().text();
    }
    if (made.only_loudness()) {
        const std::string kept = TRY(place_.keep_unverified());
        return fail(ErrorCode::bad_data,
                    "the film misses its loudness: " + joined(made.problems) + trouble +
                        ". All else is verified; it stands as " + kept + ". " + kLoudnessAdvice,
                    job_.output);
    }
    made.file = place_.final_name();
    report.verify = std::make_shared<const VerifyReport>(std::move(made));
    report.output = place_.final_name();
    report.frames = target_.frames, report.length = target_.length;
    report.encode_s = state_->encode.seconds();
    report.passthrough_frames = state_->passthrough;
    report.notes = state_->notes();
    report.warnings.insert(report.warnings.end(), warnings_.begin(), warnings_.end());
    if (encoder_) report.video_encoder = encoder_->context().codec->name;
    report.smart = smart_plan_;
    report.loudness = loudness_;
    for (auto& t : report.loudness)
        if (const auto at = static_cast<size_t>(t.track); at < report.verify->sounds.size())
            t.after = report.verify->sounds[at];
    if (job_.before_publish) TRY_VOID(job_.before_publish(report, place_.part()));
    return place_.publish(target_.frames);
}

void FileExport::discard() {
    writer_.reset(); // closes the file before it goes
    if (planned_) place_.discard();
}

void FileExport::report_progress(const char* phase, double seconds, Bound bound) const {
    if (!job_.progress) return;
    ExportProgress p;
    seconds = std::max(1e-3, seconds);
    Time made = target_.rate.time_of(state_->frames_encoded);
    if (target_.frames == 0) made = Time::from_samples(state_->samples_encoded, audio_rate_);
    p.frames = target_.progress_frames();
    p.frame =
        target_.frames > 0 ? state_->frames_encoded.load() : std::min(p.frames, target_.rate.frames_covering(made));
    const double film = made.seconds();
    p.fps = static_cast<double>(p.frame) / seconds;
    p.x_realtime = film / seconds;
    double left = target_.length.seconds() - film;
    p.eta_s = film > 0 ? std::max(0.0, left * seconds / film) : 0;
    p.bound_by = bound;
    p.phase = disk_ && disk_->waiting() ? "disk" : !encoder_ && unmeasured_ > 0 ? "loudness" : phase;
    job_.progress(p);
}

Result<VerifyReport> FileExport::check(const std::string& path, std::optional<ContentLight> light) {
    VerifyExpect want;
    if (encoder_) {
        want.frames = target_.frames, want.width = target_.frame.width, want.height = target_.frame.height;
        want.rate = target_.rate;
        if (target_.tagged) want.colour = target_.frame.colour;
    }
    if (light_written_) want.light = light;
    for (const auto& t : loudness_)
        if (t.measurable) want.loudness.push_back(bound_of(t));
    want.duration = target_.length;
    want.audio_samples = expect_audio_;
    want.mux = job_.preset.container.mux;
    bool mov = want.mux == "mp4" || want.mux == "mov" || want.mux == "m4a";
    want.faststart = mov && job_.preset.container.faststart;
    want.no_edit_lists = mov && (!job_.preset.container.edit_lists || job_.preset.verify.no_edit_lists);
    // Codecs in Matroska may begin with up to a frame of theirs before the picture.
    want.same_start = mov || want.mux == "mkv" || want.mux == "webm";
    if (!mov) want.start_tolerance_ms = 30;
    want.upright = encoder_ != nullptr;
    // Writers and readers of animations cut and patch packets: there every frame is decoded instead.
    if (writer_ && !animation()) want.packet_digests = writer_->digests();
    if (place_.images() && !numbered()) {
        want.duration.reset(), want.rate.reset(), want.mux.clear();
    }
    if (numbered()) return verify_images(path, 1, want, job_.cancel, verify_depth());
    return verify_file(path, want, job_.cancel, verify_depth());
}

VerifyDepth FileExport::verify_depth() const {
    const bool everything = job_.preset.verify.everything || animation();
    return everything ? VerifyDepth::full : VerifyDepth::quick;
}

// The finished file against sources and graph.
Result<void> FileExport::prove_splices() {
    auto assets = make_frame_assets();
    DecodePool pool({.frame_cache_bytes = size_t{32} << 20, .decoder_threads = job_.threads});
    auto proved = smart_->check(place_.part(), *assets, pool, verify_depth());
    if (!proved) splices_failed_ = proved.error().code == ErrorCode::bad_data;
    return proved;
}

} // namespace tandem
