// Over 500 ways of spoiling a finished film, by seed: bytes (cut, flipped in data and headers, zeroed, doubled,
// removed) and packets (dropped, doubled, exchanged, another film's picture, silence, shifted sound, wrong tags, shape,
// turn, rate, a stream missing). Two checks stand against them. The one before a film gets its name knows what the
// encoders made: it must catch everything that changes what is seen or heard. What is left (a flipped letter of a
// title, a date, padding) changes neither, and is caught by the digest in the report that stands beside every delivered
// film.
#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <map>
#include <random>

#include "engine/export/file_digest.h"
#include "engine/export/packet_digest.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

struct Packet {
    int stream = 0;
    int64_t pts = 0, dts = 0, duration = 0;
    int flags = 0;
    std::string data;
    friend bool operator==(const Packet&, const Packet&) = default;
};

struct Opened {
    AVFormatContext* in = nullptr;
    explicit Opened(const std::string& path) {
        if (avformat_open_input(&in, path.c_str(), nullptr, nullptr) < 0) in = nullptr;
        if (in) avformat_find_stream_info(in, nullptr);
    }
    ~Opened() { avformat_close_input(&in); }
    std::vector<Packet> packets() const {
        std::vector<Packet> out;
        av_out::PacketPtr p(av_packet_alloc());
        while (av_read_frame(in, p.get()) >= 0) {
            out.push_back({p->stream_index, p->pts, p->dts, p->duration, p->flags,
                           std::string(reinterpret_cast<const char*>(p->data), static_cast<size_t>(p->size))});
            av_packet_unref(p.get());
        }
        return out;
    }
};

// Everything of a file that changes what is seen or heard, as text.
std::string facts_of(const std::string& path) {
    Opened file(path);
    if (!file.in) return "cannot be opened";
    std::string text;
    auto say = [&](int64_t v) { text += std::to_string(v) + " "; };
    for (unsigned i = 0; i < file.in->nb_streams; ++i) {
        const AVStream& s = *file.in->streams[i];
        const AVCodecParameters& c = *s.codecpar;
        for (const int64_t v : std::initializer_list<int64_t>{
                 c.codec_type, c.codec_id, c.format, c.width, c.height, c.color_range, c.color_primaries, c.color_trc,
                 c.color_space, c.field_order, c.sample_rate, c.ch_layout.nb_channels, c.extradata_size, c.profile})
            say(v);
        text.append(reinterpret_cast<const char*>(c.extradata), static_cast<size_t>(c.extradata_size));
        const AVRational shape = c.sample_aspect_ratio.num > 0 ? c.sample_aspect_ratio : s.sample_aspect_ratio;
        say(shape.num > 0 ? shape.num : 1), say(shape.den > 0 && shape.num > 0 ? shape.den : 1);
        for (int n = 0; n < s.nb_side_data; ++n) {
            say(s.side_data[n].type);
            text.append(reinterpret_cast<const char*>(s.side_data[n].data), s.side_data[n].size);
        }
        text += "\n";
    }
    std::vector<int64_t> first(file.in->nb_streams, AV_NOPTS_VALUE);
    for (const Packet& p : file.packets()) {
        const AVRational base = file.in->streams[p.stream]->time_base;
        say(p.stream), say(av_rescale_q(p.pts, base, {1, 1000000})), say(p.flags & AV_PKT_FLAG_KEY);
        text += p.data + "\n";
    }
    return text;
}

struct Good {
    std::string path, mux, bytes;
    VerifyExpect want;
};

Good make_good(Film& film, const char* preset, const char* name, const char* mux) {
    auto job = film.job(preset, name);
    job.preset.container.chapters = false;
    if (auto done = run_export(job); !done) FAIL(done.error().text());
    Good g{job.output, mux, bytes_of(job.output), {}};
    Opened file(g.path);
    REQUIRE(file.in);
    std::vector<PacketDigest> digests;
    bool picture = false;
    for (unsigned i = 0; i < file.in->nb_streams; ++i) {
        digests.emplace_back(file.in->streams[i]->codecpar->codec_id, mux, PacketSide::file);
        picture = picture || file.in->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    }
    for (const Packet& p : file.packets())
        digests[static_cast<size_t>(p.stream)].add(reinterpret_cast<const uint8_t*>(p.data.data()), p.data.size(),
                                                   p.pts);
    for (auto& d : digests) g.want.packet_digests.push_back(d.value());
    g.want.mux = mux, g.want.audio_samples = 57600, g.want.duration = FrameRate{25, 1}.time_of(30);
    if (picture) {
        g.want.frames = 30, g.want.width = 256, g.want.height = 144, g.want.rate = FrameRate{25, 1};
        g.want.colour = kRec709;
    }
    g.want.same_start = picture, g.want.upright = picture;
    if (g.mux == "mkv") g.want.start_tolerance_ms = 30;
    g.want.faststart = std::string(mux) == "mp4";
    return g;
}

// ---- packets ----

enum class Change { none, drop, twice, exchange, picture, silence, shift, tags, shape, turn, rate, no_sound, count };

