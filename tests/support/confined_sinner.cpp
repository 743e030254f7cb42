// Confines itself as tandem-lua does, then does the forbidden thing that its argument names. It must die by the filter;
// that it lives is told by exit 0. "compute" is what is allowed, "burn" what a processor limit ends.
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

#include "app/lua_helper/confine.h"

static void sin(const std::string& what) {
    char* none[] = {nullptr};
    char byte = 'x';
    if (what == "open") syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY);
    if (what == "create") syscall(SYS_openat, AT_FDCWD, "/tmp/sinner", O_CREAT | O_WRONLY, 0600);
    if (what == "socket") socket(AF_INET, SOCK_STREAM, 0);
    if (what == "fork") syscall(SYS_fork);
    if (what == "clone") syscall(SYS_clone, 17, nullptr, nullptr, nullptr, 0);
    if (what == "clone3") syscall(SYS_clone3, nullptr, 0);
    if (what == "execve") execve("/bin/true", none, none);
    if (what == "ptrace") ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    if (what == "kill") syscall(SYS_kill, getppid(), 0);
    if (what == "getpid") syscall(SYS_getpid);
    if (what == "unlink") syscall(SYS_unlink, "/tmp/sinner");
    if (what == "prctl") syscall(SYS_prctl, 4, 1);
    if (what == "dup") syscall(SYS_dup, 3);
    if (what == "sendmsg") syscall(SYS_sendmsg, 3, nullptr, 0);
    if (what == "recvmsg") syscall(SYS_recvmsg, 3, nullptr, 0);
    if (what == "ioctl") syscall(SYS_ioctl, 3, 0, 0);
    if (what == "clock") syscall(SYS_clock_gettime, 2, nullptr);
    if (what == "io_uring") syscall(SYS_io_uring_setup, 1, nullptr);
    if (what == "read_other") syscall(SYS_read, 0, &byte, 1);
    if (what == "write_other") syscall(SYS_write, 1, &byte, 1);
    if (what == "code") syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (what == "file_map") syscall(SYS_mmap, nullptr, 4096, PROT_READ, MAP_PRIVATE, 3, 0);
    if (what == "mprotect") syscall(SYS_mprotect, nullptr, 4096, PROT_EXEC);
    if (what == "x32") syscall(SYS_getpid | 0x40000000);
    if (what == "burn")
        for (;;) asm volatile("");
    if (what == "compute") {
        std::vector<int> numbers(1 << 20);
        for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i);
        _exit(numbers.back() == (1 << 20) - 1 ? 0 : 3);
    }
    if (what == "memory")
        _exit(mmap(nullptr, size_t{256} << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 0 : 3);
}

int main(int argc, char** argv) {
    using namespace tandem::lua_helper;
    if (argc < 2) return 64;
    const std::string what = argv[1];
    if (!isolate(3)) return 4;
    if (!confine(3, size_t{64} << 20)) return 5;
    sin(what);
    _exit(0);
}
