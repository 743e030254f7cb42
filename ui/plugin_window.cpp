// The process and the gestures.
#include "ui/plugin_window.h"

#include <QCoreApplication>
#include <QScopedValueRollback>

#include "engine/model/lookup.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/strip_facts.h"

namespace tandem::ui {

using Kind = lv2::WindowLine::Kind;

static constexpr int kStillMs = 400;            // of what moves without being held, until it is a step
static constexpr int kEndMs = 2000;             // for a window to go by itself
static constexpr int kQuitMs = 500;             // the same while the program ends
static constexpr qint64 kMostWaiting = 1 << 16; // bytes for a window that does not read

PluginWindow::PluginWindow(Studio& studio, const EffectTarget& target, std::shared_ptr<const lv2::PluginInfo> info,
                           quint64 owner, double scale, QObject* parent)
    : QObject(parent), studio_(studio), target_(target), info_(std::move(info)), process_(new QProcess(this)) {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = target_.find(*s);
    name_ = insertName(*e);
    std::map<std::string_view, int> rows;
    for (size_t i = 0; i < rowsOf(*e).size(); ++i) rows[rowsOf(*e)[i].id] = static_cast<int>(i);
    const std::vector<int> ports = info_->controls();
    for (size_t i = 0; i < ports.size(); ++i) {
        const lv2::Port& port = info_->ports[static_cast<size_t>(ports[i])];
        const double scaleOfRate = port.of_rate ? s->format.audio_rate : 1;
        Control c;
        const auto row = rows.find(port.symbol);
        if (row != rows.end()) c.row = row->second;
        c.param = {.strip = std::get<StripRef>(target_.owner),
                   .effect = target_.effect,
                   .slot = static_cast<int>(i),
                   .id = port.symbol,
                   .spec = c.row >= 0 ? rowsOf(*e)[static_cast<size_t>(c.row)] : ParamSpec{}};
        c.param.spec.initial = port.initial * scaleOfRate;
        bySymbol_[port.symbol] = controls_.size();
        controls_.push_back(std::move(c));
    }
    for (const int i : info_->control_outputs()) outputs_.push_back({info_->ports[static_cast<size_t>(i)].symbol, {}});
    still_.setSingleShot(true);
    still_.setInterval(kStillMs);
    connect(&still_, &QTimer::timeout, this, [this] {
        if (held_.empty()) settle();
    });
    connect(&studio_, &Studio::levelsRead, this, &PluginWindow::refresh); // hands, lanes and what is measured
    connect(&studio_, &Studio::playheadMoved, this, &PluginWindow::refresh);
    connect(process_, &QProcess::readyReadStandardOutput, this, &PluginWindow::read);
    connect(process_, &QProcess::finished, this, [this] {
        read();
        end({Trouble::Kind::crashed, {}});
    });
    connect(process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) end({Trouble::Kind::failed, process_->errorString()});
    });
    process_->setStandardErrorFile(QProcess::nullDevice());
    QStringList arguments{toQt(info_->uri), QString::number(s->format.audio_rate), QString::number(scale)};
    if (owner) arguments << QString::number(owner);
    process_->start(toQt(lv2::window_program()), arguments);
    refresh();
    send({.kind = Kind::show});
}

PluginWindow::~PluginWindow() {
    process_->disconnect(this);
    if (process_->state() == QProcess::NotRunning) return;
    // It goes when its input ends, or by force; nobody waits for it but the end of the program, for a moment.
    process_->setParent(QCoreApplication::instance());
    connect(process_, &QProcess::finished, process_, &QObject::deleteLater);
    connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, process_, [process = process_] {
        if (process->waitForFinished(kQuitMs)) return;
        process->kill();
        process->waitForFinished(kQuitMs);
    });
    QTimer::singleShot(kEndMs, process_, &QProcess::kill);
    process_->closeWriteChannel();
}

void PluginWindow::raise() { send({.kind = Kind::show}); }

void PluginWindow::send(const lv2::WindowLine& line) {
    if (!ended_) process_->write(QByteArray::fromStdString(to_text(line)));
}

double PluginWindow::valueOf(const Control& control, const Effect& effect, Time at) const {
    if (const auto held = studio_.heldValue(control.param)) return *held;
    const Param* set = effect.plugin->find(control.param.id);
    return set ? set->at(at) : control.param.spec.initial;
}

bool PluginWindow::follow() {
    // Somebody else's edit took the place of the preview: the gesture is void.
    if (!editing_)
        for (Control& c : controls_)
            if (!c.live) c.moved.reset();
    return refresh();
}

