// The corpus through probe and readers: facts that must come out, reference pictures, and bad input that must end in a
// clear error.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "engine/media/decode_pool.h"
#include "engine/media/probe.h"
#include "tests/support/corpus.h"

using namespace tandem;
namespace fs = std::filesystem;

namespace {

Media probe(const fs::path& path) {
    auto media = probe_media(path.string());
    if (!media) FAIL(media.error().text());
    return std::move(media).value();
}

PictureRef frame(const Media& media, Time t) {
    auto reader = VideoReader::open(media);
    if (!reader) FAIL(reader.error().text());
    auto p = reader.value()->frame_at(t);
    if (!p) FAIL(p.error().text());
    return p.value();
}

// How far the pictures differ, whatever the range and matrix they were made with: 1 - correlation of their luma.
double luma_distance(const Picture& yuv, const Picture& rgb) {
    double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
    for (int y = 0; y < yuv.height; ++y)
        for (int x = 0; x < yuv.width; ++x) {
            const uint8_t* p = rgb.data[0] + y * rgb.stride[0] + x * 3;
            double u = 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2], v = yuv.data[0][y * yuv.stride[0] + x];
            n += 1, a += u, b += v, aa += u * u, bb += v * v, ab += u * v;
        }
    return 1 - (n * ab - a * b) / std::sqrt((n * aa - a * a) * (n * bb - b * b));
}

} // namespace

TEST_CASE("corpus: rotation and mirror") {
    NEED_CORPUS(corpus);
    struct Case {
        const char* file;
        int rotation;
        bool mirror;
    };
    const Case kCases[] = {{"derived/rotate90_displaymatrix_pub.mp4", 90, false},
                           {"derived/rotate180_displaymatrix_pub.mp4", 180, false},
                           {"derived/rotate270_displaymatrix_pub.mp4", 270, false},
                           {"derived/hflip_displaymatrix_pub.mp4", 0, true},
                           {"image/orientation/hopper_orientation_2.jpg", 0, true},
                           {"image/orientation/hopper_orientation_3.jpg", 180, false},
                           {"image/orientation/hopper_orientation_4.jpg", 180, true},
                           {"image/orientation/hopper_orientation_5.jpg", 270, true},
                           {"image/orientation/hopper_orientation_6.jpg", 90, false},
                           {"image/orientation/hopper_orientation_7.jpg", 90, true},
                           {"image/orientation/hopper_orientation_8.jpg", 270, false},
                           {"image/orientation/hopper_orientation_6.webp", 90, false}};
    for (const Case& c : kCases) {
        CAPTURE(c.file);
        Media m = probe(corpus / c.file);
        REQUIRE(!m.pictures.empty());
        CHECK(m.pictures[0].rotation == c.rotation);
        CHECK(m.pictures[0].mirror == c.mirror);
    }
}

TEST_CASE("corpus: the five reference frames of testvid") {
    NEED_CORPUS(corpus);
    Media film = probe(corpus / "video/timing/testvid_1022ms.mp4");
    auto reader = VideoReader::open(film);
    REQUIRE(reader);
    CHECK(reader.value()->frame_count() == 30);
    std::vector<PictureRef> frames;
    auto in_order = VideoReader::open(film);
    REQUIRE(in_order);
    for (int n = 0; n < 30; ++n) {
        auto p = in_order.value()->frame_at(Time::from_ratio(int64_t{n} * 1003 + 500, 30 * 1000));
        REQUIRE(p);
        frames.push_back(p.value());
    }
    for (int n : {29, 0, 15, 14, 16}) {
        CAPTURE(n);
        char name[64];
        std::snprintf(name, sizeof name, "video/timing/testvid_1022ms_%03d.png", n);
        PictureRef want = frame(probe(corpus / name), {});
        REQUIRE(want->format == PixelFormat::rgb24);
        auto best = std::min_element(frames.begin(), frames.end(), [&](const PictureRef& a, const PictureRef& b) {
            return luma_distance(*a, *want) < luma_distance(*b, *want);
        });
        CHECK(best - frames.begin() == n);
        auto got = reader.value()->frame_at(frames[static_cast<size_t>(n)]->pts);
        REQUIRE(got);
        CHECK(got.value()->pts == (*best)->pts);
        CHECK(luma_distance(*got.value(), *want) < 0.01);
    }
}

