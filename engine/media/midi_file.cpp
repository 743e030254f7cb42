// Reading of Standard MIDI Files, and those that were read last.
#include "engine/media/midi_file.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>

#include "engine/media/input.h"

namespace tandem {

namespace {

constexpr int64_t kMostTicks = int64_t{1} << 40;
constexpr int64_t kLongestSeconds = 100 * 3600;
constexpr uint32_t kDefaultTempo = 500'000; // microseconds a quarter note

uint64_t big_endian(std::span<const uint8_t> b) {
    uint64_t v = 0;
    for (const uint8_t x : b) v = v << 8 | x;
    return v;
}

struct Event { // of a track, in ticks
    int64_t tick = 0;
    uint32_t tempo = 0; // > 0: a change of tempo, else a message
    std::array<uint8_t, 3> bytes{};
    uint8_t size = 0;
};

int data_bytes(uint8_t status) { return (status & 0xE0) == 0xC0 ? 1 : 2; }

// One MTrk chunk.
class TrackReader {
  public:
    explicit TrackReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

    // Appends its events. What is wrong with it, none where nothing is.
    std::optional<std::string> read(std::vector<Event>& out) {
        while (at_ < bytes_.size()) {
            const auto delta = length();
            if (!delta) return "a time in it cannot be read";
            tick_ += *delta;
            if (tick_ > kMostTicks) return "its times are out of range";
            if (at_ >= bytes_.size()) return "it ends within an event";
            uint8_t status = bytes_[at_];
            if (status >= 0x80)
                ++at_;
            else if (running_ == 0)
                return "it has data where an event must begin";
            else
                status = running_;
            if (status >= 0xF0) {
                bool end = false;
                if (auto wrong = system(status, out, end)) return wrong;
                if (end) return {};
                continue;
            }
            // Files that go on with a running status after system exclusive are common, so nothing else ends it.
            running_ = status;
            Event e{.tick = tick_, .bytes = {status}, .size = static_cast<uint8_t>(1 + data_bytes(status))};
            for (int i = 1; i < e.size; ++i) {
                if (at_ >= bytes_.size()) return "it ends within an event";
                if (bytes_[at_] >= 0x80) return "an event in it lacks data";
                e.bytes[static_cast<size_t>(i)] = bytes_[at_++];
            }
            out.push_back(e);
        }
        return "it has no end";
    }
    int64_t end() const { return tick_; }

  private:
    // A number of up to four bytes.
    std::optional<int64_t> length() {
        int64_t v = 0;
        for (int i = 0; i < 4 && at_ < bytes_.size(); ++i) {
            const uint8_t b = bytes_[at_++];
            v = v << 7 | (b & 0x7F);
            if (b < 0x80) return v;
        }
        return {};
    }
    std::optional<std::string> system(uint8_t status, std::vector<Event>& out, bool& end) {
        uint8_t type = 0;
        if (status == 0xFF) {
            if (at_ >= bytes_.size()) return "it ends within an event";
            type = bytes_[at_++];
        } else if (status != 0xF0 && status != 0xF7) {
            // No event of files; some programs write what they received.
            at_ += status == 0xF2 ? 2 : status == 0xF1 || status == 0xF3 ? 1 : 0;
            return {};
        }
        const auto size = length();
        if (!size || static_cast<size_t>(*size) > bytes_.size() - at_) return "it ends within an event";
        const auto data = bytes_.subspan(at_, static_cast<size_t>(*size));
        at_ += data.size();
        if (status != 0xFF) return {};
        end = type == 0x2F;
        if (type == 0x51 && data.size() == 3)
            if (const auto tempo = static_cast<uint32_t>(big_endian(data)))
                out.push_back({.tick = tick_, .tempo = tempo});
        return {};
    }

