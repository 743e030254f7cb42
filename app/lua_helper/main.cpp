// tandem-lua: runs one delivery script for its parent, tandem, in a process that can do nothing else. Not for use by
// hand. Reads the project's description and the script from the socket, locks itself in, answers with a matrix or an
// error, and is gone.
#include <cstdio>
#include <exception>
#include <new>
#include <sys/socket.h>
#include <unistd.h>

#include "app/lua_helper/confine.h"
#include "app/lua_helper/sandbox.h"
#include "app/lua_helper/wire.h"
#include "engine/io/json_value.h"

namespace tandem::lua_helper {

// Room besides Lua's own: deliverables, texts on the way, the allocator's waste.
static constexpr size_t kOtherBytes = size_t{96} << 20;

static void out_of_memory() {
    static constexpr char kText[] = R"({"code":"denied","what":"the script needs more memory than it may have"})";
    write_frame(kSocket, FrameKind::error, kText);
    _exit(0);
}

[[noreturn]] static void finish(const Error& error) {
    write_frame(kSocket, FrameKind::error, error_json(error));
    _exit(0);
}

static int64_t integer(const Value& clock, const char* key) {
    const Value* v = clock.find(key);
    return v && v->as_int() ? *v->as_int() : 0;
}

static int run() {
    int type = 0;
    socklen_t size = sizeof type;
    if (getsockopt(kSocket, SOL_SOCKET, SO_TYPE, &type, &size) != 0) {
        std::fputs("tandem-lua is started by tandem, not by hand\n", stderr);
        return 64;
    }
    std::set_new_handler(out_of_memory);
    if (auto isolated = isolate(kSocket); !isolated) finish(isolated.error());
    Frame world, script;
    if (!read_frame(kSocket, world) || !read_frame(kSocket, script)) return 1;
    static Sandbox sandbox; // lives as long as the process: the state is never closed
    auto described = parse_value(world.bytes);
    if (!described) finish(described.error());
    sandbox.socket = kSocket;
    sandbox.world = std::move(*described);
    const Value* clock = sandbox.world.find("clock");
    const Value* name = sandbox.world.find("script");
    if (!clock || !name || !name->as_string()) return 1;
    sandbox.rate = {static_cast<int32_t>(integer(*clock, "num")), static_cast<int32_t>(integer(*clock, "den"))};
    sandbox.audio_rate = integer(*clock, "audio_rate");
    sandbox.start_frame = integer(*clock, "start_frame");
    sandbox.drop = integer(*clock, "drop") ? DropFrame::yes : DropFrame::no;
    lua_State* lua = make_sandbox(sandbox);
    if (!lua) finish(fail(ErrorCode::unavailable, "out of memory"));
    if (auto confined = confine(kSocket, kMaxLuaBytes + kOtherBytes); !confined) finish(confined.error());
    if (!write_frame(kSocket, FrameKind::ready, "")) return 1;
    auto matrix = run_sandbox(lua, script.bytes, *name->as_string());
    if (!matrix) finish(matrix.error());
    write_frame(kSocket, FrameKind::matrix, *matrix);
    return 0;
}

} // namespace tandem::lua_helper

int main() { _exit(tandem::lua_helper::run()); }
