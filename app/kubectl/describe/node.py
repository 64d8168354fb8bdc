"""Describe a Node."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.conditions import write_probed
from app.kubectl.describe.event_list import write_events
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.node_resources import write_node_resources
from app.kubectl.describe.subject import PODS, Subject
from app.kubectl.describe.times import date
from app.kubectl.describe.tolerations import write_taints
from app.kubectl.discovery import Mapping
from app.kubectl.errors import Failure, StatusError
from app.sim.quantity import canonicalize

KINDS = (("", "Node"),)
ROLE, OLD_ROLE = "node-role.kubernetes.io/", "kubernetes.io/role"
SLICES = Mapping("resource.k8s.io", "v1", "resourceslices", "ResourceSlice", False)
POOLS_SHOWN = 10
INFO = {
    "Machine ID": "machineID", "System UUID": "systemUUID", "Boot ID": "bootID", "Kernel Version": "kernelVersion",
    "OS Image": "osImage", "Operating System": "operatingSystem", "Architecture": "architecture",
    "Container Runtime Version": "containerRuntimeVersion", "Kubelet Version": "kubeletVersion",
}  # fmt: skip
Object = dict[str, Any]


async def describe(subject: Subject) -> None:
    """Describe a node, with the pods on it."""
    text, spec, status = subject.text, subject.spec, subject.status
    pods = await _pods(subject)
    text.field("Name", subject.name)
    text.field("Roles", ",".join(roles_of(subject.metadata.get("labels") or {})) or "<none>")
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    if subject.classic:
        write_taints(text, spec.get("taints"))
    text.field("CreationTimestamp", date(subject.metadata.get("creationTimestamp")))
    if not subject.classic:
        write_taints(text, spec.get("taints"))
        text.field("Unschedulable", "true" if spec.get("unschedulable") else "false")
        await _write_lease(subject)
    write_probed(text, status.get("conditions"), "LastHeartbeatTime", "lastHeartbeatTime")
    text.line("Addresses:")
    for address in status.get("addresses") or []:
        text.field(address.get("type"), address.get("address") or "", level=1)
    _write_amounts(subject, "Capacity", status.get("capacity") or {})
    _write_amounts(subject, "Allocatable", status.get("allocatable") or {})
    if not subject.classic:
        await _write_slices(subject)
    _write_info(subject)
    if pods is None:
        text.field("Pods", "not authorized")
    else:
        write_node_resources(text, pods, subject.object, subject.now, classic=subject.classic)
    if subject.show_events:
        by_name = await subject.events(uid=subject.name)  # the kubelet knows its node by name
        events = by_name if subject.classic else [*await subject.events(), *by_name]
        write_events(text, events, subject.now, classic=subject.classic)


def roles_of(labels: dict[str, str]) -> list[str]:
    """The roles that labels give a node, sorted."""
    roles = {key.removeprefix(ROLE) for key in labels if key.startswith(ROLE)} | {labels.get(OLD_ROLE, "")}
    return sorted(roles - {""})


async def _pods(subject: Subject) -> list[Object] | None:
    """The pods on the node that have not ended; None when we may not see them."""
    fields = f"spec.nodeName={subject.name},status.phase!=Failed,status.phase!=Succeeded"
    try:
        return await subject.listed(PODS, fields=fields)
    except StatusError as wrong:
        if wrong.reason == "Forbidden":
            return None
        raise


async def _write_lease(subject: Subject) -> None:
    text = subject.text
    path = f"/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{subject.name}"
    try:
        lease = (await subject.call.client.json("GET", path)).get("spec") or {}
    except Failure as wrong:
        text.field("Lease", f"Failed to get lease: {wrong}")
        return
    text.line("Lease:")
    text.field("HolderIdentity", lease.get("holderIdentity") or "<unset>", level=1)
    for title, key in {"AcquireTime": "acquireTime", "RenewTime": "renewTime"}.items():
        text.field(title, date(lease[key]) if lease.get(key) else "<unset>", level=1)


def _write_amounts(subject: Subject, title: str, amounts: dict[str, str]) -> None:
    if amounts:
        subject.text.line(f"{title}:")
    for name, value in sorted(amounts.items()):
        indent = " " if subject.classic else "  "
        subject.text.line(f"{indent}{name}:\t{canonicalize(str(value))}")


async def _write_slices(subject: Subject) -> None:
    """The devices of the node, by driver and pool."""
    try:
        slices = await subject.listed(SLICES, fields=f"spec.nodeName={subject.name}")
    except Failure:
        return
    pools: dict[tuple[str, str], list[int]] = {}
    for each in slices:
        spec = each.get("spec") or {}
        counts = pools.setdefault((spec.get("driver", ""), (spec.get("pool") or {}).get("name", "")), [0, 0])
        counts[0] += 1
        counts[1] += len(spec.get("devices") or [])
    if not pools:
        return
    subject.text.line("Node-Local ResourceSlices:")
    subject.text.heading("Driver", "Pool", "Slices", "Devices")
    for (driver, pool), counts in sorted(pools.items(), key=lambda item: "/".join(item[0]))[:POOLS_SHOWN]:
        subject.text.row(driver, pool, *counts)
    if len(pools) > POOLS_SHOWN:
        subject.text.line(f"...and {len(pools) - POOLS_SHOWN} more pools", level=1)


def _write_info(subject: Subject) -> None:
    text, spec, info = subject.text, subject.spec, subject.status.get("nodeInfo") or {}
    indent = " " if subject.classic else "  "
    text.line("System Info:")
    for title, key in INFO.items():
        text.line(f"{indent}{title}:\t{info.get(key) or ''}")
    if subject.classic:
        text.line(f"{indent}Kube-Proxy Version:\t{info.get('kubeProxyVersion') or ''}")
    if spec.get("podCIDR"):
        text.field("PodCIDR", spec["podCIDR"])
    if subject.classic:
        if spec.get("externalID"):
            text.field("ExternalID", spec["externalID"])
        return
    if spec.get("podCIDRs"):
        text.field("PodCIDRs", ",".join(spec["podCIDRs"]))
    if spec.get("providerID"):
        text.field("ProviderID", spec["providerID"])
