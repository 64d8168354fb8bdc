"""`kubectl apply edit-last-applied`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.editing import edit_infos
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.last_applied import ANNOTATION, configuration, recorded
from app.kubectl.printing import outcome
from app.kubectl.resources import Info, query_of, select

SHORT = "Edit what was applied last in your editor"
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Open the recorded configuration of each object meant and save what was changed."""
    selection = await select(call, query_of(call, fetch="latest"))
    raise_all(selection.errors)
    shown: list[Info] = []
    for info in selection.infos:
        found = recorded(info.object or {})
        if found is None:
            raise KubectlError(
                "no last-applied-configuration annotation found on resources, to create the annotation, use command "
                "`kubectl apply set-last-applied --create-annotation`"
            )
        shown.append(Info(info.mapping, info.namespace, info.name, object=found))

    async def save(info: Info, _: Object, new: Object) -> bool:
        patch = {"metadata": {"annotations": {ANNOTATION: configuration(new)}}}
        query = [("fieldManager", call.flags.text("field-manager"))]
        content_type = "application/merge-patch+json"
        await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)
        await call.say(outcome(call, info.mapping, info.name, "edited"))
        return True

    await edit_infos(call, shown, save)
