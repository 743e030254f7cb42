// Studio: what all panels of the window share: the open session, playback, selection, marks, tools and messages. Panels
// read it, ask it for edits, and hear of changes by its signals; they know nothing of each other. Main thread only.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>
#include <set>

#include "engine/audio/recorder.h"
#include "engine/media/decode_pool.h"
#include "engine/session/playback.h"
#include "engine/session/recording.h"
#include "engine/session/session.h"
#include "engine/session/versions.h"
#include "engine/video/assets.h"
#include "engine/video/scopes.h"
#include "ui/theme/theme.h"

class QMimeData;
class QTimer;

namespace tandem {
class Peaks;
class PeakStore;
class ProxyStore;
struct Beats;
struct MidiNotes;
struct Thumbnail;
class ThumbnailStore;
} // namespace tandem

namespace tandem::ui {

// What the application gives the window; the window names no device.
struct StudioServices {
    std::function<Result<std::vector<std::unique_ptr<FrameRenderer>>>()> openRenderers; // for exports; any thread
    std::unique_ptr<FrameRenderer> viewerRenderer;
    std::function<std::unique_ptr<ScopeEngine>()> openScopes; // one for each panel of scopes; none = no scopes
    std::string audioDevice = "default";
    std::string version;
    std::string sampleProject; // path of the demo project, empty where there is none
    JournalOptions journal;
    std::string queue; // folder of the export queue; "" = the user's
};

enum class Tool : uint8_t { select, trim, blade, slip, slide, stretch, hand, zoom };
enum class EditMode : uint8_t { overwrite, ripple };
// What of the selected clip is dragged on the picture: its place, its crop, or the mask of one of its effects.
struct OnPicture {
    enum class What : uint8_t { place, crop, mask };
    What what = What::place;
    EffectId effect = {}; // the masked one
    friend bool operator==(const OnPicture&, const OnPicture&) = default;
};
enum class MessageKind : uint8_t { ok, info, warning, error };

// What happened, what it means for the work, one action.
struct Message {
    MessageKind kind = MessageKind::info;
    QString title, text;
    QString action = {};
    std::function<void()> run = {};
};

class Studio : public QObject {
    Q_OBJECT
  public:
    explicit Studio(StudioServices services);
    ~Studio() override;

    // ---- the session ----
    Session* session() { return session_.get(); } // null on the start screen
    const Ref<Project>& project() const;          // null without a session
    Ref<Sequence> sequence() const;               // null without a session
    // "동해의 소리": the file's name, or "Untitled".
    QString title() const;
    void newProject();
    // Opens on a worker; sessionChanged when it is there, a message where it cannot be opened.
    void openProject(const QString& path);
    void openCopy(const QString& path); // what is in it as a new, untitled project
    // False where it stays open: edits that are nowhere but in memory would be lost, and the user wants them.
    bool closeProject();
    void save();
    void saveAs(const QString& path);
    bool saveNow(const QString& path); // waits for the disk; false after a message
    // Clears the list's entry where the file is gone.
    QStringList recentProjects() const;
    bool isUntitled(const QString& path) const; // one that was never saved, in the state folder

    // ---- edits: false where refused, after a message ----
    bool run(const char* name, ValueObject args, const QString& mergeKey = {});
    bool runAll(const QString& label, const std::vector<Command>& commands, std::vector<Value>* results = nullptr);
    // While something is dragged; errors are given back instead of shown.
    Result<void> preview(const char* name, const ValueObject& args);
    void cancelPreview();
    void undo();
    void redo();
    void goTo(size_t position); // of the history

    // ---- versions kept by name (engine/session/versions.h) ----
    std::vector<Version> versions() const; // newest first
    void keepVersion(const QString& name); // on a worker; versionsChanged when it is there
    void restoreVersion(const Version& version);
    void dropVersion(const Version& version);

    // Probes files and folders on a worker and adds what is media to the pool, one undo step. `then` gets the ids of
    // the media (also of those that were in the pool already) in the order given.
    void importFiles(const QStringList& paths, std::function<void(const std::vector<MediaId>&)> then = {});
    // What was dropped from outside: opens a project or timeline that is among the files, else imports them. What is on
    // other computers is refused by a message.
    void takeDropped(const QMimeData& data, std::function<void(const std::vector<MediaId>&)> then = {});

