"""apt-get and apt on a node: the Kubernetes packages can be upgraded; other packages are there or are not.

Follows apt's cmdline/apt-get.cc and apt-private/private-{install,output}.cc.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.host.invocation import Invocation
from app.host.packages import installed, others, repository
from app.host.packages.installed import Package

MIRROR = "http://archive.ubuntu.com/ubuntu"
FAILED = 100
READING = ("Reading package lists...", "Building dependency tree...", "Reading state information...")


@dataclass
class Plan:
    """What an installation would do."""

    upgraded: dict[str, str] = field(default_factory=dict)  # name -> version
    downgraded: dict[str, str] = field(default_factory=dict)
    new: dict[str, str] = field(default_factory=dict)
    newest: list[str] = field(default_factory=list)
    selected: list[tuple[str, str, str]] = field(default_factory=list)  # name, version, pattern

    @property
    def changed(self) -> dict[str, str]:
        """Everything that will have another version."""
        return {**self.upgraded, **self.downgraded, **self.new}


async def reading(run: Invocation) -> None:
    """The lines before every answer."""
    done = " Done" if run.terminal is not None else ""
    await run.stdout.write("".join(f"{line}{done}\n" for line in READING))


async def update(run: Invocation) -> int:
    """Fetch the indexes of what the sources name."""
    lines, errors, found = [], [], []
    for number, suite in enumerate(("noble", "noble-updates", "noble-security"), 1):
        lines.append(f"Hit:{number} {MIRROR} {suite} InRelease\n")
    at, size = len(lines), 0
    for series in repository.named(run.files):
        at += 1
        place = repository.CDN.format(series)
        if series not in repository.SERIES:
            lines.append(f"Err:{at} {place}  InRelease\n  403  Forbidden [IP: 3.165.75.59 443]\n")
            url = repository.URL.format(series)
            errors += [f"E: Failed to fetch {url}/InRelease  403  Forbidden [IP: 3.165.75.59 443]\n",
                       f"E: The repository '{url}  InRelease' is not signed.\n",
                       "N: Updating from such a repository can't be done securely, and is therefore disabled by "
                       "default.\nN: See apt-secure(8) manpage for repository creation and user configuration "
                       "details.\n"]  # fmt: skip
            continue
        found.append(series)
        if series in repository.known(run.files):
            lines.append(f"Hit:{at} {place}  InRelease\n")
        else:
            size += 1227 + 9460
            lines.append(f"Get:{at} {place}  InRelease [1227 B]\nGet:{at + 1} {place}  Packages [9460 B]\n")
            at += 1
    if size:
        lines.append(f"Fetched {size / 1000:.1f} kB in 1s ({size / 1000:.1f} kB/s)\n")
    await run.sleep(1)
    repository.update(run.files, found)
    done = " Done" if run.terminal is not None else ""
    await run.stdout.write("".join(lines) + f"{READING[0]}{done}\n")
    await run.stderr.write("".join(errors))
    return FAILED if errors else 0


async def install(run: Invocation, words: list[str], flags: set[str], *, upgrade: bool = False) -> int:
    """Install or upgrade named packages, or (with `upgrade`) everything that is not held."""
    await reading(run)
    have = installed.read(run.files)
    if upgrade:
        newest = repository.chosen(run.files, "")
        kept = [name for name in installed.KUBERNETES if name in have and have[name].held
                and repository.order(newest) > repository.order(have[name].version)]  # fmt: skip
        if kept:
            await run.stdout.write(f"The following packages have been kept back:\n  {' '.join(kept)}\n")
        words = [name for name in installed.KUBERNETES if name in have and not have[name].held]
    plan = Plan()
    others_new = [word for word in words if word not in installed.KUBERNETES and others.missing(run, word)]
    for word in words:
        if word in others_new:
            continue
        if why := _plan(run, plan, word, have, only_upgrade=upgrade or "--only-upgrade" in flags):
            await run.stderr.write(f"E: {why}\n")
            return FAILED
    for name, version, wanted in plan.selected:
        series = ".".join(version.split(".")[:2])
        where = f"isv:kubernetes:core:stable:v{series}:pkgs.k8s.io [amd64]"
        await run.stdout.write(f"Selected version '{version}' ({where}) for '{name}'\n" if wanted else "")
    await run.stdout.write("".join(plan.newest))
    if others_new:
        await others.install(run, others_new)
        if not plan.changed:
            return 0
    return await _carry_out(run, plan, have, flags)


def _plan(run: Invocation, plan: Plan, word: str, have: dict[str, Package], *, only_upgrade: bool) -> str:
    """Add a word to the plan; returns what is wrong with it."""
    name, equals, wanted = word.partition("=")
    if name not in installed.KUBERNETES:
        known = have[name].version if name in have else others.version(name)
        if not known and not run.host.which(name, None, run.cwd):
            return f"Unable to locate package {name}"
        version = f" ({known})" if known else ""
        plan.newest.append(f"{name} is already the newest version{version}.\n")
        return ""
    version = repository.chosen(run.files, wanted)
    if not version:
        return f"Version '{wanted}' for '{name}' was not found" if equals else f"Unable to locate package {name}"
    if equals and version != wanted:
        plan.selected.append((name, version, wanted))
    own = have.get(name)
    if own is None:
        if not only_upgrade:
            plan.new[name] = version
    elif repository.order(version) > repository.order(own.version):
        plan.upgraded[name] = version
    elif equals and repository.order(version) < repository.order(own.version):
        plan.downgraded[name] = version
    else:
        plan.newest.append(f"{name} is already the newest version ({own.version}).\n")
    return ""


async def _carry_out(run: Invocation, plan: Plan, have: dict[str, Package], flags: set[str]) -> int:
    held = sorted(name for name in plan.changed if name in have and have[name].held)
    lists = (
        ("The following held packages will be changed:", held),
        ("The following NEW packages will be installed:", plan.new),
        ("The following packages will be upgraded:", plan.upgraded),
        ("The following packages will be DOWNGRADED:", plan.downgraded),
    )
    for title, names in lists:
        if names:
            await run.stdout.write(f"{title}\n  {' '.join(sorted(names))}\n")
    newest = repository.chosen(run.files, "")
    left = sum(
        1 for name in installed.KUBERNETES
        if name in have and name not in plan.changed and repository.order(newest) > repository.order(have[name].version)
    )  # fmt: skip
    down = f"{len(plan.downgraded)} downgraded, " if plan.downgraded else ""
    await run.stdout.write(f"{len(plan.upgraded)} upgraded, {len(plan.new)} newly installed, {down}0 to remove and "
                           f"{left} not upgraded.\n")  # fmt: skip
    if not plan.changed:
        return 0
    yes = bool(flags & {"-y", "--yes", "--assume-yes", "-qy", "-yq", "-qqy"})
    forced = "--allow-change-held-packages" in flags
    if yes and held and not forced:
        await run.stderr.write("E: Held packages were changed and -y was used without --allow-change-held-packages.\n")
        return FAILED
    if yes and plan.downgraded and "--allow-downgrades" not in flags:
        await run.stderr.write("E: Packages were downgraded and -y was used without --allow-downgrades.\n")
        return FAILED
    if not yes and (held or plan.downgraded or plan.new) and not await _agreed(run):
        await run.stdout.write("Abort.\n")
        return 1
    await _fetch(run, plan, have)
    for name, version in plan.changed.items():
        have[name] = Package(name, version, held=name in held)
        if name == "kubelet":
            release = version.partition("-")[0]
            run.files.write_file("/usr/bin/kubelet", f"#!/bin/sh\necho Kubernetes v{release}\n".encode(), mode=0o755)
    installed.write(run.files, have)
    return 0


async def _agreed(run: Invocation) -> bool:
    await run.stdout.write("Do you want to continue? [Y/n] ")
    answer = (await run.stdin.chunk()).decode(errors="replace").strip().lower()
    return answer in ("", "y", "yes")


async def _fetch(run: Invocation, plan: Plan, have: dict[str, Package]) -> None:
    size = sum(repository.SIZES[name] for name in plan.changed)
    more = f"After this operation, {180 * len(plan.changed)} kB of additional disk space will be used.\n"
    lines = [f"Need to get {size:.1f} MB of archives.\n", more]
    changed = sorted(plan.changed.items())
    for at, (name, version) in enumerate(changed, 1):
        place = repository.CDN.format(".".join(version.split(".")[:2]))
        lines.append(f"Get:{at} {place}  {name} {version} [{repository.SIZES[name]} MB]\n")
    lines.append(f"Fetched {size:.1f} MB in 1s ({size:.1f} MB/s)\n")
    await run.stdout.write("".join(lines))
    await run.sleep(2)
    lines = []
    for at, (name, version) in enumerate(changed):
        if at == 0:
            lines.append("(Reading database ... 74589 files and directories currently installed.)\n")
        old = have.get(name)
        over = f" over ({old.version})" if old is not None else ""
        lines.append(f"Preparing to unpack .../{name}_{version}_amd64.deb ...\n")
        lines.append(f"Unpacking {name} ({version}){over} ...\n")
    lines += [f"Setting up {name} ({version}) ...\n" for name, version in changed]
    await run.stdout.write("".join(lines))


async def remove(run: Invocation, words: list[str], *, purge: bool) -> int:
    """Nothing can be taken away: the machine's programs are part of it."""
    have = installed.read(run.files)
    await reading(run)
    missing = [name for name in words if name not in have]
    if missing:
        lines = "".join(f"Package '{name}' is not installed, so not removed\n" for name in missing)
        await run.stdout.write(f"{lines}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")
        return 0
    what = "purge" if purge else "remove"
    await run.stderr.write(f"E: {what} {' '.join(words)}: taking packages off this machine is not simulated\n")
    return FAILED
