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

Result<std::vector<AudioStage::Output>> AudioStage::prepare(const ExportJob& job, const ExportTarget& target) {
    std::vector<Output> outputs;
    const Format& f = job.sequence->format;
    // A film without any sound clip gets no sound track, but where the preset wants a silent one.
    if (job.preset.video.enabled && !job.preset.container.silence && !has_sound(*job.sequence)) return outputs;
    for (const auto& settings : job.preset.audio) {
        if (settings.codec == "none") continue;
        Output o;
        o.rate = encoder_rate(settings, f.audio_rate);
        o.channels = layout_channels(settings.layout, f.channels);
        const BusId bus = TRY(bus_named(*job.sequence, settings.bus, job.preset.id));
        AudioSpec spec{.rate = o.rate,
                       .channels = o.channels,
                       .threads = job.preset.video.enabled ? 1
                                  : job.threads > 0        ? job.threads
                                                           : available_cores(),
                       .bus = bus};
        o.renderer = TRY(AudioRenderer::make(job.project, job.sequence, spec, job.on_missing != OnMissing::fail));
        int64_t first = target.start.samples_round(o.rate);
        o.samples = (target.start + target.length).samples_round(o.rate) - first;
        o.renderer->locate(first);
        const auto& mux = job.preset.container;
        bool mov = mux.mux == "mp4" || mux.mux == "mov" || mux.mux == "m4a";
        o.encoder = TRY(AudioEncoder::open({.settings = settings,
                                            .rate = o.rate,
                                            .channels = o.channels,
                                            .priming = mov && !mux.edit_lists ? Priming::cover : Priming::keep,
                                            .global_header = mux.mux != "wav" && mux.mux != "mp3"}));
        outputs.push_back(std::move(o));
    }
    return outputs;
}

AudioStage::AudioStage(std::vector<Output> outputs, const ExportTarget& target, Write write, RunState& state)
    : outputs_(std::move(outputs)), target_(target), write_(std::move(write)), state_(state) {}

AudioStage::~AudioStage() { join(); }

void AudioStage::join() {
    if (thread_.joinable()) thread_.join();
}

void AudioStage::start() {
    if (outputs_.empty()) return;
    ++state_.running;
    thread_ = std::thread([this] {
        set_thread_name("export-audio");
        if (auto done = run(); !done) state_.fail(std::move(done).error());
        --state_.running;
        state_.wake();
    });
}

Result<void> AudioStage::run() {
    std::vector<std::vector<float>> block(8, std::vector<float>(kBlock));
    std::vector<float*> channels;
    for (auto& b : block) channels.push_back(b.data());
    std::vector<int64_t> done(outputs_.size(), 0);
    auto warn = [&] {
        for (const Output& o : outputs_)
            for (const std::string& w : o.renderer->warnings()) state_.warn(w);
    };
    warn();
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < outputs_.size(); ++i) {
            Output& o = outputs_[i];
            if (done[i] >= o.samples) continue;
            more = true;
            if (target_.frames > 0) {
                std::unique_lock lock(state_.wait_mutex);
                state_.changed.wait(lock, [&] {
                    Time limit = target_.rate.time_of(state_.frames_encoded) + Time::from_seconds(2);
                    return state_.stopped() || Time::from_samples(done[i], o.rate) < limit;
                });
            }
            if (state_.stopped()) return {};
            BusyTime::Scope busy(state_.audio);
            int n = static_cast<int>(std::min<int64_t>(kBlock, o.samples - done[i]));
            TRY_VOID(o.renderer->render(n, channels.data()));
            auto sink = [&](AVPacket& p) { return write_(o.stream, p); };
            TRY_VOID(o.encoder->send(n, channels.data(), sink));
            done[i] += n;
            if (i == 0) state_.samples_encoded = done[0];
            if (done[i] == o.samples) TRY_VOID(o.encoder->finish(sink));
        }
    }
    warn();
    return {};
}

} // namespace tandem
