// Parts of the start screen: cards, rows of recent projects and of facts. Main thread.
#pragma once

#include <QAbstractButton>
#include <QImage>

#include "ui/theme/theme.h"

namespace tandem::ui {

class StartGround : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;

  protected:
    void paintEvent(QPaintEvent*) override;
};

// A large button: icon, what it does, one sentence.
class StartCard : public QAbstractButton {
    Q_OBJECT
  public:
    StartCard(const QString& icon, const QString& title, const QString& text, bool first, QWidget* parent);
    QSize sizeHint() const override { return {200, 110}; }
    QSize minimumSizeHint() const override { return {120, 100}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QString icon_, text_;
    bool first_; // what most people want: it has the accent
};

class RecentRow : public QAbstractButton {
    Q_OBJECT
  public:
    RecentRow(const QString& name, const QString& facts, const QImage& poster, QWidget* parent);
    QSize sizeHint() const override { return {300, 56}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QString facts_;
    QImage poster_;
};

class FactRow : public QWidget {
    Q_OBJECT
  public:
    FactRow(const QString& icon, const QString& name, QWidget* parent);
    void setFact(const QString& fact, bool good);
    QSize sizeHint() const override { return {260, 34}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QString icon_, name_, fact_;
    bool good_ = true;
};

} // namespace tandem::ui
