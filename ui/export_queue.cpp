// The worker and what it says.
#include "ui/export_queue.h"

#include <QDesktopServices>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLocale>
#include <QTimer>
#include <QUrl>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/base/thread.h"
#include "engine/export/verify.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kTickMs = 100;

// What the worker reads and writes of one film. Everything but the request is locked or atomic.
struct ExportQueue::Task {
    int id = 0;
    ExportRequest request;
    std::atomic<bool> cancel{false};
    std::atomic<bool> begun{false};
    std::mutex mutex;
    QString path; // free at the moment it was begun
    ExportProgress progress;
};

struct ExportQueue::Worker {
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<std::shared_ptr<Task>> waiting;
    std::shared_ptr<Task> now;
    bool stop = false;
    std::function<Result<std::vector<std::unique_ptr<FrameRenderer>>>()> openRenderers;
    std::function<void(const std::shared_ptr<Task>&, Result<ExportReport>)> ended; // on the worker
    std::thread thread;

    void work();
    Result<ExportReport> make(Task& task, std::vector<std::unique_ptr<FrameRenderer>>& renderers);
};

void ExportQueue::Worker::work() {
    set_thread_name("exports");
    // Exports make way for playback and editing.
    lower_thread_priority(kBackgroundNice);
    // Kept from film to film, given back when there is none left.
    std::vector<std::unique_ptr<FrameRenderer>> renderers;
    std::unique_lock lock(mutex);
    for (;;) {
        if (waiting.empty() && !stop) {
            lock.unlock();
            renderers.clear();
            lock.lock();
        }
        wake.wait(lock, [&] { return stop || !waiting.empty(); });
        if (stop) return;
        now = waiting.front();
        waiting.pop_front();
        const std::shared_ptr<Task> task = now;
        lock.unlock();
        task->begun = true;
        Result<ExportReport> result = make(*task, renderers);
        if (!result && !task->cancel) renderers.clear(); // a device that failed is opened anew
        ended(task, std::move(result));
        lock.lock();
        now.reset();
    }
}

Result<ExportReport> ExportQueue::Worker::make(Task& task, std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    const ExportRequest& request = task.request;
    if (renderers.empty()) renderers = TRY(openRenderers());
    if (task.cancel) return tandem::fail(ErrorCode::cancelled, "stopped");
    QString path;
    {
        std::lock_guard lock(task.mutex);
        task.path = path = freeOutputPath(task.path, request.preset.container.mux == "images");
    }
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return tandem::fail(ErrorCode::cant_create, "the folder cannot be made",
                            fromQt(QFileInfo(path).absolutePath()));
    ExportJob job{.project = request.project,
                  .sequence = request.sequence,
                  .preset = request.preset,
                  .output = fromQt(path),
                  .range = request.range,
                  .on_missing = OnMissing::slate,
                  .overwrite = Overwrite::never,
                  .renderers = {},
                  .cancel = &task.cancel,
                  .progress =
                      [&task](const ExportProgress& p) {
                          std::lock_guard lock(task.mutex);
                          task.progress = p;
                      },
                  .warn = {}};
    for (const auto& r : renderers) job.renderers.push_back(r.get());
    return run_export(job);
}

QString ExportEntry::fileName() const { return QFileInfo(path).fileName(); }

QString freeOutputPath(const QString& path, bool images, const QStringList& taken) {
    const QFileInfo info(path);
    const QString ending = info.suffix().isEmpty() ? QString() : u'.' + info.suffix();
    const QString stem = info.absolutePath() + u'/' + info.completeBaseName();
    for (int n = 1;; ++n) {
        const QString name = n == 1 ? stem : stem + u' ' + QString::number(n);
        const QString made = images ? name : name + ending;
        if (!QFileInfo::exists(made) && !QFileInfo::exists(made + QStringLiteral(".part")) &&
            !QFileInfo::exists(name + ending) && !taken.contains(name + ending))
            return name + ending;
    }
}

