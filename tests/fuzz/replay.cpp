// Runs every seed through every fuzz target: a hang ends in an alarm that names the input, memory is limited, a crash
// fails the test. Usage: replay [SEED...]; without arguments our own seeds, the presets and the corpus, if it is there.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "tests/fuzz/targets.h"
#include "tests/support/corpus.h"

namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TANDEM_SANITIZED
static constexpr unsigned kSeconds = 120;
#else
static constexpr unsigned kSeconds = 10;
#endif
static char current[4096];

static void too_slow(int) {
    static const char text[] = "replay: took too long: ";
    (void)!::write(2, text, sizeof text - 1);
    (void)!::write(2, current, std::strlen(current));
    ::_exit(1);
}

int main(int argc, char** argv) {
    std::vector<fs::path> seeds(argv + 1, argv + argc);
    if (seeds.empty()) {
        const fs::path source = TANDEM_SOURCE_DIR;
        std::vector<fs::path> folders = {source / "tests/fuzz/seeds", source / "resources/presets"};
        if (auto corpus = tandem::test::corpus())
            for (const char* folder : {"fuzz/timeline", "timelines", "subtitle", "lut", "midi"})
                folders.push_back(*corpus / folder);
        else
            std::puts("skipped: no corpus");
        for (const auto& folder : folders)
            for (const auto& e : fs::recursive_directory_iterator(folder))
                if (e.is_regular_file()) seeds.push_back(e.path());
    }
#ifndef TANDEM_SANITIZED // shadow memory is larger than any limit
    struct rlimit limit {};
    ::getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = rlim_t{2} << 30;
    ::setrlimit(RLIMIT_AS, &limit);
#endif
    std::signal(SIGALRM, too_slow);
    for (const auto& seed : seeds) {
        std::ifstream file(seed, std::ios::binary);
        std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
        for (const auto& target : tandem::fuzz::targets()) {
            // Whole, and cut short at a few places.
            for (size_t parts = 1; parts <= 4; ++parts) {
                std::snprintf(current, sizeof current, "%s on %s\n", target.name, seed.c_str());
                ::alarm(kSeconds);
                target.run(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size() / parts);
            }
        }
    }
    std::printf("%zu seeds through %zu targets\n", seeds.size(), tandem::fuzz::targets().size());
    return 0;
}
