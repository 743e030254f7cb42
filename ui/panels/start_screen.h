// StartScreen: what stands in the viewer's place while no project is open: new, open, the sample, recent projects, and
// what this computer offers. Main thread; sound devices are asked for on a thread of its own.
#pragma once

#include <QElapsedTimer>
#include <QImage>
#include <QScrollArea>
#include <thread>

class QBoxLayout;

namespace tandem::ui {

class Studio;

class StartScreen : public QScrollArea {
    Q_OBJECT
  public:
    StartScreen(Studio& studio, QWidget* parent);
    ~StartScreen() override;

  Q_SIGNALS:
    void openAsked();

  protected:
    void resizeEvent(QResizeEvent*) override;
    void showEvent(QShowEvent*) override;
    void keyPressEvent(QKeyEvent*) override;

  private:
    void buildCards(QBoxLayout* into);
    void refreshRecent();
    void refreshComputer();
    void askForSound();
    void keepPoster();
    void writePoster();

    Studio& studio_;
    QBoxLayout *page_ = nullptr, *cards_ = nullptr, *lower_ = nullptr, *recent_ = nullptr;
    class FactRow *graphics_ = nullptr, *sound_ = nullptr, *microphone_ = nullptr, *cache_ = nullptr;
    std::thread asking_;
    // Picture of the open project, kept for the list when it is closed.
    QImage poster_;
    QString posterPath_;
    QElapsedTimer posterAge_;
};

} // namespace tandem::ui
