// Buffers grow to the largest frame seen. Samples go straight from the pictures' rows to the device and back; the queue
// is in order, so commands wait for those before them.
#include "gpu/opencl/frame_runner.h"

#include <algorithm>

#include "gpu/compose/kernel_source.h"

namespace tandem::opencl {

using compose::Dispatch, compose::Download, compose::FramePlan, compose::Takes, compose::Upload;

// Nothing is relaxed: with PoCL it gains nothing that can be measured, and NaN and infinity must behave.
static constexpr const char* kBuildOptions = "-cl-std=CL1.2";

Result<std::unique_ptr<FrameRunner>> FrameRunner::make(std::shared_ptr<Device> device) {
    std::unique_ptr<FrameRunner> self(new FrameRunner);
    self->device_ = std::move(device);
    for (size_t i = 0; i < count_; ++i) TRY_VOID(self->reserve(static_cast<Use>(i), 0));
    return self;
}

Result<void> FrameRunner::reserve(Use use, uint64_t bytes) {
    Buffer& buffer = buffers_[use];
    bytes = std::max<uint64_t>(bytes, 4096);
    if (buffer.size() >= bytes) return {};
    if (buffer.size()) bytes = std::min(bytes + bytes / 4, device_->max_buffer_bytes());
    buffer = Buffer{}; // the old one first: both may not fit
    buffer = TRY(device_->make_buffer((bytes + 255) / 256 * 256));
    return {};
}

Error FrameRunner::broken(cl_int r, const std::string& doing) {
    Error e = device_->failed(r, doing);
    if (is_loss(r)) lost_ = e;
    return e;
}

Result<FrameRunner::Built*> FrameRunner::kernel(const std::string& text) {
    if (auto known = kernels_.find(text); known != kernels_.end()) return &known->second;
    const Api& api = device_->api();
    const std::string source = compose::kernel_source(text, compose::Language::opencl);
    const char* at = source.c_str();
    const size_t size = source.size();
    cl_int r = CL_SUCCESS;
    cl_program program = api.CreateProgramWithSource(device_->context(), 1, &at, &size, &r);
    if (r != CL_SUCCESS) return broken(r, "loading a kernel");
    Built built;
    built.program = Program(api, program);
    cl_device_id id = device_->id();
    r = api.BuildProgram(program, 1, &id, kBuildOptions, nullptr, nullptr);
    if (r == CL_BUILD_PROGRAM_FAILURE) {
        std::string log(16384, '\0');
        if (api.GetProgramBuildInfo(program, id, CL_PROGRAM_BUILD_LOG, log.size(), log.data(), nullptr) != CL_SUCCESS)
            log.clear();
        return fail(ErrorCode::internal, std::string("a kernel does not compile: ") + log.c_str(),
                    "OpenCL device " + device_->name());
    }
    if (r != CL_SUCCESS) return broken(r, "compiling a kernel");
    ++compiles_;
    cl_kernel handle = api.CreateKernel(program, "run", &r);
    if (r != CL_SUCCESS) return broken(r, "preparing a kernel");
    built.kernel = Kernel(api, handle);
    size_t most = 1;
    r = api.GetKernelWorkGroupInfo(handle, id, CL_KERNEL_WORK_GROUP_SIZE, sizeof most, &most, nullptr);
    if (r != CL_SUCCESS) return broken(r, "preparing a kernel");
    built.group = device_->group(most);
    return &kernels_.emplace(text, std::move(built)).first->second;
}

Result<std::vector<int>> FrameRunner::place_tables(std::span<const Ref<ColourTable>> wanted) {
    if (lost_) return *lost_;
    if (tables_.place(wanted) == compose::Tables::Change::refill) {
        auto failed = [&](Error e) {
            tables_.forget();
            return e;
        };
        if (Result<void> space = reserve(tables, tables_.bytes()); !space) return failed(std::move(space).error());
        std::vector<float> entries(tables_.bytes() / sizeof(float));
        tables_.fill(entries.data());
        cl_int r = device_->api().EnqueueWriteBuffer(device_->queue(), buffers_[tables].get(), CL_TRUE, 0,
                                                     tables_.bytes(), entries.data(), 0, nullptr, nullptr);
        if (r != CL_SUCCESS) return failed(broken(r, "uploading tables"));
    }
    return tables_.first_of(wanted);
}

bool FrameRunner::fits(const FramePlan& plan) const {
    const Takes& t = plan.takes;
    uint64_t most = device_->max_buffer_bytes(), total = 0;
    for (uint64_t bytes : {t.sources, t.textures, t.values, t.output}) {
        if (bytes > most) return false;
        total += bytes + bytes / 4;
    }
    return total + buffers_[tables].size() + (1u << 20) <= device_->memory_limit();
}

Error FrameRunner::too_small() const {
    return device_->failed(CL_MEM_OBJECT_ALLOCATION_FAILURE, "rendering even a small part of a frame");
}

cl_int FrameRunner::upload(const Upload& u) {
    const Api& api = device_->api();
    if (u.rows <= 0 || u.bytes == 0) return CL_SUCCESS;
    cl_mem to = buffers_[sources].get();
    if (u.from_stride >= static_cast<int64_t>(u.bytes)) {
        const size_t at[] = {u.to, 0, 0}, from[] = {0, 0, 0}, size[] = {u.bytes, static_cast<size_t>(u.rows), 1};
        return api.EnqueueWriteBufferRect(device_->queue(), to, CL_FALSE, at, from, size, u.to_stride, 0,
                                          static_cast<size_t>(u.from_stride), 0, u.from, 0, nullptr, nullptr);
    }
    cl_int r = CL_SUCCESS; // rows that stand upside down
    for (int y = 0; y < u.rows && r == CL_SUCCESS; ++y)
        r = api.EnqueueWriteBuffer(device_->queue(), to, CL_FALSE, u.to + static_cast<uint64_t>(y) * u.to_stride,
                                   u.bytes, u.from + y * u.from_stride, 0, nullptr, nullptr);
    return r;
}

cl_int FrameRunner::download(const Download& d) {
    if (d.rows <= 0 || d.bytes == 0) return CL_SUCCESS;
    const size_t from[] = {d.from, 0, 0}, at[] = {0, 0, 0}, size[] = {d.bytes, static_cast<size_t>(d.rows), 1};
    return device_->api().EnqueueReadBufferRect(device_->queue(), buffers_[output].get(), CL_FALSE, from, at, size,
                                                d.from_stride, 0, static_cast<size_t>(d.into_stride), 0, d.into, 0,
                                                nullptr, nullptr);
}

cl_int FrameRunner::enqueue(const Dispatch& d, const Built& built) {
    const Api& api = device_->api();
    cl_kernel kernel = built.kernel.get();
    cl_int r = CL_SUCCESS, base = d.base;
    for (cl_uint i = 0; i < count_ && r == CL_SUCCESS; ++i) {
        cl_mem buffer = buffers_[i].get();
        r = api.SetKernelArg(kernel, i, sizeof buffer, &buffer);
    }
    if (r == CL_SUCCESS) r = api.SetKernelArg(kernel, count_, sizeof base, &base);
    auto whole = [&](int n, size_t group) { return (static_cast<size_t>(n) + group - 1) / group * group; };
    const size_t size[] = {whole(d.width, built.group[0]), whole(d.height, built.group[1])};
    if (r == CL_SUCCESS)
        r = api.EnqueueNDRangeKernel(device_->queue(), kernel, 2, nullptr, size, built.group.data(), 0, nullptr,
                                     nullptr);
    ++dispatches_;
    return r;
}

Result<compose::Started> FrameRunner::start(const FramePlan& plan) {
    if (lost_) return *lost_;
    const Api& api = device_->api();
    const uint64_t params_bytes = plan.params.size() * sizeof(plan.params[0]);
    TRY_VOID(reserve(params, params_bytes));
    TRY_VOID(reserve(sources, plan.takes.sources));
    TRY_VOID(reserve(textures, plan.takes.textures));
    TRY_VOID(reserve(values, plan.takes.values));
    TRY_VOID(reserve(output, plan.takes.output));
    std::vector<const Built*> kernels;
    for (const Dispatch& d : plan.dispatches) kernels.push_back(TRY(kernel(d.text)));

    cl_int r = api.EnqueueWriteBuffer(device_->queue(), buffers_[params].get(), CL_FALSE, 0, params_bytes,
                                      plan.params.data(), 0, nullptr, nullptr);
    for (size_t i = 0; i < plan.uploads.size() && r == CL_SUCCESS; ++i) r = upload(plan.uploads[i]);
    for (size_t i = 0; i < kernels.size() && r == CL_SUCCESS; ++i) r = enqueue(plan.dispatches[i], *kernels[i]);
    for (size_t i = 0; i < plan.downloads.size() && r == CL_SUCCESS; ++i) r = download(plan.downloads[i]);
    // Also after an error: the queue may still read the plan and the pictures.
    const cl_int finished = api.Finish(device_->queue());
    if (r == CL_SUCCESS) r = finished;
    if (r != CL_SUCCESS) return broken(r, "rendering a frame");
    return compose::Started::yes;
}

} // namespace tandem::opencl
