// Names and versions shared by the writer and the reader of project files. Private to engine/io; static data.
#pragma once

#include <array>
#include <string_view>

#include "engine/model/project.h"

namespace tandem::project_format {

// The version that is written of each object. Raising one needs a row in project_upgrade.cpp and a fixture.
struct Schema {
    std::string_view name;
    int version;
};
inline constexpr Schema kProject{"Project", 1}, kMedia{"Media", 1}, kBin{"Bin", 1}, kSequence{"Sequence", 1},
    kTrack{"Track", 1}, kClip{"Clip", 1}, kEffect{"Effect", 1}, kTransition{"Transition", 1}, kMarker{"Marker", 1},
    kStrip{"Strip", 1}, kBus{"Bus", 1}, kFaderGroup{"FaderGroup", 1}, kForeign{"ForeignEffect", 1};

inline constexpr std::array<std::string_view, 3> kTrackKinds{"picture", "sound", "subtitle"};
inline constexpr std::array<std::string_view, 3> kMarkerKinds{"comment", "chapter", "todo"};
inline constexpr std::array<std::string_view, 3> kFadeShapes{"linear", "equal_power", "smooth"};
inline constexpr std::array<std::string_view, 3> kInterpolations{"hold", "linear", "bezier"};
inline constexpr std::array<std::string_view, 4> kPanLaws{"db0", "db3", "db4_5", "db6"};
inline constexpr std::array<std::string_view, 2> kSendPoints{"pre_fader", "post_fader"};
inline constexpr std::array<std::string_view, 3> kPluginProcesses{"automatic", "shared", "own"};
inline constexpr std::array<std::string_view, 2> kBlendSpaces{"linear", "display"};

// Whether a text slot of an effect holds a path, stored as media paths are.
inline bool is_path_slot(EffectKind kind, size_t slot) { return kind == EffectKind::lut3d && slot == 0; }

} // namespace tandem::project_format
