-- A talk in two forms: the film at -14 LUFS with chapters, poster and subtitles, and the sound alone for podcasts at
-- -16 LUFS, as its places of delivery ask.
--   tandem deliver talk.tandem podcast_and_film.lua -o out
local m = tandem.matrix()
local sidecars = {{kind = "poster", at = "25%", size = {1280, 720}, maxBytes = 2000000}}
if #tandem.timeline:chapters() > 0 then table.insert(sidecars, {kind = "chapters"}) end
if #tandem.timeline.locales > 0 then table.insert(sidecars, {kind = "srt"}) end

m:add{id = "film", preset = "web.youtube-1080p", audio = {lufs = -14, tp = -1}, sidecars = sidecars}
m:add{id = "podcast", preset = "audio.mp3-podcast", audio = {lufs = -16, tp = -1}, name = "{project}_podcast.{ext}"}
return m
