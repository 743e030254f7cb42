// Plan, joining of parts, and the proof. Times of packets are counted, not taken from the parts: packet k of the file
// is decoded at frame k - delay, and each picture is shown at its frame's time.
#include "engine/export/smart_video.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/base/thread.h"
#include "engine/media/probe.h"
#include "engine/video/assets.h"

namespace tandem {
namespace {

constexpr int kBlocksAcross = 16, kBlocksDown = 9;
// Means of blocks of an encoded frame and of what was encoded differ by far less at any quality one would ship; those
// of another scene differ by far more.
constexpr float kMostBlockError = 0.04f;

std::string listed(const SmartPlan& plan) {
    std::string text;
    for (const SmartSpan& s : plan.spans)
        if (s.source < 0 && text.find(s.reason) == std::string::npos) text += (text.empty() ? "" : "; ") + s.reason;
    return text;
}

bool same_samples(const Picture& a, const Picture& b) {
    if (a.format != b.format || a.width != b.width || a.height != b.height) return false;
    for (int p = 0; p < info(a.format).planes; ++p) {
        const auto plane = static_cast<size_t>(p);
        const size_t bytes = plane_row_bytes(a.format, p, a.width);
        for (int y = 0; y < plane_rows(a.format, p, a.height); ++y)
            if (std::memcmp(a.data[plane] + y * a.stride[plane], b.data[plane] + y * b.stride[plane], bytes) != 0)
                return false;
    }
    return true;
}

} // namespace

Result<std::unique_ptr<SmartVideo>> SmartVideo::open(const ExportJob& job, const ExportTarget& target,
                                                     const VideoEncoderSpec& spec) {
    std::unique_ptr<SmartVideo> smart(new SmartVideo(job, target, spec));
    TRY_VOID(smart->look());
    smart->make_plan();
    if (smart->plan_.copied > 0) TRY_VOID(smart->make_stream());
    if (smart->plan_.copied == 0 && job.preset.video.smart == SmartMode::require)
        return fail(ErrorCode::config, "video.smart: nothing can be copied: " + listed(smart->plan_), job.output);
    return smart;
}

SmartVideo::~SmartVideo() { join(); }

// The source in the list, opened at its first use.
int SmartVideo::source_of(const FrameSource& wanted) {
    for (size_t i = 0; i < sources_.size(); ++i)
        if (sources_[i].media->id == wanted.media && (wanted.stream < 0 || sources_[i].stream.index == wanted.stream))
            return static_cast<int>(i);
    const Media* media = job_.project->find_media(wanted.media);
    Source source;
    source.media = std::make_shared<const Media>(media ? *media : Media{.id = wanted.media});
    for (const auto& p : source.media->pictures)
        if (wanted.stream < 0 || p.index == wanted.stream) {
            source.stream = p;
            break;
        }
    if (source.media->image_sequence || source.stream.still) {
        source.refusal = "it is a picture, not a film";
    } else if (auto coded = CodedStream::open(*source.media, wanted.stream)) {
        source.coded = std::move(*coded);
        source.refusal = why_not_copied(source.coded->facts(), source.stream, target_, job_.preset.video);
        if (by_units()) source.sets = copy_units(parameter_sets(source.coded->facts()));
    } else {
        source.refusal = coded.error().text();
    }
    if (!source.refusal.empty()) source.refusal = source.media->name + ": " + source.refusal;
    sources_.push_back(std::move(source));
    return static_cast<int>(sources_.size()) - 1;
}

// What every frame of the result shows.
Result<void> SmartVideo::look() {
    auto assets = make_frame_assets();
    RenderSpec spec = render_spec(job_, target_.frame);
    frames_.reserve(static_cast<size_t>(target_.frames));
    for (int64_t n = 0; n < target_.frames; ++n) {
        if (job_.cancel && job_.cancel->load())
            return fail(ErrorCode::cancelled, "interrupted; nothing was left behind", job_.output);
        spec.view = view_at(job_.reframe, target_.time_of(n));
        const FrameProgram program =
            TRY(compile_frame(*job_.project, *job_.sequence, target_.time_of(n), spec, *assets));
        SmartFrame frame;
        if (int at = program.passthrough_source(); at < 0) {
            frame.reason = why_rendered(program);
        } else if (const FrameSource& s = program.sources[static_cast<size_t>(at)]; s.kind != SourceKind::media) {
            frame.reason = "a medium is missing";
        } else {
            Picture shape;
            shape.format = target_.frame.format, shape.width = s.width, shape.height = s.height;
            const int source = source_of(s);
            if (const auto& known = sources_[static_cast<size_t>(source)]; !known.refusal.empty()) {
                frame.reason = known.refusal;
            } else if (!matches_target(shape, s.colour, target_.frame)) {
                frame.reason = known.media->name + ": the clip's colour differs from the result's";
            } else {
                frame.source = source, frame.frame = known.coded->frame_at(s.time);
            }
        }
        frames_.push_back(std::move(frame));
    }
    return {};
}

void SmartVideo::make_plan() {
    std::vector<SmartSource> list;
    for (auto& s : sources_)
        list.push_back({.refusal = s.refusal,
                        .facts = s.coded ? &s.coded->facts() : nullptr,
                        .clean_entry = [&s](int64_t packet) { return s.coded->clean_entry(packet); }});
    plan_ = plan_smart(frames_, list);
}

Result<void> SmartVideo::make_stream() {
    auto used = [&] {
        std::vector<size_t> list;
        for (const auto& s : plan_.spans)
            if (s.source >= 0 && std::find(list.begin(), list.end(), static_cast<size_t>(s.source)) == list.end())
                list.push_back(static_cast<size_t>(s.source));
        return list;
    };
    if (spec_.settings.profile.empty() && by_units())
        spec_.settings.profile = profile_word(sources_[used()[0]].coded->facts());
    std::vector<Units> parts;
    for (size_t i : used()) parts.push_back(sources_[i].sets);
    if (int id = spec_.settings.codec == "h264" ? free_set_id(parts) : 0; id > 0)
        spec_.settings.options.emplace_back("x264-params", "sps-id=" + std::to_string(id));
    spec_.global_header = true;
    auto reference = TRY(VideoEncoder::open(spec_));
    const AVCodecContext& c = reference->context();
    std::vector<uint8_t> header(c.extradata, c.extradata + c.extradata_size);

    if (spec_.settings.codec == "ffv1") {
        // The header says how every packet is to be read: all parts must share one.
        const auto first = sources_[used()[0]].coded->facts().header;
        const auto& one = plan_.encoded > 0 ? header : first;
        for (size_t i : used())
            if (sources_[i].coded->facts().header != one) {
                sources_[i].refusal = sources_[i].media->name + ": its FFV1 header is another than the result's";
                const auto source = static_cast<int>(i);
                for (auto& f : frames_)
                    if (f.source == source) f.source = -1, f.reason = sources_[i].refusal;
            }
        make_plan();
        // What is encoded now needs the encoder's header.
        if (plan_.copied > 0 && plan_.encoded > 0 && one != header) {
            for (auto& f : frames_)
                if (f.source >= 0)
                    f.reason = sources_[static_cast<size_t>(f.source)].media->name +
                               ": its FFV1 header is another than the encoder's",
                    f.source = -1;
            make_plan();
        }
        if (plan_.copied == 0) return {};
        header = one;
    }
    const CodedFacts& first = sources_[used()[0]].coded->facts();
    if (by_units()) {
        CodedFacts own{.codec = spec_.settings.codec, .header = header};
        encoder_sets_ = copy_units(parameter_sets(own));
        if (plan_.encoded > 0) parts.push_back(encoder_sets_);
        JoinedHeader joined = join_headers(spec_.settings.codec, parts);
        in_band_ = joined.in_band, header = joined.header;
        const bool mov = job_.preset.container.mux == "mp4" || job_.preset.container.mux == "mov";
        // avc1 and hvc1 promise that all parameter sets are in the header.
        if (in_band_ && mov)
            tag_ = spec_.settings.codec == "hevc" ? MKTAG('h', 'e', 'v', '1') : MKTAG('a', 'v', 'c', '3');
    } else if (first.codec == "prores") {
        tag_ = first.tag; // it is the profile
    }

    stream_.reset(avcodec_alloc_context3(nullptr));
    AVCodecParameters* par = avcodec_parameters_alloc();
    bool made = stream_ && par && avcodec_parameters_from_context(par, &c) >= 0;
    if (made) {
        av_freep(&par->extradata);
        par->extradata_size = 0;
        par->extradata = static_cast<uint8_t*>(av_mallocz(header.size() + AV_INPUT_BUFFER_PADDING_SIZE));
        made = par->extradata != nullptr;
        if (made) std::memcpy(par->extradata, header.data(), header.size());
        if (made) par->extradata_size = static_cast<int>(header.size());
        if (header.empty()) av_freep(&par->extradata);
        par->profile = first.profile_number, par->level = first.level;
    }
    made = made && avcodec_parameters_to_context(stream_.get(), par) >= 0;
    avcodec_parameters_free(&par);
    if (!made) return fail(ErrorCode::temporary, "out of memory");
    stream_->time_base = c.time_base, stream_->framerate = c.framerate;
    delay_ = std::max<int64_t>(plan_.delay, plan_.encoded > 0 ? c.has_b_frames : 0);
    return {};
}

void SmartVideo::start(FrameAssets& assets, DecodePool& pool, av_out::PacketSink sink, RunState& state) {
    assets_ = &assets, pool_ = &pool, state_ = &state, sink_ = std::move(sink);
    ++state.running;
    thread_ = std::thread([this] {
        set_thread_name("export-smart");
        if (auto done = run(); !done) state_->fail(std::move(done).error());
        --state_->running;
        state_->wake();
    });
}

void SmartVideo::join() {
    if (thread_.joinable()) thread_.join();
}

Result<void> SmartVideo::run() {
    for (const SmartSpan& span : plan_.spans) {
        if (state_->stopped()) return {};
        TRY_VOID(span.source >= 0 ? copy(span) : encode(span));
    }
    return {};
}

Result<void> SmartVideo::emit(AVPacket& packet, int64_t pts) {
    packet.pts = pts, packet.dts = packets_++ - delay_, packet.duration = 1;
    if (packet.dts > pts)
        return fail(ErrorCode::internal,
                    "a copied stream reorders more pictures than was foreseen at frame " + std::to_string(pts));
    return sink_(packet);
}

Result<void> SmartVideo::copy(const SmartSpan& span) {
    const Source& source = sources_[static_cast<size_t>(span.source)];
    const CodedFacts& facts = source.coded->facts();
    av_out::PacketPtr packet(av_packet_alloc());
    for (int64_t k = 0; k < span.count && !state_->stopped(); ++k) {
        const auto n = static_cast<size_t>(span.packet + k);
        {
            BusyTime::Scope busy(state_->decode);
            std::span<const uint8_t> data = TRY(source.coded->packet(span.packet + k));
            std::vector<uint8_t> joined;
            if (by_units()) {
                const auto units = split_units(data, unit_layout(facts));
                if (units.empty())
                    return fail(ErrorCode::bad_data, "packet " + std::to_string(n) + " of the picture is damaged",
                                source.media->path);
                joined = annex_b(facts.codec, units, in_band_ && facts.key[n] ? source.sets : Units{});
                data = joined;
            }
            if (!packet || av_new_packet(packet.get(), static_cast<int>(data.size())) < 0)
                return fail(ErrorCode::temporary, "out of memory");
            std::memcpy(packet->data, data.data(), data.size());
        }
        if (facts.key[n]) packet->flags |= AV_PKT_FLAG_KEY;
        {
            BusyTime::Scope busy(state_->encode);
            TRY_VOID(emit(*packet, span.first + facts.frame_of[n] - span.source_frame));
        }
        av_packet_unref(packet.get());
        ++state_->frames_encoded, ++state_->passthrough;
        state_->wake();
    }
    return {};
}

Result<PictureRef> SmartVideo::render(FrameResolver& resolver, int64_t frame) {
    const Time t = target_.time_of(frame);
    RenderSpec spec = render_spec(job_, target_.frame);
    spec.view = view_at(job_.reframe, t);
    std::vector<FrameNote> notes;
    FrameProgram program = TRY(compile_frame(*job_.project, *job_.sequence, t, spec, *assets_, &notes));
    std::vector<PictureRef> pictures;
    {
        BusyTime::Scope busy(state_->decode);
        pictures = TRY(resolver.resolve(program, *job_.sequence, t, &notes));
    }
    for (const auto& note : notes) state_->note(note);
    if (int at = program.passthrough_source(); at >= 0)
        if (const auto i = static_cast<size_t>(at);
            matches_target(*pictures[i], program.sources[i].colour, target_.frame))
            return pictures[i];
    BusyTime::Scope busy(state_->compute);
    FrameRenderer& renderer = *job_.renderers[0];
    auto picture = renderer.render(program, pictures);
    for (const std::string& warning : renderer.take_warnings()) state_->warn(warning);
    return picture;
}

Result<void> SmartVideo::encode(const SmartSpan& span) {
    auto encoder = TRY(VideoEncoder::open(spec_));
    FrameResolver resolver(job_.project, *pool_, job_.on_missing);
    const std::string& codec = spec_.settings.codec;
    auto sink = [&](AVPacket& made) -> Result<void> {
        const int64_t pts = span.first + made.pts;
        if (!in_band_ || !(made.flags & AV_PKT_FLAG_KEY)) return emit(made, pts);
        const auto units = split_units({made.data, static_cast<size_t>(made.size)}, {.start_codes = true});
        const auto joined = annex_b(codec, units, encoder_sets_);
        av_out::PacketPtr packet(av_packet_alloc());
        if (!packet || av_new_packet(packet.get(), static_cast<int>(joined.size())) < 0)
            return fail(ErrorCode::temporary, "out of memory");
        std::memcpy(packet->data, joined.data(), joined.size());
        packet->flags = made.flags;
        return emit(*packet, pts);
    };
    for (int64_t n = span.first; n < span.first + span.count && !state_->stopped(); ++n) {
        PictureRef picture = TRY(render(resolver, n));
        // What check() will ask for.
        if (job_.preset.verify.everything || n == span.first || n == span.first + span.count - 1)
            rendered_.emplace_back(n, blocks_of(*picture));
        {
            BusyTime::Scope busy(state_->encode);
            TRY_VOID(encoder->send(picture, n - span.first, sink));
        }
        ++state_->frames_encoded;
        state_->wake();
    }
    if (state_->stopped()) return {};
    BusyTime::Scope busy(state_->encode);
    return encoder->finish(sink);
}

// Integer and float samples of the first component; of large blocks every other sample is enough.
SmartVideo::Blocks SmartVideo::blocks_of(const Picture& picture) {
    const PixelFormatInfo& f = info(picture.format);
    const PixelComponent& c = f.comp[0];
    Blocks out;
    const float scale = 1.0f / static_cast<float>((1 << std::min<int>(c.depth, 16)) - 1);
    for (int by = 0; by < kBlocksDown; ++by)
        for (int bx = 0; bx < kBlocksAcross; ++bx) {
            const int x0 = bx * picture.width / kBlocksAcross, x1 = (bx + 1) * picture.width / kBlocksAcross;
            const int y0 = by * picture.height / kBlocksDown, y1 = (by + 1) * picture.height / kBlocksDown;
            double sum = 0;
            int count = 0;
            for (int y = y0; y < y1; y += 2) {
                const uint8_t* row = picture.data[c.plane] + y * picture.stride[c.plane];
                for (int x = x0; x < x1; x += 2, ++count) {
                    const uint8_t* at = row + x * c.step + c.offset;
                    if (f.is_float) {
                        float v;
                        std::memcpy(&v, at, sizeof v);
                        sum += v;
                    } else {
                        const int word = c.depth + c.shift > 8 ? at[0] | at[1] << 8 : at[0];
                        sum += static_cast<double>((word >> c.shift) & ((1 << c.depth) - 1)) * scale;
                    }
                }
            }
            out.push_back(count ? static_cast<float>(sum / count) : 0);
        }
    return out;
}

Result<void> SmartVideo::check(const std::string& path, FrameAssets& assets, DecodePool& pool, VerifyDepth depth) {
    assets_ = &assets, pool_ = &pool;
    const Media film = TRY(probe_media(path));
    auto reader = TRY(VideoReader::open(film, {.decoder_threads = job_.threads, .deinterlace = false}));
    FrameResolver resolver(job_.project, pool, job_.on_missing);
    if (film.pictures.empty()) return fail(ErrorCode::bad_data, "the written file shows no picture", job_.output);
    // The middle of the file's first frame; sound may begin before it by its encoder's delay.
    const Time first = film.pictures[0].start + Time{target_.rate.time_of(1).ticks / 2};
    auto next = rendered_.begin();
    for (const SmartSpan& span : plan_.spans) {
        const int64_t last = span.first + span.count - 1;
        for (int64_t n = span.first; n <= last; ++n) {
            if (job_.cancel && job_.cancel->load())
                return fail(ErrorCode::cancelled, "interrupted; nothing was left behind", job_.output);
            if (depth != VerifyDepth::full && n > span.first && n < last) n = last;
            PictureRef have = TRY(reader->frame_at(target_.time_of(n) - target_.start + first));
            bool good = false;
            if (span.source >= 0) {
                good = same_samples(*have, *TRY(render(resolver, n)));
            } else {
                while (next != rendered_.end() && next->first < n) ++next;
                if (next == rendered_.end() || next->first != n)
                    return fail(ErrorCode::internal, "frame " + std::to_string(n) + " was not noted for its check");
                const Blocks blocks = blocks_of(*have);
                double error = 0;
                for (size_t i = 0; i < blocks.size(); ++i) error += std::fabs(blocks[i] - next->second[i]);
                good = error / static_cast<double>(blocks.size()) <= kMostBlockError;
            }
            if (!good)
                return fail(ErrorCode::bad_data,
                            "frame " + std::to_string(n) +
                                (span.source >= 0 ? ", copied, does not decode as in its source"
                                                  : ", encoded, does not decode as it was rendered") +
                                "; set video.smart=off",
                            job_.output);
        }
    }
    if (reader->damaged() > 0)
        return fail(ErrorCode::bad_data, "the copied picture decodes with damage; set video.smart=off", job_.output);
    return {};
}

} // namespace tandem
