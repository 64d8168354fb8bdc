"""What expressions of admission policies and webhooks can name.

Follows kubernetes apiserver/pkg/admission/plugin/cel/{compile,composition}.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.cluster.cel import DYN, Program, compile_expression
from app.cluster.cel.types import BOOL, STRING, TIMESTAMP, Type, list_of, map_of
from app.cluster.cel.values import CelError

Declared = list[dict[str, Any]]
MUTATION_TYPES = ("Object", "JSONPatch")
_TEXTS = map_of(STRING, STRING)


def _object(kind: str, /, **fields: Type) -> Type:
    return Type(f"kubernetes.{kind}", fields=fields)


_KIND = _object("GroupVersionKind", group=STRING, version=STRING, kind=STRING)
_RESOURCE = _object("GroupVersionResource", group=STRING, version=STRING, resource=STRING)
_USER = _object("UserInfo", username=STRING, uid=STRING, groups=list_of(STRING), extra=map_of(STRING, list_of(STRING)))
REQUEST = _object(
    "AdmissionRequest",
    kind=_KIND,
    resource=_RESOURCE,
    subResource=STRING,
    requestKind=_KIND,
    requestResource=_RESOURCE,
    requestSubResource=STRING,
    name=STRING,
    namespace=STRING,
    operation=STRING,
    userInfo=_USER,
    dryRun=BOOL,
    options=DYN,
)
_META = _object(
    "NamespaceMetadata",
    name=STRING,
    generateName=STRING,
    namespace=STRING,
    labels=_TEXTS,
    annotations=_TEXTS,
    UID=STRING,
    creationTimestamp=TIMESTAMP,
    deletionGracePeriodSeconds=Type("int"),
    deletionTimestamp=TIMESTAMP,
    generation=Type("int"),
    resourceVersion=STRING,
    finalizers=list_of(STRING),
)
NAMESPACE = _object(
    "Namespace",
    metadata=_META,
    spec=_object("NamespaceSpec", finalizers=list_of(STRING)),
    status=_object("NamespaceStatus", phase=STRING),
)
_AUTHORIZER = Type("kubernetes.authorization.Authorizer")
_CHECK = Type("kubernetes.authorization.ResourceCheck")


def variables_for(*, params: bool, of: Type = DYN, authorizer: bool = True) -> dict[str, Type]:
    """The variables of a policy's or webhook's expression; `of` is the type of object and oldObject."""
    found = {"object": of, "oldObject": of, "request": REQUEST, "namespaceObject": NAMESPACE}
    if params:
        found["params"] = DYN
    if authorizer:
        found |= {"authorizer": _AUTHORIZER, "authorizer.requestResource": _CHECK}
    return found


class Composer:
    """Compiles the expressions of one policy, whose variables may use those before them."""

    def __init__(self, declared: Declared, variables: Mapping[str, Type], structs: tuple[str, ...] = ()) -> None:
        self._types = dict(variables)
        self._structs = structs
        self._fields: dict[str, Type] = {}
        self.programs: dict[str, Program] = {}
        self._types["variables"] = Type("kubernetes.variables", fields=self._fields)
        for item in declared:
            try:
                self.declare(item["name"], item["expression"])
            except CelError:
                self._fields[item["name"]] = DYN  # creation has told its author; the rest is still looked at

    def declare(self, name: str, expression: str) -> None:
        """Add a variable; CelError."""
        program = self.compile(expression)
        self._fields[name] = program.result
        self.programs[name] = program

    def compile(self, expression: str) -> Program:
        """An expression in the light of the variables so far; CelError."""
        return compile_expression(expression, self._types, self._structs)
