// What a preset asks of delivery: limits, a silent sound track, the deeper check, rate ceilings, encoders that are not
// here; HDR10 metadata from source to bitstream and container; equal packets for any number of render threads.
#include <doctest/doctest.h>

#include <cstring>

#include "engine/export/hdr_metadata.h"
#include "tests/unit/export/export_fixture.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr ColourTags kPq{Primaries::bt2020, Transfer::pq, Matrix::bt2020_ncl, ColourRange::limited,
                         ChromaSiting::unspecified};

// Static HDR metadata of a file, told apart by where it stands.
struct HdrSeen {
    std::vector<uint8_t> box_mastering, box_light, sei_mastering, sei_light;
};
HdrSeen hdr_in(const std::string& path) {
    HdrSeen seen;
    AVFormatContext* in = nullptr;
    if (avformat_open_input(&in, path.c_str(), nullptr, nullptr) < 0) return seen;
    avformat_find_stream_info(in, nullptr);
    AVStream* s = in->streams[0];
    auto of_stream = [&](AVPacketSideDataType type, std::vector<uint8_t>& to) {
        size_t size = 0;
        if (const uint8_t* d = av_stream_get_side_data(s, type, &size)) to.assign(d, d + size);
    };
    of_stream(AV_PKT_DATA_MASTERING_DISPLAY_METADATA, seen.box_mastering);
    of_stream(AV_PKT_DATA_CONTENT_LIGHT_LEVEL, seen.box_light);
    av_out::CodecPtr decoder(avcodec_alloc_context3(avcodec_find_decoder(s->codecpar->codec_id)));
    avcodec_parameters_to_context(decoder.get(), s->codecpar);
    avcodec_open2(decoder.get(), nullptr, nullptr);
    av_out::PacketPtr packet(av_packet_alloc());
    av_out::FramePtr frame(av_frame_alloc());
    while (av_read_frame(in, packet.get()) >= 0) {
        if (packet->stream_index == 0) {
            av_packet_free_side_data(packet.get()); // the decoder shall see the bitstream alone
            avcodec_send_packet(decoder.get(), packet.get());
        }
        av_packet_unref(packet.get());
    }
    avcodec_send_packet(decoder.get(), nullptr);
    if (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) {
        auto of_frame = [&](AVFrameSideDataType type, std::vector<uint8_t>& to) {
            if (const AVFrameSideData* d = av_frame_get_side_data(frame.get(), type))
                to.assign(d->data, d->data + d->size);
        };
        of_frame(AV_FRAME_DATA_MASTERING_DISPLAY_METADATA, seen.sei_mastering);
        of_frame(AV_FRAME_DATA_CONTENT_LIGHT_LEVEL, seen.sei_light);
    }
    avformat_close_input(&in);
    return seen;
}

void check_mastering(const std::vector<uint8_t>& mastering) {
    AVMasteringDisplayMetadata m{};
    REQUIRE(mastering.size() >= sizeof m);
    std::memcpy(&m, mastering.data(), sizeof m);
    CHECK(av_q2d(m.display_primaries[0][0]) == doctest::Approx(0.708));
    CHECK(av_q2d(m.display_primaries[2][1]) == doctest::Approx(0.046));
    CHECK(av_q2d(m.white_point[0]) == doctest::Approx(0.3127));
    CHECK(av_q2d(m.max_luminance) == doctest::Approx(1000));
    CHECK(av_q2d(m.min_luminance) == doctest::Approx(0.005));
}

// The check sum of Matroska's Tracks element (CRC-32 of IEEE 802.3, bit by bit) fits what follows it.
void check_tracks_sum(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes.at(i))); };
    // The first is in the table of contents.
    size_t at = bytes.find("\x16\x54\xae\x6b", bytes.find("\x16\x54\xae\x6b") + 4) + 4;
    int more = 0; // bytes of the size behind the first, as its leading zeros tell
    while (!(byte(at) & (0x80u >> more))) ++more;
    uint64_t size = byte(at) & (0x7fu >> more);
    for (int i = 0; i < more; ++i) size = size << 8 | byte(++at);
    ++at;
    REQUIRE(byte(at) == 0xbf);
    uint32_t sum = ~0u;
    for (size_t i = at + 6; i < at + size; ++i) {
        sum ^= byte(i);
        for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0u);
    }
    CHECK((byte(at + 2) | byte(at + 3) << 8 | byte(at + 4) << 16 | byte(at + 5) << 24) == ~sum);
}

} // namespace

TEST_CASE("HDR10: tags and mastering display go from the source into bitstream and container, light is measured") {
    Format format{.width = 256, .height = 144};
    format.colour = kPq;
    Film film(6, Tone::no, format);
    auto source = film.job("hevc-main10", "source.mp4");
    source.preset.video.options.emplace_back(
        "x265-params",
        "master-display=G(8500,39850)B(6550,2300)R(35400,14600)WP(15635,16450)L(10000000,50):max-cll=987,321");
    auto made = run_export(source);
    REQUIRE_MESSAGE(made, why(made));

    auto media = probe_media(source.output);
    REQUIRE(media);
    BuildProject b(format);
    b.clip(b.v1(), b.add_media(*media), {}, {}, format.rate.time_of(6));
    auto project = b.done();
    const std::pair<const char*, const char*> deliveries[] = {
        {"hevc-main10", "mp4"}, {"web.youtube-2160p-hdr", "mp4"}, {"hevc-main10", "mkv"}};
    for (const auto& [preset, mux] : deliveries) {
        CAPTURE(preset);
        CAPTURE(mux);
        ExportJob job = film.job(preset, std::string(preset) + "." + mux);
        job.preset.container.mux = mux;
        job.project = project, job.sequence = project->sequences[0];
        auto done = run_export(job);
        REQUIRE_MESSAGE(done, why(done));
        auto v = verify_file(job.output, {.frames = 6, .colour = kPq});
        REQUIRE(v);
        CHECK_MESSAGE(v->problems.empty(), why(v));
        HdrSeen seen = hdr_in(job.output);
        check_mastering(seen.box_mastering);
        if (v->video_codec == "hevc") check_mastering(seen.sei_mastering);
        // The stated light is the film's own, measured, in the container alone.
        REQUIRE(done->light);
        CHECK(v->light == done->light);
        CHECK(v->light->max_cll != 987);
        if (AVContentLightMetadata l{}; seen.sei_light.size() >= sizeof l) { // x265 writes zeros: not known
            std::memcpy(&l, seen.sei_light.data(), sizeof l);
            CHECK(l.MaxCLL == 0);
            CHECK(l.MaxFALL == 0);
        }
        if (std::string(mux) == "mkv") check_tracks_sum(job.output);
    }
}

