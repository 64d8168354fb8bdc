"""Replacements: a value of one object copied into fields of others.

Follows sigs.k8s.io/kustomize api/filters/replacement/replacement.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.errors import KustomizeError
from app.kubectl.kustomize.paths import places, split_path
from app.kubectl.kustomize.resource import Id, Resource
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.yaml_documents import read_document
from app.kubectl.objects import clone

Entry = dict[str, Any]
DEFAULT_PATH = "metadata.name"
SCALARS = (str, int, float, bool)
KEYS = ("group", "version", "kind", "name", "namespace")


def apply_replacements(root: Root, entries: list[Entry], resources: list[Resource]) -> None:
    """`replacements`, in place or in files."""
    for entry in entries:
        if path := entry.get("path"):
            read = read_document(root.read(str(path)))
            listed = read if isinstance(read, list) else [read]
        else:
            listed = [entry]
        for each in listed:
            _replace(each, resources)


def _replace(entry: Entry, resources: list[Resource]) -> None:
    given = entry.get("sourceValue")
    if (not entry.get("source") and given is None) or not entry.get("targets"):
        raise KustomizeError("replacements must specify a source and at least one target")
    value = _source_value(entry["source"], resources) if given is None else str(given)
    for target in entry["targets"]:
        if not target.get("select"):
            raise KustomizeError("target must specify resources to select")
        for resource in resources:
            if _is_meant(resource, target):
                _set(resource, target, value)


def _is_meant(resource: Resource, target: Entry) -> bool:
    if not any(_fits(target["select"], id_) for id_ in resource.ids):
        return False
    return not any(_fits(each, id_) for each in target.get("reject") or [] for id_ in resource.ids)


def _fits(selector: Entry, id_: Id) -> bool:
    wanted = {key: str(selector.get(key) or "") for key in KEYS}
    if wanted["namespace"] and wanted["namespace"] not in (id_.namespace, id_.effective_namespace):
        return False
    named = not wanted["name"] or wanted["name"] == id_.name
    return named and id_.is_kind(wanted["group"], wanted["version"], wanted["kind"])


def _shown(selector: Entry) -> str:
    parts = [f"{selector.get('kind') or '[noKind]'}.{selector.get('version') or '[noVer]'}",
             f".{selector.get('group') or '[noGrp]'}/{selector.get('name') or '[noName]'}",
             f".{selector.get('namespace') or '[noNs]'}"]  # fmt: skip
    return "".join(parts)


def _source_value(source: Entry, resources: list[Resource]) -> Any:
    found = [each for each in resources if any(_fits(source, id_) for id_ in each.ids)]
    path = str(source.get("fieldPath") or DEFAULT_PATH)
    shown = f"{_shown(source)}:{path if source.get('fieldPath') else ''}".rstrip(":")
    if len(found) > 1:
        raise KustomizeError(f"multiple matches for selector {_shown(source)}")
    if not found:
        raise KustomizeError(f"nothing selected by {shown}")
    values = [value for value, _ in places(found[0].object, split_path(path))]
    if not values:
        raise KustomizeError(f"fieldPath `{path}` is missing for replacement source {_shown(source)}")
    return _refined(source.get("options") or {}, values[0])


def _refined(options: Entry, value: Any) -> Any:
    delimiter, index = options.get("delimiter"), int(options.get("index") or 0)
    if not delimiter:
        return value
    if not isinstance(value, SCALARS):
        raise KustomizeError("delimiter option can only be used with scalar nodes")
    parts = _text(value).split(delimiter)
    if not 0 <= index < len(parts):
        raise KustomizeError(f"options.index {index} is out of bounds for value {_text(value)}")
    return parts[index]


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _set(resource: Resource, target: Entry, value: Any) -> None:
    options = target.get("options") or {}
    for path in target.get("fieldPaths") or [DEFAULT_PATH]:
        create = clone(value) if options.get("create") else None
        found = list(places(resource.object, split_path(str(path)), create))
        if not found and "*" not in split_path(str(path)):
            raise KustomizeError(f'unable to find field "{path}" in replacement target')
        for present, put in found:
            put(_combined(options, present, value))


def _combined(options: Entry, present: Any, value: Any) -> Any:
    delimiter, index = options.get("delimiter"), int(options.get("index") or 0)
    if not delimiter:
        if isinstance(present, str) and isinstance(value, bool | int | float):
            return value
        return clone(value)
    if not isinstance(present, SCALARS):
        raise KustomizeError("delimiter option can only be used with scalar nodes")
    parts = _text(present).split(delimiter)
    if index < 0:
        parts.insert(0, _text(value))
    elif index >= len(parts):
        parts.append(_text(value))
    else:
        parts[index] = _text(value)
    return delimiter.join(parts)
