// Opens what an export opens.
#include "engine/export/export_facts.h"

#include "engine/export/audio_stage.h"
#include "engine/export/file_export.h"
#include "engine/export/size_target.h"
#include "engine/io/disk_space.h"

namespace tandem {

static PictureFacts facts_of(const VideoEncoder& encoder, const VideoEncoderSpec& spec) {
    const AVCodecContext& c = encoder.context();
    PictureFacts out{.encoder = c.codec->name,
                     .note = encoder.note(),
                     .format = info(spec.target.format).name,
                     .threads = c.thread_count,
                     .bit_rate = c.bit_rate,
                     .max_rate = c.rc_max_rate,
                     .buffer = c.rc_buffer_size,
                     .segment_frames = spec.segment_frames,
                     .options = encoder.options()};
    const bool inter = !(avcodec_descriptor_get(c.codec_id)->props & AV_CODEC_PROP_INTRA_ONLY);
    out.gop = inter ? (spec.settings.gop_seconds > 0 ? c.gop_size : 0) : 1;
    out.b_frames = inter ? c.max_b_frames : 0;
    return out;
}

Result<ExportFacts> export_facts(const ExportJob& job) {
    av_out::only_errors();
    TRY_VOID(check_preset(job.preset));
    ExportFacts out;
    out.target = TRY(decide_target(*job.project, *job.sequence, job.preset, job.range));
    TRY_VOID(check_length(job.preset, out.target));
    if (job.preset.video.enabled) {
        VideoEncoderSpec spec = encoder_spec(job, out.target);
        if (spec.settings.mode == RateMode::size) {
            spec.settings.mode = RateMode::abr;
            spec.settings.kbps = TRY(size_kbps(job.preset, out.target));
        }
        out.picture = facts_of(*TRY(VideoEncoder::open(spec)), spec);
    }
    int channels = 0;
    if (job.preset.container.mux != "images") {
        std::vector<std::shared_ptr<AudioMix>> mixes;
        for (const auto& o : TRY(AudioStage::prepare(job, out.target, mixes))) {
            const AVCodecContext& c = o.encoder->context();
            const bool lossless = avcodec_descriptor_get(c.codec_id)->props & AV_CODEC_PROP_LOSSLESS;
            if (out.sounds.empty()) channels = o.mix->wish.channels;
            out.sounds.push_back({c.codec->name, c.sample_rate, o.mix->wish.channels, lossless ? 0 : c.bit_rate});
        }
    }
    out.size = estimate_size(job.preset, out.target, channels);
    out.disk_free = disk_free(job.output);
    return out;
}

} // namespace tandem
