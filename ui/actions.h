// Actions: the one table of what the window can do, each with id, words, menu and keys. Keys come in layers: the
// table's own, a set after another program's habits (resources/keymaps), and the user's file `keys.txt` in the
// configuration folder: a line "id = Ctrl+K, S" each. Main thread.
#pragma once

#include <QAction>
#include <QHash>
#include <functional>

class QMenuBar;

namespace tandem::ui {

// Of a text as files have it: parted by spaces or by commas, "," itself a key too.
QList<QKeySequence> readKeys(const QString& text);
QString userKeyFile(); // in the configuration folder

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

    struct Set {
        QString id, title; // id "" = the table's own
    };
    static QList<Set> sets();
    // All keys anew: the set's, then those of the user's file. What was not understood and what a key was taken from is
    // in problems().
    void loadKeys(const QString& set, const QString& userFile);
    QString set() const { return set_; }
    const QStringList& problems() const { return problems_; }
    QAction* holder(const QKeySequence& key) const; // null where it is free
    // Gives the action these keys, takes them from others and writes that into the user's file; the old file stays
    // where it cannot be written, and false comes back.
    bool setUserKeys(QAction* action, const QList<QKeySequence>& keys);
    bool resetUserKeys(); // none of the user's own any more

  Q_SIGNALS:
    void keysChanged();

  private:
    // A layer's lines, later ones over earlier ones. `say` gets keys that were taken from another action.
    void apply(const QString& path, bool say);
    bool writeUserFile() const;
    QWidget* window_;
    QList<QAction*> all_;
    QHash<QAction*, QList<QKeySequence>> own_; // of the table
    QHash<QString, QList<QKeySequence>> users_;
    QString set_, userFile_;
    QStringList problems_;
    QHash<QString, QAction*> byId_;
    QStringList order_;                     // of menus
    QHash<QString, QList<QAction*>> menus_; // null = separator
};

} // namespace tandem::ui
