// TakeFile: the WAV file that a take is recorded into. It can be read at any instant, also after the program was
// killed: data are appended first, then one write into the file's first page makes the header's sizes say so. (Sizes
// left open would need no such writes, but players differ in what they make of them.) Above 4 GiB the same page turns
// into RF64 (EBU Tech 3306), whose place is kept from the start by a JUNK chunk. A bext chunk (EBU Tech 3285) says
// where on the timeline it began, so that a file found after a crash can be placed. Used by Recorder's threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem::audio {

enum class TakeFormat : uint8_t {
    float32, // as the device gives it, never clipped
    pcm24,   // three quarters of the size; values outside full scale are clipped
};

struct TakeFileSpec {
    int rate = 48000, channels = 1;
    TakeFormat format = TakeFormat::float32;
    int64_t start_sample = 0;                     // of the timeline, for the bext chunk; below 0 is written as 0
    std::string description;                      // for the bext chunk, cut at 256 bytes
    int64_t riff_bytes = (int64_t{1} << 32) - 16; // a file longer than this is RF64
};

// What the header of a take's file says, however the program that wrote it ended.
struct TakeFacts {
    int rate = 0, channels = 0;
    TakeFormat format = TakeFormat::float32;
    int64_t start_sample = 0, frames = 0; // as many as are in the file
};
// Errors: no_input, bad_data where TakeFile did not make it.
Result<TakeFacts> read_take_facts(const std::string& path);

class TakeFile {
  public:
    // A new file, readable and empty. Errors: cant_create, io; where it exists already `cant_create`.
    static Result<std::unique_ptr<TakeFile>> create(const std::string& path, const TakeFileSpec& spec);
    // Closes as it is.
    ~TakeFile();
    TakeFile(const TakeFile&) = delete;
    TakeFile& operator=(const TakeFile&) = delete;

    // Before the first append(): where it begins after all. Written with the next publish().
    void set_start(int64_t sample);
    // Appends frames, interleaved: channel c of frame i is samples[i * stride + c]. On an error (io, disk full
    // included) the file keeps the frames that went in whole.
    Result<void> append(const float* samples, int64_t frames, int stride);
    // Appends silence; takes no room on the disk.
    Result<void> append_silence(int64_t frames);
    // Lets readers see what was appended.
    Result<void> publish();
    // Waits until what was published is on the disk. May run beside append() and publish() on one other thread.
    Result<void> sync();
    // publish(), sync() and a last look that the size is even.
    Result<void> finish();

    const std::string& path() const { return path_; }
    int64_t frames() const { return bytes_ / frame_bytes_; }
    int64_t clipped() const { return clipped_; } // samples outside full scale
    static constexpr int64_t kHeaderBytes = 4096;

  private:
    TakeFile(std::string path, TakeFileSpec spec, int file);
    Error error(const char* what) const;
    Result<void> write(const uint8_t* bytes, int64_t count, int64_t at, int64_t& done);

    const std::string path_;
    const TakeFileSpec spec_;
    const int file_, sample_bytes_, frame_bytes_;
    int64_t bytes_ = 0;      // of whole frames
    int64_t published_ = -1; // bytes_ as the header says
    int64_t clipped_ = 0;
    bool entered_ = false; // the folder's entry is on the disk; sync()'s thread
    std::vector<uint8_t> header_, encoded_;
};

} // namespace tandem::audio