TEST_CASE("the bytes do not depend on the number of threads") {
    for (const char* preset : {"h264", "web.youtube-720p", "hevc", "vp9", "av1", "prores-422", "dnxhr-sq", "ffv1",
                               "mjpeg", "audio.mp3-podcast", "audio.m4a", "audio.opus"}) {
        CAPTURE(std::string(preset));
        std::string made[3];
        for (int threads : {1, 2, 3}) {
            Film film(40, Tone::yes, {.width = 640, .height = 360});
            auto job = film.job(preset, "out.x");
            job.deterministic = true, job.threads = threads;
            auto r = run_export(job);
            REQUIRE_MESSAGE(r, why(r));
            made[threads - 1] = bytes_of(job.output);
        }
        CHECK(made[0].size() > 1000);
        CHECK((made[0] == made[1])); // they would be printed
        CHECK((made[0] == made[2]));
    }
}

TEST_CASE("an encoder that is not there is named, before anything is written") {
    Film film(5);
    auto job = film.job("h264", "out.mkv");
    job.preset.container.mux = "mkv";
    std::string name;
    CHECK(find_video_encoder("theora", name) == nullptr);
    VideoEncoderSpec spec;
    spec.settings.codec = "theora";
    spec.target.format = PixelFormat::yuv420p, spec.target.width = 64, spec.target.height = 64;
    spec.rate = {25, 1};
    auto none = VideoEncoder::open(spec);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::unavailable);
    CHECK(none.error().what.find("theora") != std::string::npos);
    job.preset.video.codec = "theora";
    auto r = run_export(job);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::config); // a word that presets do not have
    CHECK(film.folder.count() == 1);
}

TEST_CASE("limits of duration and size") {
    Film film(50);
    auto job = film.job("h264", "out.mp4");
    job.preset.limits = {.min_seconds = 0, .max_seconds = 1.5, .max_bytes = 0};
    auto r = run_export(job);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::usage);
    CHECK(r.error().what.find("2.00 s") != std::string::npos);
    job.preset.limits = {.min_seconds = 2, .max_seconds = 2, .max_bytes = 3000};
    r = run_export(job);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::config);
    CHECK(r.error().what.find("limits.bytes") != std::string::npos);
    CHECK(film.folder.count() == 1);
    job.preset.limits.max_bytes = 50'000'000;
    r = run_export(job);
    CHECK_MESSAGE(r, why(r));
}

TEST_CASE("a film without sound clips: no sound track, a silent one where the preset wants it") {
    Film film(25, Tone::no);
    auto plain = film.job("h264", "plain.mp4");
    auto r = run_export(plain);
    REQUIRE_MESSAGE(r, why(r));
    auto v = verify_file(plain.output, {.frames = 25});
    REQUIRE(v);
    CHECK(v->audio_codec.empty());
    auto web = film.job("web.youtube-720p", "web.mp4");
    r = run_export(web);
    REQUIRE_MESSAGE(r, why(r));
    v = verify_file(web.output, {.frames = 25, .audio_rate = 48000, .channels = 2, .audio_samples = 48000});
    REQUIRE(v);
    CHECK_MESSAGE(v->problems.empty(), why(v));
    CHECK(v->true_peak_dbtp.value_or(-200) < -90);
}

TEST_CASE("the deep check decodes all and measures loudness; edit lists can be forbidden") {
    Film film(75);
    auto job = film.job("h264", "deep.mp4");
    job.preset.verify.everything = true;
    auto r = run_export(job);
    REQUIRE_MESSAGE(r, why(r));
    CHECK(r->verify->frames_decoded == 75);
    REQUIRE(r->verify->loudness_lufs);
    CHECK(*r->verify->loudness_lufs == doctest::Approx(-12.25).epsilon(0.1));
    job = film.job("h264", "lists.mp4");
    job.preset.verify.no_edit_lists = true;
    r = run_export(job);
    REQUIRE_FALSE(r);
    CHECK(r.error().code == ErrorCode::bad_data);
    CHECK(r.error().what.find("edit lists") != std::string::npos);
}

TEST_CASE("AV1 keeps a rate ceiling beside its quality") {
    size_t bytes[2];
    for (int capped : {0, 1}) {
        Film film(60, Tone::no);
        auto job = film.job("av1", "out.mp4");
        job.preset.video.speed = "10", job.preset.video.crf = 5;
        job.preset.video.max_kbps = capped ? 100 : 0;
        auto r = run_export(job);
        REQUIRE_MESSAGE(r, why(r));
        bytes[capped] = bytes_of(job.output).size();
    }
    CHECK(bytes[1] < bytes[0]);
}
