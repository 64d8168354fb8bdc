"""Config maps and secrets made from literals, files and lists of variables.

Follows sigs.k8s.io/kustomize api/internal/generators, api/kv/kv.go, api/resmap/reswrangler.go: appendReplaceOrMerge.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

from app.kubectl.kustomize.errors import KustomizeError, prefixed
from app.kubectl.kustomize.kustomization import Kustomization
from app.kubectl.kustomize.resource import Id, Resource, configured_by
from app.kubectl.kustomize.roots import Root
from app.kubectl.output.yaml_text import yaml_text

Generator = Callable[[list[Resource]], None]
NO_HELM = "must specify --enable-helm"
_OLD_CHART = {"chartName": "name", "chartRepoUrl": "repo", "chartVersion": "version", "values": "valuesFile"}
_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")


def configured(root: Root, wanted: Kustomization) -> list[Generator]:
    """The generators of a kustomization; KustomizeError for a Helm chart, which nothing here inflates."""
    found = []
    for kind, key in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for entry in wanted.get(key) or []:
            options = _options(entry.get("options") or {}, wanted.get("generatorOptions") or {})
            found.append(generator_of(root, kind, {**entry, "options": options}, _origin(root, kind)))
    for chart in _charts(wanted):
        name = "trouble configuring builtin HelmChartInflationGenerator with config"
        raise KustomizeError(f"{name}: `\n{yaml_text(chart)}`: {NO_HELM}")
    return found


def _charts(wanted: Kustomization) -> list[dict[str, Any]]:
    """The charts, as the generator gets them."""
    old = [{_OLD_CHART.get(key, key): value for key, value in chart.items()}
           for chart in wanted.get("helmChartInflationGenerator") or []]  # fmt: skip
    common = wanted.get("helmGlobals") or {}
    space = {"namespace": wanted["namespace"]} if wanted.get("namespace") else {}
    charts = [{**common, **space, **chart} for chart in [*(wanted.get("helmCharts") or []), *old]]
    return [{key: value for key, value in chart.items() if value} for chart in charts]


def _options(own: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    """A generator's options with those of all: either's flags, both's marks."""
    marks = {key: {**(common.get(key) or {}), **(own.get(key) or {})} for key in ("labels", "annotations")}
    flags = {key: bool(common.get(key)) or bool(own.get(key)) for key in ("disableNameSuffixHash", "immutable")}
    return {**marks, **flags}


def _origin(root: Root, kind: str) -> str:
    return configured_by(root.from_top(root.kustomization_name()), "builtin", f"{kind}Generator")


def generator_of(root: Root, kind: str, entry: dict[str, Any], origin: str) -> Generator:
    """What makes a config map or secret of an entry and adds or merges it; `origin` is YAML."""
    return lambda resources: absorb(resources, _made(root, kind, entry, origin), traced=root.world.traced)


def _made(root: Root, kind: str, entry: dict[str, Any], origin: str) -> Resource:
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
        if marks := options.get(key):
            metadata[key] = {name: str(value) for name, value in marks.items()}
    if options.get("immutable"):
        obj["immutable"] = True
    behavior = entry.get("behavior")
    known = behavior if behavior in ("create", "merge", "replace") else "unspecified"
    return Resource(obj, behavior=known, needs_hash=not options.get("disableNameSuffixHash"), origin=origin)


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


def absorb(resources: list[Resource], made: Resource, *, traced: bool) -> None:
    """Add what was generated, or merge it into the resource of its id. `traced`: origins are noted."""
    same = [each for each in resources if any(id_.same(made.id) for id_ in each.ids)]
    merges = made.behavior in ("merge", "replace")
    if not same and not merges:
        resources.append(made)
        return
    origin = "0xc000a4e240" if traced else "<nil>"
    trouble = f"merging from generator &{{0xc000a4e1e0 {origin}}}: id {_struct(made.id)}"
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
    """Put what was made in an old one's place; its name gets a hash when both want one."""
    obj = made.object
    metadata = {**obj["metadata"], "name": old.id.name, "namespace": old.id.namespace}
    if not old.id.namespace:
        del metadata["namespace"]
    for key in ("labels", "annotations"):
        both = {**(old.metadata.get(key) or {}), **(metadata.get(key) or {})}
        if both:
            metadata[key] = both
    if made.behavior == "merge":
        for key in ("data", "binaryData"):
            if both := {**(old.object.get(key) or {}), **(obj.get(key) or {})}:
                obj[key] = both
    old.object = {**obj, "metadata": metadata}
    old.needs_hash = old.needs_hash and made.needs_hash