// A copy of the film with one change. `other` has other pictures and is silent.
bool remux(const Good& good, const Good& other, Change change, std::mt19937& random, const std::string& to) {
    Opened from(good.path), strange(other.path);
    if (!from.in || !strange.in) return false;
    AVFormatContext* out = nullptr;
    avformat_alloc_output_context2(&out, nullptr, good.mux == "mkv" ? "matroska" : good.mux.c_str(), to.c_str());
    std::vector<int> index;
    for (unsigned i = 0; i < from.in->nb_streams; ++i) {
        const AVStream& s = *from.in->streams[i];
        const bool video = s.codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
        index.push_back(!video && change == Change::no_sound ? -1 : static_cast<int>(out->nb_streams));
        if (index.back() < 0) continue;
        AVStream* t = avformat_new_stream(out, nullptr);
        avcodec_parameters_copy(t->codecpar, s.codecpar);
        t->time_base = s.time_base, t->avg_frame_rate = s.avg_frame_rate, t->r_frame_rate = s.r_frame_rate;
        t->sample_aspect_ratio = s.sample_aspect_ratio;
        if (!video) continue;
        if (change == Change::tags) {
            if (random() % 2)
                t->codecpar->color_primaries = AVCOL_PRI_BT2020;
            else
                t->codecpar->color_trc = AVCOL_TRC_SMPTE2084;
        }
        if (change == Change::shape)
            t->sample_aspect_ratio = t->codecpar->sample_aspect_ratio = {static_cast<int>(2 + random() % 9), 1};
        if (change == Change::turn) {
            const std::array<int32_t, 9> matrix{0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30};
            uint8_t* d = av_stream_new_side_data(t, AV_PKT_DATA_DISPLAYMATRIX, sizeof matrix);
            std::memcpy(d, matrix.data(), sizeof matrix);
        }
    }
    auto packets = from.packets();
    const auto others = strange.packets();
    auto is_video = [&](const Packet& p) {
        return from.in->streams[p.stream]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    };
    const size_t at = random() % packets.size();
    if (change == Change::drop) packets.erase(packets.begin() + static_cast<std::ptrdiff_t>(at));
    if (change == Change::twice) {
        // The next of its stream is what it was.
        const Packet once = packets[at];
        for (size_t i = at + 1; i < packets.size(); ++i)
            if (packets[i].stream == once.stream) {
                packets[i].data = once.data;
                break;
            }
        if (packets[at].stream != once.stream) return false;
    }
    if (change == Change::exchange)
        for (size_t i = at + 1; i < packets.size(); ++i)
            if (packets[i].stream == packets[at].stream) {
                std::swap(packets[i].data, packets[at].data);
                break;
            }
    if (change == Change::picture) {
        const bool one = random() % 2;
        size_t seen = 0;
        const size_t wanted = random() % 30;
        for (Packet& p : packets) {
            if (!is_video(p) || (one && seen++ != wanted)) continue;
            for (const Packet& o : others)
                if (o.stream == p.stream && o.pts == p.pts) p.data = o.data, p.flags = o.flags;
        }
    }
    if (change == Change::silence) {
        // Of coded sound the first packet again and again: it holds the silence that the encoder puts in front.
        std::string first;
        for (Packet& p : packets) {
            if (is_video(p)) continue;
            const AVCodecID codec = from.in->streams[p.stream]->codecpar->codec_id;
            const bool pcm = av_get_exact_bits_per_sample(codec) > 0;
            if (first.empty()) first = p.data;
            p.data = pcm ? std::string(p.data.size(), '\0') : first;
        }
    }
    for (Packet& p : packets) {
        if (change == Change::shift && !is_video(p)) {
            const AVRational base = from.in->streams[p.stream]->time_base;
            const int64_t by = av_rescale_q(60 + static_cast<int64_t>(random() % 1) * 40, {1, 1000}, base);
            p.pts += by, p.dts += by;
        }
        if (change == Change::rate && is_video(p)) p.pts *= 2, p.dts *= 2, p.duration *= 2;
    }
    AVDictionary* options = nullptr;
    if (good.mux == "mp4") av_dict_set(&options, "movflags", "+faststart", 0);
    bool ok = avio_open(&out->pb, to.c_str(), AVIO_FLAG_WRITE) >= 0 && avformat_write_header(out, &options) >= 0;
    av_out::PacketPtr p(av_packet_alloc());
    for (const Packet& packet : packets) {
        const int stream = index[static_cast<size_t>(packet.stream)];
        if (!ok || stream < 0) continue;
        av_new_packet(p.get(), static_cast<int>(packet.data.size()));
        std::memcpy(p->data, packet.data.data(), packet.data.size());
        p->stream_index = stream, p->pts = packet.pts, p->dts = packet.dts, p->duration = packet.duration;
        p->flags = packet.flags;
        av_packet_rescale_ts(p.get(), from.in->streams[packet.stream]->time_base, out->streams[stream]->time_base);
        ok = av_interleaved_write_frame(out, p.get()) >= 0;
    }
    ok = ok && av_write_trailer(out) >= 0;
    avio_closep(&out->pb);
    avformat_free_context(out);
    av_dict_free(&options);
    return ok;
}

