// Overlay: a sheet over the window with a dim ground around it. Escape, the cross or a click beside the sheet close it;
// Tab stays inside; keys do not reach the window's actions meanwhile. Main thread.
#pragma once

#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace tandem::ui {

class Overlay : public QWidget {
    Q_OBJECT
  public:
    // Fills `window`; hidden until open(). `name` is its accessible name.
    Overlay(const QString& name, QWidget* window);
    virtual void open();
    void dismiss();

  Q_SIGNALS:
    void dismissed();

  protected:
    QWidget* sheet() { return sheet_; }
    // A head with title and cross; gives the label's layout to add to.
    QVBoxLayout* buildHead(const QString& title);
    void setTitle(const QString& title);
    void setDim(int alpha) { dim_ = alpha; }
    void setDeletedWhenDismissed() { deleted_ = true; }
    virtual QRect sheetBox() const = 0; // inside the window
    virtual QWidget* firstFocus() { return nullptr; }
    // Keys that the window's actions get while the sheet is open: that which quits.
    virtual bool letsThrough(const QKeyEvent& key) const;
    void place(); // lays the sheet where sheetBox() says

    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override { place(); }
    void mousePressEvent(QMouseEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    bool event(QEvent*) override;
    bool eventFilter(QObject*, QEvent*) override;
    bool focusNextPrevChild(bool next) override;

  private:
    QWidget* sheet_;
    class HeadTitle* title_ = nullptr;
    QPointer<QWidget> focusBefore_;
    int dim_ = 150;
    bool deleted_ = false;
};

} // namespace tandem::ui
