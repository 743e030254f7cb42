// Painting of one clip on the timeline: head, thumbnails or waveform, fades, and the state it is in. Main thread.
#pragma once

#include <QPainter>

#include "ui/studio.h"

namespace tandem::ui {

struct ClipLook {
    Role role = Role::picture;
    bool selected = false, hovered = false, focused = false;
    bool trackMuted = false, trackLocked = false, offline = false;
    bool strip = false;     // pictures only
    QColor ground;          // of the lane, shown in the rounded corners
    double viewWidth = 1e6; // of the lanes: what is written stays inside, whatever part is painted
};

// Reads the fonts that clips are written with from their files, which is no work for a paint.
void loadClipFonts();
// `box`: where the clip lies; `exposed`: what of it must be drawn.
void paintClip(QPainter& painter, Studio& studio, const Sequence& sequence, const Track& track,
               const Placement& placement, QRectF box, QRectF exposed, const ClipLook& look);

} // namespace tandem::ui
