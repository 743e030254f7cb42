// lilv's data into PluginInfo.
#include "engine/audio/lv2/world.h"

#include <algorithm>
#include <cmath>
#include <lilv/lilv.h>
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/port-props/port-props.h>
#include <lv2/presets/presets.h>
#include <lv2/resize-port/resize-port.h>
#include <lv2/ui/ui.h>
#include <lv2/units/units.h>
#include <map>
#include <mutex>
#include <optional>

#include "engine/audio/lv2/features.h"
#include "engine/audio/lv2/ui_instance.h"

namespace tandem::lv2 {

namespace {

struct NodeFree {
    void operator()(LilvNode* n) const { lilv_node_free(n); }
};
using Node = std::unique_ptr<LilvNode, NodeFree>;

std::string text_of(const LilvNode* n) { return n ? lilv_node_as_string(n) : ""; }

struct Store {
    LilvWorld* world = nullptr;
    std::recursive_mutex mutex; // of the world
    // Those that were asked for, as reading one takes milliseconds; null = not installed. With a mutex of their own:
    // who asks again does not wait for a plug-in that is being made.
    std::map<std::string, std::shared_ptr<const PluginInfo>> known;
    std::mutex known_mutex;

    // Lives as long as the process: plug-ins may hold on to what it gave them.
    Store() : world(lilv_world_new()) { lilv_world_load_all(world); }

    const LilvPlugin* plugin(const std::string& identity) const {
        if (identity.find(':') == identity.npos) return nullptr; // lilv would print that it is no URI
        const Node node = uri(identity.c_str());
        return node ? lilv_plugins_get_by_uri(lilv_world_get_all_plugins(world), node.get()) : nullptr;
    }

    std::vector<std::string> uris() {
        const std::lock_guard lock(mutex);
        std::vector<std::string> out;
        const LilvPlugins* all = lilv_world_get_all_plugins(world);
        LILV_FOREACH(plugins, i, all) out.push_back(text_of(lilv_plugin_get_uri(lilv_plugins_get(all, i))));
        return out;
    }

    std::shared_ptr<const PluginInfo> find(const std::string& identity) {
        auto look = [&]() -> std::optional<std::shared_ptr<const PluginInfo>> {
            const std::lock_guard lock(known_mutex);
            const auto it = known.find(identity);
            if (it == known.end()) return {};
            return it->second;
        };
        if (auto found = look()) return *found;
        const std::lock_guard lock(mutex);
        if (auto found = look()) return *found;
        const LilvPlugin* p = plugin(identity);
        auto info = p ? read(p) : nullptr;
        const std::lock_guard add(known_mutex);
        return known[identity] = std::move(info);
    }

    Node uri(const char* u) const { return Node(lilv_new_uri(world, u)); }

    std::string label(const LilvNode* subject) const {
        Node found(lilv_world_get(world, subject, uri(LILV_NS_RDFS "label").get(), nullptr));
        return text_of(found.get());
    }

    std::string unit_of(const LilvPlugin* p, const LilvPort* port) const {
        Node unit(lilv_port_get(p, port, uri(LV2_UNITS__unit).get()));
        if (!unit) return {};
        Node symbol(lilv_world_get(world, unit.get(), uri(LV2_UNITS__symbol).get(), nullptr));
        return text_of(symbol.get());
    }

    bool is_side_chain(const LilvPlugin* p, const LilvPort* port) const {
        if (lilv_port_has_property(p, port, uri(LV2_CORE_PREFIX "isSideChain").get())) return true;
        Node group(lilv_port_get(p, port, uri(LV2_PORT_GROUPS__group).get()));
        if (!group) return false;
        return lilv_world_ask(world, group.get(), uri(LV2_PORT_GROUPS__sideChainOf).get(), nullptr);
    }

