"""kubeadm upgrade plan, apply and node.

Follows kubernetes cmd/kubeadm/app/cmd/upgrade/{plan,apply,node}.go, cmd/phases/upgrade and phases/upgrade, 1.36.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from typing import Any

import yaml

from app.host.invocation import Invocation
from app.host.kubeadm.asking import (
    MANIFESTS,
    TEMPORARY,
    KubeadmError,
    asked,
    cluster_release,
    configuration,
    error,
    klog,
    kubectl,
    reading,
    release,
    stamp,
    table,
)
from app.host.kubeadm.certificates import CERTIFICATES, renewed
from app.host.kubeadm.configuration import ETCD, coredns, images, parts
from app.host.options import Options
from app.host.packages import repository

SERVED = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
RENEWED = {
    "etcd": ("etcd-server", "etcd-peer", "etcd-healthcheck-client"),
    "kube-apiserver": ("apiserver", "apiserver-kubelet-client", "front-proxy-client", "apiserver-etcd-client"),
    "kube-controller-manager": ("controller-manager.conf",),
    "kube-scheduler": ("scheduler.conf",),
}
PATIENCE = 300  # seconds that a component has to come back
RULE = "_" * 69
STATES = (
    "\nThe table below shows the current state of component configs as understood by this version of kubeadm.\n"
    'Configs that have a "yes" mark in the "MANUAL UPGRADE REQUIRED" column require manual config upgrade or\n'
    "resetting to kubeadm defaults before a successful upgrade can be performed. The version to manually\n"
    'upgrade to is denoted in the "PREFERRED VERSION" column.\n\n'
)
CONFIGS = (
    ("API GROUP", "CURRENT VERSION", "PREFERRED VERSION", "MANUAL UPGRADE REQUIRED"),
    ("kubeproxy.config.k8s.io", "v1alpha1", "v1alpha1", "no"), ("kubelet.config.k8s.io", "v1beta1", "v1beta1", "no"),
)  # fmt: skip
RULES = (
    "Node Bootstrap tokens to get nodes",
    "Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials",
    "the csrapprover controller automatically approve CSRs from a Node Bootstrap Token",
    "certificate rotation for all node client certificates in the cluster",
    "the API server kubelet client certificate to access the kubelet API",
)
CONFIG = "/var/lib/kubelet/config.yaml"


@dataclass(frozen=True)
class Backups:
    """Where old and new manifests lie while a control plane is upgraded."""

    new: str
    old: str


def newest(version: str) -> str:
    """The newest patch release of a version's series."""
    series = ".".join(version.removeprefix("v").split(".")[:2])
    return f"v{series}.{repository.SERIES[series]}" if series in repository.SERIES else version


async def plan(run: Invocation, options: Options) -> int:
    """Tell what could be upgraded."""
    _needs_control_plane(run)
    await run.stdout.write("[preflight] Running pre-flight checks.\n")
    before = await cluster_release(run, options)
    await reading(run, "upgrade/config")
    await run.stdout.write("[upgrade] Running cluster health checks\n")
    await run.sleep(3)
    await run.stdout.write("[upgrade] Fetching available versions to upgrade to\n")
    own = release(run)
    await run.stdout.write(f"[upgrade/versions] Cluster version: {before.removeprefix('v')}\n"
                           f"[upgrade/versions] kubeadm version: {own}\n")  # fmt: skip
    latest = max(repository.SERIES, key=repository.order)
    after = options.operands[0] if options.operands else newest(own)
    if not options.operands and parts(newest(f"v{latest}.0"))[:2] > parts(own)[:2]:
        fallback = "stable-" + ".".join(own.removeprefix("v").split(".")[:2])
        text = f"remote version is much newer: {newest(f'v{latest}.0')}; falling back to: {fallback}"
        await run.stderr.write(klog(run, "I", "version.go:260", text))
    series = ".".join(before.split(".")[:2])
    latest = f"[upgrade/versions] Latest version in the {series} series: {newest(before)}"
    await run.stdout.write(f"[upgrade/versions] Target version: {after}\n{latest}\n\n")
    targets = []
    if parts(newest(before)) > parts(before):
        targets.append((f"version in the {series} series", newest(before)))
    if parts(after)[:2] > parts(before)[:2]:
        targets.append(("stable version", after))
    if not targets:
        await run.stdout.write("Awesome, you're up-to-date! Enjoy!\n\n")
        return 0
    for description, target in targets:
        await _table(run, options, description, before, target)
    await run.stdout.write(f"{STATES}{table(CONFIGS, width=10)}{RULE}\n\n")
    return 0


