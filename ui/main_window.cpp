// The window's parts and their places.
#include "ui/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>

#include "ui/controls/key_hints.h"
#include "ui/controls/own_keys.h"
#include "ui/controls/toasts.h"
#include "ui/delivery.h"
#include "ui/dialogs/export_form.h"
#include "ui/dialogs/export_sheet.h"
#include "ui/export_queue.h"
#include "ui/panels/colour_wheels.h"
#include "ui/panels/deliver_panels.h"
#include "ui/panels/effects_browser.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/inspector.h"
#include "ui/panels/loudness_panel.h"
#include "ui/panels/markers_panel.h"
#include "ui/panels/media_pool.h"
#include "ui/panels/mixer_panel.h"
#include "ui/panels/scopes_panel.h"
#include "ui/panels/start_screen.h"
#include "ui/panels/strip_editor.h"
#include "ui/panels/titles_browser.h"
#include "ui/panels/viewer.h"
#include "ui/plugin_windows.h"
#include "ui/timeline/timeline_panel.h"

namespace tandem::ui {

static void keepTabsInPanels(QObject* window);

MainWindow::MainWindow(StudioServices services) : studio_(std::move(services)), actions_(this) {
    studio_.confirmLoss = [this](const QString& why) { return confirmLoss(why); };
    setObjectName(QStringLiteral("main"));
    setAccessibleName(QStringLiteral("Tandem"));
    setWindowIcon(appIcon());
    setMinimumSize(1280, 720);
    setAcceptDrops(true);
    exports_ = new ExportQueue(studio_, this);
    delivery_ = new Delivery(studio_, this);
    pluginWindows_ = new PluginWindows(studio_, this);

    viewer_ = new Viewer(studio_, this);
    start_ = new StartScreen(studio_, this);
    centre_ = new QStackedWidget(this);
    centre_->addWidget(start_);
    centre_->addWidget(viewer_);
    inspector_ = new Inspector(studio_, this);
    stripEditor_ = new StripEditor(studio_, this);
    loudness_ = new LoudnessPanel(studio_, this);
    scopesPanel_ = new ScopesPanel(studio_, this);
    colour_ = new ColourPanel(studio_, this);
    mixer_ = new MixerPanel(studio_, this);
    timeline_ = new TimelinePanel(studio_, this);
    deliver_ = new DeliverPanel(studio_, *exports_, *delivery_, this);
    queue_ = new QueuePanel(*exports_, this);

    auto all = new QVBoxLayout(this);
    all->setContentsMargins(4, 0, 4, 0);
    all->setSpacing(0);
    all->addWidget(buildTopBar());
    rows_ = new QSplitter(Qt::Vertical, this);
    top_ = new QSplitter(Qt::Horizontal, this);
    bottom_ = new QSplitter(Qt::Horizontal, this);
    leftPlace_ = placeOf(buildLeft());
    mixerPlace_ = placeOf(mixer_), mixerSide_ = placeOf(nullptr);
    for (QWidget* w :
         {leftPlace_, static_cast<QWidget*>(deliver_->presets()), static_cast<QWidget*>(centre_), stripEditor_,
          static_cast<QWidget*>(scopesPanel_), loudness_, inspector_, mixerSide_, static_cast<QWidget*>(deliver_)})
        top_->addWidget(w);
    for (QWidget* w : {static_cast<QWidget*>(timeline_), mixerPlace_, queue_}) bottom_->addWidget(w);
    auto upper = new QWidget(this);
    auto upperRow = new QHBoxLayout(upper);
    upperRow->setContentsMargins(0, 0, 0, 0);
    upperRow->setSpacing(4);
    upperRow->addWidget(buildRail());
    upperRow->addWidget(top_, 1);
    rows_->addWidget(upper);
    rows_->addWidget(colour_);
    rows_->addWidget(bottom_);
    for (QSplitter* s : {rows_, top_, bottom_}) s->setChildrenCollapsible(false);
    all->addWidget(rows_, 1);
    all->addWidget(buildStatusBar());
    sheet_ = new ExportSheet(studio_, *exports_, this);
    sheet_->hide();
    toasts_ = new Toasts(this);
    keepTabsInPanels(this);

    addActions();
    actions_.fill(menu_);
    // Which files are there is looked at when somebody wants to know.
    for (QObject* in : recent_.front()->associatedObjects())
        if (auto menu = qobject_cast<QMenu*>(in)) connect(menu, &QMenu::aboutToShow, this, &MainWindow::nameRecent);
    connect(&studio_, &Studio::messageSaid, this, [this](const Message& m) { toasts_->show(m); });
    connect(&studio_, &Studio::savedChanged, this, &MainWindow::refreshTitle);
    connect(&studio_, &Studio::sessionChanged, this, [this] {
        centre_->setCurrentWidget(studio_.session() ? static_cast<QWidget*>(viewer_) : start_);
        setWorkspace(studio_.session() ? workspace_ : Workspace::cut);
        refreshTitle();
        refreshStatus();
        if (studio_.session()) timeline_->lanes()->setFocus();
    });
    connect(&studio_, &Studio::projectChanged, this, &MainWindow::refreshStatus);
    connect(&studio_, &Studio::playbackOpened, this, &MainWindow::refreshStatus);
    connect(&studio_, &Studio::playingChanged, this, &MainWindow::refreshStatus);
    connect(&studio_, &Studio::recordingChanged, this, &MainWindow::refreshStatus);
    connect(&studio_, &Studio::listeningChanged, this, &MainWindow::refreshStatus);
    connect(&studio_, &Studio::selectionChanged, this, &MainWindow::enableActions);
    connect(&studio_, &Studio::busyChanged, this, [this](const QString& what) { busy_->setText(what); });
    connect(exports_, &ExportQueue::changed, this, &MainWindow::refreshStatus);
    // What was chosen in the sheet is what the Deliver workspace shows.
    connect(sheet_, &Overlay::dismissed, this, [this] {
        if (workspace_ == Workspace::deliver) deliver_->form().load();
    });
    connect(exports_, &ExportQueue::showAsked, this, [this] {
        if (workspace_ != Workspace::deliver) sheet_->open();
    });
    connect(timeline_, &TimelinePanel::hint, this,
            [this](const QString& text) { hint_->setHints(text.isEmpty() ? restHints() : text); });
    connect(&actions_, &Actions::keysChanged, this, [this] { hint_->setHints(restHints()); });
    connect(&studio_, &Studio::sessionChanged, this, [this] { hint_->setHints(restHints()); });
    connect(timeline_, &TimelinePanel::menuAsked, this, &MainWindow::clipMenu);
    connect(mixer_, &MixerPanel::expandAsked, this,
            [this] { setWorkspace(workspace_ == Workspace::sound ? Workspace::cut : Workspace::sound); });
    connect(mixer_, &MixerPanel::otherAsked, this, [this] { showMixerTab(false); });
    connect(static_cast<Inspector*>(inspector_), &Inspector::otherAsked, this, [this] { showMixerTab(true); });
    connect(mixer_, &MixerPanel::insertAsked, this, [this](StripRef strip, EffectId effect) {
        setWorkspace(Workspace::sound);
        static_cast<StripEditor*>(stripEditor_)->showInsert(strip, effect);
    });
    connect(static_cast<StartScreen*>(start_), &StartScreen::openAsked, this, &MainWindow::openDialog);
    connect(&studio_, &Studio::pictureReady, this, [this] {
        if (!sheet_->isVisible()) sheet_->form().setPoster(viewer_->picture()->image());
    });
    auto slow = new QTimer(this);
    connect(slow, &QTimer::timeout, this, &MainWindow::refreshStatus);
    slow->start(1000);

    actions_.loadKeys(QSettings().value(QStringLiteral("keys")).toString(), userKeyFile());
    if (const QStringList& problems = actions_.problems(); !problems.isEmpty())
        studio_.say({MessageKind::warning, tr("Some keys of keys.txt clash"), problems.join(u'\n')});
    const QByteArray geometry = QSettings().value(QStringLiteral("window")).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) resize(1600, 900);
    setWorkspace(Workspace::cut);
    refreshTitle();
    refreshStatus();
    enableActions();
    hint_->setHints(restHints());
}

