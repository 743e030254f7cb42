// One table of words for each kind of tag.
#include "engine/base/colour_words.h"

namespace tandem {
namespace {

template<class E>
struct Word {
    std::string_view text;
    E value;
};
template<class E>
constexpr Word<E> kWords[] = {};

// The first spelling of a value is the one written.
template<>
constexpr Word<Primaries> kWords<Primaries>[] = {
    {"native", Primaries::unspecified},  {"bt709", Primaries::bt709},     {"bt2020", Primaries::bt2020},
    {"smpte170m", Primaries::smpte170m}, {"bt470bg", Primaries::bt470bg}, {"display-p3", Primaries::display_p3},
    {"smpte432", Primaries::display_p3}, {"dci-p3", Primaries::dci_p3},   {"smpte431", Primaries::dci_p3},
    {"smpte240m", Primaries::smpte240m}, {"bt470m", Primaries::bt470m},   {"unspecified", Primaries::unspecified}};
template<>
constexpr Word<Transfer> kWords<Transfer>[] = {{"native", Transfer::unspecified},
                                               {"bt709", Transfer::bt709},
                                               {"srgb", Transfer::srgb},
                                               {"iec61966-2-1", Transfer::srgb},
                                               {"pq", Transfer::pq},
                                               {"smpte2084", Transfer::pq},
                                               {"hlg", Transfer::hlg},
                                               {"arib-std-b67", Transfer::hlg},
                                               {"linear", Transfer::linear},
                                               {"smpte170m", Transfer::smpte170m},
                                               {"bt2020-10", Transfer::bt2020_10},
                                               {"bt2020-12", Transfer::bt2020_12},
                                               {"gamma22", Transfer::gamma22},
                                               {"gamma28", Transfer::gamma28},
                                               {"smpte240m", Transfer::smpte240m},
                                               {"unspecified", Transfer::unspecified}};
template<>
constexpr Word<Matrix> kWords<Matrix>[] = {{"native", Matrix::unspecified},
                                           {"bt709", Matrix::bt709},
                                           {"bt2020nc", Matrix::bt2020_ncl},
                                           {"ictcp", Matrix::ictcp},
                                           {"rgb", Matrix::rgb},
                                           {"gbr", Matrix::rgb},
                                           {"smpte170m", Matrix::smpte170m},
                                           {"bt470bg", Matrix::bt470bg},
                                           {"smpte240m", Matrix::smpte240m},
                                           {"unspecified", Matrix::unspecified}};
template<>
constexpr Word<ColourRange> kWords<ColourRange>[] = {
    {"native", ColourRange::unspecified}, {"tv", ColourRange::limited}, {"pc", ColourRange::full},
    {"limited", ColourRange::limited},    {"full", ColourRange::full},  {"unspecified", ColourRange::unspecified}};
template<>
constexpr Word<ChromaSiting> kWords<ChromaSiting>[] = {
    {"native", ChromaSiting::unspecified}, {"left", ChromaSiting::left}, {"center", ChromaSiting::center},
    {"topleft", ChromaSiting::topleft},    {"top", ChromaSiting::top},   {"bottomleft", ChromaSiting::bottomleft},
    {"bottom", ChromaSiting::bottom}};

} // namespace

template<class E>
std::optional<E> colour_by_word(std::string_view word) {
    for (const auto& w : kWords<E>)
        if (w.text == word) return w.value;
    return std::nullopt;
}
template<class E>
std::string_view colour_word(E value) {
    for (const auto& w : kWords<E>)
        if (w.value == value) return w.text;
    return "native";
}

#define TANDEM_COLOUR_WORDS(E)                                                                                         \
    template std::optional<E> colour_by_word<E>(std::string_view);                                                     \
    template std::string_view colour_word<E>(E);
TANDEM_COLOUR_WORDS(Primaries)
TANDEM_COLOUR_WORDS(Transfer)
TANDEM_COLOUR_WORDS(Matrix)
TANDEM_COLOUR_WORDS(ColourRange)
TANDEM_COLOUR_WORDS(ChromaSiting)
#undef TANDEM_COLOUR_WORDS

} // namespace tandem
