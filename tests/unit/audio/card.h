// The sound card of tests/support/clocked_device.c, for tests through PortAudio.
#pragma once

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace tandem::test {

namespace fs = std::filesystem;

// The clocked device as the only one that ALSA knows, for this process.
struct Card {
    fs::path folder = fs::path(TANDEM_BINARY_DIR) / "tests" / ("card-" + std::to_string(getpid()));
    explicit Card(int inputs = 0) {
        fs::create_directories(folder);
        std::ofstream(folder / "asound.conf")
            << "</usr/share/alsa/alsa.conf>\n"
            << "pcm_type.clocked { lib \"" << TANDEM_BINARY_DIR << "/tests/libasound_module_pcm_clocked.so\" }\n"
            << "pcm.clocked { type clocked hint { show on description \"a clocked device\" } }\n";
        setenv("ALSA_CONFIG_PATH", (folder / "asound.conf").c_str(), 1);
        setenv("CLOCKED_OUT", out().c_str(), 1);
        setenv("CLOCKED_GONE", gone().c_str(), 1);
        setenv("CLOCKED_STALL", (folder / "stall").c_str(), 1);
        off_by(0);
        setenv("CLOCKED_INPUTS", std::to_string(inputs).c_str(), 1);
        only_rate(0);
    }
    ~Card() { fs::remove_all(folder); }
    // When it is opened next; 0 = any.
    void only_rate(int rate) const { setenv("CLOCKED_RATE", std::to_string(rate).c_str(), 1); }
    // When it is opened next: its clock runs so many parts in a million too fast.
    void off_by(double ppm) const { setenv("CLOCKED_PPM", std::to_string(ppm).c_str(), 1); }
    // It runs dry soon, once.
    void stall() const { std::ofstream(folder / "stall") << "once"; }
    bool stalls() const { return fs::exists(folder / "stall"); }
    void unplug() const { std::ofstream(gone()) << "unplugged"; }
    void plug_in() const { fs::remove(gone()); }
    fs::path out() const { return folder / "out.f32"; }
    fs::path gone() const { return folder / "gone"; }
    std::vector<float> heard() const {
        std::vector<float> samples(fs::file_size(out()) / sizeof(float));
        std::ifstream(out(), std::ios::binary)
            .read(reinterpret_cast<char*>(samples.data()),
                  static_cast<std::streamsize>(samples.size() * sizeof(float)));
        return samples;
    }
};

template<class F>
bool within(std::chrono::milliseconds limit, F done) {
    for (auto end = std::chrono::steady_clock::now() + limit; std::chrono::steady_clock::now() < end;) {
        if (done()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return done();
}

} // namespace tandem::test