async def _table(run: Invocation, options: Options, description: str, before: str, after: str) -> None:
    nodes = json.loads(await asked(run, options, ["get", "nodes", "-o", "json"]))["items"]
    here = run.host.spec.name
    rows = [("COMPONENT", "NODE", "CURRENT", "TARGET")]
    rows += [("kubelet", one["metadata"]["name"], one["status"]["nodeInfo"]["kubeletVersion"], after) for one in nodes]
    await run.stdout.write("Components that must be upgraded manually after you have upgraded the control plane with "
                           f"'kubeadm upgrade apply':\n{table(rows, width=10)}\n")  # fmt: skip
    words = ["get", "deployment", "-n", "kube-system", "coredns", "-o", "jsonpath={..image}"]
    dns = (await kubectl(run, options, words))[1].rpartition(":")[2]
    rows = [("COMPONENT", "NODE", "CURRENT", "TARGET"), *((name, here, before, after) for name in SERVED)]
    rows += [("kube-proxy", "", before.removeprefix("v"), after), ("CoreDNS", "", dns, coredns(after)),
             ("etcd", here, ETCD, ETCD)]  # fmt: skip
    await run.stdout.write(f"Upgrade to the latest {description}:\n\n{table(rows, width=10)}\n"
                           "You can now apply the upgrade by executing the following command:\n\n"
                           f"\tkubeadm upgrade apply {after}\n\n")  # fmt: skip
    if parts(release(run)) < parts(after):
        text = f"Note: Before you can perform this upgrade, you have to update kubeadm to {after}.\n\n"
        await run.stdout.write(text)
    await run.stdout.write(f"{RULE}\n\n")


def _needs_control_plane(run: Invocation) -> None:
    if not run.files.exists("/etc/kubernetes/admin.conf"):
        raise KubeadmError(
            'couldn\'t create a Kubernetes client from file "/etc/kubernetes/admin.conf": failed to load admin '
            "kubeconfig: open /etc/kubernetes/admin.conf: no such file or directory"
        )


async def apply(run: Invocation, options: Options) -> int:
    """Upgrade the control plane."""
    if len(options.operands) != 1:
        return await error(run, "missing one or more required arguments. Required arguments: [version]")
    _needs_control_plane(run)
    wanted = options.operands[0]
    wanted = wanted if wanted.startswith("v") else f"v{wanted}"
    if not parts(wanted):
        return await error(run, f'couldn\'t parse version "{options.operands[0]}"')
    before = await cluster_release(run, options)
    await reading(run, "upgrade")
    await run.stdout.write("[upgrade/preflight] Running preflight checks\n[upgrade] Running cluster health checks\n")
    await run.sleep(3)
    await run.stdout.write(f'[upgrade/preflight] You have chosen to upgrade the cluster version to "{wanted}"\n'
                           f"[upgrade/versions] Cluster version: {before}\n"
                           f"[upgrade/versions] kubeadm version: {release(run)}\n")  # fmt: skip
    if why := _refusal(wanted, before, release(run)):
        return await error(run, "error execution phase preflight: the version argument is invalid due to these fatal "
                           f"errors:\n\n\t- {why}\n\nPlease fix the misalignments highlighted above and try upgrading "
                           "again")  # fmt: skip
    if "yes" not in options and "force" not in options:
        await run.stdout.write("[upgrade] Are you sure you want to proceed? [y/N]: ")
        answer = (await run.stdin.chunk()).decode(errors="replace").strip().lower()
        if answer not in ("y", "yes"):
            return await error(run, "error execution phase preflight: won't proceed; the user didn't answer (Y|y) in "
                               "order to continue")  # fmt: skip
    await run.stdout.write(
        "[upgrade/preflight] Pulling images required for setting up a Kubernetes cluster\n"
        "[upgrade/preflight] This might take a minute or two, depending on the speed of your internet connection\n"
        "[upgrade/preflight] You can also perform this action beforehand using 'kubeadm config images pull'\n"
    )
    await _pull(run, wanted)
    await run.stdout.write("[upgrade/control-plane] Upgrading your static Pod-hosted control plane to version "
                           f'"{wanted}" (timeout: 5m0s)...\n')  # fmt: skip
    await _control_plane(run, options, wanted)
    await _cluster_parts(run, options, wanted)
    await run.stdout.write(f'\n[upgrade] SUCCESS! A control plane node of your cluster was upgraded to "{wanted}".\n\n'
                           "[upgrade] Now please proceed with upgrading the rest of the nodes by following the right "
                           "order.\n")  # fmt: skip
    return 0


