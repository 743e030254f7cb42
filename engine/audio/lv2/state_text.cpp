// Properties to lines and back.
#include "engine/audio/lv2/state_text.h"

#include <charconv>
#include <cstring>
#include <lv2/atom/atom.h>
#include <string_view>
#include <vector>

namespace tandem::lv2 {

static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static std::string to_base64(std::string_view bytes) {
    std::string out;
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t word = 0;
        for (size_t k = 0; k < 3; ++k)
            word = word << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (size_t k = 0; k < 4; ++k) out += i + k <= bytes.size() ? kDigits[word >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

static std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4) return std::nullopt;
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    std::string out;
    uint32_t word = 0;
    int bits = 0;
    for (const char c : text) {
        const size_t digit = kDigits.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        word = word << 6 | static_cast<uint32_t>(digit), bits += 6;
        if (bits >= 8) bits -= 8, out += static_cast<char>(word >> bits & 255);
    }
    return out;
}

std::string state_text(const StateMap& state) {
    std::string out;
    for (const auto& [key, p] : state)
        out += key + '\t' + p.type + '\t' + std::to_string(p.flags) + '\t' + to_base64(p.value) + '\n';
    return out;
}

Result<StateMap> parse_state(const std::string& text) {
    StateMap out;
    std::string_view rest = text;
    for (int line = 1; !rest.empty(); ++line) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(rest.size(), end + 1));
        std::vector<std::string_view> fields;
        for (size_t tab; (tab = row.find('\t')) != std::string_view::npos; row.remove_prefix(tab + 1))
            fields.push_back(row.substr(0, tab));
        fields.push_back(row);
        StateProperty p;
        std::optional<std::string> value;
        if (fields.size() == 4) value = from_base64(fields[3]);
        if (!value || std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), p.flags).ec != std::errc{})
            return fail(ErrorCode::bad_data, "the plug-in's state cannot be read", "line " + std::to_string(line));
        p.type = fields[1], p.value = std::move(*value);
        out[std::string(fields[0])] = std::move(p);
    }
    return out;
}

LV2_State_Status store_property(LV2_State_Handle handle, uint32_t key, const void* value, size_t size, uint32_t type,
                                uint32_t flags) {
    const char *name = unmap_uri(key), *kind = unmap_uri(type);
    if (!name || !kind || (!value && size)) return LV2_STATE_ERR_UNKNOWN;
    if (!(flags & LV2_STATE_IS_POD)) return LV2_STATE_ERR_BAD_FLAGS;
    if (std::strpbrk(name, "\t\n") || std::strpbrk(kind, "\t\n")) return LV2_STATE_ERR_UNKNOWN;
    std::string bytes(static_cast<const char*>(value), size);
    if (std::strcmp(kind, LV2_ATOM__URID) == 0 && size == sizeof(uint32_t)) {
        uint32_t urid;
        std::memcpy(&urid, value, sizeof urid);
        const char* uri = unmap_uri(urid);
        if (!uri) return LV2_STATE_ERR_UNKNOWN;
        bytes = uri;
    }
    (*static_cast<StateMap*>(handle))[name] = {kind, std::move(bytes), flags};
    return LV2_STATE_SUCCESS;
}

const void* retrieve_property(LV2_State_Handle handle, uint32_t key, size_t* size, uint32_t* type, uint32_t* flags) {
    auto& reader = *static_cast<StateReader*>(handle);
    const char* name = unmap_uri(key);
    const auto it = name ? reader.state.find(name) : reader.state.end();
    if (it == reader.state.end()) return nullptr;
    const StateProperty& p = it->second;
    if (type) *type = map_uri(p.type.c_str());
    if (flags) *flags = p.flags;
    if (p.type == LV2_ATOM__URID) {
        reader.scratch = map_uri(p.value.c_str());
        if (size) *size = sizeof reader.scratch;
        return &reader.scratch;
    }
    if (size) *size = p.value.size();
    return p.value.data();
}

} // namespace tandem::lv2
