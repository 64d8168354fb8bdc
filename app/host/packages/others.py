"""Packages of Ubuntu's own mirror: those that a machine has, and those that can be installed on it.

Follows apt's cmdline/apt-get.cc and dpkg's src/main/{unpack,configure}.c for what is printed.
"""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.programs import programs as simulated
from app.host.programs.packages import DEBIAN

MIRROR = "http://archive.ubuntu.com/ubuntu"
_VERSIONS = """
    apt-transport-https 2.8.3|base-files 13ubuntu10.3|bash 5.2.21-2ubuntu4|bash-completion 1:2.11-8|
    bind9-dnsutils 1:9.18.39-0ubuntu0.24.04.2|bsdmainutils 12.1.8|ca-certificates 20240203|conntrack 1:1.4.8-1ubuntu1|
    coreutils 9.4-3ubuntu6.1|curl 8.5.0-2ubuntu10.6|dnsutils 1:9.18.39-0ubuntu0.24.04.2|ebtables 2.0.11-6|
    file 1:5.45-3build1|git 1:2.43.0-1ubuntu7.3|gnupg 2.4.4-2ubuntu17.3|gnupg2 2.4.4-2ubuntu17.3|
    gpg 2.4.4-2ubuntu17.3|grep 3.11-4build1|gzip 1.12-1ubuntu3|iproute2 6.1.0-1ubuntu6|
    iputils-ping 3:20240117-1ubuntu0.1|jq 1.7.1-3ubuntu0.24.04.1|less 590-2ubuntu2.1|lsb-release 12.0-2|
    nano 7.2-2ubuntu0.1|netcat-openbsd 1.226-1ubuntu2|netcat 1.226-1ubuntu2|openssh-client 1:9.6p1-3ubuntu13.14|
    openssl 3.0.13-0ubuntu3.6|procps 2:4.0.4-4ubuntu3.2|python3 3.12.3-0ubuntu2|socat 1.8.0.0-4build3|
    software-properties-common 0.99.49.3|sudo 1.9.15p5-3ubuntu5|tar 1.35+dfsg-3build1|telnet 0.17+2.5-3ubuntu4|
    tree 2.1.1-2ubuntu3|unzip 6.0-28ubuntu4.1|util-linux 2.39.3-9ubuntu6.3|vim 2:9.1.0016-1ubuntu7.9|
    vim-tiny 2:9.1.0016-1ubuntu7.9|wget 1.21.4-1ubuntu4.1|xxd 2:9.1.0016-1ubuntu7.9|yq 3.1.0-3|zip 3.0-13ubuntu0.2
"""
VERSIONS = dict(one.split() for one in _VERSIONS.replace("\n", "").split("|"))


def version(name: str) -> str:
    """The newest version of a package that the machine has or can have; "" for one that nobody knows."""
    return VERSIONS.get(name) or (DEBIAN[name].version if name in DEBIAN else "")


def missing(run: Invocation, name: str) -> list[str]:
    """The programs of a package that the machine does not have yet and can have."""
    found = DEBIAN.get(name)
    names = found.programs if found is not None and name not in VERSIONS else ()
    return [one for one in names if run.host.which(one, None, run.cwd) is None and one in simulated()]


async def install(run: Invocation, names: list[str]) -> None:
    """Fetch and unpack packages with programs that are simulated."""
    new = sorted({one for name in names for one in (name, *DEBIAN[name].along)})
    size = sum(DEBIAN[name].size for name in names)
    lines = [f"The following NEW packages will be installed:\n  {' '.join(new)}\n"
             f"0 upgraded, {len(new)} newly installed, 0 to remove and 0 not upgraded.\n"
             f"Need to get {size} kB of archives.\n"
             f"After this operation, {sum(DEBIAN[name].disk for name in names)} kB of additional disk space will be "
             "used.\n"]  # fmt: skip
    lines += [f"Get:{at} {MIRROR} noble/main amd64 {name} amd64 {version(name)} [{DEBIAN[name].size} kB]\n"
              for at, name in enumerate(names, 1)]  # fmt: skip
    lines.append(f"Fetched {size} kB in 1s ({size} kB/s)\n")
    await run.stdout.write("".join(lines))
    await run.sleep(2)
    lines = []
    for at, name in enumerate(names):
        lines.append(f"Selecting previously unselected package {name}.\n")
        lines.append("(Reading database ... 74589 files and directories currently installed.)\n" if at == 0 else "")
        file = f"{name}_{version(name).partition(':')[2] or version(name)}_amd64.deb"
        lines.append(f"Preparing to unpack .../{file} ...\nUnpacking {name} ({version(name)}) ...\n")
    lines += [f"Setting up {name} ({version(name)}) ...\n" for name in names]
    for name in names:
        for program in missing(run, name):
            run.host.provide(program)
    await run.stdout.write("".join(lines))
