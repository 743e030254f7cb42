// Samples converted from the file's bytes to planar float.
#include "engine/media/pcm_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

namespace tandem {

namespace {

static_assert(std::endian::native == std::endian::little);

// A conversion makes the floats that FFmpeg's decoder and the scaling of its integers make.
struct Coding {
    AVCodecID id;
    int bytes; // of a sample
    void (*convert)(const uint8_t* in, size_t step, int count, float* out);
};

template<class T>
T load(const uint8_t* in) {
    T v;
    std::memcpy(&v, in, sizeof v);
    return v;
}
template<class T>
T swapped(T v) {
    if constexpr (sizeof v == 2) return static_cast<T>(__builtin_bswap16(static_cast<uint16_t>(v)));
    if constexpr (sizeof v == 4) return std::bit_cast<T>(__builtin_bswap32(std::bit_cast<uint32_t>(v)));
    if constexpr (sizeof v == 8) return std::bit_cast<T>(__builtin_bswap64(std::bit_cast<uint64_t>(v)));
}

// `sample` gives the number at a place, `scale` is a power of two.
template<class Sample>
void each(const uint8_t* in, size_t step, int count, float scale, float* out, Sample sample) {
    for (int i = 0; i < count; ++i, in += step) out[i] = static_cast<float>(sample(in)) * scale;
}

void from_u8(const uint8_t* in, size_t step, int count, float* out) {
    each(in, step, count, 1.0f / 128, out, [](const uint8_t* p) { return *p - 128; });
}
template<class T, bool kBig>
void from_whole(const uint8_t* in, size_t step, int count, float* out) {
    each(in, step, count, 1.0f / (T{1} << (8 * sizeof(T) - 2)) / 2, out, [](const uint8_t* p) {
        const T v = load<T>(p);
        return kBig ? swapped(v) : v;
    });
}
// The byte before or behind a sample is loaded with it and shifted out; there is one on both sides of the bytes.
void from_s24_little(const uint8_t* in, size_t step, int count, float* out) {
    each(in, step, count, 1.0f / 2147483648.0f, out,
         [](const uint8_t* p) { return static_cast<int32_t>(load<uint32_t>(p) << 8); });
}
void from_s24_big(const uint8_t* in, size_t step, int count, float* out) {
    each(in, step, count, 1.0f / 2147483648.0f, out,
         [](const uint8_t* p) { return static_cast<int32_t>(swapped(load<uint32_t>(p)) & 0xffffff00u); });
}
template<class T, bool kBig>
void from_float(const uint8_t* in, size_t step, int count, float* out) {
    each(in, step, count, 1, out, [](const uint8_t* p) {
        const T v = load<T>(p);
        const auto x = static_cast<float>(kBig ? swapped(v) : v);
        return std::isfinite(x) ? x + 0.0f : 0.0f;
    });
}

constexpr Coding kCodings[] = {
    {AV_CODEC_ID_PCM_U8, 1, from_u8},
    {AV_CODEC_ID_PCM_S16LE, 2, from_whole<int16_t, false>},
    {AV_CODEC_ID_PCM_S16BE, 2, from_whole<int16_t, true>},
    {AV_CODEC_ID_PCM_S24LE, 3, from_s24_little},
    {AV_CODEC_ID_PCM_S24BE, 3, from_s24_big},
    {AV_CODEC_ID_PCM_S32LE, 4, from_whole<int32_t, false>},
    {AV_CODEC_ID_PCM_S32BE, 4, from_whole<int32_t, true>},
    {AV_CODEC_ID_PCM_F32LE, 4, from_float<float, false>},
    {AV_CODEC_ID_PCM_F32BE, 4, from_float<float, true>},
    {AV_CODEC_ID_PCM_F64LE, 8, from_float<double, false>},
    {AV_CODEC_ID_PCM_F64BE, 8, from_float<double, true>},
};

struct Layout {
    const Coding* coding;
    int rate, channels;
    uint64_t mask;
    int64_t begin = 0, frames; // byte of the first sample, and how many each channel has
};

class PcmReader final : public AudioReader {
  public:
    PcmReader(std::unique_ptr<Input> input, const Layout& layout)
        : input_(std::move(input)), layout_(layout), step_(static_cast<size_t>(layout.channels * layout.coding->bytes)),
          piece_(std::max(1, static_cast<int>(kPieceBytes / step_))),
          bytes_(step_ * static_cast<size_t>(piece_) + kSlack) {}

