// Picture, tabs and transport of the viewer.
#include "ui/panels/viewer.h"

#include <QDragEnterEvent>
#include <QMenu>
#include <QMimeData>
#include <QUrl>
#include <QWindow>
#include <cmath>

#include "ui/controls/menu_word.h"
#include "ui/controls/sliders.h"
#include "ui/edits.h"
#include "ui/mime.h"
#include "ui/panels/monitor_area.h"
#include "ui/panels/picture_compare.h"
#include "ui/panels/second_screen.h"
#include "ui/panels/source_bar.h"
#include "ui/panels/title_edit.h"
#include "ui/panels/viewer_surface.h"

namespace tandem::ui {

PictureView::PictureView(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio), handles_(studio) {
    setAccessibleName(tr("Picture"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAcceptDrops(true);
    setMinimumSize(160, 90);
    setMouseTracking(true);
    setFocusPolicy(Qt::ClickFocus);
    compare_ = new PictureCompare(studio, this);
    auto over = [this] { redraw(Redraw::over); };
    connect(compare_, &PictureCompare::changed, this, over);
    for (auto signal :
         {&Studio::selectionChanged, &Studio::projectChanged, &Studio::playingChanged, &Studio::onPictureChanged})
        connect(&studio, signal, this, over);
    // While it plays nothing stands over the picture that moves with it.
    connect(&studio, &Studio::playheadMoved, this, [this] {
        if (!studio_.playing()) redraw(Redraw::over);
    });
    connect(&studio, &Studio::pictureReady, this, [this](const ServedFrame& frame) {
        picture_ = frame.picture;
        image_ = QImage(picture_->data[0], picture_->width, picture_->height,
                        static_cast<qsizetype>(picture_->stride[0]), QImage::Format_RGB32);
        redraw(zoom_ < 8 ? Redraw::picture : Redraw::over);
    });
    auto clear = [this] {
        picture_.reset(), image_ = {};
        redraw(Redraw::over);
        Q_EMIT scaleChanged();
    };
    connect(&studio, &Studio::sessionChanged, this, clear);
    connect(&studio, &Studio::viewedChanged, this, clear);
    connect(&studio, &Studio::projectChanged, this, &PictureView::askFor);
}

PictureView::~PictureView() = default;

static QSizeF sizeOf(const Ref<Sequence>& s) {
    return s ? QSizeF(s->format.width, s->format.height) : QSizeF(1920, 1080);
}

QRectF PictureView::pictureBox() const {
    const QSizeF size = sizeOf(studio_.viewedSequence());
    QSizeF shown = size.scaled(QSizeF(this->size()), Qt::KeepAspectRatio);
    QPointF middle(width() / 2.0, height() / 2.0);
    if (zoom_ > 0) shown = size * zoom_ / devicePixelRatioF(), middle += pan_;
    return QRectF(QPointF(std::round(middle.x() - shown.width() / 2), std::round(middle.y() - shown.height() / 2)),
                  shown);
}

double PictureView::shownScale() const {
    const QSizeF size = sizeOf(studio_.viewedSequence());
    return size.width() > 0 ? pictureBox().width() * devicePixelRatioF() / size.width() : 1;
}

void PictureView::setZoom(double zoom) {
    zoom_ = zoom, pan_ = {};
    askFor();
    redraw(Redraw::over);
    Q_EMIT scaleChanged();
}

void PictureView::setQuality(ViewQuality quality) {
    quality_ = quality;
    askFor();
}

// Rendered at the size at which it is shown; never more than the sequence has.
void PictureView::askFor() {
    if (!isVisible()) return;
    const int w = devicePlace().width(), h = devicePlace().height();
    const QSizeF wanted = sizeOf(studio_.viewedSequence()).scaled(QSizeF(other_), Qt::KeepAspectRatio);
    if (!other_.isEmpty() && wanted.width() > w)
        studio_.setView(static_cast<int>(wanted.width()), static_cast<int>(wanted.height()), quality_);
    else
        studio_.setView(w, h, quality_);
    compare_->setView(w, h);
}

void PictureView::setOtherView(QSize size) {
    other_ = size;
    askFor();
}

void PictureView::resizeEvent(QResizeEvent*) {
    askFor();
    redraw(Redraw::over);
    Q_EMIT scaleChanged();
}

void PictureView::showEvent(QShowEvent*) {
    askFor();
    openSurface();
}

void PictureView::mousePressEvent(QMouseEvent* event) {
    pressed_ = event->position(), pannedFrom_ = pan_;
    const QRectF box = pictureBox();
    if (event->button() == Qt::LeftButton && !compare_->press(event->position(), box))
        handles_.tool(box).press(event->position(), box);
    if (event->button() == Qt::RightButton) handles_.tool(box).remove(event->position(), box);
    redraw(Redraw::over);
}

void PictureView::mouseMoveEvent(QMouseEvent* event) {
    const QRectF box = pictureBox();
    PictureTool& tool = handles_.tool(box);
    if (compare_->drag(event->position(), box) || tool.drag(event->position(), event->modifiers())) return;
    if (event->buttons() == Qt::NoButton && compare_->onLine(event->position(), box))
        return setCursor(compare_->upright() ? Qt::SplitHCursor : Qt::SplitVCursor);
    if (event->buttons() == Qt::NoButton) return setCursor(tool.cursor(event->position(), box));
    if (zoom_ <= 0 || !(event->buttons() & (Qt::LeftButton | Qt::MiddleButton))) return;
    pan_ = pannedFrom_ + event->position() - pressed_;
    redraw(Redraw::over);
}

void PictureView::mouseReleaseEvent(QMouseEvent* event) {
    const QRectF box = pictureBox();
    PictureTool& tool = handles_.tool(box);
    tool.release();
    compare_->release();
    // A click takes the clip that shows there.
    if (event->button() != Qt::LeftButton || &tool != &handles_.place() ||
        (event->position() - pressed_).manhattanLength() >= 3)
        return;
    if (const ClipId clip = handles_.place().clipUnder(event->position(), box);
        clip && !studio_.selection().count(clip))
        studio_.select({clip});
}

void PictureView::mouseDoubleClickEvent(QMouseEvent* event) {
    const QRectF box = pictureBox();
    if (handles_.tool(box).doubleClick(event->position(), box)) return;
    const auto title = handles_.place().titleBox(box);
    if (title && title->contains(event->position()) && editTitle()) return;
    Q_EMIT doubleClicked();
}

bool PictureView::editTitle() {
    const QRectF box = pictureBox();
    const auto text = handles_.place().titleBox(box);
    if (!text) return false;
    new TitleEdit(studio_, studio_.selectedPlacement(TrackKind::picture)->clip->id, *text, box, this);
    return true;
}

bool PictureView::event(QEvent* event) {
    switch (event->type()) {
    case QEvent::ParentAboutToChange: // to another window, or back
        surface_.reset();
        break;
    case QEvent::StyleChange:
    case QEvent::PaletteChange:
    case QEvent::FontChange:
        redraw(Redraw::over);
        break;
    default:
        break;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Delete || key == Qt::Key_Backspace) && handles_.tool(pictureBox()).removes())
            event->accept();
    }
    return QWidget::event(event);
}

void PictureView::keyPressEvent(QKeyEvent* event) {
    const QRectF box = pictureBox();
    PictureTool& tool = handles_.tool(box);
    if ((event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace) && tool.remove({}, box)) return;
    if (event->key() == Qt::Key_Escape && (tool.cancel() || studio_.onPicture() != OnPicture{})) {
        studio_.editOnPicture({});
        return;
    }
    QWidget::keyPressEvent(event);
}

void PictureView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        const double now = zoom_ > 0 ? zoom_ : shownScale();
        setZoom(std::clamp(now * std::pow(1.0015, event->angleDelta().y()), 0.1, 8.0));
    } else {
        studio_.step(event->angleDelta().y() > 0 ? -1 : 1);
    }
    event->accept();
}

