// The menu of a grade's versions.
#include "ui/panels/grade_menu.h"

#include <QMenu>

#include "ui/controls/inline_edit.h"
#include "ui/edits.h"
#include "ui/panels/edit_plan.h"

namespace tandem::ui {

static std::vector<const Clip*> selectedPictures(Studio& studio) {
    std::vector<const Clip*> out;
    if (const Ref<Sequence> s = studio.sequence())
        for (const auto& track : s->tracks)
            if (track->kind == TrackKind::picture)
                for (const Placement& p : track->items)
                    if (studio.selection().count(p.clip->id)) out.push_back(p.clip.get());
    return out;
}

static Value number(size_t index) { return Value(static_cast<int64_t>(index + 1)); }

void addGrade(Studio& studio, GradeStart start) {
    std::vector<Command> commands;
    for (const Clip* c : selectedPictures(studio))
        commands.push_back({"add_grade", {{"clip", arg(c->id)}, {"empty", start == GradeStart::empty}}});
    if (commands.empty())
        return studio.say({MessageKind::info, GradeMenu::tr("No picture clip is selected"),
                           GradeMenu::tr("Versions are those of a clip's grade.")});
    studio.runAll(GradeMenu::tr("New version of the grade"), commands);
}

void stepGrade(Studio& studio, int step) {
    std::vector<Command> commands;
    for (const Clip* c : selectedPictures(studio))
        if (c->grades) {
            const size_t n = c->grades->all.size();
            commands.push_back(
                {"choose_grade",
                 {{"clip", arg(c->id)},
                  {"grade", number((c->grades->chosen + n + static_cast<size_t>(step < 0 ? n - 1 : 1)) % n)}}});
        }
    if (commands.empty())
        return studio.say({MessageKind::info, GradeMenu::tr("The selected clip has one version of its grade only"),
                           GradeMenu::tr("A new one is made in the Colour workspace.")});
    studio.runAll(GradeMenu::tr("Choose grade"), commands);
}

GradeMenu::GradeMenu(Studio& studio, QWidget* parent) : MenuWord(tr("Versions of the grade"), parent), studio_(studio) {
    connect(this, &QAbstractButton::clicked, this, &GradeMenu::open);
    for (auto signal : {&Studio::sessionChanged, &Studio::projectChanged, &Studio::selectionChanged})
        connect(&studio, signal, this, &GradeMenu::refresh);
    refresh();
}

void GradeMenu::refresh() {
    const auto clips = selectedPictures(studio_);
    setEnabled(!clips.empty());
    if (clips.size() == 1 && clips[0]->grades) {
        const GradeVersions& grades = *clips[0]->grades;
        const QString name = QFontMetrics(font()).elidedText(toQt(grades.all[grades.chosen].name), Qt::ElideRight, 160);
        return setWord(tr("%1 · %2 of %3").arg(name).arg(grades.chosen + 1).arg(grades.all.size()));
    }
    setWord(tr("Versions"));
}

void GradeMenu::open() {
    const auto clips = selectedPictures(studio_);
    QMenu menu(this);
    const bool one = clips.size() == 1 && clips[0]->grades;
    if (one) {
        const GradeVersions& grades = *clips[0]->grades;
        for (size_t i = 0; i < grades.all.size(); ++i) {
            QAction* a = menu.addAction(toQt(grades.all[i].name).replace(u'&', QStringLiteral("&&")), this,
                                        [this, id = clips[0]->id, i] {
                                            studio_.run("choose_grade", {{"clip", arg(id)}, {"grade", number(i)}});
                                        });
            a->setCheckable(true), a->setChecked(i == grades.chosen);
        }
        menu.addSeparator();
    }
    menu.addAction(tr("New version from this one"), this, [this] { addGrade(studio_, GradeStart::copy); });
    menu.addAction(tr("New version without a grade"), this, [this] { addGrade(studio_, GradeStart::empty); });
    if (one) {
        menu.addSeparator();
        menu.addAction(tr("Rename…"), this, &GradeMenu::rename);
        menu.addAction(tr("Remove this version"), this, [this, id = clips[0]->id, i = clips[0]->grades->chosen] {
            studio_.run("remove_grade", {{"clip", arg(id)}, {"grade", number(i)}});
        });
    }
    menu.exec(mapToGlobal(QPoint(0, height())));
}

void GradeMenu::rename() {
    const auto clips = selectedPictures(studio_);
    if (edit_ || clips.size() != 1 || !clips[0]->grades) return;
    const ClipId id = clips[0]->id;
    const size_t index = clips[0]->grades->chosen;
    const QString old = toQt(clips[0]->grades->all[index].name);
    edit_ = new InlineEdit(old, this, rect(), font());
    edit_->setAccessibleName(tr("Name of the version"));
    connect(edit_, &InlineEdit::ended, this, [this, id, index, old](bool take, const QString& text) {
        edit_.clear();
        const QString typed = text.trimmed();
        if (take && !typed.isEmpty() && typed != old)
            studio_.run("rename_grade", {{"clip", arg(id)}, {"grade", number(index)}, {"name", fromQt(typed)}});
    });
}

} // namespace tandem::ui
