"""MySQL's and MariaDB's way: dialect, catalogue, errors.

Follows mysql-server share/messages_to_clients.txt for numbers and words.
"""

from __future__ import annotations

import re
from typing import Any

from app.cluster.images.sql.engine import Result, SqlError
from app.cluster.images.sql.server import RefusedError, Server

SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")
_AUTO = (r"\b(?:TINY|SMALL|MEDIUM|BIG)?INT(?:EGER)?(?:\(\d+\))?(?:\s+UNSIGNED)?((?:\s+NOT\s+NULL)?)\s+AUTO_INCREMENT"
         r"((?:\s+PRIMARY\s+KEY)?)")  # fmt: skip
_OPTIONS = r"\)\s*(?:ENGINE|DEFAULT\s+CHARSET|CHARSET|COLLATE|AUTO_INCREMENT|CHARACTER\s+SET)\b[^;]*$"
_NOW = r"(?:now\(\)|CURRENT_TIMESTAMP(?:\(\))?)"
_REWRITTEN = (
    (_AUTO, r"INTEGER\1 PRIMARY KEY"), (_OPTIONS, ")"),
    (rf"\bDEFAULT\s+{_NOW}(?:\s+ON\s+UPDATE\s+CURRENT_TIMESTAMP(?:\(\))?)?", "DEFAULT (now())"),
    (r"\bCURRENT_TIMESTAMP(?:\(\))?", "now()"), (r"\bINSERT\s+IGNORE\b", "INSERT OR IGNORE"),
    (r"\bTRUNCATE\s+(?:TABLE\s+)?(\S+)", r"DELETE FROM \1"), (r"\bENUM\s*\([^)]*\)", "VARCHAR(64)"),
    (r"\bUNSIGNED\b", ""), (r"@@(?:global\.|session\.)?(\w+)", r"sysvar('\1')"),
)  # fmt: skip
_CHANGES = tuple((re.compile(pattern, re.I), text) for pattern, text in _REWRITTEN)
_SECOND_KEY = re.compile(r",\s*PRIMARY\s+KEY\s*\([^)]*\)", re.I)
_QUALIFIED = re.compile(r"\b(FROM|INTO|UPDATE|TABLE|JOIN|EXISTS)\s+`?(\w+)`?\.`?(\w+)`?", re.I)


