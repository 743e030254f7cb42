// The form's state: choice, output, warnings, start. Its fields are built in export_form_build.cpp, what follows from
// them is in export_form_facts.cpp.
#include "ui/dialogs/export_form.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>

#include "engine/export/output_name.h"
#include "engine/export/size_estimate.h"
#include "ui/controls/buttons.h"
#include "ui/controls/sliders.h"
#include "ui/dialogs/export_parts.h"
#include "ui/dialogs/preset_words.h"
#include "ui/export_queue.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kPosterWidth = 960;

// "~/Videos" for people.
static QString shortFolder(const QString& path) {
    const QString home = QDir::homePath();
    if (path == home) return QStringLiteral("~");
    return path.startsWith(home + u'/') ? u'~' + path.mid(home.size()) : path;
}
QString ExportForm::longFolder(const QString& text) {
    QString path = text.trimmed();
    if (path == QStringLiteral("~") || path.startsWith(QStringLiteral("~/"))) path = QDir::homePath() + path.mid(1);
    return QDir::cleanPath(QDir(QDir::homePath()).absoluteFilePath(path));
}

static QString defaultName(const Studio& studio, Preset preset, const Sequence& sequence) {
    // The usual pattern names the preset, which tells films of a batch apart. Here a person reads the name, and a
    // second film gets a number.
    if (preset.name == Preset().name) preset.name = "{project}.{ext}";
    // An untitled project lies in the state folder under a name that is not for people.
    const QString named = studio.title() + QStringLiteral(".tandem");
    return toQt(output_name(preset, *studio.project(), sequence, fromQt(named)));
}

void ExportForm::setPoster(const QImage& picture) {
    // Called for every picture: a big one is made small the quick way.
    picture_ =
        picture.width() > kPosterWidth ? picture.scaledToWidth(kPosterWidth, Qt::FastTransformation) : picture.copy();
    if (poster_ && isVisible()) poster_->setPoster(picture_);
}

void ExportForm::load() {
    const Ref<Sequence> s = studio_.sequence();
    studio_.checkMedia(); // refreshWarning() follows where a file has gone
    choice_ = ExportChoice::load();
    named_ = false;
    if (poster_)
        poster_->setPoster(picture_.width() > 480 ? picture_.scaledToWidth(480, Qt::SmoothTransformation) : picture_);
    presets_->refresh(studio_.project().get(), s.get());
    search_->clear();
    presets_->setCurrent(choice_.preset);
    refresh();
}

void ExportForm::showEvent(QShowEvent*) {
    if (look_ == Look::workspace) load();
}

TimeRange ExportForm::range() const {
    const auto in = studio_.markIn(), out = studio_.markOut();
    const Ref<Sequence> s = studio_.sequence();
    if (!choice_.marked || !s || (!in && !out)) return {};
    const Time from = in.value_or(Time{}), to = std::min(out.value_or(s->duration()), s->duration());
    return to > from ? TimeRange::between(from, to) : TimeRange{};
}

QString ExportForm::outputPath() const {
    QString name = file_->text().trimmed();
    name.replace(u'/', u'_');
    if (preset_) {
        const QString ending = u'.' + toQt(preset_->extension());
        if (!name.endsWith(ending, Qt::CaseInsensitive)) name += ending;
    }
    return choice_.folder + u'/' + name;
}