    Port read_port(const LilvPlugin* p, const LilvPort* port) const {
        Port out;
        auto is = [&](const char* kind) { return lilv_port_is_a(p, port, uri(kind).get()); };
        auto has = [&](const char* property) { return lilv_port_has_property(p, port, uri(property).get()); };
        out.kind = is(LV2_CORE__AudioPort)     ? PortKind::audio
                   : is(LV2_CORE__ControlPort) ? PortKind::control
                   : is(LV2_CORE__CVPort)      ? PortKind::cv
                   : is(LV2_ATOM__AtomPort)    ? PortKind::atom
                                               : PortKind::other;
        out.input = is(LV2_CORE__InputPort);
        out.symbol = text_of(lilv_port_get_symbol(p, port));
        Node name(lilv_port_get_name(p, port));
        out.name = text_of(name.get());
        out.unit = unit_of(p, port);
        out.of_rate = has(LV2_CORE__sampleRate), out.toggled = has(LV2_CORE__toggled);
        out.integer = has(LV2_CORE__integer), out.enumeration = has(LV2_CORE__enumeration);
        out.logarithmic = has(LV2_PORT_PROPS__logarithmic), out.hidden = has(LV2_PORT_PROPS__notOnGUI);
        out.optional = has(LV2_CORE__connectionOptional);
        out.side_chain = out.kind == PortKind::audio && out.input && is_side_chain(p, port);
        read_range(p, port, out);
        if (out.kind == PortKind::atom) {
            out.midi = out.input && lilv_port_supports_event(p, port, uri(LV2_MIDI__MidiEvent).get());
            Node size(lilv_port_get(p, port, uri(LV2_RESIZE_PORT__minimumSize).get()));
            const int bytes = size && lilv_node_is_int(size.get()) ? lilv_node_as_int(size.get()) : 0;
            out.sequence_size = static_cast<uint32_t>(std::clamp(bytes, 8192, 1 << 24));
        }
        if (LilvScalePoints* points = lilv_port_get_scale_points(p, port)) {
            LILV_FOREACH(scale_points, i, points) {
                const LilvScalePoint* s = lilv_scale_points_get(points, i);
                out.points.push_back(
                    {text_of(lilv_scale_point_get_label(s)), lilv_node_as_float(lilv_scale_point_get_value(s))});
            }
            lilv_scale_points_free(points);
        }
        std::stable_sort(out.points.begin(), out.points.end(),
                         [](const ScalePoint& a, const ScalePoint& b) { return a.value < b.value; });
        return out;
    }

    static void read_range(const LilvPlugin* p, const LilvPort* port, Port& out) {
        LilvNode *initial = nullptr, *min = nullptr, *max = nullptr;
        lilv_port_get_range(p, port, &initial, &min, &max);
        const Node own[] = {Node(initial), Node(min), Node(max)};
        auto number = [](const LilvNode* n, float otherwise) {
            if (!n || !(lilv_node_is_float(n) || lilv_node_is_int(n))) return otherwise;
            const float v = lilv_node_as_float(n);
            return std::isfinite(v) ? v : otherwise;
        };
        out.min = number(min, 0);
        out.max = number(max, std::max(1.0f, out.min));
        if (out.max < out.min) out.max = out.min;
        out.initial = std::clamp(number(initial, std::clamp(0.0f, out.min, out.max)), out.min, out.max);
    }

    // Why this one cannot be shown; empty where it can.
    std::string window_lacks(const LilvUI* ui) const {
        if (!lilv_ui_is_a(ui, uri(LV2_UI__X11UI).get())) {
            std::string kinds;
            LILV_FOREACH(nodes, i, lilv_ui_get_classes(ui)) {
                const std::string kind = text_of(lilv_nodes_get(lilv_ui_get_classes(ui), i));
                kinds += (kinds.empty() ? "" : ", ") + kind.substr(kind.find_last_of("#/") + 1);
            }
            return "is not for X11 (" + kinds + ")";
        }
        lilv_world_load_resource(world, lilv_ui_get_uri(ui));
        std::string lacking;
        LilvNodes* required =
            lilv_world_find_nodes(world, lilv_ui_get_uri(ui), uri(LV2_CORE__requiredFeature).get(), nullptr);
        LILV_FOREACH(nodes, i, required) {
            const std::string feature = text_of(lilv_nodes_get(required, i));
            if (!has_ui_feature(feature)) lacking += (lacking.empty() ? "" : ", ") + feature;
        }
        lilv_nodes_free(required);
        return lacking.empty() ? "" : "needs what a window in its own process cannot have: " + lacking;
    }

    void read_window(const LilvPlugin* p, PluginInfo& out) const {
        LilvUIs* all = lilv_plugin_get_uis(p);
        LILV_FOREACH(uis, i, all) {
            const LilvUI* ui = lilv_uis_get(all, i);
            const std::string lacks = window_lacks(ui);
            if (lacks.empty()) {
                out.window = text_of(lilv_ui_get_uri(ui));
                out.no_window.clear();
                break;
            }
            // Of those for X11 rather than of the others.
            if (out.no_window.empty() || lilv_ui_is_a(ui, this->uri(LV2_UI__X11UI).get()))
                out.no_window = "its window " + lacks;
        }
        lilv_uis_free(all);
    }

