// Reading the arguments of a command that run_command has checked against its table. Private to engine/session's
// commands*.cpp. Any thread.
#pragma once

#include <functional>
#include <optional>

#include "engine/edit/effects.h"
#include "engine/session/commands.h"

namespace tandem {

enum class Grid { frames, exact }; // where seconds land

class Args {
  public:
    Args(const Ref<Project>& project, const ValueObject& args) : project_(project), args_(args) {}

    const Ref<Project>& project() const { return project_; }
    const Value* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }

    Result<Ref<Sequence>> sequence(std::string_view name = "sequence") const;
    Result<Time> time(std::string_view name, Grid grid, std::optional<Time> fallback = {}) const;
    Result<TrackId> track(std::string_view name, std::string_view fallback_name = {}) const;
    Result<std::vector<TrackId>> tracks(std::string_view name) const; // empty where not given
    Result<ClipId> clip(std::string_view name = "clip") const;
    Result<std::vector<ClipId>> clips() const; // "clips" or "clip"
    Result<MediaId> media(std::string_view name = "media") const;
    Result<BusId> bus(std::string_view name = "bus") const;
    Result<FaderGroupId> fader_group(std::string_view name) const;
    Result<BinId> bin(std::string_view name) const;
    Result<StripRef> strip() const;               // track, bus, fader_group, or none = master
    Result<EffectOwner> owner() const;            // clip, or a strip
    uint64_t raw_id(std::string_view name) const; // 0 where not given
    std::string text(std::string_view name, std::string fallback = {}) const;
    double number(std::string_view name, double fallback) const;
    int64_t integer(std::string_view name, int64_t fallback) const;
    bool flag(std::string_view name, bool fallback) const;
    std::optional<bool> maybe_flag(std::string_view name) const;
    std::optional<std::string> maybe_text(std::string_view name) const;
    Follow follow() const { return flag("alone", false) ? Follow::alone : Follow::partners; }
    Ripple ripple() const { return flag("ripple", false) ? Ripple::yes : Ripple::no; }
    // A time inside the argument `name`: ticks or text.
    Result<Time> parse(std::string_view name, const Value& v, Grid grid) const;

  private:
    const Ref<Project>& project_;
    const ValueObject& args_;
};

// What an edit of one sequence gives: the new sequence and the value for the script.
struct SequenceOutcome {
    Sequence sequence;
    Value result;
};
// Only the sequence. (g++ 12 miscompiles an early return by TRY inside the braces of an aggregate: keep TRY out of
// them.)
// Sets the tags named in the arguments "primaries", "transfer", "matrix", "range" and "siting".
Result<ColourTags> read_colour(const Args& args, ColourTags colour);

Result<SequenceOutcome> done(Result<Sequence> sequence);
Result<CommandOutcome>
edit_sequence(const Args& args, const char* label,
              const std::function<Result<SequenceOutcome>(const Sequence& sequence, IdSource& ids)>& fn);
// The edited sequence, refused where it plays MIDI at another speed than its own.
Result<Sequence> midi_at_its_speed(const Project& project, Result<Sequence> edited);
CommandOutcome whole(Project project, const char* label, Value result = {});

template<class I>
Value id_value(I id) {
    return Value(id.value);
}
template<class I>
Value id_values(const std::vector<I>& ids) {
    ValueArray out;
    for (I id : ids) out.push_back(Value(id.value));
    return out;
}

// One word of a list as its index; the error lists the words.
Result<size_t> word_index(std::string_view what, const std::string& word, std::span<const std::string_view> words);

// The parts of the table.
std::span<const CommandSpec> timeline_commands();
std::span<const CommandSpec> clipboard_commands();
std::span<const CommandSpec> clip_commands();
std::span<const CommandSpec> effect_commands();
std::span<const CommandSpec> plugin_commands();
std::span<const CommandSpec> project_commands();

inline constexpr ArgSpec kSequenceArg{"sequence", ArgType::id, false, "id or name; the active one if not given"};
inline constexpr ArgSpec kClipArg{"clip", ArgType::id, true, "id, or a name that is unique in the sequence"};
inline constexpr ArgSpec kAloneArg{"alone", ArgType::boolean, false, "do not edit linked and grouped clips with it"};
inline constexpr ArgSpec kRippleArg{"ripple", ArgType::boolean, false, "move what is later on all sync-locked tracks"};

} // namespace tandem
