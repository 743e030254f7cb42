// Document: the open project. Holds the current immutable root and the history; one owner thread edits, any thread may
// hold a root.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/value.h"
#include "engine/model/project.h"

namespace tandem {

struct HistoryEntry {
    Ref<Project> root;
    std::string label; // "Trim clip", shown in the undo list
    Value intent;      // the command that made it: {"op": ..., arguments}
};

class Document {
  public:
    explicit Document(Ref<Project> root);
    // With a history as history() gave it. Pre: position < history.size().
    Document(std::vector<HistoryEntry> history, size_t position);

    const Ref<Project>& root() const { return current_; }
    // Publishes a new root with a label and a machine-readable intent. Commits with the same non-empty merge_key in a
    // row become one undo step (a slider drag).
    void commit(Ref<Project> root, std::string label, Value intent, const std::string& merge_key = {});
    // Publishes without history; the next commit or cancel_preview ends it.
    void preview(Ref<Project> root);
    void cancel_preview();

    bool can_undo() const { return position_ > 0; }
    bool can_redo() const { return position_ + 1 < history_.size(); }
    void undo(); // gives back the very same root object
    void redo();
    // Undo or redo up to that state in one go. Pre: position < history().size().
    void go_to(size_t position);
    const std::vector<HistoryEntry>& history() const { return history_; }
    size_t position() const { return position_; }

    using Observer = std::function<void(const Ref<Project>& before, const Ref<Project>& after)>;
    // Called on the editing thread after each change. Returns a token for unobserve.
    int observe(Observer observer);
    void unobserve(int token);

  private:
    void publish(Ref<Project> root);

    Ref<Project> current_;
    std::vector<HistoryEntry> history_; // [0] is the opened state
    size_t position_ = 0;
    std::string merge_key_;
    std::vector<std::pair<int, Observer>> observers_;
    int next_token_ = 1;
};

} // namespace tandem