MainWindow::~MainWindow() = default;

// While the pointer is on nothing that has some of its own.
QString MainWindow::restHints() {
    QString out;
    auto add = [&](std::initializer_list<const char*> ids, const QString& what) {
        QStringList keys;
        for (const char* id : ids)
            if (QString key = actions_.find(QString::fromLatin1(id))->shortcut().toString(QKeySequence::NativeText);
                !key.isEmpty())
                keys.push_back(key.remove(u' '));
        if (!keys.isEmpty())
            out += (out.isEmpty() ? QString() : QStringLiteral("   ")) + keys.join(u'\t') + QStringLiteral(": ") + what;
    };
    if (studio_.session()) {
        add({"tool_blade"}, tr("Blade"));
        add({"trim_start", "trim_end"}, tr("Trim to the playhead"));
    }
    add({"keys"}, tr("All keys"));
    add({"palette"}, tr("Find a command"));
    return out;
}

void MainWindow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.fillRect(rect(), colour(token::canvas));
}

QWidget* MainWindow::buildTopBar() {
    auto bar = new QWidget(this);
    bar->setFixedHeight(44);
    auto row = new QHBoxLayout(bar);
    row->setContentsMargins(6, 0, 4, 0);
    row->setSpacing(4);
    auto left = new QWidget(bar), right = new QWidget(bar);
    auto leftRow = new QHBoxLayout(left), rightRow = new QHBoxLayout(right);
    for (auto* r : {leftRow, rightRow}) r->setContentsMargins(0, 0, 0, 0), r->setSpacing(6);
    auto logo = new QLabel(left);
    logo->setPixmap(icon(QStringLiteral("logo"), 22, Qt::white, devicePixelRatioF()));
    menu_ = new QMenuBar(left);
    menu_->setFont(textFont(12.5, QFont::Medium));
    menu_->setNativeMenuBar(false);
    leftRow->addWidget(logo);
    leftRow->addSpacing(4);
    menu_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    leftRow->addWidget(menu_, 1, Qt::AlignVCenter);
    workspaces_ = new ChoiceRow(
        {tr("Cut"), tr("Sound"), tr("Colour"), tr("Deliver")}, ChoiceRow::Look::segments, tr("Workspace"), bar,
        {QStringLiteral("cut"), QStringLiteral("sound"), QStringLiteral("colour"), QStringLiteral("deliver")});
    connect(workspaces_, &ChoiceRow::chosen, this, [this](int i) { setWorkspace(static_cast<Workspace>(i)); });
    title_ = new QLabel(right);
    title_->setFont(textFont(12.5, QFont::Medium));
    saved_ = new QLabel(right);
    saved_->setFont(textFont(11.5));
    undo_ = new IconButton(QStringLiteral("undo"), tr("Undo (Ctrl+Z)"), right);
    redo_ = new IconButton(QStringLiteral("redo"), tr("Redo (Ctrl+Shift+Z)"), right);
    jobs_ = new IconButton(QStringLiteral("jobs"), tr("Exports"), right);
    export_ = new TextButton(tr("Export"), TextButton::Look::filled, right, QStringLiteral("export"));
    connect(undo_, &QAbstractButton::clicked, this, [this] { studio_.undo(); });
    connect(redo_, &QAbstractButton::clicked, this, [this] { studio_.redo(); });
    connect(jobs_, &QAbstractButton::clicked, this, [this] {
        if (workspace_ != Workspace::deliver) sheet_->open();
    });
    connect(export_, &QAbstractButton::clicked, this,
            [this] { workspace_ == Workspace::deliver ? exportNow() : sheet_->open(); });
    rightRow->addStretch();
    for (QWidget* w : {static_cast<QWidget*>(title_), static_cast<QWidget*>(saved_), static_cast<QWidget*>(undo_),
                       static_cast<QWidget*>(redo_), static_cast<QWidget*>(jobs_), static_cast<QWidget*>(export_)})
        rightRow->addWidget(w);
    row->addWidget(left, 1);
    row->addWidget(workspaces_);
    row->addWidget(right, 1);
    return bar;
}

