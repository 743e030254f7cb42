// Plans of farms: arithmetic of chunks, hashes that change with what a film depends on and with nothing else, parts
// that come back bit for bit in every sample format.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "engine/export/chunk_reader.h"
#include "engine/export/farm_steps.h"
#include "engine/export/file_writer.h"
#include "engine/export/resumable_delivery.h"
#include "engine/export/sound_part.h"
#include "engine/export/video_encoder.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// The same picture for every frame, however often it is asked.
struct FlatRenderer : TestRenderer {
    Result<PictureRef> render(const FrameProgram& program, std::span<const PictureRef> sources) override {
        calls = 0;
        if (each) each();
        return TestRenderer::render(program, sources);
    }
    std::function<void()> each; // called for every frame, on the render thread
};

FarmSpec spec_of(const Film& film, const std::string& preset) {
    const TempFolder& folder = film.folder;
    FarmSpec spec;
    spec.delivery.project = film.project;
    spec.delivery.project_path = folder.file("film.tandem");
    auto matrix = parse_matrix("{\"tandemMatrix\":1,\"deliverables\":[{\"preset\":\"" + preset + "\"}]}", "here");
    REQUIRE(matrix.has_value());
    spec.delivery.matrix = *matrix;
    spec.delivery.folder = folder.path.string();
    spec.delivery.build = "1";
    spec.chunk_seconds = 0.5;
    spec.machine = {"build", "test"};
    return spec;
}

FarmDraft draft_of(const FarmSpec& spec) {
    auto draft = draft_farm(spec);
    if (!draft) FAIL(draft.error().text());
    return *draft;
}

} // namespace

TEST_CASE("chunks are whole groups of pictures of the length asked for or more") {
    const FrameRate rates[] = {{24, 1}, {25, 1}, {24000, 1001}, {30000, 1001}, {60000, 1001}, {50, 1}};
    for (const FrameRate rate : rates)
        for (const double seconds : {0.001, 0.5, 1.0, 29.9, 30.0})
            for (const int64_t gop : {0, 1, 12, 15, 250}) {
                const int64_t length = chunk_length(seconds, rate, gop);
                const int64_t unit = std::max<int64_t>(1, gop);
                CHECK(length % unit == 0);
                CHECK(static_cast<double>(length) >= seconds * rate.hz() - 1e-3);
                CHECK(static_cast<double>(length - unit) < std::max(seconds * rate.hz(), 1.0));
            }
    CHECK(chunk_length(30, {25, 1}, 1) == 750);
    CHECK(chunk_length(30, {30000, 1001}, 15) == 900);
}

