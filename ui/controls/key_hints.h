// KeyHints: what keys and gestures do where the pointer is, keys as caps. Main thread.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

namespace tandem::ui {

class KeyHints : public QWidget {
    Q_OBJECT
  public:
    explicit KeyHints(QWidget* parent = nullptr);
    // Parts with three blanks between, each "key: what it does", several keys with a tab between; one without a
    // colon is plain words. What finds no room is left out.
    void setHints(const QString& text);
    const QString& hints() const { return text_; }
    QSize sizeHint() const override { return {200, 24}; }
    QSize minimumSizeHint() const override { return {0, 24}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    struct Part {
        QStringList keys;
        QString what;
    };
    QString text_;
    std::vector<Part> parts_;
};

} // namespace tandem::ui
