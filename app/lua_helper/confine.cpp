// Limits and the system call filter; see confine.h.
#include "app/lua_helper/confine.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <seccomp.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tandem::lua_helper {

static Error cannot(const char* what, int error) {
    return fail(ErrorCode::unavailable, std::string("scripts are not run, as this system cannot confine them: ") +
                                            what + ": " + std::strerror(error));
}

static bool limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard) {
    const rlimit value{soft, hard};
    return setrlimit(what, &value) == 0;
}

Result<void> isolate(int socket) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return cannot("parent's death signal", errno);
    if (prctl(PR_SET_DUMPABLE, 0) != 0) return cannot("dumpable", errno);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return cannot("no new privileges", errno);
    if (socket > 0) close_range(0, static_cast<unsigned>(socket) - 1, 0);
    close_range(static_cast<unsigned>(socket) + 1, ~0u, 0);
    if (chdir("/") != 0) return cannot("folder", errno);
    return {};
}

// Bytes of address space in use.
static size_t address_space() {
    size_t pages = 0;
    if (FILE* f = std::fopen("/proc/self/statm", "re")) {
        if (std::fscanf(f, "%zu", &pages) != 1) pages = 0;
        std::fclose(f);
    }
    return pages * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

static Result<void> filter(int socket) {
    scmp_filter_ctx rules = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!rules) return cannot("system call filter", ENOMEM);
    const auto fd = static_cast<scmp_datum_t>(socket);
    int error = seccomp_attr_set(rules, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    const auto allow = [&](int call) {
        if (error == 0) error = seccomp_rule_add(rules, SCMP_ACT_ALLOW, call, 0);
    };
    for (int call : {SCMP_SYS(read), SCMP_SYS(write)})
        if (error == 0) error = seccomp_rule_add(rules, SCMP_ACT_ALLOW, call, 1, SCMP_A0(SCMP_CMP_EQ, fd, 0));
    // Memory of its own that is never code.
    if (error == 0)
        error = seccomp_rule_add(rules, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                                 SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
    for (int call : {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
                     SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group)})
        allow(call);
    if (error == 0) error = seccomp_load(rules);
    seccomp_release(rules);
    if (error != 0) return cannot("system call filter", -error);
    return {};
}

Result<void> confine(int socket, size_t memory_bytes) {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto cpu = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + kCpuSeconds);
    const size_t space = address_space();
    if (space == 0) return cannot("size of its memory", ENOSYS);
    if (!limit(RLIMIT_CPU, cpu, cpu + 1) || !limit(RLIMIT_AS, space + memory_bytes, space + memory_bytes) ||
        !limit(RLIMIT_NOFILE, 0, 0) || !limit(RLIMIT_FSIZE, 0, 0) || !limit(RLIMIT_NPROC, 0, 0) ||
        !limit(RLIMIT_CORE, 0, 0) || !limit(RLIMIT_MEMLOCK, 0, 0))
        return cannot("limits", errno);
    return filter(socket);
}

} // namespace tandem::lua_helper
