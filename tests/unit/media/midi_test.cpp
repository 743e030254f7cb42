// Standard MIDI Files: times, running status, damage, and the corpus.
#include <doctest/doctest.h>

#include <fstream>

#include "engine/media/midi_file.h"
#include "engine/media/probe.h"
#include "tests/support/corpus.h"
#include "tests/support/midi_bytes.h"
#include "tests/unit/io/temp_dir.h"

using namespace tandem;
using namespace tandem::test;

static MidiFile parsed(const Bytes& bytes) {
    auto r = parse_midi(bytes, "test");
    if (!r) FAIL(r.error().text());
    return std::move(*r);
}
static std::vector<int64_t> samples_of(const MidiFile& f, int rate = 48000) {
    std::vector<int64_t> out;
    for (const MidiEvent& e : f.events) out.push_back(e.time.samples_round(rate));
    return out;
}

TEST_CASE("a tick is a sample where the division says so") {
    MidiTrackBytes track;
    track.note(0, 1).note(63, 64).note(1'000'000, 1'000'001).end = 2'000'000;
    const MidiFile f = parsed(midi_bytes({track}));
    CHECK(f.notes == 3);
    CHECK(f.format == 0);
    CHECK(f.warnings.empty());
    CHECK(samples_of(f) == std::vector<int64_t>{0, 1, 63, 64, 1'000'000, 1'000'001});
    CHECK(f.duration == Time::from_samples(2'000'000, 48000));
    CHECK(f.events[0].bytes == std::array<uint8_t, 3>{0x90, 60, 100});
    CHECK(f.events[0].size == 3);
}

