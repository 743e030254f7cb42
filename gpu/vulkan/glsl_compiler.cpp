// glslang's C interface; its static libraries are linked here and nowhere else (Debian 12's libshaderc does not link).
#include "gpu/vulkan/glsl_compiler.h"

#include <glslang/Include/glslang_c_interface.h>
#include <glslang/Public/resource_limits_c.h>

#include <memory>

namespace tandem::vulkan {

Result<std::vector<uint32_t>> compile_glsl(const std::string& text, ShaderStage stage) {
    static const bool ready = glslang_initialize_process() != 0;
    if (!ready) return fail(ErrorCode::internal, "the shader compiler does not start");
    const glslang_stage_t of = stage == ShaderStage::compute  ? GLSLANG_STAGE_COMPUTE
                               : stage == ShaderStage::vertex ? GLSLANG_STAGE_VERTEX
                                                              : GLSLANG_STAGE_FRAGMENT;
    glslang_input_t input{};
    input.language = GLSLANG_SOURCE_GLSL, input.stage = of;
    input.client = GLSLANG_CLIENT_VULKAN, input.client_version = GLSLANG_TARGET_VULKAN_1_1;
    input.target_language = GLSLANG_TARGET_SPV, input.target_language_version = GLSLANG_TARGET_SPV_1_3;
    input.code = text.c_str(), input.default_version = 450, input.default_profile = GLSLANG_NO_PROFILE;
    input.messages = static_cast<glslang_messages_t>(GLSLANG_MSG_SPV_RULES_BIT | GLSLANG_MSG_VULKAN_RULES_BIT);
    input.resource = glslang_default_resource();
    std::unique_ptr<glslang_shader_t, void (*)(glslang_shader_t*)> shader(glslang_shader_create(&input),
                                                                          glslang_shader_delete);
    std::unique_ptr<glslang_program_t, void (*)(glslang_program_t*)> program(glslang_program_create(),
                                                                             glslang_program_delete);
    auto wrong = [&](const char* log) {
        return fail(ErrorCode::internal, std::string("a kernel does not compile: ") + (log ? log : ""));
    };
    if (!shader || !glslang_shader_preprocess(shader.get(), &input) || !glslang_shader_parse(shader.get(), &input))
        return wrong(shader ? glslang_shader_get_info_log(shader.get()) : nullptr);
    glslang_program_add_shader(program.get(), shader.get());
    if (!glslang_program_link(program.get(), input.messages)) return wrong(glslang_program_get_info_log(program.get()));
    glslang_program_SPIRV_generate(program.get(), of);
    std::vector<uint32_t> out(glslang_program_SPIRV_get_size(program.get()));
    if (out.empty()) return wrong("it came out empty");
    glslang_program_SPIRV_get(program.get(), out.data());
    return out;
}

} // namespace tandem::vulkan
