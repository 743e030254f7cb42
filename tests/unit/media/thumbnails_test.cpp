// Thumbnails: orientation, aspect and colour of single pictures, and ThumbnailStore's frames, order, cache and losses.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <thread>

#include "engine/media/probe.h"
#include "engine/media/thumbnail_store.h"
#include "tests/support/corpus.h"
#include "tests/support/self_media.h"

using namespace tandem;
using namespace tandem::test;

namespace {

Media probed(const std::string& path, uint64_t id = 7) {
    auto m = probe_media(path);
    if (!m) FAIL(m.error().text());
    m->id = MediaId{id};
    return std::move(m).value();
}

template<class Condition>
bool wait_for(Condition condition) {
    for (int i = 0; i < 4000; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

Time inside(int n) { return FrameRate{25, 1}.time_of(n) + Time{FrameRate{25, 1}.time_of(1).ticks / 2}; }

std::shared_ptr<const Thumbnail> exact(ThumbnailStore& store, const Media& media, Time at, int height = 60) {
    ThumbnailAnswer a;
    REQUIRE(wait_for([&] { return (a = store.get(media, -1, at, height)).exact || store.error(media, -1); }));
    return a.exact ? a.picture : nullptr;
}

// As read_mark of self_media.h.
std::optional<SelfMark> mark_of(const Thumbnail& t) {
    std::array<uint8_t, 4> rows{};
    for (int r = 0; r < 4; ++r)
        for (int b = 0; b < 8; ++b) {
            int x = (2 * b + 1) * t.width / 16, y = (2 * r + 1) * t.height / 8;
            bool bit = (t.pixels[static_cast<size_t>(y * t.width + x)] & 255) > 125;
            rows[static_cast<size_t>(r)] = static_cast<uint8_t>(rows[static_cast<size_t>(r)] << 1 | bit);
        }
    if (rows[3] != (rows[0] ^ rows[1] ^ rows[2])) return std::nullopt;
    return SelfMark{.clip = rows[2], .frame = rows[0] << 8 | rows[1]};
}

// Every channel is within `tolerance`.
bool is_near(uint32_t got, uint32_t want, int tolerance) {
    for (int shift : {0, 8, 16})
        if (std::abs(static_cast<int>(got >> shift & 255) - static_cast<int>(want >> shift & 255)) > tolerance)
            return false;
    return got >> 24 == 255;
}

uint32_t middle(const Thumbnail& t) { return t.pixels[static_cast<size_t>(t.height / 2 * t.width + t.width / 2)]; }

// A picture of 40 x 20 in four colours: red and green above blue and white.
PictureRef four_colours() {
    auto p = MutablePicture::make(PixelFormat::rgb24, 40, 20, kSrgbFull);
    REQUIRE(p);
    const uint8_t colours[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 40; ++x) std::memcpy(p->row(0, y) + 3 * x, colours[y / 10 * 2 + x / 20], 3);
    return std::move(*p).publish();
}

std::string corners(const Thumbnail& t) {
    std::string out;
    for (int y : {t.height / 5, t.height * 4 / 5})
        for (int x : {t.width / 5, t.width * 4 / 5}) {
            uint32_t v = t.pixels[static_cast<size_t>(y * t.width + x)];
            out += is_near(v, 0xff0000, 8)   ? 'R'
                   : is_near(v, 0x00ff00, 8) ? 'G'
                   : is_near(v, 0x0000ff, 8) ? 'B'
                   : is_near(v, 0xffffff, 8) ? 'W'
                                             : '?';
        }
    return out;
}

Thumbnail made(const PictureRef& p, const PictureStream& stream = {}, int height = 20) {
    auto t = make_thumbnail(*p, stream, {}, height);
    if (!t) FAIL(t.error().text());
    REQUIRE(t->pixels.size() == static_cast<size_t>(t->width * t->height));
    return std::move(t).value();
}

PictureRef grey16(ColourTags tags, double signal) {
    auto p = MutablePicture::make(PixelFormat::rgb48le, 32, 32, tags);
    REQUIRE(p);
    for (int y = 0; y < 32; ++y)
        for (int x = 0; x < 96; ++x) {
            auto v = static_cast<uint16_t>(signal * 65535);
            std::memcpy(p->row(0, y) + 2 * x, &v, 2);
        }
    return std::move(*p).publish();
}

} // namespace

TEST_CASE("thumbnails stand upright in square pixels") {
    const PictureRef p = four_colours();
    CHECK(corners(made(p)) == "RGBW");
    CHECK(corners(made(p, {.rotation = 90})) == "BRWG");
    CHECK(corners(made(p, {.rotation = 180})) == "WBGR");
    CHECK(corners(made(p, {.rotation = 270})) == "GWRB");
    CHECK(corners(made(p, {.mirror = true})) == "GRWB");
    CHECK(corners(made(p, {.rotation = 90, .mirror = true})) == "WGBR");
    CHECK(made(p).width == 40);
    CHECK(made(p, {.rotation = 90}).width == 10);
    CHECK(made(p, {.sar_num = 2, .sar_den = 1}).width == 80);
    CHECK(made(p, {.sar_num = 2, .sar_den = 1, .rotation = 270}, 80).width == 20);
    CHECK(made(p, {}, 7).width == 14);
    CHECK(made(p, {.sar_num = 1000000, .sar_den = 1}).width == 320);
    CHECK(made(p, {.sar_num = 1, .sar_den = 1000000}).width == 1);
}

TEST_CASE("every layout of ours makes a thumbnail") {
    for (int i = 1; i <= static_cast<int>(PixelFormat::gbrapf32le); ++i) {
        auto format = static_cast<PixelFormat>(i);
        const std::string name = info(format).name;
        CAPTURE(name);
        auto p = MutablePicture::make(format, 37, 21, {});
        REQUIRE(p);
        for (int plane = 0; plane < info(format).planes; ++plane)
            for (int y = 0; y < plane_rows(format, plane, 21); ++y)
                std::memset(p->row(plane, y), 0, plane_row_bytes(format, plane, 37));
        auto t = make_thumbnail(*std::move(*p).publish(), {}, {}, 10);
        CHECK(t);
    }
}

TEST_CASE("HDR and linear light are shown neither washed out nor black") {
    ColourTags pq{Primaries::bt2020, Transfer::pq, Matrix::rgb, ColourRange::full};
    ColourTags hlg{Primaries::bt2020, Transfer::hlg, Matrix::rgb, ColourRange::full};
    ColourTags linear{Primaries::bt709, Transfer::linear, Matrix::rgb, ColourRange::full};
    auto level = [](ColourTags tags, double signal) {
        const uint32_t v = middle(made(grey16(tags, signal)));
        CHECK(is_near(v, (v & 255) * 0x10101, 2));
        return static_cast<int>(v & 255);
    };
    for (const ColourTags& tags : {pq, hlg, linear}) CHECK(level(tags, 0) <= 1);
    CHECK(level(pq, 0.58) > 225); // reference white, 203 cd/m2
    CHECK(level(hlg, 0.75) > 225);
    CHECK(level(linear, 1) > 225);
    CHECK(std::abs(level(pq, 0.3) - 63) <= 2); // 10 cd/m2 of 203
    CHECK(level(pq, 0.9) >= level(pq, 0.58));
    CHECK(std::abs(level(linear, 0.214) - 128) <= 2);
}

TEST_CASE("colours of films follow their tags, and the user's word") {
    TempFolder folder;
    struct Case {
        const char *name, *options;
    };
    const Case kCases[] = {
        {"709.mp4",
         "-vf scale=out_color_matrix=bt709:flags=accurate_rnd,format=yuv444p -colorspace bt709 -c:v libx264 -qp 1"},
        {"601.mp4",
         "-vf scale=out_color_matrix=bt601:flags=accurate_rnd,format=yuv444p -colorspace smpte170m -c:v libx264 -qp 1"},
        {"full.mp4", "-vf scale=out_color_matrix=bt709:out_range=pc:flags=accurate_rnd,format=yuv444p -colorspace "
                     "bt709 -color_range pc -c:v libx264 -qp 1"},
        {"image.png", "-frames:v 1 -pix_fmt rgb24"},
        {"image.jpg", "-frames:v 1 -vf scale=out_color_matrix=bt601:out_range=pc,format=yuvj444p -q:v 1"},
        {"alpha.png", "-frames:v 1 -pix_fmt rgba"}};
    ThumbnailStore store({.folder = ""});
    for (const Case& c : kCases) {
        CAPTURE(c.name);
        std::string path = folder.file(c.name);
        REQUIRE(run_quietly("ffmpeg -y -f lavfi -i color=c=0xC04020:s=96x64:r=25:d=0.2,format=rgb24 " +
                            std::string(c.options) + " '" + path + "'"));
        Media media = probed(path);
        auto t = exact(store, media, {});
        REQUIRE(t);
        CHECK(t->width == 90);
        CAPTURE(middle(*t));
        CHECK(is_near(middle(*t), 0xC04020, 4));
        if (std::string(c.name) != "709.mp4") continue;
        media.override_colour.matrix = Matrix::smpte170m;
        t = exact(store, media, {});
        REQUIRE(t);
        CHECK_FALSE(is_near(middle(*t), 0xC04020, 4));
    }
}

TEST_CASE("thumbnails show the frame of their instant, in any order, the nearest meanwhile") {
    TempFolder folder;
    std::string path = folder.file("self.mp4");
    REQUIRE(make_self_clip(path, {.clip = 3, .frames = 100}));
    const Media media = probed(path);
    std::atomic<int> changes = 0;
    ThumbnailStore store({.folder = ""});
    store.on_change = [&](MediaId id) { changes += id == MediaId{7}; };
    ThumbnailAnswer first = store.get(media, -1, inside(50), 60);
    CHECK_FALSE(first.picture);
    CHECK_FALSE(first.exact);
    for (int n : {50, 99, 0, 73, 24, 25, 26}) {
        auto t = exact(store, media, inside(n));
        REQUIRE(t);
        CHECK(t->height == 60);
        CHECK(t->width == 107);
        CHECK(t->at == inside(n));
        CHECK(mark_of(*t) == SelfMark{.clip = 3, .frame = n});
    }
    CHECK(changes >= 6); // the last may still be on its way
    // Nearest in time, of any height.
    ThumbnailAnswer near = store.get(media, -1, inside(90), 60);
    REQUIRE(near.picture);
    CHECK_FALSE(near.exact);
    CHECK(near.picture->at == inside(99));
    near = store.get(media, -1, inside(70), 30);
    REQUIRE(near.picture);
    CHECK_FALSE(near.exact);
    CHECK(near.picture->at == inside(73));
    // A whole row in one go.
    REQUIRE(wait_for([&] {
        bool all = true;
        for (int n = 0; n < 100; n += 3) all &= store.get(media, -1, inside(n), 48).exact;
        return all;
    }));
    for (int n = 0; n < 100; n += 3)
        CHECK(mark_of(*store.get(media, -1, inside(n), 48).picture) == SelfMark{.clip = 3, .frame = n});
}

TEST_CASE("image sequences have thumbnails") {
    TempFolder folder;
    REQUIRE(run_quietly("ffmpeg -y -f lavfi -i color=c=black:s=64x36:r=25:d=0.2 -vf \"geq=lum='40*N':cb=128:cr=128\" "
                        "-pix_fmt rgb24 '" +
                        folder.file("shot_%04d.png") + "'"));
    Media media = probed(folder.file("shot_%04d.png"));
    REQUIRE(media.image_sequence);
    ThumbnailStore store({.folder = folder.file("cache")});
    int last = -1;
    for (int n = 0; n < 5; ++n) {
        auto t = exact(store, media, inside(n), 36);
        REQUIRE(t);
        int level = static_cast<int>(middle(*t) & 255);
        CHECK(level >= last + (n > 0 ? 20 : 0));
        last = level;
    }
}

TEST_CASE("what was asked for last is made first, and the queue drops its oldest") {
    TempFolder folder;
    std::string a = folder.file("a.mp4"), b = folder.file("b.mp4");
    REQUIRE(make_self_clip(a, {.clip = 1, .frames = 30, .sound = ""}));
    REQUIRE(make_self_clip(b, {.clip = 2, .frames = 30, .sound = ""}));
    const Media first = probed(a, 1), second = probed(b, 2);
    std::mutex gate;
    std::vector<uint64_t> order;
    ThumbnailStore store({.folder = "", .max_requests = 4});
    store.on_change = [&](MediaId id) {
        std::lock_guard lock(gate); // holds the worker while requests come in
        order.push_back(id.value);
    };
    std::unique_lock lock(gate);
    store.get(first, -1, inside(0), 40);
    REQUIRE(wait_for([&] { return store.get(first, -1, inside(0), 40).exact; }));
    for (int n = 1; n < 10; ++n) store.get(first, -1, inside(n), 40);
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    for (int n = 2; n >= 0; --n) store.get(second, -1, inside(n), 40);
    lock.unlock();
    REQUIRE(wait_for([&] {
        std::lock_guard reading(gate);
        return order.size() >= 5;
    }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::lock_guard reading(gate);
    CHECK(order == std::vector<uint64_t>{1, 2, 2, 2, 1});
    CHECK(store.get(first, -1, inside(9), 40).exact);
}

TEST_CASE("thumbnails beyond the memory given are let go of, the least recently shown first") {
    TempFolder folder;
    std::string path = folder.file("self.mp4");
    REQUIRE(make_self_clip(path, {.clip = 3, .frames = 30, .sound = ""}));
    const Media media = probed(path);
    ThumbnailStore store({.folder = "", .memory_bytes = size_t{107} * 60 * 4 * 3 + 3 * 256});
    for (int n = 0; n < 3; ++n) REQUIRE(exact(store, media, inside(n)));
    CHECK(store.get(media, -1, inside(0), 60).exact);
    REQUIRE(exact(store, media, inside(20)));
    CHECK(store.get(media, -1, inside(0), 60).exact);
    CHECK_FALSE(store.get(media, -1, inside(1), 60).exact);
}

TEST_CASE("kept thumbnails are there after a restart, even without the medium; the folder is bounded") {
    TempFolder folder;
    std::string path = folder.file("self.mp4");
    REQUIRE(make_self_clip(path, {.clip = 9, .frames = 30, .sound = ""}));
    const Media media = probed(path);
    const std::string cache = folder.file("cache");
    {
        ThumbnailStore store({.folder = cache});
        REQUIRE(exact(store, media, inside(4)));
    }
    for (const auto& f : std::filesystem::directory_iterator(cache)) std::filesystem::resize_file(f, 500);
    {
        ThumbnailStore store({.folder = cache});
        auto t = exact(store, media, inside(4));
        REQUIRE(t);
        CHECK(mark_of(*t) == SelfMark{.clip = 9, .frame = 4});
    }
    std::filesystem::remove(path);
    {
        ThumbnailStore store({.folder = cache});
        auto t = exact(store, media, inside(4));
        REQUIRE(t);
        CHECK(mark_of(*t) == SelfMark{.clip = 9, .frame = 4});
        CHECK_FALSE(exact(store, media, inside(5)));
        CHECK(store.error(media, -1)->code == ErrorCode::no_input);
        CHECK(store.get(media, -1, inside(5), 60).picture == t);
    }
    REQUIRE(make_self_clip(path, {.clip = 9, .frames = 30, .sound = ""}));
    ThumbnailStore store({.folder = cache, .folder_bytes = 100'000});
    for (int n = 0; n < 20; ++n) REQUIRE(exact(store, media, inside(n)));
    uintmax_t bytes = 0;
    for (const auto& f : std::filesystem::directory_iterator(cache)) bytes += f.file_size();
    CHECK(bytes <= 125'000);
    CHECK(bytes > 50'000);
}

TEST_CASE("a medium that is missing, cut or without picture gives an error, and no crash") {
    TempFolder folder;
    ThumbnailStore store({.folder = ""});
    Media missing;
    missing.path = folder.file("nowhere.mp4");
    CHECK_FALSE(exact(store, missing, {}));
    CHECK(store.error(missing, -1)->code != ErrorCode::internal);
    missing.pictures.push_back({.width = 64, .height = 64});
    CHECK_FALSE(exact(store, missing, {}));
    CHECK(store.error(missing, -1)->code == ErrorCode::no_input);

    std::string path = folder.file("cut.mov");
    REQUIRE(make_self_clip(path, {.clip = 3, .frames = 60, .video = "-c:v rawvideo -pix_fmt uyvy422", .sound = ""}));
    const Media media = probed(path);
    REQUIRE(exact(store, media, inside(3)));
    std::filesystem::resize_file(path, std::filesystem::file_size(path) / 4);
    CHECK_FALSE(exact(store, media, inside(50)));
    CHECK(store.error(media, -1));
    CHECK(store.get(media, -1, inside(50), 60).picture);
}

TEST_CASE("a thumbnail store is destroyed while it works and while others ask") {
    TempFolder folder;
    std::string path = folder.file("self.mp4");
    REQUIRE(make_self_clip(path, {.clip = 3, .frames = 250, .sound = ""}));
    const Media media = probed(path);
    for (int ms : {0, 5, 50}) {
        ThumbnailStore store({.folder = folder.file("cache")});
        std::vector<std::thread> askers;
        for (int i = 0; i < 3; ++i)
            askers.emplace_back([&, i] {
                for (int n = 0; n < 100; ++n) store.get(media, -1, inside((n * 37 + i) % 250), 30 + i);
            });
        for (auto& t : askers) t.join();
        std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    }
}

TEST_CASE("corpus: thumbnails of turned and HDR films") {
    NEED_CORPUS(corpus);
    ThumbnailStore store({.folder = ""});
    for (const char* name : {"derived/rotate90_displaymatrix_pub.mp4", "derived/rotate270_displaymatrix_pub.mp4"}) {
        CAPTURE(name);
        const Media media = probed((corpus / name).string());
        auto t = exact(store, media, {}, 100);
        REQUIRE(t);
        CHECK((t->width < t->height) == (media.pictures[0].width > media.pictures[0].height));
    }
}
