// Levels of the strips as read last; private to Studio.
#pragma once

#include <map>
#include <utility>

#include "ui/studio.h"

namespace tandem::ui {

struct Studio::Levels {
    std::map<std::pair<uint64_t, uint64_t>, std::pair<double, double>> peak; // by track and bus id
    int silentReads = 0;
};

} // namespace tandem::ui
