// Body of strip_kernels_*.cpp: the kernel dialect and the pixel loops compiled for one instruction set. The includer
// defines TANDEM_LANES, TANDEM_ISA (namespace) and TANDEM_ISA_NAME and gives the compiler flags (CMakeLists.txt).
// Nothing of the standard library that could be shared with other translation units may be used here.
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "gpu/cpu/strip_kernels.h"

namespace tandem::strip {
namespace TANDEM_ISA {
// Later files use earlier ones.
// clang-format off
#include "gpu/kernels/portable.h"
#include "gpu/kernels/ops_math.h"
#include "gpu/kernels/ops_transfer.h"
#include "gpu/kernels/ops_light.h"
#include "gpu/kernels/ops_grade.h"
#include "gpu/kernels/ops_filter.h"
#include "gpu/kernels/ops_key.h"
#include "gpu/kernels/ops_blend.h"
#include "gpu/kernels/ops_shape.h"
#include "gpu/kernels/ops_lut.h"
#include "gpu/kernels/ops_curves.h"
#include "gpu/kernels/ops_mask.h"
#include "gpu/kernels/ops_convert.h"
// clang-format on

#include "gpu/cpu/strip_curves.inl"
#include "gpu/cpu/strip_pixels.inl"
#include "gpu/cpu/strip_sampling.inl"
#include "gpu/cpu/strip_shapes.inl"
#include "gpu/cpu/strip_tables.inl"

#include "gpu/cpu/strip_filters.inl" // with what the others define
} // namespace TANDEM_ISA

#define TANDEM_JOIN_(a, b) a##b
#define TANDEM_JOIN(a, b) TANDEM_JOIN_(a, b)
const Functions& TANDEM_JOIN(functions_, TANDEM_ISA)() {
    namespace k = TANDEM_ISA;
    static constexpr Functions kFunctions = {TANDEM_ISA_NAME,
                                             TANDEM_LANES,
                                             k::load,
                                             k::load_mixed,
                                             k::decode,
                                             k::mix_rows,
                                             k::double_row,
                                             k::matrix,
                                             k::coded_matrix,
                                             k::tone,
                                             k::light,
                                             k::fill,
                                             k::to_linear,
                                             k::to_coded,
                                             k::premultiply,
                                             k::unpremultiply,
                                             k::lift_gamma_gain,
                                             k::lut3d,
                                             k::curves,
                                             k::hue_curves,
                                             k::log_wheels,
                                             k::qualify,
                                             k::mask,
                                             k::opacity,
                                             k::unsharp,
                                             k::bright,
                                             k::add_light,
                                             k::key,
                                             k::matte,
                                             k::despill,
                                             k::blend,
                                             k::mix,
                                             k::wipe,
                                             k::gradient,
                                             k::sample,
                                             k::to_half,
                                             k::halve,
                                             k::halve_planes,
                                             k::halve_texels,
                                             k::texels_to_floats,
                                             k::floats_to_texels,
                                             k::texels_to_planes,
                                             k::convolve,
                                             k::narrow_row,
                                             k::store};
    return kFunctions;
}
} // namespace tandem::strip
