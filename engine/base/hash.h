// 64-bit hashing of bytes for cache keys and fingerprints (not for security). FNV-1a over words, finished with a mix.
// Same result on every run and machine of one byte order. Pure, any thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace tandem {

class Hasher {
  public:
    Hasher& bytes(const void* data, size_t size) {
        auto p = static_cast<const unsigned char*>(data);
        for (; size >= 8; p += 8, size -= 8) {
            uint64_t w;
            std::memcpy(&w, p, 8);
            word(w);
        }
        uint64_t tail = size;
        for (size_t i = 0; i < size; ++i) tail = tail << 8 | p[i];
        word(tail);
        return *this;
    }
    Hasher& word(uint64_t w) {
        state_ = (state_ ^ w) * 0x9E3779B97F4A7C15ull;
        state_ ^= state_ >> 29;
        return *this;
    }
    Hasher& text(std::string_view s) { return bytes(s.data(), s.size()); }
    Hasher& number(double v) {
        uint64_t w;
        std::memcpy(&w, &v, 8);
        return word(w);
    }
    uint64_t value() const {
        uint64_t h = state_;
        h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDull;
        return h ^ (h >> 33);
    }

  private:
    uint64_t state_ = 0xCBF29CE484222325ull;
};

inline uint64_t hash_text(std::string_view s) { return Hasher{}.text(s).value(); }

} // namespace tandem
