// Names of delivered files: words of patterns, and names that would leave the folder or hide what they are.
#include <string_view>

#include <doctest/doctest.h>

#include "engine/export/output_name.h"

using namespace tandem;
using namespace std::string_literals;

TEST_CASE("every word of a pattern is replaced, once") {
    NameWords w{.project = "sea",
                .sequence = "{id}",
                .preset = "h264",
                .id = "yt",
                .locale = "ko",
                .ext = "mp4",
                .date = "2026-01-31",
                .width = 1920,
                .height = 1080,
                .index = 3,
                .rate = FrameRate{30000, 1001}};
    CHECK(expand_name(
              "{project} {sequence} {timeline} {preset} {id} {locale} {width}x{height} {fps} {index} {date}.{ext}",
              w) == "sea {id} {id} h264 yt ko 1920x1080 29.97 3 2026-01-31.mp4");
    w.rate = FrameRate{25, 1}, w.width = w.height = 0;
    CHECK(expand_name("{fps}{width}|{who}|{", w) == "25|{who}|{");
    // A value cannot bring a way out of the folder with it.
    w.project = "../../etc/passwd", w.locale = "a\nb\\c\0d"s;
    CHECK(expand_name("{project}", w) == ".._.._etc_passwd");
    CHECK(expand_name("{locale}", w) == "a_b_c_d");
}

TEST_CASE("nasty names are refused, each of them") {
    std::vector<std::string> nasty{"",
                                   ".",
                                   "..",
                                   "...",
                                   ". .",
                                   " ",
                                   "   ",
                                   "/",
                                   "//",
                                   "///",
                                   "/etc/passwd",
                                   "/tmp/x.mp4",
                                   "//host/share/x",
                                   "../x.mp4",
                                   "../../x.mp4",
                                   "../../../../../../../../etc/cron.d/x",
                                   "a/../b.mp4",
                                   "a/../../b.mp4",
                                   "a/..",
                                   "a/.",
                                   "./x.mp4",
                                   "././x",
                                   "a/b.mp4",
                                   "a//b.mp4",
                                   "a/",
                                   "x.mp4/",
                                   "..\\x.mp4",
                                   "\\x.mp4",
                                   "\\\\host\\share\\x.mp4",
                                   "C:\\x.mp4",
                                   "C:/x.mp4",
                                   "c:\\windows\\x",
                                   "a\\b.mp4",
                                   "..\\..\\x",
                                   "file:///etc/passwd",
                                   "file://host/x",
                                   "http://host/x.mp4",
                                   "rtmp://host/live",
                                   "pipe:/1",
                                   "~/x.mp4",
                                   "~root/x.mp4",
                                   "$HOME/x.mp4",
                                   "/proc/self/fd/1",
                                   "/dev/sda",
                                   "/dev/null",
                                   "x.mp4/../../y",
                                   "....//x",
                                   "....//....//x",
                                   "..;/x",
                                   "..%2f../x",
                                   "x/%2e%2e/y",
                                   "x.part",
                                   ".part",
                                   "film.mp4.part",
                                   "film\n.mp4",
                                   "film\r.mp4",
                                   "\tfilm.mp4",
                                   "film.mp4\n",
                                   "\x01",
                                   "\x1b[2Jfilm.mp4",
                                   "film\x7f.mp4",
                                   "a\0b.mp4"s,
                                   "film.mp4\0.jpg"s,
                                   "\0"s,
                                   "\xff",
                                   "\xfe\xff",
                                   "film\xff.mp4",
                                   "\xc0\xaf",
                                   "..\xc0\xaf..\xc0\xafx",
                                   "\xe0\x80\xaf",
                                   "\xc0\xae\xc0\xae",
                                   "\xed\xa0\x80",
                                   "\xf4\x90\x80\x80",
                                   "\xf8\x88\x80\x80\x80",
                                   "a\x80",
                                   "\xc3",
                                   "film\xe2\x80",
                                   "film\xe2\x80\xae"
                                   "4pm.exe",
                                   "film\xe2\x80\xad.mp4",
                                   "\xe2\x81\xa6x.mp4",
                                   "x\xe2\x81\xa9.mp4",
                                   "a\xe2\x80\xa8"
                                   "b",
                                   "a\xe2\x80\xa9"
                                   "b",
                                   "a\xe2\x80\x8e"
                                   "b",
                                   "a\xe2\x80\x8f"
                                   "b",
                                   "a\xc2\x85"
                                   "b",
                                   "\xc2\x9b"
                                   "2J",
                                   "a\xc2\x80",
                                   "a\xc2\x9f.mp4",
                                   "\xe2\x80\xaa",
                                   "\xe2\x80\xab",
                                   "\xe2\x80\xac",
                                   std::string(201, 'a'),
                                   std::string(4096, 'b'),
                                   std::string(65536, 'c'),
                                   std::string(198, 'd') + ".mp4",
                                   std::string(300, '.'),
                                   std::string(500, '/'),
                                   "x" + std::string(100, '/') + "y"};
    for (char c = 1; c < 0x20; ++c) nasty.push_back(std::string("film") + c + ".mp4");
    CHECK(nasty.size() >= 100);
    for (const auto& name : nasty) {
        CAPTURE(name);
        auto r = check_file_name(name);
        REQUIRE_FALSE(r);
        CHECK(r.error().code == ErrorCode::denied);
        CHECK(r.error().text().size() < 300);
        CHECK(r.error().text().find('\n') == std::string::npos);
    }
    for (const char* good :
         {"film.mp4", "..film.mp4", "film..mp4", "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4.mp4", "a b (1).mov", "-x.mp4",
          "100%.mp4", "{odd}.mkv", "a'b\"c.mp4", "caf\xc3\xa9.mp4", "\xe2\x80\x93.mp4", "C:x.mp4"})
        CHECK_MESSAGE(check_file_name(good), good);
}
