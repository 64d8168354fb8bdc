"""Services get addresses and node ports when they are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.call import Call
from app.cluster.api.objects import Object
from app.cluster.api.service_addresses import IP_ADDRESSES, ip_address_object

if TYPE_CHECKING:
    from app.cluster.api.api import Api


def begin_create(api: Api, service: Object, call: Call) -> None:
    """Give it a cluster IP and node ports."""
    api.service_addresses.fill(service, None)


def after_create(api: Api, service: Object) -> None:
    """They are taken now."""
    api.service_addresses.take(service)
    _publish(api, service, set())


def begin_update(api: Api, service: Object, old: Object, call: Call) -> None:
    """Give it what a changed type needs."""
    api.service_addresses.fill(service, old)


def after_update(api: Api, service: Object, old: Object) -> None:
    """What it no longer has is free."""
    api.service_addresses.release(old)
    api.service_addresses.take(service)
    if service["spec"].get("clusterIPs") != old["spec"].get("clusterIPs"):
        _publish(api, service, _addresses(old))


def after_delete(api: Api, service: Object) -> None:
    """Everything is free; its Endpoints go with it, as the endpoints controller would see to."""
    api.service_addresses.release(service)
    _publish(api, {**service, "spec": {}}, _addresses(service))


def _addresses(service: Object) -> set[str]:
    return {item for item in service["spec"].get("clusterIPs") or () if item != "None"}


def _publish(api: Api, service: Object, before: set[str]) -> None:
    """Keep the IPAddress objects as the cluster IPs are."""
    if not api.release.modern:
        return
    meta, now = service["metadata"], _addresses(service)
    for address in sorted(before - now):
        if api.store.get(IP_ADDRESSES, "", address) is not None:
            api.objects.delete(IP_ADDRESSES, "", address)
    for address in sorted(now - before):
        if api.store.get(IP_ADDRESSES, "", address) is None:
            wanted = ip_address_object(address, meta["namespace"], meta["name"])
            api.objects.create(IP_ADDRESSES, wanted, manager="kube-apiserver")
