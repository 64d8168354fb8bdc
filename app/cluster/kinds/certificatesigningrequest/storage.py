"""A certificate signing request notes who made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api

KEY = ("certificates.k8s.io", "certificatesigningrequests")
_WHO = ("username", "uid", "groups", "extra")


def begin_create(api: Api, request: Object, call: Call) -> None:
    """Follows kubernetes pkg/registry/certificates/certificates/strategy.go: PrepareForCreate."""
    user = call.user
    who = {"username": user.name, "uid": user.uid, "groups": list(user.groups), "extra": user.extra}
    for field in _WHO:
        request["spec"].pop(field, None)
    request["spec"] |= {key: value for key, value in who.items() if value}


def begin_update(api: Api, request: Object, old: Object, call: Call) -> None:
    """The request itself cannot be changed."""
    if not call.subresource:
        request["spec"] = old["spec"]
