// Measuring blocks and joining them.
#include "engine/media/peak_builder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tandem {

namespace {

// WAVE speaker bits: front, back, of centre, side, top front, top back.
constexpr uint64_t kLeft = 0x1 | 0x10 | 0x40 | 0x200 | 0x1000 | 0x8000;
constexpr uint64_t kRight = 0x2 | 0x20 | 0x80 | 0x400 | 0x4000 | 0x20000;

struct FileHead {
    int32_t rate = 0, channels = 0;
    int64_t frames = 0;
};

int16_t code(float v) { return static_cast<int16_t>(std::clamp(v, -32768.0f, 32767.0f)); }

// Extremes are rounded outwards: what is not silent is not drawn as silent.
PeakBlock measure(const float* x, int count) {
    float low = x[0], high = x[0];
    double squares = 0;
    for (int i = 0; i < count; ++i) {
        low = std::min(low, x[i]), high = std::max(high, x[i]);
        squares += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    }
    auto rms = static_cast<float>(std::sqrt(squares / count));
    return {code(std::floor(low / kPeakStep)), code(std::ceil(high / kPeakStep)),
            code(std::nearbyint(rms / kPeakStep))};
}

} // namespace

PeakBuilder::PeakBuilder(int rate, int channels, uint64_t channel_mask)
    : rate_(rate), channels_(std::min(channels, 2)), sides_(static_cast<size_t>(channels)) {
    for (size_t c = 0; c < sides_.size(); ++c) {
        const uint64_t bit = channel_mask & ~(channel_mask - 1);
        channel_mask &= channel_mask - 1;
        if (channels <= 2 || bit == 0)
            sides_[c] = c % 2 == 0 ? 1 : 2;
        else
            sides_[c] = bit & kLeft ? 1 : bit & kRight ? 2 : 3;
    }
}

void PeakBuilder::add(const float* const* planes, int count) {
    for (int at = 0; at < count; at += Peaks::kBlock) {
        const int size = std::min(Peaks::kBlock, count - at);
        PeakBlock out[2];
        uint8_t seen = 0;
        for (size_t c = 0; c < sides_.size(); ++c) {
            const PeakBlock b = measure(planes[c] + at, size);
            for (uint8_t side = 0; side < 2; ++side) {
                if (!(sides_[c] >> side & 1)) continue;
                PeakBlock& o = out[side];
                if (seen >> side & 1)
                    o = {std::min(o.min, b.min), std::max(o.max, b.max), std::max(o.rms, b.rms)};
                else
                    o = b;
                seen = static_cast<uint8_t>(seen | 1 << side);
            }
        }
        add_block(0, out, size);
        frames_ += size;
    }
}

void PeakBuilder::add_block(size_t level, const PeakBlock* block, int64_t frames) {
    const auto channels = static_cast<size_t>(channels_);
    Level& here = levels_[level];
    here.open.insert(here.open.end(), block, block + channels);
    if (here.open.size() == Peaks::kChunkBlocks * channels) {
        here.chunks.push_back(std::make_shared<const Peaks::Chunk>(std::move(here.open)));
        here.open = {};
    }
    if (level + 1 == levels_.size()) return;
    Level& next = levels_[level + 1];
    for (size_t c = 0; c < channels; ++c) {
        Pending& p = next.pending[c];
        p.min = std::min(p.min, block[c].min), p.max = std::max(p.max, block[c].max);
        p.squares += static_cast<double>(block[c].rms) * block[c].rms * static_cast<double>(frames);
    }
    next.frames += frames;
    if (++next.blocks == Peaks::kCoarser) emit(level + 1);
}

void PeakBuilder::emit(size_t level) {
    Level& here = levels_[level];
    PeakBlock out[2];
    for (size_t c = 0; c < 2; ++c) {
        const Pending& p = here.pending[c];
        out[c] = {p.min, p.max,
                  code(static_cast<float>(std::nearbyint(std::sqrt(p.squares / static_cast<double>(here.frames)))))};
    }
    const int64_t frames = here.frames;
    here.pending = {}, here.frames = 0, here.blocks = 0;
    add_block(level, out, frames);
}

std::shared_ptr<const Peaks> PeakBuilder::snapshot(PeakState state) const {
    PeakBuilder whole = *this; // chunks are shared, the open ones copied
    for (size_t level = 1; level < levels_.size(); ++level)
        if (whole.levels_[level].blocks > 0) whole.emit(level);
    auto out = std::make_shared<Peaks>();
    out->rate_ = rate_, out->channels_ = channels_, out->frames_ = frames_;
    out->complete_ = state == PeakState::complete;
    for (size_t level = 0; level < levels_.size(); ++level) {
        Level& from = whole.levels_[level];
        if (!from.open.empty()) from.chunks.push_back(std::make_shared<const Peaks::Chunk>(std::move(from.open)));
        out->levels_[level] = std::move(from.chunks);
    }
    return out;
}

std::string PeakBuilder::to_bytes(const Peaks& peaks) {
    const FileHead head{peaks.rate_, peaks.channels_, peaks.frames_};
    std::string out(reinterpret_cast<const char*>(&head), sizeof head);
    for (const auto& chunk : peaks.levels_[0])
        out.append(reinterpret_cast<const char*>(chunk->data()), chunk->size() * sizeof(PeakBlock));
    return out;
}

std::shared_ptr<const Peaks> PeakBuilder::from_bytes(std::string_view bytes) {
    FileHead head;
    if (bytes.size() < sizeof head) return nullptr;
    std::memcpy(&head, bytes.data(), sizeof head);
    bytes.remove_prefix(sizeof head);
    if (head.rate < 1 || head.channels < 1 || head.channels > 2 || head.frames < 0) return nullptr;
    const size_t step = static_cast<size_t>(head.channels) * sizeof(PeakBlock);
    const auto blocks = static_cast<int64_t>(bytes.size() / step);
    if (bytes.size() % step != 0 || (head.frames / Peaks::kBlock + (head.frames % Peaks::kBlock > 0)) != blocks)
        return nullptr;
    PeakBuilder builder(head.rate, head.channels, 0);
    for (; builder.frames_ < head.frames; bytes.remove_prefix(step)) {
        PeakBlock block[2];
        std::memcpy(block, bytes.data(), step);
        const int64_t frames = std::min<int64_t>(Peaks::kBlock, head.frames - builder.frames_);
        builder.add_block(0, block, frames);
        builder.frames_ += frames;
    }
    return builder.snapshot(PeakState::complete);
}

} // namespace tandem
