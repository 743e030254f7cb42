// Argument readers and the frame around a sequence edit.
#include "engine/session/command_args.h"

#include <algorithm>

#include "engine/base/colour_words.h"
#include "engine/edit/project_edits.h"

namespace tandem {

const Value* Args::find(std::string_view name) const {
    auto it = args_.find(std::string(name));
    return it == args_.end() || it->second.is_null() ? nullptr : &it->second;
}

uint64_t Args::raw_id(std::string_view name) const {
    const Value* v = find(name);
    const int64_t* i = v ? v->as_int() : nullptr;
    return i && *i > 0 ? static_cast<uint64_t>(*i) : 0;
}

std::optional<std::string> Args::maybe_text(std::string_view name) const {
    const Value* v = find(name);
    const std::string* s = v ? v->as_string() : nullptr;
    return s ? std::optional(*s) : std::nullopt;
}
std::string Args::text(std::string_view name, std::string fallback) const {
    return maybe_text(name).value_or(std::move(fallback));
}
double Args::number(std::string_view name, double fallback) const {
    const Value* v = find(name);
    double d = fallback;
    if (v) v->number(d);
    return d;
}
int64_t Args::integer(std::string_view name, int64_t fallback) const {
    const Value* v = find(name);
    const int64_t* i = v ? v->as_int() : nullptr;
    return i ? *i : fallback;
}
std::optional<bool> Args::maybe_flag(std::string_view name) const {
    const Value* v = find(name);
    const bool* b = v ? v->as_bool() : nullptr;
    return b ? std::optional(*b) : std::nullopt;
}
bool Args::flag(std::string_view name, bool fallback) const { return maybe_flag(name).value_or(fallback); }

Result<Ref<Sequence>> Args::sequence(std::string_view name) const {
    Ref<Sequence> s;
    if (auto text = maybe_text(name))
        s = project_->sequence_named(*text);
    else if (has(name))
        s = project_->find_sequence(SequenceId{raw_id(name)});
    else if (name == "sequence")
        s = project_->active_sequence();
    if (!s) return fail(ErrorCode::usage, "there is no such sequence", "argument " + std::string(name));
    return s;
}

Result<Time> Args::parse(std::string_view name, const Value& v, Grid grid) const {
    Time t;
    if (auto ticks = v.as_int())
        t = Time{*ticks};
    else {
        auto s = TRY(sequence());
        if (!v.as_string()) return fail(ErrorCode::usage, "a time is expected", "argument " + std::string(name));
        const std::string& text = *v.as_string();
        bool negative = text.starts_with('-') && text.find(':') != std::string::npos;
        auto parsed = parse_time(negative ? text.substr(1) : text, s->format.rate, s->format.audio_rate);
        if (!parsed) return fail(parsed.error().code, parsed.error().what, "argument " + std::string(name));
        t = negative ? -*parsed : *parsed;
        if (grid == Grid::frames && text.ends_with('s')) t = s->format.rate.snap(t);
    }
    if (t.ticks > kMaxEditTicks || t.ticks < -kMaxEditTicks)
        return fail(ErrorCode::usage, "the time is out of range", "argument " + std::string(name));
    return t;
}

Result<Time> Args::time(std::string_view name, Grid grid, std::optional<Time> fallback) const {
    if (const Value* v = find(name)) return parse(name, *v, grid);
    if (fallback) return *fallback;
    return fail(ErrorCode::usage, "the argument \"" + std::string(name) + "\" is missing");
}

static Result<TrackId> find_track_value(const Sequence& s, const Value& v, std::string_view name) {
    for (const auto& t : s.tracks) {
        if (auto text = v.as_string(); text && t->name == *text) return t->id;
        if (auto id = v.as_int(); id && t->id.value == static_cast<uint64_t>(*id)) return t->id;
    }
    std::string known;
    for (const auto& t : s.tracks) known += (known.empty() ? "" : ", ") + t->name;
    return fail(ErrorCode::usage, "there is no such track; there are: " + known, "argument " + std::string(name));
}

Result<TrackId> Args::track(std::string_view name, std::string_view fallback_name) const {
    auto s = TRY(sequence());
    if (const Value* v = find(name)) return find_track_value(*s, *v, name);
    return find_track_value(*s, Value(std::string(fallback_name)), name);
}

Result<std::vector<TrackId>> Args::tracks(std::string_view name) const {
    auto s = TRY(sequence());
    std::vector<TrackId> out;
    if (const Value* v = find(name))
        for (const Value& item : *v->as_array()) out.push_back(TRY(find_track_value(*s, item, name)));
    return out;
}

static Result<ClipId> find_clip_value(const Sequence& s, const Value& v) {
    if (auto id = v.as_int()) return ClipId{static_cast<uint64_t>(*id)};
    auto text = v.as_string();
    if (!text) return fail(ErrorCode::usage, "a clip is named by its id or its name");
    ClipId found;
    for (const auto& t : s.tracks)
        for (const auto& p : t->items)
            if (p.clip->name == *text) {
                if (found) return fail(ErrorCode::usage, "several clips are called \"" + *text + "\"; give an id");
                found = p.clip->id;
            }
    if (!found) return fail(ErrorCode::usage, "there is no clip called \"" + *text + "\"", "sequence " + s.name);
    return found;
}

Result<ClipId> Args::clip(std::string_view name) const {
    const Value* v = find(name);
    if (!v) return fail(ErrorCode::usage, "the argument \"" + std::string(name) + "\" is missing");
    return find_clip_value(*TRY(sequence()), *v);
}

Result<std::vector<ClipId>> Args::clips() const {
    auto s = TRY(sequence());
    std::vector<ClipId> out;
    if (const Value* v = find("clips"))
        for (const Value& item : *v->as_array()) out.push_back(TRY(find_clip_value(*s, item)));
    if (const Value* v = find("clip")) out.push_back(TRY(find_clip_value(*s, *v)));
    if (out.empty()) return fail(ErrorCode::usage, "name a clip (\"clip\") or several (\"clips\")");
    return out;
}

Result<MediaId> Args::media(std::string_view name) const {
    if (auto text = maybe_text(name)) {
        MediaId found;
        for (const auto& m : project_->media)
            if (m->name == *text || m->path == *text) {
                if (found) return fail(ErrorCode::usage, "several media are called \"" + *text + "\"; give an id");
                found = m->id;
            }
        if (found) return found;
    } else if (project_->find_media(MediaId{raw_id(name)}))
        return MediaId{raw_id(name)};
    return fail(ErrorCode::usage, "the project has no such media; import them first", "argument " + std::string(name));
}

Result<BusId> Args::bus(std::string_view name) const {
    auto s = TRY(sequence());
    for (const auto& b : s->mixer->buses)
        if ((has(name) && b->id.value == raw_id(name)) || b->name == maybe_text(name)) return b->id;
    return fail(ErrorCode::usage, "there is no such bus", "argument " + std::string(name));
}

Result<FaderGroupId> Args::fader_group(std::string_view name) const {
    auto s = TRY(sequence());
    for (const auto& g : s->mixer->groups)
        if ((has(name) && g->id.value == raw_id(name)) || g->name == maybe_text(name)) return g->id;
    return fail(ErrorCode::usage, "there is no such fader group", "argument " + std::string(name));
}

Result<BinId> Args::bin(std::string_view name) const {
    if (!has(name)) return BinId{};
    for (const auto& b : project_->bins)
        if (b.id.value == raw_id(name) || b.name == maybe_text(name)) return b.id;
    return fail(ErrorCode::usage, "there is no such bin", "argument " + std::string(name));
}

Result<StripRef> Args::strip() const {
    StripRef out;
    if (has("track"))
        out.track = TRY(track("track"));
    else if (has("bus"))
        out.bus = TRY(bus());
    else if (has("fader_group"))
        out.group = TRY(fader_group("fader_group"));
    return out;
}

Result<EffectOwner> Args::owner() const {
    if (has("clip")) {
        const ClipId id = TRY(clip());
        return EffectOwner{id};
    }
    const StripRef ref = TRY(strip());
    return EffectOwner{ref};
}

Result<size_t> word_index(std::string_view what, const std::string& word, std::span<const std::string_view> words) {
    std::string known;
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i] == word) return i;
        known += (known.empty() ? "" : ", ") + std::string(words[i]);
    }
    return fail(ErrorCode::usage, "there is no " + std::string(what) + " \"" + word + "\"; there are: " + known);
}

