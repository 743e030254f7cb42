// The window and `tandem queue` share one queue: what is added in one is seen and made by the other; what was not made
// when the window closed is made by the next.
#include <QFile>
#include <QFileInfo>

#include "engine/export/queue.h"
#include "engine/io/project_file.h"
#include "tests/ui/editor.h"
#include "ui/export_queue.h"

using namespace tandem;
using namespace tandem::test;
using ui::ExportState;

namespace {

Preset fast() {
    auto preset = load_preset("h264");
    REQUIRE(preset);
    return *preset;
}

const ui::ExportEntry* entry(Editor& e, int64_t id) {
    for (const auto& job : e.window().exports()->jobs())
        if (job.id == id) return &job;
    return nullptr;
}

bool reaches(Editor& e, int64_t id, ExportState state) {
    return Editor::until(
        [&] {
            const auto* job = entry(e, id);
            return job && job->state == state;
        },
        60000);
}

// A film on the timeline.
void prepare(Editor& e) {
    e.studio().newProject();
    e.importAll({Editor::film(1)});
    e.studio().selectMedia(e.studio().project()->media[0]->id);
    REQUIRE(e.trigger("append"));
}

int64_t add(Editor& e, const std::string& path) {
    return e.window().exports()->add(
        {e.studio().project(), e.studio().sequence(), fast(), QString::fromStdString(path), {}});
}

} // namespace

TEST_CASE("a film added in the window is a job of the queue, frozen, made and told") {
    Editor e;
    prepare(e);
    const std::string path = e.file("film.mp4");
    const int64_t id = add(e, path);
    REQUIRE(id > 0);
    CHECK(e.window().exports()->running());
    auto queue = JobQueue::open(e.file("state/queue"));
    REQUIRE(queue);
    auto job = queue->find(id);
    REQUIRE(job);
    CHECK(job->names == std::vector<std::string>{"film.mp4"});
    // What is edited afterwards is not in the film.
    const auto length = e.studio().sequence()->duration();
    REQUIRE(reaches(e, id, ExportState::done));
    CHECK(queue->find(id)->state == JobState::done);
    const auto* done = entry(e, id);
    CHECK(done->path.toStdString() == path);
    CHECK(done->bytes == QFileInfo(done->path).size());
    CHECK(done->verified);
    CHECK(length > Time{});
    CHECK_FALSE(e.window().exports()->running());
    // The same name again gets a number.
    const int64_t second = add(e, path);
    CHECK(entry(e, second)->path.endsWith(QStringLiteral("film 2.mp4")));
    REQUIRE(reaches(e, second, ExportState::done));
    e.window().exports()->remove(id);
    CHECK(Editor::until([&] { return !entry(e, id); }));
    CHECK(queue->find(id).error().code == ErrorCode::no_input);
}

TEST_CASE("jobs of other programs appear in the window and are made by it; a pause elsewhere holds") {
    Editor e;
    prepare(e);
    auto queue = JobQueue::open(e.file("state/queue"));
    REQUIRE(queue);
    REQUIRE(queue->pause_all(true));
    NewJob job;
    job.source = e.file("other.tandem");
    job.project_text = project_text(*e.studio().project(), {});
    job.matrix.deliverables = {Deliverable{.id = "1", .preset = "h264", .name = "other.mp4"}};
    job.folder = e.file("");
    job.folder.pop_back();
    auto id = queue->add(job);
    REQUIRE(id);
    REQUIRE(Editor::until([&] { return entry(e, *id) != nullptr; }));
    CHECK(entry(e, *id)->state == ExportState::waiting);
    CHECK(entry(e, *id)->paused);
    CHECK_FALSE(e.window().exports()->running());
    REQUIRE(queue->pause_all(false));
    REQUIRE(reaches(e, *id, ExportState::done));
    CHECK(QFileInfo::exists(QString::fromStdString(e.file("other.mp4"))));
    // One that fails says why, and is tried again.
    job.matrix.deliverables[0].preset = "web.h264-720p"; // another film of the same name
    auto taken = queue->add(job);
    REQUIRE(taken);
    REQUIRE(reaches(e, *taken, ExportState::failed));
    CHECK(entry(e, *taken)->text.contains(QStringLiteral("exists")));
    QFile::remove(QString::fromStdString(e.file("other.mp4")));
    QFile::remove(QString::fromStdString(e.file("other.mp4.report.json")));
    e.window().exports()->retry(*taken);
    REQUIRE(reaches(e, *taken, ExportState::done));
}

TEST_CASE("what was not made when the window closed is made by the next window") {
    Editor e;
    prepare(e);
    auto queue = JobQueue::open(e.file("state/queue"));
    REQUIRE(queue);
    REQUIRE(queue->pause_all(true));
    const int64_t waits = add(e, e.file("later.mp4")), cancelled = add(e, e.file("never.mp4"));
    e.window().exports()->cancel(cancelled);
    REQUIRE(reaches(e, cancelled, ExportState::cancelled));
    e.restart();
    REQUIRE(Editor::until([&] { return entry(e, waits) != nullptr; }));
    CHECK(entry(e, cancelled) == nullptr); // it ended before this window opened
    CHECK(queue->find(waits)->state == JobState::waiting);
    REQUIRE(queue->pause_all(false));
    REQUIRE(reaches(e, waits, ExportState::done));
    CHECK(QFileInfo::exists(QString::fromStdString(e.file("later.mp4"))));
    CHECK_FALSE(QFileInfo::exists(QString::fromStdString(e.file("never.mp4"))));
}
