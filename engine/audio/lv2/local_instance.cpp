// A plug-in in this process.
#include <cmath>
#include <cstring>
#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/midi/midi.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/audio/lv2/instance.h"
#include "engine/audio/lv2/state_text.h"
#include "engine/audio/lv2/world.h"

namespace tandem::lv2 {

namespace {

// kMaxBlock frames; guarded ones end where a page begins that cannot be touched.
class Plane {
  public:
    explicit Plane(Buffers kind) {
        const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
        const size_t bytes = (kMaxBlock * sizeof(float) + page - 1) / page * page;
        size_ = bytes + page;
        void* at = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        VERIFY(at != MAP_FAILED);
        base_ = static_cast<char*>(at);
        if (kind == Buffers::guarded) VERIFY(mprotect(base_ + bytes, page, PROT_NONE) == 0);
        end_ = reinterpret_cast<float*>(base_ + bytes);
    }
    ~Plane() { munmap(base_, size_); }
    Plane(const Plane&) = delete;
    Plane& operator=(const Plane&) = delete;
    float* begin() const { return end_ - kMaxBlock; }
    // Room for `frames` that ends with the plane, on a boundary of 16 bytes.
    float* last(int frames) const { return end_ - (frames + 3) / 4 * 4; }

  private:
    char* base_;
    size_t size_;
    float* end_;
};

// Work that a plug-in asks for in run() is done right behind it, on the same thread, and the answers are given back at
// once: offline and live alike, so both give the same samples.
class Worker {
  public:
    Worker() : schedule_{this, &Worker::schedule} {}
    LV2_Worker_Schedule* feature() { return &schedule_; }
    void attach(LV2_Handle plugin, const LV2_Worker_Interface* interface) {
        plugin_ = plugin, interface_ = interface;
        requests_.reserve(kBytes), working_.reserve(kBytes), answers_.reserve(kBytes);
    }
    void after_run() {
        if (!interface_) return;
        // What an answer asks for in its turn waits for the next run.
        working_.swap(requests_);
        drain(working_,
              [&](uint32_t size, const void* data) { interface_->work(plugin_, &Worker::respond, this, size, data); });
        drain(answers_, [&](uint32_t size, const void* data) {
            if (interface_->work_response) interface_->work_response(plugin_, size, data);
        });
        if (interface_->end_run) interface_->end_run(plugin_);
    }
    void forget() { requests_.clear(), answers_.clear(); }

  private:
    static constexpr size_t kBytes = 1 << 16;
    static LV2_Worker_Status put(std::vector<char>& into, uint32_t size, const void* data) {
        if (into.size() + size + sizeof size > kBytes) return LV2_WORKER_ERR_NO_SPACE;
        const auto* s = reinterpret_cast<const char*>(&size);
        into.insert(into.end(), s, s + sizeof size);
        into.insert(into.end(), static_cast<const char*>(data), static_cast<const char*>(data) + size);
        return LV2_WORKER_SUCCESS;
    }
    template<class F>
    static void drain(std::vector<char>& from, F each) {
        for (size_t at = 0; at < from.size();) {
            uint32_t size;
            std::memcpy(&size, from.data() + at, sizeof size);
            each(size, from.data() + at + sizeof size);
            at += sizeof size + size;
        }
        from.clear();
    }
    static LV2_Worker_Status schedule(LV2_Worker_Schedule_Handle handle, uint32_t size, const void* data) {
        auto& self = *static_cast<Worker*>(handle);
        return self.interface_ ? put(self.requests_, size, data) : LV2_WORKER_ERR_UNKNOWN;
    }
    static LV2_Worker_Status respond(LV2_Worker_Respond_Handle handle, uint32_t size, const void* data) {
        return put(static_cast<Worker*>(handle)->answers_, size, data);
    }
    LV2_Worker_Schedule schedule_;
    LV2_Handle plugin_ = nullptr;
    const LV2_Worker_Interface* interface_ = nullptr;
    std::vector<char> requests_, working_, answers_;
};

class Local final : public Instance {
  public:
    Local(const InstanceSpec& spec, Buffers buffers)
        : spec_(spec), buffers_(buffers), features_(spec.rate, worker_.feature()) {}
    ~Local() override {
        if (!plugin_) return;
        const WorldLock lock;
        lilv_instance_deactivate(plugin_);
        lilv_instance_free(plugin_);
    }

    Result<void> open() {
        const PluginInfo& info = *spec_.info;
        const WorldLock lock;
        const LilvPlugin* found = lock.plugin(info.uri);
        if (!found) return fail(ErrorCode::no_input, "the plug-in is not installed", info.uri);
        plugin_ = lilv_plugin_instantiate(found, spec_.rate, features_.list());
        if (!plugin_) return fail(ErrorCode::unavailable, "the plug-in could not be started", info.name);
        state_ = extension<LV2_State_Interface>(LV2_STATE__interface);
        worker_.attach(lilv_instance_get_handle(plugin_), extension<LV2_Worker_Interface>(LV2_WORKER__interface));
        connect();
        TRY_VOID(restore());
        lilv_instance_activate(plugin_);
        return {};
    }

