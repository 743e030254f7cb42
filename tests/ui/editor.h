// Editor: the window under test with the processor's renderer, the null sound device and folders of its own; and events
// as a user makes them. Main thread.
#pragma once

#include <doctest/doctest.h>

#include <QApplication>
#include <QMimeData>
#include <QTest>

#include "engine/model/lookup.h"
#include "engine/model/validate.h"
#include "tests/support/self_media.h"
#include "tests/ui/watch.h"
#include "ui/main_window.h"
#include "ui/panels/viewer.h"
#include "ui/timeline/timeline_panel.h"

namespace tandem::test {

// Of the films made here.
inline Time frames(int n) { return FrameRate{25, 1}.time_of(n); }

class Editor {
  public:
    // A folder of "" = one of its own. `renderThreads` make the viewer's pictures; the program has one for each core.
    explicit Editor(const std::string& folder = {}, int renderThreads = 1);
    ~Editor();

    ui::MainWindow& window() { return *window_; }
    ui::Studio& studio() { return window_->studio(); }
    ui::TimelineModel& model() { return window_->timeline()->model(); }
    ui::Lanes* lanes() { return window_->timeline()->lanes(); }
    const std::string& folder() const { return folder_; }
    std::string file(const std::string& name) const { return folder_ + "/" + name; }
    std::vector<ui::Message>& messages() { return messages_; }
    // Closes and opens a new window on the same folders.
    void restart();

    // ---- media made here, once for a test run: three seconds at 25, 320x180, with sound ----
    static QString film(int number);

    // Lets events and workers go on until the condition holds; false after ten seconds.
    static bool until(const std::function<bool()>& condition, int ms = 10000);
    void importAll(const QStringList& files);
    void drop(const QStringList& files, Time at, const std::string& track);

    const Track& track(const std::string& name);
    Sequence sequence() { return *studio().sequence(); }
    // A new project with two films of 75 frames one after the other on V1 and A1, all in view.
    void twoFilms();
    // In the lanes.
    QPoint at(Time t, const std::string& track, double down = 0.7);
    void click(QPoint p, Qt::KeyboardModifiers modifiers = {});
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    bool trigger(const char* action);             // false where it is disabled
    std::string places(const std::string& track); // "0+75 75+75", in frames

  private:
    void open();
    std::unique_ptr<TempFolder> own_;
    std::string folder_;
    int renderThreads_;
    std::unique_ptr<ui::MainWindow> window_;
    std::vector<ui::Message> messages_;
};

} // namespace tandem::test
