"""psql, pg_isready, createdb, dropdb, createuser.

Follows postgres src/bin/psql (startup.c, command.c, print.c) and src/bin/scripts.
"""

from __future__ import annotations

import re
import shlex
from typing import Any
from urllib.parse import urlsplit

import orjson

from app.host.invocation import Invocation
from app.host.programs.sql_text import aligned, expanded, unaligned
from app.network.network import ConnectError
from app.network.raw import raw

NAMES = ("psql", "pg_isready", "createdb", "dropdb", "createuser")
VALUED = {"U": "user", "d": "database", "h": "host", "p": "port", "c": "command", "f": "file", "v": "set", "F": "sep",
          "o": "output", "P": "pset", "L": "log", "t": "timeout"}  # fmt: skip
LONG = {"username": "U", "dbname": "d", "host": "h", "port": "p", "command": "c", "file": "f", "set": "v",
        "field-separator": "F", "tuples-only": "t", "no-align": "A", "list": "l", "quiet": "q", "no-psqlrc": "X",
        "expanded": "x", "no-password": "w", "password": "W", "echo-all": "a", "single-transaction": "1",
        "variable": "v", "timeout": "t"}  # fmt: skip
REASONS = {"refused": "Connection refused", "timeout": "Connection timed out", "unreachable": "No route to host"}
SOCKET = "/var/run/postgresql/.s.PGSQL.5432"
TABLES = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%' ORDER BY name"
QUIT = frozenset({"\\q", "quit", "exit"})


class Session:
    """Who is connected where, and how results look."""

    def __init__(self, run: Invocation, given: dict[str, list[str]]) -> None:
        self.run, self.given = run, given
        env = run.env
        self.host = (given.get("host") or [env.get("PGHOST", "")])[-1]
        self.port = int((given.get("port") or [env.get("PGPORT", "5432")])[-1])
        self.user = (given.get("user") or [env.get("PGUSER", run.host.spec.user)])[-1]
        self.database = (given.get("database") or [env.get("PGDATABASE", self.user)])[-1]
        self.password = env.get("PGPASSWORD", "")
        self.bare, self.loose = "t" in given, "A" in given
        self.wide = "x" in given
        self.version = ""

    @property
    def local(self) -> bool:
        """Whether it goes through the socket."""
        return self.host in {"", "/var/run/postgresql"}

    async def ask(self, sql: str) -> dict[str, Any]:
        """Send SQL; ConnectError, or the answer."""
        asked = {"user": self.user, "password": self.password, "database": self.database, "sql": sql,
                 "local": self.local}  # fmt: skip
        place = "127.0.0.1" if self.local else self.host
        answer = await self.run.http(place, self.port, raw(orjson.dumps(asked)), timeout=130.0)
        if answer.status != 200 or not isinstance(answer.body, bytes):
            raise ConnectError("closed", place, self.port)
        found: dict[str, Any] = orjson.loads(answer.body)
        return found

    def where(self) -> str:
        """The server, as errors name it."""
        if self.local:
            return f'server on socket "{SOCKET}"'
        address = self.run.host.resolve(self.host) or self.host
        shown = f'"{self.host}"' + (f" ({address})" if address != self.host else "")
        return f"server at {shown}, port {self.port}"

    async def problem(self, error: ConnectError) -> str:
        """Why no connection came about."""
        if error.kind == "unknown host":
            return f'could not translate host name "{self.host}" to address: Name or service not known'
        if error.kind == "closed":
            return f"connection to {self.where()} failed: server closed the connection unexpectedly"
        if self.local:
            return (f"connection to {self.where()} failed: No such file or directory\n\tIs the server running locally "
                    "and accepting connections on that socket?")  # fmt: skip
        tail = "\n\tIs the server running on that host and accepting TCP/IP connections?"
        return f"connection to {self.where()} failed: {REASONS.get(error.kind, error.kind)}" + (
            tail if error.kind == "refused" else "")  # fmt: skip

    async def execute(self, sql: str) -> int:
        """Run SQL and show what comes of it."""
        try:
            answer = await self.ask(sql)
        except ConnectError as error:
            await self.run.stderr.write(f"{self.run.name}: error: {await self.problem(error)}\n")
            return 2
        if refused := answer.get("refused"):
            await self.run.stderr.write(f"{self.run.name}: error: connection to {self.where()} failed: {refused[1]}\n")
            return 2
        for result in answer["results"]:
            await self.run.stdout.write(self.shown(result))
        if "error" in answer:
            await self.run.stderr.write(answer["error"][1] + "\n")
            return 1
        return 0

    def shown(self, result: dict[str, Any]) -> str:
        """A result as it is printed."""
        if not result["columns"]:
            return "" if "q" in self.given or self.bare else f"{result['tag']}\n"
        counted = result["tag"].split()[0] in {"INSERT", "UPDATE", "DELETE"} and not self.bare
        return self._table(result) + (f"{result['tag']}\n" if counted else "")

    def _table(self, result: dict[str, Any]) -> str:
        if self.wide:
            return expanded(result["columns"], result["rows"])
        if self.loose:
            separator = (self.given.get("sep") or ["|"])[-1]
            return unaligned(result["columns"], result["rows"], separator, bare=self.bare)
        return aligned(result["columns"], result["rows"], bare=self.bare)


