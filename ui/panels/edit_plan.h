// EditPlan: commands tried one after the other on a copy of the last committed state, to be shown while something is
// dragged or made one undo step. Each command sees what those before it did, so an effect that is not there yet can be
// added and changed in one go. Main thread.
#pragma once

#include "ui/studio.h"
#include "ui/theme/theme.h" // before it: Role

namespace tandem::ui {

class EditPlan {
  public:
    explicit EditPlan(Studio& studio);
    // Null without a session.
    const Ref<Sequence>& sequence() const { return sequence_; }
    // What the command gave back; null Value after an error, from which on nothing more is added.
    Value add(Command command);
    bool empty() const { return commands_.empty(); }

    // Shows the result without history; what cannot be done is not shown.
    void preview();
    // False where refused, after a message. Steps with equal merge keys in a row become one.
    bool commit(const QString& label, const QString& mergeKey = {});

  private:
    Studio& studio_;
    Ref<Project> root_;
    Ref<Sequence> sequence_;
    std::vector<Command> commands_;
    std::optional<Error> error_;
};

} // namespace tandem::ui
