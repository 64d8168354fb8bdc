"""Generators of kustomizations: config maps and secrets from literals and files."""

from __future__ import annotations

import base64
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError
from app.kubectl.key_values import env_file

Object = dict[str, Any]


def generate(call: Call, directory: str, document: Object, present: list[Object]) -> list[Object]:
    """The generated objects. Those that merge with or replace one that is there change `present` in place."""
    found: list[Object] = []
    common = document.get("generatorOptions") or {}
    for kind, field in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for entry in document.get(field) or []:
            obj = _generated(call, directory, kind, entry, common)
            behaviour = entry.get("behavior", "create")
            old = next((o for o in present if o["kind"] == kind and o["metadata"]["name"] == entry["name"]), None)
            if behaviour == "create":
                found.append(obj)
            elif old is None:
                raise KubectlError("merging from generator: id resid.ResId does not exist; cannot merge or replace")
            else:
                for key in ("data", "binaryData"):
                    if key in obj or behaviour == "replace":
                        old[key] = {**(old.get(key) or {} if behaviour == "merge" else {}), **obj.get(key, {})}
                old["__hash__"] = obj.get("__hash__", False)
    return found


def _generated(call: Call, directory: str, kind: str, entry: Object, common: Object) -> Object:
    if not entry.get("name"):
        raise KubectlError("kustomization generator needs a name")
    options = {**common, **(entry.get("options") or {})}
    metadata: Object = {"name": entry["name"]}
    if entry.get("namespace"):
        metadata["namespace"] = entry["namespace"]
    for key in ("labels", "annotations"):
        if merged := {**(common.get(key) or {}), **((entry.get("options") or {}).get(key) or {})}:
            metadata[key] = merged
    obj: Object = {"apiVersion": "v1", "kind": kind, "metadata": metadata}
    values = _values(call, directory, entry)
    if kind == "Secret":
        obj["data"] = {key: base64.b64encode(value).decode() for key, value in values.items()}
        obj["type"] = entry.get("type") or "Opaque"
    else:
        _fill_config_map(obj, values)
    if options.get("immutable"):
        obj["immutable"] = True
    if not options.get("disableNameSuffixHash"):
        obj["__hash__"] = True
    return obj


def _fill_config_map(obj: Object, values: dict[str, bytes]) -> None:
    for key, value in values.items():
        try:
            obj.setdefault("data", {})[key] = value.decode()
        except UnicodeDecodeError:
            obj.setdefault("binaryData", {})[key] = base64.b64encode(value).decode()


def _values(call: Call, directory: str, entry: Object) -> dict[str, bytes]:
    values: dict[str, bytes] = {}
    for literal in entry.get("literals") or []:
        key, equals, value = str(literal).partition("=")
        if not equals or not key:
            raise KubectlError(f"literal values: invalid literal source {literal}, expected key=value")
        if len(value) > 1 and value[0] in "\"'" and value[0] == value[-1]:
            value = value[1:-1]
        values[key] = value.encode()
    for source in entry.get("files") or []:
        key, equals, path = str(source).partition("=")
        if not equals:
            key, path = path or key.rpartition("/")[2], key
        values[key] = _read(call, directory, path)
    envs = [*(entry.get("envs") or []), *([entry["env"]] if entry.get("env") else [])]
    for path in envs:
        for name, value in env_file(call, _located(directory, path)):
            values[name] = value.encode()
    return values


def _located(directory: str, path: str) -> str:
    return path if path.startswith("/") else f"{directory}/{path}".removeprefix("./")


def _read(call: Call, directory: str, path: str) -> bytes:
    try:
        return call.machine.read_file(_located(directory, path))
    except OSError:
        raise KubectlError(f"loading KV pairs: file sources: [{path}]: evalsymlink failure on '{path}': no such file or directory") from None  # fmt: skip # noqa: E501