void ExportForm::refresh() {
    const Ref<Sequence> s = studio_.sequence();
    filling_ = true;
    preset_.reset();
    keys_.clear();
    const bool some = s && s->duration() > Time{};
    if (s) {
        auto composed = composePreset(choice_, *studio_.project(), *s, &keys_);
        auto whole = load_preset(fromQt(choice_.preset));
        if (composed && whole) {
            preset_ = std::move(*composed);
            refreshSizes(*whole);
            refreshEncoder(*whole);
            refreshLoudness(*whole);
        }
        if (preset_ && !named_)
            file_->setText(defaultName(studio_, *preset_, *s));
        else if (preset_)
            file_->setText(QFileInfo(outputPath()).completeBaseName() + u'.' + toQt(preset_->extension()));
        const auto in = studio_.markIn(), out = studio_.markOut();
        const Time from = in.value_or(Time{}), to = std::min(out.value_or(s->duration()), s->duration());
        range_->clear();
        range_->addItem(tr("Whole timeline · %1").arg(shortLength(s->duration())));
        if ((in || out) && to > from) range_->addItem(tr("In to out · %1").arg(shortLength(to - from)));
        range_->setCurrentIndex(choice_.marked && range_->count() > 1 ? 1 : 0);
        const double total = std::max(1e-9, s->duration().seconds());
        const TimeRange r = range();
        if (poster_)
            poster_->setRange(r.empty() ? 0 : r.start.seconds() / total, r.empty() ? 1 : r.end().seconds() / total,
                              studio_.playhead().seconds() / total);
    }
    folder_->setText(shortFolder(choice_.folder));
    const bool picture = preset_ && preset_->video.enabled;
    const auto scale = preset_ ? qualityScale(*preset_) : std::nullopt;
    for (QWidget* w :
         {static_cast<QWidget*>(qualityName_), static_cast<QWidget*>(quality_), static_cast<QWidget*>(qualityWords_)})
        w->setVisible(scale.has_value());
    if (scale) {
        const double f = std::clamp(scale->fraction(preset_->video.crf), 0.0, 1.0);
        quality_->setValue(f);
        qualityWords_->setText(QStringLiteral("%1 · CRF %2").arg(qualityWord(f)).arg(preset_->video.crf));
    }
    if (preset_)
        formatWords_->setText(picture ? pictureFacts(*preset_) +
                                            (look_ == Look::sheet ? QStringLiteral("  +  ") : QStringLiteral("\n")) +
                                            soundFacts(*preset_)
                                      : soundFacts(*preset_));
    refreshSubtitles();
    note_->setText(preset_ ? presetDescription(*preset_) : QString());
    rate_->setText(!picture                          ? QString()
                   : preset_->canvas.fps == "native" ? tr("%1 fps").arg(s->format.rate.hz(), 0, 'g', 5)
                                                     : tr("%1 fps").arg(toQt(preset_->canvas.fps)));
    for (QAbstractButton* b : {static_cast<QAbstractButton*>(add_), static_cast<QAbstractButton*>(export_),
                               static_cast<QAbstractButton*>(copy_)})
        b->setEnabled(some && preset_);
    filling_ = false;
    refreshEstimate();
    refreshWarning();
}

void ExportForm::refreshSizes(const Preset& whole) {
    const Ref<Sequence> s = studio_.sequence();
    const ResultSize full = resultSize(whole, *studio_.project(), *s);
    sizes_ = {full};
    for (const ResultSize size : smallerSizes(whole, full)) sizes_.push_back(size);
    size_->clear();
    int now = 0;
    for (const ResultSize size : sizes_) {
        if (size.shortEdge() == choice_.shortEdge) now = size_->count();
        size_->addItem(whole.video.enabled ? QStringLiteral("%1 × %2").arg(size.width).arg(size.height)
                                           : tr("No picture"));
    }
    size_->setCurrentIndex(now);
    size_->setEnabled(whole.video.enabled);
}

void ExportForm::refreshWarning() {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || s->duration() <= Time{}) {
        warning_->setText(tr("There is nothing on the timeline yet."), {});
        return warning_->setVisible(true);
    }
    const OfflineClips offline = offlineClips(studio_, *studio_.project(), *s, range());
    if (offline.count > 0)
        warning_->setText(
            tr("%n clip(s) offline, from %1 on: a slate and silence stand in for them.", nullptr, offline.count)
                .arg(timecodeText(*s, offline.first)),
            tr("Show"));
    // A film that is there is not written over.
    QString other;
    if (offline.count == 0 && preset_) {
        const QString name = QFileInfo(outputPath()).fileName();
        const QString free = QFileInfo(freeOutputPath(outputPath(), preset_->container.mux == "images")).fileName();
        if (free != name) other = tr("%1 exists already: this one becomes %2.").arg(name, free);
        if (!other.isEmpty()) warning_->setText(other, {});
    }
    warning_->setVisible(offline.count > 0 || !other.isEmpty());
}

