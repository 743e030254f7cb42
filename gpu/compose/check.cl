// Compiled by the build: what frames share and the fixed kernels must be valid OpenCL C 1.2.
#define TANDEM_OPENCL
#include "gpu/kernels/portable.h"
#include "opencl.kernel"
#include "gpu/kernels/ops_math.h"
#include "gpu/kernels/ops_transfer.h"
#include "gpu/kernels/ops_grade.h"
#include "gpu/kernels/ops_filter.h"
#include "gpu/kernels/ops_key.h"
#include "gpu/kernels/ops_blend.h"
#include "gpu/kernels/ops_shape.h"
#include "gpu/kernels/ops_lut.h"
#include "gpu/kernels/ops_curves.h"
#include "gpu/kernels/ops_mask.h"
#include "gpu/kernels/ops_convert.h"
#include "frame.kernel"
#include "scope.kernel"
KFN vec4 source_working(int s, int x, int y FRAME) { return to_primaries(s, decoded(s, x, y WITH_FRAME) WITH_FRAME); }
#define pixel pixel_decode
#include "decode.kernel"
#undef pixel
#define pixel pixel_halve
#include "halve.kernel"
#undef pixel
#define pixel pixel_store
#include "store.kernel"
#undef pixel
#define pixel pixel_clear
#include "scope_clear.kernel"
#undef pixel
#define pixel pixel_count
#include "scope_count.kernel"
#undef pixel
#define pixel pixel_overlay
#include "scope_overlay.kernel"
#undef pixel
KFN void pixel(int gx, int gy FRAME) {
    pixel_decode(gx, gy WITH_FRAME);
    pixel_halve(gx, gy WITH_FRAME);
    pixel_store(gx, gy WITH_FRAME);
    pixel_clear(gx, gy WITH_FRAME);
    pixel_count(gx, gy WITH_FRAME);
    pixel_overlay(gx, gy WITH_FRAME);
    values[1].x = path_distance(1.0f, 2.0f, 0 WITH_FRAME);
    values[0] = filtered(0, 3, gx, gy WITH_FRAME) + table_colour(0, vec4(0.0f) WITH_FRAME) +
                curve_colour(vec4(0.0f), 0 WITH_FRAME) + hue_curve_colour(vec4(0.0f), 0 WITH_FRAME) +
                blurred(0, gx, gy WITH_FRAME);
}
