"""Commands on data: strings, lists, hashes, sets, sorted sets, and the keys themselves.

Follows redis src/t_string.c, t_list.c, t_hash.c, t_set.c, t_zset.c, db.c.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from app.network.resp import Reply, Simple, Wrong

OK = Simple("OK")
WRONGTYPE = Wrong("WRONGTYPE Operation against a key holding the wrong kind of value")
NOT_INTEGER = Wrong("ERR value is not an integer or out of range")
NOT_FLOAT = Wrong("ERR value is not a valid float")
SYNTAX = Wrong("ERR syntax error")
BIGGEST = 1 << 20  # bytes of a value, and entries of a range


class Problem(Exception):  # noqa: N818 - it is a reply
    """A command ends with this reply."""

    def __init__(self, reply: Wrong) -> None:
        super().__init__(reply.text)
        self.reply = reply


class Data:
    """One database. Values are JSON: text, a list, `{"h": {...}}`, `{"s": {...}}`, `{"z": {...}}`; times in seconds."""

    def __init__(self, now: Callable[[], float], values: dict[str, Any] | None = None,
                 ends: dict[str, float] | None = None) -> None:  # fmt: skip
        self.now, self.values, self.ends = now, values if values is not None else {}, ends if ends is not None else {}

    def get(self, key: str) -> Any:
        """A value, unless its time is over."""
        if key in self.ends and self.ends[key] <= self.now():
            self.drop(key)
        return self.values.get(key)

    def drop(self, key: str) -> bool:
        """Forget a key."""
        self.ends.pop(key, None)
        return self.values.pop(key, None) is not None

    def alive(self) -> list[str]:
        """Every key."""
        return [key for key in list(self.values) if self.get(key) is not None]

    def text(self, key: str) -> str | None:
        """A string value."""
        found = self.get(key)
        if found is not None and not isinstance(found, str):
            raise Problem(WRONGTYPE)
        return found

    def list_at(self, key: str) -> list[str]:
        """A list to change; it stays only when it is not empty (see `tidy`)."""
        found = self.get(key)
        if found is None:
            found = self.values[key] = []
        if not isinstance(found, list):
            raise Problem(WRONGTYPE)
        return found

    def table(self, key: str, kind: str) -> dict[str, Any]:
        """A hash (h), set (s) or sorted set (z) to change."""
        found = self.get(key)
        if found is None:
            found = self.values[key] = {kind: {}}
        if not isinstance(found, dict) or kind not in found:
            raise Problem(WRONGTYPE)
        return found[kind]  # type: ignore[no-any-return]

    def tidy(self, key: str) -> None:
        """Empty lists and tables are no keys."""
        found = self.values.get(key)
        if found == [] or (isinstance(found, dict) and not next(iter(found.values()))):
            self.drop(key)


def integer(text: str) -> int:
    """A whole number."""
    try:
        found = int(text)
    except ValueError:
        raise Problem(NOT_INTEGER) from None
    if not -(1 << 63) <= found < 1 << 63:
        raise Problem(NOT_INTEGER)
    return found


def number(text: str) -> float:
    """A number."""
    try:
        return float(text)
    except ValueError:
        raise Problem(NOT_FLOAT) from None


def shown(value: float) -> str:
    """A number as redis prints it."""
    return str(int(value)) if value == int(value) and abs(value) < 1e17 else f"{value:.17g}"


def kind_of(value: Any) -> str:
    """What TYPE says."""
    if value is None:
        return "none"
    if isinstance(value, dict):
        return {"h": "hash", "s": "set", "z": "zset"}[next(iter(value))]
    return "list" if isinstance(value, list) else "string"


def _set(data: Data, key: str, value: str, *options: str) -> Reply:
    words, before, end, keep, give = [one.upper() for one in options], data.get(key), None, False, False
    while words:
        match words.pop(0):
            case "NX" if before is not None:
                return None
            case "XX" if before is None:
                return None
            case "EX" | "PX" as unit if words:
                seconds = integer(words.pop(0)) / (1000 if unit == "PX" else 1)
                if seconds <= 0:
                    return Wrong("ERR invalid expire time in 'set' command")
                end = data.now() + seconds
            case "KEEPTTL":
                keep = True
            case "GET":
                give = True
            case "NX" | "XX":
                pass
            case _:
                return SYNTAX
    old = data.text(key) if give else None
    if not keep:
        data.ends.pop(key, None)
    data.values[key] = value[:BIGGEST]
    if end is not None:
        data.ends[key] = end
    return old if give else OK


def _many(data: Data, *words: str) -> Reply:
    if len(words) % 2:
        return Wrong("ERR wrong number of arguments for 'mset' command")
    for key, value in zip(words[::2], words[1::2], strict=True):
        _set(data, key, value)
    return OK


def _add(data: Data, key: str, by: int) -> Reply:
    total = integer(data.text(key) or "0") + by
    data.values[key] = str(total)
    return total


def _add_float(data: Data, key: str, by: str) -> Reply:
    total = shown(number(data.text(key) or "0") + number(by))
    data.values[key] = total
    return total


def _append(data: Data, key: str, more: str) -> Reply:
    data.values[key] = ((data.text(key) or "") + more)[:BIGGEST]
    return len(data.values[key])


def _expire(data: Data, key: str, seconds: float) -> Reply:
    if data.get(key) is None:
        return 0
    data.ends[key] = data.now() + seconds
    return 1


def _left(data: Data, key: str, scale: int) -> Reply:
    if data.get(key) is None:
        return -2
    return round((data.ends[key] - data.now()) * scale) if key in data.ends else -1


def _rename(data: Data, key: str, name: str) -> Reply:
    if data.get(key) is None:
        return Wrong("ERR no such key")
    data.values[name], end = data.values.pop(key), data.ends.pop(key, None)
    data.ends.pop(name, None)
    if end is not None:
        data.ends[name] = end
    return OK


def _push(data: Data, key: str, *items: str, left: bool) -> Reply:
    found = data.list_at(key)
    for item in items:
        found.insert(0 if left else len(found), item)
    return len(found)


def _pop(data: Data, key: str, count: str = "", *, left: bool) -> Reply:
    found = data.list_at(key)
    taken: list[Reply] = [found.pop(0 if left else -1) for _ in range(min(integer(count or "1"), len(found)))]
    return (taken or None) if count else (taken[0] if taken else None)


def _slice(items: list[str], first: str, last: str) -> list[str]:
    start, end, size = integer(first), integer(last), len(items)
    start, end = max(start + size if start < 0 else start, 0), end + size if end < 0 else end
    return items[start : end + 1]


def _range(data: Data, key: str, first: str, last: str) -> Reply:
    return [*_slice(data.list_at(key), first, last)]


def _at(data: Data, key: str, place: str) -> Reply:
    found, index = data.list_at(key), integer(place)
    return found[index] if -len(found) <= index < len(found) else None


def _remove(data: Data, key: str, count: str, item: str) -> Reply:
    found, wanted = data.list_at(key), integer(count)
    places = [at for at, each in enumerate(found) if each == item]
    places = places[-abs(wanted) :] if wanted < 0 else places[: wanted or None]
    for at in reversed(places):
        del found[at]
    return len(places)


def _hset(data: Data, key: str, *words: str) -> Reply:
    if not words or len(words) % 2:
        return Wrong("ERR wrong number of arguments for 'hset' command")
    table = data.table(key, "h")
    new = len({*words[::2]} - table.keys())
    table.update(zip(words[::2], words[1::2], strict=True))
    return new


def _hadd(data: Data, key: str, name: str, by: str) -> Reply:
    table = data.table(key, "h")
    table[name] = str(integer(table.get(name, "0")) + integer(by))
    return int(table[name])


def _drop(data: Data, key: str, *names: str, kind: str) -> Reply:
    table = data.table(key, kind)
    return sum(table.pop(name, None) is not None for name in names)


def _sadd(data: Data, key: str, *items: str) -> Reply:
    table = data.table(key, "s")
    new = {*items} - table.keys()
    table.update(dict.fromkeys(items, 1))
    return len(new)


def _zadd(data: Data, key: str, *words: str) -> Reply:
    if len(words) % 2 or not words:
        return SYNTAX
    table = data.table(key, "z")
    scores = {item: number(score) for score, item in zip(words[::2], words[1::2], strict=True)}
    new = len(scores.keys() - table.keys())
    table.update(scores)
    return new


def _zincr(data: Data, key: str, by: str, item: str) -> Reply:
    table = data.table(key, "z")
    table[item] = table.get(item, 0.0) + number(by)
    return shown(table[item])


def _sorted(data: Data, key: str, *, down: bool = False) -> list[str]:
    table = data.table(key, "z")
    return sorted(table, key=lambda item: (table[item], item), reverse=down)


def _zrange(data: Data, key: str, first: str, last: str, *more: str, down: bool = False) -> Reply:
    words = [word.upper() for word in more]
    if {*words} - {"WITHSCORES", "REV"}:
        return SYNTAX
    found: list[Reply] = []
    for item in _slice(_sorted(data, key, down=down or "REV" in words), first, last):
        found += [item, shown(data.table(key, "z")[item])] if "WITHSCORES" in words else [item]
    return found


def _rank(data: Data, key: str, item: str, *, down: bool = False) -> Reply:
    found = _sorted(data, key, down=down)
    return found.index(item) if item in found else None


def _members(data: Data, key: str) -> set[str]:
    return {*data.table(key, "s")}


def _together(data: Data, *keys: str, how: Callable[[set[str], set[str]], set[str]]) -> Reply:
    found = _members(data, keys[0])
    for key in keys[1:]:
        found = how(found, _members(data, key))
        data.tidy(key)
    return [*sorted(found)]


def _scan(data: Data, cursor: str, *options: str) -> Reply:
    given = dict(zip((one.upper() for one in options[::2]), options[1::2], strict=False))
    integer(cursor)
    return ["0", [key for key in data.alive() if fnmatchcase(key, given.get("MATCH", "*"))]]


def _score(data: Data, key: str, item: str) -> Reply:
    table = data.table(key, "z")
    return shown(table[item]) if item in table else None


Command = Callable[..., Reply]
READS: dict[str, tuple[int, Command]] = {
    "get": (1, lambda d, key: d.text(key)), "strlen": (1, lambda d, key: len((d.text(key) or "").encode())),
    "mget": (-1, lambda d, *keys: [found if isinstance(found := d.get(key), str) else None for key in keys]),
    "getrange": (3, lambda d, key, first, last: "".join(_slice([*(d.text(key) or "")], first, last))),
    "exists": (-1, lambda d, *keys: sum(d.get(key) is not None for key in keys)),
    "type": (1, lambda d, key: Simple(kind_of(d.get(key)))), "ttl": (1, lambda d, key: _left(d, key, 1)),
    "pttl": (1, lambda d, key: _left(d, key, 1000)), "dbsize": (0, lambda d: len(d.alive())),
    "keys": (1, lambda d, pattern: [key for key in d.alive() if fnmatchcase(key, pattern)]), "scan": (-1, _scan),
    "randomkey": (0, lambda d: next(iter(d.alive()), None)), "llen": (1, lambda d, key: len(d.list_at(key))),
    "lrange": (3, _range), "lindex": (2, _at), "hget": (2, lambda d, key, name: d.table(key, "h").get(name)),
    "hmget": (-2, lambda d, key, *names: [d.table(key, "h").get(name) for name in names]),
    "hgetall": (1, lambda d, key: [part for pair in d.table(key, "h").items() for part in pair]),
    "hexists": (2, lambda d, key, name: int(name in d.table(key, "h"))),
    "hlen": (1, lambda d, key: len(d.table(key, "h"))),
    "hkeys": (1, lambda d, key: [*d.table(key, "h")]), "hvals": (1, lambda d, key: [*d.table(key, "h").values()]),
    "smembers": (1, lambda d, key: [*d.table(key, "s")]), "scard": (1, lambda d, key: len(d.table(key, "s"))),
    "sismember": (2, lambda d, key, item: int(item in d.table(key, "s"))),
    "sinter": (-1, lambda d, *keys: _together(d, *keys, how=set.__and__)),
    "sunion": (-1, lambda d, *keys: _together(d, *keys, how=set.__or__)),
    "sdiff": (-1, lambda d, *keys: _together(d, *keys, how=set.__sub__)),
    "zrange": (-3, _zrange), "zrevrange": (-3, lambda d, *words: _zrange(d, *words, down=True)), "zscore": (2, _score),
    "zcard": (1, lambda d, key: len(d.table(key, "z"))), "zrank": (2, _rank),
    "zrevrank": (2, lambda d, key, item: _rank(d, key, item, down=True)),
}  # fmt: skip
WRITES: dict[str, tuple[int, Command]] = {
    "set": (-2, _set), "setnx": (2, lambda d, key, value: int(_set(d, key, value, "NX") == OK)),
    "setex": (3, lambda d, key, seconds, value: _set(d, key, value, "EX", seconds)), "mset": (-2, _many),
    "getset": (2, lambda d, key, value: _set(d, key, value, "GET")), "append": (2, _append),
    "getdel": (1, lambda d, key: (d.text(key), d.drop(key))[0]), "incr": (1, lambda d, key: _add(d, key, 1)),
    "decr": (1, lambda d, key: _add(d, key, -1)), "incrby": (2, lambda d, key, by: _add(d, key, integer(by))),
    "decrby": (2, lambda d, key, by: _add(d, key, -integer(by))), "incrbyfloat": (2, _add_float),
    "del": (-1, lambda d, *keys: sum(d.get(key) is not None and d.drop(key) for key in keys)),
    "unlink": (-1, lambda d, *keys: sum(d.get(key) is not None and d.drop(key) for key in keys)),
    "expire": (-2, lambda d, key, seconds, *_: _expire(d, key, integer(seconds))),
    "pexpire": (-2, lambda d, key, millis, *_: _expire(d, key, integer(millis) / 1000)),
    "expireat": (-2, lambda d, key, when, *_: _expire(d, key, integer(when) - d.now())),
    "persist": (1, lambda d, key: int(d.ends.pop(key, None) is not None)), "rename": (2, _rename),
    "flushdb": (-0, lambda d, *_: (d.values.clear(), d.ends.clear(), OK)[2]),
    "lpush": (-2, lambda d, *words: _push(d, *words, left=True)),
    "rpush": (-2, lambda d, *words: _push(d, *words, left=False)),
    "lpop": (-1, lambda d, *words: _pop(d, *words, left=True)),
    "rpop": (-1, lambda d, *words: _pop(d, *words, left=False)),
    "lrem": (3, _remove), "hset": (-3, _hset),
    "hmset": (-3, lambda d, *words: OK if isinstance(_hset(d, *words), int) else SYNTAX),
    "hdel": (-2, lambda d, *words: _drop(d, *words, kind="h")), "hincrby": (3, _hadd), "sadd": (-2, _sadd),
    "srem": (-2, lambda d, *words: _drop(d, *words, kind="s")), "zadd": (-3, _zadd), "zincrby": (3, _zincr),
    "zrem": (-2, lambda d, *words: _drop(d, *words, kind="z")),
}  # fmt: skip
