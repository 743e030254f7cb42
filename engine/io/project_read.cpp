// Project text to document. Known keys are taken, the rest is kept as Extra; the first error names line and key path.
#include "engine/io/project_read.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/io/media_path.h"
#include "engine/io/object_reader.h"
#include "engine/io/project_file.h"
#include "engine/io/project_format.h"
#include "engine/io/project_upgrade.h"

namespace tandem {

using namespace project_format;

namespace {

template<class T>
Ref<T> shared(T value) {
    return std::make_shared<const T>(std::move(value));
}

class ProjectReader {
  public:
    ProjectReader(JsonDocument& document, const std::string& base_dir) : context_{document, {}}, base_(base_dir) {}

    Result<Project> run(Json& object) {
        if (!object.is(JsonType::object) || !object.find("schema"))
            return fail(ErrorCode::bad_data, "is not a Tandem project (no \"schema\" at the top)");
        upgrade(object, kProject);
        Project p;
        ObjectReader o(context_, object);
        for (const Json& need : o.list("requires")) {
            if (need.is(JsonType::text))
                return fail(ErrorCode::bad_data,
                            "needs the feature \"" + std::string(need.text()) +
                                "\", which this version does not have; update Tandem to open it",
                            context_.document.place(need));
            context_.wrong(need, "\"requires\" should hold words");
        }
        p.uuid = o.text("uuid");
        p.name = o.text("name");
        p.next_id = static_cast<uint64_t>(o.integer("next_id", 1, 1, INT64_MAX));
        p.active = o.id<SequenceId>("active");
        std::vector<Ref<Media>> pool;
        for (const Json& m : o.list("media")) pool.push_back(shared(media(m)));
        p.media = Chunked<Ref<Media>>(pool);
        for (const Json& b : o.list("bins")) p.bins.push_back(bin(b));
        for (const Json& s : o.list("sequences")) {
            p.sequences.push_back(shared(sequence(s)));
            if (context_.error) break;
        }
        p.extra = o.rest();
        if (context_.error) return *context_.error;
        return p;
    }

  private:
    // Objects are upgraded where they lie; the tree is ours alone.
    void upgrade(const Json& object, const Schema& schema) {
        if (!object.is(JsonType::object)) return;
        if (std::string wrong = upgrade_object(context_.document, const_cast<Json&>(object), schema); !wrong.empty())
            context_.wrong(object, wrong);
    }
    ObjectReader read(const Json& object, const Schema& schema) {
        upgrade(object, schema);
        return {context_, object};
    }

    FrameRate rate(ObjectReader& o, std::string_view key) {
        auto v = o.integers<2>(key);
        if (!v) return {};
        auto r = FrameRate::make((*v)[0], (*v)[1]);
        if (!r) return o.wrong("\"" + std::string(key) + "\": " + r.error().what), FrameRate{};
        return *r;
    }
    ColourTags colour(ObjectReader& o, std::string_view key) {
        auto v = o.integers<5>(key);
        if (!v) return {};
        for (int64_t n : *v)
            if (n < 0 || n > 255) return o.wrong("\"" + std::string(key) + "\" holds an unknown code"), ColourTags{};
        return {static_cast<Primaries>((*v)[0]), static_cast<Transfer>((*v)[1]), static_cast<Matrix>((*v)[2]),
                static_cast<ColourRange>((*v)[3]), static_cast<ChromaSiting>((*v)[4])};
    }
    uint64_t hex(ObjectReader& o, std::string_view key) {
        std::string s = o.text(key);
        uint64_t v = 0;
        for (char c : s) {
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0 || s.size() != 16) return o.wrong("\"" + std::string(key) + "\" should be 16 hex digits"), 0;
            v = v << 4 | static_cast<uint64_t>(digit);
        }
        return v;
    }
    static int narrow(int64_t v) { return static_cast<int>(std::clamp<int64_t>(v, INT32_MIN, INT32_MAX)); }

