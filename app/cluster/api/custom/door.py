"""What stands between a request and custom objects: definitions that go away.

Follows kubernetes apiextensions-apiserver/pkg/apiserver/customresource_handler.go.
"""

from __future__ import annotations

from app.cluster.api.custom import cleanup, definitions
from app.cluster.api.errors import error
from app.cluster.api.rest.exchange import Exchange

TERMINATING = "create not allowed while custom resource definition is terminating"


def check(exchange: Exchange) -> None:
    """ApiError when a request cannot be served."""
    resource = exchange.target
    definition = exchange.api.store.get(definitions.KEY, "", f"{resource.plural}.{resource.group}")
    if definition is None:
        return
    if exchange.info.verb == "create" and cleanup.is_terminating(definition):
        details = {"group": resource.group, "kind": resource.plural}
        raise error("MethodNotAllowed", TERMINATING, details=details)