async def main(run: Invocation) -> int:
    """Run one of the clients."""
    if run.name == "pg_isready" and "-t" in run.args:
        at = run.args.index("-t")
        run.argv = [run.name, *run.args[:at], *run.args[at + 2 :]]
    given, operands, wrong = _read(run.args)
    if wrong:
        await run.stderr.write(f"{run.name}: {wrong}\n{run.name}: hint: Try \"{run.name} --help\" for more "
                               "information.\n")  # fmt: skip
        return 1
    if "help" in given or "version" in given:
        text = f"{run.name} (PostgreSQL) 17.6 (Debian 17.6-1.pgdg13+1)" if "version" in given else \
            f"Usage:\n  {run.name} [OPTION]... [DBNAME [USERNAME]]"  # fmt: skip
        await run.stdout.write(f"{text}\n")
        return 0
    session = Session(run, given)
    match run.name:
        case "pg_isready":
            return await _ready(run, session)
        case "createdb" | "dropdb" | "createuser":
            session.database = "postgres"
            name = operands[0] if operands else session.user
            verb = {"createdb": "CREATE DATABASE", "dropdb": "DROP DATABASE", "createuser": "CREATE ROLE"}[run.name]
            given["q"] = [""]
            return await session.execute(f'{verb} "{name}"')
    if operands:
        session.database = operands[0].rpartition("/")[2] if "://" in operands[0] else operands[0]
        if "://" in operands[0]:
            _from_url(session, operands[0])
    if len(operands) > 1:
        session.user = operands[1]
    return await _psql(run, session, given)


def _from_url(session: Session, url: str) -> None:
    parts = urlsplit(url)
    session.user, session.password = parts.username or session.user, parts.password or session.password
    session.host, session.port = parts.hostname or "", parts.port or 5432


def _read(words: list[str]) -> tuple[dict[str, list[str]], list[str], str]:
    """Options, operands, and what is wrong."""
    given: dict[str, list[str]] = {}
    operands: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in {"--help", "-?"}:
            given["help"] = [""]
        elif word in {"--version", "-V"}:
            given["version"] = [""]
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name not in LONG:
                return given, operands, f"unrecognized option '{word}'"
            letter = LONG[name]
            if letter in VALUED and letter not in {"t"}:
                given.setdefault(VALUED[letter], []).append(value if equals else rest.pop(0) if rest else "")
            else:
                given[letter] = [""]
        elif word.startswith("-") and len(word) > 1:
            letters = word[1:]
            while letters:
                letter, letters = letters[0], letters[1:]
                if letter in VALUED and letter != "t":
                    given.setdefault(VALUED[letter], []).append(letters or (rest.pop(0) if rest else ""))
                    break
                if letter not in "tAlqXxwWa1E":
                    return given, operands, f"invalid option -- '{letter}'"
                given[letter] = [""]
        else:
            operands.append(word)
    return given, operands, ""


async def _ready(run: Invocation, session: Session) -> int:
    place = f"{session.host or '/var/run/postgresql'}:{session.port}"
    quiet = "q" in session.given
    try:
        await session.ask("")
        text, status = "accepting connections", 0
    except ConnectError:
        text, status = "no response", 2
    if not quiet:
        await run.stdout.write(f"{place} - {text}\n")
    return status


async def _psql(run: Invocation, session: Session, given: dict[str, list[str]]) -> int:
    if "l" in given:
        return await meta(session, "\\l")
    if "command" in given:
        status = 0
        for text in given["command"]:
            status = await (meta(session, text) if text.lstrip().startswith("\\") else session.execute(text))
            if status:
                break
        return status
    if status := await session.execute(""):
        return status
    if "file" in given and given["file"][-1] != "-":
        path = given["file"][-1]
        try:
            text = run.read_file(path).decode("utf-8", "replace")
        except OSError as error:
            await run.stderr.write(f"psql: error: {path}: {error.strerror}\n")
            return 1
        return await _script(session, text)
    if not run.stdin.isatty:
        return await _script(session, (await run.stdin.read()).decode("utf-8", "replace"))
    return await _prompt(run, session)


async def _script(session: Session, text: str) -> int:
    """Statements line by line; psql goes on after an error."""
    waiting, status = "", 0
    for line in text.splitlines():
        if not waiting and line.lstrip().startswith("\\"):
            if line.strip() in QUIT:
                break
            status = await meta(session, line.strip()) or status
            continue
        waiting += line + "\n"
        if line.rstrip().endswith(";"):
            found = await session.execute(waiting)
            if found == 2:
                return found
            waiting = ""
    if waiting.strip():
        await session.execute(waiting)
    return 0 if status != 2 else status


