// PluginBrowser: the LV2 plug-ins that are installed, to search and to put on the focused strip, and what came out when
// each was run once in a process of its own. Main thread, but for one worker that reads and tests.
#pragma once

#include <QWidget>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "engine/audio/lv2/plugin_info.h"
#include "engine/audio/lv2/scan.h"
#include "ui/studio.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace tandem::ui {

class EmptyNote;
class TextButton;

class PluginBrowser : public QWidget {
    Q_OBJECT
  public:
    PluginBrowser(Studio& studio, QWidget* parent);
    ~PluginBrowser() override; // stops a test in hand

    enum class State : uint8_t { untested, fine, bad, lacking };
    struct Plugin {
        std::shared_ptr<const lv2::PluginInfo> info;
        std::optional<lv2::Verdict> verdict;
        State state() const;
    };

  Q_SIGNALS:
    void inserted(tandem::StripRef strip, tandem::EffectId effect);

  protected:
    void showEvent(QShowEvent*) override;
    bool eventFilter(QObject*, QEvent*) override;

  private:
    enum class Work : uint8_t { read, test };
    void start(Work work);
    void stop();
    void fill(std::vector<Plugin> plugins);
    void tell(size_t plugin, const lv2::Verdict& verdict);
    void showItem(QListWidgetItem* item);
    void filter();
    void refresh();
    void insert(QListWidgetItem* item);

    Studio& studio_;
    QLabel *target_ = nullptr, *summary_ = nullptr;
    QLineEdit* search_ = nullptr;
    TextButton* test_ = nullptr;
    QListWidget* list_ = nullptr;
    EmptyNote* nothing_ = nullptr;
    std::vector<Plugin> plugins_;
    size_t tested_ = 0; // by the worker, of plugins_
    bool read_ = false, working_ = false;
    int run_ = 0; // of the worker; what an older one tells is void
    std::atomic<bool> stop_{false};
    std::thread worker_;
};

} // namespace tandem::ui
