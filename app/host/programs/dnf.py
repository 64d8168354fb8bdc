"""dnf, yum and microdnf of an Enterprise Linux container, with a small simulated mirror.

Follows dnf dnf/cli/output.py for what is printed.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.programs.apt import reachable
from app.host.programs.packages import REDHAT, programs, wanted

NAMES = ("dnf", "yum", "microdnf")
LINE = "=" * 80


async def main(run: Invocation) -> int:
    """Look after packages."""
    words = [word for word in run.args if not word.startswith("-")]
    if not words or "--help" in run.args:
        await run.stdout.write(f"usage: {run.name} [options] COMMAND\n")
        return 0 if "--help" in run.args else 1
    if run.host.spec.uid:
        await run.stderr.write("Error: This command has to be run with superuser privileges (under the root user on "
                               "most systems).\n")  # fmt: skip
        return 1
    verb, names = words[0], words[1:]
    if verb == "install":
        return await _install(run, names)
    if verb in {"makecache", "update", "upgrade", "check-update"}:
        if (problem := await _mirrors(run)) is not None:
            return problem
        await run.stdout.write("Metadata cache created.\n" if verb == "makecache" else
                               "Dependencies resolved.\nNothing to do.\nComplete!\n")  # fmt: skip
        return 0
    if verb in {"remove", "erase"}:
        gone = [name for name in names if name in REDHAT]
        for program in programs(REDHAT, gone):
            run.host.withdraw(program)
        await run.stdout.write("".join(f"Removing: {name}\n" for name in gone) + "\nComplete!\n")
        return 0
    if verb == "clean":
        await run.stdout.write("0 files removed\n")
        return 0
    await run.stderr.write(f"No such command: {verb}. Please use /usr/bin/{run.name} --help\n")
    return 1


async def _mirrors(run: Invocation) -> int | None:
    if reachable(run, "mirrors.centos.org"):
        await run.sleep(5.0)
        await run.stderr.write("Error: Failed to download metadata for repo 'baseos': Cannot prepare internal "
                               "mirrorlist: Curl error (6): Couldn't resolve host name\n")  # fmt: skip
        return 1
    await run.sleep(2.0)
    return None


async def _install(run: Invocation, names: list[str]) -> int:
    if (problem := await _mirrors(run)) is not None:
        return problem
    missing = [name for name in names if name not in REDHAT]
    if missing:
        await run.stdout.write("".join(f"No match for argument: {name}\n" for name in missing))
        await run.stderr.write(f"Error: Unable to find a match: {' '.join(missing)}\n"
                               "(the simulated mirror has only packages whose programs are simulated: "
                               f"{', '.join(sorted(REDHAT))})\n")  # fmt: skip
        return 1
    new = [one for name in dict.fromkeys(names) for one in wanted(REDHAT, name)
           if one not in REDHAT or not REDHAT[one].programs or not all(
               run.host.which(program, None, "/") for program in REDHAT[one].programs)]  # fmt: skip
    if not {*new} & {*names}:
        have = "".join(f"Package {name}-{REDHAT[name].version}.x86_64 is already installed.\n" for name in names)
        await run.stdout.write(f"{have}Dependencies resolved.\nNothing to do.\nComplete!\n")
        return 0
    rows = "".join(f" {name:<20} x86_64     {REDHAT[name].version if name in REDHAT else '1.0-1.el9':<24} baseos "
                   f"{REDHAT[name].size if name in REDHAT else 100:>7} k\n" for name in new)  # fmt: skip
    size = sum(REDHAT[name].size if name in REDHAT else 100 for name in new)
    text = f"Dependencies resolved.\n{LINE}\n Package              Arch       Version                  Repo      Size\n"
    text += f"{LINE}\nInstalling:\n{rows}\nTransaction Summary\n{LINE}\nInstall  {len(new)} Packages\n\n"
    await run.stdout.write(f"{text}Total download size: {size} k\n")
    if not {"-y", "--assumeyes"} & {*run.args}:
        await run.stdout.write("Is this ok [y/N]: ")
        answer = (await run.stdin.chunk()).decode("utf-8", "replace").strip().lower()
        if answer not in {"y", "yes"}:
            await run.stdout.write("Operation aborted.\n")
            return 1
    await run.sleep(2.0)
    for program in programs(REDHAT, new):
        run.host.provide(program)
    lines = "".join(f"  {name}-{REDHAT[name].version if name in REDHAT else '1.0-1.el9'}.x86_64\n" for name in new)
    await run.stdout.write(f"Downloading Packages:\nRunning transaction\n\nInstalled:\n{lines}\nComplete!\n")
    return 0
