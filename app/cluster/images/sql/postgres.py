"""PostgreSQL's way: dialect, catalogue, errors.

Follows postgres src/backend/utils/errcodes.txt for codes, src/backend/parser for the words.
"""

from __future__ import annotations

import re
from typing import Any

from app.cluster.images.sql.engine import Result, SqlError
from app.cluster.images.sql.server import RefusedError, Server

_COUNTED = "INTEGER PRIMARY KEY AUTOINCREMENT"
_REWRITTEN = (
    (r"\b(?:BIG|SMALL)?SERIAL\s+PRIMARY\s+KEY\b", _COUNTED),
    (r"\b(?:INT|INTEGER|BIGINT)\s+GENERATED\s+(?:ALWAYS|BY DEFAULT)\s+AS\s+IDENTITY\s+PRIMARY\s+KEY\b", _COUNTED),
    (r"\b(?:BIG|SMALL)?SERIAL\b", "INTEGER"), (r"::\s*\w+(?:\s*\(\d+\))?", ""),
    (r"\bDEFAULT\s+(?:now\(\)|CURRENT_TIMESTAMP)", "DEFAULT (now())"), (r"\bCURRENT_TIMESTAMP\b", "now()"),
    (r"\bCURRENT_DATE\b", "today()"), (r"\bILIKE\b", "LIKE"),
    (r"\b(?:current_user|session_user)\b(?!\()", "username()"),
    (r"\bTRUNCATE\s+(?:TABLE\s+)?(\S+)", r"DELETE FROM \1"), (r"\bpublic\.(\w+)", r"\1"),
    (r"\bDROP\s+TABLE\b(.*?)\s+CASCADE\b", r"DROP TABLE\1"),
)  # fmt: skip
_CHANGES = tuple((re.compile(pattern, re.I), text) for pattern, text in _REWRITTEN)
_SERIES = re.compile(r"\bgenerate_series\s*\(\s*(\d+)\s*,\s*(\d+)\s*\)(?:\s+(?:AS\s+)?(\w+)(?:\((\w+)\))?)?", re.I)
TAGS = {"CREATE": 2, "DROP": 2, "ALTER": 2}


class Postgres:
    """See app.cluster.images.sql.server.Dialect."""

    def connect(self, server: Server, given: dict[str, Any]) -> None:
        """Passwords count for connections over the network, as the image sets it up."""
        user, env = given["user"], server.process.spec.env
        server.process.data["user"] = user
        trusts = env.get("POSTGRES_HOST_AUTH_METHOD") == "trust" or given.get("local") or \
            given.get("peer") in {"127.0.0.1", ""}  # fmt: skip
        if not trusts and server.users.get(user, None) != given.get("password", ""):
            why = "password authentication failed" if given.get("password") else ""
            raise RefusedError("28P01", f'FATAL:  {why} for user "{user}"' if why else
                               "fe_sendauth: no password supplied")  # fmt: skip
        if user not in server.users:
            raise RefusedError("28000", f'FATAL:  role "{user}" does not exist')
        if given.get("database") not in server.databases:
            raise RefusedError("3D000", f'FATAL:  database "{given.get("database")}" does not exist')

    def run(self, server: Server, statement: str, session: dict[str, Any]) -> Result:
        """One statement."""
        words = statement.upper().split()
        name = (re.findall(r"[\w.-]+|\"[^\"]*\"", statement) + [""] * 4)[2].strip('"')
        match words[:2]:
            case ["CREATE", "DATABASE"]:
                if name in server.databases:
                    raise RefusedError("42P04", f'ERROR:  database "{name}" already exists')
                server.create(name)
                return Result("CREATE DATABASE")
            case ["DROP", "DATABASE"]:
                name = statement.rsplit(maxsplit=1)[-1].strip('";')
                if name not in server.databases:
                    if "EXISTS" in words:
                        return Result("DROP DATABASE")
                    raise RefusedError("3D000", f'ERROR:  database "{name}" does not exist')
                if name == session["database"]:
                    raise RefusedError("55006", "ERROR:  cannot drop the currently open database")
                server.drop(name)
                return Result("DROP DATABASE")
            case ["CREATE" | "ALTER", "USER" | "ROLE"]:
                if words[0] == "CREATE" and name in server.users:
                    raise RefusedError("42710", f'ERROR:  role "{name}" already exists')
                secret = re.search(r"PASSWORD\s+'([^']*)'", statement, re.I)
                server.users[name] = secret[1] if secret else server.users.get(name, "")
                return Result(f"{words[0]} ROLE")
            case ["DROP", "USER" | "ROLE"]:
                if server.users.pop(name, None) is None:
                    raise RefusedError("42704", f'ERROR:  role "{name}" does not exist')
                return Result("DROP ROLE")
        if words[0] in {"GRANT", "REVOKE", "SET", "ANALYZE", "VACUUM", "COMMENT"}:
            return Result(words[0])
        if words[0] == "SHOW":
            return self._show(server, statement.split()[1].lower() if len(words) > 1 else "")
        return self._plain(server, statement, words, session["database"])

    def _show(self, server: Server, name: str) -> Result:
        known = {"server_version": server.process.data.get("version", ""), "max_connections": "100", "port": "5432",
                 "data_directory": "/var/lib/postgresql/data", "timezone": "Etc/UTC", "listen_addresses": "*",
                 "shared_buffers": "128MB", "server_encoding": "UTF8", "wal_level": "replica"}  # fmt: skip
        if name == "databases_":  # what \\l asks for
            owner = next(iter(server.users))
            return Result("SHOW", ["name", "owner"], [[one, owner] for one in server.databases])
        if name not in known:
            raise RefusedError("42704", f'ERROR:  unrecognized configuration parameter "{name}"')
        return Result("SHOW", [name], [[known[name]]], 1)

    def _plain(self, server: Server, statement: str, words: list[str], database: str) -> Result:
        translated = statement
        for pattern, text in _CHANGES:
            translated = pattern.sub(text, translated)
        translated = _SERIES.sub(_series, translated)
        if words[0] == "TABLE" and len(words) == 2:
            translated = f"SELECT * FROM {statement.split()[1]}"
        try:
            result = server.engine(database).run(translated)
        except SqlError as error:
            raise worded(str(error), statement) from None
        result.tag = _tag(result, words)
        result.columns = [_column(name) for name in result.columns]
        return result


