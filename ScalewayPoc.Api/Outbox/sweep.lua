-- Takes or renews the lease of the sweep and returns one page of the outbox: {score of the last one, id, envelope, id, …},
-- {} at the end, false where another process has the lease. Entries count as left behind by their age, measured by the
-- clock of Redis alone; one from the future, where that clock was set back or an earlier version wrote it, counts too.
local lease, outbox, envelopes = KEYS[1], KEYS[2], KEYS[3]
local holder, leaseMilliseconds, age, after, count = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]

local owner = redis.call('GET', lease)
if owner and owner ~= holder then
  return false
end
-- The deletion is for a Redis whose memory is full: it allows the commands after it (see accept.lua), so that the outbox drains.
redis.call('DEL', lease)
redis.call('SET', lease, holder, 'PX', leaseMilliseconds)

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
local due = string.format('%.0f', now - age)
local future = string.format('%.0f', math.max(now, tonumber(after)))

local entries = {}
if tonumber(after) < now - age then
  entries = redis.call('ZRANGEBYSCORE', outbox, '(' .. after, due, 'WITHSCORES', 'LIMIT', 0, count)
end
if #entries == 0 then
  entries = redis.call('ZRANGEBYSCORE', outbox, '(' .. future, '+inf', 'WITHSCORES', 'LIMIT', 0, count)
end
if #entries == 0 then
  return {}
end

local page = {entries[#entries]}
for i = 1, #entries, 2 do
  local envelope = redis.call('HGET', envelopes, entries[i])
  if envelope then
    page[#page + 1] = entries[i]
    page[#page + 1] = envelope
  else
    -- Removing an entry was cut short after its envelope.
    redis.call('ZREM', outbox, entries[i])
  end
end
return page