// ---- bytes ----

constexpr std::array kByteKinds{
    "cut",    "flipped in the data", "flipped in the first or last kilobyte", "flipped anywhere", "zeroed", "doubled",
    "removed"};

std::string spoilt(const std::string& good, size_t kind, std::mt19937& random) {
    std::string bad = good;
    const size_t at = random() % good.size(), size = 1 + random() % 64;
    auto flip = [&](size_t where) { bad[where] = static_cast<char>(bad[where] ^ (1 << random() % 8)); };
    switch (kind) {
    case 0:
        bad.resize(at);
        break;
    case 1:
        flip(good.size() / 4 + at / 2);
        break;
    case 2:
        flip(random() % 2 ? at % std::min<size_t>(1024, good.size())
                          : good.size() - 1 - at % std::min<size_t>(1024, good.size()));
        break;
    case 3:
        flip(at);
        break;
    case 4:
        for (size_t i = at; i < std::min(good.size(), at + size); ++i) bad[i] = 0;
        break;
    case 5:
        bad.insert(at, good.substr(at, size));
        break;
    default:
        bad.erase(at, size);
    }
    return bad;
}

struct Count {
    int tried = 0;
    int seen = 0;     // by the check before the film gets its name
    int harmless = 0; // not seen, and nothing that is seen or heard is another
};

std::string difference(const std::string& a, const std::string& b) {
    size_t at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
    const size_t from = at > 20 ? at - 20 : 0;
    return a.substr(from, 60) + " | " + b.substr(from, 60);
}

} // namespace

TEST_CASE(
    "more than 500 ways of spoiling a film: what changes picture or sound is refused, every other byte is noticed") {
    av_log_set_level(AV_LOG_QUIET);
    std::mt19937 random(17);
    std::map<std::string, Count> counts;
    int tried = 0, digest = 0;
    const std::array<std::array<const char*, 3>, 4> kinds{{{"h264", "g.mp4", "mp4"},
                                                           {"prores-422", "g.mov", "mov"},
                                                           {"ffv1", "g.mkv", "mkv"},
                                                           {"audio.wav", "g.wav", "wav"}}};
    for (const auto& [preset, name, mux] : kinds) {
        CAPTURE(std::string(mux));
        Film film(30), strange(30, Tone::no);
        strange.renderer.calls = 50;
        const Good good = make_good(film, preset, name, mux), other = make_good(strange, preset, name, mux);
        const std::string facts = facts_of(good.path), sha = *sha256_files(std::span(&good.path, 1));
        const std::string bad = film.folder.file(std::string("bad-") + name);
        auto judge = [&](const std::string& what) {
            const std::string now = bytes_of(bad);
            if (now == good.bytes) return; // nothing was changed
            ++tried;
            digest += *sha256_files(std::span(&bad, 1)) != sha;
            Count& count = counts[what];
            ++count.tried;
            auto v = verify_file(bad, good.want, nullptr, VerifyDepth::quick);
            const bool seen = !v || !v->problems.empty();
            count.seen += seen;
            if (seen) return;
            const std::string facts_now = facts_of(bad);
            ++count.harmless;
            CAPTURE(what);
            CHECK_MESSAGE(facts_now == facts, difference(facts_now, facts));
        };
        auto clean = verify_file(good.path, good.want, nullptr, VerifyDepth::quick);
        REQUIRE_MESSAGE((clean && clean->problems.empty()), why(clean));
        for (int i = 0; i < 140; ++i) {
            const size_t kind = static_cast<size_t>(i) % kByteKinds.size();
            std::ofstream(bad, std::ios::binary) << spoilt(good.bytes, kind, random);
            judge(kByteKinds[kind]);
        }
        if (std::string(mux) == "wav") continue;
        static constexpr std::array kWords{"copied",        "dropped", "doubled",    "exchanged",
                                           "other picture", "silence", "shifted",    "wrong tags",
                                           "shape",         "turned",  "half speed", "no sound"};
        // A copy that changes nothing is accepted, so what refuses the others is their change.
        REQUIRE(remux(good, other, Change::none, random, bad));
        auto same = verify_file(bad, good.want, nullptr, VerifyDepth::quick);
        CHECK_MESSAGE((same && same->problems.empty()), why(same));
        for (int i = 0; i < 44; ++i) {
            const auto change = static_cast<Change>(1 + i % (static_cast<int>(Change::count) - 1));
            if (!remux(good, other, change, random, bad)) continue;
            judge(kWords[static_cast<size_t>(change)]);
        }
    }
    av_log_set_level(AV_LOG_ERROR);
    CHECK(tried >= 500);
    CHECK(digest == tried);
    for (const auto& [what, c] : counts)
        MESSAGE(what, ": ", c.seen, " of ", c.tried, " refused, ", c.harmless, " without effect");
}
