"""Config maps and secrets made from literals, files and lists of variables.

Follows sigs.k8s.io/kustomize api/internal/generators, api/kv/kv.go, api/resmap/reswrangler.go: appendReplaceOrMerge.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError, prefixed
from app.kubectl.kustomize.kustomization import Kustomization
from app.kubectl.kustomize.resource import Id, Resource
from app.kubectl.kustomize.roots import Root

_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")


def generate(root: Root, wanted: Kustomization, resources: list[Resource]) -> None:
    """Make what the generators say, and add it or merge it into what there is."""
    common = wanted.get("generatorOptions") or {}
    for kind, key in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for entry in wanted.get(key) or []:
            _absorb(resources, _made(root, kind, entry, common))


def _made(root: Root, kind: str, entry: dict[str, Any], common: dict[str, Any]) -> Resource:
    metadata: dict[str, Any] = {"name": entry.get("name") or ""}
    obj: dict[str, Any] = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    if kind == "Secret":
        obj["data"] = {}
    if entry.get("namespace"):
        metadata["namespace"] = entry["namespace"]
    if kind == "Secret":
        obj["type"] = entry.get("type") or "Opaque"
    if not metadata["name"]:
        raise KustomizeError(f"a {kind.lower()} must have a name")  # kustomize says so of both
    for key, value in _entries(root, entry):
        _put(obj, kind, key, value)
    options = entry.get("options") or {}
    for key in ("labels", "annotations"):
        if both := {**(common.get(key) or {}), **(options.get(key) or {})}:
            metadata[key] = {name: str(value) for name, value in both.items()}
    flags = {key: bool(common.get(key)) or bool(options.get(key)) for key in ("disableNameSuffixHash", "immutable")}
    if flags["immutable"]:
        obj["immutable"] = True
    behavior = entry.get("behavior")
    known = behavior if behavior in ("create", "merge", "replace") else "unspecified"
    origin = f"configuredIn: {root.from_top('kustomization.yaml')}\nconfiguredBy:\n  apiVersion: builtin\n"
    origin += f"  kind: {kind}Generator\n"
    return Resource(obj, behavior=known, needs_hash=not flags["disableNameSuffixHash"], origin=origin)


def _put(obj: dict[str, Any], kind: str, key: str, value: bytes) -> None:
    for field in ("data", "binaryData"):
        if key in obj.get(field, {}):
            raise KustomizeError(
                f"configmap {obj['metadata']['name']} illegally repeats the key `{key}`" if kind == "ConfigMap"
                else f"secret {obj['metadata']['name']} illegally repeats the key `{key}`"
            )  # fmt: skip
    if kind == "Secret":
        obj.setdefault("data", {})[key] = base64.b64encode(value).decode()
        return
    try:
        text = value.decode()
    except UnicodeDecodeError:
        obj.setdefault("binaryData", {})[key] = base64.b64encode(value).decode()
        return
    obj.setdefault("data", {})[key] = text


def _entries(root: Root, entry: dict[str, Any]) -> list[tuple[str, bytes]]:
    sources = {"envs": [*(entry.get("envs") or []), *([entry["env"]] if entry.get("env") else [])]}
    found = [pair for path in sources["envs"] for pair in _variables(root, path)]
    literals = [str(each) for each in entry.get("literals") or []]
    found += [_literal(each, f"[{' '.join(literals)}]") for each in literals]
    return [*found, *(_file(root, str(each)) for each in entry.get("files") or [])]


def _literal(source: str, shown: str) -> tuple[str, bytes]:
    key, equals, value = source.partition("=")
    if not equals or not key:
        why = f"invalid literal source {source}, expected key=value"
        raise KustomizeError(f"loading KV pairs: literal sources {shown}: {why}")
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return key, value.encode()


def _file(root: Root, source: str) -> tuple[str, bytes]:
    count = source.count("=")
    key, _, path = source.rpartition("=")
    if count > 1:
        raise KustomizeError("file values: key names or file paths cannot contain '='")
    if count and not key:
        raise KustomizeError(f'file values: missing key name for file path "{path}" in source "{source}"')
    if count and not path:
        raise KustomizeError(f'file values: missing file path for key name "{key}" in source "{source}"')
    try:
        return key or path.rpartition("/")[2], root.read(path)
    except KustomizeError as wrong:
        raise prefixed(wrong, "loading KV pairs: file sources: " + str([source]).replace("'", "")) from None


def _variables(root: Root, path: str) -> list[tuple[str, bytes]]:
    """`NAME=value` lines; a name alone has an empty value."""
    try:
        text = root.read(path).decode("utf-8-sig")
    except KustomizeError as wrong:
        raise prefixed(wrong, f"loading KV pairs: env source files: [{path}]") from None
    found = []
    for line in text.split("\n"):
        stripped = line.lstrip().rstrip("\r")
        if not stripped or stripped.startswith("#"):
            continue
        name, _, value = stripped.partition("=")
        if not _NAME.fullmatch(name):
            raise KustomizeError(f'loading KV pairs: env source files: [{path}]: "{name}" is not a valid key name')
        found.append((name, value.encode()))
    return found


def _absorb(resources: list[Resource], made: Resource) -> None:
    """Add what was generated, or merge it into the resource of its id."""
    same = [each for each in resources if any(id_.same(made.id) for id_ in each.ids)]
    merges = made.behavior in ("merge", "replace")
    if not same and not merges:
        resources.append(made)
        return
    trouble = f"merging from generator &{{0xc000a4e1e0 <nil>}}: id {_struct(made.id)}"
    if not same:
        raise KustomizeError(f"{trouble} does not exist; cannot merge or replace")
    if not merges:
        what = f"can not use behavior: '{made.behavior}', behavior must be merge or replace"
        raise KustomizeError(f"{trouble} exists; {what}")
    _merge(same[0], made)


def _struct(id_: Id) -> str:
    """An id as Go prints the struct."""
    kind = f'resid.Gvk{{Group:"{id_.group}", Version:"{id_.version}", Kind:"{id_.kind}", isClusterScoped:false}}'
    return f'resid.ResId{{Gvk:{kind}, Name:"{id_.name}", Namespace:"{id_.namespace}"}}'


def _merge(old: Resource, made: Resource) -> None:
    obj = made.object
    metadata = {**obj["metadata"], "name": old.id.name}
    if old.id.namespace:
        metadata["namespace"] = old.id.namespace
    for key in ("labels", "annotations"):
        both = {**(old.metadata.get(key) or {}), **(metadata.get(key) or {})}
        if both:
            metadata[key] = both
    if made.behavior == "merge":
        for key in ("data", "binaryData"):
            if both := {**(old.object.get(key) or {}), **(obj.get(key) or {})}:
                obj[key] = both
    old.object = {**obj, "metadata": metadata}
    old.needs_hash = made.needs_hash
