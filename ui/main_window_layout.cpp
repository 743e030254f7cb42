// Workspaces and the places of the panels.
#include <QApplication>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include "ui/controls/buttons.h"
#include "ui/dialogs/export_sheet.h"
#include "ui/main_window.h"
#include "ui/panels/deliver_panels.h"
#include "ui/panels/inspector.h"
#include "ui/panels/mixer_panel.h"
#include "ui/panels/scopes_panel.h"
#include "ui/panels/viewer.h"
#include "ui/timeline/timeline_panel.h"

namespace tandem::ui {

// Narrower windows have the mixer as a tab with the inspector, and the library as a rail that opens over the viewer.
static constexpr int kMixerBeside = 1440, kLibraryBeside = 1366, kScopesBeside = 1500;
static constexpr int kRail = 44, kLibraryWidth = 364;

QWidget* MainWindow::placeOf(QWidget* panel) {
    auto place = new QWidget(this);
    auto all = new QVBoxLayout(place);
    all->setContentsMargins(0, 0, 0, 0);
    if (panel) all->addWidget(panel);
    return place;
}

void MainWindow::setPresenter(std::shared_ptr<PicturePresenter> presenter) {
    viewer_->picture()->setPresenter(std::move(presenter));
}

QWidget* MainWindow::buildRail() {
    rail_ = new Panel(tr("Library"), this, false);
    rail_->setFixedWidth(kRail);
    static constexpr const char* kIcons[] = {"media", "fx", "title", "marker", "clock"};
    const QString names[] = {tr("Media"), tr("Effects"), tr("Titles"), tr("Markers"), tr("History")};
    rail_->body()->setContentsMargins(0, 6, 0, 6);
    rail_->body()->setSpacing(6);
    for (int i = 0; i < 5; ++i) {
        auto button = new IconButton(QString::fromLatin1(kIcons[i]), names[i], rail_, 32);
        connect(button, &QAbstractButton::clicked, this, [this, i] {
            const bool same = left_->isVisible() && leftPages_->currentIndex() == i;
            leftTabs_->setCurrent(i);
            leftPages_->setCurrentIndex(i);
            slideLibrary(!same);
        });
        rail_->body()->addWidget(button, 0, Qt::AlignHCenter);
    }
    rail_->body()->addStretch();
    rail_->hide();
    // What gets the keyboard outside puts it away.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (rail_->isVisible() && left_->isVisible() && now && window() == now->window() && !left_->isAncestorOf(now) &&
            !rail_->isAncestorOf(now))
            slideLibrary(false);
    });
    return rail_;
}