    // ---- selection ----
    const std::set<ClipId>& selection() const { return selection_; }
    void select(std::set<ClipId> clips); // linked partners are added where linked selection is on
    // Of a clip that carries one at its start. Either clips are selected or a transition.
    ClipId selectedTransition() const { return selectedTransition_; }
    void selectTransition(ClipId clip);
    // Of the selection: the first on a picture or sound track; null where there is none.
    const Placement* selectedPlacement(TrackKind kind, TrackId* track = nullptr) const;
    // Back to the place where another clip is selected.
    const OnPicture& onPicture() const { return onPicture_; }
    void editOnPicture(const OnPicture& what);
    MediaId selectedMedia() const { return selectedMedia_; }
    void selectMedia(MediaId id);
    StripRef focusedStrip() const { return focusedStrip_; } // what the sound workspace edits
    void focusStrip(StripRef strip);
    TrackId targetTrack(TrackKind kind) const; // where inserts go; the lowest one unless chosen
    void setTargetTrack(TrackId track);

    // ---- time ----
    Time playhead() const { return playhead_; } // of the sequence
    void locate(Time t);                        // shows the program; clamped at 0, snapped to frames
    // The viewer shows the program or a medium as it is (the source). What plays and steps is what is shown.
    bool viewingSource() const { return viewingSource_; }
    MediaId sourceMedia() const { return sourceMedia_; }
    void viewSource(MediaId media); // none = the last one
    void viewProgram();
    Ref<Sequence> viewedSequence() const { return viewingSource_ ? sourceSequence_ : sequence(); }
    Time viewPlayhead() const { return viewingSource_ ? sourcePlayhead_ : playhead_; }
    void viewLocate(Time t);
    std::optional<Time> viewIn() const { return viewingSource_ ? sourceMarks(sourceMedia_).in : in_; }
    std::optional<Time> viewOut() const { return viewingSource_ ? sourceMarks(sourceMedia_).out : out_; }
    void setViewMarks(std::optional<Time> in, std::optional<Time> out);
    // Of the media pool's media as sources; each keeps its own while the project is open.
    struct Marks {
        std::optional<Time> in, out; // out is exclusive
    };
    Marks sourceMarks(MediaId media) const;
    void step(int frames);
    // The timeline shows another sequence of the project, where it was left; playback stops. An edit, as undo goes back
    // through what was done in which.
    void openSequence(SequenceId id);
    bool playing() const;
    Speed speed() const;
    void play(Speed speed = {1, 1});
    void stop();
    void togglePlay() { playing() ? stop() : play(); }
    void shuttle(int direction); // J, L: faster with each call in the same direction
    std::optional<Time> markIn() const { return in_; }
    std::optional<Time> markOut() const { return out_; } // exclusive
    void setMarks(std::optional<Time> in, std::optional<Time> out);
    bool looping() const { return looping_; }
    void setLooping(bool on);
    Playback* playback() { return playback_.get(); }
    // The viewer's size in device pixels and its quality; what is rendered for it.
    void setView(int width, int height, ViewQuality quality);
    ViewQuality quality() const { return quality_; }
    // Of the picture that is shown: lower than chosen while the playhead is dragged.
    ViewQuality shownQuality() const { return shownQuality_; }

    // ---- hands on the mixer while it plays ----
    // A parameter is being moved, or has been (`final`). While the program plays it is heard at once, past the
    // document; otherwise, and when it was moved, `command` says it to the document. By the strip's mode it is written
    // as automation instead when playback ends.
    void moveParam(const HeldParam& param, double value, const Command& command, bool final);
    void dropParam(const HeldParam& param); // it goes back to what it was
    std::optional<double> heldValue(const HeldParam& param) const;
    AutomationMode automationMode(StripRef strip) const; // of this window, not of the project
    void setAutomationMode(StripRef strip, AutomationMode mode);

