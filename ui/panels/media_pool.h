// MediaPool: what the project has, as a grid or a list: search, bins, hover scrub, import, relink. Main thread.
#pragma once

#include <QLineEdit>
#include <QScrollArea>

#include "ui/controls/buttons.h"
#include "ui/panels/panel.h"
#include "ui/studio.h"

class QStackedLayout;

namespace tandem::ui {

// The items themselves, painted; the pool scrolls it.
class MediaItems : public QWidget, public PaintedParts {
    Q_OBJECT
  public:
    MediaItems(Studio& studio, QWidget* parent);
    void setFilter(const QString& text);
    void setBin(BinId bin);
    void setGrid(bool grid);
    bool grid() const { return grid_; }
    BinId bin() const { return bin_; }
    int shown() const { return static_cast<int>(items_.size()); }
    std::vector<MediaId> selected() const { return {selected_.begin(), selected_.end()}; }
    void refresh();
    QAccessible::Role partsRole() const override { return QAccessible::List; }
    QAccessible::Role partRole() const override { return QAccessible::ListItem; }
    int partCount() const override { return shown(); }
    PaintedPart part(int index) const override;
    void pressPart(int index) override { choose(index, {}); }

  Q_SIGNALS:
    void binAsked(tandem::BinId bin);
    void relinkAsked(tandem::MediaId media);

  protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;
    void mousePressEvent(QMouseEvent*) override;
    void mouseMoveEvent(QMouseEvent*) override;
    void mouseDoubleClickEvent(QMouseEvent*) override;
    void leaveEvent(QEvent*) override;
    void keyPressEvent(QKeyEvent*) override;
    void contextMenuEvent(QContextMenuEvent*) override;

  private:
    struct Item {
        MediaId media; // 0 = a bin
        BinId bin;
        QString name;
        int uses = 0;
        friend bool operator==(const Item&, const Item&) = default;
    };
    // What else the last repaint was asked for.
    struct Shown {
        Chunked<Ref<Media>> media;
        FrameRate rate; // lengths of sounds are told in it
        friend bool operator==(const Shown&, const Shown&) = default;
    };
    QRect boxOf(size_t index) const;
    int indexAt(QPoint at) const;
    void layOut();
    void paintCard(QPainter& p, const Item& item, QRect box);
    void paintRow(QPainter& p, const Item& item, QRect box);
    void paintPicture(QPainter& p, const Media& media, QRectF box, double scrub);
    void choose(int index, Qt::KeyboardModifiers modifiers);
    void viewSource(MediaId media);

    Studio& studio_;
    QString filter_;
    BinId bin_;
    bool grid_ = true;
    std::vector<Item> items_;
    Shown shownLast_;
    std::set<MediaId> selected_;
    int current_ = -1, hovered_ = -1;
    double scrub_ = 0;
    QPoint pressed_;
};

class MediaPool : public QWidget {
    Q_OBJECT
  public:
    explicit MediaPool(Studio& studio, QWidget* parent = nullptr);
    void import();                          // asks for files
    void relink();                          // asks for a folder where offline media lie now
    void relinkFrom(const QString& folder); // all that is found there, one undo step
    void focusSearch();
    void setGrid(bool grid);

  protected:
    void dragEnterEvent(QDragEnterEvent*) override;
    void dropEvent(QDropEvent*) override;

  private:
    void refresh();
    void setBin(BinId bin);
    Studio& studio_;
    Ref<Project> shown_; // held, as an address alone may come again
    QLineEdit* search_;
    IconButton *gridButton_, *listButton_;
    QLabel* where_;
    TextButton* offline_;
    MediaItems* items_;
    QWidget* empty_;
    EmptyNote* nothing_;
    QScrollArea* scroll_;
};

} // namespace tandem::ui

Q_DECLARE_METATYPE(tandem::BinId)
Q_DECLARE_METATYPE(tandem::MediaId)
