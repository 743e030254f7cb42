// The processor's ScopeEngine. Made by app and tests; used by one thread at a time, columns are dealt to threads of its
// own.
#pragma once

#include <memory>

#include "engine/video/scopes.h"

namespace tandem {

// `threads` >= 1, the caller included.
std::unique_ptr<ScopeEngine> make_cpu_scopes(int threads);

} // namespace tandem
