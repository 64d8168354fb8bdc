"""apt-get, apt, apt-cache and dpkg of a Debian or Ubuntu container, with a small simulated mirror.

Follows apt apt-pkg/acquire-item.cc and apt-private for what is printed.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.programs.packages import DEBIAN, programs, wanted
from app.network.network import ConnectError

NAMES = ("apt-get", "apt", "apt-cache", "dpkg")
LISTS = "/var/lib/apt/lists"
STATUS = "/var/lib/dpkg/status"
HOSTS = {"debian": "deb.debian.org", "ubuntu": "archive.ubuntu.com"}
SUITES = {"13": "trixie", "12": "bookworm", "11": "bullseye", "10": "buster", "9": "stretch", "8": "jessie",
          "24.04": "noble", "22.04": "jammy", "20.04": "focal", "18.04": "bionic", "16.04": "xenial"}  # fmt: skip
READING = "Reading package lists...\n"
BUILDING = "Building dependency tree...\nReading state information...\n"
WARNING = "\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n"


async def main(run: Invocation) -> int:
    """Look after packages."""
    words = [word for word in run.args if not word.startswith("-")]
    if "--help" in run.args or "-h" in run.args or not run.args:
        await run.stdout.write(f"apt 2.6.1 (amd64)\nUsage: {run.name} [options] command\n")
        return 0
    if run.name == "dpkg":
        return await _dpkg(run)
    verb = words[0] if words else ""
    if run.name == "apt" and verb in {"update", "install", "remove"} and not run.stdout.isatty:
        await run.stderr.write(WARNING)
    if run.host.spec.uid and verb in {"update", "install", "remove", "purge", "upgrade"}:
        await run.stderr.write(
            f"{READING}E: Could not open lock file {LISTS}/lock - open (13: Permission denied)\n"
            f"E: Unable to lock directory {LISTS}/\n" if verb == "update" else
            "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\n"
            "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n")  # fmt: skip
        return 100
    match verb:
        case "update":
            return await _update(run)
        case "install":
            return await _install(run, [word.partition("=")[0] for word in words[1:]])
        case "remove" | "purge":
            return await _remove(run, words[1:])
        case "upgrade" | "dist-upgrade" | "full-upgrade":
            await run.stdout.write(f"{READING}{BUILDING}Calculating upgrade...\n"
                                   "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")  # fmt: skip
            return 0
        case "clean" | "autoclean":
            return 0
        case "autoremove":
            await run.stdout.write(
                f"{READING}{BUILDING}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n"
            )
            return 0
        case "search" | "show" | "list" | "policy":
            found = [name for name in sorted(DEBIAN) if not words[1:] or words[1] in name]
            await run.stdout.write("".join(f"{name}/{suite(run)} {DEBIAN[name].version} amd64\n" for name in found))
            return 0
    await run.stderr.write(f"E: Invalid operation {verb}\n")
    return 100


def release(run: Invocation) -> dict[str, str]:
    """The fields of /etc/os-release."""
    try:
        text = run.read_file("/etc/os-release").decode()
    except OSError:
        return {}
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in text.splitlines())}


def suite(run: Invocation) -> str:
    """bookworm, noble, ..."""
    return SUITES.get(release(run).get("VERSION_ID", ""), "bookworm")


def reachable(run: Invocation, host: str) -> str:
    """Why a mirror cannot be reached; "" when it can. The pod's own network decides, as far as it reaches."""
    resolver = [line.split()[1] for line in run.read_file("/etc/resolv.conf").decode().splitlines()
                if line.startswith("nameserver")]  # fmt: skip
    if not resolver:
        return f"Temporary failure resolving '{host}'"
    try:
        run.host.network.find(run.host.interface, resolver[0], 53)
    except ConnectError:
        return f"Temporary failure resolving '{host}'"
    return ""


