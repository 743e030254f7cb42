// Path forms. The base folder of relative URLs is the timeline's own folder, never the working directory.
#include "engine/io/media_path.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace tandem {

namespace fs = std::filesystem;

static bool has_drive(std::string_view p) {
    return p.size() >= 2 && p[1] == ':' && std::isalpha(static_cast<unsigned char>(p[0])) &&
           (p.size() == 2 || p[2] == '/' || p[2] == '\\');
}

static bool has_scheme(std::string_view p) {
    size_t colon = p.find("://");
    if (colon == std::string_view::npos || colon < 2) return false;
    for (char c : p.substr(0, colon))
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '+' && c != '-' && c != '.') return false;
    return true;
}

bool is_absolute_path(std::string_view p) { return p.starts_with('/') || has_drive(p) || has_scheme(p); }

static bool under(const std::string& path, const std::string& folder) {
    return folder.size() > 1 && path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

std::string stored_path(const std::string& path, const std::string& base_dir) {
    if (!path.starts_with('/') || path.starts_with("//") || base_dir.empty()) return path;
    // A path that would read back changed is stored whole.
    if (fs::path(path).lexically_normal().string() != path) return path;
    std::string relative;
    if (under(path, base_dir)) {
        relative = path.substr(base_dir.size() + 1);
    } else {
        std::string parent = fs::path(base_dir).parent_path().string();
        if (!under(path, parent)) return path;
        relative = "../" + path.substr(parent.size() + 1);
    }
    return is_absolute_path(relative) ? path : relative;
}

std::string loaded_path(std::string_view stored, const std::string& base_dir) {
    if (stored.empty() || base_dir.empty() || is_absolute_path(stored)) return std::string(stored);
    return (fs::path(base_dir) / stored).lexically_normal().string();
}

std::string folder_of_file(const std::string& path) {
    std::error_code error;
    fs::path absolute = fs::absolute(path, error);
    if (error) absolute = path;
    return absolute.lexically_normal().parent_path().string();
}

static int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static std::string percent_decoded(std::string_view s) {
    std::string out;
    for (size_t i = 0; i < s.size(); ++i) {
        int high = i + 2 < s.size() && s[i] == '%' ? hex(s[i + 1]) : -1, low = high >= 0 ? hex(s[i + 2]) : -1;
        // An encoded NUL would cut the name short.
        if (low >= 0 && high * 16 + low > 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += s[i];
        }
    }
    return out;
}

static bool exists(const std::string& path) {
    std::error_code error;
    return path.find('\0') == std::string::npos && fs::exists(path, error);
}

ResolvedUrl resolve_url(std::string_view url, const std::string& base_dir) {
    std::string raw(url);
    bool file_scheme = url.starts_with("file:");
    if (file_scheme) {
        std::string_view rest = url.substr(5);
        if (rest.starts_with("//")) {
            rest.remove_prefix(2);
            if (rest.starts_with("localhost/")) rest.remove_prefix(9);
            if (rest.starts_with('/') || has_drive(rest))
                raw = rest;
            else
                raw = "//" + std::string(rest); // file://server/share
        } else {
            raw = rest;
        }
        if (raw.starts_with('/') && has_drive(std::string_view(raw).substr(1))) raw.erase(0, 1);
    } else if (has_scheme(url)) {
        return {raw};
    }
    if (raw.starts_with("\\\\") || has_drive(raw))
        for (char& c : raw)
            if (c == '\\') c = '/';
    auto whole = [&](const std::string& p) {
        if (is_absolute_path(p) || base_dir.empty()) return p;
        return (fs::path(base_dir) / p).lexically_normal().string();
    };
    std::string literal = whole(raw), decoded = whole(percent_decoded(raw));
    if (exists(literal)) return {literal};
    if (exists(decoded)) return {decoded};
    std::string back_slashes = raw; // a relative path written on Windows
    for (char& c : back_slashes)
        if (c == '\\') c = '/';
    if (exists(whole(back_slashes))) return {whole(back_slashes)};
    std::string name = fs::path(percent_decoded(back_slashes)).filename().string();
    if (!name.empty() && name != "." && name != ".." && !base_dir.empty()) {
        std::string beside = (fs::path(base_dir) / name).string();
        if (exists(beside)) return {beside, true};
    }
    return {file_scheme ? decoded : literal};
}

std::string file_url(const std::string& path) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out = path.starts_with("//") ? "file:" : has_drive(path) ? "file:///" : "file://";
    for (char c : path) {
        auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) ? u < 0x80 : std::string_view("-._~/:!$&'()*+,;=@").find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += kHex[u >> 4];
            out += kHex[u & 15];
        }
    }
    return out;
}

std::string lower_extension(const std::string& path) {
    size_t slash = path.rfind('/'), dot = path.rfind('.');
    if (dot == std::string::npos || (slash != std::string::npos && dot < slash)) return {};
    std::string e = path.substr(dot + 1);
    std::transform(e.begin(), e.end(), e.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return e;
}

} // namespace tandem
