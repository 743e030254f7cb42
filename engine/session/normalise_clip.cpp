// The clip alone on a track, rendered through a meter.
#include "engine/session/normalise_clip.h"

#include <algorithm>
#include <cmath>

#include "engine/audio/pan.h"
#include "engine/audio/render.h"
#include "engine/model/lookup.h"

namespace tandem {

static constexpr int kFrames = 4096;

// Channels of what the clip plays; 0 = it has no sound.
static int source_channels(const Project& project, const Sequence& sequence, const Content& content) {
    if (std::holds_alternative<SequenceContent>(content)) return audio::layout_channels(sequence.format.channels);
    const auto* of = std::get_if<MediaContent>(&content);
    const Media* media = of ? project.find_media(of->media) : nullptr;
    if (!media || media->sounds.empty() || media->is_midi()) return 0;
    for (const auto& s : media->sounds)
        if (of->stream < 0 || s.index == of->stream) return audio::layout_channels(s.channels);
    return 0;
}

Result<audio::LoudnessReading> measure_clip(const Ref<Project>& project, const Sequence& sequence, ClipId id) {
    const auto place = find_clip(sequence, id);
    if (!place) return fail(ErrorCode::usage, "there is no such clip", "sequence " + sequence.name);
    Clip clip = *place->placement->clip;
    const int channels = source_channels(*project, sequence, clip.content);
    if (channels == 0 || sequence.tracks[place->track]->kind != TrackKind::sound)
        return fail(ErrorCode::usage, "only a clip of sound can be normalised", "clip " + clip.name);
    clip.fade_in = clip.fade_out = {};
    clip.transition_in = nullptr;
    clip.enabled = true;
    const int64_t frames = clip.length.samples_round(sequence.format.audio_rate);
    Track track;
    track.id = sequence.tracks[place->track]->id, track.kind = TrackKind::sound, track.name = "measured";
    track.items = Chunked<Placement>({Placement{Time{}, std::make_shared<const Clip>(std::move(clip))}});
    track.strip = std::make_shared<const Strip>();
    Sequence alone;
    alone.id = sequence.id, alone.name = sequence.name, alone.format = sequence.format;
    alone.tracks = {std::make_shared<const Track>(std::move(track))};
    Mixer mixer;
    mixer.channels = channels;
    alone.mixer = std::make_shared<const Mixer>(std::move(mixer));
    const AudioSpec spec{.rate = sequence.format.audio_rate, .channels = channels};
    auto renderer = TRY(AudioRenderer::make(project, std::make_shared<const Sequence>(std::move(alone)), spec));
    audio::LoudnessMeter meter(channels, spec.rate);
    std::vector<std::vector<float>> samples(static_cast<size_t>(channels), std::vector<float>(kFrames));
    std::vector<float*> planes;
    for (auto& s : samples) planes.push_back(s.data());
    renderer->locate(0);
    for (int64_t done = 0; done < frames;) {
        const int run = static_cast<int>(std::min<int64_t>(kFrames, frames - done));
        TRY_VOID(renderer->render(run, planes.data()));
        meter.feed(planes.data(), run);
        done += run;
    }
    // The peak between samples comes out of its filter a little later; silence is no part of the loudness.
    audio::LoudnessReading reading = meter.reading();
    for (auto& s : samples) std::fill(s.begin(), s.end(), 0.0f);
    meter.feed(planes.data(), kFrames);
    reading.true_peak_db = meter.reading().true_peak_db;
    return reading;
}

Result<double> normalising_gain(const audio::LoudnessReading& measured, NormaliseTo what, double wanted) {
    if (!std::isfinite(measured.true_peak_db) || measured.true_peak_db < -140)
        return fail(ErrorCode::usage, "the clip is silent; there is nothing to normalise");
    const double level = what == NormaliseTo::true_peak ? measured.true_peak_db : measured.integrated;
    if (!std::isfinite(level))
        return fail(ErrorCode::usage, "the clip is too short or too quiet to have a loudness; normalise its peak");
    return wanted - level;
}

} // namespace tandem
