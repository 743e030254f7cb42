// FrameRunner: kernels and buffers of frames on one device, and the run of a FramePlan from upload to read-back. Used
// on the renderer's thread; start() waits for the device.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>

#include "gpu/compose/frame_executor.h"
#include "gpu/compose/tables.h"
#include "gpu/opencl/device.h"

namespace tandem::opencl {

class FrameRunner final : public compose::FrameDevice {
  public:
    static Result<std::unique_ptr<FrameRunner>> make(std::shared_ptr<Device> device);

    std::string name() const override { return "opencl (" + device_->name() + ")"; }
    Result<std::vector<int>> place_tables(std::span<const Ref<ColourTable>> tables) override;
    bool fits(const compose::FramePlan& plan) const override;
    // Does the whole work. After a loss of the device every later start fails alike.
    Result<compose::Started> start(const compose::FramePlan& plan) override;
    Result<void> finish() override { return {}; }
    Error too_small() const override;

    uint64_t compiles() const override { return compiles_; }
    uint64_t dispatches() const override { return dispatches_; }
    uint64_t memory_used() const override { return device_->memory_used(); }

  private:
    // In the order of the kernels' arguments (opencl.kernel).
    enum Use : size_t { params, sources, textures, values, tables, output, count_ };
    struct Built {
        Program program;
        Kernel kernel;
        std::array<size_t, 2> group{}; // work items across and down
    };

    FrameRunner() = default;
    Result<void> reserve(Use use, uint64_t bytes);
    Result<Built*> kernel(const std::string& text);
    cl_int enqueue(const compose::Dispatch& d, const Built& built);
    cl_int upload(const compose::Upload& u);
    cl_int download(const compose::Download& d);
    // Device::failed(), and kept where the device is lost.
    Error broken(cl_int r, const std::string& doing);

    std::shared_ptr<Device> device_;
    std::unordered_map<std::string, Built> kernels_; // by their text
    std::array<Buffer, count_> buffers_;
    compose::Tables tables_;
    std::optional<Error> lost_;
    uint64_t compiles_ = 0, dispatches_ = 0;
};

} // namespace tandem::opencl
