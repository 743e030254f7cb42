// Loaded with LD_PRELOAD, this finds what a realtime thread must not do between tandem_realtime_enter() and
// tandem_realtime_leave(): taking or giving back memory and locking (interposed), any system call (Syscall User
// Dispatch, Linux 5.11, x86-64), being blocked and page faults (getrusage). It says what it saw at the end and turns a
// passing program's exit status into 99 where there was anything, or where nothing was guarded at all.
//
// A scope that slept although it made no call and took no lock waited for a page: for the kernel, or for a hypervisor
// that had taken it away. Both count as a fault of pages, of which one scope in kPageScopes may have one: code is
// mapped where it first runs, and the kernel moves pages. After a fork the pages of parent and child are copied where
// they are next written; from then on faults say nothing and are not counted.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#define PR_SYS_DISPATCH_ON 1
#endif

enum { kAllow = 0, kBlock = 1, kPageScopes = 1000 };
#define THREAD_LOCAL static __thread __attribute__((tls_model("initial-exec")))
THREAD_LOCAL volatile char selector;
THREAD_LOCAL int inside, armed;
THREAD_LOCAL unsigned long seen; // violations of this scope
THREAD_LOCAL struct rusage before;

static unsigned long entries, memory_calls, lock_calls, system_calls, blocked;
static unsigned long paged, watched; // scopes that met a fault of pages; scopes that were looked at for them
static int forked;
static void* first_place; // where the first violation came from
static long first_call;

static void note(unsigned long* count, void* place) {
    ++seen;
    __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
    void* none = NULL;
    __atomic_compare_exchange_n(&first_place, &none, place, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void*, size_t),
    *__libc_memalign(size_t, size_t);
extern void __libc_free(void*);
#define MEMORY()                                                                                                       \
    if (inside) note(&memory_calls, __builtin_return_address(0))
void* malloc(size_t n) {
    MEMORY();
    return __libc_malloc(n);
}
void* calloc(size_t n, size_t size) {
    MEMORY();
    return __libc_calloc(n, size);
}
void* realloc(void* p, size_t n) {
    MEMORY();
    return __libc_realloc(p, n);
}
void free(void* p) {
    if (p) MEMORY();
    __libc_free(p);
}
void* aligned_alloc(size_t alignment, size_t n) {
    MEMORY();
    return __libc_memalign(alignment, n);
}
int posix_memalign(void** p, size_t alignment, size_t n) {
    MEMORY();
    *p = __libc_memalign(alignment, n);
    return *p ? 0 : ENOMEM;
}

#define REAL(name)                                                                                                     \
    static __typeof__(&name) real;                                                                                     \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                                                      \
    if (inside) note(&lock_calls, __builtin_return_address(0))
int pthread_mutex_lock(pthread_mutex_t* m) {
    REAL(pthread_mutex_lock);
    return real(m);
}
int sem_wait(sem_t* s) {
    REAL(sem_wait);
    return real(s);
}

// A call from inside: counted, then made. Later ones until the end of the scope pass uncounted.
static void on_call(int signal_number, siginfo_t* info, void* context) {
    (void)signal_number, (void)info;
    selector = kAllow;
    greg_t* g = ((ucontext_t*)context)->uc_mcontext.gregs;
    if (system_calls == 0) first_call = g[REG_RAX];
    note(&system_calls, (void*)g[REG_RIP]);
    long result;
    register long r10 __asm__("r10") = g[REG_R10];
    register long r8 __asm__("r8") = g[REG_R8];
    register long r9 __asm__("r9") = g[REG_R9];
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(g[REG_RAX]), "D"(g[REG_RDI]), "S"(g[REG_RSI]), "d"(g[REG_RDX]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    g[REG_RAX] = result;
}

void tandem_realtime_enter(void) {
    if (!armed) {
        armed = 1;
        struct sigaction action = {0};
        action.sa_sigaction = on_call;
        action.sa_flags = SA_SIGINFO | SA_NODEFER;
        sigaction(SIGSYS, &action, NULL);
        if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &selector) != 0) armed = -1;
    }
    __atomic_fetch_add(&entries, 1, __ATOMIC_RELAXED);
    seen = 0;
    getrusage(RUSAGE_THREAD, &before);
    inside = 1;
    if (armed > 0) selector = kBlock;
}

void tandem_realtime_leave(void) {
    selector = kAllow;
    inside = 0;
    struct rusage now;
    getrusage(RUSAGE_THREAD, &now);
    const int slept = now.ru_nvcsw != before.ru_nvcsw;
    const int faulted = now.ru_minflt != before.ru_minflt || now.ru_majflt != before.ru_majflt;
    if (slept && (seen > 0 || armed < 0))
        note(&blocked, __builtin_return_address(0));
    else if (!forked)
        __atomic_fetch_add(&paged, slept || faulted, __ATOMIC_RELAXED),
            __atomic_fetch_add(&watched, 1, __ATOMIC_RELAXED);
}

static void on_fork(void) { forked = 1; }
__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(on_fork, NULL, NULL); }

__attribute__((destructor)) static void tell(void) {
    Dl_info where = {0};
    if (first_place) dladdr(first_place, &where);
    dprintf(
        2,
        "realtime guard: %lu scopes; %lu memory, %lu locks, %lu system calls (first %ld), %lu blocked, %lu paged of "
        "%lu; first at %s+%#lx\n",
        entries, memory_calls, lock_calls, system_calls, first_call, blocked, paged, watched,
        where.dli_fname ? where.dli_fname : "nowhere",
        first_place ? (unsigned long)((char*)first_place - (char*)where.dli_fbase) : 0UL);
    if (entries == 0 || memory_calls + lock_calls + system_calls + blocked > 0 || paged > 1 + watched / kPageScopes)
        _exit(99);
}
