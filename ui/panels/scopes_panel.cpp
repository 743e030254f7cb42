// Counting on the worker and painting.
#include "ui/panels/scopes_panel.h"

#include <QMenu>
#include <QPainter>
#include <QSettings>
#include <QTimer>

#include "ui/controls/buttons.h"
#include "ui/controls/menu_word.h"
#include "ui/panels/loudness_panel.h"

namespace tandem::ui {

static constexpr int kBetween = 80; // ms from count to count
static constexpr int kHead = 26, kLeast = 160;

static constexpr ScopeKind kKinds[] = {ScopeKind::parade, ScopeKind::waveform, ScopeKind::rgb_waveform,
                                       ScopeKind::vectorscope, ScopeKind::histogram};

static QString scopeWord(ScopeKind kind) {
    switch (kind) {
    case ScopeKind::parade:
        return ScopeView::tr("RGB parade");
    case ScopeKind::waveform:
        return ScopeView::tr("Waveform");
    case ScopeKind::rgb_waveform:
        return ScopeView::tr("RGB waveform");
    case ScopeKind::vectorscope:
        return ScopeView::tr("Vectorscope");
    default:
        return ScopeView::tr("Histogram");
    }
}

ScopeView::ScopeView(ScopeKind kind, const QString& key, QWidget* parent)
    : QWidget(parent), kind_(kind), key_(key), choice_(new MenuWord(tr("Kind of scope"), this)) {
    setMinimumHeight(90);
    choice_->move(4, 0);
    const QByteArray kept = QSettings().value(key_).toString().toUtf8();
    if (const auto k = scope_kind(std::string_view(kept.constData(), static_cast<size_t>(kept.size())));
        k && !is_overlay(*k))
        kind_ = *k;
    setKind(kind_);
    connect(choice_, &QAbstractButton::clicked, this, [this] {
        auto menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const ScopeKind k : kKinds) {
            QAction* action = menu->addAction(scopeWord(k), this, [this, k] { setKind(k); });
            action->setCheckable(true);
            action->setChecked(k == kind_);
        }
        menu->popup(choice_->mapToGlobal(QPoint(0, choice_->height())));
    });
}

void ScopeView::setKind(ScopeKind kind) {
    choice_->setWord(scopeWord(kind));
    choice_->resize(choice_->sizeHint());
    setAccessibleName(scopeWord(kind));
    if (kind == kind_) return;
    kind_ = kind;
    const std::string_view word = scope_name(kind);
    QSettings().setValue(key_, QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size())));
    image_ = {};
    update();
    Q_EMIT kindChosen();
}

QRect ScopeView::plot() const { return {12, kHead, std::max(0, width() - 24), std::max(0, height() - kHead - 6)}; }

QSize ScopeView::pixels() const {
    const QSize size = plot().size() * devicePixelRatioF();
    return plot().width() < 40 || plot().height() < 40 ? QSize() : size.expandedTo({kLeast, kLeast});
}

void ScopeView::setDrawing(const QImage& image, const ScopeScale& scale, const QString& what) {
    image_ = image, scale_ = scale, what_ = what;
    update();
}

void ScopeView::clear() {
    image_ = {};
    update();
}

void ScopeView::paintEvent(QPaintEvent*) {
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRect box = plot();
    p.setFont(textFont(11));
    p.setPen(colour(token::text3));
    p.drawText(QRect(12, 0, width() - 24, kHead), Qt::AlignRight | Qt::AlignVCenter, what_);
    p.fillRect(box, colour(token::well));
    if (image_.isNull()) return;
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    // A circle stays round where the box is lower than the least that is drawn.
    QRect shown = box;
    if (kind_ == ScopeKind::vectorscope) {
        shown.setSize(image_.size().scaled(box.size(), Qt::KeepAspectRatio));
        shown.moveCenter(box.center());
    }
    p.drawImage(QRectF(shown), image_);
    paintMarks(p, shown);
}

