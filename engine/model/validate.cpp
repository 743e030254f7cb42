// The rules of the document, checked in one pass over every item (200 000 clips in well under 0.3 s): texts are made
// only for problems that are found. Called after load, recovery and, in tests, every edit. Pure, any thread.
#include "engine/model/validate.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_map>
#include <unordered_set>

#include "engine/model/curve_points.h"
#include "engine/model/routing.h"

namespace tandem {

namespace {

using Severity = Problem::Severity;
constexpr size_t kMaxProblems = 1000; // a broken file must not make a report larger than itself

bool within(Time t) { return t.ticks >= -kMaxTicks && t.ticks <= kMaxTicks; }
bool fraction(double v) { return v >= 0 && v <= 1; } // false for NaN

class Validator {
  public:
    explicit Validator(const Project& project) : project_(project) {}

    std::vector<Problem> run() {
        check_pool();
        for (const auto& s : project_.sequences) sequence_ids_.emplace(s->id.value, s.get());
        if (project_.active && !project_.find_sequence(project_.active)) error("the active sequence does not exist");
        size_t clips = 0;
        for (const auto& s : project_.sequences) {
            sequence_ = s.get();
            check_sequence(*s);
            for (const auto& t : s->tracks) clips += t->items.size();
            sequence_ = nullptr, track_ = nullptr, item_ = nullptr;
        }
        if (clips > kMaxClips)
            error("the project has " + std::to_string(clips) + " clips; at most " + std::to_string(kMaxClips) +
                  " are allowed");
        check_nesting();
        check_ids();
        std::stable_sort(problems_.begin(), problems_.end(), [](const Problem& a, const Problem& b) {
            return a.severity == Severity::error && b.severity == Severity::warning;
        });
        return std::move(problems_);
    }

  private:
    void add(Severity severity, std::string what) {
        if (problems_.size() >= kMaxProblems) {
            // An error is never crowded out by warnings.
            if (severity == Severity::warning) return;
            auto w = std::find_if(problems_.begin(), problems_.end(),
                                  [](const Problem& p) { return p.severity == Severity::warning; });
            if (w == problems_.end()) return;
            problems_.erase(w);
        }
        problems_.push_back({severity, std::move(what), where()});
    }
    void error(std::string what) { add(Severity::error, std::move(what)); }
    void warn(std::string what) { add(Severity::warning, std::move(what)); }

    std::string where() const {
        std::string w;
        if (sequence_) w = "sequence " + sequence_->name;
        if (track_) w += ", track " + track_->name;
        if (item_) {
            w += ", clip " + (item_->clip && !item_->clip->name.empty() ? item_->clip->name : "(no name)");
            if (within(item_->start) && rate_ok_) w += " (" + time_text(item_->start, sequence_->format.rate) + ")";
        }
        return w + place_;
    }

    void id(uint64_t value) { ids_.push_back(value); }
    // Link and group ids are shared by design; they must only have been handed out.
    void shared_id(uint64_t value, const char* noun) {
        if (value >= project_.next_id) error(std::string("the ") + noun + " id is not below the project's next id");
    }
    void check_ids() {
        std::sort(ids_.begin(), ids_.end());
        if (!ids_.empty() && ids_.front() == 0) error("something has no id");
        if (!ids_.empty() && ids_.back() >= project_.next_id)
            error("id " + std::to_string(ids_.back()) + " is not below the project's next id " +
                  std::to_string(project_.next_id));
        if (project_.next_id >= uint64_t{1} << 62) error("the project's next id is too large");
        for (size_t i = 1; i < ids_.size(); ++i)
            if (ids_[i] == ids_[i - 1] && ids_[i] != 0) {
                error("id " + std::to_string(ids_[i]) + " is used twice");
                while (i + 1 < ids_.size() && ids_[i + 1] == ids_[i]) ++i;
            }
    }

