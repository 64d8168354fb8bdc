"""`kubectl edit`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.changing import difference
from app.kubectl.editing import edit_infos
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.output.json_text import compact_json
from app.kubectl.printing import emit, object_printer, outcome
from app.kubectl.resources import Info, query_of, select

SHORT = "Edit an object on the server in your editor"


async def run(call: Call) -> None:
    """Open each object meant and save what was changed."""
    output = call.flags.text("output")
    if call.flags.on("output-patch") and output not in ("", "yaml"):
        raise KubectlError("the edit mode doesn't support output the patch")
    printer = object_printer(call) if call.flags.changed("output") else None
    subresource = call.flags.text("subresource")
    selection = await select(call, query_of(call, fetch="latest", subresource=subresource))
    if not selection.infos:
        raise_all(selection.errors)
        raise KubectlError("edit cancelled, no objects found")

    async def save(info: Info, old: dict[str, Any], new: dict[str, Any]) -> bool:
        _same_object(old, new)
        patch, content_type = difference(info, _shown(old), new)
        if patch:
            patch, content_type = difference(info, _shown(old), with_cause(call, new))
        patch.pop("$setElementOrder/managedFields", None)
        if not patch:
            return False
        query = [("fieldManager", call.flags.text("field-manager"))]
        if "validate" in call.flags:
            query.append(("fieldValidation", call.validation()))
        done = await call.client.json("PATCH", info.path(subresource), patch, query=query, content_type=content_type)
        if call.flags.on("output-patch"):
            await call.say(f"Patch: {compact_json(patch)}")
        if printer is not None:
            await emit(call, printer, done)
        else:
            await call.say(outcome(call, info.mapping, info.name, "edited"))
        return True

    await edit_infos(call, selection.infos, save)
    raise_all(selection.errors)


def _shown(obj: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in obj["metadata"].items() if key != "managedFields"}
    return {**obj, "metadata": metadata}


def _same_object(old: dict[str, Any], new: dict[str, Any]) -> None:
    for key in ("apiVersion", "kind"):
        if old.get(key) != new.get(key):
            raise KubectlError("At least one of apiVersion, kind and name was changed")
    if old["metadata"].get("name") != (new.get("metadata") or {}).get("name"):
        raise KubectlError("At least one of apiVersion, kind and name was changed")
