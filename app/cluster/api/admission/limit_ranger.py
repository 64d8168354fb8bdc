"""Defaults, minima and maxima that a namespace's limit ranges set.

Follows kubernetes plugin/pkg/admission/limitranger/admission.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.objects import Object
from app.cluster.api.quota import pod_amounts, value_of

LIMIT_RANGES = ("", "limitranges")
PODS, CLAIMS = ("", "pods"), ("", "persistentvolumeclaims")
ANNOTATION = "kubernetes.io/limit-ranger"


def _limits(attributes: Attributes, kind: str) -> Iterator[dict[str, Any]]:
    for limit_range in attributes.api.store.list(LIMIT_RANGES, attributes.namespace):
        for item in limit_range["spec"].get("limits") or ():
            if item["type"] == kind:
                yield item


def admit(attributes: Attributes) -> None:
    """Fill in the defaults of containers."""
    if attributes.key != PODS or attributes.operation != "CREATE":
        return
    pod = attributes.new
    for limit_range in attributes.api.store.list(LIMIT_RANGES, attributes.namespace):
        notes: list[str] = []
        for title, containers in (("container", "containers"), ("init container", "initContainers")):
            for container in pod["spec"].get(containers) or ():
                notes += _fill(title, container, limit_range)
        if notes:
            annotations = dict(pod["metadata"].get("annotations") or {})
            annotations[ANNOTATION] = "LimitRanger plugin set: " + "; ".join(notes)
            pod["metadata"]["annotations"] = annotations


def _fill(title: str, container: dict[str, Any], limit_range: Object) -> list[str]:
    default: dict[str, str] = {}
    default_request: dict[str, str] = {}
    for item in limit_range["spec"].get("limits") or ():
        if item["type"] == "Container":
            default |= item.get("default") or {}
            default_request |= item.get("defaultRequest") or {}
    resources = container.setdefault("resources", {})
    notes = []
    for field, values, word in (("requests", default_request, "request"), ("limits", default, "limit")):
        given = resources.get(field) or {}
        added = sorted(name for name in values if name not in given)
        if added:
            resources[field] = {**given, **{name: values[name] for name in added}}
            notes.append(f"{', '.join(added)} {word} for {title} {container['name']}")
    return notes


def validate(attributes: Attributes) -> None:
    """ApiError 403 with everything that is out of bounds."""
    problems: list[str] = []
    if attributes.key == PODS and attributes.operation == "CREATE":
        spec = attributes.new["spec"]
        containers = [*(spec.get("containers") or ()), *(spec.get("initContainers") or ())]
        for item in _limits(attributes, "Container"):
            for container in containers:
                problems += _check(item, container.get("resources") or {}, "Container")
        for item in _limits(attributes, "Pod"):
            problems += _check(item, _total(spec), "Pod")
    elif attributes.key == CLAIMS:
        for item in _limits(attributes, "PersistentVolumeClaim"):
            requests = (attributes.new["spec"].get("resources") or {}).get("requests") or {}
            problems += _check_claim(item, requests)
    if problems:
        raise attributes.forbid(problems[0] if len(problems) == 1 else "[" + ", ".join(problems) + "]")


def _total(spec: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What the whole pod asks for, without its overhead."""
    bare = {key: value for key, value in spec.items() if key != "overhead"}
    return {field: pod_amounts(bare, field) for field in ("requests", "limits")}


def _check(item: dict[str, Any], resources: dict[str, Any], kind: str) -> Iterable[str]:
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    for name, bound in sorted((item.get("min") or {}).items()):
        yield from _minimum(kind, name, bound, requests.get(name), limits.get(name))
    for name, bound in sorted((item.get("max") or {}).items()):
        yield from _maximum(kind, name, bound, requests.get(name), limits.get(name))
    for name, ratio in sorted((item.get("maxLimitRequestRatio") or {}).items()):
        yield from _ratio(kind, name, ratio, requests.get(name), limits.get(name))


def _minimum(kind: str, name: str, bound: str, request: str | None, limit: str | None) -> Iterator[str]:
    head = f"minimum {name} usage per {kind} is {bound}"
    if request is None and limit is None:
        yield f"{head}.  No request is specified"
    elif request is not None and value_of(request) < value_of(bound):
        yield f"{head}, but request is {request}"
    elif limit is not None and value_of(limit) < value_of(bound):
        yield f"{head}, but limit is {limit}"


def _maximum(kind: str, name: str, bound: str, request: str | None, limit: str | None) -> Iterator[str]:
    head = f"maximum {name} usage per {kind} is {bound}"
    if limit is None:
        yield f"{head}.  No limit is specified"
    elif value_of(limit) > value_of(bound):
        yield f"{head}, but limit is {limit}"
    elif request is not None and value_of(request) > value_of(bound):
        yield f"{head}, but request is {request}"


def _ratio(kind: str, name: str, ratio: str, request: str | None, limit: str | None) -> Iterator[str]:
    head = f"{name} max limit to request ratio per {kind} is {ratio}"
    if request is None or value_of(request) == 0:
        yield f"{head}, but no request is specified or request is 0"
    elif limit is None or value_of(limit) == 0:
        yield f"{head}, but no limit is specified or limit is 0"
    else:
        found: Fraction = value_of(limit) / value_of(request)
        if found > value_of(ratio):
            yield f"{head}, but provided ratio is {float(found):.6f}"


def _check_claim(item: dict[str, Any], requests: dict[str, str]) -> Iterator[str]:
    kind = "PersistentVolumeClaim"
    for name, bound in sorted((item.get("min") or {}).items()):
        if name in requests and value_of(requests[name]) < value_of(bound):
            yield f"minimum {name} usage per {kind} is {bound}, but request is {requests[name]}"
    for name, bound in sorted((item.get("max") or {}).items()):
        if name in requests and value_of(requests[name]) > value_of(bound):
            yield f"maximum {name} usage per {kind} is {bound}, but request is {requests[name]}"


PLUGIN = Plugin("LimitRanger", admit=admit, validate=validate, keys=frozenset({PODS, CLAIMS}))
