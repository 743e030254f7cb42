// The mixer's graph: which strips are heard, in which order, and what feeds what.
#include "engine/audio/compile_plan.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/audio/processors/processor.h"
#include "engine/model/routing.h"

namespace tandem::audio {

static constexpr int64_t kMaxRunners = 4096;

namespace {
struct Route { // an output or a send
    int from, to;
    const Send* send; // null = the strip's output
    bool pre() const { return send && send->point == SendPoint::pre_fader; }
};

struct StripPlace {
    const Strip* strip;
    uint64_t id;
    StripRef ref;
    std::string label;
    int channels;
    const Track* track = nullptr;
    bool mute = false, solo = false; // of its groups too
    std::vector<const FaderGroup*> groups = {};
    int before_fader = -1, after_fader = -1; // nodes, once built
    int label_index = 0;
    int at = -1;        // node that the chain goes on from
    size_t next = 0;    // insert that comes next in it
    bool waits = false; // for a strip that the insert listens to; the rest is built after the lanes
    int midi = -1;      // for the next insert that takes it, index into AudioPlan::midi
};

// Strips of a sequence with their routes: tracks, then buses, the master last.
struct Graph {
    std::vector<StripPlace> strips;
    std::vector<Route> routes; // only those that are heard
    std::vector<int> order;    // of strips that reach the target, each after what feeds it

    // The strip that an insert listens to; -1 = silence: muted or not there.
    int key_of(const Effect& e) const {
        for (size_t i = 0; i < strips.size(); ++i)
            if (strips[i].ref == *e.key && !strips[i].mute) return static_cast<int>(i);
        return -1;
    }
};

bool is_keyed(const Effect& e) { return e.enabled && e.key && takes_key(e.kind); }
} // namespace

static const Strip& default_strip() {
    static const Strip strip;
    return strip;
}

static void add_routes(Graph& g, const std::map<BusId, int>& buses, int from) {
    const Strip& s = *g.strips[static_cast<size_t>(from)].strip;
    int master = static_cast<int>(g.strips.size()) - 1;
    auto it = buses.find(s.output);
    g.routes.push_back({from, it == buses.end() ? master : it->second, nullptr});
    for (const Send& send : s.sends)
        if (auto to = buses.find(send.bus); to != buses.end() && send.enabled)
            g.routes.push_back({from, to->second, &send});
}

// Solo in place: a route is heard where some strip before or after it on its way is soloed. Mute wins.
static void drop_silent_routes(Graph& g) {
    size_t n = g.strips.size();
    std::vector<char> solo(n), up(n), down(n);
    bool any = false;
    for (size_t i = 0; i + 1 < n; ++i) any |= (solo[i] = g.strips[i].solo) != 0;
    up = solo, down = solo;
    for (size_t pass = 0; any && pass < n; ++pass) {
        bool changed = false;
        for (const Route& r : g.routes) {
            auto from = static_cast<size_t>(r.from), to = static_cast<size_t>(r.to);
            if (up[from] && !up[to]) up[to] = 1, changed = true;
            if (down[to] && !down[from]) down[from] = 1, changed = true;
        }
        if (!changed) break;
    }
    std::erase_if(g.routes, [&](const Route& r) {
        if (g.strips[static_cast<size_t>(r.from)].mute) return true;
        return any && !up[static_cast<size_t>(r.from)] && !down[static_cast<size_t>(r.to)];
    });
}

static Result<Graph> make_graph(const Sequence& s, int channels, int target_bus, const std::vector<StripRef>& listen) {
    Graph g;
    std::map<BusId, int> buses;
    for (const auto& t : s.tracks)
        if (t->kind == TrackKind::sound)
            g.strips.push_back({t->strip ? t->strip.get() : &default_strip(),
                                t->id.value,
                                {.track = t->id},
                                "track " + t->name,
                                0,
                                t.get()});
    if (s.mixer)
        for (const auto& b : s.mixer->buses) {
            buses[b->id] = static_cast<int>(g.strips.size());
            g.strips.push_back({b->strip ? b->strip.get() : &default_strip(),
                                b->id.value,
                                {.bus = b->id},
                                "bus " + b->name,
                                layout_channels(b->channels)});
        }
    g.strips.push_back({s.mixer && s.mixer->master ? s.mixer->master.get() : &default_strip(),
                        0,
                        {},
                        "master",
                        layout_channels(s.mixer ? s.mixer->channels : channels)});
    for (StripPlace& p : g.strips) {
        p.groups = groups_of(s, *p.strip);
        p.mute = p.strip->mute, p.solo = p.strip->solo;
        for (const FaderGroup* group : p.groups) p.mute |= group->strip->mute, p.solo |= group->strip->solo;
    }
    int master = static_cast<int>(g.strips.size()) - 1, target = target_bus < 0 ? master : target_bus;
    for (int i = 0; i < master; ++i) add_routes(g, buses, i);
    drop_silent_routes(g);
    // Depth first from the target, tracks in their order, so that the order of sums is the user's.
    std::vector<char> state(g.strips.size()); // 1 = on the way, 2 = done
    std::function<bool(int)> visit = [&](int i) {
        auto& mark = state[static_cast<size_t>(i)];
        if (mark) return mark == 2;
        mark = 1;
        for (const Route& r : g.routes)
            if (r.to == i && !visit(r.from)) return false;
        for (const auto& e : g.strips[static_cast<size_t>(i)].strip->inserts)
            if (is_keyed(*e))
                if (const int key = g.key_of(*e); key >= 0 && !visit(key)) return false;
        mark = 2;
        g.order.push_back(i);
        return true;
    };
    bool straight = g.strips[static_cast<size_t>(target)].mute || visit(target);
    for (int i = 0; i < static_cast<int>(g.strips.size()); ++i)
        if (std::find(listen.begin(), listen.end(), g.strips[static_cast<size_t>(i)].ref) != listen.end())
            straight = straight && visit(i);
    if (!straight)
        return fail(ErrorCode::bad_data,
                    "the mixer's strips feed each other in a circle; change an output, a send or a side chain",
                    "sequence " + s.name);
    return g;
}

namespace {
struct Builder {
    AudioPlan& plan;
    Graph& graph;
    int silent = -1; // node

