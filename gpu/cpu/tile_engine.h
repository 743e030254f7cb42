// TileEngine: runs the steps of tiles and stores them: into the target's format, as float, or as texels. One call per
// strip of rows; calls of different strips run side by side on the renderer's threads.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "gpu/cpu/frame_plan.h"

namespace tandem {

class TileEngine {
  public:
    explicit TileEngine(const strip::Functions& f);
    ~TileEngine();

    // Rows [y0, y1) of the frame into `out`, in tiles; y0 is a multiple of kStripRows.
    static constexpr int kStripRows = 16;
    void render_strip(FramePlan& plan, MutablePicture& out, int y0, int y1);
    void render_float_strip(FramePlan& plan, MutablePicture& out, int y0, int y1);
    // Rows [y0, y1) of value `op` inside the texture's region.
    void render_texels(FramePlan& plan, int op, TextureImage& out, int y0, int y1);

    struct Scratch;

  private:
    struct Tile;
    void run_steps(FramePlan& plan, const TileProgram& program, const Tile& tile, Scratch& s);
    void load(FramePlan& plan, const Step& step, const Tile& tile, Scratch& s);
    void load_halved(FramePlan& plan, const Step& step, const Tile& tile, Scratch& s);
    bool may_copy(const FramePlan& plan, int op, const Layout& target) const;
    void store(FramePlan& plan, const Tile& tile, IntRect rect, const Layout& target, strip::Value v,
               MutablePicture& out, Scratch& s);
    void store_chroma(FramePlan& plan, const Tile& tile, IntRect rect, const Layout& target, strip::Value v,
                      MutablePicture& out, Scratch& s);
    std::unique_ptr<Scratch> borrow();
    void give(std::unique_ptr<Scratch> s);

    const strip::Functions& f_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Scratch>> idle_;
};

// Tags decide alike: equal, but for the siting of formats without subsampling.
bool same_samples(const Picture& picture, const ColourTags& colour, const FrameTarget& target);

} // namespace tandem
