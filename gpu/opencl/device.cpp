// Devices of all platforms in a row; choice of one, its context and queue.
#include "gpu/opencl/device.h"

#include <algorithm>

namespace tandem::opencl {

namespace {

constexpr cl_uint kMost = 64; // platforms, and devices of one, that are looked at

// Text of a platform or device, without the zero at its end.
template<class Get, class Object>
std::string text_of(Get get, Object object, cl_uint what) {
    size_t size = 0;
    if (get(object, what, 0, nullptr, &size) != CL_SUCCESS || size < 2 || size > 65536) return {};
    std::string text(size, '\0');
    if (get(object, what, size, text.data(), nullptr) != CL_SUCCESS) return {};
    text.resize(std::min(text.find('\0'), size));
    // PoCL pads the processor's name.
    while (text.ends_with(' ')) text.pop_back();
    return text;
}
template<class T>
T number_of(const Api& api, cl_device_id device, cl_device_info what) {
    T value{};
    return api.GetDeviceInfo(device, what, sizeof value, &value, nullptr) == CL_SUCCESS ? value : T{};
}

// "OpenCL 1.2 ..." -> 12
int version_of(const std::string& text) {
    if (!text.starts_with("OpenCL ") || text.size() < 10) return 0;
    return (text[7] - '0') * 10 + (text[9] - '0');
}

struct Found {
    cl_device_id id = nullptr;
    cl_platform_id platform = nullptr;
    OpenClDeviceInfo info;
};

bool usable(const Api& api, cl_device_id d) {
    return number_of<cl_bool>(api, d, CL_DEVICE_AVAILABLE) &&
           number_of<cl_bool>(api, d, CL_DEVICE_COMPILER_AVAILABLE) &&
           number_of<cl_bool>(api, d, CL_DEVICE_ENDIAN_LITTLE) &&
           version_of(text_of(api.GetDeviceInfo, d, CL_DEVICE_VERSION)) >= 12;
}

Result<std::vector<Found>> find_devices(const Api& api) {
    std::vector<cl_platform_id> platforms(kMost);
    cl_uint count = 0;
    cl_int r = api.GetPlatformIDs(kMost, platforms.data(), &count);
    if (r != CL_SUCCESS || count == 0)
        return fail(ErrorCode::unavailable, "no OpenCL driver is installed; install one, such as pocl-opencl-icd, or "
                                            "use --device cpu");
    platforms.resize(std::min(count, kMost));
    std::vector<Found> out;
    for (cl_platform_id platform : platforms) {
        std::vector<cl_device_id> ids(kMost);
        count = 0;
        if (api.GetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, kMost, ids.data(), &count) != CL_SUCCESS) continue;
        ids.resize(std::min(count, kMost));
        for (cl_device_id id : ids) {
            if (!usable(api, id)) continue;
            Found f{id, platform, {}};
            f.info.index = static_cast<int>(out.size());
            f.info.name = text_of(api.GetDeviceInfo, id, CL_DEVICE_NAME);
            f.info.driver = text_of(api.GetPlatformInfo, platform, CL_PLATFORM_NAME) + " " +
                            text_of(api.GetDeviceInfo, id, CL_DRIVER_VERSION);
            auto type = number_of<cl_device_type>(api, id, CL_DEVICE_TYPE);
            f.info.type = type & CL_DEVICE_TYPE_GPU   ? OpenClDeviceType::gpu
                          : type & CL_DEVICE_TYPE_CPU ? OpenClDeviceType::processor
                                                      : OpenClDeviceType::other;
            f.info.memory_bytes = number_of<cl_ulong>(api, id, CL_DEVICE_GLOBAL_MEM_SIZE);
            out.push_back(std::move(f));
        }
    }
    return out;
}

} // namespace

Buffer& Buffer::operator=(Buffer&& o) noexcept {
    std::swap(account_, o.account_), std::swap(memory_, o.memory_), std::swap(size_, o.size_);
    return *this;
}
Buffer::~Buffer() {
    if (account_) *account_ -= size_;
}

