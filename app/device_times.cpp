// Longest first, as the devices give them.
#include "app/device_times.h"

#include "engine/base/format.h"

namespace tandem::app {

Value device_times_json(const FrameRenderer& renderer) {
    const auto times = renderer.times();
    if (!times) return {};
    ValueObject o{{"device", renderer.name()}};
    if (!times->none.empty()) {
        o["none"] = times->none;
        return o;
    }
    ValueArray segments;
    for (const auto& part : times->parts)
        segments.push_back(ValueObject{{"what", part.what}, {"runs", part.runs}, {"seconds", part.seconds}});
    o["segments"] = segments;
    return o;
}

std::string device_times_text(const FrameRenderer& renderer) {
    const auto times = renderer.times();
    if (!times) return "";
    if (!times->none.empty()) return "\n  " + renderer.name() + ": not timed, as " + times->none;
    std::string text = "\n  " + renderer.name() + ", by its own clock:";
    for (const auto& part : times->parts)
        text += format_text("\n    %8.3f ms x %lld  %s", part.seconds * 1e3 / static_cast<double>(part.runs),
                            static_cast<long long>(part.runs), part.what.c_str());
    return text;
}

} // namespace tandem::app
