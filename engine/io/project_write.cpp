// The canonical text of a project: fixed key order, defaults left out, one item a line. Any thread, pure.
#include <algorithm>
#include <unordered_set>

#include "engine/io/json.h"
#include "engine/io/media_path.h"
#include "engine/io/project_file.h"
#include "engine/io/project_format.h"

namespace tandem {

using namespace project_format;

namespace {

class ProjectWriter {
  public:
    explicit ProjectWriter(const std::string& base_dir) : base_(base_dir) {}

    std::string run(const Project& p) {
        out_ = "{\n  ";
        schema(kProject);
        text("uuid", p.uuid);
        text("name", p.name);
        number("next_id", static_cast<int64_t>(p.next_id));
        id("active", p.active.value);
        out_ += ",\n  ", first_ = true;
        list("media", "\n    ", "\n  ", p.media, [&](const Ref<Media>& m) { media(*m); });
        out_ += ",\n  ", first_ = true;
        list("bins", "\n    ", "\n  ", p.bins, [&](const Bin& b) { bin(b); });
        out_ += ",\n  ", first_ = true;
        list("sequences", "\n    ", "\n  ", p.sequences, [&](const Ref<Sequence>& s) { sequence(*s); });
        extra(p.extra);
        out_ += "\n}\n";
        return std::move(out_);
    }

  private:
    // Commas: `first_` says that the next member or item is the first one of its container.
    void separate() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    void key(std::string_view name) {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }
    void open(char bracket = '{') { out_ += bracket, first_ = true; }
    void close(char bracket = '}') { out_ += bracket, first_ = false; }
    void schema(const Schema& s) {
        first_ = true;
        key("schema");
        out_ += '"';
        out_ += s.name;
        out_ += '.';
        json_number(out_, int64_t{s.version});
        out_ += '"';
    }
    void number(std::string_view name, int64_t v) { key(name), json_number(out_, v); }
    void real(std::string_view name, double v) { key(name), json_number(out_, v); }
    void time(std::string_view name, Time t) { number(name, t.ticks); }
    void id(std::string_view name, uint64_t v) {
        if (v != 0) number(name, static_cast<int64_t>(v));
    }
    void some_time(std::string_view name, Time t) {
        if (t.ticks != 0) time(name, t);
    }
    void some_real(std::string_view name, double v) {
        if (v != 0) real(name, v);
    }
    void text(std::string_view name, std::string_view v) { key(name), json_quote(out_, v); }
    void some_text(std::string_view name, std::string_view v) {
        if (!v.empty()) text(name, v);
    }
    void flag(std::string_view name, const bool v, const bool normal) {
        if (v != normal) key(name), out_ += v ? "true" : "false";
    }
    template<class E, size_t N>
    void word(std::string_view name, E v, const std::array<std::string_view, N>& words) {
        text(name, words[std::min(static_cast<size_t>(v), N - 1)]);
    }
    void integers(std::string_view name, std::initializer_list<int64_t> values) {
        key(name), open('[');
        for (int64_t v : values) separate(), json_number(out_, v);
        close(']');
    }
    void rate(std::string_view name, FrameRate r) { integers(name, {r.num, r.den}); }
    void colour(std::string_view name, ColourTags c) {
        if (c == ColourTags{}) return;
        integers(name, {static_cast<int64_t>(c.primaries), static_cast<int64_t>(c.transfer),
                        static_cast<int64_t>(c.matrix), static_cast<int64_t>(c.range), static_cast<int64_t>(c.siting)});
    }
    template<class List, class F>
    void list(std::string_view name, const char* before, const char* after, const List& items, F each) {
        key(name), open('[');
        for (const auto& item : items) separate(), out_ += before, each(item);
        if (!items.empty()) out_ += after;
        close(']');
    }

    // Members of `extra` but those in `written`, which merge into a container of ours elsewhere.
    void extra(const Extra& e, std::initializer_list<std::string_view> written = {}) {
        if (!e) return;
        auto d = parse_json(*e);
        if (!d) return; // not an object text: never made by load or import
        for (const JsonMember& m : d->root().object()) {
            if (std::find(written.begin(), written.end(), m.key) != written.end()) continue;
            separate();
            json_quote(out_, m.key);
            out_ += ':';
            json_compact(out_, *d, m.value);
        }
    }

