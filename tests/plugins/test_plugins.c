/* Plug-ins for tests. All are stereo: ports 0, 1 in, 2, 3 out, 4 a control input, 5 latency, 6 and 7 a side chain (see
 * plugins.ttl); of the instrument port 0 takes MIDI and there is no port 1. Those that measure say it by a control
 * output: `gain` and the bad ones by port 5, `level` by 6, while 7 is never a number, `mono` by port 1, between its input and output 0
 * and 2. The bad ones behave until they have run as many frames as their control says. */
#include <lv2/atom/atom.h>
#include <lv2/core/lv2.h>
#include <lv2/midi/midi.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BASE "urn:tandem:test:"
enum { PORTS = 8, LONGEST = 8192 };

typedef struct {
    float* port[PORTS];
    float ring[2][LONGEST];
    unsigned at;
    float level[2];
    long frames; /* run since it was activated */
    LV2_URID_Map* map;
    LV2_Worker_Schedule* schedule;
    float worked;                /* what the worker answered last */
    float calibrated;            /* state */
    unsigned char keys[16][128]; /* velocities */
    float volume;
    LV2_URID midi;
} Plugin;

static void* feature(const LV2_Feature* const* features, const char* uri) {
    for (; *features; ++features)
        if (!strcmp((*features)->URI, uri)) return (*features)->data;
    return NULL;
}

static LV2_Handle make(const LV2_Descriptor* d, double rate, const char* path, const LV2_Feature* const* features) {
    (void)d, (void)rate, (void)path;
    Plugin* p = calloc(1, sizeof *p);
    p->map = feature(features, LV2_URID__map);
    p->schedule = feature(features, LV2_WORKER__schedule);
    p->calibrated = 1;
    return p;
}
static LV2_Handle make_organ(const LV2_Descriptor* d, double rate, const char* path,
                             const LV2_Feature* const* features) {
    Plugin* p = make(d, rate, path, features);
    p->midi = p->map->map(p->map->handle, LV2_MIDI__MidiEvent);
    p->volume = 1;
    return p;
}
static LV2_Handle make_nothing(const LV2_Descriptor* d, double rate, const char* path,
                               const LV2_Feature* const* features) {
    (void)d, (void)rate, (void)path, (void)features;
    return NULL;
}
static LV2_Handle make_crash(const LV2_Descriptor* d, double rate, const char* path,
                             const LV2_Feature* const* features) {
    (void)d, (void)rate, (void)path, (void)features;
    abort();
}
static void connect(LV2_Handle h, uint32_t port, void* data) {
    if (port < PORTS) ((Plugin*)h)->port[port] = data;
}
static void activate(LV2_Handle h) {
    Plugin* p = h;
    memset(p->ring, 0, sizeof p->ring);
    memset(p->level, 0, sizeof p->level);
    p->at = 0, p->frames = 0, p->worked = 0;
}
static void cleanup(LV2_Handle h) { free(h); }

static float control(const Plugin* p) { return *p->port[4]; }
static void copy(const Plugin* p, uint32_t n) {
    for (int c = 0; c < 2; ++c) memcpy(p->port[2 + c], p->port[c], n * sizeof(float));
}
static int turns_bad(Plugin* p, uint32_t n) {
    copy(p, n);
    p->frames += n;
    *p->port[5] = (float)p->frames;
    return (float)p->frames > control(p);
}

