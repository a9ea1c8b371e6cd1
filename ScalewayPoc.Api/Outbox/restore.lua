-- Applies one logged write to its key unless Redis has a newer one. Returns 1 if that has changed something, else 0.
local value, index, deleted = KEYS[1], KEYS[2], KEYS[3]
local operation, key, data, etag, sequence, time = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]

local current = redis.call('HGET', value, 'sequence')
local deletion = redis.call('HGET', deleted, key)
if (current and current > sequence) or (deletion and deletion > sequence) then
  return 0
end
if operation == 'set' then
  if deletion == sequence then
    return 0
  end
  redis.call('HSET', value, 'value', data, 'etag', etag, 'sequence', sequence, 'time', time)
  redis.call('ZADD', index, 0, key)
  return current == sequence and 0 or 1
end
redis.call('DEL', value)
redis.call('ZREM', index, key)
return current and 1 or 0
