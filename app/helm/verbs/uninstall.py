"""`helm uninstall`. Follows helm pkg/cmd/uninstall.go."""

from __future__ import annotations

from app.helm.actions.uninstall import PROPAGATION, ReleaseMissing, Uninstall, uninstall
from app.helm.call import Call
from app.helm.errors import HelmError

SHORT = "remove a release"
LONG = """Delete everything that belongs to a release, and forget it. With --keep-history its revisions stay, and
`helm rollback` can bring it back. Objects annotated with `helm.sh/resource-policy: keep` are left alone."""
ARGS = (1, None)


async def run(call: Call) -> None:
    """Uninstall every release that is named."""
    flags = call.flags
    cascade = flags.text("cascade")
    if cascade not in PROPAGATION:
        names = '"background", "foreground", or "orphan"'
        raise HelmError(f"invalid cascade value ({cascade}). Must be {names}")
    await call.connection.reachable()
    for name in call.args:
        told = await _one(call, name, cascade)
        if told:
            await call.write(f"{told}\n")
        await call.write(f'release "{name}" uninstalled\n')


async def _one(call: Call, name: str, cascade: str) -> str:
    flags = call.flags
    if flags.on("dry-run"):
        await call.storage().last(name)
        return ""
    options = Uninstall(
        name, flags.on("no-hooks"), flags.on("keep-history"), flags.text("wait"), flags.seconds("timeout"), cascade,
        flags.text("description"),
    )  # fmt: skip
    try:
        return await uninstall(call, options)
    except ReleaseMissing:
        if flags.on("ignore-not-found"):
            return ""
        raise
