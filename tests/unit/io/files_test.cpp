// Reading within limits and atomic writing: the old file stays whole whatever goes wrong.
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/io/disk_space.h"
#include "engine/io/project_file.h"
#include "tests/unit/io/temp_dir.h"

using namespace tandem;
using tandem::test::TempDir;

TEST_CASE("a written file reads back, replaces the old one and leaves nothing beside it") {
    TempDir dir;
    std::string path = dir / "a.txt";
    REQUIRE(write_file_atomic(path, "one"));
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    REQUIRE(write_file_atomic(path, "two"));
    CHECK(read_file_limited(path, 3).value() == "two");
    CHECK(read_file_limited(path, 2).error().code == ErrorCode::denied);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0640);
    CHECK(dir.names() == std::vector<std::string>{"a.txt"});
    std::filesystem::create_symlink(path, dir / "link");
    REQUIRE(write_file_atomic(dir / "link", "three"));
    CHECK(std::filesystem::is_symlink(dir / "link"));
    CHECK(read_file_limited(path, 100).value() == "three");
}

TEST_CASE("a full disk leaves the old file whole") {
    TempDir dir;
    std::string path = dir / "a.txt";
    REQUIRE(write_file_atomic(path, "old"));
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    auto handler = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit tight {
        4096, before.rlim_max
    };
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
    auto r = write_file_atomic(path, std::string(100000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    REQUIRE(!r);
    CHECK(r.error().code == ErrorCode::io);
    CHECK(r.error().where == path);
    CHECK(read_file_limited(path, 100).value() == "old");
    CHECK(dir.names() == std::vector<std::string>{"a.txt"});
}

TEST_CASE("a kill in the middle of writing leaves nothing beside the files that are whole") {
    TempDir dir;
    const int probe = ::open(dir.path().c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (probe < 0) {
        MESSAGE("skipped: the file system knows no files without a name");
        return;
    }
    ::close(probe);
    const std::string text(3'000'000, 'x');
    for (int round = 0; round < 20; ++round) {
        const pid_t child = ::fork();
        if (child == 0)
            for (int i = 0;; ++i)
                if (!write_file_atomic(dir / (std::to_string(round) + "-" + std::to_string(i)), text)) ::_exit(1);
        ::usleep(static_cast<useconds_t>(3000 + 700 * round));
        ::kill(child, SIGKILL);
        REQUIRE(::waitpid(child, nullptr, 0) == child);
    }
    for (const std::string& name : dir.names()) {
        CAPTURE(name);
        CHECK_FALSE(name.starts_with("."));
        CHECK(std::filesystem::file_size(dir / name) == text.size());
    }
}

TEST_CASE("what cannot be opened or created says so") {
    TempDir dir;
    CHECK(write_file_atomic(dir / "none/a.txt", "x").error().code == ErrorCode::cant_create);
    CHECK(write_file_atomic(dir.path(), "x").error().code == ErrorCode::cant_create);
    CHECK(write_file_atomic("", "x").error().code == ErrorCode::cant_create);
    CHECK(read_file_limited(dir / "none", 10).error().code == ErrorCode::no_input);
    CHECK(read_file_limited(dir.path(), 10).error().code == ErrorCode::no_input);
    REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
    CHECK(read_file_limited(dir / "pipe", 10).error().code == ErrorCode::no_input); // and does not hang
    CHECK(read_file_limited("/dev/zero", 10).error().code == ErrorCode::no_input);
}

TEST_CASE("room on disk is asked of the nearest folder that is there, and said in words") {
    TempDir dir;
    CHECK(disk_free(dir.path() + "/none/at/all") > 0);
    CHECK(disk_free("") > 0);
    CHECK(bytes_text(0) == "0 bytes");
    CHECK(bytes_text(999) == "999 bytes");
    CHECK(bytes_text(1000) == "1.0 kB");
    CHECK(bytes_text(999'960) == "1.0 MB");
    CHECK(bytes_text(268'435'456) == "268.4 MB");
    CHECK(bytes_text(int64_t{5} << 40) == "5.5 TB");
    const Error told = disk_full(dir.path() + "/film.mp4", 1'500'000);
    CHECK(told.code == ErrorCode::io);
    CHECK(told.what.find("1.5 MB are needed, ") != std::string::npos);
    CHECK(disk_full("x", 0).what.find("needed") == std::string::npos);
    // A disk that never had so much room holds nobody back.
    DiskReserve never(dir.path(), INT64_MAX);
    never.hold([] { return false; }, [](const std::string& text) { FAIL(text); });
}
