// The viewer with a presenter that cannot show: the picture goes on being painted. What a real one shows is compared on
// a display (tests/e2e/viewer_test.py).
#include "engine/video/picture_presenter.h"
#include "tests/ui/editor.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// Offscreen there are no Vulkan surfaces: it is never asked to open one.
struct NoWindows : PicturePresenter {
    int opened = 0;
    std::string name() const override { return "none"; }
    bool software() const override { return false; }
    void* instance() const override { return nullptr; }
    Result<std::unique_ptr<PictureSurface>> open(uint64_t, std::function<void(const Error&)>) override {
        ++opened;
        return fail(ErrorCode::unavailable, "no windows");
    }
};

} // namespace

TEST_CASE("a presenter that cannot show leaves the painted picture, and asks nothing of the user") {
    Editor e;
    e.twoFilms();
    ui::PictureView* view = e.window().viewer()->picture();
    // The empty sequence of before was black.
    REQUIRE(Editor::until([&] { return !view->image().isNull() && qGreen(view->image().pixel(2, 2)) > 16; }));
    e.studio().select({});
    const QImage before = view->grab().toImage();
    const size_t said = e.messages().size();
    auto presenter = std::make_shared<NoWindows>();
    const std::weak_ptr<PicturePresenter> held = presenter;
    e.window().setPresenter(presenter);
    presenter.reset();
    CHECK(Editor::until([&] { return held.expired(); })); // it was given up
    CHECK(view->grab().toImage() == before);
    CHECK(e.messages().size() == said);
    // Pictures and what lies over them go on.
    e.studio().step(5);
    CHECK(Editor::until([&] { return view->grab().toImage() != before; }));
    const QImage stepped = view->grab().toImage();
    e.studio().select({e.track("V1").items[0].clip->id});
    CHECK(view->grab().toImage() != stepped);
}
