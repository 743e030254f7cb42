// Compiled by the build: every op must be valid OpenCL C 1.2.
#define TANDEM_OPENCL
#include "portable.h"
#include "ops_math.h"
#include "ops_transfer.h"
#include "ops_light.h"
#include "ops_grade.h"
#include "ops_filter.h"
#include "ops_key.h"
#include "ops_blend.h"
#include "ops_shape.h"
#include "ops_lut.h"
#include "ops_curves.h"
#include "ops_mask.h"
#include "ops_convert.h"
__kernel void check(__global vec4* px, __global const arg4* args, int mode) {
    size_t i = get_global_id(0);
    vec4 c = op_coded(op_matrix(op_linear(px[i], mode), args[0], args[1], args[2]), mode);
    c = op_saturation(op_contrast(op_exposure(c, args[0]), args[1]), args[2]);
    c = op_lift_gamma_gain(op_white_balance(c, args[3]), args[0], args[1], args[2]);
    c = op_log_wheels(op_hue_curves(c, args[0], c, curve_value(c.x, c.y, c.z, curve_cell(c.z))), args[0], args[1], args[2],
                      args[3], args[4]);
    c.x = mask_cover(rectangle_distance(mask_axis(c.x, c.y, args[0]), c.y, args[1]), args[1]) +
          mask_cover(ellipse_distance(c.x, c.y, args[1]), args[1]) +
          path_distance_of(edge_distance2(c.x, c.y, args[0]), edge_crossing(c.x, c.y, args[0]));
    c.y = mask_amount(op_qualify(c, args[0], args[1], args[2], args[3]), args[0]);
    c = op_add_light(op_bright(c, args[0]), op_unsharp(c, c, args[1], args[2]), 0.5f);
    c = op_matte(op_despill(c, 0.5f, args[0], args[1]), op_key(c, args[0], args[1], args[2]), args[3]);
    c = op_blend(op_premultiply(c), op_opacity(op_gradient(c.x, c.y, args[0], args[1], args[2], args[3]), 0.5f), mode);
    c = op_mix(c, lut_weights(c), wipe_mask(mode, c.x, c.y, args[0], args[1]));
    c.x = op_quantise(lut_coordinate(c.x, 0.0f, 1.0f, 32.0f), dither_of(c.y), 255.0f);
    px[i] = c * (lut_first_step(c, 4.0f, 5.0f, 6.0f) + lut_second_step(c, 4.0f, 5.0f, 6.0f));
}
