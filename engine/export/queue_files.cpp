// JSON forms and locks of the queue's files.
#include "engine/export/queue_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::queue_files {

namespace fs = std::filesystem;

static constexpr size_t kMaxFile = size_t{16} << 20;
static constexpr int kVersion = 1;

std::string job_home(const std::string& queue, int64_t id) { return queue + "/jobs/" + std::to_string(id); }

std::vector<int64_t> job_ids(const std::string& queue, bool building) {
    std::vector<int64_t> ids;
    std::error_code ec;
    for (fs::directory_iterator it(queue + "/jobs", ec), end; !ec && it != end; it.increment(ec)) {
        std::string name = it->path().filename().string();
        if (building && name.starts_with('.')) name.erase(0, 1);
        int64_t id = 0;
        const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), id);
        if (error == std::errc{} && stop == name.data() + name.size() && id > 0) ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

// ---- reading members; a wrong type counts as damage ----------------------------------------------------------------

namespace {

struct Members {
    const Value& object;
    bool ok = true;

    std::string text(const char* key) {
        const Value* v = object.find(key);
        if (v && v->as_string()) return *v->as_string();
        return ok = false, std::string();
    }
    int64_t integer(const char* key) {
        const Value* v = object.find(key);
        if (v && v->as_int()) return *v->as_int();
        return ok = false, 0;
    }
    double real(const char* key) {
        const Value* v = object.find(key);
        double out = 0;
        if (v && v->number(out)) return out;
        return ok = false, 0;
    }
    std::vector<std::string> texts(const char* key) {
        std::vector<std::string> out;
        const Value* v = object.find(key);
        if (!v || !v->as_array()) return ok = false, out;
        for (const Value& item : *v->as_array()) {
            ok = ok && item.as_string();
            if (item.as_string()) out.push_back(*item.as_string());
        }
        return out;
    }
    bool flag(const char* key) {
        const Value* v = object.find(key);
        if (v && v->as_bool()) return *v->as_bool();
        return ok = false, false;
    }
};

constexpr std::array kStates{"waiting", "running", "paused", "done", "failed", "cancelled"};
constexpr std::array kAsks{"none", "pause", "cancel"};

template<class E, size_t N>
std::optional<E> word_of(const std::string& word, const std::array<const char*, N>& words) {
    for (size_t i = 0; i < N; ++i)
        if (word == words[i]) return static_cast<E>(i);
    return {};
}

std::string pretty(const ValueObject& object) { return value_text(object) + "\n"; }

bool fill_job(QueuedJob& job, const Value& value) {
    Members m{value};
    job.title = m.text("title"), job.source = m.text("source"), job.folder = m.text("folder");
    const std::string project = m.text("project");
    job.flags = {
        m.text("device"),    m.text("on_missing"),    static_cast<int>(m.integer("threads")),
        m.flag("overwrite"), m.flag("deterministic"), value.find("lossless_parts") && m.flag("lossless_parts")};
    job.added_ms = m.integer("added_ms");
    job.presets = m.texts("presets"), job.names = m.texts("names");
    // It names a file of the job's own folder.
    if (project.empty() || project.find('/') != std::string::npos || project == "..") return false;
    if (!job.folder.starts_with('/')) return false;
    job.project = job.home + "/" + project;
    job.matrix = job.home + "/matrix.tandemmatrix.json";
    return m.ok;
}

bool fill_state(QueuedJob& job, const Value& value) {
    Members m{value};
    const auto state = word_of<JobState>(m.text("state"), kStates);
    const auto ask = word_of<JobAsk>(m.text("ask"), kAsks);
    if (!state || !ask) return false;
    job.state = *state, job.ask = *ask;
    job.tries = static_cast<int>(m.integer("tries"));
    job.started_ms = m.integer("started_ms"), job.ended_ms = m.integer("ended_ms");
    job.not_before_ms = m.integer("not_before_ms"), job.pid = m.integer("pid");
    job.exit = static_cast<int>(m.integer("exit"));
    job.message = m.text("message");
    return m.ok;
}

std::optional<JobProgress> read_progress(const std::string& path) {
    auto text = read_file_limited(path, kMaxFile);
    if (!text) return {};
    auto value = parse_value(*text);
    if (!value) return {};
    Members m{*value};
    JobProgress p{m.text("deliverable"), m.text("phase"), m.integer("frame"),
                  m.integer("frames"),   m.real("fps"),   m.real("eta_s")};
    return m.ok ? std::optional(p) : std::nullopt;
}

} // namespace

Book read_book(const std::string& queue) {
    Book book;
    auto text = read_file_limited(queue + "/queue.json", kMaxFile);
    if (!text) return book;
    auto value = parse_value(*text);
    if (!value) return book;
    Members m{*value};
    const int64_t next = m.integer("next");
    const bool paused = m.flag("paused");
    const Value* order = value->find("order");
    if (!m.ok || !order || !order->as_array()) return book;
    book.next = std::max<int64_t>(next, 1), book.paused = paused;
    for (const Value& id : *order->as_array())
        if (id.as_int()) book.order.push_back(*id.as_int());
    return book;
}

