// The rows of the queue: what runs with its progress, what is done or stopped with the way on.
#include <QBoxLayout>
#include <algorithm>

#include "ui/controls/buttons.h"
#include "ui/dialogs/export_parts.h"
#include "ui/studio.h"

namespace tandem::ui {

JobRow::JobRow(ExportQueue& queue, int64_t id, QWidget* parent) : QWidget(parent), queue_(queue), id_(id) {
    setFixedHeight(JobList::kRow);
    auto row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 20, 0);
    row->setSpacing(2);
    row->addStretch(1);
    folder_ = new IconButton(QStringLiteral("folder_open"), tr("Show the file in its folder"), this);
    retry_ = new IconButton(QStringLiteral("reset"), tr("Try again"), this);
    stop_ = new IconButton(QStringLiteral("close"), tr("Stop"), this);
    remove_ = new IconButton(QStringLiteral("trash"), tr("Remove from the list"), this);
    for (IconButton* b : {folder_, retry_, stop_, remove_}) row->addWidget(b);
    connect(folder_, &QAbstractButton::clicked, this, [this] { ExportQueue::showInFolder(entry_.path); });
    connect(retry_, &QAbstractButton::clicked, this, [this] { queue_.retry(id_); });
    connect(stop_, &QAbstractButton::clicked, this, [this] { queue_.cancel(id_); });
    connect(remove_, &QAbstractButton::clicked, this, [this] { queue_.remove(id_); });
}

void JobRow::set(const ExportEntry& entry) {
    entry_ = entry;
    const bool active = entry.state == ExportState::waiting || entry.state == ExportState::running;
    folder_->setVisible(entry.state == ExportState::done);
    retry_->setVisible(entry.state == ExportState::failed || entry.state == ExportState::cancelled || entry.paused);
    stop_->setVisible(active);
    remove_->setVisible(!active);
    setAccessibleName(entry.fileName());
    setAccessibleDescription(words());
    setToolTip(entry.text.isEmpty() ? entry.path : entry.path + u'\n' + entry.text);
    update();
}

void JobRow::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.fillRect(QRectF(0, 0, width(), 1), colour(token::line));
    const auto [name, ink] = sign();
    drawIcon(p, name, QRectF(16, (height() - 16) / 2.0, 16, 16), ink);
    const bool runs = entry_.state == ExportState::running;
    const double left = 45, right = width() - 20 - 2 * 28 - 8;
    const double y = runs ? 10 : (height() - 20) / 2.0;
    p.setFont(textFont(12.5, QFont::DemiBold));
    p.setPen(colour(token::text));
    const QFontMetricsF metrics(p.font());
    const QString file = metrics.elidedText(entry_.fileName(), Qt::ElideMiddle,
                                            (right - left) * (entry_.state == ExportState::failed ? 0.35 : 0.6));
    p.drawText(QRectF(left, y, right - left, 20), Qt::AlignVCenter | Qt::AlignLeft, file);
    const double after = left + metrics.horizontalAdvance(file) + 10;
    p.setFont(textFont(11.5));
    p.setPen(colour(entry_.state == ExportState::failed ? token::error : token::text2));
    p.drawText(QRectF(after, y, right - after, 20), Qt::AlignVCenter | Qt::AlignLeft,
               QFontMetricsF(p.font()).elidedText(words(), Qt::ElideRight, right - after));
    if (!runs) return;
    const QRectF bar(left, 32, right - left, 4);
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::controlHover));
    p.drawRoundedRect(bar, 2, 2);
    p.setBrush(colour(token::accent));
    p.drawRoundedRect(QRectF(bar.x(), bar.y(), std::max(4.0, bar.width() * entry_.part), bar.height()), 2, 2);
}

