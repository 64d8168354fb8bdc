"""Watching: a stream of events, one JSON document a line.

Follows kubernetes apiserver/pkg/endpoints/handlers/watch.go and storage/cacher/cacher.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from app.cluster.api import tables
from app.cluster.api.errors import ApiError
from app.cluster.api.managed_fields import nothing
from app.cluster.api.objects import Object
from app.cluster.api.rest import encoding
from app.cluster.api.rest.exchange import Exchange
from app.cluster.api.rest.get import carried, check_version_number, metadata_alone, select, selectors, shown
from app.cluster.api.rest.options import ListOptions, list_options
from app.network.http import Response, Stream
from app.sim.clock import Timer

DEFAULT_TIMEOUT = 1800  # the server draws 30 to 60 minutes when the client names no timeout
BOOKMARK_SECONDS = 60.0


def watch(exchange: Exchange) -> Response:
    """GET with watch=true: what is there (unless a version is given), then every change."""
    options = list_options(exchange.query)
    version = check_version_number(options.resource_version)
    watcher = Watcher(exchange, options)
    watcher.start(version, bool(options.resource_version) and version != 0)
    media_type = "application/json"
    return exchange.respond(watcher.stream, media_type)


class Watcher:
    """One open watch."""

    def __init__(self, exchange: Exchange, options: ListOptions) -> None:
        self.exchange, self.options = exchange, options
        self.api, self.resource = exchange.api, exchange.target
        self.labels, self.fields = selectors(self.resource, options)
        namespace = exchange.info.namespace if self.resource.kind.namespaced else ""
        self.namespace, self.name = namespace, exchange.info.name
        self.after = 0  # changes up to this version are none of the client's business
        self.stream = Stream(self.stop)
        self.encode = self._encoder()
        self.cancel: Callable[[], None] = lambda: None
        self.timers: list[Timer] = []

    def start(self, version: int, from_version: bool) -> None:
        """Send what is due at once, then subscribe. A forgotten version ends the stream with an ERROR event."""
        store, key = self.api.store, self.resource.key
        sends = self.options.send_initial_events
        if sends or (sends is None and not from_version):
            for obj in select(self.exchange, self.labels, self.fields):
                self.send("ADDED", obj)
            if sends and self.options.bookmarks:
                self.bookmark(initial=True)
        elif from_version:
            self.after = version
            try:
                changes = store.changes_since(key, version)
            except ApiError as problem:
                self.stream.write(line({"type": "ERROR", "object": problem.status}))
                self.stream.close()
                return
            for change in changes:
                self.on_change(change.type, change.obj, change.old)
        self.cancel = store.subscribe(key, self.on_change)
        self.api.watches.add(self.finish)
        timeout = self.options.timeout or DEFAULT_TIMEOUT
        self.timers = [self.api.clock.call_later(timeout, self.finish)]
        if self.options.bookmarks:
            self.timers.append(self.api.clock.call_later(BOOKMARK_SECONDS, self.bookmark_again))

    def selected(self, obj: Object | None) -> bool:
        """Whether the client asked for such an object."""
        if obj is None:
            return False
        meta = obj["metadata"]
        if self.namespace and meta.get("namespace") != self.namespace:
            return False
        if self.name and meta["name"] != self.name:
            return False
        return self.labels.matches(meta.get("labels") or {}) and self.fields.matches(obj)

    def on_change(self, kind: str, obj: Object, old: Object | None) -> None:
        """A change of the resource, as seen through the selectors."""
        if self.after and int(obj["metadata"]["resourceVersion"]) <= self.after:
            return
        is_in = kind != "DELETED" and self.selected(obj)
        was_in = kind != "ADDED" and self.selected(old)
        if is_in:
            self.send("MODIFIED" if was_in else "ADDED", obj)
        elif was_in and old is not None:
            gone = obj if kind == "DELETED" else _numbered(old, obj)
            self.send("DELETED", gone)

    def send(self, kind: str, obj: Object) -> None:
        """One event."""
        self.stream.write(line({"type": kind, "object": self.encode(obj)}))

    def bookmark(self, *, initial: bool = False) -> None:
        """A BOOKMARK: nothing but the version."""
        meta: dict[str, Any] = {"resourceVersion": str(self.api.store.resource_version)}
        if initial:
            meta["annotations"] = {"k8s.io/initial-events-end": "true"}
        if self.exchange.wanted.as_kind == "Table":
            document = {
                "kind": "Table",
                "apiVersion": tables.META_V1,
                "metadata": meta,
                "columnDefinitions": [],
                "rows": [],
            }
        elif self.exchange.wanted.as_kind:
            document = {"kind": "PartialObjectMetadata", "apiVersion": tables.META_V1, "metadata": meta}
        else:
            document = {"kind": "", "apiVersion": "", **nothing(self.resource.gvk), "metadata": meta}
        self.stream.write(line({"type": "BOOKMARK", "object": document}))

    def bookmark_again(self) -> None:
        """The periodic bookmark."""
        self.bookmark()
        self.timers.append(self.api.clock.call_later(BOOKMARK_SECONDS, self.bookmark_again))

    def finish(self) -> None:
        """The server's end of it."""
        self.stop()
        self.stream.close()

    def stop(self) -> None:
        """Send no more."""
        self.api.watches.discard(self.finish)
        self.cancel()
        for timer in self.timers:
            timer.cancel()

    def _encoder(self) -> Callable[[Object], Any]:
        wanted, resource = self.exchange.wanted.as_kind, self.resource
        if wanted == "Table":
            return self._table_encoder()
        if wanted:
            return lambda obj: metadata_alone(self.exchange, obj)
        if resource.custom is not None:
            return lambda obj: encoding.sorted_keys(shown(self.exchange, obj))
        return lambda obj: shown(self.exchange, obj)

    def _table_encoder(self) -> Callable[[Object], Any]:
        headers: Any = tables.definitions(self.resource, tables.printer(self.resource))
        rows = carried(self.exchange)

        def encode(obj: Object) -> Any:
            nonlocal headers
            meta = {"resourceVersion": obj["metadata"]["resourceVersion"]}
            document = tables.table(self.resource, [obj], self.api.clock.now, meta, rows)
            # Only the first event of a stream carries the columns.
            document["columnDefinitions"], headers = headers, None
            return document

        return encode


def _numbered(old: Object, new: Object) -> Object:
    """An object that left the selection: as it was, at the version of the change."""
    version = new["metadata"]["resourceVersion"]
    return {**old, "metadata": {**old["metadata"], "resourceVersion": version}}


def line(event: dict[str, Any]) -> bytes:
    """One event of the stream."""
    return encoding.escape(orjson.dumps(event)) + b"\n"
