"""Masked services: a link to /dev/null in the administrator's folder. Follows systemd's src/shared/install.c, 255."""

from __future__ import annotations

from app.host import services
from app.host.host import Host
from app.host.invocation import Invocation

NOWHERE = "/dev/null"


def _link(name: str) -> str:
    return f"/etc/systemd/system/{name}.service"


def masked(host: Host, name: str) -> bool:
    """Whether a service cannot be started at all."""
    try:
        return host.files.read_link(_link(name)) == NOWHERE
    except OSError:
        return False


async def mask(run: Invocation, name: str, *, now: bool) -> int:
    """`systemctl mask`."""
    host, link = run.host, _link(name)
    if masked(host, name):
        return 0
    if host.files.exists(link):
        await run.stderr.write(f"Failed to mask unit: File {link} already exists.\n")
        return 1
    if name not in services.SERVICES:
        await run.stderr.write(f"Unit {name}.service does not exist, proceeding anyway.\n")
    host.files.symlink(NOWHERE, link)
    await run.stderr.write(f"Created symlink {link} → {NOWHERE}.\n")
    if name in services.SERVICES and now and services.active(host, name):
        services.act(host, name, "stop")
    return 0


async def unmask(run: Invocation, name: str) -> int:
    """`systemctl unmask`."""
    if masked(run.host, name):
        run.host.files.remove(_link(name))
        await run.stderr.write(f'Removed "{_link(name)}".\n')
    return 0


async def refused(run: Invocation, verb: str, name: str) -> int | None:
    """What a masked service refuses; None for what goes on as ever."""
    if verb == "is-enabled":
        await run.stdout.write("masked\n")
    elif verb in ("enable", "reenable"):
        await run.stderr.write(f"Failed to {verb} unit: Unit file {_link(name)} is masked.\n")
    elif verb in ("start", "restart", "try-restart", "reload", "reload-or-restart"):
        if verb == "try-restart" and not services.active(run.host, name):
            return 0
        await run.stderr.write(f"Failed to {verb} {name}.service: Unit {name}.service is masked.\n")
    elif verb == "cat":
        await run.stderr.write(f"# Unit {name}.service is masked.\n")
        return 0
    else:
        return None
    return 1
