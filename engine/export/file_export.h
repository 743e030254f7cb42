// FileExport: one file of a pass, from its plan to its final name: encoders, container, check, publishing. Confined to
// the pass's thread, but for its state and the packet sinks, which the encode and audio threads use while stages run.
#pragma once

#include <memory>
#include <thread>

#include "engine/export/audio_stage.h"
#include "engine/export/file_writer.h"
#include "engine/export/film_packets.h"
#include "engine/export/output_place.h"
#include "engine/export/smart_video.h"
#include "engine/export/verify.h"
#include "engine/export/video_stages.h"
#include "engine/io/disk_space.h"

namespace tandem {

// What a film's pictures are encoded with. Reads the HDR metadata of its sources where the film wants them.
VideoEncoderSpec encoder_spec(const ExportJob& job, const ExportTarget& target);
// The preset's limits.duration. Error: usage.
Result<void> check_length(const Preset& preset, const ExportTarget& target);

class FileExport {
  public:
    // Both outlive the object.
    FileExport(const ExportJob& job, RunSignal& signal)
        : job_(job), signal_(signal), state_(std::make_unique<RunState>(signal)) {}

    // Checks the job, decides target and place; touches nothing.
    Result<void> plan();
    // Opens encoders, then creates the file being written. Sound comes from `mixes`, which grows.
    Result<void> open(std::vector<std::shared_ptr<AudioMix>>& mixes);
    // Its pictures come from VideoStages; where packets are copied they do not.
    bool has_picture() const { return encoder_ && !copies(); }
    bool copies() const { return smart_ || job_.packets_from; }
    // After open(), for the stages.
    void start_copy(FrameAssets& assets, DecodePool& pool);
    void join_copy();
    VideoOutput video_output();
    std::vector<AudioStage::Output> take_sound();
    // When the stages have ended well: closes, verifies, publishes. `report` holds what the pass knows and is
    // completed. A film that misses only its loudness gets its sound made again.
    Result<void> finish(ExportReport& report);
    // Removes what was written.
    void discard();

    // `phase` is "verify" or what a file with nothing to show yet but its measured sound makes of "render".
    void report_progress(const char* phase, double seconds, Bound bound) const;
    // Bytes of a film that was too large, as far as it got counted up to the whole; 0 = it was not.
    int64_t size_seen() const { return size_seen_; }
    // Copied and encoded parts could not be joined or do not decode as they should.
    bool splices_failed() const;
    double disk_seconds() const { return writer_ ? writer_->busy_seconds() : 0; }
    const ExportJob& job() const { return job_; }
    const ExportTarget& target() const { return target_; }
    RunState& state() { return *state_; }
    const RunState& state() const { return *state_; }

  private:
    Result<void> check_size(int64_t bytes, int64_t frames);
    void warn(const std::string& text);
    // Of all streams, before the first packet.
    Result<void> begin_file(const std::string& path);
    Result<void> close_file(std::optional<ContentLight> light, const std::string& path);
    Result<void> write_picture(AVPacket& packet);
    Result<void> write(int stream, AVPacket& packet);
    void wait_for_disk();
    void wait_for_sound();
    void copy_from(PacketSource& source, std::optional<int64_t> delay = {});
    LoudnessBound bound_of(const TrackLoudness& track) const;
    void levelled(const TrackLoudness& track);
    // sound_remake.cpp. Writes the film again, its pictures copied and its sound corrected by what `heard` measured.
    // What the new file is found to be; it takes the place of the old one only where it has no faults but loudness.
    Result<VerifyReport> remake_sound(const VerifyReport& heard, std::optional<ContentLight> light);
    Result<void> run_remake();
    std::string timecode() const;
    bool numbered() const { return place_.images() && place_.part().find('%') != std::string::npos; }
    bool animation() const { return job_.preset.container.mux == "gif" || job_.preset.container.mux == "webp"; }
    bool is_pq() const { return target_.frame.colour.transfer == Transfer::pq; }
    Result<VerifyReport> check(const std::string& path, std::optional<ContentLight> light);
    VerifyDepth verify_depth() const;
    Result<void> prove_splices();

    const ExportJob& job_;
    RunSignal& signal_;
    ExportTarget target_;
    OutputPlace place_;
    std::unique_ptr<RunState> state_;
    HdrMetadata hdr_;
    bool planned_ = false, light_written_ = false;
    std::unique_ptr<VideoEncoder> encoder_;
    std::shared_ptr<const SmartPlan> smart_plan_;
    std::unique_ptr<SmartVideo> smart_; // where packets are copied
    std::thread copier_;                // of packets_from
    bool splices_failed_ = false;
    std::vector<AudioStage::Output> outputs_;
    std::vector<std::shared_ptr<AudioMix>> mixes_; // of the outputs, in their order
    std::optional<SoundWish> sound_;               // of the first track
    std::unique_ptr<FileWriter> writer_;
    std::unique_ptr<DiskReserve> disk_;
    int video_stream_ = -1;
    int64_t images_ = 0, written_ = 0, size_seen_ = 0; // encode thread
    bool log_times_ = false;
    std::vector<PacketTime> times_; // of the picture's packets, where the sound may have to be made again; likewise
    // Of the thread that measures until the stages have ended, as the warnings are meanwhile.
    bool foreseen_ = false; // a loudness that no gain and limiter could reach
    std::vector<TrackLoudness> loudness_;
    std::atomic<int> unmeasured_ = 0;   // sound tracks
    std::vector<std::string> warnings_; // of encoders and loudness
    std::optional<int64_t> expect_audio_;
    int audio_rate_ = 48000;
};

} // namespace tandem
