"""Describe a Pod."""

from __future__ import annotations

import json
from typing import Any

from app.kubectl.describe.containers import write_containers, write_resources
from app.kubectl.describe.environment import pod_fields
from app.kubectl.describe.event_list import write_events
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.pod_resources import qos_class
from app.kubectl.describe.pod_template import write_group, write_spread
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.times import date, since
from app.kubectl.describe.tolerations import write_tolerations
from app.kubectl.describe.volumes import write_volumes
from app.kubectl.describe.workload_pods import write_controller

KINDS = (("", "Pod"),)
MIRROR = "kubernetes.io/config.mirror"


async def describe(subject: Subject) -> None:
    """Describe a pod."""
    text, spec, status = subject.text, subject.spec, subject.status
    _write_identity(subject)
    _write_status(subject)
    _write_addresses(subject)
    write_controller(subject)
    if status.get("nominatedNodeName") and not subject.classic:
        text.field("NominatedNodeName", status["nominatedNodeName"])
    if spec.get("resources"):
        text.line("Resources:")
        write_resources(text, spec["resources"], level=1)
    _write_all_containers(subject)
    _write_conditions(subject)
    write_volumes(text, spec.get("volumes") or [], classic=subject.classic)
    text.field("QoS Class", status.get("qosClass") or qos_class(subject.object))
    write_labels(text, spec.get("nodeSelector"), "Node-Selectors")
    write_tolerations(text, spec.get("tolerations"), classic=subject.classic)
    write_spread(text, spec.get("topologySpreadConstraints") or [])
    write_group(text, spec.get("schedulingGroup"))
    if subject.show_events:
        uid = (subject.metadata.get("annotations") or {}).get(MIRROR)  # the kubelet's own name for static pods
        events = await subject.events(kind=False, uid=uid)
        write_events(text, events, subject.now, classic=subject.classic)


def _write_identity(subject: Subject) -> None:
    text, spec, status = subject.text, subject.spec, subject.status
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    if not subject.classic:
        if spec.get("priority") is not None:
            text.field("Priority", spec["priority"])
        optional = {
            "Priority Class Name": "priorityClassName", "Runtime Class Name": "runtimeClassName",
            "Service Account": "serviceAccountName",
        }  # fmt: skip
        for title, key in optional.items():
            if spec.get(key):
                text.field(title, spec[key])
    text.field("Node", f"{spec['nodeName']}/{status.get('hostIP') or ''}" if spec.get("nodeName") else "<none>")
    if status.get("startTime"):
        text.field("Start Time", date(status["startTime"]))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)


def _write_status(subject: Subject) -> None:
    text, metadata, status = subject.text, subject.metadata, subject.status
    stamp, over = metadata.get("deletionTimestamp"), status.get("phase") in ("Failed", "Succeeded")
    if stamp and (subject.classic or not over):
        left = f"expires {date(stamp)}" if subject.classic else f"lasts {since(stamp, subject.now)}"
        text.field("Status", f"Terminating ({left})")
        text.field("Termination Grace Period", f"{metadata.get('deletionGracePeriodSeconds') or 0}s")
    else:
        text.field("Status", status.get("phase") or "")
    for title, key in (("Reason", "reason"), ("Message", "message")):
        if status.get(key):
            text.field(title, status[key])
    if profile := (subject.spec.get("securityContext") or {}).get("seccompProfile"):
        text.field("SeccompProfile", profile.get("type", ""))
        if profile.get("type") == "Localhost":
            text.field("LocalhostProfile", profile.get("localhostProfile", ""))


def _maker(metadata: dict[str, Any]) -> str:
    """Who made the pod, as controllers noted until 1.8. Follows kubernetes pkg/printers of 1.8: printCreator."""
    note = (metadata.get("annotations") or {}).get("kubernetes.io/created-by")
    try:
        reference = json.loads(note)["reference"] if note else {}
    except (ValueError, KeyError, TypeError):
        return ""
    return f"{reference.get('kind')}/{reference.get('name')}" if reference else ""


def _write_addresses(subject: Subject) -> None:
    text, status = subject.text, subject.status
    text.field("IP", status.get("podIP") or "")
    if subject.classic:
        if maker := _maker(subject.metadata):
            text.field("Created By", maker)
        return
    addresses = status.get("podIPs") or []
    text.line("IPs:" if addresses else "IPs:\t<none>")
    for each in addresses:
        text.field("IP", each.get("ip") or "", level=1)


def _write_all_containers(subject: Subject) -> None:
    spec, status, resolve = subject.spec, subject.status, pod_fields(subject.object)

    def write(label: str, key: str, statuses: str) -> None:
        write_containers(subject.text, label, spec.get(key) or [], status.get(statuses), resolve=resolve,
                         classic=subject.classic)  # fmt: skip

    if spec.get("initContainers"):
        write("Init Containers", "initContainers", "initContainerStatuses")
    write("Containers", "containers", "containerStatuses")
    if spec.get("ephemeralContainers"):
        write("Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses")


def _write_conditions(subject: Subject) -> None:
    text = subject.text
    conditions: list[dict[str, Any]] = subject.status.get("conditions") or []
    if gates := subject.spec.get("readinessGates"):
        known = {each.get("type"): each.get("status") for each in reversed(conditions)}
        text.line("Readiness Gates:")
        text.row("Type", "Status")
        for gate in gates:
            text.row(f"{gate.get('conditionType')} ", f"{known.get(gate.get('conditionType'), '<none>')} ")
    if conditions:
        text.line("Conditions:")
        text.row("Type", "Status")
        for each in conditions:
            text.row(f"{each.get('type')} ", f"{each.get('status')} ")
