"""/var/lib/dpkg/status: which packages a machine has, in which version, and which are held."""

from __future__ import annotations

from dataclasses import dataclass

from app.host.files import Files

STATUS = "/var/lib/dpkg/status"
KUBERNETES = ("kubeadm", "kubectl", "kubelet")
TOOLS = {"cri-tools": "1.36.0-1.1", "kubernetes-cni": "1.8.0-1.1", "containerd.io": "2.2.1-1~ubuntu.24.04~noble"}
DESCRIPTIONS = {
    "kubeadm": "Command-line utility for administering a Kubernetes cluster",
    "kubectl": "Command-line utility for interacting with a Kubernetes cluster",
    "kubelet": "Node agent for Kubernetes clusters",
    "cri-tools": "Command-line tools for interacting with container runtimes",
    "kubernetes-cni": "Binaries required to provision kubernetes container networking",
    "containerd.io": "An open and reliable container runtime",
}


@dataclass(frozen=True)
class Package:
    """An installed package; `version` as Debian has it (1.36.2-1.1)."""

    name: str
    version: str
    held: bool = False


def read(files: Files) -> dict[str, Package]:
    """The installed packages by name; none on machines whose packages are not simulated."""
    try:
        text = files.read_file(STATUS).decode("utf-8", "replace")
    except OSError:
        return {}
    found = {}
    for stanza in text.split("\n\n"):
        facts = dict(line.partition(": ")[::2] for line in stanza.splitlines() if ": " in line)
        if name := facts.get("Package"):
            held = facts.get("Status", "").startswith("hold")
            found[name] = Package(name, facts.get("Version", ""), held)
    return dict(sorted(found.items()))


def write(files: Files, packages: dict[str, Package]) -> None:
    """Put them down."""
    files.make_directory("/var/lib/dpkg")
    files.write_file(STATUS, text(packages).encode())


def text(packages: dict[str, Package]) -> str:
    """The file's text."""
    return "\n".join(
        f"Package: {one.name}\nStatus: {'hold' if one.held else 'install'} ok installed\nPriority: optional\n"
        f"Architecture: amd64\nVersion: {one.version}\nDescription: {DESCRIPTIONS.get(one.name, '')}\n"
        for _, one in sorted(packages.items())
    )


def fresh(release: str) -> dict[str, Package]:
    """What a node of a release (v1.36.2) begins with: its Kubernetes packages are held, as the documentation says."""
    version = f"{release.removeprefix('v')}-1.1"
    kubernetes = {name: Package(name, version, held=True) for name in KUBERNETES}
    return {**kubernetes, **{name: Package(name, version) for name, version in TOOLS.items()}}


def release(files: Files, name: str) -> str:
    """The release of a Kubernetes package (v1.36.2), or "" when it is not there."""
    one = read(files).get(name)
    return f"v{one.version.partition('-')[0]}" if one is not None else ""
