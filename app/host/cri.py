"""crictl on pods, images and the runtime itself, and the ends of containers.

Follows kubernetes-sigs/cri-tools cmd/crictl: sandbox.go, image.go, info.go.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from app.host.invocation import Invocation
from app.host.node import Node, NodeContainer, NodeImage
from app.host.options import Options


class Typed:
    """What is typed, for a program in a container."""

    def __init__(self, run: Invocation) -> None:
        self._stdin = run.stdin

    @property
    def isatty(self) -> bool:
        """Whether a person types here."""
        return self._stdin.isatty

    async def read(self) -> bytes:
        """The next bytes."""
        return await self._stdin.chunk()


async def fatal(run: Invocation, text: str) -> int:
    """Say why crictl ends; the status."""
    await run.stderr.write(f"FATA[0000] {text}\n")
    return 1


async def document(run: Invocation, options: Options, data: Any) -> int:
    """Print data as -o wants it."""
    form = options.last("output", "json")
    if form == "yaml":
        await run.stdout.write(yaml.safe_dump(data, default_flow_style=False))
        return 0
    if form != "json":
        return await fatal(run, f"unsupported output format {form!r}")
    await run.stdout.write(json.dumps(data, indent=2) + "\n")
    return 0


def container(node: Node, wanted: str) -> NodeContainer | None:
    """The container of an ID's beginning."""
    return next((one for one in node.containers() if wanted and one.id.startswith(wanted)), None)


async def stop(run: Invocation, options: Options, node: Node) -> int:
    """Stop containers."""
    return await _end(run, options, node, "stop", "stopping the container")


async def remove(run: Invocation, options: Options, node: Node) -> int:
    """Remove containers."""
    return await _end(run, options, node, "rm", "removing the container")


async def _end(run: Invocation, options: Options, node: Node, verb: str, doing: str) -> int:
    """Stop or remove containers."""
    if not options.operands:
        return await fatal(run, "ID cannot be empty")
    status = 0
    for wanted in options.operands:
        found = container(node, wanted)
        if found is None:
            why = f'an error occurred when try to find container "{wanted}": not found'
            await run.stderr.write(f'ERRO[0000] {doing} "{wanted}": rpc error: code = NotFound desc = {why}\n')
            status = 1
            continue
        running = found.state == "Running"
        if verb == "rm" and running and "force" not in options:
            await run.stderr.write(f'ERRO[0000] container "{found.id}" is running, please stop it first\n')
            status = 1
            continue
        if running:
            node.stop(found.id, float(options.last("timeout", "0") or 0) if verb == "stop" else 0.0)
        if verb == "rm":
            node.remove(found.id)
        await run.stdout.write(f"{wanted}\n")
    return status


async def info(run: Invocation, options: Options, node: Node) -> int:
    """What the runtime tells of itself."""
    conditions = [{"message": "", "reason": "", "status": True, "type": one}
                  for one in ("RuntimeReady", "NetworkReady", "ContainerdHasNoDeprecationWarnings")]  # fmt: skip
    cni = {"PluginDirs": ["/opt/cni/bin"], "PluginConfDir": "/etc/cni/net.d", "PluginMaxConfNum": 1, "Prefix": "eth"}
    config = {
        "containerd": {"defaultRuntimeName": "runc", "runtimes": {"runc": {"runtimeType": "io.containerd.runc.v2",
            "options": {"SystemdCgroup": True}}}},
        "cni": {"binDirs": ["/opt/cni/bin"], "confDir": "/etc/cni/net.d", "maxConfNum": 1},
        "containerdRootDir": "/var/lib/containerd", "containerdEndpoint": "/run/containerd/containerd.sock",
        "rootDir": "/var/lib/containerd/io.containerd.grpc.v1.cri",
        "stateDir": "/run/containerd/io.containerd.grpc.v1.cri",
    }  # fmt: skip
    found = {"cniconfig": cni, "config": config, "golang": "go1.25.6", "lastCNILoadStatus": "OK",
             "lastCNILoadStatus.default": "OK", "status": {"conditions": conditions}}  # fmt: skip
    return await document(run, options, found)


async def inspecti(run: Invocation, options: Options, node: Node) -> int:
    """Images in full."""
    if not options.operands:
        return await fatal(run, "ID cannot be empty")
    for wanted in options.operands:
        found = next((one for one in node.images() if _means(one, wanted)), None)
        if found is None:
            return await fatal(run, f'no such image "{wanted}" present')
        status = {
            "id": f"sha256:{found.id}", "pinned": False,
            "repoDigests": [f"{found.repository}@{found.digest}"], "repoTags": [f"{found.repository}:{found.tag}"],
            "size": str(found.size), "spec": None, "uid": None, "username": "",
        }  # fmt: skip
        if status_code := await document(run, options, {"status": status}):
            return status_code
    return 0


def _means(one: NodeImage, wanted: str) -> bool:
    repository, _, tag = wanted.rpartition(":") if ":" in wanted.rpartition("/")[2] else (wanted, "", "latest")
    named = one.repository in (repository, f"docker.io/{repository}", f"docker.io/library/{repository}")
    return (named and tag == one.tag) or (len(wanted) > 4 and one.id.startswith(wanted.removeprefix("sha256:")))


async def stopp(run: Invocation, options: Options, node: Node) -> int:
    """Stop pods."""
    return await _pod_end(run, options, node, "stop")


async def rmp(run: Invocation, options: Options, node: Node) -> int:
    """Remove pods."""
    return await _pod_end(run, options, node, "rm")


async def _pod_end(run: Invocation, options: Options, node: Node, verb: str) -> int:
    """Stop or remove pods: their containers end; the kubelet makes them anew as long as there is the pod."""
    pods = node.sandboxes()
    wanted = [one.id for one in pods] if "all" in options else options.operands
    if not wanted:
        return await fatal(run, "ID cannot be empty")
    status = 0
    for name in wanted:
        found = next((one for one in pods if one.id.startswith(name)), None)
        doing = "stopping" if verb == "stop" else "removing"
        if found is None:
            why = f'an error occurred when try to find sandbox "{name}": not found'
            told = f"rpc error: code = NotFound desc = {why}"
            await run.stderr.write(f'ERRO[0000] {doing} the pod sandbox "{name}": {told}\n')
            status = 1
            continue
        if verb == "rm" and found.ready and "force" not in options:
            await run.stderr.write(f'ERRO[0000] pod sandbox "{found.id}" is running, please stop it first\n')
            status = 1
            continue
        for one in node.containers():
            if one.sandbox.id == found.id and one.state == "Running":
                node.stop(one.id, 0.0)
        await run.stdout.write(f"{'Stopped' if verb == 'stop' else 'Removed'} sandbox {found.id}\n")
    return status
