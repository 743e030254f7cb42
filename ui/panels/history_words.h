// Names of undo steps in the user's language. The engine's English labels are the keys, context "Commands"; what the
// window named itself comes back as it is. Main thread.
#pragma once

#include <QString>
#include <string>

namespace tandem::ui {

QString stepName(const std::string& label);

} // namespace tandem::ui
