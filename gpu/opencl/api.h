// The OpenCL entry points in use, loaded from the system's ICD loader at run time, so that the program starts on
// machines without one; and owners of OpenCL objects. Private to gpu/opencl and its tests, which may replace entries to
// inject faults. Tables are filled once and then read by any thread.
#pragma once

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include <utility>

#include "engine/base/result.h"

namespace tandem::opencl {

// clang-format off
#define TANDEM_OPENCL_ENTRIES(X)                                                                                       \
    X(GetPlatformIDs)                                                                                                  \
    X(GetPlatformInfo)                                                                                                 \
    X(GetDeviceIDs)                                                                                                    \
    X(GetDeviceInfo)                                                                                                   \
    X(CreateContext) X(ReleaseContext) X(CreateCommandQueue) X(ReleaseCommandQueue) X(CreateBuffer)                    \
        X(ReleaseMemObject) X(CreateProgramWithSource) X(BuildProgram) X(GetProgramBuildInfo) X(ReleaseProgram)        \
            X(CreateKernel) X(ReleaseKernel) X(GetKernelWorkGroupInfo) X(SetKernelArg) X(EnqueueNDRangeKernel)         \
                X(EnqueueWriteBuffer) X(EnqueueWriteBufferRect) X(EnqueueReadBufferRect) X(Finish)
// clang-format on

struct Api {
#define TANDEM_OPENCL_ENTRY(name) decltype(&cl##name) name = nullptr;
    TANDEM_OPENCL_ENTRIES(TANDEM_OPENCL_ENTRY)
#undef TANDEM_OPENCL_ENTRY
};

// Error `unavailable` where there is no loader, or one older than 1.2.
Result<Api> load_api();
// "CL_OUT_OF_RESOURCES"
std::string result_word(cl_int r);

// Owns one object, released by `Release` of the Api table.
template<class T, auto Release>
class Owned {
  public:
    Owned() = default;
    Owned(const Api& api, T object) : api_(&api), object_(object) {}
    Owned(Owned&& o) noexcept : api_(o.api_), object_(std::exchange(o.object_, nullptr)) {}
    Owned& operator=(Owned&& o) noexcept {
        std::swap(api_, o.api_), std::swap(object_, o.object_);
        return *this;
    }
    ~Owned() {
        if (object_) (api_->*Release)(object_);
    }
    T get() const { return object_; }

  private:
    const Api* api_ = nullptr;
    T object_ = nullptr;
};

using Context = Owned<cl_context, &Api::ReleaseContext>;
using Queue = Owned<cl_command_queue, &Api::ReleaseCommandQueue>;
using Memory = Owned<cl_mem, &Api::ReleaseMemObject>;
using Program = Owned<cl_program, &Api::ReleaseProgram>;
using Kernel = Owned<cl_kernel, &Api::ReleaseKernel>;

} // namespace tandem::opencl