Result<void> write_book(const std::string& queue, const Book& book) {
    ValueArray order(book.order.begin(), book.order.end());
    return write_file_atomic(queue + "/queue.json",
                             pretty({{"next", book.next}, {"order", order}, {"paused", book.paused}}));
}

std::string job_text(const QueuedJob& job) {
    return pretty({{"tandemJob", kVersion},
                   {"title", job.title},
                   {"source", job.source},
                   {"project", fs::path(job.project).filename().string()},
                   {"folder", job.folder},
                   {"presets", ValueArray(job.presets.begin(), job.presets.end())},
                   {"names", ValueArray(job.names.begin(), job.names.end())},
                   {"device", job.flags.device},
                   {"on_missing", job.flags.on_missing},
                   {"threads", job.flags.threads},
                   {"overwrite", job.flags.overwrite},
                   {"deterministic", job.flags.deterministic},
                   {"lossless_parts", job.flags.lossless_parts},
                   {"added_ms", job.added_ms}});
}

std::string state_text(const QueuedJob& job) {
    return pretty({{"state", job_state_word(job.state)},
                   {"ask", kAsks[static_cast<size_t>(job.ask)]},
                   {"tries", job.tries},
                   {"started_ms", job.started_ms},
                   {"ended_ms", job.ended_ms},
                   {"not_before_ms", job.not_before_ms},
                   {"pid", job.pid},
                   {"exit", job.exit},
                   {"message", job.message}});
}

Result<QueuedJob> read_job(const std::string& queue, int64_t id) {
    QueuedJob job;
    job.id = id, job.home = job_home(queue, id);
    std::error_code ec;
    const std::string gone = "no job of this number is in the queue";
    if (!fs::is_directory(job.home, ec)) return fail(ErrorCode::no_input, gone, std::to_string(id));
    const std::string file = job.home + "/job.json";
    auto text = read_file_limited(file, kMaxFile);
    if (!text) {
        // It may have been removed in this moment.
        if (!fs::is_directory(job.home, ec)) return fail(ErrorCode::no_input, gone, std::to_string(id));
        return fail(ErrorCode::bad_data, text.error().what, file);
    }
    auto value = parse_value(*text);
    if (!value) return fail(ErrorCode::bad_data, value.error().text(), file);
    const Value* version = value->find("tandemJob");
    if (version && version->as_int() && *version->as_int() > kVersion)
        return fail(ErrorCode::unavailable, "it was added by a newer Tandem", file);
    if (!version || !fill_job(job, *value)) return fail(ErrorCode::bad_data, "a member is missing or wrong", file);
    auto damaged = [&](const std::string& why) {
        job.state = JobState::paused, job.ask = JobAsk::none;
        job.message = "its state cannot be read (" + why + "); resume or cancel it";
        return job;
    };
    auto state = read_file_limited(job.home + "/state.json", kMaxFile);
    if (!state) return damaged(state.error().what);
    auto parsed = parse_value(*state);
    if (!parsed) return damaged(parsed.error().text());
    if (!fill_state(job, *parsed)) return damaged("a member is missing or wrong");
    if (job.state == JobState::running) job.progress = read_progress(job.home + "/progress.json");
    return job;
}

Result<void> write_state(const QueuedJob& job) { return write_file_atomic(job.home + "/state.json", state_text(job)); }

static std::string leftovers_file(const QueuedJob& job) { return job.home + "/writing.json"; }

void write_leftovers(const QueuedJob& job, const std::vector<std::string>& paths) {
    const ValueArray list(paths.begin(), paths.end());
    (void)write_file_atomic(leftovers_file(job), value_text(list) + "\n");
}

// A file that nobody has open, or a folder. The lease is refused where anybody has.
static void remove_part(const fs::path& path) {
    std::error_code ec;
    if (fs::is_directory(fs::symlink_status(path, ec))) {
        fs::remove_all(path, ec);
        return;
    }
    const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return;
    const bool in_use = ::fcntl(fd, F_SETLEASE, F_WRLCK) != 0 && errno == EAGAIN;
    if (!in_use) fs::remove(path, ec);
    ::close(fd);
}

void remove_leftovers(const QueuedJob& job) {
    std::error_code ec;
    if (const auto text = read_file_limited(leftovers_file(job), kMaxFile)) {
        const auto list = parse_value(*text);
        const ValueArray* paths = list ? list->as_array() : nullptr;
        for (const Value& v : paths ? *paths : ValueArray{}) {
            const fs::path path = v.as_string() ? *v.as_string() : std::string();
            if (path.extension() == ".part" && path == fs::path(job.folder) / path.filename()) remove_part(path);
        }
    }
    fs::remove(leftovers_file(job), ec);
    for (const char* folder : {"/chunks", "/sound"})
        for (const auto& entry : fs::directory_iterator(job.parts() + folder, ec))
            if (entry.path().extension() == ".part") remove_part(entry.path());
}

} // namespace tandem::queue_files

namespace tandem {

const char* job_state_word(JobState state) { return queue_files::kStates[static_cast<size_t>(state)]; }

} // namespace tandem
