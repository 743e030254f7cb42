// Makes the texture of a source: decoded to the working space, whole (level 0) or halved once. source_working() stands
// before. I(0) region, I(1) {texture, stride, level}, I(2) source pixels that exist,
// then the source.
void main() {
    ivec4 region = I(0);
    ivec4 to = I(1);
    ivec4 exists = I(2);
    int x = region.x + int(gl_GlobalInvocationID.x);
    int y = region.y + int(gl_GlobalInvocationID.y);
    if (x >= region.z || y >= region.w) return;
    int n = 1 << to.z;
    vec4 sum = vec4(0.0);
    for (int j = 0; j < n; ++j)
        for (int i = 0; i < n; ++i)
            sum += source_working(3, clamp(x * n + i, exists.x, exists.z - 1), clamp(y * n + j, exists.y, exists.w - 1));
    sum = sum * (1.0 / float(n * n));
    textures[to.x + (y - region.y) * to.y + x - region.x] = uvec2(packHalf2x16(sum.xy), packHalf2x16(sum.zw));
}
