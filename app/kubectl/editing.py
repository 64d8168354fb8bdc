"""Editing objects in the learner's editor: `edit`, `create --edit`, `apply edit-last-applied`.

Follows kubernetes kubectl/pkg/cmd/util/editor/editoptions.go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, StatusError, raise_all
from app.kubectl.formats import ordered_json, without_managed_fields, yaml_text
from app.kubectl.gotext import quote
from app.kubectl.manifests import ManifestError, load_all
from app.kubectl.resources import Info

Object = dict[str, Any]
HEADER = (
    "# Please edit the object below. Lines beginning with a '#' will be ignored,\n"
    "# and an empty file will abort the edit. If an error occurs while saving this file will be\n"
    "# reopened with the relevant failures.\n#\n"
)
Save = Callable[[Info, Object, Object], Awaitable[bool]]  # (info, as it was, as it is): whether anything was changed


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#")).strip()


def file_name(call: Call, extension: str) -> str:
    """A name for the file in which the object is edited."""
    return f"/tmp/kubectl-edit-{call.machine.pid() * 104729 % 10**9}.{extension}"


def rendered(call: Call, obj: Object) -> tuple[str, str]:
    """(text, extension) of an object for the editor."""
    output = str(call.option("output", "yaml") or "yaml")
    shown = obj if call.option("show-managed-fields", False) else without_managed_fields(obj)
    if output == "json":
        return ordered_json(shown, 4) + "\n", "json"
    return yaml_text(shown), "yaml"


async def edit_infos(call: Call, infos: list[Info], save: Save) -> None:
    """Open each object; save what was changed. What cannot be saved is opened again with the reason in it."""
    for info in infos:
        await _edit_one(call, info, save)


async def _edit_one(call: Call, info: Info, save: Save) -> None:
    original, extension = rendered(call, info.object or {})
    path = file_name(call, extension)
    text, reasons = original, ""
    while True:
        call.machine.write_file(path, (HEADER + reasons + text).encode())
        if await call.machine.edit(path) != 0:
            raise KubectlError('there was a problem with the editor "vi"')
        edited = call.machine.read_file(path).decode("utf-8", "replace")
        if not _without_comments(edited):
            call.machine.remove_file(path)
            await call.complain("Edit cancelled, saved file was empty.")
            return
        if _without_comments(edited) == _without_comments(text):
            await _unchanged(call, path, bool(reasons))
            return
        try:
            changed = await _saved(info, edited, save)
        except (KubectlError, StatusError, ManifestError) as wrong:
            text, reasons = _body(edited), _reasons(info, wrong)
            continue
        call.machine.remove_file(path)
        if not changed:
            await call.complain("Edit cancelled, no changes made.")
        return


def _body(edited: str) -> str:
    """The edited text without the comments at its head."""
    lines = edited.split("\n")
    while lines and lines[0].startswith("#"):
        lines.pop(0)
    return "\n".join(lines)


async def _unchanged(call: Call, path: str, failed: bool) -> None:
    if failed:
        await call.complain(f"A copy of your changes has been stored to {quote(path)}")
        raise KubectlError("Edit cancelled, no valid changes were saved.")
    call.machine.remove_file(path)
    await call.complain("Edit cancelled, no changes made.")


async def _saved(info: Info, edited: str, save: Save) -> bool:
    documents = load_all(edited.encode())
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise KubectlError("the edited file failed validation: expected one object")
    return await save(info, info.object or {}, documents[0])


def _reasons(info: Info, wrong: Exception) -> str:
    """The comment that says why an object could not be saved."""
    if isinstance(wrong, StatusError) and wrong.reason == "Invalid":
        causes = (wrong.status.get("details") or {}).get("causes") or []
        lines = [f"{cause.get('field')}: {cause.get('message')}" for cause in causes]
        first = f'# {info.mapping.resource} "{info.name}" was not valid:\n'
        return first + "".join(f"# * {line}\n" for line in lines) + "#\n"
    if isinstance(wrong, ManifestError):
        return f"# The edited file had a syntax error: {wrong}\n#\n"
    return f'# {info.mapping.resource} "{info.name}" could not be patched: {wrong}\n#\n'


async def edit_and_create(call: Call) -> None:
    """Open the files' objects in the editor and create what is saved."""
    from app.kubectl.creation import post  # noqa: PLC0415 - it needs nothing of this
    from app.kubectl.printing import Results  # noqa: PLC0415
    from app.kubectl.verbs.create import select_files  # noqa: PLC0415

    results = Results(call)
    selection = await select_files(call)
    raise_all(selection.errors)

    async def save(info: Info, _: Object, new: Object) -> bool:
        made = await post(call, info.mapping, new)
        await results.done(info.mapping, made, "created")
        return True

    await edit_infos(call, selection.infos, save)
