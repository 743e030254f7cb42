// Loading a UI and what the host offers to it.
#include "engine/audio/lv2/ui_instance.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <dlfcn.h>
#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/parameters/parameters.h>
#include <lv2/ui/ui.h>
#include <mutex>
#include <thread>

#include "engine/audio/lv2/features.h"
#include "engine/audio/lv2/world.h"

namespace tandem::lv2 {

static constexpr const char* kMakeResident = LV2_UI_PREFIX "makeSONameResident"; // libraries stay anyway
static constexpr const char* kOfferedToUis[] = {
    LV2_URID__map,     LV2_URID__unmap, LV2_OPTIONS__options,  LV2_LOG__log,  LV2_UI__parent,
    LV2_UI__resize,    LV2_UI__portMap, LV2_UI__portSubscribe, LV2_UI__touch, LV2_UI__idleInterface,
    LV2_UI__fixedSize, kMakeResident,   LV2_UI__noUserResize,
};

bool has_ui_feature(const std::string& uri) {
    for (const char* f : kOfferedToUis)
        if (uri == f) return true;
    return false;
}

namespace {

static constexpr int kMostPixels = 16384;
static constexpr size_t kMostEvents = 1 << 16; // kept until they are taken

struct Binary {
    std::string library, bundle;
    bool fixed = false;
};

Result<Binary> find_binary(const PluginInfo& info) {
    const WorldLock lock;
    const LilvPlugin* plugin = lock.plugin(info.uri);
    LilvUIs* all = plugin ? lilv_plugin_get_uis(plugin) : nullptr;
    LilvNode* uri = lilv_new_uri(lock.world(), info.window.c_str());
    const LilvUI* ui = all && uri ? lilv_uis_get_by_uri(all, uri) : nullptr;
    Binary out;
    auto path = [](const LilvNode* node) {
        char* p = node ? lilv_file_uri_parse(lilv_node_as_uri(node), nullptr) : nullptr;
        std::string text = p ? p : "";
        lilv_free(p);
        return text;
    };
    if (ui) {
        out.library = path(lilv_ui_get_binary_uri(ui)), out.bundle = path(lilv_ui_get_bundle_uri(ui));
        for (const char* predicate : {LV2_CORE__requiredFeature, LV2_CORE__optionalFeature})
            for (const char* feature : {LV2_UI__fixedSize, LV2_UI__noUserResize}) {
                LilvNode *p = lilv_new_uri(lock.world(), predicate), *f = lilv_new_uri(lock.world(), feature);
                out.fixed = out.fixed || lilv_world_ask(lock.world(), uri, p, f);
                lilv_node_free(p), lilv_node_free(f);
            }
    }
    lilv_node_free(uri);
    lilv_uis_free(all);
    if (out.library.empty()) return fail(ErrorCode::unavailable, "it has no window that can be shown");
    return out;
}

class X11Ui final : public UiInstance {
  public:
    explicit X11Ui(const UiSpec& spec)
        : info_(spec.info), rate_(spec.rate), scale_(spec.scale), title_(spec.title), base_(spec.rate, nullptr) {
        auto option = [](const char* key, const char* type, size_t size, const void* value) {
            return LV2_Options_Option{LV2_OPTIONS_INSTANCE, 0,    map_uri(key), static_cast<uint32_t>(size),
                                      map_uri(type),        value};
        };
        options_[0] = option(LV2_PARAMETERS__sampleRate, LV2_ATOM__Float, sizeof rate_, &rate_);
        options_[1] = option(LV2_UI__updateRate, LV2_ATOM__Float, sizeof update_rate_, &update_rate_);
        options_[2] = option(LV2_UI__scaleFactor, LV2_ATOM__Float, sizeof scale_, &scale_);
        options_[3] = option(LV2_UI__windowTitle, LV2_ATOM__String, title_.size() + 1, title_.c_str());
        options_[4] = {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr};
        for (const LV2_Feature* const* f = base_.list(); *f; ++f)
            if (has_ui_feature((*f)->URI) && std::strcmp((*f)->URI, LV2_OPTIONS__options) != 0) list_.push_back(*f);
        own_[0] = {LV2_OPTIONS__options, options_};
        own_[1] = {LV2_UI__parent, reinterpret_cast<void*>(spec.parent)};
        own_[2] = {LV2_UI__resize, &resize_};
        own_[3] = {LV2_UI__portMap, &port_map_};
        own_[4] = {LV2_UI__portSubscribe, &subscribe_};
        own_[5] = {LV2_UI__touch, &touch_};
        own_[6] = {LV2_UI__idleInterface, nullptr};
        own_[7] = {kMakeResident, nullptr};
        for (const LV2_Feature& f : own_) list_.push_back(&f);
        list_.push_back(nullptr);
    }
    ~X11Ui() override {
        if (handle_) descriptor_->cleanup(handle_);
        // The library stays loaded: threads and handlers of its toolkit may outlive the window.
    }