/* It says the peak of what comes out. */
static void run_gain(LV2_Handle h, uint32_t n) {
    const Plugin* p = h;
    float peak = 0;
    for (int c = 0; c < 2; ++c)
        for (uint32_t i = 0; i < n; ++i) {
            p->port[2 + c][i] = p->port[c][i] * control(p);
            peak = fmaxf(peak, fabsf(p->port[2 + c][i]));
        }
    *p->port[5] = peak;
}
static void run_delay(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    const unsigned length = (unsigned)control(p);
    for (uint32_t i = 0; i < n; ++i) {
        for (int c = 0; c < 2; ++c) {
            p->ring[c][p->at % LONGEST] = p->port[c][i];
            p->port[2 + c][i] = p->ring[c][(p->at - length) % LONGEST];
        }
        p->at++;
    }
    *p->port[5] = (float)length;
}
/* The delay that says the last sample which came out. */
static void run_level(LV2_Handle h, uint32_t n) {
    const Plugin* p = h;
    run_delay(h, n);
    if (n) *p->port[6] = p->port[2][n - 1];
    *p->port[7] = NAN;
}
static void run_mono(LV2_Handle h, uint32_t n) {
    const Plugin* p = h;
    memcpy(p->port[2], p->port[0], n * sizeof(float));
    if (n) *p->port[1] = p->port[2][n - 1];
}
/* A filter with memory whose result depends on where calls begin: it holds its coefficient through each. */
static void run_smooth(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    const float k = control(p) * (1 - 1 / (float)(n + 64));
    for (int c = 0; c < 2; ++c)
        for (uint32_t i = 0; i < n; ++i) p->port[2 + c][i] = p->level[c] += k * (p->port[c][i] - p->level[c]);
}
static void run_duck(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    for (uint32_t i = 0; i < n; ++i) {
        const float key = fabsf(p->port[6][i]) + fabsf(p->port[7][i]);
        p->level[0] = key > p->level[0] ? key : p->level[0] * 0.999f;
        for (int c = 0; c < 2; ++c) p->port[2 + c][i] = p->port[c][i] * (1 - fminf(1, p->level[0] * control(p)));
    }
}
/* A note is an impulse of 1 and then, while it is held, velocity/1024; controller 7 over 64 scales all. Late by the
 * control's frames. Keys that are held survive activate(), as those of some instruments do. */
