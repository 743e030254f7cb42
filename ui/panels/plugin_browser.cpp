// Reading, testing, listing and inserting of plug-ins.
#include "ui/panels/plugin_browser.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QStyledItemDelegate>

#include "engine/audio/lv2/world.h"
#include "ui/controls/buttons.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/panel.h"
#include "ui/panels/strip_facts.h"

namespace tandem::ui {

using State = PluginBrowser::State;

State PluginBrowser::Plugin::state() const {
    if (!info->lacking.empty()) return State::lacking;
    return !verdict ? State::untested : verdict->fine ? State::fine : State::bad;
}

namespace {

enum ItemRole { kIndex = Qt::UserRole, kState, kKind, kSearch };

// A line each: how it fared, name, kind and maker, and what that means.
class PluginDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {200, 28}; }
    void paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QRect box = option.rect;
        p->save();
        p->setRenderHint(QPainter::Antialiasing);
        const bool chosen = option.state & QStyle::State_Selected, hover = option.state & QStyle::State_MouseOver;
        if (chosen || hover) {
            p->setPen(Qt::NoPen);
            p->setBrush(colour(chosen ? token::toggleOn : token::raised));
            p->drawRoundedRect(QRectF(box).adjusted(4, 1, -4, -1), 4, 4);
        }
        const auto state = static_cast<State>(index.data(kState).toInt());
        static constexpr std::pair<const char*, QRgb> kSigns[] = {
            {"clock", token::text3}, {"check", token::ok}, {"warning", token::warn}, {"error", token::error}};
        const auto& [icon, ink] = kSigns[static_cast<size_t>(state)];
        drawIcon(*p, QString::fromLatin1(icon), QRectF(box.left() + 12, box.center().y() - 7, 14, 14), colour(ink));
        const QRect line = box.adjusted(34, 0, -12, 0);
        const int name = line.width() * 34 / 100, kind = line.width() * 26 / 100;
        auto put = [&](QRect at, const QString& text, int weight, QRgb with) {
            p->setFont(textFont(12, weight));
            p->setPen(colour(with));
            p->drawText(at, Qt::AlignVCenter | Qt::AlignLeft,
                        p->fontMetrics().elidedText(text, Qt::ElideRight, at.width()));
        };
        put({line.left(), line.top(), name - 8, line.height()}, index.data().toString(), QFont::Medium,
            state == State::lacking ? token::textDis : token::text);
        put({line.left() + name, line.top(), kind - 8, line.height()}, index.data(kKind).toString(), QFont::Normal,
            token::text2);
        put({line.left() + name + kind, line.top(), line.width() - name - kind, line.height()},
            index.data(Qt::AccessibleDescriptionRole).toString(), QFont::Normal,
            state == State::bad || state == State::lacking ? token::text2 : token::text3);
        p->restore();
    }
};

QString fate(const PluginBrowser::Plugin& plugin) {
    switch (plugin.state()) {
    case State::untested:
        return PluginBrowser::tr("Not tested yet");
    case State::fine:
        return PluginBrowser::tr("Tested");
    case State::bad:
        return PluginBrowser::tr("Runs in a process of its own: %1").arg(toQt(plugin.verdict->what));
    case State::lacking:
        break;
    }
    return PluginBrowser::tr("Cannot run here: it needs %1").arg(toQt(plugin.info->lacking.front()));
}

} // namespace

