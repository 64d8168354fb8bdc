"""What simulated SQL servers share: databases by name, users, a file that keeps them, the exchange with clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson

from app.cluster.images.image import Process
from app.cluster.images.sql.engine import Engine, Result, statements
from app.network.http import Handler, Reply, Request, Response
from app.network.raw import HANG_UP, data_of


class RefusedError(Exception):
    """A statement or a connection that the server refuses: code, and its words."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class Dialect(Protocol):
    """How a product speaks."""

    def connect(self, server: Server, given: dict[str, Any]) -> None:
        """Refuse who may not come in."""

    def run(self, server: Server, statement: str, session: dict[str, Any]) -> Result:
        """One statement; RefusedError."""


class Server:
    """The databases of one process. `path` is the file in which they are kept."""

    def __init__(self, process: Process, dialect: Dialect, path: str) -> None:
        self.process, self.dialect, self.path = process, dialect, path
        self.users: dict[str, str] = {}
        self._engines: dict[str, Engine] = {}
        self._known: dict[str, str] = {}
        self.functions: dict[str, tuple[int, Callable[..., Any]]] = {}

    def now(self) -> str:
        """The moment, as SQL has it."""
        return datetime.fromtimestamp(self.process.clock.now, UTC).strftime("%Y-%m-%d %H:%M:%S")

    def load(self) -> bool:
        """What an earlier server has kept in its directory."""
        found = self.process.read(self.path)
        if found is None:
            return False
        try:
            kept = orjson.loads(found)
        except ValueError:
            return False
        self.users, self._known = kept["users"], kept["databases"]
        return True

    def keep(self) -> None:
        """Write everything to the directory."""
        found = {name: engine.content() for name, engine in self._engines.items()}
        self._known.update({name: content for name, content in found.items() if content})
        self.process.inside.write(self.path, orjson.dumps({"users": self.users, "databases": self._known}))

    @property
    def databases(self) -> list[str]:
        """Names."""
        return sorted(self._known)

    def create(self, name: str) -> None:
        """A new database."""
        self._known[name] = ""

    def drop(self, name: str) -> None:
        """One fewer."""
        self._engines.pop(name, None)
        del self._known[name]

    def engine(self, name: str) -> Engine:
        """The engine of a database; a seed of its content is taken when it is first used."""
        if name not in self._engines:
            self._engines[name] = Engine(self.functions, self._known[name])
        return self._engines[name]

    def handler(self) -> Handler:
        """The port."""

        def handle(request: Request, reply: Reply) -> None:
            data = data_of(request)
            try:
                given = orjson.loads(data) if data is not None else None
            except ValueError:
                given = None
            if not isinstance(given, dict) or "user" not in given:
                reply(HANG_UP)
                return
            reply(Response(200, body=orjson.dumps(self.answer({**given, "peer": request.peer}))))

        return handle

    def answer(self, given: dict[str, Any]) -> dict[str, Any]:
        """What a client hears: results, the session as it is now, and what went wrong."""
        session = {"database": given.get("database", ""), "user": given["user"]}
        results: list[dict[str, Any]] = []
        try:
            self.dialect.connect(self, given)
        except RefusedError as error:
            return {"refused": [error.code, error.text]}
        whole, rest = statements(given.get("sql", ""))
        changed = False
        answer: dict[str, Any] = {"results": results, "session": session}
        for number, statement in enumerate([*whole, *([rest] if rest else [])], 1):
            try:
                results.append(self.dialect.run(self, statement, session).data())
            except RefusedError as error:
                answer["error"] = [error.code, error.text, number, statement]
                break
            changed |= statement.split(None, 1)[0].upper() not in {"SELECT", "SHOW", "USE", "DESCRIBE", "DESC", "WITH"}
        if changed and results:
            self.keep()
        return answer
