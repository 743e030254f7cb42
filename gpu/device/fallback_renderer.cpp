// What follows on each of a device's own errors.
#include "gpu/device/fallback_renderer.h"

#include <utility>

#include "gpu/device/failure.h"

namespace tandem {

Result<std::unique_ptr<FallbackRenderer>> FallbackRenderer::open(std::vector<DeviceFactory> devices) {
    VERIFY(!devices.empty());
    std::unique_ptr<FallbackRenderer> self(new FallbackRenderer);
    self->now_ = TRY(devices.front().make());
    self->devices_ = std::move(devices);
    return self;
}

std::string FallbackRenderer::name() const { return now_ ? now_->name() : devices_[at_].id; }

bool FallbackRenderer::replace(const Error& why) {
    const std::string what = what_happened(devices_[at_].id, why);
    // A kernel that does not compile does not compile the second time either.
    const bool again = why.code == ErrorCode::temporary && !rebuilt_;
    if (!again && at_ + 1 == devices_.size()) return false; // the failed one stays: there is no better
    std::unique_ptr<FrameRenderer> failed = std::move(now_);
    auto put = [&](std::unique_ptr<FrameRenderer> device) {
        now_ = std::move(device);
        for (Flight& f : flights_) f.at_device = false;
    };
    if (again) {
        rebuilt_ = true;
        failed.reset(); // what it holds goes first: memory may be what is lacking
        if (auto made = devices_[at_].make()) {
            put(std::move(*made));
            warnings_.push_back(what + "; the device was opened again and rendering goes on");
            return true;
        }
    }
    while (++at_ < devices_.size()) {
        auto made = devices_[at_].make();
        if (!made) continue; // not there; the user did not ask for it
        rebuilt_ = false;
        put(std::move(*made));
        warnings_.push_back(what + "; rendering goes on with " + now_->name());
        return true;
    }
    at_ = devices_.size() - 1;
    if (failed)
        now_ = std::move(failed);
    else
        put(nullptr);
    return false;
}

Result<PictureRef> FallbackRenderer::run(Render way, const FrameProgram& program, std::span<const PictureRef> sources) {
    if (!now_) return fail(ErrorCode::unavailable, "no render device is left", devices_.back().id);
    for (;;) {
        auto picture = (now_.get()->*way)(program, sources);
        if (picture || !is_of_device(picture.error().code) || !replace(picture.error())) return picture;
    }
}

void FallbackRenderer::submit(const FrameProgram& program, std::span<const PictureRef> sources) {
    flights_.push_back({program, {sources.begin(), sources.end()}, now_ != nullptr});
    if (now_) now_->submit(program, sources);
}

Result<PictureRef> FallbackRenderer::collect() {
    VERIFY(!flights_.empty());
    const Flight flight = std::move(flights_.front());
    flights_.pop_front();
    if (flight.at_device) {
        auto picture = now_->collect();
        if (picture || !is_of_device(picture.error().code) || !replace(picture.error())) return picture;
    }
    return run(&FrameRenderer::render, flight.program, flight.sources);
}

Result<PictureRef> FallbackRenderer::render(const FrameProgram& program, std::span<const PictureRef> sources) {
    return run(&FrameRenderer::render, program, sources);
}

Result<PictureRef> FallbackRenderer::render_float(const FrameProgram& program, std::span<const PictureRef> sources) {
    return run(&FrameRenderer::render_float, program, sources);
}

std::vector<std::string> FallbackRenderer::take_warnings() {
    auto out = std::exchange(warnings_, {});
    if (now_)
        for (std::string& w : now_->take_warnings()) out.push_back(std::move(w));
    return out;
}

} // namespace tandem
