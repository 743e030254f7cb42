-- One timeline for three places: wide, upright and square. The wide picture is cropped around the place that is set here,
-- from 0 (left, top) to 1; a film that has the shape already is not cropped.
--   tandem deliver film.tandem vertical_and_square.lua -o out
local x, y = 0.5, 0.5

local m = tandem.matrix()
local shapes = {
  {id = "wide", preset = "web.youtube-1080p", size = {1920, 1080}},
  {id = "vertical", preset = "social.vertical-1080", size = {1080, 1920}},
  {id = "square", preset = "social.square-1080", size = {1080, 1080}},
}
for _, shape in ipairs(shapes) do
  local same = tandem.timeline.width * shape.size[2] == tandem.timeline.height * shape.size[1]
  m:add{
    id = shape.id, preset = shape.preset,
    canvas = {size = shape.size, reframe = same and "fit" or {mode = "fill", x = x, y = y}},
    name = "{project}_" .. shape.id .. ".{ext}",
  }
end
return m
