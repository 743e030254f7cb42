// The timeline's parts put together.
#include "ui/timeline/timeline_panel.h"

#include <QGridLayout>
#include <QMenu>

#include "ui/controls/menu_word.h"
#include "ui/edits.h"

namespace tandem::ui {

TimelinePanel::TimelinePanel(Studio& studio, QWidget* parent)
    : Panel(tr("Timeline"), parent, false), studio_(studio), model_(studio, this) {
    tabs_ = new SequenceTabs(studio, this);
    body()->addWidget(tabs_);
    buildToolbar();
    auto grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    body()->addLayout(grid, 1);

    auto corner = new QWidget(this);
    corner->setFixedSize(208, 32);
    auto row = new QHBoxLayout(corner);
    row->setContentsMargins(14, 0, 6, 0);
    timecode_ = new TimecodeLabel(17, colour(token::playhead), tr("Playhead"), corner);
    timecode_->setEditable(true);
    auto add = new IconButton(QStringLiteral("plus"), tr("Add track"), corner);
    row->addWidget(timecode_);
    row->addStretch();
    row->addWidget(add);
    connect(add, &QAbstractButton::clicked, this, [this, add] {
        QMenu menu(this);
        menu.addAction(tr("Picture track"), this, [this] { studio_.run("add_track", {{"kind", "picture"}}); });
        menu.addAction(tr("Sound track"), this, [this] { studio_.run("add_track", {{"kind", "sound"}}); });
        menu.addAction(tr("Subtitle track"), this, [this] { studio_.run("add_track", {{"kind", "subtitle"}}); });
        menu.addAction(tr("Bus"), this, [this] { studio_.run("add_bus", {}); });
        menu.exec(add->mapToGlobal(QPoint(0, add->height())));
    });
    connect(timecode_, &TimecodeLabel::typed, this, [this](const QString& text) {
        const Ref<Sequence> s = studio_.sequence();
        if (!s) return;
        const QString t = text.trimmed();
        const bool relative = t.startsWith(u'+') || t.startsWith(u'-');
        auto time = parse_time(fromQt(relative ? t.mid(1) : t), s->format.rate, s->format.audio_rate);
        if (!time) return studio_.fail(time.error(), tr("This is not a time"));
        Time to = *time;
        if (relative)
            to = studio_.playhead() + (t.startsWith(u'-') ? -to : to);
        else if (t.contains(u':'))
            to -= s->format.rate.time_of(s->format.start_frame);
        studio_.locate(to);
        lanes_->setFocus();
    });

    auto ruler = new Ruler(model_, this);
    heads_ = new TrackHeads(model_, this);
    lanes_ = new Lanes(model_, this);
    across_ = new QScrollBar(Qt::Horizontal, this);
    down_ = new QScrollBar(Qt::Vertical, this);
    across_->setAccessibleName(tr("Scroll in time"));
    down_->setAccessibleName(tr("Scroll tracks"));
    for (QScrollBar* bar : {across_, down_}) bar->setFocusPolicy(Qt::NoFocus);
    grid->addWidget(corner, 0, 0);
    grid->addWidget(ruler, 0, 1, 1, 2);
    grid->addWidget(heads_, 1, 0);
    grid->addWidget(lanes_, 1, 1);
    grid->addWidget(down_, 1, 2);
    grid->addWidget(across_, 2, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    // Rounded ground below the last row.
    grid->setContentsMargins(0, 0, 0, 4);

    connect(lanes_, &Lanes::hint, this, &TimelinePanel::hint);
    connect(lanes_, &Lanes::menuAsked, this, &TimelinePanel::menuAsked);
    connect(&model_, &TimelineModel::viewChanged, this, &TimelinePanel::refreshBars);
    connect(across_, &QScrollBar::valueChanged, this, [this](int v) {
        if (!across_->signalsBlocked()) model_.setOrigin(Time::from_double(v / 100.0));
    });
    connect(down_, &QScrollBar::valueChanged, this, [this](int v) { model_.setScrollY(v); });
    connect(&studio, &Studio::toolChanged, this, &TimelinePanel::refreshTools);
    auto readout = [this] {
        if (const Ref<Sequence> s = studio_.sequence()) timecode_->setText(timecodeText(*s, studio_.playhead()));
    };
    connect(&studio, &Studio::playheadMoved, this, readout);
    connect(&studio, &Studio::projectChanged, this, [this, readout] {
        readout();
        refreshBars(); // the end of what can be scrolled to
        if (const Ref<Sequence> s = studio_.sequence()) sequence_->setText(toQt(s->name)), sequence_->updateGeometry();
    });
    auto named = [this, readout] {
        readout();
        const Ref<Sequence> s = studio_.sequence();
        sequence_->setText(s ? toQt(s->name) : tr("Sequence 1"));
        sequence_->setEnabled(s != nullptr);
        sequence_->updateGeometry();
        if (!s) timecode_->setText(QStringLiteral("00:00:00:00"));
    };
    connect(&studio, &Studio::sessionChanged, this, named);
    named();
    refreshTools();
    refreshBars();
}

void TimelinePanel::buildToolbar() {
    auto bar = new QWidget(this);
    bar->setFixedHeight(36);
    auto row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 0, 8, 0);
    row->setSpacing(3);
    sequence_ = new MenuWord(tr("Sequence"), bar);
    connect(sequence_, &QAbstractButton::clicked, this, &TimelinePanel::chooseSequence);
    row->addWidget(sequence_);
    row->addSpacing(18);
    const struct {
        Tool tool;
        const char* icon;
        QString name;
    } tools[] = {{Tool::select, "select", tr("Select (A)")}, {Tool::trim, "trim", tr("Trim: ripple or roll (T)")},
                 {Tool::blade, "blade", tr("Blade (B)")},    {Tool::slip, "slip", tr("Slip (Y)")},
                 {Tool::slide, "slide", tr("Slide (U)")},    {Tool::stretch, "speed", tr("Rate stretch (Shift+T)")},
                 {Tool::hand, "hand", tr("Hand (H)")},       {Tool::zoom, "zoom_in", tr("Zoom (Z)")}};
    for (const auto& t : tools) {
        auto button = new IconButton(QString::fromLatin1(t.icon), t.name, bar);
        button->setCheckable(true);
        connect(button, &QAbstractButton::clicked, this, [this, tool = t.tool] { studio_.setTool(tool); });
        row->addWidget(button);
        tools_.emplace_back(t.tool, button);
    }
    row->addSpacing(12);
    magnet_ = new IconButton(QStringLiteral("magnet"), tr("Snapping (N)"), bar);
    linked_ = new IconButton(QStringLiteral("link"), tr("Select picture and sound together (Shift+L)"), bar);
    for (auto* b : {magnet_, linked_}) b->setCheckable(true), row->addWidget(b);
    connect(magnet_, &QAbstractButton::clicked, this, [this] { studio_.setSnapping(!studio_.snapping()); });
    connect(linked_, &QAbstractButton::clicked, this,
            [this] { studio_.setLinkedSelection(!studio_.linkedSelection()); });
    row->addSpacing(12);
    mode_ = new ChoiceRow({tr("Overwrite"), tr("Ripple")}, ChoiceRow::Look::segments, tr("Edit mode (R)"), bar);
    mode_->setToolTip(tr("Whether edits move what is later (R)"));
    connect(mode_, &ChoiceRow::chosen, this,
            [this](int i) { studio_.setEditMode(i == 0 ? EditMode::overwrite : EditMode::ripple); });
    row->addWidget(mode_);
    row->addSpacing(12);
    auto flag = new IconButton(QStringLiteral("marker"), tr("Marker at the playhead (M)"), bar);
    connect(flag, &QAbstractButton::clicked, this, [this] { addMarker(studio_); });
    row->addWidget(flag);
    row->addStretch();
    buildTransport(bar);
    row->addWidget(transport_);
    row->addStretch();
    auto heights = new MenuWord(tr("Track height"), bar);
    const QString names[] = {tr("Tracks · Compact"), tr("Tracks · Comfortable"), tr("Tracks · Tall")};
    heights->setText(names[1]);
    connect(heights, &QAbstractButton::clicked, this, [this, heights, names] {
        QMenu menu(this);
        for (int i = 0; i < 3; ++i)
            menu.addAction(names[i], this, [this, heights, i, text = names[i]] {
                model_.setTrackHeight(static_cast<TrackHeight>(i));
                heights->setText(text);
                heights->updateGeometry();
            });
        menu.exec(heights->mapToGlobal(QPoint(0, heights->height())));
    });
    row->addWidget(heights);
    auto out = new IconButton(QStringLiteral("zoom_out"), tr("Zoom out (-)"), bar);
    auto in = new IconButton(QStringLiteral("zoom_in"), tr("Zoom in (=)"), bar);
    auto fit = new IconButton(QStringLiteral("zoom_fit"), tr("Show all (Shift+Z)"), bar);
    zoom_ = new Slider(0, 1, 0.5, tr("Zoom"), bar);
    zoom_->setFixedWidth(110);
    auto centre = [this] {
        const double x = model_.x(studio_.playhead());
        return x >= 0 && x <= model_.laneWidth() ? x : model_.laneWidth() / 2.0;
    };
    connect(out, &QAbstractButton::clicked, this, [this, centre] { model_.zoom(1 / 1.5, centre()); });
    connect(in, &QAbstractButton::clicked, this, [this, centre] { model_.zoom(1.5, centre()); });
    connect(fit, &QAbstractButton::clicked, this, [this] { model_.zoomToFit(); });
    for (auto signal : {&DragControl::changing, &DragControl::committed})
        connect(zoom_, signal, this, [this, centre](double f) { model_.setZoomFraction(f, centre()); });
    row->addWidget(out);
    row->addWidget(zoom_);
    row->addWidget(in);
    row->addWidget(fit);
    body()->addWidget(bar);
}

void TimelinePanel::buildTransport(QWidget* bar) {
    transport_ = new QWidget(bar);
    auto row = new QHBoxLayout(transport_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(3);
    auto add = [&](const char* icon, const QString& name, auto slot) {
        auto b = new IconButton(QString::fromLatin1(icon), name, transport_, 28);
        connect(b, &QAbstractButton::clicked, this, slot);
        row->addWidget(b);
        return b;
    };
    add("prev_edit", tr("Previous cut (Up)"), [this] { goToEdit(studio_, -1); });
    add("rewind", tr("Shuttle back (J)"), [this] { studio_.shuttle(-1); });
    play_ = add("play", tr("Play or pause (Space)"), [this] { studio_.togglePlay(); });
    play_->setFill(colour(token::text));
    add("fast_forward", tr("Shuttle forward (L)"), [this] { studio_.shuttle(1); });
    add("next_edit", tr("Next cut (Down)"), [this] { goToEdit(studio_, 1); });
    record_ = add("record", tr("Record on armed tracks (Shift+R)"), [this] { studio_.record(); });
    record_->setFill(colour(token::rec));
    loop_ = add("loop", tr("Loop between in and out"), [this] { studio_.setLooping(!studio_.looping()); });
    loop_->setCheckable(true);
    row->addSpacing(8);
    position_ = new TimecodeLabel(17, colour(token::playhead), tr("Position"), transport_);
    row->addWidget(position_);
    transport_->hide();
    auto refresh = [this] {
        play_->setIconName(studio_.playing() ? QStringLiteral("pause") : QStringLiteral("play"));
        loop_->setChecked(studio_.looping());
        record_->setIconName(studio_.recording() ? QStringLiteral("stop") : QStringLiteral("record"));
        if (const Ref<Sequence> s = studio_.sequence()) position_->setText(timecodeText(*s, studio_.playhead()));
    };
    for (auto signal :
         {&Studio::playingChanged, &Studio::marksChanged, &Studio::playheadMoved, &Studio::recordingChanged})
        connect(&studio_, signal, this, refresh);
}

void TimelinePanel::showMainPicture() {
    const Ref<Sequence> s = studio_.sequence();
    for (size_t t = 0; s && t < s->tracks.size(); ++t)
        if (s->tracks[t]->kind == TrackKind::picture) {
            if (const TrackRow* row = model_.rowOf(t)) model_.setScrollY(row->y + row->whole() - lanes_->height());
            return;
        }
}

void TimelinePanel::setSoundView(bool on) {
    transport_->setVisible(on);
    model_.setSoundView(on);
}

void TimelinePanel::refreshTools() {
    for (auto& [tool, button] : tools_) button->setChecked(tool == studio_.tool());
    magnet_->setChecked(studio_.snapping());
    linked_->setChecked(studio_.linkedSelection());
    mode_->setCurrent(studio_.editMode() == EditMode::overwrite ? 0 : 1);
}

void TimelinePanel::refreshBars() {
    // Hundredths of a second are finer than a scroll bar's pixel for any film of hours.
    const QSignalBlocker blockA(across_), blockD(down_);
    const double page = model_.laneWidth() / model_.pxPerSecond();
    across_->setRange(static_cast<int>(-1200 / model_.pxPerSecond()),
                      std::max(0, static_cast<int>((model_.contentEnd().seconds() - page) * 100)));
    across_->setPageStep(static_cast<int>(page * 100));
    across_->setSingleStep(static_cast<int>(page * 10));
    across_->setValue(static_cast<int>(model_.origin().seconds() * 100));
    down_->setRange(0, std::max(0, model_.contentHeight() - lanes_->height()));
    down_->setPageStep(lanes_->height());
    down_->setSingleStep(40);
    down_->setValue(model_.scrollY());
    down_->setVisible(down_->maximum() > 0);
    zoom_->setValue(model_.zoomFraction());
}

void TimelinePanel::chooseSequence() {
    if (!studio_.project()) return;
    QMenu menu(this);
    const Ref<Sequence> now = studio_.sequence();
    for (const auto& s : studio_.project()->sequences) {
        QAction* a = menu.addAction(toQt(s->name), this, [this, id = s->id] { studio_.openSequence(id); });
        a->setCheckable(true), a->setChecked(now && s->id == now->id);
    }
    menu.addSeparator();
    menu.addAction(tr("New sequence"), this, [this] {
        std::vector<Value> made;
        const std::string name = "Sequence " + std::to_string(studio_.project()->sequences.size() + 1);
        if (studio_.runAll(tr("New sequence"), {{"new_sequence", {{"name", name}}}}, &made) && made[0].as_int())
            studio_.openSequence(SequenceId{static_cast<uint64_t>(*made[0].as_int())});
    });
    menu.exec(sequence_->mapToGlobal(QPoint(0, sequence_->height())));
}

} // namespace tandem::ui
