// Plug-ins' own windows, what can be said of them without a display: the lines that are exchanged, which plug-ins have
// one and why others have none, and UIs that do not open.
#include <doctest/doctest.h>

#include "engine/audio/lv2/ui_instance.h"
#include "engine/audio/lv2/window_line.h"
#include "engine/audio/lv2/world.h"

using namespace tandem;
using namespace tandem::lv2;
using Kind = WindowLine::Kind;

static WindowLine reread(const WindowLine& line) {
    const std::string text = to_text(line);
    REQUIRE(text.back() == '\n');
    auto read = parse_window_line(std::string_view(text).substr(0, text.size() - 1));
    REQUIRE(read);
    return *read;
}

TEST_CASE("every line comes back as it was, numbers to the bit") {
    for (const float v : {0.0f, -1.0f, 0.1f, 1e-30f, 3.4e38f, 16777217.0f, 20.000002f}) {
        const WindowLine out = reread({.kind = Kind::value, .port = "gain_2", .value = v});
        CHECK(out.kind == Kind::value);
        CHECK(out.port == "gain_2");
        CHECK(out.value == v);
    }
    CHECK(reread({.kind = Kind::touch, .port = "x", .value = 1}).value == 1);
    for (const Kind kind : {Kind::show, Kind::shown, Kind::closed}) CHECK(reread({.kind = kind}).kind == kind);
    for (const Kind kind : {Kind::title, Kind::failed, Kind::unread}) {
        const WindowLine out = reread({.kind = kind, .text = "A1 동해 — \"x\""});
        CHECK(out.kind == kind);
        CHECK(out.text == "A1 동해 — \"x\"");
    }
    CHECK(to_text({.kind = Kind::value, .port = "a", .value = 0.5f}) == "value a 0.5\n");
}

TEST_CASE("texts cannot make another line, and too long ones are cut between characters") {
    CHECK(reread({.kind = Kind::title, .text = "a\nclosed\r\t"}).text == "a closed  ");
    std::string longer;
    while (longer.size() < 3 * kMaxWindowLine) longer += "동";
    const std::string text = to_text({.kind = Kind::failed, .text = longer});
    CHECK(text.size() <= kMaxWindowLine + 1);
    CHECK((text.size() - 1 - std::string_view("failed ").size()) % 3 == 0);
    CHECK(reread({.kind = Kind::failed, .text = longer}).text.size() > kMaxWindowLine - 16);
}

TEST_CASE("what is no line is an error") {
    for (const char* text : {"",
                             " ",
                             "value",
                             "value a",
                             "value a ",
                             "value a b",
                             "value a 1 2",
                             "value a 1x",
                             "value a nan",
                             "value a inf",
                             "value a 1e99",
                             "value a,b 1",
                             "value  1",
                             "touch a 2",
                             "touch a 0.5",
                             "shown now",
                             "closed ",
                             "title",
                             "Value a 1",
                             "value a 0,5",
                             "\x01\xff"}) {
        CAPTURE(text);
        const auto read = parse_window_line(text);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == ErrorCode::bad_data);
    }
    CHECK_FALSE(parse_window_line("title " + std::string(kMaxWindowLine, 'a')));
}

TEST_CASE("lines are put together from pieces; a broken or endless one costs itself alone") {
    WindowLineReader reader;
    CHECK_FALSE(reader.next());
    reader.feed("val");
    CHECK_FALSE(reader.next());
    reader.feed("ue a 1\nshown\nnonsense\nclo");
    auto line = reader.next();
    REQUIRE(line);
    CHECK((**line).kind == Kind::value);
    CHECK((**reader.next()).kind == Kind::shown);
    line = reader.next();
    REQUIRE(line);
    CHECK_FALSE(*line);
    CHECK_FALSE(reader.next());
    reader.feed("sed\n");
    CHECK((**reader.next()).kind == Kind::closed);
    // Never more than a line is kept.
    int errors = 0;
    for (int i = 0; i < 100; ++i) {
        reader.feed(std::string(3000, 'x'));
        while (const auto next = reader.next()) errors += !*next;
    }
    CHECK(errors == 1);
    reader.feed("\nshown\n");
    line = reader.next();
    REQUIRE(line);
    REQUIRE(*line);
    CHECK((**line).kind == Kind::shown);
    CHECK_FALSE(reader.next());
}

TEST_CASE("which plug-ins have a window of their own, and why others have none") {
    auto info = [](const char* name) {
        auto found = find("urn:tandem:test:" + std::string(name));
        REQUIRE(found);
        return found;
    };
    CHECK(info("gain")->window == "urn:tandem:test:ui:gain");
    CHECK(info("gain")->no_window.empty());
    CHECK(info("nan")->window == "urn:tandem:test:ui:no_library"); // not run to find out
    CHECK(info("exit")->window.empty());
    CHECK(info("exit")->no_window.empty()); // brings none
    CHECK(info("organ")->window.empty());
    CHECK(info("organ")->no_window.find("GtkUI") != std::string::npos);
    CHECK(info("worker")->window.empty()); // the one for X11 is the one to speak of
    CHECK(info("worker")->no_window.find("instance-access") != std::string::npos);
}

TEST_CASE("a window that cannot be opened says why") {
    auto why = [](const char* name) {
        const auto opened = UiInstance::open({.info = find("urn:tandem:test:" + std::string(name))});
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == ErrorCode::unavailable);
        return opened.error().what;
    };
    CHECK(why("nan").find("none.so") != std::string::npos);
    CHECK(why("duck") == "its window did not open");
    CHECK(why("exit") == "it has no window of its own");
    CHECK(why("organ").find("GtkUI") != std::string::npos);
    CHECK_FALSE(UiInstance::open({}));
}