static void hear(Plugin* p, const unsigned char* m, float* impulse) {
    const int kind = m[0] & 0xF0, channel = m[0] & 15;
    if (kind == 0x90 && m[2])
        p->keys[channel][m[1]] = m[2], *impulse += 1;
    else if (kind == 0x90 || kind == 0x80)
        p->keys[channel][m[1]] = 0;
    else if (kind == 0xB0 && m[1] == 7)
        p->volume = (float)m[2] / 64;
    else if (kind == 0xB0 && m[1] == 121)
        p->volume = 1;
    else if (kind == 0xB0 && (m[1] == 120 || m[1] == 123))
        memset(p->keys[channel], 0, sizeof p->keys[channel]);
}
static void run_organ(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    const unsigned length = (unsigned)control(p);
    const LV2_Atom_Sequence* in = (const LV2_Atom_Sequence*)p->port[0];
    const char* at = (const char*)(in + 1);
    const char* end = (const char*)&in->body + in->atom.size;
    for (uint32_t i = 0; i < n; ++i) {
        float sum = 0;
        for (; at < end && ((const LV2_Atom_Event*)at)->time.frames <= (int64_t)i;) {
            const LV2_Atom_Event* e = (const LV2_Atom_Event*)at;
            if (e->body.type == p->midi) hear(p, (const unsigned char*)(e + 1), &sum);
            at += sizeof *e + ((e->body.size + 7u) & ~7u);
        }
        for (int c = 0; c < 16; ++c)
            for (int k = 0; k < 128; ++k) sum += (float)p->keys[c][k] / 1024;
        p->ring[0][p->at % LONGEST] = sum * p->volume;
        for (int c = 0; c < 2; ++c) p->port[2 + c][i] = p->ring[0][(p->at - length) % LONGEST];
        p->at++;
    }
    *p->port[5] = (float)length;
}
static void run_nan(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    if (turns_bad(p, n)) p->port[3][n / 2] = NAN;
}
static void run_crash(LV2_Handle h, uint32_t n) {
    if (turns_bad(h, n)) abort();
}
static void run_exit(LV2_Handle h, uint32_t n) {
    if (turns_bad(h, n)) _Exit(0);
}
static void run_hang(LV2_Handle h, uint32_t n) {
    if (turns_bad(h, n))
        for (volatile int i = 0;; i = i + 1) {
        }
}
static void run_overrun(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    if (turns_bad(p, n))
        for (uint32_t i = 0; i < n + 64; ++i) p->port[3][i] = 0.5f;
}
static void run_allocates(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    float* other = malloc(n * sizeof(float) + 1);
    if (!other) return;
    for (int c = 0; c < 2; ++c) {
        memcpy(other, p->port[c], n * sizeof(float));
        memcpy(p->port[2 + c], other, n * sizeof(float));
    }
    free(other);
}
/* Every block asks its worker for the next gain; the state scales it. */
static void run_worker(LV2_Handle h, uint32_t n) {
    Plugin* p = h;
    for (int c = 0; c < 2; ++c)
        for (uint32_t i = 0; i < n; ++i) p->port[2 + c][i] = p->port[c][i] * p->worked * p->calibrated;
    const float ask = control(p);
    if (n) p->schedule->schedule_work(p->schedule->handle, sizeof ask, &ask);
}
static LV2_Worker_Status work(LV2_Handle h, LV2_Worker_Respond_Function respond, LV2_Worker_Respond_Handle handle,
                              uint32_t size, const void* data) {
    (void)h;
    float ask;
    if (size != sizeof ask) return LV2_WORKER_ERR_UNKNOWN;
    memcpy(&ask, data, sizeof ask);
    const float answer = ask / 2;
    return respond(handle, sizeof answer, &answer);
}
static LV2_Worker_Status answered(LV2_Handle h, uint32_t size, const void* data) {
    if (size != sizeof(float)) return LV2_WORKER_ERR_UNKNOWN;
    memcpy(&((Plugin*)h)->worked, data, sizeof(float));
    return LV2_WORKER_SUCCESS;
}
static LV2_State_Status save(LV2_Handle h, LV2_State_Store_Function store, LV2_State_Handle handle, uint32_t flags,
                             const LV2_Feature* const* features) {
    (void)flags, (void)features;
    Plugin* p = h;
    return store(handle, p->map->map(p->map->handle, BASE "calibrated"), &p->calibrated, sizeof p->calibrated,
                 p->map->map(p->map->handle, LV2_ATOM__Float), LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
}
static LV2_State_Status restore(LV2_Handle h, LV2_State_Retrieve_Function retrieve, LV2_State_Handle handle,
                                uint32_t flags, const LV2_Feature* const* features) {
    (void)flags, (void)features;
    Plugin* p = h;
    size_t size = 0;
    uint32_t type = 0, kind = 0;
    const void* value = retrieve(handle, p->map->map(p->map->handle, BASE "calibrated"), &size, &type, &kind);
    if (!value || size != sizeof p->calibrated) return LV2_STATE_ERR_NO_PROPERTY;
    memcpy(&p->calibrated, value, size);
    return LV2_STATE_SUCCESS;
}
static const void* extension(const char* uri) {
    static const LV2_Worker_Interface worker = {work, answered, NULL};
    static const LV2_State_Interface state = {save, restore};
    if (!strcmp(uri, LV2_WORKER__interface)) return &worker;
    if (!strcmp(uri, LV2_STATE__interface)) return &state;
    return NULL;
}

#define PLUGIN(name, make_it, run_it, extend)                                                                          \
    { BASE name, make_it, connect, activate, run_it, NULL, cleanup, extend }
static const LV2_Descriptor all[] = {
    PLUGIN("gain", make, run_gain, NULL),
    PLUGIN("delay", make, run_delay, NULL),
    PLUGIN("level", make, run_level, NULL),
    PLUGIN("mono", make, run_mono, NULL),
    PLUGIN("smooth", make, run_smooth, NULL),
    PLUGIN("duck", make, run_duck, NULL),
    PLUGIN("worker", make, run_worker, extension),
    PLUGIN("organ", make_organ, run_organ, NULL),
    PLUGIN("nan", make, run_nan, NULL),
    PLUGIN("crash", make, run_crash, NULL),
    PLUGIN("exit", make, run_exit, NULL),
    PLUGIN("hang", make, run_hang, NULL),
    PLUGIN("overrun", make, run_overrun, NULL),
    PLUGIN("allocates", make, run_allocates, NULL),
    PLUGIN("nothing", make_nothing, run_gain, NULL),
    PLUGIN("crash_at_start", make_crash, run_gain, NULL),
    PLUGIN("needs", make, run_gain, NULL),
};

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(uint32_t index) {
    return index < sizeof all / sizeof *all ? &all[index] : NULL;
}
