// The long form of a probe: container, tags, HDR metadata, chapters.
#include <cinttypes>

extern "C" {
#include <libavutil/dovi_meta.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>
}

#include "engine/base/format.h"
#include "engine/media/decoder.h"
#include "engine/media/media_start.h"
#include "engine/media/midi_file.h"
#include "engine/media/probe.h"

namespace tandem {

static void hdr_lines(const AVStream& s, const std::string& name, ProbeDetail& out) {
    size_t size = 0;
    if (auto d = av_stream_get_side_data(&s, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, &size);
        d && size >= sizeof(AVMasteringDisplayMetadata)) {
        auto& m = *reinterpret_cast<const AVMasteringDisplayMetadata*>(d);
        if (m.has_primaries)
            out.lines.emplace_back(name + " mastering primaries",
                                   format_text("R %.4f,%.4f G %.4f,%.4f B %.4f,%.4f W %.4f,%.4f",
                                               av_q2d(m.display_primaries[0][0]), av_q2d(m.display_primaries[0][1]),
                                               av_q2d(m.display_primaries[1][0]), av_q2d(m.display_primaries[1][1]),
                                               av_q2d(m.display_primaries[2][0]), av_q2d(m.display_primaries[2][1]),
                                               av_q2d(m.white_point[0]), av_q2d(m.white_point[1])));
        if (m.has_luminance)
            out.lines.emplace_back(name + " mastering luminance",
                                   format_text("%.4f..%.1f cd/m2", av_q2d(m.min_luminance), av_q2d(m.max_luminance)));
    }
    if (auto d = av_stream_get_side_data(&s, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &size);
        d && size >= sizeof(AVContentLightMetadata)) {
        auto& m = *reinterpret_cast<const AVContentLightMetadata*>(d);
        out.lines.emplace_back(name + " content light",
                               format_text("MaxCLL %u, MaxFALL %u cd/m2", m.MaxCLL, m.MaxFALL));
    }
    if (auto d = av_stream_get_side_data(&s, AV_PKT_DATA_DOVI_CONF, &size);
        d && size >= sizeof(AVDOVIDecoderConfigurationRecord)) {
        auto& m = *reinterpret_cast<const AVDOVIDecoderConfigurationRecord*>(d);
        out.lines.emplace_back(name + " Dolby Vision", format_text("profile %d.%d, level %d", m.dv_profile,
                                                                   m.dv_bl_signal_compatibility_id, m.dv_level));
    }
}

static Result<ProbeDetail> midi_detail(const std::string& path) {
    const auto midi = TRY(load_midi(path));
    ProbeDetail out;
    out.lines.emplace_back("container", "Standard MIDI File, format " + std::to_string(midi->format));
    out.lines.emplace_back("tracks", std::to_string(midi->tracks));
    out.lines.emplace_back("division", midi->division);
    for (const std::string& w : midi->warnings) out.lines.emplace_back("warning", w);
    return out;
}

Result<ProbeDetail> probe_detail(const std::string& path) {
    Media media = TRY(probe_media(path));
    if (media.is_midi()) return midi_detail(media.path);
    InputSpec spec = input_spec(media);
    auto input = TRY(Input::open(spec));
    MediaStart start = TRY(find_media_start(spec));
    ProbeDetail out;
    out.lines.emplace_back("container", input->format()->iformat->long_name);
    if (input->format()->bit_rate > 0)
        out.lines.emplace_back("bit rate", std::to_string(input->format()->bit_rate / 1000) + " kb/s");
    out.lines.emplace_back("start in the file's clock", format_text("%.6f s", start.zero.seconds()));
    for (int i = 0; i < input->stream_count(); ++i) {
        const AVStream& s = *input->stream(i);
        std::string name = "stream " + std::to_string(i);
        const AVCodecParameters& par = *s.codecpar;
        const char* kind = av_get_media_type_string(par.codec_type);
        std::string text = std::string(kind ? kind : "unknown") + ", " + codec_name(par.codec_id);
        if (const char* profile = avcodec_profile_name(par.codec_id, par.profile)) text += std::string(" ") + profile;
        if (par.bit_rate > 0) text += ", " + std::to_string(par.bit_rate / 1000) + " kb/s";
        if (s.disposition & AV_DISPOSITION_ATTACHED_PIC) text += ", cover art";
        if ((is_picture(s) || is_sound(s)) && !find_decoder(s)) text += ", no decoder";
        out.lines.emplace_back(name, text);
        auto at = static_cast<size_t>(i);
        if (at < start.streams.size() && start.streams[at].has_packets)
            out.lines.emplace_back(name + " starts at",
                                   format_text("%.6f s", (start.streams[at].first - start.zero).seconds()));
        hdr_lines(s, name, out);
        const AVDictionaryEntry* e = nullptr;
        while ((e = av_dict_get(s.metadata, "", e, AV_DICT_IGNORE_SUFFIX)))
            out.lines.emplace_back(name + " " + e->key, e->value);
    }
    const AVDictionaryEntry* e = nullptr;
    while ((e = av_dict_get(input->format()->metadata, "", e, AV_DICT_IGNORE_SUFFIX)))
        out.lines.emplace_back(e->key, e->value);
    for (unsigned i = 0; i < input->format()->nb_chapters; ++i) {
        const AVChapter& c = *input->format()->chapters[i];
        if (c.start == AV_NOPTS_VALUE || c.time_base.den <= 0) continue;
        auto title = av_dict_get(c.metadata, "title", nullptr, 0);
        out.chapters.emplace_back(av::to_time(c.start, c.time_base), title ? title->value : "");
    }
    return out;
}

} // namespace tandem
