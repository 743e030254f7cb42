// A machine without the device file of a GPU is not asked for drivers: auto costs nothing there.
#include "app/devices/render_devices.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "engine/base/thread.h"
#include "engine/io/project_file.h"
#include "gpu/cpu/cpu_renderer.h"
#include "gpu/cpu/scopes.h"
#include "gpu/device/fallback_renderer.h"
#include "gpu/device/fallback_scopes.h"
#include "gpu/opencl/opencl_renderer.h"
#include "gpu/vulkan/vulkan_presenter.h"

namespace tandem::app {

namespace fs = std::filesystem;

static constexpr size_t kMostDevices = 16;
static constexpr size_t kMostCacheBytes = 64 << 10;
// Of scopes on a device, which is the renderer's too: an 8K picture, or all columns of one of 4K.
static constexpr uint64_t kScopeBytes = 256 << 20;

using OneRenderer = Result<std::unique_ptr<FrameRenderer>>;

// In the user's cache folder; empty where there is none.
static std::string cache_path(const std::string& name) {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && cache[0] == '/')
        return std::string(cache) + "/tandem/" + name;
    if (const char* home = std::getenv("HOME"); home && home[0] == '/')
        return std::string(home) + "/.cache/tandem/" + name;
    return {};
}

using Presents = std::function<void(std::shared_ptr<PicturePresenter>)>;

static OneRenderer open_vulkan(int index, uint64_t memory_limit, KernelWait wait, const Presents& presents) {
    VulkanOptions options;
    options.device = index, options.memory_limit_bytes = memory_limit, options.wait = wait;
    options.kernel_folder = cache_path("kernels");
    if (!presents) return std::unique_ptr<FrameRenderer>(TRY(make_vulkan_renderer(options)));
    VulkanViewer viewer = TRY(make_vulkan_viewer(options));
    if (viewer.presenter) presents(std::move(viewer.presenter));
    return std::unique_ptr<FrameRenderer>(std::move(viewer.renderer));
}
static OneRenderer open_opencl(int index, uint64_t memory_limit) {
    OpenClOptions options;
    options.device = index, options.memory_limit_bytes = memory_limit;
    return std::unique_ptr<FrameRenderer>(TRY(make_opencl_renderer(options)));
}
static OneRenderer open_opencl_gpu() {
    for (const OpenClDeviceInfo& d : TRY(list_opencl_devices()))
        if (d.type == OpenClDeviceType::gpu) return open_opencl(d.index, 0);
    return fail(ErrorCode::unavailable, "there is no GPU with an OpenCL driver");
}

// "vulkan:1" -> kind and index; index -1 without one.
struct DeviceId {
    std::string kind;
    int index = -1;
};
static Result<DeviceId> parse_device(const std::string& word) {
    const size_t colon = word.find(':');
    DeviceId id{word.substr(0, colon), -1};
    const std::string index = colon == std::string::npos ? "0" : word.substr(colon + 1);
    const bool number =
        !index.empty() && index.size() < 6 && index.find_first_not_of("0123456789") == std::string::npos;
    const bool counted = id.kind == "vulkan" || id.kind == "opencl";
    if (!number || (!counted && (id.kind != "cpu" || colon != std::string::npos)))
        return fail(ErrorCode::usage,
                    "a device is auto, all, or one or more of cpu, vulkan[:N], opencl[:N] with commas between",
                    "--device " + word);
    if (colon != std::string::npos) id.index = std::stoi(index);
    return id;
}

// The device, and those that take its place: OpenCL where Vulkan fails, the processor at last.
static std::vector<DeviceFactory> factories_of(const std::string& word, const DeviceId& id, int threads,
                                               uint64_t memory_limit, KernelWait wait, const Presents& presents = {}) {
    const DeviceFactory cpu{"cpu", [threads]() -> OneRenderer { return make_cpu_renderer(threads); }};
    if (id.kind == "cpu") return {cpu};
    if (id.kind == "opencl")
        return {{word, [index = id.index, memory_limit] { return open_opencl(index, memory_limit); }}, cpu};
    return {{word, [index = id.index, memory_limit, wait,
                    presents] { return open_vulkan(index, memory_limit, wait, presents); }},
            {"opencl", open_opencl_gpu},
            cpu};
}

