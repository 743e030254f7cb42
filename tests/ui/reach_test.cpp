// All of the window by keys alone: what has the keyboard has its keys before the shortcuts; painted things are told to
// screen readers; troubles of devices are told once.
#include <QAccessible>

#include "engine/video/frame_renderer.h"
#include "gpu/cpu/cpu_renderer.h"
#include "tests/ui/editor.h"
#include "ui/controls/buttons.h"
#include "ui/controls/sliders.h"
#include "ui/panels/media_pool.h"
#include "ui/panels/strip_facts.h"
#include "ui/panels/strip_rows.h"
#include "ui/panels/titles_browser.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

namespace {

template<class W>
W* named(Editor& e, const char* name) {
    for (W* w : e.window().findChildren<W*>())
        if (w->accessibleName() == QString::fromUtf8(name) && w->isVisible()) return w;
    FAIL("no widget named " << name);
    return nullptr;
}

void press(QWidget* w, Qt::Key key) {
    w->setFocus(Qt::TabFocusReason);
    REQUIRE(w->hasFocus());
    QTest::keyClick(w, key);
}

// A renderer whose device has said twice that it came back.
class TroubledRenderer final : public FrameRenderer {
  public:
    std::string name() const override { return inner_->name(); }
    Result<PictureRef> render(const FrameProgram& p, std::span<const PictureRef> sources) override {
        return inner_->render(p, sources);
    }
    Result<PictureRef> render_float(const FrameProgram& p, std::span<const PictureRef> sources) override {
        return inner_->render_float(p, sources);
    }
    std::vector<std::string> take_warnings() override { return {"the card was lost; rendering goes on with cpu"}; }

  private:
    std::unique_ptr<FrameRenderer> inner_ = make_cpu_renderer(1);
};

} // namespace

TEST_CASE("Enter presses what has the keyboard; arrows, Delete and minus belong to it and to no shortcut") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
    e.studio().locate(Time::from_seconds(1));
    const Time stood = e.studio().playhead();

    press(named<ui::IconButton>(e, "Blade (B)"), Qt::Key_Return);
    CHECK(e.studio().tool() == Tool::blade);
    e.studio().setTool(Tool::select);

    auto fader = named<ui::Fader>(e, "Fader of A1 A1");
    const double before = fader->value();
    press(fader, Qt::Key_Up);
    CHECK(fader->value() > before);
    CHECK(e.studio().playhead() == stood);

    const StripRef strip = e.studio().focusedStrip(); // Tab led into it
    CHECK(strip.track == e.track("A1").id);
    REQUIRE(ui::addInsert(e.studio(), strip, EffectKind::compressor));
    const size_t clips = e.track("V1").items.size();
    press(named<ui::InsertRow>(e, "Compressor"), Qt::Key_Delete);
    CHECK(e.track("A1").strip->inserts.empty());
    CHECK(e.track("V1").items.size() == clips);

    auto media = named<ui::MediaItems>(e, "Media");
    press(media, Qt::Key_Down);
    CHECK(e.studio().playhead() == stood);
    // Space still plays, and with Shift arrows are the window's.
    QTest::keyClick(media, Qt::Key_Right, Qt::ShiftModifier);
    CHECK(e.studio().playhead() == stood + Time::from_seconds(1));
    QTest::keyClick(media, Qt::Key_Escape);
    CHECK(e.lanes()->hasFocus());
}

TEST_CASE("track heads are reached, targeted and left by keys") {
    Editor e;
    e.studio().newProject();
    REQUIRE(e.trigger("track_heads"));
    auto head = [] { return QApplication::focusWidget()->accessibleName(); };
    CHECK(head() == QStringLiteral("Track V1"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Up);
    CHECK(head() == QStringLiteral("Track V2"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    CHECK(e.studio().targetTrack(TrackKind::picture) == e.track("V2").id);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    CHECK(e.lanes()->hasFocus());
}

TEST_CASE("painted tabs and media are children for screen readers and are pressed by them") {
    Editor e;
    e.studio().newProject();
    e.importAll({Editor::film(1), Editor::film(2)});
    auto access = [](QWidget* w) { return QAccessible::queryAccessibleInterface(w); };
    QAccessibleInterface* tabs = access(named<ui::ChoiceRow>(e, "Library"));
    REQUIRE(tabs->childCount() >= 4);
    CHECK(tabs->child(0)->text(QAccessible::Name) == QStringLiteral("Media"));
    CHECK(tabs->child(0)->state().selected);
    CHECK(tabs->indexOfChild(tabs->child(1)) == 1);
    tabs->child(1)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    CHECK_FALSE(tabs->child(0)->state().selected);
    tabs->child(0)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());

    QAccessibleInterface* media = access(named<ui::MediaItems>(e, "Media"));
    REQUIRE(media->childCount() == 2);
    CHECK(media->child(1)->text(QAccessible::Name) == QStringLiteral("film2.mp4"));
    CHECK(media->childAt(media->child(1)->rect().center().x(), media->child(1)->rect().center().y()) ==
          media->child(1));
    media->child(1)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    CHECK(media->child(1)->state().selected);
    CHECK(e.studio().selectedMedia() == e.studio().project()->media[1]->id);
}

TEST_CASE("a title preset keeps its look, whichever way it comes to the timeline") {
    Editor e;
    e.studio().newProject();
    ui::putTitlePreset(e.studio(), 1, {}, e.track("V2").id);
    REQUIRE(e.track("V2").items.size() == 1);
    const ClipId clip = e.track("V2").items[0].clip->id;
    CHECK(e.studio().selection() == std::set<ClipId>{clip});
    ui::putTitlePreset(e.studio(), 0, Time::from_seconds(20), e.track("V2").id);
    REQUIRE(e.track("V2").items.size() == 2);
    auto height = [&](size_t i) {
        const auto& made = std::get<GeneratorContent>(e.track("V2").items[i].clip->content).generator;
        return made->params[static_cast<size_t>(param_slot(spec(EffectKind::title), "y"))].value;
    };
    CHECK(height(0) == 0.86);
    CHECK(height(1) == 0.5);
}

TEST_CASE("a device's trouble is told once, with what it means") {
    TempFolder folder;
    ui::StudioServices services;
    services.viewerRenderer = std::make_unique<TroubledRenderer>();
    services.audioDevice = "null";
    services.journal.folder = folder.path().string();
    ui::Studio studio(std::move(services));
    int told = 0;
    QObject::connect(&studio, &ui::Studio::messageSaid, [&](const ui::Message& m) {
        if (!m.text.contains(QStringLiteral("rendering goes on with cpu"))) return;
        ++told;
        CHECK(m.kind == ui::MessageKind::warning);
        CHECK(m.text.startsWith(QStringLiteral("The picture goes on")));
    });
    studio.newProject();
    REQUIRE(studio.run("place_on_top", {{"generator", "title"}, {"text", "x"}, {"at", ui::arg(Time{})}}));
    studio.setView(320, 180, ViewQuality{});
    for (int i = 0; i < 3; ++i) {
        studio.locate(Time::from_seconds(i + 1));
        REQUIRE(Editor::until([&] { return told > 0; }));
        Editor::until([] { return false; }, 600);
    }
    CHECK(told == 1);
}
