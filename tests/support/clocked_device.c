// An ALSA device in user space for tests on machines without a sound card: a plugin that PortAudio's ALSA host opens as
// "clocked". It consumes frames at the pace of CLOCK_MONOTONIC, off by CLOCKED_PPM parts in a million, and writes what
// it consumed to the file CLOCKED_OUT, float32 interleaved, with zeros where nothing was there in time. Once a file
// CLOCKED_GONE exists it is unplugged: every call fails with ENODEV. CLOCKED_RATE is the only rate that it takes, if it
// is set. While a file CLOCKED_STALL exists, what is to be played is taken 150 ms late, once (the file goes): the card
// runs dry. With CLOCKED_INPUTS channels to record from it is a card with a cable from its outputs to its inputs: what
// is consumed at a tick of the card's clock comes in at the same tick, CLOCKED_CABLE frames later. One device a process
// at a time, its two directions called on one thread.
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

typedef struct {
    snd_pcm_ioplug_t io;
    double ppm;
    FILE* out;
    int timer;
    uint64_t consumed, written; // frames since the start
    uint8_t* ring;              // buffer_size frames
    size_t frame_bytes;
    int64_t start_tick; // of the card's clock
    int dry;            // since the last preparation; what is written after it comes too late
} device_t;

// Both directions count ticks from one start; what was heard lately goes through the cable.
enum { kHeardTicks = 1 << 16, kMaxChannels = 64 };
static struct {
    int64_t epoch_ns;
    _Atomic(device_t*) playback; // null while none runs; the next one may start while the last is let go
    int64_t heard_end;           // tick up to which `heard` is known
    float* heard;                // [tick % kHeardTicks][kMaxChannels]; null without inputs
    int64_t cable_ticks;         // in the cable
} card;

static void no_longer(device_t* d) { atomic_compare_exchange_strong(&card.playback, &d, NULL); }

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}
static int is_gone(void) {
    const char* file = getenv("CLOCKED_GONE");
    return file && *file && access(file, F_OK) == 0;
}

// PortAudio asks a lost card again at once, and prints four lines each time.
static void rest_a_while(void) { nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL); }
static void stall_once(void) {
    const char* file = getenv("CLOCKED_STALL");
    if (file && *file && unlink(file) == 0) nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
}
static double clock_rate(const device_t* d) { return d->io.rate * (1 + d->ppm * 1e-6); }

static int64_t tick_now(const device_t* d) {
    return (int64_t)floor((double)(now_ns() - card.epoch_ns) * 1e-9 * clock_rate(d));
}
// Frames heard from card.heard_end on; null = silence.
static void hear(const float* frames, int64_t count, unsigned channels) {
    for (int64_t i = 0; card.heard && i < count; ++i) {
        float* to = card.heard + (card.heard_end + i) % kHeardTicks * kMaxChannels;
        memset(to, 0, kMaxChannels * sizeof *to);
        if (frames) memcpy(to, frames + i * channels, channels * sizeof *to);
    }
    card.heard_end += count;
}

// Takes what is due out of the ring. False where it ran dry.
static int consume(device_t* d) {
    if (d->dry) return 0;
    const uint64_t due = (uint64_t)(tick_now(d) - d->start_tick);
    const uint64_t size = d->io.buffer_size;
    while (d->consumed < due && d->consumed < d->written) {
        const uint64_t at = d->consumed % size;
        uint64_t n = due - d->consumed;
        if (n > size - at) n = size - at;
        if (n > d->written - d->consumed) n = d->written - d->consumed;
        if (d->out) fwrite(d->ring + at * d->frame_bytes, d->frame_bytes, n, d->out);
        hear((const float*)(d->ring + at * d->frame_bytes), (int64_t)n, d->io.channels);
        d->consumed += n;
    }
    if (d->consumed >= due) return 1;
    d->dry = 1;
    hear(NULL, (int64_t)(due - d->consumed), 0);
    static const uint8_t zeros[4096];
    for (uint64_t left = d->out ? (due - d->consumed) * d->frame_bytes : 0; left > 0;) {
        const uint64_t n = left < sizeof zeros ? left : sizeof zeros;
        fwrite(zeros, 1, n, d->out);
        left -= n;
    }
    return 0;
}

static snd_pcm_sframes_t on_pointer(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    if (is_gone()) return rest_a_while(), -ENODEV;
    if (io->state == SND_PCM_STATE_XRUN) return -EPIPE;
    if (io->state == SND_PCM_STATE_RUNNING && !consume(d)) return -EPIPE;
    return (snd_pcm_sframes_t)(d->consumed % io->buffer_size);
}