    int param(const Param& p) {
        plan.params.push_back(compile_param(p, {}, plan.rate, plan.points));
        return static_cast<int>(plan.params.size() - 1);
    }
    int map(int from, int to) {
        for (size_t i = 0; i < plan.maps.size(); ++i)
            if (plan.maps[i].from == from && plan.maps[i].to == to) return static_cast<int>(i);
        plan.maps.push_back(make_channel_map(from, 0, to, pan_gains(PanLaw::db3, 0).left));
        return static_cast<int>(plan.maps.size() - 1);
    }
    int add(PlanNode n) {
        plan.nodes.push_back(n);
        return static_cast<int>(plan.nodes.size() - 1);
    }
    // A node of nothing, for inserts that listen to a silent strip.
    int silence() {
        if (silent < 0) silent = add({.kind = NodeKind::sum, .channels_in = 1, .channels = 1});
        return silent;
    }
    void key_edge(PlanNode& n, const Effect& e) {
        const int key = graph.key_of(e);
        const int from = key >= 0 ? graph.strips[static_cast<size_t>(key)].after_fader : -1;
        n.first_edge = static_cast<int>(plan.edges.size()), n.edges = 1;
        plan.edges.push_back({.from = from >= 0 ? from : silence()});
    }
    // The insert as a node after place.at, or -1 where it does nothing.
    int insert(StripPlace& place, const Effect& e) {
        const int width = plan.nodes[static_cast<size_t>(place.at)].channels;
        PlanNode n{.state_id = e.id.value,
                   .label = place.label_index,
                   .channels_in = width,
                   .channels = width,
                   .input = place.at,
                   .law = place.strip->law};
        if (e.kind == EffectKind::gain) {
            n.kind = NodeKind::gain, n.gain = param(e.params[0]);
        } else if (e.kind == EffectKind::pan) {
            n.kind = NodeKind::pan, n.pan = param(e.params[0]), n.channels = std::max(2, width);
        } else if (e.plugin && width <= kMaxChannels) {
            n.plugin = add_plugin(plan, e, place.label_index);
            if (n.plugin < 0) return -1;
            const PlanPlugin& p = plan.plugins[static_cast<size_t>(n.plugin)];
            n.kind = NodeKind::process, n.effect = e.kind;
            if (p.info->midi_input() >= 0) n.midi = std::exchange(place.midi, -1);
            n.channels = p.info->outputs().size() > 1 ? std::max(2, width) : width;
            n.latency = (p.latency + kQuantum - 1) / kQuantum * kQuantum;
            n.first_param = static_cast<int>(plan.params.size());
            for (const int port : p.info->controls()) {
                const lv2::Port& c = p.info->ports[static_cast<size_t>(port)];
                const Param* set = e.plugin->find(c.symbol);
                param(set ? *set : Param{c.initial * (c.of_rate ? plan.rate : 1.0), nullptr});
                ++n.params;
            }
            if (is_keyed(e) && !p.info->side_inputs().empty()) key_edge(n, e);
        } else if (has_processor(e.kind) && width <= kMaxChannels) {
            const bool spreads = e.kind == EffectKind::reverb || e.kind == EffectKind::delay;
            n.kind = NodeKind::process, n.effect = e.kind, n.channels = spreads ? std::max(2, width) : width;
            n.latency = processor_latency(e.kind, plan.rate);
            n.first_param = static_cast<int>(plan.params.size()), n.params = static_cast<int>(e.params.size());
            for (const Param& p : e.params) param(p);
            if (is_keyed(e)) key_edge(n, e);
        } else {
            return -1;
        }
        return add(n);
    }
    // Inserts and fader after place.at. In a lane it stops where an insert listens to another strip.
    enum class Where : uint8_t { lane, after_lanes };
    void chain(StripPlace& place, int index, Where where) {
        const Strip& s = *place.strip;
        for (; place.next < s.inserts.size(); ++place.next) {
            const Effect& e = *s.inserts[place.next];
            if (!e.enabled || (e.params.empty() && !e.plugin)) continue;
            if (where == Where::lane && is_keyed(e)) return (void)(place.waits = true);
            if (const int node = insert(place, e); node >= 0) place.at = node;
        }
        place.waits = false;
        place.before_fader = place.at;
        const int width = plan.nodes[static_cast<size_t>(place.at)].channels;
        bool mono = width == 1;
        for (const Route& r : graph.routes)
            if (r.from == index && !r.pre() && graph.strips[static_cast<size_t>(r.to)].channels > 1) mono = false;
        PlanNode n{.kind = NodeKind::fader,
                   .state_id = place.id,
                   .label = place.label_index,
                   .channels_in = width,
                   .channels = mono ? 1 : std::max(2, width),
                   .input = place.at};
        n.gain = param(s.gain_db), n.pan = param(s.pan), n.law = s.law, n.invert = s.invert;
        n.first_group = static_cast<int>(plan.params.size()), n.groups = static_cast<int>(place.groups.size());
        for (const FaderGroup* group : place.groups) param(group->strip->gain_db);
        place.after_fader = add(n);
    }
};
} // namespace

Result<Ref<AudioPlan>> PlanCompiler::sequence(const Sequence& s, int channels, BusId bus) {
    auto plan = std::make_shared<AudioPlan>();
    plan->rate = spec.rate, plan->channels = layout_channels(channels);
    plan->frame_rate = s.format.rate, plan->drop_frame = s.format.drop_frame;
    int target = -1, tracks = 0;
    for (const auto& t : s.tracks) tracks += t->kind == TrackKind::sound;
    if (bus) {
        for (size_t i = 0; s.mixer && i < s.mixer->buses.size(); ++i)
            if (s.mixer->buses[i]->id == bus) target = tracks + static_cast<int>(i);
        if (target < 0) return fail(ErrorCode::usage, "no such bus in this sequence", "sequence " + s.name);
    }
    static const std::vector<StripRef> kNone;
    const std::vector<StripRef>& listened = depth == 0 ? listen : kNone;
    Graph g = TRY(make_graph(s, plan->channels, target, listened));
    Builder build{*plan, g};
    for (int index : g.order) {
        StripPlace& place = g.strips[static_cast<size_t>(index)];
        place.label_index = static_cast<int>(plan->labels.size());
        plan->labels.push_back(place.label);
        if (!place.track || inputs) continue;
        const int first_clip = static_cast<int>(plan->clips.size());
        int width = TRY(clips(*place.track, *plan, plan->weight));
        const int count = static_cast<int>(plan->clips.size()) - first_clip;
        place.midi = midi(*place.track, *plan);
        if (count == 0 && place.midi < 0) continue;
        place.channels = width = std::max(1, width);
        place.at = build.add({.kind = NodeKind::clips,
                              .state_id = place.id,
                              .label = place.label_index,
                              .channels_in = width,
                              .channels = width,
                              .first_clip = first_clip,
                              .clips = count,
                              .law = place.strip->law});
        const int first = place.at;
        build.chain(place, index, Builder::Where::lane);
        const int nodes = static_cast<int>(plan->nodes.size()) - first;
        plan->lanes.push_back({first, nodes, place.waits ? nodes : nodes - 1});
    }
    plan->serial_begin = static_cast<int>(plan->nodes.size());
    for (int index : g.order) {
        StripPlace& place = g.strips[static_cast<size_t>(index)];
        if (place.track && inputs) {
            const TrackInput& in = place.track->input;
            if (std::find(inputs->begin(), inputs->end(), place.track->id) == inputs->end()) continue;
            place.channels = in.channels;
            place.at = build.add({.kind = NodeKind::input,
                                  .state_id = place.id,
                                  .label = place.label_index,
                                  .channels_in = in.channels,
                                  .channels = in.channels,
                                  .first_input = in.first,
                                  .input_rests = in.monitoring == Monitoring::automatic,
                                  .law = place.strip->law});
            build.chain(place, index, Builder::Where::after_lanes);
            continue;
        }
        if (place.track) {
            if (place.waits) build.chain(place, index, Builder::Where::after_lanes);
            if (place.midi >= 0)
                plan->warnings.push_back(place.label +
                                         ": its MIDI clips are silent, as none of its inserts takes MIDI; add an LV2 "
                                         "instrument to the track");
            continue;
        }
        PlanNode sum{.kind = NodeKind::sum,
                     .state_id = place.id,
                     .label = place.label_index,
                     .channels_in = place.channels,
                     .channels = place.channels,
                     .first_edge = static_cast<int>(plan->edges.size())};
        for (const Route& r : g.routes) {
            const StripPlace& from = g.strips[static_cast<size_t>(r.from)];
            if (r.to != index || from.after_fader < 0) continue;
            int node = r.pre() ? from.before_fader : from.after_fader;
            plan->edges.push_back({.from = node,
                                   .param = r.send ? build.param(r.send->gain_db) : -1,
                                   .map = build.map(plan->nodes[static_cast<size_t>(node)].channels, place.channels),
                                   .strip = from.id});
        }
        sum.edges = static_cast<int>(plan->edges.size()) - sum.first_edge;
        if (sum.edges == 0) continue;
        place.at = build.add(sum);
        build.chain(place, index, Builder::Where::after_lanes);
        plan->output = place.after_fader;
    }
    const StripPlace& out = g.strips[target < 0 ? g.strips.size() - 1 : static_cast<size_t>(target)];
    plan->output = out.after_fader;
    if (out.after_fader >= 0 && plan->nodes[static_cast<size_t>(out.after_fader)].channels != plan->channels) {
        int from = plan->nodes[static_cast<size_t>(out.after_fader)].channels;
        int label = static_cast<int>(plan->labels.size());
        plan->labels.push_back("output");
        plan->edges.push_back({.from = out.after_fader, .map = build.map(from, plan->channels)});
        plan->output = build.add({.kind = NodeKind::sum,
                                  .label = label,
                                  .channels_in = plan->channels,
                                  .channels = plan->channels,
                                  .first_edge = static_cast<int>(plan->edges.size()) - 1,
                                  .edges = 1});
    }
    if (!listened.empty()) {
        PlanNode sum{.kind = NodeKind::sum,
                     .label = static_cast<int>(plan->labels.size()),
                     .channels_in = plan->channels,
                     .channels = plan->channels,
                     .first_edge = static_cast<int>(plan->edges.size())};
        plan->labels.push_back("listen");
        for (const StripPlace& p : g.strips) {
            if (p.before_fader < 0 || std::find(listened.begin(), listened.end(), p.ref) == listened.end()) continue;
            const int width = plan->nodes[static_cast<size_t>(p.before_fader)].channels;
            plan->edges.push_back({.from = p.before_fader, .map = build.map(width, plan->channels)});
        }
        sum.edges = static_cast<int>(plan->edges.size()) - sum.first_edge;
        plan->listen = build.add(sum);
    }
    for (const StripPlace& p : g.strips) {
        const int node = p.after_fader;
        plan->strips.push_back(
            {p.ref, node, node >= 0 ? plan->nodes[static_cast<size_t>(node)].channels : std::max(1, p.channels)});
    }
    if (plan->weight > kMaxRunners)
        return fail(ErrorCode::bad_data, "nested sequences multiply to more than 4096 at one instant",
                    "sequence " + s.name);
    plan->plugin_faults = std::make_shared<PluginFaults>(plan->plugins.size());
    compensate_delays(*plan);
    assign_buffers(*plan);
    return Ref<AudioPlan>(std::move(plan));
}

static Result<void> check_spec(const AudioSpec& spec) {
    if (spec.rate < 8000 || spec.rate > 384000)
        return fail(ErrorCode::usage, "the sample rate must be within 8000 and 384000 Hz");
    if (spec.channels != layout_channels(spec.channels) || spec.threads < 1)
        return fail(ErrorCode::usage, "sound is made in 1, 2, 6 or 8 channels and by at least one thread");
    return {};
}

Result<Ref<AudioPlan>> compile_plan(const Project& project, const Sequence& sequence, const AudioSpec& spec,
                                    const std::vector<StripRef>& listen) {
    TRY_VOID(check_spec(spec));
    PlanCompiler compiler{.project = project, .spec = spec, .listen = listen};
    return compiler.sequence(sequence, spec.channels, spec.bus);
}

Result<Ref<AudioPlan>> compile_monitor_plan(const Project& project, const Sequence& sequence, const AudioSpec& spec,
                                            const std::vector<TrackId>& armed, const std::vector<StripRef>& listen) {
    TRY_VOID(check_spec(spec));
    std::vector<TrackId> tracks;
    for (const auto& t : sequence.tracks)
        if (t->kind == TrackKind::sound && t->input.monitoring != Monitoring::off &&
            std::find(armed.begin(), armed.end(), t->id) != armed.end())
            tracks.push_back(t->id);
    if (tracks.empty()) return Ref<AudioPlan>();
    PlanCompiler compiler{.project = project, .spec = spec, .listen = listen, .inputs = &tracks};
    return compiler.sequence(sequence, spec.channels, {});
}

} // namespace tandem::audio
