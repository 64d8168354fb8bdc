"""Editing objects in the learner's editor: `edit`, `create --edit`, `apply edit-last-applied`.

Follows kubernetes kubectl/pkg/cmd/util/editor/editoptions.go and editor.go.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.discovery import unknown_kind
from app.kubectl.errors import ExitError, Failure, KubectlError, StatusError, raise_all
from app.kubectl.files import Document, problem_of, stream
from app.kubectl.formats import without_managed_fields
from app.kubectl.last_applied import with_last_applied
from app.kubectl.manifests import ManifestError, load
from app.kubectl.printing import object_printer, output_of
from app.kubectl.resources import Info, mapping_of
from app.sim.go_strings import quote

Object = dict[str, Any]
HEADER = (
    "# Please edit the object below. Lines beginning with a '#' will be ignored,\n"
    "# and an empty file will abort the edit. If an error occurs while saving this file will be\n"
    "# reopened with the relevant failures.\n#\n"
)
FAILED_VALIDATION = '<nil>: Invalid value: "The edited file failed validation": '
NO_VALID_CHANGES = "Edit cancelled, no valid changes were saved."
NOT_FOUND = 127  # the status for a program that is not there
SHELL_MARKS = "\"'\\"  # an editor's command line with these in it is left to the shell
Save = Callable[[list[Info], Info], Awaitable[None]]  # (as they were opened, one as it is now)


@dataclass
class _Results:
    """What came of saving: the reasons to open the file again, and what cannot be mended by editing."""

    reasons: list[str] = field(default_factory=list)
    retryable: bool = False
    missing: bool = False

    def note(self, info: Info, wrong: StatusError) -> str:
        """Remember a refusal; the line that tells of it."""
        named = f"{info.mapping.qualified} {quote(info.name)}"
        if wrong.reason == "Invalid":
            causes = (wrong.status.get("details") or {}).get("causes") or []
            self.refuse(info, [f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in causes])
            return f"error: {named} is invalid"
        if wrong.reason == "NotFound":
            self.missing = True
            return f"error: {named} could not be found on the server"
        self.retryable = True
        return f"error: {named} could not be patched: {wrong}"

    def refuse(self, info: Info, causes: list[str]) -> None:
        """Have the file opened again with the causes in it."""
        head = f"{info.mapping.qualified} {quote(info.name)} was not valid"
        lines = [f"# {head}:" if causes else f"# {head}", *(f"# * {_hashed(cause)}" for cause in causes), "#"]
        self.reasons.append("\n".join(lines) + "\n")


async def edit_infos(
    call: Call, infos: list[Info], save: Save, *, header: str = HEADER, forgiving: bool = False
) -> None:
    """Open the objects; save what was changed. What is not valid is opened again with the reason in it.

    With `forgiving`, an object that the server refuses is told of and does not end the others.
    """
    await _Edit(call, infos, save, header, forgiving).run()


class _Edit:
    """One editing of some objects: the loop of opening and saving."""

    def __init__(self, call: Call, infos: list[Info], save: Save, header: str, forgiving: bool) -> None:
        self.call, self.infos, self.save, self.header, self.forgiving = call, infos, save, header, forgiving
        self.passes = 0
        self.path = ""  # the file of the pass before, as long as it is there

    async def run(self) -> None:
        original, extension = rendered(self.call, [info.object or {} for info in self.infos])
        text, before = original, b""
        reasons: list[str] = []
        while True:
            head = self.header + "".join(reasons) if extension == "yaml" else ""
            edited = await self._opened(head + text, extension)
            if reasons and _meaning(before) == _meaning(edited):
                await self._preserve()
                raise KubectlError(NO_VALID_CHANGES)
            if not await self._is_changed(original.encode(), edited):
                return
            results = await self._saved(edited)
            if not results.reasons:
                self.call.machine.remove_file(self.path)
                return
            text, reasons, before = _stripped(edited), results.reasons, edited

    async def _opened(self, text: str, extension: str) -> bytes:
        """What the learner makes of a text, in a file of its own; KubectlError when the editor fails."""
        call, old = self.call, self.path
        self.passes += 1
        path = f"/tmp/kubectl-edit-{(call.machine.pid() * 104729 + self.passes * 7919) % 10**9}.{extension}"
        windows = bool(call.option("windows-line-endings", False))
        call.machine.write_file(path, (text.replace("\n", "\r\n") if windows else text).encode())
        words = editor_words(call)
        status = await call.machine.foreground([*words[:-1], f"{words[-1]} {quote(path)}"] if _by_shell(words) else [*words, path])  # fmt: skip # noqa: E501
        if status != 0:
            await self._preserve()
            problem = (
                "unable to launch"
                if status == NOT_FOUND and not _by_shell(words) and "/" not in words[0]
                else "there was a problem with"
            )
            raise KubectlError(f"{problem} the editor {quote(' '.join(words))}")
        if old:
            call.machine.remove_file(old)
        self.path = path
        return call.machine.read_file(path)

    async def _is_changed(self, original: bytes, edited: bytes) -> bool:
        if _problem(edited):
            return True
        if _meaning(original) != _meaning(edited):
            return True
        self.call.machine.remove_file(self.path)
        await self.call.complain("Edit cancelled, no changes made.")
        return False

    async def _saved(self, edited: bytes) -> _Results:
        results = _Results()
        if problem := _problem(edited):
            results.refuse(self.infos[0], [FAILED_VALIDATION + problem])
            named = self.infos[0]
            await self.call.complain(f"error: {named.mapping.qualified} {quote(named.name)} is invalid")
            return results
        try:
            updated = await self._updated(edited)
        except Failure as wrong:
            results.reasons.append(f"# {_hashed(f'The edited file had a syntax error: {wrong}')}\n#\n")
            return results
        try:
            self._require_namespace(updated)
            for info in updated:
                await self._save_one(info, results)
        except Failure:
            await self._preserve()
            raise
        await self._end(results)
        return results

    async def _save_one(self, info: Info, results: _Results) -> None:
        if self.call.option("save-config", False):
            info.object = self._annotated(info)
        info.object = with_cause(self.call, info.object or {})
        try:
            await self.save(self.infos, info)
        except StatusError as wrong:
            if not self.forgiving:
                raise
            await self.call.complain(results.note(info, wrong))

    def _annotated(self, info: Info) -> Object:
        """With the annotation; the managed fields that the editor did not show are in it."""
        obj = info.object or {}
        uid = (obj.get("metadata") or {}).get("uid")
        found = [
            each.object or {} for each in self.infos if ((each.object or {}).get("metadata") or {}).get("uid") == uid
        ]
        old = found[0] if found else {}
        managed = (old.get("metadata") or {}).get("managedFields")
        if not uid or not managed:
            return with_last_applied(obj)
        whole = with_last_applied({**obj, "metadata": {**obj["metadata"], "managedFields": managed}})
        return without_managed_fields(whole)

    async def _updated(self, edited: bytes) -> list[Info]:
        """The objects in the edited text; KubectlError when they cannot be understood."""
        found: list[Info] = []
        errors: list[Exception] = []
        for document in stream("edited-file", edited, validate=""):
            if not isinstance(document, Document):
                errors.append(document)
                continue
            obj = document.object
            metadata = obj.get("metadata") if isinstance(obj.get("metadata"), dict) else {}
            name, namespace = (str((metadata or {}).get(key) or "") for key in ("name", "namespace"))
            mapping = await mapping_of(self.call, obj)
            if mapping is None:
                kind = str(obj.get("kind", ""))
                errors.append(unknown_kind(str(obj.get("apiVersion", "")), kind, name, namespace, document.source))
                continue
            found.append(Info(mapping, namespace if mapping.namespaced else "", name, document.source, obj))
        raise_all(errors)
        return found

    def _require_namespace(self, updated: list[Info]) -> None:
        ours = self.call.namespace
        for info in updated:
            if not info.mapping.namespaced or info.namespace == ours:
                continue
            if info.namespace:
                raise KubectlError(
                    f'the namespace from the provided object "{info.namespace}" does not match the namespace "{ours}". '
                    f"You must pass '--namespace={info.namespace}' to perform this operation."
                )
            info.namespace = ours
            info.object = {
                **(info.object or {}),
                "metadata": {**((info.object or {}).get("metadata") or {}), "namespace": ours},
            }

    async def _end(self, results: _Results) -> None:
        """What cannot be mended in the editor ends the command; the file stays."""
        if results.retryable:
            await self.call.complain(f"You can run `kubectl replace -f {self.path}` to try this update again.")
            raise ExitError(1)
        if results.missing:
            await self.call.complain(f"The edits you made on deleted resources have been saved to {quote(self.path)}")
            raise ExitError(1)

    async def _preserve(self) -> None:
        if self.path and self.call.machine.kind_of(self.path):
            await self.call.complain(f"A copy of your changes has been stored to {quote(self.path)}")


def editor_words(call: Call) -> list[str]:
    """The editor's command line: split at blanks, or handed to the shell when it is quoted."""
    given = call.machine.env.get("KUBE_EDITOR") or call.machine.env.get("EDITOR") or "vi"
    if " " not in given:
        return [given]
    if not any(mark in given for mark in SHELL_MARKS):
        return given.split(" ")
    return [call.machine.env.get("SHELL") or "/bin/bash", "-c", given]


