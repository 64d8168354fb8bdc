"""`kubectl get -o ...`: objects in a format, one alone or several as a List.

Follows kubernetes kubectl/pkg/cmd/get/get.go: printGeneric.
"""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.output.errors import OutputError
from app.kubectl.output.sorter import sort_objects
from app.kubectl.printing import ObjectPrinter, emit, short_name
from app.kubectl.resources import Query, Selection, select


async def print_objects(call: Call, query: Query, printer: ObjectPrinter | None) -> None:
    """Print everything meant; without a printer, names alone."""
    selection = await select(call, query)
    if selection.single and selection.errors:
        raise_all(selection.errors)
    if not selection.infos and query.ignore_missing:
        raise_all(selection.errors)
        return
    if printer is None:
        await _names(call, selection)
    elif selection.single and len(selection.infos) == 1:
        await emit(call, printer, selection.infos[0].object or {})
    else:
        await emit(call, printer, _list(call, selection))
    raise_all(selection.errors)


def _list(call: Call, selection: Selection) -> dict[str, object]:
    items = [info.object or {} for info in selection.infos]
    if path := call.flags.text("sort-by"):
        try:
            items = sort_objects(items, path)
        except OutputError as wrong:
            raise KubectlError(str(wrong)) from None
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


async def _names(call: Call, selection: Selection) -> None:
    infos = selection.infos
    if path := call.flags.text("sort-by"):
        order = {id(obj): i for i, obj in enumerate(sort_objects([info.object or {} for info in infos], path))}
        infos = sorted(infos, key=lambda info: order.get(id(info.object), 0))
    await call.write("".join(f"{short_name(call, info.mapping, info.name)}\n" for info in infos))