    void check_pool() {
        MediaId last;
        for (const auto& m : project_.media) {
            place_ = "media " + m->name;
            id(m->id.value);
            if (m->id <= last) error("media are not in order of their ids");
            last = m->id;
            media_.emplace(m->id.value, m.get());
            if (m->duration.ticks < 0 || !within(m->duration)) error("the duration is out of range");
            for (const auto& p : m->pictures) {
                if (p.width <= 0 || p.height <= 0 || p.width > 65536 || p.height > 65536)
                    error("the picture size is out of range");
                if (p.sar_num <= 0 || p.sar_den <= 0) error("the sample aspect is not positive");
                if (p.rotation != 0 && p.rotation != 90 && p.rotation != 180 && p.rotation != 270)
                    error("the rotation is not a quarter turn");
                if (p.rate.num <= 0 || p.rate.den <= 0) error("the frame rate is not positive");
                if (p.duration.ticks < 0 || !within(p.duration)) error("a stream's duration is out of range");
            }
            for (const auto& s : m->sounds) {
                if (s.rate <= 0 || s.channels <= 0) error("the sound's rate or channel count is not positive");
                if (s.duration.ticks < 0 || !within(s.duration)) error("a stream's duration is out of range");
            }
            if (m->image_sequence && (m->sequence_rate.num <= 0 || m->sequence_rate.den <= 0))
                error("the frame rate of the numbered images is not positive");
        }
        std::unordered_map<uint64_t, BinId> parents;
        for (const auto& b : project_.bins) id(b.id.value), parents.emplace(b.id.value, b.parent);
        for (const auto& b : project_.bins) {
            place_ = "bin " + b.name;
            size_t steps = 0;
            for (BinId p = b.parent; p; p = parents.at(p.value)) {
                if (!parents.contains(p.value)) {
                    error("the bin's parent does not exist");
                    break;
                }
                if (++steps > parents.size()) {
                    error("the bin lies inside itself");
                    break;
                }
            }
        }
        for (const auto& m : project_.media)
            if (m->bin && !parents.contains(m->bin.value)) place_ = "media " + m->name, error("its bin does not exist");
        place_.clear();
    }

    void check_format(const Format& f) {
        rate_ok_ = f.rate.num > 0 && f.rate.den > 0 && f.rate.num / f.rate.den <= 1000;
        if (!rate_ok_) error("the frame rate is out of range");
        if (f.width < 1 || f.height < 1 || f.width > 16384 || f.height > 16384)
            error("the frame size " + std::to_string(f.width) + "x" + std::to_string(f.height) +
                  " is out of range (1 to 16384)");
        if (f.audio_rate < 8000 || f.audio_rate > 384000) error("the audio rate is out of range (8000 to 384000 Hz)");
        if (f.channels < 1 || f.channels > 64) error("the channel count is out of range (1 to 64)");
        if (rate_ok_ && f.drop_frame == DropFrame::yes && !drop_frame_allowed(f.rate))
            error("there is no drop-frame timecode at " + f.rate.text() + " frames a second");
        if (std::abs(f.start_frame) > int64_t{1} << 40) error("the start timecode is out of range");
    }

    void check_sequence(const Sequence& s) {
        id(s.id.value);
        check_format(s.format);
        if (s.tracks.size() > kMaxTracks)
            error("the sequence has " + std::to_string(s.tracks.size()) + " tracks; at most " +
                  std::to_string(kMaxTracks) + " are allowed");
        if (!s.mixer || !s.mixer->master) return error("the sequence has no mixer");
        buses_.clear();
        for (const auto& b : s.mixer->buses) buses_.insert(b->id.value);
        bool above = true;
        for (const auto& t : s.tracks) {
            track_ = t.get();
            if (t->kind != TrackKind::picture) above = false;
            if (t->kind == TrackKind::picture && !above)
                error("a picture track stands below a sound or subtitle track");
            check_track(*t);
        }
        track_ = nullptr;
        check_mixer(*s.mixer);
        Time last{-kMaxTicks};
        for (const auto& m : s.markers) {
            place_ = ", marker " + m->name;
            id(m->id.value);
            if (m->start < last) error("markers are not in order of time");
            last = m->start;
            if (m->start.ticks < 0 || !within(m->start) || m->length.ticks < 0 || !within(m->length))
                error("the marker's time is out of range");
        }
        place_.clear();
    }

