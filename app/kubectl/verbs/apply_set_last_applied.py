"""`kubectl apply set-last-applied`."""

from __future__ import annotations

from app.kubectl.apply.client_side import retrieving
from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.last_applied import ANNOTATION, plain_configuration, recorded_text
from app.kubectl.printing import Results
from app.kubectl.resources import Info, retrieve
from app.kubectl.verbs.create import select_files

SHORT = "Record a file as what was applied last, changing nothing else"


async def run(call: Call) -> None:
    """Write the annotation of every object in the files."""
    dry_run = await call.dry_run()
    results = Results(call, dry_run)
    selection = await select_files(call)
    changes: list[tuple[Info, str]] = []

    async def act(info: Info) -> None:
        try:
            current = await retrieve(call, info)
        except (StatusError, KubectlError) as wrong:
            if isinstance(wrong, StatusError) and wrong.reason == "NotFound":
                raise
            raise retrieving(info, wrong) from None
        present = recorded_text(current)
        if not present and not call.flags.on("create-annotation"):
            raise KubectlError(
                f"no last-applied-configuration annotation found on resource: {info.name}, to create the annotation, "
                "run the command with --create-annotation"
            )
        text = plain_configuration(info.object or {})
        info.object = current
        if text == present:
            await call.say(f"set-last-applied {info.name}: no changes required.")
            return
        changes.append((info, text))

    await selection.visit(act, stop=True)
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
