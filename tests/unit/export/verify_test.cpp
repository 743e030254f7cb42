// Verification must notice damage: a finished file is changed in many places, cut, and checked the way run_export does.
#include <doctest/doctest.h>

#include "engine/export/file_writer.h"
#include "engine/export/packet_digest.h"
#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// What a good file's streams hash to, read from the file itself.
std::vector<uint64_t> digests_of(const std::string& path, const std::string& mux) {
    AVFormatContext* in = nullptr;
    std::vector<uint64_t> out;
    if (avformat_open_input(&in, path.c_str(), nullptr, nullptr) < 0) return out;
    avformat_find_stream_info(in, nullptr);
    std::vector<PacketDigest> digests;
    for (unsigned i = 0; i < in->nb_streams; ++i)
        digests.emplace_back(in->streams[i]->codecpar->codec_id, mux, PacketSide::file);
    av_out::PacketPtr p(av_packet_alloc());
    while (av_read_frame(in, p.get()) >= 0) {
        digests[static_cast<size_t>(p->stream_index)].add(p->data, static_cast<size_t>(p->size), p->pts);
        av_packet_unref(p.get());
    }
    digests.resize(2, PacketDigest(AV_CODEC_ID_NONE, mux, PacketSide::file));
    for (auto& d : digests) out.push_back(d.value());
    avformat_close_input(&in);
    return out;
}

void damage(const char* preset, const char* name, const char* mux) {
    CAPTURE(preset);
    Film film(30);
    auto job = film.job(preset, name);
    job.preset.container.chapters = false;
    if (auto done = run_export(job); !done) FAIL(done.error().text());
    std::string good = bytes_of(job.output);
    VerifyExpect want{.frames = 30,
                      .width = 256,
                      .height = 144,
                      .rate = FrameRate{25, 1},
                      .duration = FrameRate{25, 1}.time_of(30),
                      .colour = kRec709,
                      .audio_samples = 57600};
    want.packet_digests = digests_of(job.output, mux), want.mux = mux;
    auto clean = verify_file(job.output, want, nullptr, VerifyDepth::quick);
    REQUIRE(clean);
    REQUIRE_MESSAGE(clean->problems.empty(), why(clean));

    // The media data, wherever they stand: every change of a coded byte must be seen.
    size_t mdat = good.find("mdat");
    size_t moov = good.find("moov");
    size_t from = mdat + 4, to = moov > mdat && moov != std::string::npos ? moov - 4 : good.size();
    std::string bad_path = film.folder.file(std::string("bad-") + name);
    unsigned seed = 7;
    int caught = 0, tried = 0;
    av_log_set_level(AV_LOG_QUIET);
    for (int i = 0; i < 250; ++i) {
        seed = seed * 1664525u + 1013904223u;
        std::string bad = good;
        if (i % 10 == 9) {
            bad.resize(good.size() - 1 - (seed >> 8) % (good.size() / 2));
        } else {
            size_t at = from + (seed >> 8) % (to - from);
            bad[at] = static_cast<char>(bad[at] ^ (1 + (seed >> 4 & 0x7F)));
        }
        std::ofstream(bad_path, std::ios::binary) << bad;
        auto v = verify_file(bad_path, want, nullptr, VerifyDepth::quick);
        ++tried;
        if (!v || !v->problems.empty()) ++caught;
    }
    av_log_set_level(AV_LOG_ERROR);
    CHECK(caught == tried);
}

} // namespace

TEST_CASE("damage anywhere in the coded data is caught by the quick check") {
    damage("web.youtube-720p", "y.mp4", "mp4");
    damage("prores-422", "p.mov", "mov");
}

TEST_CASE("files that are none") {
    TempFolder folder;
    CHECK(verify_file(folder.file("none.mp4"), {}).error().code == ErrorCode::no_input);
    std::ofstream(folder.file("text.mp4")) << "hello, this is no film";
    CHECK(verify_file(folder.file("text.mp4"), {}).error().code == ErrorCode::bad_data);
}
