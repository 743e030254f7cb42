// The kernel dialect as a set of functions, from which a kernel takes those it uses, specialised for the constants it
// calls them with: what a compiler never sees costs it no time. Read once; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::compose {

enum class Language : uint8_t { glsl, opencl };

// The name of `function` with its structural int parameter (t, mode or kind) fixed: "op_linear__13". Such names may be
// called, without that argument, in a text given to kernel_source().
std::string fixed(std::string_view function, int value);

// The whole kernel: buffers and entry point (GLSL: main, OpenCL: run), the functions that `text` reaches (fixed ones
// made on the way), then `text`, which defines pixel().
std::string kernel_source(const std::string& text, Language language);

} // namespace tandem::compose
