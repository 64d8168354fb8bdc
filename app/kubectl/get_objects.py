"""`kubectl get -o ...`: objects in a format, one alone or several as a List.

Follows kubernetes kubectl/pkg/cmd/get/get.go: printGeneric.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.get_tables import unsortable
from app.kubectl.output.errors import OutputError
from app.kubectl.output.sorter import UnsortableError, sort_objects
from app.kubectl.printing import COLUMNS, OBJECT_FORMATS, ObjectPrinter, emit, object_printer, short_name
from app.kubectl.resources import Query, Selection, select


def printer_of(call: Call) -> ObjectPrinter | None:
    """The printer of `get -o`; None for tables and names."""
    return object_printer(call, allowed=(*OBJECT_FORMATS, *COLUMNS), also=("wide",))


async def print_objects(call: Call, query: Query) -> None:
    """Print everything meant; without a printer, names alone. A format that there is not comes after what is wrong."""
    selection = await select(call, query)
    if selection.single and selection.errors:
        raise_all(selection.errors)
    if not selection.infos and query.ignore_missing:
        raise_all(selection.errors)
        return
    printer = printer_of(call)
    errors = list(selection.errors)
    try:
        if printer is None:
            await _names(call, selection)
        elif selection.single and len(selection.infos) == 1:
            await emit(call, printer, selection.infos[0].object or {})
        else:
            await emit(call, printer, await _list(call, selection))
    except KubectlError as wrong:
        errors.append(wrong)
    raise_all(errors)


async def _list(call: Call, selection: Selection) -> dict[str, object]:
    items = await _sorted(call, [info.object or {} for info in selection.infos])
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


async def _names(call: Call, selection: Selection) -> None:
    by_object = {id(info.object): info for info in selection.infos}
    objects = await _sorted(call, [info.object or {} for info in selection.infos])
    infos = [by_object[id(obj)] for obj in objects] if call.flags.text("sort-by") else selection.infos
    await call.write("".join(f"{short_name(call, info.mapping, info.name or '<unknown>')}\n" for info in infos))


async def _sorted(call: Call, objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    path = call.flags.text("sort-by")
    if not path:
        return objects
    try:
        return sort_objects(objects, path)
    except UnsortableError as wrong:
        await unsortable(call, wrong)
        raise
    except OutputError as wrong:
        raise KubectlError(str(wrong)) from None
