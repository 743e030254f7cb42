// A plug-in in a process of its own, from Tandem's side.
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/audio/lv2/host_process.h"

extern char** environ;

namespace tandem::lv2 {

double answer_limit() {
    const char* text = std::getenv("TANDEM_PLUGIN_LIMIT");
    const double seconds = text ? std::atof(text) : 0;
    return seconds > 0 ? seconds : 10;
}

std::string program_beside(const char* variable, const char* name) {
    if (const char* named = std::getenv(variable)) return named;
    char self[4096];
    const ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0) return {};
    std::string folder(self, static_cast<size_t>(n));
    // The editor may lie one folder below.
    for (int up = 0; up < 2; ++up) {
        folder.resize(folder.rfind('/'));
        const std::string program = folder + '/' + name;
        if (access(program.c_str(), X_OK) == 0) return program;
        if (folder.empty()) break;
    }
    return {};
}

std::string host_program() { return program_beside("TANDEM_PLUGIN_HOST", "tandem-plugin-host"); }

namespace {

class Remote final : public Instance {
  public:
    explicit Remote(const InstanceSpec& spec) : info_(spec.info), limit_(answer_limit()) {}
    ~Remote() override {
        stop();
        if (memory_) munmap(memory_, size_);
    }

    Result<void> open(const InstanceSpec& spec) {
        const std::string program = host_program();
        if (program.empty())
            return fail(ErrorCode::unavailable, "tandem-plugin-host is not beside the program; install it there",
                        info_->name);
        if (spec.state.size() + info_->uri.size() > kTextBytes)
            return fail(ErrorCode::bad_data, "the plug-in's state is larger than 8 MB", info_->name);
        SharedBlock counts;
        counts.inputs = static_cast<uint32_t>(info_->main_inputs().size());
        counts.sides = static_cast<uint32_t>(info_->side_inputs().size());
        counts.outputs = static_cast<uint32_t>(info_->outputs().size());
        counts.controls = static_cast<uint32_t>(info_->controls().size());
        counts.control_outputs = static_cast<uint32_t>(info_->control_outputs().size());
        const Layout layout(counts);
        size_ = layout.size;
        const int fd = memfd_create("tandem-plugin", MFD_CLOEXEC);
        if (fd < 0 || ftruncate(fd, static_cast<off_t>(size_)) != 0) {
            if (fd >= 0) close(fd);
            return fail(ErrorCode::temporary, "no shared memory for the plug-in", info_->name);
        }
        void* at = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (at == MAP_FAILED) {
            close(fd);
            return fail(ErrorCode::temporary, "no shared memory for the plug-in", info_->name);
        }
        memory_ = static_cast<char*>(at);
        block_ = new (memory_) SharedBlock;
        block_->inputs = counts.inputs, block_->sides = counts.sides, block_->outputs = counts.outputs;
        block_->controls = counts.controls, block_->control_outputs = counts.control_outputs;
        block_->rate = spec.rate;
        text_ = memory_ + layout.text;
        std::memcpy(text_, info_->uri.data(), info_->uri.size());
        std::memcpy(text_ + info_->uri.size(), spec.state.data(), spec.state.size());
        block_->uri_bytes = static_cast<uint32_t>(info_->uri.size());
        block_->text_bytes = static_cast<uint32_t>(spec.state.size());
        controls_ = reinterpret_cast<float*>(memory_ + layout.controls);
        control_outputs_ = reinterpret_cast<float*>(memory_ + layout.control_outputs);
        if (info_->midi_input() >= 0) midi_ = new (memory_ + layout.midi) MidiBlock;
        size_t plane = 0;
        auto planes = [&](std::vector<float*>& of, uint32_t count) {
            for (uint32_t i = 0; i < count; ++i)
                of.push_back(reinterpret_cast<float*>(memory_ + layout.planes + plane++ * Layout::kPlaneBytes));
        };
        planes(inputs_, counts.inputs), planes(sides_, counts.sides), planes(outputs_, counts.outputs);
        const bool started = spawn(program, fd);
        close(fd);
        if (!started) return fail(ErrorCode::unavailable, "its process could not be started", info_->name);
        if (!ask(HostCall::load)) {
            const std::string why = fault_ == Fault::crashed ? "it crashed while it was loaded"
                                    : fault_ == Fault::hung  ? "it gave no answer while it was loaded"
                                                             : std::string(text_, block_->text_bytes);
            return fail(ErrorCode::unavailable, why, info_->name);
        }
        return {};
    }

    bool run(int frames) override {
        block_->frames = frames;
        const bool ran = ask(HostCall::run);
        if (midi_) midi_->count = 0;
        return ran;
    }
    bool restart() override { return ask(HostCall::restart); }
    int latency() const override { return block_->latency; }
    Fault fault() const override { return fault_; }
    Result<std::string> save() override {
        if (!ask(HostCall::save))
            return fail(ErrorCode::unavailable, "the plug-in does not give its state", info_->name);
        return std::string(text_, std::min<size_t>(block_->text_bytes, kTextBytes));
    }

  private:
    bool spawn(const std::string& program, int fd) {
        posix_spawn_file_actions_t files;
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_adddup2(&files, fd, kBlockFd);
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
        const char* argv[] = {program.c_str(), "serve", nullptr};
        const int error = posix_spawn(&child_, program.c_str(), &files, nullptr, const_cast<char**>(argv), environ);
        posix_spawn_file_actions_destroy(&files);
        if (error) child_ = -1;
        return error == 0;
    }

    // One question and its answer.
    bool ask(HostCall call) {
        if (child_ < 0) return false;
        block_->call = call;
        const uint32_t turn = block_->turn.load(std::memory_order_relaxed) + 1;
        block_->turn.store(turn, std::memory_order_release);
        wake(block_->turn);
        const auto begin = std::chrono::steady_clock::now();
        while (block_->turn.load(std::memory_order_acquire) == turn) {
            wait_change(block_->turn, turn, 0.02);
            if (block_->turn.load(std::memory_order_acquire) != turn) break;
            if (waitpid(child_, nullptr, WNOHANG) == child_) {
                child_ = -1;
                return fault_ = Fault::crashed, false;
            }
            if (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() > limit_) {
                stop();
                return fault_ = Fault::hung, false;
            }
        }
        return block_->good != 0;
    }
    void stop() {
        if (child_ < 0) return;
        kill(child_, SIGKILL);
        while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
        }
        child_ = -1;
    }

    const std::shared_ptr<const PluginInfo> info_;
    const double limit_;
    pid_t child_ = -1;
    char* memory_ = nullptr;
    size_t size_ = 0;
    SharedBlock* block_ = nullptr;
    char* text_ = nullptr;
    Fault fault_ = Fault::none;
};

} // namespace

Result<std::unique_ptr<Instance>> make_remote(const InstanceSpec& spec) {
    if (!spec.info->lacking.empty())
        return fail(ErrorCode::unavailable, "the plug-in needs what is not there: " + spec.info->lacking.front(),
                    spec.info->name);
    auto made = std::make_unique<Remote>(spec);
    TRY_VOID(made->open(spec));
    return std::unique_ptr<Instance>(std::move(made));
}

} // namespace tandem::lv2