def _series(found: re.Match[str]) -> str:
    alias, column = found[3] or "generate_series", found[4] or found[3] or "generate_series"
    first, last = int(found[1]), min(int(found[2]), int(found[1]) + 9_999)
    return (f"(WITH RECURSIVE s({column}) AS (SELECT {first} UNION ALL SELECT {column}+1 FROM s WHERE {column}<{last}) "
            f"SELECT {column} FROM s) AS {alias}")  # fmt: skip


def _tag(result: Result, words: list[str]) -> str:
    match words[0]:
        case "INSERT":
            return f"INSERT 0 {result.count}"
        case "UPDATE" | "DELETE":
            return f"{words[0]} {result.count}"
        case "TRUNCATE":
            return "TRUNCATE TABLE"
        case "START":
            return "BEGIN"
        case "END":
            return "COMMIT"
    if words[0] in TAGS:
        kind = next((word for word in words[1:] if word not in {"UNIQUE", "OR", "REPLACE", "TEMP", "TEMPORARY"}), "")
        return f"{words[0]} {kind}"
    return words[0]


def _column(name: str) -> str:
    """The name that a column without one has."""
    if re.fullmatch(r"[\w ]+", name) and not name.isdigit():
        return name
    if found := re.match(r"(\w+)\s*\(", name):
        return {"username": "current_user", "today": "current_date"}.get(found[1].lower(), found[1].lower())
    return "?column?"


def worded(text: str, statement: str) -> RefusedError:
    """The engine's complaint in PostgreSQL's words, with the place in the statement."""
    for pattern, code, words in _ERRORS:
        if found := re.search(pattern, text):
            name = found[1] if found.groups() else ""
            message = words.format(name)
            at = statement.lower().find(name.lower()) if name else -1
            if "violates" in message or "already exists" in message or at < 0:
                return RefusedError(code, message)
            line = statement.count("\n", 0, at) + 1
            shown = statement.splitlines()[line - 1]
            start = at - (statement.rfind("\n", 0, at) + 1)
            mark = " " * (len(f"LINE {line}: ") + start) + "^"
            return RefusedError(code, f"{message}\nLINE {line}: {shown}\n{mark}")
    return RefusedError("XX000", f"ERROR:  {text}")


_E = "ERROR:  "
_ERRORS = (
    (r"no such table: (?:main\.)?([\w.]+)", "42P01", _E + 'relation "{}" does not exist'),
    (r"table \"?([\w.]+)\"? already exists", "42P07", _E + 'relation "{}" already exists'),
    (r"no such column: ([\w.]+)", "42703", _E + 'column "{}" does not exist'),
    (r"has no column named (\w+)", "42703", _E + 'column "{}" of relation does not exist'),
    (r"no such function: (\w+)", "42883", _E + "function {}(unknown) does not exist"),
    (r'near "([^"]*)": syntax error', "42601", _E + 'syntax error at or near "{}"'),
    (r"incomplete input", "42601", _E + "syntax error at end of input"),
    (r"UNIQUE constraint failed: (\w+)\.", "23505", _E + 'duplicate key value violates unique constraint "{}_pkey"'),
    (r"NOT NULL constraint failed: \w+\.(\w+)", "23502", _E + 'null value in column "{}" violates not-null constraint'),
    (r"FOREIGN KEY constraint failed", "23503", _E + "insert or update on table violates foreign key constraint"),
    (r"CHECK constraint failed: (.*)", "23514", _E + 'new row violates check constraint "{}"'),
    (r"interrupted", "57014", _E + "canceling statement due to statement timeout"),
    (r"database or disk is full", "53100", _E + "could not extend file: No space left on device"),
    (r"cannot start a transaction within", "25001", "WARNING:  there is already a transaction in progress"),
    (r"no transaction is active", "25P01", "WARNING:  there is no transaction in progress"),
    (r"not authorized|prohibited", "42501", _E + "permission denied: this server is simulated and does not do that"),
)  # fmt: skip