def _by_shell(words: list[str]) -> bool:
    return len(words) == 3 and words[1] == "-c" and any(mark in words[2] for mark in SHELL_MARKS)


def rendered(call: Call, objects: list[Object]) -> tuple[str, str]:
    """(text, extension) of the objects for the editor: one alone, several as a list."""
    shown = [without_managed_fields(obj) for obj in objects]
    whole = shown[0] if len(shown) == 1 else {"apiVersion": "v1", "items": shown, "kind": "List", "metadata": {}}
    printer = object_printer(call, allowed=("json", "kyaml", "yaml"), default="yaml")
    assert printer is not None
    return printer.print(whole), "json" if output_of(call)[0] == "json" else "yaml"


def _problem(edited: bytes) -> str:
    """Why the text is no object at all; "" when it may be one."""
    try:
        return problem_of(load(edited))
    except ManifestError as wrong:
        return str(wrong).removeprefix("error converting YAML to JSON: ")


def _meaning(text: bytes) -> Any:
    """The text as it counts: what YAML makes of it, or else its lines without comments."""
    try:
        return load(text)
    except ManifestError:
        return _stripped(text)


def _stripped(text: bytes) -> str:
    """The text without its lines of comment."""
    lines = text.decode("utf-8", "replace").split("\n")
    return "\n".join(line for line in lines if not line.strip().startswith("#") or line.strip().startswith("#!"))


def _hashed(text: str) -> str:
    """The text for a comment: its further lines are comments as well."""
    head, *rest = text.split("\n")
    return "".join([head, *(f"\n{line}" if not line or line.startswith("#") else f"\n# {line}" for line in rest)])


async def edit_and_create(call: Call) -> None:
    """Open each of the files' objects in the editor and create what is saved."""
    from app.kubectl.creation import post  # noqa: PLC0415 - it needs nothing of this
    from app.kubectl.printing import Results  # noqa: PLC0415
    from app.kubectl.verbs.create import select_files  # noqa: PLC0415

    results = Results(call, anew=True)
    selection = await select_files(call)

    async def save(_: list[Info], info: Info) -> None:
        made = await post(call, info.mapping, info.object or {})
        await results.done(info.mapping, made, "created")

    async def act(info: Info) -> None:
        await edit_infos(call, [info], save)

    await selection.visit(act)
