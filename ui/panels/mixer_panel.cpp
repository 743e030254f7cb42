// Which strips there are, their places, and passing changes on to them.
#include "ui/panels/mixer_panel.h"

#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QWheelEvent>

#include "ui/controls/buttons.h"
#include "ui/controls/menu_word.h"
#include "ui/panels/monitor_area.h"
#include "ui/panels/plugin_browser.h"
#include "ui/panels/routing_table.h"
#include "ui/panels/strip_rows.h"

namespace tandem::ui {

static constexpr int kMostInsertRows = 7, kMostSendRows = 3;

MixerPanel::MixerPanel(Studio& studio, QWidget* parent) : Panel(tr("Mixer"), parent), studio_(studio) {
    tabs_ =
        new ChoiceRow({tr("Mixer"), tr("Routing"), tr("Plug-ins")}, ChoiceRow::Look::tabs, tr("Strips shown"), this);
    head()->addWidget(tabs_);
    head()->addStretch(1);
    automation_ = new MenuWord(tr("Automation of all strips"), this);
    automation_->hide();
    head()->addWidget(automation_);
    head()->addSpacing(8);
    addBus_ = new TextButton(tr("Add bus"), TextButton::Look::link, this);
    head()->addWidget(addBus_);
    head()->addSpacing(4);
    auto expand = new IconButton(QStringLiteral("expand"), tr("Larger mixer"), this);
    head()->addWidget(expand);
    connect(expand, &IconButton::clicked, this, &MixerPanel::expandAsked);
    other_ = new TextButton(tr("Inspector"), TextButton::Look::link, this);
    other_->hide();
    head()->insertWidget(1, other_);
    connect(other_, &QAbstractButton::clicked, this, &MixerPanel::otherAsked);
    connect(automation_, &MenuWord::clicked, this, [this] {
        if (!studio_.sequence()) return;
        QMenu menu;
        fillAutomationMenu(menu, studio_, automated());
        menu.exec(automation_->mapToGlobal(automation_->rect().bottomLeft()));
    });
    connect(&studio_, &Studio::automationChanged, this, &MixerPanel::showAutomation);
    connect(addBus_, &TextButton::clicked, this, [this] {
        std::vector<Value> results;
        if (!studio_.runAll(tr("Add bus"), {{"add_bus", {}}}, &results) || results.empty()) return;
        if (const int64_t* id = results[0].as_int()) studio_.focusStrip({.bus = BusId{static_cast<uint64_t>(*id)}});
    });

    pages_ = new QStackedWidget(this);
    auto strips = new QWidget(pages_);
    auto row = new QHBoxLayout(strips);
    row->setContentsMargins(0, 1, 0, 0);
    row->setSpacing(0);
    scroll_ = new QScrollArea(strips);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    scroll_->setAccessibleName(tr("Strips"));
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->viewport()->setAutoFillBackground(false);
    ground_ = new QWidget;
    scroll_->setWidget(ground_);
    ground_->setAutoFillBackground(false); // setWidget() switches it on
    scroll_->viewport()->installEventFilter(this);
    master_ = new QWidget(strips);
    monitor_ = new MonitorArea(studio_, strips);
    monitor_->hide();
    row->addWidget(scroll_, 1);
    row->addWidget(master_);
    row->addStretch(0);
    row->addWidget(monitor_);
    pages_->addWidget(strips);
    pages_->addWidget(new RoutingTable(studio_, pages_));
    auto plugins = new PluginBrowser(studio_, pages_);
    connect(plugins, &PluginBrowser::inserted, this, &MixerPanel::insertAsked);
    pages_->addWidget(plugins);
    body()->addWidget(pages_, 1);

    connect(tabs_, &ChoiceRow::chosen, this, [this](int tab) {
        pages_->setCurrentIndex(tab);
        refresh();
    });
    connect(&studio_, &Studio::projectChanged, this, &MixerPanel::refresh);
    connect(&studio_, &Studio::sessionChanged, this, &MixerPanel::refresh);
    connect(&studio_, &Studio::stripFocusChanged, this, [this] { showFocus(true); });
    connect(&studio_, &Studio::levelsRead, this, [this] { eachStrip([](StripWidget* s) { s->feed(); }); });
    connect(&studio_, &Studio::playheadMoved, this, [this] {
        // Only what is automated has another value elsewhere.
        const Ref<Sequence> s = studio_.sequence();
        if (!s) return;
        eachStrip([&](StripWidget* w) {
            const Strip* strip = stripOf(*s, w->strip());
            if (strip && (strip->gain_db.curve || strip->pan.curve)) w->refresh(*s);
        });
    });
    refresh();
}

void MixerPanel::setWide(bool wide) {
    if (wide == wide_) return;
    wide_ = wide;
    monitor_->setVisible(wide);
    rebuild({});
    refresh();
}

void MixerPanel::setOther(const QString& name) {
    if (!name.isEmpty()) other_->setText(name), other_->setAccessibleName(name);
    other_->setVisible(!name.isEmpty());
}

void MixerPanel::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    // The narrow head has room for one of the two.
    addBus_->setVisible(s && (wide_ ? tabs_->current() < 2 : tabs_->current() == 1));
    showAutomation();
    if (!s) return rebuild({});
    const std::vector<StripRef> now = allStrips(*s);
    const bool same = std::equal(now.begin(), now.end(), strips_.begin(), strips_.end(),
                                 [](StripRef a, const StripWidget* b) { return a == b->strip(); });
    if (!same) rebuild(now);
    size_t inserts = 2, sends = 1;
    for (const StripRef ref : now)
        if (const Strip* strip = stripOf(*s, ref)) {
            inserts = std::max(inserts, strip->inserts.size());
            sends = std::max(sends, strip->sends.size());
        }
    // One row more than the fullest strip has, as far as the faders keep a useful length.
    const int room = (height() - (wide_ ? 250 : 360)) / 21;
    const int rows = std::clamp(static_cast<int>(inserts) + 1, 2, std::clamp(room, 2, kMostInsertRows));
    const int sendRows = std::min(static_cast<int>(sends), height() > 440 || wide_ ? kMostSendRows : 1);
    eachStrip([&](StripWidget* w) {
        w->setRows(rows, sendRows);
        w->refresh(*s);
    });
    if (!same) showFocus(false);
}

