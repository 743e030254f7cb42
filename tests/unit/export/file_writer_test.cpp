// The container: what is written does not depend on who was first.
#include "engine/export/file_writer.h"

#include <doctest/doctest.h>

#include <iterator>
#include <vector>

#include "tests/unit/export/export_fixture.h"

using namespace tandem;
using namespace tandem::test;

namespace {

constexpr int kSeconds = 40, kPictures = 5, kRate = 48000; // pictures and samples a second
using Packets = std::vector<av_out::PacketPtr>;

av_out::PacketSink keep_in(Packets& list) {
    return [&list](AVPacket& p) -> Result<void> {
        list.emplace_back(av_packet_clone(&p));
        return {};
    };
}

// A film of its packets, those of `order` first: 0 picture, 1 sound; the rest by turns.
std::string film(const std::string& path, const VideoEncoder& video, const AudioEncoder& audio,
                 const Packets (&packets)[2], const std::vector<int>& order) {
    ContainerSettings mp4;
    mp4.mux = "mp4";
    auto writer = FileWriter::create(path, mp4);
    REQUIRE(writer.has_value());
    REQUIRE((*writer)->add_video(video.context(), {kPictures, 1}, {}, {}).has_value());
    REQUIRE((*writer)->add_audio(audio.context()).has_value());
    REQUIRE((*writer)->begin({}, {}).has_value());
    size_t at[2] = {};
    auto put = [&](int stream) {
        if (at[stream] == packets[stream].size()) return;
        av_out::PacketPtr p(av_packet_clone(packets[stream][at[stream]++].get()));
        REQUIRE((*writer)->write(stream, *p).has_value());
    };
    for (const int stream : order)
        while (at[stream] < packets[stream].size()) put(stream);
    while (at[0] < packets[0].size() || at[1] < packets[1].size()) put(0), put(1);
    REQUIRE((*writer)->finish().has_value());
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("a film's bytes come from the times of its packets, however late pictures or sound are") {
    FrameProgram program;
    program.target.format = PixelFormat::yuv420p, program.target.width = 64, program.target.height = 48;
    program.target.colour = with_defaults({}, 64, 48, false);
    auto video = VideoEncoder::open({.settings = {.codec = "h264"},
                                     .target = program.target,
                                     .rate = {kPictures, 1},
                                     .threads = 1,
                                     .repeatable = Repeatable::yes,
                                     .global_header = true,
                                     .hdr = {}});
    REQUIRE(video.has_value());
    auto audio = AudioEncoder::open({.settings = {.codec = "aac"}, .rate = kRate, .global_header = true});
    REQUIRE(audio.has_value());
    Packets packets[2];
    TestRenderer renderer;
    for (int n = 0; n < kSeconds * kPictures; ++n) {
        auto picture = renderer.render(program, {});
        REQUIRE(picture.has_value());
        REQUIRE((*video)->send(*picture, n, keep_in(packets[0])).has_value());
    }
    REQUIRE((*video)->finish(keep_in(packets[0])).has_value());
    std::vector<float> plane(kRate);
    for (int i = 0; i < kRate; ++i) plane[static_cast<size_t>(i)] = 0.2f * static_cast<float>(i % 109) / 109;
    const float* planes[] = {plane.data(), plane.data()};
    for (int second = 0; second < kSeconds; ++second)
        REQUIRE((*audio)->send(kRate, planes, keep_in(packets[1])).has_value());
    REQUIRE((*audio)->finish(keep_in(packets[1])).has_value());

    const TempFolder folder;
    const std::string turns = film(folder.file("turns.mp4"), **video, **audio, packets, {});
    CHECK(turns.size() > 100000);
    CHECK(film(folder.file("pictures.mp4"), **video, **audio, packets, {0}) == turns);
    CHECK(film(folder.file("sound.mp4"), **video, **audio, packets, {1}) == turns);
}
