// Reading ten times a second while sound plays, and painting.
#include "ui/panels/loudness_panel.h"

#include <QLabel>
#include <QMenu>
#include <QPainterPath>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <cmath>

#include "ui/controls/buttons.h"
#include "ui/controls/menu_word.h"
#include "ui/controls/sliders.h"
#include "ui/panels/sound_views.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kTicks = 10;        // readings a second
static constexpr int kSeconds = 60;      // of the line
static constexpr double kNear = 0.5;     // LU from the target that count as on it
static constexpr double kPeakLimit = -1; // dBTP

static const std::pair<const char*, double> kTargets[] = {
    {QT_TRANSLATE_NOOP("LoudnessView", "Online −14 LUFS"), -14},
    {QT_TRANSLATE_NOOP("LoudnessView", "Online −16 LUFS"), -16},
    {QT_TRANSLATE_NOOP("LoudnessView", "Broadcast −23 LUFS"), -23},
    {QT_TRANSLATE_NOOP("LoudnessView", "Broadcast −24 LKFS"), -24},
};

static bool measured(double v) { return v > -70; }

LoudnessView::LoudnessView(Studio& studio, Look look, QWidget* parent) : QWidget(parent), studio_(studio), look_(look) {
    target_ = QSettings().value(QStringLiteral("loudness_target"), -16).toDouble();
    setAccessibleName(tr("Loudness"));
    clock_ = new QTimer(this);
    clock_->setInterval(1000 / kTicks);
    connect(clock_, &QTimer::timeout, this, &LoudnessView::read);
    auto follow = [this] {
        if (studio_.playing())
            clock_->start();
        else
            clock_->stop(), read();
    };
    connect(&studio_, &Studio::playingChanged, this, follow);
    connect(&studio_, &Studio::sessionChanged, this, [this] {
        history_.clear();
        setReading({});
    });
    follow();
}

void LoudnessView::setTarget(double lufs) {
    target_ = lufs;
    QSettings().setValue(QStringLiteral("loudness_target"), lufs);
    update();
}

void LoudnessView::reset() {
    studio_.resetLoudness();
    history_.clear();
    setReading({});
}

void LoudnessView::read() {
    const auto reading = studio_.loudness();
    if (!reading) return;
    if (studio_.playing()) {
        history_.push_back({static_cast<float>(reading->momentary), static_cast<float>(reading->short_term)});
        while (history_.size() > static_cast<size_t>(kSeconds * kTicks)) history_.pop_front();
    }
    setReading(*reading);
}

void LoudnessView::setReading(const audio::LoudnessReading& reading) {
    now_ = reading;
    setAccessibleDescription(measured(now_.integrated) ? tr("%1 LUFS integrated").arg(decibelText(now_.integrated))
                                                       : tr("Nothing measured yet"));
    if (isVisible()) update();
}

static QString number(double v) { return measured(v) ? decibelText(v) : QStringLiteral("–"); }

void LoudnessView::paintHead(QPainter& p, int y) const {
    const int w = width();
    p.setFont(textFont(24, QFont::DemiBold));
    p.setPen(colour(token::text));
    const double x = drawFixed(p, QPointF(0, y + 25), number(now_.integrated));
    p.setFont(textFont(12));
    p.setPen(colour(token::text3));
    p.drawText(QPointF(x + 5, y + 25), look_ == Look::compact ? tr("LUFS int.") : tr("LUFS"));
    if (!measured(now_.integrated)) return;
    const double off = now_.integrated - target_;
    const bool on = std::abs(off) <= kNear;
    const QString word =
        on ? tr("On target") : tr("%1 LU").arg((off > 0 ? QStringLiteral("+") : QString()) + decibelText(off));
    p.setPen(colour(on ? token::ok : off > 0 ? token::warn : token::text2));
    p.setFont(textFont(12, QFont::Medium));
    const int text = p.fontMetrics().horizontalAdvance(word);
    p.drawText(QRect(w - text - 2, y + 10, text + 2, 18), Qt::AlignVCenter | Qt::AlignLeft, word);
    if (on) drawIcon(p, QStringLiteral("check"), QRectF(w - text - 20, y + 12, 14, 14), colour(token::ok));
}