TEST_CASE("runs of chunks cover every frame once, in order") {
    for (const int64_t frames : {0, 1, 749, 750, 751, 100'000}) {
        int64_t next = 0;
        for (const FarmChunk& c : cut_chunks(3, frames, 750)) {
            CHECK(c.pass == 3);
            CHECK(c.first == next);
            CHECK((c.frames > 0 && c.frames <= 750));
            next += c.frames;
        }
        CHECK(next == frames);
    }
    CHECK(cut_chunks(0, 100, 0).empty());
}

TEST_CASE("equal plans have equal text, and what a film depends on changes the hash") {
    const Film film(50);
    const TempFolder& folder = film.folder;
    const FarmSpec spec = spec_of(film, "ffv1");
    const FarmDraft draft = draft_of(spec);
    CHECK(draft.plan == draft_of(spec).plan);
    CHECK(draft.chunks == 4);
    CHECK(draft.sounds == 1);
    std::vector<std::string> hashes{draft.hash};
    auto other = [&](auto change) {
        FarmSpec s = spec;
        change(s);
        hashes.push_back(draft_of(s).hash);
    };
    other([](FarmSpec& s) { s.machine.build = "other"; });
    other([](FarmSpec& s) { s.machine.device = "other"; });
    other([](FarmSpec& s) { s.chunk_seconds = 1; });
    other([](FarmSpec& s) { s.delivery.deterministic = true; });
    other([](FarmSpec& s) { s.delivery.matrix.deliverables[0].range = "0f..40f"; });
    other([](FarmSpec& s) { s.delivery.matrix.deliverables[0].preset = "h264"; });
    other([](FarmSpec& s) { s.delivery.matrix.deliverables[0].sets.emplace_back("video.pixfmt", "yuv444p"); });
    other([&](FarmSpec& s) {
        Project edited = *film.project;
        edited.name = "other";
        s.delivery.project = std::make_shared<const Project>(edited);
    });
    fs::last_write_time(folder.file("tone.wav"), fs::file_time_type::clock::now() + std::chrono::seconds(5));
    other([](FarmSpec&) {});
    std::sort(hashes.begin(), hashes.end());
    CHECK(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
}

TEST_CASE("a written plan is read as it was drawn, and its steps make the film of a plain export") {
    TempFolder films;
    const Film film(50);
    const TempFolder& folder = film.folder;
    FarmSpec spec = spec_of(film, "ffv1");
    spec.delivery.folder = films.path.string();
    spec.delivery.deterministic = true;
    const FarmDraft draft = draft_of(spec);
    const std::string job = folder.file("job"), path = job + "/plan.json";
    REQUIRE(write_farm(draft, job).has_value());
    CHECK(write_farm(draft, job).has_value());
    FarmSpec changed = spec;
    changed.chunk_seconds = 1;
    CHECK(write_farm(draft_of(changed), job).error().code == ErrorCode::cant_create);

    CHECK(open_farm(path, {"other", ""}).error().code == ErrorCode::config);
    CHECK(open_farm(path, {"build", "other"}).error().code == ErrorCode::config);
    CHECK(open_farm(folder.file("none.json"), spec.machine).error().code == ErrorCode::no_input);
    auto opened = open_farm(path, spec.machine);
    if (!opened) FAIL(opened.error().text());
    FarmJob& farm = *opened;
    REQUIRE(farm.chunks.size() == 4);
    CHECK(farm.chunks.back().first == 39);
    CHECK(farm.chunks.back().frames == 11);
    CHECK(farm.canvases[0].direct);

    FarmOptions options;
    FlatRenderer renderer;
    options.renderers = {&renderer};
    CHECK(encode_films(farm, {}, options, {}).error().code == ErrorCode::temporary);
    for (size_t i = 0; i < 4; ++i) {
        auto made = make_chunk(farm, i, options);
        if (!made) FAIL(made.error().text());
        CHECK(*made == StepDone::made);
        CHECK(*make_chunk(farm, i, options) == StepDone::kept);
    }
    CHECK(make_chunk(farm, 4, options).error().code == ErrorCode::usage);
    auto joined = join_farm(farm, {0}, options);
    REQUIRE(joined.has_value());
    CHECK(joined->chunks.empty());
    CHECK(missing_text(*joined) == "sounds 0");
    CHECK(*make_sound(farm, 0, options) == StepDone::made);
    auto report = encode_films(farm, {}, options, {});
    if (!report) FAIL(report.error().text());
    if (report->files[0].error) FAIL(report->files[0].error->text());
    CHECK(report->files[0].state == Delivered::State::made);

    ExportJob plain = farm.planned.files[0].job;
    plain.output = folder.file("plain.mkv");
    plain.renderers = {&renderer};
    auto serial = run_export(plain);
    if (!serial) FAIL(serial.error().text());
    CHECK(bytes_of(plain.output) == bytes_of(farm.planned.files[0].job.output));
    // A kill may leave a file without its name; what others put there stays.
    for (const char* name : {"/.tandem-save-a1b2c3", "/chunks/.tandem-save-a1b2c3", "/notes.txt"})
        std::ofstream(job + name) << "half";
    remove_farm(job);
    CHECK(!fs::exists(job + "/chunks"));
    CHECK(!fs::exists(job + "/.tandem-save-a1b2c3"));
    CHECK(fs::exists(job + "/notes.txt"));
    CHECK(!fs::exists(path));
    fs::remove(job + "/notes.txt");
    std::ofstream(job + "/lock").flush();
    remove_farm(job);
    CHECK(!fs::exists(job));
    // A start that was killed before its plan stood is begun again, or goes.
    const auto begun = [&] {
        for (const char* part : {"/chunks", "/sound"}) fs::create_directories(job + part);
        for (const char* name : {"/lock", "/.tandem-save-a1b2c3"}) std::ofstream(job + name).flush();
    };
    begun();
    CHECK(write_farm(draft, job).has_value());
    CHECK(fs::exists(path));
    remove_farm(job);
    begun();
    remove_farm(job);
    CHECK(!fs::exists(job));
    begun();
    std::ofstream(job + "/sound/mine.wav") << "sound";
    remove_farm(job);
    CHECK(fs::exists(job + "/sound/mine.wav"));
    CHECK(write_farm(draft, job).error().code == ErrorCode::cant_create);
}

TEST_CASE("chunks hold packets where one film shows them and its codec knows no other frame, else pictures") {
    const Film film(50);
    auto direct = [&](const std::string& text) {
        FarmSpec spec = spec_of(film, "ffv1");
        auto matrix = parse_matrix("{\"tandemMatrix\":1,\"deliverables\":[" + text + "]}", "here");
        REQUIRE(matrix.has_value());
        spec.delivery.matrix = *matrix;
        return draft_of(spec).direct;
    };
    CHECK(direct(R"({"id":"a","preset":"prores-422"})"));
    CHECK(direct(R"({"id":"a","preset":"mjpeg"},{"id":"b","preset":"prores-4444"})"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"h264"})"));
    // Long films by quality are in segments, which know nothing of each other; this one is long for its segments.
    const std::string set = R"(,"set":{"video.gop.segment":0.24)";
    for (const char* preset : {"h264", "hevc", "h264-lossless"})
        CHECK(direct("{\"id\":\"a\",\"preset\":\"" + std::string(preset) + "\"" + set + "}}"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"h264")" + set + R"(,"video.rate.cap":8000}})"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"h264")" + set + R"(,"video.rate.mode":"abr","video.rate.kbps":800}})"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"h264")" + set + R"(,"video.options.bframes":"1"}})"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"h264","set":{"video.gop.segment":1}})"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"vp9")" + set + "}}"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"ffv1","name":"a.mkv"},{"id":"b","preset":"ffv1","name":"b.mkv"})"));
    CHECK_FALSE(direct(R"({"id":"a","preset":"web.gif"})"));
}