static snd_pcm_sframes_t on_transfer(snd_pcm_ioplug_t* io, const snd_pcm_channel_area_t* areas,
                                     snd_pcm_uframes_t offset, snd_pcm_uframes_t frames) {
    device_t* d = io->private_data;
    if (is_gone()) return rest_a_while(), -ENODEV;
    stall_once();
    const uint8_t* from = (const uint8_t*)areas->addr + (areas->first + areas->step * offset) / 8;
    for (snd_pcm_uframes_t done = 0; done < frames;) {
        const uint64_t at = d->written % io->buffer_size;
        uint64_t n = frames - done;
        if (n > io->buffer_size - at) n = io->buffer_size - at;
        memcpy(d->ring + at * d->frame_bytes, from + done * d->frame_bytes, n * d->frame_bytes);
        d->written += n, done += n;
    }
    return (snd_pcm_sframes_t)frames;
}

static void set_timer(device_t* d, int64_t first_ns, double period_ns) {
    struct itimerspec t = {0};
    t.it_value.tv_sec = first_ns / 1000000000, t.it_value.tv_nsec = first_ns % 1000000000;
    t.it_interval.tv_sec = (time_t)(period_ns / 1e9), t.it_interval.tv_nsec = (long)fmod(period_ns, 1e9);
    timerfd_settime(d->timer, TFD_TIMER_ABSTIME, &t, NULL);
}

static int64_t start_clock(device_t* d) {
    const int64_t now = now_ns();
    if (card.epoch_ns == 0) card.epoch_ns = now;
    d->start_tick = tick_now(d);
    const double period = (double)d->io.period_size * 1e9 / clock_rate(d);
    // A tick late, so that rounding never lets a look come just before its period is through.
    set_timer(d, now + (int64_t)(period + 1e9 / clock_rate(d)), period);
    return d->start_tick;
}

static int on_start(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    d->consumed = 0;
    const int64_t start = start_clock(d);
    if (start > card.heard_end) hear(NULL, start - card.heard_end, 0);
    card.heard_end = start;
    card.playback = d;
    return 0;
}

static int on_stop(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    set_timer(d, 0, 0);
    no_longer(d);
    if (d->out) fflush(d->out);
    return 0;
}

static int on_prepare(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    d->frame_bytes = (size_t)snd_pcm_format_physical_width(io->format) / 8 * io->channels;
    free(d->ring);
    d->ring = calloc(io->buffer_size, d->frame_bytes);
    d->consumed = d->written = 0;
    d->dry = 0;
    set_timer(d, 1, 0); // ready at once, to be filled before the start
    return d->ring ? 0 : -ENOMEM;
}

static int on_poll(snd_pcm_ioplug_t* io, struct pollfd* fds, unsigned count, unsigned short* events) {
    (void)count;
    device_t* d = io->private_data;
    *events = 0;
    if (is_gone()) return *events = POLLERR | POLLOUT, 0;
    if (!(fds->revents & POLLIN)) return 0;
    uint64_t ticks;
    if (read(d->timer, &ticks, sizeof ticks) < 0) { /* another look found nothing: not due */
    }
    const snd_pcm_sframes_t room = snd_pcm_avail_update(io->pcm);
    if (room < 0)
        *events = POLLERR | POLLOUT;
    else if ((snd_pcm_uframes_t)room >= io->period_size)
        *events = POLLOUT;
    return 0;
}

static int on_delay(snd_pcm_ioplug_t* io, snd_pcm_sframes_t* delay) {
    device_t* d = io->private_data;
    on_pointer(io);
    *delay = (snd_pcm_sframes_t)(d->written - d->consumed);
    return 0;
}

static int on_close(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    no_longer(d);
    if (d->out) fclose(d->out);
    close(d->timer);
    free(d->ring);
    free(d);
    return 0;
}

// ---- the inputs ----

static int64_t came_in(const device_t* d) { return tick_now(d) - d->start_tick; }

static int on_input_start(snd_pcm_ioplug_t* io) { return start_clock(io->private_data), 0; }

static snd_pcm_sframes_t on_input_pointer(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    if (is_gone()) return rest_a_while(), -ENODEV;
    if (io->state == SND_PCM_STATE_XRUN) return -EPIPE;
    if (io->state != SND_PCM_STATE_RUNNING) return 0;
    const int64_t in = came_in(d);
    if (in - (int64_t)io->appl_ptr > (int64_t)io->buffer_size) return -EPIPE;
    return (snd_pcm_sframes_t)((uint64_t)in % io->buffer_size);
}

// ALSA asks for the frames from the reader's place on, for the same ones again until they were taken; `offset` is the
// place in the buffer, which tells the second part of a run that goes round its end.
static snd_pcm_sframes_t on_input_transfer(snd_pcm_ioplug_t* io, const snd_pcm_channel_area_t* areas,
                                           snd_pcm_uframes_t offset, snd_pcm_uframes_t frames) {
    device_t* d = io->private_data;
    if (is_gone()) return rest_a_while(), -ENODEV;
    device_t* playing = card.playback;
    if (playing) consume(playing);
    float* to = (float*)((uint8_t*)areas->addr + (areas->first + areas->step * offset) / 8);
    const uint64_t ahead = (offset + io->buffer_size - io->appl_ptr % io->buffer_size) % io->buffer_size;
    const int64_t first = d->start_tick + (int64_t)(io->appl_ptr + ahead) - card.cable_ticks;
    for (int64_t i = 0; i < (int64_t)frames; ++i) {
        const int64_t tick = first + i;
        const int known = tick >= 0 && tick < card.heard_end && tick >= card.heard_end - kHeardTicks;
        for (unsigned c = 0; c < io->channels; ++c)
            to[(uint64_t)i * io->channels + c] = known ? card.heard[tick % kHeardTicks * kMaxChannels + c] : 0;
    }
    return (snd_pcm_sframes_t)frames;
}

