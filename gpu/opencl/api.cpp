// The loader library is opened once and stays: drivers do not like to be unloaded.
#include "gpu/opencl/api.h"

#include <dlfcn.h>

namespace tandem::opencl {

Result<Api> load_api() {
    static void* const library = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return fail(ErrorCode::unavailable, "this machine has no OpenCL loader (libOpenCL.so.1); install "
                                            "ocl-icd-libopencl1 and a driver, or use --device cpu");
    Api api;
#define TANDEM_OPENCL_LOAD(name)                                                                                       \
    api.name = reinterpret_cast<decltype(api.name)>(dlsym(library, "cl" #name));                                       \
    if (!api.name) return fail(ErrorCode::unavailable, "the OpenCL loader lacks cl" #name "; it is older than 1.2");
    TANDEM_OPENCL_ENTRIES(TANDEM_OPENCL_LOAD)
#undef TANDEM_OPENCL_LOAD
    return api;
}

std::string result_word(cl_int r) {
    switch (r) {
#define TANDEM_OPENCL_WORD(code)                                                                                       \
    case code:                                                                                                         \
        return #code;
        TANDEM_OPENCL_WORD(CL_DEVICE_NOT_FOUND)
        TANDEM_OPENCL_WORD(CL_DEVICE_NOT_AVAILABLE)
        TANDEM_OPENCL_WORD(CL_COMPILER_NOT_AVAILABLE)
        TANDEM_OPENCL_WORD(CL_MEM_OBJECT_ALLOCATION_FAILURE)
        TANDEM_OPENCL_WORD(CL_OUT_OF_RESOURCES)
        TANDEM_OPENCL_WORD(CL_OUT_OF_HOST_MEMORY)
        TANDEM_OPENCL_WORD(CL_BUILD_PROGRAM_FAILURE)
        TANDEM_OPENCL_WORD(CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST)
        TANDEM_OPENCL_WORD(CL_INVALID_VALUE)
        TANDEM_OPENCL_WORD(CL_INVALID_COMMAND_QUEUE)
        TANDEM_OPENCL_WORD(CL_INVALID_KERNEL_ARGS)
        TANDEM_OPENCL_WORD(CL_INVALID_WORK_GROUP_SIZE)
        TANDEM_OPENCL_WORD(CL_INVALID_BUFFER_SIZE)
#undef TANDEM_OPENCL_WORD
    default:
        return "OpenCL error " + std::to_string(r);
    }
}

} // namespace tandem::opencl
