// Media and subtitles from files, and which of the media's files are there.
#include <QDirIterator>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>
#include <filesystem>

#include "engine/io/project_file.h"
#include "engine/media/probe.h"
#include "engine/session/media_value.h"
#include "ui/studio.h"

namespace tandem::ui {

static constexpr int kMostImported = 5000; // files of one drop
static constexpr size_t kMaxSubtitleBytes = size_t{64} << 20;

// Files of folders too, in the order of their names.
static QStringList allFiles(const QStringList& paths) {
    QStringList out;
    for (const QString& path : paths) {
        if (!QFileInfo(path).isDir()) {
            out.push_back(path);
            continue;
        }
        QStringList inside;
        QDirIterator it(path, QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
        while (it.hasNext() && inside.size() < kMostImported) inside.push_back(it.next());
        inside.sort();
        out += inside;
    }
    return out;
}

static bool isSubtitles(const QString& path) {
    return path.endsWith(QStringLiteral(".srt"), Qt::CaseInsensitive) ||
           path.endsWith(QStringLiteral(".vtt"), Qt::CaseInsensitive);
}

// A line each, and where what is no medium belongs.
static QString refusals(const std::vector<Error>& errors) {
    constexpr size_t kNamed = 3;
    QStringList lines;
    for (size_t i = 0; i < errors.size() && i < kNamed; ++i) {
        const QString text = toQt(errors[i].text());
        lines.push_back(text.contains(QStringLiteral(".cube"), Qt::CaseInsensitive)
                            ? Studio::tr("%1: a LUT is chosen in the effect “3D LUT” of a clip").arg(text)
                            : text);
    }
    if (errors.size() > kNamed)
        lines.push_back(Studio::tr("and %n more", nullptr, static_cast<int>(errors.size() - kNamed)));
    return lines.join(u'\n');
}

void Studio::importSubtitles(const QString& path, const std::string& text) {
    const QString name = QFileInfo(path).completeBaseName();
    if (run("import_subtitles", {{"text", text}, {"name", fromQt(name)}}))
        say({MessageKind::ok, tr("Subtitles imported"), tr("They stand on a new track, “%1”.").arg(name)});
}

void Studio::importFiles(const QStringList& paths, std::function<void(const std::vector<MediaId>&)> then) {
    const std::string uuid = session_ ? project()->uuid : std::string();
    inBackground(
        [this, paths, then, uuid]() -> std::function<void()> {
            struct Probed {
                std::vector<Media> media;
                std::vector<Error> errors;
                std::vector<std::pair<QString, std::string>> subtitles; // path, text
            };
            auto probed = std::make_shared<Probed>();
            const bool folders =
                std::any_of(paths.begin(), paths.end(), [](const QString& p) { return QFileInfo(p).isDir(); });
            for (const QString& path : allFiles(paths)) {
                if (isSubtitles(path)) {
                    auto text = read_file_limited(fromQt(path), kMaxSubtitleBytes);
                    if (text)
                        probed->subtitles.emplace_back(path, std::move(*text));
                    else
                        probed->errors.push_back(text.error());
                    continue;
                }
                auto media = probe_media(fromQt(QFileInfo(path).absoluteFilePath()));
                if (media)
                    probed->media.push_back(std::move(*media));
                else if (!folders || paths.contains(path)) // in a folder, what is not media is passed over
                    probed->errors.push_back(media.error());
            }
            return [this, probed, folders, then, uuid] {
                if (!uuid.empty() && (!session_ || project()->uuid != uuid)) return;
                if (!session_ && (!probed->media.empty() || !probed->subtitles.empty())) newProject();
                std::vector<MediaId> ids;
                std::vector<Command> commands;
                for (const Media& m : probed->media) {
                    MediaId known;
                    for (const Ref<Media>& have : project()->media)
                        if (have->path == m.path) known = have->id;
                    ids.push_back(known);
                    if (!known) commands.push_back({"add_media", {{"facts", media_value(m)}}});
                }
                std::vector<Value> results;
                if (!commands.empty() && !runAll(tr("Import media"), commands, &results)) return;
                size_t next = 0;
                for (MediaId& id : ids)
                    if (!id && next < results.size() && results[next].as_int())
                        id = MediaId{static_cast<uint64_t>(*results[next++].as_int())};
                for (const auto& [path, text] : probed->subtitles) importSubtitles(path, text);
                if (!probed->errors.empty())
                    say({MessageKind::error,
                         tr("%n file(s) could not be imported", nullptr, static_cast<int>(probed->errors.size())),
                         refusals(probed->errors)});
                else if (ids.empty() && folders && probed->subtitles.empty())
                    say({MessageKind::info, tr("There are no media in this folder"),
                         tr("Films, sounds and pictures can be imported, from the folders in it too.")});
                if (then && !ids.empty()) then(ids);
            };
        },
        tr("Importing"));
}

void Studio::takeDropped(const QMimeData& data, std::function<void(const std::vector<MediaId>&)> then) {
    QStringList files;
    for (const QUrl& url : data.urls())
        if (url.isLocalFile()) files.push_back(url.toLocalFile());
    if (files.isEmpty())
        return say({MessageKind::info, tr("Only files of this computer can be dropped here"),
                    tr("Save it to a folder first, then drop the file.")});
    for (const QString& file : files)
        for (const char* ending : {".tandem", ".otio"})
            if (file.endsWith(QLatin1String(ending), Qt::CaseInsensitive)) return openProject(file);
    importFiles(files, std::move(then));
}

void Studio::checkMedia() {
    if (!session_ || std::exchange(checkingMedia_, true)) return;
    std::vector<std::pair<uint64_t, std::string>> files;
    for (const Ref<Media>& m : project()->media)
        if (!m->image_sequence) files.emplace_back(m->id.value, m->path);
    const std::string uuid = project()->uuid;
    inBackground(
        [this, files = std::move(files), uuid]() -> std::function<void()> {
            auto gone = std::make_shared<std::set<uint64_t>>();
            for (const auto& [id, path] : files) {
                std::error_code error;
                if (!std::filesystem::exists(path, error)) gone->insert(id);
            }
            return [this, gone, uuid] {
                checkingMedia_ = false;
                if (session_ && project()->uuid != uuid) return checkMedia();
                if (!session_ || offline_ == *gone) return;
                notes_.clear(); // other files may lie there now
                offline_ = *gone;
                Q_EMIT mediaDrawn();
            };
        },
        {});
}

} // namespace tandem::ui