async def _update(run: Invocation) -> int:
    family, name = release(run).get("ID", "debian"), suite(run)
    host = HOSTS.get(family, HOSTS["debian"])
    url, pockets = (
        f"http://{host}/{family}",
        [(f"http://{host}/{family}", name), (f"http://{host}/{family}", f"{name}-updates")],
    )
    safe = (f"http://{host}/debian-security", f"{name}-security") if family == "debian" else (
        "http://security.ubuntu.com/ubuntu", f"{name}-security")  # fmt: skip
    pockets.append(safe)
    if problem := reachable(run, host):
        await run.sleep(3.0)
        for at, (where, pocket) in enumerate(pockets, 1):
            del at
            await run.stdout.write(f"Ign:1 {where} {pocket} InRelease\n")
        for at, (where, pocket) in enumerate(pockets, 1):
            await run.stdout.write(f"Err:{at} {where} {pocket} InRelease\n  {problem}\n")
        await run.stdout.write(READING)
        for where, pocket in pockets:
            await run.stderr.write(f"W: Failed to fetch {where}/dists/{pocket}/InRelease  {problem}\n")
        await run.stderr.write("W: Some index files failed to download. They have been ignored, or old ones used "
                               "instead.\n")  # fmt: skip
        return 0
    heads, lists = (151, 55.4, 48.0), (8793, 6.9, 285)
    text = "".join(f"Get:{at} {where} {pocket} InRelease [{size:g} kB]\n"
                   for at, ((where, pocket), size) in enumerate(zip(pockets, heads, strict=True), 1))  # fmt: skip
    text += "".join(f"Get:{at} {where} {pocket}/main amd64 Packages [{size:g} kB]\n"
                    for at, ((where, pocket), size) in enumerate(zip(pockets, lists, strict=True), 4))  # fmt: skip
    await run.sleep(2.0)
    run.make_directory(LISTS)
    run.write_file(f"{LISTS}/{url.removeprefix('http://').replace('/', '_')}_dists_{name}_InRelease", b"")
    await run.stdout.write(f"{text}Fetched 9339 kB in 2s (4669 kB/s)\n{READING}")
    return 0


async def _install(run: Invocation, names: list[str]) -> int:
    await run.stdout.write(READING + BUILDING)
    lists = run.kind_of(LISTS) == "directory" and run.list_directory(LISTS)
    missing = [name for name in names if not lists or name not in DEBIAN]
    have = _installed(run)
    missing = [name for name in missing if name not in have]
    if missing:
        for name in missing:
            await run.stderr.write(f"E: Unable to locate package {name}\n")
        if lists:
            await run.stderr.write("N: The simulated mirror has only packages whose programs are simulated: "
                                   "`apt-cache search` lists them\n")  # fmt: skip
        return 100
    for name in names:
        if name in have:
            await run.stdout.write(f"{name} is already the newest version ({DEBIAN[name].version}).\n")
    new = [one for name in names if name not in have for one in wanted(DEBIAN, name) if one not in have]
    new = list(dict.fromkeys(new))
    if not new:
        await run.stdout.write("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n")
        return 0
    along = sorted(name for name in new if name not in names)
    text = f"The following additional packages will be installed:\n  {' '.join(along)}\n" if along else ""
    text += f"The following NEW packages will be installed:\n  {' '.join(sorted(new))}\n"
    text += f"0 upgraded, {len(new)} newly installed, 0 to remove and 0 not upgraded.\n"
    size = sum(DEBIAN[name].size if name in DEBIAN else 180 for name in new)
    disk = sum(DEBIAN[name].disk if name in DEBIAN else 420 for name in new)
    text += (
        f"Need to get {size} kB of archives.\nAfter this operation, {disk} kB of additional disk space will be used.\n"
    )
    await run.stdout.write(text)
    if not ({"-y", "--yes", "-qy", "-yq", "-qqy", "-yqq", "--assume-yes"} & {*run.args}):
        await run.stdout.write("Do you want to continue? [Y/n] ")
        answer = (await run.stdin.chunk()).decode("utf-8", "replace").strip().lower()
        if answer not in {"", "y", "yes"} or not run.stdin.isatty:
            await run.stdout.write("Abort.\n")
            return 1
    await _unpack(run, new, size)
    return 0


