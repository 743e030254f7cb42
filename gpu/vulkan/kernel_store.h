// KernelStore: compiled kernels on disk, kept across runs: SPIR-V by the text it comes from and the driver's own
// pipeline cache by device and driver. Owned by Kernels, used on the renderer's thread; several processes may share the
// folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::vulkan {

class KernelStore {
  public:
    // Empty `folder`: nothing is kept. The folder is made with the first entry.
    explicit KernelStore(std::string folder, uint64_t max_bytes = uint64_t{64} << 20)
        : folder_(std::move(folder)), max_bytes_(max_bytes) {}

    // What was kept under `key` (a kernel's text, or a device's and driver's name); none where there is nothing. An
    // entry that is damaged or of another key is deleted, told once (take_warnings), and counts as none.
    std::optional<std::vector<uint8_t>> load(std::string_view key);
    // Written beside and renamed, so that readers see all or nothing. The oldest entries go above `max_bytes`. Where
    // the folder cannot be written nothing happens.
    void save(std::string_view key, const void* data, size_t bytes);
    std::vector<std::string> take_warnings();
    bool in_use() const { return !folder_.empty(); }

  private:
    std::string path_of(std::string_view key) const;
    void trim() const;

    std::string folder_;
    uint64_t max_bytes_;
    std::vector<std::string> warnings_;
    bool warned_ = false;
};

} // namespace tandem::vulkan
