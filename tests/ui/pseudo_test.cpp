// Long words: every text of the window made 40 % longer, as translations may be; no control may cut its own off.
#include <QLabel>
#include <QTranslator>

#include "tests/ui/editor.h"
#include "ui/controls/buttons.h"

using namespace tandem;
using namespace tandem::test;

namespace {

class Longer : public QTranslator {
  public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* source, const char*, int) const override {
        const QString text = QString::fromUtf8(source);
        return text + QString(std::max(1, static_cast<int>(text.size()) * 2 / 5), u'~');
    }
};

} // namespace

TEST_CASE("words that are 40 % longer are not cut off in any workspace") {
    Longer longer;
    QCoreApplication::installTranslator(&longer);
    {
        Editor e;
        e.window().resize(1920, 1080);
        e.studio().newProject();
        e.importAll({Editor::film(1)});
        e.studio().selectMedia(e.studio().project()->media[0]->id);
        REQUIRE(e.trigger("append"));
        for (const char* workspace : {"workspace_cut", "workspace_sound", "workspace_colour", "workspace_deliver"}) {
            REQUIRE(e.trigger(workspace));
            QTest::qWait(30);
            std::string cut;
            for (QWidget* w : e.window().findChildren<QWidget*>()) {
                if (!w->isVisible()) continue;
                auto label = qobject_cast<QLabel*>(w);
                const bool button = qobject_cast<ui::TextButton*>(w) || qobject_cast<ui::ChoiceRow*>(w);
                if (!button && !(label && !label->wordWrap() && !label->text().isEmpty())) continue;
                // Rows of words shorten their own, to a degree.
                const double part = qobject_cast<ui::ChoiceRow*>(w) ? 0.75 : 1;
                if (w->width() + 1 >= w->sizeHint().width() * part) continue;
                cut += std::string(w->metaObject()->className()) + " “" +
                       (label ? label->text() : w->accessibleName()).toStdString() +
                       "”: " + std::to_string(w->width()) + " of " + std::to_string(w->sizeHint().width()) + "\n";
            }
            CHECK_MESSAGE(cut.empty(), workspace << ":\n" << cut);
        }
    }
    QCoreApplication::removeTranslator(&longer);
}
