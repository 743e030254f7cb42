// load_any and read_otio: what a file is, by content first, then by extension; and which of two states of an .otio of
// ours counts, the exact one it carries or the one that somebody edited.
#include "engine/io/interchange.h"

#include <algorithm>

#include "engine/io/json.h"
#include "engine/io/media_path.h"
#include "engine/io/otio_media.h"
#include "engine/io/otio_read.h"
#include "engine/io/project_file.h"
#include "engine/io/project_read.h"
#include "engine/io/text_encoding.h"
#include "engine/model/validate.h"

namespace tandem {

// The exact project under metadata.tandem; none where there is none of ours or it cannot be read.
static Result<Project> carried_project(JsonDocument& document, const Json& ours, const std::string& base_dir) {
    const Json* project = ours.find("project");
    if (!project) return fail(ErrorCode::bad_data, "carries no project");
    Project p = TRY(read_project(document, const_cast<Json&>(*project), base_dir));
    TRY_VOID(check_valid(p));
    const Json* active = ours.find("sequence");
    SequenceId id{active && active->is(JsonType::integer) ? static_cast<uint64_t>(active->integer) : 0};
    if (p.find_sequence(id)) p.active = id;
    return p;
}

static uint64_t stored_hash(const Json& ours) {
    uint64_t v = 0;
    for (char c : ours.text_of("hash")) v = v << 4 | static_cast<uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    return v;
}

Result<Imported> read_otio(std::string_view bytes, const std::string& base_dir) {
    std::string wide;
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        if (bytes.size() > JsonLimits{}.bytes) return fail(ErrorCode::denied, "larger than a timeline may be");
        wide = to_utf8(bytes), bytes = wide;
    }
    JsonDocument document = TRY(parse_json(bytes, NonFinite::allowed));
    Result<otio::ReadResult> read = otio::read_document(document, base_dir, nullptr);
    const Json* metadata = document.root().find("metadata");
    const Json* ours = metadata ? metadata->find("tandem") : nullptr;
    if (!ours) return read ? Result<Imported>(std::move(read->imported)) : read.error();
    uint64_t hash = stored_hash(*ours);
    Result<Project> native = carried_project(document, *ours, base_dir);
    if (!native && !read) return read.error();
    if (native && !read)
        return Imported{
            std::move(*native),
            {{{LossItem::Fate::approximated,
               "the visible timeline cannot be read, so the exact project inside it is opened: " + read.error().text(),
               ""}}}};
    otio::ReadResult& plain = *read;
    if (!native) {
        plain.imported.report.items.push_back(
            {LossItem::Fate::dropped, "the exact project that the file carries: " + native.error().text(), ""});
        return std::move(plain.imported);
    }
    if (hash == plain.visible_hash) return Imported{std::move(*native), {}};
    Result<otio::ReadResult> attached = otio::read_document(document, base_dir, &*native);
    if (!attached) return std::move(plain.imported);
    attached->imported.report.items.insert(
        attached->imported.report.items.begin(),
        {LossItem::Fate::approximated,
         "another program changed the timeline: its cuts count, effects and mixer come from our exact data", ""});
    return std::move(attached->imported);
}

// Names of what we are often given and cannot open.
static std::string format_name(const std::string& extension) {
    static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
        {"edl", "CMX3600 edit lists"},
        {"fcpxml", "Final Cut Pro X XML"},
        {"fcpxmld", "Final Cut Pro X bundles"},
        {"aaf", "AAF"},
        {"kdenlive", "Kdenlive projects"},
        {"mlt", "MLT XML"},
        {"xges", "GStreamer Editing Services projects"},
        {"otioz", "OpenTimelineIO zip bundles"},
        {"otiod", "OpenTimelineIO folder bundles"},
        {"prproj", "Premiere projects"},
        {"drp", "DaVinci Resolve projects"},
        {"ass", "Advanced SubStation subtitles"},
        {"ssa", "SubStation Alpha subtitles"},
        {"ttml", "TTML subtitles"},
        {"sbv", "YouTube subtitles"},
        {"sub", "MicroDVD subtitles"},
        {"lrc", "lyrics"},
        {"ardour", "Ardour sessions"},
        {"aup", "Audacity projects"},
        {"ale", "Avid log exchange"},
    };
    for (auto [e, name] : kNames)
        if (e == extension) return std::string(name);
    return extension.empty() ? "files without an extension" : "." + extension + " files";
}

