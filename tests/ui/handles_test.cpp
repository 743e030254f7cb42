// What is dragged and typed on the picture: masks, crops and titles.
#include <QPlainTextEdit>

#include "engine/model/mask_path.h"
#include "tests/ui/editor.h"
#include "ui/edits.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct OnScreen {
    Editor e;
    ui::PictureView* view = nullptr;
    QRectF box;
    OnScreen() {
        e.studio().newProject();
        e.importAll({Editor::film(1)});
        e.studio().selectMedia(e.studio().project()->media[0]->id);
        REQUIRE(e.trigger("append"));
        e.studio().locate(Time::from_seconds(1));
        view = e.window().viewer()->picture();
        box = view->pictureBox();
    }
    ClipId clip() { return e.track("V1").items[0].clip->id; }
    QPointF at(double x, double y) const { return {box.x() + x * box.width(), box.y() + y * box.height()}; }
    void pull(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mousePress(view, Qt::LeftButton, modifiers, from.toPoint());
        for (int i = 1; i <= 3; ++i) {
            const QPointF p = from.toPoint() + (to - from) * i / 3;
            QMouseEvent move(QEvent::MouseMove, p, view->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, modifiers);
            QApplication::sendEvent(view, &move);
        }
        QTest::mouseRelease(view, Qt::LeftButton, modifiers, to.toPoint());
    }
    size_t steps() { return e.studio().session()->document().position(); }
    Ref<Effect> effect(EffectKind kind) {
        const auto& effects = e.track("V1").items[0].clip->effects;
        if (effects)
            for (const auto& x : effects->effects)
                if (x->kind == kind) return x;
        return nullptr;
    }
    double mask(int slot) { return effect(EffectKind::blur)->mask->params[static_cast<size_t>(slot)].value; }
    // A blur under a mask whose handles are shown.
    void addMask(const char* shape, const char* path = "") {
        auto& studio = e.studio();
        REQUIRE(studio.run("add_effect", {{"clip", ui::arg(clip())}, {"effect", "blur"}}));
        const EffectId id = effect(EffectKind::blur)->id;
        ValueObject args{{"clip", ui::arg(clip())}, {"effect", ui::arg(id)}, {"params", ValueObject{{"shape", shape}}}};
        if (*path) args["texts"] = ValueObject{{"path", path}};
        REQUIRE(studio.run("set_mask", args));
        studio.editOnPicture({.what = ui::OnPicture::What::mask, .effect = id});
    }
};

} // namespace

