// Quantising to integer codes. Kernel dialect (portable.h).
// Ordered dither in (0, 1) with mean 1/2 from an 8x8 Bayer index 0..63; 1/2 where there is none (plain rounding).
KFN F32 dither_of(F32 index) { return (index + 0.5f) * (1.0f / 64.0f); }
// Code of value v (in code units): floor of the dithered value, inside 0..last.
KFN F32 op_quantise(F32 v, F32 dither, float last) { return kfloor(kclamp(v + dither, 0.0f, last)); }
