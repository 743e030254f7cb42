// The Deliver workspace's own panels: presets, settings of one film or of a matrix of films, and the queue. Main
// thread.
#pragma once

#include "ui/panels/panel.h"

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableWidget;

namespace tandem::ui {

class ChoiceRow;
class Delivery;
class ExportForm;
class ExportQueue;
class Studio;
class TextButton;

// A specification of many films, its plan as a table, and their making.
class MatrixPage : public QWidget {
    Q_OBJECT
  public:
    MatrixPage(Studio& studio, Delivery& delivery, QWidget* parent);

  private:
    void refresh();
    void chooseSpec();
    void chooseFolder();
    QWidget* addRow(const QString& name, QLineEdit* field, QWidget* after);
    Studio& studio_;
    Delivery& delivery_;
    QLineEdit *spec_, *folder_, *only_;
    QTableWidget* table_;
    QLabel* summary_;
    TextButton *plan_, *make_, *stop_;
};

// Settings of what is delivered; the presets' panel belongs to it and stands elsewhere.
class DeliverPanel : public Panel {
    Q_OBJECT
  public:
    DeliverPanel(Studio& studio, ExportQueue& queue, Delivery& delivery, QWidget* parent);
    Panel* presets() { return presets_; }
    ExportForm& form() { return *form_; }
    void showMatrix(bool on);

  private:
    Panel* presets_;
    ChoiceRow* tabs_;
    QStackedWidget* pages_;
    ExportForm* form_;
};

class QueuePanel : public Panel {
    Q_OBJECT
  public:
    QueuePanel(ExportQueue& queue, QWidget* parent);

  private:
    QStackedWidget* pages_;
};

} // namespace tandem::ui
