// The header page and the appending. All numbers are little-endian, as WAV wants them.
#include "engine/audio/take_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace tandem::audio {

namespace {

constexpr int kDs64 = 12, kDs64Bytes = 28; // place of the chunk that is JUNK in a RIFF file
constexpr int kBextBytes = 602;
constexpr uint64_t kInDs64 = 0xFFFFFFFF; // a 32-bit size that is said there

class Page {
  public:
    explicit Page(std::vector<uint8_t>& bytes) : bytes_(bytes) {}
    Page& at(size_t place) { return at_ = place, *this; }
    Page& tag(const char* four) { return text(four, 4); }
    Page& number(uint64_t v, int bytes) {
        for (int i = 0; i < bytes; ++i) bytes_[at_++] = static_cast<uint8_t>(v >> (8 * i));
        return *this;
    }
    Page& text(const std::string& t, size_t field) {
        std::copy_n(t.data(), std::min(t.size(), field), bytes_.begin() + static_cast<long>(at_));
        at_ += field;
        return *this;
    }
    Page& skip(size_t bytes) { return at_ += bytes, *this; }
    size_t place() const { return at_; }

  private:
    std::vector<uint8_t>& bytes_;
    size_t at_ = 0;
};

int sample_bytes(TakeFormat format) { return format == TakeFormat::float32 ? 4 : 3; }

constexpr size_t kTimeReference = 12 + 8 + kDs64Bytes + 8 + 338; // in the bext chunk
void set_time_reference(std::vector<uint8_t>& header, int64_t sample) {
    Page(header).at(kTimeReference).number(static_cast<uint64_t>(std::max<int64_t>(0, sample)), 8);
}

std::vector<uint8_t> make_header(const TakeFileSpec& s) {
    std::vector<uint8_t> bytes(TakeFile::kHeaderBytes);
    Page p(bytes);
    p.skip(8).tag("WAVE").tag("JUNK").number(kDs64Bytes, 4).skip(kDs64Bytes);
    p.tag("bext").number(kBextBytes, 4);
    const size_t bext = p.place();
    p.text(s.description, 256).text("Tandem", 32);
    p.at(bext + 346).number(1, 2); // version
    set_time_reference(bytes, s.start_sample);
    p.at(bext + kBextBytes);
    // WAVE_FORMAT_EXTENSIBLE, as more than 16 bits and more than two channels ask for.
    const auto channels = static_cast<uint64_t>(s.channels), size = static_cast<uint64_t>(sample_bytes(s.format));
    const auto rate = static_cast<uint64_t>(s.rate);
    const uint64_t mask = channels == 1 ? 4 : channels == 2 ? 3 : 0; // centre, left and right, inputs without a place
    p.tag("fmt ").number(40, 4).number(0xFFFE, 2).number(channels, 2).number(rate, 4);
    p.number(rate * channels * size, 4).number(channels * size, 2).number(size * 8, 2);
    p.number(22, 2).number(size * 8, 2).number(mask, 4);
    p.number(s.format == TakeFormat::float32 ? 3 : 1, 2).number(0x0010'0000'0000, 6); // the format's GUID
    p.number(0x719b3800'aa000080, 8);
    // The rest of the page, so that data begin on their own.
    p.tag("JUNK").number(TakeFile::kHeaderBytes - p.place() - 4 - 8, 4);
    p.at(TakeFile::kHeaderBytes - 8).tag("data");
    return bytes;
}

void set_sizes(std::vector<uint8_t>& header, const TakeFileSpec& s, int64_t data_bytes, int64_t frames) {
    const auto data = static_cast<uint64_t>(data_bytes), riff = TakeFile::kHeaderBytes - 8 + data + data % 2;
    Page p(header);
    if (TakeFile::kHeaderBytes + data_bytes + data_bytes % 2 > s.riff_bytes) {
        p.tag("RF64").number(kInDs64, 4);
        p.at(kDs64).tag("ds64").skip(4).number(riff, 8).number(data, 8).number(static_cast<uint64_t>(frames), 8);
        p.at(TakeFile::kHeaderBytes - 4).number(kInDs64, 4);
    } else {
        p.tag("RIFF").number(riff, 4);
        p.at(TakeFile::kHeaderBytes - 4).number(data, 4);
    }
}

// As Page writes them.
uint64_t number_at(const std::vector<uint8_t>& bytes, size_t at, int count) {
    uint64_t v = 0;
    for (int i = 0; i < count; ++i) v |= static_cast<uint64_t>(bytes[at + static_cast<size_t>(i)]) << (8 * i);
    return v;
}

} // namespace

Result<TakeFacts> read_take_facts(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(ErrorCode::no_input, "the take cannot be opened", path);
    std::vector<uint8_t> page(TakeFile::kHeaderBytes);
    in.read(reinterpret_cast<char*>(page.data()), TakeFile::kHeaderBytes);
    // A header of the same format differs from this one's in sizes, place and texts only.
    constexpr size_t kFormat = kTimeReference - 338 + kBextBytes; // chunk "fmt "
    auto tag = [&](size_t at, std::string_view four) { return std::memcmp(&page[at], four.data(), 4) == 0; };
    TakeFacts out;
    const bool ours = in && (tag(0, "RIFF") || tag(0, "RF64")) && tag(8, "WAVE") && tag(kFormat, "fmt ") &&
                      tag(TakeFile::kHeaderBytes - 8, "data");
    if (ours) {
        out.channels = static_cast<int>(number_at(page, kFormat + 10, 2));
        out.rate = static_cast<int>(number_at(page, kFormat + 12, 4));
        out.format = number_at(page, kFormat + 22, 2) == 32 ? TakeFormat::float32 : TakeFormat::pcm24;
    }
    if (!ours || out.channels < 1 || out.rate < 1) return fail(ErrorCode::bad_data, "this is no take of Tandem", path);
    out.start_sample = static_cast<int64_t>(number_at(page, kTimeReference, 8));
    const uint64_t said =
        tag(0, "RF64") ? number_at(page, kDs64 + 16, 8) : number_at(page, TakeFile::kHeaderBytes - 4, 4);
    std::error_code error;
    const uint64_t size = std::filesystem::file_size(path, error);
    const uint64_t there = error || size < page.size() ? 0 : size - page.size();
    out.frames = static_cast<int64_t>(std::min(said, there)) / (sample_bytes(out.format) * out.channels);
    return out;
}

TakeFile::TakeFile(std::string path, TakeFileSpec spec, int file)
    : path_(std::move(path)), spec_(std::move(spec)), file_(file), sample_bytes_(sample_bytes(spec_.format)),
      frame_bytes_(sample_bytes_ * spec_.channels), header_(make_header(spec_)) {}

TakeFile::~TakeFile() { ::close(file_); }

Error TakeFile::error(const char* what) const {
    return fail(ErrorCode::io, std::string(what) + ": " + std::strerror(errno), path_);
}

Result<std::unique_ptr<TakeFile>> TakeFile::create(const std::string& path, const TakeFileSpec& spec) {
    VERIFY(spec.rate > 0 && spec.channels > 0);
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) return fail(ErrorCode::cant_create, std::string("cannot be created: ") + std::strerror(errno), path);
    std::unique_ptr<TakeFile> take(new TakeFile(path, spec, file));
    if (auto r = take->publish(); !r) {
        ::unlink(path.c_str());
        return r.error();
    }
    return take;
}

