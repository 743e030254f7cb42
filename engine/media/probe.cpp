// Facts of media files for the pool, and numbered image sequences.
#include "engine/media/probe.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
#include <libavutil/timecode.h>
}

#include "engine/media/decoder.h"
#include "engine/media/frame_picture.h"
#include "engine/media/media_start.h"
#include "engine/media/midi_file.h"
#include "engine/media/orientation.h"
#include "engine/media/sound_index.h"

namespace tandem {

namespace {

namespace fs = std::filesystem;

constexpr Time kLongest = {int64_t{1} << 60}; // beyond it a duration is noise

bool is_image_codec(AVCodecID id) {
    const AVCodecDescriptor* d = avcodec_descriptor_get(id);
    return id == AV_CODEC_ID_GIF || id == AV_CODEC_ID_APNG || id == AV_CODEC_ID_PNG || (d && id == AV_CODEC_ID_WEBP);
}

// AVIF and the like: pictures in a film container.
bool is_image_brand(const Input& input) {
    const AVDictionaryEntry* brand = av_dict_get(input.format()->metadata, "major_brand", nullptr, 0);
    std::string name = brand ? brand->value : "";
    return name == "avif" || name == "mif1" || name == "heic";
}

Time sane_duration(Time t) { return t.ticks < 0 || t > kLongest ? Time{} : t; }

// From the last stamps of the file, where the header says nothing or nonsense.
struct Counted {
    int64_t packets = 0;
    Time end;
    bool variable = false;
};
Counted count_packets(const InputSpec& spec, int stream, Time zero) {
    Counted out;
    auto opened = Input::open(spec, Input::Payload::skip);
    if (!opened) return out;
    auto input = std::move(opened).value();
    if (stream >= input->stream_count()) return out;
    input->select({stream});
    auto packet = av::make_packet();
    while (input->read(packet.get()) >= 0) {
        ++out.packets;
        int64_t at = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
        if (at == AV_NOPTS_VALUE) continue;
        out.end = std::max(
            out.end, av::to_time(at + std::max<int64_t>(0, packet->duration), input->stream(stream)->time_base) - zero);
    }
    out.end = sane_duration(out.end);
    return out;
}

// The brightest pixel of the film, where the file says it, else the peak of the display it was made on; 0 = neither.
int peak_nits(const AVStream& s) {
    size_t size = 0;
    const uint8_t* light = av_stream_get_side_data(&s, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &size);
    if (light && size >= sizeof(AVContentLightMetadata))
        if (unsigned most = reinterpret_cast<const AVContentLightMetadata*>(light)->MaxCLL; most > 0 && most <= 10000)
            return static_cast<int>(most);
    const uint8_t* display = av_stream_get_side_data(&s, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, &size);
    if (!display || size < sizeof(AVMasteringDisplayMetadata)) return 0;
    const auto& m = *reinterpret_cast<const AVMasteringDisplayMetadata*>(display);
    const double peak = m.has_luminance && m.max_luminance.den ? av_q2d(m.max_luminance) : 0;
    return peak >= 1 && peak <= 10000 ? static_cast<int>(std::lround(peak)) : 0;
}

PictureStream picture_facts(const AVStream& s, const Input& input) {
    const AVCodecParameters& par = *s.codecpar;
    PictureStream p;
    p.index = s.index;
    p.width = par.width, p.height = par.height;
    AVRational sar = s.sample_aspect_ratio.num > 0 ? s.sample_aspect_ratio : par.sample_aspect_ratio;
    if (sar.num > 0 && sar.den > 0) p.sar_num = sar.num, p.sar_den = sar.den;
    size_t size = 0;
    const uint8_t* matrix = av_stream_get_side_data(&s, AV_PKT_DATA_DISPLAYMATRIX, &size);
    if (matrix && size >= 9 * sizeof(int32_t)) {
        Orientation o = orientation_of_matrix(std::span<const int32_t, 9>(reinterpret_cast<const int32_t*>(matrix), 9));
        p.rotation = o.rotation, p.mirror = o.mirror;
    }
    p.interlaced = par.field_order != AV_FIELD_UNKNOWN && par.field_order != AV_FIELD_PROGRESSIVE;
    auto format = static_cast<AVPixelFormat>(par.format);
    const AVPixFmtDescriptor* d = av_pix_fmt_desc_get(format);
    const AVDictionaryEntry* alpha = av_dict_get(s.metadata, "alpha_mode", nullptr, 0);
    p.has_alpha = (d && (d->flags & AV_PIX_FMT_FLAG_ALPHA)) || (alpha && std::string(alpha->value) == "1") ||
                  format == AV_PIX_FMT_PAL8;
    p.still = input.is_still_container();
    p.colour = colour_tags(par);
    p.peak_nits = peak_nits(s);
    p.codec = codec_name(par.codec_id);
    if (const char* name = av_get_pix_fmt_name(format)) p.format = name;
    if (s.duration != AV_NOPTS_VALUE) p.duration = sane_duration(av::to_time(s.duration, s.time_base));
    return p;
}

// Why nothing of a stream came out: a kind that this build is known not to decode, else damage.
Error unread(const AVStream& s, const std::string& what, const std::string& path) {
    const AVCodecParameters& par = *s.codecpar;
    std::string kind;
    if (par.codec_id == AV_CODEC_ID_WEBP) kind = "animated WebP is not supported, convert it to GIF, APNG or film";
    if (par.codec_id == AV_CODEC_ID_EXR) {
        std::string head(4096, '\0');
        std::ifstream(path, std::ios::binary).read(head.data(), static_cast<std::streamsize>(head.size()));
        size_t channels = head.find("chlist");
        if (channels != std::string::npos && head.find(std::string("BY\0", 3), channels) != std::string::npos)
            kind = "EXR of luminance and chroma channels is not supported, save it as RGB";
    }
    // STREAMINFO: five bits of depth - 1 across bytes 12 and 13.
    if (par.codec_id == AV_CODEC_ID_FLAC && par.extradata_size >= 34) {
        int depth = ((par.extradata[12] & 1) << 4 | par.extradata[13] >> 4) + 1;
        if (depth > 24) kind = "FLAC of " + std::to_string(depth) + " bits is not supported, save it with 24";
    }
    std::string name = what + " stream " + std::to_string(s.index) + " (" + codec_name(par.codec_id) + ")";
    if (!kind.empty()) return fail(ErrorCode::unavailable, name + " cannot be read: " + kind, path);
    return fail(ErrorCode::bad_data, name + " holds no " + what + " that can be read", path);
}

SoundStream sound_facts(const AVStream& s) {
    const AVCodecParameters& par = *s.codecpar;
    SoundStream a;
    a.index = s.index;
    a.rate = par.sample_rate, a.channels = par.ch_layout.nb_channels;
    char layout[128] = {};
    AVChannelLayout copy{};
    av_channel_layout_copy(&copy, &par.ch_layout);
    if (copy.order == AV_CHANNEL_ORDER_UNSPEC && copy.nb_channels > 0) {
        int n = copy.nb_channels;
        av_channel_layout_uninit(&copy);
        av_channel_layout_default(&copy, n);
    }
    if (av_channel_layout_describe(&copy, layout, sizeof layout) > 0) a.layout = layout;
    av_channel_layout_uninit(&copy);
    a.codec = codec_name(par.codec_id);
    if (s.duration != AV_NOPTS_VALUE) a.duration = sane_duration(av::to_time(s.duration, s.time_base));
    return a;
}

// "shot_%04d.png": prefix, digits (0 = as many as needed), suffix.
struct Pattern {
    std::string folder, prefix, suffix;
    int digits = 0;
};
std::optional<Pattern> parse_pattern(const std::string& path) {
    fs::path p(path);
    std::string name = p.filename().string();
    size_t percent = name.find('%');
    if (percent == std::string::npos || name.find('%', percent + 1) != std::string::npos) return std::nullopt;
    size_t d = percent + 1;
    while (d < name.size() && std::isdigit(static_cast<unsigned char>(name[d]))) ++d;
    if (d >= name.size() || name[d] != 'd' || d - percent > 3) return std::nullopt;
    Pattern out{.folder = p.parent_path().string(), .prefix = name.substr(0, percent), .suffix = name.substr(d + 1)};
    if (d > percent + 1) std::from_chars(name.data() + percent + 1, name.data() + d, out.digits);
    return out;
}

Result<Media> probe_sequence(const std::string& path, const Pattern& pattern) {
    std::vector<int> numbers;
    std::error_code error;
    fs::path folder = pattern.folder.empty() ? fs::path(".") : fs::path(pattern.folder);
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::string name = it->path().filename().string();
        size_t fixed = pattern.prefix.size() + pattern.suffix.size();
        if (name.size() <= fixed || !name.starts_with(pattern.prefix) || !name.ends_with(pattern.suffix)) continue;
        const char* first = name.data() + pattern.prefix.size();
        const char* last = name.data() + name.size() - pattern.suffix.size();
        if (last - first > 9 || last - first < pattern.digits) continue;
        if (last - first > std::max(pattern.digits, 1) && *first == '0') continue;
        int number = 0;
        auto [stop, code] = std::from_chars(first, last, number);
        if (code == std::errc() && stop == last) numbers.push_back(number);
        if (numbers.size() > 10'000'000) break;
    }
    if (numbers.empty()) return fail(ErrorCode::no_input, "no image of this numbered sequence is on disk", path);
    std::sort(numbers.begin(), numbers.end());
    Media m;
    m.image_sequence = true;
    m.sequence_first = numbers.front();
    m.sequence_count = 1;
    while (static_cast<size_t>(m.sequence_count) < numbers.size() &&
           numbers[static_cast<size_t>(m.sequence_count)] == numbers.front() + m.sequence_count)
        ++m.sequence_count;
    m.sequence_rate = {25, 1};
    m.path = fs::absolute(path).lexically_normal().string();
    m.name = fs::path(path).filename().string();
    auto input = TRY(Input::open(input_spec(m)));
    if (input->stream_count() < 1 || input->stream(0)->codecpar->width < 1)
        return fail(ErrorCode::bad_data, "the images of the sequence cannot be read", path);
    TRY(Decoder::open(*input->stream(0), 1, path));
    PictureStream p = picture_facts(*input->stream(0), *input);
    p.rate = m.sequence_rate, p.variable_rate = p.interlaced = p.still = false;
    p.duration = m.sequence_rate.time_of(m.sequence_count);
    m.pictures.push_back(p);
    m.duration = p.duration;
    char first[4096];
    if (av_get_frame_filename(first, sizeof first, m.path.c_str(), m.sequence_first) >= 0)
        m.fingerprint = TRY(fingerprint(first));
    return m;
}

bool is_midi_file(const std::string& path) {
    char head[8] = {};
    std::ifstream file(path, std::ios::binary);
    file.read(head, sizeof head);
    return looks_like_midi({reinterpret_cast<const uint8_t*>(head), static_cast<size_t>(file.gcount())});
}

// One stream of notes; rate and channels are those of any sound.
Result<Media> probe_midi(Media m) {
    const auto midi = TRY(load_midi(m.path));
    SoundStream s;
    s.codec = kMidiCodec, s.notes = midi->notes;
    s.duration = m.duration = midi->duration;
    m.sounds.push_back(s);
    m.fingerprint = TRY(fingerprint(m.path));
    return m;
}

std::string find_timecode(const Input& input) {
    for (int i = 0; i < input.stream_count(); ++i)
        if (auto e = av_dict_get(input.stream(i)->metadata, "timecode", nullptr, 0)) return e->value;
    if (auto e = av_dict_get(input.format()->metadata, "timecode", nullptr, 0)) return e->value;
    return {};
}

} // namespace

