// The sheet's parts and its size.
#include "ui/dialogs/export_sheet.h"

#include <QKeyEvent>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/controls/labels.h"
#include "ui/dialogs/export_form.h"
#include "ui/dialogs/export_parts.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kForm = 470, kList = 297, kFooter = 61, kHead = 53, kQueueHead = 38;

ExportSheet::ExportSheet(Studio& studio, ExportQueue& queue, QWidget* parent)
    : Overlay(tr("Export"), parent), studio_(studio), queue_(queue) {
    QVBoxLayout* all = buildHead(tr("Export"));
    all->addWidget(hairline(sheet(), false));
    auto body = new QWidget(sheet());
    auto middle = new QHBoxLayout(body);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    form_ = new ExportForm(studio, queue, ExportForm::Look::sheet, body);
    form_->presets()->setFixedWidth(kList);
    middle->addWidget(form_->presets());
    middle->addWidget(hairline(sheet(), true));
    middle->addWidget(form_, 1);
    body->setMinimumHeight(384);
    all->addWidget(body, 1);
    all->addWidget(hairline(sheet(), false));
    form_->footer()->setFixedHeight(kFooter);
    all->addWidget(form_->footer());

    queueHead_ = new QWidget(sheet());
    queueHead_->setFixedHeight(kQueueHead);
    auto head = new QHBoxLayout(queueHead_);
    head->setContentsMargins(16, 0, 16, 6);
    head->setSpacing(10);
    head->addWidget(inkLabel(tr("Queue"), token::text, queueHead_, 12.5, QFont::DemiBold));
    head->addWidget(inkLabel(tr("You can keep editing; a job keeps the edit as it was when it was added."),
                             token::text2, queueHead_, 12),
                    1);
    jobs_ = new JobList(queue_, sheet());
    all->addWidget(queueHead_);
    all->addWidget(jobs_);
    auto show = [this] {
        const int rows = std::min(3, static_cast<int>(queue_.jobs().size()));
        queueHead_->setVisible(rows > 0);
        jobs_->setVisible(rows > 0);
        jobs_->setFixedHeight(rows * JobList::kRow + 4);
        place();
        update();
    };
    connect(&queue_, &ExportQueue::changed, this, show);
    show();
    connect(form_, &ExportForm::left, this, &Overlay::dismiss);
    connect(form_, &ExportForm::exported, this, &Overlay::dismiss);
    connect(&studio_, &Studio::sessionChanged, this, [this] {
        form_->setPoster({});
        dismiss();
    });
}

void ExportSheet::open() {
    setTitle(studio_.session() ? tr("Export “%1”").arg(studio_.title()) : tr("Export"));
    form_->load();
    Overlay::open();
}

void ExportSheet::exportNow() {
    if (form_->exportNow()) dismiss();
}

bool ExportSheet::confirmQuit() {
    if (!queue_.running()) return true;
    QMessageBox box(QMessageBox::Question, tr("Exports are running"),
                    tr("Exports are running. They stop when Tandem is closed and begin again when it is opened."),
                    QMessageBox::NoButton, window());
    QPushButton* quit = box.addButton(tr("Stop them and quit"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("Keep exporting"), QMessageBox::RejectRole));
    box.exec();
    return box.clickedButton() == quit;
}

QRect ExportSheet::sheetBox() const {
    const int rows = std::min(3, static_cast<int>(queue_.jobs().size()));
    const int w = std::min(962, width() - 40);
    const int wanted = kHead + kForm + kFooter + 1 + (rows > 0 ? kQueueHead + rows * JobList::kRow + 4 : 0);
    const int h = std::min(wanted, height() - 40);
    return {(width() - w) / 2, std::max(20, (height() - h) / 2 - (height() > 900 ? 70 : 0)), w, h};
}

// Ctrl+Enter exports what the sheet shows.
bool ExportSheet::letsThrough(const QKeyEvent& key) const {
    const bool enter = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
    return (enter && key.modifiers() & Qt::ControlModifier) || Overlay::letsThrough(key);
}

QWidget* ExportSheet::firstFocus() { return form_->presetList(); }

} // namespace tandem::ui
