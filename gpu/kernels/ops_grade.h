// Grades: per-pixel operations on unpremultiplied colour, alpha unchanged; meaning and light as in
// engine/video/frame_program.h. Kernel dialect (portable.h).
KFN vec4 op_exposure(vec4 c, arg4 a) { return vec4(c.x * a.x, c.y * a.x, c.z * a.x, c.w); }
KFN F32 contrast_channel(F32 x, float amount, float scale) {
    return ksel(x > 0.0f, kpow(x, amount) * scale, x * amount);
}
// a = amount, pivot, pivot^(1 - amount)
KFN vec4 op_contrast(vec4 c, arg4 a) {
    return vec4(contrast_channel(c.x, a.x, a.z), contrast_channel(c.y, a.x, a.z), contrast_channel(c.z, a.x, a.z), c.w);
}
// a = amount, luma weights
KFN vec4 op_saturation(vec4 c, arg4 a) {
    F32 y = (c.x * a.y + c.y * a.z + c.z * a.w) * (1.0f - a.x);
    return vec4(c.x * a.x + y, c.y * a.x + y, c.z * a.x + y, c.w);
}
KFN vec4 op_white_balance(vec4 c, arg4 a) { return vec4(c.x * a.x, c.y * a.y, c.z * a.z, c.w); }
KFN F32 lgg_channel(F32 d, float lift, float gamma, float gain) {
    F32 x = kmax(d * (gain - lift) + lift, kf(0.0f));
    if (gamma == 1.0f) return x;
    return kpow(x, 1.0f / gamma);
}
KFN vec4 op_lift_gamma_gain(vec4 c, arg4 lift, arg4 gamma, arg4 gain) {
    return vec4(lgg_channel(c.x, lift.x, gamma.x, gain.x), lgg_channel(c.y, lift.y, gamma.y, gain.y),
                lgg_channel(c.z, lift.z, gamma.z, gain.z), c.w);
}
