"""What could stand at a place of a manifest: fields and values that the lab's server knows, objects that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.cluster.api import schemas
from app.cluster.api.api import Api
from app.cluster.api.published import definitions
from app.cluster.api.registry import Resource
from app.labs.editing.context import ITEM, Context, context_at
from app.labs.editing.model import Suggestion, Suggestions

MOST = 200
_DOC = 400  # characters of a description
_SYSTEM = {"status"}  # the server's own part of an object
_FILLED = {"uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "managedFields",
           "deletionGracePeriodSeconds", "selfLink"}  # fmt: skip
# The field whose value is an object's name -> the object's resource. Where the field is `name`, what it stands in says.
_NAMES = {
    "namespace": ("", "namespaces"),
    "serviceAccountName": ("", "serviceaccounts"),
    "claimName": ("", "persistentvolumeclaims"),
    "secretName": ("", "secrets"),
    "storageClassName": ("storage.k8s.io", "storageclasses"),
    "ingressClassName": ("networking.k8s.io", "ingressclasses"),
    "priorityClassName": ("scheduling.k8s.io", "priorityclasses"),
    "runtimeClassName": ("node.k8s.io", "runtimeclasses"),
    "nodeName": ("", "nodes"),
    "volumeName": ("", "persistentvolumes"),
}
_NAMED_IN = {
    "configMap": ("", "configmaps"), "configMapRef": ("", "configmaps"), "configMapKeyRef": ("", "configmaps"),
    "secretRef": ("", "secrets"), "secretKeyRef": ("", "secrets"), "secret": ("", "secrets"),
    "imagePullSecrets": ("", "secrets"), "service": ("", "services"), "gatewayClass": ("", "gatewayclasses"),
}  # fmt: skip
_CLUSTER_WIDE = {"namespaces", "storageclasses", "ingressclasses", "priorityclasses", "runtimeclasses", "nodes",
                 "persistentvolumes"}  # fmt: skip


def suggestions(api: Api, text: str, line: int, column: int) -> Suggestions:
    """What could stand there; lines and columns count from 0, columns in UTF-16 units."""
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    written = here.encode("utf-16-le")[: column * 2].decode("utf-16-le", "ignore")
    context = context_at(text, line, len(written))
    if context is None:
        return Suggestions(column, False, ())
    start = column - len(context.word.encode("utf-16-le")) // 2
    if context.key:
        found = _values(api, context)
        return Suggestions(start, False, tuple(found)[:MOST])
    values = _items(api, context)
    if values is not None:
        return Suggestions(start, False, tuple(values)[:MOST])
    return Suggestions(start, True, tuple(_fields(api, context))[:MOST])


def _resource(api: Api, context: Context) -> Resource | None:
    group, _, version = context.api_version.rpartition("/")
    return next((one for one in api.resources.of_version(group, version) if one.kind.kind == context.kind), None)


def _node(api: Api, context: Context) -> schemas.Node | None:
    """The schema of what the cursor is in."""
    resource = _resource(api, context)
    if resource is None:
        return None
    node = resource.schema or schemas.for_kind(resource.gvk) or schemas.for_kind(resource.kind.gvk)
    for step in context.path:
        node = schemas.items(node) if step == ITEM else schemas.field(node, step)
    return node


def _fields(api: Api, context: Context) -> Iterable[Suggestion]:
    node = _node(api, context)
    if node is None:
        if context.path:
            return []
        first = (("apiVersion", "string"), ("kind", "string"), ("metadata", "ObjectMeta"), ("spec", "Object"))
        return [Suggestion(name, kind) for name, kind in first if name not in context.siblings]
    target = schemas.resolve(node)
    if schemas.type_of(node) == "array":
        return []
    needed = set(target.get("required") or [])
    hidden = _SYSTEM if not context.path else _FILLED if context.path == ("metadata",) else set()
    wanted = [name for name in target.get("properties") or {} if name not in context.siblings and name not in hidden]
    wanted.sort(key=lambda name: (name not in needed, name))
    return [_field(name, target["properties"][name], name in needed) for name in wanted]


def _field(name: str, node: schemas.Node, needed: bool) -> Suggestion:
    described = str(schemas.resolve(node).get("description") or "") if not node.get("description") else ""
    text = str(node.get("description") or described)
    return Suggestion(name, type_name(node), needed, text[:_DOC] + ("…" if len(text) > _DOC else ""))


def type_name(node: schemas.Node) -> str:
    """A field's type as `kubectl explain` names it: `string`, `[]Container`, `map[string]string`, `ObjectMeta`."""
    target, kind = schemas.resolve(node), schemas.type_of(node)
    if kind == "array":
        return f"[]{type_name(target.get('items') or {})}"
    if isinstance(target.get("additionalProperties"), dict):
        return f"map[string]{type_name(target['additionalProperties'])}"
    short = (schemas.ref_name(node) or "").rpartition(".")[2]
    if short in ("IntOrString", "Quantity") or (short and kind == "object"):
        return short
    if target.get("x-kubernetes-int-or-string"):
        return "IntOrString"
    return "Object" if kind in ("", "object") else kind


