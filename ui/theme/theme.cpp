// Fonts, icons, palette and style sheet trivia.
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QHash>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <memory>

// Outside all namespaces, as the macro declares a function.
static void initResources() { Q_INIT_RESOURCE(studio); }

namespace tandem::ui {

namespace {

bool g_korean = false;

class StudioStyle : public QProxyStyle {
  public:
    StudioStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
        switch (metric) {
        case PM_SplitterWidth:
            return 4;
        case PM_MenuBarItemSpacing:
            return 2;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
        }
    }
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override {
        if (hint == SH_MenuBar_AltKeyNavigation) return 0; // Alt alone belongs to the timeline
        if (hint == SH_ToolTip_WakeUpDelay) return 500;
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
};

constexpr const char* kSheet = R"(
QToolTip { background: #202024; color: #EDEDF0; border: 1px solid #35353B; padding: 4px 6px; }
QMenuBar { background: transparent; color: #B2B2BB; spacing: 0; }
QMenuBar::item { padding: 5px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: #2A2A2F; color: #EDEDF0; }
QMenu { background: #202024; color: #EDEDF0; border: 1px solid #35353B; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: #2F66D8; color: white; }
QMenu::item:disabled { color: #5E5E67; background: transparent; }
QMenu::separator { height: 1px; background: #2B2B30; margin: 4px 8px; }
QMenu::indicator { width: 12px; height: 12px; left: 6px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: #41414A; border-radius: 3px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: #6E6E79; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QLineEdit, QPlainTextEdit { background: #101012; color: #EDEDF0; border: 1px solid #2B2B30; border-radius: 4px; padding: 3px 7px;
  selection-background-color: #2F66D8; }
QLineEdit:focus, QPlainTextEdit:focus { border: 1px solid #5C92FF; }
QComboBox { background: #2A2A2F; color: #EDEDF0; border: 1px solid transparent; border-radius: 4px; padding: 3px 8px; min-height: 20px; }
QComboBox:hover { background: #35353B; }
QComboBox:focus { border: 1px solid #5C92FF; }
QComboBox::drop-down { border: 0; width: 18px; }
QComboBox::down-arrow { image: url(:/icons/combo_arrow.svg); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: #202024; color: #EDEDF0; border: 1px solid #35353B; outline: 0;
  selection-background-color: #2F66D8; selection-color: white; }
QSplitter::handle { background: transparent; }
QListView, QTreeView, QTableView { background: transparent; border: 0; outline: 0; color: #EDEDF0; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: #B2B2BB; border: 0; border-bottom: 1px solid #2B2B30; padding: 4px 8px; }
)";

} // namespace

static bool g_highContrast = false;
bool highContrast() { return g_highContrast; }
void setHighContrast(bool on) { g_highContrast = on; }

bool speaksKorean() { return g_korean; }
void setSpeaksKorean(bool korean) { g_korean = korean; }

QFont textFont(double px, int weight) {
    QFont f;
    f.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Sans CJK KR"), QStringLiteral("DejaVu Sans")});
    f.setPixelSize(static_cast<int>(std::lround(g_korean ? std::max(12.0, px) : px)));
    f.setWeight(static_cast<QFont::Weight>(weight));
    f.setHintingPreference(QFont::PreferNoHinting);
    return f;
}

void applyTheme() {
    initResources();
    qApp->setStyle(new StudioStyle);
    QPalette p;
    p.setColor(QPalette::Window, colour(token::canvas));
    p.setColor(QPalette::WindowText, colour(token::text));
    p.setColor(QPalette::Base, colour(token::panel));
    p.setColor(QPalette::AlternateBase, colour(token::raised));
    p.setColor(QPalette::Text, colour(token::text));
    p.setColor(QPalette::Button, colour(token::control));
    p.setColor(QPalette::ButtonText, colour(token::text));
    p.setColor(QPalette::BrightText, colour(token::error));
    p.setColor(QPalette::Highlight, colour(token::accentFill));
    p.setColor(QPalette::HighlightedText, Qt::white);
    p.setColor(QPalette::PlaceholderText, colour(token::text3));
    p.setColor(QPalette::ToolTipBase, colour(token::raised));
    p.setColor(QPalette::ToolTipText, colour(token::text));
    p.setColor(QPalette::Link, colour(token::accent));
    for (auto part : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, part, colour(token::textDis));
    qApp->setPalette(p);
    qApp->setFont(textFont(g_korean ? 13 : 12));
    qApp->setStyleSheet(QString::fromLatin1(kSheet));
}

static QSvgRenderer* renderer(const QString& name, QColor tint) {
    static QHash<QString, std::shared_ptr<QSvgRenderer>> kept;
    const QString key = name + tint.name(QColor::HexArgb);
    auto& slot = kept[key];
    if (!slot) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        QByteArray svg = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        svg.replace("currentColor", tint.name().toLatin1());
        slot = std::make_shared<QSvgRenderer>(svg);
    }
    return slot.get();
}

void drawIcon(QPainter& painter, const QString& name, QRectF box, QColor tint) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setOpacity(painter.opacity() * tint.alphaF());
    renderer(name, tint)->render(&painter, box);
    painter.restore();
}

QPixmap icon(const QString& name, int size, QColor tint, double devicePixelRatio) {
    QPixmap out(QSize(size, size) * devicePixelRatio);
    out.setDevicePixelRatio(devicePixelRatio);
    out.fill(Qt::transparent);
    QPainter p(&out);
    drawIcon(p, name, QRectF(0, 0, size, size), tint);
    return out;
}

QIcon appIcon() {
    QIcon out;
    for (int size : {16, 32, 64, 128, 256}) out.addPixmap(icon(QStringLiteral("logo"), size, Qt::white, 1));
    return out;
}

static double cell(const QFontMetricsF& metrics, QChar c) {
    return c.isDigit() || c == u'-' || c == u'+' || c == QChar(0x2212) ? metrics.horizontalAdvance(u'0') * 1.04
                                                                       : metrics.horizontalAdvance(c) + 0.5;
}

double fixedWidth(const QFontMetricsF& metrics, const QString& text) {
    double width = 0;
    for (QChar c : text) width += cell(metrics, c);
    return width;
}

double drawFixed(QPainter& painter, QPointF leftBaseline, const QString& text) {
    const QFontMetricsF metrics(painter.font());
    double x = leftBaseline.x();
    for (QChar c : text) {
        const double width = cell(metrics, c);
        painter.drawText(QPointF(x + (width - metrics.horizontalAdvance(c)) / 2, leftBaseline.y()), QString(c));
        x += width;
    }
    return x - leftBaseline.x();
}

void drawFocus(QPainter& painter, QRectF box, double radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour(token::accent), 2));
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius);
    painter.restore();
}

} // namespace tandem::ui
