// The SIMD renderers against the scalar reference: every format in and out, every op, random programs from seeds.
#include <doctest/doctest.h>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/unit/gpu/oracle_programs.h"
#include "tests/unit/gpu/oracle_suite.h"

using namespace tandem;
using namespace tandem::test;

static const std::string_view kSets[] = {"SSE2", "SSE4", "AVX2", "AVX-512"};

// Differences to the reference: stored codes within 1 up to 10 bits (half floats of textures cost more codes above).
static void compare(const BuildProgram& b, const std::string& what, double float_limit) {
    auto reference = make_reference_renderer();
    auto want = reference->render(b.program, b.pictures).value();
    auto want_float = reference->render_float(b.program, b.pictures).value();
    const auto& f = info(b.program.target.format);
    double limit = f.is_float ? 1.5 / 1024 : f.depth() > 10 ? std::ldexp(1.0, f.depth() - 10) : 1;
    for (std::string_view set : kSets) {
        auto r = make_cpu_renderer_for(set, 1);
        if (!r) continue;
        INFO(what << " " << set);
        auto got = r->render_float(b.program, b.pictures).value();
        CHECK(worst_difference(*want_float, *got) <= float_limit);
        CHECK(worst_visible_difference(*want, *r->render(b.program, b.pictures).value()) <= limit);
    }
}

TEST_CASE("every input format decodes like the reference") { input_formats(compare); }
TEST_CASE("every output format is stored like the reference") { output_formats(compare); }
TEST_CASE("chroma sitings in and out") { sitings(compare); }
TEST_CASE("transfers, primaries and matrices convert like the reference") { colours(compare); }
TEST_CASE("filters, scales and turns sample like the reference") { filters(compare); }
TEST_CASE("halved sources at whole pixels like the reference") { halved_sources(compare); }
TEST_CASE("changes of light, tone mapping and gamut like the reference") { light_and_gamut(compare); }
TEST_CASE("blend modes and wipes like the reference") { blends_and_wipes(compare); }
TEST_CASE("curves, hue curves, log wheels and mixers like the reference") { table_grades(compare); }
TEST_CASE("masks like the reference") { masks(compare); }
TEST_CASE("blurs like the reference") { blurs(compare); }
TEST_CASE("keys like the reference") { keys(compare); }
TEST_CASE("random programs from seeds") { random_programs(compare, 1, 60); }
TEST_CASE("an ICtCp picture passes whole into an ICtCp target, and is converted into any other") {
    for (std::string_view set : kSets) {
        auto r = make_cpu_renderer_for(set, 1);
        if (!r) continue;
        const ColourTags tags = ictcp_tags(Transfer::hlg);
        const auto picture = make_picture(PixelFormat::yuv420p10le, 64, 32, tags, 1);
        BuildProgram b(64, 32, PixelFormat::yuv420p10le, tags);
        to_cones(b, b.sample(b.source(picture, tags), {}, SampleFilter::bicubic, {}, true));
        CHECK(b.program.passthrough_source() == 0);
        CHECK(r->render(b.program, b.pictures).value() == picture);
        b.program.sources[0].colour.matrix = Matrix::bt2020_ncl;
        CHECK(r->render(b.program, b.pictures).value() != picture);
    }
}
TEST_CASE("a flat grey between two codes keeps its mean") {
    dither_keeps_means(*make_reference_renderer());
    for (std::string_view set : kSets)
        if (auto r = make_cpu_renderer_for(set, 1)) dither_keeps_means(*r);
}
