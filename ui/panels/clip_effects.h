// ClipEffects: one effect, or its mask, or the generator, of one or several selected clips as the inspector edits them:
// values at the playhead, whether they differ, keys, and the commands that change all of them. An effect that is not
// there counts as one with defaults and is added by its first change. Plain value; main thread.
#pragma once

#include "ui/panels/edit_plan.h"
#include "ui/panels/effect_target.h"

namespace tandem::ui {

struct ClipEffects {
    EffectKind kind = EffectKind::transform;
    int nth = 0;            // among the effects of this kind in each stack
    bool generator = false; // what the clips show
    bool mask = false;      // the mask of the effect instead
    std::vector<ClipId> clips;

    struct Reading {
        double value = 0; // of the first clip
        bool mixed = false;
        KeyState keys = KeyState::none;
        friend bool operator==(const Reading&, const Reading&) = default;
    };

    const EffectSpec& rows() const { return spec(mask ? EffectKind::mask : kind); }
    // The effect itself; null where it is not there.
    Ref<Effect> effect(const Sequence& sequence, ClipId clip) const;
    // What the rows show: the effect or its mask.
    std::shared_ptr<const Effect> shown(const Sequence& sequence, ClipId clip) const;
    bool present(const Sequence& sequence) const; // on any clip
    bool enabled(const Sequence& sequence) const; // on all clips that have it
    bool masked(const Sequence& sequence) const;
    bool animated(const Sequence& sequence) const;
    bool atDefaults(const Sequence& sequence, const std::vector<int>& slots) const;
    Reading read(const Sequence& sequence, Time playhead, int slot) const;
    // Text of the first clip; none where they differ.
    std::optional<std::string> text(const Sequence& sequence, size_t slot) const;

    // A parameter on a curve gets a key at the playhead, others their constant.
    void set(EditPlan& plan, Time playhead, int slot, double value) const;
    void setText(EditPlan& plan, size_t slot, const std::string& text) const;
    // Keys at the playhead: away where all slots have one there, else made.
    void toggleKeys(EditPlan& plan, Time playhead, const std::vector<int>& slots) const;
    void reset(EditPlan& plan, const std::vector<int>& slots) const; // defaults without keys
    void enable(EditPlan& plan, bool on) const;
    void remove(EditPlan& plan) const;
    void move(EditPlan& plan, int step) const;

  private:
    EffectTarget target(const Sequence& sequence, ClipId clip) const;
    Time keyTime(const Sequence& sequence, ClipId clip, Time playhead) const;
    ValueObject args(const Sequence& sequence, ClipId clip) const;
    void setKey(EditPlan& plan, ClipId clip, Time playhead, int slot, double value) const;
};

} // namespace tandem::ui
