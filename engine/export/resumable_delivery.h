// A delivery that goes on from finished chunks after a crash or a kill: the steps of a farm, done one after the other
// in this process, their files kept in a folder until all films stand. Called on a worker; blocking.
#pragma once

#include "engine/export/farm_plan.h"

namespace tandem {

struct PartsOptions {
    std::string folder;        // of the parts, absolute: made and removed here; its parent exists
    double chunk_seconds = 30; // what may be made twice after an interruption
    // Keep also the pictures of films whose packets cannot be copied. They are stored without loss, which costs disk
    // and time, and such a film's own encode begins anew.
    bool lossless = false;
};

// What renders, without what changes nothing in a picture: "cpu (AVX2)".
std::string device_class(std::span<FrameRenderer* const> renderers);

// Whether parts would be kept: there is more than one chunk, packets can be copied for every film with pictures (or
// `lossless`), and the folder's disk has room for twice what is expected.
bool keeps_parts(const DeliveryPlan& plan, const PartsOptions& options);

// As run_delivery; where keeps_parts, what an earlier call with the same project, media, presets, program and device
// has finished is not made again, and parts of anything else are removed. `version` is the program's. Errors: temporary
// (another process works in the folder), of the steps.
Result<DeliveryReport> run_resumable(const DeliveryJob& job, const DeliveryPlan& plan, const std::string& version,
                                     const PartsOptions& options);

} // namespace tandem
