// Keys: sets after other programs' habits, the user's file over them, and the map where keys are changed.
#include <QFile>
#include <QLineEdit>
#include <QSettings>

#include "tests/ui/editor.h"
#include "ui/controls/key_hints.h"

using namespace tandem;
using namespace tandem::test;

namespace {

// "key: first and second" for each key that two actions have.
QStringList clashes(const ui::Actions& actions) {
    QStringList out;
    QHash<QString, QString> seen;
    for (QAction* a : actions.all())
        for (const QKeySequence& key : a->shortcuts()) {
            const QString text = key.toString(QKeySequence::PortableText);
            if (seen.contains(text)) out.push_back(text + QStringLiteral(": ") + seen[text] + u' ' + a->objectName());
            seen[text] = a->objectName();
        }
    return out;
}

QString own(Editor& e) { return QString::fromStdString(e.file("keys-of-mine.txt")); }

void write(const QString& path, const char* text) {
    QFile file(path);
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

TEST_CASE("keys of files are read whatever parts them, the comma itself included") {
    auto texts = [](const char* text) {
        QStringList out;
        for (const QKeySequence& k : ui::readKeys(QString::fromUtf8(text))) out.push_back(k.toString());
        return out.join(u'|');
    };
    CHECK(texts("Ctrl+K, S") == QStringLiteral("Ctrl+K|S"));
    CHECK(texts("Ctrl+K,S") == QStringLiteral("Ctrl+K|S"));
    CHECK(texts(", . Alt+,") == QStringLiteral(",|.|Alt+,"));
    CHECK(texts("Alt+,,  F9") == QStringLiteral("Alt+,|F9"));
    CHECK(texts("  ") == QString());
    CHECK(texts("S S") == QStringLiteral("S"));
}

TEST_CASE("every set names actions that exist, gives no key twice, and leaves the transport its keys") {
    Editor e;
    ui::Actions& actions = e.window().actions();
    const auto sets = ui::Actions::sets();
    REQUIRE(sets.size() == 6);
    for (const auto& set : sets) {
        const std::string title = set.title.toStdString();
        CAPTURE(title);
        QSet<QString> named;
        if (!set.id.isEmpty()) {
            QFile file(QStringLiteral(":/keymaps/%1.keys").arg(set.id));
            REQUIRE(file.open(QIODevice::ReadOnly));
            QSet<QString> keys;
            for (const QByteArray& raw : file.readAll().split('\n')) {
                const QString line = QString::fromUtf8(raw).trimmed();
                if (line.isEmpty() || line.startsWith(u'#')) continue;
                const QString id = line.section(u'=', 0, 0).trimmed();
                const std::string word = line.toStdString();
                CAPTURE(word);
                CHECK(actions.find(id));
                CHECK_FALSE(named.contains(id));
                named.insert(id);
                const QString text = line.section(u'=', 1).simplified();
                const auto read = ui::readKeys(text);
                CHECK(read.size() == text.split(u' ', Qt::SkipEmptyParts).size());
                for (const QKeySequence& key : read) {
                    CHECK_FALSE(keys.contains(key.toString())); // within the set
                    keys.insert(key.toString());
                }
            }
        }
        actions.loadKeys(set.id, own(e));
        CHECK(actions.problems().isEmpty());
        const std::string twice = clashes(actions).join(u'\n').toStdString();
        CHECK(twice == "");
        for (const char* id : {"play", "shuttle_back", "shuttle_stop", "shuttle_on", "undo", "redo", "save", "split",
                               "delete", "import", "keys"}) {
            CAPTURE(id);
            CHECK_FALSE(actions.find(QString::fromLatin1(id))->shortcuts().isEmpty());
        }
    }
    actions.loadKeys(QStringLiteral("premiere"), own(e));
    CHECK(actions.find(QStringLiteral("tool_blade"))->shortcut() == QKeySequence(Qt::Key_C));
    actions.loadKeys({}, own(e));
    CHECK(actions.find(QStringLiteral("snapping"))->shortcut() == QKeySequence(Qt::Key_N));
}

TEST_CASE("the user's file lies over a set, and what it takes from others is said") {
    Editor e;
    ui::Actions& actions = e.window().actions();
    write(own(e), "# mine\nmarker = S # a comment\nno_such = X\nlift =\n");
    actions.loadKeys(QStringLiteral("premiere"), own(e));
    CHECK(actions.find(QStringLiteral("marker"))->shortcuts() == QList{QKeySequence(Qt::Key_S)});
    CHECK(actions.find(QStringLiteral("snapping"))->shortcuts().isEmpty());
    CHECK(actions.find(QStringLiteral("lift"))->shortcuts().isEmpty());
    REQUIRE(actions.problems().size() == 2);
    CHECK(actions.problems()[0].contains(QStringLiteral("Snapping")));
    CHECK(actions.problems()[1].contains(QStringLiteral("3")));
    // A key that is given in the window goes into the file, with what it was taken from.
    REQUIRE(actions.setUserKeys(actions.find(QStringLiteral("split")), {QKeySequence(Qt::Key_M | Qt::CTRL)}));
    CHECK(actions.find(QStringLiteral("export"))->shortcuts().isEmpty());
    actions.loadKeys({}, own(e));
    CHECK(actions.find(QStringLiteral("split"))->shortcuts() == QList{QKeySequence(Qt::Key_M | Qt::CTRL)});
    CHECK(actions.find(QStringLiteral("marker"))->shortcuts() == QList{QKeySequence(Qt::Key_S)});
    CHECK(clashes(actions).isEmpty());
    REQUIRE(actions.resetUserKeys());
    CHECK(actions.find(QStringLiteral("split"))->shortcuts().contains(QKeySequence(Qt::Key_S)));
}

TEST_CASE("a key is changed in the map: one that belongs to another command is asked for twice") {
    Editor e;
    e.studio().newProject();
    ui::Actions& actions = e.window().actions();
    actions.loadKeys({}, own(e));
    REQUIRE(e.trigger("keys"));
    QLineEdit* search = nullptr;
    QWidget* table = nullptr;
    for (QWidget* w : e.window().findChildren<QWidget*>()) {
        if (w->accessibleName() == QStringLiteral("Search names and keys")) search = qobject_cast<QLineEdit*>(w);
        if (w->accessibleName() == QStringLiteral("Commands and their keys")) table = w;
    }
    REQUIRE(search);
    REQUIRE(table);
    search->setText(QStringLiteral("Nest in a sequence"));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QTest::keyClick(table, Qt::Key_Return);
    QTest::keyClick(table, Qt::Key_M); // markers have it
    CHECK(actions.find(QStringLiteral("nest"))->shortcuts().isEmpty());
    QTest::keyClick(table, Qt::Key_M);
    CHECK(actions.find(QStringLiteral("nest"))->shortcuts() == QList{QKeySequence(Qt::Key_M)});
    CHECK(actions.find(QStringLiteral("marker"))->shortcuts().isEmpty());
    QFile file(own(e));
    REQUIRE(file.open(QIODevice::ReadOnly));
    CHECK(file.readAll() == QByteArray("marker = \nnest = M\n"));
}

TEST_CASE("the status bar's keys are those that the user has") {
    Editor e;
    e.studio().newProject();
    auto hints = e.window().findChild<ui::KeyHints*>();
    REQUIRE(hints);
    CHECK(hints->hints().startsWith(QStringLiteral("B: Blade   Q\tW: Trim to the playhead   F1: ")));
    CHECK(hints->accessibleName().startsWith(QStringLiteral("B: Blade   Q W: Trim")));
    write(own(e), "tool_blade = Ctrl+J\ntrim_start =\n");
    e.window().actions().loadKeys({}, own(e));
    CHECK(hints->hints().startsWith(QStringLiteral("Ctrl+J: Blade   W: Trim to the playhead   F1: ")));
    // Caps are drawn, and nothing beyond the room there is.
    auto inks = [&](int width) {
        hints->resize(width, 24);
        const QImage drawn = hints->grab().toImage();
        int count = 0;
        for (int x = 0; x < drawn.width(); ++x) count += drawn.pixelColor(x, 12) != drawn.pixelColor(0, 0);
        return count;
    };
    CHECK(inks(600) > 100);
    CHECK(inks(20) == 0);
}