void LoudnessView::paintBars(QPainter& p, int y) const {
    struct Bar {
        QString name;
        double value, from, to, mark;
        bool wrong;
    };
    const Bar bars[] = {
        {tr("Short-term"), now_.short_term, target_ - 22, target_ + 10, target_, now_.short_term > target_ + 3},
        {tr("True peak"), now_.true_peak_db, -30, 3, kPeakLimit, now_.true_peak_db > kPeakLimit},
    };
    p.setFont(textFont(11));
    int names = 0;
    for (const Bar& b : bars) names = std::max(names, p.fontMetrics().horizontalAdvance(b.name));
    for (const Bar& b : bars) {
        p.setPen(colour(token::text2));
        p.drawText(QRect(0, y, names + 2, 16), Qt::AlignVCenter | Qt::AlignLeft, b.name);
        const QRectF track(names + 10, y + 5, std::max(20, width() - names - 10 - 44), 6);
        auto at = [&](double v) {
            return track.left() + std::clamp((v - b.from) / (b.to - b.from), 0.0, 1.0) * track.width();
        };
        p.setPen(Qt::NoPen);
        p.setBrush(colour(token::canvas));
        p.drawRoundedRect(track, 3, 3);
        if (measured(b.value)) {
            const bool peak = &b == &bars[1];
            p.setBrush(colour(b.wrong ? token::error : peak ? token::solo : token::ok));
            p.drawRoundedRect(QRectF(track.left(), track.top(), at(b.value) - track.left(), track.height()), 3, 3);
        }
        p.setBrush(colour(token::text));
        p.drawRect(QRectF(at(b.mark), y + 2, 1.5, 12));
        p.setPen(colour(b.wrong && measured(b.value) ? token::error : token::text));
        p.drawText(QRect(width() - 42, y, 42, 16), Qt::AlignVCenter | Qt::AlignRight, number(b.value));
        y += 18;
    }
}

void LoudnessView::paintHistory(QPainter& p, QRectF box) const {
    p.setPen(QPen(colour(token::line), 1));
    p.setBrush(colour(token::canvas));
    p.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const double top = target_ + 10, bottom = target_ - 20;
    auto y = [&](double v) { return box.top() + (top - v) / (top - bottom) * box.height(); };
    auto x = [&](size_t i) {
        const double back = static_cast<double>(history_.size() - 1 - i) / (kSeconds * kTicks);
        return box.right() - 2 - back * (box.width() - 34);
    };
    p.fillRect(QRectF(box.left() + 1, y(target_ + kNear), box.width() - 2, y(target_ - kNear) - y(target_ + kNear)),
               colour(token::ok, 46));
    QFont small = textFont(9.5);
    small.setPixelSize(9);
    p.setFont(small);
    p.setPen(colour(token::text3));
    for (const double v : {target_ + 5, target_, target_ - 10})
        p.drawText(QRectF(box.left() + 4, y(v) - 7, 30, 14), Qt::AlignVCenter | Qt::AlignLeft,
                   QString::number(v).replace(u'-', QChar(0x2212)));
    p.setClipRect(box.adjusted(1, 1, -1, -1));
    // The line breaks where nothing is measured.
    for (const bool fast : {true, false}) {
        QPainterPath path;
        bool down = false;
        for (size_t i = 0; i < history_.size(); ++i) {
            const double v = static_cast<double>(fast ? history_[i].momentary : history_[i].shortTerm);
            if (!measured(v)) {
                down = false;
                continue;
            }
            const QPointF point(x(i), y(v));
            down ? path.lineTo(point) : path.moveTo(point);
            down = true;
        }
        p.setBrush(Qt::NoBrush);
        p.setPen(fast ? QPen(colour(token::text3, 150), 1) : QPen(colour(token::accent), 1.8));
        p.drawPath(path);
    }
    p.setClipping(false);
    if (history_.empty()) {
        p.setFont(textFont(11.5));
        p.setPen(colour(token::text3));
        p.drawText(box.adjusted(34, 0, -8, 0), Qt::AlignCenter, tr("Play to measure"));
    }
}