// The graticule in the window's own lines and letters.
void ScopeView::paintMarks(QPainter& p, QRect box) const {
    const ScopeLayout layout = scope_layout(scale_, kind_, image_.width(), image_.height(), ScopeMarks::left_out);
    const double sx = static_cast<double>(box.width()) / image_.width();
    const double sy = static_cast<double>(box.height()) / image_.height();
    QFont small = textFont(9);
    small.setPixelSize(9);
    p.setFont(small);
    const QColor faint = colour(token::lineStrong, 90), letters = colour(token::text2, 210);
    std::vector<double> lettered; // heights of the words so far: those that would lie over another one are left out
    for (const ScopeLine& line : layout.lines) {
        if (scale_.unit() == ScopeScale::Unit::percent && static_cast<int>(line.level) % 20 != 0) continue;
        const QString label = toQt(line.label);
        p.setPen(QPen(faint, 1));
        if (kind_ == ScopeKind::histogram) {
            const double x = std::floor(box.x() + line.at * sx) + 0.5;
            p.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()));
            p.setPen(letters);
            p.drawText(QRectF(x - 16, box.bottom() - 12, 32, 12), Qt::AlignCenter, label);
            continue;
        }
        const double y = std::floor(box.y() + line.at * sy) + 0.5;
        p.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        p.setPen(letters);
        // The lowest one stands on its line, the others hang from it.
        const bool low = y > box.bottom() - 14;
        const double top = low ? y - 12 : y + 1;
        if (std::any_of(lettered.begin(), lettered.end(), [&](double t) { return std::abs(t - top) < 11; })) continue;
        lettered.push_back(top);
        p.drawText(QRectF(box.right() - 32, top, 30, 11), Qt::AlignRight | Qt::AlignVCenter, label);
    }
    if (kind_ != ScopeKind::vectorscope) return;
    const QPointF centre(box.x() + (layout.plot.x0 + layout.plot.x1) / 2.0 * sx,
                         box.y() + (layout.plot.y0 + layout.plot.y1) / 2.0 * sy);
    const double radius = (layout.plot.x1 - layout.plot.x0) / 2.0 * sx;
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(faint, 1));
    p.drawEllipse(centre, radius, radius);
    p.drawLine(centre - QPointF(radius, 0), centre + QPointF(radius, 0));
    p.drawLine(centre - QPointF(0, radius), centre + QPointF(0, radius));
    p.setPen(QPen(QColor(0xd8, 0xb4, 0x8a, 170), 1));
    p.drawLine(centre, QPointF(box.x() + layout.skin_x * sx, box.y() + layout.skin_y * sy));
    for (const ScopeTarget& t : layout.targets) {
        if (t.half == 0) continue;
        const std::string_view name = t.label;
        const QColor ink = name == "R"    ? QColor(0xe8, 0x5c, 0x50)
                           : name == "YL" ? QColor(0xd8, 0xcb, 0x4a)
                           : name == "G"  ? QColor(0x4c, 0xc3, 0x6a)
                           : name == "CY" ? QColor(0x4a, 0xc4, 0xc4)
                           : name == "B"  ? QColor(0x5c, 0x80, 0xff)
                                          : QColor(0xc4, 0x5c, 0xd0);
        p.setPen(QPen(ink, 1.2));
        p.drawRect(
            QRectF(box.x() + (t.x - t.half) * sx, box.y() + (t.y - t.half) * sy, 2 * t.half * sx, 2 * t.half * sy));
    }
}

ScopesPanel::ScopesPanel(Studio& studio, QWidget* parent)
    : Panel(tr("Scopes"), parent), studio_(studio), later_(new QTimer(this)) {
    setMinimumWidth(200);
    head()->addWidget(new ChoiceRow({tr("Scopes")}, ChoiceRow::Look::tabs, tr("Scopes"), this));
    head()->addStretch(1);
    auto more = new IconButton(QStringLiteral("more"), tr("One scope or two"), this);
    head()->addWidget(more);
    views_ = {new ScopeView(ScopeKind::parade, QStringLiteral("scope1"), this),
              new ScopeView(ScopeKind::vectorscope, QStringLiteral("scope2"), this)};
    body()->setContentsMargins(0, 6, 0, 4);
    body()->setSpacing(4);
    for (ScopeView* v : views_) {
        body()->addWidget(v, v == views_[0] ? 5 : 6);
        connect(v, &ScopeView::kindChosen, this, [this] { want(last_); });
    }
    views_[1]->setVisible(QSettings().value(QStringLiteral("twoScopes"), true).toBool());
    connect(more, &QAbstractButton::clicked, this, [this] {
        const bool two = views_[1]->isHidden();
        views_[1]->setVisible(two);
        QSettings().setValue(QStringLiteral("twoScopes"), two);
        want(last_);
    });
    worker_.setMaxThreadCount(1);
    later_->setSingleShot(true);
    connect(later_, &QTimer::timeout, this, &ScopesPanel::count);
    connect(&studio, &Studio::pictureReady, this, [this](const ServedFrame& frame) { want(frame.picture); });
    connect(&studio, &Studio::sessionChanged, this, [this] {
        last_.reset(), wanted_.reset();
        for (ScopeView* v : views_) v->clear();
    });
    // Sound beside picture: how loud the piece is so far.
    auto loudness = new QHBoxLayout;
    loudness->setContentsMargins(8, 0, 8, 6);
    loudness->addWidget(new LoudnessView(studio, LoudnessView::Look::compact, this));
    body()->addLayout(loudness);
}

