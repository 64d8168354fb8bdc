"""apt-get and apt: the machine's packages. Those of Kubernetes can be upgraded; there is no mirror for others."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.packages import apt, installed, repository

NAMES = ("apt-get", "apt", "snap")
MIRROR = "http://archive.ubuntu.com/ubuntu"
USAGE = (
    "Usage: {} [options] command\n\nCommands: update, install, upgrade, list (apt), show (apt), remove, autoremove, "
    "clean.\nThis machine is simulated: it has a repository for kubeadm, kubelet and kubectl, and no other.\n"
)
FLAGS = {
    "-y", "--yes", "--assume-yes", "-q", "-qq", "-qy", "-yq", "-qqy", "--quiet", "--no-install-recommends", "-f",
    "--fix-broken", "--allow-change-held-packages", "--allow-downgrades", "--only-upgrade", "--reinstall",
    "--allow-unauthenticated", "--fix-missing", "--installed", "-a", "--all-versions", "--upgradable",
    "--no-install-suggests",
}  # fmt: skip
UPDATES = ("upgrade", "dist-upgrade", "full-upgrade")


async def main(run: Invocation) -> int:
    """Find the command."""
    words = [argument for argument in run.args if not argument.startswith("-")]
    flags = {argument for argument in run.args if argument.startswith("-")}
    if "--help" in flags or "-h" in flags or not run.args:
        await run.stdout.write(USAGE.format(run.name))
        return 0
    if run.name == "snap" or not words:
        return await run.fail(f"{' '.join(run.args)}: this simulated machine has no store; nothing can be installed")
    if unknown := next((flag for flag in sorted(flags - FLAGS) if not flag.startswith("-o")), ""):
        which = unknown if unknown.startswith("--") else f"'{unknown[1:2]}' [from {unknown}]"
        text = f"Command line option {which} is not understood in combination with the other options"
        await run.stderr.write(f"E: {text}\n")
        return apt.FAILED
    if run.name == "apt" and not run.stdout.isatty:
        await run.stderr.write("\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n")
    if not installed.read(run.files):
        return await _without(run, words)
    return await _known(run, words[0], words[1:], flags)


async def _known(run: Invocation, verb: str, names: list[str], flags: set[str]) -> int:
    if verb == "update":
        return await apt.update(run)
    if verb == "install":
        return await apt.install(run, names, flags)
    if verb in UPDATES:
        return await apt.install(run, names, flags, upgrade=True)
    if verb in ("remove", "purge"):
        return await apt.remove(run, names, purge=verb == "purge")
    if verb in ("autoremove", "clean", "autoclean"):
        if verb == "autoremove":
            await apt.reading(run)
            await run.stdout.write("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")
        return 0
    if verb == "list" and run.name == "apt":
        return await _list(run, names, flags)
    await run.stderr.write(f"E: Invalid operation {verb}\n")
    return apt.FAILED


async def _list(run: Invocation, names: list[str], flags: set[str]) -> int:
    """Installed and available versions."""
    have = installed.read(run.files)
    await run.stdout.write("Listing...\n")
    for name in sorted({*have, *(installed.KUBERNETES if repository.known(run.files) else ())}):
        own = have.get(name)
        if (names and name not in names) or (own is None and "--installed" in flags):
            continue
        newest = repository.chosen(run.files, "") if name in installed.KUBERNETES else ""
        newer = bool(newest and own and repository.order(newest) > repository.order(own.version))
        if "--upgradable" in flags and not newer:
            continue
        shown = [version for version, _ in repository.versions(run.files)] if newest else []
        if not flags & {"-a", "--all-versions"} or not shown:
            shown = [newest if own is None or (newer and "--installed" not in flags) else own.version]
        for version in shown:
            here, state = "", ""
            if own is not None and version == own.version:
                here, state = ",now", f"[installed,upgradable to: {newest}]" if newer else "[installed]"
            elif newer and own is not None and version == newest:
                state = f"[upgradable from: {own.version}]"
            await run.stdout.write(f"{name}/unknown{here} {version} amd64 {state}".rstrip() + "\n")
    return 0


async def _without(run: Invocation, words: list[str]) -> int:
    """A machine whose packages are not simulated has no mirror, and says so."""
    if words[:1] == ["update"]:
        await run.stdout.write(
            f"Err:1 {MIRROR} noble InRelease\n  Could not resolve 'archive.ubuntu.com'\nReading package lists...\n"
        )
        await run.stderr.write(
            f"W: Failed to fetch {MIRROR}/dists/noble/InRelease  Could not resolve 'archive.ubuntu.com'\n"
            "W: Some index files failed to download. They have been ignored, or old ones used instead.\n"
        )
        return 0
    if words[:1] == ["install"]:
        have = [name for name in words[1:] if run.host.which(name, None, run.cwd)]
        await apt.reading(run)
        await run.stdout.write("".join(f"{name} is already the newest version.\n" for name in have))
        missing = [name for name in words[1:] if name not in have]
        for name in missing:
            await run.stderr.write(f"E: Unable to locate package {name}\n")
        return apt.FAILED if missing else 0
    await run.stderr.write(
        f"{run.name}: {' '.join(run.args)}: this simulated machine has no package mirror; nothing can be installed\n"
    )
    return 1