    void hex(std::string_view name, uint64_t v) {
        static constexpr char kHex[] = "0123456789abcdef";
        std::string s(16, '0');
        for (size_t i = 0; i < 16; ++i) s[15 - i] = kHex[v >> (4 * i) & 15];
        text(name, s);
    }

    void media(const Media& m) {
        open();
        schema(kMedia);
        id("id", m.id.value);
        text("name", m.name);
        text("path", stored_path(m.path, base_));
        if (!(m.fingerprint == Fingerprint{})) {
            key("fingerprint"), open();
            number("size", m.fingerprint.size);
            hex("head", m.fingerprint.head);
            hex("middle", m.fingerprint.middle);
            hex("tail", m.fingerprint.tail);
            close();
        }
        id("bin", m.bin.value);
        some_time("duration", m.duration);
        if (!m.pictures.empty())
            list("pictures", "", "", m.pictures, [&](const PictureStream& p) { picture_stream(p); });
        if (!m.sounds.empty()) list("sounds", "", "", m.sounds, [&](const SoundStream& s) { sound_stream(s); });
        flag("image_sequence", m.image_sequence, false);
        if (m.sequence_first != 0) number("sequence_first", m.sequence_first);
        if (m.sequence_count != 0) number("sequence_count", m.sequence_count);
        if (!(m.sequence_rate == FrameRate{})) rate("sequence_rate", m.sequence_rate);
        some_text("timecode", m.timecode);
        colour("override_colour", m.override_colour);
        extra(m.extra);
        close();
    }
    void picture_stream(const PictureStream& p) {
        open();
        number("index", p.index);
        integers("size", {p.width, p.height});
        if (p.sar_num != 1 || p.sar_den != 1) integers("sar", {p.sar_num, p.sar_den});
        if (p.rotation != 0) number("rotation", p.rotation);
        flag("mirror", p.mirror, false);
        rate("rate", p.rate);
        flag("variable_rate", p.variable_rate, false);
        flag("interlaced", p.interlaced, false);
        flag("has_alpha", p.has_alpha, false);
        flag("still", p.still, false);
        colour("colour", p.colour);
        if (p.peak_nits != 0) number("peak_nits", p.peak_nits);
        some_time("start", p.start);
        some_time("duration", p.duration);
        some_text("codec", p.codec);
        some_text("format", p.format);
        close();
    }
    void sound_stream(const SoundStream& s) {
        open();
        number("index", s.index);
        number("rate", s.rate);
        number("channels", s.channels);
        some_text("layout", s.layout);
        some_text("codec", s.codec);
        some_time("duration", s.duration);
        if (s.notes != 0) number("notes", s.notes);
        close();
    }
    void bin(const Bin& b) {
        open();
        schema(kBin);
        id("id", b.id.value);
        id("parent", b.parent.value);
        text("name", b.name);
        extra(b.extra);
        close();
    }

    void sequence(const Sequence& s) {
        open();
        schema(kSequence);
        id("id", s.id.value);
        text("name", s.name);
        integers("size", {s.format.width, s.format.height});
        rate("rate", s.format.rate);
        number("audio_rate", s.format.audio_rate);
        number("channels", s.format.channels);
        colour("colour", s.format.colour);
        word("blend_space", s.format.blend_space, kBlendSpaces);
        if (s.format.working != Primaries::unspecified)
            number("working_primaries", static_cast<int64_t>(s.format.working));
        flag("drop_frame", s.format.drop_frame == DropFrame::yes, false);
        if (s.format.start_frame != 0) number("start_frame", s.format.start_frame);
        if (s.mixer) out_ += ",\n     ", first_ = true, mixer(*s.mixer);
        out_ += ",\n     ", first_ = true;
        list("tracks", "\n      ", "\n     ", s.tracks, [&](const Ref<Track>& t) { track(*t); });
        out_ += ",\n     ", first_ = true;
        list("markers", "\n      ", "\n     ", s.markers, [&](const Ref<Marker>& m) { marker(*m); });
        extra(s.extra);
        close();
    }
    void marker(const Marker& m) {
        open();
        schema(kMarker);
        id("id", m.id.value);
        time("start", m.start);
        some_time("length", m.length);
        word("kind", m.kind, kMarkerKinds);
        text("name", m.name);
        some_text("note", m.note);
        some_text("colour", m.colour);
        extra(m.extra);
        close();
    }

