// ScopeRows: rows of a picture as bins (see engine/video/scopes.h), a stretch of columns at a time. Used by
// gpu/cpu/scopes.cpp; const after construction, any number of threads.
#pragma once

#include "engine/video/scopes.h"
#include "gpu/device/scope_codes.h"

namespace tandem {

class ScopeRows {
  public:
    // Pre: the format is not float. The picture outlives the object.
    explicit ScopeRows(const Picture& picture);

    const ScopeCodes& codes() const { return codes_; }
    // Luma bins of pixels [x0, x1) of row y.
    void luma(int y, int x0, int x1, int32_t* out) const;
    // Bins of luma, R', G', B'; each out[i] has room for x1 - x0.
    struct Row {
        int32_t *luma, *red, *green, *blue;
    };
    void all(int y, int x0, int x1, const Row& out) const;
    // Chroma of row y as 8-bit codes, one for each stored sample whose first pixel lies in [x0, x1); the number of
    // them. Rows that repeat the chroma of the row above, and gray pictures' rows, have none. `made`: what all() gave
    // for the same pixels, from which that of RGB pictures is made.
    int chroma(int y, int x0, int x1, const Row& made, int32_t* cb, int32_t* cr) const;

  private:
    void read(size_t component, int y, int x0, int x1, int32_t* out) const;

    const Picture& picture_;
    const PixelFormatInfo& format_;
    ScopeCodes codes_;
};

} // namespace tandem
