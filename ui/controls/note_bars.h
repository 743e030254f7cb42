// The notes of a MIDI file as bars, as clips and cards show them. Main thread.
#pragma once

#include <QColor>
#include <QRectF>

#include "engine/media/midi_file.h"

class QPainter;

namespace tandem::ui {

// A bar for each note, low keys below; louder ones are denser. `origin`: where the file's beginning lies, in pixels;
// only what lies in `exposed` is drawn.
void paintNoteBars(QPainter& p, const MidiNotes& notes, QRectF body, QRectF exposed, double origin, double perSecond,
                   QColor ink);

} // namespace tandem::ui
