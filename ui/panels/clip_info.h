// ClipInfo: the inspector's page of facts: of the selected clip, its medium, and where its medium does not fit the
// sequence. Main thread.
#pragma once

#include <QWidget>

#include "ui/studio.h"

class QVBoxLayout;

namespace tandem::ui {

class ClipInfo : public QWidget {
    Q_OBJECT
  public:
    ClipInfo(Studio& studio, QWidget* parent);
    // None: facts of the medium alone.
    void show(ClipId clip, MediaId media);

  private:
    struct Group {
        QString title;
        std::vector<std::pair<QString, QString>> facts;
        QString note = {}; // amber
    };
    std::vector<Group> clipFacts(ClipId clip, MediaId& media) const;
    Group mediaFacts(const Media& media) const;
    Studio& studio_;
    QVBoxLayout* body_;
    QString shown_; // what it was built from
};

} // namespace tandem::ui
