// Pixel steps of neighbourhood effects: what is done with a blurred picture, and what is blurred. Kernel dialect
// (portable.h).
// Straight display colour; a = the picture, b = it blurred; args.x = amount, args.y = threshold, weights = luma.
KFN vec4 op_unsharp(vec4 a, vec4 b, arg4 args, arg4 weights) {
    F32 d = kdot3(a - b, weights);
    F32 m = ksigned(kmax(kabs(d) - args.y, kf(0.0f)), d) * args.x;
    return vec4(a.x + m, a.y + m, a.z + m, a.w);
}
// Straight linear colour; args.x = threshold: the part of the light above it, alpha in proportion.
KFN vec4 op_bright(vec4 c, arg4 args) {
    F32 most = kmax(kmax(kmax(c.x, c.y), c.z), kf(1e-6f));
    return vec4(c.x, c.y, c.z, c.w * kmax((most - args.x) / most, kf(0.0f)));
}
// Premultiplied linear colour: light added, shown also where there was nothing.
KFN vec4 op_add_light(vec4 a, vec4 b, float amount) {
    F32 w = kmax(a.w, kmin(b.w * amount, kf(1.0f)));
    return vec4(b.x * amount + a.x, b.y * amount + a.y, b.z * amount + a.z, w);
}
