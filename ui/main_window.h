// MainWindow: the fixed skeleton of panels, four workspaces that change proportions, top bar and status bar. Main
// thread.
#pragma once

#include <QSplitter>
#include <QWidget>

#include "ui/actions.h"
#include "ui/controls/buttons.h"
#include "ui/studio.h"

class QLabel;
class QMenuBar;
class QStackedWidget;

namespace tandem {
class PicturePresenter;
}

namespace tandem::ui {

class CommandPalette;
class DeliverPanel;
class Delivery;
class EffectsBrowser;
class ExportQueue;
class ExportSheet;
class HistoryPanel;
class Inspector;
class KeyHints;
class MediaPool;
class MixerPanel;
class Panel;
class PluginWindows;
class ScopesPanel;
class StartScreen;
class TimelinePanel;
class Toasts;
class Viewer;

enum class Workspace : uint8_t { cut, sound, colour, deliver };

class MainWindow : public QWidget {
    Q_OBJECT
  public:
    explicit MainWindow(StudioServices services);
    ~MainWindow() override;

    Studio& studio() { return studio_; }
    Actions& actions() { return actions_; }
    void setWorkspace(Workspace workspace);
    Workspace workspace() const { return workspace_; }
    TimelinePanel* timeline() { return timeline_; }
    Viewer* viewer() { return viewer_; }
    void setPresenter(std::shared_ptr<PicturePresenter> presenter); // of the viewer's picture; none = it is painted
    HistoryPanel* history() { return history_; }
    void showHistory(); // in the Cut workspace
    ExportQueue* exports() { return exports_; }
    Delivery* delivery() { return delivery_; }
    PluginWindows& pluginWindows() { return *pluginWindows_; }

  protected:
    bool event(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void closeEvent(QCloseEvent*) override;
    void dragEnterEvent(QDragEnterEvent*) override;
    void dropEvent(QDropEvent*) override; // wherever no panel has its own way with it
    void paintEvent(QPaintEvent*) override;

  private:
    // main_window_actions.cpp
    void addActions();
    void addFileActions();
    void addEditActions();
    void addClipActions();
    void addPlaybackActions();
    void addViewActions();
    void enableActions();
    void openDialog();
    void saveDialog();
    void nameRecent();
    QString askSavePath(); // "" = not now
    void askGain();
    void editTitle();
    bool confirmLoss(const QString& why);
    void clipMenu(QPoint at);
    // main_window.cpp
    QWidget* buildTopBar();
    QWidget* buildStatusBar();
    QWidget* buildLeft();
    QString restHints();
    void refreshTitle();
    void refreshStatus();
    void exportNow();
    // main_window_layout.cpp
    QWidget* placeOf(QWidget* panel); // holds a panel's place in a splitter while it is elsewhere
    QWidget* buildRail();
    void slideLibrary(bool open); // pre: the rail is there
    void showMixerTab(bool mixer);
    void fitToWidth(); // which panels there is room for
    void placePanels();
    void saveLayout();
    void maximisePanel();
    void focusPanel(int step);

    Studio studio_;
    Actions actions_;
    Workspace workspace_ = Workspace::cut;
    QMenuBar* menu_ = nullptr;
    ChoiceRow* workspaces_ = nullptr;
    KeyHints* hint_ = nullptr;
    QLabel *title_ = nullptr, *saved_ = nullptr, *busy_ = nullptr, *device_ = nullptr, *format_ = nullptr,
           *audio_ = nullptr, *record_ = nullptr;
    QList<QAction*> recent_;
    IconButton *undo_ = nullptr, *redo_ = nullptr, *jobs_ = nullptr;
    TextButton* export_ = nullptr;
    QSplitter *rows_ = nullptr, *top_ = nullptr, *bottom_ = nullptr;
    Panel *left_ = nullptr, *scopesPanel_ = nullptr, *rail_ = nullptr;
    QWidget *leftPlace_ = nullptr, *mixerPlace_ = nullptr, *mixerSide_ = nullptr;
    bool mixerTab_ = false;            // of a narrow window: the mixer is in the inspector's place
    QStackedWidget* centre_ = nullptr; // start screen or viewer
    MediaPool* pool_ = nullptr;
    HistoryPanel* history_ = nullptr;
    ChoiceRow* leftTabs_ = nullptr;
    QStackedWidget* leftPages_ = nullptr;
    Viewer* viewer_ = nullptr;
    QWidget *inspector_ = nullptr, *stripEditor_ = nullptr, *loudness_ = nullptr, *colour_ = nullptr, *start_ = nullptr;
    MixerPanel* mixer_ = nullptr;
    TimelinePanel* timeline_ = nullptr;
    ExportQueue* exports_ = nullptr;
    Delivery* delivery_ = nullptr;
    PluginWindows* pluginWindows_ = nullptr;
    DeliverPanel* deliver_ = nullptr;
    QWidget* queue_ = nullptr;
    ExportSheet* sheet_ = nullptr;
    Toasts* toasts_ = nullptr;
    QWidget* maximised_ = nullptr;
    int scrolled_ = 0;                  // of the timeline, before the Colour workspace showed its picture
    int lateBlocks_ = 0, dropouts_ = 0; // of the sound device so far, and of those the ones while it played
    bool heardBefore_ = false;
    std::vector<QWidget*> hiddenByMaximise_;
};

} // namespace tandem::ui