    std::span<const uint8_t> bytes_;
    size_t at_ = 0;
    int64_t tick_ = 0;
    uint8_t running_ = 0;
};

// Ticks to time. Counted in whole numbers from the start, rounded once.
class TempoClock {
  public:
    // Of the header; bad_data where it is none.
    static Result<TempoClock> make(uint16_t division, const std::string& where) {
        TempoClock c;
        if (division & 0x8000) {
            const int rate = 256 - (division >> 8), parts = division & 0xFF;
            if ((rate != 24 && rate != 25 && rate != 29 && rate != 30) || parts == 0)
                return fail(ErrorCode::bad_data, "the MIDI file's division of time is none", where);
            // 29 stands for 30000/1001 frames.
            c.num_ = rate == 29 ? kTicksPerSecond * 1001 : kTicksPerSecond;
            c.den_ = (rate == 29 ? 30000 : rate) * parts;
            c.text_ = std::to_string(parts) + " ticks a frame, " + (rate == 29 ? "29.97" : std::to_string(rate)) +
                      " frames/s";
            c.tempo_ = 1, c.counts_beats_ = false;
            return c;
        }
        if (division == 0) return fail(ErrorCode::bad_data, "the MIDI file's division of time is none", where);
        static_assert(kTicksPerSecond * 5 % 1'000'000 == 0);
        c.num_ = kTicksPerSecond * 5 / 1'000'000, c.den_ = int64_t{5} * division;
        c.text_ = std::to_string(division) + " ticks a quarter note";
        return c;
    }
    // None beyond the longest time. Pre: ticks never fall.
    std::optional<Time> at(int64_t tick) {
        passed_ += static_cast<__int128>(tick - tick_) * tempo_;
        tick_ = tick;
        const __int128 twice = static_cast<__int128>(den_) * 2;
        if (passed_ > static_cast<__int128>(kLongestSeconds) * kTicksPerSecond * den_ / num_) return {};
        return Time{static_cast<int64_t>((passed_ * num_ * 2 + den_) / twice)};
    }
    void set_tempo(uint32_t tempo) {
        if (counts_beats_) tempo_ = tempo;
    }
    const std::string& text() const { return text_; }

  private:
    __int128 passed_ = 0; // ticks times tempo
    int64_t tick_ = 0, tempo_ = kDefaultTempo, num_ = 1, den_ = 1;
    bool counts_beats_ = true;
    std::string text_;
};

bool begins(std::span<const uint8_t> bytes, const char* word) {
    const size_t n = std::strlen(word);
    return bytes.size() >= n && std::memcmp(bytes.data(), word, n) == 0;
}

} // namespace

bool looks_like_midi(std::span<const uint8_t> bytes) { return begins(bytes, "MThd") || begins(bytes, "SMF2CLIP"); }

Result<MidiFile> parse_midi(std::span<const uint8_t> bytes, const std::string& where) {
    if (begins(bytes, "SMF2CLIP"))
        return fail(ErrorCode::unavailable, "MIDI 2.0 clip files are not supported; save it as a Standard MIDI File",
                    where);
    if (!begins(bytes, "MThd")) return fail(ErrorCode::bad_data, "the file is no Standard MIDI File", where);
    const uint64_t header = bytes.size() >= 14 ? big_endian(bytes.subspan(4, 4)) : 0;
    if (header < 6 || header > bytes.size() - 8)
        return fail(ErrorCode::bad_data, "the MIDI file ends within its header", where);
    MidiFile out;
    out.format = static_cast<int>(big_endian(bytes.subspan(8, 2)));
    const uint64_t said = big_endian(bytes.subspan(10, 2));
    if (out.format == 2)
        return fail(ErrorCode::unavailable,
                    "MIDI files of format 2 (independent patterns) are not supported; save it as format 0 or 1", where);
    if (out.format > 2) return fail(ErrorCode::bad_data, "the MIDI file's format is none", where);
    TempoClock clock = TRY(TempoClock::make(static_cast<uint16_t>(big_endian(bytes.subspan(12, 2))), where));
    out.division = clock.text();

    std::vector<Event> events;
    int64_t last = 0;
    for (size_t at = 8 + static_cast<size_t>(header); at < bytes.size();) {
        const auto left = bytes.subspan(at);
        if (left.size() < 8) break;
        const uint64_t size = big_endian(left.subspan(4, 4));
        const auto body = left.subspan(8, static_cast<size_t>(std::min<uint64_t>(size, left.size() - 8)));
        at += 8 + body.size();
        if (!begins(left, "MTrk")) continue;
        TrackReader track(body);
        ++out.tracks;
        auto wrong = track.read(events);
        if (wrong && size > body.size()) wrong = "it is cut off";
        if (wrong) out.warnings.push_back("track " + std::to_string(out.tracks) + ": " + *wrong);
        last = std::max(last, track.end());
    }
    if (out.tracks == 0) return fail(ErrorCode::bad_data, "the MIDI file holds no track", where);
    if (static_cast<uint64_t>(out.tracks) < said)
        out.warnings.push_back("the file says that it has " + std::to_string(said) + " tracks and holds " +
                               std::to_string(out.tracks));

    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.tick < b.tick; });
    bool whole = true;
    for (const Event& e : events) {
        const auto time = clock.at(e.tick);
        if (!time) {
            out.warnings.emplace_back("what lies beyond 100 hours is left out");
            whole = false;
            break;
        }
        out.duration = *time;
        if (e.tempo > 0) {
            clock.set_tempo(e.tempo);
            continue;
        }
        out.events.push_back({*time, e.bytes, e.size});
        out.notes += (e.bytes[0] & 0xF0) == 0x90 && e.bytes[2] > 0;
    }
    if (whole)
        if (const auto end = clock.at(last)) out.duration = *end;
    return out;
}

