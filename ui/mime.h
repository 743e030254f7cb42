// Types of what is dragged inside the window.
#pragma once

#include <QString>

namespace tandem::ui {

inline const QString kClipsMime = QStringLiteral("application/x-tandem-clips");   // a project (session/clipboard.h)
inline const QString kMediaMime = QStringLiteral("application/x-tandem-media");   // ids, spaces between
inline const QString kEffectMime = QStringLiteral("application/x-tandem-effect"); // id of the catalog
inline const QString kTransitionMime = QStringLiteral("application/x-tandem-transition"); // word of the catalog
inline const QString kTitleMime = QStringLiteral("application/x-tandem-title");           // number of the preset

} // namespace tandem::ui
