// What stands in the Deliver workspace.
#include "ui/panels/deliver_panels.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTableWidget>

#include "ui/controls/buttons.h"
#include "ui/controls/labels.h"
#include "ui/delivery.h"
#include "ui/dialogs/export_form.h"
#include "ui/dialogs/export_parts.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

enum Column { kFile, kPicture, kLength, kSize, kState, kColumns };

MatrixPage::MatrixPage(Studio& studio, Delivery& delivery, QWidget* parent)
    : QWidget(parent), studio_(studio), delivery_(delivery) {
    auto all = new QVBoxLayout(this);
    all->setContentsMargins(20, 14, 20, 14);
    all->setSpacing(6);
    auto hint = inkLabel(tr("Many films in one go: a matrix file or a script lists them; each picture is decoded and "
                            "composited once."),
                         token::text3, this, 12);
    hint->setWordWrap(true);
    all->addWidget(hint);
    QSettings settings;
    spec_ = new QLineEdit(settings.value(QStringLiteral("deliver/spec")).toString(), this);
    folder_ = new QLineEdit(settings.value(QStringLiteral("deliver/folder"), QDir::homePath()).toString(), this);
    only_ = new QLineEdit(this);
    only_->setPlaceholderText(tr("all, or a pattern: web-*"));
    spec_->setPlaceholderText(tr("film.tandemmatrix.json or film.lua"));
    auto browseSpec = new IconButton(QStringLiteral("more"), tr("Choose the matrix or script"), this);
    auto browseFolder = new IconButton(QStringLiteral("more"), tr("Choose the folder"), this);
    connect(browseSpec, &QAbstractButton::clicked, this, &MatrixPage::chooseSpec);
    connect(browseFolder, &QAbstractButton::clicked, this, &MatrixPage::chooseFolder);
    all->addWidget(addRow(tr("Matrix or script"), spec_, browseSpec));
    all->addWidget(addRow(tr("Folder"), folder_, browseFolder));
    all->addWidget(addRow(tr("Only"), only_, nullptr));

    table_ = new QTableWidget(0, kColumns, this);
    table_->setAccessibleName(tr("Films of the matrix"));
    table_->setHorizontalHeaderLabels({tr("File"), tr("Picture"), tr("Length"), tr("About"), tr("State")});
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setAccessibleName(tr("Columns"));
    table_->verticalHeader()->setAccessibleName(tr("Rows"));
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setSectionResizeMode(kFile, QHeaderView::Stretch);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->setWordWrap(false);
    all->addWidget(table_, 1);
    summary_ = inkLabel({}, token::text2, this, 12);
    summary_->setWordWrap(true);
    all->addWidget(summary_);
    auto row = new QHBoxLayout;
    row->setSpacing(8);
    stop_ = new TextButton(tr("Stop"), TextButton::Look::normal, this);
    plan_ = new TextButton(tr("Dry run"), TextButton::Look::normal, this);
    plan_->setToolTip(tr("Lists what would be made and refuses what cannot be; nothing is written"));
    make_ = new TextButton(tr("Deliver"), TextButton::Look::normal, this);
    row->addStretch(1);
    for (TextButton* b : {stop_, plan_, make_}) b->setFixedHeight(32), row->addWidget(b);
    all->addLayout(row);
    auto keep = [this] {
        QSettings kept;
        kept.setValue(QStringLiteral("deliver/spec"), spec_->text());
        kept.setValue(QStringLiteral("deliver/folder"), folder_->text());
        refresh();
    };
    connect(spec_, &QLineEdit::textChanged, this, keep);
    connect(folder_, &QLineEdit::textChanged, this, keep);
    connect(plan_, &QAbstractButton::clicked, this,
            [this] { delivery_.plan(spec_->text().trimmed(), folder_->text().trimmed(), only_->text().trimmed()); });
    connect(make_, &QAbstractButton::clicked, &delivery_, &Delivery::make);
    connect(stop_, &QAbstractButton::clicked, &delivery_, &Delivery::stop);
    connect(&delivery_, &Delivery::changed, this, &MatrixPage::refresh);
    connect(&studio_, &Studio::sessionChanged, this, &MatrixPage::refresh);
    refresh();
}

QWidget* MatrixPage::addRow(const QString& name, QLineEdit* field, QWidget* after) {
    auto box = new QWidget(this);
    auto row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto words = inkLabel(name, token::text2, box);
    words->setFixedWidth(112);
    words->setBuddy(field);
    field->setAccessibleName(name);
    field->setFixedHeight(28);
    row->addWidget(words);
    row->addWidget(field, 1);
    if (after) row->addWidget(after);
    return box;
}

void MatrixPage::chooseSpec() {
    const QString file = QFileDialog::getOpenFileName(window(), tr("Matrix or script"), QFileInfo(spec_->text()).path(),
                                                      tr("Deliveries (*.tandemmatrix.json *.json *.lua)"));
    if (!file.isEmpty()) spec_->setText(file);
}

