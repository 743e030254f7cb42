// The rules of FallbackRenderer, for engines that hold nothing between two calls.
#include "gpu/device/fallback_scopes.h"

#include <utility>

#include "gpu/device/failure.h"

namespace tandem {

FallbackScopes::FallbackScopes(std::vector<ScopeFactory> engines) : engines_(std::move(engines)) {
    VERIFY(!engines_.empty());
}

bool FallbackScopes::next(const Error& why) {
    const std::string what = what_happened(engines_[at_].id, why);
    // What does not open or does not compile does not the second time either.
    const bool again = now_ && why.code == ErrorCode::temporary && !rebuilt_;
    if (!again && at_ + 1 == engines_.size()) return false;
    if (now_)
        for (std::string& w : now_->take_warnings()) warnings_.push_back(std::move(w));
    now_.reset(); // what it holds goes first: memory may be what is lacking
    rebuilt_ = again;
    if (!again) ++at_;
    warnings_.push_back(
        what + (again ? "; the device is opened again for scopes" : "; scopes are made with " + engines_[at_].id));
    return true;
}

template<class Work>
auto FallbackScopes::run(Work work) -> decltype(work(std::declval<ScopeEngine&>())) {
    for (;;) {
        if (!now_) {
            auto made = engines_[at_].make();
            if (!made) {
                if (next(made.error())) continue;
                return made.error();
            }
            now_ = std::move(*made);
        }
        auto out = work(*now_);
        if (out || !is_of_device(out.error().code) || !next(out.error())) return out;
    }
}

Result<ScopeCounts> FallbackScopes::measure(const Picture& picture, const ScopeSpec& spec) {
    return run([&](ScopeEngine& engine) { return engine.measure(picture, spec); });
}

Result<PictureRef> FallbackScopes::overlay(const Picture& picture, ScopeKind kind, const ScopeSpec& spec,
                                           int64_t* marked) {
    return run([&](ScopeEngine& engine) { return engine.overlay(picture, kind, spec, marked); });
}

std::vector<std::string> FallbackScopes::take_warnings() {
    auto out = std::exchange(warnings_, {});
    if (now_)
        for (std::string& w : now_->take_warnings()) out.push_back(std::move(w));
    return out;
}

} // namespace tandem
