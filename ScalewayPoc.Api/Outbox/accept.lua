-- Accepts one write: assigns the sequence, changes the value, puts the event into the outbox. Redis runs a script as one
-- step, but a server that persists each command by itself can keep a prefix of them after kill -9. Every prefix is harmless:
--   * the record of the Idempotency-Key comes first, marked P: a repetition completes the write under the same id and sequence;
--   * the envelope comes before the value and its outbox entry after it: an envelope without an entry is completed by the sweep;
--   * the in-flight entry, by which a repetition of the same event is recognized, comes after all of these.
--
-- Returns {'accepted', id, sequence, replaced, response, waiting} or, with nothing changed, {'reused'}, {'failed'},
-- {'absent'}, {'full'}. A repetition returns what the first run did; waiting is 1 while the queue has not acknowledged it.
local sequenceKey, outbox, envelopes, inFlight, inFlightEvents = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local idempotency, value, index, rebuild, deleted = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local operation, id, tail, dataStart, details, time = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local bound, fingerprint, lifetime = tonumber(ARGV[7]), ARGV[8], ARGV[9]
local key, etag, ifMatch, ifNoneMatch = ARGV[10], ARGV[11], ARGV[12], ARGV[13]

local function contains(tags, tag)
  return tags == '*' or string.find(tags, tag, 1, true) ~= nil
end

local sequence, replaced = nil, '0'
if fingerprint ~= '' then
  local first = redis.call('GET', idempotency)
  if first then
    if string.sub(first, 55, 86) ~= fingerprint then
      return {'reused'}
    end
    replaced, sequence, id = string.sub(first, 2, 2), string.sub(first, 3, 18), string.sub(first, 19, 54)
    if string.sub(first, 1, 1) == 'D' then
      return {'accepted', id, sequence, replaced, string.sub(first, 87), redis.call('HEXISTS', envelopes, id)}
    end
  end
end

if not sequence then
  local again = redis.call('HGET', inFlightEvents, id)
  if again then
    return {'accepted', id, string.sub(again, 1, 16), string.sub(again, 17, 17), '', redis.call('HEXISTS', envelopes, id)}
  end
end

local current = {false, false}
if operation ~= 'event' then
  current = redis.call('HMGET', value, 'etag', 'sequence')
end

if not sequence then
  local tag = current[1]
  if operation ~= 'event' then
    if ifMatch ~= '' and not (tag and contains(ifMatch, tag)) then
      return {'failed'}
    end
    if ifNoneMatch ~= '' and tag and contains(ifNoneMatch, tag) then
      return {'failed'}
    end
    if operation == 'delete' and not tag then
      return {'absent'}
    end
    replaced = tag and '1' or '0'
  end
  if redis.call('ZCARD', outbox) >= bound then
    return {'full'}
  end
end

local clock = redis.call('TIME')
-- 16 digits are below 2^53, so that a double holds them.
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

if operation == 'delete' then
  -- With the memory full, Redis refuses a script only at its first write, and only a command that may need memory. Deleting
  -- frees memory, so its script begins with a command that is always allowed. (The flag allow-oom is unknown to Garnet.)
  redis.call('HDEL', envelopes, id)
end
if not sequence then
  local last = tonumber(redis.call('GET', sequenceKey) or '0')
  sequence = string.format('%016.0f', math.max(last + 1, now))
  redis.call('SET', sequenceKey, sequence)
end
local record = replaced .. sequence .. id .. fingerprint
if fingerprint ~= '' then
  redis.call('SET', idempotency, 'P' .. record, 'EX', lifetime)
end

redis.call('HSET', envelopes, id, '{"sequence":"' .. sequence .. '","id":"' .. id .. '"' .. tail)

-- Differs from the order of acceptance only where a repetition completes a write that a newer one has followed.
local newest = not current[2] or current[2] <= sequence
if operation == 'set' and newest then
  redis.call('HSET', value, 'value', string.sub(tail, dataStart, -2), 'etag', etag, 'sequence', sequence, 'time', time)
  redis.call('ZADD', index, 0, key)
elseif operation == 'delete' and newest then
  if redis.call('EXISTS', rebuild) == 1 then
    redis.call('HSET', deleted, key, sequence)
    -- As in KeyProjection: longer than any lease of a rebuild, none of which deletes the notes of another.
    redis.call('EXPIRE', deleted, 3600)
  end
  redis.call('DEL', value)
  redis.call('ZREM', index, key)
end

redis.call('ZADD', outbox, now, id)
redis.call('HSET', inFlightEvents, id, sequence .. replaced .. details)
redis.call('ZADD', inFlight, now, id)
if fingerprint ~= '' then
  redis.call('SET', idempotency, 'D' .. record, 'EX', lifetime)
end
return {'accepted', id, sequence, replaced, '', 1}