void PictureView::dragEnterEvent(QDragEnterEvent* event) {
    if (!event->mimeData()->hasFormat(kMediaMime) && !event->mimeData()->hasUrls()) return;
    event->acceptProposedAction();
    if (studio_.session() && !studio_.viewingSource()) dropZone_ = DropZones::zoneAt(event->position(), QRectF(rect()));
    redraw(Redraw::over);
}

void PictureView::dragMoveEvent(QDragMoveEvent* event) {
    event->acceptProposedAction();
    if (!dropZone_) return;
    dropZone_ = DropZones::zoneAt(event->position(), QRectF(rect()));
    redraw(Redraw::over);
}

void PictureView::dragLeaveEvent(QDragLeaveEvent*) {
    dropZone_.reset();
    redraw(Redraw::over);
}

void PictureView::dropEvent(QDropEvent* event) {
    const auto zone = dropZone_ ? DropZones::zoneAt(event->position(), QRectF(rect())) : DropZones::Zone::source;
    dropZone_.reset();
    redraw(Redraw::over);
    event->acceptProposedAction();
    Studio* studio = &studio_;
    auto take = [studio, zone](const std::vector<MediaId>& ids) {
        if (zone == DropZones::Zone::source) return studio->viewSource(ids[0]);
        putMedia(*studio, {.media = ids, .how = DropZones::putOf(zone), .at = studio->playhead()});
    };
    if (!event->mimeData()->hasFormat(kMediaMime)) return studio_.takeDropped(*event->mimeData(), take);
    std::vector<MediaId> ids;
    for (const QByteArray& id : event->mimeData()->data(kMediaMime).split(' '))
        if (const auto n = id.toULongLong()) ids.push_back(MediaId{n});
    if (!ids.empty()) take(ids);
}

