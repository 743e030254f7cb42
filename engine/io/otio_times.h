// Reads RationalTime and TimeRange objects exactly; impossible ones are errors with their place. Private to engine/io.
#pragma once

#include "engine/io/object_reader.h"
#include "engine/io/otio_time.h"

namespace tandem::otio {

struct Times {
    ReadContext& context;

    std::optional<Rate> rate_of(const Json* v) {
        const Json* hz = v ? v->find("rate") : nullptr;
        return hz && hz->is_number() ? exact_rate(hz->number()) : std::nullopt;
    }
    // The time of a RationalTime; none where the member is absent or null. An impossible one is an error.
    std::optional<Time> time(const Json* v) {
        if (!v || !v->is(JsonType::object)) return std::nullopt;
        const Json* value = v->find("value");
        auto rate = rate_of(v);
        std::optional<Time> t;
        if (value && value->is_number() && rate) t = exact_time(value->number(), *rate);
        if (!t) context.wrong(*v, "a time or its rate is not finite or out of range");
        return t;
    }
    std::optional<TimeRange> range(const Json* v) {
        if (!v || !v->is(JsonType::object)) return std::nullopt;
        auto start = time(v->find("start_time")), length = time(v->find("duration"));
        if (!start || !length) return std::nullopt;
        if (length->ticks < 0) {
            context.wrong(*v, "a duration is negative");
            return std::nullopt;
        }
        return TimeRange{*start, *length};
    }
};

} // namespace tandem::otio
