// The device's side: where each block's input belongs. Neither locks, allocates nor calls the system.
#include "engine/audio/recorder.h"

#include <algorithm>

#include "engine/base/realtime.h"

namespace tandem::audio {

void Recorder::follow(const TransportBlock& block, int frames) {
    const bool rolls = block.state == TransportState::rolling && block.speed.normal();
    if (!rolls || block.generation != generation_) newest().open = false;
    generation_ = block.generation;
    if (!rolls) return;
    // A loop's end may lie inside the block; its start follows it.
    int64_t sample = block.position.samples_round(spec_.rate);
    const int64_t loop_end = block.loop.empty() ? INT64_MAX : block.loop.end().samples_round(spec_.rate);
    for (int done = 0; done < frames;) {
        const int64_t left = sample < loop_end ? loop_end - sample : INT64_MAX;
        const int run = static_cast<int>(std::min<int64_t>(left, frames - done));
        handed_out(device_frames_ + done, sample, run);
        done += run, sample += run;
        if (sample == loop_end) sample = block.loop.start.samples_round(spec_.rate);
    }
}

// Output frames from `begin` on are the timeline's from `sample` on.
void Recorder::handed_out(int64_t begin, int64_t sample, int frames) {
    Span& last = newest();
    if (last.open && sample == last.first + (last.end - last.begin)) {
        last.end += frames;
        return;
    }
    last.open = false;
    ++newest_span_;
    newest() = {.number = newest_span_, .begin = begin, .end = begin + frames, .first = sample, .open = true};
}

void Recorder::measure(const DeviceBlock& device) {
    const bool lost = device.underflow || device.overflow;
    if (lost && taking_ != 0) loss_due_ = true, ++device_losses_;
    round_trip_.add(device.latency_frames + device.input_latency_frames, lost, taking_ != 0);
}

void Recorder::end_take(int64_t position) {
    if (taking_ == 0) return;
    const Piece end{.take = taking_, .take_start = take_start_, .position = position, .ends = true};
    taking_ = 0;
    taken_frames_ = 0;
    // Of a take that began while an end waits nothing was pushed.
    if (!end_due_ && !pieces_.push(end)) end_due_ = end;
}

void Recorder::push(const Piece& piece, const DeviceBlock& device, int offset) {
    const int64_t room = ring_frames_ - (ring_tail_ - ring_head_.load(std::memory_order_acquire));
    // What finds no room is silence in the file: the next piece's position says so.
    if (end_due_ || piece.frames > room) {
        lost_frames_ += piece.frames;
        return;
    }
    const auto channels = static_cast<size_t>(spec_.input_channels);
    for (size_t c = 0; c < channels; ++c)
        for (int i = 0; i < piece.frames; ++i)
            ring_[static_cast<size_t>((ring_tail_ + i) % ring_frames_) * channels + c] = device.in[c][offset + i];
    if (pieces_.push(piece))
        ring_tail_ += piece.frames, loss_due_ = false;
    else
        lost_frames_ += piece.frames;
}

// The part of the block's input that was played to this span.
void Recorder::take_in(const Span& span, const DeviceBlock& device, int64_t first_output) {
    const int64_t begin = std::max({span.begin, first_output, span.begin + in_sample_ - span.first});
    const int64_t out = out_sample_ == INT64_MAX ? INT64_MAX : span.begin + out_sample_ - span.first;
    const int64_t reached = first_output + device.frames;
    const int64_t end = std::min({span.end, reached, out});
    if (begin < end) {
        const int64_t position = span.first + begin - span.begin;
        if (taking_ != span.number) {
            end_take(take_position_);
            taking_ = span.number, over_ = span.number - 1;
            take_start_ = position;
            loss_due_ = false;
        }
        take_position_ = position + (end - begin);
        taken_frames_ = take_position_ - take_start_;
        push({.take = taking_,
              .take_start = take_start_,
              .position = position,
              .frames = static_cast<int32_t>(end - begin),
              .after_loss = loss_due_},
             device, static_cast<int>(begin - first_output));
    }
    const bool over = reached >= out || (!span.open && reached >= span.end);
    if (over && taking_ == span.number) end_take(take_position_), over_ = span.number;
}

void Recorder::process(const TransportBlock& block, const DeviceBlock& device) {
    const RealtimeScope realtime;
    if (end_due_ && pieces_.push(*end_due_)) end_due_.reset();
    follow(block, device.frames);
    if (device.in && device.input_channels >= spec_.input_channels) {
        measure(device);
        const int64_t first_output = device_frames_ - round_trip_.frames() - spec_.extra_latency_frames;
        const uint64_t kept = std::min<uint64_t>(newest_span_, spans_.size());
        for (uint64_t n = std::max(newest_span_ - kept, over_) + 1; n <= newest_span_; ++n)
            take_in(spans_[n % spans_.size()], device, first_output);
    } else {
        round_trip_.forget();
        end_take(take_position_);
    }
    device_frames_ += device.frames;
}

} // namespace tandem::audio