std::pair<QString, QColor> JobRow::sign() const {
    switch (entry_.state) {
    case ExportState::waiting:
        return {QStringLiteral("clock"), colour(token::text3)};
    case ExportState::running:
        return {QStringLiteral("jobs"), colour(token::accent)};
    case ExportState::done:
        return entry_.text.isEmpty() ? std::pair{QStringLiteral("check"), colour(token::ok)}
                                     : std::pair{QStringLiteral("warning"), colour(token::warn)};
    case ExportState::failed:
        return {QStringLiteral("error"), colour(token::error)};
    case ExportState::cancelled:
        break;
    }
    return {QStringLiteral("stop"), colour(token::text3)};
}

QString JobRow::words() const {
    QStringList out;
    switch (entry_.state) {
    case ExportState::waiting:
        if (entry_.paused) return tr("Paused");
        return entry_.text.isEmpty() ? tr("Waiting") : tr("Waiting: %1").arg(entry_.text);
    case ExportState::running:
        if (entry_.verifying) return tr("Checking the finished file");
        if (entry_.waitsForDisk) return tr("The disk is nearly full · it goes on when there is room");
        if (entry_.fps <= 0) return tr("Starting");
        out = {QStringLiteral("%1 %").arg(static_cast<int>(entry_.part * 100)),
               tr("%1 fps").arg(entry_.fps, 0, 'f', entry_.fps < 10 ? 1 : 0)};
        if (entry_.etaSeconds > 0) out.push_back(tr("%1 left").arg(lengthText(entry_.etaSeconds)));
        return out.join(QStringLiteral(" · "));
    case ExportState::done:
        out = {tr("Done %1").arg(QLocale().toString(entry_.ended.time(), QLocale::ShortFormat))};
        if (entry_.bytes > 0) out.push_back(sizeText(entry_.bytes));
        out.push_back(lengthText(entry_.seconds));
        if (entry_.verified) out.push_back(tr("read back and checked"));
        if (!entry_.text.isEmpty()) out.push_back(entry_.text);
        return out.join(QStringLiteral(" · "));
    case ExportState::failed:
        return tr("Stopped: %1").arg(entry_.text);
    case ExportState::cancelled:
        break;
    }
    return tr("Stopped by you");
}

JobList::JobList(ExportQueue& queue, QWidget* parent) : QScrollArea(parent), queue_(queue) {
    setAccessibleName(tr("Exports"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto inside = new QWidget(this);
    rows_ = new QVBoxLayout(inside);
    rows_->setContentsMargins(0, 0, 0, 0);
    rows_->setSpacing(0);
    rows_->addStretch(1);
    setWidget(inside);
    inside->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
    connect(&queue, &ExportQueue::changed, this, &JobList::refresh);
    refresh();
}

// What runs and waits in its order, then what ended, the newest first.
static std::vector<const ExportEntry*> inOrder(const std::vector<ExportEntry>& jobs) {
    std::vector<const ExportEntry*> out;
    auto active = [](const ExportEntry& e) {
        return e.state == ExportState::waiting || e.state == ExportState::running;
    };
    for (const ExportEntry& e : jobs)
        if (active(e)) out.push_back(&e);
    // One that was tried again may run behind jobs that were added later.
    std::stable_partition(out.begin(), out.end(), [](auto e) { return e->state == ExportState::running; });
    for (auto it = jobs.rbegin(); it != jobs.rend(); ++it)
        if (!active(*it)) out.push_back(&*it);
    return out;
}

void JobList::refresh() {
    const auto jobs = inOrder(queue_.jobs());
    bool same = jobs.size() == made_.size();
    for (size_t i = 0; same && i < jobs.size(); ++i) same = made_[i]->id() == jobs[i]->id;
    if (!same) {
        for (JobRow* row : made_) row->hide(), row->deleteLater();
        made_.clear();
        for (const ExportEntry* e : jobs) {
            auto row = new JobRow(queue_, e->id, widget());
            rows_->insertWidget(static_cast<int>(made_.size()), row);
            made_.push_back(row);
        }
    }
    for (size_t i = 0; i < jobs.size(); ++i) made_[i]->set(*jobs[i]);
}

} // namespace tandem::ui
