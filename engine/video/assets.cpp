// Caches in front of the text raster and the .cube reader. Text is keyed by everything that decides its pixels, so an
// edit finds the old raster again on undo.
#include "engine/video/assets.h"

#include <sys/stat.h>

#include <cmath>
#include <list>
#include <mutex>
#include <unordered_map>

#include "engine/base/hash.h"
#include "engine/video/cube.h"
#include "engine/video/curve_table.h"
#include "engine/video/frame_compiler.h"
#include "engine/video/text_raster.h"

namespace tandem {

namespace {

// Least recently used rasters go first. An empty raster costs a nominal 64 bytes.
class RasterCache {
  public:
    struct Entry {
        PictureRef picture;
        IntRect place;
    };
    explicit RasterCache(size_t cap) : cap_(cap) {}

    bool find(uint64_t key, Entry& out) {
        std::lock_guard lock(mutex_);
        auto it = index_.find(key);
        if (it == index_.end()) return false;
        order_.splice(order_.begin(), order_, it->second);
        out = it->second->second;
        return true;
    }
    void put(uint64_t key, const Entry& entry) {
        std::lock_guard lock(mutex_);
        if (index_.count(key)) return;
        order_.emplace_front(key, entry);
        index_[key] = order_.begin();
        held_ += cost(entry);
        while (held_ > cap_ && order_.size() > 1) {
            held_ -= cost(order_.back().second);
            index_.erase(order_.back().first);
            order_.pop_back();
        }
    }

  private:
    static size_t cost(const Entry& e) { return e.picture ? e.picture->bytes() + 64 : 64; }

    std::mutex mutex_;
    size_t cap_, held_ = 0;
    std::list<std::pair<uint64_t, Entry>> order_;
    std::unordered_map<uint64_t, std::list<std::pair<uint64_t, Entry>>::iterator> index_;
};

Rgba8 colour8(const Effect& e, int first, Time t) {
    Rgba8 c{};
    for (int i = 0; i < 4; ++i)
        c[static_cast<size_t>(i)] = static_cast<uint8_t>(std::lround(param(e, first + i, t) * 255));
    return c;
}

// What tells that a file was written anew.
struct FileStamp {
    bool exists = false;
    int64_t size = 0, seconds = 0, nanoseconds = 0;
    friend constexpr bool operator==(FileStamp, FileStamp) = default;
};

FileStamp stamp_of(const std::string& path) {
    struct stat st {};
    if (stat(path.c_str(), &st) != 0) return {};
    return {true, st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec};
}

class Assets final : public FrameAssets {
  public:
    explicit Assets(const AssetOptions& options) : options_(options), cache_(options.cache_bytes) {}

    Result<PictureRef> title(const Effect& g, Time local, int width, int height, IntRect& place) override {
        Hasher h;
        h.word(1).word(static_cast<uint64_t>(width)).word(static_cast<uint64_t>(height));
        for (int i = 0; i < static_cast<int>(spec(g.kind).params.size()); ++i) h.number(param(g, i, local));
        for (const auto& text : g.texts) h.text(text);
        return cached(h.value(), place, [&](IntRect& at) -> Result<PictureRef> {
            if (g.texts.empty()) return PictureRef{};
            TextStyle s;
            s.font = g.texts.size() > slot::font && !g.texts[slot::font].empty() ? g.texts[slot::font]
                                                                                 : options_.default_font;
            s.size = param(g, slot::size, local) * height;
            s.outline = param(g, slot::outline_width, local) * s.size;
            s.shadow = param(g, slot::shadow, local) * s.size;
            s.fill = colour8(g, slot::fill_r, local), s.outline_colour = colour8(g, slot::outline_r, local);
            s.bold = param(g, slot::bold, local) >= 0.5, s.italic = param(g, slot::italic, local) >= 0.5;
            // The catalog's choices stand in the order of a numeric keypad.
            s.alignment = static_cast<int>(std::lround(param(g, slot::align, local))) + 1;
            return raster_.draw(g.texts[slot::text], Markup::none, s, TextRaster::Flow::anchored,
                                param(g, slot::x, local) * width, param(g, slot::y, local) * height, width, height, at);
        });
    }

    Result<PictureRef> subtitle(const std::vector<std::string>& cues, int width, int height, IntRect& place) override {
        Hasher h;
        h.word(2).word(static_cast<uint64_t>(width)).word(static_cast<uint64_t>(height));
        for (const auto& cue : cues) h.text(cue);
        return cached(h.value(), place, [&](IntRect& at) {
            std::string text;
            for (const auto& cue : cues) text += (text.empty() ? "" : "\n") + cue;
            TextStyle s;
            s.font = options_.default_font;
            // Portrait frames are narrow: text follows the short side.
            s.size = 0.06 * std::min(height, width);
            s.outline = s.size * 0.06;
            s.alignment = 2;
            s.margin_x = static_cast<int>(std::lround(width * 0.05));
            s.margin_y = static_cast<int>(std::lround(height * 0.05));
            return raster_.draw(text, Markup::subtitle, s, TextRaster::Flow::wrapped, 0, 0, width, height, at);
        });
    }

    Result<Ref<ColourTable>> lut(const std::string& path) override {
        std::lock_guard lock(lut_mutex_);
        const FileStamp stamp = stamp_of(path);
        auto it = luts_.find(path);
        if (it != luts_.end() && stamp.exists && it->second.stamp == stamp) return it->second.table;
        Ref<ColourTable> table = TRY(read_cube(path));
        luts_[path] = {stamp, table};
        return table;
    }

    Result<Ref<ColourTable>> curves(const Effect& effect) override {
        Hasher h;
        h.word(static_cast<uint64_t>(effect.kind));
        for (const auto& text : effect.texts) h.text(text);
        std::lock_guard lock(lut_mutex_);
        auto it = curves_.find(h.value());
        if (it != curves_.end()) return it->second;
        Ref<ColourTable> table = TRY(make_curve_table(effect));
        if (curves_.size() >= kMostCurves) curves_.clear();
        return curves_[h.value()] = table;
    }

  private:
    static constexpr size_t kMostCurves = 256; // a curve that is dragged makes one at every step

    template<class Draw>
    Result<PictureRef> cached(uint64_t key, IntRect& place, Draw draw) {
        RasterCache::Entry entry;
        if (!cache_.find(key, entry)) {
            entry.picture = TRY(draw(entry.place));
            cache_.put(key, entry);
        }
        place = entry.place;
        return entry.picture;
    }

    AssetOptions options_;
    TextRaster raster_;
    RasterCache cache_;
    std::mutex lut_mutex_;
    struct LoadedLut {
        FileStamp stamp;
        Ref<ColourTable> table;
    };
    std::unordered_map<std::string, LoadedLut> luts_;
    std::unordered_map<uint64_t, Ref<ColourTable>> curves_;
};

} // namespace

std::unique_ptr<FrameAssets> make_frame_assets(const AssetOptions& options) {
    return std::make_unique<Assets>(options);
}

} // namespace tandem