    void mixer(const Mixer& m) {
        key("mixer"), open();
        number("channels", m.channels);
        if (m.master) key("master"), strip(*m.master);
        if (!m.buses.empty())
            list("buses", "\n      ", "", m.buses, [&](const Ref<Bus>& b) {
                open();
                schema(kBus);
                id("id", b->id.value);
                text("name", b->name);
                number("channels", b->channels);
                if (b->strip) key("strip"), strip(*b->strip);
                extra(b->extra);
                close();
            });
        if (!m.groups.empty())
            list("groups", "\n      ", "", m.groups, [&](const Ref<FaderGroup>& g) {
                open();
                schema(kFaderGroup);
                id("id", g->id.value);
                text("name", g->name);
                if (g->strip) key("strip"), strip(*g->strip);
                extra(g->extra);
                close();
            });
        extra(m.extra);
        close();
    }
    void strip(const Strip& s) {
        static const Param kZero;
        open();
        schema(kStrip);
        if (!(s.gain_db == kZero)) key("gain_db"), param(s.gain_db);
        if (!(s.pan == kZero)) key("pan"), param(s.pan);
        if (s.law != PanLaw::db3) word("law", s.law, kPanLaws);
        flag("mute", s.mute, false);
        flag("solo", s.solo, false);
        flag("invert", s.invert, false);
        // Inserts of kinds we do not know wait in `extra`, after ours.
        Result<JsonDocument> kept = parse_json(object_text(s.extra));
        const Json* unknown = kept ? kept->root().find("inserts") : nullptr;
        if (!s.inserts.empty() || unknown) {
            key("inserts"), open('[');
            for (const auto& e : s.inserts) separate(), effect(*e);
            if (unknown)
                for (const Json& e : unknown->array()) separate(), json_compact(out_, *kept, e);
            close(']');
        }
        if (!s.sends.empty())
            list("sends", "", "", s.sends, [&](const Send& send) {
                open();
                id("bus", send.bus.value);
                if (!(send.gain_db == kZero)) key("gain_db"), param(send.gain_db);
                word("point", send.point, kSendPoints);
                flag("enabled", send.enabled, true);
                extra(send.extra);
                close();
            });
        id("output", s.output.value);
        id("group", s.group.value);
        extra(s.extra, {"inserts"});
        close();
    }

    void track(const Track& t) {
        open();
        schema(kTrack);
        id("id", t.id.value);
        word("kind", t.kind, kTrackKinds);
        text("name", t.name);
        flag("enabled", t.enabled, true);
        flag("locked", t.locked, false);
        flag("sync_lock", t.sync_lock, true);
        some_text("language", t.language);
        if (t.strip) key("strip"), strip(*t.strip);
        if (!(t.input == TrackInput{})) {
            key("input"), open();
            number("first", t.input.first);
            number("channels", t.input.channels);
            if (t.input.monitoring != Monitoring::off) word("monitoring", t.input.monitoring, kMonitoringWords);
            close();
        }
        list("items", "\n       ", "\n      ", t.items, [&](const Placement& p) { clip(p); });
        extra(t.extra);
        close();
    }

