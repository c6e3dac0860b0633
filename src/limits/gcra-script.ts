import { ROUNDING_MS } from './rate';

/** For scripts in Redis: `now` by its clock, and the same decision as `decide` (wait, next arrival). */
export const GCRA = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local function decide(key, max, window, amount)
  local step = window / max
  local arrival = tonumber(redis.call('GET', key) or 0)
  local next = math.max(arrival, now) + step * (amount or 1)
  local wait = next - now - window
  if wait > math.min(max * ${ROUNDING_MS}, step / 2) then return math.ceil(wait), next end
  return 0, next
end
local function keep(key, arrival)
  redis.call('SET', key, string.format('%.6f', arrival), 'PX', math.ceil(arrival - now))
end`;