void MainWindow::slideLibrary(bool open) {
    if (!rail_->isVisible()) return;
    left_->setVisible(open);
    if (!open) return;
    const QPoint at = rail_->mapTo(this, QPoint(rail_->width() + 4, 0));
    left_->setGeometry(at.x(), at.y(), kLibraryWidth, rail_->height());
    left_->raise();
    leftPages_->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::showMixerTab(bool mixer) {
    mixerTab_ = mixer;
    QList<int> sizes = top_->sizes();
    fitToWidth();
    // As wide as what it takes the place of.
    const int from = top_->indexOf(mixer ? inspector_ : mixerSide_),
              to = top_->indexOf(mixer ? mixerSide_ : inspector_);
    if (sizes[from] > 0) sizes[to] = std::exchange(sizes[from], 0);
    top_->setSizes(sizes);
}

void MainWindow::fitToWidth() {
    const bool cut = workspace_ == Workspace::cut, sound = workspace_ == Workspace::sound,
               grade = workspace_ == Workspace::colour;
    const bool tab = cut && width() < kMixerBeside, rail = cut && width() < kLibraryBeside;
    auto move = [](QWidget* panel, QWidget* place) {
        if (panel->parentWidget() == place) return;
        place->layout()->addWidget(panel);
        panel->show();
    };
    move(mixer_, tab ? mixerSide_ : mixerPlace_);
    mixer_->setOther(tab ? tr("Inspector") : QString());
    static_cast<Inspector*>(inspector_)->setOther(tab ? tr("Mixer") : QString());
    mixerPlace_->setVisible(sound || (cut && !tab));
    mixerSide_->setVisible(tab && mixerTab_);
    inspector_->setVisible((cut && !(tab && mixerTab_)) || grade);
    scopesPanel_->setVisible(studio_.session() && (grade || (cut && width() >= kScopesBeside)));
    rail_->setVisible(rail);
    leftPlace_->setVisible(cut && !rail);
    if (rail && left_->parentWidget() != this) {
        left_->setParent(this);
        left_->hide();
    } else if (!rail) {
        move(left_, leftPlace_);
    }
}

void MainWindow::setWorkspace(Workspace workspace) {
    if (maximised_) maximisePanel();
    if (workspace == Workspace::deliver && !studio_.session()) workspace = Workspace::cut;
    if (isVisible() && workspace != workspace_) saveLayout();
    TimelineModel& lanes = timeline_->model();
    const int scrolled = scrolled_;
    if (workspace == Workspace::colour && workspace_ != workspace) scrolled_ = lanes.scrollY();
    const bool leavesColour = workspace_ == Workspace::colour && workspace != Workspace::colour;
    workspace_ = workspace;
    workspaces_->setCurrent(static_cast<int>(workspace));
    const bool sound = workspace == Workspace::sound, grade = workspace == Workspace::colour,
               deliver = workspace == Workspace::deliver;
    fitToWidth();
    stripEditor_->setVisible(sound);
    loudness_->setVisible(sound);
    colour_->setVisible(grade);
    for (QWidget* w : {static_cast<QWidget*>(deliver_), static_cast<QWidget*>(deliver_->presets()), queue_})
        w->setVisible(deliver);
    mixer_->setWide(sound);
    viewer_->setTransportVisible(!sound);
    timeline_->setSoundView(sound);
    placePanels();
    // Once more when the panels that came have their sizes: until then they are as narrow as they were elsewhere.
    QTimer::singleShot(0, this, [this, workspace, scrolled, leavesColour] {
        if (workspace_ != workspace || maximised_) return;
        placePanels();
        // The strip of the Colour workspace is low: it shows what is graded.
        if (workspace == Workspace::colour) timeline_->showMainPicture();
        if (leavesColour) timeline_->model().setScrollY(scrolled);
    });
}

// Where the user left the panels of this workspace at this width of the window, or as they were designed.
void MainWindow::placePanels() {
    const bool sound = workspace_ == Workspace::sound, grade = workspace_ == Workspace::colour,
               deliver = workspace_ == Workspace::deliver;
    bottom_->setOrientation(sound ? Qt::Vertical : Qt::Horizontal);
    QSettings settings;
    settings.beginGroup(QStringLiteral("places%1").arg(static_cast<int>(workspace_)));
    const bool kept = settings.value(QStringLiteral("width")).toInt() == width() && studio_.session() &&
                      rows_->restoreState(settings.value(QStringLiteral("rows")).toByteArray()) &&
                      top_->restoreState(settings.value(QStringLiteral("top")).toByteArray()) &&
                      bottom_->restoreState(settings.value(QStringLiteral("bottom")).toByteArray());
    // restoreState brings an orientation back too.
    bottom_->setOrientation(sound ? Qt::Vertical : Qt::Horizontal);
    if (kept) return;
    // The proportions of the design at 1920 x 1080; hidden panels count as nothing.
    const int h = std::max(400, height() - 68), w = std::max(800, width() - 8);
    const auto share = [](int whole, std::initializer_list<double> parts) {
        QList<int> out;
        double sum = 0;
        for (double p : parts) sum += p;
        for (double p : parts) out.push_back(static_cast<int>(whole * p / sum));
        return out;
    };
    if (sound) {
        rows_->setSizes(share(h, {300, 0, 704}));
        top_->setSizes(share(w, {0, 0, 492, 900, 0, 512, 0, 0, 0}));
        bottom_->setSizes(share(h * 704 / 1004, {312, 388, 0}));
    } else if (grade) {
        rows_->setSizes(share(h, {480, 270, 200}));
        top_->setSizes(share(w, {0, 0, 1100, 0, 420, 0, 352, 0, 0}));
        bottom_->setSizes(share(w, {1464, 0, 0}));
    } else if (deliver) {
        rows_->setSizes(share(h, {664, 0, 344}));
        top_->setSizes(share(w, {0, 300, 1124, 0, 0, 0, 0, 0, 480}));
        bottom_->setSizes(share(w, {1428, 0, 480}));
    } else {
        rows_->setSizes(share(h, {544, 0, 464}));
        const bool scopes = scopesPanel_->isVisibleTo(this), library = leftPlace_->isVisibleTo(this);
        top_->setSizes(
            share(w, {library ? 364.0 : 0.0, 0, 884, 0, scopes ? 300.0 : 0.0, 0,
                      inspector_->isVisibleTo(this) ? 352.0 : 0.0, mixerSide_->isVisibleTo(this) ? 352.0 : 0.0, 0}));
        bottom_->setSizes(share(w, {1464, mixerPlace_->isVisibleTo(this) ? 444.0 : 0.0, 0}));
    }
}

void MainWindow::saveLayout() {
    QSettings settings;
    settings.beginGroup(QStringLiteral("places%1").arg(static_cast<int>(workspace_)));
    settings.setValue(QStringLiteral("width"), width());
    settings.setValue(QStringLiteral("rows"), rows_->saveState());
    settings.setValue(QStringLiteral("top"), top_->saveState());
    settings.setValue(QStringLiteral("bottom"), bottom_->saveState());
}

void MainWindow::maximisePanel() {
    if (maximised_) {
        for (QWidget* w : hiddenByMaximise_) w->show();
        hiddenByMaximise_.clear();
        maximised_ = nullptr;
        return;
    }
    QWidget* focus = QApplication::focusWidget();
    const std::vector<QWidget*> panels{leftPlace_,  deliver_->presets(), centre_,  stripEditor_, scopesPanel_,
                                       loudness_,   inspector_,          deliver_, colour_,      timeline_,
                                       mixerPlace_, mixerSide_,          queue_};
    QWidget* target = timeline_;
    for (QWidget* p : panels)
        if (focus && (p == focus || p->isAncestorOf(focus))) target = p;
    for (QWidget* p : panels)
        if (p != target && p->isVisible()) {
            p->hide();
            hiddenByMaximise_.push_back(p);
        }
    maximised_ = target;
}

void MainWindow::focusPanel(int step) {
    std::vector<QWidget*> panels;
    for (QWidget* p : {static_cast<QWidget*>(left_), static_cast<QWidget*>(deliver_->presets()),
                       static_cast<QWidget*>(centre_), stripEditor_, inspector_, static_cast<QWidget*>(deliver_),
                       colour_, static_cast<QWidget*>(timeline_), static_cast<QWidget*>(mixer_), queue_})
        if (p->isVisible()) panels.push_back(p);
    if (panels.empty()) return;
    QWidget* focus = QApplication::focusWidget();
    int now = 0;
    for (size_t i = 0; i < panels.size(); ++i)
        if (focus && panels[i]->isAncestorOf(focus)) now = static_cast<int>(i);
    const int n = static_cast<int>(panels.size());
    QWidget* target = panels[static_cast<size_t>((now + step + n) % n)];
    for (QWidget* p : panels)
        if (auto panel = qobject_cast<Panel*>(p)) panel->setActive(p == target);
    if (target == timeline_) return timeline_->lanes()->setFocus(Qt::ShortcutFocusReason);
    for (QWidget* w : target->findChildren<QWidget*>())
        if (w->isVisible() && w->isEnabled() && w->focusPolicy() & Qt::TabFocus)
            return w->setFocus(Qt::ShortcutFocusReason);
}

void MainWindow::resizeEvent(QResizeEvent*) {
    if (sheet_) sheet_->setGeometry(rect());
    if (!rows_ || maximised_) return;
    fitToWidth();
    if (rail_->isVisible()) slideLibrary(false);
}

} // namespace tandem::ui
