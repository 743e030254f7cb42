// Trying, showing and committing.
#include "ui/panels/edit_plan.h"

#include "engine/session/commands.h"

namespace tandem::ui {

EditPlan::EditPlan(Studio& studio) : studio_(studio) {
    Session* session = studio.session();
    if (!session) return;
    // What is shown may be a preview of an earlier moment of the same drag.
    const Document& document = session->document();
    root_ = document.history()[document.position()].root;
    sequence_ = root_->active_sequence();
}

Value EditPlan::add(Command command) {
    if (!root_ || error_) return {};
    auto outcome = run_command(root_, command.name, command.args);
    if (!outcome) {
        error_ = outcome.error();
        return {};
    }
    root_ = std::move(outcome->project);
    sequence_ = root_->active_sequence();
    commands_.push_back(std::move(command));
    return std::move(outcome->result);
}

void EditPlan::preview() {
    if (studio_.session() && !error_ && !commands_.empty()) studio_.session()->document().preview(root_);
}

bool EditPlan::commit(const QString& label, const QString& mergeKey) {
    if (error_) {
        studio_.cancelPreview();
        studio_.fail(*error_, Studio::tr("This edit is not possible here"));
        return false;
    }
    if (commands_.empty()) {
        studio_.cancelPreview();
        return true;
    }
    if (commands_.size() == 1) return studio_.run(commands_[0].name.c_str(), commands_[0].args, mergeKey);
    return studio_.runAll(label, commands_);
}

} // namespace tandem::ui
