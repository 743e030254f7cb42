// One frame of a sequence from start to end: compile, resolve, render. Used by `tandem frame`, thumbnails and tests;
// exports pipeline the three steps themselves. Any thread that owns the renderer.
#pragma once

#include "engine/video/frame_renderer.h"
#include "engine/video/resolve.h"

namespace tandem {

enum class FrameForm : uint8_t { target, working_float }; // see FrameRenderer::render and render_float

Result<PictureRef> render_sequence_frame(const Ref<Project>& project, const Sequence& sequence, Time t,
                                         const RenderSpec& spec, FrameAssets& assets, DecodePool& pool,
                                         FrameRenderer& renderer, FrameForm form = FrameForm::target,
                                         std::vector<FrameNote>* notes = nullptr);

} // namespace tandem
