// Rows, ranges and words of the inspector.
#include "ui/panels/row_plan.h"

#include <QCoreApplication>

namespace tandem::ui {

static QString word(const QString& english) {
    return QCoreApplication::translate("Catalog", english.toUtf8().constData());
}

static QString english(const ParamSpec& p) {
    return QString::fromUtf8(p.label.data(), static_cast<qsizetype>(p.label.size()));
}

static bool colourPart(const ParamSpec& p, std::string_view name, char letter) {
    if (p.unit != Unit::fraction || p.min != 0 || p.max != 1) return false;
    return p.id.starts_with(name) || (p.id.size() > 2 && p.id[p.id.size() - 2] == '_' && p.id.back() == letter);
}

static bool ends(std::string_view id, char letter) {
    return id.back() == letter && (id.size() == 1 || id[id.size() - 2] == '_');
}

std::vector<RowPlan> planRows(EffectKind kind) {
    using Form = RowPlan::Form;
    const auto params = spec(kind).params;
    std::vector<RowPlan> out;
    const int n = static_cast<int>(params.size());
    auto at = [&](int i) -> const ParamSpec& { return params[static_cast<size_t>(i)]; };
    for (int i = 0; i < n; ++i) {
        const ParamSpec& p = at(i);
        if (i + 2 < n && colourPart(p, "red", 'r') && colourPart(at(i + 1), "green", 'g') &&
            colourPart(at(i + 2), "blue", 'b')) {
            RowPlan row{Form::colour, {i, i + 1, i + 2}, english(p).section(u' ', 0, -2)};
            if (row.label.isEmpty() || row.label == QStringLiteral("Key")) row.label = QStringLiteral("Colour");
            row.label = word(row.label);
            if (i + 3 < n && colourPart(at(i + 3), "alpha", 'a')) row.slots.push_back(i + 3);
            i = row.slots.back();
            out.push_back(std::move(row));
            continue;
        }
        const bool size = i + 1 < n && p.id == "width" && at(i + 1).id == "height";
        if (i + 1 < n && p.unit == at(i + 1).unit && ((ends(p.id, 'x') && ends(at(i + 1).id, 'y')) || size)) {
            const bool linked = p.id == "scale_x" || p.id == "sigma_x";
            const QString label = size ? QStringLiteral("Size") : english(p).section(u' ', 0, -2);
            out.push_back({linked ? Form::linked : Form::pair, {i, i + 1}, word(label)});
            ++i;
            continue;
        }
        if (kind == EffectKind::eq && i + 3 < n && p.unit == Unit::choice) {
            out.push_back({Form::band, {i, i + 1, i + 2, i + 3}, paramName(p)});
            i += 3;
            continue;
        }
        const Form form = p.unit == Unit::choice ? Form::choice : p.unit == Unit::toggle ? Form::toggle : Form::number;
        out.push_back({form, {i}, paramName(p)});
    }
    return out;
}

std::vector<int> allSlots(EffectKind kind) {
    std::vector<int> out;
    for (int i = 0; i < static_cast<int>(spec(kind).params.size()); ++i) out.push_back(i);
    return out;
}

ParamSpec sliderRange(EffectKind kind, const ParamSpec& param) {
    static constexpr struct {
        EffectKind kind;
        std::string_view begins; // the parameter's id
        double min, max;
    } kRanges[] = {
        {EffectKind::transform, "scale", 0, 2},
        {EffectKind::exposure, "stops", -4, 4},
        {EffectKind::contrast, "amount", 0, 2},
        {EffectKind::saturation, "amount", 0, 2},
        {EffectKind::lift_gamma_gain, "lift", -0.5, 0.5},
        {EffectKind::lift_gamma_gain, "gamma", 0.1, 1.9},
        {EffectKind::lift_gamma_gain, "gain", 0, 2},
        {EffectKind::log_wheels, "shadow", -0.5, 0.5},
        {EffectKind::log_wheels, "midtone", -0.5, 0.5},
        {EffectKind::log_wheels, "highlight", -0.5, 0.5},
        {EffectKind::log_wheels, "offset", -0.5, 0.5},
        {EffectKind::channel_mixer, "", -2, 2},
        {EffectKind::blur, "sigma", 0, 0.1},
        {EffectKind::sharpen, "amount", 0, 3},
        {EffectKind::sharpen, "radius", 0, 0.01},
        {EffectKind::sharpen, "threshold", 0, 0.5},
        {EffectKind::glow, "intensity", 0, 2},
        {EffectKind::glow, "radius", 0, 0.2},
        {EffectKind::glow, "threshold", 0, 2},
        {EffectKind::drop_shadow, "distance", 0, 0.1},
        {EffectKind::drop_shadow, "blur", 0, 0.1},
        {EffectKind::crop, "", 0, 0.5},
        {EffectKind::title, "size", 0.01, 0.4},
        {EffectKind::title, "outline_width", 0, 0.2},
        {EffectKind::title, "shadow", 0, 0.2},
        {EffectKind::mask, "feather", 0, 0.3},
    };
    ParamSpec out = param;
    if (param.unit == Unit::degrees && param.max > 360) out.min = -180, out.max = 180;
    for (const auto& r : kRanges)
        if (r.kind == kind && param.id.starts_with(r.begins)) {
            out.min = std::max(r.min, param.min), out.max = std::min(r.max, param.max);
            break;
        }
    return out;
}

NumberField::Look rowLook(EffectKind kind, const ParamSpec& param) {
    NumberField::Look look = numberLook(param);
    if (param.unit == Unit::fraction) {
        // The last place shown follows the part of the range that is used.
        const ParamSpec range = sliderRange(kind, param);
        const double span = range.max - range.min;
        look.step = span / 300;
        if (span <= 0.011)
            look.decimals = 2;
        else if (span <= 0.4)
            look.decimals = 1;
        if (ends(param.id, 'x') || ends(param.id, 'y'))
            look.decimals = kind == EffectKind::transform && !param.id.starts_with("anchor") ? 0 : 1, look.step = 0.002;
        if (param.id.starts_with("scale")) look.decimals = 1;
        if (kind == EffectKind::lift_gamma_gain || kind == EffectKind::log_wheels || kind == EffectKind::channel_mixer)
            look.factor = 1, look.decimals = 3, look.suffix.clear();
        if (kind == EffectKind::white_balance) look.suffix.clear(), look.signPlus = true, look.decimals = 0;
    }
    if (kind == EffectKind::pan) look.factor = 100, look.decimals = 0, look.signPlus = true, look.step = 0.01;
    return look;
}

QString effectIcon(EffectKind kind) {
    switch (kind) {
    case EffectKind::transform:
        return QStringLiteral("transform");
    case EffectKind::crop:
        return QStringLiteral("safe_areas");
    case EffectKind::composite:
        return QStringLiteral("layers");
    case EffectKind::blur:
    case EffectKind::sharpen:
    case EffectKind::glow:
    case EffectKind::chroma_key:
    case EffectKind::drop_shadow:
        return QStringLiteral("sparkles");
    case EffectKind::eq:
        return QStringLiteral("equaliser");
    case EffectKind::compressor:
    case EffectKind::limiter:
    case EffectKind::gate:
    case EffectKind::de_esser:
    case EffectKind::denoiser:
    case EffectKind::ducker:
        return QStringLiteral("dynamics");
    case EffectKind::title:
        return QStringLiteral("title");
    case EffectKind::solid:
    case EffectKind::gradient:
        return QStringLiteral("image");
    default:
        return spec(kind).domain == Domain::sound ? QStringLiteral("sound") : QStringLiteral("colour");
    }
}

QString effectHint(EffectKind kind) {
    static constexpr const char* kHints[] = {
        QT_TRANSLATE_NOOP("Catalog", "Position, scale, rotation"),
        QT_TRANSLATE_NOOP("Catalog", "Cuts the sides off"),
        QT_TRANSLATE_NOOP("Catalog", "Opacity and blend mode"),
        QT_TRANSLATE_NOOP("Catalog", "Brighter or darker, in stops"),
        QT_TRANSLATE_NOOP("Catalog", "Steeper or flatter about a pivot"),
        QT_TRANSLATE_NOOP("Catalog", "Stronger or weaker colours"),
        QT_TRANSLATE_NOOP("Catalog", "Warmer or cooler light"),
        QT_TRANSLATE_NOOP("Catalog", "Colour of dark, middle and light tones"),
        QT_TRANSLATE_NOOP("Catalog", "A look from a .cube file"),
        QT_TRANSLATE_NOOP("Catalog", "Fits bright HDR light into the picture"),
        QT_TRANSLATE_NOOP("Catalog", "Tone curves for all and each channel"),
        QT_TRANSLATE_NOOP("Catalog", "Changes single hues"),
        QT_TRANSLATE_NOOP("Catalog", "Wheels with soft ranges of tone"),
        QT_TRANSLATE_NOOP("Catalog", "Each channel mixed from all three"),
        QT_TRANSLATE_NOOP("Catalog", "Softens the picture"),
        QT_TRANSLATE_NOOP("Catalog", "Crisper edges"),
        QT_TRANSLATE_NOOP("Catalog", "Light that spreads"),
        QT_TRANSLATE_NOOP("Catalog", "Removes a green or blue screen"),
        QT_TRANSLATE_NOOP("Catalog", "A shadow below the clip"),
        QT_TRANSLATE_NOOP("Catalog", "Louder or quieter"),
        QT_TRANSLATE_NOOP("Catalog", "Left or right"),
        QT_TRANSLATE_NOOP("Catalog", "Eight bands of tone"),
        QT_TRANSLATE_NOOP("Catalog", "Evens out loud and quiet"),
        QT_TRANSLATE_NOOP("Catalog", "Never above a ceiling"),
        QT_TRANSLATE_NOOP("Catalog", "Silences what is below a threshold"),
        QT_TRANSLATE_NOOP("Catalog", "Softens sharp s sounds"),
        QT_TRANSLATE_NOOP("Catalog", "Turns down hiss, hum and fans"),
        QT_TRANSLATE_NOOP("Catalog", "Turns down while another sound speaks"),
        QT_TRANSLATE_NOOP("Catalog", "Echoes"),
        QT_TRANSLATE_NOOP("Catalog", "The sound of a room"),
        QT_TRANSLATE_NOOP("Catalog", "Warm distortion"),
        QT_TRANSLATE_NOOP("Catalog", "Gain, polarity, sides and width"),
        QT_TRANSLATE_NOOP("Catalog", "Test tones and noise"),
        QT_TRANSLATE_NOOP("Catalog", "A plug-in that is installed here"),
        QT_TRANSLATE_NOOP("Catalog", "One colour"),
        QT_TRANSLATE_NOOP("Catalog", "From one colour to another"),
        QT_TRANSLATE_NOOP("Catalog", "Text over the picture"),
        QT_TRANSLATE_NOOP("Catalog", "Where the effect acts"),
    };
    static_assert(std::size(kHints) == static_cast<size_t>(EffectKind::count_));
    return QCoreApplication::translate("Catalog", kHints[static_cast<size_t>(kind)]);
}

} // namespace tandem::ui
