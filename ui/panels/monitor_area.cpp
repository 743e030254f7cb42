// The monitor's controls below the stereo image.
#include "ui/panels/monitor_area.h"

#include <QBoxLayout>

#include "ui/controls/buttons.h"
#include "ui/controls/number_field.h"
#include "ui/controls/sliders.h"
#include "ui/panels/sound_views.h"
#include "ui/studio.h"

namespace tandem::ui {

MonitorArea::MonitorArea(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Monitor"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(4);
    all->addWidget(new StereoView(studio, this), 1);
    all->addSpacing(20); // the row's words
    auto row = new QHBoxLayout;
    row->setSpacing(6);
    level_ = new Slider(Studio::kMonitorBottom, 0, 0, tr("Monitor level"), this);
    level_->setToolTip(tr("How loud this computer plays; no export is changed by it"));
    level_->setTint(colour(token::accent));
    number_ = new NumberField(
        {.min = Studio::kMonitorBottom, .max = 0, .step = 0.1, .decimals = 1, .suffix = QStringLiteral(" dB")},
        tr("Monitor level in dB"), this);
    dim_ = new IconButton(QStringLiteral("headphones"), tr("Dim the monitor by 20 dB"), this);
    dim_->setCheckable(true);
    mix_ = new IconButton(QStringLiteral("ear"), tr("Listen to the mix again"), this);
    mix_->setCheckable(true);
    row->addWidget(level_, 1);
    for (QWidget* w : {static_cast<QWidget*>(number_), static_cast<QWidget*>(dim_), static_cast<QWidget*>(mix_)})
        row->addWidget(w);
    all->addLayout(row);
    for (auto signal : {&DragControl::changing, &DragControl::committed})
        connect(level_, signal, &studio, &Studio::setMonitorDb);
    for (auto signal : {&NumberField::changing, &NumberField::committed})
        connect(number_, signal, &studio, &Studio::setMonitorDb);
    connect(dim_, &QAbstractButton::clicked, &studio, &Studio::setMonitorDimmed);
    connect(mix_, &QAbstractButton::clicked, this, [this] {
        studio_.listenToMix();
        refresh();
    });
    connect(&studio, &Studio::monitorChanged, this, &MonitorArea::refresh);
    connect(&studio, &Studio::listeningChanged, this, &MonitorArea::refresh);
    connect(&studio, &Studio::sessionChanged, this, &MonitorArea::refresh);
    refresh();
}

void MonitorArea::refresh() {
    level_->setValue(studio_.monitorDb());
    number_->setValue(studio_.monitorDb());
    dim_->setChecked(studio_.monitorDimmed());
    // Lit while single strips are listened to.
    const QString listens = studio_.listenStatus();
    mix_->setEnabled(!listens.isEmpty());
    mix_->setChecked(!listens.isEmpty());
    mix_->setToolTip(listens.isEmpty() ? tr("Listen to the mix again") : listens);
}

void MonitorArea::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setFont(textFont(11));
    p.setPen(colour(token::text2));
    const QRect row(12, level_->y() - 18, width() - 24, 16);
    p.drawText(row, Qt::AlignVCenter | Qt::AlignLeft, tr("Monitor"));
    if (!studio_.monitorDimmed()) return;
    p.setPen(colour(token::warn));
    p.drawText(row, Qt::AlignVCenter | Qt::AlignRight, tr("Dimmed"));
}

} // namespace tandem::ui