static Result<std::vector<uint8_t>> read_bytes(const std::string& path, int64_t size) {
    if (size > kMaxMidiBytes) return fail(ErrorCode::denied, "MIDI files of more than 8 MiB are not read", path);
    std::ifstream file(path, std::ios::binary);
    std::vector<uint8_t> bytes(static_cast<size_t>(size));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file) return fail(ErrorCode::io, "the MIDI file cannot be read", path);
    return bytes;
}

namespace {
// Plans are compiled after every edit; the files stay.
struct Kept {
    static constexpr size_t kMost = 64;
    struct Entry {
        FileIdentity identity;
        std::shared_ptr<const MidiFile> file;
        uint64_t used = 0;
    };
    std::mutex mutex;
    std::map<std::string, Entry> files;
    uint64_t now = 0;
};
Kept& kept() {
    static Kept* const one = new Kept; // threads may ask until the process ends
    return *one;
}
} // namespace

Result<std::shared_ptr<const MidiFile>> load_midi(const std::string& path) {
    const FileIdentity identity = TRY(identify(path));
    {
        const std::lock_guard lock(kept().mutex);
        auto it = kept().files.find(path);
        if (it != kept().files.end() && it->second.identity == identity) {
            it->second.used = ++kept().now;
            return it->second.file;
        }
    }
    const auto bytes = TRY(read_bytes(path, identity.size));
    auto file = std::make_shared<const MidiFile>(TRY(parse_midi(bytes, path)));
    const std::lock_guard lock(kept().mutex);
    auto& files = kept().files;
    files[path] = {identity, file, ++kept().now};
    if (files.size() > Kept::kMost)
        files.erase(std::min_element(files.begin(), files.end(),
                                     [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
    return file;
}

MidiNotes midi_notes(const MidiFile& file) {
    MidiNotes notes;
    std::vector<MidiNote>& out = notes.all;
    std::array<int64_t, 16 * 128> sounding; // index in `out`, -1 = none
    sounding.fill(-1);
    for (const MidiEvent& e : file.events) {
        const uint8_t kind = e.bytes[0] & 0xF0, channel = e.bytes[0] & 0x0F;
        if (kind != 0x80 && kind != 0x90) continue;
        int64_t& last = sounding[static_cast<size_t>(channel * 128 + e.bytes[1])];
        if (last >= 0) out[static_cast<size_t>(last)].end = e.time;
        last = -1;
        if (kind == 0x80 || e.bytes[2] == 0) continue;
        last = static_cast<int64_t>(out.size());
        notes.low = std::min<int>(notes.low, e.bytes[1]), notes.high = std::max<int>(notes.high, e.bytes[1]);
        out.push_back({e.time, file.duration, channel, e.bytes[1], e.bytes[2]});
    }
    return notes;
}

} // namespace tandem
