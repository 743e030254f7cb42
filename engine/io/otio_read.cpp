// OpenTimelineIO to document: every schema version that is out, stacks bottom to top, nested compositions as nested
// sequences. What has no place in the document is reported; nothing is dropped silently.
#include "engine/io/otio_read.h"

#include <algorithm>

#include "engine/io/object_reader.h"
#include "engine/io/otio_attach.h"
#include "engine/io/otio_media.h"
#include "engine/io/otio_times.h"

namespace tandem::otio {

namespace {

using Fate = LossItem::Fate;

// A track being filled. Clips stay changeable until the track is published.
struct Lane {
    TrackKind kind = TrackKind::picture;
    std::string name;
    struct Item {
        Time start;
        std::shared_ptr<Clip> clip;
    };
    std::vector<Item> items;
    Time at;
    const Json* transition = nullptr; // waits for the clip after it
};

class Reader {
  public:
    Reader(JsonDocument& document, const std::string& base_dir, const Project* native)
        : context_{document, {}}, times_{context_}, document_(document), ids_{native ? native->next_id : 1},
          attach_(native), pool_(document, base_dir, native, ids_) {}

    Result<ReadResult> run() {
        const Json& root = document_.root();
        std::string_view kind = schema_name(root);
        if (kind.empty()) return fail(ErrorCode::bad_data, "is not OpenTimelineIO (no \"OTIO_SCHEMA\" at the top)");
        find_rate(root);
        project_ = make_project(std::string(root.text_of("name")), {.rate = rate_});
        project_.sequences.clear();
        project_.active = {};
        SequenceId first;
        if (kind == "Timeline") {
            first = timeline(root);
        } else if (kind == "SerializableCollection" || kind == "SerializeableCollection") {
            first = collection(root);
        } else if (kind == "Stack" || kind == "Track" || kind == "Sequence" || kind == "Clip" || kind == "Gap" ||
                   kind == "Subtitles") {
            first = lone(root);
        } else if (kind.ends_with("Reference")) {
            std::optional<TimeRange> available = times_.range(root.find("available_range"));
            pool_.add(&root, "", available ? &*available : nullptr, rate_, visible_, [](const std::string&) {});
            first = empty_sequence();
        } else {
            return fail(ErrorCode::bad_data,
                        "holds a lone " + std::string(kind) +
                            "; a timeline, a stack, a track, a clip or a collection can be opened");
        }
        if (context_.error) return *context_.error;
        project_.active = first;
        project_.media = Chunked<Ref<Media>>(pool_.take());
        attach_.project(project_);
        project_.next_id = ids_.next;
        TRY_VOID(check_valid(project_));
        return ReadResult{{std::move(project_), std::move(report_)}, visible_.value()};
    }

  private:
    void find_rate(const Json& root) {
        const Json* best = root.find("global_start_time");
        if (!times_.rate_of(best)) best = first_duration(root);
        if (auto r = times_.rate_of(best))
            if (auto rate = FrameRate::make(r->num, r->den)) rate_ = *rate;
    }
    // The duration of the first clip or gap in reading order.
    const Json* first_duration(const Json& v) {
        for (const Json& item : v.array())
            if (const Json* found = first_duration(item)) return found;
        const Json* r = v.find("source_range");
        const Json* d = r ? r->find("duration") : nullptr;
        if (auto rate = times_.rate_of(d); rate && FrameRate::make(rate->num, rate->den)) return d;
        for (const char* key : {"tracks", "children"})
            if (const Json* c = v.find(key))
                if (const Json* found = first_duration(*c)) return found;
        return nullptr;
    }
    FrameRate frame_rate(const Json* range_json) {
        auto r = times_.rate_of(range_json ? range_json->find("start_time") : nullptr);
        if (r)
            if (auto rate = FrameRate::make(r->num, r->den)) return *rate;
        return rate_;
    }

    // ---- reports

    std::string where(const Lane* lane, const std::string& clip, Time at) {
        std::string w = lane ? "track " + lane->name : "";
        if (!clip.empty()) w += ", clip " + clip;
        return w + (lane ? " (" + time_text(at, rate_) + ")" : "");
    }
    void report(Fate fate, std::string what, std::string place) {
        if (report_.items.size() < kMaxReport) report_.items.push_back({fate, std::move(what), std::move(place)});
    }

    // ---- sequences

