// The monitor's controls below the stereo image.
#include "ui/panels/monitor_area.h"

#include <QBoxLayout>

#include "ui/controls/buttons.h"
#include "ui/controls/number_field.h"
#include "ui/controls/sliders.h"
#include "ui/panels/sound_views.h"
#include "ui/studio.h"

namespace tandem::ui {

Slider* monitorSlider(Studio& studio, QWidget* parent) {
    auto out = new Slider(Studio::kMonitorBottom, 0, 0, MonitorArea::tr("Monitor level"), parent);
    out->setToolTip(MonitorArea::tr("How loud this computer plays; no export is changed by it"));
    out->setTint(colour(token::accent));
    for (auto signal : {&DragControl::changing, &DragControl::committed})
        QObject::connect(out, signal, &studio, &Studio::setMonitorDb);
    auto show = [out, &studio] { out->setValue(studio.monitorDb()); };
    QObject::connect(&studio, &Studio::monitorChanged, out, show);
    show();
    return out;
}

IconButton* monitorDim(Studio& studio, const QString& icon, QWidget* parent) {
    auto out = new IconButton(icon, MonitorArea::tr("Dim the monitor by 20 dB"), parent);
    out->setCheckable(true);
    QObject::connect(out, &QAbstractButton::clicked, &studio, &Studio::setMonitorDimmed);
    auto show = [out, &studio] { out->setChecked(studio.monitorDimmed()); };
    QObject::connect(&studio, &Studio::monitorChanged, out, show);
    show();
    return out;
}

MonitorArea::MonitorArea(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Monitor"));
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(12, 8, 12, 8);
    all->setSpacing(4);
    all->addWidget(new StereoView(studio, this), 1);
    all->addSpacing(20); // the row's words
    auto row = new QHBoxLayout;
    row->setSpacing(6);
    level_ = monitorSlider(studio, this);
    number_ = new NumberField(
        {.min = Studio::kMonitorBottom, .max = 0, .step = 0.1, .decimals = 1, .suffix = QStringLiteral(" dB")},
        tr("Monitor level in dB"), this);
    IconButton* dim = monitorDim(studio, QStringLiteral("headphones"), this);
    mix_ = new IconButton(QStringLiteral("ear"), tr("Listen to the mix again"), this);
    mix_->setCheckable(true);
    row->addWidget(level_, 1);
    for (QWidget* w : {static_cast<QWidget*>(number_), static_cast<QWidget*>(dim), static_cast<QWidget*>(mix_)})
        row->addWidget(w);
    all->addLayout(row);
    for (auto signal : {&NumberField::changing, &NumberField::committed})
        connect(number_, signal, &studio, &Studio::setMonitorDb);
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
    number_->setValue(studio_.monitorDb());
    update(); // "Dimmed"
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