TEST_CASE("tempo changes count from the start and are rounded once") {
    // 96 ticks a beat; beats of 0.5 s, then of 333333 us, then of 1 s. Tempo lies in the first track, notes in the
    // other.
    MidiTrackBytes tempo, notes;
    tempo.tempo(0, 500'000).tempo(96, 333'333).tempo(96 * 4, 1'000'000);
    for (int beat = 0; beat < 6; ++beat) notes.note(96 * beat, 96 * beat + 48);
    const MidiFile f = parsed(midi_bytes({tempo, notes}, 96));
    REQUIRE(f.events.size() == 12);
    auto us = [&](size_t i) { return Time::from_ratio(static_cast<int64_t>(i), 1'000'000); };
    CHECK(f.events[2].time == us(500'000));
    CHECK(f.events[4].time == us(833'333));
    CHECK(f.events[8].time == us(500'000 + 3 * 333'333));
    CHECK(f.events[10].time == us(500'000 + 3 * 333'333 + 1'000'000));
    // Half of an odd beat: 166666.5 us, exact in ticks of 1/705600000 s.
    CHECK(f.events[3].time == Time::from_ratio(2 * 500'000 + 333'333, 2'000'000));
}

TEST_CASE("frames as the division") {
    MidiTrackBytes track;
    track.note(100, 200).tempo(0, 1'000'000); // a tempo means nothing then
    auto first = [&](int rate, int parts) {
        return parsed(midi_bytes({track}, (256 - rate) << 8 | parts)).events[0].time;
    };
    CHECK(first(25, 40) == Time::from_ratio(100, 1000));
    CHECK(first(30, 80) == Time::from_ratio(100, 2400));
    CHECK(first(29, 4) == Time::from_ratio(25 * 1001, 30000));
    CHECK_FALSE(parse_midi(midi_bytes({track}, (256 - 31) << 8 | 4), "x"));
    CHECK_FALSE(parse_midi(midi_bytes({track}, (256 - 25) << 8), "x"));
    CHECK_FALSE(parse_midi(midi_bytes({track}, 0), "x"));
}

TEST_CASE("running status, also after what is passed over; all channel messages") {
    MidiTrackBytes track;
    track.at(0, {0x91, 60, 100})
        .at(10, {60, 0}) // velocity 0 ends it
        .at(20, {0xF0, 4, 0x7E, 0x7F, 6, 0xF7})
        .at(20, {62, 90})
        .at(30, {0xFF, 1, 2, 'h', 'i'})
        .at(40, {0xB1, 7, 99})
        .at(41, {10, 64})
        .at(42, {0xC1, 5})
        .at(43, {6})
        .at(44, {0xD1, 70})
        .at(45, {0xE1, 0, 64})
        .at(46, {0xA1, 62, 5});
    const MidiFile f = parsed(midi_bytes({track}));
    CHECK(f.warnings.empty());
    CHECK(f.notes == 2);
    CHECK(samples_of(f) == std::vector<int64_t>{0, 10, 20, 40, 41, 42, 43, 44, 45, 46});
    CHECK(f.events[1].bytes[0] == 0x91);
    CHECK(f.events[6].size == 2);
    CHECK(f.events[6].bytes[1] == 6);
    const auto notes = midi_notes(f).all;
    REQUIRE(notes.size() == 2);
    CHECK(notes[0].end == Time::from_samples(10, 48000));
    CHECK(notes[1].end == f.duration);
    CHECK(notes[1].channel == 1);
}

TEST_CASE("damage: what stands before it, with a warning, or an error") {
    MidiTrackBytes one, two;
    one.note(0, 100).note(200, 300), two.note(50, 60);
    const Bytes whole = midi_bytes({one, two});
    const MidiFile all = parsed(whole);
    for (size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        const auto cut = parse_midi({whole.data(), size}, "cut");
        if (!cut) {
            CHECK((cut.error().code == ErrorCode::bad_data));
            CHECK(cut.error().where == "cut");
            continue;
        }
        CHECK_FALSE(cut->warnings.empty());
        CHECK(cut->events.size() <= all.events.size());
    }
    // Any byte changed: no crash, and times that never fall.
    for (size_t i = 0; i < whole.size(); ++i)
        for (const int with : {0x00, 0x7F, 0x80, 0xF0, 0xFF}) {
            Bytes bytes = whole;
            bytes[i] = static_cast<uint8_t>(with);
            if (const auto f = parse_midi(bytes, "x"))
                for (size_t k = 1; k < f->events.size(); ++k) CHECK(f->events[k - 1].time <= f->events[k].time);
        }
    MidiTrackBytes longest;
    for (int i = 1; i <= 40; ++i) longest.tempo(int64_t{i} * 0xFFFFFFF, 0xFFFFFF);
    longest.note(int64_t{40} * 0xFFFFFFF, int64_t{41} * 0xFFFFFFF);
    const MidiFile far = parsed(midi_bytes({longest}, 1));
    CHECK(far.notes == 0);
    CHECK(far.warnings.size() == 1);
    CHECK(parse_midi(midi_bytes({one}, 96, 2), "x").error().code == ErrorCode::unavailable);
    CHECK(parse_midi(Bytes{'S', 'M', 'F', '2', 'C', 'L', 'I', 'P'}, "x").error().code == ErrorCode::unavailable);
}

TEST_CASE("probe tells a MIDI file by its content") {
    const TempDir folder;
    MidiTrackBytes track;
    track.note(0, 48000).note(24000, 96000, 64);
    write_bytes(folder / "tune.mid", midi_bytes({track}));
    const auto media = probe_media(folder / "tune.mid");
    REQUIRE(media);
    CHECK(media->is_midi());
    CHECK(media->pictures.empty());
    REQUIRE(media->sounds.size() == 1);
    CHECK(media->sounds[0].notes == 2);
    CHECK(media->duration == Time::from_seconds(2));
    CHECK(media->fingerprint.size > 0);
    const auto detail = probe_detail(folder / "tune.mid");
    REQUIRE(detail);
    CHECK(detail->lines[0].second == "Standard MIDI File, format 0");
    write_bytes(folder / "wrong.mid", {'M', 'T', 'h', 'd', 0, 0});
    const auto wrong = probe_media(folder / "wrong.mid");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().where.find("wrong.mid") != std::string::npos);
    // A file that changes is read again.
    track.note(100000, 110000);
    write_bytes(folder / "tune.mid", midi_bytes({track}));
    CHECK(load_midi(folder / "tune.mid").value()->notes == 3);
}

TEST_CASE("corpus: every MIDI file is read, or says why not") {
    NEED_CORPUS(corpus);
    int read = 0, refused = 0;
    for (const auto& e : std::filesystem::directory_iterator(corpus / "midi")) {
        CAPTURE(e.path().filename().string());
        const auto f = load_midi(e.path().string());
        if (e.path().extension() == ".midi2") {
            REQUIRE_FALSE(f);
            CHECK((f.error().code == ErrorCode::unavailable));
            ++refused;
            continue;
        }
        REQUIRE(f);
        ++read;
        for (const std::string& w : (*f)->warnings) MESSAGE(e.path().filename().string(), ": ", w);
        CHECK(((*f)->notes > 0) == (e.path().filename() != "test-empty.mid"));
        for (const MidiEvent& m : (*f)->events) CHECK(m.time <= (*f)->duration);
    }
    CHECK(read >= 14);
    CHECK(refused > 0);
    const auto scale = load_midi((corpus / "midi/test-running-status-sysex.mid").string()).value();
    CHECK(scale->notes == 8);
    CHECK(scale->duration == Time::from_seconds(4));
    // Beats of 500000, 333333, 250000 and 200000 us at 480 ticks; the notes stand on the beats.
    const auto tempo = load_midi((corpus / "midi/multi_note_tempo_changes.mid").string()).value();
    const auto notes = midi_notes(*tempo).all;
    REQUIRE(notes.size() == 4);
    CHECK(notes[1].start == Time::from_ratio(500'000, 1'000'000));
    CHECK(notes[2].start == Time::from_ratio(500'000 + 333'333, 1'000'000));
    CHECK(notes[3].start == Time::from_ratio(500'000 + 333'333 + 250'000, 1'000'000));
}
