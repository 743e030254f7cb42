// Masks on planes: selections by colour, shapes by position. Included by strip_kernels.inl inside the namespace of an
// instruction set.
static void qualify(Value v, int n, const Vec* a) {
    arg4 hue = arg(a[4]), saturation = arg(a[5]), luma = arg(a[6]), weights = arg(a[7]);
    for (int i = 0; i < n; i += TANDEM_LANES) kstore(v.c[0] + i, op_qualify(get(v, i), hue, saturation, luma, weights));
}
static __attribute__((noinline)) F32 path_distance(F32 x, F32 y, const Mask* m) {
    F32 distance2 = kf(1e30f), crossings = kf(0.0f);
    for (int i = 0; i < m->edge_count; ++i) {
        arg4 e = arg(m->edges[i]);
        distance2 = kmin(distance2, edge_distance2(x, y, e));
        crossings += edge_crossing(x, y, e);
    }
    return path_distance_of(distance2, crossings);
}
template<int Shape>
KFN F32 shape_cover(F32 px, F32 py, const Mask* m) {
    arg4 size = arg(m->args[2]);
    F32 x = mask_axis(px, py, arg(m->args[0])), y = mask_axis(px, py, arg(m->args[1]));
    if constexpr (Shape == 1) return mask_cover(rectangle_distance(x, y, size), size);
    if constexpr (Shape == 2) return mask_cover(ellipse_distance(x, y, size), size);
    if constexpr (Shape == 3) return mask_cover(path_distance(x, y, m), size);
    return kf(1.0f);
}
KFN void mix_lanes(Value a, Value b, const float* selection, int i, F32 cover, arg4 amount) {
    F32 matte = selection ? cover * kload(selection + i) : cover;
    put(a, i, op_mix(get(a, i), get(b, i), mask_amount(matte, amount)));
}
template<int Shape>
static void mask_row(Value a, Value b, const float* selection, int n, const Mask* m, float x, float y) {
    arg4 amount = arg(m->args[3]);
    F32 px = lane_numbers() + x, py = kf(y);
    for (int i = 0; i < n; i += TANDEM_LANES, px += (float)TANDEM_LANES)
        mix_lanes(a, b, selection, i, shape_cover<Shape>(px, py, m), amount);
}
// Paths have many edges: spans of pixels farther from the outline than the falloff reaches are wholly in or out.
static void mask_path(Value a, Value b, const float* selection, int n, const Mask* m, float x, float y) {
    constexpr int kSpan = 64;
    const Vec &rx = m->args[0], &ry = m->args[1];
    arg4 amount = arg(m->args[3]);
    float step = sqrtf(rx.x * rx.x + ry.x * ry.x), falloff = 0.5f / m->args[2].z;
    F32 lanes = lane_numbers(), py = kf(y);
    for (int from = 0; from < n; from += kSpan) {
        int to = from + kSpan < n ? from + kSpan : n;
        F32 middle = kf(x + (float)from + 0.5f * kSpan);
        F32 d = path_distance(mask_axis(middle, py, arg(rx)), mask_axis(middle, py, arg(ry)), m);
        if (fabsf(d[0]) > (0.5f * kSpan + 1.0f) * step + falloff) {
            F32 cover = kf(d[0] < 0.0f ? 1.0f : 0.0f);
            for (int i = from; i < to; i += TANDEM_LANES) mix_lanes(a, b, selection, i, cover, amount);
        } else {
            for (int i = from; i < to; i += TANDEM_LANES)
                mix_lanes(a, b, selection, i, shape_cover<3>(lanes + (x + (float)i), py, m), amount);
        }
    }
}
static void mask(Value a, Value b, const float* selection, int n, const Mask* m, float x, float y) {
    static void (*const rows[])(Value, Value, const float*, int, const Mask*, float, float) = {mask_row<0>, mask_row<1>,
                                                                                               mask_row<2>, mask_path};
    rows[m->shape & 3](a, b, selection, n, m, x, y);
}
