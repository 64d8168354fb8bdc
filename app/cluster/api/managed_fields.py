"""Who set which field: managedFields, and server-side apply.

An Ownership is immutable. Writes are only noted (`updated`), and worked out when somebody looks (`rendered`) or
applies: most of what a cluster writes is never asked about. Writes of a status alone keep nothing but the status.
Follows sigs.k8s.io/structured-merge-diff merge/update.go and kubernetes apimachinery/pkg/util/managedfields/internal.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from app.cluster.api import errors, schemas
from app.cluster.api.decode import api_version
from app.cluster.api.field_paths import Path, Paths, below, from_fields, shown, to_fields
from app.cluster.api.go_decode import zero
from app.cluster.api.go_types import known, struct_of
from app.cluster.api.schemas import GVK, Node
from app.cluster.api.typed_values import compare, field_set, merge, remove, schema_errors

Object = dict[str, Any]
APPLY, UPDATE = "Apply", "Update"
MAX_PENDING = 16
MAX_CREATIONS = 256
MAX_UPDATE_MANAGERS = 10
ANCIENT, BEFORE_APPLY = "ancient-changes", "before-first-apply"
_SYSTEM = (
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
)
_STRIPPED = frozenset(
    {("f:apiVersion",), ("f:kind",), ("f:metadata",), *(("f:metadata", f"f:{name}") for name in _SYSTEM)}
)
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the field manager, through which version and subresource, and when (`2026-01-01T00:00:00Z`)."""

    manager: str
    api_version: str
    time: str
    operation: str = UPDATE
    subresource: str = ""

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes two writes the same manager's; an applier is the same through every version."""
        version = "" if self.operation == APPLY else self.api_version
        return self.manager, self.operation, version, self.subresource


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one manager."""

    writer: Writer
    paths: Paths


class Pending(NamedTuple):
    """A write not yet worked out. `field` names the one field that was written (`old` and `new` are its values then).

    `complete` makes the object that was asked for out of what was kept of it.
    """

    old: Any
    new: Any
    writer: Writer
    field: str = ""
    complete: Callable[[Any], Object] | None = None

    def worked_out(self, entries: tuple[Entry, ...], node: Node | None) -> tuple[Entry, ...]:
        """The entries after this write."""
        if self.complete is not None and not entries:
            # The pods of a template were asked for in one and the same write.
            known = _creations.get(id(self))
            if known is None or known[0] is not self:
                if len(_creations) >= MAX_CREATIONS:
                    _creations.clear()
                made = updated_entries((), self.old, self.complete(self.new), self.writer, node)
                known = _creations[id(self)] = (self, made)
            return known[1]
        old, new = self.old, self.new if self.complete is None else self.complete(self.new)
        if self.field:
            old, new = {self.field: old}, {self.field: new}
        return updated_entries(entries, old, new, self.writer, node)


_creations: dict[int, tuple[Pending, tuple[Entry, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Ownership:
    """All managers of an object; `pending` are writes not yet worked out, oldest first."""

    node: Node | None
    entries: tuple[Entry, ...] = ()
    pending: tuple[Pending, ...] = ()

    def updated(self, old: Any, new: Any, writer: Writer, field: str = "") -> Ownership:
        """The ownership after a create (old is `nothing(gvk)`), update or patch. Both objects must stay as they are."""
        return self.noted(Pending(old, new, writer, field))

    def continues(self, old: Any) -> bool:
        """Whether a write that found this goes on where the last one ended."""
        return bool(self.pending) and self.pending[-1].new is old

    def noted(self, write: Pending) -> Ownership:
        """The ownership after one more write; one that goes on where the same writer's last one ended joins it."""
        last = self.pending[-1] if self.pending else None
        if (
            last is not None
            and last.new is write.old
            and last.field == write.field
            and last.complete is None
            and (last.writer is write.writer or last.writer.identity == write.writer.identity)
        ):
            noted = (*self.pending[:-1], Pending(last.old, write.new, write.writer, write.field))
        else:
            noted = (*self.pending, write)
        result = Ownership(self.node, self.entries, noted)
        return result.settled() if len(noted) > MAX_PENDING else result

    def settled(self) -> Ownership:
        """The same with every noted write worked out."""
        if not self.pending:
            return self
        entries = self.entries
        for write in self.pending:
            entries = write.worked_out(entries, self.node)
        return Ownership(self.node, entries)

    def rendered(self) -> list[Object]:
        """The `managedFields` list."""
        return [_render(entry) for entry in sorted(self.settled().entries, key=_order)]

    def applied(
        self, live: Object, config: Object, writer: Writer, *, force: bool, place: str = ""
    ) -> tuple[Object, Ownership]:
        """The object that server-side apply makes, and its ownership; ApiError 409 on conflicts.

        `place` (`default/web; apps/v1, Kind=Deployment`) names the object when the configuration is not of its kind.
        """
        problems = schema_errors(config, self.node)
        if problems:
            text = problems[0] if len(problems) == 1 else "errors:\n" + "".join(f"  {item}\n" for item in problems)
            raise errors.error("", f"failed to create typed patch object ({place}): {text.rstrip()}", code=500)
        entries = self.settled().entries or before_apply(live, writer, self.node)
        last = next((entry.paths for entry in entries if entry.writer.identity == writer.identity), frozenset())
        mine = _kept(field_set(config, self.node), writer)
        merged = merge(live, config, self.node)
        others = tuple(entry for entry in entries if entry.writer.identity != writer.identity)
        merged = _prune(merged, self.node, last, mine, others)
        change = compare(live, merged, self.node)
        conflicts = _conflicts(others, change.modified | change.added)
        if conflicts and not force:
            conflicts = _not_from_last_applied(conflicts, live, writer, self.node)
            if conflicts:
                raise _conflict(conflicts)
        taken = change.modified | change.added | change.removed
        rest = tuple(replace(entry, paths=entry.paths - taken) for entry in others)
        unchanged = mine == last and not (change.added or change.modified or change.removed)
        before = next((entry for entry in entries if entry.writer.identity == writer.identity), None)
        own = before if unchanged and before is not None else Entry(writer, mine)
        found = tuple(entry for entry in (*rest, own) if entry.paths)
        return merged, Ownership(self.node, found)


