// The worker, and the queue on the disk as entries.
#include "ui/export_queue.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/base/log.h"
#include "engine/base/thread.h"
#include "engine/export/resumable_delivery.h"
#include "engine/io/media_path.h"
#include "engine/io/project_file.h"
#include "engine/session/import_media.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kTickMs = 100;
static constexpr auto kLook = std::chrono::milliseconds(1000); // at what others do with the queue

// The worker: claims, makes, tells. What it shares is locked or atomic.
struct ExportQueue::Worker {
    std::optional<JobQueue> queue;          // its calls may be made on any thread
    std::unique_ptr<QTemporaryDir> instead; // holds the queue where the user's cannot be
    std::string version;
    std::function<Result<std::vector<std::unique_ptr<FrameRenderer>>>()> openRenderers;
    std::function<void(QueueListing, uint64_t)> listed;
    std::function<void(const QueuedJob&, const QStringList&)> ended;

    std::mutex mutex;
    std::condition_variable wake;
    bool stop = false, look = true;
    int64_t now = 0; // the job that is made here
    ExportProgress progress;
    std::atomic<bool> cancel{false};
    std::atomic<uint64_t> asks{0}; // of the user: a listing from before the last one is stale
    std::chrono::steady_clock::time_point looked{};
    std::thread thread;

    void work();
    void list();
    bool stopping() {
        std::lock_guard lock(mutex);
        return stop;
    }
    void make(JobClaim& claim, std::vector<std::unique_ptr<FrameRenderer>>& renderers);
    Result<DeliveryReport> deliver(const JobClaim& claim, std::vector<std::unique_ptr<FrameRenderer>>& renderers);
    void watch(const JobClaim& claim, const ExportProgress& p);
};

void ExportQueue::Worker::work() {
    set_thread_name("exports");
    // Exports make way for playback and editing.
    lower_thread_priority(kBackgroundNice);
    // Kept from film to film, given back when there is none left.
    std::vector<std::unique_ptr<FrameRenderer>> renderers;
    std::unique_lock lock(mutex);
    while (!stop) {
        lock.unlock();
        auto claim = queue->claim();
        if (claim && *claim) {
            make(**claim, renderers);
            list();
            lock.lock();
            continue;
        }
        renderers.clear();
        list();
        lock.lock();
        wake.wait_for(lock, kLook, [&] { return stop || look; });
        look = false;
    }
}

void ExportQueue::Worker::list() {
    looked = std::chrono::steady_clock::now();
    const uint64_t before = asks;
    if (auto all = queue->list()) listed(std::move(*all), before);
}

// While a film is made: how far it is, for the window and for other programs, and what these ask for.
void ExportQueue::Worker::watch(const JobClaim& claim, const ExportProgress& p) {
    {
        std::lock_guard lock(mutex);
        progress = p;
    }
    if (std::chrono::steady_clock::now() - looked < kLook) return;
    claim.tell({"", p.phase, p.frame, p.frames, p.fps, p.eta_s});
    if (claim.ask() != JobAsk::none) cancel = true;
    list();
}

Result<DeliveryReport> ExportQueue::Worker::deliver(const JobClaim& claim,
                                                    std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    const QueuedJob& job = claim.job();
    if (renderers.empty()) renderers = TRY(openRenderers());
    static constexpr size_t kMaxMatrix = size_t{4} << 20;
    auto project = std::make_shared<const Project>(TRY(load_project(job.project)));
    const ProbedProject probed =
        probe_project_media(project, job.source.starts_with('/') ? folder_of_file(job.source) : job.home);
    const OnMissing missing = job.flags.on_missing == "slate"  ? OnMissing::slate
                              : job.flags.on_missing == "hold" ? OnMissing::hold
                                                               : OnMissing::fail;
    DeliveryJob wanted{.project = probed.project,
                       .project_path = job.project,
                       .matrix = TRY(parse_matrix(TRY(read_file_limited(job.matrix, kMaxMatrix)), job.matrix)),
                       .folder = job.folder,
                       .only = {},
                       .build = version,
                       .on_missing = missing,
                       .overwrite = job.flags.overwrite ? Overwrite::yes : Overwrite::never,
                       .deterministic = job.flags.deterministic,
                       .threads = job.flags.threads,
                       .renderers = {},
                       .cancel = &cancel,
                       .progress = [&](const std::string&, const ExportProgress& p) { watch(claim, p); },
                       .warn = {}};
    const DeliveryPlan plan = TRY(plan_delivery(wanted));
    std::vector<std::string> parts;
    for (const PlannedDeliverable& film : plan.files)
        for (std::string& part : part_paths(film)) parts.push_back(std::move(part));
    claim.writes(parts);
    if (missing == OnMissing::fail)
        for (const PlannedDeliverable& film : plan.files)
            if (auto used = used_issues(probed, *film.job.sequence, film.job.range); !used.empty())
                return used.front().error;
    for (const auto& r : renderers) wanted.renderers.push_back(r.get());
    return run_resumable(wanted, plan, version, {.folder = job.parts(), .lossless = job.flags.lossless_parts});
}

