"""Updates without server-side apply: what changed from one revision to the next, and what drifted, as a patch.

Follows helm pkg/kube/client.go: createPatch, patchResourceClientSide.
"""

from __future__ import annotations

from typing import Any

import orjson

from app.helm.cluster.connection import Connection
from app.helm.cluster.objects import Method, Object, Resource
from app.helm.errors import HelmError
from app.kubectl.errors import StatusError


async def client_side_update(
    connection: Connection, before: Resource | None, after: Resource, live: Object, method: Method
) -> None:
    """Send a merge patch when there is anything to change; HelmError when it is refused."""
    patch = three_way(before.object if before else {}, after.object, live)
    if not patch:
        return
    try:
        await connection.client.json("PATCH", after.path, orjson.dumps(patch), query=method.query,
                                     content_type="application/merge-patch+json")  # fmt: skip
    except StatusError as refused:
        raise HelmError(f'cannot patch "{after.name}" with kind {after.kind}: {refused.message}') from None


def three_way(before: Any, after: Object, live: Any) -> Object:
    """What has to change in `live`: all that `after` says, null for what only `before` said."""
    patch: Object = {}
    for key, value in after.items():
        here = live.get(key) if isinstance(live, dict) else None
        if isinstance(value, dict):
            inner = three_way(before.get(key) if isinstance(before, dict) else None, value, here)
            if inner or not isinstance(here, dict):
                patch[key] = inner
        elif isinstance(value, list) and isinstance(here, list):
            old = before.get(key) if isinstance(before, dict) else None
            combined = _list(old if isinstance(old, list) else [], value, here)
            if combined != here:
                patch[key] = combined
        elif value is not None and value != here:
            patch[key] = value
    if isinstance(before, dict):
        for key in before:
            if key not in after and isinstance(live, dict) and key in live:
                patch[key] = None
    return patch


def _list(before: list[Any], after: list[Any], live: list[Any]) -> list[Any]:
    """A list of named things keeps what the server filled in; any other is taken as it is."""
    if not all(isinstance(item, dict) and "name" in item for item in after):
        return after
    old = {item.get("name"): item for item in before if isinstance(item, dict)}
    here = {item.get("name"): item for item in live if isinstance(item, dict)}
    return [_merged(here[item["name"]], three_way(old.get(item["name"], {}), item, here[item["name"]]))
            if item["name"] in here else item for item in after]  # fmt: skip


def _merged(live: Object, patch: Object) -> Object:
    found = dict(live)
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        elif isinstance(value, dict) and isinstance(found.get(key), dict):
            found[key] = _merged(found[key], value)
        else:
            found[key] = value
    return found
