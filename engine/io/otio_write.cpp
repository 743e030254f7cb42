// Document to OpenTimelineIO: the spine that every program reads (Clip.2, Marker.2), our exact project under the
// timeline's metadata.tandem with a hash of the visible part, and our ids on every object. Any thread, pure.
#include <algorithm>
#include <unordered_set>

#include "engine/io/interchange.h"
#include "engine/io/json.h"
#include "engine/io/media_path.h"
#include "engine/io/otio_read.h"
#include "engine/io/otio_time.h"
#include "engine/io/project_file.h"

namespace tandem {

namespace {

using Fate = LossItem::Fate;

constexpr int kMaxDepth = 24;             // of nested sequences: each takes four levels of JSON
constexpr size_t kMaxWritten = 1'000'000; // clips, nested ones counted each time they appear
constexpr std::string_view kNoHash = "0000000000000000";

class OtioWriter {
  public:
    OtioWriter(const Project& project, OtioDialect dialect, const std::string& base_dir, LossReport* report)
        : project_(project), dialect_(dialect), base_(base_dir), report_(report) {}

    std::string run(const Sequence& s) {
        rate_ = s.format.rate;
        out_ = "{\"OTIO_SCHEMA\":\"Timeline.1\",\n\"metadata\":{\"tandem\":{\"schema\":1,\"hash\":\"";
        hash_at_ = out_.size();
        out_ += kNoHash;
        out_ += "\",\"sequence\":";
        json_number(out_, static_cast<int64_t>(s.id.value));
        out_ += ",\"project\":\n" + project_text(project_, base_) + "}";
        foreign(s.extra);
        out_ += "},\n\"name\":";
        json_quote(out_, s.name);
        out_ += ",\"global_start_time\":";
        if (s.format.start_frame != 0)
            time(rate_.time_of(s.format.start_frame), rate_);
        else
            out_ += "null";
        out_ += ",\n\"tracks\":";
        stack(s, nullptr, 0);
        out_ += "}\n";
        return std::move(out_);
    }
    size_t hash_at() const { return hash_at_; }

