// PictureHandles: the handles of what is edited on the picture (Studio::onPicture). Main thread.
#pragma once

#include "ui/panels/crop_handles.h"
#include "ui/panels/mask_handles.h"
#include "ui/panels/place_handles.h"

namespace tandem::ui {

class PictureHandles {
  public:
    explicit PictureHandles(Studio& studio) : mask_(studio), crop_(studio), place_(studio) {}

    // Those that there is something for: a mask or crop that is not there leaves the place.
    PictureTool& tool(QRectF box) {
        if (mask_.there(box)) return mask_;
        if (crop_.there(box)) return crop_;
        return place_;
    }
    const PlaceHandles& place() const { return place_; }

  private:
    MaskHandles mask_;
    CropHandles crop_;
    PlaceHandles place_;
};

} // namespace tandem::ui