QWidget* MainWindow::buildLeft() {
    left_ = new Panel(tr("Library"), this);
    leftTabs_ = new ChoiceRow({tr("Media"), tr("Effects"), tr("Titles"), tr("Markers"), tr("History")},
                              ChoiceRow::Look::tabs, tr("Library"), left_);
    left_->head()->addWidget(leftTabs_);
    left_->head()->addStretch();
    auto add = new IconButton(QStringLiteral("plus"), tr("Import media (Ctrl+I)"), left_);
    left_->head()->addWidget(add);
    leftPages_ = new QStackedWidget(left_);
    pool_ = new MediaPool(studio_, leftPages_);
    leftPages_->addWidget(pool_);
    leftPages_->addWidget(new EffectsBrowser(studio_, leftPages_));
    leftPages_->addWidget(new TitlesBrowser(studio_, leftPages_));
    leftPages_->addWidget(new MarkersPanel(studio_, leftPages_));
    history_ = new HistoryPanel(studio_, leftPages_);
    leftPages_->addWidget(history_);
    left_->body()->addWidget(leftPages_);
    left_->setMinimumWidth(240);
    connect(leftTabs_, &ChoiceRow::chosen, leftPages_, &QStackedWidget::setCurrentIndex);
    connect(add, &QAbstractButton::clicked, pool_, &MediaPool::import);
    return left_;
}