// Title and values that changed since the window was told.
bool PluginWindow::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? target_.find(*s) : nullptr;
    if (!e || !e->plugin) return false;
    if (process_->bytesToWrite() > kMostWaiting) return true; // later
    const StripRef strip = std::get<StripRef>(target_.owner);
    name_ = insertName(*e);
    const QString title = tr("%1 — %2").arg(name_, stripBadge(*s, strip) + u' ' + stripName(*s, strip));
    if (title != title_) send({.kind = Kind::title, .text = fromQt(title_ = title)});
    const Time at = target_.keyTime(*s, studio_.playhead());
    for (Control& c : controls_) {
        if (c.moved) continue; // the window knows better
        const auto value = static_cast<float>(valueOf(c, *e, at));
        if (c.known == value) continue;
        c.known = value;
        send({.kind = Kind::value, .port = c.param.id, .value = value});
    }
    const audio::PluginReadings* now = studio_.readings(target_.effect);
    for (size_t i = 0; now && i < std::min(outputs_.size(), now->values.size()); ++i)
        if (outputs_[i].known != now->values[i])
            send({.kind = Kind::value, .port = outputs_[i].symbol, .value = *(outputs_[i].known = now->values[i])});
    return true;
}

void PluginWindow::read() {
    const QByteArray bytes = process_->readAllStandardOutput();
    lines_.feed({bytes.constData(), static_cast<size_t>(bytes.size())});
    while (!ended_) {
        const auto line = lines_.next();
        if (!line) break;
        if (!*line) return end({Trouble::Kind::unreadable, toQt(line->error().what)});
        if (!take(**line)) return end({Trouble::Kind::unreadable, toQt(to_text(**line)).trimmed()});
    }
    show();
}

bool PluginWindow::isOutput(const std::string& symbol) const {
    return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& o) { return o.symbol == symbol; });
}

bool PluginWindow::take(const lv2::WindowLine& line) {
    const auto at = bySymbol_.find(line.port);
    switch (line.kind) {
    case Kind::shown:
        return true;
    case Kind::value:
        if (at == bySymbol_.end()) return isOutput(line.port); // it means nothing
        move(controls_[at->second], static_cast<double>(line.value));
        return true;
    case Kind::touch:
        if (at == bySymbol_.end()) return true; // of an output, nothing that moves
        if (line.value > 0)
            held_.insert(at->second);
        else if (held_.erase(at->second) && held_.empty())
            settle();
        return true;
    case Kind::closed:
        settle();
        end({});
        return true;
    case Kind::failed:
        end({Trouble::Kind::failed, toQt(line.text)});
        return true;
    default:
        return false;
    }
}

void PluginWindow::move(Control& control, double value) {
    const auto known = static_cast<float>(value);
    if (control.known == known) return;
    control.known = known;
    control.moved = value;
    movedAt_ = studio_.playhead();
    Playback* playback = studio_.viewingSource() ? nullptr : studio_.playback();
    control.live = control.row >= 0 && playback && playback->hold(control.param, value);
    unshown_ = unshown_ || !control.live;
    still_.start();
}

Command PluginWindow::commandOf(const Control& control, const Sequence& sequence) const {
    if (control.row >= 0) return target_.setCommand(sequence, movedAt_, control.row, *control.moved);
    Command out{"set_param", target_.args()};
    out.args["param"] = Value(control.param.id), out.args["value"] = Value(*control.moved);
    return out;
}

// What playback does not hold: all that moved is one preview, as each begins from the committed state.
void PluginWindow::show() {
    const Ref<Sequence> s = studio_.sequence();
    if (!std::exchange(unshown_, false) || !s || !target_.find(*s)) return;
    std::vector<Command> commands;
    for (const Control& c : controls_)
        if (c.moved && !c.live) commands.push_back(commandOf(c, *s));
    const QScopedValueRollback editing(editing_, true);
    (void)previewAll(studio_, commands);
}

void PluginWindow::settle() {
    still_.stop();
    held_.clear();
    unshown_ = false;
    const Ref<Sequence> s = studio_.sequence();
    std::vector<Command> commands;
    std::vector<const Control*> live;
    Playback* playback = studio_.playback();
    for (Control& c : controls_) {
        if (!c.moved) continue;
        const bool written = std::exchange(c.live, false) && playback && playback->let_go(c.param);
        if (!written && s && target_.find(*s)) commands.push_back(commandOf(c, *s)), live.push_back(&c);
    }
    for (Control& c : controls_) c.moved.reset();
    if (commands.empty()) return;
    const QScopedValueRollback editing(editing_, true);
    const bool done = commands.size() == 1 ? studio_.run(commands[0].name.c_str(), commands[0].args)
                                           : studio_.runAll(tr("Change %1").arg(name_), commands);
    if (!done && playback)
        for (const Control* c : live) playback->drop(c->param);
    refresh(); // a value that was refused or bounded
}

void PluginWindow::end(const Trouble& trouble) {
    if (std::exchange(ended_, true)) return;
    if (trouble.kind != Trouble::Kind::none) settle(); // what the user did there was heard
    Q_EMIT ended(trouble);
}

} // namespace tandem::ui
