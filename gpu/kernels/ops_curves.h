// Curves from tables, hue curves, log wheels: meaning as in engine/video/frame_program.h, on straight display colour.
// The tables are read by the wrapper of each language: entry curve_cell() and the next one. Kernel dialect
// (portable.h).

// The step of a table of 1024 that holds v; positions outside stay with the first and last step.
KFN F32 curve_cell(F32 v) { return kclamp(kfloor(v * 1024.0f), 0.0f, 1023.0f); }
// Between the entries of the step, or beyond them by its slope.
KFN F32 curve_value(F32 low, F32 high, F32 v, F32 cell) { return low + (high - low) * (v * 1024.0f - cell); }

KFN F32 chroma_of(vec4 c) { return kmax(kmax(c.x, c.y), c.z) - kmin(kmin(c.x, c.y), c.z); }
// In turns, 0..1; 0 where there is no chroma.
KFN F32 hue_of(vec4 c) {
    F32 high = kmax(kmax(c.x, c.y), c.z);
    F32 k = (1.0f / 6.0f) / kmax(chroma_of(c), kf(1e-9f));
    F32 h = ksel(c.x >= high, (c.y - c.z) * k,
                 ksel(c.y >= high, (c.z - c.x) * k + 1.0f / 3.0f, (c.x - c.y) * k + 2.0f / 3.0f));
    return kclamp(ksel(h < 0.0f, h + 1.0f, h), 0.0f, 1.0f);
}
// The colour with this hue, largest channel 1, smallest 0.
KFN vec4 hue_colour(F32 turns, F32 alpha) {
    F32 h = (turns - kfloor(turns)) * 6.0f;
    return vec4(kclamp(kabs(h - 3.0f) - 1.0f, 0.0f, 1.0f), kclamp(2.0f - kabs(h - 2.0f), 0.0f, 1.0f),
                kclamp(2.0f - kabs(h - 4.0f), 0.0f, 1.0f), alpha);
}
// by_hue = what the curves over the hue gave: turns to add, factors of chroma and luma. chroma_factor = of the others.
KFN vec4 op_hue_curves(vec4 c, arg4 weights, vec4 by_hue, F32 chroma_factor) {
    F32 chroma = chroma_of(c);
    vec4 p = hue_colour(hue_of(c) + by_hue.x, c.w);
    F32 y = kdot3(c, weights) * (1.0f + (by_hue.z - 1.0f) * kmin(chroma * 8.0f, kf(1.0f)));
    F32 k = chroma * by_hue.y * chroma_factor;
    F32 base = y - kdot3(p, weights) * k;
    return vec4(p.x * k + base, p.y * k + base, p.z * k + base, c.w);
}

KFN F32 smooth_step(F32 t) {
    F32 s = kclamp(t, 0.0f, 1.0f);
    return s * s * (3.0f - s * 2.0f);
}
KFN F32 wheels_channel(F32 d, float shadow, float midtone, float highlight, float offset, arg4 range) {
    F32 above = smooth_step(d * range.x);
    F32 top = smooth_step((d - range.y) * range.z);
    return d + offset + (1.0f - above) * shadow + above * (1.0f - top) * midtone + top * highlight;
}
KFN vec4 op_log_wheels(vec4 c, arg4 shadow, arg4 midtone, arg4 highlight, arg4 offset, arg4 range) {
    return vec4(wheels_channel(c.x, shadow.x, midtone.x, highlight.x, offset.x, range),
                wheels_channel(c.y, shadow.y, midtone.y, highlight.y, offset.y, range),
                wheels_channel(c.z, shadow.z, midtone.z, highlight.z, offset.z, range), c.w);
}
