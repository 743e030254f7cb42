// SDR, PQ and HLG into each other: values of the standards, tone curve and gamut, stability of round trips.
#include "engine/base/primaries.h"
#include "engine/base/transfer.h"
#include "tests/unit/colour/shown.h"
#include "tests/unit/gpu/programs.h"

using namespace tandem;
using namespace tandem::test;

namespace {

double pq_of(double nits) { return from_linear(Transfer::pq, nits / 203); }
double nits_of(double pq) { return to_linear(Transfer::pq, pq) * 203; }
Effect tone(int mode, double source = 0, double target = 0) {
    Effect e = make_effect(EffectKind::tone_map, EffectId{77});
    set(e, slot::mode, mode), set(e, slot::source_peak, source), set(e, slot::target_peak, target);
    return e;
}
void check_grey(const Rgb& c, double expected, double tolerance) {
    for (double v : c) CHECK(v == doctest::Approx(expected).epsilon(0).scale(1).epsilon(tolerance));
}

} // namespace

TEST_CASE("HLG is shown as BT.2100 says: scene light through the OOTF of 1000 cd/m2") {
    Scene to_pq{.source = kHlg, .sequence = kPq, .target = kPq};
    const double table[][2] = {{0.25, 9.6053}, {0.38, 26.2383}, {0.5, 50.697}, {0.75, 203.1521}, {1.0, 1000.0}};
    for (auto [hlg, nits] : table) {
        Rgb c = to_pq.signal({hlg, hlg, hlg});
        CHECK(nits_of(c[0]) == doctest::Approx(nits).epsilon(0.002));
        CHECK(c[1] == doctest::Approx(c[0]).epsilon(1e-4));
    }
    // A colour: each channel is scaled by luma^0.2 (BT.2100 table 5).
    auto scene = [](double v) {
        return v <= 0.5 ? v * v / 3 : (std::exp((v - 0.55991073) / 0.17883277) + 0.28466892) / 12;
    };
    const Rgb in{0.7, 0.4, 0.2};
    const double r = scene(in[0]), g = scene(in[1]), b = scene(in[2]);
    const double y = 0.2627 * r + 0.678 * g + 0.0593 * b;
    Rgb c = to_pq.signal(in);
    CHECK(nits_of(c[0]) == doctest::Approx(1000 * std::pow(y, 0.2) * r).epsilon(0.003));
    CHECK(nits_of(c[1]) == doctest::Approx(1000 * std::pow(y, 0.2) * g).epsilon(0.003));
    CHECK(nits_of(c[2]) == doctest::Approx(1000 * std::pow(y, 0.2) * b).epsilon(0.003));
}

TEST_CASE("PQ goes to HLG and back by the same display light") {
    Scene to_hlg{.source = kPq, .sequence = kHlg, .target = kHlg},
        to_pq{.source = kHlg, .sequence = kPq, .target = kPq};
    check_grey(to_hlg.signal({pq_of(203.1521), pq_of(203.1521), pq_of(203.1521)}), 0.75, 0.001);
    for (Rgb in : {Rgb{0.3, 0.3, 0.3}, Rgb{0.55, 0.4, 0.2}, Rgb{0.1, 0.5, 0.6}, Rgb{0.7, 0.7, 0.7}}) {
        Rgb back = to_pq.signal(to_hlg.signal(in));
        for (size_t k = 0; k < 3; ++k) CHECK(back[k] == doctest::Approx(in[k]).epsilon(0.002));
    }
    // What is brighter than HLG can show is brought under its peak.
    Scene bright{.source = kPq, .sequence = kHlg, .target = kHlg, .peak_nits = 4000};
    check_grey(bright.signal({pq_of(4000), pq_of(4000), pq_of(4000)}), 1, 0.003);
    CHECK(bright.signal({pq_of(50), pq_of(50), pq_of(50)})[0] ==
          doctest::Approx(to_hlg.signal({pq_of(50), pq_of(50), pq_of(50)})[0]).epsilon(1e-4));
}

