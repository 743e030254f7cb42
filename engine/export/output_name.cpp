// Expands names in one pass, so that a project called "{ext}" stays what it is.
#include "engine/export/output_name.h"

#include <filesystem>

namespace tandem {

std::string output_name(const Preset& preset, const Project& project, const Sequence& sequence,
                        const std::string& project_path) {
    std::string stem = std::filesystem::path(project_path).stem().string();
    if (stem.empty()) stem = project.name;
    const std::pair<std::string, std::string> words[] = {{"{project}", stem},
                                                         {"{sequence}", sequence.name},
                                                         {"{timeline}", sequence.name},
                                                         {"{preset}", preset.id},
                                                         {"{ext}", preset.extension()}};
    std::string out;
    for (size_t at = 0; at < preset.name.size();) {
        bool known = false;
        for (const auto& [key, value] : words) {
            if (preset.name.compare(at, key.size(), key) != 0) continue;
            for (char c : value) out += c == '/' || c == '\0' ? '_' : c;
            at += key.size(), known = true;
            break;
        }
        if (!known) out += preset.name[at++];
    }
    return out;
}

} // namespace tandem
