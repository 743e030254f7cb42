// Reader and writer of matrices. The reader stops at the first thing that is wrong and says where it stands.
#include "engine/export/matrix.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "engine/export/output_name.h"
#include "engine/io/json.h"

namespace tandem {
namespace {

constexpr size_t kMaxDeliverables = 1000, kMaxKeys = 10'000, kMaxSidecars = 32;
constexpr std::array<std::string_view, 4> kModes{"fit", "fill", "keyframed", "auto"};
constexpr std::array<std::string_view, 8> kKinds{"srt",    "vtt", "chapters", "thumbnail",
                                                 "poster", "edl", "otio",     "report"};

class MatrixReader {
  public:
    MatrixReader(const JsonDocument& document, const std::string& where) : document_(document), where_(where) {}

    Result<DeliveryMatrix> read() {
        const Json& root = document_.root();
        TRY_VOID(keys(root, {"tandemMatrix", "deliverables"}));
        const Json* version = root.find("tandemMatrix");
        if (version && (!version->is(JsonType::integer) || version->integer != 1))
            return wrong(*version, "\"tandemMatrix\" must be 1");
        const Json* list = root.find("deliverables");
        if (!list || !list->is(JsonType::array) || list->array().empty() || list->array().size() > kMaxDeliverables)
            return wrong(list ? *list : root, "\"deliverables\" must be an array of 1 to 1000 objects");
        DeliveryMatrix matrix;
        std::set<std::string> ids;
        for (const Json& item : list->array()) {
            Deliverable d = TRY(deliverable(item));
            if (d.id.empty()) d.id = std::to_string(matrix.deliverables.size() + 1);
            if (!ids.insert(d.id).second) return wrong(item, "another deliverable has the id \"" + d.id + "\"");
            matrix.deliverables.push_back(std::move(d));
        }
        return matrix;
    }

  private:
    Error wrong(const Json& at, const std::string& what) const {
        return fail(ErrorCode::config, document_.place(at) + ": " + what, where_);
    }

    Result<void> keys(const Json& object, std::initializer_list<std::string_view> known) const {
        if (!object.is(JsonType::object)) return wrong(object, "an object is expected here");
        for (const JsonMember& m : object.object()) {
            if (m.key.starts_with("x-") || std::find(known.begin(), known.end(), m.key) != known.end()) continue;
            std::string names;
            for (auto k : known) names += (names.empty() ? "" : ", ") + std::string(k);
            return wrong(object, "unknown key \"" + std::string(m.key) + "\"; there are: " + names);
        }
        return {};
    }

    Result<void> text(const Json& object, std::string_view key, std::string& out) const {
        const Json* v = object.find(key);
        if (!v) return {};
        if (!v->is(JsonType::text)) return wrong(*v, "\"" + std::string(key) + "\" must be a text");
        out = std::string(v->text());
        if (out.find('\0') != std::string::npos) return wrong(*v, "\"" + std::string(key) + "\" holds a NUL");
        return {};
    }

    Result<void> number(const Json& object, std::string_view key, double low, double high, double& out) const {
        const Json* v = object.find(key);
        if (!v) return {};
        if (!v->is_number() || !(v->number() >= low && v->number() <= high)) {
            char range[80];
            std::snprintf(range, sizeof range, "\" must be a number from %g to %g", low, high);
            return wrong(*v, "\"" + std::string(key) + range);
        }
        out = v->number();
        return {};
    }

    Result<void> number(const Json& object, std::string_view key, double low, double high,
                        std::optional<double>& out) const {
        double value = 0;
        TRY_VOID(number(object, key, low, high, value));
        if (object.find(key)) out = value;
        return {};
    }

    Result<void> size(const Json& object, std::optional<std::array<int, 2>>& out) const {
        const Json* v = object.find("size");
        if (!v) return {};
        auto side = [](const Json& n) { return n.is(JsonType::integer) && n.integer >= 16 && n.integer <= 16384; };
        if (v->array().size() != 2 || !side(v->array()[0]) || !side(v->array()[1]))
            return wrong(*v, "\"size\" must be [width, height], each from 16 to 16384");
        out = {static_cast<int>(v->array()[0].integer), static_cast<int>(v->array()[1].integer)};
        return {};
    }

    template<class E, size_t N>
    Result<E> word(const Json& object, const std::array<std::string_view, N>& words, std::string_view key) const {
        const Json* v = object.find(key);
        const auto it = v ? std::find(words.begin(), words.end(), v->text()) : words.end();
        if (it != words.end()) return static_cast<E>(it - words.begin());
        std::string names;
        for (auto w : words) names += (names.empty() ? "" : ", ") + std::string(w);
        return wrong(v ? *v : object, "\"" + std::string(key) + "\" must be one of " + names);
    }

