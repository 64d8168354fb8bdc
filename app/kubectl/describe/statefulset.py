"""Describe a StatefulSet."""

from __future__ import annotations

from app.kubectl.describe.claims import write_claim_templates
from app.kubectl.describe.labels import requirements, write_annotations, write_labels
from app.kubectl.describe.pod_template import write_pod_template
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.times import date
from app.kubectl.describe.workload_pods import pods_status

KINDS = (("apps", "StatefulSet"),)


async def describe(subject: Subject) -> None:
    """Describe a stateful set."""
    text, spec = subject.text, subject.spec
    selector = requirements(spec.get("selector"))
    pods = await pods_status(subject, selector)
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    text.field("CreationTimestamp", date(subject.metadata.get("creationTimestamp")))
    text.field("Selector", selector)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    if not subject.classic:
        if spec.get("serviceName"):
            text.field("Service Name", spec["serviceName"])
        text.field("Pod Management Policy", spec.get("podManagementPolicy") or "")
    text.field("Replicas", f"{spec.get('replicas') or 0} desired | {subject.status.get('replicas') or 0} total")
    _write_strategy(subject)
    text.field("Pods Status", pods)
    write_pod_template(text, spec.get("template") or {}, classic=subject.classic)
    write_claim_templates(text, spec.get("volumeClaimTemplates") or [])
    await subject.write_events()


def _write_strategy(subject: Subject) -> None:
    text, spec = subject.text, subject.spec
    strategy = spec.get("updateStrategy") or {}
    text.field("Update Strategy", strategy.get("type") or "")
    rolling = strategy.get("rollingUpdate") or {}
    if rolling.get("partition") is not None:
        text.field("Partition", rolling["partition"], level=1)
        if rolling.get("maxUnavailable") is not None:
            text.field("MaxUnavailable", rolling["maxUnavailable"], level=1)
    if policy := spec.get("persistentVolumeClaimRetentionPolicy"):
        text.line("Persistent Volume Claim Retention Policy:")
        text.field("WhenDeleted", policy.get("whenDeleted") or "", level=1)
        text.field("WhenScaled", policy.get("whenScaled") or "", level=1)