    void clip(const Placement& p) {
        const Clip& c = *p.clip;
        open();
        schema(kClip);
        id("id", c.id.value);
        time("start", p.start);
        time("length", c.length);
        some_time("in", c.in);
        if (c.speed.num != 1 || c.speed.den != 1) integers("speed", {c.speed.num, c.speed.den});
        if (c.speed_ramp) key("speed_ramp"), keys(*c.speed_ramp);
        some_text("name", c.name);
        if (auto m = std::get_if<MediaContent>(&c.content)) {
            number("media", static_cast<int64_t>(m->media.value));
            if (m->stream != -1) number("stream", m->stream);
            colour("interpret", m->colour);
        } else if (auto s = std::get_if<SequenceContent>(&c.content)) {
            number("sequence", static_cast<int64_t>(s->sequence.value));
        } else if (auto g = std::get_if<GeneratorContent>(&c.content)) {
            if (g->generator) key("generator"), effect(*g->generator);
        } else {
            text("text", std::get<SubtitleContent>(c.content).text);
        }
        flag("preserve_pitch", c.preserve_pitch, true);
        flag("enabled", c.enabled, true);
        some_time("key_origin", c.key_origin);
        fade("fade_in", c.fade_in);
        fade("fade_out", c.fade_out);
        if (c.transition_in) key("transition"), transition(*c.transition_in);
        if (c.effects) effects(*c.effects);
        if (c.takes) {
            key("takes"), open();
            number("chosen", static_cast<int64_t>(c.takes->chosen));
            list("all", "", "", c.takes->all, [&](const Take& take) {
                open();
                number("media", static_cast<int64_t>(take.content.media.value));
                if (take.content.stream != -1) number("stream", take.content.stream);
                colour("interpret", take.content.colour);
                some_time("offset", take.offset);
                some_text("name", take.name);
                close();
            });
            close();
        }
        if (c.grades) {
            key("grades"), open();
            number("chosen", static_cast<int64_t>(c.grades->chosen));
            list("all", "", "", c.grades->all, [&](const GradeVersion& v) {
                open();
                some_text("name", v.name);
                if (v.effects) {
                    key("at"), open('[');
                    for (int at : v.at) separate(), json_number(out_, int64_t{at});
                    close(']');
                    effects(*v.effects);
                }
                close();
            });
            close();
        }
        id("link", c.link.value);
        id("group", c.group.value);
        some_text("colour_label", c.colour_label);
        extra(c.extra);
        close();
    }
    void fade(std::string_view name, const Fade& f) {
        if (f == Fade{}) return;
        key(name), open('[');
        separate(), json_number(out_, f.length.ticks);
        separate(), json_quote(out_, kFadeShapes[std::min<size_t>(static_cast<size_t>(f.shape), 2)]);
        close(']');
    }
    void transition(const Transition& t) {
        open();
        schema(kTransition);
        id("id", t.id.value);
        text("kind", transition_word(t.kind));
        time("before", t.before);
        time("after", t.after);
        some_real("softness", t.softness);
        some_real("red", t.red);
        some_real("green", t.green);
        some_real("blue", t.blue);
        extra(t.extra);
        close();
    }
    void effects(const EffectStack& stack) {
        key("effects"), open('[');
        for (const auto& e : stack.effects) separate(), effect(*e);
        for (const ForeignEffect& f : stack.foreign) {
            separate();
            auto d = parse_json(object_text(f.extra));
            if (!d) d = parse_json("{}");
            // An effect of a newer Tandem stands as it stood, so that a newer Tandem finds it again.
            if (d->root().text_of("schema").starts_with("Effect.")) {
                json_compact(out_, *d, d->root());
                continue;
            }
            open();
            schema(kForeign);
            text("name", f.name);
            key("data"), json_compact(out_, *d, d->root());
            close();
        }
        close(']');
    }
    void effect(const Effect& e) {
        const EffectSpec& s = spec(e.kind);
        Result<JsonDocument> kept = parse_json(object_text(e.extra));
        const Json* unknown = kept ? kept->root().find("params") : nullptr;
        open();
        schema(kEffect);
        id("id", e.id.value);
        text("kind", s.id);
        flag("enabled", e.enabled, true);
        size_t count = std::min(e.params.size(), s.params.size());
        std::unordered_set<std::string_view> written;
        for (size_t i = 0; i < count; ++i) {
            const ParamSpec& row = s.params[i];
            const Param& p = e.params[i];
            if (!p.curve && p.value == row.initial) continue;
            if (written.empty()) key("params"), open();
            written.insert(row.id);
            key(row.id);
            // A choice is stored by its word, so that inserting a new one changes no project.
            auto choice = static_cast<int>(p.value);
            if (row.unit == Unit::choice && !p.curve && choice == p.value && !choice_word(row, choice).empty())
                json_quote(out_, choice_word(row, choice));
            else
                param(p);
        }
        bool any = !written.empty();
        if (unknown)
            for (const JsonMember& m : unknown->object()) {
                if (written.contains(m.key)) continue;
                if (!any) key("params"), open(), any = true;
                separate();
                json_quote(out_, m.key);
                out_ += ':';
                json_compact(out_, *kept, m.value);
            }
        if (any) close();
        texts(e, s);
        locales(e, s);
        if (e.mask) key("mask"), effect(*e.mask);
        if (e.plugin) plugin(*e.plugin);
        if (e.key) {
            key("key"), open();
            id("track", e.key->track.value), id("bus", e.key->bus.value);
            close();
        }
        extra(e.extra, {"params", e.mask ? "mask" : "params"});
        close();
    }
    void plugin(const Plugin& p) {
        key("plugin"), open();
        text("uri", p.uri);
        if (!p.name.empty()) text("name", p.name);
        if (p.process != PluginProcess::automatic) text("process", kPluginProcesses[static_cast<size_t>(p.process)]);
        if (!p.params.empty()) {
            key("params"), open();
            for (const PluginParam& x : p.params) key(x.symbol), param(x.param);
            close();
        }
        if (!p.state.empty()) text("state", p.state);
        extra(p.extra);
        close();
    }
    void locales(const Effect& e, const EffectSpec& s) {
        if (e.local.empty()) return;
        key("locales"), open();
        for (size_t i = 0; i < e.local.size(); ++i) {
            const LocalText& l = e.local[i];
            if (i == 0 || e.local[i - 1].locale != l.locale) key(l.locale), open();
            text(s.texts[static_cast<size_t>(l.slot)], l.text);
            if (i + 1 == e.local.size() || e.local[i + 1].locale != l.locale) close();
        }
        close();
    }
    void texts(const Effect& e, const EffectSpec& s) {
        bool any = false;
        for (size_t i = 0; i < std::min(e.texts.size(), s.texts.size()); ++i) {
            if (e.texts[i].empty()) continue;
            if (!any) key("texts"), open(), any = true;
            text(s.texts[i], is_path_slot(e.kind, i) ? stored_path(e.texts[i], base_) : e.texts[i]);
        }
        if (any) close();
    }
    void param(const Param& p) {
        if (!p.curve) return json_number(out_, p.value);
        open();
        real("value", p.value);
        key("keys"), keys(*p.curve);
        close();
    }
    void keys(const Curve& curve) {
        open('[');
        for (const Key& k : curve.keys) {
            separate(), open('[');
            separate(), json_number(out_, k.time.ticks);
            separate(), json_number(out_, k.value);
            bool handles = k.in_time.ticks || k.out_time.ticks || k.in_value != 0 || k.out_value != 0;
            if (handles || k.interpolation != Interpolation::linear)
                separate(), json_quote(out_, kInterpolations[static_cast<size_t>(k.interpolation)]);
            if (handles) {
                separate(), json_number(out_, k.in_time.ticks);
                separate(), json_number(out_, k.in_value);
                separate(), json_number(out_, k.out_time.ticks);
                separate(), json_number(out_, k.out_value);
            }
            close(']');
        }
        close(']');
    }

    const std::string& base_;
    std::string out_;
    bool first_ = true;
};

} // namespace

std::string project_text(const Project& project, const std::string& base_dir) {
    return ProjectWriter(base_dir).run(project);
}

Result<void> save_project(const Project& project, const std::string& path) {
    return write_file_atomic(path, project_text(project, folder_of_file(path)));
}

} // namespace tandem
