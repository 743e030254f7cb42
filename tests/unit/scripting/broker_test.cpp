// What --allow gives and what it does not: paths and names that want more than their folder.
#include "tests/unit/scripting/fixture.h"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "app/scripting/script_broker.h"

using namespace tandem;
using namespace tandem::test;
namespace fs = std::filesystem;

namespace {

struct Folders {
    fs::path root = fs::path(TANDEM_BINARY_DIR) / ("broker_" + std::to_string(getpid())), in = root / "in",
             out = root / "out";
    app::ScriptAllow allow{.read = {in.string()}, .env = {"TANDEM_TEST_CLIENT"}};
    Folders() {
        fs::remove_all(root);
        fs::create_directories(in / "sub" / "deep");
        fs::create_directories(out);
        fs::create_directories(root / "in2");
        for (const char* file : {"in/names.txt", "in/sub/more.txt", "in/sub/deep/last.txt", "in/ space .txt", "in/... ",
                                 "in/..a", "in/\xEC\x84\xAC.txt", "out/secret", "in2/secret", "secret"})
            std::ofstream(root / file) << file;
        fs::create_symlink("names.txt", in / "good_link");
        fs::create_symlink("sub", in / "good_folder");
        fs::create_symlink("../out/secret", in / "bad_link");
        fs::create_symlink(out / "secret", in / "absolute_link");
        fs::create_symlink("../out", in / "bad_folder");
        fs::create_symlink("/", in / "root");
        fs::create_symlink("/proc/self", in / "proc");
        fs::create_symlink("/proc/self/environ", in / "environ");
        fs::create_symlink("/proc/self/fd/0", in / "fd");
        fs::create_symlink("loop", in / "loop");
        fs::create_symlink("b", in / "a");
        fs::create_symlink("a", in / "b");
        fs::create_symlink("..", in / "up");
        fs::create_symlink("../..", in / "sub" / "up_up");
        fs::create_symlink("..", in / "sub" / "up_inside"); // stays within
        fs::create_symlink("/dev/zero", in / "zero");
        fs::create_symlink("nowhere", in / "dangling");
        mkfifo((in / "pipe").c_str(), 0600);
        std::ofstream(in / "large") << std::string(app::kMaxScriptFile + 1, 'x');
        std::ofstream(in / "full") << std::string(app::kMaxScriptFile, 'x');
    }
    ~Folders() { fs::remove_all(root); }
};

} // namespace

TEST_CASE("files below the folder are read") {
    const Folders f;
    for (const char* path : {"names.txt", "./names.txt", "sub/more.txt", "sub//more.txt", "sub/./more.txt",
                             "sub/deep/last.txt", "good_link", "good_folder/more.txt", " space .txt", "... ", "..a",
                             "\xEC\x84\xAC.txt", "full", "sub/up_inside/names.txt"}) {
        CAPTURE(path);
        auto bytes = app::read_allowed(f.allow, path);
        REQUIRE_MESSAGE(bytes, why(bytes));
        CHECK(!bytes->empty());
    }
    CHECK(*app::read_allowed(f.allow, "sub/more.txt") == "in/sub/more.txt");
    // A second folder is asked where the first has no such file.
    app::ScriptAllow two = f.allow;
    two.read.push_back((f.root / "in2").string());
    CHECK(*app::read_allowed(two, "secret") == "in2/secret");
}

