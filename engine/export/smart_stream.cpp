// Ids of parameter sets: ITU-T H.264 7.3.2.1.1 and 7.3.2.2.
#include "engine/export/smart_stream.h"

#include <algorithm>
#include <map>

namespace tandem {
namespace {

// The Exp-Golomb number at bit 8 * `byte` of a unit; -1 where the unit ends. The few bytes read hold no emulation
// prevention: ids are small, so their first bits are not all 0.
int ue(const std::vector<uint8_t>& u, size_t byte) {
    size_t bit = byte * 8;
    auto next = [&] { return bit / 8 < u.size() ? u[bit / 8] >> (7 - bit % 8) & 1 : -1; };
    int zeros = 0;
    for (;; ++bit, ++zeros) {
        int b = next();
        if (b < 0 || zeros > 16) return -1;
        if (b) break;
    }
    ++bit;
    int value = 1;
    for (; zeros > 0; --zeros, ++bit) {
        int b = next();
        if (b < 0) return -1;
        value = value << 1 | b;
    }
    return value - 1;
}

int unit_type(const std::string& codec, uint8_t first) { return codec == "hevc" ? first >> 1 & 63 : first & 31; }

// Type and id of an H.264 parameter set. An SPS has profile, constraints and level before its id.
std::pair<int, int> h264_key(const std::vector<uint8_t>& set) {
    int type = set[0] & 31;
    return {type, ue(set, type == 7 ? 4 : 1)};
}

void put(std::vector<uint8_t>& out, std::span<const uint8_t> unit) {
    out.insert(out.end(), {0, 0, 0, 1});
    out.insert(out.end(), unit.begin(), unit.end());
}

} // namespace

Units copy_units(const std::vector<std::span<const uint8_t>>& units) {
    Units out;
    for (auto u : units) out.emplace_back(u.begin(), u.end());
    return out;
}

JoinedHeader join_headers(const std::string& codec, const std::vector<Units>& parts) {
    JoinedHeader out;
    Units all;
    if (codec == "h264") {
        std::map<std::pair<int, int>, std::vector<uint8_t>> known;
        for (const auto& part : parts)
            for (const auto& set : part)
                if (auto [at, fresh] = known.emplace(h264_key(set), set); !fresh && at->second != set)
                    out.in_band = true;
        for (const auto& [key, set] : known) all.push_back(set); // type 7 before type 8
    } else {
        for (const auto& part : parts) out.in_band |= part != parts[0];
    }
    if (codec != "h264" || out.in_band) all = parts[0];
    for (const auto& set : all) put(out.header, set);
    return out;
}

int free_set_id(const std::vector<Units>& parts) {
    for (int id = 0; id < 32; ++id) {
        bool taken = false;
        for (const auto& part : parts)
            for (const auto& set : part) taken |= h264_key(set).second == id;
        if (!taken) return id;
    }
    return -1;
}

std::vector<uint8_t> annex_b(const std::string& codec, const std::vector<std::span<const uint8_t>>& units,
                             const Units& sets) {
    std::vector<uint8_t> out;
    bool pending = true;
    auto put_sets = [&] {
        if (pending)
            for (const auto& set : sets) put(out, set);
        pending = false;
    };
    for (auto u : units) {
        while (!u.empty() && u.back() == 0) u = u.first(u.size() - 1); // padding that no muxer keeps
        if (u.empty()) continue;
        if (unit_type(codec, u[0]) != (codec == "hevc" ? 35 : 9)) put_sets();
        put(out, u);
    }
    return out;
}

} // namespace tandem
