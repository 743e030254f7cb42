// One layout serves all kernels: six storage buffers and the dispatch's place in the params.
#include "gpu/vulkan/kernels.h"

#include <array>

#include "gpu/compose/kernel_source.h"
#include "gpu/vulkan/glsl_compiler.h"

namespace tandem::vulkan {

Result<std::unique_ptr<Kernels>> Kernels::make(std::shared_ptr<Device> device) {
    std::unique_ptr<Kernels> self(new Kernels);
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
    VkPipelineCacheCreateInfo cache{VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO};
    VkPipelineCache pipeline_cache = VK_NULL_HANDLE;
    r = api.CreatePipelineCache(device->get(), &cache, nullptr, &pipeline_cache);
    if (r != VK_SUCCESS) return device->failed(r, "preparing kernels");
    self->cache_ = PipelineCache(api, device->get(), pipeline_cache);
    self->device_ = std::move(device);
    return self;
}

Result<VkPipeline> Kernels::pipeline(const std::string& text) {
    if (auto known = pipelines_.find(text); known != pipelines_.end()) return known->second.get();
    const Api& api = device_->api();
    auto spirv = compile_glsl(compose::kernel_source(text, compose::Language::glsl));
    if (!spirv) {
        Error e = std::move(spirv).error();
        e.where = "Vulkan device " + device_->name();
        return e;
    }
    ++compiles_;
    VkShaderModuleCreateInfo create{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    create.codeSize = spirv->size() * sizeof(uint32_t), create.pCode = spirv->data();
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
