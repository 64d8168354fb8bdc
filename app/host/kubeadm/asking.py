"""What kubeadm's commands share: errors, the API server asked by kubectl, tables, versions.

Follows kubernetes cmd/kubeadm/app/util/error.go and cmd/kubeadm/app/util/config/cluster.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import yaml

from app.host.invocation import Invocation
from app.host.options import Options
from app.host.packages import installed

PKI = "/etc/kubernetes/pki"
ADMIN = "/etc/kubernetes/admin.conf"
KUBELET = "/etc/kubernetes/kubelet.conf"
MANIFESTS, TEMPORARY = "/etc/kubernetes/manifests", "/etc/kubernetes/tmp"
RELEASE = "v1.36.2"


class KubeadmError(Exception):
    """Why a command ends, as kubeadm words it."""


async def error(run: Invocation, text: str) -> int:
    """Say why a command ends."""
    await run.stderr.write(f"error: {text}\nTo see the stack trace of this error execute with --v=5 or higher\n")
    return 1


def release(run: Invocation) -> str:
    """The version of this kubeadm."""
    node = run.host.node
    return installed.release(run.files, "kubeadm") or (node.release if node is not None else "") or RELEASE


async def kubectl(run: Invocation, options: Options, words: Sequence[str], data: str = "") -> tuple[int, str]:
    """What kubeadm asks the API server, asked by kubectl."""
    usual = ADMIN if run.files.exists(ADMIN) else KUBELET
    config = options.last("kubeconfig", usual)
    status, output, errors = await run.run(["kubectl", "--kubeconfig", config, *words], stdin=data.encode())
    return status, (output if status == 0 else errors).decode()


async def asked(run: Invocation, options: Options, words: Sequence[str], data: str = "") -> str:
    """The same, but KubeadmError when the answer is none."""
    status, text = await kubectl(run, options, words, data)
    if status:
        raise KubeadmError(text.strip().splitlines()[-1] if text.strip() else "no answer")
    return text


async def reading(run: Invocation, phase: str) -> None:
    """The lines about where the configuration comes from."""
    await run.stdout.write(
        f'[{phase}] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n'
        f"[{phase}] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.\n"
    )


async def configuration(run: Invocation, options: Options) -> str:
    """The ClusterConfiguration in the cluster, as YAML."""
    words = ["get", "configmap", "-n", "kube-system", "kubeadm-config", "-o", "jsonpath={.data.ClusterConfiguration}"]
    return await asked(run, options, words)


async def cluster_release(run: Invocation, options: Options) -> str:
    """The version that the configuration in the cluster names."""
    found = yaml.safe_load(await configuration(run, options))
    return str(found.get("kubernetesVersion", RELEASE)) if isinstance(found, dict) else RELEASE


def klog(run: Invocation, level: str, source: str, text: str) -> str:
    """A line as klog writes it on standard error."""
    moment = datetime.fromtimestamp(run.now(), UTC)
    return f"{level}{moment:%m%d %H:%M:%S.%f} {run.pid():>7} {source}] {text}\n"


def stamp(run: Invocation) -> str:
    """This moment in the names of backups."""
    return datetime.fromtimestamp(run.now(), UTC).strftime("%Y-%m-%d-%H-%M-%S")


def table(rows: Sequence[Sequence[str]], *, last: bool = False, width: int = 0) -> str:
    """Columns three blanks apart; with `last` the last one is filled up too, as Go's tabwriter does behind a tab."""
    widths = [max(width - 3, *(len(row[at]) for row in rows)) for at in range(len(rows[0]))]
    lines = ("   ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line if last else line.rstrip()}\n" for line in lines)