class Mysql:
    """See app.cluster.images.sql.server.Dialect."""

    def __init__(self, version: str, *, mariadb: bool) -> None:
        self.version, self.mariadb = version, mariadb

    def connect(self, server: Server, given: dict[str, Any]) -> None:
        """Everybody needs the password, on the socket too."""
        user, password = given["user"], given.get("password", "")
        place = "localhost" if given.get("local") else given.get("peer", "")
        if user not in server.users or server.users[user] != password:
            used = "YES" if password else "NO"
            raise RefusedError("1045 (28000)", f"Access denied for user '{user}'@'{place}' (using password: {used})")
        if given.get("database") and given["database"] not in self.names(server):
            raise RefusedError("1049 (42000)", f"Unknown database '{given['database']}'")

    def names(self, server: Server) -> list[str]:
        """Every database."""
        return sorted({*SYSTEM, *server.databases})

    def run(self, server: Server, statement: str, session: dict[str, Any]) -> Result:
        """One statement."""
        words = statement.upper().replace("`", "").split()
        plain = statement.replace("`", "").split()
        match words[:2]:
            case ["USE", _]:
                if plain[1] not in self.names(server):
                    raise RefusedError("1049 (42000)", f"Unknown database '{plain[1]}'")
                session["database"] = plain[1]
                return Result("Database changed")
            case ["CREATE" | "DROP" as verb, "DATABASE" | "SCHEMA"]:
                return self._database(server, verb, words, plain)
            case ["CREATE" | "ALTER" | "DROP", "USER"]:
                return self._user(server, statement, words[0])
            case ["SHOW", *_]:
                return self._show(server, statement, words, session)
            case ["DESCRIBE" | "DESC" | "EXPLAIN", _] if len(words) == 2:
                return self._columns(server, plain[1], session)
        if words[0] in {"GRANT", "REVOKE", "SET", "FLUSH", "LOCK", "UNLOCK", "ANALYZE"}:
            return Result("OK")
        return self._plain(server, statement, words, session)

    def _database(self, server: Server, verb: str, words: list[str], plain: list[str]) -> Result:
        name, lenient = plain[-1] if "EXISTS" in words else plain[2], "EXISTS" in words
        if verb == "CREATE":
            if name in self.names(server):
                if not lenient:
                    raise RefusedError("1007 (HY000)", f"Can't create database '{name}'; database exists")
            else:
                server.create(name)
            return Result("OK", count=1)
        if name not in server.databases:
            if lenient:
                return Result("OK")
            raise RefusedError("1008 (HY000)", f"Can't drop database '{name}'; database doesn't exist")
        server.drop(name)
        return Result("OK")

    def _user(self, server: Server, statement: str, verb: str) -> Result:
        found = re.search(r"USER\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?'?([\w-]+)'?", statement, re.I)
        secret = re.search(r"(?:BY|PASSWORD)\s+'([^']*)'", statement, re.I)
        if found and verb == "DROP":
            server.users.pop(found[1], None)
        elif found:
            server.users[found[1]] = secret[1] if secret else server.users.get(found[1], "")
        return Result("OK")

    def _show(self, server: Server, statement: str, words: list[str], session: dict[str, Any]) -> Result:
        like = re.search(r"LIKE\s+'([^']*)'", statement, re.I)

        def fits(name: str) -> bool:
            return (
                like is None or re.fullmatch(re.escape(like[1]).replace("%", ".*").replace("_", "."), name) is not None
            )

        match words[1:2]:
            case ["DATABASES" | "SCHEMAS"]:
                rows: list[list[Any]] = [[name] for name in self.names(server) if fits(name)]
                return Result("SHOW", ["Database"], rows, len(rows))
            case ["TABLES"]:
                named = re.search(r"(?:FROM|IN)\s+`?(\w+)", statement, re.I)
                database = named[1] if named else self._chosen(session)
                if database not in self.names(server):
                    raise RefusedError("1049 (42000)", f"Unknown database '{database}'")
                if database not in server.databases:
                    return Result("SHOW", [f"Tables_in_{database}"])
                found = server.engine(database).run("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
                rows = [row for row in found.rows if fits(row[0]) and not row[0].startswith("sqlite_")]
                return Result("SHOW", [f"Tables_in_{database}"], rows, len(rows))
            case ["COLUMNS" | "FIELDS"]:
                return self._columns(server, statement.rsplit(maxsplit=1)[-1].strip("`"), session)
            case ["VARIABLES"] | ["GLOBAL"] | ["SESSION"]:
                rows = [[name, text] for name, text in self.variables(server).items() if fits(name)]
                return Result("SHOW", ["Variable_name", "Value"], rows, len(rows))
            case ["STATUS"]:
                rows = [[name, text] for name, text in (("Threads_connected", "1"), ("Uptime", str(int(
                    server.process.clock.now - server.process.began)))) if fits(name)]  # fmt: skip
                return Result("SHOW", ["Variable_name", "Value"], rows, len(rows))
            case ["PROCESSLIST"]:
                columns = ["Id", "User", "Host", "db", "Command", "Time", "State", "Info"]
                row = [8, session["user"], "localhost", session.get("database") or None, "Query", 0, "init", statement]
                return Result("SHOW", columns, [row], 1)
            case ["GRANTS"]:
                rows = [[f"GRANT ALL PRIVILEGES ON *.* TO `{session['user']}`@`%` WITH GRANT OPTION"]]
                return Result("SHOW", [f"Grants for {session['user']}@%"], rows, 1)
        raise self._syntax(words[1] if len(words) > 1 else "")

    def variables(self, server: Server) -> dict[str, str]:
        """System variables worth asking for."""
        return {"character_set_server": "utf8mb4", "datadir": "/var/lib/mysql/", "hostname": server.process.hostname,
                "log_bin": "ON", "max_connections": "151", "port": "3306", "read_only": "OFF", "server_id": "1",
                "version": self.version, "wait_timeout": "28800"}  # fmt: skip

    def _columns(self, server: Server, name: str, session: dict[str, Any]) -> Result:
        database = self._chosen(session)
        found = server.engine(database).run(
            f"SELECT name, type, \"notnull\", pk, dflt_value FROM pragma_table_info('{name}')").rows  # fmt: skip
        if not found:
            raise RefusedError("1146 (42S02)", f"Table '{database}.{name}' doesn't exist")
        rows: list[list[Any]] = []
        for column, declared, required, key, default in found:
            kind = "int" if declared.upper() == "INTEGER" else declared.lower()
            rows.append([column, kind, "NO" if required or key else "YES", "PRI" if key else "", default,
                         "auto_increment" if key and kind == "int" else ""])  # fmt: skip
        return Result("SHOW", ["Field", "Type", "Null", "Key", "Default", "Extra"], rows, len(rows))

    @staticmethod
    def _chosen(session: dict[str, Any]) -> str:
        if not session.get("database"):
            raise RefusedError("1046 (3D000)", "No database selected")
        return str(session["database"])

    def _plain(self, server: Server, statement: str, words: list[str], session: dict[str, Any]) -> Result:
        database = session.get("database", "")
        text = statement
        if qualified := _QUALIFIED.search(text):
            database = qualified[2]
            if database not in self.names(server):
                raise RefusedError("1049 (42000)", f"Unknown database '{database}'")
            text = re.sub(rf"`?\b{database}`?\.", "", text)
        for pattern, new in _CHANGES:
            changed = pattern.sub(new, text)
            if changed != text and "AUTO_INCREMENT" in pattern.pattern and "PRIMARY KEY" in changed:
                head, found, tail = changed.partition("PRIMARY KEY")
                changed = head + found + _SECOND_KEY.sub("", tail)
            text = changed
        if not database and words[0] in {"CREATE", "INSERT", "UPDATE", "DELETE", "DROP", "ALTER", "TRUNCATE"}:
            raise RefusedError("1046 (3D000)", "No database selected")
        if not database and re.search(r"\bFROM\b", text, re.I):
            raise RefusedError("1046 (3D000)", "No database selected")
        server.process.data["database"] = session.get("database") or None
        name = database or "mysql"
        if name not in server.databases:
            server.create(name)
        try:
            result = server.engine(name).run(text)
        except SqlError as error:
            raise self._worded(str(error), statement, database) from None
        result.tag = words[0]
        result.columns = [re.sub(r"sysvar\('(\w+)'\)", r"@@\1", one) for one in result.columns]
        return result

    def _syntax(self, near: str) -> RefusedError:
        product = "MariaDB" if self.mariadb else "MySQL"
        return RefusedError(
            "1064 (42000)", "You have an error in your SQL syntax; check the manual that corresponds to your "
            f"{product} server version for the right syntax to use near '{near}' at line 1")  # fmt: skip

    def _worded(self, text: str, statement: str, database: str) -> RefusedError:
        if found := re.search(r"no such table: (?:main\.)?(\w+)", text):
            return RefusedError("1146 (42S02)", f"Table '{database}.{found[1]}' doesn't exist")
        if found := re.search(r"table [`\"]?(\w+)[`\"]? already exists", text):
            return RefusedError("1050 (42S01)", f"Table '{found[1]}' already exists")
        if found := re.search(r"no such column: ([\w.]+)|has no column named (\w+)", text):
            return RefusedError("1054 (42S22)", f"Unknown column '{found[1] or found[2]}' in 'field list'")
        if found := re.search(r"UNIQUE constraint failed: (\w+)\.(\w+)", text):
            value = re.search(r"VALUES\s*\(\s*('?[^,')]*)", statement, re.I)
            shown = value[1].strip("'") if value else ""
            return RefusedError("1062 (23000)", f"Duplicate entry '{shown}' for key '{found[1]}.PRIMARY'")
        if found := re.search(r"NOT NULL constraint failed: \w+\.(\w+)", text):
            return RefusedError("1048 (23000)", f"Column '{found[1]}' cannot be null")
        if found := re.search(r'near "([^"]*)": syntax error', text):
            at = statement.find(found[1])
            return self._syntax(statement[at:] if at >= 0 else found[1])
        if found := re.search(r"no such function: (\w+)", text):
            return RefusedError("1305 (42000)", f"FUNCTION {database}.{found[1]} does not exist")
        if "interrupted" in text:
            return RefusedError(
                "3024 (HY000)", "Query execution was interrupted, maximum statement execution time exceeded"
            )
        if "syntax" in text or "incomplete" in text:
            return self._syntax("")
        return RefusedError("1105 (HY000)", text)
