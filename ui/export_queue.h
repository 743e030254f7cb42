// ExportQueue: the user's export queue (engine/export/queue.h) as the window shows it, and a worker that makes its jobs
// one after the other. It is the queue of `tandem queue`: jobs come from there too, others may make them, and what was
// not made when the window closes waits on the disk. Main thread; only what the user asks for touches the disk there,
// the rest is the worker's thread's, which ends with the queue.
#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>
#include <memory>
#include <vector>

#include "engine/export/export.h"
#include "engine/export/queue.h"

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
    int64_t id = 0;
    QString path; // where it is or will be
    ExportState state = ExportState::waiting;
    double part = 0; // 0..1
    double fps = 0, etaSeconds = 0;
    bool verifying = false, waitsForDisk = false; // of a running one
    bool paused = false;                          // one that waits, but not for its turn
    // Of an ended one.
    QDateTime ended;
    int64_t bytes = 0;
    double seconds = 0; // it took
    bool verified = false;
    QString text; // the error, what a finished film is not quite (slates, warnings), or what a waiting one waits for
    QString fileName() const;
};

// "film.mp4", or "film 2.mp4" where that or its unfinished form exists or is in `taken`. Images go into a folder of
// the name without its ending.
QString freeOutputPath(const QString& path, bool images, const QStringList& taken = {});

class ExportQueue : public QObject {
    Q_OBJECT
  public:
    explicit ExportQueue(Studio& studio, QObject* parent = nullptr);
    // Stops what runs and waits for it; it goes on with the next start.
    ~ExportQueue() override;

    int64_t add(const ExportRequest& request); // its id; 0 after a message
    void cancel(int64_t id);
    void retry(int64_t id);  // one that failed, was cancelled or is paused, from the same snapshot
    void remove(int64_t id); // one that does not run
    const std::vector<ExportEntry>& jobs() const { return jobs_; }
    bool running() const; // also while some wait
    static void showInFolder(const QString& path);

  Q_SIGNALS:
    void changed();   // at most ten times a second
    void showAsked(); // the user wants to see the queue

  private:
    struct Worker;
    ExportEntry* find(int64_t id);
    void asked(const Result<void>& done); // of the disk; then the list is read again
    void take(const QueueListing& all, uint64_t asks);
    void readProgress();
    void finish(const QueuedJob& job, const QStringList& files);
    void tell();

    Studio& studio_;
    std::vector<ExportEntry> jobs_;
    std::unique_ptr<Worker> worker_;
    int64_t opened_ms_ = 0; // what ended before is not shown
    QTimer* tick_ = nullptr;
    QTimer* later_ = nullptr; // changed() that waits for its turn
};

// "412 MB", "1 min 08 s".
QString sizeText(int64_t bytes);
QString lengthText(double seconds);

} // namespace tandem::ui
