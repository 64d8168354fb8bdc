"""`kubectl patch`."""

from __future__ import annotations

from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.change_cause import cause, note
from app.kubectl.creation import mapping_for
from app.kubectl.errors import KubectlError, StatusError
from app.kubectl.local_patch import apply_locally
from app.kubectl.manifests import ManifestError, load
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select

SHORT = "Change fields of an object"
TYPES = {
    "json": "application/json-patch+json",
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
}


async def run(call: Call) -> None:
    """Send the patch to every object meant."""
    flags = call.flags
    if not flags.text("patch") and not flags.text("patch-file"):
        raise KubectlError("must specify --patch or --patch-file containing the contents of the patch")
    if flags.text("patch") and flags.text("patch-file"):
        raise KubectlError("cannot specify --patch and --patch-file together")
    if flags.on("local") and call.args:
        raise KubectlError("cannot specify --local and server resources")
    kind = flags.text("type").lower()
    if kind not in TYPES:
        raise KubectlError(f"--type must be one of [json merge strategic], not {_quoted(flags.text('type'))}")
    dry_run = await call.dry_run()
    patch = _patch(call)
    results = Results(call, anew=True)  # what a dry run has patched is told like any other
    local = flags.on("local")
    fetch = "latest" if dry_run == "client" and not local else ""
    selection = await select(call, query_of(call, fetch=fetch, local=local, bare_type=False))
    if not selection.infos and not selection.errors:
        raise KubectlError("no objects passed to patch")

    async def act(info: Info) -> None:
        await _patch_one(call, info, kind, patch, dry_run, results)

    await selection.visit(act)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _patch(call: Call) -> bytes:
    """The patch as JSON; YAML is converted."""
    path = call.flags.text("patch-file")
    try:
        text = call.machine.read_file(path) if path else call.flags.text("patch").encode()
    except OSError as wrong:
        raise KubectlError(f"unable to read patch file: open {path}: {(wrong.strerror or '').lower()}") from None
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        if text.lstrip()[:1] in (b"{", b"["):
            return text  # the server says what is wrong with it
        try:
            return orjson.dumps(load(text))
        except ManifestError as wrong:
            raise KubectlError(f"unable to parse {_quoted(text.decode('utf-8', 'replace'))}: {wrong}") from None
    return text


async def _patch_one(call: Call, info: Info, kind: str, patch: bytes, dry_run: str, results: Results) -> None:
    subresource = call.flags.text("subresource")
    if call.flags.on("local") or dry_run == "client":
        old = info.object or {}
        new = apply_locally(kind, old, patch, info.mapping)
        changed = new != old
    else:
        old = await call.client.json("GET", info.path(subresource))
        new = await _send(call, info, kind, patch, dry_run, subresource)
        changed = _comparable(old) != _comparable(new)
        if dry_run == "none" and (text := cause(call)):
            new = await note(call, info.path(subresource), text, call.flags.text("field-manager"))
    mapping = mapping_for(new) if new.get("kind") not in (None, info.mapping.kind) else info.mapping  # of a Scale
    await results.done(mapping, new, "patched" if changed else "patched (no change)")


async def _send(call: Call, info: Info, kind: str, patch: bytes, dry_run: str, subresource: str) -> dict[str, Any]:
    query = [("fieldManager", call.flags.text("field-manager"))]
    if dry_run == "server":
        query.append(("dryRun", "All"))
    try:
        return await call.client.json("PATCH", info.path(subresource), patch, query=query, content_type=TYPES[kind])
    except StatusError as wrong:
        if wrong.code != 415:
            raise
        raise KubectlError(f"{TYPES[kind]} is not supported by {info.mapping.gvk_text}: {wrong}") from None


def _comparable(obj: dict[str, Any]) -> dict[str, Any]:
    """An object without what a patch that changes nothing may change."""
    metadata = {k: v for k, v in (obj.get("metadata") or {}).items() if k not in ("managedFields", "resourceVersion")}
    return {**obj, "metadata": metadata}
