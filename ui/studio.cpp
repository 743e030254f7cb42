// The session's life and edits; playback, selection and imports are in studio_play.cpp, studio_select.cpp and
// studio_import.cpp.
#include "ui/studio.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QSettings>
#include <QThreadPool>
#include <QTimer>

#include "engine/media/beats.h"
#include "engine/media/midi_file.h"
#include "engine/media/peak_store.h"
#include "engine/media/thumbnail_store.h"
#include "engine/session/commands.h"
#include "engine/session/new_project.h"
#include "engine/session/proxies.h"
#include "ui/studio_levels.h"

namespace tandem::ui {

static constexpr int kRecent = 12;

int differentMedia(const Ref<Project>& a, const Ref<Project>& b) {
    int n = 0;
    if (a != b)
        for (size_t i = 0; i < a->media.size() && i < b->media.size(); ++i) n += a->media[i] != b->media[i];
    return n;
}

Studio::Studio(StudioServices services)
    : services_(std::move(services)), assets_(make_frame_assets()), pool_(std::make_unique<DecodePool>()),
      peaks_(std::make_unique<PeakStore>()), thumbnails_(std::make_unique<ThumbnailStore>()),
      levels_(std::make_unique<Levels>()) {
    qRegisterMetaType<tandem::ServedFrame>();
    qRegisterMetaType<tandem::ui::Message>();
    pollTimer_ = new QTimer(this);
    pollTimer_->setSingleShot(true);
    pollTimer_->setTimerType(Qt::PreciseTimer);
    connect(pollTimer_, &QTimer::timeout, this, &Studio::poll);
    meterTimer_ = new QTimer(this);
    meterTimer_->setInterval(33);
    connect(meterTimer_, &QTimer::timeout, this, &Studio::readLevels);
    // A disk that was pulled out, a folder that was moved: as long as the window stands, somebody may do so.
    auto look = new QTimer(this);
    look->setInterval(3000);
    connect(look, &QTimer::timeout, this, &Studio::checkMedia);
    look->start();
    journalTimer_ = new QTimer(this);
    journalTimer_->setInterval(1000);
    connect(journalTimer_, &QTimer::timeout, this, &Studio::watchJournal);
    // Several pieces a second come from several workers: one repaint for what came within a few frames.
    drawnTimer_ = new QTimer(this);
    drawnTimer_->setSingleShot(true);
    drawnTimer_->setInterval(60);
    connect(drawnTimer_, &QTimer::timeout, this, &Studio::mediaDrawn);
    auto drawn = [this](MediaId) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!drawnTimer_->isActive()) drawnTimer_->start();
            },
            Qt::QueuedConnection);
    };
    monitorDb_ = std::clamp(QSettings().value(QStringLiteral("monitor_db"), 0).toDouble(), kMonitorBottom, 0.0);
    jackTransport_ = static_cast<TransportLink>(std::clamp(
        QSettings().value(QStringLiteral("jack_transport"), 0).toInt(), 0, static_cast<int>(TransportLink::both)));
    snapsToBeats_ = QSettings().value(QStringLiteral("snap_to_beats"), false).toBool();
    showProxies_ = QSettings().value(QStringLiteral("proxies"), true).toBool();
    ProxyOptions proxies;
    proxies.open_renderers = services_.openRenderers;
    proxies_ = std::make_unique<ProxyStore>(std::move(proxies));
    proxies_->on_change = [drawn] { drawn({}); };
    // A proxy that was finished or removed is shown or not at once.
    connect(this, &Studio::mediaDrawn, this, [this] {
        if (!session_ || !showProxies_ || viewingSource_) return;
        if (differentMedia(with_proxies(project(), *proxies_), project()) != shownProxies_) showPicture();
    });
    peaks_->on_change = drawn;
    thumbnails_->on_change = drawn;
}

Studio::~Studio() {
    // Workers call back into this object: first they end, then what they hold.
    leavingBeats_ = true;
    QThreadPool::globalInstance()->waitForDone();
    proxies_.reset();
    peaks_.reset();
    thumbnails_.reset();
    playback_.reset();
}

void Studio::inBackground(std::function<std::function<void()>()> work, const QString& what) {
    ++busy_;
    if (!what.isEmpty()) Q_EMIT busyChanged(what);
    QThreadPool::globalInstance()->start([this, work = std::move(work)] {
        auto then = work();
        QMetaObject::invokeMethod(
            this,
            [this, then = std::move(then)] {
                if (--busy_ == 0) Q_EMIT busyChanged({});
                if (then) then();
            },
            Qt::QueuedConnection);
    });
}

