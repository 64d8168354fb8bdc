"""apt-cache: which versions of packages there are. Follows apt's cmdline/apt-cache.cc."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.packages import installed, repository

NAMES = ("apt-cache",)
USAGE = "Usage: apt-cache [options] {madison|policy|show} pkg1 [pkg2 ...]\n"


async def main(run: Invocation) -> int:
    """madison, policy or show."""
    words = [argument for argument in run.args if not argument.startswith("-")]
    if wrong := next((one for one in run.args if one.startswith("-") and one not in ("--help", "-q", "-qq")), ""):
        text = f"Command line option {wrong} is not understood in combination with the other options"
        await run.stderr.write(f"E: {text}\n")
        return 100
    if not words or "--help" in run.args:
        await run.stdout.write(USAGE)
        return 0
    verb, *names = words
    if verb not in ("madison", "policy", "show"):
        await run.stderr.write(f"E: Invalid operation {verb}\n")
        return 100
    status = 0
    for name in names:
        found = repository.versions(run.files) if name in installed.KUBERNETES else []
        if not found and name not in installed.read(run.files):
            if verb != "policy":
                await run.stderr.write(f"N: Unable to locate package {name}\n")
                status = 100 if verb == "show" else status
        elif verb == "madison":
            await run.stdout.write("".join(_row(name, version, series) for version, series in found))
        elif verb == "policy":
            await _policy(run, name, found)
        else:
            await _show(run, name, found)
    return status


def _row(name: str, version: str, series: str) -> str:
    return f"{name:>10} | {version:>10} | {repository.URL.format(series)}  Packages\n"


async def _policy(run: Invocation, name: str, found: list[tuple[str, str]]) -> None:
    own = installed.read(run.files).get(name)
    newest = found[0][0] if found else own.version if own else "(none)"
    rows = [f"{name}:", f"  Installed: {own.version if own else '(none)'}", f"  Candidate: {newest}",
            "  Version table:"]  # fmt: skip
    for version, series in found:
        mark = "***" if own is not None and version == own.version else "   "
        rows += [f" {mark} {version} 500", f"        500 {repository.URL.format(series)}  Packages"]
        if mark == "***":
            rows.append("        100 /var/lib/dpkg/status")
    if own is not None and all(version != own.version for version, _ in found):
        rows += [f" *** {own.version} 100", "        100 /var/lib/dpkg/status"]
    await run.stdout.write("\n".join(rows) + "\n")


async def _show(run: Invocation, name: str, found: list[tuple[str, str]]) -> None:
    own = installed.read(run.files).get(name)
    version = found[0][0] if found else own.version if own else ""
    await run.stdout.write(
        f"Package: {name}\nVersion: {version}\nPriority: optional\nArchitecture: amd64\n"
        f"Description: {installed.DESCRIPTIONS.get(name, '')}\n\n"
    )
