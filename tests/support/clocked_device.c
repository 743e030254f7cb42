// An ALSA playback device in user space for tests on machines without a sound card: a plugin that PortAudio's ALSA host
// opens as "clocked". It consumes frames at the pace of CLOCK_MONOTONIC, off by CLOCKED_PPM parts in a million, and
// writes what it consumed to the file CLOCKED_OUT, float32 interleaved, with zeros where nothing was there in time. Once
// a file CLOCKED_GONE exists it is unplugged: every call fails with ENODEV. One device a process at a time.
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
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
    int64_t start_ns;
    uint64_t consumed, written; // frames since the start
    uint8_t* ring;              // buffer_size frames
    size_t frame_bytes;
} device_t;

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}
static int is_gone(void) {
    const char* file = getenv("CLOCKED_GONE");
    return file && *file && access(file, F_OK) == 0;
}
static double clock_rate(const device_t* d) { return d->io.rate * (1 + d->ppm * 1e-6); }

// Takes what is due out of the ring. False where it ran dry.
static int consume(device_t* d) {
    const uint64_t due = (uint64_t)floor((double)(now_ns() - d->start_ns) * 1e-9 * clock_rate(d));
    const uint64_t size = d->io.buffer_size;
    while (d->consumed < due && d->consumed < d->written) {
        const uint64_t at = d->consumed % size;
        uint64_t n = due - d->consumed;
        if (n > size - at) n = size - at;
        if (n > d->written - d->consumed) n = d->written - d->consumed;
        if (d->out) fwrite(d->ring + at * d->frame_bytes, d->frame_bytes, n, d->out);
        d->consumed += n;
    }
    if (d->consumed >= due) return 1;
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
    if (is_gone()) return -ENODEV;
    if (io->state == SND_PCM_STATE_XRUN) return -EPIPE;
    if (io->state == SND_PCM_STATE_RUNNING && !consume(d)) return -EPIPE;
    return (snd_pcm_sframes_t)(d->consumed % io->buffer_size);
}

static snd_pcm_sframes_t on_transfer(snd_pcm_ioplug_t* io, const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset,
                                     snd_pcm_uframes_t frames) {
    device_t* d = io->private_data;
    if (is_gone()) return -ENODEV;
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

static int on_start(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    d->start_ns = now_ns(), d->consumed = 0;
    const double period = (double)io->period_size * 1e9 / clock_rate(d);
    set_timer(d, d->start_ns + (int64_t)period, period);
    return 0;
}

static int on_stop(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    set_timer(d, 0, 0);
    if (d->out) fflush(d->out);
    return 0;
}

static int on_prepare(snd_pcm_ioplug_t* io) {
    device_t* d = io->private_data;
    d->frame_bytes = (size_t)snd_pcm_format_physical_width(io->format) / 8 * io->channels;
    free(d->ring);
    d->ring = calloc(io->buffer_size, d->frame_bytes);
    d->consumed = d->written = 0;
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
    if (d->out) fclose(d->out);
    close(d->timer);
    free(d->ring);
    free(d);
    return 0;
}

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
    if (is_gone() || stream != SND_PCM_STREAM_PLAYBACK) return -ENODEV;
    device_t* d = calloc(1, sizeof *d);
    if (!d) return -ENOMEM;
    const char *ppm = getenv("CLOCKED_PPM"), *out = getenv("CLOCKED_OUT");
    d->ppm = ppm ? atof(ppm) : 0;
    d->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    // Appended to, so that what a device heard before it was opened again stays.
    if (out && *out) d->out = fopen(out, "ab");
    d->io.version = SND_PCM_IOPLUG_VERSION;
    d->io.name = "clocked";
    d->io.callback = &kCallbacks;
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
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_CHANNELS, 1, 64);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_RATE, 8000, 192000);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 1 << 20);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64);
    snd_pcm_ioplug_set_param_minmax(&d->io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 256, 1 << 22);
    *pcmp = d->io.pcm;
    return 0;
}
SND_PCM_PLUGIN_SYMBOL(clocked)
