// The kernel dialect as a set of functions, from which a kernel takes those it uses, specialised for the constants it
// calls them with: what a compiler never sees costs it no time. Read once; any thread.
#pragma once

#include <string>
#include <string_view>

namespace tandem::vulkan {

// The name of `function` with its structural int parameter (t, mode or kind) fixed: "op_linear__13". Such names may be
// called, without that argument, in a text given to kernel_source().
std::string fixed(std::string_view function, int value);

// The whole shader: declarations, the functions that `text` reaches (fixed ones made on the way), then `text`.
std::string kernel_source(const std::string& text);

} // namespace tandem::vulkan