// "xmeml" of "<?xml ...?><!DOCTYPE xmeml><xmeml version=...>"; "" where there is no element.
static std::string root_element(std::string_view xml) {
    static constexpr std::pair<std::string_view, std::string_view> kBefore[] = {
        {"<?", "?>"}, {"<!--", "-->"}, {"<!", ">"}};
    for (size_t at; (at = xml.find('<')) != std::string_view::npos;) {
        xml.remove_prefix(at);
        auto skip = std::find_if(std::begin(kBefore), std::end(kBefore),
                                 [&](const auto& mark) { return xml.starts_with(mark.first); });
        if (skip == std::end(kBefore)) {
            const size_t end = xml.find_first_of(" \t\r\n/>", 1);
            std::string name(xml.substr(1, std::min<size_t>(end, 40) - 1));
            std::replace_if(
                name.begin(), name.end(), [](char c) { return c > 0 && c < ' '; }, '?');
            return name;
        }
        const size_t end = xml.find(skip->second);
        if (end == std::string_view::npos) return {};
        xml.remove_prefix(end + skip->second.size());
    }
    return {};
}

static std::string xml_name(std::string_view head) {
    const std::string root = root_element(head);
    if (root == "xmeml") return "Final Cut Pro 7 XML";
    if (root == "fcpxml") return format_name("fcpxml");
    if (root.empty()) return format_name("xml");
    return "XML of another kind (root element " + root + ")";
}

static Result<Imported> subtitle_project(std::string_view bytes, const std::string& path) {
    std::string name = path.substr(path.find_last_of('/') + 1);
    Project p = make_project(name, {});
    IdSource ids{p.next_id};
    Sequence s = *p.sequences[0];
    s.tracks.push_back(std::make_shared<const Track>(TRY(read_subtitles(bytes, name, ids))));
    p.sequences[0] = std::make_shared<const Sequence>(std::move(s));
    p.next_id = ids.next;
    TRY_VOID(check_valid(p));
    return Imported{std::move(p), {}};
}

static Result<Imported> load(const std::string& path, const std::string& bytes) {
    std::string extension = lower_extension(path);
    std::string head = to_utf8(std::string_view(bytes).substr(0, 4096));
    size_t first = head.find_first_not_of(" \t\r\n");
    // MicroDVD subtitles begin with a brace, too.
    size_t second = first == std::string::npos ? first : head.find_first_not_of(" \t\r\n", first + 1);
    bool object = second != std::string::npos && head[first] == '{' && (head[second] == '"' || head[second] == '}');
    std::string base = folder_of_file(path);
    bool otio = object && (head.find("\"OTIO_SCHEMA\"") != std::string::npos || extension == "otio");
    // A project may quote an OTIO_SCHEMA in what it keeps; its own schema comes first.
    if (object && head.find("\"Project.") < head.find("\"OTIO_SCHEMA\"")) otio = false;
    if (extension == "otio" || otio) return read_otio(bytes, base);
    if (extension == "tandem" || object) {
        Project p = TRY(parse_project(bytes, base));
        return Imported{std::move(p), {}};
    }
    if (extension == "srt" || extension == "vtt" ||
        (first != std::string::npos && head.substr(first).starts_with("WEBVTT")))
        return subtitle_project(bytes, path);
    return fail(ErrorCode::unavailable, (extension == "xml" ? xml_name(head) : format_name(extension)) +
                                            " cannot be opened; .tandem, .otio, .srt and .vtt can");
}

Result<Imported> load_any(const std::string& path) {
    auto named = [&](Error e) {
        if (!e.where.starts_with(path)) e.where = path + (e.where.empty() ? "" : ", " + e.where);
        return e;
    };
    Result<std::string> bytes = read_file_limited(path, JsonLimits{}.bytes);
    if (!bytes) return named(bytes.error());
    Result<Imported> result = load(path, *bytes);
    if (!result) return named(result.error());
    return result;
}

} // namespace tandem
