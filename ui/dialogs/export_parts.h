// Parts of the export sheet: cards of presets, the picture with its range, the rows of the queue. Main thread.
#pragma once

#include <QImage>
#include <QListWidget>
#include <QScrollArea>

#include "engine/export/preset.h"
#include "engine/model/project.h"
#include "ui/export_queue.h"

class QVBoxLayout;

namespace tandem::ui {

class IconButton;
class TextButton;

// The well-chosen presets as cards first, then the user's own and all others by groups.
class PresetList : public QListWidget {
    Q_OBJECT
  public:
    explicit PresetList(QWidget* parent);
    // Subtitles say what a preset makes of this sequence; both may be null.
    void refresh(const Project* project, const Sequence* sequence);
    void setCurrent(const QString& id); // without a signal
    QString current() const;
    // Hides all but the presets whose title, description, id or group hold every word; headings without rows go too.
    void filter(const QString& text);
    void chooseFirst(); // of those shown
    int shown() const;  // presets

  Q_SIGNALS:
    void chosen(const QString& id);

  protected:
    void focusInEvent(QFocusEvent*) override;

  private:
    void addRow(const QString& id, const QString& title, const QString& icon, bool card, const Preset& preset);
    void addPreset(const PresetInfo& info);
    void addHead(const QString& text);
    std::vector<std::pair<QString, Preset>> presets_;
};

// The last picture of the viewer; below it which part of the timeline is exported.
class PosterView : public QWidget {
    Q_OBJECT
  public:
    explicit PosterView(QWidget* parent);
    void setPoster(const QImage& poster);
    // Fractions of the timeline.
    void setRange(double from, double to, double playhead);
    QSize sizeHint() const override { return {240, 150}; }

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QImage poster_;
    double from_ = 0, to_ = 1, playhead_ = 0;
};

// A triangle, words and one way out, on an amber ground.
class WarningRow : public QWidget {
    Q_OBJECT
  public:
    explicit WarningRow(QWidget* parent);
    void setText(const QString& text, const QString& action);

  Q_SIGNALS:
    void asked();

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    QString text_;
    TextButton* action_;
};

// One film of the queue.
class JobRow : public QWidget {
    Q_OBJECT
  public:
    JobRow(ExportQueue& queue, int64_t id, QWidget* parent);
    int64_t id() const { return id_; }
    void set(const ExportEntry& entry);

  protected:
    void paintEvent(QPaintEvent*) override;

  private:
    std::pair<QString, QColor> sign() const;
    QString words() const;

    ExportQueue& queue_;
    int64_t id_;
    ExportEntry entry_;
    IconButton *folder_, *retry_, *stop_, *remove_;
};

class JobList : public QScrollArea {
    Q_OBJECT
  public:
    static constexpr int kRow = 48;
    JobList(ExportQueue& queue, QWidget* parent);

  private:
    void refresh();
    ExportQueue& queue_;
    QVBoxLayout* rows_;
    std::vector<JobRow*> made_; // as shown
};

} // namespace tandem::ui