    bool run(int frames) override {
        if (buffers_ == Buffers::guarded) connect_planes(frames), copy_in(frames);
        for (Sequence& s : sequences_) s.prepare();
        if (midi_) sequences_[midi_sequence_].put(*midi_);
        lilv_instance_run(plugin_, static_cast<uint32_t>(frames));
        worker_.after_run();
        if (buffers_ == Buffers::guarded) copy_out(frames);
        return true;
    }
    bool restart() override {
        lilv_instance_deactivate(plugin_);
        worker_.forget();
        lilv_instance_activate(plugin_);
        return true;
    }
    int latency() const override {
        return std::isfinite(late_) && late_ > 0 ? static_cast<int>(std::lround(std::min(late_, 1e7f))) : 0;
    }
    Result<std::string> save() override {
        StateMap map;
        if (state_ && state_->save)
            state_->save(lilv_instance_get_handle(plugin_), store_property, &map, LV2_STATE_IS_POD,
                         features_.state_list());
        return state_text(map);
    }
    LilvInstance* plugin() const { return plugin_; }
    const Features& features() const { return features_; }

  private:
    // An atom port: empty going in, with room coming out.
    struct Sequence {
        std::vector<uint64_t> memory; // keeps it aligned to 8 bytes
        uint32_t bytes = 0;
        bool input = true;
        void prepare() {
            static const LV2_URID sequence = map_uri(LV2_ATOM__Sequence), chunk = map_uri(LV2_ATOM__Chunk);
            auto* s = reinterpret_cast<LV2_Atom_Sequence*>(memory.data());
            s->atom.type = input ? sequence : chunk;
            s->atom.size = input ? static_cast<uint32_t>(sizeof(LV2_Atom_Sequence_Body))
                                 : bytes - static_cast<uint32_t>(sizeof(LV2_Atom));
            s->body.unit = 0, s->body.pad = 0;
        }
        // Leaves the block empty. There is room for all that it can hold.
        void put(MidiBlock& block) {
            static const LV2_URID midi = map_uri(LV2_MIDI__MidiEvent);
            constexpr uint32_t kEventBytes = sizeof(LV2_Atom_Event) + 8; // three bytes, padded
            static_assert(sizeof(LV2_Atom_Sequence) + kMaxMessages * kEventBytes <= kSequenceBytes);
            auto* s = reinterpret_cast<LV2_Atom_Sequence*>(memory.data());
            auto* at = reinterpret_cast<char*>(s + 1);
            for (uint32_t i = 0; i < block.count; ++i, at += kEventBytes) {
                const MidiMessage& m = block.messages[i];
                auto* event = reinterpret_cast<LV2_Atom_Event*>(at);
                event->time.frames = m.frame;
                event->body.type = midi, event->body.size = m.size;
                std::memset(event + 1, 0, 8);
                std::memcpy(event + 1, m.bytes, m.size);
            }
            s->atom.size += block.count * kEventBytes;
            block.count = 0;
        }
    };

    template<class T>
    const T* extension(const char* uri) const {
        return static_cast<const T*>(lilv_instance_get_extension_data(plugin_, uri));
    }

    void connect() {
        const std::vector<Port>& ports = spec_.info->ports;
        measured_.resize(ports.size() + 1);
        parameters_.resize(ports.size() + 1);
        controls_ = parameters_.data(), control_outputs_ = measured_.data();
        sequences_.reserve(ports.size());
        size_t parameter = 0, measured = 0;
        for (uint32_t i = 0; i < ports.size(); ++i) {
            const Port& p = ports[i];
            void* at = nullptr;
            if (p.kind == PortKind::audio || p.kind == PortKind::cv) {
                planes_.push_back(std::make_unique<Plane>(buffers_));
                plane_port_.push_back(i);
                shown_.emplace_back(buffers_ == Buffers::guarded ? kMaxBlock : 0);
                float* own = planes_.back()->begin();
                float* shown = buffers_ == Buffers::guarded ? shown_.back().data() : own;
                if (p.kind == PortKind::audio) (!p.input ? outputs_ : p.side_chain ? sides_ : inputs_).push_back(shown);
                at = own;
            } else if (p.kind == PortKind::control && p.input) {
                parameters_[parameter] = initial(p);
                at = &parameters_[parameter++];
            } else if (p.kind == PortKind::control && static_cast<int>(i) == spec_.info->latency_port) {
                at = &late_;
            } else if (p.kind == PortKind::control) {
                measured_[measured] = initial(p);
                at = &measured_[measured++];
            } else if (p.kind == PortKind::atom) {
                Sequence& s = sequences_.emplace_back();
                s.bytes = std::max<uint32_t>(p.sequence_size, kSequenceBytes), s.input = p.input;
                s.memory.resize(s.bytes / 8 + 4);
                s.prepare();
                if (static_cast<int>(i) == spec_.info->midi_input()) {
                    block_ = std::make_unique<MidiBlock>();
                    midi_ = block_.get(), midi_sequence_ = sequences_.size() - 1;
                    s.put(*midi_); // the number of its kind is asked for here, not while it runs
                }
                at = s.memory.data();
            }
            lilv_instance_connect_port(plugin_, i, at);
        }
    }
    float initial(const Port& p) const { return p.of_rate ? p.initial * static_cast<float>(spec_.rate) : p.initial; }
    void connect_planes(int frames) {
        if (frames == connected_) return;
        connected_ = frames;
        for (size_t i = 0; i < planes_.size(); ++i)
            lilv_instance_connect_port(plugin_, plane_port_[i], planes_[i]->last(frames));
    }
    void copy_in(int frames) {
        for (size_t i = 0; i < planes_.size(); ++i)
            if (spec_.info->ports[plane_port_[i]].input)
                std::memcpy(planes_[i]->last(frames), shown_[i].data(), static_cast<size_t>(frames) * sizeof(float));
    }
    void copy_out(int frames) {
        for (size_t i = 0; i < planes_.size(); ++i)
            if (!spec_.info->ports[plane_port_[i]].input)
                std::memcpy(shown_[i].data(), planes_[i]->last(frames), static_cast<size_t>(frames) * sizeof(float));
    }