Viewer::Viewer(Studio& studio, QWidget* parent) : Panel(tr("Viewer"), parent), studio_(studio) {
    tabs_ = new ChoiceRow({tr("Source"), tr("Program")}, ChoiceRow::Look::tabs, tr("What the viewer shows"), this);
    tabs_->setCurrent(1);
    connect(tabs_, &ChoiceRow::chosen, this, [this](int i) {
        if (i == 1) return studio_.viewProgram();
        if (studio_.selectedMedia())
            studio_.viewSource(studio_.selectedMedia());
        else
            studio_.viewSource({});
        tabs_->setCurrent(studio_.viewingSource() ? 0 : 1);
    });
    view_ = new PictureView(studio, this);
    zoom_ = new MenuWord(tr("Size of the picture"), this);
    quality_ = new MenuWord(tr("Quality of playback"), this);
    guides_ = new IconButton(QStringLiteral("safe_areas"), tr("Guides (Shift+G)"), this);
    guides_->setCheckable(true);
    compare_ = new IconButton(QStringLiteral("compare"), tr("Compare with the picture before, or a still"), this);
    compare_->setCheckable(true);
    auto full = new IconButton(QStringLiteral("fullscreen"), tr("Full screen (F)"), this);
    head()->addWidget(tabs_);
    head()->addStretch();
    head()->addWidget(zoom_);
    head()->addWidget(quality_);
    head()->addWidget(compare_);
    head()->addWidget(guides_);
    head()->addWidget(full);
    body()->addWidget(view_, 1);
    body()->addWidget(new SourceBar(studio, this));
    buildTransport();
    body()->addWidget(transport_);

    connect(zoom_, &QAbstractButton::clicked, this, [this] {
        QMenu menu(this);
        menu.addAction(tr("Fit"), this, [this] { view_->setZoom(0); });
        for (const int percent : {50, 100, 200, 400, 800})
            menu.addAction(QStringLiteral("%1 %").arg(percent), this,
                           [this, percent] { view_->setZoom(percent / 100.0); });
        menu.exec(zoom_->mapToGlobal(QPoint(0, zoom_->height())));
    });
    connect(quality_, &QAbstractButton::clicked, this, [this] {
        QMenu menu(this);
        menu.addAction(tr("Full quality"), this, [this] { view_->setQuality(ViewQuality::full), refresh(); });
        menu.addAction(tr("Half quality"), this, [this] { view_->setQuality(ViewQuality::half), refresh(); });
        menu.addAction(tr("Quarter quality"), this, [this] { view_->setQuality(ViewQuality::quarter), refresh(); });
        menu.addSeparator();
        QAction* proxies = menu.addAction(tr("Show proxies where there are some"));
        connect(proxies, &QAction::triggered, this, [this](bool on) { studio_.setShowProxies(on); });
        proxies->setCheckable(true);
        proxies->setChecked(studio_.showsProxies());
        menu.exec(quality_->mapToGlobal(QPoint(0, quality_->height())));
    });
    connect(guides_, &QAbstractButton::clicked, this, &Viewer::openGuidesMenu);
    view_->setGuides(ViewerGuides::read());
    connect(compare_, &QAbstractButton::clicked, this, &Viewer::openCompareMenu);
    connect(&view_->compare(), &PictureCompare::changed, this, &Viewer::refresh);
    connect(full, &QAbstractButton::clicked, this, &Viewer::toggleFullScreen);
    connect(view_, &PictureView::doubleClicked, this, &Viewer::toggleFullScreen);
    connect(view_, &PictureView::scaleChanged, this, &Viewer::refresh);
    connect(&studio, &Studio::pictureReady, this, [this, seen = ViewQuality::full]() mutable {
        const ViewQuality now = studio_.shownQuality();
        if (std::exchange(seen, now) != now) refresh();
    });
    for (auto signal : {&Studio::projectChanged, &Studio::sessionChanged, &Studio::playheadMoved,
                        &Studio::playingChanged, &Studio::marksChanged, &Studio::viewedChanged})
        connect(&studio, signal, this, &Viewer::refresh);
    refresh();
}

