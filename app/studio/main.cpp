// tandem-studio: the editor. Opens the render device and the window; `tandem-studio [FILE...]` opens a project, or
// makes a new one of media files.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTimer>
#include <QTranslator>

#include "app/devices/render_devices.h"
#include "app/scripting/script_host.h"
#include "engine/base/log.h"
#include "gpu/vulkan/vulkan_presenter.h"
#include "ui/delivery.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"

using namespace tandem;

// How the viewer's picture comes to the screen: by a swapchain of the device that renders where that is a GPU, else
// painted as the rest of the window is. TANDEM_VIEWER=raster or swapchain says which (the latter also by a device of
// its own, and by software).
class ViewerWay {
  public:
    ViewerWay() : asked_(qgetenv("TANDEM_VIEWER")) {
        const QString platform = QGuiApplication::platformName();
        native_ =
            asked_ != "raster" && (platform == QStringLiteral("xcb") || platform.startsWith(QStringLiteral("wayland")));
    }
    bool native() const { return native_; }
    // `of_renderer`: none where it cannot.
    std::shared_ptr<PicturePresenter> presenter(std::shared_ptr<PicturePresenter> of_renderer) const {
        const bool forced = asked_ == "swapchain";
        if (of_renderer && (forced || !of_renderer->software())) return of_renderer;
        if (!forced) return nullptr;
        auto own = native_ ? make_vulkan_presenter({})
                           : fail(ErrorCode::unavailable, "this display is neither X11 nor Wayland");
        if (own) return std::move(*own);
        log(LogLevel::warning, "the viewer has no swapchain: " + own.error().text());
        return nullptr;
    }

  private:
    QByteArray asked_;
    bool native_ = false;
};

struct OpenedViewer {
    std::unique_ptr<FrameRenderer> renderer;
    std::shared_ptr<PicturePresenter> presenter;
};

static Result<OpenedViewer> open_viewer(const std::string& device) {
    const ViewerWay way;
    auto first = std::make_shared<std::shared_ptr<PicturePresenter>>();
    app::DeviceRequest request{device, 0, [](const std::string& text) { log(LogLevel::warning, text); }};
    if (way.native())
        request.presents = [first](std::shared_ptr<PicturePresenter> presenter) {
            if (!*first) *first = std::move(presenter);
        };
    auto opened = TRY(app::open_devices(request, app::OpenDevices::one, KernelWait::stand_in));
    return OpenedViewer{std::move(opened.front()), way.presenter(std::exchange(*first, nullptr))};
}

int main(int argc, char** argv) {
    QCoreApplication::setOrganizationName(QStringLiteral("tandem"));
    QCoreApplication::setApplicationName(QStringLiteral("tandem"));
    QCoreApplication::setApplicationVersion(QStringLiteral(TANDEM_VERSION));
    // The viewer's native window does not make its neighbours native.
    QCoreApplication::setAttribute(Qt::AA_DontCreateNativeWidgetSiblings);
    QApplication application(argc, argv);
    QGuiApplication::setDesktopFileName(QStringLiteral("tandem-studio"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Tandem, the audio-video workstation"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({QStringLiteral("device"), QStringLiteral("Render device: auto, cpu, vulkan[:N], opencl[:N]"),
                      QStringLiteral("DEVICE"), QStringLiteral("auto")});
    parser.addOption({QStringLiteral("audio"), QStringLiteral("Sound device: default, null, or a name"),
                      QStringLiteral("DEVICE"), QStringLiteral("default")});
    parser.addOption({QStringLiteral("language"), QStringLiteral("en or ko"), QStringLiteral("LANGUAGE")});
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("A project, a timeline, or media files"),
                                 QStringLiteral("[FILE...]"));
    parser.process(application);

    QString language = parser.value(QStringLiteral("language"));
    if (language.isEmpty()) language = QSettings().value(QStringLiteral("language")).toString();
    if (language.isEmpty()) language = QLocale::system().name().left(2);
    QTranslator translator;
    // The file dialogs' own words.
    QTranslator dialogs;
    if (language == QStringLiteral("ko") &&
        dialogs.load(QStringLiteral("qtbase_ko"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&dialogs);
    if (language == QStringLiteral("ko") && translator.load(QStringLiteral(":/translations/ko.qm"))) {
        QCoreApplication::installTranslator(&translator);
        ui::setSpeaksKorean(true);
    } else if (translator.load(QStringLiteral(":/translations/en.qm"))) {
        QCoreApplication::installTranslator(&translator); // plural forms
    }
    ui::setHighContrast(QSettings().value(QStringLiteral("high_contrast")).toBool());
    ui::applyTheme();

    const std::string device = parser.value(QStringLiteral("device")).toStdString();
    auto viewer = open_viewer(device);
    if (!viewer) {
        std::fprintf(stderr, "tandem-studio: %s\n", viewer.error().text().c_str());
        return exit_code(viewer.error().code);
    }
    ui::StudioServices services;
    services.viewerRenderer = std::move(viewer->renderer);
    services.openRenderers = [device] {
        return app::open_devices({device, 0, [](const std::string& text) { log(LogLevel::warning, text); }},
                                 app::OpenDevices::every, KernelWait::wait);
    };
    services.openScopes = [device] {
        return app::open_scopes({device, 1, [](const std::string& text) { log(LogLevel::warning, text); }});
    };
    services.audioDevice = parser.value(QStringLiteral("audio")).toStdString();
    services.version = TANDEM_VERSION;
    const QString sample = QStringLiteral(TANDEM_SOURCE_DIR "/demo/film.tandem");
    if (QFileInfo::exists(sample)) services.sampleProject = sample.toStdString();

    ui::MainWindow window(std::move(services));
    window.delivery()->setScriptRunner(
        [](const Project& project, const Sequence& sequence, const std::string& path, const std::atomic<bool>& cancel) {
            // Scripts of the window may compute and answer, nothing else.
            return app::run_delivery_script(project, sequence, path, {}, cancel);
        });
    window.setPresenter(std::move(viewer->presenter));
    window.show();
    const QStringList files = parser.positionalArguments();
    QTimer::singleShot(0, &window, [&] {
        if (files.isEmpty()) return;
        const QString suffix = QFileInfo(files[0]).suffix().toLower();
        if (suffix == QStringLiteral("tandem") || suffix == QStringLiteral("otio"))
            window.studio().openProject(QFileInfo(files[0]).absoluteFilePath());
        else
            window.studio().importFiles(files);
    });
    return QApplication::exec();
}
