// Document: history as a list of roots; merging, preview and observers.
#include "engine/session/document.h"

#include <algorithm>

namespace tandem {

Document::Document(Ref<Project> root) : current_(root) {
    VERIFY(root != nullptr);
    history_.push_back({std::move(root), "Open", {}});
}

Document::Document(std::vector<HistoryEntry> history, size_t position)
    : history_(std::move(history)), position_(position) {
    VERIFY(position_ < history_.size());
    current_ = history_[position_].root;
}

void Document::publish(Ref<Project> root) {
    if (root == current_) return;
    Ref<Project> before = std::exchange(current_, std::move(root));
    // An observer may observe or unobserve: walk over tokens, not iterators.
    std::vector<int> tokens;
    for (const auto& [token, fn] : observers_) tokens.push_back(token);
    for (int token : tokens) {
        auto it = std::find_if(observers_.begin(), observers_.end(), [&](const auto& o) { return o.first == token; });
        if (it == observers_.end()) continue;
        Observer fn = it->second;
        fn(before, current_);
    }
}

void Document::commit(Ref<Project> root, std::string label, Value intent, const std::string& merge_key) {
    VERIFY(root != nullptr);
    const bool merge = !merge_key.empty() && merge_key == merge_key_ && position_ > 0;
    history_.resize(position_ + 1); // a new edit drops what could be redone
    if (merge)
        history_.back() = {root, std::move(label), std::move(intent)};
    else {
        history_.push_back({root, std::move(label), std::move(intent)});
        ++position_;
    }
    merge_key_ = merge_key;
    publish(std::move(root));
}

void Document::preview(Ref<Project> root) {
    VERIFY(root != nullptr);
    publish(std::move(root));
}

void Document::cancel_preview() { publish(history_[position_].root); }

void Document::undo() {
    if (!can_undo()) return;
    --position_;
    merge_key_.clear();
    publish(history_[position_].root);
}

void Document::redo() {
    if (!can_redo()) return;
    ++position_;
    merge_key_.clear();
    publish(history_[position_].root);
}

void Document::go_to(size_t position) {
    VERIFY(position < history_.size());
    position_ = position;
    merge_key_.clear();
    publish(history_[position_].root);
}

int Document::observe(Observer observer) {
    observers_.emplace_back(next_token_, std::move(observer));
    return next_token_++;
}

void Document::unobserve(int token) {
    std::erase_if(observers_, [&](const auto& o) { return o.first == token; });
}

} // namespace tandem