// Three quarters of a device's memory, divided among `share` renderers; 0 (the renderer's own choice) for one.
static uint64_t memory_share(const DeviceId& id, size_t share) {
    if (share < 2) return 0;
    uint64_t bytes = 0;
    auto look = [&](const auto& list) {
        if (list)
            for (const auto& d : *list)
                if (d.index == id.index || (id.index < 0 && bytes == 0)) bytes = d.memory_bytes;
    };
    if (id.kind == "vulkan") look(list_vulkan_devices());
    if (id.kind == "opencl") look(list_opencl_devices());
    return bytes / 4 * 3 / share;
}

static bool gpu_file_exists() {
    std::error_code ignored;
    for (const char* path : {"/dev/nvidiactl", "/dev/kfd", "/dev/dxg", "/dev/mali0"})
        if (fs::exists(path, ignored)) return true;
    for (const auto& entry : fs::directory_iterator("/dev/dri", ignored))
        if (entry.path().filename().string().starts_with("renderD")) return true;
    return false;
}

template<class Info>
static void add_devices_of(const std::string& kind, const Result<std::vector<Info>>& found,
                           DeviceClass (*class_of)(const Info&), DeviceList& list) {
    if (!found || found->empty())
        list.absent.push_back(kind + ": " + (found ? std::string("no device") : found.error().text()));
    if (!found) return;
    for (const Info& d : *found) {
        KnownDevice k{kind + ":" + std::to_string(d.index),
                      d.name,
                      d.driver,
                      device_type_word(d.type),
                      d.memory_bytes,
                      class_of(d),
                      {},
                      {}};
        if (k.device_class == DeviceClass::software) k.not_measured = "auto never takes a software device";
        list.devices.push_back(std::move(k));
    }
}

DeviceList list_devices(int threads) {
    DeviceList list;
    const auto cpu = make_cpu_renderer(threads > 0 ? threads : available_cores());
    list.devices.push_back({"cpu", cpu->name(), "", "processor", 0, DeviceClass::processor, {}, {}});
    add_devices_of<VulkanDeviceInfo>(
        "vulkan", list_vulkan_devices(),
        [](const VulkanDeviceInfo& d) {
            return d.type == VulkanDeviceType::discrete || d.type == VulkanDeviceType::integrated ||
                           d.type == VulkanDeviceType::virtual_gpu
                       ? DeviceClass::gpu
                       : DeviceClass::software;
        },
        list);
    add_devices_of<OpenClDeviceInfo>(
        "opencl", list_opencl_devices(),
        [](const OpenClDeviceInfo& d) {
            return d.type == OpenClDeviceType::gpu ? DeviceClass::gpu : DeviceClass::software;
        },
        list);
    return list;
}

void measure_devices(DeviceList& list, int threads) {
    const std::string path = cache_path("device-speed");
    std::string kept;
    if (!path.empty())
        if (auto text = read_file_limited(path, kMostCacheBytes)) kept = std::move(*text);
    bool changed = false;
    for (KnownDevice& d : list.devices) {
        if (d.device_class == DeviceClass::software) continue;
        d.frames_per_second = kept_speed(kept, d, TANDEM_VERSION);
        if (d.frames_per_second) continue;
        const auto id = parse_device(d.id);
        auto renderer =
            factories_of(d.id, *id, threads > 0 ? threads : available_cores(), 0, KernelWait::wait).front().make();
        auto speed = renderer ? measure_speed(**renderer) : Result<double>(renderer.error());
        if (!speed) {
            d.not_measured = speed.error().text();
            continue;
        }
        d.frames_per_second = *speed;
        kept = with_kept_speed(kept, d, TANDEM_VERSION, *speed);
        changed = true;
    }
    if (!changed || path.empty()) return;
    // Without a writable folder the next start measures again.
    std::error_code ignored;
    fs::create_directories(fs::path(path).parent_path(), ignored);
    (void)write_file_atomic(path, kept);
}