void ExportForm::choosePreset(const QString& id) {
    choice_.preset = id;
    choice_.loadOfPreset();
    choice_.save();
    refresh();
}

void ExportForm::chooseRange(int index) {
    if (filling_) return;
    choice_.marked = index == 1;
    choice_.save();
    refresh();
}

void ExportForm::chooseSize(int index) {
    if (filling_ || index < 0 || static_cast<size_t>(index) >= sizes_.size()) return;
    choice_.shortEdge = index == 0 ? 0 : sizes_[static_cast<size_t>(index)].shortEdge();
    choice_.save();
    refresh();
}

void ExportForm::chooseQuality(double fraction) {
    const auto scale = preset_ ? qualityScale(*preset_) : std::nullopt;
    if (filling_ || !scale) return;
    choice_.crf = scale->crf(fraction);
    choice_.save();
    refresh();
}

void ExportForm::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(window(), tr("Folder of the film"), choice_.folder);
    if (folder.isEmpty()) return;
    choice_.folder = folder;
    choice_.save();
    refresh();
}

bool ExportForm::start(const ExportChoice& choice, const QString& path) {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || s->duration() <= Time{}) {
        studio_.say({MessageKind::info, tr("Nothing to export yet"), tr("The timeline is empty.")});
        return false;
    }
    auto preset = composePreset(choice, *studio_.project(), *s);
    if (!preset) {
        studio_.fail(preset.error(), tr("This preset cannot be used"));
        return false;
    }
    const Snapshot film = withSubtitles(studio_.project(), s, choice.subtitles);
    Begun begun;
    if (auto target = decide_target(*film.project, *film.sequence, *preset, range())) {
        begun.work = workOf(*preset, *target);
        if (const auto size = estimate_size(*preset, *target, channelsOf(*film.sequence))) begun.estimate = size->bytes;
    }
    begun.preset = choice.preset, begun.speedKey = speedKey(*preset);
    begun.id = queue_.add({film.project, film.sequence, std::move(*preset), path, range()});
    if (begun.id == 0) return false;
    begun_.push_back(begun);
    return true;
}

bool ExportForm::exportNow() {
    const Ref<Sequence> s = studio_.sequence();
    if (!isVisible()) choice_ = ExportChoice::load();
    QString path = isVisible() && preset_ ? outputPath() : QString();
    if (path.isEmpty() && s)
        if (auto preset = composePreset(choice_, *studio_.project(), *s))
            path = choice_.folder + u'/' + defaultName(studio_, *preset, *s);
    if (!start(choice_, path)) return false;
    studio_.say({MessageKind::info, tr("Exporting %1").arg(QFileInfo(queue_.jobs().back().path).fileName()),
                 tr("You can go on editing; the film keeps the edit as it is now."), tr("Show exports"),
                 [this] { Q_EMIT queue_.showAsked(); }});
    Q_EMIT exported();
    return true;
}

void ExportForm::copyCommand() {
    const Ref<Sequence> s = studio_.sequence();
    if (!s || !preset_) return;
    const bool offline = offlineClips(studio_, *studio_.project(), *s, range()).count > 0;
    QGuiApplication::clipboard()->setText(exportCommand(toQt(studio_.session()->path()), *studio_.project(), *s,
                                                        choice_.preset, keys_, range(), outputPath(), offline));
    studio_.say({MessageKind::ok, tr("The command is in the clipboard"),
                 studio_.session()->saved()
                     ? tr("It exports the project's file as it is saved.")
                     : tr("It exports the project's file as it was saved last, without the edits since.")});
}

} // namespace tandem::ui
