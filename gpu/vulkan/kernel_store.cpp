// An entry: a head of magic, sizes and a sum of all that follows, the key, the data. The whole key is kept and
// compared, so that two keys of one hash are no harm.
#include "gpu/vulkan/kernel_store.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <unistd.h>
#include <utility>

namespace tandem::vulkan {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostEntryBytes = size_t{32} << 20;

// FNV-1a, 64 bits (Fowler, Noll, Vo).
uint64_t hash_of(std::string_view bytes, uint64_t h = 0xcbf29ce484222325u) {
    for (char c : bytes) h = (h ^ static_cast<uint8_t>(c)) * 0x100000001b3u;
    return h;
}

struct Head {
    std::array<char, 8> magic{'T', 'N', 'D', 'K', 'R', 'N', 'L', '1'};
    uint64_t key_bytes = 0, data_bytes = 0, sum = 0;
};
static_assert(sizeof(Head) == 32);

struct Close {
    void operator()(std::FILE* f) const { std::fclose(f); }
};
using File = std::unique_ptr<std::FILE, Close>;

std::string_view view(const void* data, size_t bytes) { return {static_cast<const char*>(data), bytes}; }

} // namespace

std::string KernelStore::path_of(std::string_view key) const {
    char name[32];
    std::snprintf(name, sizeof name, "%016llx.kernel", static_cast<unsigned long long>(hash_of(key)));
    return folder_ + "/" + name;
}

std::optional<std::vector<uint8_t>> KernelStore::load(std::string_view key) {
    if (folder_.empty()) return {};
    const std::string path = path_of(key);
    File file(std::fopen(path.c_str(), "rbe"));
    if (!file) return {};
    Head head, good;
    std::string found_key(key.size(), '\0');
    std::vector<uint8_t> data;
    bool whole = std::fread(&head, sizeof head, 1, file.get()) == 1 && head.magic == good.magic &&
                 head.key_bytes == key.size() && head.data_bytes <= kMostEntryBytes &&
                 std::fread(found_key.data(), 1, key.size(), file.get()) == key.size() && found_key == key;
    if (whole) {
        data.resize(head.data_bytes);
        whole = std::fread(data.data(), 1, data.size(), file.get()) == data.size() && std::fgetc(file.get()) == EOF &&
                hash_of(view(data.data(), data.size()), hash_of(found_key)) == head.sum;
    }
    if (whole) return data;
    std::error_code ignored;
    fs::remove(path, ignored);
    if (!std::exchange(warned_, true))
        warnings_.push_back("the kept kernel " + path +
                            " is damaged or not Tandem's; it was deleted and is compiled anew");
    return {};
}

void KernelStore::save(std::string_view key, const void* data, size_t bytes) {
    if (folder_.empty() || bytes > kMostEntryBytes) return;
    std::error_code ignored;
    fs::create_directories(folder_, ignored);
    const std::string path = path_of(key);
    std::string part = path + ".XXXXXX";
    const int fd = mkstemp(part.data());
    if (fd < 0) return;
    Head head;
    head.key_bytes = key.size(), head.data_bytes = bytes, head.sum = hash_of(view(data, bytes), hash_of(key));
    bool ok = false;
    if (std::FILE* file = fdopen(fd, "wb")) {
        ok = std::fwrite(&head, sizeof head, 1, file) == 1 &&
             std::fwrite(key.data(), 1, key.size(), file) == key.size() && std::fwrite(data, 1, bytes, file) == bytes;
        ok = std::fclose(file) == 0 && ok;
    } else {
        close(fd);
    }
    if (!ok || std::rename(part.c_str(), path.c_str()) != 0) {
        unlink(part.c_str());
        return;
    }
    trim();
}

void KernelStore::trim() const {
    struct Entry {
        fs::file_time_type written;
        uint64_t bytes;
        fs::path path;
    };
    std::vector<Entry> entries;
    uint64_t total = 0;
    std::error_code error;
    for (auto at = fs::directory_iterator(folder_, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
        std::error_code gone; // another process may have deleted it
        const uint64_t bytes = at->file_size(gone);
        const auto written = at->last_write_time(gone);
        if (gone) continue;
        entries.push_back({written, bytes, at->path()});
        total += bytes;
    }
    if (total <= max_bytes_) return;
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.written < b.written; });
    for (const Entry& e : entries) {
        if (total <= max_bytes_) return;
        fs::remove(e.path, error);
        total -= e.bytes;
    }
}

std::vector<std::string> KernelStore::take_warnings() { return std::exchange(warnings_, {}); }

} // namespace tandem::vulkan
