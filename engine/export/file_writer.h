// FileWriter: the container of one export. Streams are added from opened encoders, then packets come from the video and
// the audio thread; it interleaves them by time, so the bytes do not depend on which came first, and keeps those that
// are ahead. write() is thread-safe, the rest is for the thread that owns the export.
#pragma once

#include <atomic>
#include <mutex>

#include "engine/export/audio_encoder.h"
#include "engine/export/light_meter.h"
#include "engine/export/packet_digest.h"
#include "engine/export/video_encoder.h"

namespace tandem {

struct Chapter {
    Time start, end; // from the file's start
    std::string name;
};

class FileWriter {
  public:
    // Creates `path` at once. Error: cant_create.
    static Result<std::unique_ptr<FileWriter>> create(const std::string& path, const ContainerSettings& settings);
    ~FileWriter();

    // Whether encoders shall keep their headers out of the packets.
    bool wants_global_header() const;
    // `timecode` as text, "" = none. `tag`: the container's word for the codec, 0 = the usual one.
    Result<int> add_video(const AVCodecContext& encoder, FrameRate rate, const std::string& timecode,
                          const HdrMetadata& hdr, uint32_t tag = 0);
    Result<int> add_audio(const AVCodecContext& encoder);
    Result<void> begin(const std::vector<Chapter>& chapters,
                       const std::vector<std::pair<std::string, std::string>>& metadata);
    // Takes over the packet's data. Time stamps are in the time base of the stream's encoder. Errors: io (disk full).
    Result<void> write(int stream, AVPacket& packet);
    // Before finish(): the measured light of a picture stream in PQ. False where the container has no place for it
    // (MP4, MOV, Matroska and WebM have).
    bool set_content_light(int stream, ContentLight light);
    Result<void> finish();
    // About how many bytes the file will have, for what a full disk is told. Any thread; 0 = not known.
    void expect(int64_t bytes) { expected_ = bytes; }
    int64_t packet_bytes() const { return packet_bytes_; } // so far, of all streams; any thread

    // After finish(): the digest of each stream, in the file's order.
    std::vector<uint64_t> digests() const;
    double busy_seconds() const { return busy_s_; } // any thread

  private:
    struct Stream {
        AVStream* stream = nullptr;
        AVRational encoder_base{1, 1};
        PacketDigest digest;
    };
    Error write_error(int averror) const;

    std::mutex mutex_;
    AVFormatContext* format_ = nullptr;
    std::string path_;
    ContainerSettings settings_;
    std::vector<Stream> streams_;
    std::atomic<int64_t> expected_ = 0, packet_bytes_ = 0;
    std::atomic<double> busy_s_ = 0; // read by the progress report
    bool light_reserved_ = false;    // the header has the placeholder of matroska_light.h
    ContentLight light_;
};

} // namespace tandem