    void check_track(const Track& t) {
        id(t.id.value);
        if (t.kind == TrackKind::sound) {
            if (!t.strip)
                error("the sound track has no strip");
            else
                check_strip(*t.strip, {.track = t.id});
            if (t.input.first < 0 || t.input.channels < 1 || t.input.channels > 2 ||
                t.input.first + t.input.channels > kMaxInputs)
                error("the track's input is out of range");
        }
        const Placement* previous = nullptr;
        Time used_by_previous; // how far the transition at the start of `previous` reaches into it
        for (const Placement& p : t.items) {
            item_ = &p;
            if (!p.clip) {
                error("a placement has no clip");
                break;
            }
            const Clip& c = *p.clip;
            if (p.start.ticks < 0 || !within(p.start))
                error("the clip starts at a time that is out of range");
            else if (c.length.ticks <= 0 || !within(c.length) || p.end().ticks > kMaxTicks)
                error("the clip's length is out of range");
            if (previous && p.start < previous->start)
                error("clips are not in order of time");
            else if (previous && p.start < previous->end())
                error("the clip overlaps the one before it");
            check_clip(t, c);
            Time used;
            if (c.transition_in) {
                check_transition(t, *c.transition_in);
                if (previous && previous->end() == p.start) {
                    const Transition& tr = *c.transition_in;
                    used = tr.after;
                    if (tr.before > previous->clip->length || tr.after > c.length)
                        error("the transition is longer than a clip that it joins");
                    else if (used_by_previous + tr.before > previous->clip->length)
                        error("the transition overlaps the one before it");
                }
            }
            used_by_previous = used;
            previous = &p;
        }
        item_ = nullptr;
    }

    void check_clip(const Track& t, const Clip& c) {
        id(c.id.value);
        if (c.link) shared_id(c.link.value, "link");
        if (c.group) shared_id(c.group.value, "group");
        if (!within(c.in) || !within(c.key_origin)) error("the clip's source time is out of range");
        if (c.speed.den <= 0 || c.speed.den > int64_t{1} << 40 || std::abs(c.speed.num) > int64_t{1} << 40)
            error("the clip's speed is out of range");
        else {
            __int128 span = static_cast<__int128>(c.length.ticks) * c.speed.num / c.speed.den;
            if (span > kMaxTicks || span < -kMaxTicks) error("the clip's source range is out of range");
        }
        if (c.speed_ramp) check_speed_ramp(t, c);
        check_content(t, c);
        if (c.takes) check_takes(t, c);
        for (const Fade* f : {&c.fade_in, &c.fade_out}) {
            if (f->length.ticks < 0 || !within(f->length))
                error("the fade's length is out of range");
            else if (f->length > c.length)
                warn("the fade is longer than its clip");
        }
        if (c.grades) check_grades(t, c);
        if (!c.effects) return;
        for (const auto& e : c.effects->effects) {
            check_effect(*e);
            if (e->plugin)
                warn("plug-ins are inserts of tracks, buses and the master; the one on the clip is not heard");
            Domain d = spec_domain(*e);
            if (d == Domain::generator || (d == Domain::picture) != (t.kind == TrackKind::picture) ||
                (d == Domain::sound) != (t.kind == TrackKind::sound))
                error("the effect does not fit the kind of its track");
        }
    }

    void check_speed_ramp(const Track& t, const Clip& c) {
        const Curve& ramp = *c.speed_ramp;
        if (auto ok = check_ramp(ramp); !ok) return error(ok.error().what);
        for (const Key& k : ramp.keys)
            if (!within(k.time) || !within(k.in_time) || !within(k.out_time))
                return error("the time of a key of the speed ramp is out of range");
        if (t.kind == TrackKind::subtitle) error("a subtitle has no speed ramp");
        if (!c.speed.normal()) error("a clip with a speed ramp has a constant speed besides");
        if (!within(c.length) || !within(c.key_origin)) return;
        if (ramp_integral(ramp, c.key_origin + c.length) - ramp_integral(ramp, c.key_origin) >
            static_cast<double>(kMaxTicks))
            error("the clip's source range is out of range");
    }

    static Domain spec_domain(const Effect& e) {
        return e.kind < EffectKind::count_ ? spec(e.kind).domain : Domain::generator;
    }

