// The window's own buttons: painted from the tokens, each with an accessible name. Main thread.
#pragma once

#include <QAbstractButton>
#include <QWidget>

#include "ui/controls/painted_parts.h"
#include "ui/theme/theme.h"

namespace tandem::ui {

// An icon of 26 x 26; checkable ones show their state as a blue ground. `name` is tooltip and accessible name.
class IconButton : public QAbstractButton {
    Q_OBJECT
  public:
    IconButton(const QString& icon, const QString& name, QWidget* parent = nullptr, int size = 26);
    void setIconName(const QString& icon);
    void setTint(QColor tint) { tint_ = tint, update(); }
    // A ground of this colour with a dark icon: what a transport is most used for.
    void setFill(QColor fill) { fill_ = fill, update(); }
    QSize sizeHint() const override { return {size_, size_}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    QString icon_;
    int size_;
    QColor tint_, fill_;
};

// A word, with an icon where given. Only one filled button stands in the window: Export.
class TextButton : public QAbstractButton {
    Q_OBJECT
  public:
    enum class Look { normal, filled, link };
    TextButton(const QString& text, Look look, QWidget* parent = nullptr, const QString& icon = {});
    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    Look look_;
    QString icon_;
};

// M, S or R of a strip: a letter that fills with its colour when on.
class LetterButton : public QAbstractButton {
    Q_OBJECT
  public:
    LetterButton(QChar letter, QRgb on, const QString& name, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {20, 18}; }

  protected:
    void paintEvent(QPaintEvent*) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

  private:
    QChar letter_;
    QRgb on_;
};

// A switch of 28 x 16.
class Toggle : public QAbstractButton {
    Q_OBJECT
  public:
    explicit Toggle(const QString& name, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {28, 16}; }

  protected:
    void paintEvent(QPaintEvent*) override;
};

// Words in a row of which one is current: tabs (underlined) or a segmented control (boxed). Left and right keys move.
class ChoiceRow : public QWidget, public PaintedParts {
    Q_OBJECT
  public:
    enum class Look { tabs, segments };
    ChoiceRow(const QStringList& words, Look look, const QString& name, QWidget* parent = nullptr,
              const QStringList& icons = {});
    int current() const { return current_; }
    void setCurrent(int index); // without a signal
    void setWords(const QStringList& words);
    QSize sizeHint() const override;
    QAccessible::Role partsRole() const override { return QAccessible::PageTabList; }
    QAccessible::Role partRole() const override { return QAccessible::PageTab; }
    int partCount() const override { return static_cast<int>(words_.size()); }
    PaintedPart part(int index) const override;
    void pressPart(int index) override;

  Q_SIGNALS:
    void chosen(int index);

  protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override { hover_ = -1, update(); }
    void keyPressEvent(QKeyEvent*) override;

  private:
    std::vector<int> widths() const; // that the words want
    std::vector<QRect> boxes() const;
    QStringList words_, icons_;
    Look look_;
    int current_ = 0, hover_ = -1;
};

} // namespace tandem::ui
