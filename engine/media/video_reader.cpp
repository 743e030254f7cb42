// Film and still readers behind VideoReader.
#include "engine/media/video_reader.h"

#include <algorithm>
#include <utility>

#include "engine/base/hash.h"
#include "engine/base/log.h"
#include "engine/media/frame_picture.h"
#include "engine/media/media_start.h"
#include "engine/media/picture_decoder.h"

namespace tandem {

namespace {

// How far a request may lie ahead of the frame at hand to be reached by decoding on while there is no index.
constexpr Time kReach = {kTicksPerSecond * 2};
// Steps back of at most so many frames are playing backwards; longer ones are jumps.
constexpr int64_t kStepBack = 16;
// So much of a picture's end may be missing for its last frame to stand in.
constexpr Time kMostHeldAtEnd = {kTicksPerSecond / 2};

class FilmReader : public VideoReader {
  public:
    FilmReader(const Media& media, const PictureStream& stream, const VideoReaderOptions& options)
        : spec_(input_spec(media)), stream_(stream), options_(options) {}

    Result<void> open() {
        decoder_ = TRY(PictureDecoder::open(spec_, stream_.index, options_.decoder_threads, options_.deinterlace));
        MediaStart start = TRY(find_media_start(spec_));
        zero_ = start.zero;
        fallback_ = colour_tags(*decoder_->av_stream().codecpar);
        identity_ = decoder_->input().identity().hash();
        auto i = static_cast<size_t>(stream_.index);
        if (i < start.streams.size() && !start.streams[i].has_pts) TRY_VOID(need_index());
        return {};
    }

    Result<PictureRef> frame_at(Time t, CancelFlag cancel) override {
        cancel_ = cancel;
        if (stream_.still) {
            if (!current_) TRY_VOID(advance());
            if (!current_) return nothing(t);
            return current_;
        }
        if (!index_) {
            bool ahead = !current_ ? t <= kReach : t >= current_->pts && t <= current_->pts + kReach;
            if (!ahead && !(current_ && at_end_ && t >= current_->pts)) TRY_VOID(need_index());
        }
        PictureRef shown = TRY(index_ ? by_index(t) : forward(t));
        last_shown_ = shown->pts;
        // Damage that the decoder has painted over, in this frame or one that it decodes ahead.
        if (const int64_t now = decoder_->painted_over(); now != std::exchange(painted_over_, now)) ++damaged_;
        return shown;
    }

    Result<TimeRange> frame_range(Time t) override {
        if (stream_.still) return TimeRange{{}, stream_.duration};
        TRY_VOID(need_index());
        auto n = static_cast<size_t>(index_->frame_at(t));
        Time end = n + 1 < index_->start.size() ? index_->start[n + 1] : index_->end;
        return TimeRange::between(index_->start[n], end);
    }
    int64_t frame_count() override {
        if (stream_.still) return 1;
        return need_index() ? index_->size() : 0;
    }
    Time duration() override {
        if (index_) return index_->end;
        return stream_.duration;
    }
    const PictureStream& stream() const override { return stream_; }
    int64_t decoded() const override { return decoded_; }
    int64_t damaged() const override { return damaged_ + (index_ ? 0 : decoder_->damaged_packets()); }

  private:
    bool cancelled() const { return cancel_ && cancel_->load(std::memory_order_relaxed); }
    Error not_wanted() const { return fail(ErrorCode::cancelled, "the frame is no longer wanted", spec_.path); }
    Error nothing(Time t) const {
        return fail(ErrorCode::bad_data, "no picture can be decoded here; the file is damaged", at_time(spec_.path, t));
    }

    Error cut_short(Time t) const {
        return fail(
            ErrorCode::bad_data,
            "the file should go on here and has nothing more to decode: it was cut short or is damaged; copy it anew",
            at_time(spec_.path, t));
    }

    Result<void> need_index() {
        if (index_) return {};
        if (spec_.sequence_count == 0 && !(TRY(identify(spec_.path)) == decoder_->input().identity()))
            return fail(ErrorCode::bad_data, "the file was changed while it was in use; import it again", spec_.path);
        damaged_ += decoder_->damaged_packets();
        index_ = TRY(picture_index(spec_, stream_.index, zero_));
        known_damaged_.assign(index_->start.size(), false);
        if (index_->ordinal) {
            // Frames handed out so far carried guessed times: start over with counted ones.
            decoder_->number_by(index_);
            if (current_ || next_) TRY_VOID(decoder_->restart());
            current_.reset(), next_.reset();
        }
        return {};
    }

