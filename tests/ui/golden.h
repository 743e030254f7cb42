// Golden pictures of the window: halved, with what differs from machine to machine painted over, compared in blocks, so
// that another edge of a letter passes and a panel that moved, vanished or changed does not.
#pragma once

#include <QImage>
#include <QRect>
#include <string>
#include <vector>

namespace tandem::test {

// Half the size of what was grabbed at scale 1; `masked` (of the grab) is one grey.
QImage golden_picture(const QImage& grab, const std::vector<QRect>& masked);

struct GoldenDifference {
    double worst = 0; // mean of a block's difference of any channel, 0..255; another size = 255
    QRect block;      // of the picture, where that is
};
// Blocks of 16 x 16.
GoldenDifference golden_difference(const QImage& a, const QImage& b);
inline constexpr double kGoldenTolerance = 12;

// tests/golden/window/NAME.png.
std::string golden_file(const std::string& name);
// With TANDEM_UPDATE=1.
bool golden_update();

} // namespace tandem::test
