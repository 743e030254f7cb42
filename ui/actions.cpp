// Table, menus and the user's keys.
#include "ui/actions.h"

#include <QDir>
#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QSaveFile>
#include <QStandardPaths>

namespace tandem::ui {

Actions::Actions(QWidget* window) : QObject(window), window_(window) {}

QList<QKeySequence> readKeys(const QString& text) {
    QList<QKeySequence> out;
    for (const QString& word : text.simplified().split(u' ', Qt::SkipEmptyParts)) {
        // A comma ends a key unless it is the key itself.
        int from = 0;
        auto take = [&](int to) {
            const QKeySequence key = QKeySequence::fromString(word.mid(from, to - from), QKeySequence::PortableText);
            if (!key.isEmpty() && !out.contains(key)) out.push_back(key);
        };
        for (int i = 1; i < word.size(); ++i)
            if (word[i] == u',' && word[i - 1] != u'+') take(i), from = i + 1;
        if (from < word.size()) take(static_cast<int>(word.size()));
    }
    return out;
}

QAction* Actions::add(const char* id, const QString& text, const QString& menu, const char* keys,
                      std::function<void()> run) {
    auto action = new QAction(text, this);
    action->setObjectName(QString::fromLatin1(id));
    QList<QKeySequence> own;
    for (const QString& key : QString::fromLatin1(keys).split(u'|', Qt::SkipEmptyParts))
        own.push_back(QKeySequence::fromString(key, QKeySequence::PortableText));
    own_.insert(action, own);
    action->setShortcuts(own);
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

QString userKeyFile() {
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/keys.txt");
}

QList<Actions::Set> Actions::sets() {
    QList<Set> out{{{}, QStringLiteral("Tandem")}};
    for (const QFileInfo& info : QDir(QStringLiteral(":/keymaps")).entryInfoList(QDir::Files, QDir::Name)) {
        QFile file(info.filePath());
        if (file.open(QIODevice::ReadOnly | QIODevice::Text))
            out.push_back({info.completeBaseName(), QString::fromUtf8(file.readLine()).mid(1).trimmed()});
    }
    return out;
}

QAction* Actions::holder(const QKeySequence& key) const {
    for (QAction* a : all_)
        if (a->shortcuts().contains(key)) return a;
    return nullptr;
}

void Actions::apply(const QString& path, bool say) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) return;
    int number = 0;
    while (!file.atEnd()) {
        ++number;
        QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (line.startsWith(u'#')) continue;
        line = line.section(QStringLiteral(" #"), 0, 0).trimmed();
        if (line.isEmpty()) continue;
        QAction* action = find(line.section(u'=', 0, 0).trimmed());
        if (!action || !line.contains(u'=')) {
            problems_.push_back(tr("line %1: there is no action of this name").arg(number));
            continue;
        }
        const QList<QKeySequence> keys = readKeys(line.section(u'=', 1));
        if (say) users_[action->objectName()] = keys;
        action->setShortcuts({});
        for (const QKeySequence& key : keys)
            if (QAction* other = holder(key)) {
                // The later word goes first; what it was taken from is said.
                QList<QKeySequence> left = other->shortcuts();
                left.removeAll(key);
                other->setShortcuts(left);
                if (say)
                    problems_.push_back(
                        tr("%1 now belongs to “%2”, no longer to “%3”")
                            .arg(key.toString(QKeySequence::NativeText), action->text(), other->text()));
            }
        action->setShortcuts(keys);
    }
}

void Actions::loadKeys(const QString& set, const QString& userFile) {
    set_ = set, userFile_ = userFile;
    problems_.clear();
    users_.clear();
    for (QAction* a : all_) a->setShortcuts(own_.value(a));
    if (!set.isEmpty()) apply(QStringLiteral(":/keymaps/%1.keys").arg(set), false);
    apply(userFile, true);
    Q_EMIT keysChanged();
}

bool Actions::writeUserFile() const {
    QDir().mkpath(QFileInfo(userFile_).path());
    QSaveFile file(userFile_);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Text)) return false;
    QStringList ids = users_.keys();
    ids.sort();
    for (const QString& id : ids) {
        QStringList keys;
        for (const QKeySequence& key : users_.value(id)) keys.push_back(key.toString(QKeySequence::PortableText));
        file.write((id + QStringLiteral(" = ") + keys.join(u' ') + u'\n').toUtf8());
    }
    return file.commit();
}

bool Actions::setUserKeys(QAction* action, const QList<QKeySequence>& keys) {
    const auto before = users_;
    for (const QKeySequence& key : keys)
        if (QAction* other = holder(key); other && other != action) {
            QList<QKeySequence> left = other->shortcuts();
            left.removeAll(key);
            users_[other->objectName()] = left;
        }
    users_[action->objectName()] = keys;
    if (!writeUserFile()) {
        users_ = before;
        return false;
    }
    loadKeys(set_, userFile_);
    return true;
}

bool Actions::resetUserKeys() {
    if (QFile::exists(userFile_) && !QFile::remove(userFile_)) return false;
    loadKeys(set_, userFile_);
    return true;
}

} // namespace tandem::ui
