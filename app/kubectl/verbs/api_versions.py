"""`kubectl api-versions`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import ConnectionFailure, KubectlError, UsageError
from app.sim.go_strings import go_list

SHORT = "List the API versions that the server serves"


async def run(call: Call) -> None:
    """Print them, sorted."""
    if call.args:
        raise UsageError(f"unexpected arguments: {go_list(call.args)}")
    try:
        catalogue = await call.discovery.refreshed() or await call.discovery.catalogue()
    except ConnectionFailure as wrong:
        raise KubectlError(f"couldn't get available api versions from server: {wrong}") from None
    await call.write("".join(f"{version}\n" for version in sorted(catalogue.versions)))
