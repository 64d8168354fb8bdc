"""`kubectl edit`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.changing import difference
from app.kubectl.editing import edit_infos
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.output.golang.printing import go_syntax
from app.kubectl.output.json_text import compact_json
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select

SHORT = "Edit an object on the server in your editor"
Object = dict[str, Any]
OTHER_OBJECT = "At least one of apiVersion, kind and name was changed"


async def run(call: Call) -> None:
    """Open the objects meant and save what was changed."""
    subresource = call.flags.text("subresource")
    selection = await select(call, query_of(call, fetch="latest", subresource=subresource))
    raise_all(selection.errors)
    if not selection.infos:
        raise KubectlError("edit cancelled, no objects found")

    async def save(opened: list[Info], info: Info) -> None:
        old, new = _without_managed(original(opened, info).object or {}), _without_managed(info.object or {})
        if old == new:
            await Results(call).done(info.mapping, info.object or {}, "skipped")
            return
        _require_same(old, new)
        patch, content_type = difference(info, old, new)
        if call.flags.on("output-patch"):
            await call.say(f"Patch: {compact_json(patch)}")
        query = [("fieldManager", call.flags.text("field-manager")), ("fieldValidation", call.validation())]
        done = await call.client.json("PATCH", info.path(subresource), patch, query=query, content_type=content_type)
        await Results(call).done(info.mapping, done, "edited")

    await edit_infos(call, selection.infos, save, forgiving=True)


def original(opened: list[Info], info: Info) -> Info:
    """The object that was opened and has this one's uid; KubectlError when none has."""
    uid = _metadata(info.object).get("uid")
    for each in opened:
        if _metadata(each.object).get("uid") == uid:
            return each
    raise KubectlError(f"no original object found for &unstructured.Unstructured{{Object:{go_syntax(info.object)}}}")


def _metadata(obj: Object | None) -> Object:
    return (obj or {}).get("metadata") or {}


def _without_managed(obj: Object) -> Object:
    return {**obj, "metadata": {key: value for key, value in _metadata(obj).items() if key != "managedFields"}}


def _require_same(old: Object, new: Object) -> None:
    if any(old.get(key) != new.get(key) for key in ("apiVersion", "kind")):
        raise KubectlError(OTHER_OBJECT)
    if _metadata(old).get("name") != _metadata(new).get("name"):
        raise KubectlError(OTHER_OBJECT)
