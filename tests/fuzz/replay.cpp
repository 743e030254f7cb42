// Runs every seed of the corpus through every fuzz target: a hang ends in an alarm that names the input, memory is
// limited, a crash fails the test. Usage: replay [SEED...]; without arguments the corpus beside the source tree.
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

static char current[4096];

static void too_slow(int) {
    static const char text[] = "replay: took more than 10 s: ";
    (void)!::write(2, text, sizeof text - 1);
    (void)!::write(2, current, std::strlen(current));
    ::_exit(1);
}

int main(int argc, char** argv) {
    std::vector<fs::path> seeds(argv + 1, argv + argc);
    if (seeds.empty()) {
        auto corpus = tandem::test::corpus();
        if (!corpus) {
            std::puts("skipped: no corpus");
            return 0;
        }
        for (const char* folder : {"fuzz/timeline", "timelines", "subtitle", "lut"})
            for (const auto& e : fs::recursive_directory_iterator(*corpus / folder))
                if (e.is_regular_file()) seeds.push_back(e.path());
    }
#ifndef __SANITIZE_ADDRESS__ // its shadow memory is larger than any limit
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
                ::alarm(10);
                target.run(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size() / parts);
            }
        }
    }
    std::printf("%zu seeds through %zu targets\n", seeds.size(), tandem::fuzz::targets().size());
    return 0;
}