void Viewer::buildTransport() {
    transport_ = new QWidget(this);
    transport_->setFixedHeight(46);
    auto row = new QHBoxLayout(transport_);
    row->setContentsMargins(12, 0, 10, 0);
    row->setSpacing(4);
    now_ = new TimecodeLabel(17, colour(token::text), tr("Position"), transport_);
    end_ = new TimecodeLabel(12, colour(token::text3), tr("Duration"), transport_);
    auto left = new QWidget(transport_), right = new QWidget(transport_);
    auto leftRow = new QHBoxLayout(left), rightRow = new QHBoxLayout(right);
    for (auto* r : {leftRow, rightRow}) r->setContentsMargins(0, 0, 0, 0);
    leftRow->addWidget(now_);
    leftRow->addSpacing(6);
    leftRow->addWidget(end_);
    leftRow->addStretch();
    row->addWidget(left, 1);
    auto add = [&](const char* icon, const QString& name, auto slot) {
        auto b = new IconButton(QString::fromLatin1(icon), name, transport_, 28);
        connect(b, &QAbstractButton::clicked, this, slot);
        row->addWidget(b);
        return b;
    };
    add("mark_in", tr("In point here (I)"),
        [this] { studio_.setViewMarks(studio_.viewPlayhead(), studio_.viewOut()); });
    add("prev_edit", tr("Previous cut (Up)"), [this] { goToEdit(studio_, -1); });
    add("step_back", tr("Back one frame (Left)"), [this] { studio_.step(-1); });
    play_ = new IconButton(QStringLiteral("play"), tr("Play or pause (Space)"), transport_, 34);
    play_->setFill(colour(token::text));
    connect(play_, &QAbstractButton::clicked, this, [this] { studio_.togglePlay(); });
    row->addWidget(play_);
    add("step_forward", tr("On one frame (Right)"), [this] { studio_.step(1); });
    add("next_edit", tr("Next cut (Down)"), [this] { goToEdit(studio_, 1); });
    add("mark_out", tr("Out point here (O)"), [this] {
        const Ref<Sequence> s = studio_.viewedSequence();
        if (!s) return;
        const FrameRate rate = s->format.rate;
        studio_.setViewMarks(studio_.viewIn(), rate.time_of(rate.frame_at(studio_.viewPlayhead()) + 1));
    });
    rightRow->addStretch();
    auto put = [&](const char* icon, const QString& name) {
        auto b = new IconButton(QString::fromLatin1(icon), name, right);
        rightRow->addWidget(b);
        return b;
    };
    auto insert = put("insert", tr("Insert the source (,)"));
    auto overwrite = put("overwrite", tr("Overwrite with the source (.)"));
    connect(insert, &QAbstractButton::clicked, this, [this] { putSource(studio_, Put::insert); });
    connect(overwrite, &QAbstractButton::clicked, this, [this] { putSource(studio_, Put::overwrite); });
    loop_ = put("loop", tr("Loop between in and out"));
    loop_->setCheckable(true);
    connect(loop_, &QAbstractButton::clicked, this, [this](bool on) { studio_.setLooping(on); });
    rightRow->addSpacing(6);
    rightRow->addWidget(monitorDim(studio_, QStringLiteral("volume"), right));
    Slider* level = monitorSlider(studio_, right);
    level->setMinimumWidth(36);
    level->setMaximumWidth(80);
    rightRow->addWidget(level);
    row->addWidget(right, 1);
}

void Viewer::refresh() {
    tabs_->setCurrent(studio_.viewingSource() ? 0 : 1);
    static_cast<MenuWord*>(zoom_)->setWord((view_->zoom() > 0 ? QString() : tr("Fit · ")) +
                                           QStringLiteral("%1 %").arg(std::lround(view_->shownScale() * 100)));
    const QString words[] = {tr("Full quality"), tr("Half quality"), tr("Quarter quality")};
    const QString proxy = studio_.proxyShown() ? tr("Proxies · ") : QString();
    // Of what is seen, which a picture in the making is not yet.
    const ViewQuality seen = view_->image().isNull() ? studio_.quality() : studio_.shownQuality();
    static_cast<MenuWord*>(quality_)->setWord(proxy + words[seen == ViewQuality::full   ? 0
                                                            : seen == ViewQuality::half ? 1
                                                                                        : 2]);
    if (const Ref<Sequence> s = studio_.viewedSequence()) {
        now_->setText(timecodeText(*s, studio_.viewPlayhead()));
        end_->setText(QStringLiteral("/ ") + toQt(time_text(s->duration(), s->format.rate)));
    }
    play_->setIconName(studio_.playing() ? QStringLiteral("pause") : QStringLiteral("play"));
    loop_->setChecked(studio_.looping());
    guides_->setChecked(view_->guides().any());
    compare_->setChecked(view_->compare().with() != PictureCompare::With::nothing);
    transport_->setEnabled(studio_.session() != nullptr);
}