    void check_takes(const Track& t, const Clip& c) {
        if (t.kind != TrackKind::sound) error("only a sound clip has takes");
        if (c.takes->chosen >= c.takes->all.size()) return error("the clip's chosen take does not exist");
        for (const Take& take : c.takes->all) {
            if (!media_.contains(take.content.media.value))
                error("a take of the clip refers to media that the project does not have");
            if (!within(take.offset)) error("a take of the clip lies out of range");
        }
        const Take& chosen = c.takes->all[c.takes->chosen];
        const auto* plays = std::get_if<MediaContent>(&c.content);
        if (!plays || plays->media != chosen.content.media || plays->stream != chosen.content.stream)
            error("the clip does not play its chosen take");
    }

    void check_grades(const Track& t, const Clip& c) {
        if (t.kind != TrackKind::picture) error("only a picture clip has versions of its grade");
        if (c.grades->chosen >= c.grades->all.size()) return error("the clip's chosen grade does not exist");
        for (size_t i = 0; i < c.grades->all.size(); ++i) {
            const GradeVersion& v = c.grades->all[i];
            if (v.at.size() != (v.effects ? v.effects->effects.size() : 0))
                error("a grade of the clip does not say where each of its effects belongs");
            if (!v.effects) continue;
            if (i == c.grades->chosen) error("the clip's chosen grade has effects besides the clip's own");
            for (const auto& e : v.effects->effects) {
                check_effect(*e);
                if (!is_grade(e->kind)) error("a grade of the clip has an effect that is none of a grade");
            }
        }
    }

    void check_content(const Track& t, const Clip& c) {
        const bool subtitle = std::holds_alternative<SubtitleContent>(c.content);
        if (subtitle != (t.kind == TrackKind::subtitle))
            return error(subtitle ? "a subtitle stands on a track of another kind"
                                  : "a subtitle track holds something that is not a subtitle");
        if (auto m = std::get_if<MediaContent>(&c.content)) {
            auto found = media_.find(m->media.value);
            if (found == media_.end()) return error("the clip refers to media that the project does not have");
            check_stream(t, c, *m, *found->second);
        } else if (auto s = std::get_if<SequenceContent>(&c.content)) {
            if (!sequence_ids_.contains(s->sequence.value)) error("the clip shows a sequence that does not exist");
        } else if (auto g = std::get_if<GeneratorContent>(&c.content)) {
            if (t.kind != TrackKind::picture) error("a generator stands on a track that is not a picture track");
            if (!g->generator || spec_domain(*g->generator) != Domain::generator ||
                g->generator->kind >= EffectKind::count_)
                error("the generator clip has no generator");
            else
                check_effect(*g->generator);
        }
    }

    void check_stream(const Track& t, const Clip& c, const MediaContent& content, const Media& m) {
        if (m.pictures.empty() && m.sounds.empty()) return; // not probed yet, or offline
        const bool sound = t.kind == TrackKind::sound;
        bool found = false;
        for (const auto& p : m.pictures)
            if (!sound && (content.stream < 0 || content.stream == p.index)) found = true;
        for (const auto& s : m.sounds)
            if (sound && (content.stream < 0 || content.stream == s.index)) found = true;
        if (!found) return warn(std::string("the media has no such ") + (sound ? "sound" : "picture") + " stream");
        if (m.duration.ticks <= 0 || (!sound && !m.pictures.empty() && m.pictures[0].still)) return;
        if (c.speed.den <= 0 || c.speed.num == 0) return;
        if (!within(c.in) || !within(c.length)) return;
        TimeRange r = c.source_range();
        // A frame of tolerance: containers round their durations.
        if (r.start.ticks < 0 || (rate_ok_ && r.end() > m.duration + sequence_->format.rate.time_of(1)))
            warn("the clip shows more than its media holds");
    }

    void check_transition(const Track& t, const Transition& tr) {
        id(tr.id.value);
        if (tr.kind >= TransitionKind::count_) return error("the transition is unknown");
        if (t.kind == TrackKind::subtitle || is_sound(tr.kind) != (t.kind == TrackKind::sound))
            error("the transition does not fit the kind of its track");
        if (tr.before.ticks < 0 || tr.after.ticks < 0 || !within(tr.before) || !within(tr.after) ||
            tr.length().ticks <= 0)
            error("the transition's length is out of range");
        if (!fraction(tr.softness) || !fraction(tr.red) || !fraction(tr.green) || !fraction(tr.blue))
            error("a number of the transition is out of range");
    }