    Result<PictureRef> make(DecodedFrame decoded) {
        const bool interlaced = decoded.frame->interlaced_frame;
        Picture p = TRY(converter_.to_picture(std::move(decoded.frame), fallback_, spec_.path));
        p.pts = av::to_time(decoded.pts, decoder_->av_stream().time_base) - zero_;
        picture_bytes_ = p.bytes(), ++decoded_;
        p.interlaced = interlaced && !decoder_->deinterlaces();
        p.identity = Hasher{}
                         .word(identity_)
                         .word(static_cast<uint64_t>(stream_.index))
                         .word(static_cast<uint64_t>(decoded.pts))
                         .word(decoder_->deinterlaces())
                         .value();
        return std::make_shared<const Picture>(std::move(p));
    }

    // next_ becomes current_, one more frame is decoded into next_.
    Result<void> advance() {
        if (next_) current_ = std::move(next_), next_.reset();
        for (;;) {
            if (cancelled()) return not_wanted();
            auto decoded = TRY(decoder_->next());
            if (!decoded) {
                at_end_ = true;
                return {};
            }
            PictureRef p = TRY(make(std::move(*decoded)));
            if (!current_) {
                current_ = std::move(p);
                if (stream_.still) return {};
                continue;
            }
            if (p->pts <= current_->pts) continue; // two of one instant, or out of order: the first holds
            next_ = std::move(p);
            return {};
        }
    }

    Result<PictureRef> forward(Time t) {
        if (!current_) TRY_VOID(advance());
        if (!current_) return nothing(t);
        if (!next_ && !at_end_) TRY_VOID(advance());
        while (next_ && next_->pts <= t) TRY_VOID(advance());
        // A last frame that lasts, or one behind which the rest is missing: the index knows.
        if (next_ || !at_end_ || t <= current_->pts + kMostHeldAtEnd) return current_;
        TRY_VOID(need_index());
        return by_index(t);
    }

    Result<PictureRef> by_index(Time t) {
        if (index_->cut && t > index_->end + kMostHeldAtEnd) return cut_short(t);
        int64_t n = index_->frame_at(t);
        while (n > 0 && known_damaged_[static_cast<size_t>(n)]) --n;
        Time want = index_->start[static_cast<size_t>(n)];
        if (current_ && current_->pts == want) return current_;
        if (PictureRef passed = kept(want)) return passed;
        const int64_t back = index_->frame_at(last_shown_) - n;
        passed_.clear();
        size_t key = index_->key_for(n);
        if (reachable(n, key)) {
            TRY_VOID(decode_to(want));
            if (current_ && current_->pts == want) return current_;
            if (sequential_) return missed(n, t); // decoded on without a gap: it is not there
        }
        // A frame marked as key may not be one to the decoder: step back until the wanted frame comes out.
        int64_t first = n;
        if (decoder_->deinterlaces() || stream_.interlaced) first = std::max<int64_t>(0, n - 2); // bwdif looks back
        key = index_->key_for(first);
        int64_t keep = n; // the first frame that is kept on the way
        if (back > 0 && back <= kStepBack) {
            keep = first_to_keep(n, key);
            first = std::min(first, keep);
        }
        for (int attempt = 0; attempt < 4; ++attempt) {
            current_.reset(), next_.reset();
            at_end_ = sequential_ = false;
            int64_t skip = index_->pts[static_cast<size_t>(first)];
            TRY_VOID(decoder_->go_to(*index_, key, skip));
            keep_from_ = keep < n ? index_->start[static_cast<size_t>(keep)] : kKeepNone;
            passed_.clear();
            auto decoded = decode_to(want);
            keep_from_ = kKeepNone;
            TRY_VOID(std::move(decoded));
            if (current_ && current_->pts == want) {
                sequential_ = true;
                return current_;
            }
            if (key == 0) break;
            size_t steps = size_t{1} << attempt;
            for (size_t i = 0; i < steps && key > 0; ++i) do
                    --key;
                while (key > 0 && !index_->packets[key].key);
            if (attempt == 2 && key < 2000) key = 0;
        }
        return missed(n, t);
    }

    PictureRef kept(Time pts) const {
        for (const PictureRef& p : passed_)
            if (p->pts == pts) return p;
        return nullptr;
    }
    // Of the frames from the key packet to n, as many of the last as the budget takes.
    int64_t first_to_keep(int64_t n, size_t key) const {
        const size_t bytes = std::max<size_t>(1, picture_bytes_);
        const auto most = static_cast<int64_t>(std::max<size_t>(1, options_.backward_bytes / bytes));
        auto at = std::lower_bound(index_->pts.begin(), index_->pts.end(), index_->packets[key].pts);
        return std::clamp<int64_t>(at - index_->pts.begin(), std::max<int64_t>(0, n - most + 1), n);
    }