async def _unpack(run: Invocation, new: list[str], size: int) -> None:
    family, name = release(run).get("ID", "debian"), suite(run)
    where = f"http://{HOSTS.get(family, HOSTS['debian'])}/{family} {name}/main amd64"
    versions = {one: DEBIAN[one].version if one in DEBIAN else "1.0-1" for one in new}
    text = "".join(f"Get:{at} {where} {one} amd64 {versions[one]} [{DEBIAN[one].size if one in DEBIAN else 180} kB]\n"
                   for at, one in enumerate(new, 1))  # fmt: skip
    await run.sleep(1.0 + size / 5000)
    text += f"Fetched {size} kB in 1s ({size} kB/s)\n"
    await run.stdout.write(text)
    await run.stderr.write("debconf: delaying package configuration, since apt-utils is not installed\n")
    text = "".join(
        f"Selecting previously unselected package {one}.\n"
        + ("(Reading database ... 7590 files and directories currently installed.)\n" if at == 0 else "")
        + f"Preparing to unpack .../{one}_{versions[one].replace(':', '%3a')}_amd64.deb ...\n"
        f"Unpacking {one} ({versions[one]}) ...\n"
        for at, one in enumerate(new)
    )
    text += "".join(f"Setting up {one} ({versions[one]}) ...\n" for one in new)
    await run.sleep(1.0)
    await run.stdout.write(text + "Processing triggers for libc-bin (2.36-9+deb12u13) ...\n")
    for program in programs(DEBIAN, new):
        run.host.provide(program)
    _write(run, {*_installed(run), *new})


def _installed(run: Invocation) -> set[str]:
    """What has been installed here, and what the image has."""
    try:
        text = run.read_file(STATUS).decode()
    except OSError:
        text = ""
    found = {line[9:] for line in text.splitlines() if line.startswith("Package: ")}
    own = {name for name, package in DEBIAN.items() if package.programs and all(
        run.host.which(program, None, "/") for program in package.programs)}  # fmt: skip
    return found | own


def _write(run: Invocation, names: set[str]) -> None:
    text = "".join(f"Package: {name}\nStatus: install ok installed\n\n" for name in sorted(names))
    run.make_directory("/var/lib/dpkg")
    run.write_file(STATUS, text.encode())


async def _remove(run: Invocation, names: list[str]) -> int:
    await run.stdout.write(READING + BUILDING)
    have = _installed(run)
    gone = [name for name in names if name in have]
    for name in names:
        if name not in have:
            await run.stdout.write(f"Package '{name}' is not installed, so not removed\n")
    if gone:
        await run.stdout.write(f"The following packages will be REMOVED:\n  {' '.join(gone)}\n")
    await run.stdout.write(f"0 upgraded, 0 newly installed, {len(gone)} to remove and 0 not upgraded.\n")
    for name in gone:
        await run.stdout.write(f"Removing {name} ({DEBIAN[name].version}) ...\n" if name in DEBIAN else "")
    for program in programs(DEBIAN, gone):
        run.host.withdraw(program)
    _write(run, have - {*gone})
    return 0


async def _dpkg(run: Invocation) -> int:
    if run.args[:1] in (["-l"], ["--list"]):
        rows = "".join(f"ii  {name}  {DEBIAN[name].version if name in DEBIAN else '1.0-1'}  amd64\n"
                       for name in sorted(_installed(run)) if run.args[1:2] in ([], [name]))  # fmt: skip
        await run.stdout.write(f"||/ Name  Version  Architecture\n{rows}")
        return 0
    if run.args[:1] in (["--print-architecture"],):
        await run.stdout.write("amd64\n")
        return 0
    await run.stderr.write(f"dpkg: error: unknown option {run.args[0]}\n")
    return 2
