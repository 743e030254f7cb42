// Probing and relinking of a project's media; see import_media.h.
#include "engine/session/import_media.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

#include "engine/media/probe.h"

namespace tandem {

namespace fs = std::filesystem;

static constexpr int kMaxSearchDepth = 6;
static constexpr size_t kMaxSearchFiles = 20'000;
// A folder that the user names is searched for longer than the one that happens to hold the project.
static constexpr int kMaxNamedDepth = 16;
static constexpr size_t kMaxNamedFiles = 500'000;

// Of a file that became shorter: containers round, sound ends a packet later or sooner.
static constexpr Time kSlack{kTicksPerSecond / 10};

static bool known(const Fingerprint& f) { return f.size != 0 || f.head != 0 || f.tail != 0; }

// Regular files of a folder and below by name, read once and only when something is missing.
class FolderIndex {
  public:
    explicit FolderIndex(std::string folder, int depth = kMaxSearchDepth, size_t most = kMaxSearchFiles)
        : folder_(std::move(folder)), depth_(depth), most_(most) {}

    const std::multimap<std::string, fs::path>& files() {
        if (read_) return files_;
        read_ = true;
        std::error_code error;
        fs::recursive_directory_iterator it(folder_.empty() ? "." : folder_,
                                            fs::directory_options::skip_permission_denied, error),
            end;
        for (; !error && it != end && files_.size() < most_; it.increment(error)) {
            std::error_code ignored;
            if (it.depth() >= depth_) it.disable_recursion_pending();
            if (it->is_regular_file(ignored)) files_.emplace(it->path().filename().string(), it->path());
        }
        return files_;
    }

  private:
    std::string folder_;
    int depth_;
    size_t most_;
    bool read_ = false;
    std::multimap<std::string, fs::path> files_;
};

// Where a missing medium lies now: same fingerprint, or without one the only file of the same name.
static std::string find_moved(const Media& media, FolderIndex& index) {
    const std::string name = fs::path(media.path).filename().string();
    if (name.empty()) return {};
    auto [first, last] = index.files().equal_range(name);
    if (!known(media.fingerprint)) return first != last && std::next(first) == last ? first->second.string() : "";
    auto same = [&](const fs::path& path) {
        std::error_code error;
        if (static_cast<int64_t>(fs::file_size(path, error)) != media.fingerprint.size || error) return false;
        auto found = fingerprint(path.string());
        return found && *found == media.fingerprint;
    };
    for (auto it = first; it != last; ++it)
        if (same(it->second)) return it->second.string();
    for (const auto& [other, path] : index.files())
        if (other != name && same(path)) return path.string();
    return {};
}

// Whether the file is not the one that was imported. What cannot be read is for those to say who open it.
static bool is_other(const Media& media) {
    std::error_code error;
    if (!known(media.fingerprint)) return false;
    if (!fs::is_regular_file(media.path, error)) return true;
    if (static_cast<int64_t>(fs::file_size(media.path, error)) != media.fingerprint.size) return true;
    const auto now = fingerprint(media.path);
    return now && !(*now == media.fingerprint);
}

// What clips use of a medium that its file had and has no more; empty = nothing.
static std::string what_lacks(const Project& project, const Media& before, const Media& now) {
    static constexpr const char* kAdvice = "; put the old one back, or import the new one and use that";
    Time used;
    bool any = false;
    for (const auto& sequence : project.sequences)
        for (const auto& track : sequence->tracks)
            for (const Placement& item : track->items) {
                const auto* content = std::get_if<MediaContent>(&item.clip->content);
                if (!content || content->media != before.id) continue;
                any = true;
                used = std::max(used, std::min(item.clip->source_range().end(), before.duration));
            }
    if (!any) return {};
    if (now.pictures.empty() && !before.pictures.empty())
        return std::string("the file is another one now: it has no picture") + kAdvice;
    if (now.sounds.empty() && !before.sounds.empty())
        return std::string("the file is another one now: it has no sound") + kAdvice;
    const bool still = !now.pictures.empty() && now.pictures[0].still;
    if (!before.pictures.empty() && still != before.pictures[0].still)
        return std::string("the file is another one now: ") + (still ? "a still image" : "a film") + kAdvice;
    if (still || now.duration + kSlack >= used) return {};
    char text[160];
    std::snprintf(text, sizeof text, "the file has become shorter: it lasts %.3f s, and clips use it up to %.3f s",
                  now.duration.seconds(), used.seconds());
    return text + std::string(kAdvice);
}

// The facts of a probe under the identity of the pool's medium.
static Media with_facts(const Media& old, Media probed) {
    probed.id = old.id, probed.bin = old.bin, probed.extra = old.extra, probed.override_colour = old.override_colour;
    if (!old.name.empty()) probed.name = old.name;
    if (old.image_sequence && old.sequence_rate.num > 0) {
        probed.image_sequence = true;
        probed.sequence_first = old.sequence_first;
        if (old.sequence_count > 0) probed.sequence_count = old.sequence_count;
        probed.sequence_rate = old.sequence_rate;
    }
    if (!old.timecode.empty()) probed.timecode = old.timecode;
    return probed;
}

ProbedProject probe_project_media(const Ref<Project>& project, const std::string& folder) {
    ProbedProject result{.project = project, .issues = {}, .relinked = {}, .changed = {}};
    FolderIndex index(folder);
    Chunked<Ref<Media>> pool = project->media;
    bool changed = false;
    for (size_t i = 0; i < project->media.size(); ++i) {
        const Media& media = *project->media[i];
        if (media.path.empty()) {
            result.issues.push_back({media.id, media.name,
                                     fail(ErrorCode::no_input, "the timeline names no file for this medium",
                                          media.name.empty() ? "a missing medium" : media.name)});
            continue;
        }
        Media now = media;
        std::error_code ignored;
        const bool is_pattern = media.image_sequence || media.path.find('%') != std::string::npos;
        bool other = false; // the file is
        if (!is_pattern && fs::exists(media.path, ignored) && is_other(media)) {
            if (std::string found = find_moved(media, index); !found.empty()) {
                now.path = found;
                result.relinked.push_back({media.id, media.path, found});
            } else {
                other = true;
            }
        }
        if (!fs::exists(now.path, ignored) && !is_pattern) {
            if (std::string found = find_moved(media, index); !found.empty()) {
                now.path = found;
                result.relinked.push_back({media.id, media.path, found});
            } else {
                result.issues.push_back(
                    {media.id, media.path,
                     fail(ErrorCode::no_input, "the file is missing; put it back or beside the project", media.path)});
                continue;
            }
        }
        if (other || (media.pictures.empty() && media.sounds.empty())) {
            auto probed = probe_media(now.path);
            if (!probed) {
                result.issues.push_back({media.id, now.path, probed.error()});
                continue;
            }
            now = with_facts(now, std::move(*probed));
            if (other) {
                if (const std::string lacks = what_lacks(*project, media, now); !lacks.empty()) {
                    result.issues.push_back({media.id, now.path, fail(ErrorCode::bad_data, lacks, now.path)});
                    continue;
                }
                result.changed.push_back(
                    {media.id, now.path,
                     fail(ErrorCode::bad_data, "the file has changed since it was imported and is used as it is now",
                          now.path)});
            }
        } else if (now.path == media.path) {
            continue;
        }
        pool = pool.set(i, std::make_shared<const Media>(std::move(now)));
        changed = true;
    }
    if (changed) {
        Project next = *project;
        next.media = std::move(pool);
        result.project = std::make_shared<const Project>(std::move(next));
    }
    return result;
}

std::vector<MediaRelink> find_missing_media(const Project& project, const std::string& folder) {
    std::vector<MediaRelink> out;
    FolderIndex index(folder, kMaxNamedDepth, kMaxNamedFiles);
    for (const Ref<Media>& media : project.media) {
        std::error_code ignored;
        const bool is_pattern = media->image_sequence || media->path.find('%') != std::string::npos;
        if (media->path.empty() || is_pattern || fs::exists(media->path, ignored)) continue;
        if (std::string found = find_moved(*media, index); !found.empty())
            out.push_back({media->id, media->path, std::move(found)});
    }
    return out;
}

namespace {

struct IssueWalk {
    const Project& project;
    std::map<MediaId, const MediaIssue*> issues;
    std::vector<UsedIssue> found;
    std::set<MediaId> named;
    std::set<SequenceId> entered;