    Result<void> start() {
        const Binary binary = TRY(find_binary(*info_));
        fixed_ = binary.fixed;
        void* library = dlopen(binary.library.c_str(), RTLD_NOW | RTLD_LOCAL);
        const char* problem = library ? nullptr : dlerror();
        if (!library)
            return fail(ErrorCode::unavailable,
                        std::string("its window's library cannot be loaded: ") + (problem ? problem : binary.library));
        const auto list = reinterpret_cast<LV2UI_DescriptorFunction>(dlsym(library, "lv2ui_descriptor"));
        for (uint32_t i = 0; list && !descriptor_; ++i) {
            const LV2UI_Descriptor* d = list(i);
            if (!d) break;
            if (d->URI && info_->window == d->URI) descriptor_ = d;
        }
        if (!descriptor_ || !descriptor_->instantiate || !descriptor_->cleanup)
            return fail(ErrorCode::unavailable, "its window is not in the library that it names: " + binary.library);
        LV2UI_Widget widget = nullptr;
        const Telling telling(*this);
        handle_ = descriptor_->instantiate(descriptor_, info_->uri.c_str(), binary.bundle.c_str(), write, this, &widget,
                                           list_.data());
        if (!handle_) return fail(ErrorCode::unavailable, "its window did not open");
        window_ = reinterpret_cast<uintptr_t>(widget);
        if (descriptor_->extension_data) {
            idle_ = static_cast<const LV2UI_Idle_Interface*>(descriptor_->extension_data(LV2_UI__idleInterface));
            ui_resize_ = static_cast<const LV2UI_Resize*>(descriptor_->extension_data(LV2_UI__resize));
        }
        return {};
    }

    uintptr_t window() const override { return window_; }
    bool fixed_size() const override { return fixed_; }

    void set(int port, float value) override {
        if (!descriptor_->port_event) return;
        const Telling telling(*this);
        descriptor_->port_event(handle_, static_cast<uint32_t>(port), sizeof value, 0, &value);
    }

    bool idle() override { return !idle_ || !idle_->idle || idle_->idle(handle_) == 0; }

    void resized(int width, int height) override {
        if (ui_resize_ && ui_resize_->ui_resize) ui_resize_->ui_resize(handle_, width, height);
    }

    std::vector<UiEvent> take_events() override {
        const std::lock_guard lock(mutex_);
        return std::exchange(events_, {});
    }

  private:
    // The UI is being told something by this thread. UIs with a thread of their own write whenever they like.
    struct Telling {
        explicit Telling(X11Ui& i) : instance(i) { instance.telling_ = true; }
        ~Telling() { instance.telling_ = false; }
        Telling(const Telling&) = delete;
        Telling& operator=(const Telling&) = delete;
        X11Ui& instance;
    };
    bool echo() const { return std::this_thread::get_id() == thread_ && telling_; }