def _refusal(wanted: str, before: str, own: str) -> str:
    """Follows phases/upgrade/policy.go: EnforceVersionPolicies."""
    new, old = parts(wanted), parts(before)
    if new > parts(own):
        return (f'Specified version to upgrade to "{wanted}" is higher than the kubeadm version "{own}". Upgrade '
                "kubeadm first using the tool you used to install kubeadm")  # fmt: skip
    if new[:2] > (old[0], old[1] + 1):
        return (f'Specified version to upgrade to "{wanted}" is too high; kubeadm can upgrade only 1 minor version at '
                "a time")  # fmt: skip
    if new[:2] < old[:2]:
        return f'Specified version to downgrade to "{wanted}" is too low; kubeadm can downgrade only 1 minor version ' \
               "at a time"  # fmt: skip
    return ""


async def _pull(run: Invocation, version: str) -> None:
    for name in images(version):
        found = run.host.node.pull(name) if run.host.node is not None else "no container runtime"
        await run.sleep(1)
        if isinstance(found, str):
            raise KubeadmError(
                f"error execution phase preflight: preflight checks failed: failed to pull image {name}: {found}"
            )


async def _control_plane(run: Invocation, options: Options, version: str) -> None:
    """One component after the other: new certificates, a new manifest, and waiting until it is there again."""
    moment = stamp(run)
    backups = Backups(f"{TEMPORARY}/kubeadm-upgraded-manifests{run.host.randomness.integer(10**8, 4 * 10**9)}",
                      f"{TEMPORARY}/kubeadm-backup-manifests-{moment}")  # fmt: skip
    run.files.make_directory(backups.old)
    run.files.make_directory(f"{TEMPORARY}/kubeadm-backup-etcd-{moment}")
    await run.stdout.write(f'[upgrade/staticpods] Writing new Static Pod manifests to "{backups.new}"\n')
    for component in ("etcd", *SERVED):
        await _component(run, options, component, version, backups)
    await run.stdout.write("[upgrade/control-plane] The control plane instance for this node was successfully "
                           "upgraded!\n")  # fmt: skip


async def _component(run: Invocation, options: Options, component: str, version: str, backups: Backups) -> None:
    await run.stdout.write(f'[upgrade/staticpods] Preparing for "{component}" upgrade\n')
    for name in RENEWED[component]:
        renewed(run, name, dict(CERTIFICATES)[name])
        await run.stdout.write(f"[upgrade/staticpods] Renewing {name} certificate\n")
    path = f"{MANIFESTS}/{component}.yaml"
    old = run.read_file(path)
    tag = ETCD if component == "etcd" else version
    new = re.sub(rf"(image: registry\.k8s\.io/{component}):\S+", rf"\1:{tag}", old.decode()).encode()
    backup = posixpath.join(backups.old, f"{component}.yaml")
    run.files.write_file(backup, old, mode=0o600)
    if new == old:
        await run.stdout.write(f"[upgrade/staticpods] Restarting the {component} static pod and backing up its "
                               f'manifest to "{backup}"\n')  # fmt: skip
        run.files.remove(path)
        run.host.on_step()
        await run.sleep(4)
    else:
        await run.stdout.write(f'[upgrade/staticpods] Moving new manifest to "{path}" and backing up old manifest to '
                               f'"{backup}"\n')  # fmt: skip
    run.files.write_file(path, new, mode=0o600)
    run.host.on_step()
    await run.stdout.write("[upgrade/staticpods] Waiting for the kubelet to restart the component\n"
                           "[upgrade/staticpods] This can take up to 5m0s\n")  # fmt: skip
    await _wait(run, options, component, f"registry.k8s.io/{component}:{tag}")
    await run.stdout.write(f"[apiclient] Found 1 Pods for label selector component={component}\n"
                           f'[upgrade/staticpods] Component "{component}" upgraded successfully!\n')  # fmt: skip
    if component == "etcd":
        await run.stdout.write("[upgrade/etcd] Waiting for etcd to become available\n")


