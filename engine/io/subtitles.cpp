// SubRip and WebVTT. Times are exact milliseconds. Cues of one track never overlap, so a cue that another one would
// cover is cut at its start, and cues that start together become one with both texts.
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "engine/io/interchange.h"
#include "engine/io/text_encoding.h"

namespace tandem {

namespace {

constexpr size_t kMaxBytes = size_t{64} << 20, kMaxCues = 200'000;

struct Cue {
    Time start, end;
    std::string text;
};

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (size_t i = 0; i <= text.size();) {
        size_t stop = std::min(text.find_first_of("\r\n", i), text.size());
        lines.push_back(text.substr(i, stop - i));
        i = stop + 1 + (text.substr(std::min(stop, text.size())).starts_with("\r\n") ? 1 : 0);
    }
    return lines;
}

std::string_view trimmed(std::string_view s) {
    size_t a = s.find_first_not_of(" \t"), b = s.find_last_not_of(" \t");
    return a == std::string_view::npos ? std::string_view() : s.substr(a, b - a + 1);
}

bool number(std::string_view& s, int64_t& out, size_t max_digits) {
    size_t n = 0;
    while (n < s.size() && s[n] >= '0' && s[n] <= '9') ++n;
    if (n == 0 || n > max_digits) return false;
    std::from_chars(s.data(), s.data() + n, out);
    s.remove_prefix(n);
    return true;
}

// [[hours:]minutes:]seconds[(,|.)fraction] at the front of s.
bool time_at(std::string_view& s, Time& out) {
    int64_t part[3] = {}, count = 0;
    for (; count < 3; ++count) {
        if (!number(s, part[count], 6)) return false;
        if (!s.starts_with(':')) {
            ++count;
            break;
        }
        if (count == 2) return false;
        s.remove_prefix(1);
    }
    if (count < 2) return false;
    int64_t seconds = part[count - 1], minutes = part[count - 2], hours = count == 3 ? part[0] : 0;
    if (seconds > 59 || minutes > 59) return false;
    int64_t millis = 0;
    if (s.starts_with(',') || s.starts_with('.')) {
        s.remove_prefix(1);
        size_t before = s.size();
        if (!number(s, millis, 9)) return false;
        for (size_t n = before - s.size(); n < 3; ++n) millis *= 10;
        for (size_t n = before - s.size(); n > 3; --n) millis /= 10;
    }
    out = Time::from_ratio(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis, 1000);
    return true;
}

bool timing(std::string_view line, Time& start, Time& end) {
    line = trimmed(line);
    if (!time_at(line, start)) return false;
    line = trimmed(line);
    if (!line.starts_with("-->")) return false;
    line = trimmed(line.substr(3));
    return time_at(line, end) && (line.empty() || line[0] == ' ' || line[0] == '\t');
}

// Entities of WebVTT, and the tags that SubtitleContent does not know.
std::string plain(std::string_view s, const bool entities) {
    std::string out;
    for (size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '<') {
            size_t close = s.find('>', i);
            if (close != std::string_view::npos) {
                std::string_view tag = s.substr(i + 1, close - i - 1);
                std::string_view name = tag.substr(tag.starts_with('/') ? 1 : 0);
                name = name.substr(0, name.find_first_of(". \t"));
                if (name == "i" || name == "b" || name == "u" || name == "I" || name == "B" || name == "U") {
                    out += tag.starts_with('/') ? "</" : "<";
                    out += static_cast<char>(name[0] | 0x20);
                    out += '>';
                    i = close;
                    continue;
                }
                static constexpr std::string_view kDropped[] = {"c", "v", "lang", "ruby", "rt", "font", "FONT", "s"};
                bool stamp = !tag.empty() && tag[0] >= '0' && tag[0] <= '9';
                if (stamp || std::find(std::begin(kDropped), std::end(kDropped), name) != std::end(kDropped)) {
                    i = close;
                    continue;
                }
            }
        }
        if (entities && s[i] == '&') {
            static constexpr std::pair<std::string_view, std::string_view> kEntities[] = {{"&amp;", "&"},
                                                                                          {"&lt;", "<"},
                                                                                          {"&gt;", ">"},
                                                                                          {"&lrm;", "\xE2\x80\x8E"},
                                                                                          {"&rlm;", "\xE2\x80\x8F"},
                                                                                          {"&nbsp;", "\xC2\xA0"}};
            bool found = false;
            for (auto [name, value] : kEntities)
                if (s.substr(i).starts_with(name)) out += value, i += name.size() - 1, found = true;
            if (found) continue;
        }
        if (s[i] != '\0') out += s[i];
    }
    return out;
}

