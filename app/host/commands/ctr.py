"""ctr: containerd's own client, as far as it looks: namespaces, containers, tasks, images.

Follows containerd cmd/ctr/commands/{namespaces,containers,tasks,images}: the kubelet's are in namespace k8s.io.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.host import services
from app.host.invocation import Invocation
from app.host.node import Node
from app.host.processes import Process

USAGE = """NAME:
   ctr -
        containerd CLI

USAGE:
   ctr [global options] command [command options]

DESCRIPTION:
   ctr is an unsupported debug and administrative client for interacting
   with the containerd daemon. Because it is unsupported, the commands,
   options, and operations are not guaranteed to be backward compatible or
   stable from release to release of the containerd project.

COMMANDS:
   version                    Print the client and server versions
   containers, c, container   Manage containers
   images, image, i           Manage images
   namespaces, namespace, ns  Manage namespaces
   tasks, t, task             Manage tasks

GLOBAL OPTIONS:
   --address value, -a value    Address for containerd's GRPC server (default: "/run/containerd/containerd.sock")
   --namespace value, -n value  Namespace to use with commands (default: "default")
   --help, -h                   show help
"""
ALIASES = {
    "c": "containers", "container": "containers", "i": "images", "image": "images", "ns": "namespaces",
    "namespace": "namespaces", "t": "tasks", "task": "tasks",
}  # fmt: skip
KIBI = 1024
Rows = Sequence[Sequence[str]]
KUBERNETES = "k8s.io"
SOCKET = "/run/containerd/containerd.sock"
RUNTIME = "io.containerd.runc.v2"
PAUSE = "registry.k8s.io/pause:3.10.1"
PLATFORMS = "linux/amd64,linux/arm64,linux/ppc64le,linux/s390x"
TYPES = ("application/vnd.docker.distribution.manifest.list.v2+json", "application/vnd.oci.image.index.v1+json")
MANAGED = "io.cri-containerd.image=managed"
OTHERS = frozenset({"plugins", "plugin", "content", "events", "event", "leases", "pprof", "run", "snapshots",
                    "snapshot", "shim", "sandboxes", "sandbox", "info", "deprecations", "install", "oci"})  # fmt: skip


async def main(run: Invocation) -> int:
    """Ask containerd."""
    words, namespace = list(run.args), run.env.get("CONTAINERD_NAMESPACE", "default")
    while words and words[0].startswith("-"):
        option, equals, value = words.pop(0).partition("=")
        if option in ("--help", "-h"):
            words = []
        elif option in ("-n", "--namespace", "-a", "--address"):
            value = value if equals else words.pop(0) if words else ""
            namespace = value if "n" in option else namespace
        else:
            wrong = f"flag provided but not defined: -{option.lstrip('-')}"
            await run.stdout.write(f"Incorrect Usage: {wrong}\n\n{USAGE}")
            return await run.fail(wrong)
    if not words or words[0] in ("help", "h"):
        await run.stdout.write(USAGE)
        return 0
    topic = ALIASES.get(words[0], words[0])
    if topic in OTHERS:
        return await run.fail(f"{topic}: not simulated on this node")
    if topic not in {*ALIASES.values(), "version"}:
        await run.stdout.write(f"No help topic for '{words[0]}'\n")
        return 3
    if run.host.node is None or not services.active(run.host, "containerd"):
        why = "no such file or directory" if run.host.node is None else "connection refused"
        return await run.fail(f'failed to dial "{SOCKET}": dial unix {SOCKET}: connect: {why}')
    if topic == "version":
        await run.stdout.write(_version())
        return 0
    return await _topic(run, topic, words[1:], namespace)


def _version() -> str:
    facts = "  Version:  v2.2.1\n  Revision: dea7da592f5d1d2b7755e3a161be07f43fad8f75\n"
    return f"Client:\n{facts}  Go version: go1.25.6\n\nServer:\n{facts}  UUID: 0f3c9a52-d8e7-4b6f-a1b7-c5e2936d4a80\n"


async def _topic(run: Invocation, topic: str, words: list[str], namespace: str) -> int:
    verb, node = words[0] if words else "", run.host.node
    if verb not in ("ls", "list") or node is None:
        said = f"{topic} {verb}".strip()
        return await run.fail(f"{said}: not simulated on this node: crictl changes containers and images")
    quiet = bool({"-q", "--quiet"} & set(words))
    ours = namespace == KUBERNETES
    if topic == "namespaces":
        rows: Rows = [(KUBERNETES, "")]
        text = f"{KUBERNETES}\n" if quiet else _table(("NAME", "LABELS"), rows, padding=1)
    elif topic == "containers":
        rows = _containers(node) if ours else []
        text = _names(rows) if quiet else _table(("CONTAINER", "IMAGE", "RUNTIME"), rows, padding=4)
    elif topic == "tasks":
        rows = _tasks(run.host.processes.all()) if ours else []
        text = _names(rows) if quiet else _table(("TASK", "PID", "STATUS"), rows, padding=4, closed=False)
    else:
        rows = _images(node) if ours else []
        heads = ("REF", "TYPE", "DIGEST", "SIZE", "PLATFORMS", "LABELS")
        text = _names(rows) if quiet else _table(heads, rows, padding=1)
    await run.stdout.write(text)
    return 0


def _names(rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"{row[0]}\n" for row in rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, padding: int, closed: bool = True) -> str:
    """Every column as wide as what is in it; a last one that is not `closed` has no room behind its cells."""
    widths = [max(len(row[at]) for row in (heads, *rows)) + padding for at in range(len(heads))]
    if not closed:
        widths[-1] = len(heads[-1]) + padding
    text = ""
    for row in (heads, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        if not closed and row is not heads:
            cells[-1] = row[-1]
        text += "".join(cells) + "\n"
    return text


def _containers(node: Node) -> Rows:
    pods = [(one.id, PAUSE, RUNTIME) for one in node.sandboxes()]
    return sorted([*pods, *((one.id, one.image, RUNTIME) for one in node.containers())])


def _tasks(processes: Sequence[Process]) -> Rows:
    return sorted((one.surroundings.home, str(one.pid), "RUNNING") for one in processes if one.surroundings.home)


def _images(node: Node) -> Rows:
    """Each by its tag, its digest and its id, as the kubelet's part of containerd names them."""
    rows = []
    for one in node.images():
        kind = TYPES[not one.repository.startswith("registry.k8s.io/")]
        more = (kind, one.digest, _size(one.size), PLATFORMS, MANAGED)
        names = (f"{one.repository}:{one.tag}", f"{one.repository}@{one.digest}", f"sha256:{one.id}")
        rows += [(name, *more) for name in names]
    return sorted(rows)


def _size(count: int) -> str:
    value, unit = float(count), "B"
    for larger in ("KiB", "MiB", "GiB"):
        if value < KIBI:
            break
        value, unit = value / KIBI, larger
    return f"{value:.1f} {unit}"