TEST_CASE("HLG's gamma by BT.2100, outside 400 to 2000 cd/m2 by BT.2390") {
    CHECK(hlg_gamma() == 1.2); // exactly: what is made for the usual display does not change
    for (auto [nits, gamma] : {std::pair{2000.0, 1.326432598178872}, {400.0, 1.032865196357744}, {600.0, 1.1068235}})
        CHECK(hlg_gamma(nits) == doctest::Approx(gamma).epsilon(1e-7));
    for (auto [nits, gamma] : {std::pair{4000.0, 1.2 * 1.111 * 1.111}, {250.0, 1.2 / (1.111 * 1.111)}})
        CHECK(hlg_gamma(nits) == doctest::Approx(gamma).epsilon(1e-9));
}

TEST_CASE("HLG for a display of another peak gives that display's light, and its peak is its white") {
    for (double peak : {250.0, 400.0, 600.0, 1000.0, 2000.0, 4000.0}) {
        CAPTURE(peak);
        Scene s{.source = kPq, .sequence = kPq, .target = kHlg, .peak_nits = 200, .hlg_peak_nits = peak};
        const double gamma = peak < 400 || peak > 2000 ? 1.2 * std::pow(1.111, std::log2(peak / 1000))
                                                       : 1.2 + 0.42 * std::log10(peak / 1000);
        check_grey(s.signal({pq_of(peak), pq_of(peak), pq_of(peak)}), 1, 0.002);
        // Display light back into scene light by BT.2100 table 5, then the OETF.
        auto oetf = [](double e) {
            return e <= 1.0 / 12 ? std::sqrt(3 * e) : 0.17883277 * std::log(12 * e - 0.28466892) + 0.55991073;
        };
        for (Rgb nits : {Rgb{20, 20, 20}, Rgb{150, 80, 30}, Rgb{5, 100, 190}, Rgb{203, 203, 203}}) {
            const double y = (0.2627 * nits[0] + 0.678 * nits[1] + 0.0593 * nits[2]) / peak;
            Rgb got = s.signal({pq_of(nits[0]), pq_of(nits[1]), pq_of(nits[2])});
            for (size_t k = 0; k < 3; ++k)
                CHECK(got[k] ==
                      doctest::Approx(oetf(nits[k] / peak * std::pow(y, (1 - gamma) / gamma))).epsilon(0.003));
        }
    }
}

TEST_CASE("what is HLG keeps its signal whatever display a target is made for; other light is brought under its peak") {
    for (double peak : {400.0, 2000.0}) {
        CAPTURE(peak);
        const Scene usual{.source = kPq, .sequence = kHlg, .target = kHlg, .peak_nits = 4000};
        Scene other = usual;
        other.hlg_peak_nits = peak;
        CHECK(usual.program().args == other.program().args);
        Scene untouched{.source = kHlg, .sequence = kHlg, .target = kHlg, .hlg_peak_nits = peak};
        CHECK(untouched.program().passthrough_source() == 0);
    }
    // Through a PQ sequence it is the light of 1000 cd/m2 that a smaller display must hold.
    Scene s{.source = kHlg, .sequence = kPq, .target = kHlg, .hlg_peak_nits = 400};
    check_grey(s.signal({1, 1, 1}), 1, 0.003);
    Scene pq{.source = kPq, .sequence = kPq, .target = kHlg, .peak_nits = 4000, .hlg_peak_nits = 600};
    check_grey(pq.signal({pq_of(4000), pq_of(4000), pq_of(4000)}), 1, 0.003);
}

