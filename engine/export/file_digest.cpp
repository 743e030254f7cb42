// SHA-256 by libavutil.
#include "engine/export/file_digest.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

extern "C" {
#include <libavutil/mem.h>
#include <libavutil/sha.h>
}

namespace tandem {
namespace {

class Sha256 {
  public:
    Sha256() : state_(av_sha_alloc()) {
        VERIFY(state_);
        av_sha_init(state_, 256);
    }
    ~Sha256() { av_free(state_); }
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(const void* bytes, size_t size) { av_sha_update(state_, static_cast<const uint8_t*>(bytes), size); }
    std::string hex() {
        uint8_t digest[32];
        av_sha_final(state_, digest);
        std::string out;
        for (uint8_t b : digest) out += "0123456789abcdef"[b >> 4], out += "0123456789abcdef"[b & 15];
        return out;
    }

  private:
    AVSHA* state_;
};

} // namespace

std::string sha256_text(std::string_view text) {
    Sha256 sha;
    sha.add(text.data(), text.size());
    return sha.hex();
}

Result<std::string> sha256_files(std::span<const std::string> paths) {
    Sha256 sha;
    std::vector<char> block(size_t{1} << 20);
    for (const std::string& path : paths) {
        std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), std::fclose);
        if (!file) return fail(ErrorCode::io, std::string("cannot be read: ") + std::strerror(errno), path);
        while (size_t got = std::fread(block.data(), 1, block.size(), file.get())) sha.add(block.data(), got);
        if (std::ferror(file.get())) return fail(ErrorCode::io, "reading failed", path);
    }
    return sha.hex();
}

} // namespace tandem
