// A tiny ASS script per text; libass' alpha bitmaps are laid over each other and made straight alpha.
#include "engine/video/text_raster.h"

#include <ass/ass.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <mutex>

#include "engine/base/hash.h"
#include "engine/base/log.h"

namespace tandem {

namespace {

// Follows a literal backslash so that libass sees no escape; has no width and no ink (U+2060).
constexpr const char* kWordJoiner = "\xE2\x81\xA0";

bool tag_at(const std::string& text, size_t i, size_t& length, std::string& ass) {
    size_t end = text.find('>', i);
    if (end == std::string::npos || end - i > 64) return false;
    std::string name = text.substr(i + 1, end - i - 1);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    bool off = !name.empty() && name[0] == '/';
    if (off) name.erase(0, 1);
    length = end - i + 1;
    if (name == "i" || name == "b" || name == "u") {
        ass = "{\\" + name + (off ? "0}" : "1}");
        return true;
    }
    ass.clear();
    return name.substr(0, 4) == "font";
}

std::string ass_colour(const Rgba8& c) {
    char buffer[16];
    // &HAABBGGRR with 0 = opaque.
    std::snprintf(buffer, sizeof buffer, "&H%02X%02X%02X%02X", 255 - c[3], c[2], c[1], c[0]);
    return buffer;
}

std::string font_name(std::string name) {
    std::erase_if(name, [](char c) { return c == ',' || c == '\n' || c == '\r'; });
    return name.empty() ? "sans-serif" : name;
}

std::string decimal(double v) {
    // No printf: the process locale may use a comma.
    auto hundredths = std::llround(v * 100);
    std::string text = std::to_string(std::abs(hundredths) / 100) + ".";
    auto rest = std::abs(hundredths) % 100;
    text += static_cast<char>('0' + rest / 10);
    text += static_cast<char>('0' + rest % 10);
    return hundredths < 0 ? "-" + text : text;
}

} // namespace

std::string ass_text(const std::string& text, Markup markup) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        size_t length = 0;
        std::string tag;
        if (markup == Markup::subtitle && c == '<' && tag_at(text, i, length, tag)) {
            out += tag;
            i += length - 1;
        } else if (c == '{' || c == '}') {
            out += '\\', out += c;
        } else if (c == '\\') {
            out += c, out += kWordJoiner;
        } else if (c == '\n') {
            out += "\\N";
        } else if (c == '\t') {
            out += ' ';
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            out += c;
        }
    }
    return out;
}

struct TextRaster::Impl {
    std::mutex mutex;
    ASS_Library* library = nullptr;
    ASS_Renderer* renderer = nullptr;
    std::string trouble; // last font message of libass

    ~Impl() {
        if (renderer) ass_renderer_done(renderer);
        if (library) ass_library_done(library);
    }
    Result<void> start() {
        if (renderer) return {};
        library = ass_library_init();
        if (!library) return fail(ErrorCode::internal, "libass cannot start");
        ass_set_message_cb(library, &Impl::message, this);
        ass_set_extract_fonts(library, 0);
        renderer = ass_renderer_init(library);
        if (!renderer) return fail(ErrorCode::internal, "libass cannot start a renderer");
        ass_set_fonts(renderer, nullptr, "sans-serif", ASS_FONTPROVIDER_AUTODETECT, nullptr, 1);
        ass_set_shaper(renderer, ASS_SHAPING_COMPLEX);
        return {};
    }
    static void message(int level, const char* format, va_list args, void* self) {
        if (level > 2) return;
        char text[512];
        std::vsnprintf(text, sizeof text, format, args);
        static_cast<Impl*>(self)->trouble = text;
        log(LogLevel::info, std::string("libass: ") + text);
    }
};

TextRaster::TextRaster() : impl_(std::make_unique<Impl>()) {}
TextRaster::~TextRaster() = default;

