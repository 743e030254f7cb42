// Plug-ins' own windows from the editor's side: a script in the place of tandem-plugin-window says what a window would
// say and writes down what it hears.
#include <doctest/doctest.h>

#include <QFile>
#include <QTest>
#include <csignal>

#include "tests/support/wav.h"
#include "tests/ui/desk.h"
#include "ui/controls/buttons.h"
#include "ui/controls/number_field.h"
#include "ui/panels/insert_facts.h"
#include "ui/panels/param_rows.h"
#include "ui/panels/strip_editor.h"
#include "ui/plugin_windows.h"

using namespace tandem;
using namespace tandem::test;
using namespace tandem::ui;

namespace {

struct WindowDesk : Desk {
    WindowDesk() {
        const QString script = file("window");
        QFile f(script);
        REQUIRE(f.open(QIODevice::WriteOnly));
        // Its folder is its own name's.
        f.write(R"(#!/bin/sh
cd "${0%/*}"
echo "$@" > arguments
tail --pid=$$ -n +1 -f said &
echo $$ > new
mv new pid
exec cat >> heard
)");
        f.close();
        QFile::setPermissions(script, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("TANDEM_PLUGIN_WINDOW", script.toUtf8());
        qputenv("DISPLAY", ":77777");
        clear();
        QObject::connect(studio.get(), &Studio::messageSaid, &owner,
                         [this](const Message& m) { messages.push_back(m); });
        windows = new PluginWindows(*studio, &owner);
        id = addPlugin(*studio, strip1(), "urn:tandem:test:gain");
        REQUIRE(id);
    }
    ~WindowDesk() {
        qunsetenv("TANDEM_PLUGIN_WINDOW");
        qunsetenv("DISPLAY");
    }

    QString file(const char* name) const {
        return QString::fromStdString(folder.path().string()) + u'/' + QLatin1String(name);
    }
    StripRef strip1() const { return {.track = tracks[0]}; }
    void clear() {
        for (const char* name : {"said", "heard", "pid"}) {
            QFile::remove(file(name));
            if (name[0] == 'p') continue;
            QFile f(file(name));
            REQUIRE(f.open(QIODevice::WriteOnly));
        }
    }
    QByteArray read(const char* name) const {
        QFile f(file(name));
        return f.open(QIODevice::ReadOnly) ? f.readAll() : QByteArray();
    }
    void say(const char* lines) {
        QFile f(file("said"));
        REQUIRE(f.open(QIODevice::Append));
        f.write(lines);
    }
    static bool until(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, 20000); }
    bool hears(const char* lines) {
        return until([&] { return read("heard").contains(lines); });
    }
    void open() {
        clear();
        studio->askPluginWindow(strip1(), id);
        REQUIRE(windows->all().size() == 1);
        REQUIRE(hears("show\n"));
    }
    pid_t pid() {
        REQUIRE(until([&] { return QFile::exists(file("pid")); }));
        return read("pid").trimmed().toInt();
    }
    double gain() {
        const Param* p = strip(strip1()).inserts[0]->plugin->find("gain");
        return p ? p->value : 1;
    }
    size_t steps() { return studio->session()->document().position(); }

    QWidget owner;
    PluginWindows* windows = nullptr;
    EffectId id;
    std::vector<Message> messages;
};

} // namespace

TEST_CASE("what is done in a plug-in's window is heard at once and one undo step a gesture; undo goes to the window") {
    WindowDesk d;
    d.open();
    CHECK(d.read("heard") == "title Test gain — A1 A1\nvalue gain 1\nshow\n");
    CHECK(d.read("arguments") == "urn:tandem:test:gain 48000 1\n");
    const size_t before = d.steps();
    d.say("shown\ntouch gain 1\nvalue gain 2\nvalue gain 3\n");
    REQUIRE(d.until([&] { return d.gain() == 3; }));
    CHECK(d.steps() == before); // a preview
    d.say("touch gain 0\n");
    REQUIRE(d.until([&] { return d.steps() == before + 1; }));
    CHECK(d.gain() == 3);
    CHECK_FALSE(d.read("heard").contains("value gain 3")); // it knows
    d.studio->undo();
    CHECK(d.gain() == 1);
    REQUIRE(d.hears("value gain 1\nshow\nvalue gain 1\n"));
    CHECK(d.steps() == before);

    // Without a word of being held, a while of stillness ends it.
    d.say("value gain 2\nvalue gain 2.5\nvalue gain 2.25\n");
    REQUIRE(d.until([&] { return d.steps() == before + 1; }));
    CHECK(d.gain() == 2.25);

    // What it is told back changes nothing.
    d.say("value gain 2.25\ntouch peak 1\nvalue peak 1\ntouch gain 1\ntouch gain 0\nvalue gain 2\n");
    REQUIRE(d.until([&] { return d.gain() == 2; }));
    REQUIRE(d.until([&] { return d.steps() == before + 2; }));
    CHECK(d.messages.empty());
}