TEST_CASE("ICtCp has the codes of BT.2100 table 7, for PQ and HLG, and gives its colour back") {
    struct Kind {
        ColourTags rgb;
        std::array<Rgb, 2> rows; // of Ct and Cp, times 4096
    };
    for (const Kind& kind : {Kind{kPq, {Rgb{6610, -13613, 7003}, Rgb{17933, -17390, -543}}},
                             Kind{kHlg, {Rgb{3625, -7465, 3840}, Rgb{9500, -9212, -288}}}}) {
        const Transfer t = kind.rgb.transfer;
        CAPTURE(static_cast<int>(t));
        const ColourTags coded = tags(Primaries::bt2020, t, Matrix::ictcp, ColourRange::limited);
        for (const ColourTags& sequence : {kind.rgb, coded})
            for (const Rgb& in : {Rgb{0.5, 0.5, 0.5}, Rgb{0.6, 0.3, 0.2}, Rgb{0.1, 0.55, 0.3}, Rgb{0.2, 0.25, 0.7}}) {
                Scene s{.source = kind.rgb, .sequence = sequence, .target = coded, .format = PixelFormat::yuv444p12le};
                const PictureRef made = s.shown(in);
                Rgb light, cone;
                for (size_t k = 0; k < 3; ++k) light[k] = to_linear(t, in[k]);
                const double lms[3][3] = {{1688, 2146, 262}, {683, 2951, 462}, {99, 309, 3688}};
                for (size_t k = 0; k < 3; ++k)
                    cone[k] =
                        from_linear(t, (lms[k][0] * light[0] + lms[k][1] * light[1] + lms[k][2] * light[2]) / 4096);
                CHECK(std::abs(code(*made, 0) - (256 + 3504 * (cone[0] + cone[1]) / 2)) <= 1);
                for (size_t k = 0; k < 2; ++k) {
                    const Rgb& row = kind.rows[k];
                    const double v = (row[0] * cone[0] + row[1] * cone[1] + row[2] * cone[2]) / 4096;
                    CHECK(std::abs(code(*made, k + 1) - (2048 + 3584 * v)) <= 1);
                }
                // The codes as a source.
                BuildProgram b(16, 16, PixelFormat::gbrpf32le, kind.rgb);
                b.sample(b.source(made, coded), {}, SampleFilter::nearest, {}, true);
                for (const auto& device : {make_reference_renderer(), make_cpu_renderer(1)}) {
                    auto back = device->render(b.program, b.pictures).value();
                    // A half code of I, Ct and Cp is a part of the brightest channel in each.
                    const double most = std::max({light[0], light[1], light[2]});
                    for (size_t k = 0; k < 3; ++k)
                        CHECK(std::abs(to_linear(t, code(*back, k)) - light[k]) < 0.006 * most);
                }
            }
        // Untouched ICtCp is not computed at all, whatever else stands in the program.
        Scene same{.source = coded, .sequence = coded, .target = coded, .format = PixelFormat::yuv444p12le};
        CHECK(same.program().passthrough_source() == 0);
        Scene other{.source = tags(Primaries::bt2020, t, Matrix::bt2020_ncl, ColourRange::limited),
                    .sequence = coded,
                    .target = coded,
                    .format = PixelFormat::yuv444p12le};
        CHECK(other.program().ops.back().variant == 1);
    }
}

TEST_CASE("SDR stands in HDR as a BT.1886 display shows it, white at 203 cd/m2") {
    Scene to_pq{.source = kSdr, .sequence = kPq, .target = kPq};
    check_grey(to_pq.signal({1, 1, 1}), 0.580689, 0.0005);
    for (double v : {0.1, 0.25, 0.5, 0.8})
        CHECK(nits_of(to_pq.signal({v, v, v})[1]) == doctest::Approx(203 * std::pow(v, 2.4)).epsilon(0.005));
    // And back to the very same signal.
    Scene to_sdr{.source = kPq, .sequence = kPq, .target = kSdr, .effects = {tone(2)}};
    for (Rgb in : {Rgb{0.2, 0.2, 0.2}, Rgb{0.9, 0.3, 0.1}, Rgb{0.05, 0.6, 0.4}, Rgb{1, 1, 1}}) {
        Rgb back = to_sdr.signal(to_pq.signal(in));
        for (size_t k = 0; k < 3; ++k) CHECK(std::abs(back[k] - in[k]) < 1.0 / 512);
    }
    // The same from an SDR sequence that is delivered as PQ.
    Scene delivered{.source = kSdr, .sequence = kSdr, .target = kPq};
    for (Rgb in : {Rgb{0.2, 0.2, 0.2}, Rgb{0.9, 0.3, 0.1}, Rgb{1, 1, 1}}) {
        Rgb a = to_pq.signal(in), b = delivered.signal(in);
        for (size_t k = 0; k < 3; ++k) CHECK(a[k] == doctest::Approx(b[k]).epsilon(0.002));
    }
}

