-- The demo film: 24 seconds cut to music at 100 beats a minute (a bar is 2.4 s). Run by make_demo on a project whose
-- media pool holds coast, city, galaxy, music, voice and logo.

local function first(made) return type(made) == "table" and made[1] or made end
local function sec(s) return tandem.time(s + 0.0) end

-- The new project laid everything in a row; the film starts from nothing.
local all = {}
for _, clip in ipairs(tandem.clips()) do all[#all + 1] = clip.id end
tandem.remove_clips{ clips = all }
while #tandem.clips() > 0 do tandem.remove_clips{ clips = { tandem.clips()[1].id } } end

tandem.add_track{ kind = "picture", name = "V2" }
tandem.add_track{ kind = "picture", name = "V3" }
tandem.add_track{ kind = "sound", name = "Music" }
tandem.add_track{ kind = "sound", name = "Voice" }
tandem.add_track{ kind = "subtitle", name = "Korean" }
tandem.set_track{ track = "Korean", language = "ko" }

-- Main layer: coast, city, galaxy, with half a second of handle at every cut.
local function main(media, at, source_in, length)
    return first(tandem.overwrite{ media = media, track = "V1", sound_track = "A1", at = sec(at), ["in"] = sec(source_in),
                                   length = sec(length) })
end
local coast = main("coast.mp4", 0.0, 0.3, 9.6)
local city = main("city.mp4", 9.6, 0.6, 7.2)
local galaxy = main("galaxy.mp4", 16.8, 0.6, 7.2)

tandem.set_transition{ clip = city, kind = "dissolve", length = sec(1.0) }
tandem.set_transition{ clip = galaxy, kind = "wipe_diagonal", length = sec(0.8), softness = 0.35 }
tandem.set_fades{ clip = coast, fade_in = sec(0.8) }
tandem.set_fades{ clip = galaxy, fade_out = sec(1.2) }

-- Grade: one look for the day, a colder night, a little more light for the stars.
tandem.add_effect{ clip = coast, effect = "exposure", params = { stops = 0.25 } }
tandem.add_effect{ clip = coast, effect = "lut3d", params = { mix = 0.85 }, texts = { path = "media/look.cube" } }
tandem.add_effect{ clip = city, effect = "contrast", params = { amount = 1.08 } }
tandem.add_effect{ clip = city, effect = "saturation", params = { amount = 1.25 } }
tandem.add_effect{ clip = city, effect = "lift_gamma_gain", params = { lift_b = 0.012, gain_r = 0.97, gain_b = 1.05 } }
tandem.add_effect{ clip = galaxy, effect = "exposure", params = { stops = 0.35 } }

-- A slow push in on the coast.
local push = tandem.add_effect{ clip = coast, effect = "transform", params = { filter = "bicubic" } }
for _, axis in ipairs{ "scale_x", "scale_y" } do
    tandem.set_key{ clip = coast, effect = push, param = axis, at = sec(0.0), value = 1.0 }
    tandem.set_key{ clip = coast, effect = push, param = axis, at = sec(9.6), value = 1.09 }
end

-- Picture in picture over the city: the stars to come, turned by five degrees.
local pip = first(tandem.overwrite{ media = "galaxy.mp4", what = "picture", track = "V2", at = sec(12.0), ["in"] = sec(4.4),
                                    length = sec(3.6), name = "Stars to come" })
tandem.add_effect{ clip = pip, effect = "transform",
                   params = { x = 350, y = -165, scale_x = 0.35, scale_y = 0.35, rotation = 5 } }
tandem.add_effect{ clip = pip, effect = "composite", params = { opacity = 0.92 } }
tandem.set_fades{ clip = pip, fade_in = sec(0.5), fade_out = sec(0.5) }

-- Titles.
local title = first(tandem.overwrite{ generator = "title", text = "TANDEM", track = "V2", at = sec(1.2), length = sec(4.8) })
for param, value in pairs{ size = 0.17, y = 0.36, bold = 1, shadow = 0.03 } do
    tandem.set_param{ clip = title, param = param, value = value }
end
tandem.set_fades{ clip = title, fade_in = sec(0.9), fade_out = sec(0.9) }
local sub = first(tandem.overwrite{ generator = "title", text = "picture and sound, edited together", track = "V3",
                                    at = sec(2.1), length = sec(3.9) })
for param, value in pairs{ size = 0.045, y = 0.475, shadow = 0.05 } do tandem.set_param{ clip = sub, param = param, value = value } end
tandem.set_fades{ clip = sub, fade_in = sec(0.9), fade_out = sec(0.9) }
local last = first(tandem.overwrite{ generator = "title", text = "one piece", track = "V2", at = sec(20.0), length = sec(4.0) })
for param, value in pairs{ size = 0.10, y = 0.5, italic = 1, shadow = 0.04 } do
    tandem.set_param{ clip = last, param = param, value = value }
end
tandem.set_fades{ clip = last, fade_in = sec(1.0), fade_out = sec(1.2) }

-- The logo, still with alpha, from the first cut to the end.
local logo = first(tandem.overwrite{ media = "logo.png", track = "V3", at = sec(9.6), length = sec(14.4) })
tandem.add_effect{ clip = logo, effect = "transform",
                   params = { fit = "none", x = -545, y = -295, scale_x = 0.34, scale_y = 0.34 } }
tandem.add_effect{ clip = logo, effect = "composite", params = { opacity = 0.85 } }
tandem.set_fades{ clip = logo, fade_in = sec(1.0), fade_out = sec(1.2) }

-- What the Korean deliverable shows instead.
tandem.set_text{ clip = sub, locale = "ko", text = "그림과 소리를 한자리에서" }
tandem.set_text{ clip = last, locale = "ko", text = "하나의 작품" }

-- Korean subtitles.
for _, cue in ipairs{
    { 2.2, 2.6, "그림과 소리를 함께 다듬습니다." },
    { 6.2, 3.0, "해가 뜨고, 바다가 숨을 쉽니다." },
    { 11.0, 3.4, "밤이 오면 도시가 깨어나고," },
    { 17.6, 3.6, "별들은 천천히 제자리를 돕니다." },
} do
    tandem.add_subtitle{ track = "Korean", at = sec(cue[1]), length = sec(cue[2]), text = cue[3] }
end

-- Sound: music ducks under the voice by itself and swells with the city by automation; the places' own sound stays low
-- and crosses over with the picture; voice and places share one room.
local music = first(tandem.overwrite{ media = "music.wav", sound_track = "Music", at = 0, length = sec(24.0) })
tandem.set_fades{ clip = music, fade_out = sec(0.6) }
local voice = first(tandem.overwrite{ media = "voice.wav", sound_track = "Voice", at = sec(2.2) })

local room = tandem.add_bus{ name = "Room" }
tandem.add_effect{ bus = room, effect = "reverb", params = { decay = 1.6, pre_delay = 0.02, damping = 5200, mix = 1.0 } }
tandem.set_strip{ bus = room, gain_db = -6 }

tandem.set_strip{ track = "Voice", gain_db = -6.5, pan = -0.1 }
tandem.add_effect{ track = "Voice", effect = "eq",
                   params = { band1_type = "low_cut_24", band1_frequency = 90, band3_type = "bell", band3_frequency = 300,
                              band3_gain_db = -3.4, band3_q = 1.2, band6_type = "bell", band6_frequency = 3500,
                              band6_gain_db = 3.2, band6_q = 1.0, band7_type = "high_shelf", band7_frequency = 9000,
                              band7_gain_db = 2.0 } }
tandem.add_effect{ track = "Voice", effect = "compressor",
                   params = { threshold_db = -22, ratio = 3, attack = 0.008, release = 0.14, makeup_db = 2.5 } }
tandem.set_send{ track = "Voice", to = room, gain_db = -16 }

tandem.set_strip{ track = "A1", gain_db = -13 }
tandem.add_effect{ track = "A1", effect = "eq", params = { band1_type = "low_cut", band1_frequency = 70 } }
tandem.add_effect{ track = "A1", effect = "utility", params = { width = 1.25 } }
tandem.set_send{ track = "A1", to = room, gain_db = -18 }

local duck = tandem.add_effect{ track = "Music", effect = "ducker",
                                params = { threshold_db = -42, depth_db = 6, attack = 0.12, hold = 0.5, release = 0.8 } }
tandem.set_key_source{ track = "Music", effect = duck, key_track = "Voice" }
tandem.add_effect{ track = "Music", effect = "eq", params = { band5_type = "bell", band5_frequency = 2800, band5_gain_db = -2.0, band5_q = 0.9 } }
for _, key in ipairs{ { 0.0, -4 }, { 8.4, -4 }, { 9.6, -2 }, { 24.0, -2 } } do
    tandem.set_key{ track = "Music", param = "gain_db", at = sec(key[1]), value = key[2] }
end

-- The master: about -16 LUFS, peaks below -1.5 dBTP.
tandem.add_effect{ effect = "compressor",
                   params = { threshold_db = -16, ratio = 1.6, knee_db = 10, attack = 0.03, release = 0.25, makeup_db = 6.3 } }
tandem.add_effect{ effect = "limiter", params = { ceiling_db = -1.5 } }
local place = {}
for _, clip in ipairs(tandem.clips("A1")) do place[#place + 1] = clip.id end
for i = 2, #place do tandem.set_transition{ clip = place[i], kind = "crossfade_equal_power", length = sec(0.8) } end

for _, chapter in ipairs{ { 0.0, "Coast" }, { 9.6, "City" }, { 16.8, "Stars" } } do
    tandem.add_marker{ at = sec(chapter[1]), kind = "chapter", name = chapter[2] }
end

-- Names as one reads them in the track heads.
for old, new in pairs{ V1 = "Picture", V2 = "Titles", V3 = "Logo", A1 = "Places" } do tandem.set_track{ track = old, name = new } end
