// Default formats and the first layout of a new project.
#include "engine/session/new_project.h"

#include <algorithm>
#include <filesystem>

#include "engine/edit/insert.h"
#include "engine/media/probe.h"
#include "engine/model/validate.h"

namespace tandem {

static bool is_still(const Media& m) { return !m.pictures.empty() && m.pictures[0].still && !m.image_sequence; }

Format format_for(const Media& m) {
    Format f;
    if (!m.pictures.empty()) {
        const PictureStream& p = m.pictures[0];
        int64_t w = p.width, h = p.height;
        if (p.sar_num > 0 && p.sar_den > 0) {
            // Grow the short side, so that no pixel of the source is thrown away.
            if (p.sar_num > p.sar_den)
                w = mul_div_round(w, p.sar_num, p.sar_den);
            else
                h = mul_div_round(h, p.sar_den, p.sar_num);
        }
        if (p.rotation == 90 || p.rotation == 270) std::swap(w, h);
        auto even = [](int64_t v) { return static_cast<int>(std::clamp<int64_t>((v + 1) / 2 * 2, 2, 16384)); };
        f.width = even(w), f.height = even(h);
        if (m.image_sequence)
            f.rate = m.sequence_rate;
        else if (!p.still && p.rate.den > 0 && p.rate.num >= p.rate.den)
            f.rate = p.rate; // a slide show of less than one picture a second is no rate to edit at
        if (!p.still) {
            const bool rgb = p.colour.matrix == Matrix::rgb || p.format.starts_with("rgb") ||
                             p.format.starts_with("bgr") || p.format.starts_with("gbr");
            ColourTags tags = with_defaults(p.colour, p.width, p.height, rgb);
            // RGB films (screen captures, animations) are delivered as video.
            f.colour = tags.matrix == Matrix::rgb ? kRec709 : tags;
            if (tags.matrix != Matrix::rgb) f.colour.range = ColourRange::limited;
            if (f.colour.siting == ChromaSiting::unspecified) f.colour.siting = ChromaSiting::left;
        }
    }
    if (!m.sounds.empty() && !m.is_midi()) {
        int rate = m.sounds[0].rate;
        f.audio_rate = rate >= 32000 && rate <= 192000 ? rate : 48000;
    }
    return f;
}

Time natural_start(const Media& m, FrameRate rate) {
    if (is_still(m) || m.pictures.empty()) return {};
    const Time start = m.pictures[0].start;
    return start < rate.time_of(1) ? start : Time{};
}

Time natural_length(const Media& m, FrameRate rate, int audio_rate) {
    if (is_still(m)) return rate.snap(kStillLength);
    Time picture, sound;
    for (const auto& s : m.sounds) sound = std::max(sound, s.duration);
    if (!m.pictures.empty()) {
        picture = m.pictures[0].duration.ticks > 0 ? m.pictures[0].duration : m.duration;
        const Time start = natural_start(m, rate);
        picture -= start, sound -= start;
        if (m.image_sequence && m.sequence_count > 0) picture = m.sequence_rate.time_of(m.sequence_count);
        // Padding of the last sound packet does not make the film longer.
        if (sound > picture + Time::from_ratio(1, 10)) picture = sound;
        return std::max(rate.time_of(1), rate.snap(picture));
    }
    if (sound.ticks <= 0) sound = m.duration;
    return Time::from_samples(std::max<int64_t>(1, sound.samples_round(audio_rate)), audio_rate);
}

Result<Project> new_project(const NewProject& args, const std::vector<Media>& media) {
    Format format;
    bool pictured = false, sounding = false;
    for (const Media& m : media) {
        Format f = format_for(m);
        if (!pictured && !m.pictures.empty()) {
            const int audio = format.audio_rate;
            format = f, pictured = true;
            if (sounding) format.audio_rate = audio;
        }
        if (!sounding && !m.sounds.empty() && !m.is_midi()) format.audio_rate = f.audio_rate, sounding = true;
    }
    if (args.width) format.width = *args.width;
    if (args.height) format.height = *args.height;
    if (args.rate) format.rate = *args.rate;
    if (args.audio_rate) format.audio_rate = *args.audio_rate;
    Project p = make_project(args.name, format);
    IdSource ids{p.next_id};
    Sequence s = *p.sequences[0];
    const TrackId v1 = s.tracks[0]->id, a1 = s.tracks[1]->id;
    Time at;
    for (Media m : media) {
        if (m.pictures.empty() && m.sounds.empty())
            return fail(ErrorCode::bad_data, "the file has neither picture nor sound", m.path);
        m.id = ids.make<MediaId>();
        const Time length = natural_length(m, format.rate, format.audio_rate);
        const Time in = natural_start(m, format.rate);
        InsertArgs put{.at = at, .link = LinkNew::yes};
        Time end;
        if (!m.pictures.empty()) {
            put.clips.push_back({v1, media_clip(m, in, length)});
            end = length;
        }
        if (!m.sounds.empty() && !is_still(m)) {
            Time sound = m.sounds[0].duration.ticks > 0 ? m.sounds[0].duration : m.duration;
            sound -= in;
            sound = Time::from_samples(std::max<int64_t>(1, sound.samples_round(format.audio_rate)), format.audio_rate);
            sound = std::min(sound, length);
            put.clips.push_back({a1, media_clip(m, in, sound)});
            end = std::max(end, sound);
        }
        s = TRY(overwrite(s, put, ids)).sequence;
        // The next one starts on a frame.
        at = format.rate.time_of(format.rate.frames_covering(at + end));
        p.media = p.media.push_back(ref(std::move(m)));
    }
    p.sequences[0] = ref(std::move(s));
    p.next_id = ids.next;
    TRY_VOID(check_valid(p));
    return p;
}

Result<Project> new_project(const NewProject& args) {
    std::vector<Media> media;
    for (const std::string& path : args.media) {
        Media m = TRY(probe_media(std::filesystem::absolute(path).lexically_normal().string()));
        media.push_back(std::move(m));
    }
    return new_project(args, media);
}

} // namespace tandem
