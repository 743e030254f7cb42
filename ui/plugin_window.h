// PluginWindow: a plug-in's own window from the editor's side: a process (tandem-plugin-window) that shows it, told
// what the document says and what the plug-in measures, and turned into edits. What the user does there is heard and
// shown at once and becomes one undo step when nothing is held any more and it has been still for a moment. Main
// thread.
#pragma once

#include <QProcess>
#include <QTimer>
#include <map>
#include <set>

#include "engine/audio/lv2/plugin_info.h"
#include "engine/audio/lv2/window_line.h"
#include "ui/panels/effect_target.h"

namespace tandem::ui {

class PluginWindow : public QObject {
    Q_OBJECT
  public:
    // Starts the process. The insert is there and is of this plug-in, which has a window. `owner`: the window's X11 id
    // that the new one stays above; 0 = none.
    PluginWindow(Studio& studio, const EffectTarget& target, std::shared_ptr<const lv2::PluginInfo> info, quint64 owner,
                 double scale, QObject* parent);
    ~PluginWindow() override; // the window goes; an unfinished gesture is forgotten
    const EffectTarget& target() const { return target_; }
    // To the front.
    void raise();
    // After any change of the project: tells the window what is new. False where the insert is gone.
    bool follow();
    void settle(); // an unfinished gesture becomes a step

    // How it ended, if not by its user.
    struct Trouble {
        enum class Kind : uint8_t { none, crashed, failed, unreadable };
        Kind kind = Kind::none;
        QString what; // of the last two: in the words of the one who failed
    };
    QString name() const { return name_; } // of the insert

  Q_SIGNALS:
    void ended(const tandem::ui::PluginWindow::Trouble& trouble); // once; then it is to be deleted

  private:
    struct Control {
        HeldParam param;             // the symbol is its id
        int row = -1;                // of rowsOf(); -1 = one that only the window has
        std::optional<float> known;  // by the window
        std::optional<double> moved; // by the window, not committed yet
        bool live = false;           // held by playback
    };
    struct Output {
        std::string symbol;
        std::optional<float> known; // by the window
    };
    void read();
    bool take(const lv2::WindowLine& line); // false where it makes no sense
    bool isOutput(const std::string& symbol) const;
    void move(Control& control, double value);
    void show(); // what was moved since it was last shown
    bool refresh();
    void end(const Trouble& trouble);
    void send(const lv2::WindowLine& line);
    double valueOf(const Control& control, const Effect& effect, Time at) const;
    Command commandOf(const Control& control, const Sequence& sequence) const;

    Studio& studio_;
    const EffectTarget target_;
    const std::shared_ptr<const lv2::PluginInfo> info_;
    QString name_, title_;
    QProcess* process_ = nullptr;
    lv2::WindowLineReader lines_;
    std::vector<Control> controls_;
    std::vector<Output> outputs_; // by PluginInfo::control_outputs()
    std::map<std::string, size_t> bySymbol_;
    std::set<size_t> held_; // controls that the user holds
    QTimer still_;          // since the last move
    Time movedAt_;          // the playhead at the last move
    bool unshown_ = false;  // something moved
    bool editing_ = false;  // the change is our own
    bool ended_ = false;
};

} // namespace tandem::ui
