// One layout serves all kernels: six storage buffers and the dispatch's place in the params.
#include "gpu/vulkan/kernels.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "engine/base/thread.h"
#include "gpu/compose/kernel_source.h"
#include "gpu/vulkan/glsl_compiler.h"

namespace tandem::vulkan {

// Of what compile_glsl makes of a text; a change of either side is a new number.
static constexpr const char* kSpirvVersion = "SPIR-V 1.3, 1\n";

Result<std::unique_ptr<Kernels>> Kernels::make(std::shared_ptr<Device> device, const std::string& folder) {
    std::unique_ptr<Kernels> self(new Kernels(folder));
    const Api& api = device->api();
    std::array<VkDescriptorSetLayoutBinding, kBuffers> bindings{};
    for (uint32_t i = 0; i < kBuffers; ++i)
        bindings[i] = {i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, nullptr};
    VkDescriptorSetLayoutCreateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    set.bindingCount = kBuffers, set.pBindings = bindings.data();
    VkDescriptorSetLayout set_layout = VK_NULL_HANDLE;
    VkResult r = api.CreateDescriptorSetLayout(device->get(), &set, nullptr, &set_layout);
    if (r != VK_SUCCESS) return device->failed(r, "preparing kernels");
    self->set_layout_ = SetLayout(api, device->get(), set_layout);
    VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(int32_t)};
    VkPipelineLayoutCreateInfo layout{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layout.setLayoutCount = 1, layout.pSetLayouts = &set_layout;
    layout.pushConstantRangeCount = 1, layout.pPushConstantRanges = &range;
    VkPipelineLayout pipeline_layout = VK_NULL_HANDLE;
    r = api.CreatePipelineLayout(device->get(), &layout, nullptr, &pipeline_layout);
    if (r != VK_SUCCESS) return device->failed(r, "preparing kernels");
    self->layout_ = PipelineLayout(api, device->get(), pipeline_layout);
    self->device_ = std::move(device);
    TRY_VOID(self->make_cache());
    return self;
}

std::string Kernels::cache_key() const {
    return "pipelines of " + device_->name() + ", " + device_->description().driver;
}

Result<void> Kernels::make_cache() {
    const auto kept = store_.load(cache_key());
    VkPipelineCacheCreateInfo create{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    // The driver looks at the head and ignores what another made.
    if (kept) create.initialDataSize = kept_cache_bytes_ = kept->size(), create.pInitialData = kept->data();
    VkPipelineCache cache = VK_NULL_HANDLE;
    VkResult r = device_->api().CreatePipelineCache(device_->get(), &create, nullptr, &cache);
    if (r != VK_SUCCESS) return device_->failed(r, "preparing kernels");
    cache_ = PipelineCache(device_->api(), device_->get(), cache);
    return {};
}

Kernels::~Kernels() {
    {
        std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    if (worker_.joinable()) worker_.join();
    if (pipelines_.empty() || !store_.in_use()) return;
    const Api& api = device_->api();
    size_t bytes = 0;
    if (api.GetPipelineCacheData(device_->get(), cache_.get(), &bytes, nullptr) != VK_SUCCESS) return;
    if (bytes == 0 || bytes == kept_cache_bytes_) return; // nothing was added
    std::vector<uint8_t> data(bytes);
    if (api.GetPipelineCacheData(device_->get(), cache_.get(), &bytes, data.data()) == VK_SUCCESS)
        store_.save(cache_key(), data.data(), bytes);
}

std::vector<std::string> Kernels::take_warnings() {
    std::unique_lock lock(store_mutex_);
    auto warnings = store_.take_warnings();
    lock.unlock();
    for (std::string& w : warnings) w = "Vulkan device " + device_->name() + ": " + w;
    return warnings;
}

Result<std::vector<uint32_t>> Kernels::spirv(const std::string& source) {
    const std::string key = kSpirvVersion + source;
    std::unique_lock lock(store_mutex_);
    auto kept = store_.load(key);
    lock.unlock();
    if (kept && !kept->empty() && kept->size() % sizeof(uint32_t) == 0) {
        std::vector<uint32_t> words(kept->size() / sizeof(uint32_t));
        std::memcpy(words.data(), kept->data(), kept->size());
        return words;
    }
    auto words = compile_glsl(source);
    if (!words) {
        Error e = std::move(words).error();
        e.where = "Vulkan device " + device_->name();
        return e;
    }
    ++compiles_;
    lock.lock();
    store_.save(key, words->data(), words->size() * sizeof(uint32_t));
    return words;
}

Result<Pipeline> Kernels::compile(const std::string& text) {
    const Api& api = device_->api();
    const auto words = TRY(spirv(compose::kernel_source(text, compose::Language::glsl)));
    VkShaderModuleCreateInfo create{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    create.codeSize = words.size() * sizeof(uint32_t), create.pCode = words.data();
    VkShaderModule handle = VK_NULL_HANDLE;
    VkResult r = api.CreateShaderModule(device_->get(), &create, nullptr, &handle);
    if (r != VK_SUCCESS) return device_->failed(r, "loading a kernel");
    ShaderModule shader(api, device_->get(), handle);
    VkComputePipelineCreateInfo compute{VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO};
    compute.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    compute.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT, compute.stage.module = handle, compute.stage.pName = "main";
    compute.layout = layout_.get();
    VkPipeline pipeline = VK_NULL_HANDLE;
    r = api.CreateComputePipelines(device_->get(), cache_.get(), 1, &compute, nullptr, &pipeline);
    if (r != VK_SUCCESS) return device_->failed(r, "compiling a kernel");
    return Pipeline(api, device_->get(), pipeline);
}

Result<VkPipeline> Kernels::pipeline(const std::string& text) {
    std::unique_lock lock(mutex_);
    auto [entry, is_new] = pipelines_.try_emplace(text);
    std::optional<Result<Pipeline>>& made = entry->second; // stays where it is
    // Also a text that the worker has not come to.
    if (is_new || std::erase(wanted_, text) > 0) {
        lock.unlock();
        auto compiled = compile(text);
        lock.lock();
        made = std::move(compiled);
    } else {
        changed_.wait(lock, [&] { return made.has_value(); });
    }
    if (*made) return (**made).get();
    // Tried again by the next frame: the device may have been out of memory.
    Error e = made->error();
    pipelines_.erase(text);
    return e;
}

bool Kernels::ready(const std::string& text) {
    std::lock_guard lock(mutex_);
    const auto known = pipelines_.find(text);
    return known != pipelines_.end() && known->second.has_value();
}

void Kernels::prepare(const std::string& text) {
    std::lock_guard lock(mutex_);
    if (!pipelines_.try_emplace(text).second) return;
    wanted_.push_back(text);
    if (!worker_.joinable())
        worker_ = std::thread([this] {
            set_thread_name("kernel compile");
            work();
        });
    changed_.notify_all();
}

uint64_t Kernels::pending() const {
    std::lock_guard lock(mutex_);
    return static_cast<uint64_t>(
        std::count_if(pipelines_.begin(), pipelines_.end(), [](const auto& entry) { return !entry.second; }));
}

void Kernels::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return stop_ || !wanted_.empty(); });
        if (stop_) return;
        const std::string text = std::move(wanted_.front());
        wanted_.pop_front();
        lock.unlock();
        auto compiled = compile(text);
        lock.lock();
        pipelines_[text] = std::move(compiled);
        changed_.notify_all();
    }
}

} // namespace tandem::vulkan
