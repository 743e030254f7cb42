// What the picture tests share: assets that draw nothing slow, and a compile call that must work.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "engine/video/compile_frame.h"
#include "engine/video/curve_table.h"
#include "tests/support/build_project.h"

namespace tandem::test {

// Titles are a block of 400 x 100 in the middle, subtitles one of 200 x 40 at the bottom; any LUT is an identity of 2.
class FakeAssets final : public FrameAssets {
  public:
    int titles = 0;
    Result<PictureRef> title(const Effect&, Time, int width, int height, IntRect& place) override {
        ++titles;
        place = {width / 2 - 200, height / 2 - 50, width / 2 + 200, height / 2 + 50};
        return block(400, 100, 11);
    }
    Result<PictureRef> subtitle(const std::vector<std::string>& cues, int width, int height, IntRect& place) override {
        place = {width / 2 - 100, height - 60, width / 2 + 100, height - 20};
        return block(200, 40, 20 + cues.size());
    }
    Result<Ref<ColourTable>> lut(const std::string& path) override {
        if (path == "missing.cube") return fail(ErrorCode::no_input, "the LUT file is missing", path);
        auto table = std::make_shared<ColourTable>();
        table->name = path, table->size = 2, table->identity = 1;
        table->rgb.resize(24);
        return Ref<ColourTable>(table);
    }

    Result<Ref<ColourTable>> curves(const Effect& effect) override { return make_curve_table(effect); }

  private:
    static Result<PictureRef> block(int width, int height, uint64_t identity) {
        auto made = TRY(MutablePicture::make(PixelFormat::rgba, width, height, kSrgbFull));
        made.header().identity = identity;
        return std::move(made).publish();
    }
};

inline RenderSpec spec_for(const Sequence& s, OnMissing on_missing = OnMissing::fail) {
    return {.target = target_of(s, PixelFormat::yuv420p), .on_missing = on_missing};
}

inline FrameProgram compiled(const BuildProject& b, Time t, OnMissing on_missing = OnMissing::fail,
                             std::vector<FrameNote>* notes = nullptr) {
    FakeAssets assets;
    auto p = b.done();
    auto s = p->sequences[0];
    auto r = compile_frame(*p, *s, t, spec_for(*s, on_missing), assets, notes);
    REQUIRE_MESSAGE(r.has_value(), (r ? std::string() : r.error().text()));
    return *r;
}

template<class E>
void set(E& effect, int slot, double v) {
    effect.params[static_cast<size_t>(slot)].value = v;
}

// The program's dump in tests/golden/program; TANDEM_UPDATE=1 writes it anew.
inline void check_golden_program(const std::string& name, const FrameProgram& program) {
    std::filesystem::path path = std::filesystem::path(TANDEM_SOURCE_DIR) / "tests/golden/program" / (name + ".txt");
    std::string text = dump(program);
    if (std::getenv("TANDEM_UPDATE")) std::ofstream(path, std::ios::binary) << text;
    std::ifstream file(path, std::ios::binary);
    std::string kept{std::istreambuf_iterator<char>(file), {}};
    CHECK_MESSAGE(text == kept, name, ": run with TANDEM_UPDATE=1 if this is meant");
}

} // namespace tandem::test
