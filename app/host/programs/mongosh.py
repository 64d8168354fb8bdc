"""mongosh: a few commands on documents, by `--eval`, from a pipe, or at a prompt.

Differs from the real one: no JavaScript is run; only calls of the forms that lessons use are known.
"""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from app.host.invocation import Invocation
from app.network.network import ConnectError
from app.network.raw import raw

NAMES = ("mongosh", "mongo")
VALUED = {"-u": "user", "--username": "user", "-p": "password", "--password": "password", "--eval": "eval",
          "--host": "host", "--port": "port", "--authenticationDatabase": "auth"}  # fmt: skip
_WHERE = r"db\.(?:getCollection\(['\"](\w+)['\"]\)|([\w-]+))"
CALL = re.compile(_WHERE + r"\.(\w+)\((.*)\)\s*(?:\.(?:pretty|toArray|count)\(\))?;?", re.S)
PING = re.compile(
    r"db\.(?:adminCommand|runCommand)\(\s*(?:\{\s*['\"]?ping['\"]?\s*:\s*1\s*\}|['\"]ping['\"])\s*\)(\.ok)?"
)
REASONS = {"refused": "connect ECONNREFUSED", "timeout": "connect ETIMEDOUT", "unknown host": "getaddrinfo ENOTFOUND"}


class Session:
    """Who is connected where."""

    def __init__(self, run: Invocation, given: dict[str, str]) -> None:
        self.run, self.given = run, given
        self.host, self.port = given.get("host", "127.0.0.1"), int(given.get("port", "27017"))
        self.database = given.get("database", "test")

    async def ask(self, do: str, collection: str = "", args: list[Any] | None = None) -> Any:
        """One command; LookupError with what the server says against it."""
        asked = {"user": self.given.get("user", ""), "password": self.given.get("password", ""), "do": do,
                 "database": self.database, "collection": collection, "args": args}  # fmt: skip
        answer = await self.run.http(self.host, self.port, raw(orjson.dumps(asked)), timeout=30.0)
        if answer.status != 200 or not isinstance(answer.body, bytes):
            raise ConnectError("closed", self.host, self.port)
        found = orjson.loads(answer.body)
        if "error" in found:
            raise LookupError(f"MongoServerError: {found['error']}")
        return found.get("result", found)

    async def line(self, text: str) -> str:
        """What a line gives."""
        text = text.strip().rstrip(";")
        if found := re.fullmatch(r"use\s+(\w+)", text):
            self.database = found[1]
            return f"switched to db {found[1]}"
        if text in {"show dbs", "show databases"}:
            known = await self.ask("databases")
            return "\n".join(f"{name:<7} {size / 1024:.2f} KiB" for name, size in sorted(known.items()))
        if text in {"show collections", "show tables"}:
            return "\n".join(await self.ask("collections"))
        if text == "db":
            return self.database
        if text == "db.dropDatabase()":
            return shown(await self.ask("dropDatabase"))
        if PING.fullmatch(text):
            await self.ask("ping")
            return "1" if text.endswith(".ok") else "{ ok: 1 }"
        if text == "db.version()":
            return "8.0.16"
        if found := re.fullmatch(r"print(?:json)?\(['\"](.*)['\"]\)", text):
            return found[1]
        if found := CALL.fullmatch(text):
            return await self._call(found[1] or found[2], found[3], found[4])
        word = re.match(r"[\w.]*", text)
        raise LookupError(f"ReferenceError: {word[0] if word else text} is not known to this simulated shell")

    async def _call(self, collection: str, name: str, text: str) -> str:
        try:
            args = json.loads(f"[{strict(text)}]")
        except ValueError:
            raise LookupError("SyntaxError: Unexpected token") from None
        result = await self.ask(name, collection, args)
        match name:
            case "insertOne":
                return f"{{\n  acknowledged: true,\n  insertedId: {value(result[0])}\n}}"
            case "insertMany":
                rows = ",\n".join(f"    '{at}': {value(one)}" for at, one in enumerate(result))
                return f"{{\n  acknowledged: true,\n  insertedIds: {{\n{rows}\n  }}\n}}"
            case "find":
                return "[\n" + ",\n".join(f"  {value(one)}" for one in result) + "\n]" if result else ""
            case "updateOne" | "updateMany":
                counts = f"matchedCount: {result['matchedCount']},\n  modifiedCount: {result['modifiedCount']}"
                return f"{{\n  acknowledged: true,\n  insertedId: null,\n  {counts},\n  upsertedCount: 0\n}}"
            case "deleteOne" | "deleteMany":
                return f"{{ acknowledged: true, deletedCount: {result['deletedCount']} }}"
        return shown(result)


