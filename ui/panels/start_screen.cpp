// Cards, recent projects and facts.
#include "ui/panels/start_screen.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QStorageInfo>

#include "engine/audio/device/audio_device.h"
#include "engine/base/thread.h"
#include "engine/media/cache_file.h"
#include "ui/controls/labels.h"
#include "ui/export_queue.h"
#include "ui/panels/start_parts.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kWidest = 1060, kShown = 6;
static constexpr int kPosterWidth = 144; // twice what is shown, for dense screens
static constexpr qint64 kLittleSpace = 5'000'000'000;

StartScreen::StartScreen(Studio& studio, QWidget* parent) : QScrollArea(parent), studio_(studio) {
    setAccessibleName(tr("Start"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto inside = new StartGround(this);
    auto middle = new QHBoxLayout(inside);
    middle->setContentsMargins(0, 0, 0, 0);
    auto page = new QWidget(inside);
    page->setMaximumWidth(kWidest);
    middle->addStretch(1);
    middle->addWidget(page, 1000);
    middle->addStretch(1);
    page_ = new QVBoxLayout(page);
    page_->setSpacing(0);
    page_->addWidget(inkLabel(tr("What will you make?"), token::text, page, 24, QFont::DemiBold));
    page_->addSpacing(4);
    page_->addWidget(
        inkLabel(tr("Picture and sound are cut together in one timeline."), token::text2, page, 13, QFont::Normal));
    page_->addSpacing(24);
    cards_ = new QBoxLayout(QBoxLayout::LeftToRight);
    cards_->setSpacing(12);
    buildCards(cards_);
    page_->addLayout(cards_);
    page_->addSpacing(24);
    lower_ = new QBoxLayout(QBoxLayout::LeftToRight);
    lower_->setSpacing(40);
    page_->addLayout(lower_);
    page_->addStretch(1);

    auto left = new QVBoxLayout, right = new QVBoxLayout;
    for (QBoxLayout* column : {left, right}) column->setSpacing(0);
    auto recentHead = inkLabel(tr("Recent projects"), token::text3, page, 11.5, QFont::Medium);
    recentHead->setContentsMargins(10, 0, 0, 0);
    left->addWidget(recentHead);
    left->addSpacing(10);
    recent_ = new QVBoxLayout;
    recent_->setSpacing(0);
    left->addLayout(recent_);
    left->addStretch(1);
    right->addWidget(inkLabel(tr("This computer"), token::text3, page, 11.5, QFont::Medium));
    right->addSpacing(8);
    graphics_ = new FactRow(QStringLiteral("gpu"), tr("Graphics"), page);
    sound_ = new FactRow(QStringLiteral("headphones"), tr("Sound output"), page);
    microphone_ = new FactRow(QStringLiteral("microphone"), tr("Microphone"), page);
    cache_ = new FactRow(QStringLiteral("disk"), tr("Cache space"), page);
    for (FactRow* row : {graphics_, sound_, microphone_, cache_}) right->addWidget(row);
    microphone_->hide();
    right->addStretch(1);
    lower_->addLayout(left, 62);
    lower_->addLayout(right, 40);
    setWidget(inside);

    connect(&studio, &Studio::pictureReady, this, [this](const ServedFrame& frame) {
        // Once a second will do; the scaled copy is all that is kept.
        if (studio_.viewingSource() || !studio_.session() || !frame.picture ||
            (posterAge_.isValid() && posterAge_.elapsed() < 1000))
            return;
        posterAge_.start();
        const QImage image(frame.picture->data[0], frame.picture->width, frame.picture->height,
                           static_cast<qsizetype>(frame.picture->stride[0]), QImage::Format_RGB32);
        poster_ = image.scaledToWidth(kPosterWidth, Qt::SmoothTransformation);
        keepPoster();
    });
    connect(&studio, &Studio::savedChanged, this, &StartScreen::keepPoster);
    connect(&studio, &Studio::sessionChanged, this, [this] {
        writePoster();
        if (!studio_.session()) refreshRecent();
    });
    refreshRecent();
    refreshComputer();
}

StartScreen::~StartScreen() {
    writePoster();
    if (asking_.joinable()) asking_.join();
}

void StartScreen::buildCards(QBoxLayout* into) {
    auto fresh = new StartCard(QStringLiteral("plus"), tr("New project"),
                               tr("Takes size and frame rate from the first clip."), true, this);
    auto open =
        new StartCard(QStringLiteral("folder_open"), tr("Open…"), tr("Pick a project or a timeline."), false, this);
    auto sample = new StartCard(QStringLiteral("sparkles"), tr("Sample piece"),
                                tr("A finished film to take apart and change."), false, this);
    sample->setEnabled(!studio_.services().sampleProject.empty());
    connect(fresh, &QAbstractButton::clicked, this, [this] { studio_.newProject(); });
    connect(open, &QAbstractButton::clicked, this, &StartScreen::openAsked);
    connect(sample, &QAbstractButton::clicked, this,
            [this] { studio_.openCopy(toQt(studio_.services().sampleProject)); });
    for (QWidget* card : {fresh, open, sample}) into->addWidget(card, 1);
}

static QString posterFile(const QString& projectPath) {
    const std::string folder = default_cache_folder("posters");
    if (folder.empty() || projectPath.isEmpty()) return {};
    const QByteArray hash = QCryptographicHash::hash(projectPath.toUtf8(), QCryptographicHash::Sha1).toHex();
    return toQt(folder) + u'/' + QString::fromLatin1(hash) + QStringLiteral(".png");
}

// "Today 14:32", "Yesterday 9:10", "18 November".
static QString whenText(const QDateTime& time) {
    const QLocale locale;
    const qint64 days = time.date().daysTo(QDate::currentDate());
    const QString clock = locale.toString(time.time(), QLocale::ShortFormat);
    if (days <= 0) return StartScreen::tr("Today %1").arg(clock);
    if (days == 1) return StartScreen::tr("Yesterday %1").arg(clock);
    if (days < 300) return locale.toString(time.date(), StartScreen::tr("d MMMM", "a day without its year"));
    return locale.toString(time.date(), QLocale::ShortFormat);
}

void StartScreen::keepPoster() {
    if (!studio_.session() || poster_.isNull()) return;
    posterPath_ = toQt(studio_.session()->path());
    if (const Ref<Sequence> s = studio_.sequence())
        poster_.setText(QStringLiteral("Duration"), QString::number(s->duration().seconds(), 'f', 2));
}

void StartScreen::writePoster() {
    const QString file = posterFile(posterPath_);
    if (!file.isEmpty() && !poster_.isNull() && QDir().mkpath(QFileInfo(file).absolutePath())) poster_.save(file);
    poster_ = {}, posterPath_.clear(), posterAge_.invalidate();
}

void StartScreen::refreshRecent() {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        if (QWidget* w = item->widget()) w->hide(), w->deleteLater();
        delete item;
    }
    const QStringList paths = studio_.recentProjects();
    for (const QString& path : paths.mid(0, kShown)) {
        const QFileInfo info(path);
        const bool untitled = studio_.isUntitled(path);
        const QImage poster(posterFile(path));
        QStringList facts{whenText(info.lastModified())};
        if (!untitled) facts.push_front(QDir(info.absolutePath()).dirName()); // film.tandem lies in many folders
        if (const double seconds = poster.text(QStringLiteral("Duration")).toDouble(); seconds > 0)
            facts.push_back(lengthText(seconds));
        auto row = new RecentRow(untitled ? tr("Untitled") : info.completeBaseName(), facts.join(QStringLiteral(" · ")),
                                 poster, this);
        row->setToolTip(path);
        connect(row, &QAbstractButton::clicked, this, [this, path] { studio_.openProject(path); });
        recent_->addWidget(row);
    }
    if (paths.isEmpty()) {
        auto none =
            inkLabel(tr("Projects that you open or save are listed here."), token::text3, this, 12, QFont::Normal);
        none->setContentsMargins(10, 4, 0, 0);
        none->setWordWrap(true);
        recent_->addWidget(none);
    }
}

void StartScreen::refreshComputer() {
    const FrameRenderer* renderer = studio_.viewerRenderer();
    graphics_->setFact(renderer ? toQt(renderer->name()) : tr("Not found"), renderer != nullptr);
    const std::string folder = default_cache_folder("");
    // The folder itself may not exist yet: its nearest parent lies on the same disk.
    QString place = folder.empty() ? QDir::homePath() : toQt(folder);
    while (!QFileInfo::exists(place) && place.contains(u'/') && place.size() > 1)
        place = QFileInfo(place).absolutePath();
    const QStorageInfo storage(place);
    const qint64 free = storage.bytesAvailable();
    cache_->setFact(storage.isValid() ? tr("%1 free").arg(sizeText(free)) : tr("Not known"), free > kLittleSpace);
}

void StartScreen::askForSound() {
    if (asking_.joinable()) return;
    sound_->setFact(tr("Looking…"), true);
    asking_ = std::thread([this] {
        set_thread_name("sound devices");
        auto devices = audio::list_audio_devices();
        QString out, in;
        double rate = 0;
        for (const auto& d : devices ? *devices : std::vector<audio::AudioDeviceInfo>{}) {
            if (d.outputs > 0 && (out.isEmpty() || d.is_default)) out = toQt(d.name), rate = d.rate;
            if (d.inputs > 0 && (in.isEmpty() || d.is_default)) in = toQt(d.name);
        }
        const bool known = devices.has_value();
        QMetaObject::invokeMethod(
            this,
            [this, out, in, rate, known] {
                sound_->setFact(out.isEmpty() ? tr("Not found") : tr("%1 · %2 kHz").arg(out).arg(rate / 1000),
                                !out.isEmpty());
                microphone_->setVisible(known);
                microphone_->setFact(in.isEmpty() ? tr("Not found") : in, !in.isEmpty());
            },
            Qt::QueuedConnection);
    });
}

void StartScreen::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    askForSound();
    refreshComputer();
    refreshRecent();
}

void StartScreen::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    const int w = width();
    const int side = w >= 1000 ? 64 : w >= 700 ? 40 : 20;
    page_->setContentsMargins(side, height() >= 480 ? 36 : 20, side, 24);
    const bool narrow = w < 640;
    cards_->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    lower_->setDirection(w < 760 ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    lower_->setSpacing(w < 760 ? 24 : 40);
}

void StartScreen::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        if (auto button = qobject_cast<QAbstractButton*>(focusWidget())) return button->click();
    QScrollArea::keyPressEvent(event);
}

} // namespace tandem::ui