    Result<Deliverable> deliverable(const Json& o) const {
        TRY_VOID(keys(o, {"id", "preset", "set", "sequence", "range", "canvas", "audio", "locale", "captions",
                          "sidecars", "name"}));
        Deliverable d;
        TRY_VOID(text(o, "id", d.id));
        TRY_VOID(text(o, "preset", d.preset));
        if (d.preset.empty()) return wrong(o, "\"preset\" is missing");
        TRY_VOID(text(o, "sequence", d.sequence));
        TRY_VOID(text(o, "range", d.range));
        TRY_VOID(text(o, "locale", d.locale));
        TRY_VOID(text(o, "name", d.name));
        if (const Json* v = o.find("set")) TRY_VOID(sets(*v, d));
        if (const Json* v = o.find("canvas")) TRY_VOID(canvas(*v, d));
        if (const Json* v = o.find("audio")) {
            TRY_VOID(keys(*v, {"bus", "lufs", "tp"}));
            TRY_VOID(text(*v, "bus", d.bus));
            TRY_VOID(number(*v, "lufs", -70, 0, d.lufs));
            TRY_VOID(number(*v, "tp", -20, 0, d.true_peak));
        }
        if (const Json* v = o.find("captions")) {
            TRY_VOID(keys(*v, {"burn", "track"}));
            if (const Json* b = v->find("burn")) {
                if (!b->is(JsonType::boolean)) return wrong(*b, "\"burn\" must be true or false");
                d.burn = b->boolean;
            }
            TRY_VOID(text(*v, "track", d.captions_track));
        }
        if (const Json* v = o.find("sidecars")) {
            if (!v->is(JsonType::array) || v->array().size() > kMaxSidecars)
                return wrong(*v, "\"sidecars\" must be an array of at most 32 objects");
            for (const Json& s : v->array()) d.sidecars.push_back(TRY(sidecar(s)));
        }
        return d;
    }

    Result<void> sets(const Json& o, Deliverable& d) const {
        if (!o.is(JsonType::object)) return wrong(o, "\"set\" must be an object of preset keys and values");
        for (const JsonMember& m : o.object()) {
            const Json& v = m.value;
            std::string value;
            if (v.is(JsonType::text))
                value = std::string(v.text());
            else if (v.is(JsonType::boolean))
                value = v.boolean ? "true" : "false";
            else if (v.is(JsonType::integer))
                json_number(value, v.integer);
            else if (v.is(JsonType::real))
                json_number(value, v.real);
            else
                return wrong(v, "\"" + std::string(m.key) + "\" must be a text, a number, true or false");
            d.sets.emplace_back(std::string(m.key), std::move(value));
        }
        return {};
    }

    Result<void> canvas(const Json& o, Deliverable& d) const {
        TRY_VOID(keys(o, {"size", "reframe"}));
        TRY_VOID(size(o, d.size));
        const Json* r = o.find("reframe");
        if (!r) return {};
        TRY_VOID(keys(*r, {"mode", "x", "y", "keys"}));
        d.reframe.mode = TRY(word<ReframeMode>(*r, kModes, "mode"));
        TRY_VOID(number(*r, "x", 0, 1, d.reframe.x));
        TRY_VOID(number(*r, "y", 0, 1, d.reframe.y));
        const Json* list = r->find("keys");
        const bool keyed = d.reframe.mode == ReframeMode::keyframed;
        const bool followed = d.reframe.mode == ReframeMode::automatic;
        if (!followed && keyed != (list && !list->array().empty()))
            return wrong(*r, "\"keys\" belong to the modes keyframed, which needs at least one, and auto");
        if (!list) return {};
        if (list->array().size() > kMaxKeys) return wrong(*list, "more than 10000 keys");
        for (const Json& k : list->array()) {
            TRY_VOID(keys(k, {"at", "x", "y", "zoom"}));
            if (followed && k.find("zoom")) return wrong(k, "a point that is followed has no \"zoom\"");
            ReframeKey key;
            TRY_VOID(text(k, "at", key.at));
            if (key.at.empty()) return wrong(k, "\"at\" is missing");
            TRY_VOID(number(k, "x", 0, 1, key.x));
            TRY_VOID(number(k, "y", 0, 1, key.y));
            TRY_VOID(number(k, "zoom", 0.1, 20, key.zoom));
            d.reframe.keys.push_back(std::move(key));
        }
        return {};
    }

    Result<SidecarSettings> sidecar(const Json& o) const {
        TRY_VOID(keys(o, {"kind", "at", "size", "maxBytes"}));
        SidecarSettings s;
        s.kind = TRY(word<SidecarKind>(o, kKinds, "kind"));
        const bool picture = s.kind == SidecarKind::thumbnail || s.kind == SidecarKind::poster;
        for (std::string_view key : {"at", "size", "maxBytes"})
            if (const Json* v = o.find(key); v && !picture)
                return wrong(*v, "\"" + std::string(key) + "\" belongs to thumbnails and posters only");
        TRY_VOID(text(o, "at", s.at));
        if (s.at.empty()) return wrong(o, "\"at\" is empty");
        TRY_VOID(size(o, s.size));
        double bytes = 0;
        TRY_VOID(number(o, "maxBytes", 1000, 1e12, bytes));
        s.max_bytes = static_cast<int64_t>(bytes);
        return s;
    }

