// Raw samples: no header, the length says whether the file is whole.
#include "engine/export/sound_part.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/io/disk_space.h"

namespace tandem {
namespace {

static_assert(std::endian::native == std::endian::little, "sound parts are little-endian");
constexpr int kBlock = 4096;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Error write_error(const std::string& path, int64_t bytes) {
    if (errno == ENOSPC || errno == EDQUOT) return disk_full(path, bytes);
    return fail(ErrorCode::io, std::string("writing failed: ") + std::strerror(errno), path);
}

class SoundPart final : public AudioRenderer {
  public:
    SoundPart(File file, std::string path, const SoundWish& wish, std::vector<std::string> warnings)
        : file_(std::move(file)), path_(std::move(path)), wish_(wish), warnings_(std::move(warnings)),
          position_(wish.first) {}

    void locate(int64_t sample) override { position_ = sample, placed_ = false; }
    int64_t position() const override { return position_; }
    std::vector<std::string> warnings() const override { return warnings_; }

    Result<void> render(int frames, float* const* out) override {
        const int64_t end = wish_.samples + kSoundTail;
        for (int done = 0; done < frames;) {
            const int64_t at = position_ - wish_.first;
            int n = frames - done;
            if (at >= 0 && at < end) {
                n = static_cast<int>(std::min<int64_t>({n, end - at, kBlock}));
                TRY_VOID(read(at, n, done, out));
            } else {
                if (at < 0) n = static_cast<int>(std::min<int64_t>(n, -at));
                for (int c = 0; c < wish_.channels; ++c) std::fill_n(out[c] + done, n, 0.0f);
                placed_ = false;
            }
            done += n, position_ += n;
        }
        return {};
    }

  private:
    Result<void> read(int64_t at, int n, int to, float* const* out) {
        const auto channels = static_cast<size_t>(wish_.channels);
        block_.resize(static_cast<size_t>(kBlock) * channels);
        const auto wanted = static_cast<size_t>(n) * channels;
        if (!placed_ && fseeko(file_.get(), static_cast<off_t>(at) * wish_.channels * 4, SEEK_SET) != 0)
            return fail(ErrorCode::io, "reading failed", path_);
        placed_ = true;
        if (std::fread(block_.data(), sizeof(float), wanted, file_.get()) != wanted)
            return fail(ErrorCode::io, "reading failed", path_);
        for (size_t c = 0; c < channels; ++c)
            for (size_t i = 0; i < static_cast<size_t>(n); ++i)
                out[c][static_cast<size_t>(to) + i] = block_[i * channels + c];
        return {};
    }

    File file_;
    const std::string path_;
    const SoundWish wish_;
    const std::vector<std::string> warnings_;
    int64_t position_;
    bool placed_ = false; // the file stands at position_
    std::vector<float> block_;
};

} // namespace

Result<void> write_sound(AudioRenderer& renderer, const SoundWish& wish, const std::string& path,
                         const std::atomic<bool>* cancel, const std::function<void(double)>& progress) {
    File file(std::fopen(path.c_str(), "wxe"), std::fclose);
    if (!file)
        return fail(ErrorCode::cant_create, std::string("the file cannot be created: ") + std::strerror(errno), path);
    const auto channels = static_cast<size_t>(wish.channels);
    std::vector<std::vector<float>> planes(channels, std::vector<float>(kBlock));
    std::vector<float*> at;
    for (auto& p : planes) at.push_back(p.data());
    std::vector<float> block(kBlock * channels);
    renderer.locate(wish.first);
    const int64_t end = wish.samples + kSoundTail;
    for (int64_t done = 0; done < end;) {
        if (cancel && cancel->load()) return fail(ErrorCode::cancelled, "interrupted while sound was rendered", path);
        const int n = static_cast<int>(std::min<int64_t>(kBlock, end - done));
        TRY_VOID(renderer.render(n, at.data()));
        for (size_t c = 0; c < channels; ++c)
            for (size_t i = 0; i < static_cast<size_t>(n); ++i) block[i * channels + c] = planes[c][i];
        const size_t count = static_cast<size_t>(n) * channels;
        if (std::fwrite(block.data(), sizeof(float), count, file.get()) != count)
            return write_error(path, (end - done) * wish.channels * 4);
        done += n;
        if (progress) progress(static_cast<double>(done) / static_cast<double>(end));
    }
    if (std::fclose(file.release()) != 0) return write_error(path, 0);
    return {};
}

Result<std::unique_ptr<AudioRenderer>> open_sound(const std::string& path, const SoundWish& wish,
                                                  std::vector<std::string> warnings) {
    std::error_code ec;
    const auto bytes = static_cast<uint64_t>(wish.samples + kSoundTail) * static_cast<uint64_t>(wish.channels) * 4;
    File file(std::fopen(path.c_str(), "rbe"), std::fclose);
    if (!file || std::filesystem::file_size(path, ec) != bytes)
        return fail(ErrorCode::temporary, "the rendered sound is missing or has another length; run the step again",
                    path);
    return std::unique_ptr<AudioRenderer>(
        std::make_unique<SoundPart>(std::move(file), path, wish, std::move(warnings)));
}

} // namespace tandem
