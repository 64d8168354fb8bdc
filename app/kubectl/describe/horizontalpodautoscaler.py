"""Describe a HorizontalPodAutoscaler."""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.autoscaling_metrics import write_metric
from app.kubectl.describe.labels import write_annotations, write_labels
from app.kubectl.describe.subject import Subject
from app.kubectl.describe.text import Text
from app.kubectl.describe.times import date
from app.kubectl.discovery import Mapping
from app.kubectl.errors import Failure

KINDS = (("autoscaling", "HorizontalPodAutoscaler"),)
NEWEST = Mapping("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", True)
Object = dict[str, Any]


async def describe(subject: Subject) -> None:
    """Describe an autoscaler; as version 2 where the server has it."""
    await _take_newest(subject)
    text, spec, status = subject.text, subject.spec, subject.status
    target = spec.get("scaleTargetRef") or {}
    text.field("Name", subject.name)
    text.field("Namespace", subject.namespace)
    write_labels(text, subject.metadata.get("labels"))
    write_annotations(text, subject.metadata.get("annotations"), classic=subject.classic)
    text.field("CreationTimestamp", date(subject.metadata.get("creationTimestamp")))
    text.field("Reference", f"{target.get('kind')}/{target.get('name')}")
    if subject.mapping.version == "v1":
        _write_cpu(text, spec, status)
    else:
        text.field("Metrics", "( current / target )")
        current = status.get("currentMetrics") or []
        for place, metric in enumerate(spec.get("metrics") or []):
            write_metric(text, metric, current[place] if place < len(current) else {})
    text.field("Min replicas", "<unset>" if spec.get("minReplicas") is None else spec["minReplicas"])
    text.field("Max replicas", spec.get("maxReplicas") or 0)
    if behavior := spec.get("behavior"):
        text.line("Behavior:")
        _write_behavior(text, "Scale Up", behavior.get("scaleUp"))
        _write_behavior(text, "Scale Down", behavior.get("scaleDown"))
    replicas = f"{status.get('currentReplicas') or 0} current / {status.get('desiredReplicas') or 0} desired"
    text.field(f"{target.get('kind')} pods", replicas)
    if conditions := status.get("conditions"):
        text.line("Conditions:")
        text.heading("Type", "Status", "Reason", "Message")
        for each in conditions:
            text.row(each.get("type"), each.get("status"), each.get("reason") or "", each.get("message") or "")
    await subject.write_events()


async def _take_newest(subject: Subject) -> None:
    if subject.mapping.version == "v2" or subject.classic:
        return
    try:
        subject.object = await subject.call.client.json("GET", NEWEST.path(subject.namespace, subject.name))
        subject.mapping = NEWEST
    except Failure:
        return


def _write_cpu(text: Text, spec: Object, status: Object) -> None:
    target, current = spec.get("targetCPUUtilizationPercentage"), status.get("currentCPUUtilizationPercentage")
    if target is not None:
        text.field("Target CPU utilization", f"{target}%")
        text.field("Current CPU utilization", f"{'<unknown>' if current is None else current}%")


def _write_behavior(text: Text, title: str, rules: Object | None) -> None:
    if rules is None:
        return
    text.line(f"{title}:", level=1)
    if rules.get("stabilizationWindowSeconds") is not None:
        text.line(f"Stabilization Window: {rules['stabilizationWindowSeconds']} seconds", level=2)
    if rules.get("policies"):
        text.line(f"Select Policy: {rules.get('selectPolicy') or 'Max'}", level=2)
        text.line("Policies:", level=2)
    for each in rules.get("policies") or []:
        period = f"Period: {each.get('periodSeconds') or 0} seconds"
        text.row(f"- Type: {each.get('type')}", f"Value: {each.get('value') or 0}", period, level=3)