async def _wait(run: Invocation, options: Options, component: str, image: str) -> None:
    words = ["get", "pod", "-n", "kube-system", f"{component}-{run.host.spec.name}", "-o", "json"]
    for _ in range(PATIENCE // 5):
        await run.sleep(5)
        status, text = await kubectl(run, options, words)
        if status:
            continue
        pod: dict[str, Any] = json.loads(text)
        runs = any("running" in one["state"] for one in pod.get("status", {}).get("containerStatuses") or ())
        if runs and pod["spec"]["containers"][0]["image"] == image:
            return
    why = f"static Pod hash for component {component} on Node {run.host.spec.name} did not change after 5m0s"
    raise KubeadmError("couldn't upgrade control plane. kubeadm has tried to recover everything into the earlier "
                       f"state. Errors faced: {why}: timed out waiting for the condition")  # fmt: skip


async def _cluster_parts(run: Invocation, options: Options, version: str) -> None:
    """What follows a control plane's upgrade: configuration, the kubelet's file, add-ons."""
    text = re.sub(r"(?m)^kubernetesVersion: .*$", f"kubernetesVersion: {version}", await configuration(run, options))
    patch = json.dumps({"data": {"ClusterConfiguration": text}})
    await asked(run, options, ["patch", "configmap", "-n", "kube-system", "kubeadm-config", "-p", patch])
    await run.stdout.write(
        '[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace\n'
        '[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the '
        "kubelets in the cluster\n[upgrade/kubeconfig] The kubeconfig files for this node were successfully "
        "upgraded!\n"
    )
    await _kubelet_config(run)
    await run.stdout.write("[upgrade/bootstrap-token] Configuring bootstrap token and cluster-info RBAC rules\n")
    await run.stdout.write("".join(f"[bootstrap-token] Configured RBAC rules to allow {rule}\n" for rule in RULES))
    dns = f"coredns=registry.k8s.io/coredns/coredns:{coredns(version)}"
    proxy = f"kube-proxy=registry.k8s.io/kube-proxy:{version}"
    await asked(run, options, ["set", "image", "-n", "kube-system", "deployment/coredns", dns])
    await run.stdout.write("[addons] Applied essential addon: CoreDNS\n")
    await asked(run, options, ["set", "image", "-n", "kube-system", "daemonset/kube-proxy", proxy])
    await run.stdout.write("[addons] Applied essential addon: kube-proxy\n")


async def _kubelet_config(run: Invocation) -> None:
    folder = f"{TEMPORARY}/kubeadm-kubelet-config-{stamp(run)}"
    text = (f"Using temporary directory {folder} for kubelet config. To override it set the environment variable "
            "KUBEADM_UPGRADE_DRYRUN_DIR")  # fmt: skip
    await run.stderr.write(klog(run, "W", "postupgrade.go:105", text))
    run.files.make_directory(folder)
    run.files.write_file(f"{folder}/config.yaml", run.read_file(CONFIG))
    await run.stdout.write(
        f"[upgrade] Backing up kubelet config file to {folder}/config.yaml\n"
        '[patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"\n'
        f'[kubelet-start] Writing kubelet configuration to file "{CONFIG}"\n'
        "[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!\n"
    )
    found = yaml.safe_load(run.read_file(CONFIG))
    if isinstance(found, dict):
        run.files.write_file(CONFIG, yaml.safe_dump(found, sort_keys=True).encode())


async def node(run: Invocation, options: Options) -> int:
    """Upgrade a node's part: a worker's kubelet configuration, or another control plane."""
    before = await cluster_release(run, options)
    await reading(run, "upgrade")
    await run.stdout.write("[upgrade/preflight] Running pre-flight checks\n")
    if run.files.exists(f"{MANIFESTS}/kube-apiserver.yaml"):
        await _pull(run, before)
        await run.stdout.write("[upgrade/control-plane] Upgrading your Static Pod-hosted control plane instance to "
                               f'version "{before}"...\n')  # fmt: skip
        await _control_plane(run, options, before)
        await _kubelet_config(run)
        return 0
    await run.stdout.write(
        "[upgrade/preflight] Skipping prepull. Not a control plane node.\n"
        "[upgrade/control-plane] Skipping phase. Not a control plane node.\n"
        "[upgrade/kubeconfig] Skipping phase. Not a control plane node.\n"
    )
    await _kubelet_config(run)
    await run.stdout.write(
        "[upgrade/addon] Skipping the addon/coredns phase. Not a control plane node.\n"
        "[upgrade/addon] Skipping the addon/kube-proxy phase. Not a control plane node.\n"
    )
    return 0