    Sequence new_sequence(const Json& json, const std::string& fallback) {
        Sequence s;
        s.id = attach_.id<SequenceId>(json, ids_);
        s.name = json.text_of("name").empty() ? fallback : std::string(json.text_of("name"));
        s.format.rate = rate_;
        s.mixer = default_mixer(s.format.channels);
        return s;
    }
    SequenceId publish(Sequence s) {
        std::stable_sort(s.markers.begin(), s.markers.end(),
                         [](const auto& a, const auto& b) { return a->start < b->start; });
        std::stable_partition(s.tracks.begin(), s.tracks.end(),
                              [](const auto& t) { return t->kind == TrackKind::picture; });
        attach_.sequence(s);
        SequenceId id = s.id;
        project_.sequences.push_back(std::make_shared<const Sequence>(std::move(s)));
        return id;
    }
    SequenceId empty_sequence() {
        Sequence s;
        s.id = ids_.make<SequenceId>(), s.name = "Main", s.format.rate = rate_;
        s.mixer = default_mixer(2);
        s.tracks.push_back(std::make_shared<const Track>(make_track(TrackKind::picture, ids_.make<TrackId>(), "V1")));
        s.tracks.push_back(std::make_shared<const Track>(make_track(TrackKind::sound, ids_.make<TrackId>(), "A1")));
        return publish(std::move(s));
    }

    SequenceId timeline(const Json& json) {
        const Json* tracks = json.find("tracks");
        if (!tracks || !tracks->is(JsonType::object)) return empty_sequence();
        Sequence s = new_sequence(*tracks, "Main");
        std::string_view own = json.text_of("name");
        if (!own.empty()) s.name = own;
        visible_.text(s.name);
        if (auto start = times_.time(json.find("global_start_time")))
            s.format.start_frame = rate_.frame_nearest(*start);
        visible_.word(static_cast<uint64_t>(s.format.start_frame));
        s.extra = foreign_metadata(document_, json);
        stack_into(*tracks, s);
        if (s.tracks.empty())
            for (auto kind : {TrackKind::picture, TrackKind::sound})
                s.tracks.push_back(std::make_shared<const Track>(
                    make_track(kind, ids_.make<TrackId>(), kind == TrackKind::picture ? "V1" : "A1")));
        return publish(std::move(s));
    }
    SequenceId lone(const Json& json) {
        Sequence s = new_sequence(json, "Main");
        if (schema_name(json) == "Stack")
            stack_into(json, s);
        else
            child_of_stack(json, s);
        return publish(std::move(s));
    }
    SequenceId collection(const Json& json) {
        SequenceId first;
        const Json* children = json.find("children");
        for (const Json& c : children ? children->array() : std::span<const Json>()) {
            std::string_view kind = schema_name(c);
            SequenceId id;
            if (kind == "Timeline")
                id = timeline(c);
            else if (kind == "Stack" || kind == "Track" || kind == "Sequence" || kind == "Clip")
                id = lone(c);
            else if (kind == "SerializableCollection")
                id = collection(c);
            else
                report(Fate::dropped, std::string(kind) + " in a collection", std::string(c.text_of("name")));
            if (!first) first = id;
        }
        return first ? first : empty_sequence();
    }

    void stack_into(const Json& json, Sequence& s) {
        const Json* children = json.find("children");
        for (const Json& c : children ? children->array() : std::span<const Json>()) child_of_stack(c, s);
        markers(json, s, {}, Time{});
        if (times_.range(json.find("source_range")))
            report(Fate::approximated, "the stack's own source range is read as the whole stack", "sequence " + s.name);
        composition_effects(json, "sequence " + s.name);
    }
    void child_of_stack(const Json& c, Sequence& s) {
        std::string_view kind = schema_name(c);
        if (kind == "Track" || kind == "Sequence")
            track(c, s);
        else if (kind == "Subtitles")
            subtitles(c, s);
        else if (kind == "Clip" || kind == "Stack" || kind == "Gap") {
            Lane lane{.name = "V" + std::to_string(s.tracks.size() + 1)};
            child_of_track(c, lane, s);
            finish(lane, s, make_track(TrackKind::picture, ids_.make<TrackId>(), lane.name));
        } else {
            report(Fate::dropped, "unknown object " + std::string(c.text_of("OTIO_SCHEMA")), "sequence " + s.name);
        }
    }
    void composition_effects(const Json& json, const std::string& place) {
        const Json* list = json.find("effects");
        for (const Json& e : list ? list->array() : std::span<const Json>())
            report(Fate::dropped, "effect " + std::string(e.text_of("effect_name")) + " on a whole composition", place);
    }

