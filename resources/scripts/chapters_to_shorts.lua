-- Short upright films from chapters: each chapter of at most a minute, and each marker range whose name begins with
-- "short", becomes a 1080x1920 film that fills the frame. Longer chapters are left out.
--   tandem deliver film.tandem chapters_to_shorts.lua -o shorts
local longest = 60

local m = tandem.matrix()
local function add(range, index, kind)
  if range.duration > longest then return end
  m:add{
    id = kind .. "-" .. index,
    preset = "social.vertical-1080",
    range = range,
    canvas = {size = {1080, 1920}, reframe = {mode = "fill", x = 0.5, y = 0.5}},
    name = "{project}_" .. kind .. string.format("_%02d", index) .. ".{ext}",
  }
end
for i, chapter in ipairs(tandem.timeline:chapters()) do add(chapter, i, "chapter") end
for i, range in ipairs(tandem.timeline:ranges("short")) do add(range, i, "short") end
return m
