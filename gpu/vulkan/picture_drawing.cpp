// One triangle over the whole window; its shader says what each pixel is.
#include "gpu/vulkan/picture_drawing.h"

#include <cstring>

#include "gpu/vulkan/glsl_compiler.h"

namespace tandem::vulkan {

namespace {

constexpr const char* kVertex = R"(#version 450
void main() { gl_Position = vec4(vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1) * 4.0 - 1.0, 0.0, 1.0); }
)";

constexpr const char* kFragment = R"(#version 450
layout(set = 0, binding = 0) uniform sampler2D picture;
layout(set = 0, binding = 1) uniform sampler2D over;
layout(push_constant) uniform Params {
    ivec4 place;  // of the picture: x, y, width, height; no width = none
    vec4 ground;  // a: 1 = the picture is read sample by sample
    ivec2 there;  // whether there is a picture, an overlay
};
layout(location = 0) out vec4 colour;
void main() {
    ivec2 at = ivec2(gl_FragCoord.xy), inside = at - place.xy;
    vec3 c = ground.rgb;
    if (all(greaterThanEqual(inside, ivec2(0))) && all(lessThan(inside, place.zw))) {
        vec2 part = (vec2(inside) + 0.5) / vec2(place.zw);
        if (there.x == 0)
            c = vec3(0.0);
        else if (ground.a > 0.5)
            c = texelFetch(picture, ivec2(part * vec2(textureSize(picture, 0))), 0).rgb;
        else
            c = textureLod(picture, part, 0.0).rgb;
    }
    if (there.y != 0 && all(lessThan(at, textureSize(over, 0)))) {
        vec4 o = texelFetch(over, at, 0);
        c = o.rgb + (1.0 - o.a) * c;
    }
    colour = vec4(c, 1.0);
}
)";

struct Params {
    std::array<int32_t, 4> place{};
    std::array<float, 4> ground{};
    std::array<int32_t, 2> there{};
};

constexpr const char* kDoing = "preparing to draw to a window";

} // namespace

Result<std::unique_ptr<PictureDrawing>> PictureDrawing::make(std::shared_ptr<Device> device, VkRenderPass pass) {
    std::unique_ptr<PictureDrawing> self(new PictureDrawing);
    self->device_ = std::move(device), self->pass_ = pass;
    TRY_VOID(self->make_layout());
    TRY_VOID(self->make_pipeline(pass));
    TRY_VOID(self->make_commands());
    return self;
}

Result<void> PictureDrawing::make_layout() {
    const Api& api = device_->api();
    const VkDevice device = device_->get();
    VkSamplerCreateInfo sampler{VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO};
    sampler.magFilter = sampler.minFilter = VK_FILTER_LINEAR;
    sampler.addressModeU = sampler.addressModeV = sampler.addressModeW = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE;
    VkSampler made = VK_NULL_HANDLE;
    VkResult r = api.CreateSampler(device, &sampler, nullptr, &made);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    sampler_ = Sampler(api, device, made);

    std::array<VkDescriptorSetLayoutBinding, 2> bindings{};
    for (uint32_t i = 0; i < bindings.size(); ++i) {
        bindings[i].binding = i, bindings[i].descriptorCount = 1;
        bindings[i].descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER;
        bindings[i].stageFlags = VK_SHADER_STAGE_FRAGMENT_BIT;
    }
    VkDescriptorSetLayoutCreateInfo set{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO};
    set.bindingCount = static_cast<uint32_t>(bindings.size()), set.pBindings = bindings.data();
    VkDescriptorSetLayout set_layout = VK_NULL_HANDLE;
    r = api.CreateDescriptorSetLayout(device, &set, nullptr, &set_layout);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    set_layout_ = SetLayout(api, device, set_layout);

    VkPushConstantRange range{VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof(Params)};
    VkPipelineLayoutCreateInfo layout{VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO};
    layout.setLayoutCount = 1, layout.pSetLayouts = &set_layout;
    layout.pushConstantRangeCount = 1, layout.pPushConstantRanges = &range;
    VkPipelineLayout pipeline_layout = VK_NULL_HANDLE;
    r = api.CreatePipelineLayout(device, &layout, nullptr, &pipeline_layout);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    layout_ = PipelineLayout(api, device, pipeline_layout);

    VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 2};
    VkDescriptorPoolCreateInfo pool{VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO};
    pool.maxSets = 1, pool.poolSizeCount = 1, pool.pPoolSizes = &size;
    VkDescriptorPool descriptor_pool = VK_NULL_HANDLE;
    r = api.CreateDescriptorPool(device, &pool, nullptr, &descriptor_pool);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    pool_ = DescriptorPool(api, device, descriptor_pool);
    VkDescriptorSetAllocateInfo allocate{VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO};
    allocate.descriptorPool = descriptor_pool, allocate.descriptorSetCount = 1, allocate.pSetLayouts = &set_layout;
    r = api.AllocateDescriptorSets(device, &allocate, &set_);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    return {};
}

