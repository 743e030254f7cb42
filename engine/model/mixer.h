// Mixer state: strips, sends and buses. Part of the sequence's snapshot, so one undo covers a cut and its fader.
// Immutable values; any thread.
#pragma once

#include <string>
#include <vector>

#include "engine/model/effect.h"

namespace tandem {

enum class SendPoint : uint8_t { pre_fader, post_fader };
struct Send {
    BusId bus;
    Param gain_db; // curve in sequence time
    SendPoint point = SendPoint::post_fader;
    bool enabled = true;
    Extra extra;
};

// -6..0 dB at centre; balance for stereo strips, pan for mono ones.
enum class PanLaw : uint8_t { db0, db3, db4_5, db6 };

struct Strip {
    Param gain_db; // automation curves are in sequence time
    Param pan;     // -1 left .. 1 right
    PanLaw law = PanLaw::db3;
    bool mute = false, solo = false, invert = false;
    std::vector<Ref<Effect>> inserts;
    std::vector<Send> sends;
    BusId output;       // none = master
    FaderGroupId group; // whose fader, mute and solo act on it too; none for the master
    Extra extra;
};

struct Bus {
    BusId id;
    std::string name;
    Ref<Strip> strip;
    int channels = 2;
    Extra extra;
};

// A fader that no sound goes through (VCA): its dB are added to its members' faders behind their own, its mute and
// solo are theirs. Members name it in Strip::group; a group may be a member of another.
struct FaderGroup {
    FaderGroupId id;
    std::string name;
    Ref<Strip> strip; // gain_db, mute, solo and group; the rest unused
    Extra extra;
};

struct Mixer {
    std::vector<Ref<Bus>> buses;         // without the master; the output graph has no cycles (validate)
    std::vector<Ref<FaderGroup>> groups; // none is a member of itself, over others neither (validate)
    Ref<Strip> master;                   // sends and output unused
    int channels = 2;                    // of the master
    Extra extra;
};

} // namespace tandem
