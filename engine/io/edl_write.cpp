// Document to a CMX3600 edit list: one picture track as events of an edit controller. Any thread, pure.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>
#include <set>

#include "engine/base/format.h"
#include "engine/io/interchange.h"

namespace tandem {
namespace {

using Fate = LossItem::Fate;

constexpr size_t kMaxEvents = 999; // three digits

// Wipe codes of SMPTE ST 258; 0 = none that goes the same way.
struct WipeCode {
    int code = 0;
    bool exact = true;
};
WipeCode wipe_code(TransitionKind kind) {
    switch (kind) {
    case TransitionKind::wipe_right:
        return {1, true};
    case TransitionKind::wipe_left:
        return {1, false};
    case TransitionKind::wipe_down:
        return {2, true};
    case TransitionKind::wipe_up:
        return {2, false};
    case TransitionKind::wipe_diagonal:
        return {41, true};
    case TransitionKind::wipe_iris:
        return {119, true};
    case TransitionKind::wipe_clock:
        return {201, true};
    default:
        return {};
    }
}

// What the controller shows from `in` to before `out`, both record frames. It comes in over `length` frames.
struct Event {
    const Placement* item = nullptr; // null = black
    const Placement* from = nullptr; // left behind while `length` runs; null = black
    int64_t in = 0, out = 0, length = 0;
    int wipe = 0; // 0 = dissolve
};

// One line, as a comment or a title may hold it.
std::string plain(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

class EdlWriter {
  public:
    EdlWriter(const Project& project, const Sequence& sequence, const Track& track, TimeRange range, LossReport* report)
        : project_(project), s_(sequence), track_(track), rate_(sequence.format.rate), report_(report),
          first_(rate_.frame_nearest(range.start)), end_(rate_.frame_nearest(range.end())) {}

    std::string run() {
        collect();
        out_ = "TITLE: " + plain(s_.name) + "\n";
        out_ += s_.format.drop_frame == DropFrame::yes ? "FCM: DROP FRAME\n" : "FCM: NON-DROP FRAME\n";
        if (events_.size() > kMaxEvents)
            report(Fate::approximated,
                   std::to_string(events_.size()) + " events are more than the 999 that old machines read", "");
        int number = 0;
        for (const Event& e : events_) event(e, ++number);
        return std::move(out_);
    }

  private:
    void report(Fate fate, std::string what, std::string where) {
        if (report_ && report_->items.size() < 100'000)
            report_->items.push_back({fate, std::move(what), std::move(where)});
    }
    std::string where(const Placement& p) const {
        return "track " + track_.name + ", clip " + p.clip->name + " (" + time_text(p.start, rate_) + ")";
    }

    void collect() {
        const Placement* before = nullptr; // the clip that ends where this one starts
        for (const Placement& p : track_.items) {
            if (before && before->end() != p.start) before = nullptr;
            if (!p.clip->enabled) {
                report(Fate::dropped, "a clip that is switched off", where(p));
                before = nullptr;
                continue;
            }
            if (p.end() > rate_.time_of(first_) && p.start < rate_.time_of(end_)) losses(p);
            Event e{&p, nullptr, rate_.frame_nearest(p.start), rate_.frame_nearest(p.end()), 0, 0};
            if (const auto& t = p.clip->transition_in; t && before) {
                e.in = rate_.frame_nearest(p.start - t->before);
                e.length = rate_.frame_nearest(p.start + t->after) - e.in;
                e.from = before;
                kind_of(*t, e, p);
                if (!events_.empty() && events_.back().item == before)
                    events_.back().out = std::min(events_.back().out, e.in);
            } else if (p.clip->fade_in.length > Time{}) {
                e.length = rate_.frame_nearest(p.start + p.clip->fade_in.length) - e.in;
            }
            const int64_t fade = rate_.frame_nearest(p.clip->fade_out.length), end = e.out;
            e.out -= fade;
            add(e);
            if (fade > 0) add({nullptr, &p, end - fade, end, fade, 0});
            before = &p;
        }
        // What a transition takes whole is seen only as what the next event leaves.
        std::erase_if(events_, [](const Event& e) { return e.out <= e.in; });
    }

    void add(Event e) {
        if (e.in < first_) e.length = std::max<int64_t>(0, e.length - (first_ - e.in)), e.in = first_;
        e.out = std::min(e.out, end_);
        e.length = std::min(e.length, e.out - e.in);
        if (e.out > e.in) events_.push_back(e);
    }

    void kind_of(const Transition& t, Event& e, const Placement& p) {
        const WipeCode wipe = wipe_code(t.kind);
        e.wipe = wipe.code;
        const std::string word(transition_word(t.kind));
        if (wipe.code && !wipe.exact)
            report(Fate::approximated, "transition " + word + ": the list has it in the other direction only",
                   where(p));
        if (!wipe.code && t.kind != TransitionKind::dissolve && !is_sound(t.kind))
            report(Fate::approximated, "transition " + word + " is written as a dissolve", where(p));
    }

    void losses(const Placement& p) {
        const Clip& c = *p.clip;
        if (c.effects)
            for (const auto& e : c.effects->effects)
                report(Fate::dropped, "effect " + std::string(spec(e->kind).label), where(p));
        if (c.speed_ramp) report(Fate::approximated, "the clip's speed ramp is written as its mean speed", where(p));
        if (auto g = std::get_if<GeneratorContent>(&c.content); g && g->generator)
            report(Fate::approximated, "generator " + std::string(spec(g->generator->kind).label) + ": its name only",
                   where(p));
        if (std::holds_alternative<SequenceContent>(c.content))
            report(Fate::approximated, "a nested sequence: its name only", where(p));
        const Media* m = media_of(p);
        if (m && m->is_midi()) report(Fate::approximated, "a MIDI clip: its file's name only", where(p));
        if (m && !m->pictures.empty() && !m->image_sequence && !m->pictures[0].still && m->pictures[0].rate != rate_)
            report(Fate::approximated, "source timecode counts frames of the sequence, the medium has other ones",
                   where(p));
    }

    const Media* media_of(const Placement& p) const {
        auto content = std::get_if<MediaContent>(&p.clip->content);
        return content ? project_.find_media(content->media) : nullptr;
    }

    // Source frame that stands at a record frame, counted in the sequence's rate from the medium's timecode.
    int64_t source_frame(const Placement& p, int64_t record) const {
        const Media* m = media_of(p);
        int64_t start = 0;
        if (m && !m->timecode.empty()) {
            const FrameRate rate = m->image_sequence     ? m->sequence_rate
                                   : m->pictures.empty() ? rate_
                                                         : m->pictures[0].rate;
            if (auto frame = parse_timecode(m->timecode, rate)) start = rate_.frame_nearest(rate.time_of(*frame));
        }
        return std::max<int64_t>(0, start + rate_.frame_nearest(p.clip->source_at(rate_.time_of(record) - p.start)));
    }

    std::string reel(const Placement* p) {
        if (!p) return "BL";
        const Media* m = media_of(*p);
        if (!m) return "AX";
        auto [known, fresh] = reels_.emplace(m->id.value, "");
        if (!fresh) return known->second;
        std::string name;
        const size_t slash = m->path.rfind('/');
        for (char c : m->path.substr(slash == std::string::npos ? 0 : slash + 1)) {
            if (c == '.' || name.size() == 8) break;
            if (std::isalnum(static_cast<unsigned char>(c))) name += static_cast<char>(std::toupper(c));
        }
        if (name.empty() || name == "AX" || name == "BL") name = "R";
        std::string unique = name;
        for (int i = 2; !taken_.insert(unique).second; ++i) {
            const std::string digits = std::to_string(i);
            unique = name.substr(0, 8 - std::min<size_t>(digits.size(), 7)) + digits;
        }
        return known->second = unique;
    }

    std::string stamp(int64_t frame) const { return timecode_text(frame, rate_, s_.format.drop_frame); }
    std::string record(int64_t frame) const { return stamp(s_.format.start_frame + frame); }

    void line(int number, const Placement* p, const std::string& how, int64_t in, int64_t out) {
        // Reverse speed runs down: the list gives the run from its lower end, the M2 line where it is entered.
        int64_t from = 0, to = out - in;
        if (p && !p->clip->normal_speed()) {
            from = source_frame(*p, in), to = source_frame(*p, out);
            if (from > to) std::swap(from, to);
        } else if (p) {
            from = source_frame(*p, in), to = from + out - in;
        }
        out_ += format_text("%03d  %-8s V     %-8s %s %s %s %s\n", number, reel(p).c_str(), how.c_str(),
                            stamp(from).c_str(), stamp(to).c_str(), record(in).c_str(), record(out).c_str());
    }

    void event(const Event& e, int number) {
        if (e.length > 0) {
            line(number, e.from, "C", e.in, e.in);
            line(number, e.item,
                 e.wipe ? format_text("W%03d %03d", e.wipe, static_cast<int>(e.length))
                        : format_text("D    %03d", static_cast<int>(e.length)),
                 e.in, e.out);
        } else {
            line(number, e.item, "C", e.in, e.out);
        }
        if (e.item && !e.item->clip->normal_speed()) {
            const Clip& c = *e.item->clip;
            double v = static_cast<double>(c.speed.num) / static_cast<double>(c.speed.den);
            if (c.speed_ramp && e.out > e.in) { // of what the event shows
                const Time in = rate_.time_of(e.in) - e.item->start, out = rate_.time_of(e.out) - e.item->start;
                v = (c.source_at(out) - c.source_at(in)).seconds() / (out - in).seconds();
            }
            out_ += format_text("M2   %-8s %05.1f                %s\n", reel(e.item).c_str(), rate_.hz() * v,
                                stamp(source_frame(*e.item, e.in)).c_str());
        }
        if (e.length > 0 && e.from) comment("FROM CLIP NAME: ", e.from->clip->name);
        if (e.item) {
            comment(e.length > 0 && e.from ? "TO CLIP NAME: " : "FROM CLIP NAME: ", e.item->clip->name);
            if (const Media* m = media_of(*e.item)) comment("SOURCE FILE: ", m->path);
        }
        for (const auto& m : s_.markers) {
            const int64_t at = rate_.frame_nearest(m->start);
            if (at >= e.in && at < e.out) comment("LOC: ", record(at) + " GREEN   " + m->name);
        }
    }
    void comment(const char* what, const std::string& text) {
        if (!text.empty()) out_ += std::string("* ") + what + plain(text) + "\n";
    }

    const Project& project_;
    const Sequence& s_;
    const Track& track_;
    FrameRate rate_;
    LossReport* report_;
    int64_t first_, end_; // record frames
    std::vector<Event> events_;
    std::map<uint64_t, std::string> reels_; // of media ids
    std::set<std::string> taken_{"AX", "BL"};
    std::string out_;
};

} // namespace

std::string write_edl(const Project& project, const Sequence& sequence, const Track& track, TimeRange range,
                      LossReport* report) {
    return EdlWriter(project, sequence, track, range, report).run();
}

} // namespace tandem
