// JSON and text of reports; see json_forms.h.
#include "app/json_forms.h"

#include "app/cli.h"
#include "engine/export/smart_plan.h"

namespace tandem::app {

ValueObject colour_json(const ColourTags& c) {
    return {{"primaries", static_cast<int>(c.primaries)},
            {"transfer", static_cast<int>(c.transfer)},
            {"matrix", static_cast<int>(c.matrix)},
            {"range", c.range == ColourRange::full      ? "full"
                      : c.range == ColourRange::limited ? "limited"
                                                        : "unspecified"},
            {"siting", static_cast<int>(c.siting)}};
}

ValueObject error_json(const Error& error) {
    return {{"code", error_word(error.code)},
            {"exit", exit_code(error.code)},
            {"what", error.what},
            {"where", error.where}};
}

ValueObject media_json(const Media& media) {
    ValueArray pictures, sounds;
    for (const PictureStream& p : media.pictures)
        pictures.push_back(ValueObject{{"index", p.index},
                                       {"codec", p.codec},
                                       {"format", p.format},
                                       {"width", p.width},
                                       {"height", p.height},
                                       {"sar", std::to_string(p.sar_num) + ":" + std::to_string(p.sar_den)},
                                       {"rotation", p.rotation},
                                       {"mirror", p.mirror},
                                       {"rate", p.rate.text()},
                                       {"variable_rate", p.variable_rate},
                                       {"interlaced", p.interlaced},
                                       {"has_alpha", p.has_alpha},
                                       {"still", p.still},
                                       {"colour", colour_json(p.colour)},
                                       {"duration_s", p.duration.seconds()}});
    for (const SoundStream& s : media.sounds) {
        ValueObject sound{{"index", s.index},       {"codec", s.codec},   {"rate", s.rate},
                          {"channels", s.channels}, {"layout", s.layout}, {"duration_s", s.duration.seconds()}};
        if (media.is_midi()) sound["notes"] = s.notes;
        sounds.push_back(std::move(sound));
    }
    return {{"path", media.path},         {"name", media.name},   {"duration_s", media.duration.seconds()},
            {"timecode", media.timecode}, {"pictures", pictures}, {"sounds", sounds}};
}

std::string media_text(const Media& media) {
    std::string text = media.path + "\n  duration " + seconds_text(media.duration) + " s";
    if (!media.timecode.empty()) text += ", timecode " + media.timecode;
    text += "\n";
    for (const PictureStream& p : media.pictures) {
        text +=
            format_text("  picture %d: %s, %s, %dx%d", p.index, p.codec.c_str(), p.format.c_str(), p.width, p.height);
        if (p.sar_num != p.sar_den) text += format_text(", pixel aspect %d:%d", p.sar_num, p.sar_den);
        if (p.still)
            text += ", still";
        else
            text += ", " + p.rate.text() + (p.variable_rate ? " frames/s (variable)" : " frames/s");
        if (p.rotation != 0) text += format_text(", rotated %d degrees", p.rotation);
        if (p.mirror) text += ", mirrored";
        if (p.interlaced) text += ", interlaced";
        if (p.has_alpha) text += ", alpha";
        text += format_text(", colour %d/%d/%d %s\n", static_cast<int>(p.colour.primaries),
                            static_cast<int>(p.colour.transfer), static_cast<int>(p.colour.matrix),
                            p.colour.range == ColourRange::full ? "full" : "limited");
    }
    if (media.is_midi())
        return text + format_text("  MIDI, %lld notes\n", static_cast<long long>(media.sounds[0].notes));
    for (const SoundStream& s : media.sounds)
        text += format_text("  sound %d: %s, %d Hz, %s (%d channels)\n", s.index, s.codec.c_str(), s.rate,
                            s.layout.c_str(), s.channels);
    return text;
}

static Value or_null(const std::optional<double>& v) { return v ? Value(*v) : Value(); }

static ValueObject measure_json(const SoundMeasure& m) {
    return {
        {"lufs", or_null(m.lufs)}, {"range_lu", or_null(m.range_lu)}, {"true_peak_dbtp", or_null(m.true_peak_dbtp)}};
}

static ValueArray loudness_json(const std::vector<TrackLoudness>& tracks) {
    static constexpr const char* kModes[] = {"normalise", "limit", "off"};
    ValueArray rows;
    for (const TrackLoudness& t : tracks)
        rows.push_back(ValueObject{{"track", t.track},
                                   {"lufs", or_null(t.asked.lufs)},
                                   {"tp", or_null(t.asked.ceiling())},
                                   {"mode", kModes[static_cast<size_t>(t.asked.mode)]},
                                   {"measurable", t.measurable},
                                   {"before", measure_json(t.before)},
                                   {"after", measure_json(t.after)},
                                   {"gain_db", t.gain_db},
                                   {"limited", t.ceiling_dbtp.has_value()}});
    return rows;
}

static std::string loudness_text(const std::vector<TrackLoudness>& tracks) {
    std::string text;
    for (const TrackLoudness& t : tracks) {
        if (!t.measurable || !t.before.lufs || !t.after.lufs) continue;
        text += format_text("\n  sound %d: %.1f LUFS and %.1f dBTP became %.1f LUFS and %.1f dBTP, gain %+.1f dB%s",
                            t.track + 1, *t.before.lufs, t.before.true_peak_dbtp.value_or(-99), *t.after.lufs,
                            t.after.true_peak_dbtp.value_or(-99), t.gain_db, t.ceiling_dbtp ? ", limited" : "");
    }
    return text;
}

static ValueObject smart_json(const SmartPlan& plan) {
    ValueArray spans;
    for (const SmartSpan& s : plan.spans) {
        ValueObject span{{"first", s.first}, {"frames", s.count}, {"copied", s.source >= 0}};
        if (!s.reason.empty()) span.emplace("reason", s.reason);
        spans.push_back(std::move(span));
    }
    return {{"copied", plan.copied}, {"encoded", plan.encoded}, {"spans", spans}};
}

ValueObject verify_json(const VerifyReport& r) {
    ValueArray problems;
    for (const std::string& p : r.problems) problems.push_back(p);
    ValueObject o{{"file", r.file},
                  {"container", r.container},
                  {"video_codec", r.video_codec},
                  {"audio_codec", r.audio_codec},
                  {"pixel_format", r.pixel_format},
                  {"width", r.width},
                  {"height", r.height},
                  {"rate", r.rate.text()},
                  {"frames", r.frames},
                  {"decode_errors", r.decode_errors},
                  {"video_start_s", r.video_start.seconds()},
                  {"video_end_s", r.video_end.seconds()},
                  {"audio_start_s", r.audio_start.seconds()},
                  {"audio_end_s", r.audio_end.seconds()},
                  {"start_skew_ms", r.start_skew_ms},
                  {"end_skew_ms", r.end_skew_ms},
                  {"colour", colour_json(r.colour)},
                  {"audio_rate", r.audio_rate},
                  {"channels", r.channels},
                  {"audio_samples", r.audio_samples},
                  {"problems", problems},
                  {"verified", r.problems.empty()}};
    if (r.light) o["content_light"] = ValueObject{{"max_cll", r.light->max_cll}, {"max_fall", r.light->max_fall}};
    o["loudness_lufs"] = r.loudness_lufs ? Value(*r.loudness_lufs) : Value();
    o["loudness_range_lu"] = r.loudness_range_lu ? Value(*r.loudness_range_lu) : Value();
    o["true_peak_dbtp"] = r.true_peak_dbtp ? Value(*r.true_peak_dbtp) : Value();
    return o;
}

std::string verify_text(const VerifyReport& r) {
    std::string text = r.file + ": " + (r.problems.empty() ? "verified" : "NOT good") + "\n";
    if (r.frames > 0 || !r.video_codec.empty())
        text += format_text("  picture: %s %s, %dx%d at %s, %lld frames, %s to %s s, colour %d/%d/%d\n",
                            r.video_codec.c_str(), r.pixel_format.c_str(), r.width, r.height, r.rate.text().c_str(),
                            static_cast<long long>(r.frames), seconds_text(r.video_start).c_str(),
                            seconds_text(r.video_end).c_str(), static_cast<int>(r.colour.primaries),
                            static_cast<int>(r.colour.transfer), static_cast<int>(r.colour.matrix));
    if (r.light) text += format_text("  light: MaxCLL %d, MaxFALL %d cd/m2\n", r.light->max_cll, r.light->max_fall);
    if (!r.audio_codec.empty())
        text += format_text(
            "  sound: %s, %d Hz, %d channels, %lld samples, %s to %s s; skew %+.2f ms at the start, %+.2f ms "
            "at the end\n",
            r.audio_codec.c_str(), r.audio_rate, r.channels, static_cast<long long>(r.audio_samples),
            seconds_text(r.audio_start).c_str(), seconds_text(r.audio_end).c_str(), r.start_skew_ms, r.end_skew_ms);
    if (r.loudness_lufs)
        text += format_text("  loudness %.1f LUFS, range %.1f LU, true peak %.1f dBTP\n", *r.loudness_lufs,
                            r.loudness_range_lu.value_or(0), r.true_peak_dbtp.value_or(0));
    for (const std::string& p : r.problems) text += "  problem: " + p + "\n";
    return text;
}

static const char* fate_word(LossItem::Fate fate) {
    switch (fate) {
    case LossItem::Fate::kept:
        return "kept";
    case LossItem::Fate::approximated:
        return "approximated";
    case LossItem::Fate::dropped:
        return "dropped";
    }
    return "kept";
}

ValueObject loss_json(const LossReport& report) {
    ValueArray items;
    int64_t counts[3] = {};
    for (const LossItem& item : report.items) {
        ++counts[static_cast<int>(item.fate)];
        items.push_back(ValueObject{{"fate", fate_word(item.fate)}, {"what", item.what}, {"where", item.where}});
    }
    return {{"kept", counts[0]}, {"approximated", counts[1]}, {"dropped", counts[2]}, {"items", items}};
}

std::string loss_text(const LossReport& report) {
    std::string text;
    for (const LossItem& item : report.items)
        if (item.fate != LossItem::Fate::kept)
            text += std::string("  ") + fate_word(item.fate) + ": " + item.what +
                    (item.where.empty() ? "" : ", " + item.where) + "\n";
    return text;
}

const char* bound_word(Bound bound) {
    static constexpr const char* kWords[] = {"decode", "compute", "encode", "disk"};
    return kWords[static_cast<size_t>(bound)];
}

ValueObject export_json(const ExportReport& r) {
    ValueArray notes;
    for (const FrameNote& note : r.notes) notes.push_back(ValueObject{{"clip", note.clip.value}, {"what", note.what}});
    ValueObject o{{"frames", r.frames},
                  {"duration_s", r.length.seconds()},
                  {"seconds", r.seconds},
                  {"decode_s", r.decode_s},
                  {"compute_s", r.compute_s},
                  {"encode_s", r.encode_s},
                  {"passthrough_frames", r.passthrough_frames},
                  {"bound_by", bound_word(r.bound_by)},
                  {"video_encoder", r.video_encoder},
                  {"tries", r.tries},
                  {"loudness", loudness_json(r.loudness)},
                  {"notes", notes},
                  {"warnings", ValueArray(r.warnings.begin(), r.warnings.end())}};
    if (r.smart) o["smart"] = smart_json(*r.smart);
    if (r.verify) o["verify"] = verify_json(*r.verify);
    return o;
}

std::string export_text(const ExportReport& r) {
    std::string text;
    if (r.smart)
        text += format_text("\n  %lld frames copied, %lld encoded", static_cast<long long>(r.smart->copied),
                            static_cast<long long>(r.smart->encoded));
    text += loudness_text(r.loudness);
    if (r.verify) text += "\n" + verify_text(*r.verify);
    return text;
}

ValueObject facts_json(const ExportFacts& facts) {
    ValueObject out{
        {"frames", facts.target.frames}, {"duration_s", facts.target.length.seconds()}, {"disk_free", facts.disk_free}};
    if (facts.picture) {
        const PictureFacts& p = *facts.picture;
        ValueObject options;
        for (const auto& [key, value] : p.options) options[key] = value;
        ValueObject video{{"encoder", p.encoder},
                          {"width", facts.target.frame.width},
                          {"height", facts.target.frame.height},
                          {"rate", facts.target.rate.text()},
                          {"format", p.format},
                          {"colour", colour_json(facts.target.frame.colour)},
                          {"gop", p.gop},
                          {"b_frames", p.b_frames},
                          {"threads", p.threads},
                          {"bit_rate", p.bit_rate},
                          {"max_rate", p.max_rate},
                          {"buffer", p.buffer},
                          {"segment_frames", p.segment_frames},
                          {"options", options}};
        if (!p.note.empty()) video["note"] = p.note;
        out["video"] = std::move(video);
    }
    ValueArray sounds;
    for (const SoundFacts& s : facts.sounds)
        sounds.push_back(
            ValueObject{{"encoder", s.encoder}, {"rate", s.rate}, {"channels", s.channels}, {"bit_rate", s.bit_rate}});
    out["audio"] = std::move(sounds);
    if (facts.size) out["estimated_bytes"] = facts.size->bytes, out["estimate_is_close"] = facts.size->close;
    return out;
}

ValueArray sources_json(const Project& project) {
    ValueArray out;
    for (const auto& m : project.media) {
        const Fingerprint& f = m->fingerprint;
        out.push_back(
            ValueObject{{"id", m->id.value},
                        {"path", m->path},
                        {"bytes", f.size},
                        {"fingerprint", format_text("%016llx%016llx%016llx", static_cast<unsigned long long>(f.head),
                                                    static_cast<unsigned long long>(f.middle),
                                                    static_cast<unsigned long long>(f.tail))}});
    }
    return out;
}

} // namespace tandem::app
