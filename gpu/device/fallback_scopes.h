// FallbackScopes: a scope engine that may fail. One that cannot be opened, is lost or full is replaced by the next of a
// list, the processor's at last; the counts come out all the same. Made by app; used by one thread at a time. Pure
// policy: it knows engines only as factories.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/video/scopes.h"

namespace tandem {

struct ScopeFactory {
    std::string id; // "vulkan:0", for warnings
    std::function<Result<std::unique_ptr<ScopeEngine>>()> make;
};

class FallbackScopes final : public ScopeEngine {
  public:
    // At least one, best first; opened when they are needed. No engine is worth an error: a frame that could be
    // rendered can be measured, so one that cannot be opened is passed by with a warning.
    explicit FallbackScopes(std::vector<ScopeFactory> engines);

    // The error of the last engine where all fail. Errors of the picture (`usage` and such) pass at once.
    Result<ScopeCounts> measure(const Picture& picture, const ScopeSpec& spec) override;
    Result<PictureRef> overlay(const Picture& picture, ScopeKind kind, const ScopeSpec& spec,
                               int64_t* marked = nullptr) override;
    std::vector<std::string> take_warnings() override;

  private:
    template<class Work>
    auto run(Work work) -> decltype(work(std::declval<ScopeEngine&>()));
    // Gives up the engine in use; false where none is left.
    bool next(const Error& why);

    std::vector<ScopeFactory> engines_;
    size_t at_ = 0;        // in engines_
    bool rebuilt_ = false; // engines_[at_] was made anew before
    std::unique_ptr<ScopeEngine> now_;
    std::vector<std::string> warnings_;
};

} // namespace tandem
