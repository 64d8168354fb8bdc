"""What admission says of a connection to a pod, service or node (exec, attach, port-forward, proxy), or an eviction.

Follows kubernetes apiserver/pkg/endpoints/handlers/rest.go: ConnectResource.
"""

from __future__ import annotations

from app.cluster.api import admission
from app.cluster.api.admission.attributes import Attributes
from app.cluster.api.call import Call
from app.cluster.api.objects import Object
from app.cluster.api.rest.exchange import Exchange


def admit(exchange: Exchange, kind: str, options: Object) -> None:
    """Ask every plugin about a connection with these options (the API's own, by kind); ApiError refuses."""
    obj = {"kind": kind, "apiVersion": "v1", **{name: value for name, value in options.items() if value}}
    admit_object(exchange, "CONNECT", kind, obj)


def admit_object(exchange: Exchange, operation: str, kind: str, obj: Object, *, dry_run: bool = False) -> None:
    """Ask every plugin about an object that is posted to a subresource and stored nowhere."""
    info, api = exchange.info, exchange.api
    call = Call(user=exchange.user, subresource=info.subresource, dry_run=dry_run)
    attributes = Attributes(api, operation, exchange.target, call, info.namespace, info.name, obj, None, kind)
    admission.admit(attributes)
    admission.validate(attributes)
