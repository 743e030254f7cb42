// Levels of the strips and reductions of their inserts as read last; private to Studio.
#pragma once

#include <map>
#include <utility>

#include "ui/studio.h"

namespace tandem::ui {

struct Studio::Levels {
    std::map<std::pair<uint64_t, uint64_t>, std::pair<double, double>> peak; // by track and bus id
    std::map<uint64_t, double> reduction;                                    // by effect id
    std::map<uint64_t, audio::PluginReadings> readings;                      // by effect id
    int silentReads = 0;
};

} // namespace tandem::ui