// The ids that auto or all mean on this machine.
static std::vector<std::string> chosen_devices(const DeviceRequest& request) {
    const bool all = request.device == "all";
    if (!all && !gpu_file_exists()) return {"cpu"};
    DeviceList list = list_devices(request.threads);
    const bool any_gpu = std::any_of(list.devices.begin(), list.devices.end(),
                                     [](const KnownDevice& d) { return d.device_class == DeviceClass::gpu; });
    if (!any_gpu) {
        std::string why;
        for (const std::string& text : list.absent) why += "; " + text;
        request.warn("no GPU can be used, rendering with the processor" + why);
        return {"cpu"};
    }
    std::vector<std::string> out;
    if (all) {
        // Two frames at a time on each: one is prepared while the other is computed.
        for (int turn = 0; turn < 2; ++turn)
            for (size_t i : choose_all(list.devices)) out.push_back(list.devices[i].id);
        return out;
    }
    measure_devices(list, request.threads);
    for (const KnownDevice& d : list.devices)
        if (d.device_class == DeviceClass::gpu && !d.not_measured.empty())
            request.warn(d.id + " is not used: " + d.not_measured);
    return {list.devices[choose_auto(list.devices).index].id};
}

static std::vector<std::string> split_words(const std::string& asked) {
    std::vector<std::string> words;
    for (size_t at = 0, end = 0; end < asked.size() || words.empty(); at = end + 1) {
        end = std::min(asked.find(',', at), asked.size());
        words.push_back(asked.substr(at, end - at));
    }
    if (asked.ends_with(',')) words.emplace_back();
    return words;
}

// The ids that --device names.
static std::vector<std::string> words_of(const DeviceRequest& request) {
    if (request.device == "auto" || request.device == "all") return chosen_devices(request);
    return split_words(request.device);
}

Result<void> check_device_words(const std::string& asked) {
    if (asked == "auto" || asked == "all") return {};
    const std::vector<std::string> words = split_words(asked);
    for (const std::string& word : words) TRY_VOID(parse_device(word));
    if (words.size() > kMostDevices)
        return fail(ErrorCode::usage, "at most " + std::to_string(kMostDevices) + " devices render at once",
                    "--device " + asked);
    return {};
}

Result<std::vector<std::unique_ptr<FrameRenderer>>> open_devices(const DeviceRequest& request, OpenDevices how_many,
                                                                 KernelWait wait) {
    TRY_VOID(check_device_words(request.device));
    std::vector<std::string> words = words_of(request);
    std::vector<DeviceId> ids;
    for (const std::string& word : words) ids.push_back(TRY(parse_device(word)));
    if (how_many == OpenDevices::one) words.resize(1);
    const int threads = request.threads > 0 ? request.threads : available_cores();
    std::vector<std::unique_ptr<FrameRenderer>> out;
    for (size_t i = 0; i < words.size(); ++i) {
        const auto share = static_cast<size_t>(std::count(words.begin(), words.end(), words[i]));
        out.push_back(TRY(FallbackRenderer::open(
            factories_of(words[i], ids[i], threads, memory_share(ids[i], share), wait, request.presents))));
    }
    return out;
}

std::unique_ptr<ScopeEngine> open_scopes(const DeviceRequest& request) {
    using One = Result<std::unique_ptr<ScopeEngine>>;
    // What is wrong with devices was told when the renderer was opened.
    const std::string word = words_of({request.device, request.threads, [](const std::string&) {}}).front();
    const auto id = parse_device(word);
    std::vector<ScopeFactory> engines;
    if (id && id->kind == "vulkan")
        engines.push_back({word, [index = id->index]() -> One {
                               VulkanOptions options;
                               options.device = index, options.memory_limit_bytes = kScopeBytes;
                               options.kernel_folder = cache_path("kernels");
                               return std::unique_ptr<ScopeEngine>(TRY(make_vulkan_scopes(options)));
                           }});
    if (id && id->kind == "opencl")
        engines.push_back({word, [index = id->index]() -> One {
                               OpenClOptions options;
                               options.device = index, options.memory_limit_bytes = kScopeBytes;
                               return std::unique_ptr<ScopeEngine>(TRY(make_opencl_scopes(options)));
                           }});
    const int threads = request.threads > 0 ? request.threads : available_cores();
    engines.push_back({"cpu", [threads]() -> One { return make_cpu_scopes(threads); }});
    return std::make_unique<FallbackScopes>(std::move(engines));
}

} // namespace tandem::app