void MatrixPage::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(window(), tr("Folder of the films"), folder_->text());
    if (!folder.isEmpty()) folder_->setText(folder);
}

static QString stateWord(const DeliveryRow& row) {
    switch (row.state) {
    case DeliveryRow::State::planned:
        return MatrixPage::tr("To make");
    case DeliveryRow::State::kept:
        return MatrixPage::tr("There already");
    case DeliveryRow::State::running:
        return QStringLiteral("%1 %").arg(static_cast<int>(row.part * 100));
    case DeliveryRow::State::made:
        return MatrixPage::tr("Made");
    case DeliveryRow::State::failed:
        break;
    }
    return MatrixPage::tr("Not made");
}

void MatrixPage::refresh() {
    const auto& rows = delivery_.rows();
    table_->setRowCount(static_cast<int>(rows.size()));
    for (int i = 0; i < table_->rowCount(); ++i) {
        const DeliveryRow& row = rows[static_cast<size_t>(i)];
        const QString texts[kColumns] = {row.file, row.picture, shortLength(row.length),
                                         row.bytes ? sizeText(*row.bytes) : QStringLiteral("—"), stateWord(row)};
        for (int c = 0; c < kColumns; ++c) {
            QTableWidgetItem* item = table_->item(i, c);
            if (!item) table_->setItem(i, c, item = new QTableWidgetItem);
            if (item->text() != texts[c]) item->setText(texts[c]);
            item->setToolTip(row.text.isEmpty() ? texts[c] : row.text);
        }
        const QRgb ink = row.state == DeliveryRow::State::failed ? token::error
                         : row.state == DeliveryRow::State::made ? token::ok
                                                                 : token::text2;
        table_->item(i, kState)->setForeground(colour(ink));
    }
    table_->setVisible(!rows.empty());
    summary_->setText(delivery_.summary());
    QPalette p = summary_->palette();
    p.setColor(QPalette::WindowText, colour(delivery_.failed() ? token::error : token::text2));
    summary_->setPalette(p);
    const bool ready = studio_.session() && !spec_->text().trimmed().isEmpty() && !folder_->text().trimmed().isEmpty();
    plan_->setEnabled(ready && !delivery_.busy());
    make_->setEnabled(delivery_.planned() && !delivery_.busy());
    stop_->setVisible(delivery_.busy());
}

DeliverPanel::DeliverPanel(Studio& studio, ExportQueue& queue, Delivery& delivery, QWidget* parent)
    : Panel(tr("Delivery"), parent) {
    presets_ = new Panel(tr("Presets"), parent);
    presets_->head()->addSpacing(8);
    presets_->head()->addWidget(inkLabel(tr("Presets"), token::text, presets_, 12.5, QFont::Medium));
    presets_->head()->addStretch();
    tabs_ = new ChoiceRow({tr("One film"), tr("Matrix")}, ChoiceRow::Look::tabs, tr("What is delivered"), this);
    head()->addWidget(tabs_);
    head()->addStretch();
    pages_ = new QStackedWidget(this);
    body()->addWidget(pages_, 1);
    auto film = new QWidget(pages_);
    auto column = new QVBoxLayout(film);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    form_ = new ExportForm(studio, queue, ExportForm::Look::workspace, film);
    auto scroll = new QScrollArea(film);
    scroll->setAccessibleName(tr("Delivery"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    presets_->body()->addWidget(form_->presets(), 1);
    form_->footer()->setFixedHeight(48);
    QWidget* footer = form_->footer();
    scroll->setWidget(form_);
    form_->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    column->addWidget(footer);
    pages_->addWidget(film);
    pages_->addWidget(new MatrixPage(studio, delivery, pages_));
    connect(tabs_, &ChoiceRow::chosen, this, [this](int i) { showMatrix(i == 1); });
    setMinimumWidth(360);
    presets_->setMinimumWidth(240);
}

void DeliverPanel::showMatrix(bool on) {
    tabs_->setCurrent(on ? 1 : 0);
    pages_->setCurrentIndex(on ? 1 : 0);
}

QueuePanel::QueuePanel(ExportQueue& queue, QWidget* parent) : Panel(tr("Queue"), parent) {
    head()->addSpacing(8);
    head()->addWidget(inkLabel(tr("Queue"), token::text, this, 12.5, QFont::Medium));
    head()->addStretch();
    pages_ = new QStackedWidget(this);
    pages_->addWidget(new EmptyNote(QStringLiteral("export_file"), tr("Nothing in the queue"),
                                    tr("A film keeps the edit as it was when it was added; you can go on editing."),
                                    pages_));
    pages_->addWidget(new JobList(queue, pages_));
    body()->addWidget(pages_, 1);
    auto show = [this, &queue] { pages_->setCurrentIndex(queue.jobs().empty() ? 0 : 1); };
    connect(&queue, &ExportQueue::changed, this, show);
    show();
    setMinimumWidth(300);
}

} // namespace tandem::ui
