// A JACK client that writes down what another one plays: `jack_listener CLIENT FILE SECONDS [CYCLES]`. It waits for the
// client's outputs, connects the first two to itself and keeps what comes in memory (SECONDS at most); when the outputs
// are gone again it writes FILE (float32, stereo, interleaved) and ends with 0. It prints "listening" as soon as it is
// a client, and the server's xruns at the end. With CYCLES it also writes there a line for each cycle that it kept:
// frames kept before it, its length, 1 where JACK's transport rolled (0 = it did not), the transport's frame; prints
// "connected" once it is, and does what lines of its input say: `start`, `stop`, `locate FRAME`.
#include <jack/jack.h>
#include <jack/transport.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static jack_client_t* client;
static jack_port_t* inputs[2];
static float* kept; // written by the process callback alone
static size_t room;
static volatile size_t frames;
static volatile int xruns;
enum { kMostCycles = 1 << 16 };
static struct {
    size_t kept;
    jack_nframes_t frames, at;
    int rolls;
} cycles[kMostCycles]; // written by the process callback alone
static volatile size_t cycle_count;

static int process(jack_nframes_t n, void* unused) {
    (void)unused;
    const float* in[2];
    for (int c = 0; c < 2; ++c) {
        if (!jack_port_connected(inputs[c])) return 0;
        in[c] = jack_port_get_buffer(inputs[c], n);
    }
    if (frames + n > room) return 0;
    if (cycle_count < kMostCycles) {
        jack_position_t position;
        cycles[cycle_count].rolls = jack_transport_query(client, &position) == JackTransportRolling;
        cycles[cycle_count].kept = frames, cycles[cycle_count].frames = n, cycles[cycle_count].at = position.frame;
        ++cycle_count;
    }
    for (jack_nframes_t i = 0; i < n; ++i)
        for (int c = 0; c < 2; ++c) kept[(frames + i) * 2 + (size_t)c] = in[c][i];
    frames += n;
    return 0;
}

static int xrun(void* unused) {
    (void)unused;
    ++xruns;
    return 0;
}

static void* obey(void* unused) {
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        if (strncmp(line, "start", 5) == 0) jack_transport_start(client);
        if (strncmp(line, "stop", 4) == 0) jack_transport_stop(client);
        if (strncmp(line, "locate ", 7) == 0) jack_transport_locate(client, (jack_nframes_t)atol(line + 7));
    }
    return unused;
}

// Outputs of the client that is listened to; null = none.
static const char** outputs(const char* name) {
    char pattern[256];
    snprintf(pattern, sizeof pattern, "^%s:", name);
    return jack_get_ports(client, pattern, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
}

int main(int argc, char** argv) {
    if (argc != 4 && argc != 5) return 64;
    client = jack_client_open("listener", JackNoStartServer, NULL);
    if (!client) return fprintf(stderr, "no JACK server\n"), 69;
    room = (size_t)(atof(argv[3]) * jack_get_sample_rate(client));
    kept = calloc(room, 2 * sizeof(float));
    if (!kept) return 71;
    inputs[0] = jack_port_register(client, "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    inputs[1] = jack_port_register(client, "right", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    jack_set_process_callback(client, process, NULL);
    jack_set_xrun_callback(client, xrun, NULL);
    if (!inputs[0] || !inputs[1] || jack_activate(client) != 0) return 70;
    puts("listening");
    fflush(stdout);
    int connected = 0;
    for (int ms = 0; connected < 2 && ms < 30000; ++ms, usleep(1000)) {
        const char** names = outputs(argv[1]);
        if (!names) continue;
        connected = 0;
        for (int c = 0; c < 2 && names[c]; ++c) {
            int e = jack_connect(client, names[c], jack_port_name(inputs[c]));
            connected += e == 0 || jack_port_connected(inputs[c]);
        }
        jack_free(names);
    }
    if (connected < 2) return fprintf(stderr, "no outputs of %s in 30 s\n", argv[1]), 69;
    pthread_t obeys;
    if (argc == 5) {
        puts("connected");
        fflush(stdout);
        if (pthread_create(&obeys, NULL, obey, NULL) != 0) return 71;
    }
    for (const char** names; (names = outputs(argv[1])) != NULL; usleep(20000)) jack_free(names);
    jack_deactivate(client);
    jack_client_close(client);
    FILE* out = fopen(argv[2], "wb");
    if (!out || fwrite(kept, 2 * sizeof(float), frames, out) != frames || fclose(out) != 0) return perror(argv[2]), 74;
    if (argc == 5) {
        out = fopen(argv[4], "w");
        for (size_t i = 0; out && i < cycle_count; ++i)
            fprintf(out, "%zu %u %d %u\n", cycles[i].kept, cycles[i].frames, cycles[i].rolls, cycles[i].at);
        if (!out || fclose(out) != 0) return perror(argv[4]), 74;
    }
    printf("xruns %d\n", xruns);
    return 0;
}