    // ---- recording ----
    // An armed track takes the device's inputs that it names (Track::input) when record() starts, and is heard before
    // as it says. Arming opens the sound device with its inputs.
    bool armed(TrackId track) const { return armed_.count(track) > 0; }
    void setArmed(TrackId track, bool on);
    const std::set<TrackId>& armedTracks() const { return armed_; }
    // Input channels of the device that is recorded from; 0 = none, or the driver has not answered yet.
    int deviceInputs() const { return deviceInputs_; }
    // Listened to before their faders, in place of the mix (PFL); of this window, and never rendered.
    bool listened(StripRef strip) const;
    void setListened(StripRef strip, bool on);
    void listenToMix();
    QString listenStatus() const; // "Heard before the fader: A1"; empty while the mix is heard
    // How loud this computer plays, of this user: no mix, meter or render has any of it. Dimmed is 20 dB less.
    static constexpr double kMonitorBottom = -60; // dB; silence
    double monitorDb() const { return monitorDb_; }
    // How far it goes together with JACK's transport; the user's, kept.
    TransportLink jackTransport() const { return jackTransport_; }
    void setJackTransport(TransportLink link);
    void setMonitorDb(double db);
    bool monitorDimmed() const { return monitorDimmed_; }
    void setMonitorDimmed(bool on);
    bool recording() const { return recorder_ != nullptr; }
    Time recordedFrom() const { return recordedFrom_; } // where the take in hand began
    // Starts from the playhead on all armed tracks, or stops; takes become clips then, one undo step.
    void record();
    QString recordStatus() const; // "Recording A3 · 2 h 14 min left", empty while nothing is recorded
    // What the ruler and the playhead do while they are dragged: a locate that is heard.
    void scrub(Time t);
    void endScrub(); // the pointer was let go

    // ---- tools ----
    Tool tool() const { return tool_; }
    void setTool(Tool tool);
    EditMode editMode() const { return editMode_; }
    void setEditMode(EditMode mode);
    bool snapping() const { return snapping_; }
    void setSnapping(bool on);
    // Edits snap to the beats of the sequence's music too, which the timeline then shows; the user's, kept.
    bool snapsToBeats() const { return snapsToBeats_; }
    void setSnapsToBeats(bool on);
    bool linkedSelection() const { return linked_; }
    void setLinkedSelection(bool on);

    // ---- services ----
    const StudioServices& services() const { return services_; }
    // What there is already; more is asked for and mediaDrawn() says when it came. Null at first.
    std::shared_ptr<const Peaks> peaks(MediaId media, int stream) const;
    // Of a MIDI file; null for all others.
    std::shared_ptr<const MidiNotes> notes(MediaId media);
    // Looked for once they are asked for; null until then. Without times where no steady beat is heard.
    std::shared_ptr<const Beats> beats(MediaId media, int stream);
    std::shared_ptr<const Thumbnail> thumbnail(MediaId media, int stream, Time at, int height) const;
    // Smaller copies of media for the viewer (engine/session/proxies.h); mediaDrawn() says when one changed.
    ProxyStore& proxies() { return *proxies_; }
    bool showsProxies() const { return showProxies_; } // where there are some
    void setShowProxies(bool on);
    bool proxyShown() const { return shownProxies_ > 0; } // the viewed picture may come from one
    FrameAssets& assets() { return *assets_; }
    DecodePool& pool() { return *pool_; }
    FrameRenderer* viewerRenderer() { return services_.viewerRenderer.get(); }
    // Looks on a worker which files of media are there; mediaDrawn() says when that changed.
    void checkMedia();
    bool mediaOffline(MediaId id) const { return offline_.count(id.value) > 0; }
    // Names of tracks as badges: V1, V2 from below, A1, A2 from above, S1.
    static QString trackBadge(const Sequence& sequence, size_t track);
    // Hue of a track, by its name and kind; the same for its clips, head, strip and bus.
    static Role trackRole(const Sequence& sequence, size_t track);

