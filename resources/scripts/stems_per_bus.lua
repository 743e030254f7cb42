-- Stems for a mix elsewhere: one WAV for each bus of the mixer, and the whole mix, all from the timeline's start so that
-- they line up.
--   tandem deliver film.tandem stems_per_bus.lua -o stems
local m = tandem.matrix()
m:add{id = "mix", preset = "audio.wav", name = "{project}_mix.{ext}"}
for i, bus in ipairs(tandem.buses) do
  local word = bus.name:gsub("[^%w%-]+", "_") -- a name that every file system takes
  m:add{
    id = "stem-" .. i, preset = "audio.wav", audio = {bus = bus.name},
    name = string.format("{project}_stem_%02d_%s.{ext}", i, word),
  }
end
return m
