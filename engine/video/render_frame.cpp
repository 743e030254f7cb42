// compile_frame, FrameResolver and FrameRenderer in a row.
#include "engine/video/render_frame.h"

namespace tandem {

Result<PictureRef> render_sequence_frame(const Ref<Project>& project, const Sequence& sequence, Time t,
                                         const RenderSpec& spec, FrameAssets& assets, DecodePool& pool,
                                         FrameRenderer& renderer, FrameForm form, std::vector<FrameNote>* notes) {
    FrameProgram program = TRY(compile_frame(*project, sequence, t, spec, assets, notes));
    FrameResolver resolver(project, pool, spec.on_missing);
    std::vector<PictureRef> pictures = TRY(resolver.resolve(program, sequence, t, notes));
    return form == FrameForm::target ? renderer.render(program, pictures) : renderer.render_float(program, pictures);
}

} // namespace tandem