    Media media(const Json& json) {
        ObjectReader o = read(json, kMedia);
        Media m;
        m.id = o.id<MediaId>("id");
        m.name = o.text("name");
        m.path = loaded_path(o.text("path"), base_);
        if (const Json* f = o.take("fingerprint")) {
            ObjectReader r(context_, *f);
            m.fingerprint.size = r.integer("size", 0, 0, INT64_MAX);
            m.fingerprint.head = hex(r, "head");
            m.fingerprint.middle = hex(r, "middle");
            m.fingerprint.tail = hex(r, "tail");
        }
        m.bin = o.id<BinId>("bin");
        m.duration = o.time("duration");
        for (const Json& p : o.list("pictures")) m.pictures.push_back(picture_stream(p));
        for (const Json& s : o.list("sounds")) m.sounds.push_back(sound_stream(s));
        m.image_sequence = o.flag("image_sequence", false);
        m.sequence_first = o.small("sequence_first", 0);
        m.sequence_count = o.small("sequence_count", 0);
        m.sequence_rate = rate(o, "sequence_rate");
        m.timecode = o.text("timecode");
        m.override_colour = colour(o, "override_colour");
        m.extra = o.rest();
        return m;
    }
    PictureStream picture_stream(const Json& json) {
        ObjectReader o(context_, json);
        PictureStream p;
        p.index = o.small("index", 0);
        if (auto v = o.integers<2>("size")) p.width = narrow((*v)[0]), p.height = narrow((*v)[1]);
        if (auto v = o.integers<2>("sar")) p.sar_num = narrow((*v)[0]), p.sar_den = narrow((*v)[1]);
        p.rotation = o.small("rotation", 0);
        p.mirror = o.flag("mirror", false);
        p.rate = rate(o, "rate");
        p.variable_rate = o.flag("variable_rate", false);
        p.interlaced = o.flag("interlaced", false);
        p.has_alpha = o.flag("has_alpha", false);
        p.still = o.flag("still", false);
        p.colour = colour(o, "colour");
        p.peak_nits = o.small("peak_nits", 0);
        p.start = o.time("start");
        p.duration = o.time("duration");
        p.codec = o.text("codec");
        p.format = o.text("format");
        return p;
    }
    SoundStream sound_stream(const Json& json) {
        ObjectReader o(context_, json);
        SoundStream s;
        s.index = o.small("index", 0);
        s.rate = o.small("rate", 48000);
        s.channels = o.small("channels", 2);
        s.layout = o.text("layout");
        s.codec = o.text("codec");
        s.duration = o.time("duration");
        s.notes = o.integer("notes", 0, 0, INT32_MAX);
        return s;
    }
    Bin bin(const Json& json) {
        ObjectReader o = read(json, kBin);
        Bin b;
        b.id = o.id<BinId>("id");
        b.parent = o.id<BinId>("parent");
        b.name = o.text("name");
        b.extra = o.rest();
        return b;
    }