    // An insert's own window, the plug-in's, is to be opened.
    void askPluginWindow(StripRef strip, EffectId effect) { Q_EMIT pluginWindowAsked(strip, effect); }
    void say(Message message) { Q_EMIT messageSaid(message); }
    void fail(const Error& error, const QString& title);

  Q_SIGNALS:
    void sessionChanged(); // another project, or none; everything is new
    void leaving();        // the project still stands: the last moment for what a hand has not let go of
    void projectChanged(); // an edit, undo or preview
    void savedChanged();   // title, path or saved state
    void selectionChanged();
    void onPictureChanged();
    void stripFocusChanged();
    void playheadMoved(); // also several times a second while playing
    void pictureReady(tandem::ServedFrame frame);
    void viewedChanged(); // source or program, or another source
    void playingChanged();
    void playbackOpened(); // a device plays now; look at playback()->sound()
    void marksChanged();
    void toolChanged();       // tool, mode, snapping, linked selection
    void recordingChanged();  // armed tracks, or recording began or ended
    void automationChanged(); // the mode of a strip
    void listeningChanged();  // which strips are listened to
    void monitorChanged();    // the monitor's level
    void levelsRead();        // about 30 times a second while sound plays; read levels()
    void mediaDrawn();        // a thumbnail or a piece of a waveform came
    void versionsChanged();
    void pluginWindowAsked(tandem::StripRef strip, tandem::EffectId effect);
    void messageSaid(const tandem::ui::Message& message);
    void busyChanged(const QString& what); // long work in the background, empty = none

  public:
    // Newest levels of a strip: linear peaks since the last read.
    std::pair<double, double> level(StripRef strip) const;
    // What an insert with dynamics took away at most since the last read, in dB >= 0; 0 while it is off.
    double reduction(EffectId effect) const;
    // What a plug-in of a strip measures of what is heard, as read last; at rest while nothing is heard, and while it
    // is off. Null where nothing is known, as before anything was played. Until the next read.
    const audio::PluginReadings* readings(EffectId effect) const;
    // Of a strip, what its dynamics took away together: as a desk's meter, that of compressors, limiters, de-essers and
    // duckers. A gate is closed in every pause and would hide them, so it counts only where there is nothing else.
    double reduction(const Strip& strip) const;
    // Of the master since playback was opened or the last reset; none without playback.
    std::optional<audio::LoudnessReading> loudness() const;
    void resetLoudness();

    // A picture medium laid into an empty sequence gives it its size and rate; sequence of commands to run before.
    std::vector<Command> formatCommands(MediaId media) const;

    // Asked before a project with edits in memory only is left; gets the reason, true = leave it. Without it none
    // stays.
    std::function<bool(const QString&)> confirmLoss;

  private:
    void setSession(std::unique_ptr<Session> session);
    bool mayLeave();
    void watchJournal();
    void finishSave(Session::SaveTicket& ticket, const QString& path);
    bool openPlayback(); // whether it is another one now
    void showPicture();
    void poll();
    void schedulePoll();
    void setViewedPlayhead(Time t);
    enum class OpenAs : uint8_t { itself, copy };
    void open(const QString& path, OpenAs as);
    void enterSequence(SequenceId from, SequenceId to); // each keeps its playhead and marks
    void setLoopOfPlayback();
    void remember(const QString& path);
    void opened(Result<Session::Opened> result, const QString& path);
    void importSubtitles(const QString& path, const std::string& text);
    void pruneSelection();
    void readLevels();
    // Runs `work` on a worker, then what it gives back here. `what` is shown as busy.
    void inBackground(std::function<std::function<void()>()> work, const QString& what);

