// Opening timelines for the commands; see load.h.
#include "app/load.h"

#include <filesystem>

#include "app/progress.h"

namespace tandem::app {

namespace fs = std::filesystem;

std::string absolute_path(const std::string& path) {
    std::error_code error;
    fs::path absolute = fs::absolute(path, error);
    return error ? path : absolute.lexically_normal().string();
}

Result<Loaded> load_timeline(const std::string& path, Context& context) {
    Loaded loaded;
    loaded.path = absolute_path(path);
    loaded.folder = fs::path(loaded.path).parent_path().string();
    Imported imported = TRY(load_any(loaded.path));
    loaded.report = std::move(imported.report);
    loaded.probed = probe_project_media(std::make_shared<const Project>(std::move(imported.project)), loaded.folder);
    loaded.project = loaded.probed.project;
    for (const MediaRelink& relink : loaded.probed.relinked)
        context.progress->warn(relink.from + ": found again as " + relink.to);
    for (const MediaIssue& changed : loaded.probed.changed) context.progress->warn(changed.error.text());
    return loaded;
}

Result<Ref<Sequence>> pick_sequence(const Project& project, const std::string& name) {
    Ref<Sequence> sequence = name.empty() ? project.active_sequence() : project.sequence_named(name);
    if (sequence) return sequence;
    if (name.empty()) return fail(ErrorCode::bad_data, "the project has no sequence");
    std::string names;
    for (const auto& s : project.sequences) names += (names.empty() ? "" : ", ") + s->name;
    return fail(ErrorCode::no_input, "no sequence has this name; there are: " + names, name);
}

Result<void> refuse_missing(const Loaded& loaded, const Sequence& sequence, TimeRange range, OnMissing on_missing,
                            Context& context) {
    auto used = used_issues(loaded.probed, sequence, range);
    if (used.empty()) return {};
    if (on_missing == OnMissing::fail) return used.front().error;
    for (const UsedIssue& issue : used) context.progress->warn(issue.error.text());
    return {};
}

} // namespace tandem::app
