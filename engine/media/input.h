// Input: one media file opened safely for demuxing. Only regular files are opened, the demuxer cannot open anything
// else, playlists are refused, header reading is bounded in time and bytes, nothing is mapped into memory. Private to
// engine/media. Confined to one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/media/av.h"
#include "engine/model/media.h"

namespace tandem {

inline constexpr int kMaxStreams = 64;
inline constexpr int kMaxSide = 16384;
inline constexpr int64_t kMaxPixels = 134'217'728;

// What tells one content of a path from another within a session.
struct FileIdentity {
    uint64_t device = 0, inode = 0;
    int64_t size = 0, modified_ns = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
    uint64_t hash() const;
};
// Errors: no_input, denied (not a regular file), io.
Result<FileIdentity> identify(const std::string& path);

// Which files a path names.
struct InputSpec {
    std::string path; // or a printf pattern of numbered images where `sequence_count` > 0
    int sequence_first = 0, sequence_count = 0;
    FrameRate sequence_rate;
    friend bool operator==(const InputSpec&, const InputSpec&) = default;
};
InputSpec input_spec(const Media& media);

class Input {
  public:
    enum class Payload { read, skip };
    enum class Edits { follow, ignore }; // edit lists of MOV/MP4

    // With `skip`, bytes of samples are not read from disk and packets hold noise: done only for containers whose
    // time stamps lie in their header (MOV/MP4 without fragments); elsewhere it reads.
    static Result<std::unique_ptr<Input>> open(const InputSpec& spec, Payload payload = Payload::read,
                                               Edits edits = Edits::follow);
    ~Input();
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;

    const std::string& path() const { return spec_.path; }
    const InputSpec& spec() const { return spec_; }
    const FileIdentity& identity() const { return identity_; }
    AVFormatContext* format() const { return format_; }
    AVStream* stream(int index) const { return format_->streams[index]; }
    int stream_count() const { return static_cast<int>(format_->nb_streams); }
    std::string container() const { return format_->iformat->name; }
    bool container_is(const char* name) const; // one of the demuxer's comma-separated names
    // Elementary streams and the like: time stamps are counted from the start of reading, so only bytes identify a
    // packet after a seek.
    bool is_raw() const;
    // Seeking by byte position is the sure way.
    bool seeks_by_bytes() const;
    bool is_still_container() const; // one picture a file
    bool skips_payload() const { return skips_; }

    // The next packet of any stream not discarded. AVERROR_EOF at the end; other errors as FFmpeg's codes.
    int read(AVPacket* packet);
    // Bytes [position, position + count) of the file as it lies there, past the demuxer. How many there were: fewer at
    // its end and where it became shorter (was_cut); below 0 = one of FFmpeg's codes.
    int64_t read_bytes(int64_t position, uint8_t* out, size_t count);
    // The file became shorter since it was opened, and a read met the missing part.
    bool was_cut() const;
    Error cut_error() const; // to return where was_cut()
    // Size or time of the file are no longer what they were when it was opened. Asks the system; for use on damage.
    bool was_changed() const;
    // Only packets of these streams are delivered.
    void select(const std::vector<int>& streams);
    int seek(int stream, int64_t timestamp);
    int seek_bytes(int64_t position);
    // Back to the state after open.
    Result<void> rewind();

    struct File; // one open descriptor behind an AVIOContext

  private:
    Input() = default;
    Result<void> open_format();
    void close();
    bool has_fragments() const;
    static int interrupted(void* self);

    InputSpec spec_;
    Payload payload_ = Payload::read;
    Edits edits_ = Edits::follow;
    FileIdentity identity_;
    std::unique_ptr<File> file_;
    AVFormatContext* format_ = nullptr;
    std::vector<int> selected_;
    bool skips_ = false;
    std::chrono::steady_clock::time_point deadline_;
};

// "film.mov at 00:00:04.120": where for errors.
std::string at_time(const std::string& path, Time t);

} // namespace tandem