Result<ShaderModule> PictureDrawing::shader(const std::vector<uint32_t>& code) const {
    VkShaderModuleCreateInfo create{VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO};
    create.codeSize = code.size() * sizeof code[0], create.pCode = code.data();
    VkShaderModule made = VK_NULL_HANDLE;
    const VkResult r = device_->api().CreateShaderModule(device_->get(), &create, nullptr, &made);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    return ShaderModule(device_->api(), device_->get(), made);
}

Result<void> PictureDrawing::make_pipeline(VkRenderPass pass) {
    const Api& api = device_->api();
    // Of this run: windows come and go, the text is the same.
    static const Result<std::vector<uint32_t>> vertex_code = compile_glsl(kVertex, ShaderStage::vertex),
                                               fragment_code = compile_glsl(kFragment, ShaderStage::fragment);
    if (!vertex_code) return vertex_code.error();
    if (!fragment_code) return fragment_code.error();
    const ShaderModule vertex = TRY(shader(*vertex_code)), fragment = TRY(shader(*fragment_code));
    std::array<VkPipelineShaderStageCreateInfo, 2> stages{};
    for (auto& stage : stages) stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO, stage.pName = "main";
    stages[0].stage = VK_SHADER_STAGE_VERTEX_BIT, stages[0].module = vertex.get();
    stages[1].stage = VK_SHADER_STAGE_FRAGMENT_BIT, stages[1].module = fragment.get();
    VkPipelineVertexInputStateCreateInfo input{VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO};
    VkPipelineInputAssemblyStateCreateInfo assembly{VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO};
    assembly.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST;
    VkPipelineViewportStateCreateInfo viewport{VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO};
    viewport.viewportCount = viewport.scissorCount = 1;
    VkPipelineRasterizationStateCreateInfo raster{VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO};
    raster.polygonMode = VK_POLYGON_MODE_FILL, raster.cullMode = VK_CULL_MODE_NONE, raster.lineWidth = 1;
    VkPipelineMultisampleStateCreateInfo samples{VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO};
    samples.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT;
    VkPipelineColorBlendAttachmentState attachment{};
    attachment.colorWriteMask =
        VK_COLOR_COMPONENT_R_BIT | VK_COLOR_COMPONENT_G_BIT | VK_COLOR_COMPONENT_B_BIT | VK_COLOR_COMPONENT_A_BIT;
    VkPipelineColorBlendStateCreateInfo blend{VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO};
    blend.attachmentCount = 1, blend.pAttachments = &attachment;
    // Of each window's size.
    const VkDynamicState dynamic[] = {VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR};
    VkPipelineDynamicStateCreateInfo later{VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO};
    later.dynamicStateCount = 2, later.pDynamicStates = dynamic;
    VkGraphicsPipelineCreateInfo create{VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO};
    create.stageCount = static_cast<uint32_t>(stages.size()), create.pStages = stages.data();
    create.pVertexInputState = &input, create.pInputAssemblyState = &assembly, create.pViewportState = &viewport;
    create.pRasterizationState = &raster, create.pMultisampleState = &samples, create.pColorBlendState = &blend;
    create.pDynamicState = &later, create.layout = layout_.get(), create.renderPass = pass;
    VkPipeline made = VK_NULL_HANDLE;
    const VkResult r = api.CreateGraphicsPipelines(device_->get(), VK_NULL_HANDLE, 1, &create, nullptr, &made);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    pipeline_ = Pipeline(api, device_->get(), made);
    return {};
}

