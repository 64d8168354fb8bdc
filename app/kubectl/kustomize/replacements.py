"""Replacements: a value of one object copied into fields of others.

Follows sigs.k8s.io/kustomize api/filters/replacement/replacement.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError, json_word, prefixed
from app.kubectl.kustomize.loading import scalar_text
from app.kubectl.kustomize.paths import CREATED, looked_up, places, split_path
from app.kubectl.kustomize.resource import Id, Resource
from app.kubectl.kustomize.roots import Root
from app.kubectl.kustomize.selectors import marked
from app.kubectl.kustomize.yaml_documents import plain_value, read_document
from app.kubectl.objects import clone

Entry = dict[str, Any]
Change = Callable[[list[Resource]], None]
DEFAULT_PATH = "metadata.name"
KEYS = ("group", "version", "kind", "name", "namespace")


def replacements_change(root: Root, config: Entry) -> Change:
    """What `replacements` do, in place or in files; KustomizeError for an entry or file that cannot be read."""
    listed = [each for entry in config.get("replacements") or [] for each in _entries(root, entry)]

    def change(resources: list[Resource]) -> None:
        for each in listed:
            _replace(each, resources)

    return change


def _entries(root: Root, entry: Entry) -> list[Entry]:
    if not (path := entry.get("path")):
        return [entry]
    if entry.get("source") or entry.get("targets"):
        raise KustomizeError("cannot specify both path and inline replacement")
    read = read_document(root.read(str(path)))
    if not isinstance(read, list | dict):
        kind = "invalid" if read is None else json_word(read)
        raise KustomizeError(f"unsupported replacement type encountered within replacement path: {kind}")
    return read if isinstance(read, list) else [read]


def _replace(entry: Entry, resources: list[Resource]) -> None:
    given = entry.get("sourceValue")
    if (not entry.get("source") and given is None) or not entry.get("targets"):
        raise KustomizeError("replacements must specify a source and at least one target")
    value = _source_value(entry["source"], resources) if given is None else str(given)
    for target in entry["targets"]:
        if target.get("select") is None:
            raise KustomizeError("target must specify resources to select")
        for resource in resources:
            if _is_meant(resource, target):
                _set(resource, target, value)


def _is_meant(resource: Resource, target: Entry) -> bool:
    rejects = target.get("reject") or []
    if not marked(resource, target["select"]):
        return False
    if any(_by_marks(each) and marked(resource, each) for each in rejects):
        return False
    named = [each for each in rejects if any(each.get(key) for key in KEYS)]
    if any(_fits(each, id_) for each in named for id_ in resource.ids):
        return False
    return any(_fits(target["select"], id_) for id_ in resource.ids)


def _by_marks(selector: Entry) -> bool:
    return bool(selector.get("annotationSelector") or selector.get("labelSelector"))


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


def _source_text(source: Entry) -> str:
    parts = [_shown(source)]
    if source.get("fieldPath"):
        parts.append(str(source["fieldPath"]))
    options = source.get("options") or {}
    if options.get("delimiter") or options.get("create"):
        create = "true" if options.get("create") else "false"
        parts.append(f"{options.get('delimiter') or ''}({options.get('index') or 0}), create={create}")
    return ":".join(parts)


def _source_value(source: Entry, resources: list[Resource]) -> Any:
    found = [each for each in resources if any(_fits(source, id_) for id_ in each.ids)]
    path = str(source.get("fieldPath") or DEFAULT_PATH)
    if len(found) > 1:
        raise KustomizeError(f"multiple matches for selector {_source_text(source)}")
    if not found:
        raise KustomizeError(f"nothing selected by {_source_text(source)}")
    try:
        value = looked_up(found[0].object, split_path(path))
    except KustomizeError as wrong:
        raise prefixed(wrong, "error looking up replacement source") from None
    if value is None or value in ({}, []):
        raise KustomizeError(f"fieldPath `{path}` is missing for replacement source {_shown(source)}")
    return _refined(source.get("options") or {}, value)


def _refined(options: Entry, value: Any) -> Any:
    delimiter, index = options.get("delimiter"), int(options.get("index") or 0)
    if not delimiter:
        return value
    text = _scalar_text(value)
    parts = text.split(delimiter)
    if not 0 <= index < len(parts):
        raise KustomizeError(f"options.index {index} is out of bounds for value {text}")
    return typed(parts[index], value)


def _scalar_text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise KustomizeError("delimiter option can only be used with scalar nodes")
    return "" if value is CREATED else scalar_text(value)


def _set(resource: Resource, target: Entry, value: Any) -> None:
    options = target.get("options") or {}
    for path in target.get("fieldPaths") or [DEFAULT_PATH]:
        create = value if options.get("create") else None
        trouble = f'unable to find {"or create " if options.get("create") else ""}field "{path}" in replacement target'
        try:
            found = list(places(resource.object, split_path(str(path)), create))
        except KustomizeError as wrong:
            raise prefixed(wrong, trouble) from None
        if not found:
            raise KustomizeError(trouble)
        for present, put in found:
            put(_combined(options, present, value))


def _combined(options: Entry, present: Any, value: Any) -> Any:
    """What becomes of a field: of a scalar only the text, whose type stays."""
    text = "" if isinstance(value, dict | list) else scalar_text(value)
    if delimiter := options.get("delimiter"):
        index, parts = int(options.get("index") or 0), _scalar_text(present).split(delimiter)
        if index < 0:
            parts.insert(0, text)
        elif index >= len(parts):
            parts.append(text)
        else:
            parts[index] = text
        return typed(delimiter.join(parts), present)
    return clone(value) if isinstance(present, dict | list) else typed(text, present)


def typed(text: str, like: Any) -> Any:
    """A text as a scalar of another one's type; KustomizeError when it is none of that type."""
    if isinstance(like, str) or (like is CREATED and not text):
        return text
    value = plain_value(text)
    if like is not CREATED and type(value) not in _FITTING[type(like)]:
        what = f"cannot decode {_tag(value)} `{text}` as a {_tag(like)}"
        raise KustomizeError(f"map[string]interface {{}}(nil): yaml: {what}")
    return value


_FITTING = {bool: (bool,), int: (int,), float: (int, float), type(None): (type(None),)}


def _tag(value: Any) -> str:
    names = {str: "str", bool: "bool", int: "int", float: "float", type(None): "null"}
    return f"!!{names[type(value)]}"
