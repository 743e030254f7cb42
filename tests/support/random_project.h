// Random valid projects for property tests: every field of the document takes other values than its default at times.
// Seeded, header-only; test threads only.
#pragma once

#include <random>

#include "tests/support/build_project.h"

namespace tandem::test {

class RandomProject {
  public:
    explicit RandomProject(uint32_t seed) : random_(seed) {}

    Ref<Project> make(int clips_per_track = 12) {
        Format f{.width = 640 + below(2000),
                 .height = 480 + below(1000),
                 .rate = pick<FrameRate>({{24, 1}, {25, 1}, {24000, 1001}, {30000, 1001}, {60000, 1001}, {60, 1}})};
        f.audio_rate = pick<int>({44100, 48000, 96000});
        f.blend_space = chance() ? BlendSpace::linear : BlendSpace::display;
        if (drop_frame_allowed(f.rate) && chance()) f.drop_frame = DropFrame::yes;
        f.start_frame = chance() ? 0 : below(100000);
        BuildProject b(f, text());
        b_ = &b;
        for (int i = 0; i < 5; ++i) media();
        b.project().bins.push_back({b.ids().make<BinId>(), {}, text(), extra()});
        b.project().bins.push_back({b.ids().make<BinId>(), b.project().bins[0].id, text()});
        b.add_track(TrackKind::picture, "V2");
        b.add_track(TrackKind::sound, "A2");
        b.add_track(TrackKind::subtitle, text());
        SequenceId inner = nested(f);
        for (const auto& t : std::vector<Ref<Track>>(b.sequence().tracks)) fill(*t, clips_per_track, inner);
        mixer();
        markers();
        b.sequence().extra = extra();
        b.project().extra = extra();
        return b.done();
    }

  private:
    int below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
    bool chance(int in = 2) { return below(in) == 0; }
    template<class T>
    T pick(std::initializer_list<T> list) {
        return list.begin()[below(static_cast<int>(list.size()))];
    }
    double real(double low, double high) {
        return low + (high - low) * (static_cast<double>(random_()) / 4294967295.0);
    }
    std::string text() {
        return pick<std::string>({"Interview", "B-roll \"2\"", "\xED\x95\x9C\xEA\xB5\xAD\xEC\x96\xB4", "a\\b\n\tc", "",
                                  "\xE9 raw", "line\x01", "x"});
    }
    Extra extra() {
        if (!chance(4)) return nullptr;
        return std::make_shared<const std::string>(
            pick<std::string>({R"({"x-note":"hi","x-list":[1,2.50,{"a":null}]})", R"({"newer_key":1e3})",
                               R"({"otio":{"metadata":{"fcp":{"k":true}}}})"}));
    }
    Time frames(int n) { return b_->sequence().format.rate.time_of(n); }

    void media() {
        Media m;
        m.name = text(), m.path = pick<std::string>({"/films/p/media/", "/films/p/", "/films/", "/elsewhere/"}) + "f" +
                                  std::to_string(below(100000)) + ".mov";
        m.duration = seconds(1000);
        if (chance()) m.fingerprint = {below(1000000), random_(), ~uint64_t{random_()}, random_()};
        if (chance()) {
            PictureStream p;
            p.index = below(3), p.width = 1920, p.height = 1080, p.rotation = pick<int>({0, 90, 180, 270});
            p.mirror = chance(), p.rate = {30000, 1001}, p.variable_rate = chance(), p.interlaced = chance();
            p.has_alpha = chance(), p.still = chance(), p.colour = chance() ? kRec709 : ColourTags{};
            p.start = chance() ? Time{below(1000)} : Time{};
            p.duration = m.duration, p.codec = "h264", p.format = "yuv420p", p.sar_num = 1 + below(2);
            m.pictures.push_back(p);
        }
        if (chance()) m.sounds.push_back({.index = 1, .rate = 44100, .channels = 6, .layout = "5.1(side)"});
        if (chance(3)) {
            m.image_sequence = true, m.sequence_first = below(2000), m.sequence_count = 1 + below(99);
            m.sequence_rate = {24000, 1001};
            m.path += "_%04d.png";
        }
        if (chance(3)) m.timecode = "01:00:00:00";
        if (chance(4)) m.override_colour = kRec709;
        m.extra = extra();
        media_.push_back(b_->add_media(std::move(m)));
    }

