"""`helm push`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "send a chart to a registry"
LONG = "Send a chart's archive to a registry. No registry that can be reached from these machines takes any."
ARGS = (2, None)


async def run(call: Call) -> None:
    """Look at the archive and the address; HelmError, as nothing can be sent."""
    archive, remote = call.args[:2]
    scheme, separator, _ = remote.partition("://")
    if not separator:
        raise HelmError('scheme prefix missing from remote (e.g. "oci://")')
    if scheme != "oci":
        raise HelmError(f'scheme "{scheme}" not supported')
    kind = call.machine.kind_of(archive)
    if not kind:
        raise HelmError(f"{archive}: no such file")
    if kind == "directory":
        raise HelmError("cannot push directory, must provide chart archive (.tgz)")
    raise HelmError("pushing charts to registries is not supported here")
