// Sound of an export. Sample counts come from the exact start and length, never added up.
#include "engine/export/audio_stage.h"

#include <algorithm>

#include "engine/base/thread.h"

namespace tandem {
namespace {

constexpr int kBlock = 4096;

Result<BusId> bus_named(const Sequence& sequence, const std::string& name, const std::string& preset) {
    if (name.empty()) return BusId{};
    std::string names = "master";
    for (const auto& b : sequence.mixer->buses) {
        if (b->name == name) return b->id;
        names += ", " + b->name;
    }
    return fail(ErrorCode::config, "the sequence has no bus \"" + name + "\"; it has " + names, preset);
}

bool has_sound(const Sequence& sequence) {
    return std::any_of(sequence.tracks.begin(), sequence.tracks.end(),
                       [](const auto& t) { return t->kind == TrackKind::sound && !t->items.empty(); });
}

} // namespace

void AudioMix::rewind(double gain_db, std::optional<double> ceiling_dbtp) {
    if (loudness) static_cast<LevelledRenderer&>(*renderer).set(gain_db, ceiling_dbtp);
    renderer->locate(wish.first);
}

Result<std::vector<std::pair<AudioSettings, SoundWish>>> AudioStage::wanted(const ExportJob& job,
                                                                            const ExportTarget& target) {
    std::vector<std::pair<AudioSettings, SoundWish>> out;
    const Format& f = job.sequence->format;
    // A film without any sound clip gets no sound track, but where the preset wants a silent one.
    if (job.preset.video.enabled && !job.preset.container.silence && !has_sound(*job.sequence)) return out;
    for (const auto& settings : job.preset.audio) {
        if (settings.codec == "none") continue;
        SoundWish wish;
        wish.rate = encoder_rate(settings, f.audio_rate);
        wish.channels = layout_channels(settings.layout, f.channels);
        wish.bus = TRY(bus_named(*job.sequence, settings.bus, job.preset.id));
        wish.first = target.start.samples_round(wish.rate);
        wish.samples = (target.start + target.length).samples_round(wish.rate) - wish.first;
        out.emplace_back(settings, wish);
    }
    return out;
}

Result<std::vector<AudioStage::Output>> AudioStage::prepare(const ExportJob& job, const ExportTarget& target,
                                                            std::vector<std::shared_ptr<AudioMix>>& mixes) {
    std::vector<Output> outputs;
    const auto& mux = job.preset.container;
    const bool mov = mux.mux == "mp4" || mux.mux == "mov" || mux.mux == "m4a";
    const Priming priming = mov && !mux.edit_lists ? Priming::cover : Priming::keep;
    for (const auto& [settings, wish] : TRY(wanted(job, target))) {
        Output o;
        // A loudness is made for one codec, bit rate and framing.
        auto same = [&, &s = settings, &w = wish](const auto& m) {
            const bool plain = !s.loudness.active() && !m->settings.loudness.active();
            return m->wish == w && (plain || (m->settings == s && m->priming == priming));
        };
        if (auto found = std::find_if(mixes.begin(), mixes.end(), same); found != mixes.end()) {
            o.mix = *found;
        } else {
            AudioMix mix{.renderer = nullptr, .wish = wish, .settings = settings, .priming = priming, .loudness = {}};
            if (job.sound_from) {
                mix.renderer = TRY(job.sound_from(wish));
            } else {
                AudioSpec spec{.rate = wish.rate,
                               .channels = wish.channels,
                               .threads = job.preset.video.enabled ? 1
                                          : job.threads > 0        ? job.threads
                                                                   : available_cores(),
                               .bus = wish.bus};
                mix.renderer =
                    TRY(AudioRenderer::make(job.project, job.sequence, spec, job.on_missing != OnMissing::fail));
            }
            mix.renderer->locate(wish.first);
            o.mix = std::make_shared<AudioMix>(std::move(mix));
            mixes.push_back(o.mix);
        }
        o.encoder = TRY(AudioEncoder::open({.settings = settings,
                                            .rate = wish.rate,
                                            .channels = wish.channels,
                                            .priming = priming,
                                            .global_header = mux.mux != "wav" && mux.mux != "mp3"}));
        o.target = &target;
        o.memory = job.sound_memory;
        o.counts = outputs.empty();
        outputs.push_back(std::move(o));
    }
    return outputs;
}

AudioStage::AudioStage(std::vector<Output> outputs, RunState& common) : outputs_(std::move(outputs)), common_(common) {
    for (Output& o : outputs_) {
        auto lane = std::find_if(lanes_.begin(), lanes_.end(), [&](const Lane& l) { return l.mix == o.mix; });
        if (lane == lanes_.end()) lanes_.emplace_back().mix = o.mix, lane = std::prev(lanes_.end());
        lane->outputs.push_back(&o);
    }
    for (Lane& lane : lanes_) lane.ready = !measures(lane);
}

AudioStage::~AudioStage() { join(); }

void AudioStage::join() {
    if (thread_.joinable()) thread_.join();
    if (leveller_.joinable()) leveller_.join();
}

// While no thread renders.
void AudioStage::pass_warnings() {
    for (const Lane& lane : lanes_)
        for (const std::string& w : lane.mix->renderer->warnings()) common_.warn(w);
}

void AudioStage::start() {
    if (outputs_.empty()) return;
    pass_warnings();
    auto launch = [this](const char* name, auto body) {
        ++common_.running;
        return std::thread([this, name, body] {
            set_thread_name(name);
            if (auto done = body(); !done) common_.fail(std::move(done).error());
            --common_.running;
            common_.wake();
        });
    };
    if (std::any_of(lanes_.begin(), lanes_.end(), measures))
        leveller_ = launch("export-loudness", [this]() -> Result<void> {
            for (Lane& lane : lanes_)
                if (measures(lane)) level(lane);
            return {};
        });
    thread_ = launch("export-audio", [this] { return run(); });
}

bool AudioStage::Lane::live() const {
    return std::any_of(outputs.begin(), outputs.end(), [](const Output* o) { return !o->state->stopped(); });
}

// A mix that was levelled before, by the pass whose sound is made again, stays as it is.
bool AudioStage::measures(const Lane& lane) { return lane.mix->settings.loudness.active() && !lane.mix->loudness; }

void AudioStage::level(Lane& lane) {
    AudioMix& mix = *lane.mix;
    BusyTime::Scope busy(common_.audio);
    auto found = level_sound(mix.renderer, {.settings = mix.settings,
                                            .rate = mix.wish.rate,
                                            .channels = mix.wish.channels,
                                            .first = mix.wish.first,
                                            .samples = mix.wish.samples,
                                            .priming = mix.priming,
                                            .memory = lane.outputs[0]->memory,
                                            .cancelled = [&] { return common_.stopped() || !lane.live(); }});
    for (Output* o : lane.outputs) {
        if (!found)
            o->state->fail(found.error());
        else if (o->levelled)
            o->levelled(*found);
    }
    if (found) mix.loudness = std::move(*found);
    lane.ready = true;
    common_.wake();
}

// False where nobody wants the lane any more.
bool AudioStage::wait_for_pictures(const Lane& lane) {
    const Time at = Time::from_samples(lane.done, lane.mix->wish.rate);
    bool live = false;
    auto look = [&] {
        live = false;
        bool room = true;
        for (const Output* o : lane.outputs) {
            if (o->state->stopped()) continue;
            live = true;
            if (o->target->frames > 0)
                room = room && at < o->target->rate.time_of(o->state->frames_encoded) + Time::from_seconds(2);
        }
        return common_.stopped() || !live || room;
    };
    if (!look()) {
        common_.set_sound_waits(true);
        common_.wait(look);
        common_.set_sound_waits(false);
    }
    return live && !common_.stopped();
}

Result<void> AudioStage::encode(Output& o, int frames, const float* const* block, bool last) {
    auto sink = [&](AVPacket& p) { return o.write(o.stream, p); };
    TRY_VOID(o.encoder->send(frames, block, sink));
    if (last) TRY_VOID(o.encoder->finish(sink));
    return {};
}

Result<void> AudioStage::run() {
    std::vector<std::vector<float>> block(8, std::vector<float>(kBlock));
    std::vector<float*> channels;
    for (auto& b : block) channels.push_back(b.data());
    auto measured = [&] { return std::count_if(lanes_.begin(), lanes_.end(), [](const Lane& l) { return !l.ready; }); };
    for (bool more = true; more;) {
        const auto waiting = measured();
        more = false;
        for (Lane& lane : lanes_) {
            if (lane.done >= lane.mix->wish.samples || !lane.ready || !wait_for_pictures(lane)) continue;
            more = true;
            BusyTime::Scope busy(common_.audio);
            const int n = static_cast<int>(std::min<int64_t>(kBlock, lane.mix->wish.samples - lane.done));
            auto made = lane.mix->renderer->render(n, channels.data());
            lane.done += n;
            for (Output* o : lane.outputs) {
                if (o->state->stopped()) continue;
                auto done = made ? encode(*o, n, channels.data(), lane.done == lane.mix->wish.samples) : made;
                if (!done) o->state->fail(std::move(done).error());
                if (o->counts) o->state->samples_encoded = lane.done, o->state->wake();
            }
        }
        if (more || waiting == 0) continue;
        common_.wait([&] { return measured() != waiting; });
        more = true;
    }
    pass_warnings();
    return {};
}

} // namespace tandem
