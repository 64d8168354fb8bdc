"""`kubectl get` without `-o`: the server's tables, several resources below one another.

Follows kubernetes kubectl/pkg/cmd/get/get.go: Run.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.kubectl.arguments import split_args
from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import ExitError, StatusError, raise_nested
from app.kubectl.output.errors import OutputError
from app.kubectl.output.sorter import UnsortableError, sort_objects, sort_table
from app.kubectl.output.table import CLASSIC, MODERN, PrintOptions, TableStream
from app.kubectl.resources import (
    Info,
    Query,
    Selection,
    has_labels,
    list_all,
    mappings_of,
    retrieve,
    select,
)

TABLE = (
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json"
)
PLAIN = "application/json"
Object = dict[str, Any]


@dataclass
class Tables:
    """The tables to print, each with its resource; errors that came up on the way."""

    found: list[tuple[Mapping, Object]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


async def print_tables(call: Call, query: Query) -> None:
    """Print the tables of everything meant; raises what went wrong after that."""
    tables = await collect(call, query)
    kinds = {(m.group, m.version, m.kind) for m, _ in tables.found}
    stream = new_stream(call)
    written = in_namespaces = False
    sort_by = call.flags.text("sort-by")
    for mapping, table in await _in_order(call, tables.found, sort_by) if sort_by else tables.found:
        in_namespaces = in_namespaces or mapping.namespaced  # the column, once there, stays for the tables that follow
        options = options_for(call, query, mapping, with_kind=len(kinds) > 1, with_namespace=in_namespaces)
        shown = await _sorted(call, table, sort_by) if sort_by else table
        if shown is None:  # no row has the field to sort by: kubectl takes that for an empty list
            continue
        if shown.get("rows") or shown.get("kind") != "Table":
            text = stream.print(shown, options, mapping.qualified)
            written = True
            await call.write(text)
    await call.write(stream.flush())
    if not written and not query.ignore_missing and not tables.errors:
        await nothing_found(call, query, [mapping for mapping, _ in tables.found])
    raise_nested(tables.errors)


async def _in_order(call: Call, found: list[tuple[Mapping, Object]], path: str) -> list[tuple[Mapping, Object]]:
    """Several tables by a field of their own, as if they were the objects: `.metadata.name` is in none of them.

    Without tables of the server it is the objects that are sorted, over all their kinds.
    """
    if accepts(call) != TABLE:
        found = [(mapping, item) for mapping, obj in found for item in obj.get("items", [obj])]
    if len(found) < 2:
        return found
    mappings = {id(each): mapping for mapping, each in found}
    try:
        return [(mappings[id(each)], each) for each in sort_objects([each for _, each in found], path)]
    except UnsortableError as wrong:
        await unsortable(call, wrong)
        raise


async def _sorted(call: Call, table: Object, path: str) -> Object | None:
    """The table sorted; None when no row has the field."""
    try:
        return sort_table(table, path)
    except UnsortableError as wrong:
        await unsortable(call, wrong)
        raise
    except OutputError:
        return None


async def unsortable(call: Call, wrong: UnsortableError) -> None:
    """kubectl gives up in its log when values cannot be compared."""
    await call.log.line("F", wrong.source, str(wrong))
    raise ExitError(1)


async def nothing_found(call: Call, query: Query, mappings: list[Mapping]) -> None:
    """Say that nothing was found, and where."""
    if call.classic:
        await call.complain("No resources found.")
    elif query.all_namespaces or not all(mapping.namespaced for mapping in mappings):
        await call.complain("No resources found")
    else:
        await call.complain(f"No resources found in {call.namespace} namespace.")


def new_stream(call: Call) -> TableStream:
    """A writer of tables in the layout of the release."""
    return TableStream(CLASSIC if call.classic else MODERN, now=call.machine.now())


def options_for(
    call: Call, query: Query, mapping: Mapping, *, with_kind: bool = False, with_namespace: bool = False
) -> PrintOptions:
    """What the flags add to a resource's table."""
    flags = call.flags
    return PrintOptions(
        no_headers=flags.on("no-headers"),
        wide=flags.text("output") == "wide",
        with_namespace=query.all_namespaces and (with_namespace or mapping.namespaced),
        with_kind=with_kind or flags.on("show-kind"),
        kind=(mapping.short_names or (mapping.resource,))[0] if call.classic else mapping.kind_name,
        show_labels=flags.on("show-labels"),
        column_labels=tuple(flags.words("label-columns")),
    )


def accepts(call: Call) -> str:
    """The media types to ask for: tables, unless the client makes its own."""
    return TABLE if not call.classic and call.flags.on("server-print") else PLAIN


async def collect(call: Call, query: Query) -> Tables:
    """Ask for the table of every type or name meant."""
    tables = Tables()
    if query.files or query.kustomize:
        await _of_infos(call, query, await select(call, _without_fetch(query)), tables)
        return tables
    tuples, types, names = split_args(query.args)
    selecting = query.selector is not None or query.field_selector is not None
    if tuples or names or (selecting and not types):
        if names and not selecting:
            await mappings_of(call, types, len(types) + 4)
        await _of_infos(call, query, await select(call, _without_fetch(query)), tables)
        return tables
    for mapping in await mappings_of(call, types, len(types) + 4):
        try:
            tables.found.append((mapping, await table_of_list(call, query, mapping)))
        except StatusError as wrong:
            tables.errors.append(wrong)
    return tables


def _without_fetch(query: Query) -> Query:
    """Names and files as they are: their tables are fetched one by one; labels of files mean nothing."""
    return replace(query, fetch="", selector=None if query.files else query.selector)


async def table_of_list(call: Call, query: Query, mapping: Mapping) -> Object:
    """The table of a whole list."""
    namespace = "" if query.all_namespaces or not mapping.namespaced else call.namespace
    table = await list_all(call, mapping, namespace, query, accept=accepts(call), include=included(call))
    return as_table(call, mapping, table)


def included(call: Call) -> list[tuple[str, str]]:
    """Sorting needs whole objects in the table's rows."""
    return [("includeObject", "Object")] if call.flags.text("sort-by") and accepts(call) == TABLE else []


async def _of_infos(call: Call, query: Query, selection: Selection, tables: Tables) -> None:
    for info in selection.infos:
        try:
            found = await table_of_one(call, query, info)
            if not (query.selector and info.source) or has_labels(query.selector, found):
                tables.found.append((info.mapping, found))
        except StatusError as wrong:
            if not (query.ignore_missing and wrong.reason == "NotFound"):
                tables.errors.append(wrong)
    tables.errors += selection.errors


async def table_of_one(call: Call, query: Query, info: Info) -> Object:
    """The table of a single object."""
    if info.source and not info.name:
        return info.object or {}  # a file's object without a name cannot be fetched: it is printed as it is
    found = await retrieve(call, info, query.subresource, accept=accepts(call), query=included(call))
    return as_table(call, info.mapping, found)


def as_table(call: Call, mapping: Mapping, found: Object) -> Object:
    """What the server sent; for the kubectl of 2017 a table made here."""
    if not call.classic:
        return found
    from app.kubectl.classic.columns import table  # noqa: PLC0415 - only there for the old release

    return table(
        mapping, found, call.machine.now(), wide=call.flags.text("output") == "wide", finished=call.flags.on("show-all")
    )