Result<Media> probe_media(const std::string& path) {
    av::set_up();
    std::error_code ignored;
    auto pattern = parse_pattern(path);
    if (pattern && !fs::exists(path, ignored)) return probe_sequence(path, *pattern);
    Media m;
    m.path = fs::absolute(path, ignored).lexically_normal().string();
    m.name = fs::path(path).filename().string();
    InputSpec spec = input_spec(m);
    // Only regular files are opened, and a pipe would wait.
    TRY(identify(m.path));
    if (is_midi_file(m.path)) return probe_midi(std::move(m));
    if (m.path.ends_with(".tandem") || m.path.ends_with(".otio"))
        return fail(ErrorCode::bad_data,
                    "is a project or timeline, not a medium: open it, or look at it with `tandem check`", path);
    auto input = TRY(Input::open(spec));
    MediaStart start = TRY(find_media_start(spec));
    std::optional<Error> undecodable;
    bool any_stream = false;
    for (int i = 0; i < input->stream_count(); ++i) {
        const AVStream& s = *input->stream(i);
        if (!is_picture(s) && !is_sound(s)) continue;
        any_stream = true;
        auto decoder = Decoder::open(s, 1, path);
        if (!decoder) {
            if (!undecodable || undecodable->code == ErrorCode::bad_data) undecodable = std::move(decoder).error();
            continue;
        }
        bool has_packets =
            static_cast<size_t>(i) < start.streams.size() && start.streams[static_cast<size_t>(i)].has_packets;
        Time offset = has_packets ? start.streams[static_cast<size_t>(i)].first - start.zero : Time{};
        if (is_picture(s)) {
            PictureStream p = picture_facts(s, *input);
            if (p.width < 1 || p.height < 1 || !has_packets) {
                if (!undecodable) undecodable = unread(s, "picture", path);
                continue;
            }
            const StreamStart& head = start.streams[static_cast<size_t>(i)];
            p.rate = head.rate.rate, p.variable_rate = head.rate.variable;
            p.start = offset;
            if (is_image_brand(*input)) p.still = true;
            if (p.still) {
                p.start = {};
                Orientation o = orientation_of_exif(exif_orientation(path));
                p.rotation = o.rotation, p.mirror = o.mirror;
                p.variable_rate = false;
                p.duration = {};
            } else if (p.duration.ticks <= 0 || p.duration > Time::from_seconds(86400) ||
                       is_image_codec(s.codecpar->codec_id)) {
                Counted counted = count_packets(spec, i, start.zero);
                if (counted.end.ticks > 0) p.duration = counted.end + head.cut_off;
                if (is_image_codec(s.codecpar->codec_id) && counted.packets == 1) p.still = true, p.duration = {};
            } else {
                p.duration += offset + head.cut_off;
            }
            m.pictures.push_back(p);
        } else {
            SoundStream a = sound_facts(s);
            if (a.rate < 1 || a.channels < 1 || !has_packets) {
                if (!undecodable) undecodable = unread(s, "sound", path);
                continue;
            }
            if (a.duration.ticks <= 0 || a.duration > Time::from_seconds(86400)) {
                Counted counted = count_packets(spec, i, start.zero);
                if (counted.end.ticks > 0) a.duration = counted.end;
            } else if (auto end = exact_end(*input, i)) {
                a.duration = sane_duration(av::to_time(*end, s.time_base) - start.zero);
            } else {
                a.duration += offset;
            }
            m.sounds.push_back(a);
        }
    }
    if (m.pictures.empty() && m.sounds.empty()) {
        if (undecodable) return *undecodable;
        return fail(ErrorCode::bad_data,
                    any_stream ? "nothing in the file can be decoded" : "the file holds neither picture nor sound",
                    path);
    }
    // The best of several pictures or sounds first: the default track, then the larger.
    auto by_default = [&](const auto& s) {
        return input->stream(s.index)->disposition & AV_DISPOSITION_DEFAULT ? 1 : 0;
    };
    std::stable_sort(m.pictures.begin(), m.pictures.end(),
                     [&](const auto& a, const auto& b) { return by_default(a) > by_default(b); });
    std::stable_sort(m.sounds.begin(), m.sounds.end(),
                     [&](const auto& a, const auto& b) { return by_default(a) > by_default(b); });
    for (const auto& p : m.pictures) m.duration = std::max(m.duration, p.duration);
    for (const auto& a : m.sounds) m.duration = std::max(m.duration, a.duration);
    m.timecode = find_timecode(*input);
    m.fingerprint = TRY(fingerprint(path));
    return m;
}

} // namespace tandem