    void check_param(const Param& p, const ParamSpec& s) {
        auto bad = [&](double v) { return !(v >= s.min && v <= s.max); }; // true for NaN
        auto complain = [&] { error("the value of " + std::string(s.label) + " is out of range"); };
        if (bad(p.value)) complain();
        if (!p.curve) return;
        if (p.curve->keys.empty()) return error("a curve has no keys");
        const Key* last = nullptr;
        for (const Key& k : p.curve->keys) {
            if (bad(k.value) || !std::isfinite(k.in_value) || !std::isfinite(k.out_value)) return complain();
            if (!within(k.time) || !within(k.in_time) || !within(k.out_time))
                return error("the time of a key of " + std::string(s.label) + " is out of range");
            if (k.in_time.ticks > 0 || k.out_time.ticks < 0)
                return error("a handle of " + std::string(s.label) + " points the wrong way");
            if (last && k.time <= last->time)
                return error("the keys of " + std::string(s.label) + " are not in rising order");
            last = &k;
        }
    }

    void check_effect(const Effect& e) {
        id(e.id.value);
        check_slots(e);
        if (e.kind >= EffectKind::count_) return;
        if (e.mask && (!takes_mask(e.kind) || e.mask->kind != EffectKind::mask || e.mask->mask))
            return error("the effect " + std::string(spec(e.kind).label) + " has a mask that does not fit");
        if (e.mask) check_slots(*e.mask);
        if (auto texts = check_texts(e); !texts) warn(texts.error().text());
    }
    void check_slots(const Effect& e) {
        if (e.kind >= EffectKind::count_) return error("the effect is unknown");
        const EffectSpec& s = spec(e.kind);
        if ((e.kind == EffectKind::lv2) != (e.plugin && !e.plugin->uri.empty()))
            return error("the effect " + std::string(s.label) + " names no plug-in, or one that is none does");
        if (e.params.size() != s.params.size() || e.texts.size() != s.texts.size())
            return error("the effect " + std::string(s.label) + " has a wrong number of parameters");
        for (size_t i = 0; i < e.params.size(); ++i) check_param(e.params[i], s.params[i]);
        if (e.plugin)
            for (const PluginParam& p : e.plugin->params) check_param(p.param, kPluginValue);
    }

    void check_strip(const Strip& s, const StripRef& self) {
        const ParamSpec& gain = spec(EffectKind::gain).params[slot::db];
        check_param(s.gain_db, gain);
        check_param(s.pan, spec(EffectKind::pan).params[slot::pan]);
        for (const auto& e : s.inserts) {
            check_effect(*e);
            if (spec_domain(*e) != Domain::sound) error("an insert of the strip is not a sound effect");
            if (!e->key) continue;
            if (*e->key == StripRef{} || !takes_key(e->kind)) error("an insert has a side chain that does not fit");
            if (!find_strip_of(*sequence_, *e->key))
                warn("an insert listens to a strip that does not exist");
            else if (feeds(*sequence_, self, *e->key))
                error("an insert listens to what its own strip feeds");
        }
        std::unordered_set<uint64_t> seen;
        for (const auto& send : s.sends) {
            check_param(send.gain_db, gain);
            if (!buses_.contains(send.bus.value)) error("a send goes to a bus that does not exist");
            if (!seen.insert(send.bus.value).second) error("two sends of a strip go to the same bus");
        }
        if (s.group && !find_strip_of(*sequence_, {.group = s.group}))
            error("the strip is in a group that does not exist");
        if (s.output && !buses_.contains(s.output.value)) error("the output is a bus that does not exist");
    }

