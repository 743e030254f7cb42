// Reading, writing and trimming.
#include "engine/media/cache_file.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "engine/base/hash.h"

namespace tandem {

namespace fs = std::filesystem;

namespace {

constexpr uint64_t kMaxEntryBytes = uint64_t{1} << 30;
constexpr const char* kSuffix = ".cache";

struct Head {
    char magic[8] = {'T', 'a', 'n', 'd', 'e', 'm', 'C', '1'};
    uint64_t kind = 0, key = 0, bytes = 0, sum = 0;
};

struct CloseFile {
    void operator()(std::FILE* f) const { std::fclose(f); }
};

Head head_of(std::string_view kind, uint64_t key, std::string_view payload) {
    Head h;
    h.kind = hash_text(kind), h.key = key, h.bytes = payload.size();
    h.sum = Hasher{}.word(h.kind).word(key).text(payload).value();
    return h;
}

} // namespace

std::string default_cache_folder(const std::string& name) {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && cache[0] == '/')
        return std::string(cache) + "/tandem/" + name;
    if (const char* home = std::getenv("HOME"); home && home[0] == '/')
        return std::string(home) + "/.cache/tandem/" + name;
    return {};
}

bool is_known(const Fingerprint& fingerprint) { return !(fingerprint == Fingerprint{}); }

uint64_t content_key(const Fingerprint& f, int stream) {
    return Hasher{}
        .word(static_cast<uint64_t>(f.size))
        .word(f.head)
        .word(f.middle)
        .word(f.tail)
        .word(static_cast<uint64_t>(stream))
        .value();
}

CacheFiles::CacheFiles(std::string folder, std::string kind, int64_t max_bytes)
    : folder_(std::move(folder)), kind_(std::move(kind)), max_bytes_(max_bytes) {}

std::string CacheFiles::path_of(uint64_t key) const {
    char name[24];
    std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(key));
    return folder_ + "/" + name + kSuffix;
}

std::optional<std::string> CacheFiles::load(uint64_t key) const {
    if (folder_.empty()) return {};
    const std::string path = path_of(key);
    std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rbe"));
    if (!file) return {};
    std::error_code error;
    const uintmax_t size = fs::file_size(path, error);
    Head head;
    std::string payload;
    bool whole = !error && std::fread(&head, sizeof head, 1, file.get()) == 1 && head.bytes <= kMaxEntryBytes &&
                 head.bytes + sizeof head == size;
    if (whole) {
        payload.resize(head.bytes);
        const Head good = head_of(kind_, key, {});
        whole = std::fread(payload.data(), 1, payload.size(), file.get()) == payload.size() &&
                std::equal(std::begin(head.magic), std::end(head.magic), std::begin(good.magic)) &&
                head.kind == good.kind && head.key == key && head.sum == head_of(kind_, key, payload).sum;
    }
    if (whole) return payload;
    fs::remove(path, error);
    return {};
}

bool CacheFiles::save(uint64_t key, std::string_view payload) {
    if (folder_.empty() || payload.size() > kMaxEntryBytes) return false;
    std::error_code ignored;
    fs::create_directories(folder_, ignored);
    const std::string path = path_of(key);
    std::string part = path + ".XXXXXX";
    const int fd = ::mkstemp(part.data());
    if (fd < 0) return false;
    const Head head = head_of(kind_, key, payload);
    bool good = false;
    if (std::FILE* file = ::fdopen(fd, "wb")) {
        good = std::fwrite(&head, sizeof head, 1, file) == 1 &&
               std::fwrite(payload.data(), 1, payload.size(), file) == payload.size();
        good = std::fclose(file) == 0 && good;
    } else {
        ::close(fd);
    }
    // No fsync: what a power cut leaves half written fails its sum.
    if (!good || ::rename(part.c_str(), path.c_str()) != 0) {
        ::unlink(part.c_str());
        return false;
    }
    saved_bytes_ += static_cast<int64_t>(sizeof head + payload.size());
    if (max_bytes_ > 0 && (!trimmed_ || saved_bytes_ > max_bytes_ / 16)) trim();
    return true;
}

// The oldest go until a sixteenth is free, so that this is not done for every file.
void CacheFiles::trim() {
    struct Entry {
        fs::file_time_type written;
        int64_t bytes;
        fs::path path;
    };
    std::vector<Entry> entries;
    int64_t total = 0;
    std::error_code error;
    for (auto at = fs::directory_iterator(folder_, error); !error && at != fs::directory_iterator();
         at.increment(error)) {
        std::error_code gone; // another process may have deleted it
        if (at->path().extension() != kSuffix) continue;
        Entry e{at->last_write_time(gone), static_cast<int64_t>(at->file_size(gone)), at->path()};
        if (gone) continue;
        total += e.bytes;
        entries.push_back(std::move(e));
    }
    trimmed_ = true, saved_bytes_ = 0;
    if (total <= max_bytes_) return;
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.written < b.written; });
    for (const Entry& e : entries) {
        if (total <= max_bytes_ - max_bytes_ / 16) break;
        std::error_code ignored;
        fs::remove(e.path, ignored);
        total -= e.bytes;
    }
}

} // namespace tandem