    StudioServices services_;
    std::unique_ptr<FrameAssets> assets_;
    std::unique_ptr<DecodePool> pool_;
    std::unique_ptr<PeakStore> peaks_;
    std::map<std::string, std::shared_ptr<const MidiNotes>> notes_;             // by path; null while it is read
    std::map<std::pair<std::string, int>, std::shared_ptr<const Beats>> beats_; // by path and stream
    std::atomic<bool> leavingBeats_ = false;                                    // workers give them up
    std::unique_ptr<ThumbnailStore> thumbnails_;
    std::unique_ptr<ProxyStore> proxies_;
    bool showProxies_ = true;
    int shownProxies_ = 0; // media that the viewer has proxies of
    std::unique_ptr<Session> session_;
    std::unique_ptr<Playback> playback_;
    Format playbackFormat_;
    std::set<ClipId> selection_;
    ClipId selectedTransition_;
    OnPicture onPicture_;
    MediaId selectedMedia_;
    StripRef focusedStrip_;
    TrackId targetPicture_, targetSound_;
    Time playhead_, sourcePlayhead_;
    std::optional<Time> in_, out_;
    struct Place {
        Time playhead;
        std::optional<Time> in, out;
    };
    std::map<SequenceId, Place> places_; // of sequences that were left
    std::map<MediaId, Marks> sourceMarks_;
    bool viewingSource_ = false;
    MediaId sourceMedia_;
    Ref<Project> sourceProject_;
    Ref<Sequence> sourceSequence_;
    bool looping_ = false, snapping_ = true, snapsToBeats_ = false, linked_ = true, wasPlaying_ = false;
    Tool tool_ = Tool::select;
    EditMode editMode_ = EditMode::ripple;
    int viewWidth_ = 0, viewHeight_ = 0;
    ViewQuality quality_ = ViewQuality::full, shownQuality_ = ViewQuality::full;
    std::set<uint64_t> offline_;
    bool checkingMedia_ = false; // one look at a time: a share that hangs holds one worker only
    struct Levels;
    std::unique_ptr<Levels> levels_;
    QTimer* pollTimer_ = nullptr;
    QTimer* meterTimer_ = nullptr;
    QTimer* journalTimer_ = nullptr;
    bool journalTrouble_ = false;
    QTimer* drawnTimer_ = nullptr;
    int busy_ = 0;
    void takeWritten();
    std::vector<std::pair<StripRef, AutomationMode>> automationModes_;
    void endRecording();
    int wantedInputs() const; // the highest that an armed track takes
    void hear();              // tells playback who is armed and who is listened to
    std::set<TrackId> armed_;
    std::vector<StripRef> listened_;
    void applyMonitor();
    double monitorDb_ = 0;
    TransportLink jackTransport_ = TransportLink::off;
    int linkLosses_ = 0;
    bool monitorDimmed_ = false;
    int inputs_ = 0;           // that the device was opened with
    bool outputWaits_ = false; // for another output, until what hands write or a take ends
    int deviceInputs_ = 0;
    void askDeviceInputs();
    // What a recording left that was cut off by a crash goes where it would have gone.
    void findLostTakes();
    std::unique_ptr<audio::Recorder> recorder_;
    std::optional<RecordingNote> recordingNote_;
    Time recordedFrom_;
    bool toldNoSound_ = false, stoppedNow_ = false;
    // studio_warnings.cpp. What devices and plug-ins had trouble with, each once a run.
    void tellWarnings();
    std::set<std::string> told_;
    QElapsedTimer warningsRead_;
    void tellSoundRate();
    int soundLosses_ = 0; // told, of the sound output that is open
    bool soundGone_ = false;
    int soundRate_ = 0; // told
    PictureRef shown_;
};

// How many media of the pool differ; both have the same ones.
int differentMedia(const Ref<Project>& a, const Ref<Project>& b);

// Ids and times as command arguments.
template<class I>
Value arg(I id) {
    return Value(id.value);
}
inline Value arg(Time t) { return Value(t.ticks); }
template<class C>
Value idArray(const C& ids) {
    ValueArray out;
    for (auto id : ids) out.push_back(Value(id.value));
    return out;
}

// Timecode of an instant of a sequence, with its start timecode.
QString timecodeText(const Sequence& sequence, Time t);
// An engine's words as a sentence of a message.
QString sentence(const QString& words);
inline QString toQt(const std::string& s) { return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size())); }
inline std::string fromQt(const QString& s) { return s.toStdString(); }

} // namespace tandem::ui

Q_DECLARE_METATYPE(tandem::ServedFrame)
Q_DECLARE_METATYPE(tandem::ui::Message)