    void add(const UiEvent& event) {
        const std::lock_guard lock(mutex_);
        // Of a drag only where it is now.
        if (event.kind == UiEvent::Kind::value && !events_.empty() && events_.back().kind == event.kind &&
            events_.back().port == event.port)
            events_.pop_back();
        if (events_.size() < kMostEvents) events_.push_back(event);
    }

    // Only numbers of control ports (protocol 0): what goes to atom ports has no way to the plug-in.
    static void write(LV2UI_Controller controller, uint32_t port, uint32_t size, uint32_t protocol, const void* data) {
        auto* self = static_cast<X11Ui*>(controller);
        if (protocol != 0 || size != sizeof(float) || !data || port >= self->info_->ports.size() || self->echo())
            return;
        const Port& p = self->info_->ports[port];
        float value;
        std::memcpy(&value, data, sizeof value);
        if (p.kind != PortKind::control || !p.input || !std::isfinite(value)) return;
        const float scale = p.of_rate ? self->rate_ : 1;
        self->add({.kind = UiEvent::Kind::value,
                   .port = static_cast<int>(port),
                   .value = std::clamp(value, p.min * scale, p.max * scale)});
    }
    static int want_size(LV2UI_Feature_Handle handle, int width, int height) {
        if (width <= 0 || height <= 0 || width > kMostPixels || height > kMostPixels) return 1;
        static_cast<X11Ui*>(handle)->add({.kind = UiEvent::Kind::resize, .width = width, .height = height});
        return 0;
    }
    static uint32_t port_index(LV2UI_Feature_Handle handle, const char* symbol) {
        const int i = symbol ? static_cast<X11Ui*>(handle)->info_->find(symbol) : -1;
        return i < 0 ? LV2UI_INVALID_PORT_INDEX : static_cast<uint32_t>(i);
    }
    // Every control port is told anyway.
    static uint32_t subscribe(LV2UI_Feature_Handle, uint32_t, uint32_t, const LV2_Feature* const*) { return 0; }
    static void hold(LV2UI_Feature_Handle handle, uint32_t port, bool held) {
        auto* self = static_cast<X11Ui*>(handle);
        if (port < self->info_->ports.size() && !self->echo())
            self->add({.kind = held ? UiEvent::Kind::held : UiEvent::Kind::let_go, .port = static_cast<int>(port)});
    }

    const std::shared_ptr<const PluginInfo> info_;
    const float rate_, scale_, update_rate_ = kRate;
    const std::string title_;
    const Features base_; // map, unmap, log
    LV2_Options_Option options_[5];
    LV2UI_Resize resize_{this, want_size};
    LV2UI_Port_Map port_map_{this, port_index};
    LV2UI_Port_Subscribe subscribe_{this, subscribe, subscribe};
    LV2UI_Touch touch_{this, hold};
    LV2_Feature own_[8];
    std::vector<const LV2_Feature*> list_;
    const LV2UI_Descriptor* descriptor_ = nullptr;
    const LV2UI_Idle_Interface* idle_ = nullptr;
    const LV2UI_Resize* ui_resize_ = nullptr;
    LV2UI_Handle handle_ = nullptr;
    uintptr_t window_ = 0;
    bool fixed_ = false;
    const std::thread::id thread_ = std::this_thread::get_id();
    bool telling_ = false; // of thread_ alone
    std::mutex mutex_;
    std::vector<UiEvent> events_;
};

} // namespace

Result<std::unique_ptr<UiInstance>> UiInstance::open(const UiSpec& spec) {
    if (!spec.info || spec.info->window.empty())
        return fail(ErrorCode::unavailable,
                    spec.info && !spec.info->no_window.empty() ? spec.info->no_window : "it has no window of its own");
    auto out = std::make_unique<X11Ui>(spec);
    TRY_VOID(out->start());
    return std::unique_ptr<UiInstance>(std::move(out));
}

} // namespace tandem::lv2