QWidget* MainWindow::buildStatusBar() {
    auto bar = new QWidget(this);
    bar->setFixedHeight(24);
    auto row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(16);
    auto label = [&](QRgb ink) {
        auto l = new QLabel(bar);
        l->setFont(textFont(11));
        QPalette p = l->palette();
        p.setColor(QPalette::WindowText, colour(ink));
        l->setPalette(p);
        return l;
    };
    record_ = label(token::rec);
    record_->hide();
    row->addWidget(record_);
    hint_ = new KeyHints(bar);
    busy_ = label(token::text2);
    device_ = label(token::text3);
    format_ = label(token::text3);
    audio_ = label(token::text3);
    row->addWidget(hint_, 1);
    for (QLabel* l : {busy_, device_, format_, audio_}) row->addWidget(l);
    return bar;
}

void MainWindow::showHistory() {
    setWorkspace(Workspace::cut);
    leftTabs_->setCurrent(leftPages_->indexOf(history_));
    leftPages_->setCurrentWidget(history_);
}

void MainWindow::exportNow() {
    if (workspace_ == Workspace::deliver && !sheet_->isVisible())
        deliver_->form().exportNow();
    else
        sheet_->exportNow();
}

void MainWindow::refreshTitle() {
    const Ref<Sequence> s = studio_.sequence();
    title_->setText(studio_.session() ? studio_.title() : QString());
    QString state;
    if (studio_.session()) {
        state = QStringLiteral("<span style='color:#8C8C97'>/ %1&nbsp;&nbsp;</span>")
                    .arg(s ? toQt(s->name).toHtmlEscaped() : QString());
        if (const std::string why = studio_.session()->trouble(); !why.empty())
            state += QStringLiteral("<span style='color:%1'>⚠ %2</span>")
                         .arg(colour(token::error).name(), tr("In memory only"));
        else
            state += studio_.session()->untitled()
                         ? QStringLiteral("<span style='color:#8C8C97'>%1</span>").arg(tr("Kept, not named"))
                     : studio_.session()->saved()
                         ? QStringLiteral("<span style='color:#4CC38A'>✓</span> <span style='color:#8C8C97'>%1</span>")
                               .arg(tr("Saved"))
                         : QStringLiteral("<span style='color:#B2B2BB'>● %1</span>").arg(tr("Edited"));
    }
    saved_->setText(state);
    saved_->setToolTip(studio_.session() ? toQt(studio_.session()->trouble()) : QString());
    setWindowTitle(studio_.session() ? studio_.title() + QStringLiteral(" — Tandem") : QStringLiteral("Tandem"));
    enableActions();
}

void MainWindow::refreshStatus() {
    const FrameRenderer* renderer = studio_.viewerRenderer();
    device_->setText(renderer ? toQt(renderer->name()) : QString());
    if (const Ref<Sequence> s = studio_.sequence()) {
        QString text = QStringLiteral("%1×%2 · %3 fps")
                           .arg(s->format.width)
                           .arg(s->format.height)
                           .arg(s->format.rate.hz(), 0, 'g', 5);
        if (Playback* p = studio_.playback()) {
            const auto dropped = p->frames().dropped;
            text =
                QStringLiteral("%1<font color='%2'>%3</font>")
                    .arg(text, colour(dropped > 0 ? token::warn : token::ok).name(), tr(" · %1 dropped").arg(dropped));
        }
        format_->setText(text);
    } else {
        format_->clear();
    }
    if (Playback* p = studio_.playback()) {
        const audio::OutputReport report = p->sound().output->report();
        QString text = QStringLiteral("%1 · %2 kHz")
                           .arg(toQt(report.device))
                           .arg(static_cast<double>(p->sound().transport.point().rate) / 1000);
        // Those that could be heard: a busy machine is late at rest too.
        const auto late = static_cast<int>(report.underflows);
        if (late < lateBlocks_) lateBlocks_ = dropouts_ = 0; // another device
        const bool heard = studio_.playing();
        if (heard || heardBefore_) dropouts_ += late - lateBlocks_;
        lateBlocks_ = late, heardBefore_ = heard;
        if (dropouts_ > 0) text += tr(" · %n dropout(s)", nullptr, dropouts_);
        audio_->setText(text);
    }
    QString state = studio_.recordStatus();
    if (state.isEmpty()) state = studio_.listenStatus();
    record_->setVisible(!state.isEmpty());
    record_->setText(state);
    const bool failed = std::any_of(exports_->jobs().begin(), exports_->jobs().end(),
                                    [](const ExportEntry& j) { return j.state == ExportState::failed; });
    jobs_->setIconName(exports_->running() ? QStringLiteral("jobs")
                       : failed            ? QStringLiteral("warning")
                                           : QStringLiteral("check"));
    jobs_->setToolTip(failed ? tr("Exports; one has failed") : tr("Exports"));
    jobs_->setVisible(!exports_->jobs().empty());
}