const Ref<Project>& Studio::project() const {
    static const Ref<Project> none;
    return session_ ? session_->project() : none;
}

Ref<Sequence> Studio::sequence() const { return session_ ? session_->sequence() : nullptr; }

QString Studio::title() const {
    if (!session_) return {};
    if (session_->untitled()) return tr("Untitled");
    return QFileInfo(toQt(session_->path())).completeBaseName();
}

void Studio::setSession(std::unique_ptr<Session> session) {
    if (session_) {
        Q_EMIT leaving();
        session_->wait_journalled();
    }
    stop();
    playback_.reset();
    levels_->readings.clear(); // another project has the same ids
    journalTimer_->stop(), journalTrouble_ = false;
    selection_.clear(), selectedTransition_ = {};
    selectedMedia_ = {}, focusedStrip_ = {}, targetPicture_ = {}, targetSound_ = {};
    playhead_ = {}, in_.reset(), out_.reset(), places_.clear(), sourceMarks_.clear(), offline_.clear();
    automationModes_.clear();
    armed_.clear();
    listened_.clear();
    viewingSource_ = false, sourceMedia_ = {}, sourceProject_.reset(), sourceSequence_.reset();
    session_ = std::move(session);
    if (session_) {
        session_->document().observe([this](const Ref<Project>& before, const Ref<Project>& after) {
            bool moved = before->media.size() != after->media.size();
            for (size_t i = 0; !moved && i < after->media.size(); ++i)
                moved = before->media[i] != after->media[i] && before->media[i]->path != after->media[i]->path;
            if (moved) checkMedia();
            pruneSelection();
            const bool entered = before->active != after->active;
            if (entered) enterSequence(before->active, after->active);
            if (!viewingSource_) showPicture();
            if (entered && !viewingSource_ && playback_) playback_->locate(playhead_);
            Q_EMIT projectChanged();
            Q_EMIT savedChanged();
            if (!entered) return;
            Q_EMIT playheadMoved();
            Q_EMIT marksChanged();
        });
        journalTimer_->start();
        watchJournal();
        checkMedia();
    }
    Q_EMIT sessionChanged();
    Q_EMIT savedChanged();
    Q_EMIT selectionChanged();
    Q_EMIT marksChanged();
    Q_EMIT viewedChanged();
    showPicture();
}

void Studio::newProject() {
    if (!mayLeave()) return;
    auto project = new_project({.name = "Untitled", .media = {}}, {});
    if (!project) return fail(project.error(), tr("No new project could be made"));
    setSession(Session::create(std::move(*project), services_.journal));
    // One track more of each kind than a cut needs: a place to drop b-roll and music on.
    ValueObject picture{{"kind", "picture"}}, sound{{"kind", "sound"}};
    runAll(tr("New project"), {{"add_track", picture}, {"add_track", sound}, {"add_track", sound}});
}

void Studio::enterSequence(SequenceId from, SequenceId to) {
    places_[from] = {playhead_, in_, out_};
    const auto kept = places_.find(to);
    const Place place = kept == places_.end() ? Place{} : kept->second;
    playhead_ = place.playhead, in_ = place.in, out_ = place.out;
}

void Studio::openSequence(SequenceId id) {
    if (!session_ || project()->active == id) return;
    stop();
    run("activate_sequence", {{"sequence", arg(id)}});
}

void Studio::openProject(const QString& path) { open(path, OpenAs::itself); }

void Studio::openCopy(const QString& path) { open(path, OpenAs::copy); }

void Studio::open(const QString& path, OpenAs as) {
    if (!mayLeave()) return;
    inBackground(
        [this, path, as]() -> std::function<void()> {
            const auto how = as == OpenAs::copy ? Session::open_copy : Session::open;
            auto result = std::make_shared<Result<Session::Opened>>(how(fromQt(path), services_.journal));
            return [this, path, result] { opened(std::move(*result), path); };
        },
        tr("Opening %1").arg(QFileInfo(path).fileName()));
}

