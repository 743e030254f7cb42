// Fields of the export sheet and what they call.
#include <QAbstractItemView>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/controls/buttons.h"
#include "ui/controls/sliders.h"
#include "ui/dialogs/export_parts.h"
#include "ui/dialogs/export_sheet.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kNames = 92, kForm = 384, kList = 297;

static QLabel* label(const QString& text, QRgb ink, QWidget* parent, double px = 12.5, int weight = QFont::Normal) {
    auto out = new QLabel(text, parent);
    out->setFont(textFont(px, weight));
    QPalette palette = out->palette();
    palette.setColor(QPalette::WindowText, colour(ink));
    out->setPalette(palette);
    return out;
}

static QFrame* hairline(QWidget* parent, bool vertical) {
    auto line = new QFrame(parent);
    vertical ? line->setFixedWidth(1) : line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    QPalette palette = line->palette();
    palette.setColor(QPalette::Window, colour(token::controlHover));
    line->setPalette(palette);
    return line;
}

ExportSheet::ExportSheet(Studio& studio, ExportQueue& queue, QWidget* parent)
    : Overlay(tr("Export"), parent), studio_(studio), queue_(queue) {
    QVBoxLayout* all = buildHead(tr("Export"));
    all->addWidget(hairline(sheet(), false));
    auto middle = new QHBoxLayout;
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    auto left = new QWidget(sheet());
    left->setFixedWidth(kList);
    auto leftBox = new QVBoxLayout(left);
    leftBox->setContentsMargins(12, 10, 8, 4);
    presets_ = new PresetList(left);
    search_ = new QLineEdit(left);
    search_->setAccessibleName(tr("Search presets"));
    search_->setPlaceholderText(tr("Search presets"));
    search_->setClearButtonEnabled(true);
    search_->addAction(QIcon(icon(QStringLiteral("search"), 16, colour(token::text3), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    leftBox->setSpacing(6);
    leftBox->addWidget(search_);
    leftBox->addWidget(presets_);
    middle->addWidget(left);
    middle->addWidget(hairline(sheet(), true));
    QWidget* form = buildForm();
    middle->addWidget(form, 1);
    auto body = new QWidget(sheet());
    body->setLayout(middle);
    body->setFixedHeight(kForm);
    all->addWidget(body);
    all->addWidget(hairline(sheet(), false));
    all->addWidget(buildFooter());

    queueHead_ = new QWidget(sheet());
    queueHead_->setFixedHeight(38);
    auto head = new QHBoxLayout(queueHead_);
    head->setContentsMargins(16, 0, 16, 6);
    head->setSpacing(10);
    head->addWidget(label(tr("Queue"), token::text, queueHead_, 12.5, QFont::DemiBold));
    head->addWidget(label(tr("You can keep editing; a job keeps the edit as it was when it was added."), token::text2,
                          queueHead_, 12),
                    1);
    jobs_ = new JobList(queue_, sheet());
    all->addWidget(queueHead_);
    all->addWidget(jobs_, 1);
    auto show = [this] {
        const bool some = !queue_.jobs().empty();
        queueHead_->setVisible(some);
        jobs_->setVisible(some);
        place();
        update();
    };
    connect(&queue_, &ExportQueue::changed, this, show);
    connect(&queue_, &ExportQueue::showAsked, this, [this] { open(); });
    show();

    connect(search_, &QLineEdit::textChanged, presets_, &PresetList::filter);
    connect(search_, &QLineEdit::returnPressed, presets_, &PresetList::chooseFirst);
    connect(presets_, &PresetList::chosen, this, &ExportSheet::choosePreset);
    connect(range_, &QComboBox::currentIndexChanged, this, &ExportSheet::chooseRange);
    connect(size_, &QComboBox::currentIndexChanged, this, &ExportSheet::chooseSize);
    connect(quality_, &Slider::changing, this, &ExportSheet::chooseQuality);
    connect(quality_, &Slider::committed, this, &ExportSheet::chooseQuality);
    connect(file_, &QLineEdit::textEdited, this, [this] { named_ = true; });
    connect(warning_, &WarningRow::asked, this, [this] {
        const Ref<Sequence> s = studio_.sequence();
        if (!s) return;
        const OfflineClips offline = offlineClips(studio_, *studio_.project(), *s, range());
        dismiss();
        studio_.locate(offline.first);
    });
    // What is shown may change below: marks, edits, media that come back.
    auto follow = [this] {
        if (isVisible()) refresh();
    };
    connect(&studio_, &Studio::projectChanged, this, follow);
    connect(&studio_, &Studio::marksChanged, this, follow);
    connect(&studio_, &Studio::sessionChanged, this, [this] {
        picture_ = {};
        dismiss();
    });
    connect(&studio_, &Studio::mediaDrawn, this, [this] {
        if (isVisible()) refreshWarning();
    });
}

QWidget* ExportSheet::addRow(QGridLayout* grid, int row, const QString& name, QWidget* field, QWidget* after) {
    auto words = label(name, token::text2, field->parentWidget());
    words->setBuddy(field);
    grid->addWidget(words, row, 0);
    grid->addWidget(field, row, 1, 1, after ? 1 : 2);
    if (after) grid->addWidget(after, row, 2);
    grid->setRowMinimumHeight(row, 34);
    return words;
}

QWidget* ExportSheet::buildForm() {
    auto form = new QWidget(sheet());
    auto all = new QVBoxLayout(form);
    all->setContentsMargins(20, 14, 20, 14);
    all->setSpacing(0);
    auto upper = new QHBoxLayout;
    upper->setSpacing(16);
    poster_ = new PosterView(form);
    upper->addWidget(poster_, 0, Qt::AlignTop);
    auto grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->setColumnMinimumWidth(0, kNames);
    grid->setColumnStretch(1, 1);
    upper->addLayout(grid, 1);
    all->addLayout(upper);

    file_ = new QLineEdit(form);
    file_->setAccessibleName(tr("File name"));
    folder_ = new QLineEdit(form);
    folder_->setAccessibleName(tr("Folder"));
    folder_->addAction(QIcon(icon(QStringLiteral("folder"), 16, colour(token::text2), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    auto browse = new IconButton(QStringLiteral("more"), tr("Choose the folder"), form);
    connect(browse, &QAbstractButton::clicked, this, &ExportSheet::chooseFolder);
    connect(folder_, &QLineEdit::editingFinished, this, [this] {
        const QString text = folder_->text();
        if (text.trimmed().isEmpty()) return refresh();
        choice_.folder = longFolder(text);
        choice_.save();
        refresh();
    });
    range_ = new QComboBox(form);
    range_->setAccessibleName(tr("Range"));
    size_ = new QComboBox(form);
    size_->setAccessibleName(tr("Resolution"));
    for (QComboBox* box : {range_, size_}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        box->setFixedHeight(28);
        box->view()->setAccessibleName(box->accessibleName());
    }
    for (QLineEdit* edit : {file_, folder_}) edit->setFixedHeight(28);
    rate_ = label({}, token::text3, form);
    auto sized = new QWidget(form);
    auto sizedRow = new QHBoxLayout(sized);
    sizedRow->setContentsMargins(0, 0, 0, 0);
    sizedRow->setSpacing(12);
    sizedRow->addWidget(size_);
    sizedRow->addWidget(rate_);
    sizedRow->addStretch(1);
    auto ranged = new QWidget(form);
    auto rangedRow = new QHBoxLayout(ranged);
    rangedRow->setContentsMargins(0, 0, 0, 0);
    rangedRow->addWidget(range_);
    rangedRow->addStretch(1);
    addRow(grid, 0, tr("File"), file_);
    addRow(grid, 1, tr("Folder"), folder_, browse);
    addRow(grid, 2, tr("Range"), ranged);
    addRow(grid, 3, tr("Resolution"), sized);
    grid->setRowStretch(4, 1);

    all->addSpacing(14);
    all->addWidget(hairline(form, false));
    all->addSpacing(10);
    auto lower = new QGridLayout;
    lower->setHorizontalSpacing(12);
    lower->setVerticalSpacing(0);
    lower->setColumnMinimumWidth(0, kNames);
    lower->setColumnStretch(2, 1);
    quality_ = new Slider(0, 1, 0.6, tr("Quality"), form);
    quality_->setFixedWidth(220);
    qualityWords_ = label({}, token::text, form);
    qualityName_ = static_cast<QLabel*>(addRow(lower, 0, tr("Quality"), quality_, qualityWords_));
    pictureWords_ = label({}, token::text, form);
    soundWords_ = label({}, token::text, form);
    auto wide = [&](int row, const QString& name, QLabel* words) {
        words->setContentsMargins(6, 0, 0, 0); // where the slider's run begins
        auto said = label(name, token::text2, form);
        lower->addWidget(said, row, 0);
        lower->addWidget(words, row, 1, 1, 2);
        lower->setRowMinimumHeight(row, 30);
        return said;
    };
    pictureName_ = wide(1, tr("Picture"), pictureWords_);
    wide(2, tr("Sound"), soundWords_);
    all->addLayout(lower);
    note_ = label({}, token::text3, form, 12);
    note_->setWordWrap(true);
    note_->setContentsMargins(0, 6, 0, 0);
    all->addWidget(note_);
    all->addStretch(1);
    warning_ = new WarningRow(form);
    all->addWidget(warning_);
    return form;
}

QWidget* ExportSheet::buildFooter() {
    auto footer = new QWidget(sheet());
    footer->setFixedHeight(61);
    auto row = new QHBoxLayout(footer);
    row->setContentsMargins(20, 0, 20, 0);
    row->setSpacing(8);
    copy_ = new TextButton(tr("Copy as command line"), TextButton::Look::link, footer);
    add_ = new TextButton(tr("Add to queue"), TextButton::Look::normal, footer);
    export_ = new TextButton(tr("Export"), TextButton::Look::filled, footer);
    add_->setToolTip(tr("Adds the film and keeps this sheet open for the next"));
    for (TextButton* b : {add_, export_}) b->setFixedHeight(32);
    connect(copy_, &QAbstractButton::clicked, this, &ExportSheet::copyCommand);
    connect(add_, &QAbstractButton::clicked, this, [this] { start(choice_, outputPath()); });
    connect(export_, &QAbstractButton::clicked, this, &ExportSheet::exportNow);
    row->addWidget(copy_);
    row->addSpacing(12);
    row->addWidget(label(tr("Ctrl+Enter exports at once with the last settings"), token::text3, footer, 12));
    row->addStretch(1);
    row->addWidget(add_);
    row->addWidget(export_);
    return footer;
}

} // namespace tandem::ui