void Viewer::setGuides(const ViewerGuides& guides) {
    if (view_->guides().any()) lastGuides_ = view_->guides();
    view_->setGuides(guides);
    guides.keep();
    refresh();
}

void Viewer::toggleGuides() { setGuides(view_->guides().any() ? ViewerGuides{} : lastGuides_); }

void Viewer::openGuidesMenu() {
    refresh(); // the click has turned the button
    auto menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    view_->guides().fill(*menu, [this](const ViewerGuides& guides) { setGuides(guides); });
    menu->popup(guides_->mapToGlobal(QPoint(0, guides_->height())));
}

void Viewer::openCompareMenu() {
    using With = PictureCompare::With;
    PictureCompare& compare = view_->compare();
    refresh(); // the click has turned the button
    auto menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto choice = [&](const QString& text, bool on, std::function<void()> run) {
        QAction* a = menu->addAction(text, this, std::move(run));
        a->setCheckable(true);
        a->setChecked(on);
        return a;
    };
    choice(tr("Do not compare"), compare.with() == With::nothing, [&compare] { compare.compare(With::nothing); });
    choice(tr("Before and after the effects"), compare.with() == With::bare,
           [&compare] { compare.compare(With::bare); });
    const auto stills = compare.stills();
    menu->addSeparator();
    menu->addAction(tr("Take a still"), this, [this, &compare] { compare.takeStill(view_->image()); });
    for (const auto& still : stills) {
        QMenu* sub = menu->addMenu(tr("Still of %1").arg(still.name));
        const QPixmap small = QPixmap(still.path).scaled(96, 54, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        sub->setIcon(QIcon(small));
        sub->addAction(tr("Compare with it"), this, [&compare, still] { compare.compareStill(still.path); });
        sub->addAction(tr("Delete it"), this, [&compare, still] { compare.dropStill(still.path); });
    }
    menu->addSeparator();
    choice(tr("Left and right"), compare.upright(), [&compare] { compare.setUpright(true); });
    choice(tr("Above and below"), !compare.upright(), [&compare] { compare.setUpright(false); });
    menu->popup(compare_->mapToGlobal(QPoint(0, compare_->height())));
}

void Viewer::toggleSecondScreen() {
    if (second_) {
        second_->close();
        return;
    }
    if (!studio_.session()) return;
    second_ = new SecondScreen(studio_, view_->image(), window());
    connect(second_, &SecondScreen::resized, view_, &PictureView::setOtherView);
    connect(second_, &SecondScreen::closed, this, [this] {
        view_->setOtherView({});
        std::exchange(second_, nullptr)->deleteLater();
    });
    second_->open();
}

namespace {
// Escape, F and the window manager's way out lead back.
class FullScreen : public QWidget {
  public:
    FullScreen(QWidget* window, std::function<void()> leave) : QWidget(window, Qt::Window), leave_(std::move(leave)) {}

  protected:
    void keyPressEvent(QKeyEvent* event) override {
        event->key() == Qt::Key_Escape ? leave_() : QWidget::keyPressEvent(event);
    }
    void closeEvent(QCloseEvent* event) override {
        event->ignore();
        leave_();
    }

  private:
    std::function<void()> leave_;
};
} // namespace

void Viewer::toggleFullScreen() {
    if (full_) {
        full_->hide();
        body()->insertWidget(0, view_, 1);
        std::exchange(full_, nullptr)->deleteLater();
        view_->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (!studio_.session()) return;
    full_ = new FullScreen(window(), [this] { toggleFullScreen(); });
    full_->setWindowTitle(tr("Picture"));
    auto all = new QVBoxLayout(full_);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(view_);
    // The window's shortcuts go on working in it.
    for (QAction* action : window()->actions()) full_->addAction(action);
    full_->showFullScreen();
    view_->setFocus(Qt::OtherFocusReason);
}

} // namespace tandem::ui
