// The command word is found as the parser does: options and their values are passed over.
#include "app/unknown_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <numeric>
#include <vector>

namespace tandem::app {

// Letters to add, drop, change or swap with their neighbour until `a` is `b`.
static size_t distance(const std::string& a, const std::string& b) {
    std::vector<size_t> two, last(b.size() + 1), row(b.size() + 1);
    std::iota(last.begin(), last.end(), size_t{0});
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], two[j - 2] + 1);
        }
        two = std::exchange(last, row);
    }
    return last[b.size()];
}

static std::string unknown(const CLI::App& parser, const std::string& word) {
    std::string near, all;
    size_t least = std::min<size_t>(3, word.size() / 2 + 1); // further away is another word
    for (const CLI::App* sub : parser.get_subcommands(nullptr)) {
        const std::string& name = sub->get_name();
        all += (all.empty() ? "" : ", ") + name;
        if (const size_t d = distance(word, name); d < least) least = d, near = name;
    }
    const std::string before = parser.get_parent() ? parser.get_name() + ": " : "";
    return before + "unknown command \"" + word + "\"; " +
           (near.empty() ? "there are: " + all : "did you mean " + near + "?");
}

std::string unknown_command(const CLI::App& parser, int argc, const char* const* argv) {
    const CLI::App* now = &parser;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word.size() > 1 && word[0] == '-') {
            const CLI::Option* option = nullptr;
            for (const CLI::App* app = now; app && !option; app = app->get_parent())
                option = app->get_option_no_throw(word);
            if (option && option->get_items_expected_max() > 0) ++i;
            continue;
        }
        if (now->get_require_subcommand_min() == 0) return {};
        const auto named = now->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == word; });
        if (named.empty()) return unknown(*now, word);
        now = named.front();
    }
    return {};
}

} // namespace tandem::app
