"""apt-get, apt, dpkg and snap: the machine has no package mirror, and says so."""

from __future__ import annotations

from app.host.invocation import Invocation

NAMES = ("apt-get", "apt", "snap", "dpkg")
MIRROR = "http://archive.ubuntu.com/ubuntu"
USAGE = "Usage: {} command\n\nThis machine is simulated: it has no package mirror, so nothing can be installed.\n"


async def main(run: Invocation) -> int:
    """Refuse as without a network."""
    words = [argument for argument in run.args if not argument.startswith("-")]
    if "--help" in run.args or "-h" in run.args or not run.args:
        await run.stdout.write(USAGE.format(run.name))
        return 0
    if run.name in ("apt-get", "apt") and words[:1] == ["update"]:
        await run.stdout.write(
            f"Err:1 {MIRROR} noble InRelease\n  Could not resolve 'archive.ubuntu.com'\nReading package lists...\n"
        )
        await run.stderr.write(
            f"W: Failed to fetch {MIRROR}/dists/noble/InRelease  Could not resolve 'archive.ubuntu.com'\n"
            "W: Some index files failed to download. They have been ignored, or old ones used instead.\n"
        )
        return 0
    if run.name in ("apt-get", "apt") and words[:1] == ["install"]:
        have = [name for name in words[1:] if run.host.which(name, None, run.cwd)]
        text = "Reading package lists...\nBuilding dependency tree...\nReading state information...\n"
        text += "".join(f"{name} is already the newest version.\n" for name in have)
        await run.stdout.write(text)
        missing = [name for name in words[1:] if name not in have]
        for name in missing:
            await run.stderr.write(f"E: Unable to locate package {name}\n")
        return 100 if missing else 0
    await run.stderr.write(
        f"{run.name}: {' '.join(run.args)}: this simulated machine has no package mirror; nothing can be installed\n"
    )
    return 1
