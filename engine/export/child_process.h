// ChildProcess: a program that is run and watched: its output to a file, its messages line by line, stopped gently or
// not, and killed by the kernel if the thread that started it ends first (so nothing of ours runs on unwatched).
// One thread: start, wait and destruction are its. Blocking.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace tandem {

struct ChildCommand {
    std::vector<std::string> argv; // argv[0] is the program's path
    std::string output;            // stdout goes to this file; "" = nowhere
    int kept_fd = -1;              // stays open in the child
    int nice = 0;                  // added to ours
};

class ChildProcess {
  public:
    // Error: unavailable (the program cannot be started), cant_create (the output).
    static Result<ChildProcess> start(const ChildCommand& command);
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    // Kills what still runs.
    ~ChildProcess();

    pid_t pid() const { return pid_; }
    // Asks it to end, the second time kills it.
    void stop();
    // Reads its messages for up to this long; each line of stderr is given to `line` (cut at 64 KiB). True when it has
    // ended.
    bool wait(int milliseconds, const std::function<void(const std::string&)>& line);
    // Of an ended one: its exit code, or minus the signal that killed it.
    int exit() const { return exit_; }

  private:
    ChildProcess(pid_t pid, int messages) : pid_(pid), messages_(messages) {}
    void give_lines(const std::function<void(const std::string&)>& line);

    pid_t pid_ = -1;
    int messages_ = -1, exit_ = 0;
    bool ended_ = false, asked_ = false;
    std::string pending_;
};

} // namespace tandem
