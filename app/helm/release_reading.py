"""The release that `helm get` is about."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.releases.model import Release


async def release_of(call: Call) -> Release:
    """The release of the first argument, in the revision that --revision names; HelmError."""
    await call.connection.reachable()
    storage, revision = call.storage(), call.flags.number("revision")
    return await (storage.get(call.args[0], revision) if revision > 0 else storage.last(call.args[0]))