    Result<void> restore() {
        if (spec_.state.empty() || !state_ || !state_->restore) return {};
        const StateMap map = TRY(parse_state(spec_.state));
        StateReader reader{map};
        const LV2_State_Status status =
            state_->restore(lilv_instance_get_handle(plugin_), retrieve_property, &reader, 0, features_.state_list());
        if (status != LV2_STATE_SUCCESS)
            return fail(ErrorCode::bad_data, "the plug-in does not take its saved state", spec_.info->name);
        return {};
    }

    const InstanceSpec spec_;
    const Buffers buffers_;
    Worker worker_;
    Features features_;
    LilvInstance* plugin_ = nullptr;
    const LV2_State_Interface* state_ = nullptr;
    std::vector<std::unique_ptr<Plane>> planes_; // of audio and CV ports, with their ports and, guarded, what is shown
    std::vector<uint32_t> plane_port_;
    std::vector<std::vector<float>> shown_;
    std::vector<float> parameters_, measured_; // by control input, by control output
    float late_ = 0;                           // frames, as the plug-in says
    std::vector<Sequence> sequences_;
    std::unique_ptr<MidiBlock> block_;
    size_t midi_sequence_ = 0;
    int connected_ = -1;
};

} // namespace

Result<std::unique_ptr<Instance>> make_local(const InstanceSpec& spec, Buffers buffers) {
    if (!spec.info->lacking.empty())
        return fail(ErrorCode::unavailable, "the plug-in needs what is not there: " + spec.info->lacking.front(),
                    spec.info->name);
    auto made = std::make_unique<Local>(spec, buffers);
    TRY_VOID(made->open());
    return std::unique_ptr<Instance>(std::move(made));
}

Result<PresetValues> read_preset(const PluginInfo& info, const std::string& preset_uri) {
    auto shared = find(info.uri);
    if (!shared) return fail(ErrorCode::no_input, "the plug-in is not installed", info.uri);
    auto made = std::make_unique<Local>(InstanceSpec{.info = shared, .rate = 48000, .state = {}}, Buffers::plain);
    TRY_VOID(made->open());
    const WorldLock lock;
    LV2_URID_Map map{nullptr, [](LV2_URID_Map_Handle, const char* uri) { return map_uri(uri); }};
    LilvNode* node = lilv_new_uri(lock.world(), preset_uri.c_str());
    LilvState* state = node ? lilv_state_new_from_world(lock.world(), &map, node) : nullptr;
    lilv_node_free(node);
    if (!state) return fail(ErrorCode::no_input, "the plug-in has no such preset", preset_uri);
    PresetValues out;
    auto take = [](const char* symbol, void* data, const void* value, uint32_t size, uint32_t type) {
        static const LV2_URID real = map_uri(LV2_ATOM__Float), whole = map_uri(LV2_ATOM__Int);
        float v = 0;
        if (type == real && size == sizeof v) {
            std::memcpy(&v, value, sizeof v);
        } else if (type == whole && size == 4) {
            int32_t i;
            std::memcpy(&i, value, 4);
            v = static_cast<float>(i);
        } else {
            return;
        }
        static_cast<PresetValues*>(data)->values.emplace_back(symbol, v);
    };
    lilv_state_emit_port_values(state, take, &out);
    lilv_state_restore(state, made->plugin(), nullptr, nullptr, 0, made->features().state_list());
    lilv_state_free(state);
    out.state = TRY(made->save());
    return out;
}

} // namespace tandem::lv2
