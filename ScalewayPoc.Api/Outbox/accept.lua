-- Accepts one write: gives it its place in the order, changes the value, puts the event into the outbox. Redis runs a
-- script as one step, so either all of it is there afterwards or nothing.
--
-- Answers {'accepted', id, sequence, replaced}, or without having changed anything {'reused'}, {'failed'}, {'absent'},
-- {'full'}. A second run for the same event, or for the same Idempotency-Key and request, answers what the first did.
local sequenceKey, outbox, envelopes, state = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local idempotency, value, index = KEYS[5], KEYS[6], KEYS[7]
local operation, now, id, attributes, data = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local type, subject, accepted, stateSeconds = ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local bound, fingerprint, idempotencySeconds = tonumber(ARGV[10]), ARGV[11], ARGV[12]
local key, etag, ifMatch, ifNoneMatch = ARGV[13], ARGV[14], ARGV[15], ARGV[16]

local function contains(tags, tag)
  return tags == '*' or string.find(tags, tag, 1, true) ~= nil
end

if fingerprint ~= '' then
  local first = redis.call('HMGET', idempotency, 'fingerprint', 'id', 'sequence', 'replaced')
  if first[1] then
    if first[1] ~= fingerprint then
      return {'reused'}
    end
    return {'accepted', first[2], first[3], first[4]}
  end
end

local again = redis.call('HMGET', state, 'sequence', 'replaced')
if again[1] then
  return {'accepted', id, again[1], again[2]}
end

local current = false
if operation ~= 'event' then
  current = redis.call('HGET', value, 'etag')
  if ifMatch ~= '' and not (current and contains(ifMatch, current)) then
    return {'failed'}
  end
  if ifNoneMatch ~= '' and current and contains(ifNoneMatch, current) then
    return {'failed'}
  end
  if operation == 'delete' and not current then
    return {'absent'}
  end
end

if redis.call('ZCARD', outbox) >= bound then
  return {'full'}
end

-- 16 digits are below 2^53, so that a double holds them.
local last = tonumber(redis.call('GET', sequenceKey) or '0')
local sequence = string.format('%016.0f', math.max(last + 1, tonumber(now)))
redis.call('SET', sequenceKey, sequence)

-- The event comes first and the state, by which a repetition is known, last: Garnet logs a script's commands one by one,
-- so that a kill -9 in the middle keeps the first of them, and those must not say "accepted" of an event that is not there.
if operation ~= 'delete' then
  attributes = attributes .. ',"data":' .. data
end
redis.call('HSET', envelopes, id, '{"sequence":"' .. sequence .. '",' .. attributes .. '}')
redis.call('ZADD', outbox, sequence, id)

if operation == 'set' then
  redis.call('HSET', value, 'value', data, 'etag', etag, 'sequence', sequence, 'time', accepted)
  redis.call('ZADD', index, 0, key)
elseif operation == 'delete' then
  redis.call('DEL', value)
  redis.call('ZREM', index, key)
end

local replaced = current and '1' or '0'
redis.call('HSET', state, 'type', type, 'subject', subject, 'sequence', sequence, 'accepted', accepted, 'replaced', replaced)
redis.call('EXPIRE', state, stateSeconds)

if fingerprint ~= '' then
  redis.call('HSET', idempotency, 'fingerprint', fingerprint, 'id', id, 'sequence', sequence, 'replaced', replaced)
  redis.call('EXPIRE', idempotency, idempotencySeconds)
end
return {'accepted', id, sequence, replaced}