Result<std::shared_ptr<Device>> Device::make(const OpenClOptions& options) {
    std::shared_ptr<Device> self(new Device);
    self->api_ = TRY(load_api());
    if (options.inject) options.inject(self->api_);
    const Api& api = self->api_;
    auto all = TRY(find_devices(api));
    if (all.empty())
        return fail(ErrorCode::unavailable,
                    "this machine has no OpenCL device of version 1.2; install a driver, or use --device cpu");
    if (options.device >= static_cast<int>(all.size()))
        return fail(ErrorCode::unavailable, "there is no OpenCL device " + std::to_string(options.device) +
                                                "; `tandem devices` lists " + std::to_string(all.size()));
    size_t chosen = options.device < 0 ? 0 : static_cast<size_t>(options.device);
    for (size_t i = all.size(); options.device < 0 && i-- > 0;)
        if (all[i].info.type == OpenClDeviceType::gpu) chosen = i;
    self->info_ = all[chosen].info;
    cl_device_id id = self->id_ = all[chosen].id;

    // Kernels address with signed 32-bit numbers.
    self->max_buffer_ =
        std::min<uint64_t>(number_of<cl_ulong>(api, id, CL_DEVICE_MAX_MEM_ALLOC_SIZE), uint64_t{0x7fff0000});
    size_t sizes[8] = {1, 1, 1};
    auto dimensions = number_of<cl_uint>(api, id, CL_DEVICE_MAX_WORK_ITEM_DIMENSIONS);
    if (dimensions >= 2 && dimensions <= 8 &&
        api.GetDeviceInfo(id, CL_DEVICE_MAX_WORK_ITEM_SIZES, sizeof sizes, sizes, nullptr) == CL_SUCCESS)
        self->max_group_ = {std::max<size_t>(sizes[0], 1), std::max<size_t>(sizes[1], 1)};
    self->memory_limit_ = self->info_.memory_bytes / 4 * 3;
    if (options.memory_limit_bytes) self->memory_limit_ = std::min(self->memory_limit_, options.memory_limit_bytes);

    auto cannot = [&](cl_int r) {
        return fail(ErrorCode::unavailable, "cannot be opened (" + result_word(r) + "); use --device cpu",
                    "OpenCL device " + self->name());
    };
    cl_context_properties properties[] = {CL_CONTEXT_PLATFORM,
                                          reinterpret_cast<cl_context_properties>(all[chosen].platform), 0};
    cl_int r = CL_SUCCESS;
    cl_context context = api.CreateContext(properties, 1, &id, nullptr, nullptr, &r);
    if (r != CL_SUCCESS) return cannot(r);
    self->context_ = Context(api, context);
    cl_command_queue queue = api.CreateCommandQueue(context, id, 0, &r);
    if (r != CL_SUCCESS) return cannot(r);
    self->queue_ = Queue(api, queue);
    return self;
}

bool is_loss(cl_int r) {
    // Drivers say CL_OUT_OF_RESOURCES after a fault of the device.
    return r == CL_DEVICE_NOT_AVAILABLE || r == CL_OUT_OF_RESOURCES || r == CL_INVALID_COMMAND_QUEUE ||
           r == CL_INVALID_CONTEXT || r == CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST;
}

std::array<size_t, 2> Device::group(size_t most) const {
    std::array<size_t, 2> g{8, 8};
    for (size_t i = 0; i < 2; ++i) g[i] = std::min(g[i], max_group_[i]);
    while (g[0] * g[1] > most && g[0] * g[1] > 1) (g[1] > 1 ? g[1] : g[0]) /= 2;
    return g;
}

Error Device::failed(cl_int r, const std::string& doing) const {
    std::string where = "OpenCL device " + name();
    if (is_loss(r))
        return fail(ErrorCode::temporary, "the device was lost while " + doing + "; try again, or use --device cpu",
                    where);
    switch (r) {
    case CL_MEM_OBJECT_ALLOCATION_FAILURE:
    case CL_OUT_OF_HOST_MEMORY:
    case CL_INVALID_BUFFER_SIZE:
        return fail(ErrorCode::temporary,
                    "memory is full while " + doing + "; close what else uses it, or use --device cpu", where);
    default:
        return fail(ErrorCode::unavailable, result_word(r) + " while " + doing + "; use --device cpu", where);
    }
}

Result<Buffer> Device::make_buffer(uint64_t bytes) const {
    const std::string doing = "allocating " + std::to_string(bytes >> 20) + " MiB";
    if (bytes > max_buffer_ || *used_ + bytes > memory_limit_) return failed(CL_MEM_OBJECT_ALLOCATION_FAILURE, doing);
    cl_int r = CL_SUCCESS;
    cl_mem memory = api_.CreateBuffer(context(), CL_MEM_READ_WRITE, bytes, nullptr, &r);
    if (r != CL_SUCCESS) return failed(r, doing);
    Buffer b;
    b.memory_ = Memory(api_, memory);
    b.account_ = used_, b.size_ = bytes;
    *used_ += bytes;
    return b;
}

} // namespace tandem::opencl

namespace tandem {

const char* device_type_word(OpenClDeviceType type) {
    static const char* const kWords[] = {"gpu", "processor", "other"};
    return kWords[static_cast<size_t>(type)];
}

Result<std::vector<OpenClDeviceInfo>> list_opencl_devices() {
    const auto api = TRY(opencl::load_api());
    std::vector<OpenClDeviceInfo> out;
    for (auto& found : TRY(opencl::find_devices(api))) out.push_back(found.info);
    return out;
}

} // namespace tandem
