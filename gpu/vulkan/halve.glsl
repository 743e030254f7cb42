// The next level of a texture, or the texture of a computed value. I(0) region, I(1) {texture, stride, level, from a
// value}, I(2) region of the picture read, I(3) {first, stride} of it.
void main() {
    ivec4 region = I(0);
    ivec4 to = I(1);
    ivec4 r = I(2);
    ivec4 from = I(3);
    int x = region.x + int(gl_GlobalInvocationID.x);
    int y = region.y + int(gl_GlobalInvocationID.y);
    if (x >= region.z || y >= region.w) return;
    int n = 1 << to.z;
    vec4 sum = vec4(0.0);
    for (int j = 0; j < n; ++j)
        for (int i = 0; i < n; ++i) {
            int at = from.x + (clamp(y * n + j, r.y, r.w - 1) - r.y) * from.y + clamp(x * n + i, r.x, r.z - 1) - r.x;
            if (to.w != 0)
                sum += values[at];
            else
                sum += texel_at(at);
        }
    sum = sum * (1.0 / float(n * n));
    textures[to.x + (y - region.y) * to.y + x - region.x] = uvec2(packHalf2x16(sum.xy), packHalf2x16(sum.zw));
}
