// ExportQueue: films that are made one after the other on a worker, each from the edit as it was when it was added.
// Main thread; the worker's thread ends with the queue.
#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "engine/export/export.h"

class QTimer;

namespace tandem::ui {

class Studio;

enum class ExportState : uint8_t { waiting, running, done, failed, cancelled };

// One film to make; values and snapshots only.
struct ExportRequest {
    Ref<Project> project;
    Ref<Sequence> sequence;
    Preset preset;
    QString path;    // a number is added where a file of this name exists
    TimeRange range; // empty = whole sequence
};

struct ExportEntry {
    int id = 0;
    QString path; // where it is or will be
    ExportState state = ExportState::waiting;
    double part = 0; // 0..1
    double fps = 0, etaSeconds = 0;
    bool verifying = false;
    // Of an ended one.
    QDateTime ended;
    int64_t bytes = 0;
    double seconds = 0; // it took
    bool verified = false;
    QString text; // the error, or what a finished film is not quite: slates, warnings
    QString fileName() const;
};

// "film.mp4", or "film 2.mp4" where that or its unfinished form exists or is in `taken`. Images go into a folder of
// the name without its ending.
QString freeOutputPath(const QString& path, bool images, const QStringList& taken = {});

class ExportQueue : public QObject {
    Q_OBJECT
  public:
    explicit ExportQueue(Studio& studio, QObject* parent = nullptr);
    // Stops what runs and waits for it.
    ~ExportQueue() override;

    int add(const ExportRequest& request); // its id
    void cancel(int id);
    void retry(int id);  // one that failed or was cancelled, from the same snapshot
    void remove(int id); // one that does not run
    const std::vector<ExportEntry>& jobs() const { return jobs_; }
    bool running() const; // also while some wait
    static void showInFolder(const QString& path);

  Q_SIGNALS:
    void changed();   // at most ten times a second
    void showAsked(); // the user wants to see the queue

  private:
    struct Task;
    struct Worker;
    ExportEntry* find(int id);
    void start(const std::shared_ptr<Task>& task);
    void readProgress();
    void finish(const std::shared_ptr<Task>& task, Result<ExportReport> result);
    void tell();

    Studio& studio_;
    std::vector<ExportEntry> jobs_;
    std::vector<std::shared_ptr<Task>> tasks_; // one for each of jobs_, by id
    std::unique_ptr<Worker> worker_;
    QTimer* tick_ = nullptr;
    QTimer* later_ = nullptr; // changed() that waits for its turn
    int nextId_ = 1;
};

// "412 MB", "1 min 08 s".
QString sizeText(int64_t bytes);
QString lengthText(double seconds);

} // namespace tandem::ui
