"""`kubectl apply set-last-applied`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, raise_all
from app.kubectl.last_applied import ANNOTATION, plain_configuration
from app.kubectl.printing import Results
from app.kubectl.resources import Info, retrieve
from app.kubectl.verbs.create import select_files

SHORT = "Record a file as what was applied last, changing nothing else"


async def run(call: Call) -> None:
    """Write the annotation of every object in the files."""
    dry_run = await call.dry_run()
    results = Results(call, dry_run)
    selection = await select_files(call)
    raise_all(selection.errors)
    changes: list[tuple[Info, str]] = []
    for info in selection.infos:
        current = await retrieve(call, info)
        present = ((current.get("metadata") or {}).get("annotations") or {}).get(ANNOTATION)
        if present is None and not call.flags.on("create-annotation"):
            raise KubectlError(
                f"no last-applied-configuration annotation found on resource: {info.name}, to create the annotation, "
                "run the command with --create-annotation"
            )
        text = plain_configuration(info.object or {})
        if text == present:
            await call.say(f"set-last-applied {info.name}: no changes required.")
            continue
        changes.append((info, text))
    for info, text in changes:
        obj = info.object or {}
        if dry_run != "client":
            query = [
                ("fieldManager", "kubectl-set-last-applied"),
                *([("dryRun", "All")] if dry_run == "server" else []),
            ]
            patch = {"metadata": {"annotations": {ANNOTATION: text}}}
            obj = await call.client.json(
                "PATCH", info.path(), patch, query=query, content_type="application/merge-patch+json"
            )
        await results.done(info.mapping, obj, "configured")