def strict(text: str) -> str:
    """A literal of JavaScript as JSON: names in quotes, single quotes doubled."""
    parts = re.split(r"('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", text)
    for at, part in enumerate(parts):
        if at % 2 and part.startswith("'"):
            parts[at] = json.dumps(part[1:-1])
        elif at % 2 == 0:
            parts[at] = re.sub(r",(\s*[}\]])", r"\1", re.sub(r"([{,]\s*)([$\w]+)\s*:", r'\1"\2":', part))
    return "".join(parts)


def value(one: Any) -> str:
    """A value as mongosh prints it."""
    if isinstance(one, dict):
        if set(one) == {"$oid"}:
            return f"ObjectId('{one['$oid']}')"
        return "{ " + ", ".join(f"{name}: {value(part)}" for name, part in one.items()) + " }" if one else "{}"
    if isinstance(one, list):
        return "[ " + ", ".join(value(part) for part in one) + " ]" if one else "[]"
    if isinstance(one, str):
        return f"'{one}'"
    return {True: "true", False: "false", None: "null"}.get(one, str(one)) if not isinstance(one, (int, float)) or \
        isinstance(one, bool) else f"{one:g}" if isinstance(one, float) else str(one)  # fmt: skip


def shown(one: Any) -> str:
    """A result."""
    return value(one)


async def main(run: Invocation) -> int:
    """Run commands."""
    given: dict[str, str] = {}
    words = [*run.args]
    while words:
        word = words.pop(0)
        name, equals, text = word.partition("=")
        if word in {"--quiet", "--norc"}:
            given["quiet"] = ""
        elif word == "--version":
            await run.stdout.write("2.5.9\n")
            return 0
        elif word == "--help":
            await run.stdout.write("Usage: mongosh [options] [db address] [file names (ending in .js)]\n")
            return 0
        elif name in VALUED:
            given[VALUED[name]] = text if equals else words.pop(0) if words else ""
        elif word.startswith("-"):
            await run.stderr.write(f"Error parsing command line: unrecognized option: {word}\n")
            return 1
        elif found := re.fullmatch(r"mongodb://(?:([^:@]+):([^@]+)@)?([^:/]+)(?::(\d+))?(?:/(\w*))?(?:\?.*)?", word):
            user, password, host, port, database = found.groups()
            given.update({"user": user or "", "password": password or "", "host": host, "port": port or "27017",
                          "database": database or "test"})  # fmt: skip
        else:
            given["database"] = word
    session = Session(run, given)
    if "eval" in given:
        return await _lines(
            run, session, [part for part in re.split(r";\s*(?![^(]*\))", given["eval"]) if part.strip()]
        )
    if not run.stdin.isatty:
        return await _lines(run, session, (await run.stdin.read()).decode("utf-8", "replace").splitlines())
    return await _prompt(run, session)


async def _lines(run: Invocation, session: Session, lines: list[str]) -> int:
    for line in lines:
        if line.strip() in {"", "exit", "quit"}:
            continue
        try:
            text = await session.line(line)
        except ConnectError as error:
            reason = REASONS.get(error.kind, "connection closed")
            await run.stderr.write(f"MongoNetworkError: {reason} {session.host}:{session.port}\n")
            return 1
        except LookupError as error:
            await run.stderr.write(f"{error.args[0]}\n")
            return 1
        if text:
            await run.stdout.write(f"{text}\n")
    return 0


async def _prompt(run: Invocation, session: Session) -> int:
    while True:
        await run.stdout.write(f"{session.database}> ")
        data = await run.stdin.chunk()
        line = data.decode("utf-8", "replace").strip()
        if not data or line in {"exit", "quit", ".exit"}:
            return 0
        await _lines(run, session, [line])