async def _prompt(run: Invocation, session: Session) -> int:
    """Lines with a prompt."""
    await run.stdout.write('psql (17.6 (Debian 17.6-1.pgdg13+1))\nType "help" for help.\n\n')
    waiting = ""
    while True:
        await run.stdout.write(f"{session.database}{'-' if waiting else '='}# ")
        data = await run.stdin.chunk()
        if not data:
            await run.stdout.write("\\q\n")
            return 0
        line = data.decode("utf-8", "replace").rstrip("\r\n")
        if not waiting and line.strip() in QUIT:
            return 0
        if not waiting and line.lstrip().startswith("\\"):
            await meta(session, line.strip())
            continue
        waiting += line + "\n"
        if line.rstrip().endswith(";"):
            await session.execute(waiting)
            waiting = ""
        elif not waiting.strip():
            waiting = ""


async def meta(session: Session, line: str) -> int:
    """A backslash command."""
    run = session.run
    words = shlex.split(line[1:])
    name, rest = (words[0].rstrip("+"), words[1:]) if words else ("", [])
    match name:
        case "l" | "list":
            return await _databases(session)
        case "dt" | "d" if not rest:
            return await _tables(session)
        case "d" | "dt":
            return await _table(session, rest[0])
        case "du" | "dg":
            rows = [["postgres" if session.user == "postgres" else session.user,
                     "Superuser, Create role, Create DB, Replication, Bypass RLS"]]  # fmt: skip
            text = aligned(["Role name", "Attributes"], rows, bare=True)
            head = aligned(["Role name", "Attributes"], rows).rsplit("(", 1)[0]
            await run.stdout.write("List of roles".center(head.index("\n") + 1).rstrip() + f"\n{head}")
            del text
            return 0
        case "c" | "connect":
            before, session.database = session.database, rest[0] if rest else session.database
            if status := await session.execute(""):
                session.database = before
                return status
            await run.stdout.write(
                f'You are now connected to database "{session.database}" as user "{session.user}".\n'
            )
            return 0
        case "conninfo":
            how = f'via socket in "/var/run/postgresql" at port "{session.port}"' if session.local else \
                f'on host "{session.host}" at port "{session.port}"'  # fmt: skip
            await run.stdout.write(
                f'You are connected to database "{session.database}" as user "{session.user}" {how}.\n'
            )
            return 0
        case "x":
            session.wide = not session.wide
            await run.stdout.write(f"Expanded display is {'on' if session.wide else 'off'}.\n")
            return 0
        case "echo":
            await run.stdout.write(" ".join(rest) + "\n")
            return 0
        case "i" if rest:
            return await _script(session, run.read_file(rest[0]).decode("utf-8", "replace"))
    await run.stderr.write(f"invalid command \\{name}\nTry \\? for help.\n")
    return 1


async def _rows(session: Session, sql: str) -> list[list[Any]] | None:
    try:
        answer = await session.ask(sql)
    except ConnectError as error:
        await session.run.stderr.write(f"psql: error: {await session.problem(error)}\n")
        return None
    if refused := answer.get("refused"):
        await session.run.stderr.write(f"psql: error: connection to {session.where()} failed: {refused[1]}\n")
        return None
    return answer["results"][-1]["rows"] if answer["results"] else []


async def _databases(session: Session) -> int:
    names = await _rows(session, "SHOW databases_")
    if names is None:
        return 2
    columns = ["Name", "Owner", "Encoding", "Locale Provider", "Collate", "Ctype", "Locale", "ICU Rules",
               "Access privileges"]  # fmt: skip
    rows: list[list[Any]] = []
    for name, owner in names:
        template = name.startswith("template")
        rows.append([name, owner, "UTF8", "libc", "en_US.utf8", "en_US.utf8", "", "",
                     f"=c/{owner}          +\n{owner}=CTc/{owner}" if template else ""])  # fmt: skip
    await session.run.stdout.write(aligned(columns, rows, title="List of databases"))
    return 0


async def _tables(session: Session) -> int:
    rows = await _rows(session, TABLES)
    if rows is None:
        return 2
    if not rows:
        await session.run.stderr.write("Did not find any relations.\n")
        return 0
    shown = [["public", row[0], "table", session.user] for row in rows]
    await session.run.stdout.write(aligned(["Schema", "Name", "Type", "Owner"], shown, title="List of relations"))
    return 0


async def _table(session: Session, name: str) -> int:
    rows = await _rows(session, f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}')")
    if rows is None:
        return 2
    if not rows:
        await session.run.stderr.write(f'Did not find any relation named "{name}".\n')
        return 1
    shown = []
    for column, declared, required, default, key in rows:
        plain = re.sub(r"^varchar", "character varying", declared.lower())
        kind = {"int": "integer", "bool": "boolean", "timestamp": "timestamp without time zone"}.get(plain, plain)
        counted = key and kind == "integer" and default is None
        value = f"nextval('{name}_{column}_seq'::regclass)" if counted else default or ""
        shown.append(
            [column, kind, "", "not null" if required or key else "", value.strip("()") if not counted else value]
        )
    text = aligned(["Column", "Type", "Collation", "Nullable", "Default"], shown, title=f'Table "public.{name}"')
    text = text.rsplit("(", 1)[0]
    if keys := ", ".join(row[0] for row in rows if row[4]):
        text += f'Indexes:\n    "{name}_pkey" PRIMARY KEY, btree ({keys})\n'
    await session.run.stdout.write(text + "\n")
    return 0
