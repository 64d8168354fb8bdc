"""`helm registry login`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.fetching import download

SHORT = "log in to a registry"
LONG = "Log in to a registry. No registry that can be reached from these machines knows any users."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Ask the registry; HelmError when it cannot be reached, or can and is not one that signs in."""
    host = call.args[0]
    if call.flags.changed("password"):
        await call.log("WARN", "using --password via the CLI is insecure. Use --password-stdin")
    elif not call.flags.on("password-stdin"):
        raise HelmError("helm registry login without --password or --password-stdin is not supported here")
    try:
        await download(call.machine, f"https://{host}/v2/")
    except HelmError as wrong:
        raise wrong.wrapped(f'authenticating to "{host}"') from None
    raise HelmError("helm registry login is not supported here")
