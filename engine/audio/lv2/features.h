// What the host offers to plug-ins: URI numbers, options, log. Part of engine/audio/lv2.
#pragma once

#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <string>
#include <vector>

namespace tandem::lv2 {

inline constexpr int kMaxBlock = 512; // frames of a call; the mixer's are of at most 64
inline constexpr int kNominalBlock = 64;
inline constexpr int kSequenceBytes = 1 << 16; // room of atom ports, at least

bool has_feature(const std::string& uri);

// Numbers of URIs, the same for the whole process, never freed. Realtime safe, but for the first time that a URI is
// seen. 0 where more than 16384 are asked for.
LV2_URID map_uri(const char* uri);
// Null for unknown numbers.
const char* unmap_uri(LV2_URID urid);

// The features of one instance; its address stays, as plug-ins keep pointers into it.
class Features {
  public:
    Features(double rate, LV2_Worker_Schedule* schedule);
    Features(const Features&) = delete;
    Features& operator=(const Features&) = delete;
    const LV2_Feature* const* list() const { return list_.data(); }
    // For save and restore.
    const LV2_Feature* const* state_list() const { return state_list_.data(); }

  private:
    LV2_URID_Map map_;
    LV2_URID_Unmap unmap_;
    LV2_Log_Log log_;
    float rate_;
    int32_t min_block_ = 0, max_block_ = kMaxBlock, nominal_block_ = kNominalBlock, sequence_size_ = kSequenceBytes;
    LV2_Options_Option options_[6];
    LV2_State_Map_Path map_path_;
    LV2_State_Make_Path make_path_;
    LV2_State_Free_Path free_path_;
    LV2_Feature all_[12];
    std::vector<const LV2_Feature*> list_, state_list_;
};

} // namespace tandem::lv2