TEST_CASE("segments are the same whoever encodes them, and follow each other as one stream") {
    constexpr int64_t kFrames = 50, kSegment = 6, kChunk = 12;
    for (const char* codec : {"h264", "hevc"})
        for (const RateMode mode : {RateMode::crf, RateMode::lossless}) {
            CAPTURE(codec);
            VideoEncoderSpec spec;
            spec.settings = {.codec = codec, .speed = "fast", .bframes = 3, .mode = mode, .crf = 28};
            spec.target.format = PixelFormat::yuv420p, spec.target.width = 128, spec.target.height = 72;
            spec.target.colour = with_defaults({}, 128, 72, false);
            spec.rate = {25, 1}, spec.threads = 2, spec.repeatable = Repeatable::yes, spec.global_header = true;
            spec.segment_frames = kSegment;
            FrameProgram program;
            program.target = spec.target;
            TestRenderer renderer;
            std::vector<PictureRef> pictures;
            for (int64_t n = 0; n < kFrames; ++n) pictures.push_back(*renderer.render(program, {}));
            struct Coded {
                std::string bytes;
                int64_t pts, dts;
                bool key;
                bool operator==(const Coded&) const = default;
            };
            auto encode = [&](int64_t first, int64_t end, std::vector<Coded>& out) {
                auto encoder = VideoEncoder::open(spec);
                REQUIRE(encoder.has_value());
                const auto before = static_cast<int64_t>(out.size()) - first;
                CHECK(before == 0); // a packet for each frame
                auto sink = [&, offset = first](AVPacket& p) -> Result<void> {
                    out.push_back({std::string(reinterpret_cast<char*>(p.data), static_cast<size_t>(p.size)),
                                   p.pts + offset, p.dts + offset, (p.flags & AV_PKT_FLAG_KEY) != 0});
                    return {};
                };
                for (int64_t n = first; n < end; ++n)
                    REQUIRE((*encoder)->send(pictures[static_cast<size_t>(n)], n - first, sink).has_value());
                REQUIRE((*encoder)->finish(sink).has_value());
            };
            std::vector<Coded> whole, chunks;
            encode(0, kFrames, whole);
            for (int64_t first = 0; first < kFrames; first += kChunk)
                encode(first, std::min(kFrames, first + kChunk), chunks);
            REQUIRE(whole.size() == static_cast<size_t>(kFrames));
            CHECK(whole == chunks);
            std::vector<bool> shown(static_cast<size_t>(kFrames), false);
            bool reordered = false;
            for (size_t n = 0; n < whole.size(); ++n) {
                const Coded& c = whole[n];
                CHECK(c.dts == static_cast<int64_t>(n) + whole[0].dts);
                CHECK(c.dts <= c.pts);
                CHECK((n % kSegment != 0 || (c.key && c.pts == static_cast<int64_t>(n))));
                shown.at(static_cast<size_t>(c.pts)) = true;
                reordered = reordered || (n > 0 && c.pts < whole[n - 1].pts);
            }
            CHECK((reordered || mode == RateMode::lossless));
            CHECK(std::count(shown.begin(), shown.end(), true) == kFrames);
        }
}