TEST_CASE("a mask is moved, resized about its middle, turned and feathered on the picture, one undo step each") {
    OnScreen o;
    o.addMask("rectangle"); // half of the picture, in its middle
    const size_t before = o.steps();
    o.pull(o.at(0.5, 0.5), o.at(0.6, 0.55));
    CHECK(o.mask(slot::mask_x) == doctest::Approx(0.6).epsilon(0.01));
    CHECK(o.mask(slot::mask_y) == doctest::Approx(0.55).epsilon(0.01));
    CHECK(o.steps() == before + 1);
    o.pull(o.at(0.85, 0.55), o.at(0.75, 0.55)); // the right side
    CHECK(o.mask(slot::mask_width) == doctest::Approx(0.3).epsilon(0.02));
    CHECK(o.mask(slot::mask_x) == doctest::Approx(0.6).epsilon(0.01));
    o.pull(o.at(0.75, 0.8), o.at(0.8, 0.75)); // a corner
    CHECK(o.mask(slot::mask_width) == doctest::Approx(0.4).epsilon(0.02));
    CHECK(o.mask(slot::mask_height) == doctest::Approx(0.4).epsilon(0.02));
    // The feather's handle stands beside the right side.
    const QPointF soft = o.at(0.8, 0.55) + QPointF(26, 0);
    o.pull(soft, soft + QPointF(0.1 * o.box.height(), 0));
    CHECK(o.mask(slot::mask_feather) == doctest::Approx(0.1).epsilon(0.03));
    // The turn's above the top.
    const QPointF turn = o.at(0.6, 0.35) - QPointF(0, 26), middle = o.at(0.6, 0.55);
    o.pull(turn, middle + QPointF(middle.y() - turn.y(), 0), Qt::ShiftModifier);
    CHECK(o.mask(slot::mask_rotation) == doctest::Approx(90));
    CHECK(o.steps() == before + 5);
    // Escape drops what is dragged, and once more gives the clip's own handles back.
    QTest::mousePress(o.view, Qt::LeftButton, {}, middle.toPoint());
    QMouseEvent move(QEvent::MouseMove, middle + QPointF(40, 0), o.view->mapToGlobal(middle), Qt::NoButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(o.view, &move);
    QTest::keyClick(o.view, Qt::Key_Escape);
    QTest::mouseRelease(o.view, Qt::LeftButton, {}, middle.toPoint());
    CHECK(o.steps() == before + 5);
    CHECK(o.mask(slot::mask_x) == doctest::Approx(0.6).epsilon(0.01));
    QTest::keyClick(o.view, Qt::Key_Escape);
    CHECK(o.e.studio().onPicture() == ui::OnPicture{});
    for (int i = 0; i < 5; ++i) REQUIRE(o.e.trigger("undo"));
    CHECK(o.mask(slot::mask_x) == 0.5);
    CHECK(o.mask(slot::mask_rotation) == 0);
}

TEST_CASE("points of a drawn mask are dragged, added, rounded and taken away; the clip stays") {
    OnScreen o;
    o.addMask("path", "0,0 1,0 1,1 0,1");
    auto points = [&] { return *parse_path(o.effect(EffectKind::blur)->mask->texts[0]); };
    o.pull(o.at(0.25, 0.25), o.at(0.2, 0.3));
    CHECK(points()[0].x == doctest::Approx(-0.1).epsilon(0.05));
    CHECK(points()[0].y == doctest::Approx(0.1).epsilon(0.05));
    QTest::mouseDClick(o.view, Qt::LeftButton, {}, o.at(0.75, 0.5).toPoint()); // on the right side
    REQUIRE(points().size() == 5);
    CHECK(points()[2].x == doctest::Approx(1).epsilon(0.02));
    CHECK(points()[2].y == doctest::Approx(0.5).epsilon(0.05));
    QTest::mouseDClick(o.view, Qt::LeftButton, {}, o.at(0.75, 0.5).toPoint()); // on the new point: round
    CHECK(points()[2].out_y != 0);
    CHECK(points()[2].in_y == -points()[2].out_y);
    // Its handle moves both ends, with Alt one.
    const double out = points()[2].out_y;
    const QPointF handle = o.at(0.75, 0.5 + out / 2);
    o.pull(handle, handle + QPointF(0, 0.1 * o.box.height()));
    CHECK(points()[2].out_y == doctest::Approx(out + 0.2).epsilon(0.05));
    CHECK(points()[2].in_y == -points()[2].out_y);
    QTest::keyClick(o.view, Qt::Key_Delete);
    CHECK(points().size() == 4);
    CHECK(o.e.track("V1").items.size() == 1);
    QTest::mouseClick(o.view, Qt::RightButton, {}, o.at(0.75, 0.75).toPoint());
    CHECK(points().size() == 3);
    QTest::mouseClick(o.view, Qt::RightButton, {}, o.at(0.75, 0.25).toPoint());
    CHECK(points().size() == 3); // the last ones stay
}

TEST_CASE("adding a mask shows its handles, and another clip's selection gives the place back") {
    OnScreen o;
    o.addMask("ellipse");
    CHECK(o.e.studio().onPicture().what == ui::OnPicture::What::mask);
    o.e.studio().select({});
    CHECK(o.e.studio().onPicture() == ui::OnPicture{});
}

TEST_CASE("sides of the crop are dragged on the picture") {
    OnScreen o;
    o.e.studio().editOnPicture({.what = ui::OnPicture::What::crop});
    const size_t before = o.steps();
    o.pull(o.at(0, 0.5), o.at(0.25, 0.5));
    o.pull(o.at(1, 1), o.at(0.9, 0.8));
    const Ref<Effect> crop = o.effect(EffectKind::crop);
    REQUIRE(crop);
    CHECK(crop->params[slot::left].value == doctest::Approx(0.25).epsilon(0.02));
    CHECK(crop->params[slot::right].value == doctest::Approx(0.1).epsilon(0.03));
    CHECK(crop->params[slot::bottom].value == doctest::Approx(0.2).epsilon(0.03));
    CHECK(crop->params[slot::top].value == 0);
    // The whole frame of it, which stays inside the picture.
    o.pull(o.at(0.5, 0.4), o.at(1.5, 0.4));
    CHECK(o.effect(EffectKind::crop)->params[slot::right].value == 0);
    CHECK(o.effect(EffectKind::crop)->params[slot::left].value == doctest::Approx(0.35).epsilon(0.02));
    CHECK(o.steps() == before + 3);
}

TEST_CASE("a title is chosen by a click on the picture and typed there") {
    OnScreen o;
    REQUIRE(ui::putTitle(o.e.studio(), QStringLiteral("Sea"), {}));
    o.e.studio().locate(Time::from_seconds(1));
    auto title = [&]() -> const Placement* {
        for (const auto& t : o.e.studio().sequence()->tracks)
            for (const auto& p : t->items)
                if (std::holds_alternative<GeneratorContent>(p.clip->content)) return &p;
        return nullptr;
    };
    REQUIRE(title());
    auto text = [&] { return std::get<GeneratorContent>(title()->clip->content).generator->texts[slot::text]; };
    const Ref<Effect> generator = std::get<GeneratorContent>(title()->clip->content).generator;
    const QPointF stands = o.at(generator->params[slot::x].value, generator->params[slot::y].value);
    o.e.studio().select({o.clip()});
    QTest::mouseClick(o.view, Qt::LeftButton, {}, stands.toPoint());
    REQUIRE(o.e.studio().selection() == std::set<ClipId>{title()->clip->id});
    const size_t before = o.steps();
    auto editor = [&] { return o.view->findChild<QPlainTextEdit*>(); };
    QTest::mouseDClick(o.view, Qt::LeftButton, {}, stands.toPoint());
    REQUIRE(editor());
    QTest::keyClicks(editor(), QStringLiteral("Vast"));
    CHECK(text() == "Vast"); // shown as it is typed, no step yet
    CHECK(o.steps() == before);
    QTest::keyClick(editor(), Qt::Key_Return, Qt::ControlModifier);
    CHECK(text() == "Vast");
    CHECK(o.steps() == before + 1);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    REQUIRE_FALSE(editor());
    REQUIRE(o.e.trigger("title_edit"));
    REQUIRE(editor());
    QTest::keyClicks(editor(), QStringLiteral("s")); // a letter, not the key that cuts
    QTest::keyClick(editor(), Qt::Key_Escape);       // typed words are kept
    CHECK(text() == "s");
    CHECK(o.steps() == before + 2);
    REQUIRE(o.e.trigger("undo"));
    CHECK(text() == "Vast");
}
