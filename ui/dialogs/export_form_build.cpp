// Fields of the export form and what they call.
#include <QAbstractItemView>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/controls/buttons.h"
#include "ui/controls/labels.h"
#include "ui/controls/sliders.h"
#include "ui/dialogs/export_form.h"
#include "ui/dialogs/export_parts.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kNames = 92;

ExportForm::ExportForm(Studio& studio, ExportQueue& queue, Look look, QWidget* parent)
    : QWidget(parent), studio_(studio), queue_(queue), look_(look) {
    probe_ = new QTimer(this);
    probe_->setInterval(200);
    connect(probe_, &QTimer::timeout, this, &ExportForm::refresh);
    buildPresets();
    buildFields();
    buildFooter();
    connect(search_, &QLineEdit::textChanged, presets_, &PresetList::filter);
    connect(search_, &QLineEdit::returnPressed, presets_, &PresetList::chooseFirst);
    connect(presets_, &PresetList::chosen, this, &ExportForm::choosePreset);
    connect(range_, &QComboBox::currentIndexChanged, this, &ExportForm::chooseRange);
    connect(size_, &QComboBox::currentIndexChanged, this, &ExportForm::chooseSize);
    connect(quality_, &Slider::changing, this, &ExportForm::chooseQuality);
    connect(quality_, &Slider::committed, this, &ExportForm::chooseQuality);
    auto choose = [this](QComboBox* box, QString ExportChoice::*what) {
        connect(box, &QComboBox::currentIndexChanged, this, [this, box, what](int index) {
            if (filling_ || index < 0) return;
            choice_.*what = box->itemData(index).toString();
            choice_.save();
            refresh();
        });
    };
    choose(encoder_, &ExportChoice::encoder);
    choose(loudness_, &ExportChoice::loudness);
    choose(subtitles_, &ExportChoice::subtitles);
    connect(file_, &QLineEdit::textEdited, this, [this] {
        named_ = true;
        refreshWarning();
    });
    connect(warning_, &WarningRow::asked, this, [this] {
        const Ref<Sequence> s = studio_.sequence();
        if (!s) return;
        const OfflineClips offline = offlineClips(studio_, *studio_.project(), *s, range());
        Q_EMIT left();
        studio_.locate(offline.first);
    });
    // What is shown may change below: marks, edits, media that come back.
    auto follow = [this] {
        if (isVisible()) refresh();
    };
    connect(&studio_, &Studio::projectChanged, this, follow);
    connect(&studio_, &Studio::marksChanged, this, follow);
    connect(&studio_, &Studio::sessionChanged, this, follow);
    connect(&studio_, &Studio::mediaDrawn, this, [this] {
        if (isVisible()) refreshWarning();
    });
    connect(&queue_, &ExportQueue::changed, this, &ExportForm::learnSpeed);
}

QWidget* ExportForm::presets() { return column_; }

