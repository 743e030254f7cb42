// Chroma keys: how much a colour is of the key's, the matte's levels, the key's light taken out of the picture. Meaning
// as OpCode::key and OpCode::matte of engine/video/frame_program.h. Kernel dialect (portable.h).

// Straight display colour; how = axis (cb, cr), scale of cb and cr. 1 at the key's own colour, 0 and less beside it.
KFN F32 key_amount(vec4 c, arg4 how, arg4 weights) {
    F32 y = kdot3(c, weights);
    F32 cb = (c.z - y) * how.z, cr = (c.x - y) * how.w;
    return (cb * how.x + cr * how.y) - kabs(cr * how.x - cb * how.y);
}
// White with the matte as alpha; range = where it is 0, 1 / width of its slope.
KFN vec4 op_key(vec4 c, arg4 how, arg4 range, arg4 weights) {
    F32 one = c.x * 0.0f + 1.0f;
    return vec4(one, one, one, kclamp((range.x - key_amount(c, how, weights)) * range.y, 0.0f, 1.0f));
}
KFN F32 matte_level(F32 alpha, arg4 levels) { return kclamp((alpha - levels.x) * levels.y, 0.0f, 1.0f); }
KFN vec4 op_matte(vec4 a, vec4 b, arg4 levels) { return a * matte_level(b.w, levels); }
// Straight display colour without what it has of the key; weights.w = 1 / weight of green.
KFN vec4 op_despill(vec4 c, float amount, arg4 how, arg4 weights) {
    F32 y = kdot3(c, weights);
    F32 spill = kmax(key_amount(c, how, weights), kf(0.0f)) * amount;
    F32 r = c.x - spill * (how.y / how.w), b = c.z - spill * (how.x / how.z);
    return vec4(r, (y - r * weights.x - b * weights.z) * weights.w, b, c.w);
}
