"""The Kubernetes project's package repository: one for each minor release, as of the lessons' time.

apt knows a series when /etc/apt/sources.list.d names it and `apt-get update` was run since.
"""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase

from app.host.files import Files

SERIES = {"1.34": 9, "1.35": 9, "1.36": 5, "1.37": 1}  # the newest patch release of each
SOURCES, LISTS = "/etc/apt/sources.list.d", "/var/lib/apt/lists"
LINE = re.compile(r"^deb .*https://pkgs\.k8s\.io/core:/stable:/v(\d+\.\d+)/deb/", re.M)
INDEX = "pkgs.k8s.io_core:_stable:_v{}_deb_Packages"
URL = "https://pkgs.k8s.io/core:/stable:/v{}/deb"
CDN = "https://prod-cdn.packages.k8s.io/repositories/isv:/kubernetes:/core:/stable:/v{}/deb"
SIZES = {"kubeadm": 12.6, "kubectl": 11.8, "kubelet": 13.4}  # MB


def source(series: str) -> str:
    """The line of sources.list.d for a series."""
    return f"deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] {URL.format(series)}/ /\n"


def named(files: Files) -> list[str]:
    """The series that the machine's sources name."""
    found = []
    for name in files.list_directory(SOURCES) if files.exists(SOURCES) else ():
        if name.endswith(".list"):
            found += LINE.findall(files.read_file(posixpath.join(SOURCES, name)).decode("utf-8", "replace"))
    return list(dict.fromkeys(found))


def update(files: Files, series: list[str]) -> None:
    """Know these from now on, and no others."""
    files.make_directory(LISTS)
    for old in SERIES:
        if files.exists(path := posixpath.join(LISTS, INDEX.format(old))):
            files.remove(path)
    for one in series:
        files.write_file(posixpath.join(LISTS, INDEX.format(one)), b"")


def known(files: Files) -> list[str]:
    """The series that apt knows."""
    return [one for one in SERIES if files.exists(posixpath.join(LISTS, INDEX.format(one)))]


def versions(files: Files) -> list[tuple[str, str]]:
    """(version, series) of every package of Kubernetes that can be installed, the newest first."""
    return [(f"{one}.{patch}-1.1", one) for one in sorted(known(files), key=_key, reverse=True)
            for patch in range(SERIES[one], -1, -1)]  # fmt: skip


def chosen(files: Files, wanted: str) -> str:
    """The newest version that a version or pattern (`1.36.5-*`) means; "" for none."""
    return next((one for one, _ in versions(files) if fnmatchcase(one, wanted or "*")), "")


def _key(series: str) -> tuple[int, ...]:
    return tuple(int(part) for part in series.split("."))


def order(version: str) -> tuple[int, ...]:
    """For comparing versions of packages."""
    return tuple(int(part) for part in re.findall(r"\d+", version))
