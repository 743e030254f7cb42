// A bounded walk: at most 8 levels and 100 000 boxes, sizes checked against the parent.
#include "engine/export/mp4_boxes.h"

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

namespace tandem {
namespace {

struct Close {
    void operator()(std::FILE* f) const { std::fclose(f); }
};

class Walk {
  public:
    Walk(std::FILE* file, Mp4Boxes& out) : file_(file), out_(out) {}

    void top(int64_t size) {
        int64_t at = 0;
        bool moov = false, mdat = false;
        while (at + 8 <= size && count_++ < 100'000) {
            char type[5] = {};
            int64_t header = 0, length = box(at, size, type, header);
            if (length < 8) return;
            if (at == 0)
                out_.is_mp4 = !std::strcmp(type, "ftyp") || !std::strcmp(type, "moov") || !std::strcmp(type, "wide");
            if (!std::strcmp(type, "moov")) {
                moov = true;
                out_.moov_first = !mdat;
                inside(at + header, at + length, 1);
            }
            if (!std::strcmp(type, "mdat")) mdat = true;
            at += length;
        }
        out_.complete = moov && mdat && at == size;
    }

  private:
    // Length of the box at `at`, 0 where it is not one.
    int64_t box(int64_t at, int64_t end, char* type, int64_t& header) {
        unsigned char b[16];
        if (fseeko(file_, at, SEEK_SET) != 0 || std::fread(b, 1, 8, file_) != 8) return 0;
        int64_t length = int64_t{b[0]} << 24 | int64_t{b[1]} << 16 | int64_t{b[2]} << 8 | b[3];
        std::memcpy(type, b + 4, 4);
        header = 8;
        if (length == 1) {
            if (std::fread(b + 8, 1, 8, file_) != 8) return 0;
            length = 0;
            for (int i = 8; i < 16; ++i) length = (length & 0x7FFFFFFFFFFFFF) << 8 | b[i];
            header = 16;
        } else if (length == 0) {
            length = end - at;
        }
        return length >= header && length <= end - at ? length : 0;
    }

    void inside(int64_t at, int64_t end, int depth) {
        static constexpr const char* kParents[] = {"trak", "edts", "mdia", "minf", "stbl", "stsd"};
        while (depth < 8 && at + 8 <= end && count_++ < 100'000) {
            char type[5] = {};
            int64_t header = 0, length = box(at, end, type, header);
            if (length < 8) return;
            if (!std::strcmp(type, "elst")) ++out_.edit_lists;
            if (!std::strcmp(type, "stsd")) entries(at + header + 8, at + length);
            for (const char* p : kParents)
                if (!std::strcmp(type, p) && std::strcmp(p, "stsd") != 0) inside(at + header, at + length, depth + 1);
            at += length;
        }
    }

    // Sample entries: a picture's fixed part is 78 bytes, its boxes follow.
    void entries(int64_t at, int64_t end) {
        char type[5] = {};
        int64_t header = 0, length = box(at, end, type, header);
        if (length < 94) return;
        for (int64_t p = at + header + 78; p + 8 <= at + length && count_++ < 100'000;) {
            int64_t h = 0, n = box(p, at + length, type, h);
            if (n < 8) return;
            if (!std::strcmp(type, "colr")) ++out_.colour_boxes;
            p += n;
        }
    }

    std::FILE* file_;
    Mp4Boxes& out_;
    int count_ = 0;
};

} // namespace

Result<Mp4Boxes> read_mp4_boxes(const std::string& path) {
    std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
    if (!file) return fail(ErrorCode::no_input, "the file cannot be opened", path);
    fseeko(file.get(), 0, SEEK_END);
    Mp4Boxes out;
    Walk(file.get(), out).top(ftello(file.get()));
    return out;
}

} // namespace tandem
