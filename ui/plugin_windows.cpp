// Opening, following the project, telling what went wrong.
#include "ui/plugin_windows.h"

#include <QGuiApplication>
#include <QPointer>
#include <QWidget>

#include "engine/audio/lv2/world.h"
#include "ui/panels/insert_facts.h"

namespace tandem::ui {

PluginWindows::PluginWindows(Studio& studio, QWidget* owner) : QObject(owner), studio_(studio), owner_(owner) {
    connect(&studio_, &Studio::pluginWindowAsked, this, &PluginWindows::open);
    connect(&studio_, &Studio::projectChanged, this, &PluginWindows::follow);
    connect(&studio_, &Studio::leaving, this, [this] {
        for (PluginWindow* w : windows_) w->settle();
    });
    connect(&studio_, &Studio::sessionChanged, this, [this] {
        while (!windows_.empty()) close(windows_.back());
    });
}

void PluginWindows::open(StripRef strip, EffectId effect) {
    const EffectTarget target{strip, effect};
    for (PluginWindow* w : windows_)
        if (w->target() == target) return w->raise();
    const Ref<Sequence> s = studio_.sequence();
    const Ref<Effect> e = s ? target.find(*s) : nullptr;
    if (!e) return;
    const OwnWindow own = ownWindowOf(*e);
    if (!own.usable) return tell(strip, effect, insertName(*e), {PluginWindow::Trouble::Kind::failed, own.why});
    const bool x11 = QGuiApplication::platformName() == QStringLiteral("xcb");
    auto window = new PluginWindow(studio_, target, lv2::find(e->plugin->uri), x11 ? owner_->window()->winId() : 0,
                                   owner_->devicePixelRatioF(), this);
    windows_.push_back(window);
    connect(
        window, &PluginWindow::ended, this,
        [this, window = QPointer(window), strip, effect](const PluginWindow::Trouble& trouble) {
            if (!window) return;
            const QString name = window->name();
            close(window);
            if (trouble.kind != PluginWindow::Trouble::Kind::none) tell(strip, effect, name, trouble);
        },
        Qt::QueuedConnection); // it may end while it is made
}

void PluginWindows::close(PluginWindow* window) {
    if (std::erase(windows_, window) > 0) window->deleteLater();
}

void PluginWindows::follow() {
    for (size_t i = windows_.size(); i-- > 0;)
        if (!windows_[i]->follow()) close(windows_[i]);
}

void PluginWindows::tell(StripRef strip, EffectId effect, const QString& name, const PluginWindow::Trouble& trouble) {
    const QString rest = tr("The sound goes on, and its parameters are in the Inserts page.");
    switch (trouble.kind) {
    case PluginWindow::Trouble::Kind::none:
        return;
    case PluginWindow::Trouble::Kind::crashed:
        return studio_.say({MessageKind::warning, tr("The window of %1 crashed").arg(name), rest, tr("Open it again"),
                            [this, strip, effect] { open(strip, effect); }});
    case PluginWindow::Trouble::Kind::failed:
        return studio_.say({MessageKind::warning, tr("The window of %1 cannot be shown").arg(name),
                            trouble.what + QStringLiteral(". ") + rest});
    case PluginWindow::Trouble::Kind::unreadable:
        return studio_.say({MessageKind::warning, tr("The window of %1 was closed").arg(name),
                            tr("It said what cannot be understood (%1).").arg(trouble.what) + u' ' + rest});
    }
}

} // namespace tandem::ui