void Studio::opened(Result<Session::Opened> result, const QString& path) {
    if (!result) {
        QSettings settings;
        QStringList recent = settings.value(QStringLiteral("recent")).toStringList();
        if (result.error().code == ErrorCode::no_input && recent.removeAll(path) > 0)
            settings.setValue(QStringLiteral("recent"), recent);
        // Open elsewhere: a copy can be looked at and taken from meanwhile.
        if (result.error().code == ErrorCode::temporary)
            return say({MessageKind::error, tr("The project is open in another window"),
                        tr("Two windows would write over each other's edits. Close %1 there first, or open a copy.")
                            .arg(QFileInfo(path).fileName()),
                        tr("Open a copy"), [this, path] { openCopy(path); }});
        return fail(result.error(), tr("The project could not be opened"));
    }
    setSession(std::move(result->session));
    remember(toQt(session_->path()));
    const int edits = static_cast<int>(result->recovered);
    if (edits > 0 && result->closed_well)
        say({MessageKind::info, tr("Edits that are not in the file yet"),
             tr("%n edit(s) made since the file was saved are here. Save to write them into it.", nullptr, edits)});
    else if (edits > 0)
        say({MessageKind::info, tr("Recovered unsaved work"),
             tr("%n edit(s) that were not saved in the file are here again.", nullptr, edits)});
    findLostTakes();
    if (!result->notes.empty())
        say({MessageKind::warning, tr("The project opened with notes"),
             toQt(result->notes.front()) +
                 (result->notes.size() > 1 ? tr(" (and %n more)", nullptr, static_cast<int>(result->notes.size()) - 1)
                                           : QString())});
}

bool Studio::closeProject() {
    if (!mayLeave()) return false;
    if (session_) setSession(nullptr);
    return true;
}

// Everything is in file and journal, but for what a full disk refused.
bool Studio::mayLeave() {
    if (!session_ || session_->saved() || session_->wait_journalled()) return true;
    return !confirmLoss || confirmLoss(toQt(session_->trouble()));
}

void Studio::save() {
    if (session_ && !session_->untitled()) saveAs(toQt(session_->path()));
}

void Studio::saveAs(const QString& path) {
    if (!session_) return;
    auto ticket = std::make_shared<Session::SaveTicket>(session_->begin_save(fromQt(path)));
    inBackground(
        [this, path, ticket]() -> std::function<void()> {
            auto written = std::make_shared<Result<void>>(ticket->write());
            return [this, path, ticket, written] {
                if (!*written) return fail(written->error(), tr("The project could not be saved"));
                if (session_ && session_->project()->uuid == ticket->root->uuid) finishSave(*ticket, path);
            };
        },
        tr("Saving"));
}

bool Studio::saveNow(const QString& path) {
    Session::SaveTicket ticket = session_->begin_save(fromQt(path));
    auto written = ticket.write();
    if (!written) return fail(written.error(), tr("The project could not be saved")), false;
    finishSave(ticket, path);
    return true;
}

void Studio::finishSave(Session::SaveTicket& ticket, const QString& path) {
    session_->finish_save(ticket);
    if (ticket.kept_other)
        say({MessageKind::warning, tr("Another program had changed the project's file"),
             tr("Its state is kept among the versions; yours is saved.")});
    remember(path);
    Q_EMIT savedChanged();
}

void Studio::remember(const QString& path) {
    QSettings settings;
    QStringList recent = settings.value(QStringLiteral("recent")).toStringList();
    recent.removeAll(path);
    recent.prepend(path);
    while (recent.size() > kRecent) recent.removeLast();
    settings.setValue(QStringLiteral("recent"), recent);
}

QStringList Studio::recentProjects() const {
    QStringList out;
    for (const QString& path : QSettings().value(QStringLiteral("recent")).toStringList())
        if (QFileInfo::exists(path)) out.push_back(path);
    for (const std::string& path : untitled_projects(services_.journal))
        if (!out.contains(toQt(path))) out.push_back(toQt(path));
    return out;
}

bool Studio::isUntitled(const QString& path) const {
    const std::string folder = untitled_folder(services_.journal);
    return !folder.empty() && path.startsWith(toQt(folder) + u'/');
}

QString sentence(const QString& words) {
    // A path keeps its letters.
    return words.isEmpty() || words.startsWith(u'/') ? words : words[0].toUpper() + words.mid(1);
}

void Studio::fail(const Error& error, const QString& title) {
    say({MessageKind::error, title, sentence(toQt(error.text()))});
}

bool Studio::run(const char* name, ValueObject args, const QString& mergeKey) {
    if (!session_) return false;
    auto result = session_->run(name, args, fromQt(mergeKey));
    if (!result) {
        session_->cancel_preview();
        say({MessageKind::warning, tr("This edit is not possible here"), sentence(toQt(result.error().text()))});
    }
    return result.has_value();
}

bool Studio::runAll(const QString& label, const std::vector<Command>& commands, std::vector<Value>* results) {
    if (!session_) return false;
    auto done = session_->run_all(fromQt(label), commands);
    if (!done) {
        session_->cancel_preview();
        say({MessageKind::warning, tr("This edit is not possible here"), sentence(toQt(done.error().text()))});
        return false;
    }
    if (results) *results = std::move(*done);
    return true;
}