PluginBrowser::PluginBrowser(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Plug-ins"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(4, 6, 4, 4);
    all->setSpacing(6);
    auto top = new QHBoxLayout;
    top->setContentsMargins(6, 0, 6, 0);
    top->setSpacing(10);
    search_ = new QLineEdit(this);
    search_->setAccessibleName(tr("Search plug-ins"));
    search_->setPlaceholderText(tr("Search plug-ins"));
    search_->setClearButtonEnabled(true);
    search_->setMaximumWidth(320);
    search_->addAction(QIcon(icon(QStringLiteral("search"), 16, colour(token::text3), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    search_->installEventFilter(this);
    target_ = new QLabel(this);
    target_->setFont(textFont(12));
    summary_ = new QLabel(this);
    summary_->setFont(textFont(11.5));
    QPalette quiet = summary_->palette();
    quiet.setColor(QPalette::WindowText, colour(token::text3));
    summary_->setPalette(quiet);
    test_ = new TextButton(tr("Test all"), TextButton::Look::link, this);
    test_->setToolTip(tr("Runs each one once in a process of its own and says what goes wrong"));
    top->addWidget(search_, 1);
    top->addWidget(target_);
    top->addStretch(1);
    top->addWidget(summary_);
    top->addWidget(test_);
    all->addLayout(top);
    list_ = new QListWidget(this);
    list_->setAccessibleName(tr("Plug-ins"));
    list_->setItemDelegate(new PluginDelegate(list_));
    list_->setMouseTracking(true);
    list_->setUniformItemSizes(true);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    all->addWidget(list_, 1);
    nothing_ = new EmptyNote(QStringLiteral("fx"), tr("No plug-ins"),
                             tr("No LV2 plug-in is installed, or none has this name."), this);
    nothing_->hide();
    all->addWidget(nothing_, 1);

    connect(search_, &QLineEdit::textChanged, this, &PluginBrowser::filter);
    connect(search_, &QLineEdit::returnPressed, this, [this] { insert(list_->currentItem()); });
    connect(list_, &QListWidget::itemActivated, this, &PluginBrowser::insert);
    connect(test_, &QAbstractButton::clicked, this, [this] { working_ ? stop() : start(Work::test); });
    for (auto signal : {&Studio::stripFocusChanged, &Studio::projectChanged, &Studio::sessionChanged})
        connect(&studio, signal, this, &PluginBrowser::refresh);
    refresh();
}

PluginBrowser::~PluginBrowser() { // the studio may be gone already
    stop_ = true;
    if (worker_.joinable()) worker_.join();
}

void PluginBrowser::showEvent(QShowEvent*) {
    if (!read_ && !working_) start(Work::read);
}

void PluginBrowser::stop() {
    stop_ = true;
    if (worker_.joinable()) worker_.join();
    stop_ = false, working_ = false, ++run_;
    refresh();
}

void PluginBrowser::start(Work work) {
    stop();
    working_ = true, tested_ = 0;
    auto later = [this, run = run_](auto tells) {
        QMetaObject::invokeMethod(
            this,
            [this, run, tells = std::move(tells)] {
                if (run == run_) tells();
            },
            Qt::QueuedConnection);
    };
    worker_ = std::thread([this, work, later, plugins = plugins_]() mutable {
        if (work == Work::read) {
            for (const auto& info : lv2::installed())
                if (info->fits_insert() || !info->lacking.empty()) plugins.push_back({info, {}});
            for (Plugin& p : plugins)
                if (p.info->lacking.empty() && !stop_) p.verdict = lv2::last_verdict(*p.info);
            return later([this, plugins] {
                working_ = false;
                fill(plugins);
            });
        }
        for (size_t i = 0; i < plugins.size() && !stop_; ++i) {
            if (!plugins[i].info->lacking.empty()) continue;
            if (const auto verdict = lv2::test_run(*plugins[i].info, stop_))
                later([this, i, v = *verdict] { tell(i, v); });
        }
        later([this] {
            working_ = false;
            refresh();
        });
    });
    refresh();
}

void PluginBrowser::fill(std::vector<Plugin> plugins) {
    plugins_ = std::move(plugins), read_ = true;
    list_->clear();
    for (size_t i = 0; i < plugins_.size(); ++i) {
        const lv2::PluginInfo& info = *plugins_[i].info;
        auto item = new QListWidgetItem(toQt(info.name), list_);
        const QString kind =
            toQt(info.kind) + (info.author.empty() ? QString() : QStringLiteral(" · ") + toQt(info.author));
        item->setData(kIndex, static_cast<int>(i));
        item->setData(kKind, kind);
        item->setData(kSearch, QString(toQt(info.name) + u' ' + kind + u' ' + toQt(info.uri)));
        showItem(item);
    }
    filter();
    refresh();
}

void PluginBrowser::showItem(QListWidgetItem* item) {
    const Plugin& plugin = plugins_[static_cast<size_t>(item->data(kIndex).toInt())];
    const QString said = fate(plugin);
    item->setData(kState, static_cast<int>(plugin.state()));
    item->setData(Qt::AccessibleDescriptionRole, said);
    item->setToolTip(toQt(plugin.info->uri) + u'\n' + said);
}

void PluginBrowser::tell(size_t plugin, const lv2::Verdict& verdict) {
    if (plugin >= plugins_.size()) return;
    plugins_[plugin].verdict = verdict;
    tested_ = plugin + 1;
    showItem(list_->item(static_cast<int>(plugin)));
    refresh();
}

void PluginBrowser::filter() {
    const QStringList words = search_->text().simplified().split(u' ', Qt::SkipEmptyParts);
    QListWidgetItem* first = nullptr;
    for (int i = 0; i < list_->count(); ++i) {
        QListWidgetItem* item = list_->item(i);
        const QString in = item->data(kSearch).toString();
        const bool fits = std::all_of(words.begin(), words.end(),
                                      [&](const QString& w) { return in.contains(w, Qt::CaseInsensitive); });
        item->setHidden(!fits);
        if (fits && !first) first = item;
    }
    list_->setVisible(first || !read_), nothing_->setVisible(!first && read_);
    if (const QListWidgetItem* now = list_->currentItem(); !now || now->isHidden()) list_->setCurrentItem(first);
}

void PluginBrowser::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    const StripRef strip = studio_.focusedStrip();
    target_->setText(!s || isGroup(strip)
                         ? QString()
                         : tr("Double-click inserts on %1").arg(stripBadge(*s, strip) + u' ' + stripName(*s, strip)));
    size_t untested = 0, bad = 0, lacking = 0;
    for (const Plugin& p : plugins_) {
        untested += p.state() == State::untested, bad += p.state() == State::bad;
        lacking += p.state() == State::lacking;
    }
    const int all = static_cast<int>(plugins_.size());
    if (!read_)
        summary_->setText(working_ ? tr("Reading what is installed…") : QString());
    else if (working_)
        summary_->setText(tr("Tested %1 of %2").arg(static_cast<int>(tested_)).arg(all));
    else
        summary_->setText(tr("%1 plug-ins · %2 not tested · %3 with faults")
                              .arg(all)
                              .arg(static_cast<int>(untested))
                              .arg(static_cast<int>(bad + lacking)));
    test_->setVisible(read_ && (working_ || untested > 0));
    const QString word = working_ ? tr("Stop") : tr("Test all");
    if (test_->text() == word) return;
    test_->setText(word), test_->setAccessibleName(word);
    test_->updateGeometry();
}

void PluginBrowser::insert(QListWidgetItem* item) {
    const Ref<Sequence> s = studio_.sequence();
    if (!item || item->isHidden() || !s) return;
    const Plugin& plugin = plugins_[static_cast<size_t>(item->data(kIndex).toInt())];
    const StripRef strip = studio_.focusedStrip();
    if (plugin.state() == State::lacking)
        return studio_.say({MessageKind::info, tr("%1 cannot run here").arg(item->text()), fate(plugin)});
    if (isGroup(strip))
        return studio_.say({MessageKind::info, tr("No sound goes through a fader group"),
                            tr("Click the strip that should get the plug-in.")});
    if (const EffectId made = addPlugin(studio_, strip, plugin.info->uri)) Q_EMIT inserted(strip, made);
}

bool PluginBrowser::eventFilter(QObject* target, QEvent* event) {
    if (target == search_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int by = key == Qt::Key_Down ? 1 : -1;
            int row = list_->currentRow() + by;
            while (row >= 0 && row < list_->count() && list_->item(row)->isHidden()) row += by;
            if (row >= 0 && row < list_->count()) list_->setCurrentRow(row);
            return true;
        }
    }
    return QWidget::eventFilter(target, event);
}

} // namespace tandem::ui