    const JsonDocument& document_;
    const std::string& where_;
};

// Builds an object text member by member.
class ObjectText {
  public:
    void member(std::string_view key, std::string_view json) {
        text_ += text_.empty() ? '{' : ',';
        json_quote(text_, key);
        text_ += ':';
        text_ += json;
    }
    void text(std::string_view key, std::string_view value) {
        std::string quoted;
        json_quote(quoted, value);
        member(key, quoted);
    }
    void number(std::string_view key, double value) {
        std::string digits;
        json_number(digits, value);
        member(key, digits);
    }
    bool empty() const { return text_.empty(); }
    std::string done() && { return text_.empty() ? "{}" : text_ + "}"; }

  private:
    std::string text_;
};

std::string size_text(const std::array<int, 2>& size) {
    return "[" + std::to_string(size[0]) + "," + std::to_string(size[1]) + "]";
}

template<class List, class Write>
std::string array_text(const List& list, Write write) {
    std::string out = "[";
    for (const auto& item : list) out += (out.size() > 1 ? "," : "") + write(item);
    return out + "]";
}

std::string reframe_text(const ReframeSettings& r) {
    ObjectText out;
    out.text("mode", kModes[static_cast<size_t>(r.mode)]);
    out.number("x", r.x), out.number("y", r.y);
    const bool zooms = r.mode == ReframeMode::keyframed;
    if (!r.keys.empty())
        out.member("keys", array_text(r.keys, [zooms](const ReframeKey& k) {
                       ObjectText key;
                       key.text("at", k.at);
                       key.number("x", k.x), key.number("y", k.y);
                       if (zooms) key.number("zoom", k.zoom);
                       return std::move(key).done();
                   }));
    return std::move(out).done();
}

std::string sidecar_text(const SidecarSettings& s) {
    ObjectText out;
    out.text("kind", sidecar_word(s.kind));
    if (s.kind == SidecarKind::thumbnail || s.kind == SidecarKind::poster) out.text("at", s.at);
    if (s.size) out.member("size", size_text(*s.size));
    if (s.max_bytes) out.member("maxBytes", std::to_string(s.max_bytes));
    return std::move(out).done();
}

std::string deliverable_text(const Deliverable& d) {
    ObjectText out;
    out.text("id", d.id), out.text("preset", d.preset);
    if (!d.sets.empty()) {
        ObjectText sets;
        for (const auto& [key, value] : d.sets) sets.text(key, value);
        out.member("set", std::move(sets).done());
    }
    for (auto [key, value] :
         {std::pair{"sequence", &d.sequence}, {"range", &d.range}, {"locale", &d.locale}, {"name", &d.name}})
        if (!value->empty()) out.text(key, *value);
    ObjectText canvas;
    if (d.size) canvas.member("size", size_text(*d.size));
    if (!(d.reframe == ReframeSettings{})) canvas.member("reframe", reframe_text(d.reframe));
    if (!canvas.empty()) out.member("canvas", std::move(canvas).done());
    ObjectText audio;
    if (!d.bus.empty()) audio.text("bus", d.bus);
    if (d.lufs) audio.number("lufs", *d.lufs);
    if (d.true_peak) audio.number("tp", *d.true_peak);
    if (!audio.empty()) out.member("audio", std::move(audio).done());
    ObjectText captions;
    if (d.burn) captions.member("burn", *d.burn ? "true" : "false");
    if (d.captions_track != "*") captions.text("track", d.captions_track);
    if (!captions.empty()) out.member("captions", std::move(captions).done());
    if (!d.sidecars.empty()) out.member("sidecars", array_text(d.sidecars, sidecar_text));
    return std::move(out).done();
}

} // namespace

const char* sidecar_word(SidecarKind kind) { return kKinds[static_cast<size_t>(kind)].data(); }

Result<DeliveryMatrix> parse_matrix(std::string_view json, const std::string& where) {
    auto document = parse_json(json, NonFinite::refused,
                               {.bytes = 4 << 20, .nodes = 400'000, .string_bytes = 1 << 16, .depth = 16});
    if (!document) {
        Error error = std::move(document).error();
        if (error.code == ErrorCode::bad_data) error.code = ErrorCode::config;
        error.where = error.where.empty() ? where : where + ", " + error.where;
        return error;
    }
    return MatrixReader(*document, where).read();
}

std::string matrix_text(const DeliveryMatrix& matrix) {
    ObjectText out;
    out.member("tandemMatrix", "1");
    out.member("deliverables", array_text(matrix.deliverables, deliverable_text));
    return std::move(out).done();
}

Result<DeliveryMatrix> parse_spec(std::string_view json, const std::string& where) {
    DeliveryMatrix matrix = TRY(parse_matrix(json, where));
    for (Deliverable& d : matrix.deliverables)
        if (!d.name.empty()) d.name = with_ending(d.name);
    return matrix;
}

} // namespace tandem