def ownership(gvk: GVK, managed: list[Object] | None = None, schema: Node | None = None) -> Ownership:
    """The ownership that a `managedFields` list says; `schema` is the CRD version's for custom kinds."""
    node = schema if schema is not None else schemas.for_kind(gvk)
    return Ownership(node, tuple(_parse(item) for item in managed or () if item))


def before_apply(live: Object, writer: Writer, node: Node | None) -> tuple[Entry, ...]:
    """Whoever made an object that has no managers is one, from the first apply on; nobody for one that is not there.

    Follows managedfields/internal/skipnonapplied.go: Apply.
    """
    if not (live.get("metadata") or {}).get("uid"):
        return ()
    known = Writer(BEFORE_APPLY, writer.api_version, writer.time)
    group, _, version = live["apiVersion"].rpartition("/")
    return updated_entries((), nothing((group, version, live["kind"])), live, known, node)


@lru_cache(maxsize=512)
def nothing(gvk: GVK) -> Object:
    """What a created object is compared with: an object of the kind with nothing set. Read only."""
    name = schemas.definition_name(gvk)
    empty: Object = zero(struct_of(name)) if name and known(name) else {}
    return {**empty, "apiVersion": api_version(gvk), "kind": gvk[2]}


def manager_name(field_manager: str, user_agent: str) -> str:
    """The manager's name: as given, or the client's name out of its User-Agent."""
    return field_manager or user_agent.partition("/")[0] or "unknown"


def updated_entries(
    entries: tuple[Entry, ...], old: Object, new: Object, writer: Writer, node: Node | None
) -> tuple[Entry, ...]:
    """The entries after a write."""
    change = compare(old, new, node)
    gained = _kept(frozenset(change.added | change.modified), writer)
    lost = change.added | change.modified | change.removed
    result: list[Entry] = []
    mine: Entry | None = None
    for entry in entries:
        if entry.writer.identity == writer.identity:
            mine = entry
        else:
            # Only what this door may write counts as taken from others.
            taken = gained | change.removed if lost else frozenset()
            result.append(Entry(entry.writer, entry.paths - taken) if not taken.isdisjoint(entry.paths) else entry)
    before = mine.paths if mine else frozenset()
    after = (before - change.removed) | gained
    # Follows managedfields/internal/managedfieldsupdater.go: whoever only removes fields keeps the time of before.
    result.append(Entry(writer if gained or mine is None else mine.writer, _interned(after)))
    return _capped(tuple(entry for entry in result if entry.paths))


@lru_cache(maxsize=4096)
def _interned(paths: Paths) -> Paths:
    """An equal set: the pods of a template have the same ones."""
    return paths