void ExportQueue::Worker::make(JobClaim& claim, std::vector<std::unique_ptr<FrameRenderer>>& renderers) {
    cancel = false;
    {
        std::lock_guard lock(mutex);
        now = claim.job().id, progress = {};
    }
    list();
    auto delivered = deliver(claim, renderers);
    std::optional<Error> error;
    QStringList files;
    std::string notes;
    size_t failed = 0;
    if (delivered) {
        for (const Delivered& film : delivered->files) {
            failed += film.error.has_value();
            if (film.error && !error) error = film.error;
            if (!film.error) files.push_back(toQt(film.output));
            if (!film.report || !notes.empty()) continue;
            for (const FrameNote& note : film.report->notes) notes = notes.empty() ? note.what : notes;
            for (const std::string& w : film.report->warnings) notes = notes.empty() ? w : notes;
        }
    } else {
        error = delivered.error();
    }
    // A device that failed is opened anew.
    if (error && !cancel) renderers.clear();
    JobClaim::End end{.state = JobState::done, .exit = 0, .message = notes};
    const JobAsk ask = claim.ask();
    if (error && (cancel || error->code == ErrorCode::cancelled)) {
        end.counts = false, end.message.clear();
        end.state = ask == JobAsk::cancel  ? JobState::cancelled
                    : ask == JobAsk::pause ? JobState::paused
                                           : JobState::waiting;
    } else if (error) {
        end.state = JobState::failed, end.message = error->what;
        end.exit = delivered && failed < delivered->files.size() ? 2 : exit_code(error->code);
    }
    const auto kept = claim.end(end);
    {
        std::lock_guard lock(mutex);
        now = 0;
    }
    // One that could not be written down goes on later: it is not told as ended.
    if (kept && (end.state == JobState::done || end.state == JobState::failed)) ended(claim.job(), files);
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

static std::optional<JobQueue> openQueue(const std::string& folder, std::unique_ptr<QTemporaryDir>& instead) {
    auto queue = JobQueue::open(folder);
    if (queue) return std::move(*queue);
    log(LogLevel::warning, queue.error().text() + "; exports are not kept when the window closes");
    instead = std::make_unique<QTemporaryDir>();
    queue = JobQueue::open(fromQt(instead->path()));
    return queue ? std::optional(std::move(*queue)) : std::nullopt;
}

ExportQueue::ExportQueue(Studio& studio, QObject* parent)
    : QObject(parent), studio_(studio), worker_(std::make_unique<Worker>()), opened_ms_(now_ms()) {
    tick_ = new QTimer(this);
    tick_->setInterval(kTickMs);
    connect(tick_, &QTimer::timeout, this, &ExportQueue::readProgress);
    later_ = new QTimer(this);
    later_->setSingleShot(true);
    later_->setInterval(kTickMs);
    connect(later_, &QTimer::timeout, this, &ExportQueue::changed);
    worker_->openRenderers = studio.services().openRenderers;
    worker_->version = studio.services().version;
    worker_->listed = [this](QueueListing all, uint64_t asks) {
        auto kept = std::make_shared<QueueListing>(std::move(all));
        QMetaObject::invokeMethod(
            this, [this, kept, asks] { take(*kept, asks); }, Qt::QueuedConnection);
    };
    worker_->ended = [this](const QueuedJob& job, const QStringList& files) {
        QMetaObject::invokeMethod(
            this, [this, job, files] { finish(job, files); }, Qt::QueuedConnection);
    };
    const std::string& folder = studio.services().queue;
    worker_->queue = openQueue(folder.empty() ? queue_folder() : folder, worker_->instead);
    if (worker_->queue) worker_->thread = std::thread([w = worker_.get()] { w->work(); });
}

ExportQueue::~ExportQueue() {
    {
        std::lock_guard lock(worker_->mutex);
        worker_->stop = true;
        worker_->cancel = true;
    }
    worker_->wake.notify_all();
    if (worker_->thread.joinable()) worker_->thread.join();
}

ExportEntry* ExportQueue::find(int64_t id) {
    for (ExportEntry& e : jobs_)
        if (e.id == id) return &e;
    return nullptr;
}

bool ExportQueue::running() const {
    for (const ExportEntry& e : jobs_)
        if ((e.state == ExportState::waiting && !e.paused) || e.state == ExportState::running) return true;
    return false;
}

void ExportQueue::tell() {
    if (!later_->isActive()) later_->start();
}

void ExportQueue::asked(const Result<void>& done) {
    if (!done) studio_.fail(done.error(), tr("The list of exports cannot be changed"));
    ++worker_->asks;
    {
        std::lock_guard lock(worker_->mutex);
        worker_->look = true;
    }
    worker_->wake.notify_all();
}

int64_t ExportQueue::add(const ExportRequest& request) {
    QStringList taken;
    for (const ExportEntry& e : jobs_)
        if (e.state == ExportState::waiting || e.state == ExportState::running) taken.push_back(e.path);
    const QString path = freeOutputPath(request.path, request.preset.container.mux == "images", taken);
    const QFileInfo info(path);
    auto refuse = [&](const Error& error) {
        studio_.fail(error, tr("%1 was not exported").arg(info.fileName()));
        return 0;
    };
    if (!worker_->queue)
        return refuse(tandem::fail(ErrorCode::cant_create, "there is no place for the list of exports"));
    if (!QDir().mkpath(info.absolutePath()))
        return refuse(tandem::fail(ErrorCode::cant_create, "the folder cannot be made", fromQt(info.absolutePath())));
    Project project = *request.project;
    project.active = request.sequence->id;
    NewJob job{.title = fromQt(info.fileName()),
               .source = studio_.session() && !studio_.session()->path().empty() ? studio_.session()->path() : "film",
               .project_text = project_text(project, {}),
               .matrix = {},
               .presets = {request.preset},
               .folder = fromQt(info.absolutePath()),
               .flags = {.on_missing = "slate"}};
    Deliverable wish{.id = "1", .preset = request.preset.id, .name = fromQt(info.fileName())};
    if (!request.range.empty()) {
        const FrameRate rate = request.sequence->format.rate;
        wish.range = std::to_string(rate.frame_at(request.range.start)) + "f.." +
                     std::to_string(rate.frames_covering(request.range.end())) + "f";
    }
    job.matrix.deliverables = {wish};
    auto id = worker_->queue->add(job);
    if (!id) return refuse(id.error());
    ExportEntry entry;
    entry.id = *id, entry.path = path;
    jobs_.push_back(entry);
    asked({});
    tick_->start();
    tell();
    return *id;
}

// What the disk says, with the progress that is known here.
void ExportQueue::take(const QueueListing& all, uint64_t asks) {
    if (asks != worker_->asks) return;
    std::vector<ExportEntry> fresh;
    bool active = false;
    for (const QueuedJob& job : all.jobs) {
        if (job_ended(job.state) && job.ended_ms < opened_ms_) continue;
        ExportEntry e;
        e.id = job.id;
        const bool named = job.names.size() == 1 && job.names[0].find('{') == std::string::npos;
        e.path = toQt(job.folder + "/" + (named ? job.names[0] : job.title));
        e.text = toQt(job.message);
        switch (job.state) {
        case JobState::waiting:
        case JobState::paused:
            e.paused = job.state == JobState::paused || all.paused;
            break;
        case JobState::running:
            e.state = ExportState::running;
            if (const auto& p = job.progress; p && p->frames > 0)
                e.part = std::clamp(static_cast<double>(p->frame) / static_cast<double>(p->frames), 0.0, 1.0);
            if (job.progress) e.fps = job.progress->fps, e.etaSeconds = job.progress->eta_s;
            e.verifying = job.progress && job.progress->phase == "verify";
            e.waitsForDisk = job.progress && job.progress->phase == "disk";
            break;
        case JobState::done:
        case JobState::failed:
        case JobState::cancelled:
            e.state = job.state == JobState::done     ? ExportState::done
                      : job.state == JobState::failed ? ExportState::failed
                                                      : ExportState::cancelled;
            e.ended = QDateTime::fromMSecsSinceEpoch(job.ended_ms);
            e.seconds = static_cast<double>(job.ended_ms - job.started_ms) / 1000;
            e.verified = job.state == JobState::done;
            e.part = 1;
            if (!QFileInfo::exists(e.path)) // numbered images stand in a folder
                if (const QString images =
                        QFileInfo(e.path).absolutePath() + u'/' + QFileInfo(e.path).completeBaseName();
                    QFileInfo(images).isDir())
                    e.path = images;
            if (const QFileInfo file(e.path); file.isFile()) e.bytes = file.size();
        }
        active = active || e.state == ExportState::running;
        fresh.push_back(std::move(e));
    }
    // In the order of their numbers, as they were added; the list shows them as it likes.
    std::sort(fresh.begin(), fresh.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    jobs_ = std::move(fresh);
    if (active) tick_->start();
    readProgress();
    tell();
}

void ExportQueue::readProgress() {
    std::lock_guard lock(worker_->mutex);
    ExportEntry* e = worker_->now != 0 ? find(worker_->now) : nullptr;
    if (!e || e->ended.isValid()) {
        tick_->stop();
        return;
    }
    const ExportProgress& p = worker_->progress;
    e->state = ExportState::running;
    e->part = p.frames > 0 ? std::clamp(static_cast<double>(p.frame) / static_cast<double>(p.frames), 0.0, 1.0) : 0;
    e->fps = p.fps, e->etaSeconds = p.eta_s;
    e->verifying = p.phase == "verify", e->waitsForDisk = p.phase == "disk";
    tell();
}

void ExportQueue::cancel(int64_t id) {
    if (!worker_->queue) return;
    auto state = worker_->queue->cancel(id);
    {
        std::lock_guard lock(worker_->mutex);
        if (worker_->now == id) worker_->cancel = true;
    }
    asked(state ? Result<void>() : Result<void>(state.error()));
}

void ExportQueue::retry(int64_t id) {
    const ExportEntry* e = find(id);
    if (!worker_->queue || !e) return;
    auto state = e->state == ExportState::waiting ? worker_->queue->resume(id) : worker_->queue->retry(id);
    asked(state ? Result<void>() : Result<void>(state.error()));
}

void ExportQueue::remove(int64_t id) {
    if (!worker_->queue) return;
    asked(worker_->queue->remove(id));
}

void ExportQueue::showInFolder(const QString& path) {
    const QFileInfo info(path);
    QDesktopServices::openUrl(QUrl::fromLocalFile(info.isDir() ? path : info.absolutePath()));
}

void ExportQueue::finish(const QueuedJob& job, const QStringList& files) {
    const QString name = job.names.size() == 1 ? toQt(job.names[0]) : toQt(job.title);
    if (job.state == JobState::failed) {
        studio_.say({MessageKind::error, tr("%1 was not exported").arg(name), toQt(job.message), tr("Show exports"),
                     [this] { Q_EMIT showAsked(); }});
        return;
    }
    QString shown = files.isEmpty() ? toQt(job.folder) : files.front();
    if (!QFileInfo::exists(shown)) // images
        shown = QFileInfo(shown).absolutePath() + u'/' + QFileInfo(shown).completeBaseName();
    QStringList facts{name};
    if (const QFileInfo file(shown); file.isFile()) facts.push_back(sizeText(file.size()));
    facts.push_back(lengthText(static_cast<double>(job.ended_ms - job.started_ms) / 1000));
    Message message{job.message.empty() ? MessageKind::ok : MessageKind::warning,
                    job.message.empty() ? tr("Export finished") : tr("Export finished with notes"),
                    facts.join(QStringLiteral(" · ")), tr("Show file"), [shown] { showInFolder(shown); }};
    if (!job.message.empty()) message.text += u'\n' + toQt(job.message);
    studio_.say(message);
}

} // namespace tandem::ui