void LoudnessView::paintNumbers(QPainter& p, int y) const {
    struct Number {
        QString name, value, unit;
        bool wrong;
    };
    const Number all[] = {
        {tr("Short-term"), number(now_.short_term), tr("LUFS"), false},
        {tr("Momentary"), number(now_.momentary), tr("LUFS"), false},
        {tr("Range"), now_.range >= 0 ? decibelText(now_.range) : QStringLiteral("–"), tr("LU"), false},
        {tr("True peak"), number(now_.true_peak_db), tr("dBTP"), now_.true_peak_db > kPeakLimit},
    };
    const double step = width() / 4.0;
    for (int i = 0; i < 4; ++i) {
        const double x = i * step;
        p.setFont(textFont(11));
        p.setPen(colour(token::text2));
        p.drawText(QRectF(x, y, step - 2, 16), Qt::AlignVCenter | Qt::AlignLeft, all[i].name);
        p.setFont(textFont(15, QFont::DemiBold));
        p.setPen(colour(all[i].wrong ? token::error : token::text));
        const double end = x + drawFixed(p, QPointF(x, y + 33), all[i].value);
        p.setFont(textFont(11));
        p.setPen(colour(token::text3));
        if (end + 4 + p.fontMetrics().horizontalAdvance(all[i].unit) < x + step)
            p.drawText(QPointF(end + 4, y + 33), all[i].unit);
    }
}

void LoudnessView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    if (look_ == Look::compact) {
        p.setFont(textFont(11.5));
        p.setPen(colour(token::text2));
        p.drawText(QRect(0, 0, width(), 18), Qt::AlignVCenter | Qt::AlignLeft, tr("Loudness"));
        p.setPen(colour(token::text3));
        p.drawText(QRect(0, 0, width(), 18), Qt::AlignVCenter | Qt::AlignRight,
                   tr("Target %1 LUFS").arg(QString::number(target_).replace(u'-', QChar(0x2212))));
        paintHead(p, 18);
        paintBars(p, 54);
        return;
    }
    p.setFont(textFont(11));
    p.setPen(colour(token::text2));
    p.drawText(QRect(0, 0, width(), 16), Qt::AlignVCenter | Qt::AlignLeft, tr("Integrated"));
    paintHead(p, 14);
    const int low = height() - 42;
    if (low - 56 > 30) paintHistory(p, QRectF(0, 52, width(), low - 62));
    paintNumbers(p, low);
}

QWidget* loudnessTools(LoudnessView& view, QWidget* parent) {
    auto out = new QWidget(parent);
    auto row = new QHBoxLayout(out);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    auto word = new MenuWord(LoudnessView::tr("Loudness target"), out);
    auto name = [&view, word] {
        for (const auto& [text, lufs] : kTargets)
            if (lufs == view.target()) return word->setWord(LoudnessView::tr(text));
        word->setWord(LoudnessView::tr("Target %1 LUFS").arg(view.target()));
    };
    name();
    QObject::connect(word, &MenuWord::clicked, &view, [&view, word, name] {
        QMenu menu;
        for (const auto& [text, lufs] : kTargets) {
            QAction* a = menu.addAction(LoudnessView::tr(text), &view, [&view, lufs = lufs, name] {
                view.setTarget(lufs);
                name();
            });
            a->setCheckable(true);
            a->setChecked(lufs == view.target());
        }
        menu.exec(word->mapToGlobal(word->rect().bottomLeft()));
    });
    row->addWidget(word);
    auto again = new IconButton(QStringLiteral("reset"), LoudnessView::tr("Measure anew"), out);
    QObject::connect(again, &IconButton::clicked, &view, &LoudnessView::reset);
    row->addWidget(again);
    return out;
}

LoudnessPanel::LoudnessPanel(Studio& studio, QWidget* parent) : Panel(tr("Loudness"), parent) {
    view_ = new LoudnessView(studio, LoudnessView::Look::full, this);
    auto tabs =
        new ChoiceRow({tr("Loudness"), tr("Spectrum")}, ChoiceRow::Look::tabs, tr("Meters of the master"), this);
    auto pages = new QStackedWidget(this);
    pages->addWidget(view_);
    pages->addWidget(new SpectrumView(studio, pages));
    head()->addWidget(tabs);
    head()->addStretch(1);
    QWidget* tools = loudnessTools(*view_, this);
    head()->addWidget(tools);
    connect(tabs, &ChoiceRow::chosen, this, [pages, tools](int index) {
        pages->setCurrentIndex(index);
        tools->setVisible(index == 0);
    });
    body()->setContentsMargins(12, 10, 12, 10);
    body()->addWidget(pages, 1);
}

} // namespace tandem::ui
