// The table of URIs and the callbacks that plug-ins get.
#include "engine/audio/lv2/features.h"

#include <atomic>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <lv2/atom/atom.h>
#include <lv2/buf-size/buf-size.h>
#include <lv2/parameters/parameters.h>

#include "engine/base/hash.h"
#include "engine/base/log.h"

namespace tandem::lv2 {

static constexpr const char* kOffered[] = {
    LV2_URID__map,           LV2_URID__unmap,     LV2_OPTIONS__options,         LV2_BUF_SIZE__boundedBlockLength,
    LV2_WORKER__schedule,    LV2_LOG__log,        LV2_STATE__loadDefaultState,  LV2_STATE__mapPath,
    LV2_STATE__makePath,     LV2_STATE__freePath, LV2_STATE__threadSafeRestore, LV2_CORE__hardRTCapable,
    LV2_CORE__inPlaceBroken, // never run in place
    LV2_CORE__isLive,
};

bool has_feature(const std::string& uri) {
    for (const char* f : kOffered)
        if (uri == f) return true;
    return false;
}

// Open addressing; a URI's number is its place + 1. Entries are only ever added, so reading needs no lock.
static constexpr size_t kPlaces = 16384;
static std::atomic<const char*> places[kPlaces];

LV2_URID map_uri(const char* uri) {
    if (!uri) return 0;
    const size_t first = hash_text(uri);
    char* copy = nullptr;
    for (size_t n = 0; n < kPlaces; ++n) {
        const size_t at = (first + n) % kPlaces;
        const char* there = places[at].load(std::memory_order_acquire);
        if (!there) {
            if (!copy) copy = strdup(uri);
            if (!copy) return 0;
            if (places[at].compare_exchange_strong(there, copy, std::memory_order_acq_rel))
                return static_cast<LV2_URID>(at + 1);
        }
        if (std::strcmp(there, uri) == 0) {
            std::free(copy);
            return static_cast<LV2_URID>(at + 1);
        }
    }
    std::free(copy);
    return 0;
}

const char* unmap_uri(LV2_URID urid) {
    return urid >= 1 && urid <= kPlaces ? places[urid - 1].load(std::memory_order_acquire) : nullptr;
}

static int log_line(LV2_Log_Handle, LV2_URID type, const char* format, va_list args) {
    char line[1024];
    const int n = std::vsnprintf(line, sizeof line, format, args);
    static const LV2_URID error = map_uri(LV2_LOG__Error);
    if (type == error) log(LogLevel::debug, "plug-in: " + std::string(line));
    return n;
}
static int log_print(LV2_Log_Handle handle, LV2_URID type, const char* format, ...) {
    va_list args;
    va_start(args, format);
    const int n = log_line(handle, type, format, args);
    va_end(args);
    return n;
}

// Paths in a state stand as they are: files are not collected.
static char* same_path(LV2_State_Map_Path_Handle, const char* path) { return strdup(path); }

Features::Features(double rate, LV2_Worker_Schedule* schedule)
    : map_{nullptr, [](LV2_URID_Map_Handle, const char* uri) { return map_uri(uri); }},
      unmap_{nullptr, [](LV2_URID_Unmap_Handle, LV2_URID urid) { return unmap_uri(urid); }}, log_{nullptr, log_print,
                                                                                                  log_line},
      rate_(static_cast<float>(rate)), map_path_{nullptr, same_path, same_path}, make_path_{nullptr, same_path},
      free_path_{nullptr, [](LV2_State_Free_Path_Handle, char* path) { std::free(path); }} {
    const LV2_URID integer = map_uri(LV2_ATOM__Int), real = map_uri(LV2_ATOM__Float);
    auto option = [](const char* key, LV2_URID type, const void* value) {
        return LV2_Options_Option{LV2_OPTIONS_INSTANCE, 0, map_uri(key), 4, type, value};
    };
    options_[0] = option(LV2_PARAMETERS__sampleRate, real, &rate_);
    options_[1] = option(LV2_BUF_SIZE__minBlockLength, integer, &min_block_);
    options_[2] = option(LV2_BUF_SIZE__maxBlockLength, integer, &max_block_);
    options_[3] = option(LV2_BUF_SIZE__nominalBlockLength, integer, &nominal_block_);
    options_[4] = option(LV2_BUF_SIZE__sequenceSize, integer, &sequence_size_);
    options_[5] = {LV2_OPTIONS_INSTANCE, 0, 0, 0, 0, nullptr};
    const LV2_Feature all[] = {{LV2_URID__map, &map_},
                               {LV2_URID__unmap, &unmap_},
                               {LV2_OPTIONS__options, options_},
                               {LV2_BUF_SIZE__boundedBlockLength, nullptr},
                               {LV2_WORKER__schedule, schedule},
                               {LV2_LOG__log, &log_},
                               {LV2_STATE__loadDefaultState, nullptr},
                               {LV2_STATE__threadSafeRestore, nullptr},
                               {LV2_STATE__mapPath, &map_path_},
                               {LV2_STATE__makePath, &make_path_},
                               {LV2_STATE__freePath, &free_path_}};
    for (size_t i = 0; i < std::size(all); ++i) {
        all_[i] = all[i];
        list_.push_back(&all_[i]);
    }
    state_list_ = {&all_[0], &all_[1], &all_[2], &all_[4], &all_[5], &all_[8], &all_[9], &all_[10], nullptr};
    list_.push_back(nullptr);
}

} // namespace tandem::lv2
