// Reading, measuring and painting of the master's sound.
#include "ui/panels/sound_views.h"

#include <QPainter>
#include <cmath>

#include "ui/studio.h"

namespace tandem::ui {

static constexpr double kFloor = audio::Spectrum::kFloorDb, kTop = 0, kLow = 20, kHigh = 20000; // dB, Hz
static constexpr int kFrames = 4096;
static constexpr double kFall = 0.7; // dB a reading

SoundView::SoundView(Studio& studio, const QString& name, size_t frames, QWidget* parent)
    : QWidget(parent), studio_(studio), left_(frames), right_(frames) {
    setAccessibleName(name);
    connect(&studio_, &Studio::levelsRead, this, &SoundView::read);
    connect(&studio_, &Studio::sessionChanged, this,
            [this] { setSound(std::vector<float>(left_.size()), std::vector<float>(right_.size()), rate_); });
}

void SoundView::setSound(std::vector<float> left, std::vector<float> right, int rate) {
    left_ = std::move(left), right_ = std::move(right), rate_ = rate;
    measure();
    update();
}

void SoundView::read() {
    if (!isVisible() || !studio_.playback() || !studio_.viewedSequence()) return;
    std::vector<float> left(left_.size()), right(right_.size());
    studio_.playback()->sound().engine.recent_master(left, right);
    setSound(std::move(left), std::move(right), studio_.playback()->sound().rate);
}

StereoView::StereoView(Studio& studio, QWidget* parent) : SoundView(studio, tr("Stereo image"), 2048, parent) {}

void StereoView::measure() {
    double ll = 0, rr = 0, lr = 0;
    for (size_t i = 0; i < left().size(); ++i) {
        const double l = static_cast<double>(left()[i]), r = static_cast<double>(right()[i]);
        ll += l * l, rr += r * r, lr += l * r;
    }
    correlation_ = ll > 1e-9 && rr > 1e-9 ? lr / std::sqrt(ll * rr) : 0;
    setAccessibleDescription(tr("Correlation %1").arg(correlation_, 0, 'f', 2));
}

void StereoView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    constexpr double kHead = 20, kScale = 32;
    p.setFont(textFont(11));
    p.setPen(colour(token::text2));
    const QRectF head(0, 0, width(), kHead - 4);
    p.drawText(head, Qt::AlignVCenter | Qt::AlignLeft, tr("Stereo image"));
    const QString number = QString::number(correlation_, 'f', 2).replace(u'-', QChar(0x2212));
    const QString said = tr("Corr %1").arg((correlation_ > 0 ? QStringLiteral("+") : QString()) + number);
    if (p.fontMetrics().horizontalAdvance(tr("Stereo image") + said) + 12 < width())
        p.drawText(head, Qt::AlignVCenter | Qt::AlignRight, said);
    const QRectF box(0.5, kHead + 0.5, width() - 1, std::max(20.0, height() - kHead - kScale - 1));
    p.setPen(QPen(colour(token::line), 1));
    p.setBrush(colour(token::well));
    p.drawRoundedRect(box, 4, 4);
    p.setClipRect(box.adjusted(1, 1, -1, -1));
    const QPointF c = box.center();
    const double r = std::min(box.width(), box.height()) / 2;
    p.drawLine(c - QPointF(0, r), c + QPointF(0, r));
    for (const double side : {-1.0, 1.0}) p.drawLine(c - QPointF(side * r, r), c + QPointF(side * r, r));
    p.setPen(colour(token::text3));
    p.drawText(QRectF(c.x() - r + 4, box.top() + 2, 16, 16), Qt::AlignCenter, QStringLiteral("L"));
    p.drawText(QRectF(c.x() + r - 20, box.top() + 2, 16, 16), Qt::AlignCenter, QStringLiteral("R"));
    QVector<QPointF> points;
    points.reserve(static_cast<qsizetype>(left().size()));
    for (size_t i = 0; i < left().size(); ++i) {
        const double l = std::clamp(static_cast<double>(left()[i]), -1.0, 1.0);
        const double q = std::clamp(static_cast<double>(right()[i]), -1.0, 1.0);
        if (l != 0 || q != 0) points.push_back(c + QPointF((q - l) / 2 * r, -(l + q) / 2 * r));
    }
    p.setPen(QPen(colour(token::ok, 150), 1.3));
    p.drawPoints(points.constData(), static_cast<int>(points.size()));
    p.setClipping(false);
    // The correlation's scale, from out of phase to mono.
    const QRectF bar(0, height() - kScale + 8, width(), 5);
    QLinearGradient scale(bar.topLeft(), bar.topRight());
    scale.setColorAt(0, colour(token::error, 150));
    scale.setColorAt(0.5, colour(token::control));
    scale.setColorAt(1, colour(token::ok, 150));
    p.setPen(Qt::NoPen);
    p.setBrush(scale);
    p.drawRoundedRect(bar, 2.5, 2.5);
    p.setBrush(colour(token::text));
    p.drawRoundedRect(QRectF(bar.center().x() + correlation_ * (bar.width() - 4) / 2 - 1.5, bar.top() - 2, 3, 9), 1, 1);
    p.setPen(colour(token::text3));
    const QRectF words(0, bar.bottom() + 2, width(), 15);
    p.drawText(words, Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("−1"));
    p.drawText(words, Qt::AlignVCenter | Qt::AlignHCenter, QStringLiteral("0"));
    p.drawText(words, Qt::AlignVCenter | Qt::AlignRight, QStringLiteral("+1"));
}

