// Effects that were copied, to be pasted onto other clips; they stay for the run of the program. Main thread.
#pragma once

#include "ui/studio.h"
#include "ui/theme/theme.h" // before it: Role

namespace tandem::ui {

void copyEffects(std::vector<Ref<Effect>> effects);
bool effectsCopied();
// Onto the selected clips that can carry them, with keys and masks' values, one undo step.
bool pasteEffects(Studio& studio);

} // namespace tandem::ui
