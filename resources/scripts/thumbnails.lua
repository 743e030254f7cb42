-- A film and candidates for its thumbnail: one at each marker whose name begins with "thumb", or nine places spread over
-- the timeline, and one at a place drawn by chance, the same on every run.
--   tandem deliver film.tandem thumbnails.lua -o out
local sidecars = {}
local function add(at) table.insert(sidecars, {kind = "thumbnail", at = at, size = {1280, 720}, maxBytes = 2000000}) end

for _, marker in ipairs(tandem.timeline.markers) do
  if marker.name:lower():find("^thumb") then add(marker.start) end
end
if #sidecars == 0 then
  for percent = 10, 90, 10 do add(percent .. "%") end
end
add(tandem.random(1)() * tandem.timeline.duration)

local m = tandem.matrix()
m:add{preset = "web.youtube-1080p", sidecars = sidecars}
return m