TEST_CASE("changes made elsewhere go to the window, and those on a curve become keys") {
    WindowDesk d;
    d.open();
    ParamRows rows(*d.studio, d.strip1(), d.id);
    QTest::keyClick(Desk::named<NumberField>(rows, QStringLiteral("gain")), Qt::Key_Up);
    REQUIRE(d.gain() != 1);
    const std::string line =
        lv2::to_text({.kind = lv2::WindowLine::Kind::value, .port = "gain", .value = static_cast<float>(d.gain())});
    CAPTURE(line);
    REQUIRE(d.hears(line.c_str()));
    ValueObject key = stripArgs(d.strip1());
    key["effect"] = arg(d.id), key["param"] = Value("gain"), key["at"] = Value(int64_t{0}), key["value"] = Value(2.0);
    REQUIRE(d.studio->run("set_key", key));
    REQUIRE(d.hears("value gain 2\n"));
    d.studio->locate(Time::from_seconds(1));
    d.say("value gain 3\n");
    REQUIRE(d.until([&] {
        const Param* p = d.strip(d.strip1()).inserts[0]->plugin->find("gain");
        return p && p->curve && p->curve->keys.size() == 2;
    }));
    d.studio->locate(Time{});
    REQUIRE(d.hears("value gain 2\nvalue gain 2\n")); // the playhead is on the first key again
    REQUIRE(d.studio->run("set_track", {{"track", arg(d.tracks[0])}, {"name", "Voice"}}));
    REQUIRE(d.hears("title Test gain — A1 Voice\n"));
}

TEST_CASE("a plug-in's window goes with its user's wish, its insert and the project, and only then") {
    WindowDesk d;
    d.open();
    const pid_t first = d.pid();
    d.studio->askPluginWindow(d.strip1(), d.id); // to the front
    REQUIRE(d.hears("show\nshow\n"));
    CHECK(d.windows->all().size() == 1);
    const size_t before = d.steps();
    d.say("value gain 2\nclosed\n");
    REQUIRE(d.until([&] { return d.windows->all().empty(); }));
    CHECK(d.steps() == before + 1); // what was done there stays
    CHECK(d.until([&] { return kill(first, 0) != 0; }));

    d.open();
    const pid_t second = d.pid();
    REQUIRE(d.studio->run("remove_effect", {{"track", arg(d.tracks[0])}, {"effect", arg(d.id)}}));
    CHECK(d.windows->all().empty());
    CHECK(d.until([&] { return kill(second, 0) != 0; }));
    d.studio->undo();

    d.open();
    const pid_t third = d.pid();
    d.say("touch gain 1\nvalue gain 3\n");
    REQUIRE(d.until([&] { return d.gain() == 3; }));
    const QString path = toQt(d.studio->session()->path());
    d.studio->closeProject(); // while it is held
    CHECK(d.windows->all().empty());
    CHECK(d.until([&] { return kill(third, 0) != 0; }));
    d.studio->openProject(path);
    REQUIRE(d.until([&] { return d.studio->session() != nullptr; }));
    CHECK(d.gain() == 3);
    CHECK(d.messages.size() == 1); // that unsaved work is here again
}

TEST_CASE("a plug-in's window that crashes, fails or talks nonsense is told and costs nothing else") {
    WindowDesk d;
    d.open();
    const size_t before = d.steps();
    d.say("shown\ntouch gain 1\nvalue gain 2\n");
    REQUIRE(d.until([&] { return d.gain() == 2; }));
    kill(d.pid(), SIGKILL);
    REQUIRE(d.until([&] { return !d.messages.empty(); }));
    CHECK(d.messages.back().title == QStringLiteral("The window of Test gain crashed"));
    CHECK(d.windows->all().empty());
    CHECK(d.steps() == before + 1); // what had been heard stays
    CHECK(d.gain() == 2);
    d.clear();
    d.messages.back().run();
    REQUIRE(d.windows->all().size() == 1);
    REQUIRE(d.hears("value gain 2\nshow\n"));
    d.say("failed its window did not open\n");
    REQUIRE(d.until([&] { return d.messages.size() == 2; }));
    CHECK(d.messages.back().title == QStringLiteral("The window of Test gain cannot be shown"));
    CHECK(d.messages.back().text.contains(QStringLiteral("did not open")));

    for (const char* nonsense : {"value gain much\n", "value other 1\n", "show\n", "unread value gain 1\n"}) {
        CAPTURE(nonsense);
        d.messages.clear();
        d.open();
        d.say(nonsense);
        REQUIRE(d.until([&] { return !d.messages.empty(); }));
        CHECK(d.messages.back().title == QStringLiteral("The window of Test gain was closed"));
        CHECK(d.windows->all().empty());
    }
    d.messages.clear();
    qputenv("TANDEM_PLUGIN_WINDOW", "/nowhere/at/all");
    d.studio->askPluginWindow(d.strip1(), d.id);
    REQUIRE(d.until([&] { return !d.messages.empty(); }));
    CHECK(d.messages.back().title == QStringLiteral("The window of Test gain cannot be shown"));
    CHECK(d.steps() == before + 1);
}