static int on_input_prepare(snd_pcm_ioplug_t* io) { return set_timer(io->private_data, 0, 0), 0; }

static int on_input_poll(snd_pcm_ioplug_t* io, struct pollfd* fds, unsigned count, unsigned short* events) {
    (void)count;
    device_t* d = io->private_data;
    *events = 0;
    if (is_gone()) return *events = POLLERR | POLLIN, 0;
    if (!(fds->revents & POLLIN)) return 0;
    uint64_t ticks;
    if (read(d->timer, &ticks, sizeof ticks) < 0) { /* another look found nothing: not due */
    }
    const snd_pcm_sframes_t there = snd_pcm_avail_update(io->pcm);
    if (there < 0)
        *events = POLLERR | POLLIN;
    else if ((snd_pcm_uframes_t)there >= io->period_size)
        *events = POLLIN;
    return 0;
}

static int on_input_delay(snd_pcm_ioplug_t* io, snd_pcm_sframes_t* delay) {
    device_t* d = io->private_data;
    on_input_pointer(io);
    *delay = io->state == SND_PCM_STATE_RUNNING ? (snd_pcm_sframes_t)(came_in(d) - (int64_t)io->appl_ptr) : 0;
    return 0;
}

static const snd_pcm_ioplug_callback_t kInputCallbacks = {.start = on_input_start,
                                                          .stop = on_stop,
                                                          .pointer = on_input_pointer,
                                                          .transfer = on_input_transfer,
                                                          .close = on_close,
                                                          .prepare = on_input_prepare,
                                                          .poll_revents = on_input_poll,
                                                          .delay = on_input_delay};

static const snd_pcm_ioplug_callback_t kCallbacks = {.start = on_start,
                                                     .stop = on_stop,
                                                     .pointer = on_pointer,
                                                     .transfer = on_transfer,
                                                     .close = on_close,
                                                     .prepare = on_prepare,
                                                     .poll_revents = on_poll,
                                                     .delay = on_delay};

SND_PCM_PLUGIN_DEFINE_FUNC(clocked) {
    (void)root, (void)conf;
    const int input = stream == SND_PCM_STREAM_CAPTURE;
    const char *inputs = getenv("CLOCKED_INPUTS"), *cable = getenv("CLOCKED_CABLE");
    const int input_channels = inputs ? atoi(inputs) : 0;
    if (is_gone() || (input && (input_channels < 1 || input_channels > kMaxChannels))) return -ENODEV;
    if (input_channels > 0 && !card.heard) card.heard = calloc(kHeardTicks * kMaxChannels, sizeof *card.heard);
    if (input && !card.heard) return -ENOMEM;
    card.cable_ticks = cable ? atoll(cable) : 0;
    device_t* d = calloc(1, sizeof *d);
    if (!d) return -ENOMEM;
    const char *ppm = getenv("CLOCKED_PPM"), *out = getenv("CLOCKED_OUT");
    d->ppm = ppm ? atof(ppm) : 0;
    d->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    // Appended to, so that what a device heard before it was opened again stays.
    if (out && *out && !input) d->out = fopen(out, "ab");
    d->io.version = SND_PCM_IOPLUG_VERSION;
    d->io.name = "clocked";
    d->io.callback = input ? &kInputCallbacks : &kCallbacks;
    d->io.private_data = d;
    d->io.poll_fd = d->timer;
    d->io.poll_events = POLLIN;
    d->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
    const int error = snd_pcm_ioplug_create(&d->io, name, stream, mode);
    if (error < 0) return free(d), error;
    static const unsigned access[] = {SND_PCM_ACCESS_MMAP_INTERLEAVED, SND_PCM_ACCESS_RW_INTERLEAVED};
    static const unsigned formats[] = {SND_PCM_FORMAT_FLOAT_LE};
    snd_pcm_ioplug_set_param_list(&d->io, SND_PCM_IOPLUG_HW_ACCESS, 2, access);
    snd_pcm_ioplug_set_param_list(&d->io, SND_PCM_IOPLUG_HW_FORMAT, 1, formats);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_CHANNELS, 1,
                                    input ? (unsigned)input_channels : kMaxChannels);
    const char* rate = getenv("CLOCKED_RATE");
    const unsigned only = rate ? (unsigned)atoi(rate) : 0;
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_RATE, only ? only : 8000, only ? only : 192000);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 20);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 256, 1 << 22);
    *pcmp = d->io.pcm;
    return 0;
}
SND_PCM_PLUGIN_SYMBOL(clocked)
