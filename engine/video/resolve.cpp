// Decoding, slates and the corrections after decoding.
#include "engine/video/resolve.h"

#include <algorithm>

#include "engine/base/hash.h"
#include "engine/model/lookup.h"
#include "engine/video/colour_rules.h"
#include "engine/video/text_raster.h"

namespace tandem {

FrameResolver::FrameResolver(Ref<Project> project, DecodePool& pool, OnMissing on_missing, CancelFlag cancel)
    : project_(std::move(project)), pool_(pool), on_missing_(on_missing), cancel_(cancel) {}
FrameResolver::~FrameResolver() = default;

PictureRef with_colour(const PictureRef& picture, const ColourTags& colour) {
    if (picture->colour == colour) return picture;
    auto copy = std::make_shared<Picture>(*picture);
    copy->colour = colour;
    return copy;
}

void refit(FrameProgram& program, size_t index, const Picture& picture) {
    FrameSource& source = program.sources[index];
    bool resized =
        source.width > 0 && source.height > 0 && (source.width != picture.width || source.height != picture.height);
    double kx = resized ? static_cast<double>(picture.width) / source.width : 1;
    double ky = resized ? static_cast<double>(picture.height) / source.height : 1;
    bool alpha = info(picture.format).has_alpha;
    bool cleared = false;
    for (Op& op : program.ops) {
        if (op.code != OpCode::sample || op.source != static_cast<int16_t>(index)) continue;
        if (resized) {
            Geometry& g = program.geometry[static_cast<size_t>(op.geometry)];
            Affine& m = g.to_source;
            m = {m.a * kx, m.b * kx, m.c * kx, m.d * ky, m.e * ky, m.f * ky};
            g.crop = {g.crop[0] * kx, g.crop[1] * ky, g.crop[2] * kx, g.crop[3] * ky};
            if (op.filter == SampleFilter::nearest) op.filter = SampleFilter::bicubic;
        }
        if (alpha && op.opaque) op.opaque = false, cleared = true;
    }
    source.width = picture.width, source.height = picture.height;
    if (!cleared) return;
    // What was thought opaque lets the below shine through; every op that rests on it is told.
    for (Op& op : program.ops) {
        auto input_opaque = [&](int16_t v) { return v == kNoValue || program.ops[static_cast<size_t>(v)].opaque; };
        if (op.a != kNoValue && op.opaque && (!input_opaque(op.a) || !input_opaque(op.b))) op.opaque = false;
    }
}

Result<PictureRef> FrameResolver::slate(const std::string& name, int width, int height) {
    uint64_t key = Hasher{}.text(name).word(static_cast<uint64_t>(width)).word(static_cast<uint64_t>(height)).value();
    if (auto it = slates_.find(key); it != slates_.end()) return it->second;
    auto card = TRY(MutablePicture::make(PixelFormat::rgb24, width, height, kSrgbFull));
    // Diagonal bands that nobody takes for footage.
    int band = std::max(8, std::min(width, height) / 12);
    for (int y = 0; y < height; ++y) {
        uint8_t* row = card.row(0, y);
        for (int x = 0; x < width; ++x) {
            bool dark = ((x + y) / band) % 2 == 0;
            row[x * 3] = dark ? 60 : 78, row[x * 3 + 1] = dark ? 20 : 26, row[x * 3 + 2] = dark ? 24 : 30;
        }
    }
    if (!raster_) raster_ = std::make_unique<TextRaster>();
    TextStyle style;
    style.font = "sans-serif", style.size = std::max(8.0, std::min(width, height) * 0.08);
    style.outline = style.size * 0.05;
    style.margin_x = width / 20, style.margin_y = height / 20;
    IntRect at;
    auto text = raster_->draw("Media missing\n" + name, Markup::none, style, TextRaster::Flow::wrapped, 0, 0, width,
                              height, at);
    // Without a font the bands alone must do.
    if (text && *text) {
        for (int y = at.y0; y < at.y1; ++y) {
            const uint8_t* in = (*text)->data[0] + (y - at.y0) * (*text)->stride[0];
            uint8_t* out = card.row(0, y) + at.x0 * 3;
            for (int x = at.x0; x < at.x1; ++x, in += 4, out += 3)
                for (int c = 0; c < 3; ++c)
                    out[c] = static_cast<uint8_t>((in[c] * in[3] + out[c] * (255 - in[3]) + 127) / 255);
        }
    }
    card.header().identity = key | 1;
    return slates_[key] = std::move(card).publish();
}

Result<PictureRef> FrameResolver::media_picture(FrameSource& source, const Sequence& sequence, Time t,
                                                std::vector<FrameNote>* notes) {
    Ref<Media>& media = media_[source.media];
    if (!media) {
        const auto& all = project_->media;
        auto it = std::lower_bound(all.begin(), all.end(), source.media,
                                   [](const Ref<Media>& m, MediaId id) { return m->id < id; });
        if (it != all.end() && (*it)->id == source.media) media = *it;
    }
    FrameState state = FrameState::good;
    Result<PictureRef> got = media ? pool_.frame(media, source.stream, source.time, source.clip, &state, cancel_)
                                   : fail(ErrorCode::no_input, "the medium is not in the project");
    const Format& f = sequence.format;
    std::string clip_name = media ? media->name : "?";
    auto clip = [&] {
        if (auto place = find_clip(sequence, source.clip)) clip_name = place->placement->clip->name;
        return "clip \"" + clip_name + "\"";
    };
    auto timecode = [&] { return timecode_text(f.rate.frame_at(t) + f.start_frame, f.rate, f.drop_frame); };
    if (got) {
        if (state == FrameState::held && notes)
            notes->push_back({source.clip,
                              clip() + ": damaged frame of " + media->path +
                                  ", shown as far as it could be decoded or the one before it",
                              timecode()});
        ColourTags colour = complete_tags((*got)->colour, source.user, (*got)->width, (*got)->height, (*got)->format);
        source.colour = colour;
        PictureRef picture = with_colour(*got, colour);
        if (on_missing_ == OnMissing::hold) last_[source.clip] = picture;
        return picture;
    }
    const std::string& what = got.error().what;
    if (got.error().code == ErrorCode::cancelled) return got.error();
    if (on_missing_ == OnMissing::fail)
        return fail(got.error().code, what + " (" + clip() + " at " + timecode() + ")",
                    got.error().where.empty() && media ? media->path : got.error().where);
    if (on_missing_ == OnMissing::hold) {
        if (auto it = last_.find(source.clip); it != last_.end()) {
            if (notes) notes->push_back({source.clip, clip() + ": last good frame held: " + what, timecode()});
            source.colour = it->second->colour;
            return it->second;
        }
    }
    if (notes) notes->push_back({source.clip, clip() + ": slate shown: " + what, timecode()});
    source.colour = kSrgbFull;
    int width = source.width > 0 ? std::min(source.width, 4096) : f.width;
    int height = source.height > 0 ? std::min(source.height, 4096) : f.height;
    return slate(media ? media->name : clip_name, width, height);
}

Result<std::vector<PictureRef>> FrameResolver::resolve(FrameProgram& program, const Sequence& sequence, Time t,
                                                       std::vector<FrameNote>* notes) {
    std::vector<PictureRef> out;
    out.reserve(program.sources.size());
    for (size_t i = 0; i < program.sources.size(); ++i) {
        FrameSource& source = program.sources[i];
        PictureRef picture;
        switch (source.kind) {
        case SourceKind::media:
            picture = TRY(media_picture(source, sequence, t, notes));
            break;
        case SourceKind::raster:
            picture = source.raster;
            break;
        case SourceKind::slate:
            picture = TRY(slate(source.name, source.width, source.height));
            break;
        }
        VERIFY(picture);
        source.colour = read_as(picture->colour, program.value_transfer());
        if (!(picture->colour == source.colour)) picture = with_colour(picture, source.colour);
        refit(program, i, *picture);
        out.push_back(std::move(picture));
    }
    return out;
}

} // namespace tandem