def _capped(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """At most so many updaters: the oldest become one per version. Follows managedfields/internal/capmanagers.go."""
    updaters = sorted((entry for entry in entries if entry.writer.operation == UPDATE), key=_order)
    if len(updaters) <= MAX_UPDATE_MANAGERS:
        return entries
    kept = [entry for entry in entries if entry not in updaters]
    buckets = {entry.writer.api_version: entry for entry in updaters if entry.writer.manager == ANCIENT}
    for entry in [entry for entry in updaters if entry.writer.manager != ANCIENT]:
        if len(updaters) <= MAX_UPDATE_MANAGERS:
            break
        version = entry.writer.api_version
        bucket = buckets.get(version)
        updaters.remove(entry)
        if bucket is not None:
            updaters.remove(bucket)
        writer = Writer(ANCIENT, version, entry.writer.time)
        buckets[version] = Entry(writer, entry.paths | (bucket.paths if bucket is not None else frozenset()))
        updaters.append(buckets[version])
    return (*kept, *updaters)


def _kept(paths: Paths, writer: Writer) -> Paths:
    """Without what nobody owns, and what this door does not write.

    An update through `status` may well change annotations; who applies through it owns the status alone.
    """
    if writer.subresource == "status" and writer.operation == APPLY:
        return frozenset(path for path in paths if path[0] == "f:status")
    if writer.subresource == "status":
        return frozenset(path for path in paths if path not in _STRIPPED)
    return frozenset(path for path in paths if path not in _STRIPPED and path[0] != "f:status")


def _prune(merged: Object, node: Node | None, last: Paths, mine: Paths, others: tuple[Entry, ...]) -> Object:
    """Fields that were applied before, are not any more, and that nobody else owns, go."""
    owned = set(mine).union(*(entry.paths for entry in others))
    doomed = [path for path in last - mine if not any(below(other, path) for other in owned)]
    result: Object = remove(merged, node, frozenset(doomed))
    return result


def _conflicts(others: tuple[Entry, ...], changed: set[Path]) -> list[tuple[Writer, Path]]:
    found = [(entry.writer, path) for entry in others for path in entry.paths & changed]
    return sorted(found, key=lambda item: (item[0].manager, item[0].subresource, item[1]))


def _not_from_last_applied(
    conflicts: list[tuple[Writer, Path]], live: Object, writer: Writer, node: Node | None
) -> list[tuple[Writer, Path]]:
    # Follows managedfields/internal/lastappliedmanager.go: kubectl takes over what it applied from the client before.
    text = ((live.get("metadata") or {}).get("annotations") or {}).get(_LAST_APPLIED)
    if writer.manager != "kubectl" or not text:
        return conflicts
    try:
        allowed = field_set(json.loads(text), node)
    except ValueError:
        return conflicts
    return [item for item in conflicts if item[1] not in allowed]


def _conflict(conflicts: list[tuple[Writer, Path]]) -> errors.ApiError:
    causes = [
        {"reason": "FieldManagerConflict", "message": f"conflict with {_named(writer)}", "field": shown(path)}
        for writer, path in conflicts
    ]
    if len(conflicts) == 1:
        writer, path = conflicts[0]
        text = f"Apply failed with 1 conflict: conflict with {_named(writer)}: {shown(path)}"
    else:
        lines: dict[str, list[str]] = {}
        for writer, path in conflicts:
            lines.setdefault(_named(writer), []).append(f"- {shown(path)}")
        parts = [line for name, paths in lines.items() for line in (f"conflicts with {name}:", *paths)]
        text = f"Apply failed with {len(conflicts)} conflicts: " + "\n".join(parts)
    return errors.error("Conflict", text, details={"causes": causes})


def _named(writer: Writer) -> str:
    name = json.dumps(writer.manager, ensure_ascii=False)
    if writer.subresource:
        name += f' with subresource "{writer.subresource}"'
    return f"{name} using {writer.api_version}" if writer.operation == UPDATE else name


def _order(entry: Entry) -> tuple[str, str, str, str, str]:
    writer = entry.writer
    return writer.operation, writer.time, writer.manager, writer.api_version, writer.subresource


def _render(entry: Entry) -> Object:
    writer = entry.writer
    rendered: Object = {
        "manager": writer.manager,
        "operation": writer.operation,
        "apiVersion": writer.api_version,
        "time": writer.time,
        "fieldsType": "FieldsV1",
        "fieldsV1": fields_of(entry.paths),
    }
    if writer.subresource:
        rendered["subresource"] = writer.subresource
    return rendered


@lru_cache(maxsize=1024)
def fields_of(paths: Paths) -> Object:
    """The fieldsV1 document; objects of one template share it. Read only."""
    return to_fields(paths)


@lru_cache(maxsize=1024)
def packed(paths: Paths) -> str:
    """The fieldsV1 document as text, for snapshots."""
    return orjson.dumps(fields_of(paths)).decode()


@lru_cache(maxsize=1024)
def unpacked(text: str) -> Paths:
    """The set that `packed` made a text of."""
    return _interned(from_fields(orjson.loads(text)))


def _parse(item: Object) -> Entry:
    writer = Writer(
        item.get("manager") or "",
        item.get("apiVersion") or "",
        item.get("time") or "",
        item.get("operation") or UPDATE,
        item.get("subresource") or "",
    )
    return Entry(writer, from_fields(item.get("fieldsV1") or {}))