    // ---- tracks

    void track(const Json& json, Sequence& s) {
        std::string kind(json.text_of("kind"));
        std::transform(kind.begin(), kind.end(), kind.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        Lane lane;
        lane.kind = kind == "audio" ? TrackKind::sound : TrackKind::picture;
        lane.name = json.text_of("name");
        if (lane.name.empty())
            lane.name = (lane.kind == TrackKind::sound ? "A" : "V") + std::to_string(s.tracks.size() + 1);
        visible_.text(lane.name).word(static_cast<uint64_t>(lane.kind));
        if (!kind.empty() && kind != "audio" && kind != "video")
            report(Fate::approximated, "a track of the kind \"" + kind + "\" is read as a picture track",
                   "track " + lane.name);
        const Json* children = json.find("children");
        for (const Json& c : children ? children->array() : std::span<const Json>()) {
            if (context_.error) return;
            child_of_track(c, lane, s);
        }
        Track t = make_track(lane.kind, attach_.id<TrackId>(json, ids_), lane.name);
        bool on = enabled(json);
        if (lane.kind == TrackKind::sound && !on) {
            Strip strip;
            strip.mute = true;
            t.strip = std::make_shared<const Strip>(strip);
        } else {
            t.enabled = on;
        }
        t.extra = foreign_metadata(document_, json);
        auto own = times_.range(json.find("source_range"));
        if (own) trim(lane, *own);
        markers(json, s, own, Time{});
        composition_effects(json, "track " + lane.name);
        finish(lane, s, std::move(t));
    }
    bool enabled(const Json& json) {
        const Json* v = json.find("enabled");
        bool on = !v || !v->is(JsonType::boolean) || v->boolean;
        visible_.word(on ? 1 : 0);
        return on;
    }
    // A track's own source range shows a part of it, which becomes its start.
    void trim(Lane& lane, TimeRange part) {
        std::vector<Lane::Item> kept;
        for (auto& i : lane.items) {
            Time start = std::max(i.start, part.start), end = std::min(i.start + i.clip->length, part.end());
            if (start >= end) continue;
            i.clip->in = i.clip->source_at(start - i.start);
            i.clip->length = end - start;
            if (start != i.start) i.clip->transition_in = nullptr;
            kept.push_back({start - part.start, i.clip});
        }
        lane.items = std::move(kept);
        for (size_t i = 1; i < lane.items.size(); ++i)
            if (auto t = lane.items[i].clip->transition_in; t && t->before > lane.items[i - 1].clip->length)
                lane.items[i].clip->transition_in = nullptr;
        if (!lane.items.empty()) fit_transition(lane.items.back());
    }
    static void fit_transition(Lane::Item& i) {
        if (auto t = i.clip->transition_in; t && t->after > i.clip->length) i.clip->transition_in = nullptr;
    }
    void finish(Lane& lane, Sequence& s, Track t) {
        if (lane.transition) end_transition(lane);
        std::vector<Placement> items;
        for (auto& i : lane.items) {
            attach_.clip(*i.clip, lane.kind);
            items.push_back({i.start, std::move(i.clip)});
        }
        t.items = Chunked<Placement>(items);
        attach_.track(t);
        s.tracks.push_back(std::make_shared<const Track>(std::move(t)));
    }

    void child_of_track(const Json& c, Lane& lane, Sequence& s) {
        std::string_view kind = schema_name(c);
        if (kind == "Transition") {
            lane.transition = &c;
            return;
        }
        Time start = lane.at;
        if (kind == "Clip") {
            clip(c, lane, s);
        } else if (kind == "Stack" || kind == "Track" || kind == "Sequence" || kind == "Timeline") {
            nested(c, lane);
        } else {
            auto r = times_.range(c.find("source_range"));
            if (kind != "Gap" && kind != "Filler")
                report(Fate::dropped, "unknown object " + std::string(c.text_of("OTIO_SCHEMA")),
                       where(&lane, std::string(c.text_of("name")), start));
            if (lane.transition) end_transition(lane);
            if (r) {
                lane.at += r->length;
                visible_.word(7).word(static_cast<uint64_t>(r->length.ticks));
                markers(c, s, r, start);
            }
        }
        if (lane.at.ticks > kMaxTicks) context_.wrong(c, "the track is longer than a sequence can be");
    }

    void add(Lane& lane, const Json& json, std::shared_ptr<Clip> c) {
        c->name = json.text_of("name");
        c->enabled = enabled(json);
        visible_.text(c->name).word(static_cast<uint64_t>(c->in.ticks)).word(static_cast<uint64_t>(c->length.ticks));
        visible_.word(static_cast<uint64_t>(c->speed.num)).word(static_cast<uint64_t>(c->speed.den));
        lane.items.push_back({lane.at, std::move(c)});
        if (lane.transition) start_transition(lane);
        lane.at += lane.items.back().clip->length;
    }

    void nested(const Json& c, Lane& lane) {
        if (schema_name(c) == "Timeline") {
            place_nested(c, timeline(c), lane);
            return;
        }
        Sequence inner = new_sequence(c, "Nested");
        const Json* children = c.find("children");
        if (schema_name(c) == "Stack")
            for (const Json& k : children ? children->array() : std::span<const Json>()) child_of_stack(k, inner);
        else
            track(c, inner);
        if (schema_name(c) == "Stack") markers(c, inner, {}, Time{});
        place_nested(c, publish(std::move(inner)), lane);
    }
    void place_nested(const Json& c, SequenceId id, Lane& lane) {
        auto made = std::make_shared<Clip>();
        auto r = schema_name(c) == "Stack" ? times_.range(c.find("source_range")) : std::nullopt;
        if (r)
            made->in = r->start, made->length = r->length;
        else
            made->length = project_.sequences.back()->duration();
        made->id = attach_.clip_id(c, ids_);
        made->content = SequenceContent{id};
        if (made->length.ticks <= 0) {
            report(Fate::dropped, "an empty nested composition", where(&lane, std::string(c.text_of("name")), lane.at));
            return;
        }
        effects(c, *made, lane, r, {});
        add(lane, c, std::move(made));
    }

    void clip(const Json& json, Lane& lane, Sequence& s) {
        std::string name(json.text_of("name"));
        // Clip.2 has several references and the key of the one in use; Clip.1 has one.
        const Json* reference = json.find("media_reference");
        const Json* several = json.find("media_references");
        if (several && several->is(JsonType::object)) {
            std::string_view active = json.text_of("active_media_reference_key");
            reference = several->find(active.empty() ? "DEFAULT_MEDIA" : active);
            if (!reference && several->count > 0) reference = &several->object()[0].value;
        }
        if (reference && !reference->is(JsonType::object)) reference = nullptr;
        const Json* available_json = reference ? reference->find("available_range") : nullptr;
        auto available = times_.range(available_json), source = times_.range(json.find("source_range"));
        if (context_.error) return;
        if (!source) source = available;
        if (!source || source->length.ticks <= 0) {
            report(Fate::dropped,
                   source ? "a clip without length"
                          : "a clip with neither a source range nor an available range, so of unknown length",
                   where(&lane, name, lane.at));
            return;
        }
        auto made = std::make_shared<Clip>();
        made->id = attach_.clip_id(json, ids_);
        made->length = source->length;
        made->in = source->start - (available ? available->start : Time{});
        made->extra =
            foreign_metadata(document_, json, "media_references", several && several->count > 1 ? several : nullptr);
        std::string_view kind = reference ? schema_name(*reference) : "";
        if (kind == "GeneratorReference") {
            if (!generator(*reference, *made, lane, name)) {
                lane.at += made->length;
                return;
            }
        } else {
            MediaContent content;
            content.media = pool_.add(
                reference, name, available ? &*available : nullptr, frame_rate(available_json), visible_,
                [&](std::string what) { report(Fate::approximated, std::move(what), where(&lane, name, lane.at)); });
            made->content = content;
        }
        effects(json, *made, lane, source, frame_rate(json.find("source_range")));
        markers(json, s, source, lane.at);
        add(lane, json, std::move(made));
    }

    bool generator(const Json& reference, Clip& c, Lane& lane, const std::string& name) {
        std::string kind(reference.text_of("generator_kind"));
        visible_.text(kind);
        if (lane.kind != TrackKind::picture) {
            report(Fate::dropped, "generator " + kind + " on a sound track", where(&lane, name, lane.at));
            return false;
        }
        const EffectSpec* known = find_effect(kind);
        if (known && known->domain != Domain::generator) known = nullptr;
        bool black = kind == "black" || kind == "Black" || kind == "SolidColor";
        if (!known && !black)
            report(Fate::approximated, "generator " + kind + " is read as a black solid", where(&lane, name, lane.at));
        Effect e = make_effect(known ? known->kind : EffectKind::solid, ids_.make<EffectId>());
        e.extra = foreign_metadata(document_, reference, "generator", &reference);
        c.content = GeneratorContent{std::make_shared<const Effect>(std::move(e))};
        return true;
    }

    void effects(const Json& json, Clip& c, Lane& lane, const std::optional<TimeRange>& source, FrameRate rate) {
        const Json* list = json.find("effects");
        EffectStack stack;
        std::string name(json.text_of("name"));
        double speed = 1;
        bool timed = false;
        for (const Json& e : list ? list->array() : std::span<const Json>()) {
            std::string_view kind = schema_name(e);
            const Json* scalar = e.find("time_scalar");
            if (kind == "LinearTimeWarp" || kind == "FreezeFrame") {
                double v = kind == "FreezeFrame" ? 0 : scalar && scalar->is_number() ? scalar->number() : 1;
                if (!(std::abs(v) <= 1e4)) {
                    context_.wrong(e, "a time scalar is not finite or out of range");
                    return;
                }
                speed *= v, timed = true;
                continue;
            }
            const Json* metadata = e.find("metadata");
            if (metadata && metadata->find("tandem")) continue; // one of ours, which comes back by the clip's id
            ForeignEffect f;
            f.name = e.text_of("effect_name").empty() ? e.text_of("OTIO_SCHEMA") : e.text_of("effect_name");
            std::string text;
            json_compact(text, document_, e);
            visible_.text(f.name);
            report(Fate::approximated, "effect " + f.name + " is kept, but not rendered", where(&lane, name, lane.at));
            f.extra = std::make_shared<const std::string>(std::move(text));
            if (e.is(JsonType::object)) stack.foreign.push_back(std::move(f));
        }
        if (timed) {
            c.speed = exact_speed(speed);
            // A reversed clip shows its range from the end on.
            if (speed < 0 && source) c.in += Speed{-c.speed.num, c.speed.den}.source(c.length) - rate.time_of(1);
        }
        if (!stack.foreign.empty()) c.effects = std::make_shared<const EffectStack>(std::move(stack));
    }

    // ---- transitions

    // The transition before the clip that was just added.
    void start_transition(Lane& lane) {
        const Json& json = *lane.transition;
        lane.transition = nullptr;
        Lane::Item& to = lane.items.back();
        auto before = times_.time(json.find("in_offset")), after = times_.time(json.find("out_offset"));
        Time b = before.value_or(Time{}), a = after.value_or(Time{});
        if (b.ticks < 0 || a.ticks < 0) return context_.wrong(json, "a transition has a negative offset");
        visible_.text(json.text_of("transition_type"))
            .word(static_cast<uint64_t>(b.ticks))
            .word(static_cast<uint64_t>(a.ticks));
        if ((a + b).ticks == 0) return;
        bool joined = lane.items.size() > 1;
        Time free;
        if (joined) {
            auto& from = lane.items[lane.items.size() - 2];
            joined = from.start + from.clip->length == to.start;
            Time used = from.clip->transition_in && transition_joins(lane, lane.items.size() - 2)
                            ? from.clip->transition_in->after
                            : Time{};
            free = from.clip->length - used;
        }
        std::string place = where(&lane, std::string(json.text_of("name")), to.start);
        if (!joined) {
            to.clip->fade_in.length = std::min(a + b, to.clip->length);
            return report(Fate::approximated, "a transition from nothing is read as a fade in", place);
        }
        if (b > free || a > to.clip->length) {
            b = std::min(b, free), a = std::min(a, to.clip->length);
            report(Fate::approximated, "a transition is shortened to the clips that it joins", place);
            if ((a + b).ticks == 0) return;
        }
        Transition t;
        t.id = attach_.id<TransitionId>(json, ids_);
        t.before = b, t.after = a;
        TransitionKind named = find_transition(json.text_of("name"));
        bool sound = lane.kind == TrackKind::sound;
        if (named != TransitionKind::count_ && is_sound(named) == sound) {
            t.kind = named;
        } else {
            t.kind = sound ? TransitionKind::crossfade_equal_power : TransitionKind::dissolve;
            if (json.text_of("transition_type") != "SMPTE_Dissolve")
                report(Fate::approximated,
                       "transition " + std::string(json.text_of("transition_type")) + " is read as a dissolve", place);
        }
        t.extra = foreign_metadata(document_, json);
        to.clip->transition_in = std::make_shared<const Transition>(std::move(t));
    }
    static bool transition_joins(const Lane& lane, size_t i) {
        return i > 0 && lane.items[i - 1].start + lane.items[i - 1].clip->length == lane.items[i].start;
    }
    // A transition into a gap or the track's end.
    void end_transition(Lane& lane) {
        const Json& json = *lane.transition;
        auto before = times_.time(json.find("in_offset")), after = times_.time(json.find("out_offset"));
        Time length = before.value_or(Time{}) + after.value_or(Time{});
        bool clip_before = !lane.items.empty() && lane.items.back().start + lane.items.back().clip->length == lane.at;
        if (!clip_before && lane.at.ticks == 0) {
            // It stands at the head, before a gap: nothing shows.
            lane.transition = nullptr;
            return;
        }
        if (!clip_before) return; // gap, transition, then a clip: it waits for that clip
        lane.transition = nullptr;
        visible_.word(static_cast<uint64_t>(length.ticks));
        Clip& from = *lane.items.back().clip;
        if (length.ticks < 0) return context_.wrong(json, "a transition has a negative offset");
        from.fade_out.length = std::min(length, from.length);
        report(Fate::approximated, "a transition to nothing is read as a fade out",
               where(&lane, from.name, lane.items.back().start));
    }

    // ---- markers and subtitles

    // Markers of an object whose `source` begins at `at` of the sequence.
    void markers(const Json& json, Sequence& s, const std::optional<TimeRange>& source, Time at) {
        const Json* list = json.find("markers");
        for (const Json& m : list ? list->array() : std::span<const Json>()) {
            auto marked = times_.range(m.find("marked_range"));
            if (!marked) continue;
            Marker k;
            k.start = at + marked->start - (source ? source->start : Time{});
            k.length = marked->length;
            k.name = m.text_of("name");
            k.note = m.text_of("comment");
            k.colour = m.text_of("color");
            visible_.text(k.name)
                .word(static_cast<uint64_t>(k.start.ticks))
                .word(static_cast<uint64_t>(k.length.ticks));
            if (k.start.ticks < 0 || k.start.ticks > kMaxTicks) {
                report(Fate::dropped, "marker " + k.name + " outside of its clip", "sequence " + s.name);
                continue;
            }
            k.id = attach_.id<MarkerId>(m, ids_);
            k.extra = foreign_metadata(document_, m);
            attach_.marker(k);
            s.markers.push_back(std::make_shared<const Marker>(std::move(k)));
        }
    }
    void subtitles(const Json& json, Sequence& s) {
        Lane lane{.kind = TrackKind::subtitle, .name = "S1"};
        const Json* list = json.find("timed_texts");
        std::vector<Lane::Item> cues;
        for (const Json& v : list ? list->array() : std::span<const Json>()) {
            auto r = times_.range(v.find("marked_range"));
            if (!r || r->length.ticks <= 0 || r->start.ticks < 0) continue;
            std::string text;
            const Json* texts = v.find("texts");
            for (const Json& t : texts ? texts->array() : std::span<const Json>()) text += t.text();
            while (text.ends_with('\n')) text.pop_back();
            auto c = std::make_shared<Clip>();
            c->id = ids_.make<ClipId>(), c->length = r->length;
            c->content = SubtitleContent{text};
            cues.push_back({r->start, std::move(c)});
        }
        std::stable_sort(cues.begin(), cues.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
        for (auto& c : cues) {
            if (!lane.items.empty()) {
                auto& last = lane.items.back();
                if (last.start == c.start) continue;
                last.clip->length = std::min(last.clip->length, c.start - last.start);
            }
            lane.items.push_back(std::move(c));
        }
        finish(lane, s, make_track(TrackKind::subtitle, ids_.make<TrackId>(), lane.name));
    }

    static constexpr size_t kMaxReport = 100'000;
    ReadContext context_;
    Times times_;
    JsonDocument& document_;
    IdSource ids_;
    Attach attach_;
    MediaPool pool_;
    Project project_;
    LossReport report_;
    Hasher visible_;
    FrameRate rate_{25, 1};
};

} // namespace

Result<ReadResult> read_document(JsonDocument& document, const std::string& base_dir, const Project* native) {
    return Reader(document, base_dir, native).run();
}

} // namespace tandem::otio