namespace {

std::string script(const std::string& event, const TextStyle& s, TextRaster::Flow flow, double x, double y, int width,
                   int height) {
    std::string t =
        "[Script Info]\nScriptType: v4.00+\nScaledBorderAndShadow: yes\nPlayResX: " + std::to_string(width) +
        "\nPlayResY: " + std::to_string(height);
    t += flow == TextRaster::Flow::anchored ? "\nWrapStyle: 2\n" : "\nWrapStyle: 0\n";
    t += "[V4+ Styles]\nFormat: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, "
         "Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, "
         "Alignment, MarginL, MarginR, MarginV, Encoding\n";
    Rgba8 shadow{0, 0, 0, static_cast<uint8_t>(s.fill[3] / 2)};
    t += "Style: T," + font_name(s.font) + "," + decimal(s.size) + "," + ass_colour(s.fill) + "," + ass_colour(s.fill) +
         "," + ass_colour(s.outline_colour) + "," + ass_colour(shadow) + "," + (s.bold ? "-1," : "0,") +
         (s.italic ? "-1," : "0,") + "0,0,100,100,0,0,1," + decimal(s.outline) + "," + decimal(s.shadow) + "," +
         std::to_string(s.alignment) + "," + std::to_string(s.margin_x) + "," + std::to_string(s.margin_x) + "," +
         std::to_string(s.margin_y) + ",1\n";
    t += "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";
    t += "Dialogue: 0,0:00:00.00,9:59:59.99,T,,0,0,0,,";
    if (flow == TextRaster::Flow::anchored) t += "{\\pos(" + decimal(x) + "," + decimal(y) + ")}";
    return t + event + "\n";
}

IntRect ink_of(const ASS_Image* image) {
    IntRect r;
    for (; image; image = image->next) {
        if (image->w <= 0 || image->h <= 0) continue;
        IntRect i{image->dst_x, image->dst_y, image->dst_x + image->w, image->dst_y + image->h};
        r = r.empty() ? i
                      : IntRect{std::min(r.x0, i.x0), std::min(r.y0, i.y0), std::max(r.x1, i.x1), std::max(r.y1, i.y1)};
    }
    return r;
}

void lay_over(std::vector<float>& canvas, const IntRect& ink, const ASS_Image& image) {
    auto width = static_cast<size_t>(ink.x1 - ink.x0);
    float a = static_cast<float>(255 - (image.color & 255)) / 255;
    std::array<float, 3> rgb{static_cast<float>(image.color >> 24 & 255), static_cast<float>(image.color >> 16 & 255),
                             static_cast<float>(image.color >> 8 & 255)};
    for (int y = 0; y < image.h; ++y) {
        const unsigned char* row = image.bitmap + static_cast<ptrdiff_t>(y) * image.stride;
        float* out =
            canvas.data() +
            (static_cast<size_t>(image.dst_y - ink.y0 + y) * width + static_cast<size_t>(image.dst_x - ink.x0)) * 4;
        for (int x = 0; x < image.w; ++x, out += 4) {
            float k = a * static_cast<float>(row[x]) / 255;
            if (k == 0) continue;
            for (size_t c = 0; c < 3; ++c) out[c] = out[c] * (1 - k) + rgb[c] * k;
            out[3] = out[3] * (1 - k) + k;
        }
    }
}

} // namespace

Result<PictureRef> TextRaster::draw(const std::string& text, Markup markup, const TextStyle& style, Flow flow, double x,
                                    double y, int width, int height, IntRect& place) {
    place = {};
    std::string event = ass_text(text, markup);
    if (event.find_first_not_of(" \\N") == std::string::npos) return PictureRef{};
    std::lock_guard lock(impl_->mutex);
    TRY_VOID(impl_->start());
    impl_->trouble.clear();
    std::string source = script(event, style, flow, x, y, width, height);
    ASS_Track* track = ass_read_memory(impl_->library, source.data(), source.size(), nullptr);
    if (!track) return fail(ErrorCode::internal, "libass refused a text");
    ass_set_frame_size(impl_->renderer, width, height);
    ASS_Image* images = ass_render_frame(impl_->renderer, track, 1000, nullptr);
    IntRect ink = ink_of(images);
    Result<PictureRef> result = PictureRef{};
    if (!ink.empty()) {
        auto w = static_cast<size_t>(ink.x1 - ink.x0), h = static_cast<size_t>(ink.y1 - ink.y0);
        std::vector<float> canvas(w * h * 4);
        for (ASS_Image* i = images; i; i = i->next)
            if (i->w > 0 && i->h > 0) lay_over(canvas, ink, *i);
        auto made = MutablePicture::make(PixelFormat::rgba, static_cast<int>(w), static_cast<int>(h), kSrgbFull);
        if (made) {
            Hasher hash;
            hash.text(source);
            for (size_t row = 0; row < h; ++row) {
                uint8_t* out = made->row(0, static_cast<int>(row));
                const float* in = canvas.data() + row * w * 4;
                for (size_t i = 0; i < w * 4; ++i) {
                    float alpha = in[i | 3];
                    float v = (i & 3) == 3 ? alpha * 255 : alpha > 0 ? in[i] / alpha : 0;
                    out[i] = static_cast<uint8_t>(std::lround(std::clamp(v, 0.0f, 255.0f)));
                }
            }
            made->header().identity = hash.value() | 1;
            place = ink;
            result = std::move(*made).publish();
        } else {
            result = std::move(made).error();
        }
    } else if (impl_->trouble.find("font") != std::string::npos) {
        result = fail(ErrorCode::unavailable, "no font could be found for a text (" + impl_->trouble +
                                                  "); install a font, fonts-noto-cjk has all of CJK");
    }
    ass_free_track(track);
    return result;
}

} // namespace tandem
