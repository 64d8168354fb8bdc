"""`kubectl events`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.columns import aligned
from app.kubectl.creation import in_order
from app.kubectl.errors import ConnectionFailure, KubectlError, NoMatchError, PlainError
from app.kubectl.event_text import last_seen, moment
from app.kubectl.interrupts import failing
from app.kubectl.output.golang.sorting import go_sort
from app.kubectl.output.tabwriter import TabWriter
from app.kubectl.printing import ObjectPrinter, emit, object_printer, output_of
from app.kubectl.resources import Query, list_all
from app.kubectl.watching import TimeUp, watch

SHORT = "List events"
TYPES = ("normal", "warning")
FIELDS = (
    "kind", "apiVersion", "metadata", "involvedObject", "reason", "message", "source", "firstTimestamp",
    "lastTimestamp", "count", "type", "eventTime", "series", "action", "related", "reportingComponent",
    "reportingInstance",
)  # fmt: skip
REFERENCE = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Print the events, oldest first; with -w also those to come."""
    flags = call.flags
    for each in flags.words("types"):
        if each.lower() not in TYPES:
            raise KubectlError("valid --types are Normal or Warning")
    printer = object_printer(call, ordered=True)
    query = Query(field_selector=await _about(call), chunk=flags.number("chunk-size"))
    mapping = await call.resource("events")
    namespace = "" if flags.on("all-namespaces") else call.namespace
    if flags.on("watch"):
        with failing(call):
            await _follow(call, mapping.path(namespace), namespace, query, printer)
        return
    listed = await list_all(call, mapping, namespace, query)
    events = [event for event in listed.get("items") or [] if _wanted(call, event)]
    go_sort(events, lambda one, other: moment(one) < moment(other))
    for event in events:
        event.setdefault("apiVersion", "v1")
        event.setdefault("kind", "Event")
    if not events:
        where = "" if not namespace else f" in {namespace} namespace"
        await call.complain(f"No events found{where}.")
        return
    if printer is not None:
        items = [_typed(event) for event in events]
        await emit(call, printer, {"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": items})
    elif output_of(call)[0] == "name":
        return  # the list of events has no name
    else:
        headers = [] if flags.on("no-headers") else [_headers(namespace)]
        await call.write(aligned([*headers, *(_row(call, event, namespace) for event in events)]))


def _typed(event: Object) -> Object:
    """The event with its fields in the order of Go's structs."""
    found = in_order(event)
    for key, names in (("", FIELDS), ("involvedObject", REFERENCE), ("source", ("component", "host"))):
        if not key:
            found = {**{name: found[name] for name in names if name in found}, **found}
        elif key in found:
            found[key] = {name: found[key][name] for name in names if name in found[key]}
    return found


async def _about(call: Call) -> str | None:
    """The field selector of `--for`."""
    word = call.flags.text("for")
    if not word:
        return None
    if "/" not in word:
        raise KubectlError("--for must be in resource/name form")
    resource, _, name = word.partition("/")
    if "/" in name:
        raise KubectlError("arguments in resource/name form may not have more than one slash")
    try:
        mapping = await call.discovery.find(resource)
    except NoMatchError as wrong:
        raise PlainError(str(wrong)) from None
    if not name:
        return None
    return (
        f"involvedObject.kind={mapping.kind},involvedObject.apiVersion={mapping.api_version},involvedObject.name={name}"
    )


def _wanted(call: Call, event: Object) -> bool:
    types = [each.lower() for each in call.flags.words("types")]
    return not types or str(event.get("type", "")).lower() in types


def _headers(namespace: str) -> list[str]:
    columns = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
    return columns if namespace else ["NAMESPACE", *columns]


def _row(call: Call, event: Object, namespace: str) -> list[str]:
    about = event.get("involvedObject") or {}
    cells = [
        last_seen(event, call.machine.now()), event.get("type", ""), event.get("reason", ""),
        f"{about.get('kind')}/{about.get('name')}", str(event.get("message", "")).strip(),
    ]  # fmt: skip
    return cells if namespace else [event["metadata"].get("namespace", ""), *cells]


async def _follow(call: Call, path: str, namespace: str, query: Query, printer: ObjectPrinter | None) -> None:
    """A watch that begins with what there is, in the server's order; each event is a table's next row."""
    began, writer = call.machine.now(), TabWriter()
    deadline = began + call.config.timeout if call.config.timeout else None
    parameters = [("fieldSelector", query.field_selector)] if query.field_selector else []
    if not call.flags.on("no-headers"):
        writer.row(_headers(namespace))
    try:
        async for kind, event in watch(call, path, query=parameters, deadline=deadline):
            if kind not in ("ADDED", "MODIFIED") or not _wanted(call, event):
                continue
            if printer is not None:
                await emit(call, printer, _typed(event))
                continue
            writer.row(_row(call, event, namespace))
            await call.write(writer.flush())
    except (TimeUp, ConnectionFailure):
        return
