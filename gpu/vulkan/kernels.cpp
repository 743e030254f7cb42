// One layout serves all kernels: six storage buffers and the dispatch's place in the params.
#include "gpu/vulkan/kernels.h"

#include <array>
#include <cstring>

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
    auto warnings = store_.take_warnings();
    for (std::string& w : warnings) w = "Vulkan device " + device_->name() + ": " + w;
    return warnings;
}

Result<std::vector<uint32_t>> Kernels::spirv(const std::string& source) {
    const std::string key = kSpirvVersion + source;
    if (auto kept = store_.load(key); kept && !kept->empty() && kept->size() % sizeof(uint32_t) == 0) {
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
    store_.save(key, words->data(), words->size() * sizeof(uint32_t));
    return words;
}

Result<VkPipeline> Kernels::pipeline(const std::string& text) {
    if (auto known = pipelines_.find(text); known != pipelines_.end()) return known->second.get();
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
    return pipelines_.emplace(text, Pipeline(api, device_->get(), pipeline)).first->second.get();
}

} // namespace tandem::vulkan
