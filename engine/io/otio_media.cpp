// Pool entries from ExternalReference, ImageSequenceReference (and the older ImageReference) and MissingReference.
#include "engine/io/otio_media.h"

#include <algorithm>
#include <cmath>

#include "engine/base/timecode.h"
#include "engine/io/media_path.h"

namespace tandem::otio {

std::string_view schema_name(const Json& object) {
    std::string_view s = object.text_of("OTIO_SCHEMA");
    return s.substr(0, s.rfind('.'));
}

Extra foreign_metadata(const JsonDocument& document, const Json& object, std::string_view key, const Json* other) {
    std::string members;
    const Json* metadata = object.find("metadata");
    for (const JsonMember& m : metadata ? metadata->object() : std::span<const JsonMember>()) {
        if (m.key == "tandem") continue;
        members += members.empty() ? "" : ",";
        json_quote(members, m.key);
        members += ':';
        json_compact(members, document, m.value);
    }
    std::string out;
    if (!members.empty()) out = "\"metadata\":{" + members + "}";
    if (other) {
        if (!out.empty()) out += ',';
        json_quote(out, key);
        out += ':';
        json_compact(out, document, *other);
    }
    if (out.empty()) return nullptr;
    return std::make_shared<const std::string>("{\"otio\":{" + out + "}}");
}

static int whole(const Json* v, const int otherwise) {
    return v && v->is_number() && std::abs(v->number()) < 1e9 ? static_cast<int>(v->number()) : otherwise;
}

MediaId MediaPool::add(const Json* reference, const std::string& clip_name, const TimeRange* available, FrameRate rate,
                       Hasher& visible, const std::function<void(std::string)>& approximated) {
    Media m;
    std::string_view kind = reference ? schema_name(*reference) : "";
    std::string url;
    if (kind == "ImageSequenceReference") {
        int digits = std::clamp(whole(reference->find("frame_zero_padding"), 0), 0, 20);
        url = reference->text_of("target_url_base");
        if (!url.empty() && !url.ends_with('/') && !url.ends_with('\\')) url += '/';
        url += std::string(reference->text_of("name_prefix")) +
               (digits > 0 ? "%0" + std::to_string(digits) + "d" : "%d") +
               std::string(reference->text_of("name_suffix"));
        m.image_sequence = true;
        m.sequence_first = whole(reference->find("start_frame"), 0);
        const Json* hz = reference->find("rate");
        if (hz && hz->is_number())
            if (auto r = FrameRate::from_double(hz->number())) rate = *r;
        if (whole(reference->find("frame_step"), 1) != 1) approximated("numbered images are read without their step");
    } else if (reference) {
        url = reference->text_of("target_url");
        m.image_sequence = url.find('%') != std::string::npos && url.find("d.") != std::string::npos &&
                           (kind == "ImageReference" || url.find("%0") != std::string::npos);
    }
    visible.text(kind == "MissingReference" ? "" : url);
    if (url.empty()) {
        // A slate of that name; a file of that name beside the timeline is taken for it.
        m.name = clip_name.empty() ? "missing" : clip_name;
        std::string file = m.name;
        std::replace(file.begin(), file.end(), '/', '_');
        std::erase(file, '\0');
        m.path = loaded_path(file == "." || file == ".." ? "missing" : file, base_);
        m.image_sequence = false;
    } else {
        ResolvedUrl r = resolve_url(url, base_);
        if (r.by_name) approximated("the file was found beside the timeline by its name: " + r.path);
        m.path = r.path;
        std::string_view own = reference->text_of("name");
        m.name = own.empty() ? m.path.substr(m.path.find_last_of('/') + 1) : std::string(own);
    }
    if (m.image_sequence) {
        m.sequence_rate = rate;
        if (available) {
            if (kind != "ImageSequenceReference")
                m.sequence_first =
                    static_cast<int>(std::clamp<int64_t>(rate.frame_nearest(available->start), 0, INT32_MAX));
            m.sequence_count =
                static_cast<int>(std::clamp<int64_t>(rate.frames_covering(available->length), 0, INT32_MAX));
        }
    }
    std::string key = m.path + (url.empty() ? "?" : "");
    if (auto found = by_path_.find(key); found != by_path_.end()) return found->second;

    const Media* before = nullptr;
    if (native_)
        for (const auto& n : native_->media)
            if (n->path == m.path) before = n.get();
    if (before) {
        m = *before;
    } else {
        m.id = ids_.make<MediaId>();
        if (available) {
            m.duration = available->length.ticks > 0 ? available->length : Time{};
            int64_t frame = rate.frame_nearest(available->start);
            if (frame > 0 && rate.time_of(frame) == available->start && frame < 100 * 3600 * rate.nominal())
                m.timecode = timecode_text(frame, rate, DropFrame::no);
        }
        if (reference) m.extra = foreign_metadata(document_, *reference);
    }
    by_path_[key] = m.id;
    media_.push_back(std::move(m));
    return media_.back().id;
}

std::vector<Ref<Media>> MediaPool::take() {
    std::sort(media_.begin(), media_.end(), [](const Media& a, const Media& b) { return a.id < b.id; });
    std::vector<Ref<Media>> out;
    for (Media& m : media_) out.push_back(std::make_shared<const Media>(std::move(m)));
    return out;
}

} // namespace tandem::otio
