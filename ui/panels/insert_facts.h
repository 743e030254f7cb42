// Inserts as the mixer shows them, whether of the catalog or plug-ins: name, parameters, values. Main thread.
#pragma once

#include <QString>
#include <span>

#include "engine/audio/lv2/plugin_info.h"
#include "engine/model/effect.h"
#include "ui/studio.h"

class QMenu;

namespace tandem::ui {

// "Compressor"; of a plug-in its own name, and that it is missing.
QString insertName(const Effect& effect);
// Rows of the catalog or, in the same form, the controls of the plug-in, which stay for the program's life; none of one
// that is not installed.
std::span<const ParamSpec> rowsOf(const Effect& effect);
// Of a row; a plug-in's value that was never set is the port's default.
Param paramOf(const Effect& effect, size_t row);

// What a plug-in measures and shows: its control outputs, but for those that are not meant to be seen.
struct InsertOutput {
    size_t reading = 0; // index into audio::PluginReadings
    lv2::Port port;
};
std::vector<InsertOutput> outputsOf(const Effect& effect);

// A plug-in's own window (LV2 UI for X11), which runs in a process of its own.
struct OwnWindow {
    bool any = false;    // it brings at least one
    bool usable = false; // and it can be shown here
    QString why;         // it cannot
};
OwnWindow ownWindowOf(const Effect& effect);

// Submenus of the plug-ins that are installed, by kind; `then` gets the insert that was made. Reads them when the menu
// is first opened.
void fillPluginMenu(QMenu& menu, Studio& studio, StripRef strip, std::function<void(EffectId)> then);
EffectId addPlugin(Studio& studio, StripRef strip, const std::string& uri);

} // namespace tandem::ui
