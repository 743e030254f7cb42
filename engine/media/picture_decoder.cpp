// The pump from packets to frames, and getting it to a key frame.
#include "engine/media/picture_decoder.h"

#include <algorithm>

#include "engine/base/thread.h"
#include "engine/media/packet_seek.h"

namespace tandem {

Result<std::unique_ptr<PictureDecoder>> PictureDecoder::open(const InputSpec& spec, int stream, int threads,
                                                             bool deinterlace) {
    auto out = std::make_unique<PictureDecoder>();
    out->input_ = TRY(Input::open(spec));
    if (stream < 0 || stream >= out->input_->stream_count() ||
        out->input_->stream(stream)->codecpar->codec_type != AVMEDIA_TYPE_VIDEO)
        return fail(ErrorCode::bad_data, "there is no picture stream " + std::to_string(stream), spec.path);
    out->stream_ = stream;
    out->threads_ = threads > 0 ? threads : available_cores();
    out->may_deinterlace_ = deinterlace;
    out->input_->select({stream});
    out->decoder_ = TRY(Decoder::open(*out->input_->stream(stream), out->threads_, spec.path));
    return out;
}

void PictureDecoder::reset_state() {
    decoder_->flush();
    deinterlacer_.reset();
    ready_.clear();
    ended_ = filter_ended_ = pending_ = false;
    skip_before_ = last_pts_ = INT64_MIN;
    ordinal_next_ = 0;
    decoder_->context()->skip_frame = AVDISCARD_DEFAULT;
}

Result<void> PictureDecoder::restart() {
    TRY_VOID(input_->rewind());
    reset_state();
    return {};
}

void PictureDecoder::send_packet(const AVPacket* packet) {
    if (packet) {
        bool early = packet->pts != AV_NOPTS_VALUE && packet->pts < skip_before_;
        decoder_->context()->skip_frame = early ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
    }
    int code = decoder_->send(packet);
    if (code < 0 && code != AVERROR_EOF && code != AVERROR(EAGAIN)) ++damaged_packets_;
}

// One packet into the decoder, and all that comes out into ready_.
Result<void> PictureDecoder::feed() {
    int64_t damaged_before = damaged_packets_;
    if (!ended_) {
        int code = pending_ ? 0 : input_->read(packet_.get());
        pending_ = false;
        if (input_->was_cut()) return input_->cut_error();
        if (code == AVERROR(EIO) || code == AVERROR(ESTALE))
            return fail(ErrorCode::io, "reading failed: " + av::error_text(code), input_->path());
        if (code < 0) {
            ended_ = true; // the end, or damage nothing can be read behind
            send_packet(nullptr);
        } else if (packet_->stream_index == stream_ && packet_->size > 0) {
            send_packet(packet_.get());
        }
    }
    for (;;) {
        auto frame = av::make_frame();
        int code = decoder_->receive(frame.get());
        if (code == AVERROR(EAGAIN)) break;
        if (code == AVERROR_EOF) {
            if (deinterlacer_) deinterlacer_->send(nullptr);
            filter_ended_ = true;
            break;
        }
        if (code < 0) {
            ++damaged_packets_;
            if (code == AVERROR(ENOMEM))
                return fail(ErrorCode::denied, "a frame needs too much memory", input_->path());
            if (ended_) {
                filter_ended_ = true;
                break;
            }
            break;
        }
        if (ordinal_) {
            size_t n = ordinal_next_++;
            if (n >= ordinal_->pts.size()) continue;
            frame->pts = ordinal_->pts[n];
        } else if (frame->pts == AV_NOPTS_VALUE) {
            frame->pts = frame->best_effort_timestamp;
            if (frame->pts == AV_NOPTS_VALUE) frame->pts = last_pts_ == INT64_MIN ? 0 : last_pts_ + 1;
        }
        last_pts_ = frame->pts;
        if (may_deinterlace_ && frame->interlaced_frame && !deinterlacer_)
            deinterlacer_ = Deinterlacer::make(*frame, av_stream().time_base, threads_);
        if (deinterlacer_) {
            if (!deinterlacer_->send(frame.get())) {
                // Another size: what the old graph holds comes first, then a new one.
                deinterlacer_->send(nullptr);
                for (auto old = av::make_frame(); deinterlacer_->receive(old.get()) >= 0; old = av::make_frame())
                    ready_.push_back(std::move(old));
                deinterlacer_ = Deinterlacer::make(*frame, av_stream().time_base, threads_);
                if (deinterlacer_)
                    deinterlacer_->send(frame.get());
                else
                    ready_.push_back(std::move(frame));
            }
        } else {
            ready_.push_back(std::move(frame));
        }
        if (deinterlacer_)
            for (auto got = av::make_frame(); deinterlacer_->receive(got.get()) >= 0; got = av::make_frame())
                ready_.push_back(std::move(got));
    }
    if (damaged_packets_ > damaged_before && input_->was_changed())
        return fail(ErrorCode::bad_data, "the file was changed while it was in use; restore it and try again",
                    input_->path());
    if (filter_ended_ && deinterlacer_)
        for (auto got = av::make_frame(); deinterlacer_->receive(got.get()) >= 0; got = av::make_frame())
            ready_.push_back(std::move(got));
    return {};
}

Result<std::optional<DecodedFrame>> PictureDecoder::next() {
    while (ready_.empty()) {
        if (ended_ && filter_ended_) return std::optional<DecodedFrame>();
        TRY_VOID(feed());
    }
    DecodedFrame out{.frame = std::move(ready_.front())};
    ready_.pop_front();
    out.pts = out.frame->pts;
    return std::optional<DecodedFrame>(std::move(out));
}

Result<void> PictureDecoder::go_to(const PictureIndex& index, size_t target, int64_t want) {
    reset_state();
    pending_ = TRY(seek_packet(*input_, stream_, index, target, packet_.get()));
    if (ordinal_) {
        size_t shown = 0;
        for (size_t i = 0; i < target; ++i) shown += index.packets[i].shown;
        ordinal_next_ = shown;
    }
    // Pictures that nothing refers to need no decoding before the wanted one. When pictures are numbered by counting,
    // all must come out.
    if (!ordinal_) skip_before_ = want;
    return {};
}

} // namespace tandem