TEST_CASE("a plug-in's window is told what is measured while it plays, only what changed, and edits nothing by it") {
    WindowDesk d;
    d.studio->setView(64, 36, ViewQuality::full);
    const std::vector<float> steady(48000 * 60, 0.25f);
    const std::string path = (d.folder.path() / "steady.wav").string();
    write_wav(path, {steady, steady}, 48000);
    REQUIRE(d.studio->run("import_media", {{"path", path}}));
    REQUIRE(d.studio->run("overwrite", {{"media", path}, {"at", "0s"}, {"sound_track", arg(d.tracks[0])}}));
    d.open();
    const size_t before = d.steps();
    CHECK_FALSE(d.read("heard").contains("peak")); // nothing is known yet
    d.studio->play();
    REQUIRE(d.hears("value peak 0.25\n"));
    QTest::qWait(300);
    CHECK(d.read("heard").count("value peak 0.25\n") == 1);
    d.say("value peak 1\ntouch peak 1\nvalue gain 2\n");
    REQUIRE(d.hears("value peak 0.5\n"));
    REQUIRE(d.until([&] { return d.steps() == before + 1; }));
    d.studio->stop();
    REQUIRE(d.hears("value peak 0.5\nvalue peak 0\n"));
    CHECK(d.steps() == before + 1);
    CHECK(d.windows->all().size() == 1); // nothing was taken amiss
}

TEST_CASE("a window is offered where the plug-in has one that can be shown, else it is said why not") {
    WindowDesk d;
    auto own = [&](const char* name) {
        Effect e = make_effect(EffectKind::lv2, EffectId{1});
        Plugin p;
        p.uri = "urn:tandem:test:" + std::string(name);
        e.plugin = std::make_shared<const Plugin>(std::move(p));
        return ownWindowOf(e);
    };
    CHECK(own("gain").usable);
    CHECK_FALSE(own("exit").any);
    CHECK_FALSE(own("none such").any);
    CHECK(own("organ").any);
    CHECK_FALSE(own("organ").usable);
    CHECK(own("worker").why.contains(QStringLiteral("instance-access")));
    CHECK_FALSE(ownWindowOf(make_effect(EffectKind::compressor, EffectId{1})).any);

    StripEditor editor(*d.studio);
    editor.resize(900, 300);
    editor.show();
    editor.showInsert(d.strip1(), d.id);
    const auto button = [&] {
        for (auto b : editor.findChildren<TextButton*>())
            if (b->text() == QStringLiteral("Open its window")) return b;
        return static_cast<TextButton*>(nullptr);
    };
    REQUIRE(button());
    CHECK(button()->isVisibleTo(&editor));
    d.clear();
    QTest::mouseClick(button(), Qt::LeftButton);
    CHECK(d.windows->all().size() == 1);
    CHECK(d.hears("show\n"));

    qunsetenv("DISPLAY");
    CHECK(own("gain").any);
    CHECK(own("gain").why.contains(QStringLiteral("DISPLAY")));
    const EffectId second = addPlugin(*d.studio, d.strip1(), "urn:tandem:test:gain");
    editor.showInsert(d.strip1(), second);
    CHECK_FALSE(button()->isEnabled());
    d.studio->askPluginWindow(d.strip1(), second);
    CHECK(d.windows->all().size() == 1);
    REQUIRE(d.messages.size() == 1);
    CHECK(d.messages[0].text.contains(QStringLiteral("XWayland")));
    editor.showInsert(d.strip1(), addPlugin(*d.studio, d.strip1(), "urn:tandem:test:exit"));
    CHECK_FALSE(button()->isVisibleTo(&editor));
}