    Sequence sequence(const Json& json) {
        ObjectReader o = read(json, kSequence);
        Sequence s;
        s.id = o.id<SequenceId>("id");
        s.name = o.text("name");
        if (auto v = o.integers<2>("size")) s.format.width = narrow((*v)[0]), s.format.height = narrow((*v)[1]);
        s.format.rate = rate(o, "rate");
        s.format.audio_rate = o.small("audio_rate", 48000);
        s.format.channels = o.small("channels", 2);
        s.format.colour = colour(o, "colour");
        s.format.blend_space = o.word("blend_space", BlendSpace::linear, kBlendSpaces);
        s.format.working = static_cast<Primaries>(
            o.integer("working_primaries", static_cast<int64_t>(Primaries::unspecified), 0, 255));
        s.format.drop_frame = o.flag("drop_frame", false) ? DropFrame::yes : DropFrame::no;
        s.format.start_frame = o.integer("start_frame", 0, INT64_MIN, INT64_MAX);
        const Json* m = o.take("mixer");
        s.mixer = m ? shared(mixer(*m)) : default_mixer(s.format.channels);
        for (const Json& t : o.list("tracks")) {
            s.tracks.push_back(shared(track(t)));
            if (context_.error) break;
        }
        for (const Json& k : o.list("markers")) s.markers.push_back(shared(marker(k)));
        s.extra = o.rest();
        return s;
    }
    Marker marker(const Json& json) {
        ObjectReader o = read(json, kMarker);
        Marker m;
        m.id = o.id<MarkerId>("id");
        m.start = o.time("start");
        m.length = o.time("length");
        m.kind = o.word("kind", MarkerKind::comment, kMarkerKinds);
        m.name = o.text("name");
        m.note = o.text("note");
        m.colour = o.text("colour");
        m.extra = o.rest();
        return m;
    }
    Mixer mixer(const Json& json) {
        ObjectReader o(context_, json);
        Mixer m;
        m.channels = o.small("channels", 2);
        const Json* master = o.take("master");
        m.master = master ? strip(*master) : shared(Strip{});
        for (const Json& b : o.list("buses")) {
            ObjectReader r = read(b, kBus);
            Bus bus;
            bus.id = r.id<BusId>("id");
            bus.name = r.text("name");
            bus.channels = r.small("channels", 2);
            const Json* own = r.take("strip");
            bus.strip = own ? strip(*own) : shared(Strip{});
            bus.extra = r.rest();
            m.buses.push_back(shared(std::move(bus)));
        }
        for (const Json& g : o.list("groups")) {
            ObjectReader r = read(g, kFaderGroup);
            FaderGroup group;
            group.id = r.id<FaderGroupId>("id");
            group.name = r.text("name");
            const Json* own = r.take("strip");
            group.strip = own ? strip(*own) : shared(Strip{});
            group.extra = r.rest();
            m.groups.push_back(shared(std::move(group)));
        }
        m.extra = o.rest();
        return m;
    }
    Ref<Strip> strip(const Json& json) {
        ObjectReader o = read(json, kStrip);
        Strip s;
        if (const Json* v = o.take("gain_db")) s.gain_db = param(*v);
        if (const Json* v = o.take("pan")) s.pan = param(*v);
        s.law = o.word("law", PanLaw::db3, kPanLaws);
        s.mute = o.flag("mute", false);
        s.solo = o.flag("solo", false);
        s.invert = o.flag("invert", false);
        std::string unknown;
        for (const Json& e : o.list("inserts")) {
            if (known_effect(e)) {
                s.inserts.push_back(shared(effect(e)));
                continue;
            }
            unknown += unknown.empty() ? "\"inserts\":[" : ",";
            json_compact(unknown, context_.document, e);
        }
        if (!unknown.empty()) unknown += ']';
        for (const Json& v : o.list("sends")) {
            ObjectReader r(context_, v);
            Send send;
            send.bus = r.id<BusId>("bus");
            if (const Json* g = r.take("gain_db")) send.gain_db = param(*g);
            send.point = r.word("point", SendPoint::post_fader, kSendPoints);
            send.enabled = r.flag("enabled", true);
            send.extra = r.rest();
            s.sends.push_back(std::move(send));
        }
        s.output = o.id<BusId>("output");
        s.group = o.id<FaderGroupId>("group");
        s.extra = o.rest(unknown);
        return shared(std::move(s));
    }

