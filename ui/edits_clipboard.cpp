// Copying, cutting and pasting of clips.
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMimeData>
#include <algorithm>

#include "engine/model/lookup.h"
#include "engine/session/clipboard.h"
#include "ui/edits.h"
#include "ui/mime.h"
#include "ui/panels/effect_copy.h"

namespace tandem::ui {

// The context of this file's texts.
struct EditsClipboard {
    Q_DECLARE_TR_FUNCTIONS(Edits)
};

static bool copyClips(Studio& studio) {
    const Ref<Sequence> s = studio.sequence();
    if (!s) return false;
    const std::string text = clips_text(*studio.project(), *s, studio.selection());
    if (text.empty()) return false;
    auto data = new QMimeData; // the clipboard's
    data->setData(kClipsMime, QByteArray::fromStdString(text));
    QGuiApplication::clipboard()->setMimeData(data);
    std::vector<Ref<Effect>> effects;
    for (const TrackKind kind : {TrackKind::picture, TrackKind::sound})
        if (const Placement* p = studio.selectedPlacement(kind); p && p->clip->effects)
            effects.insert(effects.end(), p->clip->effects->effects.begin(), p->clip->effects->effects.end());
    copyEffects(std::move(effects));
    return true;
}

void copySelection(Studio& studio) {
    if (!copyClips(studio))
        studio.say({MessageKind::info, EditsClipboard::tr("No clip is selected"),
                    EditsClipboard::tr("Select clips on the timeline to copy them.")});
}

void cutSelection(Studio& studio) {
    if (copyClips(studio)) return deleteSelection(studio, false);
    copySelection(studio); // says why not
}

void pasteClips(Studio& studio) {
    if (!studio.sequence()) return;
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    if (data && !data->hasFormat(kClipsMime) && data->hasUrls()) return studio.takeDropped(*data); // of a file manager
    if (!data || !data->hasFormat(kClipsMime)) {
        studio.say({MessageKind::info, EditsClipboard::tr("There are no clips to paste"),
                    EditsClipboard::tr("Copy clips on a timeline first, of this window or another one, or files.")});
        return;
    }
    std::vector<Value> results;
    if (!studio.runAll(EditsClipboard::tr("Paste clips"),
                       {{"paste_clips",
                         {{"clips", data->data(kClipsMime).toStdString()},
                          {"at", arg(studio.playhead())},
                          {"ripple", studio.editMode() == EditMode::ripple}}}},
                       &results))
        return;
    std::set<ClipId> made;
    if (auto ids = results[0].as_array())
        for (const Value& id : *ids)
            if (auto n = id.as_int()) made.insert(ClipId{static_cast<uint64_t>(*n)});
    Time end = studio.playhead();
    for (const ClipId id : made)
        if (auto p = find_clip(*studio.sequence(), id)) end = std::max(end, p->placement->end());
    studio.select(std::move(made));
    studio.locate(end);
}

} // namespace tandem::ui
