// Making and comparing golden pictures.
#include "tests/ui/golden.h"

#include <QPainter>
#include <algorithm>
#include <cstdlib>

namespace tandem::test {

QImage golden_picture(const QImage& grab, const std::vector<QRect>& masked) {
    QImage all = grab.convertToFormat(QImage::Format_RGB32);
    all.setDevicePixelRatio(1);
    QPainter p(&all);
    for (const QRect& r : masked) p.fillRect(r, QColor(96, 96, 96));
    p.end();
    return all.scaled(all.width() / 2, all.height() / 2, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

GoldenDifference golden_difference(const QImage& a, const QImage& b) {
    if (a.size() != b.size()) return {255, a.rect()};
    constexpr int kBlock = 16;
    GoldenDifference out;
    for (int y = 0; y < a.height(); y += kBlock)
        for (int x = 0; x < a.width(); x += kBlock) {
            const QRect block = QRect(x, y, kBlock, kBlock) & a.rect();
            int64_t sum = 0;
            for (int j = block.top(); j <= block.bottom(); ++j)
                for (int i = block.left(); i <= block.right(); ++i) {
                    const QRgb p = a.pixel(i, j), q = b.pixel(i, j);
                    sum += std::max(
                        {std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
                }
            const double mean = static_cast<double>(sum) / (block.width() * block.height());
            if (mean > out.worst) out = {mean, block};
        }
    return out;
}

std::string golden_file(const std::string& name) { return TANDEM_SOURCE_DIR "/tests/golden/window/" + name + ".png"; }

bool golden_update() {
    const char* set = std::getenv("TANDEM_UPDATE");
    return set && *set == '1';
}

} // namespace tandem::test
