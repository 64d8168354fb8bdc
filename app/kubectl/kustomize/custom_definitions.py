"""`crds`: OpenAPI definitions of custom kinds, whose marks say which fields hold names, labels and annotations.

Follows sigs.k8s.io/kustomize api/internal/accumulator/loadconfigfromcrds.go.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.kustomize.configuration import Configuration
from app.kubectl.kustomize.errors import KustomizeError, json_word, prefixed, wrong_type
from app.kubectl.kustomize.field_specs import NameReference
from app.kubectl.kustomize.fields import FieldSpec
from app.kubectl.kustomize.roots import Root
from app.kubectl.manifests import ManifestError, load

Properties = dict[str, Any]
MARKS = {"x-kubernetes-annotation": "commonAnnotations", "x-kubernetes-label-selector": "commonLabels",
         "x-kubernetes-identity": "namePrefix"}  # fmt: skip
VERSION, KIND = "x-kubernetes-object-ref-api-version", "x-kubernetes-object-ref-kind"
NAME_KEY = "x-kubernetes-object-ref-name-key"


def configuration_of_crds(root: Root, paths: list[Any]) -> Configuration:
    """The fields that files of definitions mark; KustomizeError for a file that is missing or something else."""
    found = Configuration()
    try:
        for path in paths:
            found = found.merged(_marked_in(_definitions(root, str(path))))
    except KustomizeError as wrong:
        raise prefixed(wrong, f"loading CRDs [{' '.join(map(str, paths))}]") from None
    return found


def _definitions(root: Root, path: str) -> dict[str, Properties]:
    """The properties of each type by its name."""
    data = root.read(path)
    place = "Go value of type accumulator.OpenAPIDefinition"
    try:
        found = load(data)
        for value in found.values() if isinstance(found, dict) else ():
            if not isinstance(value, dict) and data.startswith(b"{"):
                raise KustomizeError(f"json: cannot unmarshal {json_word(value)} into {place}")
            if not isinstance(value, dict):
                raise wrong_type(value, place)
    except (ManifestError, KustomizeError) as wrong:
        raise KustomizeError(f"unable to parse open API definition from '{path}': {wrong}") from None
    named = found.items() if isinstance(found, dict) else ()
    return {name: ((node.get("Schema") or node.get("schema") or {}).get("properties") or {}) for name, node in named}


def _marked_in(definitions: dict[str, Properties]) -> Configuration:
    found = Configuration()
    for name, properties in definitions.items():
        if {"kind", "apiVersion", "metadata"} <= set(properties):
            found = found.merged(_marked(definitions, name, name.rpartition(".")[2], ()))
    return found


def _marked(definitions: dict[str, Properties], name: str, kind: str, above: tuple[str, ...]) -> Configuration:
    """The fields of one type, and of those that it refers to; a type within itself is not followed."""
    found = Configuration()
    for field, node in definitions.get(name, {}).items():
        path = (*above, field)
        for mark, transformer in MARKS.items():
            if mark in node:
                marks: dict[str, Any] = {transformer: (FieldSpec("/".join(path), kind),)}
                found = found.merged(Configuration(**marks))
        if VERSION in node and KIND in node:
            spec = FieldSpec("/".join((*path, str(node.get(NAME_KEY) or "name"))), kind)
            reference = NameReference(str(node[KIND]), "", str(node[VERSION]), (spec,))
            found = found.merged(Configuration(nameReference=(reference,)))
        if (target := node.get("$ref")) and len(path) < len(definitions) + 1:
            found = found.merged(_marked(definitions, str(target), kind, path))
    return found