    // `outer` is where a nested sequence is used; its own clips are named there.
    void walk(const Sequence& sequence, TimeRange range, const UsedIssue* outer, int depth) {
        for (const auto& track : sequence.tracks) {
            if (!track->enabled) continue;
            for (const Placement& item : track->items) {
                const Clip& clip = *item.clip;
                if (!clip.enabled || (!range.empty() && !range.overlaps({item.start, clip.length}))) continue;
                UsedIssue here{
                    .error = {}, .clip = outer ? outer->clip : clip.id, .at = outer ? outer->at : item.start};
                if (auto content = std::get_if<MediaContent>(&clip.content)) {
                    auto issue = issues.find(content->media);
                    if (issue == issues.end() || !named.insert(content->media).second) continue;
                    here.error = issue->second->error;
                    here.error.where = issue->second->path + " (clip " + clip.name + " on track " + track->name +
                                       " at " + time_text(item.start, sequence.format.rate) + ")";
                    found.push_back(std::move(here));
                } else if (auto nested = std::get_if<SequenceContent>(&clip.content)) {
                    auto inner = project.find_sequence(nested->sequence);
                    if (inner && depth < 32 && entered.insert(inner->id).second) walk(*inner, {}, &here, depth + 1);
                }
            }
        }
    }
};

} // namespace

std::vector<UsedIssue> used_issues(const ProbedProject& probed, const Sequence& sequence, TimeRange range) {
    IssueWalk walk{.project = *probed.project, .issues = {}, .found = {}, .named = {}, .entered = {}};
    for (const MediaIssue& issue : probed.issues) walk.issues[issue.media] = &issue;
    if (!walk.issues.empty()) walk.walk(sequence, range, nullptr, 0);
    return std::move(walk.found);
}

} // namespace tandem