TEST_CASE("corpus: timing facts") {
    NEED_CORPUS(corpus);
    CHECK(probe(corpus / "derived/tc_2997df_crosses_1h_pub.mov").timecode == "00:59:58;20");
    CHECK(probe(corpus / "video/timing/sample_fragmented.mp4").duration < Time::from_seconds(3));
    CHECK(probe(corpus / "derived/pts-wrap_33bit_pub.ts").duration < Time::from_seconds(3));
    CHECK(probe(corpus / "video/timing/bbb_800x640_768kbps_30fps_avc_2b_firstpts_10_sec.mp4").duration <
          Time::from_seconds(15));
    Media vfr = probe(corpus / "derived/vfr_random-drops_pub.mp4");
    CHECK(vfr.pictures[0].variable_rate);
    // The picture of this one starts a second after its sound.
    auto late = VideoReader::open(probe(corpus / "video/timing/edit_list_positive_shift.mp4"));
    REQUIRE(late);
    auto first = late.value()->frame_range({});
    REQUIRE(first);
    CHECK(first.value().start == Time::from_seconds(1));
    // An edit list cuts off the key frame that the first shown pictures, B frames, are made from.
    auto cut = VideoReader::open(probe(corpus / "video/timing/iibbibb_editlist_videoonly.mp4"));
    REQUIRE(cut);
    auto one = cut.value()->frame_at({}), other = cut.value()->frame_at(Time::from_seconds(1));
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one.value()->pts == Time{});
    CHECK(other.value()->pts == Time::from_seconds(1));
    CHECK(cut.value()->frame_count() >= 12);
    // The first packet is all priming and bears the same stamp as the second.
    auto sound = AudioReader::open(probe(corpus / "audio/tags-cover/covr-junk.m4a"));
    REQUIRE(sound);
    std::vector<float> left(200'000), right(200'000);
    float* out[] = {left.data(), right.data()};
    REQUIRE(sound.value()->read(0, 200'000, out));
    CHECK(sound.value()->length() == 162'496); // its sample table gives the last packet 704 of 1024 samples
}

TEST_CASE("corpus: alpha, depth and colour tags") {
    NEED_CORPUS(corpus);
    auto format_of = [&](const char* file) { return std::string(info(frame(probe(corpus / file), {})->format).name); };
    CHECK(format_of("derived/vp9_alpha_pub.webm") == "yuva420p");
    CHECK(format_of("derived/prores4444_alpha_pub.mov") == "yuva444p12le");
    CHECK(format_of("derived/qtrle_argb_pub.mov") == "argb");
    CHECK(format_of("derived/ffv1_422p10_flac_96k_pub.mkv") == "yuv422p10le");
    PictureRef hlg = frame(probe(corpus / "derived/hevc_hlg_main10_540p_pub.mp4"), {});
    CHECK(hlg->colour.transfer == Transfer::hlg);
    CHECK(hlg->colour.primaries == Primaries::bt2020);
    PictureRef full = frame(probe(corpus / "derived/mjpeg_422_fullrange_pub.avi"), {});
    CHECK(full->format == PixelFormat::yuv422p);
    CHECK(full->colour.range == ColourRange::full);
    auto detail = probe_detail((corpus / "video/hdr-colour/sample_with_colr_mdcv_and_clli.mp4").string());
    REQUIRE(detail);
    bool mastering = false, light = false;
    for (const auto& [name, value] : detail.value().lines) {
        mastering |= name.find("mastering luminance") != std::string::npos;
        light |= name.find("content light") != std::string::npos;
    }
    CHECK(mastering);
    CHECK(light);
}

TEST_CASE("corpus: unsupported codecs are named") {
    NEED_CORPUS(corpus);
    for (const char* file : {"video/container/sample_vvc.mp4", "video/container/sample_iamf.mp4"}) {
        CAPTURE(file);
        auto m = probe_media((corpus / file).string());
        REQUIRE(!m);
        CHECK(m.error().code == ErrorCode::unavailable);
        CHECK(m.error().text().find("no decoder") != std::string::npos);
    }
}

TEST_CASE("corpus: bad input ends in a picture, a sound or a clear error, soon") {
    NEED_CORPUS(corpus);
    int files = 0;
    for (const char* folder : {"fuzz/av-crash", "fuzz/mp4", "fuzz/mkv", "fuzz/flac", "fuzz/image", "fuzz/exiftool"})
        for (const auto& entry : fs::directory_iterator(corpus / folder)) {
            if (!entry.is_regular_file()) continue;
            CAPTURE(entry.path().string());
            ++files;
            alarm(60); // a hang ends the test program
            auto m = probe_media(entry.path().string());
            if (!m) {
                CHECK(!m.error().where.empty());
                CHECK(m.error().what.size() > 10);
            } else {
                if (!m.value().pictures.empty())
                    if (auto r = VideoReader::open(m.value()))
                        for (Time t : {Time{}, Time::from_seconds(1), Time{}}) (void)r.value()->frame_at(t);
                if (!m.value().sounds.empty())
                    if (auto r = AudioReader::open(m.value())) {
                        std::vector<std::vector<float>> out(static_cast<size_t>(r.value()->channels()),
                                                            std::vector<float>(4800));
                        std::vector<float*> planes;
                        for (auto& c : out) planes.push_back(c.data());
                        (void)r.value()->read(0, 4800, planes.data());
                        (void)r.value()->read(48000, 4800, planes.data());
                    }
            }
            alarm(0);
        }
    CHECK(files > 100);
}

TEST_CASE("corpus: the pool answers for hundreds of clips of one file with few readers") {
    NEED_CORPUS(corpus);
    auto media = std::make_shared<const Media>(probe(corpus / "video/device/traffic_768x432_12.5fps_h264.mp4"));
    DecodePool pool({.max_readers = 3, .decoder_threads = 1});
    auto lone = VideoReader::open(*media);
    REQUIRE(lone);
    for (uint64_t clip = 1; clip <= 60; ++clip) {
        Time t = Time::from_ratio(static_cast<int64_t>(clip * 37 % 300), 20);
        pool.prefetch(media, -1, {t, Time::from_ratio(1, 5)}, ClipId{clip}, clip);
        auto got = pool.frame(media, -1, t, ClipId{clip});
        auto want = lone.value()->frame_at(t);
        REQUIRE(got);
        REQUIRE(want);
        CHECK(got.value()->pts == want.value()->pts);
        CHECK(got.value()->identity == want.value()->identity);
    }
    CHECK(pool.open_readers() <= 5);
    CHECK(pool.damaged_frames() == 0);
}