TEST_CASE("a hundred tricks to read more") {
    const Folders f;
    std::vector<std::string> tricks = {
        "",
        ".",
        "..",
        "/",
        "//",
        "./",
        "../",
        "./.",
        "sub",
        "sub/",
        "sub/.",
        "sub/..",
        "names.txt/",
        "names.txt/.",
        "names.txt/..",
        "../secret",
        "../out/secret",
        "../in2/secret",
        "./../secret",
        "sub/../../secret",
        "sub/../names.txt",
        "sub/deep/../../../secret",
        ".//..//secret",
        "..//secret",
        "../../../../../../../../etc/passwd",
        "sub/../../in/names.txt",
        "../in/names.txt",
        "/etc/passwd",
        "//etc/passwd",
        "///etc/passwd",
        "/etc/../etc/passwd",
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/self/fd/0",
        "/proc/self/root/etc/passwd",
        "/proc/self/cwd",
        "/proc/1/environ",
        "/dev/zero",
        "/dev/stdin",
        "/dev/fd/0",
        "/dev/tty",
        "/sys/kernel",
        f.in.string() + "/names.txt",
        f.out.string() + "/secret",
        (f.in / ".." / "out" / "secret").string(),
        "bad_link",
        "absolute_link",
        "bad_folder/secret",
        "root/etc/passwd",
        "root",
        "proc/environ",
        "proc/root/etc/passwd",
        "proc/fd/0",
        "proc",
        "environ",
        "fd",
        "loop",
        "a",
        "b",
        "up/out/secret",
        "up/secret",
        "up/in/names.txt",
        "sub/up_up/secret",
        "sub/up_up/out/secret",
        "sub/up_inside/../secret",
        "sub/up_inside/up/secret",
        "good_folder/up_up/secret",
        "zero",
        "dangling",
        "pipe",
        "large",
        "names.txt ",
        " names.txt",
        "names.txt\n",
        "names.txt\r",
        "names.txt\t",
        "\tnames.txt",
        "names.txt.",
        "NAMES.TXT",
        "names .txt",
        "~/names.txt",
        "~root/.profile",
        "~",
        "$HOME",
        "${HOME}/.profile",
        "`id`",
        "$(id)",
        "names.txt;id",
        "names.txt|id",
        "|id",
        "names.*",
        "*",
        "?ames.txt",
        "[n]ames.txt",
        "{names,secret}.txt",
        "%2e%2e/secret",
        "..%2fsecret",
        "%2e%2e%2fsecret",
        "%00",
        "..\\secret",
        "..\\..\\secret",
        "C:\\windows\\win.ini",
        "\\\\host\\share",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "http://127.0.0.1/",
        "ftp://127.0.0.1/x",
        "concat:names.txt|/etc/passwd",
        "subfile,,start,0,end,9,,:/etc/passwd",
        "data:text/plain,x",
        "\xEF\xBC\x8E\xEF\xBC\x8E/secret", // full-width dots
        "\xE2\x80\xA5/secret",             // two dot leader
        "..\xE2\x88\x95secret",            // division slash
        "..\xEF\xBC\x8Fsecret",            // full-width slash
        "..\xC0\xAFsecret",                // overlong slash
        "\xC0\xAE\xC0\xAE/secret",         // overlong dots
        "names.txt\xE2\x80\x8B",           // zero-width space
        "n\xD0\xB0mes.txt",                // Cyrillic a
        "names\xE2\x80\xAE.txt",           // right-to-left override
        "\xFF\xFE",
        ".names.txt",
        "...",
        "....",
        ".../secret",
        "..../secret",
        ". ./secret",
        ".. /secret",
        "../ secret",
        std::string("names.txt\0", 10),
        std::string("names.txt\0.png", 14),
        std::string("\0names.txt", 10),
        std::string("../secret\0names.txt", 19),
        std::string("sub\0/../../secret", 17),
        std::string(255, 'x'),
        std::string(256, 'x'),
        std::string(4096, 'x'),
        std::string(65536, 'x'),
        std::string(1 << 20, '/'),
        std::string(1 << 20, '.'),
    };
    std::string long_up, long_here;
    for (int i = 0; i < 2000; ++i) long_up += "../", long_here += "./";
    tricks.push_back(long_up + "etc/passwd");
    tricks.push_back(long_here + "names.txt"); // longer than a path may be
    CHECK(tricks.size() >= 100);
    for (const std::string& path : tricks) {
        CAPTURE(path.substr(0, 100));
        auto bytes = app::read_allowed(f.allow, path);
        REQUIRE(!bytes);
        CHECK((bytes.error().code == ErrorCode::denied || bytes.error().code == ErrorCode::no_input));
    }
    // Those that exist outside are refused, not merely missing.
    for (const char* path : {"../secret", "/etc/passwd", "bad_link", "absolute_link", "bad_folder/secret", "up/secret",
                             "proc/environ", "pipe", "zero", "large", "loop", "sub/../names.txt"})
        CHECK_MESSAGE(app::read_allowed(f.allow, path).error().code == ErrorCode::denied, path);
    CHECK(app::read_allowed({}, "names.txt").error().code == ErrorCode::denied);
}