    Result<void> read(int64_t first, int frames, float* const* out) override {
        const auto inside = [&](int64_t n) { return static_cast<int>(std::clamp<int64_t>(n - first, 0, frames)); };
        const int from = inside(0), to = std::max(from, inside(layout_.frames));
        for (int c = 0; c < layout_.channels; ++c) {
            std::fill_n(out[c], from, 0.0f);
            std::fill_n(out[c] + to, frames - to, 0.0f);
        }
        for (int at = from; at < to;) {
            const int run = std::min(piece_, to - at);
            TRY_VOID(fetch(first + at, run));
            for (int c = 0; c < layout_.channels; ++c)
                layout_.coding->convert(&bytes_[static_cast<size_t>(c * layout_.coding->bytes)], step_, run,
                                        out[c] + at);
            at += run;
        }
        return {};
    }
    int rate() const override { return layout_.rate; }
    int channels() const override { return layout_.channels; }
    uint64_t channel_mask() const override { return layout_.mask; }
    int64_t length() override { return layout_.frames; }

  private:
    static constexpr size_t kPieceBytes = 32768; // stays in the first caches between the system's copy and ours
    static constexpr size_t kSlack = 1;          // see from_s24_little

    Result<void> fetch(int64_t frame, int count) {
        const size_t wanted = step_ * static_cast<size_t>(count);
        const int64_t got = input_->read_bytes(layout_.begin + frame * static_cast<int64_t>(step_), &bytes_[0], wanted);
        if (got == static_cast<int64_t>(wanted)) return {};
        const auto where = at_time(input_->path(), Time::from_samples(frame, layout_.rate));
        if (input_->was_cut()) return fail(input_->cut_error().code, input_->cut_error().what, where);
        return fail(ErrorCode::io, "the sound cannot be read: " + av::error_text(static_cast<int>(got)), where);
    }

    std::unique_ptr<Input> input_;
    Layout layout_;
    size_t step_; // bytes from one sample of a channel to the next
    int piece_;   // frames that are fetched at once
    std::vector<uint8_t> bytes_;
};

// Where the stream's data ends as the demuxer reads it; asked of the last tenth of a second.
std::optional<int64_t> data_end(Input& input, int stream, int64_t frames, int rate, AVPacket* packet) {
    if (input.seek(stream, std::max<int64_t>(0, frames - rate / 10)) < 0) return std::nullopt;
    std::optional<int64_t> end;
    while (input.read(packet) >= 0) {
        if (packet->pos < 0) return std::nullopt;
        end = packet->pos + packet->size;
    }
    return end;
}

// By the header alone: nothing is read, and begin is not known. Other containers pass by here at no cost.
std::optional<Layout> plain_layout(const Input& input, int stream) {
    if (!input.container_is("wav") && !input.container_is("w64") && !input.container_is("aiff")) return std::nullopt;
    if (input.stream_count() != 1) return std::nullopt;
    const AVStream& s = *input.stream(stream);
    const AVCodecParameters& p = *s.codecpar;
    const auto coding =
        std::find_if(std::begin(kCodings), std::end(kCodings), [&](const Coding& c) { return c.id == p.codec_id; });
    const int channels = p.ch_layout.nb_channels;
    if (coding == std::end(kCodings) || channels < 1 || channels > 64 || p.sample_rate < 1 ||
        p.sample_rate > 6'000'000 || p.block_align != channels * coding->bytes)
        return std::nullopt;
    const bool from_zero = s.start_time == 0 || s.start_time == AV_NOPTS_VALUE;
    if (s.time_base.num != 1 || s.time_base.den != p.sample_rate || !from_zero || s.duration < 1) return std::nullopt;
    return Layout{.coding = coding,
                  .rate = p.sample_rate,
                  .channels = channels,
                  .mask = p.ch_layout.order == AV_CHANNEL_ORDER_NATIVE ? p.ch_layout.u.mask : 0,
                  .frames = s.duration};
}

// Where the samples begin, if they are as many as the header says.
std::optional<int64_t> data_begin(Input& input, int stream, const Layout& layout) {
    auto packet = av::make_packet();
    if (input.read(packet.get()) < 0 || packet->pos < 0) return std::nullopt;
    const int64_t begin = packet->pos;
    const auto end = data_end(input, stream, layout.frames, layout.rate, packet.get());
    if (!end || (*end - begin) / (layout.channels * layout.coding->bytes) != layout.frames) return std::nullopt;
    return begin;
}

} // namespace

Result<std::unique_ptr<AudioReader>> open_pcm(std::unique_ptr<Input>& input, int stream) {
    auto layout = plain_layout(*input, stream);
    if (!layout) return std::unique_ptr<AudioReader>();
    if (const auto begin = data_begin(*input, stream, *layout)) {
        layout->begin = *begin;
        return std::unique_ptr<AudioReader>(std::make_unique<PcmReader>(std::move(input), *layout));
    }
    TRY_VOID(input->rewind());
    return std::unique_ptr<AudioReader>();
}

} // namespace tandem