TEST_CASE("a PQ clip in an SDR target: shadows kept, highlights rolled off to white, in any working space") {
    for (Primaries working : {Primaries::unspecified, Primaries::bt2020})
        for (const ColourTags& sequence : {kSdr, kPq}) {
            Scene s{.source = kPq, .sequence = sequence, .target = kSdr, .working = working};
            CAPTURE(static_cast<int>(sequence.transfer));
            CHECK(s.signal({pq_of(10), pq_of(10), pq_of(10)})[1] ==
                  doctest::Approx(std::pow(10.0 / 203, 1 / 2.4)).epsilon(0.004));
            check_grey(s.signal({pq_of(1000), pq_of(1000), pq_of(1000)}), 1, 0.003);
            double last = -1;
            for (double nits = 1; nits <= 1000; nits *= 1.3) {
                double v = s.signal({pq_of(nits), pq_of(nits), pq_of(nits)})[0];
                CHECK(v > last);
                last = v;
            }
            Rgb over = s.signal({pq_of(5000), pq_of(5000), pq_of(5000)}); // beyond the stated peak
            check_grey(over, 1, 0.003);
        }
}

TEST_CASE("the tone curve keeps a colour's ratios and its inverse undoes it") {
    Scene down{.source = kPq, .sequence = kSdr, .target = kSdr, .peak_nits = 1000};
    down.sequence.primaries = down.target.primaries = down.source.primaries; // no gamut change here
    Scene up{.source = down.target, .sequence = kPq, .target = kPq, .effects = {tone(1, 203, 1000)}};
    for (Rgb nits : {Rgb{30, 30, 30}, Rgb{800, 300, 100}, Rgb{120, 600, 400}, Rgb{950, 950, 900}, Rgb{5, 1, 2}}) {
        Rgb in{pq_of(nits[0]), pq_of(nits[1]), pq_of(nits[2])};
        Rgb sdr = down.signal(in), back = up.signal(sdr), again = down.signal(back);
        for (size_t k = 0; k < 3; ++k) {
            CHECK(sdr[k] <= 1.001);
            CHECK(std::abs(back[k] - in[k]) < 1.0 / 512);
            CHECK(std::abs(again[k] - sdr[k]) < 1.0 / 1023);
        }
    }
}

TEST_CASE("titles and solids stand at reference white beside HDR") {
    Format f{.width = 16, .height = 16, .colour = kPq};
    BuildProject b(f);
    ClipId id = b.generator(b.v1(), EffectKind::solid, {}, seconds(1));
    auto place = find_clip(b.sequence(), id);
    Clip clip = *place->placement->clip;
    Effect white = make_effect(EffectKind::solid, EffectId{5});
    for (int k = 0; k < 3; ++k) set(white, k, 1);
    clip.content = GeneratorContent{std::make_shared<const Effect>(white)};
    Track t = b.track(b.v1());
    t.items = Chunked<Placement>(std::vector<Placement>{{{}, std::make_shared<const Clip>(clip)}});
    b.set_track(t);
    FakeAssets assets;
    auto p = b.done();
    for (auto [colour, expected] : {std::pair{kPq, 0.580689}, {kHlg, 0.75}, {kSdr, 1.0}}) {
        RenderSpec spec{.target = target_of(*p->sequences[0], PixelFormat::gbrpf32le)};
        spec.target.colour = colour;
        auto r = compile_frame(*p, *p->sequences[0], {}, spec, assets);
        REQUIRE(r);
        auto picture = make_reference_renderer()->render(*r, {}).value();
        CHECK(code(*picture, 1) == doctest::Approx(expected).epsilon(0.001));
    }
}