TEST_CASE("an interrupted delivery goes on from its chunks and makes the film of a plain export") {
    const Film film(50);
    TempFolder films;
    FarmSpec spec = spec_of(film, "ffv1");
    DeliveryJob job = spec.delivery;
    job.folder = films.path.string();
    FlatRenderer renderer;
    std::atomic<bool> cancel{false};
    job.renderers = {&renderer}, job.cancel = &cancel;
    PartsOptions parts{.folder = films.file(".parts"), .chunk_seconds = 0.5};
    auto plan = plan_delivery(job);
    REQUIRE(plan.has_value());
    REQUIRE(keeps_parts(*plan, parts));
    CHECK_FALSE(keeps_parts(*plan, {.folder = parts.folder, .chunk_seconds = 30}));
    auto oks = [&] {
        std::map<std::string, fs::file_time_type> out;
        std::error_code ec;
        for (const auto& e : fs::directory_iterator(films.file(".parts/chunks"), ec))
            if (e.path().extension() == ".ok") out[e.path().filename().string()] = fs::last_write_time(e.path());
        return out;
    };
    int frames = 0;
    auto cut_off = [&] { // in the third of four chunks
        frames = 0, cancel = false;
        renderer.each = [&] { cancel = cancel || ++frames == 30; };
        CHECK(run_resumable(job, *plan, "1", parts).error().code == ErrorCode::cancelled);
        renderer.each = {}, cancel = false;
        const auto there = oks();
        REQUIRE(there.size() >= 2);
        REQUIRE(there.size() <= 3);
        CHECK_FALSE(fs::exists(plan->files[0].job.output));
        return there;
    };
    const auto before = cut_off();
    bool all = true;
    renderer.each = [&] {
        const auto now = oks();
        for (const auto& [name, time] : before) all = all && now.contains(name) && now.at(name) == time;
    };
    auto report = run_resumable(job, *plan, "1", parts);
    if (!report) FAIL(report.error().text());
    CHECK(report->files[0].state == Delivered::State::made);
    CHECK(all);
    CHECK_FALSE(fs::exists(parts.folder));
    renderer.each = {};
    ExportJob plain = plan->files[0].job;
    plain.output = film.folder.file("plain.mkv"), plain.renderers = {&renderer};
    REQUIRE(run_export(plain).has_value());
    CHECK(bytes_of(plain.output) == bytes_of(plan->files[0].job.output));
    // Parts of another program are not used.
    fs::remove(plan->files[0].job.output);
    fs::remove(plan->files[0].report);
    const auto old = cut_off();
    bool same = false;
    renderer.each = [&] {
        for (const auto& [name, time] : oks()) same = same || (old.contains(name) && old.at(name) == time);
    };
    REQUIRE(run_resumable(job, *plan, "2", parts).has_value());
    CHECK_FALSE(same);
    CHECK(bytes_of(plain.output) == bytes_of(plan->files[0].job.output));
}