// Those that have a mode: a group moves its members' faders, and has none of its own.
std::vector<StripRef> MixerPanel::automated() const {
    std::vector<StripRef> all = allStrips(*studio_.sequence());
    std::erase_if(all, isGroup);
    return all;
}

void MixerPanel::showAutomation() {
    automation_->setVisible(studio_.sequence() && tabs_->current() == 0);
    if (!studio_.sequence()) return;
    const std::vector<StripRef> all = automated();
    const AutomationMode first = studio_.automationMode(all.front());
    const bool one =
        std::all_of(all.begin(), all.end(), [&](StripRef strip) { return studio_.automationMode(strip) == first; });
    automation_->setWord(tr("Automation · %1").arg(one ? automationName(first) : tr("several")));
}

void MixerPanel::rebuild(const std::vector<StripRef>& strips) {
    for (StripWidget* s : strips_) {
        s->hide();
        s->deleteLater(); // this may be its own doing
    }
    strips_.clear();
    for (const StripRef ref : strips) {
        auto s = new StripWidget(studio_, ref, wide_, isMaster(ref) ? master_ : ground_);
        connect(s, &StripWidget::insertAsked, this, &MixerPanel::insertAsked);
        strips_.push_back(s);
        s->show();
    }
    arrangeStrips();
}

void MixerPanel::arrangeStrips() {
    int width = 0;
    for (const StripWidget* s : strips_)
        if (!isMaster(s->strip())) width += s->sizeHint().width();
    const int master = StripWidget::stripWidth(true, wide_);
    master_->setFixedWidth(strips_.empty() ? 0 : master);
    scroll_->setMaximumWidth(std::max(1, width));
    const int room = height() - 35, beside = this->width() - master;
    // The monitor gets what strips leave.
    const int monitor = std::clamp(beside - width, MonitorArea::kLeast, MonitorArea::kMost);
    if (wide_) monitor_->setFixedWidth(monitor);
    const bool scrolls = width > beside - (wide_ ? monitor : 0);
    const int high = std::max(200, room - (scrolls ? 10 : 0));
    ground_->resize(width, high);
    int x = 0;
    for (StripWidget* s : strips_) {
        if (isMaster(s->strip())) {
            s->setGeometry(0, 0, master, high);
            continue;
        }
        s->setGeometry(x, 0, s->sizeHint().width(), high);
        x += s->sizeHint().width();
    }
}

void MixerPanel::showFocus(bool scroll) {
    const StripRef focused = studio_.focusedStrip();
    eachStrip([&](StripWidget* s) {
        s->setFocused(s->strip() == focused);
        if (scroll && s->strip() == focused && !isMaster(focused)) scroll_->ensureWidgetVisible(s, 0, 0);
    });
}

void MixerPanel::resizeEvent(QResizeEvent*) {
    arrangeStrips();
    refresh(); // the number of rows
}

bool MixerPanel::eventFilter(QObject* target, QEvent* event) {
    if (target == scroll_->viewport() && event->type() == QEvent::Wheel) {
        // A plain wheel scrolls sideways: there is nothing above and below.
        auto wheel = static_cast<QWheelEvent*>(event);
        const QPoint by = wheel->angleDelta();
        scroll_->horizontalScrollBar()->setValue(scroll_->horizontalScrollBar()->value() - by.x() - by.y());
        return true;
    }
    return Panel::eventFilter(target, event);
}

} // namespace tandem::ui
