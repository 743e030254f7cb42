-- Each clip of a picture track as a film of its own, in timeline order: selects for review, or shots for an effects house.
-- Give the track's name here; default: the lowest picture track.
--   tandem deliver rushes.tandem clips_one_by_one.lua -o shots
local track, preset = nil, "prores-422hq"

local m = tandem.matrix()
for _, t in ipairs(tandem.timeline.tracks) do
  if not track and t.kind == "picture" then track = t.name end
end
local count = 0
for _, clip in ipairs(tandem.timeline.clips) do
  if clip.track == track and clip.enabled then
    count = count + 1
    m:add{
      id = string.format("shot-%03d", count), preset = preset, range = clip,
      name = string.format("{project}_%03d_", count) .. clip.name:gsub("[^%w%-]+", "_") .. ".{ext}",
    }
  end
end
return m
