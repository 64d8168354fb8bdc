"""Editing objects in the learner's editor: `edit`, `create --edit`, `apply edit-last-applied`.

Follows kubernetes kubectl/pkg/cmd/util/editor/editoptions.go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import ExitError, KubectlError, StatusError, raise_all
from app.kubectl.formats import without_managed_fields, yaml_text
from app.kubectl.gotext import quote
from app.kubectl.manifests import ManifestError, load_all
from app.kubectl.output.json_text import indented_json
from app.kubectl.printing import outcome
from app.kubectl.resources import Info

Object = dict[str, Any]
HEADER = (
    "# Please edit the object below. Lines beginning with a '#' will be ignored,\n"
    "# and an empty file will abort the edit. If an error occurs while saving this file will be\n"
    "# reopened with the relevant failures.\n#\n"
)
FAILED_VALIDATION = '<nil>: Invalid value: "The edited file failed validation": '
NOT_FOUND = 127  # the shell's status for a program that is not there
Save = Callable[[Info, Object, Object], Awaitable[bool]]  # (info, as it was, as it is): whether anything was changed


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("#")).strip()


def file_name(call: Call, extension: str) -> str:
    """A name for the file in which the object is edited."""
    return f"/tmp/kubectl-edit-{call.machine.pid() * 104729 % 10**9}.{extension}"


def rendered(call: Call, objects: list[Object]) -> tuple[str, str]:
    """(text, extension) of the objects for the editor: one alone, several as a list."""
    managed = bool(call.option("show-managed-fields", False))
    shown = [obj if managed else without_managed_fields(obj) for obj in objects]
    whole = shown[0] if len(shown) == 1 else {"apiVersion": "v1", "items": shown, "kind": "List", "metadata": {}}
    if call.option("output", "yaml") == "json":
        return indented_json(whole) + "\n", "json"
    return yaml_text(whole), "yaml"


async def edit_infos(call: Call, infos: list[Info], save: Save) -> None:
    """Open the objects; save what was changed. What is not valid is opened again with the reason in it."""
    original, extension = rendered(call, [info.object or {} for info in infos])
    path = file_name(call, extension)
    text, reasons = original, ""
    while True:
        head = HEADER + reasons if extension == "yaml" else ""
        edited = await _edited(call, path, head + text)
        if _without_comments(edited) == _without_comments(text):
            await _unchanged(call, path, bool(reasons))
            return
        try:
            await _save_all(call, infos, edited, path, save)
        except _Invalid as wrong:
            await call.complain(f'error: {wrong.info.mapping.qualified} "{wrong.info.name}" is invalid')
            text, reasons = _body(edited), wrong.reasons
            continue
        call.machine.remove_file(path)
        return


async def _edited(call: Call, path: str, text: str) -> str:
    """What the learner makes of a text; KubectlError when the editor fails."""
    windows = bool(call.option("windows-line-endings", False))
    call.machine.write_file(path, (text.replace("\n", "\r\n") if windows else text).encode())
    status = await call.machine.edit(path)
    if status != 0:
        editor = call.machine.env.get("KUBE_EDITOR") or call.machine.env.get("EDITOR") or "vi"
        problem = "unable to launch" if status == NOT_FOUND else "there was a problem with"
        raise KubectlError(f"{problem} the editor {quote(editor)}")
    found = call.machine.read_file(path).decode("utf-8", "replace")
    return found.replace("\r\n", "\n") if windows else found


class _Invalid(Exception):  # noqa: N818 - the editor opens again
    """What was saved cannot be used; `reasons` are the comments that say why."""

    def __init__(self, info: Info, reasons: str) -> None:
        super().__init__(reasons)
        self.info, self.reasons = info, reasons


async def _save_all(call: Call, infos: list[Info], edited: str, path: str, save: Save) -> None:
    objects = _objects(infos, edited)
    for info, obj in zip(infos, objects, strict=False):
        try:
            if not await save(info, info.object or {}, obj):
                await call.say(outcome(call, info.mapping, info.name, "skipped"))
        except StatusError as wrong:
            if wrong.reason == "Invalid":
                raise _Invalid(info, _causes(info, wrong)) from None
            text = wrong.status.get("message", "")
            await call.complain(f'error: {info.mapping.qualified} "{info.name}" could not be patched: {text}')
            await call.complain(f"You can run `kubectl replace -f {path}` to try this update again.")
            raise ExitError(1) from None
        except KubectlError:
            await call.complain(f"A copy of your changes has been stored to {quote(path)}")
            raise


def _objects(infos: list[Info], edited: str) -> list[Object]:
    """The objects in the edited text, one for each of those opened."""
    problem = ""
    documents: list[Any] = []
    try:
        documents = load_all(edited.encode())
    except ManifestError as wrong:
        problem = str(wrong).removeprefix("error converting YAML to JSON: ")
    found = documents[0] if len(documents) == 1 else None
    if not problem:
        given = found if isinstance(found, dict) else {}
        missing = [key for key in ("apiVersion", "kind") if not given.get(key)]
        problem = f"{missing[0]} not set" if missing else ""
    if problem or not isinstance(found, dict):
        raise _Invalid(infos[0], _not_valid(infos[0], [FAILED_VALIDATION + problem]))
    objects = list(found.get("items") or []) if len(infos) > 1 else [found]
    if len(objects) != len(infos):
        raise KubectlError("the number of objects was changed")
    return objects


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


def _causes(info: Info, wrong: StatusError) -> str:
    causes = (wrong.status.get("details") or {}).get("causes") or []
    return _not_valid(info, [f"{cause.get('field')}: {cause.get('message')}" for cause in causes])


def _not_valid(info: Info, lines: list[str]) -> str:
    """The comment that says why an object could not be saved."""
    first = f'# {info.mapping.qualified} "{info.name}" was not valid:\n'
    return first + "".join(f"# * {line}\n" for line in lines) + "#\n"


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