TEST_CASE("pictures come back from a chunk bit for bit in every sample format that an encoder takes") {
    TempFolder folder;
    std::vector<PixelFormat> formats;
    for (const char* codec :
         {"h264", "hevc", "av1", "vp9", "prores", "dnxhr", "mjpeg", "png", "exr", "dpx", "gif", "ffv1"})
        for (const PixelFormat f : formats_of({.codec = codec}))
            if (std::find(formats.begin(), formats.end(), f) == formats.end()) formats.push_back(f);
    formats.push_back(PixelFormat::bgra);
    for (const PixelFormat format : formats) {
        CAPTURE(info(format).name);
        FrameTarget target;
        target.format = format, target.width = 66, target.height = 34;
        target.colour = with_defaults({}, 66, 34, info(format).model == ColourModel::rgb);
        ContainerSettings mkv;
        mkv.mux = "mkv";
        const std::string path = folder.file(std::string(info(format).name) + ".mkv");
        auto writer = FileWriter::create(path, mkv);
        REQUIRE(writer.has_value());
        auto encoder = VideoEncoder::open({.settings = chunk_codec(format),
                                           .target = target,
                                           .rate = {25, 1},
                                           .threads = 2,
                                           .repeatable = Repeatable::yes,
                                           .global_header = true,
                                           .hdr = {}});
        if (!encoder) FAIL(encoder.error().text());
        REQUIRE((*writer)->add_video((*encoder)->context(), {25, 1}, {}, {}).has_value());
        REQUIRE((*writer)->begin({}, {}).has_value());
        auto sink = [&](AVPacket& p) { return (*writer)->write(0, p); };
        TestRenderer renderer;
        FrameProgram program;
        program.target = target;
        std::vector<PictureRef> pictures;
        for (int64_t n = 0; n < 5; ++n) {
            auto picture = renderer.render(program, {});
            REQUIRE(picture.has_value());
            pictures.push_back(*picture);
            REQUIRE((*encoder)->send(*picture, n, sink).has_value());
        }
        REQUIRE((*encoder)->finish(sink).has_value());
        REQUIRE((*writer)->finish().has_value());

        ChunkReader reader({{path, 10, 5}}, target, {}, 2);
        for (const int64_t n : {10, 11, 12, 13, 14, 10, 13}) {
            auto got = reader.frame(n);
            if (!got) FAIL(got.error().text());
            const Picture &a = **got, &b = *pictures[static_cast<size_t>(n - 10)];
            bool same = a.format == b.format && a.width == b.width && a.height == b.height;
            // The fourth byte of bgr0 means nothing.
            const bool unused = format == PixelFormat::bgr0;
            for (int p = 0; same && p < info(format).planes; ++p)
                for (int y = 0; same && y < plane_rows(format, p, a.height); ++y)
                    for (size_t x = 0; same && x < plane_row_bytes(format, p, a.width); ++x) {
                        const auto i = static_cast<size_t>(p);
                        same = (unused && x % 4 == 3) || a.data[i][y * a.stride[i] + static_cast<int64_t>(x)] ==
                                                             b.data[i][y * b.stride[i] + static_cast<int64_t>(x)];
                    }
            CHECK(same);
        }
        CHECK(reader.frame(15).error().code == ErrorCode::internal);
        // A file that ends too early is an error, not another picture.
        fs::resize_file(path, fs::file_size(path) / 2);
        ChunkReader cut({{path, 0, 5}}, target, {}, 2);
        bool found = false;
        for (int64_t n = 0; n < 5 && !found; ++n) {
            auto got = cut.frame(n);
            found = !got && got.error().code == ErrorCode::temporary;
        }
        CHECK(found);
    }
}
