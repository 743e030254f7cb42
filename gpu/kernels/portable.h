// The kernel dialect: one small C-like language that is GLSL, OpenCL C 1.2 and C++ at once. Every ops_*.h is written in
// it. Included first by a wrapper of each language: TANDEM_GLSL, TANDEM_OPENCL, or C++ with TANDEM_LANES = pixels a
// value holds (1 = scalar). C++ includes it inside a namespace of the instruction set. Pure functions, any thread.
//
// Rules: pure functions on F32 and vec4; arg4 is a vec4 equal for all pixels and may steer `if`; components only by .x
// .y .z .w; no pointers, inout, arrays, mod or fract; f suffixes; per-pixel choice by ksel; kf() lifts a plain number
// where a function wants F32.
#ifdef TANDEM_GLSL
#define KFN
#define F32 float
#define arg4 vec4
#define kf(x) (x)
#define kmin(a, b) min(a, b)
#define kmax(a, b) max(a, b)
#define kfloor(a) floor(a)
#define kabs(a) abs(a)
#define ksqrt(a) sqrt(a)
#define klog2(a) log2(a)
#define kexp2(a) exp2(a)
#define ksel(c, a, b) ((c) ? (a) : (b))
#endif

#ifdef TANDEM_OPENCL
typedef float4 vec4;
#define vec4(...) ((float4)(__VA_ARGS__))
#define KFN static inline
#define F32 float
#define arg4 float4
#define kf(x) (x)
#define kmin(a, b) fmin(a, b)
#define kmax(a, b) fmax(a, b)
#define kfloor(a) floor(a)
#define kabs(a) fabs(a)
#define ksqrt(a) sqrt(a)
#define klog2(a) log2(a)
#define kexp2(a) exp2(a)
#define ksel(c, a, b) ((c) ? (a) : (b))
#endif

#ifdef __cplusplus
#define KFN static inline __attribute__((always_inline))
#define KFN_MEMBER inline __attribute__((always_inline))
struct arg4 {
    float x, y, z, w;
};
#if TANDEM_LANES == 1
typedef float F32;
KFN F32 kf(float x) { return x; }
KFN F32 kmin(float a, float b) { return a < b ? a : b; }
KFN F32 kmax(float a, float b) { return a > b ? a : b; }
KFN F32 kfloor(float a) { return floorf(a); }
KFN F32 kabs(float a) { return fabsf(a); }
KFN F32 ksqrt(float a) { return sqrtf(a); }
KFN F32 klog2(float a) { return log2f(a); }
KFN F32 kexp2(float a) { return exp2f(a); }
KFN F32 ksel(bool c, float a, float b) { return c ? a : b; }
#else
#include "gpu/kernels/portable_lanes.h"
#endif
struct vec4 {
    F32 x, y, z, w;
    KFN_MEMBER vec4() {}
    template<class A, class B, class C, class D>
    KFN_MEMBER vec4(A r, B g, C b, D a) : x(kf(r)), y(kf(g)), z(kf(b)), w(kf(a)) {}
    KFN_MEMBER vec4(const arg4& v) : x(kf(v.x)), y(kf(v.y)), z(kf(v.z)), w(kf(v.w)) {}
};
KFN vec4 operator+(vec4 a, vec4 b) { return vec4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w); }
KFN vec4 operator-(vec4 a, vec4 b) { return vec4(a.x - b.x, a.y - b.y, a.z - b.z, a.w - b.w); }
KFN vec4 operator*(vec4 a, vec4 b) { return vec4(a.x * b.x, a.y * b.y, a.z * b.z, a.w * b.w); }
template<class S>
KFN vec4 operator*(vec4 a, S s) {
    return vec4(a.x * s, a.y * s, a.z * s, a.w * s);
}
#endif
