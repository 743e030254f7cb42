// Kernels kept on disk: found again, never believed when damaged, bounded, shared by processes; and a renderer that
// finds its kernels there compiles none.
#include "gpu/vulkan/kernel_store.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/unit/gpu/oracle_suite.h"
#include "tests/unit/gpu_vulkan/device.h"

using namespace tandem;
using namespace tandem::test;
using vulkan::KernelStore;
namespace fs = std::filesystem;

namespace {

struct Folder {
    std::string path;
    Folder() {
        char name[] = "/tmp/tandem-kernels-XXXXXX";
        path = std::string(mkdtemp(name)) + "/below"; // made by the store
    }
    ~Folder() { fs::remove_all(fs::path(path).parent_path()); }
    std::vector<fs::path> files() const {
        std::vector<fs::path> out;
        for (const auto& e : fs::directory_iterator(path)) out.push_back(e.path());
        return out;
    }
};
std::string text_of(const std::optional<std::vector<uint8_t>>& bytes) {
    return bytes ? std::string(bytes->begin(), bytes->end()) : "none";
}
std::string bytes_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

} // namespace

TEST_CASE("what is kept is found again, by another store too") {
    Folder folder;
    KernelStore store(folder.path);
    CHECK(text_of(store.load("key")) == "none");
    store.save("key", "data", 4);
    store.save("other", "", 0);
    CHECK(text_of(KernelStore(folder.path).load("key")) == "data");
    CHECK(text_of(store.load("other")) == "");
    store.save("key", "newer", 5);
    CHECK(text_of(store.load("key")) == "newer");
    CHECK(store.take_warnings().empty());
    KernelStore nowhere(""), forbidden("/proc/none");
    for (KernelStore* s : {&nowhere, &forbidden}) {
        s->save("key", "data", 4);
        CHECK(text_of(s->load("key")) == "none");
        CHECK(s->take_warnings().empty());
    }
}

TEST_CASE("an entry with any byte changed, cut or added is not believed, deleted and told once") {
    Folder folder;
    KernelStore(folder.path).save("a key", "some data", 9);
    const fs::path file = folder.files().at(0);
    const std::string good = bytes_of(file);
    std::vector<std::string> bad{good.substr(0, good.size() - 1), good + "x", "", "rubbish"};
    for (size_t i = 0; i < good.size(); ++i) {
        bad.push_back(good);
        bad.back()[i] = static_cast<char>(bad.back()[i] ^ 0x10);
    }
    for (const std::string& bytes : bad) {
        write(file, bytes);
        KernelStore store(folder.path);
        CHECK(text_of(store.load("a key")) == "none");
        CHECK_FALSE(fs::exists(file));
        write(file, bytes);
        CHECK(text_of(store.load("a key")) == "none");
        auto said = store.take_warnings();
        REQUIRE(said.size() == 1);
        CHECK(said[0].find(file.string()) != std::string::npos);
    }
}

TEST_CASE("the oldest entries go where there are too many") {
    Folder folder;
    KernelStore store(folder.path, 3000);
    const std::string data(900, 'x');
    for (int i = 0; i < 6; ++i) {
        store.save("key" + std::to_string(i), data.data(), data.size());
        for (const auto& file : folder.files())
            fs::last_write_time(file, fs::last_write_time(file) - std::chrono::seconds(1));
    }
    CHECK(folder.files().size() == 3);
    CHECK(text_of(store.load("key0")) == "none");
    CHECK(text_of(store.load("key5")) == data);
}

TEST_CASE("many writers and readers at once see whole entries") {
    Folder folder;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            KernelStore store(folder.path);
            for (int i = 0; i < 200; ++i) {
                const std::string data(static_cast<size_t>(1 + i * 7 % 500), static_cast<char>('a' + t));
                store.save("key", data.data(), data.size());
                const auto got = store.load("key");
                CHECK(got);
                if (got) CHECK(std::count(got->begin(), got->end(), (*got)[0]) == static_cast<long>(got->size()));
            }
            CHECK(store.take_warnings().empty());
        });
    for (auto& t : threads) t.join();
    CHECK(folder.files().size() == 1);
}

TEST_CASE("a renderer takes kept kernels, and compiles where they are damaged, with a warning") {
    Folder folder;
    VulkanOptions options;
    options.kernel_folder = folder.path;
    const BuildProgram b = layers(2.5, 0.9, 1.2f, 0.5f);
    PictureRef want;
    for (int run = 0; run < 3; ++run) {
        auto device = vulkan_or_skip(options);
        if (!device) return;
        auto got = device->render(b.program, b.pictures).value();
        if (run == 0) want = got;
        CHECK(worst_difference(*want, *got) == 0);
        CHECK((device->stats().compiles == 0) == (run == 1));
        CHECK(device->take_warnings().size() == (run == 2 ? 1 : 0));
        device.reset();
        if (run == 1)
            for (const auto& file : folder.files()) {
                std::string bytes = bytes_of(file);
                bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
                write(file, bytes);
            }
    }
}