void TakeFile::set_start(int64_t sample) {
    set_time_reference(header_, sample);
    published_ = -1;
}

Result<void> TakeFile::write(const uint8_t* bytes, int64_t count, int64_t at, int64_t& done) {
    while (done < count) {
        const ssize_t n = ::pwrite(file_, bytes + done, static_cast<size_t>(count - done), at + done);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) errno = ENOSPC;
        if (n <= 0) return error("recording cannot go on");
        done += n;
    }
    return {};
}

Result<void> TakeFile::append(const float* samples, int64_t frames, int stride) {
    encoded_.resize(static_cast<size_t>(frames * frame_bytes_));
    uint8_t* out = encoded_.data();
    for (int64_t i = 0; i < frames; ++i)
        for (int c = 0; c < spec_.channels; ++c, out += sample_bytes_) {
            const float x = samples[i * stride + c];
            if (!(std::abs(x) <= 1)) ++clipped_;
            if (spec_.format == TakeFormat::float32) {
                std::memcpy(out, &x, 4);
            } else {
                // What 24-bit converters give is a whole number here; no dither must touch it.
                const float scaled = std::isnan(x) ? 0.0f : std::clamp(x * 8388608.0f, -8388608.0f, 8388607.0f);
                const auto v = static_cast<uint32_t>(static_cast<int32_t>(std::lrintf(scaled)));
                for (int b = 0; b < 3; ++b) out[b] = static_cast<uint8_t>(v >> (8 * b));
            }
        }
    int64_t done = 0;
    auto r = write(encoded_.data(), static_cast<int64_t>(encoded_.size()), kHeaderBytes + bytes_, done);
    bytes_ += done - done % frame_bytes_;
    return r;
}

Result<void> TakeFile::append_silence(int64_t frames) {
    if (::ftruncate(file_, kHeaderBytes + bytes_ + frames * frame_bytes_) != 0) return error("recording cannot go on");
    bytes_ += frames * frame_bytes_;
    return {};
}

Result<void> TakeFile::publish() {
    if (published_ == bytes_) return {};
    set_sizes(header_, spec_, bytes_, frames());
    int64_t done = 0;
    TRY_VOID(write(header_.data(), kHeaderBytes, 0, done));
    published_ = bytes_;
    return {};
}

Result<void> TakeFile::sync() {
    if (::fdatasync(file_) != 0) return error("cannot be written to the disk");
    if (entered_) return {};
    entered_ = true; // its name in the folder; a file system that cannot sync folders has no such need
    const std::string folder = std::filesystem::path(path_).parent_path().string();
    if (const int f = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); f >= 0) ::fsync(f), ::close(f);
    return {};
}

Result<void> TakeFile::finish() {
    // Also what a failed write left behind the last whole frame goes.
    if (::ftruncate(file_, kHeaderBytes + bytes_ + bytes_ % 2) != 0) return error("recording cannot be ended");
    TRY_VOID(publish());
    return sync();
}

} // namespace tandem::audio
