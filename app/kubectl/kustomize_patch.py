"""Patches of kustomizations: strategic and JSON patches, in files or inline, for the objects that fit their target."""

from __future__ import annotations

import re
from typing import Any

import orjson

from app.kubectl.call import Call
from app.kubectl.discovery import Mapping
from app.kubectl.errors import KubectlError
from app.kubectl.json_patch import apply_merge_patch
from app.kubectl.local_patch import apply_locally, schema_of
from app.kubectl.manifests import ManifestError, load, load_all
from app.kubectl.selectors import matches, parse_selector

Object = dict[str, Any]


def apply_patches(call: Call, directory: str, document: Object, objects: list[Object]) -> list[Object]:
    """The objects with the kustomization's patches applied; `$patch: delete` removes some."""
    for entry in document.get("patchesStrategicMerge") or []:
        text = str(entry)
        inline = "\n" in text or ":" in text
        objects = _patched(objects, _documents(text.encode() if inline else _file(call, directory, text)), {})
    for entry in document.get("patchesJson6902") or []:
        objects = _patched(objects, [_content(call, directory, entry)], entry.get("target") or {})
    for entry in document.get("patches") or []:
        content = _content(call, directory, entry)
        documents = [content] if isinstance(content, list) else _documents(_raw(call, directory, entry))
        objects = _patched(objects, documents, entry.get("target") or {})
    return objects


def _raw(call: Call, directory: str, entry: Object) -> bytes:
    if entry.get("patch"):
        return str(entry["patch"]).encode()
    if entry.get("path"):
        return _file(call, directory, str(entry["path"]))
    raise KubectlError("must specify one of patch and path in\n" + str(entry))


def _content(call: Call, directory: str, entry: Object) -> Any:
    if entry.get("op"):
        return entry["op"]
    try:
        return load(_raw(call, directory, entry))
    except ManifestError as wrong:
        raise KubectlError(f"unable to parse SM or JSON patch from [patch: {wrong}]") from None


def _file(call: Call, directory: str, path: str) -> bytes:
    located = path if path.startswith("/") else f"{directory}/{path}".removeprefix("./")
    try:
        return call.machine.read_file(located)
    except OSError:
        raise KubectlError(f"failed to get the patch file from path({path}): evalsymlink failure on '{path}' : lstat {path}: no such file or directory") from None  # fmt: skip # noqa: E501


def _documents(data: bytes) -> list[Any]:
    try:
        return load_all(data)
    except ManifestError as wrong:
        raise KubectlError(f"unable to parse SM or JSON patch: {wrong}") from None


def _patched(objects: list[Object], patches: list[Any], target: Object) -> list[Object]:
    for patch in patches:
        wanted = target or _own_target(patch)
        fitting = [obj for obj in objects if _fits(obj, wanted, exact=not target)]
        if not fitting:
            if not target and isinstance(patch, dict):
                kind, name = patch.get("kind"), (patch.get("metadata") or {}).get("name")
                version = str(patch.get("apiVersion", "")).replace("/", ".")
                raise KubectlError(f"no resource matches strategic merge patch \"{kind}.{version}.[noGrp]/{name}.[noNs]\": no matches for Id {kind}.{version}.[noGrp]/{name}.[noNs]; failed to find unique target for patch {kind}.{version}.[noGrp]/{name}.[noNs]")  # fmt: skip # noqa: E501
            continue
        chosen = {id(obj) for obj in fitting}
        objects = [new for obj in objects for new in (_one(obj, patch) if id(obj) in chosen else [obj])]
    return objects


def _own_target(patch: Any) -> Object:
    if not isinstance(patch, dict):
        return {}
    metadata = patch.get("metadata") or {}
    group, _, version = str(patch.get("apiVersion", "")).rpartition("/")
    return {"group": group, "version": version, "kind": patch.get("kind"), "name": metadata.get("name"),
            "namespace": metadata.get("namespace")}  # fmt: skip


def _fits(obj: Object, target: Object, *, exact: bool) -> bool:
    metadata = obj.get("metadata") or {}
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    facts = {"group": group, "version": version, "kind": obj.get("kind"), "name": metadata.get("name"),
             "namespace": metadata.get("namespace")}  # fmt: skip
    for key, value in facts.items():
        wanted = target.get(key)
        if not wanted:
            continue
        if (exact and wanted != value) or (not exact and not re.fullmatch(str(wanted), str(value or ""))):
            return False
    for key, held in (("labelSelector", "labels"), ("annotationSelector", "annotations")):
        if target.get(key) and not matches(parse_selector(target[key]), metadata.get(held) or {}):
            return False
    return True


def _one(obj: Object, patch: Any) -> list[Object]:
    """The object patched: a list of one, or of none when the patch deletes it."""
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    mapping = Mapping(group, version, "", str(obj.get("kind")), True)
    if isinstance(patch, list):
        return [apply_locally("json", obj, orjson.dumps(patch), mapping)]
    if patch.get("$patch") == "delete":
        return []
    metadata = {key: value for key, value in (patch.get("metadata") or {}).items() if key not in ("name", "namespace")}
    body = {key: value for key, value in patch.items() if key not in ("apiVersion", "kind", "metadata")}
    if metadata:
        body["metadata"] = metadata
    if schema_of(group, version, str(obj.get("kind"))) is None:
        return [dict(apply_merge_patch(obj, body))]
    return [apply_locally("strategic", obj, orjson.dumps(body), mapping)]