namespace {

// Tab goes round in its panel, as things stand on the screen and also those made later; F6 leads to the next panel.
class PanelTabs : public QObject {
  public:
    using QObject::QObject;
    bool eventFilter(QObject* target, QEvent* event) override {
        if (event->type() != QEvent::KeyPress || target != QApplication::focusWidget()) return false;
        const auto key = static_cast<QKeyEvent*>(event);
        if ((key->key() != Qt::Key_Tab && key->key() != Qt::Key_Backtab) ||
            key->modifiers() & ~Qt::KeyboardModifiers(Qt::ShiftModifier))
            return false;
        auto focus = static_cast<QWidget*>(target);
        if (auto text = qobject_cast<QPlainTextEdit*>(focus); text && !text->tabChangesFocus()) return false;
        QWidget* panel = focus->parentWidget();
        while (panel && !qobject_cast<Panel*>(panel)) panel = panel->parentWidget();
        if (!panel) return false;
        std::vector<QWidget*> stops;
        collect(panel, stops);
        const auto at = std::find(stops.begin(), stops.end(), focus);
        if (at == stops.end()) return false;
        const bool back = key->key() == Qt::Key_Backtab;
        const size_t n = stops.size(), i = static_cast<size_t>(at - stops.begin());
        QWidget* next = stops[(i + (back ? n - 1 : 1)) % n];
        next->setFocus(back ? Qt::BacktabFocusReason : Qt::TabFocusReason);
        for (QWidget* p = next->parentWidget(); p && p != panel; p = p->parentWidget())
            if (auto scroll = qobject_cast<QScrollArea*>(p)) scroll->ensureWidgetVisible(next, 8, 8);
        return true;
    }

  private:
    // Groups as wholes, each from the top left to the bottom right.
    static void collect(QWidget* in, std::vector<QWidget*>& stops) {
        std::vector<QWidget*> children;
        for (QObject* o : in->children())
            if (auto w = qobject_cast<QWidget*>(o); w && !w->isWindow() && w->isVisible()) children.push_back(w);
        std::stable_sort(children.begin(), children.end(), [](const QWidget* a, const QWidget* b) {
            const QPoint p = a->geometry().center() / 12, q = b->geometry().center() / 12;
            return std::pair(p.y(), p.x()) < std::pair(q.y(), q.x());
        });
        for (QWidget* w : children) {
            if (w->isEnabled() && w->focusPolicy() & Qt::TabFocus && !w->focusProxy()) stops.push_back(w);
            collect(w, stops);
        }
    }
};

} // namespace

static void keepTabsInPanels(QObject* window) { qApp->installEventFilter(new PanelTabs(window)); }

// Before the shortcuts: what has the keyboard keeps the keys it uses.
bool MainWindow::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        ownsKey(QApplication::focusWidget(), *static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    // Escape leads from any panel back to the lanes.
    if (event->key() == Qt::Key_Escape && timeline_->isVisible() && !timeline_->lanes()->hasFocus())
        return timeline_->lanes()->setFocus(Qt::ShortcutFocusReason);
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!enter || !pressByEnter(QApplication::focusWidget())) QWidget::keyPressEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    studio_.takeDropped(*event->mimeData());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    QSettings().setValue(QStringLiteral("window"), saveGeometry());
    if (exports_->running() && !sheet_->confirmQuit()) return event->ignore();
    if (!studio_.closeProject()) return event->ignore();
    event->accept();
}

} // namespace tandem::ui
