"""From a CustomResourceDefinition to served resources.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/customresource_discovery_controller.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.cluster.api import schemas
from app.cluster.api.custom import conversion
from app.cluster.api.objects import Object
from app.cluster.api.registry import Resource
from app.cluster.kinds.kind import SCALE, STATUS, Kind

if TYPE_CHECKING:
    from app.cluster.api.api import Api

KEY = ("apiextensions.k8s.io", "customresourcedefinitions")
# In the order in which discovery has them for custom resources.
_VERBS = ("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch")
_KUBE_VERSION = re.compile(r"v(\d+)(?:(alpha|beta)(\d+))?")
_RANK = {None: 2, "beta": 1, "alpha": 0}


def priority(version: str) -> tuple[int, int, int, int, str]:
    """Sort key of a version, best first: v2, v1, v1beta2, v1alpha1, anything else by name."""
    match = _KUBE_VERSION.fullmatch(version)
    if match is None:
        return (1, 0, 0, 0, version)
    major, stage, minor = match.groups()
    return (0, -_RANK[stage], -int(major), -int(minor or 0), version)


def resources_of(api: Api, definition: Object) -> list[Resource]:
    """What a CRD serves, one for each served version."""
    spec = definition["spec"]
    accepted = (definition.get("status") or {}).get("acceptedNames") or {}
    names, versions = accepted if accepted.get("plural") else spec["names"], spec.get("versions") or []
    stored = next((item["name"] for item in versions if item.get("storage")), versions[0]["name"])
    order = [stored, *(item["name"] for item in versions if item["name"] != stored)]
    found = []
    for item in versions:
        if not item.get("served"):
            continue
        subresources = item.get("subresources") or {}
        kind = Kind(
            spec["group"],
            tuple(order),
            names["kind"],
            names["plural"],
            singular=names.get("singular") or names["kind"].lower(),
            short_names=tuple(names.get("shortNames") or ()),
            categories=tuple(names.get("categories") or ()),
            namespaced=spec.get("scope") == "Namespaced",
            verbs=_VERBS,
            subresources=(
                *((SCALE,) if "scale" in subresources else ()),
                *((STATUS,) if "status" in subresources else ()),
            ),
            deprecation=_deprecation(spec, item),
        )
        given = (item.get("schema") or {}).get("openAPIV3Schema") or {}
        schema = schemas.for_crd({**given, **_preserving(spec)})
        converted = conversion.served(api, spec, item["name"], stored)
        found.append(Resource(spec["group"], item["name"], kind, converted, custom=item, schema=schema))
    found.sort(key=lambda item: order.index(item.version))
    return found


def _preserving(spec: dict[str, Any]) -> dict[str, Any]:
    return {"x-kubernetes-preserve-unknown-fields": True} if spec.get("preserveUnknownFields") else {}


def _deprecation(spec: dict[str, Any], version: dict[str, Any]) -> str:
    if not version.get("deprecated"):
        return ""
    standard = f"{spec['group']}/{version['name']} {spec['names']['kind']} is deprecated"
    return str(version.get("deprecationWarning") or standard)


def register(api: Api, definition: Object) -> None:
    """Serve what a CRD defines, in place of what it defined before."""
    unregister(api, definition)
    for resource in resources_of(api, definition):
        api.resources.add_custom(resource)
    spec = definition["spec"]
    group = spec["group"]
    known = api.resources.custom_groups.get(group, [])
    served = {item["name"] for item in spec.get("versions") or () if item.get("served")}
    api.resources.custom_groups[group] = sorted({*known, *served}, key=priority)


def unregister(api: Api, definition: Object) -> None:
    """Serve it no longer."""
    spec = definition["spec"]
    group = spec["group"]
    api.resources.remove_custom((group, spec["names"]["plural"]))
    left = {item.version for item in api.resources.all() if item.group == group}
    if left:
        api.resources.custom_groups[group] = sorted(left, key=priority)
    else:
        api.resources.custom_groups.pop(group, None)


def register_all(api: Api) -> None:
    """Serve what the stored CRDs define."""
    for definition in api.store.list(KEY):
        if established(definition):
            register(api, definition)


def established(definition: Object) -> bool:
    """Whether it is served."""
    conditions = (definition.get("status") or {}).get("conditions") or ()
    return any(item["type"] == "Established" and item["status"] == "True" for item in conditions)