    void check_mixer(const Mixer& m) {
        if (m.channels < 1 || m.channels > 64) error("the master's channel count is out of range (1 to 64)");
        place_ = ", master";
        check_strip(*m.master, {});
        if (m.master->output || !m.master->sends.empty()) error("the master has an output or sends");
        if (m.master->group) error("the master is in a group");
        for (const auto& g : m.groups) {
            place_ = ", group " + g->name;
            id(g->id.value);
            if (!g->strip) {
                error("the group has no strip");
                continue;
            }
            check_strip(*g->strip, {.group = g->id});
            if (!g->strip->inserts.empty() || !g->strip->sends.empty() || g->strip->output)
                error("a group has no sound, so no inserts, sends and output");
            for (const FaderGroup* outer : groups_of(*sequence_, *g->strip))
                if (outer == g.get()) error("the group is a member of itself");
        }
        std::unordered_map<uint64_t, const Bus*> by_id;
        for (const auto& b : m.buses) {
            place_ = ", bus " + b->name;
            id(b->id.value);
            if (b->channels < 1 || b->channels > 64) error("the bus's channel count is out of range (1 to 64)");
            if (!b->strip) {
                error("the bus has no strip");
                continue;
            }
            check_strip(*b->strip, {.bus = b->id});
            by_id.emplace(b->id.value, b.get());
        }
        // Depth-first with an explicit stack of exits: 1 = on the path, 2 = done.
        std::unordered_map<uint64_t, int> colour;
        for (const auto& [start, bus] : by_id) {
            std::vector<std::pair<uint64_t, bool>> stack{{start, false}};
            while (!stack.empty()) {
                auto [v, leaving] = stack.back();
                stack.pop_back();
                if (leaving) {
                    colour[v] = 2;
                    continue;
                }
                if (colour[v] == 2) continue;
                if (colour[v] == 1) {
                    place_ = ", bus " + by_id.at(v)->name;
                    error("the bus feeds itself through its output or sends");
                    place_.clear();
                    return;
                }
                colour[v] = 1;
                stack.push_back({v, true});
                const Strip& s = *by_id.at(v)->strip;
                if (by_id.contains(s.output.value)) stack.push_back({s.output.value, false});
                for (const auto& send : s.sends)
                    if (by_id.contains(send.bus.value)) stack.push_back({send.bus.value, false});
            }
        }
        place_.clear();
    }

    void check_nesting() {
        std::unordered_map<uint64_t, std::vector<uint64_t>> children;
        for (const auto& s : project_.sequences) {
            auto& list = children[s->id.value];
            for (const auto& t : s->tracks)
                for (const auto& p : t->items)
                    if (p.clip)
                        if (auto n = std::get_if<SequenceContent>(&p.clip->content)) list.push_back(n->sequence.value);
            std::sort(list.begin(), list.end());
            list.erase(std::unique(list.begin(), list.end()), list.end());
        }
        // Longest chain below each sequence; kMaxNesting rounds of relaxation find any that is longer, cycles included.
        std::unordered_map<uint64_t, int> depth;
        for (int round = 0; round <= kMaxNesting; ++round) {
            bool changed = false;
            for (const auto& [parent, list] : children)
                for (uint64_t child : list) {
                    auto d = depth.find(child);
                    int below = d == depth.end() ? 1 : d->second + 1;
                    if (children.contains(child) && depth[parent] < below) depth[parent] = below, changed = true;
                }
            if (!changed) return;
        }
        for (const auto& s : project_.sequences)
            if (depth[s->id.value] > kMaxNesting) {
                sequence_ = s.get();
                error("the sequence is nested in itself or deeper than " + std::to_string(kMaxNesting) + " levels");
                sequence_ = nullptr;
                return;
            }
    }

    const Project& project_;
    std::vector<Problem> problems_;
    std::vector<uint64_t> ids_;
    std::unordered_map<uint64_t, const Media*> media_;
    std::unordered_map<uint64_t, const Sequence*> sequence_ids_;
    std::unordered_set<uint64_t> buses_;
    const Sequence* sequence_ = nullptr;
    const Track* track_ = nullptr;
    const Placement* item_ = nullptr;
    bool rate_ok_ = false;
    std::string place_;
};

} // namespace

std::vector<Problem> validate(const Project& project) { return Validator(project).run(); }

Result<void> check_valid(const Project& project) {
    auto problems = validate(project);
    if (problems.empty() || problems.front().severity != Severity::error) return {};
    return fail(ErrorCode::bad_data, problems.front().what, problems.front().where);
}

} // namespace tandem
