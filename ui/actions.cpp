// Table, menus and the user's keys.
#include "ui/actions.h"

#include <QFile>
#include <QMenu>
#include <QMenuBar>

namespace tandem::ui {

Actions::Actions(QWidget* window) : QObject(window), window_(window) {}

static QList<QKeySequence> sequences(const QString& keys, QChar between) {
    QList<QKeySequence> out;
    for (const QString& k : keys.split(between, Qt::SkipEmptyParts)) {
        const QKeySequence s = QKeySequence::fromString(k.trimmed(), QKeySequence::PortableText);
        if (!s.isEmpty()) out.push_back(s);
    }
    return out;
}

QAction* Actions::add(const char* id, const QString& text, const QString& menu, const char* keys,
                      std::function<void()> run) {
    auto action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(id));
    action->setShortcuts(sequences(QString::fromLatin1(keys), u'|'));
    action->setShortcutContext(Qt::WindowShortcut);
    action->setProperty("menu", menu);
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    window_->addAction(action);
    all_.push_back(action);
    byId_.insert(action->objectName(), action);
    if (!menu.isEmpty()) {
        if (!order_.contains(menu)) order_.push_back(menu);
        menus_[menu].push_back(action);
    }
    return action;
}

void Actions::separator(const QString& menu) { menus_[menu].push_back(nullptr); }

void Actions::fill(QMenuBar* bar) {
    QHash<QString, QMenu*> made;
    for (const QString& path : order_) {
        QMenu* menu = nullptr;
        const QStringList parts = path.split(u'/');
        for (int i = 0; i < parts.size(); ++i) {
            const QString here = parts.mid(0, i + 1).join(u'/');
            if (!made.contains(here)) made.insert(here, menu ? menu->addMenu(parts[i]) : bar->addMenu(parts[i]));
            menu = made.value(here);
        }
        for (QAction* action : menus_.value(path))
            if (action)
                menu->addAction(action);
            else
                menu->addSeparator();
    }
}

QStringList Actions::loadKeys(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) return {};
    QStringList problems;
    int number = 0;
    while (!file.atEnd()) {
        ++number;
        const QString line = QString::fromUtf8(file.readLine()).section(u'#', 0, 0).trimmed();
        if (line.isEmpty()) continue;
        QAction* action = find(line.section(u'=', 0, 0).trimmed());
        const QList<QKeySequence> keys = sequences(line.section(u'=', 1), u',');
        if (!action || !line.contains(u'=')) {
            problems.push_back(tr("line %1: there is no action of this name").arg(number));
            continue;
        }
        for (const QKeySequence& key : keys)
            for (QAction* other : all_)
                if (other != action && other->shortcuts().contains(key)) {
                    // The user's word goes first; what it was taken from is said.
                    QList<QKeySequence> left = other->shortcuts();
                    left.removeAll(key);
                    other->setShortcuts(left);
                    problems.push_back(tr("%1 now belongs to “%2”, no longer to “%3”")
                                           .arg(key.toString(QKeySequence::NativeText), action->text(), other->text()));
                }
        action->setShortcuts(keys);
    }
    return problems;
}

} // namespace tandem::ui