Result<void> PictureDrawing::make_commands() {
    const Api& api = device_->api();
    VkCommandPoolCreateInfo create{VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    create.flags = VK_COMMAND_POOL_CREATE_TRANSIENT_BIT, create.queueFamilyIndex = device_->present_family();
    VkCommandPool made = VK_NULL_HANDLE;
    VkResult r = api.CreateCommandPool(device_->get(), &create, nullptr, &made);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    commands_pool_ = CommandPool(api, device_->get(), made);
    VkCommandBufferAllocateInfo allocate{VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    allocate.commandPool = made, allocate.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, allocate.commandBufferCount = 1;
    r = api.AllocateCommandBuffers(device_->get(), &allocate, &commands_);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    return {};
}

Result<void> PictureDrawing::reserve(Layer& layer, uint32_t binding, uint32_t width, uint32_t height) {
    if (layer.width == width && layer.height == height) return {};
    const Api& api = device_->api();
    layer = {}; // the old one first: both may not fit
    layer.texture = TRY(device_->make_texture(width, height));
    layer.staging = TRY(device_->make_buffer(uint64_t{width} * height * 4, BufferUse::upload));
    VkImageViewCreateInfo view{VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
    view.image = layer.texture.image.get(), view.viewType = VK_IMAGE_VIEW_TYPE_2D;
    view.format = VK_FORMAT_B8G8R8A8_UNORM, view.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    VkImageView made = VK_NULL_HANDLE;
    const VkResult r = api.CreateImageView(device_->get(), &view, nullptr, &made);
    if (r != VK_SUCCESS) return device_->failed(r, kDoing);
    layer.view = ImageView(api, device_->get(), made);
    layer.width = width, layer.height = height;
    VkDescriptorImageInfo image{sampler_.get(), made, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL};
    VkWriteDescriptorSet write{VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET};
    write.dstSet = set_, write.dstBinding = binding, write.descriptorCount = 1;
    write.descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, write.pImageInfo = &image;
    api.UpdateDescriptorSets(device_->get(), 1, &write, 0, nullptr);
    return {};
}

Result<void> PictureDrawing::fill(Layer& layer, uint32_t binding, const std::shared_ptr<const void>& what, int width,
                                  int height, const uint8_t* data, int64_t stride) {
    // The shader names both images: one that it does not read is there all the same.
    if (!what && layer.width) return {};
    if (what && what == layer.holds) return {};
    if (!what) width = height = 1;
    TRY_VOID(reserve(layer, binding, static_cast<uint32_t>(width), static_cast<uint32_t>(height)));
    const size_t row = static_cast<size_t>(width) * 4;
    for (int y = 0; y < height; ++y) {
        uint8_t* to = layer.staging.mapped() + static_cast<size_t>(y) * row;
        what ? std::memcpy(to, data + y * stride, row) : std::memset(to, 0, row);
    }
    layer.holds = what;
    const Api& api = device_->api();
    VkImageMemoryBarrier barrier{VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER};
    barrier.image = layer.texture.image.get(), barrier.subresourceRange = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1};
    barrier.srcQueueFamilyIndex = barrier.dstQueueFamilyIndex = VK_QUEUE_FAMILY_IGNORED;
    barrier.dstAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT;
    barrier.oldLayout = VK_IMAGE_LAYOUT_UNDEFINED, barrier.newLayout = VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL;
    api.CmdPipelineBarrier(commands_, VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, VK_PIPELINE_STAGE_TRANSFER_BIT, 0, 0,
                           nullptr, 0, nullptr, 1, &barrier);
    VkBufferImageCopy copy{};
    copy.imageSubresource = {VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1};
    copy.imageExtent = {layer.width, layer.height, 1};
    api.CmdCopyBufferToImage(commands_, layer.staging.get(), layer.texture.image.get(),
                             VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &copy);
    barrier.srcAccessMask = VK_ACCESS_TRANSFER_WRITE_BIT, barrier.dstAccessMask = VK_ACCESS_SHADER_READ_BIT;
    barrier.oldLayout = VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL;
    barrier.newLayout = VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL;
    api.CmdPipelineBarrier(commands_, VK_PIPELINE_STAGE_TRANSFER_BIT, VK_PIPELINE_STAGE_FRAGMENT_SHADER_BIT, 0, 0,
                           nullptr, 0, nullptr, 1, &barrier);
    return {};
}

Result<VkCommandBuffer> PictureDrawing::record(const PresentedFrame& frame, VkFramebuffer into, VkExtent2D size) {
    const Api& api = device_->api();
    VkResult r = api.ResetCommandPool(device_->get(), commands_pool_.get(), 0);
    if (r != VK_SUCCESS) return device_->failed(r, "drawing to a window");
    VkCommandBufferBeginInfo begin{VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    begin.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT;
    r = api.BeginCommandBuffer(commands_, &begin);
    if (r != VK_SUCCESS) return device_->failed(r, "drawing to a window");
    const Picture* p = frame.picture.get();
    const PictureOverlay* o = frame.over.get();
    TRY_VOID(fill(picture_, 0, frame.picture, p ? p->width : 0, p ? p->height : 0, p ? p->data[0] : nullptr,
                  p ? p->stride[0] : 0));
    TRY_VOID(fill(over_, 1, frame.over, o ? o->width : 0, o ? o->height : 0, o ? o->data : nullptr, o ? o->stride : 0));

    VkRenderPassBeginInfo pass{VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    pass.renderPass = pass_, pass.framebuffer = into, pass.renderArea = {{0, 0}, size};
    api.CmdBeginRenderPass(commands_, &pass, VK_SUBPASS_CONTENTS_INLINE);
    VkViewport viewport{0, 0, static_cast<float>(size.width), static_cast<float>(size.height), 0, 1};
    api.CmdSetViewport(commands_, 0, 1, &viewport);
    VkRect2D scissor{{0, 0}, size};
    api.CmdSetScissor(commands_, 0, 1, &scissor);
    api.CmdBindPipeline(commands_, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline_.get());
    api.CmdBindDescriptorSets(commands_, VK_PIPELINE_BIND_POINT_GRAPHICS, layout_.get(), 0, 1, &set_, 0, nullptr);
    Params params;
    params.place = {frame.x, frame.y, frame.width, frame.height};
    for (size_t i = 0; i < 3; ++i) params.ground[i] = static_cast<float>(frame.ground[i]) / 255.0f;
    // Filtering a picture of the very size would cost and change nothing.
    const bool same = p && p->width == frame.width && p->height == frame.height;
    params.ground[3] = same || frame.scaling == PresentedFrame::Scaling::pixels ? 1.0f : 0.0f;
    params.there = {p ? 1 : 0, o ? 1 : 0};
    api.CmdPushConstants(commands_, layout_.get(), VK_SHADER_STAGE_FRAGMENT_BIT, 0, sizeof params, &params);
    api.CmdDraw(commands_, 3, 1, 0, 0);
    api.CmdEndRenderPass(commands_);
    r = api.EndCommandBuffer(commands_);
    if (r != VK_SUCCESS) return device_->failed(r, "drawing to a window");
    return commands_;
}

} // namespace tandem::vulkan
