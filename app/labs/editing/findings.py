"""What is wrong with the manifests in a text: what kubectl and the lab's own server say when they are applied.

Each document is decoded strictly and created with a dry run, so that unknown fields, types, validation, admission and
custom resources are judged by what will judge them. Nothing of the world changes by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from app.cluster.api.api import Api
from app.cluster.api.call import Call, User
from app.cluster.api.decode import decode_object
from app.cluster.api.errors import ApiError
from app.cluster.api.go_values import GoError
from app.cluster.api.registry import Resource
from app.cluster.api.writes.create import create
from app.kubectl.manifests import ManifestError, load
from app.labs.editing.model import Finding, Severity
from app.labs.editing.positions import Part, Place, parts, place_of, tree_of, value_place
from app.sim.randomness import Randomness

MOST = 50  # findings that are told
_ADMIN = User("kubernetes-admin", ("kubeadm:cluster-admins", "system:authenticated"))
_UNKNOWN_FIELD = re.compile(r'(?:unknown|duplicate) field "(.+)"$')
_GO_FIELD = re.compile(r"Go struct field \w*\.?([\w.\[\]]+) of type")
# Files of programs that are no objects of a cluster: kubeconfigs, kubeadm's, kubelet's, kustomize's, kind's.
_NO_OBJECTS = re.compile(
    r"(.+\.config\.k8s\.io|kubeadm\.k8s\.io|audit\.k8s\.io|kind\.x-k8s\.io|apiserver\.k8s\.io)/|v1/Config$"
)
_TEMPLATE = "{{"


def findings(api: Api, randomness: Randomness, text: str) -> tuple[Finding, ...]:
    """What is wrong in a text that may hold manifests."""
    before = randomness.state()
    try:
        found = [one for part in parts(text) for one in _in_part(api, part, text)]
    finally:
        randomness.restore(before)
    return tuple(found[:MOST])


def _in_part(api: Api, part: Part, text: str) -> Iterator[Finding]:
    try:
        tree = tree_of(part.text)
        document = load(part.text.encode())
    except yaml.MarkedYAMLError as wrong:
        if _TEMPLATE not in part.text:
            yield _syntax(part, wrong)
        return
    except (ManifestError, yaml.YAMLError) as wrong:
        if _TEMPLATE not in part.text:
            yield _finding(part, Place(0, 0, 1), str(wrong))
        return
    if tree is None or not isinstance(document, dict) or not {"apiVersion", "kind"} & document.keys():
        return
    for message, place, severity in _judged(api, tree, document, text):
        yield _finding(part, place, message, severity)


def _syntax(part: Part, wrong: yaml.MarkedYAMLError) -> Finding:
    mark = wrong.problem_mark or wrong.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = part.text.splitlines()
    if line >= len(lines):
        line, column = len(lines) - 1, max(0, len(lines[-1]) - 1)
    try:
        load(part.text.encode())
    except ManifestError as told:
        message = str(told)
    else:
        message = f"yaml: {wrong.problem}"
    # go-yaml counts the lines of its document; the reader sees those of the file
    message = re.sub(r"^yaml: line \d+: ", "yaml: ", message)
    return _finding(part, Place(line, column, column + 1), message)


def _finding(part: Part, place: Place, message: str, severity: Severity = "error") -> Finding:
    line = part.text.splitlines()[place.line] if place.line < len(part.text.splitlines()) else ""
    column, end = _units(line[: place.column]), _units(line[: place.end])
    return Finding(part.line + place.line, column, max(end, column + 1), severity, message)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


Judgement = tuple[str, Place, Severity]


def _judged(api: Api, tree: yaml.Node, document: dict[str, Any], text: str) -> Iterator[Judgement]:
    version, kind = document.get("apiVersion"), document.get("kind")
    missing = [f"{name} not set" for name in ("apiVersion", "kind") if not document.get(name)]
    if missing or not isinstance(version, str) or not isinstance(kind, str):
        yield f"error validating data: [{', '.join(missing)}]" if missing else "invalid object", _top(tree), "error"
        return
    if _NO_OBJECTS.match(f"{version}/{kind}") or kind == "List":
        return
    group, _, number = version.rpartition("/")
    resource = next((one for one in api.resources.of_version(group, number) if one.kind.kind == kind), None)
    if resource is None:
        yield f'no matches for kind "{kind}" in version "{version}"', value_place(tree, "kind"), "error"
        return
    yield from _of_resource(api, tree, document, resource, text)


def _top(tree: yaml.Node) -> Place:
    return place_of(tree, "")


def _of_resource(
    api: Api, tree: yaml.Node, document: dict[str, Any], resource: Resource, text: str
) -> Iterator[Judgement]:
    if resource.foreign:  # the old names of a kind: the server itself knows no schema of them
        return
    try:
        decoded = decode_object(document, resource.gvk, schema=resource.schema, validation="Warn")
    except GoError as wrong:
        path = _GO_FIELD.search(str(wrong))
        yield str(wrong), value_place(tree, _rooted(document, path[1])) if path else _top(tree), "error"
        return
    for unknown in decoded.warnings:
        named = _UNKNOWN_FIELD.match(unknown)
        yield unknown, place_of(tree, named[1] if named else ""), "error"
    yield from _created(api, tree, decoded.object, resource, text)


def _rooted(document: dict[str, Any], path: str) -> str:
    """A path as Go names it, from the object's root: Go leaves out what embeds a struct's fields."""
    return path if path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0] in document else f"spec.{path}"


def _created(api: Api, tree: yaml.Node, obj: dict[str, Any], resource: Resource, text: str) -> Iterator[Judgement]:
    meta = obj.setdefault("metadata", {})
    namespace = meta.get("namespace") or ""
    if resource.kind.namespaced:
        namespace = meta["namespace"] = namespace or "default"
    else:
        meta.pop("namespace", None)
    meta.pop("resourceVersion", None)
    call = Call(user=_ADMIN, manager="kubectl-client-side-apply", dry_run=True)
    try:
        create(api, resource.key, resource.inward(obj), call)
    except ApiError as wrong:
        yield from _told(tree, wrong, namespace, text)
    for warning in call.warnings:
        yield warning, place_of(tree, warning.partition(":")[0] if ":" in warning else ""), "warning"


def _told(tree: yaml.Node, wrong: ApiError, namespace: str, text: str) -> Iterator[Judgement]:
    if wrong.reason == "AlreadyExists":
        return
    details = wrong.status.get("details") or {}
    if wrong.reason == "NotFound" and details.get("kind") == "namespaces":
        if not _makes_namespace(text, namespace):
            yield str(wrong), value_place(tree, "metadata.namespace"), "error"
        return
    causes = [one for one in details.get("causes") or [] if one.get("field")]
    for cause in causes:
        field = str(cause["field"])
        yield f"{field}: {cause.get('message', '')}", value_place(tree, field), "error"
    if not causes:
        yield str(wrong), value_place(tree, "metadata.name"), "error"


def _makes_namespace(text: str, name: str) -> bool:
    """Whether the same file makes a namespace."""
    for part in parts(text):
        try:
            document = load(part.text.encode())
        except (ManifestError, yaml.YAMLError):
            continue
        if isinstance(document, dict) and document.get("kind") == "Namespace":
            meta = document.get("metadata")
            if isinstance(meta, dict) and meta.get("name") == name:
                return True
    return False
