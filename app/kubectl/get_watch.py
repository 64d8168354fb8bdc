"""`kubectl get -w`: what there is, then every change.

Follows kubernetes kubectl/pkg/cmd/get/get.go: watch.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.arguments import split_args
from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import ConnectionFailure, KubectlError, raise_all
from app.kubectl.get_objects import printer_of
from app.kubectl.get_tables import accepts, as_table, included, new_stream, options_for, unsortable
from app.kubectl.output.errors import OutputError
from app.kubectl.output.json_text import compact_json
from app.kubectl.output.sorter import UnsortableError, sort_table
from app.kubectl.printing import ObjectPrinter, emit, output_of, short_name
from app.kubectl.resources import Info, Query, list_all, list_query, mappings_of, retrieve, select
from app.kubectl.watching import TimeUp, watch

Object = dict[str, Any]


class Watcher:
    """Prints objects of one resource as they come."""

    def __init__(self, call: Call, query: Query, mapping: Mapping, printer: ObjectPrinter | None) -> None:
        self.call, self.query, self.mapping, self.printer = call, query, mapping, printer
        self.names = call.flags.text("output") == "name"
        self.table = printer is None and not self.names
        self.stream = new_stream(call)
        self.options = options_for(call, query, mapping)
        self.events = bool(call.option("output-watch-events", False))

    @property
    def accept(self) -> str:
        """The media types to ask for."""
        return accepts(self.call) if self.table else "application/json"

    async def show(self, obj: Object, event: str, *, at_once: bool = True) -> None:
        """Print an object, or a table, with the event that brought it if that was asked for."""
        if self.table:
            shown = as_table(self.call, self.mapping, obj)
            text = self.stream.print(shown, self.options, self.mapping.qualified, event if self.events else "")
            await self.call.write(text + (self.stream.flush() if at_once else ""))
        elif self.names:
            name = (obj.get("metadata") or {}).get("name", "")
            await self.call.say(short_name(self.call, self.mapping, name))
        elif self.events and self.printer is not None:
            await self._event(self.printer, {"type": event, "object": obj})
        elif self.printer is not None:
            await emit(self.call, self.printer, obj)

    async def _event(self, printer: ObjectPrinter, event: Object) -> None:
        """An event is no object: JSON stays on a line, and nothing is left out of it."""
        if output_of(self.call)[0] == "json":
            await self.call.say(f'{{"type":"{event["type"]}","object":{compact_json(event["object"])}}}')
        else:
            await emit(self.call, printer, event)

    async def initial(self, obj: Object, *, at_once: bool = True) -> None:
        """Print what there is before the watch begins."""
        if isinstance(items := obj.get("items"), list) and not self.table:
            for item in items:
                item.setdefault("apiVersion", self.mapping.api_version)
                item.setdefault("kind", self.mapping.kind)
                await self.show(item, "ADDED")
        elif obj.get("rows") or obj.get("kind") != "Table":
            await self.show(obj, "ADDED", at_once=at_once)


async def watch_objects(call: Call, query: Query) -> None:
    """Print what there is (unless only changes are wanted), then changes until interrupted."""
    mapping, infos = await _target(call, query)
    info = infos[0] if infos else None
    watcher = Watcher(call, query, mapping, printer_of(call))
    began = call.machine.now()
    if len(infos) > 1:
        await _several(call, watcher, infos)
    if info is not None:
        obj = await retrieve(call, info, accept=watcher.accept, query=included(call))
        path, parameters = info.collection, [("fieldSelector", f"metadata.name={info.name}")]
    else:
        namespace = "" if query.all_namespaces or not mapping.namespaced else call.namespace
        obj = await list_all(call, mapping, namespace, query, accept=watcher.accept, include=included(call))
        path, parameters = mapping.path(namespace), list_query(query)
    if not call.flags.on("watch-only"):
        await watcher.initial(await _sorted(call, obj))
    version = str((obj.get("metadata") or {}).get("resourceVersion") or "0")
    deadline = began + call.config.timeout if call.config.timeout else None
    parameters += [("resourceVersion", version), *included(call)]
    try:
        async for event, changed in watch(call, path, query=parameters, accept=watcher.accept, deadline=deadline):
            if event != "BOOKMARK":
                await watcher.show(changed, event)
    except (TimeUp, ConnectionFailure):
        return


async def _sorted(call: Call, obj: Object) -> Object:
    """A table in the order asked for; KubectlError when no row of it has the field."""
    path = call.flags.text("sort-by")
    try:
        if path and obj.get("kind") == "Table":
            return sort_table(obj, path)
    except UnsortableError as wrong:
        await unsortable(call, wrong)
    except OutputError as wrong:
        raise KubectlError(f"unable to output the provided object: {wrong}") from None
    return obj


async def _several(call: Call, watcher: Watcher, infos: list[Info]) -> None:
    """Objects named one by one are printed; there is no watch for them."""
    for info in infos:
        obj = await retrieve(call, info, accept=watcher.accept, query=included(call))
        if not call.flags.on("watch-only"):
            await watcher.initial(obj, at_once=False)
    await call.write(watcher.stream.flush())
    raise KubectlError("you may only watch a single resource or type of resource at a time")


async def _target(call: Call, query: Query) -> tuple[Mapping, list[Info]]:
    """The resource to watch, and the objects that are named."""
    if query.files or query.kustomize:
        selection = await select(call, query)
        raise_all(selection.errors)
        if len({info.mapping for info in selection.infos}) > 1:
            raise KubectlError(
                "watch is only supported on individual resources and resource collections - "
                f"{len(selection.infos)} resources were found"
            )
        return selection.infos[0].mapping, selection.infos
    tuples, types, names = split_args(query.args)
    if not tuples and not types:
        await select(call, query)
    if len(types) > 1 or len(tuples) > 1:
        raise KubectlError("you may only specify a single resource type")
    mappings = await mappings_of(call, types or [tuples[0][0]])
    if len(mappings) > 1:
        raise KubectlError("you may only specify a single resource type")
    names = names or [name for _, name in tuples]
    if not names:
        return mappings[0], []
    if query.all_namespaces:
        raise KubectlError("a resource cannot be retrieved by name across all namespaces")
    selection = await select(call, query)
    raise_all(selection.errors)
    return mappings[0], selection.infos
