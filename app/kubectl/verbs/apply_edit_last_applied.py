"""`kubectl apply edit-last-applied`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.editing import edit_infos
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.last_applied import ANNOTATION, recorded
from app.kubectl.output.json_text import compact_json
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.kubectl.verbs.edit import original

SHORT = "Edit what was applied last in your editor"
HEADER = (
    "# Please edit the 'last-applied-configuration' annotations below.\n"
    "# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n"
)
NOTHING = (
    "no last-applied-configuration annotation found on resources, to create the annotation, use command "
    "`kubectl apply set-last-applied --create-annotation`"
)


async def run(call: Call) -> None:
    """Open the recorded configurations of the objects meant and save what was changed."""
    selection = await select(call, query_of(call, fetch="latest"))
    raise_all(selection.errors)
    found = ((info, recorded(info.object or {})) for info in selection.infos)
    shown = [Info(info.mapping, info.namespace, info.name, object=obj) for info, obj in found if obj is not None]
    if not shown:
        raise KubectlError(NOTHING)

    async def save(opened: list[Info], info: Info) -> None:
        if original(opened, info).object == info.object:
            await Results(call).done(info.mapping, info.object or {}, "skipped")
            return
        patch = {"metadata": {"annotations": {ANNOTATION: compact_json(info.object)}}}
        query = [("fieldManager", call.flags.text("field-manager"))]
        content_type = "application/merge-patch+json"
        await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)
        await Results(call).done(info.mapping, info.object or {}, "edited")

    await edit_infos(call, shown, save, header=HEADER)