    Param param(const ParamSpec& s) {
        auto value = [&] {
            double v = real(s.min, s.max);
            return s.unit == Unit::choice || s.unit == Unit::toggle ? std::floor(v) : v;
        };
        Param p{chance() ? s.initial : value(), nullptr};
        if (!chance(4)) return p;
        Curve c;
        Time t{below(1000)};
        for (int i = 0, n = 1 + below(4); i < n; ++i) {
            Key k;
            k.time = t, k.value = value(), k.interpolation = static_cast<Interpolation>(below(3));
            if (chance()) k.in_time = {-below(1000)}, k.out_time = {below(1000)}, k.out_value = real(-1, 1);
            c.keys.push_back(k);
            t += Time{1 + below(100000000)};
        }
        p.curve = std::make_shared<const Curve>(c);
        return p;
    }
    Ref<Plugin> plugin() {
        Plugin p;
        p.uri = "urn:test:" + std::to_string(below(1000)), p.name = text();
        for (int i = below(4); i > 0; --i) p.set("port_" + std::to_string(below(9)), param(kPluginValue));
        p.process = static_cast<PluginProcess>(below(3));
        if (chance()) p.state = "a\tb\n" + text();
        p.extra = extra();
        return std::make_shared<const Plugin>(std::move(p));
    }
    Ref<Effect> effect(Domain domain) {
        EffectKind kind;
        do kind = static_cast<EffectKind>(below(static_cast<int>(EffectKind::count_)));
        while (spec(kind).domain != domain);
        Effect e = make_effect(kind, b_->ids().make<EffectId>());
        for (size_t i = 0; i < e.params.size(); ++i) e.params[i] = param(spec(kind).params[i]);
        if (kind == EffectKind::title)
            for (const char* locale : {"de", "ko", "pt-BR"})
                if (chance(5)) e.local.push_back({locale, 0, text()});
        for (auto& t : e.texts) t = kind == EffectKind::lut3d ? "/films/p/luts/a.cube" : text();
        e.enabled = !chance(4);
        if (kind == EffectKind::lv2) e.plugin = plugin();
        if (takes_mask(kind) && chance(3)) e.mask = mask();
        e.extra = extra();
        return std::make_shared<const Effect>(std::move(e));
    }

    Ref<Effect> mask() {
        Effect m = make_effect(EffectKind::mask, {});
        for (size_t i = 0; i < m.params.size(); ++i) m.params[i] = param(spec(m.kind).params[i]);
        m.texts[0] = pick<std::string>({"", "0,0 1,0 0.5,1", "0,0,-0.1,0.2,0.1,-0.2 1,0.5 0,1"});
        m.extra = extra();
        return std::make_shared<const Effect>(std::move(m));
    }

    SequenceId nested(const Format& f) {
        Sequence s;
        s.id = b_->ids().make<SequenceId>(), s.name = "Inner", s.format = f, s.mixer = default_mixer(2);
        Track t = make_track(TrackKind::picture, b_->ids().make<TrackId>(), "V1");
        Clip c{.id = b_->ids().make<ClipId>(), .content = MediaContent{media_[0]}, .length = seconds(60)};
        t.items = Chunked<Placement>{Placement{Time{}, std::make_shared<const Clip>(c)}};
        s.tracks.push_back(std::make_shared<const Track>(std::move(t)));
        b_->project().sequences.push_back(std::make_shared<const Sequence>(std::move(s)));
        return b_->project().sequences.back()->id;
    }

