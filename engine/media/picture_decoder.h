// PictureDecoder: demuxer, decoder and deinterlacer of one picture stream as one pump that gives frames in
// presentation order from where it was put. Private to engine/media; confined to one thread at a time.
#pragma once

#include <deque>
#include <optional>

#include "engine/media/decoder.h"
#include "engine/media/deinterlace.h"
#include "engine/media/picture_index.h"

namespace tandem {

struct DecodedFrame {
    av::FramePtr frame;
    int64_t pts = 0; // stream time base
};

class PictureDecoder {
  public:
    static Result<std::unique_ptr<PictureDecoder>> open(const InputSpec& spec, int stream, int threads,
                                                        bool deinterlace);

    const AVStream& av_stream() const { return *input_->stream(stream_); }
    Input& input() { return *input_; }
    bool deinterlaces() const { return deinterlacer_ != nullptr; }

    // The next frame; empty at the end. Errors of the file: io. Damaged packets are counted and passed over.
    Result<std::optional<DecodedFrame>> next();
    // Continues at packet `packet` of the index. Frames before `want` that nothing depends on may be left out.
    Result<void> go_to(const PictureIndex& index, size_t packet, int64_t want);
    Result<void> restart();
    int64_t damaged_packets() const { return damaged_packets_; }
    // As Decoder::painted_over.
    int64_t painted_over() const { return decoder_->painted_over(); }
    // From here on pictures get their times by counting; for an index that says `ordinal`.
    void number_by(std::shared_ptr<const PictureIndex> index) {
        ordinal_owner_ = std::move(index);
        ordinal_ = ordinal_owner_.get();
        ordinal_next_ = 0;
    }

  private:
    Result<void> feed();
    void send_packet(const AVPacket* packet);
    void reset_state();

    std::unique_ptr<Input> input_;
    std::optional<Decoder> decoder_;
    std::unique_ptr<Deinterlacer> deinterlacer_;
    int stream_ = 0, threads_ = 1;
    bool may_deinterlace_ = true, ended_ = false, filter_ended_ = false;
    av::PacketPtr packet_ = av::make_packet();
    std::deque<av::FramePtr> ready_; // filtered or decoded, waiting
    bool pending_ = false;           // packet_ was read by go_to() and waits to be sent
    int64_t skip_before_ = INT64_MIN;
    // Ordinal streams (see PictureIndex): pts come from the index by counting.
    const PictureIndex* ordinal_ = nullptr;
    std::shared_ptr<const PictureIndex> ordinal_owner_;
    size_t ordinal_next_ = 0;
    int64_t damaged_packets_ = 0, last_pts_ = INT64_MIN;
};

} // namespace tandem
