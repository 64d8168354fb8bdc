"""Describe a Deployment."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.conditions import write_reasons
from app.kubectl.describe.labels import requirements, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.times import date
from app.kubectl.describe.workload_pods import controller_of
from app.kubectl.discovery import Mapping
from app.kubectl.errors import Failure

KINDS = (("apps", "Deployment"),)
HASH = "pod-template-hash"
Object = dict[str, Any]


async def describe(subject: Subject) -> None:
    """Describe a deployment."""
    text, spec, status = subject.text, subject.spec, subject.status
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("CreationTimestamp", date(subject.metadata.get("creationTimestamp")))
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.field("Selector", requirements(spec.get("selector")))
    counts = {
        "desired": spec.get("replicas"), "updated": status.get("updatedReplicas"), "total": status.get("replicas"),
        "available": status.get("availableReplicas"), "unavailable": status.get("unavailableReplicas"),
    }  # fmt: skip
    text.field("Replicas", " | ".join(f"{count or 0} {word}" for word, count in counts.items()))
    strategy = spec.get("strategy") or {}
    text.field("StrategyType", strategy.get("type") or "")
    text.field("MinReadySeconds", spec.get("minReadySeconds") or 0)
    if rolling := strategy.get("rollingUpdate"):
        unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
        text.field("RollingUpdateStrategy", f"{unavailable} max unavailable, {surge} max surge")
    write_pod_template(text, spec.get("template") or {}, classic=subject.classic)
    write_reasons(text, status.get("conditions"))
    await _write_replica_sets(subject)
    await subject.write_events()


async def _write_replica_sets(subject: Subject) -> None:
    """The replica sets of other templates and the one of the current template."""
    mapping = Mapping(subject.mapping.group, subject.mapping.version, "replicasets", "ReplicaSet", True)
    try:
        listed = await subject.listed(mapping, subject.namespace, labels=requirements(subject.spec.get("selector")))
    except Failure:
        return
    uid = subject.metadata.get("uid")
    mine = [each for each in listed if (controller_of(each) or {}).get("uid") == uid]
    if subject.classic:  # the server of the time set no owner
        mine = [each for each in listed if (controller_of(each) or {"uid": uid}).get("uid") == uid]
    mine.sort(key=lambda each: (each["metadata"].get("creationTimestamp") or "", each["metadata"]["name"]))
    wanted = _comparable(subject.spec.get("template") or {})
    newest = next((each for each in mine if _comparable(each["spec"].get("template") or {}) == wanted), None)
    older = [each for each in mine if each is not newest]
    if subject.classic:
        older = [each for each in older if each["spec"].get("replicas")]
    if mine or subject.classic:
        subject.text.field("OldReplicaSets", _summary(older))
        subject.text.field("NewReplicaSet", _summary([newest] if newest else []))


def _comparable(template: Object) -> Object:
    metadata = template.get("metadata") or {}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH}
    kept = {key: value for key, value in metadata.items() if value and key not in ("labels", "creationTimestamp")}
    return {"labels": labels, "metadata": kept, "spec": template.get("spec")}


def _summary(replica_sets: list[Object]) -> str:
    return ", ".join(
        f"{each['metadata']['name']} ({(each.get('status') or {}).get('replicas') or 0}/"
        f"{each['spec'].get('replicas') or 0} replicas created)"
        for each in replica_sets
    ) or "<none>"  # fmt: skip
