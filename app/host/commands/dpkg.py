"""dpkg and dpkg-query: the packages that are installed. Follows dpkg's src/query/main.c."""

from __future__ import annotations

from fnmatch import fnmatchcase

from app.host.invocation import Invocation
from app.host.packages import installed

NAMES = ("dpkg",)
HEAD = (
    "Desired=Unknown/Install/Remove/Purge/Hold\n"
    "| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n"
    "|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n"
)
USAGE = "Usage: dpkg [<option>...] <command>\n\nCommands: -l|--list [<pattern>...], -s|--status <package>...\n"


async def main(run: Invocation) -> int:
    """List packages, or tell of one."""
    if not run.args or run.args[0] in ("--help", "-h"):
        await run.stdout.write(USAGE)
        return 0
    verb, *words = run.args
    have = installed.read(run.files)
    if verb in ("--print-architecture",):
        await run.stdout.write("amd64\n")
        return 0
    if verb in ("-s", "--status"):
        for name in words:
            if name not in have:
                await run.stderr.write(
                    f"dpkg-query: package '{name}' is not installed and no information is available\n"
                )
                return 1
            await run.stdout.write(installed.text({name: have[name]}) + "\n")
        return 0
    if verb not in ("-l", "--list"):
        return await run.fail(f"{verb}: this simulated machine only lists its packages (dpkg -l, dpkg -s)", 2)
    found = [one for one in have.values() if not words or any(fnmatchcase(one.name, word) for word in words)]
    if not found:
        await run.stderr.write("".join(f"dpkg-query: no packages found matching {word}\n" for word in words))
        return 1
    await run.stdout.write(HEAD + _table(found))
    return 0


def _table(found: list[installed.Package]) -> str:
    name = max(14, *(len(one.name) for one in found))
    version = max(12, *(len(one.version) for one in found))
    text = f"||/ {'Name':<{name}} {'Version':<{version}} Architecture Description\n"
    text += f"+++-{'=' * name}-{'=' * version}-============-{'=' * 34}\n"
    for one in found:
        state = "hi" if one.held else "ii"
        what = installed.DESCRIPTIONS.get(one.name, "")
        text += f"{state}  {one.name:<{name}} {one.version:<{version}} {'amd64':<12} {what}\n"
    return text
