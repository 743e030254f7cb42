// Actions: the one table of what the window can do, each with id, words, menu and keys. Keys can be changed by the
// user's file `keys.txt` in the configuration folder: a line "id = Ctrl+K, S" each. Main thread.
#pragma once

#include <QAction>
#include <QHash>
#include <functional>

class QMenuBar;

namespace tandem::ui {

class Actions : public QObject {
    Q_OBJECT
  public:
    explicit Actions(QWidget* window);

    // `menu`: "File", with "/Sub" below it where wanted, or empty for actions of the palette and keys only. `keys`:
    // portable texts with "|" between. An empty text makes a separator.
    QAction* add(const char* id, const QString& text, const QString& menu, const char* keys, std::function<void()> run);
    void separator(const QString& menu);
    QAction* find(const QString& id) const { return byId_.value(id); }
    const QList<QAction*>& all() const { return all_; }
    void fill(QMenuBar* bar);
    // Reads the user's keys; gives lines that were not understood and conflicts, for a message.
    QStringList loadKeys(const QString& path);

  private:
    QWidget* window_;
    QList<QAction*> all_;
    QHash<QString, QAction*> byId_;
    QStringList order_;                     // of menus
    QHash<QString, QList<QAction*>> menus_; // null = separator
};

} // namespace tandem::ui
