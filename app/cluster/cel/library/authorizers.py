"""Questions to the authorizer.

Follows kubernetes apiserver/pkg/cel/library/authz.go. The authorizer itself comes in from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.cluster.cel.functions import Functions
from app.cluster.cel.values import CelError

_PACKAGE = "kubernetes.authorization"


@dataclass(frozen=True)
class Check:
    """A question being put together."""

    verb: str = ""
    path: str = ""
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    service_account: tuple[str, str] | None = None  # namespace, name; None: who sent the request


Decide = Callable[[Check], tuple[bool, str]]


@dataclass(frozen=True)
class Authorizer:
    """`decide` answers (allowed, reason)."""

    decide: Decide
    account: tuple[str, str] | None = None
    cel_type = f"{_PACKAGE}.Authorizer"


@dataclass(frozen=True)
class _Path:
    decide: Decide
    check: Check
    cel_type = f"{_PACKAGE}.PathCheck"


@dataclass(frozen=True)
class _Group:
    decide: Decide
    check: Check
    cel_type = f"{_PACKAGE}.GroupCheck"


@dataclass(frozen=True)
class ResourceCheck:
    """A question about a resource, still without its verb."""

    decide: Decide
    check: Check
    cel_type = f"{_PACKAGE}.ResourceCheck"


@dataclass(frozen=True)
class Decision:
    """The answer."""

    allowed: bool
    reason: str
    cel_type = f"{_PACKAGE}.Decision"


def _path(authorizer: Authorizer, path: str) -> _Path:
    if not path:
        raise CelError("path must not be empty")
    return _Path(authorizer.decide, Check(path=path, service_account=authorizer.account))


def _group(authorizer: Authorizer, group: str) -> _Group:
    return _Group(authorizer.decide, Check(group=group, service_account=authorizer.account))


def _answer(asked: _Path | ResourceCheck, verb: str) -> Decision:
    return Decision(*asked.decide(replace(asked.check, verb=verb)))


def _with(field: str) -> Callable[[ResourceCheck, str], ResourceCheck]:
    def add(asked: ResourceCheck, value: str) -> ResourceCheck:
        more: dict[str, Any] = {field: value}
        return replace(asked, check=replace(asked.check, **more))

    return add


def declare(functions: Functions) -> None:
    """Add them."""
    authorizer, check = f"{_PACKAGE}.Authorizer", f"{_PACKAGE}.ResourceCheck"
    functions.declare(f"{authorizer}::path(string) -> {_PACKAGE}.PathCheck", _path)
    functions.declare(f"{authorizer}::group(string) -> {_PACKAGE}.GroupCheck", _group)
    functions.declare(
        f"{authorizer}::serviceAccount(string, string) -> {authorizer}",
        lambda given, namespace, name: Authorizer(given.decide, (namespace, name)),
    )
    functions.declare(
        f"{_PACKAGE}.GroupCheck::resource(string) -> {check}",
        lambda group, name: ResourceCheck(group.decide, replace(group.check, resource=name)),
    )
    for field in ("subresource", "namespace", "name"):
        functions.declare(f"{check}::{field}(string) -> {check}", _with(field))
    for field in ("fieldSelector", "labelSelector"):  # RBAC does not look at them
        functions.declare(f"{check}::{field}(string) -> {check}", lambda asked, _: asked)
    functions.declare(f"{check}::check(string) -> {_PACKAGE}.Decision", _answer)
    functions.declare(f"{_PACKAGE}.PathCheck::check(string) -> {_PACKAGE}.Decision", _answer)
    functions.declare(f"{_PACKAGE}.Decision::allowed() -> bool", lambda decision: decision.allowed)
    functions.declare(f"{_PACKAGE}.Decision::reason() -> string", lambda decision: decision.reason)
    functions.declare(f"{_PACKAGE}.Decision::errored() -> bool", lambda _: False)
    functions.declare(f"{_PACKAGE}.Decision::error() -> string", lambda _: "")