ScopesPanel::~ScopesPanel() { worker_.waitForDone(); }

void ScopesPanel::showEvent(QShowEvent* event) {
    Panel::showEvent(event);
    want(last_);
}

void ScopesPanel::want(const PictureRef& picture) {
    if (!picture) return;
    last_ = wanted_ = picture;
    if (!isVisible() || busy_ || later_->isActive()) return;
    const qint64 passed = since_.isValid() ? since_.elapsed() : kBetween;
    later_->start(static_cast<int>(std::max<qint64>(0, kBetween - passed)));
}

// Of a picture's tags: how its codes are to be read.
static QString tagWord(const ColourTags& c) {
    if (c.transfer == Transfer::pq) return QStringLiteral("PQ");
    if (c.transfer == Transfer::hlg) return QStringLiteral("HLG");
    if (c.primaries == Primaries::bt2020) return QStringLiteral("Rec. 2020");
    if (c.primaries == Primaries::display_p3 || c.primaries == Primaries::dci_p3) return QStringLiteral("P3");
    return QStringLiteral("Rec. 709");
}

void ScopesPanel::count() {
    if (!wanted_ || busy_ || !studio_.services().openScopes) return;
    struct Job {
        ScopeKind kind;
        QSize size;
    };
    std::vector<Job> jobs;
    int columns = 1;
    for (const ScopeView* v : views_) {
        jobs.push_back({v->kind(), v->isVisible() ? v->pixels() : QSize()});
        if (!jobs.back().size.isEmpty()) columns = std::max(columns, jobs.back().size.width());
    }
    if (!engine_) engine_ = studio_.services().openScopes();
    busy_ = true;
    since_.start();
    worker_.start([this, jobs, columns, engine = engine_, picture = std::exchange(wanted_, {})] {
        std::vector<Drawn> out(jobs.size());
        if (auto counts = engine->measure(*picture, {.columns = columns, .zebra_from = {}}))
            for (size_t i = 0; i < jobs.size(); ++i) {
                const QSize size = jobs[i].size;
                if (size.isEmpty()) continue;
                out[i].kind = jobs[i].kind, out[i].scale = counts->scale;
                if (auto drawn = draw_scope(*counts, jobs[i].kind, size.width(), size.height(), ScopeMarks::left_out))
                    out[i].image = QImage((*drawn)->data[0], (*drawn)->width, (*drawn)->height,
                                          static_cast<qsizetype>((*drawn)->stride[0]), QImage::Format_RGBA8888)
                                       .convertToFormat(QImage::Format_RGB32);
            }
        QMetaObject::invokeMethod(
            this,
            [this, out = std::move(out), what = tagWord(picture->colour), warnings = engine->take_warnings()] {
                tell(warnings);
                counted(out, what);
            },
            Qt::QueuedConnection);
    });
}

void ScopesPanel::tell(const std::vector<std::string>& warnings) {
    for (const std::string& w : warnings)
        studio_.say({MessageKind::warning, tr("The graphics device had trouble"),
                     tr("Scopes go on and no edit is lost.") + u' ' + toQt(w)});
}

void ScopesPanel::counted(const std::vector<Drawn>& drawn, const QString& what) {
    busy_ = false;
    for (size_t i = 0; i < views_.size(); ++i)
        if (!drawn[i].image.isNull() && drawn[i].kind == views_[i]->kind())
            views_[i]->setDrawing(drawn[i].image, drawn[i].scale, what);
    if (wanted_) want(wanted_);
}

} // namespace tandem::ui
