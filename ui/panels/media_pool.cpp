// The pool around the items: search, where one is, import and relink.
#include "ui/panels/media_pool.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPainterPath>
#include <QPointer>
#include <QThreadPool>
#include <QUrl>

#include "engine/session/import_media.h"
#include "ui/dialogs/file_places.h"
#include "ui/mime.h"

namespace tandem::ui {

// What an empty pool says, in a dashed frame.
class EmptyPool : public QWidget {
  public:
    EmptyPool(MediaPool* pool) : QWidget(pool) {
        auto all = new QVBoxLayout(this);
        all->setContentsMargins(12, 12, 12, 12);
        all->addStretch(3);
        auto button = new TextButton(MediaPool::tr("Import…"), TextButton::Look::filled, this);
        button->setFixedWidth(96);
        connect(button, &QAbstractButton::clicked, pool, &MediaPool::import);
        all->addSpacing(96);
        all->addWidget(button, 0, Qt::AlignHCenter);
        auto key = new QLabel(QStringLiteral("Ctrl + I"), this);
        key->setStyleSheet(QStringLiteral("color: #8C8C97;"));
        all->addWidget(key, 0, Qt::AlignHCenter);
        all->addStretch(4);
    }
    void paintEvent(QPaintEvent*) override {
        QPainter p(this);
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(QPen(colour(token::controlActive), 1, Qt::DashLine));
        p.setBrush(Qt::NoBrush);
        p.drawRoundedRect(QRectF(rect()).adjusted(8.5, 0.5, -8.5, -8.5), 6, 6);
        const int button = findChild<TextButton*>()->y();
        drawIcon(p, QStringLiteral("film"), QRectF(width() / 2.0 - 15, button - 106, 30, 30), colour(token::text2));
        p.setFont(textFont(13, QFont::DemiBold));
        p.setPen(colour(token::text));
        p.drawText(QRect(16, button - 66, width() - 32, 20), Qt::AlignCenter,
                   MediaPool::tr("Drop video, sound or pictures here"));
        p.setFont(textFont(12));
        p.setPen(colour(token::text2));
        p.drawText(QRect(20, button - 44, width() - 40, 36), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                   MediaPool::tr("Whole folders too. Originals are never moved or changed."));
    }
};

MediaPool::MediaPool(Studio& studio, QWidget* parent) : QWidget(parent), studio_(studio) {
    setAccessibleName(tr("Media pool"));
    setAcceptDrops(true);
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(0, 8, 0, 4);
    all->setSpacing(6);
    auto top = new QHBoxLayout;
    top->setContentsMargins(8, 0, 8, 0);
    search_ = new QLineEdit(this);
    search_->setAccessibleName(tr("Search media"));
    search_->setClearButtonEnabled(true);
    search_->addAction(QIcon(icon(QStringLiteral("search"), 16, colour(token::text3), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    gridButton_ = new IconButton(QStringLiteral("grid"), tr("Grid"), this);
    listButton_ = new IconButton(QStringLiteral("list"), tr("List"), this);
    gridButton_->setCheckable(true), listButton_->setCheckable(true);
    top->addWidget(search_, 1);
    top->addWidget(gridButton_);
    top->addWidget(listButton_);
    all->addLayout(top);
    auto line = new QHBoxLayout;
    line->setContentsMargins(12, 0, 12, 0);
    where_ = new QLabel(this);
    where_->setFont(textFont(11));
    where_->setTextFormat(Qt::RichText);
    offline_ = new TextButton(QString(), TextButton::Look::link, this, QStringLiteral("warning"));
    offline_->setToolTip(tr("Looks for them in a folder"));
    connect(offline_, &QAbstractButton::clicked, this, &MediaPool::relink);
    line->addWidget(where_, 1);
    line->addWidget(offline_);
    all->addLayout(line);
    scroll_ = new QScrollArea(this);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setWidgetResizable(true);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->viewport()->setAutoFillBackground(false);
    items_ = new MediaItems(studio, scroll_);
    items_->setAutoFillBackground(false);
    scroll_->setWidget(items_);
    all->addWidget(scroll_, 1);
    empty_ = new EmptyPool(this);
    all->addWidget(empty_, 1);
    nothing_ = new EmptyNote(QStringLiteral("search"), {}, tr("Nothing here has this name."), this);
    all->addWidget(nothing_, 1);

    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        items_->setFilter(text);
        refresh();
    });
    connect(gridButton_, &QAbstractButton::clicked, this, [this] { setGrid(true); });
    connect(listButton_, &QAbstractButton::clicked, this, [this] { setGrid(false); });
    connect(where_, &QLabel::linkActivated, this, [this](const QString& id) { setBin(BinId{id.toULongLong()}); });
    connect(items_, &MediaItems::binAsked, this, &MediaPool::setBin);
    connect(items_, &MediaItems::relinkAsked, this, [this](MediaId id) {
        const Media* media = studio_.project()->find_media(id);
        if (!media) return;
        const QString path =
            QFileDialog::getOpenFileName(this, tr("Where is %1 now?").arg(toQt(media->name)), toQt(media->path));
        if (path.isEmpty() || !studio_.run("relink_media", {{"media", arg(id)}, {"path", fromQt(path)}})) return;
        // Where one is the others often are too.
        relinkFrom(QFileInfo(path).path());
    });
    for (auto signal : {&Studio::projectChanged, &Studio::sessionChanged, &Studio::mediaDrawn})
        connect(&studio, signal, this, &MediaPool::refresh);
    setGrid(true);
    refresh();
}

void MediaPool::setGrid(bool grid) {
    items_->setGrid(grid);
    gridButton_->setChecked(grid), listButton_->setChecked(!grid);
}

void MediaPool::setBin(BinId bin) {
    items_->setBin(bin);
    refresh();
}

void MediaPool::refresh() {
    const Ref<Project>& project = studio_.project();
    if (project != shown_) items_->refresh();
    shown_ = project;
    const int count = project ? static_cast<int>(project->media.size()) : 0;
    search_->setPlaceholderText(tr("Search %n item(s)", nullptr, count));
    const bool any = count > 0 || (project && !project->bins.empty());
    empty_->setVisible(!any);
    nothing_->setVisible(any && items_->shown() == 0);
    scroll_->setVisible(any && items_->shown() > 0);
    search_->setEnabled(any);
    QString path =
        items_->bin()
            ? QStringLiteral("<a href='0' style='color:#B2B2BB;text-decoration:none'>%1</a>").arg(tr("All media"))
            : QStringLiteral("<b>%1</b>").arg(tr("All media"));
    if (project && items_->bin())
        for (const Bin& b : project->bins)
            if (b.id == items_->bin()) path += QStringLiteral(" › <b>%1</b>").arg(toQt(b.name).toHtmlEscaped());
    where_->setText(path);
    where_->setVisible(any);
    int offline = 0;
    if (project)
        for (const Ref<Media>& m : project->media) offline += studio_.mediaOffline(m->id);
    const QString words = tr("%n offline: relink…", nullptr, offline);
    offline_->setText(words);
    offline_->setAccessibleName(words);
    offline_->setVisible(any && offline > 0);
}

void MediaPool::relink() {
    const QString folder = pickFolder(this, tr("Folder where the missing media are now"), "media");
    if (!folder.isEmpty()) relinkFrom(folder);
}

void MediaPool::relinkFrom(const QString& folder) {
    const Ref<Project> project = studio_.project();
    if (!project) return;
    offline_->setEnabled(false);
    QThreadPool::globalInstance()->start([pool = QPointer(this), project, folder] {
        auto found = std::make_shared<std::vector<MediaRelink>>(find_missing_media(*project, fromQt(folder)));
        int missing = 0;
        for (const Ref<Media>& m : project->media) missing += !m->image_sequence && !QFileInfo::exists(toQt(m->path));
        QMetaObject::invokeMethod(
            qApp,
            [pool, project, found, missing] {
                if (!pool) return;
                pool->offline_->setEnabled(true);
                Studio& studio = pool->studio_;
                if (!studio.project() || studio.project()->uuid != project->uuid) return;
                std::vector<Command> commands;
                for (const MediaRelink& r : *found)
                    if (studio.project()->find_media(r.media))
                        commands.push_back({"relink_media", {{"media", arg(r.media)}, {"path", r.to}}});
                const int linked = static_cast<int>(commands.size());
                if (linked > 0 && !studio.runAll(tr("Relink media"), commands)) return;
                if (missing > 0)
                    studio.say({linked == missing ? MessageKind::ok : MessageKind::warning,
                                linked > 0 ? tr("%n file(s) found again", nullptr, linked) : tr("Nothing found there"),
                                linked < missing ? tr("%n still missing. Files are known by their content, whatever "
                                                      "they are called now.",
                                                      nullptr, missing - linked)
                                                 : tr("All media are there again.")});
            },
            Qt::QueuedConnection);
    });
}

void MediaPool::focusSearch() { search_->setFocus(); }

void MediaPool::import() {
    const QStringList files = pickFiles(this, tr("Import media"), "media", mediaFilter());
    if (!files.isEmpty()) studio_.importFiles(files);
}

void MediaPool::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MediaPool::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    studio_.takeDropped(*event->mimeData());
}

} // namespace tandem::ui