    std::shared_ptr<const PluginInfo> read(const LilvPlugin* p) const {
        auto out = std::make_shared<PluginInfo>();
        out->uri = text_of(lilv_plugin_get_uri(p));
        Node name(lilv_plugin_get_name(p)), author(lilv_plugin_get_author_name(p));
        out->name = name ? text_of(name.get()) : out->uri;
        out->author = text_of(author.get());
        out->kind = text_of(lilv_plugin_class_get_label(lilv_plugin_get_class(p)));
        if (char* path = lilv_file_uri_parse(text_of(lilv_plugin_get_bundle_uri(p)).c_str(), nullptr)) {
            out->bundle = path;
            lilv_free(path);
        }
        for (uint32_t i = 0; i < lilv_plugin_get_num_ports(p); ++i)
            out->ports.push_back(read_port(p, lilv_plugin_get_port_by_index(p, i)));
        if (lilv_plugin_has_latency(p)) {
            const auto port = static_cast<int>(lilv_plugin_get_latency_port_index(p));
            if (port >= 0 && port < static_cast<int>(out->ports.size())) out->latency_port = port;
        }
        if (LilvNodes* required = lilv_plugin_get_required_features(p)) {
            LILV_FOREACH(nodes, i, required) out->required.push_back(text_of(lilv_nodes_get(required, i)));
            lilv_nodes_free(required);
        }
        std::sort(out->required.begin(), out->required.end());
        for (const std::string& f : out->required)
            if (!has_feature(f)) out->lacking.push_back(f);
        for (const Port& port : out->ports)
            if (port.kind == PortKind::other && !port.optional)
                out->lacking.push_back("a port of an unknown kind: " + port.symbol);
        out->realtime = lilv_plugin_has_feature(p, uri(LV2_CORE__hardRTCapable).get());
        read_window(p, *out);
        if (LilvNodes* presets = lilv_plugin_get_related(p, uri(LV2_PRESETS__Preset).get())) {
            LILV_FOREACH(nodes, i, presets) {
                const LilvNode* preset = lilv_nodes_get(presets, i);
                lilv_world_load_resource(world, preset);
                out->presets.push_back({text_of(preset), label(preset)});
            }
            lilv_nodes_free(presets);
        }
        std::sort(out->presets.begin(), out->presets.end(),
                  [](const Preset& a, const Preset& b) { return std::tie(a.label, a.uri) < std::tie(b.label, b.uri); });
        return out;
    }
};

Store& store() {
    static Store* const one = new Store;
    return *one;
}

} // namespace

std::vector<int> PluginInfo::main_inputs() const {
    std::vector<int> out;
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].kind == PortKind::audio && ports[i].input && !ports[i].side_chain)
            out.push_back(static_cast<int>(i));
    return out;
}
std::vector<int> PluginInfo::side_inputs() const {
    std::vector<int> out;
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].kind == PortKind::audio && ports[i].input && ports[i].side_chain)
            out.push_back(static_cast<int>(i));
    return out;
}
std::vector<int> PluginInfo::outputs() const {
    std::vector<int> out;
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].kind == PortKind::audio && !ports[i].input) out.push_back(static_cast<int>(i));
    return out;
}
std::vector<int> PluginInfo::controls() const {
    std::vector<int> out;
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].kind == PortKind::control && ports[i].input) out.push_back(static_cast<int>(i));
    return out;
}
std::vector<int> PluginInfo::control_outputs() const {
    std::vector<int> out;
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].kind == PortKind::control && !ports[i].input && static_cast<int>(i) != latency_port)
            out.push_back(static_cast<int>(i));
    return out;
}
int PluginInfo::midi_input() const {
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].midi) return static_cast<int>(i);
    return -1;
}
int PluginInfo::find(const std::string& symbol) const {
    for (size_t i = 0; i < ports.size(); ++i)
        if (ports[i].symbol == symbol) return static_cast<int>(i);
    return -1;
}

std::vector<std::shared_ptr<const PluginInfo>> installed() {
    std::vector<std::shared_ptr<const PluginInfo>> out;
    for (const std::string& uri : store().uris()) out.push_back(store().find(uri));
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return std::tie(a->name, a->uri) < std::tie(b->name, b->uri); });
    return out;
}
std::shared_ptr<const PluginInfo> find(const std::string& uri) { return store().find(uri); }

WorldLock::WorldLock() { store().mutex.lock(); }
WorldLock::~WorldLock() { store().mutex.unlock(); }
LilvWorldImpl* WorldLock::world() const { return store().world; }
const LilvPluginImpl* WorldLock::plugin(const std::string& uri) const { return store().plugin(uri); }

} // namespace tandem::lv2
