// Dialogs and their folders.
#include "ui/dialogs/file_places.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

namespace tandem::ui {

// The context of this file's texts.
struct FilePlaces {
    Q_DECLARE_TR_FUNCTIONS(FilePlaces)
};

static QString setting(const char* kind) { return QStringLiteral("folders/") + QString::fromLatin1(kind); }

QString lastFolder(const char* kind) {
    for (const QString& folder : {QSettings().value(setting(kind)).toString(),
                                  QStandardPaths::writableLocation(QStandardPaths::MoviesLocation)})
        if (!folder.isEmpty() && QDir(folder).exists()) return folder;
    return QDir::homePath();
}

void keepFolder(const char* kind, const QString& file) {
    const QFileInfo info(file);
    QSettings().setValue(setting(kind), info.isDir() ? info.absoluteFilePath() : info.absolutePath());
}

QString pickFile(QWidget* parent, const QString& title, const char* kind, const QString& filter) {
    const QString file = QFileDialog::getOpenFileName(parent, title, lastFolder(kind), filter);
    if (!file.isEmpty()) keepFolder(kind, file);
    return file;
}

QStringList pickFiles(QWidget* parent, const QString& title, const char* kind, const QString& filter) {
    const QStringList files = QFileDialog::getOpenFileNames(parent, title, lastFolder(kind), filter);
    if (!files.isEmpty()) keepFolder(kind, files.front());
    return files;
}

QString pickFolder(QWidget* parent, const QString& title, const char* kind) {
    const QString folder = QFileDialog::getExistingDirectory(parent, title, lastFolder(kind));
    if (!folder.isEmpty()) keepFolder(kind, folder);
    return folder;
}

QString mediaFilter() {
    QStringList patterns;
    for (const char* ending :
         {"mp4", "m4v", "mov",  "mkv",  "webm", "mxf",  "avi", "mts", "m2ts", "ts",  "mpg",  "mpeg", "wmv", "flv",
          "ogv", "wav", "w64",  "flac", "mp3",  "m4a",  "aac", "ogg", "opus", "aif", "aiff", "caf",  "mid", "midi",
          "png", "jpg", "jpeg", "tif",  "tiff", "webp", "exr", "dpx", "bmp",  "gif", "srt",  "vtt"})
        for (const QString& each : {QString::fromLatin1(ending), QString::fromLatin1(ending).toUpper()})
            patterns.push_back(QStringLiteral("*.") + each);
    return FilePlaces::tr("Media and subtitles") + QStringLiteral(" (") + patterns.join(u' ') + QStringLiteral(");;") +
           FilePlaces::tr("All files (*)");
}

} // namespace tandem::ui