QString sizeText(int64_t bytes) {
    return QLocale().formattedDataSize(bytes, bytes >= 1'000'000'000 ? 1 : 0, QLocale::DataSizeSIFormat);
}

QString lengthText(double seconds) {
    const auto s = static_cast<int64_t>(std::llround(seconds));
    if (s < 1) return ExportQueue::tr("under 1 s");
    if (s < 60) return ExportQueue::tr("%1 s").arg(s);
    const QChar zero(u'0');
    if (s < 3600) return ExportQueue::tr("%1 min %2 s").arg(s / 60).arg(s % 60, 2, 10, zero);
    return ExportQueue::tr("%1 h %2 min").arg(s / 3600).arg(s / 60 % 60, 2, 10, zero);
}

ExportQueue::ExportQueue(Studio& studio, QObject* parent)
    : QObject(parent), studio_(studio), worker_(std::make_unique<Worker>()) {
    tick_ = new QTimer(this);
    tick_->setInterval(kTickMs);
    connect(tick_, &QTimer::timeout, this, &ExportQueue::readProgress);
    later_ = new QTimer(this);
    later_->setSingleShot(true);
    later_->setInterval(kTickMs);
    connect(later_, &QTimer::timeout, this, &ExportQueue::changed);
    worker_->openRenderers = studio.services().openRenderers;
    worker_->ended = [this](const std::shared_ptr<Task>& task, Result<ExportReport> result) {
        auto kept = std::make_shared<Result<ExportReport>>(std::move(result));
        QMetaObject::invokeMethod(
            this, [this, task, kept] { finish(task, std::move(*kept)); }, Qt::QueuedConnection);
    };
}

ExportQueue::~ExportQueue() {
    {
        std::lock_guard lock(worker_->mutex);
        worker_->stop = true;
        if (worker_->now) worker_->now->cancel = true;
    }
    worker_->wake.notify_all();
    if (worker_->thread.joinable()) worker_->thread.join();
}

ExportEntry* ExportQueue::find(int id) {
    for (ExportEntry& e : jobs_)
        if (e.id == id) return &e;
    return nullptr;
}

bool ExportQueue::running() const {
    for (const ExportEntry& e : jobs_)
        if (e.state == ExportState::waiting || e.state == ExportState::running) return true;
    return false;
}

void ExportQueue::tell() {
    if (!later_->isActive()) later_->start();
}

int ExportQueue::add(const ExportRequest& request) {
    QStringList taken;
    for (const ExportEntry& e : jobs_)
        if (e.state == ExportState::waiting || e.state == ExportState::running) taken.push_back(e.path);
    auto task = std::make_shared<Task>();
    task->id = nextId_++;
    task->request = request;
    task->path = freeOutputPath(request.path, request.preset.container.mux == "images", taken);
    ExportEntry entry;
    entry.id = task->id;
    entry.path = task->path;
    jobs_.push_back(entry);
    tasks_.push_back(task);
    start(task);
    return task->id;
}

void ExportQueue::start(const std::shared_ptr<Task>& task) {
    {
        std::lock_guard lock(worker_->mutex);
        worker_->waiting.push_back(task);
    }
    if (!worker_->thread.joinable()) worker_->thread = std::thread([w = worker_.get()] { w->work(); });
    worker_->wake.notify_all();
    tick_->start();
    tell();
}

void ExportQueue::readProgress() {
    bool active = false;
    for (size_t i = 0; i < jobs_.size(); ++i) {
        ExportEntry& e = jobs_[i];
        Task& task = *tasks_[i];
        if (e.state != ExportState::waiting && e.state != ExportState::running) continue;
        active = true;
        if (!task.begun) continue;
        std::lock_guard lock(task.mutex);
        const ExportProgress& p = task.progress;
        e.state = ExportState::running;
        e.path = task.path;
        e.part = p.frames > 0 ? std::clamp(static_cast<double>(p.frame) / static_cast<double>(p.frames), 0.0, 1.0) : 0;
        e.fps = p.fps, e.etaSeconds = p.eta_s;
        e.verifying = p.phase == "verify";
        tell();
    }
    if (!active) tick_->stop();
}

void ExportQueue::cancel(int id) {
    for (size_t i = 0; i < jobs_.size(); ++i) {
        if (jobs_[i].id != id) continue;
        if (jobs_[i].state != ExportState::waiting && jobs_[i].state != ExportState::running) return;
        tasks_[i]->cancel = true;
        std::lock_guard lock(worker_->mutex);
        if (std::erase(worker_->waiting, tasks_[i]) > 0) {
            jobs_[i].state = ExportState::cancelled;
            jobs_[i].ended = QDateTime::currentDateTime();
        }
        tell();
    }
}

void ExportQueue::retry(int id) {
    for (size_t i = 0; i < jobs_.size(); ++i) {
        ExportEntry& e = jobs_[i];
        if (e.id != id || (e.state != ExportState::failed && e.state != ExportState::cancelled)) continue;
        // A task of its own: what the worker may still say of the old one finds no job any more.
        auto task = std::make_shared<Task>();
        task->id = id;
        task->request = tasks_[i]->request;
        task->path = e.path;
        tasks_[i] = task;
        ExportEntry fresh;
        fresh.id = id, fresh.path = e.path;
        e = fresh;
        start(task);
    }
}

void ExportQueue::remove(int id) {
    for (size_t i = 0; i < jobs_.size(); ++i) {
        if (jobs_[i].id != id || jobs_[i].state == ExportState::running) continue;
        if (jobs_[i].state == ExportState::waiting) {
            cancel(id);
            if (jobs_[i].state == ExportState::waiting) return; // it has just begun
        }
        jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
        tasks_.erase(tasks_.begin() + static_cast<std::ptrdiff_t>(i));
        return tell();
    }
}

void ExportQueue::showInFolder(const QString& path) {
    const QFileInfo info(path);
    QDesktopServices::openUrl(QUrl::fromLocalFile(info.isDir() ? path : info.absolutePath()));
}

void ExportQueue::finish(const std::shared_ptr<Task>& task, Result<ExportReport> result) {
    ExportEntry* e = nullptr;
    for (size_t i = 0; i < jobs_.size(); ++i)
        if (tasks_[i] == task) e = &jobs_[i];
    if (!e) return;
    tell();
    e->ended = QDateTime::currentDateTime();
    {
        std::lock_guard lock(task->mutex);
        e->path = task->path;
    }
    if (!result) {
        if (result.error().code == ErrorCode::cancelled || task->cancel) {
            e->state = ExportState::cancelled;
            return;
        }
        e->state = ExportState::failed;
        // The path is in the row already.
        e->text = toQt(result.error().what);
        studio_.say({MessageKind::error, tr("%1 was not exported").arg(e->fileName()), toQt(result.error().text()),
                     tr("Show exports"), [this] { Q_EMIT showAsked(); }});
        return;
    }
    e->state = ExportState::done;
    e->part = 1;
    e->seconds = result->seconds;
    const bool images = task->request.preset.container.mux == "images";
    QString shown = e->path;
    if (images && !QFileInfo::exists(shown))
        shown = QFileInfo(shown).absolutePath() + u'/' + QFileInfo(shown).completeBaseName();
    e->path = shown;
    e->bytes = QFileInfo(shown).isDir() ? 0 : QFileInfo(shown).size();
    e->verified = result->verify && result->verify->problems.empty();
    QStringList notes;
    for (const FrameNote& note : result->notes)
        if (const QString what = toQt(note.what); !notes.contains(what)) notes.push_back(what);
    for (const std::string& w : result->warnings) notes.push_back(toQt(w));
    if (!notes.empty()) e->text = notes.front();
    QStringList facts{e->fileName()};
    if (e->bytes > 0) facts.push_back(sizeText(e->bytes));
    facts.push_back(lengthText(e->seconds));
    Message message{e->text.isEmpty() ? MessageKind::ok : MessageKind::warning,
                    e->text.isEmpty() ? tr("Export finished") : tr("Export finished with notes"),
                    facts.join(QStringLiteral(" · ")), tr("Show file"), [shown] { showInFolder(shown); }};
    if (!e->text.isEmpty()) message.text += u'\n' + e->text;
    studio_.say(message);
}

} // namespace tandem::ui
