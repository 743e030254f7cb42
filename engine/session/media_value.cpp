// Facts of media to and from Values. One list of fields serves both directions.
#include "engine/session/media_value.h"

#include <type_traits>

namespace tandem {

namespace {

struct Writer {
    ValueObject out;
    template<class T>
    void field(const char* name, const T& v) {
        if constexpr (std::is_same_v<T, Time>)
            out[name] = v.ticks;
        else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, bool>)
            out[name] = v;
        else
            out[name] = static_cast<int64_t>(v);
    }
};
struct Reader {
    const Value& in;
    template<class T>
    void field(const char* name, T& v) {
        const Value* x = in.find(name);
        if (!x) return;
        if constexpr (std::is_same_v<T, Time>) {
            if (auto i = x->as_int()) v.ticks = *i;
        } else if constexpr (std::is_same_v<T, std::string>) {
            if (auto s = x->as_string()) v = *s;
        } else if constexpr (std::is_same_v<T, bool>) {
            if (auto b = x->as_bool()) v = *b;
        } else if (auto i = x->as_int())
            v = static_cast<T>(*i);
    }
};

template<class V, class C>
void colour_fields(V& v, C& c) {
    v.field("primaries", c.primaries), v.field("transfer", c.transfer), v.field("matrix", c.matrix);
    v.field("range", c.range), v.field("siting", c.siting);
}
template<class V, class P>
void picture_fields(V& v, P& p) {
    v.field("index", p.index), v.field("width", p.width), v.field("height", p.height);
    v.field("sar_num", p.sar_num), v.field("sar_den", p.sar_den), v.field("rotation", p.rotation);
    v.field("mirror", p.mirror), v.field("rate_num", p.rate.num), v.field("rate_den", p.rate.den);
    v.field("variable_rate", p.variable_rate), v.field("interlaced", p.interlaced), v.field("alpha", p.has_alpha);
    v.field("peak_nits", p.peak_nits);
    v.field("still", p.still), v.field("start", p.start), v.field("duration", p.duration), v.field("codec", p.codec),
        v.field("format", p.format);
    colour_fields(v, p.colour);
}
template<class V, class S>
void sound_fields(V& v, S& s) {
    v.field("index", s.index), v.field("rate", s.rate), v.field("channels", s.channels);
    v.field("layout", s.layout), v.field("codec", s.codec), v.field("duration", s.duration);
    v.field("notes", s.notes);
}
template<class V, class M>
void media_fields(V& v, M& m) {
    v.field("name", m.name), v.field("path", m.path), v.field("size", m.fingerprint.size);
    v.field("head", m.fingerprint.head), v.field("middle", m.fingerprint.middle), v.field("tail", m.fingerprint.tail);
    v.field("bin", m.bin.value), v.field("duration", m.duration), v.field("image_sequence", m.image_sequence);
    v.field("sequence_first", m.sequence_first), v.field("sequence_count", m.sequence_count);
    v.field("sequence_rate_num", m.sequence_rate.num), v.field("sequence_rate_den", m.sequence_rate.den);
    v.field("timecode", m.timecode);
    colour_fields(v, m.override_colour);
}

} // namespace

Value media_value(const Media& m) {
    Writer w;
    media_fields(w, m);
    ValueArray pictures, sounds;
    for (const auto& p : m.pictures) {
        Writer x;
        picture_fields(x, p);
        pictures.push_back(std::move(x.out));
    }
    for (const auto& s : m.sounds) {
        Writer x;
        sound_fields(x, s);
        sounds.push_back(std::move(x.out));
    }
    w.out["pictures"] = std::move(pictures);
    w.out["sounds"] = std::move(sounds);
    return std::move(w.out);
}

Result<Media> value_media(const Value& value) {
    if (!value.as_object()) return fail(ErrorCode::bad_data, "the facts of the media are not a table");
    Media m;
    Reader r{value};
    media_fields(r, m);
    if (auto list = value.find("pictures"); list && list->as_array())
        for (const Value& v : *list->as_array()) {
            PictureStream p;
            Reader x{v};
            picture_fields(x, p);
            m.pictures.push_back(p);
        }
    if (auto list = value.find("sounds"); list && list->as_array())
        for (const Value& v : *list->as_array()) {
            SoundStream s;
            Reader x{v};
            sound_fields(x, s);
            m.sounds.push_back(s);
        }
    return m;
}

} // namespace tandem
