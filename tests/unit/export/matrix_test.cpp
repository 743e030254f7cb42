// Matrices: every key is read and written again, and whatever is wrong is refused with the file and the key.
#include <doctest/doctest.h>

#include "engine/export/matrix.h"
#include "engine/io/json.h"

using namespace tandem;

namespace {

const char* kFull = R"({"tandemMatrix":1,"x-note":{"any":[1]},"deliverables":[
  {"id":"yt","preset":"web.youtube-1080p","set":{"video.crf":18,"video.speed":"fast","container.faststart":true},
   "sequence":"Main","range":"1s..2s","canvas":{"size":[1080,1920],"reframe":{"mode":"keyframed","x":0.25,"y":0.75,
   "keys":[{"at":"0s","x":0.3},{"at":"2s","x":0.6,"y":0.4,"zoom":1.5,"x-by":"me"}]}},
   "audio":{"bus":"Music","lufs":-14,"tp":-1.5},"locale":"ko","captions":{"burn":false,"track":"Korean"},
   "sidecars":[{"kind":"srt"},{"kind":"thumbnail","at":"marker:A|25%","size":[1280,720],"maxBytes":2000000}],
   "name":"{project}_{id}.{ext}"},
  {"preset":"audio.mp3-podcast"}]})";

std::string one(const std::string& members) {
    return R"({"tandemMatrix":1,"deliverables":[{"preset":"h264")" + (members.empty() ? "" : "," + members) + "}]}";
}

} // namespace

TEST_CASE("a matrix holds what its text says") {
    auto m = parse_matrix(kFull, "film.tandemmatrix.json");
    REQUIRE_MESSAGE(m, (m ? "" : m.error().text()));
    REQUIRE(m->deliverables.size() == 2);
    const Deliverable& d = m->deliverables[0];
    CHECK(d.id == "yt");
    CHECK(d.sets == std::vector<std::pair<std::string, std::string>>{
                        {"video.crf", "18"}, {"video.speed", "fast"}, {"container.faststart", "true"}});
    CHECK(d.range == "1s..2s");
    CHECK(*d.size == std::array<int, 2>{1080, 1920});
    CHECK(d.reframe.mode == ReframeMode::keyframed);
    REQUIRE(d.reframe.keys.size() == 2);
    CHECK(d.reframe.keys[0] == ReframeKey{"0s", 0.3, 0.5, 1});
    CHECK(d.reframe.keys[1] == ReframeKey{"2s", 0.6, 0.4, 1.5});
    CHECK(d.bus == "Music");
    CHECK(*d.lufs == -14);
    CHECK(*d.true_peak == -1.5);
    CHECK(*d.burn == false);
    CHECK(d.captions_track == "Korean");
    REQUIRE(d.sidecars.size() == 2);
    CHECK(d.sidecars[1].kind == SidecarKind::thumbnail);
    CHECK(d.sidecars[1].max_bytes == 2'000'000);
    CHECK(m->deliverables[1].id == "2");
    CHECK_FALSE(m->deliverables[1].burn);
    auto again = parse_matrix(matrix_text(*m), "again");
    REQUIRE_MESSAGE(again, (again ? "" : again.error().text()));
    CHECK(*again == *m);
}

TEST_CASE("what is wrong in a matrix is refused, with file and key") {
    struct Row {
        std::string text, says;
    };
    const Row rows[] = {
        {"", "bad.json"},
        {"[]", "object"},
        {"{}", "deliverables"},
        {R"({"tandemMatrix":2,"deliverables":[{"preset":"h264"}]})", "tandemMatrix"},
        {R"({"tandemMatrix":1})", "deliverables"},
        {R"({"tandemMatrix":1,"deliverables":[]})", "deliverables"},
        {R"({"tandemMatrix":1,"deliverables":{}})", "deliverables"},
        {R"({"tandemMatrix":1,"deliverables":[7]})", "object"},
        {R"({"tandemMatrix":1,"deliverables":[{}]})", "preset"},
        {R"({"tandemMatrix":1,"extra":1,"deliverables":[{"preset":"h264"}]})", "extra"},
        {R"({"tandemMatrix":1,"deliverables":[{"id":"a","preset":"x"},{"id":"a","preset":"x"}]})", "\"a\""},
        {one(R"("preste":1)"), "preste"},
        {one(R"("id":5)"), "id"},
        {one(R"("name":"a\u0000b")"), "NUL"},
        {one(R"("set":[1])"), "set"},
        {one(R"("set":{"video.crf":null})"), "video.crf"},
        {one(R"("canvas":{"size":[1,2]})"), "size"},
        {one(R"("canvas":{"size":[1920]})"), "size"},
        {one(R"("canvas":{"size":[1920,1080.5]})"), "size"},
        {one(R"("canvas":{"reframe":{}})"), "mode"},
        {one(R"("canvas":{"reframe":{"mode":"track"}})"), "keyframed"},
        {one(R"("canvas":{"reframe":{"mode":"fill","x":1.5}})"), "\"x\""},
        {one(R"("canvas":{"reframe":{"mode":"fill","keys":[{"at":"1s"}]}})"), "keys"},
        {one(R"("canvas":{"reframe":{"mode":"keyframed"}})"), "keys"},
        {one(R"("canvas":{"reframe":{"mode":"auto","keys":[{"at":"1s","zoom":2}]}})"), "zoom"},
        {one(R"("canvas":{"reframe":{"mode":"keyframed","keys":[{"x":0.5}]}})"), "at"},
        {one(R"("canvas":{"reframe":{"mode":"keyframed","keys":[{"at":"1s","zoom":0}]}})"), "zoom"},
        {one(R"("canvas":{"reframe":{"mode":"keyframed","keys":[{"at":"1s","zom":2}]}})"), "zom"},
        {one(R"("audio":{"lufs":3})"), "lufs"},
        {one(R"("audio":{"lufs":"-14"})"), "lufs"},
        {one(R"("audio":{"gain":3})"), "gain"},
        {one(R"("captions":{"burn":1})"), "burn"},
        {one(R"("sidecars":[{"kind":"pdf"}])"), "kind"},
        {one(R"("sidecars":[{"kind":"srt","at":"1s"}])"), "at"},
        {one(R"("sidecars":[{"kind":"poster","maxBytes":3}])"), "maxBytes"},
        {one(R"("sidecars":{})"), "sidecars"},
        {one("") + "}", "bad.json"},
        {R"({"tandemMatrix":1,"tandemMatrix":1,"deliverables":[{"preset":"h264"}]})", "tandemMatrix"},
    };
    for (const Row& row : rows) {
        auto m = parse_matrix(row.text, "bad.json");
        CAPTURE(row.text);
        REQUIRE_FALSE(m);
        CHECK(m.error().code == ErrorCode::config);
        CHECK(m.error().text().find(row.says) != std::string::npos);
        CHECK(m.error().text().find("bad.json") != std::string::npos);
    }
    CHECK_FALSE(parse_matrix(std::string(200, '['), "deep.json"));
}
