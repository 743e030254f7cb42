// Line by line, no allocation before sizes are checked. Numbers are parsed with from_chars: no locale.
#include "engine/video/cube.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "engine/base/hash.h"

namespace tandem {

namespace {

constexpr size_t kMaxText = size_t{64} << 20, kMaxLine = 1024;
constexpr int kMax3d = 129, kMax1d = 65536, kBakedSize = 65;

using Rgb = std::array<float, 3>;

struct InputDomain {
    Rgb min{0, 0, 0}, max{1, 1, 1};
};

struct Parsed {
    std::string title;
    int size_1d = 0, size_3d = 0;
    InputDomain domain; // DOMAIN_MIN/MAX: of whichever table is first
    bool has_domain = false;
    InputDomain range_1d, range_3d;
    bool has_range_1d = false, has_range_3d = false;
    std::vector<float> rows; // 1D rows first
    size_t expected() const {
        auto n = static_cast<size_t>(size_3d);
        return static_cast<size_t>(size_1d) + n * n * n;
    }
};

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
    while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
    return s;
}

// Takes the next word off a line.
std::string_view next_word(std::string_view& s) {
    s = trimmed(s);
    size_t n = std::min(s.find_first_of(" \t"), s.size());
    std::string_view word = s.substr(0, n);
    s.remove_prefix(n);
    return word;
}

class Reader {
  public:
    Reader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

    Result<Parsed> run() {
        if (text_.size() > kMaxText) return bad("the file is larger than 64 MiB");
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
        while (!text_.empty()) {
            ++line_;
            size_t end = std::min(text_.find('\n'), text_.size());
            std::string_view line = text_.substr(0, end);
            text_.remove_prefix(std::min(end + 1, text_.size()));
            if (line.size() > kMaxLine) return bad("the line is longer than " + std::to_string(kMaxLine) + " bytes");
            line = trimmed(line);
            if (line.empty() || line[0] == '#') continue;
            bool is_number = (line[0] >= '0' && line[0] <= '9') || line[0] == '-' || line[0] == '+' || line[0] == '.';
            // "nan" and "inf" begin like keywords but can only be meant as data.
            if (is_number)
                TRY_VOID(row(line));
            else
                TRY_VOID(keyword(line));
        }
        if (p_.size_1d == 0 && p_.size_3d == 0) return bad("there is no LUT_1D_SIZE or LUT_3D_SIZE");
        if (p_.rows.size() != p_.expected() * 3)
            return bad("the table ends after " + std::to_string(p_.rows.size() / 3) + " of " +
                       std::to_string(p_.expected()) + " rows");
        for (const InputDomain* d : {&p_.domain, &p_.range_1d, &p_.range_3d})
            for (size_t c = 0; c < 3; ++c)
                if (!(d->min[c] < d->max[c])) return bad("the input domain is empty or upside down");
        return std::move(p_);
    }

  private:
    Error bad(const std::string& what) const {
        return fail(ErrorCode::bad_data, what, name_ + " line " + std::to_string(std::max(line_, 1)));
    }

    Result<float> number(std::string_view word) const {
        if (!word.empty() && word[0] == '+') word.remove_prefix(1);
        // As double first: a float's from_chars cannot tell a number too small (0) from one too large (refused).
        double v = 0;
        auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), v);
        if (error != std::errc{} || end != word.data() + word.size() || !(std::abs(v) <= 3e38))
            return bad("\"" + std::string(word.substr(0, 40)) + "\" is not a finite number");
        return static_cast<float>(v);
    }
    Result<Rgb> triple(std::string_view rest) const {
        Rgb out{};
        for (float& v : out) {
            std::string_view word = next_word(rest);
            if (word.empty()) return bad("three numbers are needed");
            v = TRY(number(word));
        }
        if (!trimmed(rest).empty()) return bad("more than three numbers");
        return out;
    }
    Result<int> size(std::string_view rest, int max) const {
        std::string_view word = next_word(rest);
        int v = 0;
        auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), v);
        if (error != std::errc{} || end != word.data() + word.size() || !trimmed(rest).empty() || v < 2 || v > max)
            return bad("the size must be a whole number from 2 to " + std::to_string(max));
        return v;
    }
    Result<InputDomain> range(std::string_view rest) const {
        std::string_view low = next_word(rest), high = next_word(rest);
        if (high.empty() || !trimmed(rest).empty()) return bad("an input range is two numbers");
        float a = TRY(number(low)), b = TRY(number(high));
        return InputDomain{{a, a, a}, {b, b, b}};
    }

    Result<void> row(std::string_view line) {
        if (p_.expected() == 0) return bad("numbers come before LUT_1D_SIZE or LUT_3D_SIZE");
        if (p_.rows.size() / 3 >= p_.expected())
            return bad("there are more than the " + std::to_string(p_.expected()) + " rows that the size asks for");
        if (p_.rows.empty()) p_.rows.reserve(p_.expected() * 3);
        Rgb v = TRY(triple(line));
        p_.rows.insert(p_.rows.end(), v.begin(), v.end());
        return {};
    }

    Result<void> keyword(std::string_view line) {
        std::string_view rest = line, word = next_word(rest);
        rest = trimmed(rest);
        if (word == "TITLE") {
            if (rest.size() >= 2 && rest.front() == '"' && rest.back() == '"') rest = rest.substr(1, rest.size() - 2);
            p_.title = rest;
            return {};
        }
        bool known = word == "LUT_1D_SIZE" || word == "LUT_3D_SIZE" || word == "DOMAIN_MIN" || word == "DOMAIN_MAX" ||
                     word == "LUT_1D_INPUT_RANGE" || word == "LUT_3D_INPUT_RANGE";
        if (!known) return bad("\"" + std::string(word.substr(0, 40)) + "\" is not a keyword of .cube files");
        if (!p_.rows.empty()) return bad(std::string(word) + " stands after the first row of numbers");
        if (word == "LUT_1D_SIZE" || word == "LUT_3D_SIZE") {
            bool cube = word == "LUT_3D_SIZE";
            int& into = cube ? p_.size_3d : p_.size_1d;
            if (into != 0) return bad("the size is given twice");
            into = TRY(size(rest, cube ? kMax3d : kMax1d));
        } else if (word == "DOMAIN_MIN") {
            p_.domain.min = TRY(triple(rest)), p_.has_domain = true;
        } else if (word == "DOMAIN_MAX") {
            p_.domain.max = TRY(triple(rest)), p_.has_domain = true;
        } else if (word == "LUT_1D_INPUT_RANGE") {
            p_.range_1d = TRY(range(rest)), p_.has_range_1d = true;
        } else {
            p_.range_3d = TRY(range(rest)), p_.has_range_3d = true;
        }
        return {};
    }

    std::string_view text_;
    const std::string& name_;
    int line_ = 0;
    Parsed p_;
};

