// What is wrong with a command line whose command is none of ours. Main thread.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace tandem::app {

// `unknown command "rendr"; did you mean render?`; "" where every command is known or none was given.
std::string unknown_command(const CLI::App& parser, int argc, const char* const* argv);

} // namespace tandem::app
