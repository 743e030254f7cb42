// Stores the frame's codes as one plane of the target: chroma by its siting, dither, packing. One invocation a 32-bit
// word. I(0) {first word, words a row in memory, words a row to write, rows}, I(1) {value, stride, first row, number of
// components}, I(2) region of the value; then a component: {offset, step, shift, channel}, {mask or 0 for float, chroma
// shifts x | y << 4, first tap x, y}, weights x, weights y, {scale, last code, dithered}.
float channel_of(vec4 c, int k) { return k == 0 ? c.x : k == 1 ? c.y : k == 2 ? c.z : c.w; }

float bayer(int x, int y) {
    int index = 0;
    for (int bit = 0; bit < 3; ++bit) {
        int a = (x >> bit) & 1;
        int b = (y >> bit) & 1;
        index |= ((a ^ b) << (5 - 2 * bit)) | (b << (4 - 2 * bit));
    }
    return dither_of(float(index));
}

void main() {
    ivec4 plane = I(0);
    ivec4 from = I(1);
    ivec4 region = I(2);
    int w = int(gl_GlobalInvocationID.x);
    int row = int(gl_GlobalInvocationID.y);
    if (w >= plane.z || row >= plane.w) return;
    int y = row + from.z;
    uint word = 0u;
    for (int k = 0; k < from.w; ++k) {
        int p = 3 + 5 * k;
        ivec4 c = I(p);
        ivec4 d = I(p + 1);
        vec4 wx = F(p + 2);
        vec4 wy = F(p + 3);
        vec4 range = F(p + 4);
        int n = max(4 * w - c.x + c.y - 1, 0) / c.y;
        for (int at = c.x + n * c.y; at < 4 * w + 4; at += c.y) {
            int x0 = (n << (d.y & 15)) + d.z;
            int y0 = (y << (d.y >> 4)) + d.w;
            float v = 0.0;
            for (int j = 0; j < 4; ++j) {
                if (wy[j] == 0.0) continue;
                int line = from.x + (clamp(y0 + j, region.y, region.w - 1) - region.y) * from.y;
                for (int i = 0; i < 4; ++i)
                    if (wx[i] != 0.0)
                        v += channel_of(values[line + clamp(x0 + i, region.x, region.z - 1) - region.x], c.w) * wx[i] * wy[j];
            }
            v *= range.x;
            if (d.x == 0) {
                word = floatBitsToUint(v);
            } else {
                float dither = range.z != 0.0 ? bayer(n, y) : 0.5;
                word |= uint(op_quantise(v, dither, range.y)) << uint((at & 3) * 8 + c.z);
            }
            ++n;
        }
    }
    outputs[plane.x + row * plane.y + w] = word;
}
