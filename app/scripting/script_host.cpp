// The talk with tandem-lua and what its end means; see script_host.h.
#include "app/scripting/script_host.h"

#include <algorithm>
#include <cctype>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/scripting/helper_process.h"
#include "app/scripting/script_broker.h"
#include "app/scripting/script_project.h"
#include "engine/base/hash.h"
#include "engine/export/preset.h"
#include "engine/io/json_value.h"
#include "engine/io/project_file.h"

namespace tandem::app {

using lua_helper::Frame;
using lua_helper::FrameKind;
using Outcome = HelperProcess::Outcome;
using std::chrono::steady_clock;

namespace {

constexpr size_t kMaxScript = size_t{1} << 20;
constexpr size_t kMaxFrame = size_t{1} << 20;
constexpr int kMaxRequests = 10'000; // reads and variables of one script
constexpr int kMaxPrints = 100'000;
constexpr auto kStart = std::chrono::seconds(30); // for what is done before the script runs

std::string helper_path(const ScriptOptions& options) {
    if (!options.helper.empty()) return options.helper;
    char self[PATH_MAX];
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self);
    const std::string path(self, n > 0 ? static_cast<size_t>(n) : 0);
    return path.substr(0, path.rfind('/') + 1) + "tandem-lua";
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

void print_line(const ScriptOptions& options, const std::string& text) {
    std::string line; // without what a terminal would obey
    for (size_t i = 0; i < text.size(); i += 1000) line += lua_helper::clean_text(text.substr(i, 1000));
    if (options.print)
        options.print(line);
    else
        std::fprintf(stderr, "%s\n", line.c_str());
}

// Why a helper that said nothing more is gone.
Error ended(int status, const std::string& name) {
    if (WIFSIGNALED(status)) {
        switch (WTERMSIG(status)) {
        case SIGSYS:
            return fail(ErrorCode::denied,
                        "the script was stopped: its process made a system call that the sandbox forbids", name);
        case SIGXCPU:
            return fail(ErrorCode::denied, "the script was stopped: it took more than 2 s of processor time", name);
        case SIGKILL:
        case SIGTERM:
            return fail(ErrorCode::temporary,
                        "tandem-lua, which ran the script, was killed from outside (by a person, or by the "
                        "system for want of memory); try again",
                        name);
        default:
            return fail(ErrorCode::internal, std::string("tandem-lua crashed: ") + strsignal(WTERMSIG(status)), name);
        }
    }
    return fail(ErrorCode::internal,
                "tandem-lua ended without an answer (exit " + std::to_string(WEXITSTATUS(status)) + ")", name);
}

// The talk with one helper.
class Talk {
  public:
    Talk(HelperProcess& helper, const std::string& name, const ScriptAllow& allow, const std::atomic<bool>& cancel,
         const ScriptOptions& options)
        : helper_(helper), name_(name), allow_(allow),
          options_(options), patience_{steady_clock::now() + kStart, &cancel} {}

    Result<std::string> run(const std::string& world, const std::string& text) {
        // A helper that gives up early has said why, so what is sent in vain does not matter.
        if (auto o = helper_.send(FrameKind::project, world, patience_); o != Outcome::done && o != Outcome::closed)
            return why(o);
        if (auto o = helper_.send(FrameKind::script, text, patience_); o != Outcome::done && o != Outcome::closed)
            return why(o);
        for (;;) {
            Frame frame;
            if (auto o = helper_.receive(frame, kMaxFrame, patience_); o != Outcome::done) return why(o);
            switch (frame.kind) {
            case FrameKind::matrix:
                return frame.bytes;
            case FrameKind::error:
                return lua_helper::parse_error(frame.bytes);
            case FrameKind::ready:
                if (running_) return strange();
                running_ = true;
                patience_.until =
                    steady_clock::now() + std::chrono::microseconds(static_cast<int64_t>(options_.wall_seconds * 1e6));
                break;
            case FrameKind::print:
                if (++prints_ > kMaxPrints) return strange();
                print_line(options_, frame.bytes);
                break;
            case FrameKind::read:
            case FrameKind::env:
                if (!running_) return strange();
                if (++requests_ > kMaxRequests)
                    return fail(ErrorCode::denied, "the script asked for more than 10000 files", name_);
                if (auto o = answer(frame); o != Outcome::done) return why(o);
                break;
            default:
                return strange();
            }
        }
    }

  private:
    Outcome answer(const Frame& frame) {
        if (frame.kind == FrameKind::read) {
            auto bytes = read_allowed(allow_, frame.bytes);
            if (!bytes) return helper_.send(FrameKind::refusal, lua_helper::error_json(bytes.error()), patience_);
            return helper_.send(FrameKind::answer, *bytes, patience_);
        }
        auto text = env_allowed(allow_, frame.bytes);
        if (!text) return helper_.send(FrameKind::refusal, lua_helper::error_json(text.error()), patience_);
        if (!*text) return helper_.send(FrameKind::none, "", patience_);
        return helper_.send(FrameKind::answer, **text, patience_);
    }