template<class E>
static Result<void> read_tag(const Args& a, const char* name, E& tag) {
    if (!a.has(name)) return {};
    auto value = colour_by_word<E>(a.text(name));
    if (!value)
        return fail(ErrorCode::usage,
                    std::string("there are no ") + name + " \"" + a.text(name) +
                        "\"; words are those of presets: bt709, bt2020, pq, hlg, srgb, limited, full, native");
    tag = *value;
    return {};
}

Result<ColourTags> read_colour(const Args& a, ColourTags c) {
    TRY_VOID(read_tag(a, "primaries", c.primaries));
    TRY_VOID(read_tag(a, "transfer", c.transfer));
    TRY_VOID(read_tag(a, "matrix", c.matrix));
    TRY_VOID(read_tag(a, "range", c.range));
    TRY_VOID(read_tag(a, "siting", c.siting));
    return c;
}

Result<SequenceOutcome> done(Result<Sequence> sequence) {
    if (!sequence) return sequence.error();
    SequenceOutcome out;
    out.sequence = std::move(sequence).value();
    return out;
}

Result<CommandOutcome>
edit_sequence(const Args& args, const char* label,
              const std::function<Result<SequenceOutcome>(const Sequence& sequence, IdSource& ids)>& fn) {
    auto s = TRY(args.sequence());
    IdSource ids{args.project()->next_id};
    SequenceOutcome out = TRY(fn(*s, ids));
    return CommandOutcome{
        ref(with_sequence(*args.project(), std::move(out.sequence), ids.next)), label, std::move(out.result), {}};
}

Result<Sequence> midi_at_its_speed(const Project& project, Result<Sequence> edited) {
    const auto& media = project.media;
    if (!edited || std::none_of(media.begin(), media.end(), [](const Ref<Media>& m) { return m->is_midi(); }))
        return edited;
    for (const auto& track : edited->tracks)
        for (const Placement& p : track->items) {
            if (p.clip->normal_speed()) continue;
            const auto* content = std::get_if<MediaContent>(&p.clip->content);
            const Media* m = content ? project.find_media(content->media) : nullptr;
            if (m && m->is_midi())
                return fail(ErrorCode::usage, "MIDI is played at its own speed only; change the clip without it",
                            "clip " + p.clip->name);
        }
    return edited;
}

CommandOutcome whole(Project project, const char* label, Value result) {
    return {ref(std::move(project)), label, std::move(result), {}};
}

} // namespace tandem
