"""MongoDB on 27017: documents in collections, as mongosh's small commands ask for them.

Differs from the real one: insert, find, count, update with $set and $inc, delete; comparisons by equality and $gt and
its kind; no aggregation, no indexes.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from app.cluster.images.image import MEBIBYTE, Image, Process, docker_hub
from app.network.http import Reply, Request, Response
from app.network.raw import HANG_UP, data_of

FILE = "/data/db/collection-0.wt"
MOST = 10_000  # documents of a collection
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le, "$ne": operator.ne,
    "$eq": operator.eq, "$in": lambda one, several: one in several,
}  # fmt: skip
Document = dict[str, Any]


class Store:
    """Databases: name -> collection -> documents."""

    def __init__(self, process: Process) -> None:
        self.process = process
        found = process.read(FILE)
        self.databases: dict[str, dict[str, list[Document]]] = orjson.loads(found) if found else {}

    def handle(self, request: Request, reply: Reply) -> None:
        """One command of a client: {user, password, database, collection, do, args}."""
        data = data_of(request)
        if data is None:
            body = b"It looks like you are trying to access MongoDB over HTTP on the native driver port.\n"
            reply(Response(200, body=body))
            return
        try:
            asked = orjson.loads(data)
            answer = self._answer(asked)
        except (ValueError, KeyError, TypeError, IndexError):
            reply(HANG_UP)
            return
        reply(Response(200, body=orjson.dumps(answer)))

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        user, secret = (self.process.env.get(f"MONGO_INITDB_ROOT_{name}", "") for name in ("USERNAME", "PASSWORD"))
        if asked.get("user") and (asked["user"], asked.get("password")) != (user, secret):
            return {"error": "Authentication failed."}
        do = asked["do"]
        if do == "ping":
            return {"ok": 1}
        if user and not asked.get("user"):
            return {"error": f"Command {do} requires authentication"}
        if do == "databases":
            own = {"admin": 40960, "config": 110592, "local": 73728}
            return {"result": {**own, **{name: 8192 for name in self.databases if self.databases[name]}}}
        database = self.databases.setdefault(asked["database"], {})
        if do == "collections":
            return {"result": sorted(database)}
        if do == "dropDatabase":
            self.databases.pop(asked["database"])
            self._keep()
            return {"result": {"ok": 1, "dropped": asked["database"]}}
        return self._collection(database, asked["collection"], do, asked.get("args") or [])

    def _collection(self, database: dict[str, list[Document]], name: str, do: str, args: list[Any]) -> dict[str, Any]:
        documents = database.get(name, [])
        query = args[0] if args and isinstance(args[0], dict) else {}
        found = [one for one in documents if fits(one, query)]
        match do:
            case "insertOne" | "insertMany":
                new = [dict(one) for one in (args[0] if do == "insertMany" else [args[0]])][: MOST - len(documents)]
                for one in new:
                    identity = {"$oid": self.process.randomness.hex(24)}
                    documents.append({"_id": one.pop("_id", identity), **one})
                database[name] = documents
                answer: Any = [one["_id"] for one in documents[len(documents) - len(new) :]]
            case "find" | "findOne":
                return {"result": found if do == "find" else found[0] if found else None}
            case "countDocuments":
                return {"result": len(found)}
            case "updateOne" | "updateMany":
                found = found[:1] if do == "updateOne" else found
                changed = sum(change(one, args[1]) for one in found)
                answer = {"matchedCount": len(found), "modifiedCount": changed}
            case "deleteOne" | "deleteMany":
                gone = found[:1] if do == "deleteOne" else found
                database[name] = [one for one in documents if not any(one is other for other in gone)]
                answer = {"deletedCount": len(gone)}
            case "drop":
                answer = database.pop(name, None) is not None
            case _:
                return {"error": f"db.{name}.{do} is not a function of this simulated server"}
        self._keep()
        return {"result": answer}

    def _keep(self) -> None:
        self.process.inside.write(FILE, orjson.dumps(self.databases))


def fits(document: Document, query: Document) -> bool:
    """Whether a document is meant."""
    for name, wanted in query.items():
        value = document.get(name)
        if isinstance(wanted, dict) and wanted and all(key in COMPARISONS for key in wanted):
            try:
                if not all(COMPARISONS[key](value, other) for key, other in wanted.items()):
                    return False
            except TypeError:
                return False
        elif value != wanted:
            return False
    return True


def change(document: Document, orders: Document) -> bool:
    """Change a document as `$set`, `$inc` and `$unset` say; whether anything is another now."""
    before = dict(document)
    document.update(orders.get("$set") or {})
    for name, by in (orders.get("$inc") or {}).items():
        document[name] = document.get(name, 0) + by
    for name in orders.get("$unset") or {}:
        document.pop(name, None)
    return document != before


def program(process: Process) -> None:
    """Start, and wait for connections."""
    process.memory = 160 * MEBIBYTE

    def say(component: str, number: int, text: str, more: dict[str, Any] | None = None) -> None:
        stamp = datetime.fromtimestamp(process.clock.now, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+00:00"
        line = {"t": {"$date": stamp}, "s": "I", "c": component, "id": number, "ctx": "initandlisten", "msg": text}
        process.log(orjson.dumps({**line, **({"attr": more} if more else {})}).decode())

    def ready() -> None:
        process.listen(27017, Store(process).handle)
        say("NETWORK", 23015, "Listening on", {"address": "0.0.0.0:27017"})
        say("NETWORK", 23016, "Waiting for connections", {"port": 27017, "ssl": "off"})

    about = {"pid": 1, "port": 27017, "dbPath": "/data/db", "architecture": "64-bit", "host": process.hostname}
    say("CONTROL", 4615611, "MongoDB starting", about)
    process.after(2.0, ready)


IMAGE = Image(
    names=(*docker_hub("mongo", "bitnami/mongodb", "percona/percona-server-mongodb",
                       "mongodb/mongodb-community-server"),
           "public.ecr.aws/docker/library/mongo"),
    program=program, tags=r"latest|v?\d+(\.\d+)*(-[a-z0-9.]+)*", size=260_000_000, entrypoint=("docker-entrypoint.sh",),
    command=("mongod",), executables={"mongod": program}, system="ubuntu:24.04+mongosh+mongo",
)  # fmt: skip