    // Whether decoding on gets there as soon as a seek would.
    bool reachable(int64_t n, size_t key) const {
        if (!current_) return false;
        Time want = index_->start[static_cast<size_t>(n)];
        if (next_ && next_->pts == want) return true;
        if (want <= current_->pts) return false;
        int64_t here = index_->frame_at(current_->pts);
        return key <= index_->order[static_cast<size_t>(here)] + 2;
    }

    // Decodes until current_ is the last frame with pts <= want; stops as soon as it is exactly that.
    Result<void> decode_to(Time want) {
        for (;;) {
            if (current_ && current_->pts >= want) return {};
            if (next_) {
                if (next_->pts > want) return {};
                current_ = std::move(next_), next_.reset();
                continue;
            }
            if (cancelled()) {
                sequential_ = false;
                return not_wanted();
            }
            auto decoded = TRY(decoder_->next());
            if (!decoded) {
                at_end_ = true;
                return {};
            }
            // Frames on the way are not worth a picture of their own.
            Time at = av::to_time(decoded->pts, decoder_->av_stream().time_base) - zero_;
            if (current_ && at <= current_->pts) {
                ++decoded_;
                continue;
            }
            PictureRef p = TRY(make(std::move(*decoded)));
            if (at >= keep_from_ && at < want) passed_.push_back(p);
            if (at > want && current_)
                next_ = std::move(p);
            else
                current_ = std::move(p);
        }
    }

    // Frame n does not decode: the nearest one before it holds, or the first that decodes. Where all from there to the
    // end is missing, that is no damage to look past.
    Result<PictureRef> missed(int64_t n, Time t) {
        auto at = static_cast<size_t>(n);
        const bool end = at_end_;
        auto held = [&]() -> Result<PictureRef> {
            if (end && index_->start[at] - current_->pts > kMostHeldAtEnd) return cut_short(t);
            return current_;
        };
        if (!known_damaged_[at]) known_damaged_[at] = true, ++damaged_;
        log(LogLevel::warning, at_time(spec_.path, t) + ": a frame cannot be decoded; the one before it is shown");
        if (current_) return held();
        for (int64_t before = n - 1; before >= std::max<int64_t>(0, n - 50); --before) {
            if (known_damaged_[static_cast<size_t>(before)]) continue;
            TRY_VOID(decoder_->go_to(*index_, index_->key_for(before), index_->pts[static_cast<size_t>(before)]));
            at_end_ = sequential_ = false;
            TRY_VOID(decode_to(index_->start[static_cast<size_t>(before)]));
            if (current_) return held();
        }
        return nothing(t);
    }

    InputSpec spec_;
    PictureStream stream_;
    VideoReaderOptions options_;
    std::unique_ptr<PictureDecoder> decoder_;
    FrameConverter converter_;
    Time zero_;
    ColourTags fallback_;
    uint64_t identity_ = 0;
    std::shared_ptr<const PictureIndex> index_;
    std::vector<bool> known_damaged_;
    int64_t painted_over_ = 0; // of the decoder, when a frame was shown last
    static constexpr Time kKeepNone{INT64_MAX};
    PictureRef current_, next_;
    std::vector<PictureRef> passed_; // playing backwards: frames before current_ that come next
    Time keep_from_ = kKeepNone, last_shown_;
    size_t picture_bytes_ = 0;    // of the last one decoded
    CancelFlag cancel_ = nullptr; // of the call under way
    bool at_end_ = false;
    bool sequential_ = false; // current_ came out right, and all frames after it come in order
    int64_t damaged_ = 0, decoded_ = 0;
};

} // namespace

Result<std::unique_ptr<VideoReader>> VideoReader::open(const Media& media, const VideoReaderOptions& options) {
    const PictureStream* found = nullptr;
    for (const auto& p : media.pictures)
        if (options.stream < 0 || p.index == options.stream) {
            found = &p;
            break;
        }
    PictureStream facts;
    if (found)
        facts = *found;
    else if (options.stream >= 0)
        facts.index = options.stream;
    else
        return fail(ErrorCode::bad_data, "the medium has no picture", media.path);
    auto reader = std::make_unique<FilmReader>(media, facts, options);
    TRY_VOID(reader->open());
    return std::unique_ptr<VideoReader>(std::move(reader));
}

} // namespace tandem
