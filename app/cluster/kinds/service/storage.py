"""Services get addresses and node ports when they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.objects import Object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def begin_create(api: Api, service: Object, call: Call) -> None:
    """Give it a cluster IP and node ports."""
    _warn(service, call)
    api.service_addresses.fill(service, None)


def after_create(api: Api, service: Object) -> None:
    """They are taken now."""
    api.service_addresses.take(service)


def begin_update(api: Api, service: Object, old: Object, call: Call) -> None:
    """Give it what a changed type needs."""
    _warn(service, call)
    api.service_addresses.fill(service, old)


def after_update(api: Api, service: Object, old: Object) -> None:
    """What it no longer has is free."""
    api.service_addresses.release(old)
    api.service_addresses.take(service)


def after_delete(api: Api, service: Object) -> None:
    """Everything is free; its Endpoints go with it, as the endpoints controller would see to."""
    api.service_addresses.release(service)


def _warn(service: Object, call: Call) -> None:
    if service["spec"].get("externalIPs"):
        call.warn("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
