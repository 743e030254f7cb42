// Making of the window and of events.
#define DOCTEST_CONFIG_IMPLEMENT
#include "tests/ui/editor.h"

#include <QDropEvent>
#include <QSettings>
#include <QUrl>

#include "gpu/cpu/cpu_renderer.h"
#include "ui/theme/theme.h"

namespace tandem::test {

static TempFolder& mediaFolder() {
    static TempFolder folder;
    return folder;
}

QString Editor::film(int number) {
    const std::string path = mediaFolder().file("film" + std::to_string(number) + ".mp4");
    if (!std::filesystem::exists(path)) {
        SelfClip clip;
        clip.clip = number, clip.frames = 75;
        REQUIRE(make_self_clip(path, clip));
    }
    return QString::fromStdString(path);
}

Editor::Editor(const std::string& folder, int renderThreads) : folder_(folder), renderThreads_(renderThreads) {
    if (folder_.empty()) {
        own_ = std::make_unique<TempFolder>();
        folder_ = own_->path().string();
    }
    open();
}

Editor::~Editor() { window_.reset(); }

void Editor::open() {
    qputenv("XDG_CACHE_HOME", QByteArray::fromStdString(file("cache")));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, QString::fromStdString(file("config")));
    ui::StudioServices services;
    services.viewerRenderer = make_cpu_renderer(renderThreads_);
    services.openRenderers = []() -> Result<std::vector<std::unique_ptr<FrameRenderer>>> {
        std::vector<std::unique_ptr<FrameRenderer>> out;
        out.push_back(make_cpu_renderer(1));
        return out;
    };
    services.audioDevice = "null";
    services.version = "test";
    services.journal.folder = file("state/journal");
    services.queue = file("state/queue");
    window_ = std::make_unique<ui::MainWindow>(std::move(services));
    QObject::connect(&studio(), &ui::Studio::messageSaid, window_.get(),
                     [this](const ui::Message& m) { messages_.push_back(m); });
    window_->resize(1920, 1056);
    window_->show();
    REQUIRE(QTest::qWaitForWindowExposed(window_.get()));
}

void Editor::restart() {
    window_->close();
    window_.reset();
    messages_.clear();
    open();
}

bool Editor::until(const std::function<bool()>& condition, int ms) { return QTest::qWaitFor(condition, ms); }

void Editor::importAll(const QStringList& files) {
    size_t count = 0;
    studio().importFiles(files, [&](const std::vector<MediaId>& ids) { count = ids.size(); });
    REQUIRE(until([&] { return count > 0; }));
}

const Track& Editor::track(const std::string& name) {
    for (const auto& t : studio().sequence()->tracks)
        if (t->name == name) return *t;
    FAIL("no track " << name);
    return *studio().sequence()->tracks[0];
}

void Editor::twoFilms() {
    studio().newProject();
    importAll({film(1), film(2)});
    for (const size_t i : {0, 1}) {
        studio().selectMedia(studio().project()->media[i]->id);
        REQUIRE(trigger("append"));
    }
    model().zoomToFit();
    REQUIRE(places("V1") == "0+75 75+75");
}

QPoint Editor::at(Time t, const std::string& name, double down) {
    const auto& tracks = studio().sequence()->tracks;
    for (size_t i = 0; i < tracks.size(); ++i)
        if (tracks[i]->name == name) {
            const ui::TrackRow* row = model().rowOf(i);
            return {static_cast<int>(std::lround(model().x(t))),
                    row->y - model().scrollY() + static_cast<int>(row->height * down)};
        }
    FAIL("no track " << name);
    return {};
}

void Editor::drop(const QStringList& files, Time t, const std::string& name) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& f : files) urls.push_back(QUrl::fromLocalFile(f));
    data.setUrls(urls);
    const QPoint p = at(t, name);
    QDragEnterEvent enter(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(lanes(), &enter);
    CHECK(enter.isAccepted());
    QDragMoveEvent move(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(lanes(), &move);
    QDropEvent event(p, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(lanes(), &event);
}

void Editor::click(QPoint p, Qt::KeyboardModifiers modifiers) {
    QTest::mouseMove(lanes(), p);
    QTest::mouseClick(lanes(), Qt::LeftButton, modifiers, p);
}

void Editor::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers) {
    QTest::mouseMove(lanes(), from);
    QTest::mousePress(lanes(), Qt::LeftButton, modifiers, from);
    for (int i = 1; i <= 4; ++i) {
        // QTest::mouseMove has no buttons on the offscreen platform.
        const QPoint p = from + (to - from) * i / 4;
        QMouseEvent move(QEvent::MouseMove, p, lanes()->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, modifiers);
        QApplication::sendEvent(lanes(), &move);
    }
    QTest::mouseRelease(lanes(), Qt::LeftButton, modifiers, to);
}

void Editor::key(Qt::Key k, Qt::KeyboardModifiers modifiers) {
    QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : lanes(), k, modifiers);
}

bool Editor::trigger(const char* action) {
    QAction* a = window_->actions().find(QString::fromLatin1(action));
    REQUIRE_MESSAGE(a, action);
    if (!a->isEnabled()) return false;
    a->trigger();
    return true;
}

std::string Editor::places(const std::string& name) {
    const FrameRate rate = studio().sequence()->format.rate;
    std::string out;
    for (const Placement& p : track(name).items)
        out += (out.empty() ? "" : " ") + std::to_string(rate.frame_nearest(p.start)) + "+" +
               std::to_string(rate.frame_nearest(p.clip->length));
    return out;
}

} // namespace tandem::test

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(QStringLiteral("tandem"));
    QCoreApplication::setApplicationName(QStringLiteral("tandem"));
    tandem::test::WatchedApplication application(argc, argv);
    tandem::ui::applyTheme();
    doctest::Context context(argc, argv);
    return context.run();
}
