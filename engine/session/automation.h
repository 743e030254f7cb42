// AutomationWriter: turns what hands do to parameters during playback into automation. A parameter that is held tells
// its places by SoundEngine::take_hand_event(); when a run of playback ends, what is to be written are commands. By the
// mode of its strip, what is written of a parameter is
//   read   nothing; the gesture's own command sets it when it is let go;
//   touch  while it is held; let go, it goes back to its lane along a ramp;
//   latch  from the first touch to where playback ends, whether it is still held or not;
//   write  from where playback begins to where it ends, for parameters that have a lane or are touched;
//   trim   as touch, but what is held is added to the lane (levels in dB; others as in touch).
// Where the lane goes on afterwards, it is met by a ramp. Owner thread of the Session.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/audio/sound_engine.h"
#include "engine/model/catalog.h"
#include "engine/model/sequence.h"
#include "engine/session/session.h"

namespace tandem {

enum class AutomationMode : uint8_t { read, write, touch, latch, trim };
inline constexpr int kReturnMs = 100; // of the ramp back to the lane

// A parameter of the mixer as a hand means it. At most one of `effect` and `send`; neither = the strip's gain or pan.
struct HeldParam {
    StripRef strip;
    EffectId effect = {};
    BusId send = {};
    int slot = 0;     // strip: 0 = gain_db, 1 = pan; effect: row of the catalog, or place among the controls
    std::string id;   // as commands name it: gain_db, pan, the row's id, the port's symbol
    ParamSpec spec{}; // range, unit and default; the words are not read
    audio::ParamAddress address() const;
};
// The parameter in the sequence; none where it is not there (any more).
std::optional<Param> find_param(const Sequence& sequence, const HeldParam& param);

class AutomationWriter {
  public:
    explicit AutomationWriter(int rate) : rate_(rate) {}
    // Another engine goes on. Pre: commands() has been taken since the last run ended.
    void go_over_to(int rate);
    void set_mode(StripRef strip, AutomationMode mode);
    AutomationMode mode(StripRef strip) const;
    // Whether any strip writes: only then events are of use.
    bool writes() const;

    // The cell belongs to this parameter from now on. Events of cells that were not told are passed over.
    void tell(int cell, const HeldParam& param);
    // An event of the engine. True where a run ended: then commands() may have something.
    bool take(const audio::HandEvent& event);
    // What was done since the last call as commands on `sequence`, one for each parameter, whose lanes are as they were
    // while it was done.
    std::vector<Command> commands(const Sequence& sequence);
    // Whether a parameter is added to its lane while it is held.
    bool adds(const HeldParam& param) const {
        return mode(param.strip) == AutomationMode::trim && param.spec.unit == Unit::decibel;
    }

  private:
    struct Point {
        int64_t sample;
        double value;
    };
    struct Stretch { // of one parameter, held without a break
        int64_t begin = 0, end = 0;
        std::vector<Point> points; // at rising samples, the first at `begin`
        AutomationMode mode = AutomationMode::touch;
    };
    struct Written {
        HeldParam param;
        std::vector<Stretch> stretches;
        bool open = false; // the last one goes on
    };
    std::vector<Key> keys_of(const HeldParam& param, const Stretch& stretch, const Param& lane) const;
    void end_stretch(Written& written, int64_t sample);

    int rate_;
    std::vector<std::pair<StripRef, AutomationMode>> modes_;
    std::map<int, HeldParam> cells_;
    std::map<int, Written> written_; // by cell
};

} // namespace tandem
