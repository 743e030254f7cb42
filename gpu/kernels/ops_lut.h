// Tetrahedral interpolation in a 3D table. The four vertices are read by the wrapper of each language: corner (0,0,0)
// and (1,1,1) of the cell and the two between, chosen by the order of the fractions. Kernel dialect (portable.h).
// Position of a channel in the table, 0..size-1; a = domain min, 1/(max-min), size - 1.
KFN F32 lut_coordinate(F32 v, float domain_min, float domain_scale, float last) {
    return kclamp((v - domain_min) * domain_scale, 0.0f, 1.0f) * last;
}
// Weights of the vertices 000, first step, second step, 111 for fractions f: sorted f1 >= f2 >= f3.
KFN vec4 lut_weights(vec4 f) {
    F32 high = kmax(kmax(f.x, f.y), f.z);
    F32 low = kmin(kmin(f.x, f.y), f.z);
    F32 mid = kmax(kmin(f.x, f.y), kmin(kmax(f.x, f.y), f.z));
    return vec4(1.0f - high, high - mid, mid - low, low);
}
// Table offset of the first step (the largest fraction's axis) and of the two first steps together.
KFN F32 lut_first_step(vec4 f, float sx, float sy, float sz) {
    return ksel(f.x >= f.y, ksel(f.x >= f.z, kf(sx), kf(sz)), ksel(f.y >= f.z, kf(sy), kf(sz)));
}
KFN F32 lut_second_step(vec4 f, float sx, float sy, float sz) {
    F32 x_low = ksel(f.x < f.y, kf(sy + sz), kf(sx + sz));
    F32 not_z = ksel(f.x >= f.y, ksel(f.y >= f.z, kf(sx + sy), kf(sx + sz)), ksel(f.x >= f.z, kf(sx + sy), x_low));
    return ksel(f.z > kmax(f.x, f.y), ksel(f.x >= f.y, kf(sx + sz), kf(sy + sz)), not_z);
}
