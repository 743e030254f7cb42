// The system's file dialogs, each where its kind was used last. Main thread; they block until the user has chosen.
#pragma once

#include <QStringList>

class QWidget;

namespace tandem::ui {

// `kind`: the setting that keeps the folder, "projects", "media". Empty where the user chose nothing.
QString pickFile(QWidget* parent, const QString& title, const char* kind, const QString& filter);
QStringList pickFiles(QWidget* parent, const QString& title, const char* kind, const QString& filter);
QString pickFolder(QWidget* parent, const QString& title, const char* kind);
// Where that kind was last; else the user's films, or home where there is no such folder.
QString lastFolder(const char* kind);
void keepFolder(const char* kind, const QString& file);

// What the media pool takes, for dialogs: "Media (*.mov ...);;All files (*)".
QString mediaFilter();

} // namespace tandem::ui