    Track track(const Json& json) {
        ObjectReader o = read(json, kTrack);
        Track t;
        t.id = o.id<TrackId>("id");
        t.kind = o.word("kind", TrackKind::picture, kTrackKinds);
        t.name = o.text("name");
        t.enabled = o.flag("enabled", true);
        t.locked = o.flag("locked", false);
        t.sync_lock = o.flag("sync_lock", true);
        t.language = o.text("language");
        if (const Json* v = o.take("strip")) t.strip = strip(*v);
        if (const Json* v = o.take("input")) {
            ObjectReader r(context_, *v);
            t.input.first = r.small("first", 0);
            t.input.channels = r.small("channels", 1);
            t.input.monitoring = r.word("monitoring", Monitoring::off, kMonitoringWords);
        }
        auto list = o.list("items");
        std::vector<Placement> items;
        items.reserve(list.size());
        for (const Json& v : list) {
            items.push_back(clip(v));
            if (context_.error) break;
        }
        t.items = Chunked<Placement>(items);
        t.extra = o.rest();
        return t;
    }
    Placement clip(const Json& json) {
        ObjectReader o = read(json, kClip);
        Placement p;
        auto made = std::make_shared<Clip>();
        Clip& c = *made;
        p.clip = made;
        c.id = o.id<ClipId>("id");
        p.start = o.time("start");
        c.length = o.time("length");
        c.in = o.time("in");
        if (auto v = o.integers<2>("speed")) c.speed = {(*v)[0], (*v)[1]};
        if (json.find("speed_ramp")) c.speed_ramp = keys(o, "speed_ramp");
        c.name = o.text("name");
        content(o, c);
        c.preserve_pitch = o.flag("preserve_pitch", true);
        c.enabled = o.flag("enabled", true);
        c.key_origin = o.time("key_origin");
        c.fade_in = fade(o, "fade_in");
        c.fade_out = fade(o, "fade_out");
        if (const Json* t = o.take("transition")) c.transition_in = shared(transition(*t));
        if (const Json* e = o.take("effects", JsonType::array, "an array")) c.effects = effects(*e);
        if (const Json* v = o.take("takes")) {
            ObjectReader r(context_, *v);
            Takes takes;
            takes.chosen = static_cast<size_t>(r.integer("chosen", 0, 0, 1 << 20));
            for (const Json& each : r.list("all")) {
                ObjectReader one(context_, each);
                Take take;
                take.content.media = one.id<MediaId>("media");
                take.content.stream = one.small("stream", -1);
                take.content.colour = colour(one, "interpret");
                take.offset = one.time("offset");
                take.name = one.text("name");
                takes.all.push_back(std::move(take));
            }
            c.takes = shared(std::move(takes));
        }
        if (const Json* v = o.take("grades")) c.grades = shared(grades(*v));
        c.link = o.id<LinkId>("link");
        c.group = o.id<GroupId>("group");
        c.colour_label = o.text("colour_label");
        c.extra = o.rest();
        return p;
    }
    GradeVersions grades(const Json& json) {
        ObjectReader r(context_, json);
        GradeVersions out;
        out.chosen = static_cast<size_t>(r.integer("chosen", 0, 0, 1 << 20));
        for (const Json& each : r.list("all")) {
            ObjectReader one(context_, each);
            GradeVersion v;
            v.name = one.text("name");
            if (const Json* e = one.take("effects", JsonType::array, "an array")) v.effects = effects(*e);
            for (const Json& at : one.list("at"))
                v.at.push_back(at.is(JsonType::integer) ? static_cast<int>(std::clamp<int64_t>(at.integer, 0, 1 << 20))
                                                        : 0);
            out.all.push_back(std::move(v));
        }
        return out;
    }
    void content(ObjectReader& o, Clip& c) {
        if (o.json().find("media")) {
            MediaContent m;
            m.media = o.id<MediaId>("media");
            m.stream = o.small("stream", -1);
            m.colour = colour(o, "interpret");
            c.content = m;
        } else if (o.json().find("sequence")) {
            c.content = SequenceContent{o.id<SequenceId>("sequence")};
        } else if (const Json* g = o.take("generator")) {
            c.content = GeneratorContent{known_effect(*g) ? shared(effect(*g)) : nullptr};
            if (!std::get<GeneratorContent>(c.content).generator) context_.wrong(*g, "the generator is unknown");
        } else if (o.json().find("text")) {
            c.content = SubtitleContent{o.text("text")};
        } else {
            o.wrong("the clip has none of \"media\", \"sequence\", \"generator\" and \"text\"");
        }
    }
    Fade fade(ObjectReader& o, std::string_view key) {
        const Json* v = o.take(key, JsonType::array, "an array");
        if (!v) return {};
        auto items = v->array();
        if (items.size() != 2 || !items[0].is(JsonType::integer) || items[0].integer < 0 ||
            items[0].integer > kMaxTicks)
            return context_.wrong(*v, "a fade is a length in ticks and a shape"), Fade{};
        return {{items[0].integer}, o.word_of(items[1], FadeShape::linear, kFadeShapes)};
    }
    Transition transition(const Json& json) {
        ObjectReader o = read(json, kTransition);
        Transition t;
        t.id = o.id<TransitionId>("id");
        std::string kind = o.text("kind");
        t.kind = find_transition(kind);
        if (t.kind == TransitionKind::count_) o.wrong("the transition \"" + kind + "\" is unknown");
        t.before = o.time("before");
        t.after = o.time("after");
        t.softness = o.real("softness");
        t.red = o.real("red");
        t.green = o.real("green");
        t.blue = o.real("blue");
        t.extra = o.rest();
        return t;
    }

