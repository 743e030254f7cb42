// The words of colour tags in presets and commands: "bt2020", "pq", "full". Static data, any thread.
#pragma once

#include <optional>
#include <string_view>

#include "engine/base/colour.h"

namespace tandem {

// E is one of Primaries, Transfer, Matrix, ColourRange, ChromaSiting. FFmpeg's own words are read too; "native" and
// "unspecified" are E::unspecified; nothing where the word is unknown.
template<class E>
std::optional<E> colour_by_word(std::string_view word);
// "native" for a value without a word.
template<class E>
std::string_view colour_word(E value);

} // namespace tandem
