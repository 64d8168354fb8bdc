"""mysql and mariadb, mysqladmin, mysqldump, and MariaDB's health check.

Follows mysql-server client/mysql.cc, client/mysqladmin.cc.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.host.invocation import Invocation
from app.host.programs.sql_text import boxed, tabbed
from app.network.network import ConnectError
from app.network.raw import raw

NAMES = ("mysql", "mariadb", "mysqladmin", "mariadb-admin", "mysqldump", "healthcheck.sh")
VALUED = {"u": "user", "h": "host", "P": "port", "e": "execute", "D": "database"}
LONG = frozenset({"user", "host", "port", "execute", "database", "password", "protocol", "socket", "connect-timeout",
                  "default-character-set"})  # fmt: skip
SWITCHES = {"N": "skip-column-names", "B": "batch", "s": "silent", "t": "table", "v": "verbose", "f": "force",
            "E": "vertical", "A": "", "w": "wait"}  # fmt: skip
LONG_SWITCHES = frozenset({*SWITCHES.values(), "no-beep", "connect", "innodb_initialized", "help", "version",
                           "skip-ssl", "all-databases"})  # fmt: skip


class Session:
    """Who is connected where."""

    def __init__(self, run: Invocation, given: dict[str, str]) -> None:
        self.run, self.given = run, given
        self.host, self.port = given.get("host", "localhost"), int(given.get("port", "3306") or 3306)
        self.user = given.get("user", run.host.spec.user)
        self.password = given.get("password", run.env.get("MYSQL_PWD", ""))
        self.database = given.get("database", "")
        self.mariadb = run.name.startswith("mariadb") or run.host.which("mariadb", None, "/") is not None
        if not given.get("host") and run.env.get("MYSQL_HOST"):
            self.host = run.env["MYSQL_HOST"]

    @property
    def local(self) -> bool:
        """Whether it goes through the socket."""
        return self.host == "localhost" and self.given.get("protocol", "").lower() != "tcp"

    async def ask(self, sql: str) -> dict[str, Any]:
        """Send SQL; ConnectError, or the answer."""
        asked = {"user": self.user, "password": self.password, "database": self.database, "sql": sql,
                 "local": self.local}  # fmt: skip
        answer = await self.run.http(self.host, self.port, raw(orjson.dumps(asked)), timeout=130.0)
        if answer.status != 200 or not isinstance(answer.body, bytes):
            raise ConnectError("closed", self.host, self.port)
        found: dict[str, Any] = orjson.loads(answer.body)
        return found

    def problem(self, error: ConnectError) -> str:
        """Why no connection came about."""
        if error.kind == "unknown host":
            return (f"ERROR 2005 (HY000): Unknown server host '{self.host}' (-2)" if self.mariadb else
                    f"ERROR 2005 (HY000): Unknown MySQL server host '{self.host}' (-2)")  # fmt: skip
        if self.local:
            folder, product = ("/run", "") if self.mariadb else ("/var/run", "MySQL ")
            where = f"through socket '{folder}/mysqld/mysqld.sock' (2)"
            return f"ERROR 2002 (HY000): Can't connect to local {product}server {where}"
        number = {"refused": 111, "unreachable": 113}.get(error.kind, 110)
        if self.mariadb:
            return f"ERROR 2002 (HY000): Can't connect to server on '{self.host}' ({number})"
        return f"ERROR 2003 (HY000): Can't connect to MySQL server on '{self.host}:{self.port}' ({number})"

    async def execute(self, sql: str, *, chatty: bool) -> int:
        """Run SQL and show what comes of it."""
        try:
            answer = await self.ask(sql)
        except ConnectError as error:
            await self.run.stderr.write(self.problem(error) + "\n")
            return 1
        if refused := answer.get("refused"):
            await self.run.stderr.write(f"ERROR {refused[0]}: {refused[1]}\n")
            return 1
        before, self.database = self.database, answer["session"]["database"]
        for result in answer["results"]:
            await self.run.stdout.write(self._shown(result, chatty=chatty))
        if "error" in answer:
            code, text, number, _ = answer["error"]
            where = "" if chatty else f" at line {number}"
            await self.run.stderr.write(f"ERROR {code}{where}: {text}\n")
        del before
        return int("error" in answer)

    def _shown(self, result: dict[str, Any], *, chatty: bool) -> str:
        rows, columns, count = result["rows"], result["columns"], result["count"]
        if not columns:
            if not chatty:
                return ""
            if result["tag"] == "Database changed":
                return "Database changed\n"
            return f"Query OK, {count} row{'' if count == 1 else 's'} affected (0.01 sec)\n\n"
        if not rows:
            return "Empty set (0.00 sec)\n\n" if chatty else ""
        table = (chatty or self.run.stdout.isatty or "table" in self.given) and not (
            {"batch", "silent"} & self.given.keys())  # fmt: skip
        text = boxed(columns, rows) if table else tabbed(columns, rows, names="skip-column-names" not in self.given)
        if chatty:
            text += f"{len(rows)} row{'' if len(rows) == 1 else 's'} in set (0.00 sec)\n\n"
        return text


async def main(run: Invocation) -> int:
    """Run one of the clients."""
    given, operands, wrong = _read(run.args)
    if wrong:
        await run.stderr.write(f"{run.name}: {wrong}\n")
        return 2
    if "help" in given or "version" in given:
        await run.stdout.write(f"{run.name}  Ver 9.5.0 for Linux on x86_64 (MySQL Community Server - GPL)\n")
        return 0
    session = Session(run, given)
    if given.get("password") and not session.mariadb and "password" in given and run.name != "healthcheck.sh":
        name = run.name
        await run.stderr.write(f"{name}: [Warning] Using a password on the command line interface can be insecure.\n")
    if run.name == "healthcheck.sh":
        return await _healthy(session)
    if run.name.endswith("admin"):
        return await _admin(run, session, operands)
    if run.name == "mysqldump":
        await run.stderr.write("mysqldump: dumping is not simulated here; `SELECT` shows what a table holds\n")
        return 1
    if operands:
        session.database = operands[0]
    if "execute" in given:
        return await session.execute(given["execute"], chatty=False)
    if not run.stdin.isatty:
        text = (await run.stdin.read()).decode("utf-8", "replace")
        return await session.execute(text, chatty=False)
    return await _prompt(run, session)


def _read(words: list[str]) -> tuple[dict[str, str], list[str], str]:
    given: dict[str, str] = {}
    operands: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in LONG:
                given[name] = value if equals or name == "password" else rest.pop(0) if rest else ""
            elif name in LONG_SWITCHES:
                given[name] = ""
            else:
                return given, operands, f"unknown option '{word}'"
        elif word.startswith("-") and len(word) > 1:
            letter, value = word[1], word[2:]
            if letter == "p":
                given["password"] = value
            elif letter in VALUED:
                given[VALUED[letter]] = value or (rest.pop(0) if rest else "")
            elif {*word[1:]} <= SWITCHES.keys():
                given.update(dict.fromkeys((SWITCHES[one] for one in word[1:]), ""))
            else:
                return given, operands, f"unknown option '-{letter}'"
        else:
            operands.append(word)
    return given, operands, ""


async def _healthy(session: Session) -> int:
    try:
        await session.ask("")
    except ConnectError:
        return 1
    return 0


async def _admin(run: Invocation, session: Session, operands: list[str]) -> int:
    verb = operands[0] if operands else ""
    product = "mariadbd" if session.mariadb else "mysqld"
    try:
        answer = await session.ask("")
    except ConnectError as error:
        where = session.problem(error).partition(": ")[2]
        await run.stderr.write(f"{run.name}: connect to server at '{session.host}' failed\nerror: '{where}'\n")
        return 1
    refused = answer.get("refused")
    if verb == "ping":
        if refused:
            await run.stderr.write(f"{run.name}: connect to server at '{session.host}' failed\nerror: '{refused[1]}'\n")
        await run.stdout.write(f"{product} is alive\n")
        return 0
    if refused:
        await run.stderr.write(f"{run.name}: connect to server at '{session.host}' failed\nerror: '{refused[1]}'\n")
        return 1
    if verb == "status":
        await run.stdout.write("Uptime: 60  Threads: 2  Questions: 8  Slow queries: 0  Opens: 119  Flush tables: 3  "
                               "Open tables: 38  Queries per second avg: 0.133\n")  # fmt: skip
        return 0
    await run.stderr.write(f"{run.name}: Unknown command: '{verb}'\n")
    return 1


async def _prompt(run: Invocation, session: Session) -> int:
    if session.given.get("password") == "":
        await run.stdout.write("Enter password: ")
        session.password = (await run.stdin.chunk()).decode("utf-8", "replace").rstrip("\r\n")
        await run.stdout.write("\n")
    if status := await session.execute("", chatty=True):
        return status
    product = "MariaDB" if session.mariadb else "MySQL"
    hint = "Type 'help;' or '\\h' for help. Type '\\c' to clear the current input statement."
    await run.stdout.write(f"Welcome to the {product} monitor.  Commands end with ; or \\g.\n\n{hint}\n\n")
    waiting = ""
    while True:
        name = f"MariaDB [{session.database or '(none)'}]" if session.mariadb else "mysql"
        await run.stdout.write("    -> " if waiting else f"{name}> ")
        data = await run.stdin.chunk()
        line = data.decode("utf-8", "replace").rstrip("\r\n")
        if not data or (not waiting and line.strip().rstrip(";").lower() in {"exit", "quit", "\\q"}):
            await run.stdout.write("Bye\n")
            return 0
        if not waiting and line.strip().lower().startswith("use "):
            line = line.rstrip("; ") + ";"
        waiting += line + "\n"
        if line.rstrip().endswith((";", "\\g")):
            await session.execute(waiting.replace("\\g", ";"), chatty=True)
            waiting = ""
        elif not waiting.strip():
            waiting = ""
