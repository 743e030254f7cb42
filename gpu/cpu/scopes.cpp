// Counting and overlays on the processor. Each thread owns a stretch of waveform columns, so that only the
// vectors are added up afterwards.
#include "gpu/cpu/scopes.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "engine/base/thread.h"
#include "gpu/cpu/scope_rows.h"

namespace tandem {

namespace {

class CpuScopes final : public ScopeEngine {
  public:
    explicit CpuScopes(int threads) : pool_(std::max(1, threads)) {}

    Result<ScopeCounts> measure(const Picture& picture, const ScopeSpec& spec) override {
        TRY_VOID(check_scope_picture(picture));
        const ScopeRows rows(picture);
        ScopeCounts out = empty_counts(picture, spec);
        const int jobs = std::min(pool_.threads(), out.columns);
        std::vector<std::vector<uint32_t>> vectors(static_cast<size_t>(jobs));
        pool_.run(jobs, [&](int job) {
            auto& mine = vectors[static_cast<size_t>(job)];
            mine.assign(size_t{256} * 256, 0);
            const int c0 = share(job, jobs, out.columns), c1 = share(job + 1, jobs, out.columns);
            // Few columns at a time, so that their counts stay in the cache.
            const int stretch = std::max(1, kStretch * out.columns / out.width);
            for (int c = c0; c < c1; c += stretch) count(rows, out, c, std::min(c1, c + stretch), mine);
        });
        for (const auto& part : vectors)
            for (size_t i = 0; i < out.vectors.size(); ++i) out.vectors[i] += part[i];
        sum_histograms(out);
        return out;
    }

    Result<PictureRef> overlay(const Picture& picture, ScopeKind kind, const ScopeSpec& spec,
                               int64_t* marked) override {
        TRY_VOID(check_scope_picture(picture));
        VERIFY(is_overlay(kind));
        const ScopeRows rows(picture);
        auto out =
            TRY(MutablePicture::make(PixelFormat::rgba, picture.width, picture.height, overlay_tags(picture.colour)));
        const ScopeLooks looks = scope_looks(rows.codes().scale, kind, spec);
        std::vector<int64_t> found(static_cast<size_t>(picture.height), 0);
        constexpr int kRows = 16;
        pool_.run((picture.height + kRows - 1) / kRows, [&](int strip) {
            Scratch scratch(picture.width);
            for (int y = strip * kRows; y < std::min(picture.height, (strip + 1) * kRows); ++y)
                found[static_cast<size_t>(y)] = overlay_row(rows, looks, kind, picture, y, out.row(0, y), scratch);
        });
        if (marked) {
            *marked = 0;
            for (int64_t n : found) *marked += n;
        }
        return std::move(out).publish();
    }

  private:
    static constexpr int kStretch = 64; // pixels

    static int share(int job, int jobs, int columns) {
        return static_cast<int>(static_cast<int64_t>(columns) * job / jobs);
    }

    static void count(const ScopeRows& rows, ScopeCounts& out, int c0, int c1, std::vector<uint32_t>& vectors) {
        const auto levels = static_cast<size_t>(out.scale.levels());
        const int x0 = scope_first_pixel(c0, out.columns, out.width),
                  x1 = scope_first_pixel(c1, out.columns, out.width), n = x1 - x0;
        if (n <= 0) return;
        std::vector<size_t> column(static_cast<size_t>(n)); // offset of each pixel's column
        for (int i = 0; i < n; ++i)
            column[static_cast<size_t>(i)] = static_cast<size_t>(scope_column(x0 + i, out.columns, out.width)) * levels;
        std::vector<int32_t> line(static_cast<size_t>(n) * 6);
        auto part = [&](int i) { return line.data() + static_cast<size_t>(n) * static_cast<size_t>(i); };
        for (int y = 0; y < out.height; ++y) {
            const ScopeRows::Row row{part(0), part(1), part(2), part(3)};
            rows.all(y, x0, x1, row);
            for (int c = 0; c < 4; ++c) {
                const int32_t* bin = part(c);
                uint32_t* grid = out.waveform[static_cast<size_t>(c)].data();
                for (int i = 0; i < n; ++i) ++grid[column[static_cast<size_t>(i)] + static_cast<size_t>(bin[i])];
            }
            const int32_t *cb = part(4), *cr = part(5);
            const int samples = rows.chroma(y, x0, x1, row, part(4), part(5));
            for (int i = 0; i < samples; ++i) ++vectors[static_cast<size_t>(cr[i] * 256 + cb[i])];
        }
    }

    struct Scratch {
        explicit Scratch(int width) : line(static_cast<size_t>(width) * 6), width_(static_cast<size_t>(width)) {}
        int32_t* part(size_t i) { return line.data() + width_ * i; }
        std::vector<int32_t> line;

      private:
        size_t width_;
    };

    static int64_t overlay_row(const ScopeRows& rows, const ScopeLooks& looks, ScopeKind kind, const Picture& picture,
                               int y, uint8_t* out, Scratch& scratch) {
        const int w = picture.width;
        const int32_t *luma = scratch.part(0), *r = scratch.part(1), *g = scratch.part(2), *b = scratch.part(3);
        rows.all(y, 0, w, {scratch.part(0), scratch.part(1), scratch.part(2), scratch.part(3)});
        auto look = [&](int32_t bin) { return looks.colour[static_cast<size_t>(bin)]; };
        auto gray = [&](int x) { return (look(r[x]) & 0xffu) | (look(g[x]) & 0xff00u) | (look(b[x]) & 0xff0000u); };
        auto put = [&](int x, uint32_t rgb) {
            rgb |= 0xff000000u;
            std::memcpy(out + x * 4, &rgb, 4);
        };
        int64_t marked = 0;
        if (kind == ScopeKind::false_colour) {
            for (int x = 0; x < w; ++x) put(x, look(luma[x]));
            return 0;
        }
        if (kind == ScopeKind::zebra) {
            for (int x = 0; x < w; ++x) {
                const bool in = looks.striped[static_cast<size_t>(luma[x])];
                marked += in;
                put(x, in && (x + y) / 4 % 2 == 0 ? 0 : gray(x));
            }
            return marked;
        }
        int32_t *above = scratch.part(4), *below = scratch.part(5);
        rows.luma(std::max(0, y - 1), 0, w, above);
        rows.luma(std::min(picture.height - 1, y + 1), 0, w, below);
        for (int x = 0; x < w; ++x) {
            const int edge =
                4 * luma[x] - luma[std::max(0, x - 1)] - luma[std::min(w - 1, x + 1)] - above[x] - below[x];
            const bool sharp = std::abs(edge) > looks.peak;
            marked += sharp;
            put(x, sharp ? kPeakColour : gray(x));
        }
        return marked;
    }

    WorkerPool pool_;
};

} // namespace

std::unique_ptr<ScopeEngine> make_cpu_scopes(int threads) { return std::make_unique<CpuScopes>(threads); }

} // namespace tandem
