// Read from the dynamic linker's list of loaded objects.
#include "engine/export/program_identity.h"

extern "C" {
#include <libavutil/avutil.h>
}

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "engine/export/file_digest.h"

namespace tandem {

namespace fs = std::filesystem;

// The build id in one note segment, as hex.
static std::string build_note(const uint8_t* at, size_t size) {
    const auto padded = [](size_t n) { return (n + 3) & ~size_t{3}; };
    ElfW(Nhdr) note;
    while (size >= sizeof note) {
        std::memcpy(&note, at, sizeof note);
        const size_t body = padded(note.n_namesz) + padded(note.n_descsz);
        if (body > size - sizeof note) break;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(at + sizeof note, "GNU", 4) == 0) {
            std::string hex;
            for (size_t i = 0; i < note.n_descsz; ++i) {
                const uint8_t b = at[sizeof note + padded(note.n_namesz) + i];
                hex += "0123456789abcdef"[b >> 4], hex += "0123456789abcdef"[b & 15];
            }
            return hex;
        }
        at += sizeof note + body, size -= sizeof note + body;
    }
    return {};
}

std::string program_build() {
    std::string id;
    // The program itself comes first.
    dl_iterate_phdr(
        [](dl_phdr_info* object, size_t, void* out) {
            for (int i = 0; i < object->dlpi_phnum; ++i) {
                const auto& segment = object->dlpi_phdr[i];
                if (segment.p_type != PT_NOTE) continue;
                const auto* at = reinterpret_cast<const uint8_t*>(object->dlpi_addr + segment.p_vaddr);
                auto& found = *static_cast<std::string*>(out);
                if (found = build_note(at, segment.p_memsz); !found.empty()) break;
            }
            return 1;
        },
        &id);
    if (!id.empty()) return id;
    const std::string self = "/proc/self/exe";
    auto digest = sha256_files({&self, 1});
    return digest ? *digest : "unknown";
}

std::vector<std::string> codec_libraries() {
    std::vector<std::string> out;
    dl_iterate_phdr(
        [](dl_phdr_info* object, size_t, void* data) {
            static constexpr const char* kCodecs[] = {
                "libavcodec", "libavformat", "libx264",      "libx265", "libSvtAv1Enc",  "libvpx",    "libwebp",
                "libopus",    "libmp3lame",  "libvorbisenc", "libaom",  "libswresample", "libswscale"};
            std::error_code ec;
            fs::path path = object->dlpi_name ? object->dlpi_name : "";
            if (fs::path real = fs::canonical(path, ec); !ec) path = real;
            const std::string name = path.filename().string();
            for (const char* codec : kCodecs)
                if (name.starts_with(std::string(codec) + "."))
                    static_cast<std::vector<std::string>*>(data)->push_back(name);
            return 0;
        },
        &out);
    out.push_back(std::string("FFmpeg ") + av_version_info());
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace tandem