TEST_CASE("colours outside the target's gamut keep their luma and lose only saturation") {
    Scene s{.source = tags(Primaries::bt2020, Transfer::linear),
            .sequence = tags(Primaries::bt2020, Transfer::bt709),
            .target = tags(Primaries::bt709, Transfer::linear)};
    const auto weights = rgb_to_xyz(Primaries::bt2020)[1], narrow = rgb_to_xyz(Primaries::bt709)[1];
    for (Rgb in : {Rgb{0, 1, 0}, Rgb{0, 0.4, 0.5}, Rgb{0.8, 0, 0}, Rgb{0.1, 0, 0.7}}) {
        Rgb c = s.signal(in);
        double least = std::min({c[0], c[1], c[2]});
        CHECK(std::abs(least) < 1e-5);
        double y = weights[0] * in[0] + weights[1] * in[1] + weights[2] * in[2];
        CHECK(narrow[0] * c[0] + narrow[1] * c[1] + narrow[2] * c[2] == doctest::Approx(y).epsilon(1e-3));
    }
    // Inside it nothing but the matrix acts.
    Rgb in{0.5, 0.45, 0.4}, c = s.signal(in), m = multiply(primaries_matrix(Primaries::bt2020, Primaries::bt709), in);
    for (size_t k = 0; k < 3; ++k) CHECK(c[k] == doctest::Approx(m[k]).epsilon(1e-4));
}

TEST_CASE("a wider working space changes no SDR film") {
    Scene plain{.source = kSdr, .sequence = kSdr, .target = kSdr};
    Scene wide = plain;
    wide.working = Primaries::bt2020;
    Effect grade = make_effect(EffectKind::exposure, EffectId{9});
    CHECK(wide.program().passthrough_source() == 0);
    set(grade, slot::stops, -0.001); // something to do
    plain.effects = wide.effects = {grade};
    CHECK(wide.program().working_primaries == Primaries::bt2020);
    for (Rgb in : {Rgb{1, 0, 0}, Rgb{0, 1, 0}, Rgb{0.2, 0.5, 0.9}, Rgb{1, 1, 1}}) {
        Rgb a = plain.signal(in), b = wide.signal(in);
        for (size_t k = 0; k < 3; ++k) CHECK(std::abs(a[k] - b[k]) < 1.0 / 1023);
    }
}

TEST_CASE("a clip's own reading of its colour wins over the medium's tags") {
    Scene s{.source = kSdr, .sequence = kPq, .target = kPq};
    FrameProgram p = s.program();
    CHECK(p.sources[0].colour.transfer == Transfer::bt1886); // television as its display shows it
    BuildProject b(Format{.width = 16, .height = 16, .colour = kPq});
    Media m;
    m.name = "flat", m.path = "/nowhere/flat", m.duration = seconds(1);
    PictureStream stream;
    stream.width = stream.height = 16, stream.rate = {25, 1}, stream.duration = seconds(1), stream.colour = kSdr;
    stream.format = "gbrpf32le";
    m.pictures.push_back(stream);
    MediaContent content{.media = b.add_media(m)};
    content.colour.transfer = Transfer::hlg, content.colour.primaries = Primaries::bt2020;
    b.add_clip(b.v1(), {}, {.name = "x", .content = content, .length = seconds(1)});
    p = compiled(b, {});
    CHECK(p.sources[0].colour.transfer == Transfer::hlg);
    CHECK(p.sources[0].colour.primaries == Primaries::bt2020);
    CHECK(p.sources[0].user.transfer == Transfer::hlg);
    CHECK(p.sources[0].colour.matrix == Matrix::rgb);
}
