"""What Redis does in one go: the scripts of the shared store. KEYS[1] holds the format, KEYS[2] the lease.

Each writes all that it has to write or nothing: what it refuses it refuses before its first write, which is also where
a server that is full or only reads says no.
"""

from __future__ import annotations

FORMAT = 1
"""The format of the keys. A store that a newer release has written is refused."""
NEWER, NOT_HELD, THERE = "NEWER", "FENCED", "CONFLICT"
"""The first words of what scripts refuse."""

_CHECK = f"""
local format = redis.call('GET', KEYS[1])
if format and tonumber(format) > {FORMAT} then return redis.error_reply('{NEWER} ' .. format) end
"""
_BEGIN = f"if not format then redis.call('SET', KEYS[1], {FORMAT}) end"
_HELD = f"""
if ARGV[1] ~= '' and redis.call('HGET', KEYS[2], 'token') ~= ARGV[1] then
  return redis.error_reply('{NOT_HELD} another node has the lease')
end
"""
_RISE = """
local function rise(key, least)
  local now = redis.call('TIME')
  local clock = now[1] * 1000000 + now[2]
  local number = math.max(tonumber(redis.call('GET', key) or 0), tonumber(least), clock) + 1
  local text = string.format('%.0f', number)
  redis.call('SET', key, text)
  return text
end
"""

SAVE = f"""{_CHECK}{_HELD}{_RISE}{_BEGIN}
-- KEYS: format, lease, numbers, bodies, heads. ARGV: token, least number, body, head, how many stay, channel, word
local number = rise(KEYS[3], ARGV[2])
redis.call('HSET', KEYS[4], number, ARGV[3])
redis.call('HSET', KEYS[5], number, ARGV[4])
local known = redis.call('HKEYS', KEYS[5])
table.sort(known, function(one, other) return tonumber(one) > tonumber(other) end)
for place = tonumber(ARGV[5]) + 1, #known do
  redis.call('HDEL', KEYS[4], known[place])
  redis.call('HDEL', KEYS[5], known[place])
end
redis.call('PUBLISH', ARGV[6], ARGV[7])
return number
"""
CONFIRM = f"""{_CHECK}{_HELD}
-- KEYS: format, lease, heads. ARGV: token, taken_at, confirmed_at, pulled_at, cursor, channel, word
local newest = 0
for _, number in ipairs(redis.call('HKEYS', KEYS[3])) do newest = math.max(newest, tonumber(number)) end
local number = string.format('%.0f', newest)
local head = redis.call('HGET', KEYS[3], number)
if not head then return 0 end
head = cjson.decode(head)
if head.taken_at ~= ARGV[2] then return 0 end
head.confirmed_at, head.pulled_at, head.cursor = ARGV[3], ARGV[4], ARGV[5]
redis.call('HSET', KEYS[3], number, cjson.encode(head))
redis.call('PUBLISH', ARGV[6], ARGV[7])
return 1
"""
PUT = f"""{_CHECK}{_HELD}
-- KEYS: format, lease, notes. ARGV: token or '', key, value, channel, word
if redis.call('HGET', KEYS[3], ARGV[2]) == ARGV[3] then return 0 end
{_BEGIN}
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
"""
WRITE = f"""{_CHECK}
-- KEYS: format, order, a hash for each kind. ARGV: '1' if all is new, channel, a word for each kind, then of each
-- record: which of these hashes, its key, '1' to keep and '' to delete, its value. A value follows its place and ':'.
local kinds = #KEYS - 2
local first = 3 + kinds
for place = first, #ARGV, 4 do
  if ARGV[1] == '1' and redis.call('HEXISTS', KEYS[2 + ARGV[place]], ARGV[place + 1]) == 1 then
    return redis.error_reply('{THERE} there is such a record already')
  end
end
{_BEGIN}
for place = first, #ARGV, 4 do
  local hash, key = KEYS[2 + ARGV[place]], ARGV[place + 1]
  if ARGV[place + 2] == '' then
    redis.call('HDEL', hash, key)
  else
    local known = redis.call('HGET', hash, key)
    local order = known and string.match(known, '^%d+') or redis.call('INCR', KEYS[2])
    redis.call('HSET', hash, key, order .. ':' .. ARGV[place + 3])
  end
end
for kind = 1, kinds do redis.call('PUBLISH', ARGV[2], ARGV[2 + kind]) end
return 1
"""
CLAIM = f"""{_CHECK}{_RISE}
-- KEYS: format, lease, tokens. ARGV: node, milliseconds, least token, '1' if another node may have it still
local lease = redis.call('HMGET', KEYS[2], 'node', 'token')
if lease[1] and lease[1] ~= ARGV[1] then return false end
if not lease[1] and ARGV[4] == '1' and not redis.call('GET', KEYS[3]) then return '0' end
if not lease[1] then
  {_BEGIN}
  lease[2] = rise(KEYS[3], ARGV[3])
  redis.call('HSET', KEYS[2], 'node', ARGV[1], 'token', lease[2])
end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return lease[2]
"""
RELEASE = """
-- KEYS: format, lease. ARGV: node, channel, word
if redis.call('HGET', KEYS[2], 'node') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
"""
