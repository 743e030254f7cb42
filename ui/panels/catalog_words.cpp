// Words of the catalog. Its English ones are the keys of their translations, context "Catalog".
#include "ui/panels/catalog_words.h"

#include <QCoreApplication>

namespace tandem::ui {

static QString words(std::string_view english) {
    const QByteArray key(english.data(), static_cast<qsizetype>(english.size()));
    return QCoreApplication::translate("Catalog", key.constData());
}

QString effectName(EffectKind kind) { return words(spec(kind).label); }

QString effectShortName(EffectKind kind) {
    switch (kind) {
    case EffectKind::eq:
        return QCoreApplication::translate("Catalog", "EQ");
    case EffectKind::compressor:
        return QCoreApplication::translate("Catalog", "Comp");
    case EffectKind::de_esser:
        return QCoreApplication::translate("Catalog", "De-ess");
    case EffectKind::denoiser:
        return QCoreApplication::translate("Catalog", "Denoise");
    case EffectKind::ducker:
        return QCoreApplication::translate("Catalog", "Duck");
    case EffectKind::saturator:
        return QCoreApplication::translate("Catalog", "Satur.");
    case EffectKind::tone:
        return QCoreApplication::translate("Catalog", "Tone");
    default:
        return effectName(kind);
    }
}

QString paramName(const ParamSpec& param) { return words(param.label); }

QStringList choiceNames(const ParamSpec& param) {
    QStringList out;
    const QString all = QString::fromUtf8(param.choices.data(), static_cast<qsizetype>(param.choices.size()));
    for (QString word : all.split(u'|')) {
        word.replace(u'_', u' ');
        if (word == QStringLiteral("rms")) word = QStringLiteral("RMS");
        if (word.endsWith(QStringLiteral(" 24"))) word += QStringLiteral(" dB");
        if (!word.isEmpty()) word[0] = word[0].toUpper();
        out.push_back(QCoreApplication::translate("Catalog", word.toUtf8().constData()));
    }
    return out;
}

NumberField::Look numberLook(const ParamSpec& param) {
    NumberField::Look look{.min = param.min, .max = param.max, .step = (param.max - param.min) / 300, .suffix = {}};
    switch (param.unit) {
    case Unit::fraction:
        look.factor = 100, look.decimals = 0, look.suffix = QStringLiteral(" %"), look.step = 0.005;
        break;
    case Unit::percent:
        look.decimals = 0, look.suffix = QStringLiteral(" %"), look.step = 0.5;
        break;
    case Unit::stops:
        look.decimals = 2, look.suffix = QStringLiteral(" EV"), look.step = 0.02, look.signPlus = true;
        break;
    case Unit::kelvin:
        look.decimals = 0, look.suffix = QStringLiteral(" K"), look.step = 20;
        break;
    case Unit::degrees:
        look.decimals = 1, look.suffix = QStringLiteral("°"), look.step = 0.5;
        break;
    case Unit::pixels:
        look.decimals = 1, look.step = 1;
        break;
    case Unit::decibel:
        look.decimals = 1, look.suffix = QStringLiteral(" dB"), look.step = 0.1;
        break;
    case Unit::hertz:
        look.decimals = 0, look.suffix = QStringLiteral(" Hz"), look.kilo = true;
        look.step = param.max > 5000 ? 20 : 2;
        break;
    case Unit::seconds:
        if (param.max <= 5)
            look.factor = 1000, look.decimals = param.max <= 0.5 ? 1 : 0, look.suffix = QStringLiteral(" ms");
        else
            look.decimals = 2, look.suffix = QStringLiteral(" s");
        break;
    case Unit::nits:
        look.decimals = 0, look.suffix = QStringLiteral(" nit"), look.step = 2;
        break;
    case Unit::none:
        look.decimals = param.max - param.min > 200 ? 1 : 2;
        break;
    case Unit::choice:
    case Unit::toggle:
        look.decimals = 0, look.step = 1;
        break;
    }
    return look;
}

std::vector<EffectKind> stripEffects() {
    using enum EffectKind;
    return {eq,    compressor, gate,      de_esser, denoiser, limiter, ducker,
            delay, reverb,     saturator, gain,     pan,      utility, tone};
}

} // namespace tandem::ui