    void fill(Track t, int clips, SequenceId inner) {
        std::vector<Placement> items;
        Time at, free;
        bool sound = t.kind == TrackKind::sound;
        for (int i = 0; i < clips; ++i) {
            Clip c;
            c.id = b_->ids().make<ClipId>();
            bool gap = chance(3);
            if (gap) at += sound && chance() ? Time{1 + below(100000000)} : frames(1 + below(50));
            c.length = sound && chance() ? Time{1000 + below(900000000)} : frames(2 + below(200));
            c.name = text(), c.in = frames(below(500));
            if (t.kind == TrackKind::subtitle)
                c.content = SubtitleContent{"<i>" + text() + "</i>"};
            else if (chance(6))
                c.content = SequenceContent{inner};
            else if (!sound && chance(4))
                c.content = GeneratorContent{effect(Domain::generator)};
            else
                c.content = MediaContent{media_[static_cast<size_t>(below(5))], chance() ? -1 : below(2)};
            if (chance(4)) c.speed = {1 + below(3000), 1001};
            if (chance(8)) c.speed = {-1, 1};
            // Draws nothing, so that other values stay as they are.
            if (c.id.value % 5 == 0 && c.speed.normal() && t.kind != TrackKind::subtitle) {
                const auto n = static_cast<int>(c.id.value);
                Curve ramp{{{.time = frames(n % 7), .value = 0.5}, {.time = frames(20), .value = 1.5 + n % 3}}};
                if (n % 2) smooth_span(ramp.keys[0], ramp.keys[1]);
                c.speed_ramp = std::make_shared<const Curve>(std::move(ramp));
            }
            c.preserve_pitch = !chance(4), c.enabled = !chance(5);
            if (chance(4)) c.key_origin = frames(below(40));
            if (chance(4)) c.fade_in = {frames(1), static_cast<FadeShape>(below(3))};
            if (chance(4)) c.fade_out = {frames(1), static_cast<FadeShape>(below(3))};
            if (chance(4)) c.link = b_->ids().make<LinkId>();
            if (chance(4)) c.group = b_->ids().make<GroupId>();
            if (chance(4)) c.colour_label = "blue";
            if (t.kind != TrackKind::subtitle && chance()) {
                EffectStack stack;
                stack.effects.push_back(effect(sound ? Domain::sound : Domain::picture));
                if (chance(3))
                    stack.foreign.push_back(
                        {"Blur", std::make_shared<const std::string>(
                                     R"({"OTIO_SCHEMA":"Effect.1","effect_name":"Blur","metadata":{"v":1.0}})")});
                c.effects = std::make_shared<const EffectStack>(std::move(stack));
            }
            Time used;
            if (t.kind != TrackKind::subtitle && i > 0 && !gap && chance(3)) {
                Transition tr;
                tr.id = b_->ids().make<TransitionId>();
                tr.kind = sound ? TransitionKind::crossfade_linear : static_cast<TransitionKind>(below(13));
                tr.before = {std::min(free.ticks, frames(1).ticks)}, tr.after = {1 + below(1000)};
                tr.softness = real(0, 1), tr.red = real(0, 1), tr.extra = extra();
                used = tr.after;
                c.transition_in = std::make_shared<const Transition>(tr);
            }
            c.extra = extra();
            free = c.length - used;
            items.push_back({at, std::make_shared<const Clip>(c)});
            at += c.length;
        }
        t.items = Chunked<Placement>(items);
        t.enabled = sound || !chance(4), t.locked = chance(4), t.sync_lock = !chance(4);
        if (t.kind == TrackKind::subtitle) t.language = "ko";
        t.extra = extra();
        b_->set_track(std::move(t));
    }

    void mixer() {
        Mixer m = *b_->sequence().mixer;
        Strip s;
        s.gain_db = {-3.5, nullptr}, s.pan = {0.25, nullptr}, s.law = PanLaw::db4_5, s.mute = chance();
        s.solo = chance(), s.invert = chance(), s.inserts = {effect(Domain::sound)}, s.extra = extra();
        Effect ducker = make_effect(EffectKind::ducker, b_->ids().make<EffectId>());
        ducker.key = StripRef{.track = b_->a1()};
        if (chance()) s.inserts.push_back(std::make_shared<const Effect>(ducker));
        Bus bus{b_->ids().make<BusId>(), text(), std::make_shared<const Strip>(s), 2, extra()};
        m.buses.push_back(std::make_shared<const Bus>(bus));
        b_->sequence().mixer = std::make_shared<const Mixer>(m);
        Track t = b_->track(b_->a1());
        Strip own = *t.strip;
        own.output = bus.id;
        own.sends = {{.bus = bus.id, .gain_db = {-6, nullptr}, .point = SendPoint::pre_fader, .enabled = chance()}};
        t.strip = std::make_shared<const Strip>(own);
        b_->set_track(std::move(t));
    }
    void markers() {
        Time at;
        for (int i = 0; i < 5; ++i) {
            Marker m{b_->ids().make<MarkerId>(),
                     at,
                     frames(below(3)),
                     static_cast<MarkerKind>(below(3)),
                     text(),
                     text(),
                     "RED",
                     extra()};
            b_->sequence().markers.push_back(std::make_shared<const Marker>(m));
            at += frames(1 + below(100));
        }
    }

    std::mt19937 random_;
    BuildProject* b_ = nullptr;
    std::vector<MediaId> media_;
};

} // namespace tandem::test