def _items(api: Api, context: Context) -> Iterable[Suggestion] | None:
    """The values of a list of scalars; None where fields are to be written."""
    if not context.path or context.path[-1] != ITEM:
        return None
    node = _node(api, context)
    if node is None or schemas.type_of(node) in ("object", "", "array"):
        return None
    owner = Context(context.path[:-1], context.path[-2] if len(context.path) > 1 else "", context.word,
                    context.siblings, context.api_version, context.kind, context.namespace)  # fmt: skip
    return _enum(api, Context(owner.path[:-1], owner.key, "", frozenset(), *_top(context)))


def _top(context: Context) -> tuple[str, str, str]:
    return context.api_version, context.kind, context.namespace


def _values(api: Api, context: Context) -> Iterable[Suggestion]:
    """What a field may have as its value."""
    if not context.path and context.key == "apiVersion":
        return _versions(api, context.kind)
    if not context.path and context.key == "kind":
        return _kinds(api, context.api_version)
    if (names := _objects(api, context)) is not None:
        return names
    node = schemas.field(_node(api, context), context.key)
    if node is not None and schemas.type_of(node) == "boolean":
        return [Suggestion("true", "boolean"), Suggestion("false", "boolean")]
    return _enum(api, context)


def _versions(api: Api, kind: str) -> list[Suggestion]:
    found = {one.api_version for one in api.resources.all() if kind in ("", one.kind.kind)}
    return [Suggestion(name, "apiVersion") for name in sorted(found, key=lambda name: ("/" in name, name))]


def _kinds(api: Api, version: str) -> list[Suggestion]:
    found = {one.kind.kind: one.api_version for one in api.resources.all()
             if "create" in one.kind.verbs and version in ("", one.api_version)}  # fmt: skip
    return [Suggestion(kind, of) for kind, of in sorted(found.items())]


def _objects(api: Api, context: Context) -> list[Suggestion] | None:
    """The names of objects that are there, where one of them is to be named."""
    inner = [step for step in context.path if step != ITEM]
    key = _NAMES.get(context.key)
    if context.key == "name" and inner:
        key = _NAMED_IN.get(inner[-1])
    if key is None or (context.key != "namespace" and not inner) or not api.resources.knows(key):
        return None
    namespace = None if key[1] in _CLUSTER_WIDE else context.namespace or "default"
    names = sorted({one["metadata"]["name"] for one in api.objects.list(key, namespace)})
    return [Suggestion(name, key[1]) for name in names]


def _enum(api: Api, context: Context) -> list[Suggestion]:
    node = _node(api, context)
    if node is None:
        return []
    name, values = schemas.ref_name(node), _enum_of(schemas.field(node, context.key))
    if not values:
        target = schemas.resolve(node)
        known = _defined(target, name)
        values = _enum_of((known.get("properties") or {}).get(context.key))
    return [Suggestion(str(value), "enum") for value in values]


def _enum_of(node: schemas.Node | None) -> Sequence[object]:
    if node is None:
        return []
    target = schemas.resolve(node)
    return target.get("enum") or (target.get("items") or {}).get("enum") or []


def _defined(target: schemas.Node, name: str | None) -> schemas.Node:
    """A definition as the server publishes it, with the values of enumerations."""
    return definitions().get(name or "", target)