float interpolate_1d(const float* rows, int size, float min, float max, float x, size_t channel) {
    float t = std::clamp((x - min) / (max - min), 0.0f, 1.0f) * static_cast<float>(size - 1);
    auto i = std::min(static_cast<int>(t), size - 2);
    float f = t - static_cast<float>(i);
    auto at = [&](int k) { return rows[static_cast<size_t>(k) * 3 + channel]; };
    return at(i) + (at(i + 1) - at(i)) * f;
}

Rgb interpolate_3d(const float* rows, int size, const InputDomain& d, const Rgb& x) {
    std::array<size_t, 3> i{};
    Rgb f{}, out{};
    for (size_t c = 0; c < 3; ++c) {
        float t = std::clamp((x[c] - d.min[c]) / (d.max[c] - d.min[c]), 0.0f, 1.0f) * static_cast<float>(size - 1);
        i[c] = static_cast<size_t>(std::min(static_cast<int>(t), size - 2));
        f[c] = t - static_cast<float>(i[c]);
    }
    auto n = static_cast<size_t>(size);
    for (size_t corner = 0; corner < 8; ++corner) {
        size_t r = corner & 1, g = corner >> 1 & 1, b = corner >> 2;
        float w = (r ? f[0] : 1 - f[0]) * (g ? f[1] : 1 - f[1]) * (b ? f[2] : 1 - f[2]);
        const float* p = rows + (((i[2] + b) * n + i[1] + g) * n + i[0] + r) * 3;
        for (size_t c = 0; c < 3; ++c) out[c] += w * p[c];
    }
    return out;
}

// A shaper, alone or before a cube, sampled on a grid over its domain.
std::vector<float> bake(const Parsed& p, const InputDomain& in, const InputDomain& cube) {
    auto n = static_cast<size_t>(kBakedSize);
    std::array<std::vector<float>, 3> shaped;
    for (size_t c = 0; c < 3; ++c)
        for (size_t i = 0; i < n; ++i) {
            float x = in.min[c] + (in.max[c] - in.min[c]) * static_cast<float>(i) / static_cast<float>(n - 1);
            shaped[c].push_back(interpolate_1d(p.rows.data(), p.size_1d, in.min[c], in.max[c], x, c));
        }
    std::vector<float> out;
    out.reserve(n * n * n * 3);
    const float* cube_rows = p.rows.data() + static_cast<size_t>(p.size_1d) * 3;
    for (size_t b = 0; b < n; ++b)
        for (size_t g = 0; g < n; ++g)
            for (size_t r = 0; r < n; ++r) {
                Rgb v{shaped[0][r], shaped[1][g], shaped[2][b]};
                if (p.size_3d) v = interpolate_3d(cube_rows, p.size_3d, cube, v);
                out.insert(out.end(), v.begin(), v.end());
            }
    return out;
}

} // namespace

Result<Ref<ColourTable>> parse_cube(std::string_view text, const std::string& name) {
    Parsed p = TRY(Reader(text, name).run());
    auto table = std::make_shared<ColourTable>();
    table->name = p.title.empty() ? name : p.title;
    InputDomain domain = p.domain;
    if (p.size_1d) {
        InputDomain in = p.has_range_1d ? p.range_1d : p.domain;
        InputDomain cube = p.has_range_3d ? p.range_3d : InputDomain{};
        table->size = kBakedSize, table->rgb = bake(p, in, cube);
        domain = in;
    } else {
        if (p.has_range_3d) domain = p.range_3d;
        table->size = p.size_3d, table->rgb = std::move(p.rows);
    }
    table->domain_min = domain.min, table->domain_max = domain.max;
    Hasher h;
    h.bytes(table->rgb.data(), table->rgb.size() * sizeof(float));
    h.bytes(&domain, sizeof domain).word(static_cast<uint64_t>(table->size));
    table->identity = h.value();
    return Ref<ColourTable>(std::move(table));
}

Result<Ref<ColourTable>> read_cube(const std::string& path) {
    std::error_code error;
    auto status = std::filesystem::status(path, error);
    if (error || !std::filesystem::exists(status))
        return fail(ErrorCode::no_input, "the LUT file is missing; relink or remove the effect", path);
    if (!std::filesystem::is_regular_file(status)) return fail(ErrorCode::denied, "a LUT must be a regular file", path);
    if (auto size = std::filesystem::file_size(path, error); error || size > kMaxText)
        return fail(ErrorCode::denied, "the LUT file is larger than 64 MiB or cannot be read", path);
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) return fail(ErrorCode::io, "the LUT file cannot be read", path);
    return parse_cube(text, path);
}

} // namespace tandem