void ExportForm::buildPresets() {
    column_ = new QWidget(parentWidget());
    auto box = new QVBoxLayout(column_);
    box->setContentsMargins(12, 10, 8, 4);
    box->setSpacing(6);
    presets_ = new PresetList(column_);
    search_ = new QLineEdit(column_);
    search_->setAccessibleName(tr("Search presets"));
    search_->setPlaceholderText(tr("Search presets"));
    search_->setClearButtonEnabled(true);
    search_->addAction(QIcon(icon(QStringLiteral("search"), 16, colour(token::text3), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    box->addWidget(search_);
    box->addWidget(presets_);
}

QWidget* ExportForm::addRow(QGridLayout* grid, int row, const QString& name, QWidget* field, QWidget* after) {
    auto words = inkLabel(name, token::text2, field->parentWidget());
    words->setBuddy(field);
    grid->addWidget(words, row, 0);
    grid->addWidget(field, row, 1, 1, after ? 1 : 2);
    if (after) grid->addWidget(after, row, 2);
    grid->setRowMinimumHeight(row, 34);
    return words;
}

QComboBox* ExportForm::combo(const QString& name) {
    auto box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setFixedHeight(28);
    box->view()->setAccessibleName(name);
    return box;
}

static QWidget* leftOf(QWidget* field, QWidget* words, QWidget* parent) {
    auto out = new QWidget(parent);
    out->setMinimumHeight(34); // here and not on the grid: rows go where they say nothing
    auto row = new QHBoxLayout(out);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(field);
    if (words) row->addWidget(words);
    row->addStretch(1);
    return out;
}

QGridLayout* ExportForm::buildPlace(QWidget* parent) {
    auto grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->setColumnMinimumWidth(0, kNames);
    grid->setColumnStretch(1, 1);
    file_ = new QLineEdit(parent);
    file_->setAccessibleName(tr("File name"));
    folder_ = new QLineEdit(parent);
    folder_->setAccessibleName(tr("Folder"));
    folder_->addAction(QIcon(icon(QStringLiteral("folder"), 16, colour(token::text2), devicePixelRatioF())),
                       QLineEdit::LeadingPosition);
    auto browse = new IconButton(QStringLiteral("more"), tr("Choose the folder"), parent);
    connect(browse, &QAbstractButton::clicked, this, &ExportForm::chooseFolder);
    connect(folder_, &QLineEdit::editingFinished, this, [this] {
        const QString text = folder_->text();
        if (text.trimmed().isEmpty()) return refresh();
        choice_.folder = longFolder(text);
        choice_.save();
        refresh();
    });
    for (QLineEdit* edit : {file_, folder_}) edit->setFixedHeight(28);
    range_ = combo(tr("Range"));
    size_ = combo(tr("Resolution"));
    rate_ = inkLabel({}, token::text3, parent);
    addRow(grid, 0, tr("File"), file_);
    addRow(grid, 1, tr("Folder"), folder_, browse);
    addRow(grid, 2, tr("Range"), leftOf(range_, nullptr, parent));
    addRow(grid, 3, tr("Resolution"), leftOf(size_, rate_, parent));
    grid->setRowStretch(4, 1);
    return grid;
}

QGridLayout* ExportForm::buildSettings() {
    auto grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    grid->setColumnMinimumWidth(0, kNames);
    grid->setColumnStretch(1, 1);
    quality_ = new Slider(0, 1, 0.6, tr("Quality"), this);
    quality_->setFixedWidth(look_ == Look::sheet ? 220 : 160);
    qualityWords_ = inkLabel({}, token::text, this);
    encoder_ = combo(tr("Encoder"));
    encoderWords_ = inkLabel({}, token::text3, this);
    loudness_ = combo(tr("Loudness"));
    loudnessWords_ = inkLabel({}, token::text3, this);
    subtitles_ = combo(tr("Subtitles"));
    qualityName_ = static_cast<QLabel*>(addRow(grid, 0, tr("Quality"), leftOf(quality_, qualityWords_, this)));
    encoderName_ = static_cast<QLabel*>(addRow(grid, 1, tr("Encoder"), leftOf(encoder_, encoderWords_, this)));
    loudnessName_ = static_cast<QLabel*>(addRow(grid, 2, tr("Loudness"), leftOf(loudness_, loudnessWords_, this)));
    subtitlesName_ = static_cast<QLabel*>(addRow(grid, 3, tr("Subtitles"), leftOf(subtitles_, nullptr, this)));
    for (int row = 0; row < 4; ++row) grid->setRowMinimumHeight(row, 0);
    formatWords_ = inkLabel({}, token::text, this);
    formatWords_->setWordWrap(true);
    addRow(grid, 4, tr("Format"), formatWords_);
    estimate_ = inkLabel({}, token::text, this, 12.5, QFont::Medium);
    addRow(grid, 5, tr("Expected"), estimate_);
    for (int row = 4; row < 6; ++row) grid->setRowMinimumHeight(row, 28);
    return grid;
}

void ExportForm::buildFields() {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(20, 14, 20, 14);
    all->setSpacing(0);
    if (look_ == Look::sheet) {
        auto upper = new QHBoxLayout;
        upper->setSpacing(16);
        poster_ = new PosterView(this);
        upper->addWidget(poster_, 0, Qt::AlignTop);
        upper->addLayout(buildPlace(this), 1);
        all->addLayout(upper);
    } else {
        all->addLayout(buildPlace(this));
    }
    all->addSpacing(12);
    all->addWidget(hairline(this, false));
    all->addSpacing(8);
    all->addLayout(buildSettings());
    note_ = inkLabel({}, token::text3, this, 12);
    note_->setWordWrap(true);
    note_->setContentsMargins(0, 6, 0, 0);
    all->addWidget(note_);
    all->addStretch(1);
    warning_ = new WarningRow(this);
    all->addWidget(warning_);
}

void ExportForm::buildFooter() {
    footer_ = new QWidget(parentWidget());
    auto row = new QHBoxLayout(footer_);
    row->setContentsMargins(20, 0, 20, 0);
    row->setSpacing(8);
    copy_ = new TextButton(tr("Copy as command line"), TextButton::Look::link, footer_);
    add_ = new TextButton(tr("Add to queue"), TextButton::Look::normal, footer_);
    export_ = new TextButton(tr("Export"), TextButton::Look::filled, footer_);
    add_->setToolTip(tr("Adds the film and keeps this sheet open for the next"));
    for (TextButton* b : {add_, export_}) b->setFixedHeight(32);
    connect(copy_, &QAbstractButton::clicked, this, &ExportForm::copyCommand);
    connect(add_, &QAbstractButton::clicked, this, [this] { start(choice_, outputPath()); });
    connect(export_, &QAbstractButton::clicked, this, &ExportForm::exportNow);
    row->addWidget(copy_);
    if (look_ == Look::sheet) {
        row->addSpacing(12);
        row->addWidget(inkLabel(tr("Ctrl+Enter exports at once with the last settings"), token::text3, footer_, 12));
    }
    row->addStretch(1);
    row->addWidget(add_);
    row->addWidget(export_);
    // The window has one filled button; in the workspace that is its own Export.
    if (look_ == Look::workspace) export_->hide();
}

} // namespace tandem::ui