    Error strange() const { return fail(ErrorCode::internal, "tandem-lua sent what it should not", name_); }

    Error why(Outcome outcome) {
        switch (outcome) {
        case Outcome::cancelled:
            return fail(ErrorCode::cancelled, "interrupted", name_);
        case Outcome::late:
            if (!running_)
                return fail(ErrorCode::temporary, "tandem-lua did not start within 30 s; is the machine overloaded?",
                            name_);
            return fail(ErrorCode::denied,
                        "the script was stopped: it ran longer than it may (" +
                            std::to_string(static_cast<int>(options_.wall_seconds)) + " s)",
                        name_);
        case Outcome::too_long:
            return fail(ErrorCode::denied, "the script's answer is larger than 1 MiB", name_);
        default:
            return ended(helper_.wait(), name_);
        }
    }

    HelperProcess& helper_;
    const std::string& name_;
    const ScriptAllow& allow_;
    const ScriptOptions& options_;
    Patience patience_;
    bool running_ = false;
    int prints_ = 0, requests_ = 0;
};

// The helper checks too, but a process that a script took over can say anything.
Result<std::string> checked_matrix(const std::string& json, const std::string& name) {
    auto value = parse_value(json);
    const Value* list = value ? value->find("deliverables") : nullptr;
    const Error bad = fail(ErrorCode::internal, "tandem-lua's matrix cannot be read", name);
    if (!list || !list->as_array()) return bad;
    const std::vector<PresetInfo> presets = list_presets();
    for (const Value& item : *list->as_array()) {
        const Value* preset = item.find("preset");
        if (!preset || !preset->as_string()) return bad;
        const bool known = std::any_of(presets.begin(), presets.end(),
                                       [&](const PresetInfo& p) { return p.id == *preset->as_string(); });
        if (!known) return bad;
    }
    return value_text(*value);
}

Result<std::string> script_text(const std::string& path) {
    struct stat facts {};
    if (stat(path.c_str(), &facts) != 0) return fail(ErrorCode::no_input, "there is no such script", path);
    if (!S_ISREG(facts.st_mode)) return fail(ErrorCode::no_input, "a script is a text file", path);
    return read_file_limited(path, kMaxScript);
}

} // namespace

Result<ScriptAllow> parse_allow(const std::vector<std::string>& words) {
    ScriptAllow allow;
    for (const std::string& word : words) {
        const std::string where = "--allow " + word;
        if (word.starts_with("read:")) {
            char* real = realpath(word.c_str() + 5, nullptr);
            struct stat facts {};
            const bool folder = real && stat(real, &facts) == 0 && S_ISDIR(facts.st_mode);
            if (folder) allow.read.emplace_back(real);
            std::free(real);
            if (!folder) return fail(ErrorCode::no_input, "there is no such folder", where);
        } else if (word.starts_with("env:")) {
            const std::string name = word.substr(4);
            const bool good =
                !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
                std::all_of(name.begin(), name.end(), [](unsigned char c) { return c == '_' || std::isalnum(c); });
            if (!good) return fail(ErrorCode::usage, "a variable's name has letters, digits and _", where);
            allow.env.push_back(name);
        } else {
            return fail(ErrorCode::usage, "a script can be allowed read:DIR and env:NAME", where);
        }
    }
    return allow;
}

Result<std::string> run_delivery_text(const Project& project, const Sequence& sequence, const std::string& text,
                                      const std::string& name, const ScriptAllow& allow,
                                      const std::atomic<bool>& cancel, const ScriptOptions& options) {
    if (text.size() > kMaxScript) return fail(ErrorCode::denied, "the script is larger than 1 MiB", name);
    Value world = describe_project(project, sequence);
    ValueObject& parts = std::get<ValueObject>(world.v);
    parts["script"] = lua_helper::clean_text(name);
    parts["read"] = !allow.read.empty();
    parts["env"] = !allow.env.empty();
    HelperProcess helper = TRY(HelperProcess::start(helper_path(options)));
    const std::string matrix = TRY(Talk(helper, name, allow, cancel, options).run(value_text(world), text));
    return checked_matrix(matrix, name);
}

Result<std::string> run_delivery_script(const Project& project, const Sequence& sequence, const std::string& path,
                                        const ScriptAllow& allow, const std::atomic<bool>& cancel,
                                        const ScriptOptions& options) {
    const std::string text = TRY(script_text(path));
    return run_delivery_text(project, sequence, text, file_name(path), allow, cancel, options);
}

Result<std::string> script_notice(const std::string& path, const ScriptAllow& allow) {
    const std::string text = TRY(script_text(path));
    char hash[20];
    std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(hash_text(text)));
    std::string may;
    for (const std::string& folder : allow.read) may += (may.empty() ? "" : ", ") + ("read " + folder);
    for (const std::string& name : allow.env) may += (may.empty() ? "" : ", ") + ("see $" + name);
    return file_name(path) + " (" + hash + "): " +
           (may.empty() ? "sees the project's description, nothing else"
                        : "sees the project's description; may " + may);
}

} // namespace tandem::app