Result<std::vector<Cue>> parse_cues(const std::vector<std::string_view>& lines, const bool vtt) {
    std::vector<Cue> cues;
    for (size_t i = vtt ? 1 : 0; i < lines.size(); ++i) {
        Cue cue;
        if (vtt && (lines[i].starts_with("NOTE") || lines[i] == "STYLE" || lines[i] == "REGION") &&
            (i == 0 || trimmed(lines[i - 1]).empty())) {
            while (i < lines.size() && !trimmed(lines[i]).empty()) ++i;
            continue;
        }
        if (!timing(lines[i], cue.start, cue.end)) continue;
        if (cues.size() >= kMaxCues)
            return fail(ErrorCode::denied, "more than " + std::to_string(kMaxCues) + " subtitles");
        size_t first = ++i;
        for (; i < lines.size() && !trimmed(lines[i]).empty(); ++i) {
            // A missing blank line: the next cue's number and times follow at once.
            Time a, b;
            size_t ahead = i + 1 < lines.size() && timing(lines[i + 1], a, b) &&
                                   trimmed(lines[i]).find_first_not_of("0123456789") == std::string_view::npos
                               ? 1
                               : 0;
            if (ahead || timing(lines[i], a, b)) {
                --i;
                break;
            }
            if (i > first) cue.text += '\n';
            cue.text += plain(lines[i], vtt);
        }
        if (cue.end > cue.start && !trimmed(cue.text).empty()) cues.push_back(std::move(cue));
    }
    return cues;
}

std::string stamp(Time t, const char separator) {
    int64_t ms = mul_div_round(t.ticks, 1000, kTicksPerSecond);
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%02lld:%02lld:%02lld%c%03lld", static_cast<long long>(ms / 3'600'000),
                  static_cast<long long>(ms / 60'000 % 60), static_cast<long long>(ms / 1000 % 60), separator,
                  static_cast<long long>(ms % 1000));
    return buffer;
}

// A blank line would end the cue, so it gets a space.
std::string cue_lines(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\r') continue;
        if (c == '\n' && (out.empty() || out.back() == '\n')) out += ' ';
        out += c;
    }
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

// '&' and every '<' that opens none of our tags.
std::string escaped(std::string_view s) {
    std::string out;
    for (size_t i = 0; i < s.size(); ++i) {
        static constexpr std::string_view kTags[] = {"<i>", "</i>", "<b>", "</b>", "<u>", "</u>"};
        bool tag = false;
        for (auto t : kTags) tag = tag || s.substr(i).starts_with(t);
        if (s[i] == '&')
            out += "&amp;";
        else if (s[i] == '<' && !tag)
            out += "&lt;";
        else if (s.substr(i).starts_with("-->"))
            out += "--&gt;", i += 2;
        else
            out += s[i];
    }
    return out;
}

} // namespace

Result<Track> read_subtitles(std::string_view bytes, const std::string& name, IdSource& ids) {
    if (bytes.size() > kMaxBytes) return fail(ErrorCode::denied, "larger than the 64 MiB that subtitles may have");
    std::string text = to_utf8(bytes);
    std::vector<std::string_view> lines = lines_of(text);
    auto first = std::find_if(lines.begin(), lines.end(), [](std::string_view l) { return !trimmed(l).empty(); });
    bool vtt = first != lines.end() && first->starts_with("WEBVTT") &&
               (first->size() == 6 || (*first)[6] == ' ' || (*first)[6] == '\t');
    std::vector<Cue> cues = TRY(parse_cues(lines, vtt));
    if (cues.empty() && !vtt)
        return fail(ErrorCode::bad_data, "holds no subtitles that can be read (SubRip or WebVTT times such as "
                                         "\"00:00:01,000 --> 00:00:02,000\" are looked for)");
    std::stable_sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) { return a.start < b.start; });

    Track track = make_track(TrackKind::subtitle, ids.make<TrackId>(), name);
    std::vector<Placement> items;
    for (size_t i = 0; i < cues.size(); ++i) {
        Cue cue = std::move(cues[i]);
        while (i + 1 < cues.size() && cues[i + 1].start == cue.start) {
            cue.text += "\n" + cues[i + 1].text;
            cue.end = std::max(cue.end, cues[++i].end);
        }
        if (i + 1 < cues.size()) cue.end = std::min(cue.end, cues[i + 1].start);
        auto clip = std::make_shared<Clip>();
        clip->id = ids.make<ClipId>();
        clip->length = cue.end - cue.start;
        clip->content = SubtitleContent{std::move(cue.text)};
        items.push_back({cue.start, std::move(clip)});
    }
    track.items = Chunked<Placement>(items);
    return track;
}

std::string write_srt(const Track& track) {
    std::string out;
    size_t number = 0;
    for (const Placement& p : track.items) {
        auto text = std::get_if<SubtitleContent>(&p.clip->content);
        if (!text) continue;
        out += std::to_string(++number) + "\n" + stamp(p.start, ',') + " --> " + stamp(p.end(), ',') + "\n" +
               cue_lines(text->text) + "\n\n";
    }
    return out;
}

std::string write_vtt(const Track& track) {
    std::string out = "WEBVTT\n\n";
    for (const Placement& p : track.items) {
        auto text = std::get_if<SubtitleContent>(&p.clip->content);
        if (!text) continue;
        out += stamp(p.start, '.') + " --> " + stamp(p.end(), '.') + "\n" + escaped(cue_lines(text->text)) + "\n\n";
    }
    return out;
}

} // namespace tandem