    static bool known_effect(const Json& e) {
        std::string_view s = e.text_of("schema");
        return (s == "Effect.0" || s == "Effect.1") && find_effect(e.text_of("kind"));
    }
    Ref<EffectStack> effects(const Json& list) {
        EffectStack stack;
        for (const Json& e : list.array()) {
            if (known_effect(e)) {
                stack.effects.push_back(shared(effect(e)));
                continue;
            }
            ForeignEffect f;
            const Json* data = &e;
            if (e.text_of("schema") == "ForeignEffect.1") {
                f.name = e.text_of("name");
                data = e.find("data");
            } else {
                f.name = e.text_of("kind");
            }
            if (!data || !data->is(JsonType::object)) {
                context_.wrong(e, "an effect is expected here");
                break;
            }
            std::string text;
            json_compact(text, context_.document, *data);
            f.extra = shared(std::move(text));
            stack.foreign.push_back(std::move(f));
        }
        return shared(std::move(stack));
    }
    Effect effect(const Json& json) {
        ObjectReader o = read(json, kEffect);
        EffectId id = o.id<EffectId>("id");
        const EffectSpec& s = *find_effect(o.text("kind"));
        Effect e = make_effect(s.kind, id);
        e.enabled = o.flag("enabled", true);
        std::string unknown;
        if (const Json* params = o.take("params", JsonType::object, "an object")) {
            for (const JsonMember& m : params->object()) {
                int slot = param_slot(s, m.key);
                const ParamSpec* row = slot >= 0 ? &s.params[static_cast<size_t>(slot)] : nullptr;
                int choice = row && m.value.is(JsonType::text) ? choice_index(*row, m.value.text()) : -1;
                if (row && choice >= 0) {
                    e.params[static_cast<size_t>(slot)].value = choice;
                } else if (row && !m.value.is(JsonType::text)) {
                    e.params[static_cast<size_t>(slot)] = param(m.value);
                } else {
                    unknown += unknown.empty() ? "\"params\":{" : ",";
                    json_quote(unknown, m.key);
                    unknown += ':';
                    json_compact(unknown, context_.document, m.value);
                }
            }
            if (!unknown.empty()) unknown += '}';
        }
        if (const Json* texts = o.take("texts", JsonType::object, "an object"))
            for (const JsonMember& m : texts->object()) {
                int slot = text_slot(s, m.key);
                if (slot < 0 || !m.value.is(JsonType::text)) {
                    context_.wrong(m.value, "the text \"" + std::string(m.key) + "\" is unknown");
                    continue;
                }
                auto i = static_cast<size_t>(slot);
                e.texts[i] = is_path_slot(s.kind, i) ? loaded_path(m.value.text(), base_) : std::string(m.value.text());
            }
        if (const Json* locales =
                s.kind == EffectKind::title ? o.take("locales", JsonType::object, "an object") : nullptr)
            for (const JsonMember& l : locales->object())
                for (const JsonMember& m : l.value.object()) {
                    const int slot = text_slot(s, m.key);
                    if (slot < 0 || !m.value.is(JsonType::text))
                        context_.wrong(m.value, "the text \"" + std::string(m.key) + "\" is unknown");
                    else
                        e.local.push_back({std::string(l.key), slot, std::string(m.value.text())});
                }
        std::stable_sort(e.local.begin(), e.local.end(), [](const LocalText& a, const LocalText& b) {
            return std::tie(a.locale, a.slot) < std::tie(b.locale, b.slot);
        });
        // A mask of a newer Tandem stays as it is.
        if (const Json* m = o.json().find("mask"); m && known_effect(*m) && m->text_of("kind") == "mask")
            e.mask = shared(effect(*o.take("mask")));
        if (const Json* p = s.kind == EffectKind::lv2 ? o.take("plugin", JsonType::object, "an object") : nullptr)
            e.plugin = shared(plugin(*p));
        if (const Json* k = takes_key(s.kind) ? o.take("key", JsonType::object, "an object") : nullptr) {
            ObjectReader r(context_, *k);
            e.key = StripRef{.track = r.id<TrackId>("track"), .bus = r.id<BusId>("bus")};
        }
        e.extra = o.rest(unknown);
        return e;
    }
    Plugin plugin(const Json& json) {
        ObjectReader o(context_, json);
        Plugin p;
        p.uri = o.text("uri"), p.name = o.text("name");
        p.process = o.word("process", PluginProcess::automatic, kPluginProcesses);
        if (const Json* params = o.take("params", JsonType::object, "an object"))
            for (const JsonMember& m : params->object()) p.set(m.key, param(m.value));
        p.state = o.text("state");
        p.extra = o.rest();
        return p;
    }
    Param param(const Json& json) {
        if (json.is_number()) return {json.number(), nullptr};
        ObjectReader o(context_, json);
        Param p;
        p.value = o.real("value");
        p.curve = keys(o, "keys");
        return p;
    }
    Ref<Curve> keys(ObjectReader& o, const char* name) {
        Curve curve;
        for (const Json& k : o.list(name)) curve.keys.push_back(key(o, k));
        return shared(std::move(curve));
    }
    Key key(ObjectReader& o, const Json& json) {
        auto v = json.array();
        Key k;
        auto tick = [&](size_t i) {
            if (v[i].is(JsonType::integer) && v[i].integer >= -kMaxTicks && v[i].integer <= kMaxTicks)
                return Time{v[i].integer};
            return context_.wrong(v[i], "a time in ticks is expected here"), Time{};
        };
        auto number = [&](size_t i) {
            if (v[i].is_number()) return v[i].number();
            return context_.wrong(v[i], "a number is expected here"), 0.0;
        };
        if (v.size() != 2 && v.size() != 3 && v.size() != 7)
            return context_.wrong(json, "a key is [time, value], then its interpolation and handles"), k;
        k.time = tick(0), k.value = number(1);
        if (v.size() > 2) k.interpolation = o.word_of(v[2], Interpolation::linear, kInterpolations);
        if (v.size() > 3) k.in_time = tick(3), k.in_value = number(4), k.out_time = tick(5), k.out_value = number(6);
        return k;
    }

    ReadContext context_;
    const std::string& base_;
};

} // namespace

Result<Project> read_project(JsonDocument& document, Json& object, const std::string& base_dir) {
    return ProjectReader(document, base_dir).run(object);
}

Result<Project> parse_project(std::string_view text, const std::string& base_dir) {
    JsonDocument document = TRY(parse_json(text));
    Project project = TRY(read_project(document, document.mutable_root(), base_dir));
    TRY_VOID(check_valid(project));
    return project;
}

Result<Project> load_project(const std::string& path) {
    std::string text = TRY(read_file_limited(path, JsonLimits{}.bytes));
    Result<Project> project = parse_project(text, folder_of_file(path));
    if (project) return project;
    Error e = std::move(project).error();
    e.where = path + (e.where.empty() ? "" : ", " + e.where);
    return e;
}

} // namespace tandem
