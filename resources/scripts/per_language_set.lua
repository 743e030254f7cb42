-- One film for each language that the subtitle tracks have: subtitles as a file beside the film, and a second film with
-- them in the picture, for places that take no subtitle files. Without subtitles: the film once.
--   tandem deliver film.tandem per_language_set.lua -o out
local preset = "web.youtube-1080p"

local m = tandem.matrix()
for _, locale in ipairs(tandem.timeline.locales) do
  m:add{
    id = "film-" .. locale, preset = preset, locale = locale,
    sidecars = {{kind = "srt"}, {kind = "vtt"}},
    name = "{project}_" .. locale .. ".{ext}",
  }
  m:add{
    id = "burned-" .. locale, preset = preset, locale = locale,
    captions = {burn = true, track = "*"},
    name = "{project}_" .. locale .. "_subtitled.{ext}",
  }
end
if #tandem.timeline.locales == 0 then m:add{id = "film", preset = preset} end
return m