  private:
    void report(Fate fate, std::string what, std::string where) {
        if (report_ && report_->items.size() < 100'000)
            report_->items.push_back({fate, std::move(what), std::move(where)});
    }
    std::string where(const Track& t, const Placement& p) const {
        return "track " + t.name + ", clip " + p.clip->name + " (" + time_text(p.start, rate_) + ")";
    }
    void text(std::string_view key, std::string_view value) {
        out_ += ",\"";
        out_ += key;
        out_ += "\":";
        json_quote(out_, value);
    }
    // Whole frames as integers; what lies between them as the fraction that reads back to the same tick.
    void time(Time t, FrameRate rate) {
        int64_t frame = rate.frame_nearest(t);
        out_ += "{\"OTIO_SCHEMA\":\"RationalTime.1\",\"rate\":";
        real(rate.hz());
        out_ += ",\"value\":";
        if (rate.time_of(frame) == t)
            real(static_cast<double>(frame));
        else
            real(static_cast<double>(static_cast<long double>(t.ticks) * rate.num /
                                     (static_cast<long double>(rate.den) * kTicksPerSecond)));
        out_ += "}";
    }
    void real(double v) {
        size_t from = out_.size();
        json_number(out_, v);
        if (out_.find_first_of(".e", from) == std::string::npos) out_ += ".0";
    }
    void range(Time start, Time length, FrameRate rate) {
        out_ += "{\"OTIO_SCHEMA\":\"TimeRange.1\",\"start_time\":";
        time(start, rate);
        out_ += ",\"duration\":";
        time(length, rate);
        out_ += "}";
    }
    // Foreign metadata that came with an import; inside the braces of a metadata object, after a member of ours.
    void foreign(const Extra& extra) {
        if (!extra) return;
        auto d = parse_json(*extra);
        const Json* otio = d ? d->root().find("otio") : nullptr;
        const Json* metadata = otio ? otio->find("metadata") : nullptr;
        for (const JsonMember& m : metadata ? metadata->object() : std::span<const JsonMember>()) {
            out_ += ',';
            json_quote(out_, m.key);
            out_ += ':';
            json_compact(out_, *d, m.value);
        }
    }
    void metadata(std::string_view key, uint64_t id, const Extra& extra, std::string_view key2 = {}, uint64_t id2 = 0) {
        out_ += ",\"metadata\":{\"tandem\":{\"" + std::string(key) + "\":" + std::to_string(id);
        if (!key2.empty()) out_ += ",\"" + std::string(key2) + "\":" + std::to_string(id2);
        out_ += "}";
        foreign(extra);
        out_ += "}";
    }

    // `as_clip` is the placement that shows a nested sequence; null at the root.
    void stack(const Sequence& s, const Placement* as_clip, int depth) {
        out_ += "{\"OTIO_SCHEMA\":\"Stack.1\"";
        text("name", as_clip ? as_clip->clip->name : s.name);
        if (as_clip)
            metadata("id", s.id.value, as_clip->clip->extra, "clip", as_clip->clip->id.value);
        else
            metadata("id", s.id.value, nullptr);
        out_ += ",\"source_range\":";
        if (as_clip)
            range(as_clip->clip->in, as_clip->clip->length, rate_);
        else
            out_ += "null";
        if (as_clip) {
            effects(*as_clip->clip);
            out_ += as_clip->clip->enabled ? ",\"enabled\":true" : ",\"enabled\":false";
        } else {
            out_ += ",\"effects\":[],\"enabled\":true";
        }
        markers(s);
        out_ += ",\"children\":[";
        bool first = true;
        for (const auto& t : s.tracks) {
            if (t->kind == TrackKind::subtitle) {
                if (depth == 0 && !t->items.empty())
                    report(Fate::dropped, std::to_string(t->items.size()) + " subtitles", "track " + t->name);
                continue;
            }
            if (!first) out_ += ',';
            first = false;
            out_ += "\n";
            track(*t, depth);
        }
        out_ += "]}";
        if (depth == 0 && s.mixer && (!s.mixer->buses.empty() || !s.mixer->master->inserts.empty()))
            report(Fate::dropped, "buses and effects of the mixer", "sequence " + s.name);
    }
    void markers(const Sequence& s) {
        static constexpr std::string_view kColours[] = {"PINK", "RED",    "ORANGE",  "YELLOW", "GREEN", "CYAN",
                                                        "BLUE", "PURPLE", "MAGENTA", "BLACK",  "WHITE"};
        out_ += ",\"markers\":[";
        bool first = true;
        for (const auto& m : s.markers) {
            if (!first) out_ += ',';
            first = false;
            out_ += "\n{\"OTIO_SCHEMA\":\"Marker.2\"";
            text("name", m->name);
            text("comment", m->note);
            // Readers refuse other words; ours stands in the exact data.
            bool known = std::find(std::begin(kColours), std::end(kColours), m->colour) != std::end(kColours);
            text("color", known ? m->colour : "GREEN");
            out_ += ",\"marked_range\":";
            range(m->start, m->length, rate_);
            metadata("id", m->id.value, m->extra);
            out_ += "}";
        }
        out_ += "]";
    }

    void track(const Track& t, int depth) {
        out_ += "{\"OTIO_SCHEMA\":\"Track.1\"";
        text("name", t.name);
        text("kind", t.kind == TrackKind::sound ? "Audio" : "Video");
        metadata("id", t.id.value, t.extra);
        bool on = t.enabled && !(t.kind == TrackKind::sound && t.strip && t.strip->mute);
        out_ += on ? ",\"enabled\":true" : ",\"enabled\":false";
        out_ += ",\"source_range\":null,\"effects\":[],\"markers\":[],\"children\":[";
        Time at;
        bool first = true;
        auto next = [&] {
            if (!first) out_ += ',';
            first = false;
            out_ += "\n ";
        };
        for (const Placement& p : t.items) {
            if (p.start > at) next(), gap(p.start - at);
            if (p.clip->transition_in && p.start == at && !first) {
                next(), transition(*p.clip->transition_in);
            } else if (p.clip->transition_in) {
                report(Fate::dropped, "a transition without a clip before it", where(t, p));
            }
            next();
            item(t, p, depth);
            at = p.end();
        }
        out_ += "]}";
        if (t.strip && depth == 0 &&
            (t.strip->gain_db.curve || t.strip->pan.curve || t.strip->gain_db.value != 0 || t.strip->pan.value != 0 ||
             !t.strip->inserts.empty() || !t.strip->sends.empty()))
            report(Fate::dropped, "fader, pan, effects and sends of the track", "track " + t.name);
    }
    void gap(Time length) {
        out_ +=
            "{\"OTIO_SCHEMA\":\"Gap.1\",\"name\":\"\",\"metadata\":{},\"effects\":[],\"markers\":[],\"enabled\":true,"
            "\"source_range\":";
        range(Time{}, length, rate_);
        out_ += "}";
    }
    void transition(const Transition& t) {
        out_ += "{\"OTIO_SCHEMA\":\"Transition.1\"";
        text("name", transition_word(t.kind));
        bool plain = t.kind == TransitionKind::dissolve || is_sound(t.kind);
        text("transition_type", plain ? "SMPTE_Dissolve" : "Custom_Transition");
        out_ += ",\"in_offset\":";
        time(t.before, rate_);
        out_ += ",\"out_offset\":";
        time(t.after, rate_);
        metadata("id", t.id.value, t.extra);
        out_ += "}";
    }

    void item(const Track& t, const Placement& p, int depth) {
        const Clip& c = *p.clip;
        if (depth == 0) losses(t, p);
        if (auto nested = std::get_if<SequenceContent>(&c.content)) {
            Ref<Sequence> inner = project_.find_sequence(nested->sequence);
            if (inner && depth < kMaxDepth && written_ < kMaxWritten) return stack(*inner, &p, depth + 1);
            report(Fate::dropped, "a nested sequence (too deep or too often)", where(t, p));
            return gap(c.length);
        }
        if (++written_ > kMaxWritten) return gap(c.length);
        out_ += "{\"OTIO_SCHEMA\":\"Clip.2\"";
        text("name", c.name);
        metadata("clip", c.id.value, c.extra);
        Time start = c.in;
        if (c.speed.num < 0) start += c.speed.source(c.length) + rate_.time_of(1);
        const Media* m = nullptr;
        if (auto content = std::get_if<MediaContent>(&c.content)) m = project_.find_media(content->media);
        FrameRate media_rate = m && m->image_sequence      ? m->sequence_rate
                               : m && !m->pictures.empty() ? m->pictures[0].rate
                                                           : rate_;
        Time media_start;
        if (m && !m->timecode.empty())
            if (auto frame = parse_timecode(m->timecode, media_rate)) media_start = media_rate.time_of(*frame);
        out_ += ",\"source_range\":";
        range(start + media_start, c.length, rate_);
        effects(c);
        out_ += ",\"markers\":[]";
        out_ += c.enabled ? ",\"enabled\":true" : ",\"enabled\":false";
        out_ += ",\"media_references\":{";
        other_references(c.extra);
        out_ += "\"DEFAULT_MEDIA\":";
        if (auto g = std::get_if<GeneratorContent>(&c.content))
            generator(*g, c.length);
        else
            reference(m, media_start, media_rate);
        out_ += "},\"active_media_reference_key\":\"DEFAULT_MEDIA\"}";
    }
    void other_references(const Extra& extra) {
        auto d = parse_json(object_text(extra));
        const Json* otio = d ? d->root().find("otio") : nullptr;
        const Json* list = otio ? otio->find("media_references") : nullptr;
        for (const JsonMember& m : list ? list->object() : std::span<const JsonMember>()) {
            if (m.key == "DEFAULT_MEDIA") continue;
            json_quote(out_, m.key);
            out_ += ':';
            json_compact(out_, *d, m.value);
            out_ += ',';
        }
    }
    void generator(const GeneratorContent& g, Time length) {
        out_ += "{\"OTIO_SCHEMA\":\"GeneratorReference.1\",\"name\":\"\",\"metadata\":{},\"parameters\":{}";
        text("generator_kind", g.generator ? spec(g.generator->kind).id : "black");
        out_ += ",\"available_range\":";
        range(Time{}, length, rate_);
        out_ += "}";
    }
    void reference(const Media* m, Time media_start, FrameRate media_rate) {
        if (!m || m->path.empty()) {
            out_ += "{\"OTIO_SCHEMA\":\"MissingReference.1\",\"name\":\"\",\"metadata\":{},\"available_range\":null}";
            return;
        }
        // Resolve takes no numbered images; it gets the first one.
        bool numbers = m->image_sequence && dialect_ != OtioDialect::resolve;
        size_t percent = m->path.rfind('%'), d = percent == std::string::npos ? percent : m->path.find('d', percent);
        if (d == std::string::npos) numbers = false;
        out_ += numbers ? "{\"OTIO_SCHEMA\":\"ImageSequenceReference.1\"" : "{\"OTIO_SCHEMA\":\"ExternalReference.1\"";
        text("name", m->name);
        metadata("id", m->id.value, m->extra);
        out_ += ",\"available_range\":";
        Time length = m->duration;
        if (m->image_sequence && length.ticks == 0) length = media_rate.time_of(m->sequence_count);
        if (length.ticks > 0)
            range(media_start, length, media_rate);
        else
            out_ += "null";
        if (numbers) {
            size_t slash = m->path.rfind('/', percent), from = slash == std::string::npos ? 0 : slash + 1;
            text("target_url_base", url(m->path.substr(0, from)));
            text("name_prefix", m->path.substr(from, percent - from));
            text("name_suffix", m->path.substr(d + 1));
            std::string digits = m->path.substr(percent + 1, d - percent - 1);
            int padding = digits.empty() || digits.size() > 3 ? 0 : std::atoi(digits.c_str());
            out_ += ",\"start_frame\":" + std::to_string(m->sequence_first) +
                    ",\"frame_step\":1,\"frame_zero_padding\":" + std::to_string(padding) +
                    ",\"missing_frame_policy\":\"error\",\"rate\":";
            real(media_rate.hz());
        } else {
            text("target_url", url(m->path));
        }
        out_ += "}";
    }
    // Resolve fails on file:// and wants bare paths; the others take RFC 3986.
    std::string url(const std::string& path) const {
        if (dialect_ == OtioDialect::resolve) return path;
        return path.find("://") == std::string::npos && is_absolute_path(path) ? file_url(path) : path;
    }

    void effects(const Clip& c) {
        out_ += ",\"effects\":[";
        bool first = true;
        auto next = [&] {
            if (!first) out_ += ',';
            first = false;
        };
        const Speed speed = otio::mean_speed(c);
        if (speed.num == 0) {
            next();
            out_ += "{\"OTIO_SCHEMA\":\"FreezeFrame.1\",\"name\":\"\",\"metadata\":{},\"effect_name\":\"FreezeFrame\","
                    "\"enabled\":true,\"time_scalar\":0.0}";
        } else if (!speed.normal()) {
            next();
            out_ += "{\"OTIO_SCHEMA\":\"LinearTimeWarp.1\",\"name\":\"\",\"metadata\":{},\"effect_name\":"
                    "\"LinearTimeWarp\",\"enabled\":true,\"time_scalar\":";
            real(static_cast<double>(speed.num) / static_cast<double>(speed.den));
            out_ += "}";
        }
        static const EffectStack kNone;
        const EffectStack& stack = c.effects ? *c.effects : kNone;
        for (const auto& e : stack.effects) {
            next();
            out_ += "{\"OTIO_SCHEMA\":\"Effect.1\"";
            text("name", spec(e->kind).label);
            text("effect_name", spec(e->kind).id);
            out_ += e->enabled ? ",\"enabled\":true" : ",\"enabled\":false";
            metadata("id", e->id.value, nullptr);
            out_ += "}";
        }
        for (const ForeignEffect& f : stack.foreign) {
            auto d = parse_json(object_text(f.extra));
            if (!d || d->root().text_of("OTIO_SCHEMA").empty()) continue;
            next();
            json_compact(out_, *d, d->root());
        }
        out_ += "]";
    }
    void losses(const Track& t, const Placement& p) {
        const Clip& c = *p.clip;
        if (c.effects)
            for (const auto& e : c.effects->effects)
                report(Fate::dropped, "effect " + std::string(spec(e->kind).label), where(t, p));
        if (c.fade_in.length.ticks > 0 || c.fade_out.length.ticks > 0)
            report(Fate::dropped, "fades of the clip", where(t, p));
        if (c.speed_ramp) report(Fate::approximated, "the clip's speed ramp is written as its mean speed", where(t, p));
        if (auto g = std::get_if<GeneratorContent>(&c.content); g && g->generator)
            report(Fate::approximated, "generator " + std::string(spec(g->generator->kind).label), where(t, p));
        auto m = std::get_if<MediaContent>(&c.content);
        const Media* media = m ? project_.find_media(m->media) : nullptr;
        if (media && media->image_sequence && dialect_ == OtioDialect::resolve)
            report(Fate::approximated, "numbered images are written as their pattern", where(t, p));
        if (media && media->is_midi())
            report(Fate::approximated, "a MIDI clip is written as sound of its file: other programs may not play it",
                   where(t, p));
    }

    const Project& project_;
    OtioDialect dialect_;
    const std::string& base_;
    LossReport* report_;
    std::string out_;
    FrameRate rate_;
    size_t hash_at_ = 0, written_ = 0;
};

} // namespace

std::string write_otio(const Project& project, SequenceId id, OtioDialect dialect, const std::string& base_dir,
                       LossReport* report) {
    Ref<Sequence> sequence = project.find_sequence(id);
    if (!sequence) sequence = project.active_sequence();
    if (!sequence) return "{\"OTIO_SCHEMA\":\"Timeline.1\",\"metadata\":{},\"name\":\"\",\"tracks\":null}\n";
    OtioWriter writer(project, dialect, base_dir, report);
    std::string text = writer.run(*sequence);
    // The hash is that of the visible part as our own reader sees it.
    if (auto document = parse_json(text)) {
        if (auto read = otio::read_document(*document, base_dir, nullptr)) {
            static constexpr char kHex[] = "0123456789abcdef";
            for (size_t i = 0; i < kNoHash.size(); ++i)
                text[writer.hash_at() + i] = kHex[read->visible_hash >> (60 - 4 * i) & 15];
        }
    }
    return text;
}

} // namespace tandem