SpectrumView::SpectrumView(Studio& studio, QWidget* parent)
    : SoundView(studio, tr("Spectrum"), static_cast<size_t>(kFrames), parent), spectrum_(kFrames, kBands, kLow, kHigh),
      peaks_(kBands, kFloor) {}

double SpectrumView::levelAt(double hertz) const { return spectrum_.level(spectrum_.band_at(hertz)); }

void SpectrumView::measure() {
    std::vector<float> sum(left().size());
    for (size_t i = 0; i < sum.size(); ++i) sum[i] = (left()[i] + right()[i]) / 2;
    spectrum_.measure(sum, rate());
    for (int b = 0; b < kBands; ++b) {
        double& peak = peaks_[static_cast<size_t>(b)];
        peak = std::max(spectrum_.level(b), peak - kFall);
    }
}

void SpectrumView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(30, 4, -6, -18);
    p.fillRect(box, colour(token::well));
    p.setFont(textFont(10));
    auto y = [&](double db) { return box.top() + (kTop - db) / (kTop - kFloor) * box.height(); };
    auto x = [&](double hertz) { return box.left() + std::log(hertz / kLow) / std::log(kHigh / kLow) * box.width(); };
    for (int db = -12; db > kFloor; db -= 12) {
        p.setPen(colour(token::line));
        p.drawLine(QPointF(box.left(), y(db)), QPointF(box.right(), y(db)));
        if (db % 24) continue;
        p.setPen(colour(token::text3));
        p.drawText(QRectF(0, y(db) - 8, 26, 16), Qt::AlignRight | Qt::AlignVCenter,
                   QString::number(db).replace(u'-', QChar(0x2212)));
    }
    for (const double hz : {50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0}) {
        p.setPen(colour(token::line));
        p.drawLine(QPointF(x(hz), box.top()), QPointF(x(hz), box.bottom()));
        p.setPen(colour(token::text3));
        p.drawText(QRectF(x(hz) - 20, box.bottom() + 2, 40, 16), Qt::AlignCenter,
                   hz < 1000 ? QString::number(hz) : QStringLiteral("%1k").arg(hz / 1000));
    }
    QPolygonF area({box.bottomLeft()}), line;
    for (int b = 0; b < kBands; ++b) {
        const double at = x(spectrum_.band_centre(b));
        area << QPointF(at, y(spectrum_.level(b)));
        line << QPointF(at, y(peaks_[static_cast<size_t>(b)]));
    }
    area << box.bottomRight();
    p.setPen(Qt::NoPen);
    p.setBrush(colour(token::accent, 90));
    p.drawPolygon(area);
    p.setPen(QPen(colour(token::accent), 1.2));
    p.drawPolyline(line);
}

} // namespace tandem::ui
