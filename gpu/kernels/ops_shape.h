// Shapes by frame position: gradients and the masks of wipes. Kernel dialect (portable.h).
// args as OpCode::gradient; p = frame position of the pixel's centre. Straight display colour.
KFN vec4 op_gradient(F32 px, F32 py, arg4 c0, arg4 c1, arg4 line, arg4 shape) {
    F32 dx = px - line.x;
    F32 dy = py - line.y;
    F32 t = dx * line.z + dy * line.w;
    if (shape.x > 0.5f) {
        dx = dx * line.z;
        dy = dy * line.w;
        t = ksqrt(dx * dx + dy * dy);
    }
    t = kclamp(t, 0.0f, 1.0f);
    return vec4(t * (c1.x - c0.x) + c0.x, t * (c1.y - c0.y) + c0.y, t * (c1.z - c0.z) + c0.z, t * (c1.w - c0.w) + c0.w);
}
// Angle of (x, y) clockwise from straight up, in turns 0..1; polynomial, error < 2e-5 turns.
KFN F32 clock_turns(F32 x, F32 y) {
    F32 ax = kabs(x);
    F32 ay = kabs(y);
    F32 r = kmin(ax, ay) / kmax(kmax(ax, ay), kf(1e-9f));
    F32 s = r * r;
    F32 a =
        ((((s * -0.01172120f + 0.05265332f) * s - 0.11643287f) * s + 0.19354346f) * s - 0.33262347f) * s + 0.99997726f;
    a = a * r * 0.15915494f;
    a = ksel(ax > ay, 0.25f - a, a);
    a = ksel(y > 0.0f, 0.5f - a, a);
    return ksel(x < 0.0f, 1.0f - a, a);
}
// How far along the wipe a position lies, 0 = shown first, 1 = last. `kind` = TransitionKind.
KFN F32 wipe_order(int kind, F32 x, F32 y, float width, float height) {
    F32 u = x * (1.0f / width);
    F32 v = y * (1.0f / height);
    if (kind == 1) return 1.0f - u;
    if (kind == 2) return u;
    if (kind == 3) return 1.0f - v;
    if (kind == 4) return v;
    if (kind == 5) return (u + v) * 0.5f;
    F32 dx = x - width * 0.5f;
    F32 dy = y - height * 0.5f;
    if (kind == 6) return clock_turns(dx, dy);
    return ksqrt((dx * dx + dy * dy) * (4.0f / (width * width + height * height)));
}
// Share of the incoming picture. a = progress, softness (both 0..1 of the way; softness at least a pixel); frame = x y
// width height of the sequence's frame in the target.
KFN F32 wipe_mask(int kind, F32 x, F32 y, arg4 a, arg4 frame) {
    float soft = a.y < 1.0f / frame.z ? 1.0f / frame.z : a.y;
    F32 order = wipe_order(kind, x - frame.x, y - frame.y, frame.z, frame.w);
    return kclamp((a.x * (1.0f + soft) - order) * (1.0f / soft), 0.0f, 1.0f);
}