Result<void> Studio::preview(const char* name, const ValueObject& args) {
    if (!session_) return tandem::fail(ErrorCode::usage, "no project is open");
    return session_->preview(name, args);
}

void Studio::cancelPreview() {
    if (session_) session_->cancel_preview();
}

void Studio::undo() {
    if (session_) session_->undo();
}

void Studio::redo() {
    if (session_) session_->redo();
}

void Studio::goTo(size_t position) {
    if (session_ && position < session_->document().history().size()) session_->go_to(position);
}

std::vector<Version> Studio::versions() const {
    return session_ ? kept_versions(session_->project()->uuid, services_.journal) : std::vector<Version>();
}

void Studio::keepVersion(const QString& name) {
    if (!session_) return;
    const Ref<Project> root = session_->document().history()[session_->document().position()].root;
    inBackground(
        [this, root, name, options = services_.journal]() -> std::function<void()> {
            auto kept = std::make_shared<Result<Version>>(keep_version(*root, fromQt(name), options));
            return [this, kept] {
                if (!*kept) return fail(kept->error(), tr("The version could not be kept"));
                Q_EMIT versionsChanged();
            };
        },
        tr("Keeping a version"));
}

void Studio::restoreVersion(const Version& version) {
    if (!session_) return;
    const std::string uuid = session_->project()->uuid;
    inBackground(
        [this, uuid, version, options = services_.journal]() -> std::function<void()> {
            auto state = std::make_shared<Result<Project>>(load_version(uuid, version.id, options));
            return [this, state, uuid, version] {
                if (!session_ || session_->project()->uuid != uuid) return;
                const QString label =
                    version.name.empty() ? tr("Restore version") : tr("Restore “%1”").arg(toQt(version.name));
                Result<void> done;
                if (*state)
                    done = session_->restore(std::move(**state), fromQt(label));
                else
                    done = state->error();
                if (!done) fail(done.error(), tr("The version could not be restored"));
            };
        },
        tr("Reading a version"));
}

void Studio::dropVersion(const Version& version) {
    if (!session_) return;
    if (auto done = drop_version(session_->project()->uuid, version.id, services_.journal); !done)
        fail(done.error(), tr("The version could not be deleted"));
    Q_EMIT versionsChanged();
}

std::shared_ptr<const Peaks> Studio::peaks(MediaId media, int stream) const {
    const Media* m = project() ? project()->find_media(media) : nullptr;
    return m && !m->sounds.empty() && !m->is_midi() ? peaks_->peaks(*m, stream) : nullptr;
}

std::shared_ptr<const MidiNotes> Studio::notes(MediaId media) {
    const Media* m = project() ? project()->find_media(media) : nullptr;
    if (!m || !m->is_midi()) return nullptr;
    const auto [it, fresh] = notes_.try_emplace(m->path);
    if (fresh)
        inBackground(
            [this, path = m->path]() -> std::function<void()> {
                auto all = std::make_shared<MidiNotes>();
                if (const auto file = load_midi(path)) *all = midi_notes(**file);
                return [this, path, all] {
                    notes_[path] = all;
                    Q_EMIT mediaDrawn();
                };
            },
            {});
    return it->second;
}

std::shared_ptr<const Beats> Studio::beats(MediaId media, int stream) {
    const Media* m = project() ? project()->find_media(media) : nullptr;
    if (!m || m->sounds.empty() || m->is_midi() || mediaOffline(media)) return nullptr;
    const auto [it, fresh] = beats_.try_emplace({m->path, stream});
    if (fresh)
        inBackground(
            [this, m = *m, stream]() -> std::function<void()> {
                auto found = std::make_shared<Beats>();
                // What cannot be read is told where it is heard and exported.
                if (auto read = read_beats(m, stream, [this] { return leavingBeats_.load(); }))
                    *found = std::move(*read);
                return [this, key = std::pair{m.path, stream}, found] {
                    beats_[key] = found;
                    Q_EMIT mediaDrawn();
                };
            },
            tr("Looking for beats"));
    return it->second;
}

std::shared_ptr<const Thumbnail> Studio::thumbnail(MediaId media, int stream, Time at, int height) const {
    const Media* m = project() ? project()->find_media(media) : nullptr;
    return m && !m->pictures.empty() ? thumbnails_->get(*m, stream, at, height).picture : nullptr;
}

QString timecodeText(const Sequence& sequence, Time t) {
    const Format& f = sequence.format;
    return toQt(timecode_text(f.start_frame + f.rate.frame_at(t), f.rate,
                              drop_frame_allowed(f.rate) ? f.drop_frame : DropFrame::no));
}

} // namespace tandem::ui
