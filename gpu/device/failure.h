// What the fallbacks of devices share: which errors are a device's own, and how they are told. Pure, any thread.
#pragma once

#include <string>

#include "engine/base/result.h"

namespace tandem {

// Lost, hung or full; not there; a driver that does not compile a kernel.
inline bool is_of_device(ErrorCode code) {
    return code == ErrorCode::temporary || code == ErrorCode::unavailable || code == ErrorCode::internal;
}

// "vulkan:0, Vulkan device llvmpipe: the device was lost": without the advice that follows, as it is being done.
inline std::string what_happened(const std::string& id, const Error& why) {
    return id + ", " + (why.where.empty() ? "" : why.where + ": ") + why.what.substr(0, why.what.find("; "));
}

} // namespace tandem
