// The window's actions: words, menus and keys in one place.
#include <QActionGroup>
#include <QApplication>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QUrl>

#include "ui/dialogs/command_palette.h"
#include "ui/dialogs/export_sheet.h"
#include "ui/dialogs/file_places.h"
#include "ui/dialogs/key_map.h"
#include "ui/edits.h"
#include "ui/main_window.h"
#include "ui/panels/effect_copy.h"
#include "ui/panels/grade_menu.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/history_words.h"
#include "ui/panels/media_pool.h"
#include "ui/panels/picture_compare.h"
#include "ui/panels/viewer.h"
#include "ui/timeline/timeline_panel.h"

namespace tandem::ui {

static constexpr int kRecentShown = 8;

void MainWindow::addActions() {
    addFileActions();
    addEditActions();
    addClipActions();
    addPlaybackActions();
    addViewActions();
}

void MainWindow::openDialog() {
    const QString path =
        pickFile(this, tr("Open"), "projects", tr("Projects and timelines (*.tandem *.otio);;All files (*)"));
    if (!path.isEmpty()) studio_.openProject(path);
}

QString MainWindow::askSavePath() {
    const QString folder = studio_.session()->untitled() ? lastFolder("projects")
                                                         : QFileInfo(toQt(studio_.session()->path())).absolutePath();
    QString path = QFileDialog::getSaveFileName(this, tr("Save project"),
                                                folder + u'/' + studio_.title() + QStringLiteral(".tandem"),
                                                tr("Tandem projects (*.tandem)"));
    if (!path.isEmpty() && !path.endsWith(QStringLiteral(".tandem"))) path += QStringLiteral(".tandem");
    if (!path.isEmpty()) keepFolder("projects", path);
    return path;
}

void MainWindow::saveDialog() {
    if (!studio_.session()) return;
    if (const QString path = askSavePath(); !path.isEmpty()) studio_.saveAs(path);
}

bool MainWindow::confirmLoss(const QString& why) {
    QMessageBox box(QMessageBox::Warning, tr("Edits are not on the disk"),
                    tr("The newest edits are in memory only and would be lost.") + QStringLiteral("\n\n") + why,
                    QMessageBox::NoButton, this);
    QPushButton* save = box.addButton(tr("Save…"), QMessageBox::AcceptRole);
    QPushButton* lose = box.addButton(tr("Lose them"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("Keep the project open"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() == lose) return true;
    if (box.clickedButton() != save) return false;
    const QString path = studio_.session()->untitled() ? askSavePath() : toQt(studio_.session()->path());
    return !path.isEmpty() && studio_.saveNow(path);
}

void MainWindow::addFileActions() {
    const QString m = tr("File");
    actions_.add("new", tr("New project"), m, "Ctrl+N", [this] { studio_.newProject(); });
    actions_.add("open", tr("Open…"), m, "Ctrl+O", [this] { openDialog(); });
    const QString recent = m + u'/' + tr("Open recent");
    for (int i = 0; i < kRecentShown; ++i) {
        QAction* a = actions_.add(qPrintable(QStringLiteral("recent_%1").arg(i + 1)),
                                  tr("Recent project %1").arg(i + 1), recent, "", [this, i] {
                                      if (const QString path = studio_.recentProjects().value(i); !path.isEmpty())
                                          studio_.openProject(path);
                                  });
        recent_.push_back(a);
    }
    actions_.add("close", tr("Close project"), m, "Ctrl+W", [this] { studio_.closeProject(); });
    actions_.separator(m);
    actions_.add("save", tr("Save"), m, "Ctrl+S", [this] {
        if (studio_.session() && studio_.session()->untitled())
            saveDialog();
        else
            studio_.save();
    });
    actions_.add("save_as", tr("Save as…"), m, "Ctrl+Shift+S", [this] { saveDialog(); });
    actions_.separator(m);
    actions_.add("import", tr("Import media…"), m, "Ctrl+I", [this] { pool_->import(); });
    actions_.add("export", tr("Export…"), m, "Ctrl+E|Ctrl+M", [this] { sheet_->open(); });
    actions_.add("export_now", tr("Export with the last settings"), m, "Ctrl+Return", [this] { exportNow(); });
    actions_.separator(m);
    actions_.add("quit", tr("Quit"), m, "Ctrl+Q", [this] { close(); });
}

void MainWindow::addEditActions() {
    const QString m = tr("Edit");
    actions_.add("undo", tr("Undo"), m, "Ctrl+Z", [this] { studio_.undo(); });
    actions_.add("redo", tr("Redo"), m, "Ctrl+Shift+Z|Ctrl+Y", [this] { studio_.redo(); });
    actions_.add("history", tr("History and versions"), m, "Ctrl+H", [this] { showHistory(); });
    actions_.add("keep_version", tr("Keep a version…"), m, "Ctrl+Alt+S", [this] {
        showHistory();
        history_->focusName();
    });
    actions_.separator(m);
    actions_.add("delete", tr("Delete"), m, "Del|Backspace", [this] { deleteSelection(studio_, false); });
    actions_.add("delete_other", tr("Delete in the other mode"), m, "Shift+Del|Shift+Backspace",
                 [this] { deleteSelection(studio_, true); });
    actions_.add("lift", tr("Lift the marked range"), m, ";", [this] { liftMarks(studio_); });
    actions_.add("extract", tr("Extract the marked range"), m, "'", [this] { extractMarks(studio_); });
    actions_.add("cut", tr("Cut", "to the clipboard"), m, "Ctrl+X", [this] { cutSelection(studio_); });
    actions_.add("copy", tr("Copy"), m, "Ctrl+C", [this] { copySelection(studio_); });
    actions_.add("paste", tr("Paste"), m, "Ctrl+V", [this] { pasteClips(studio_); });
    actions_.add("paste_effects", tr("Paste effects"), m, "Ctrl+Alt+V", [this] {
        if (!pasteEffects(studio_))
            studio_.say({MessageKind::info, tr("There are no effects to paste here"),
                         tr("Copy a clip that has some, then select the clips that shall have them.")});
    });
    actions_.add("duplicate", tr("Duplicate"), m, "Ctrl+Shift+D", [this] { duplicateSelection(studio_); });
    actions_.separator(m);
    actions_.add("select_all", tr("Select all"), m, "Ctrl+A", [this] { selectAll(studio_); });
    actions_.add("select_none", tr("Select nothing"), m, "Ctrl+Shift+A", [this] { studio_.select({}); });
    actions_.add("mark_clip", tr("Mark the selection"), m, "X", [this] { markSelection(studio_); });
    actions_.separator(m);
    const QString tools = m + u'/' + tr("Tool");
    actions_.add("tool_select", tr("Select"), tools, "A", [this] { studio_.setTool(Tool::select); });
    actions_.add("tool_trim", tr("Trim"), tools, "T", [this] { studio_.setTool(Tool::trim); });
    actions_.add("tool_blade", tr("Blade"), tools, "B|C", [this] { studio_.setTool(Tool::blade); });
    actions_.add("tool_slip", tr("Slip"), tools, "Y", [this] { studio_.setTool(Tool::slip); });
    actions_.add("tool_slide", tr("Slide"), tools, "U", [this] { studio_.setTool(Tool::slide); });
    actions_.add("tool_stretch", tr("Rate stretch"), tools, "Shift+T", [this] { studio_.setTool(Tool::stretch); });
    actions_.add("tool_hand", tr("Hand"), tools, "H", [this] { studio_.setTool(Tool::hand); });
    actions_.add("tool_zoom", tr("Zoom"), tools, "Z", [this] { studio_.setTool(Tool::zoom); });
    actions_.add("edit_mode", tr("Ripple or overwrite"), m, "R", [this] {
        studio_.setEditMode(studio_.editMode() == EditMode::ripple ? EditMode::overwrite : EditMode::ripple);
    });
    actions_.add("snapping", tr("Snapping"), m, "N", [this] { studio_.setSnapping(!studio_.snapping()); });
    auto beats = actions_.add("snap_beats", tr("Snap to beats"), m, "Ctrl+Alt+B",
                              [this] { studio_.setSnapsToBeats(!studio_.snapsToBeats()); });
    beats->setCheckable(true);
    auto checkBeats = [this, beats] { beats->setChecked(studio_.snapsToBeats()); };
    connect(&studio_, &Studio::toolChanged, this, checkBeats);
    checkBeats();
    actions_.add("linked", tr("Linked selection"), m, "Shift+L",
                 [this] { studio_.setLinkedSelection(!studio_.linkedSelection()); });
}

void MainWindow::addClipActions() {
    const QString m = tr("Clip");
    actions_.add("split", tr("Split at the playhead"), m, "S|Ctrl+K|Ctrl+B",
                 [this] { splitAtPlayhead(studio_, false); });
    actions_.add("split_all", tr("Split all tracks"), m, "Shift+S|Ctrl+Shift+K",
                 [this] { splitAtPlayhead(studio_, true); });
    actions_.add("trim_start", tr("Trim start to playhead"), m, "Q", [this] { trimToPlayhead(studio_, Ends::head); });
    actions_.add("trim_end", tr("Trim end to playhead"), m, "W", [this] { trimToPlayhead(studio_, Ends::tail); });
    actions_.add("nudge_left", tr("Nudge left"), m, "Alt+,", [this] { nudge(studio_, -1); });
    actions_.add("nudge_right", tr("Nudge right"), m, "Alt+.", [this] { nudge(studio_, 1); });
    actions_.add("nudge_left_more", tr("Nudge left by 5 frames"), {}, "Alt+Shift+,", [this] { nudge(studio_, -5); });
    actions_.add("nudge_right_more", tr("Nudge right by 5 frames"), {}, "Alt+Shift+.", [this] { nudge(studio_, 5); });
    actions_.separator(m);
    actions_.add("insert", tr("Insert the source"), m, ",|V|F9", [this] { putSource(studio_, Put::insert); });
    actions_.add("overwrite", tr("Overwrite with the source"), m, ".|D|F10",
                 [this] { putSource(studio_, Put::overwrite); });
    actions_.add("append", tr("Append the source"), m, "E|Shift+F12", [this] { putSource(studio_, Put::append); });
    actions_.add("on_top", tr("Place the source on top"), m, "P|F12", [this] { putSource(studio_, Put::on_top); });
    actions_.separator(m);
    actions_.add("transition", tr("Add transition"), m, "Ctrl+T", [this] { addTransitions(studio_, true); });
    actions_.add("crossfade", tr("Add sound cross-fade"), m, "Ctrl+Shift+T",
                 [this] { addTransitions(studio_, false); });
    actions_.add("keyframe", tr("Keyframe at the playhead"), m, "Alt+K",
                 [this] { timeline_->lanes()->toggleKeyAtPlayhead(); });
    actions_.add("prev_key", tr("Previous keyframe"), m, "Ctrl+[", [this] { timeline_->lanes()->goToKey(-1); });
    actions_.add("next_key", tr("Next keyframe"), m, "Ctrl+]", [this] { timeline_->lanes()->goToKey(1); });
    actions_.add("fade_in", tr("Fade in to playhead"), m, "[", [this] { fadeFromPlayhead(studio_, Ends::head); });
    actions_.add("fade_out", tr("Fade out from playhead"), m, "]", [this] { fadeFromPlayhead(studio_, Ends::tail); });
    actions_.add("gain_up", tr("Clip gain +1 dB"), m, "Alt+Up", [this] { changeGain(studio_, 1); });
    actions_.add("gain_down", tr("Clip gain −1 dB"), m, "Alt+Down", [this] { changeGain(studio_, -1); });
    actions_.add("gain_up_fine", tr("Clip gain +0.1 dB"), {}, "Alt+Shift+Up", [this] { changeGain(studio_, 0.1); });
    actions_.add("gain_down_fine", tr("Clip gain −0.1 dB"), {}, "Alt+Shift+Down",
                 [this] { changeGain(studio_, -0.1); });
    actions_.add("gain", tr("Clip gain…"), m, "G", [this] { askGain(); });
    actions_.add("speed", tr("Speed…"), m, "Ctrl+R", [this] {
        TrackId track;
        const Placement* p = studio_.selectedPlacement(TrackKind::picture, &track);
        if (!p) p = studio_.selectedPlacement(TrackKind::sound, &track);
        if (!p) return;
        const ClipId id = p->clip->id;
        bool ok = false;
        const double now = 100.0 * static_cast<double>(p->clip->speed.num) / static_cast<double>(p->clip->speed.den);
        const double percent = QInputDialog::getDouble(this, tr("Speed"), tr("Per cent; below zero plays backwards"),
                                                       now, -800, 800, 1, &ok);
        if (ok && percent != 0)
            studio_.run(
                "set_speed",
                {{"clip", arg(id)}, {"speed", percent / 100}, {"ripple", studio_.editMode() == EditMode::ripple}});
    });
    actions_.separator(m);
    actions_.add("enable", tr("Enable or disable"), m, "Ctrl+D", [this] { toggleClipsEnabled(studio_); });
    actions_.add("link", tr("Link or unlink"), m, "Ctrl+L", [this] { linkSelection(studio_); });
    actions_.add("group", tr("Group or ungroup"), m, "Ctrl+G", [this] { groupSelection(studio_); });
    actions_.add("nest", tr("Nest in a sequence"), m, "", [this] {
        if (!studio_.selection().empty()) studio_.run("nest_clips", {{"clips", idArray(studio_.selection())}});
    });
    const QString grades = tr("Clip") + u'/' + tr("Grade");
    actions_.add("grade_new", tr("New version from this one"), grades, "",
                 [this] { addGrade(studio_, GradeStart::copy); });
    actions_.add("grade_empty", tr("New version without a grade"), grades, "",
                 [this] { addGrade(studio_, GradeStart::empty); });
    actions_.add("grade_next", tr("Next version of the grade"), grades, "Alt+PgDown",
                 [this] { stepGrade(studio_, 1); });
    actions_.add("grade_previous", tr("Previous version of the grade"), grades, "Alt+PgUp",
                 [this] { stepGrade(studio_, -1); });
    actions_.add("title_here", tr("Add title"), m, "Ctrl+Shift+N",
                 [this] { putTitle(studio_, tr("Title"), studio_.playhead()); });

    actions_.add("title_edit", tr("Type the title's text on the picture"), m, "F2", [this] { editTitle(); });

    const QString t = tr("Track");
    actions_.add("add_picture", tr("Add picture track"), t, "", [this] {
        studio_.run("add_track", {{"kind", "picture"}});
    });
    actions_.add("add_sound", tr("Add sound track"), t, "", [this] { studio_.run("add_track", {{"kind", "sound"}}); });
    actions_.add("add_subtitles", tr("Add subtitle track"), t, "", [this] {
        studio_.run("add_track", {{"kind", "subtitle"}});
    });
    actions_.add("add_bus", tr("Add bus"), t, "", [this] { studio_.run("add_bus", {}); });
    actions_.separator(t);
    auto toggle = [this](const char* what) {
        const Ref<Sequence> s = studio_.sequence();
        const StripRef f = studio_.focusedStrip();
        if (!s) return;
        for (const auto& track : s->tracks)
            if (track->id == f.track && track->strip) {
                const bool now = std::string_view(what) == "mute" ? track->strip->mute : track->strip->solo;
                studio_.run("set_strip", {{"track", arg(f.track)}, {what, !now}});
            }
    };
    actions_.add("arm", tr("Arm the track for recording"), t, "Alt+R", [this] {
        const TrackId id = studio_.focusedStrip().track;
        if (id) studio_.setArmed(id, !studio_.armed(id));
    });
    actions_.add("automation", tr("Volume automation of the track"), t, "Alt+A", [this] {
        TimelineModel& model = timeline_->model();
        const TrackId id = studio_.focusedStrip().track;
        if (id) model.showAutomation(id, StripLine::gain, !model.automationShown(id, StripLine::gain));
    });
    actions_.add("mute", tr("Mute the track"), t, "Alt+M", [toggle] { toggle("mute"); });
    actions_.add("solo", tr("Solo the track"), t, "Alt+S", [toggle] { toggle("solo"); });
}

void MainWindow::editTitle() {
    studio_.viewProgram();
    if (viewer_->picture()->editTitle()) return;
    // The playhead stands elsewhere.
    const Placement* p = studio_.selectedPlacement(TrackKind::picture);
    const auto* g = p ? std::get_if<GeneratorContent>(&p->clip->content) : nullptr;
    if (g && g->generator->kind == EffectKind::title) {
        studio_.locate(p->start + p->clip->fade_in.length);
        if (viewer_->picture()->editTitle()) return;
    }
    studio_.say(
        {MessageKind::info, tr("No title is selected"), tr("Select a title on the timeline to type its text.")});
}

void MainWindow::askGain() {
    const Placement* p = studio_.selectedPlacement(TrackKind::sound);
    if (!p)
        return studio_.say(
            {MessageKind::info, tr("No sound clip is selected"), tr("The gain is that of clips on sound tracks.")});
    const ParamSpec& gain = spec(EffectKind::gain).params[slot::db];
    const double now = clipGain(*p->clip);
    bool ok = false;
    const double db = QInputDialog::getDouble(this, tr("Clip gain"), tr("Gain in dB, of all selected sound clips"), now,
                                              gain.min, gain.max, 1, &ok);
    if (ok && db != now) setGain(studio_, db);
}

void MainWindow::addPlaybackActions() {
    const QString m = tr("Playback");
    actions_.add("play", tr("Play or pause"), m, "Space", [this] { studio_.togglePlay(); });
    actions_.add("shuttle_back", tr("Shuttle back"), m, "J", [this] { studio_.shuttle(-1); });
    actions_.add("shuttle_stop", tr("Stop"), m, "K", [this] { studio_.stop(); });
    actions_.add("shuttle_on", tr("Shuttle forward"), m, "L", [this] { studio_.shuttle(1); });
    actions_.separator(m);
    actions_.add("frame_back", tr("Back one frame"), m, "Left", [this] { studio_.step(-1); });
    actions_.add("frame_on", tr("On one frame"), m, "Right", [this] { studio_.step(1); });
    auto second = [this](int sign) {
        if (const Ref<Sequence> s = studio_.viewedSequence()) studio_.step(sign * s->format.rate.nominal());
    };
    actions_.add("second_back", tr("Back one second"), m, "Shift+Left", [second] { second(-1); });
    actions_.add("second_on", tr("On one second"), m, "Shift+Right", [second] { second(1); });
    actions_.add("prev_edit", tr("Previous cut"), m, "Up", [this] { goToEdit(studio_, -1); });
    actions_.add("next_edit", tr("Next cut"), m, "Down", [this] { goToEdit(studio_, 1); });
    actions_.add("prev_marker", tr("Previous marker"), m, "Shift+Up", [this] { goToMarker(studio_, -1); });
    actions_.add("next_marker", tr("Next marker"), m, "Shift+Down", [this] { goToMarker(studio_, 1); });
    actions_.add("home", tr("To the start"), m, "Home", [this] { studio_.viewLocate({}); });
    actions_.add("end", tr("To the end"), m, "End", [this] {
        if (const Ref<Sequence> s = studio_.viewedSequence()) studio_.viewLocate(s->duration());
    });
    actions_.separator(m);
    actions_.add("mark_in", tr("In point here"), m, "I",
                 [this] { studio_.setViewMarks(studio_.viewPlayhead(), studio_.viewOut()); });
    actions_.add("mark_out", tr("Out point here"), m, "O", [this] {
        if (const Ref<Sequence> s = studio_.viewedSequence()) {
            const FrameRate rate = s->format.rate;
            studio_.setViewMarks(studio_.viewIn(), rate.time_of(rate.frame_at(studio_.viewPlayhead()) + 1));
        }
    });
    actions_.add("go_in", tr("To the in point"), m, "Shift+I", [this] {
        if (const auto in = studio_.viewIn()) studio_.viewLocate(*in);
    });
    // The last frame of the range: out is the first one that is not in it.
    actions_.add("go_out", tr("To the out point"), m, "Shift+O", [this] {
        const Ref<Sequence> s = studio_.viewedSequence();
        if (const auto out = studio_.viewOut(); s && out) {
            const FrameRate rate = s->format.rate;
            studio_.viewLocate(rate.time_of(std::max<int64_t>(0, rate.frame_at(*out) - 1)));
        }
    });
    actions_.add("clear_marks", tr("Clear in and out"), m, "Alt+X", [this] { studio_.setViewMarks({}, {}); });
    actions_.add("loop", tr("Loop between in and out"), m, "Ctrl+Shift+L",
                 [this] { studio_.setLooping(!studio_.looping()); });
    const QString jack = m + u'/' + tr("JACK transport");
    auto links = new QActionGroup(this);
    for (const auto& [id, name, link] : {std::tuple{"jack_off", tr("Own transport only"), TransportLink::off},
                                         {"jack_follow", tr("Follow JACK"), TransportLink::follow},
                                         {"jack_lead", tr("Lead JACK"), TransportLink::lead},
                                         {"jack_both", tr("Follow and lead JACK"), TransportLink::both}}) {
        QAction* action = actions_.add(id, name, jack, "", [this, l = link] { studio_.setJackTransport(l); });
        action->setCheckable(true);
        action->setChecked(link == studio_.jackTransport());
        links->addAction(action);
    }
    actions_.add("record", tr("Record, or stop"), m, "Shift+R", [this] { studio_.record(); });
    actions_.add("marker", tr("Marker at the playhead"), m, "M", [this] { addMarker(studio_); });
    actions_.add("marker_note", tr("Marker with a name…"), m, "Shift+M", [this] {
        bool ok = false;
        const QString name = QInputDialog::getText(this, tr("Marker"), tr("Name of the marker"), QLineEdit::Normal,
                                                   markerName(studio_), &ok);
        if (ok) nameMarker(studio_, name);
    });
    actions_.add("compare", tr("Compare before and after"), m, "Shift+D", [this] {
        PictureCompare& c = viewer_->picture()->compare();
        c.compare(c.with() == PictureCompare::With::nothing ? PictureCompare::With::bare
                                                            : PictureCompare::With::nothing);
    });
    actions_.add("still", tr("Take a still"), m, "Ctrl+Alt+G",
                 [this] { viewer_->picture()->compare().takeStill(viewer_->picture()->image()); });
    actions_.add("viewer_switch", tr("Source or program"), m, "Shift+V", [this] {
        studio_.viewingSource() ? studio_.viewProgram() : studio_.viewSource(studio_.selectedMedia());
    });
}

void MainWindow::addViewActions() {
    const QString m = tr("View");
    actions_.add("workspace_cut", tr("Cut"), m, "Ctrl+1", [this] { setWorkspace(Workspace::cut); });
    actions_.add("workspace_sound", tr("Sound"), m, "Ctrl+2", [this] { setWorkspace(Workspace::sound); });
    actions_.add("workspace_colour", tr("Colour"), m, "Ctrl+3", [this] { setWorkspace(Workspace::colour); });
    actions_.add("workspace_deliver", tr("Deliver"), m, "Ctrl+4", [this] { setWorkspace(Workspace::deliver); });
    actions_.separator(m);
    auto centre = [this] {
        const double x = timeline_->model().x(studio_.playhead());
        return x >= 0 && x <= timeline_->model().laneWidth() ? x : timeline_->model().laneWidth() / 2.0;
    };
    actions_.add("zoom_in", tr("Zoom in"), m, "=|+", [this, centre] { timeline_->model().zoom(1.5, centre()); });
    actions_.add("zoom_out", tr("Zoom out"), m, "-", [this, centre] { timeline_->model().zoom(1 / 1.5, centre()); });
    actions_.add("zoom_fit", tr("Show all"), m, "Shift+Z|\\", [this] { timeline_->model().zoomToFit(); });
    actions_.add("zoom_marks", tr("Show the marked range"), m, "Ctrl+=", [this] {
        if (studio_.markIn() && studio_.markOut())
            timeline_->model().zoomTo(TimeRange::between(*studio_.markIn(), *studio_.markOut()));
    });
    actions_.separator(m);
    actions_.add("sequence_next", tr("Next open sequence"), m, "Ctrl+PgDown", [this] { timeline_->tabs()->step(1); });
    actions_.add("sequence_previous", tr("Previous open sequence"), m, "Ctrl+PgUp",
                 [this] { timeline_->tabs()->step(-1); });
    actions_.add("maximise", tr("Maximise the panel"), m, "`", [this] { maximisePanel(); });
    actions_.add("full_screen", tr("Full-screen viewer"), m, "F", [this] { viewer_->toggleFullScreen(); });
    actions_.add("guides", tr("Guides over the picture"), m, "Shift+G", [this] { viewer_->toggleGuides(); });
    actions_.add("second_screen", tr("Picture on the second screen"), m, "Ctrl+Shift+F",
                 [this] { viewer_->toggleSecondScreen(); });
    actions_.add("high_contrast", tr("High contrast"), m, "", [this] {
        const bool on = !QSettings().value(QStringLiteral("high_contrast")).toBool();
        QSettings().setValue(QStringLiteral("high_contrast"), on);
        studio_.say({MessageKind::info, on ? tr("High contrast is on") : tr("High contrast is off"),
                     tr("The new colours are used from the next start.")});
    });
    actions_.add("panel_next", tr("Next panel"), m, "F6", [this] { focusPanel(1); });
    actions_.add("panel_previous", tr("Previous panel"), m, "Shift+F6", [this] { focusPanel(-1); });
    actions_.add("track_heads", tr("To the track heads"), m, "Ctrl+Alt+T", [this] { timeline_->heads()->focusHead(); });
    const QString language = m + u'/' + tr("Language");
    for (const auto& [code, name] : {std::pair{"en", QStringLiteral("English")}, {"ko", QStringLiteral("한국어")}})
        actions_.add(
            code[0] == 'e' ? "language_en" : "language_ko", name, language, "",
            [this, code = QString::fromLatin1(code)] {
                QSettings().setValue(QStringLiteral("language"), code);
                studio_.say({MessageKind::info, tr("Language"), tr("The new language is used from the next start.")});
            });

    const QString h = tr("Help");
    actions_.add("keys", tr("All keys"), h, "F1", [this] { (new KeyMap(actions_, this))->open(); });
    actions_.add("palette", tr("Find a command…"), h, "Ctrl+Shift+P", [this] {
        nameRecent();
        (new CommandPalette(actions_.all(), this))->open();
    });
    actions_.add("about", tr("About Tandem"), h, "", [this] {
        QMessageBox::about(this, QStringLiteral("Tandem"),
                           QStringLiteral("Tandem %1").arg(toQt(studio_.services().version)));
    });
}

// Names in the menu; the palette and the keys find them by number.
void MainWindow::nameRecent() {
    const QStringList paths = studio_.recentProjects();
    for (int i = 0; i < recent_.size(); ++i) {
        const QFileInfo info(paths.value(i));
        recent_[i]->setVisible(i < paths.size());
        recent_[i]->setText(studio_.isUntitled(paths.value(i)) ? tr("Untitled")
                                                               : tr("%1 · %2", "a file and its folder")
                                                                     .arg(info.completeBaseName(), info.absolutePath())
                                                                     .replace(u'&', QStringLiteral("&&")));
    }
}

void MainWindow::enableActions() {
    if (!undo_) return;
    const Session* session = studio_.session();
    const bool open = session != nullptr, selected = !studio_.selection().empty();
    auto set = [&](std::initializer_list<const char*> ids, bool on) {
        for (const char* id : ids)
            if (QAction* a = actions_.find(QString::fromLatin1(id))) a->setEnabled(on);
    };
    const bool canUndo = open && session->document().can_undo(), canRedo = open && session->document().can_redo();
    set({"undo"}, canUndo);
    set({"redo"}, canRedo);
    undo_->setEnabled(canUndo), redo_->setEnabled(canRedo);
    if (open) {
        const auto& history = session->document().history();
        const size_t at = session->document().position();
        undo_->setToolTip(canUndo ? tr("Undo %1 (Ctrl+Z)").arg(stepName(history[at].label)) : tr("Undo (Ctrl+Z)"));
        redo_->setToolTip(canRedo ? tr("Redo %1 (Ctrl+Shift+Z)").arg(stepName(history[at + 1].label))
                                  : tr("Redo (Ctrl+Shift+Z)"));
    }
    for (QAction* a : actions_.all()) {
        static const QStringList always{QStringLiteral("new"),
                                        QStringLiteral("open"),
                                        QStringLiteral("quit"),
                                        QStringLiteral("import"),
                                        QStringLiteral("keys"),
                                        QStringLiteral("palette"),
                                        QStringLiteral("about"),
                                        QStringLiteral("undo"),
                                        QStringLiteral("redo"),
                                        QStringLiteral("language_en"),
                                        QStringLiteral("language_ko"),
                                        QStringLiteral("high_contrast"),
                                        QStringLiteral("workspace_cut"),
                                        QStringLiteral("workspace_sound"),
                                        QStringLiteral("workspace_colour")};
        if (!always.contains(a->objectName()) && !recent_.contains(a)) a->setEnabled(open);
    }
    set({"nudge_left", "nudge_right", "nudge_left_more", "nudge_right_more", "cut", "copy", "paste_effects", "gain",
         "duplicate", "gain_up", "gain_down", "gain_up_fine", "gain_down_fine", "speed", "enable", "nest"},
        open && selected);
    set({"link", "group"}, open && studio_.selection().size() > 1);
    export_->setEnabled(open && studio_.sequence() && studio_.sequence()->duration() > Time{});
}

void MainWindow::clipMenu(QPoint at) {
    QMenu menu(this);
    auto add = [&](std::initializer_list<const char*> ids) {
        for (const char* id : ids)
            if (QAction* a = actions_.find(QString::fromLatin1(id))) menu.addAction(a);
        menu.addSeparator();
    };
    timeline_->lanes()->fillMenu(menu, timeline_->lanes()->mapFromGlobal(at));
    if (!studio_.selection().empty()) {
        add({"split", "trim_start", "trim_end"});
        add({"transition", "fade_in", "fade_out", "keyframe", "speed"});
        add({"enable", "link", "group", "nest", "duplicate"});
        add({"cut", "copy", "paste", "paste_effects"});
        add({"delete", "delete_other"});
    } else {
        add({"paste", "split_all", "marker", "title_here"});
        add({"add_picture", "add_sound", "zoom_fit"});
    }
    menu.exec(at);
}

} // namespace tandem::ui
