"""Short hands for structural schemas of CustomResourceDefinitions."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def text(description: str = "", **more: Any) -> Schema:
    """A string."""
    return {**({"description": description} if description else {}), "type": "string", **more}


def number(low: int | None = None, high: int | None = None, **more: Any) -> Schema:
    """A whole number."""
    found: Schema = {"type": "integer", "format": "int32", **more}
    if low is not None:
        found["minimum"] = low
    if high is not None:
        found["maximum"] = high
    return found


def one_of(*values: str, **more: Any) -> Schema:
    """One of some words."""
    return {"type": "string", "enum": list(values), **more}


def record(required: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """An object with these fields; a trailing `_` of a name is dropped (`from_`)."""
    found: Schema = {"type": "object", "properties": {name.rstrip("_"): one for name, one in properties.items()}}
    if required:
        found["required"] = list(required)
    return found


def many(items: Schema, most: int | None = None, **more: Any) -> Schema:
    """A list."""
    return {"type": "array", "items": items, **({"maxItems": most} if most else {}), **more}


def keyed(items: Schema, *keys: str, **more: Any) -> Schema:
    """A list whose items are known by some fields."""
    return {**many(items, **more), "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": list(keys)}


def mapping(values: Schema) -> Schema:
    """An object with any names."""
    return {"type": "object", "additionalProperties": values}


CONDITIONS = keyed(
    record(
        ("lastTransitionTime", "message", "reason", "status", "type"),
        lastTransitionTime=text(format="date-time"), message=text(maxLength=32768),
        observedGeneration={"type": "integer", "format": "int64", "minimum": 0}, reason=text(minLength=1),
        status=one_of("True", "False", "Unknown"), type=text(maxLength=316),
    ), "type", maxItems=8,
)  # fmt: skip
LABEL_SELECTOR = record(
    (),
    matchExpressions=many(record(("key", "operator"), key=text(), operator=text(), values=many(text()))),
    matchLabels=mapping(text()),
)


def version(
    name: str, spec: Schema, status: Schema | None, columns: list[dict[str, Any]], *, served: bool = True,
    storage: bool = True, required: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """One version of a definition; a `status` also makes the subresource."""
    properties: Schema = {"apiVersion": text(), "kind": text(), "metadata": {"type": "object"}, "spec": spec}
    if status is not None:
        properties["status"] = status
    schema: Schema = {"type": "object", "properties": properties}
    if required:
        schema["required"] = ["spec"]
    found: dict[str, Any] = {"additionalPrinterColumns": columns, "name": name,
                             "schema": {"openAPIV3Schema": schema}, "served": served, "storage": storage}  # fmt: skip
    if status is not None:
        found["subresources"] = {"status": {}}
    return found


def definition(
    group: str, kind: str, plural: str, versions: list[dict[str, Any]], *, short: tuple[str, ...] = (),
    categories: tuple[str, ...] = (), namespaced: bool = True, annotations: dict[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A CustomResourceDefinition."""
    names: dict[str, Any] = {"kind": kind, "listKind": f"{kind}List", "plural": plural, "singular": kind.lower()}
    if categories:
        names["categories"] = list(categories)
    if short:
        names["shortNames"] = list(short)
    meta: dict[str, Any] = {"name": f"{plural}.{group}"}
    if annotations:
        meta["annotations"] = annotations
    spec = {"group": group, "names": names, "scope": "Namespaced" if namespaced else "Cluster", "versions": versions}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": meta, "spec": spec}


def column(name: str, path: str, kind: str = "string", priority: int = 0) -> dict[str, Any]:
    """A printer column."""
    return {"jsonPath": path, "name": name, "type": kind, **({"priority": priority} if priority else {})}


AGE = column("Age", ".metadata.creationTimestamp", "date")
