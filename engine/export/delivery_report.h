// The report beside a delivered film (NAME.report.json): what it is, how it was checked, and the digests by which a
// later call knows it. Any thread; blocking.
#pragma once

#include "engine/export/deliver.h"

namespace tandem {

// Digest of what all films of a delivery depend on: program, project, media by size and time.
std::string project_digest(const DeliveryJob& job);
// Digest of all that one film depends on: that, and preset, range, canvas and captions.
std::string plan_digest(const std::string& project, const PlannedDeliverable& film);
// Text of the report. `files` are what holds the film now: itself, or its numbered images. Error: io.
Result<std::string> delivery_report_text(const PlannedDeliverable& film, const ExportReport& report,
                                         std::span<const std::string> files);
// Whether the film stands whole under its final name and its report says that it was made by the same plan.
bool already_delivered(const PlannedDeliverable& film);
// Whether the file is a report of ours, which may be replaced.
bool is_delivery_report(const std::string& path);
// The film's files under `name`: itself or, for several images, those of a printf pattern that counts from 1.
std::vector<std::string> film_files(const PlannedDeliverable& film, const std::string& name);

} // namespace tandem
