// Desk: a Studio with two sound tracks and the bus Room, for panels of sound by themselves. Main thread.
#pragma once

#include <doctest/doctest.h>

#include <QApplication>
#include <QSettings>
#include <QTest>

#include "gpu/cpu/cpu_renderer.h"
#include "tests/support/self_media.h"
#include "ui/panels/strip_facts.h"
#include "ui/studio.h"

namespace tandem::test {

using namespace tandem::ui;

struct Desk {
    Desk() {
        qputenv("XDG_CACHE_HOME", QByteArray::fromStdString((folder.path() / "cache").string()));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope,
                           QString::fromStdString((folder.path() / "config").string()));
        open();
        for (const auto& t : studio->sequence()->tracks)
            if (t->kind == TrackKind::sound) tracks.push_back(t->id);
        REQUIRE(studio->run("add_bus", {{"name", "Room"}}));
        bus = studio->sequence()->mixer->buses[0]->id;
    }
    // Another one of the same user, with a new project.
    void open() {
        studio.reset();
        StudioServices services;
        services.viewerRenderer = make_cpu_renderer(1);
        services.audioDevice = "null";
        services.journal.folder = folder.path().string();
        studio = std::make_unique<Studio>(std::move(services));
        studio->newProject();
    }
    const Strip& strip(StripRef ref) {
        kept = studio->sequence();
        return *stripOf(*kept, ref);
    }
    template<class W>
    static W* named(QWidget& in, const QString& name) {
        for (W* w : in.findChildren<W*>())
            if (w->accessibleName() == name && w->isVisibleTo(&in)) return w;
        FAIL("no widget named " << name.toStdString());
        return nullptr;
    }
    static void drag(QWidget* w, QPoint from, QPoint to, bool release = true) {
        QTest::mousePress(w, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 4; ++i) {
            const QPoint p = from + (to - from) * i / 4;
            QMouseEvent move(QEvent::MouseMove, p, w->mapToGlobal(p), Qt::NoButton, Qt::LeftButton, {});
            QApplication::sendEvent(w, &move);
        }
        if (release) QTest::mouseRelease(w, Qt::LeftButton, {}, to);
    }

    TempFolder folder;
    std::unique_ptr<Studio> studio;
    std::vector<TrackId> tracks;
    BusId bus;
    Ref<Sequence> kept;
};

} // namespace tandem::test
