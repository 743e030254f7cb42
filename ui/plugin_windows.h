// PluginWindows: the plug-ins' own windows that are open, one an insert at most. They go with their insert and with the
// project; one that ends by itself is told. Main thread.
#pragma once

#include <QObject>
#include <vector>

#include "ui/plugin_window.h"

class QWidget;

namespace tandem::ui {

class PluginWindows : public QObject {
    Q_OBJECT
  public:
    // `owner`: the editor's window, which they stay above.
    PluginWindows(Studio& studio, QWidget* owner);
    // Opens the insert's window or brings it to the front; a message where it has none.
    void open(StripRef strip, EffectId effect);
    const std::vector<PluginWindow*>& all() const { return windows_; }

  private:
    void follow();
    void tell(StripRef strip, EffectId effect, const QString& name, const PluginWindow::Trouble& trouble);
    void close(PluginWindow* window);

    Studio& studio_;
    QWidget* const owner_;
    std::vector<PluginWindow*> windows_;
};

} // namespace tandem::ui