TEST_CASE("a script reads through tandem and sees only what it was allowed") {
    const Folders f;
    setenv("TANDEM_TEST_CLIENT", "Island Films", 1);
    const Ran ran = run_text("print(tandem.read('names.txt'))\n"
                             "print(tandem.env('TANDEM_TEST_CLIENT'))\n"
                             "print(pcall(tandem.read, '../secret'))\n"
                             "print(select('#', tandem.read('full')), #tandem.read('full'))\n"
                             "local m = tandem.matrix() m:add{preset = 'h264'} return m",
                             f.allow);
    REQUIRE_MESSAGE(ran.matrix, why(ran.matrix));
    REQUIRE(ran.printed.size() == 4);
    CHECK(ran.printed[0] == "in/names.txt");
    CHECK(ran.printed[1] == "Island Films");
    CHECK(ran.printed[2].starts_with("false?"));
    CHECK(ran.printed[3] == "1?1048576");
    unsetenv("TANDEM_TEST_CLIENT");
    const Ran unset = run_text(
        "print(tandem.env('TANDEM_TEST_CLIENT')) local m = tandem.matrix() m:add{preset = 'h264'} return m", f.allow);
    REQUIRE(unset.matrix);
    CHECK(unset.printed[0] == "nil");

    struct Row {
        const char* text;
        ErrorCode code;
    };
    for (const Row& row :
         {Row{"\ntandem.read('../secret')", ErrorCode::denied}, Row{"\ntandem.read('/etc/passwd')", ErrorCode::denied},
          Row{"\ntandem.read('bad_link')", ErrorCode::denied}, Row{"\ntandem.read('nothing')", ErrorCode::no_input},
          Row{"\ntandem.env('HOME')", ErrorCode::denied}, Row{"\ntandem.env('PATH')", ErrorCode::denied},
          Row{"\ntandem.env('TANDEM_TEST_CLIENT=x')", ErrorCode::denied}, Row{"\ntandem.env('')", ErrorCode::denied},
          Row{"\ntandem.read(('x'):rep(100000))", ErrorCode::denied}, Row{"\ntandem.read()", ErrorCode::bad_data},
          Row{"\ntandem.read({})", ErrorCode::bad_data}}) {
        CAPTURE(row.text);
        const Ran refused = run_text(row.text, f.allow);
        REQUIRE(!refused.matrix);
        CHECK(refused.matrix.error().code == row.code);
        CHECK(refused.matrix.error().text().starts_with("test.lua:2: "));
    }
    const Ran many = run_text("while true do tandem.read('names.txt') end", f.allow);
    REQUIRE(!many.matrix);
    CHECK(many.matrix.error().code == ErrorCode::denied);
}

TEST_CASE("--allow takes folders and names, nothing else") {
    const Folders f;
    auto allow = app::parse_allow({"read:" + f.in.string(), "read:" + (f.in / "good_folder").string(), "env:CLIENT_1"});
    REQUIRE(allow);
    CHECK(allow->read == std::vector<std::string>{f.in.string(), (f.in / "sub").string()});
    CHECK(allow->env == std::vector<std::string>{"CLIENT_1"});
    for (const char* word : {"", "read", "write:/tmp", "exec:/bin/sh", "net:*", "env:", "env:A B", "env:1A", "env:*",
                             "env:A=B", "READ:/tmp", "*"})
        CHECK_MESSAGE(app::parse_allow({word}).error().code == ErrorCode::usage, word);
    for (const std::string& word :
         {std::string("read:"), std::string("read:/nowhere"), "read:" + (f.in / "names.txt").string()})
        CHECK_MESSAGE(app::parse_allow({word}).error().code == ErrorCode::no_input, word);
}
