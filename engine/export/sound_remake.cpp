// FileExport's second attempt at the sound of a finished film: its mixes are played again through corrected gains and
// encoded, beside the picture packets of the file that is there.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "engine/export/file_export.h"

namespace tandem {

// On the pass's thread, with the audio thread and a copier at work.
Result<void> FileExport::run_remake() {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    auto shown = start - std::chrono::hours(1);
    FilmPackets pictures(place_.part(), times_);
    RunState common(signal_);
    AudioStage sound(take_sound(), common);
    if (encoder_) copy_from(pictures);
    sound.start();
    auto ended = [&] { return common.running == 0 && state_->running == 0; };
    while (!ended()) {
        common.wait_for(std::chrono::milliseconds(100), ended);
        if (job_.cancel && job_.cancel->load() && !common.stopped())
            common.fail(fail(ErrorCode::cancelled, "interrupted; nothing was left behind", job_.output));
        if (common.stopped() && !state_->stopped()) state_->fail(*common.error());
        if (state_->stopped() && !common.stopped()) common.fail(*state_->error());
        const auto now = Clock::now();
        if (now - shown < std::chrono::milliseconds(500)) continue;
        shown = now;
        report_progress("loudness", std::chrono::duration<double>(now - start).count(), Bound::disk);
    }
    join_copy();
    sound.join();
    if (auto error = common.error()) return *error;
    if (auto error = state_->error()) return *error;
    return {};
}

Result<VerifyReport> FileExport::remake_sound(const VerifyReport& heard, std::optional<ContentLight> light) {
    std::lock_guard alone(signal_.remake);
    const std::string second = place_.second_part();
    const uint64_t pictures = video_stream_ >= 0 ? writer_->digests()[static_cast<size_t>(video_stream_)] : 0;
    for (auto& t : loudness_)
        if (t.measurable) correct_level(t, heard.sounds[static_cast<size_t>(t.track)]);
    // The stages that the state knew are gone.
    auto before = std::exchange(state_, std::make_unique<RunState>(signal_));
    auto attempt = [&]() -> Result<VerifyReport> {
        outputs_ = TRY(AudioStage::prepare(job_, target_, mixes_));
        // Tracks that share a mix follow the first of them.
        for (size_t i = outputs_.size(); i-- > 0;) {
            const auto t = std::find_if(loudness_.begin(), loudness_.end(),
                                        [&](const auto& l) { return l.track == static_cast<int>(i); });
            const bool levelled = t != loudness_.end();
            outputs_[i].mix->rewind(levelled ? t->gain_db : 0, levelled ? t->ceiling_dbtp : std::nullopt);
        }
        TRY_VOID(begin_file(second));
        log_times_ = false, written_ = 0;
        TRY_VOID(run_remake());
        TRY_VOID(close_file(light, second));
        if (video_stream_ >= 0 && writer_->digests()[static_cast<size_t>(video_stream_)] != pictures)
            return fail(ErrorCode::internal, "the pictures were not copied as they were", second);
        VerifyReport made = TRY(check(second, light));
        if (!made.problems.empty() && !made.only_loudness())
            return fail(ErrorCode::internal, made.problems.front(), second);
        TRY_VOID(place_.take_second());
        return made;
    };
    auto made = attempt();
    outputs_.clear();
    state_ = std::move(before);
    if (!made) {
        writer_.reset();
        std::error_code ec;
        std::filesystem::remove(second, ec);
    }
    return made;
}

} // namespace tandem
