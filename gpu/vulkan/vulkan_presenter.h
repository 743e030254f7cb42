// Pictures in windows by Vulkan: on the device of a renderer, or on one opened for it alone. Made by app; no Vulkan
// type appears here.
#pragma once

#include <memory>

#include "engine/video/picture_presenter.h"
#include "gpu/vulkan/vulkan_renderer.h"

namespace tandem {

struct VulkanViewer {
    std::unique_ptr<ComposedRenderer> renderer;
    std::shared_ptr<PicturePresenter> presenter; // of the same logical device; none where it cannot draw to windows
};

// Errors as of make_vulkan_renderer; that windows cannot be drawn to is none.
Result<VulkanViewer> make_vulkan_viewer(const VulkanOptions& options);
// Error `unavailable` also where the device cannot draw to windows.
Result<std::shared_ptr<PicturePresenter>> make_vulkan_presenter(const VulkanOptions& options);

} // namespace tandem
