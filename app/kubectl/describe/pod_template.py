"""Pod templates.

Follows kubernetes kubectl/pkg/describe/describe.go: DescribePodTemplate, describeTopologySpreadConstraints.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.describe.containers import write_containers
from app.kubectl.describe.labels import format_selector, write_annotations, write_labels
from app.kubectl.describe.text import Sink, Text
from app.kubectl.describe.tolerations import write_tolerations
from app.kubectl.describe.volumes import write_volumes

Object = dict[str, Any]


def write_template(sink: Sink, template: Object | None, *, classic: bool = False) -> None:
    """`Pod Template:` and what is in it, with tabs, to anything that takes text."""
    write_pod_template(Text(sink), template, classic=classic)


def write_pod_template(text: Text, template: Object | None, *, classic: bool = False) -> None:
    """`Pod Template:` and what is in it."""
    text.line("Pod Template:")
    if template is None:
        text.add("<unset>", level=1)
        return
    metadata, spec = template.get("metadata") or {}, template.get("spec") or {}
    write_labels(text, metadata.get("labels"), "  Labels")
    if metadata.get("annotations"):
        write_annotations(text, metadata["annotations"], "  Annotations", classic=classic)
    if spec.get("serviceAccountName"):
        text.field("Service Account", spec["serviceAccountName"], level=1)
    if spec.get("initContainers"):
        write_containers(text, "Init Containers", spec["initContainers"], space="  ", classic=classic)
    write_containers(text, "Containers", spec.get("containers") or [], space="  ", classic=classic)
    write_volumes(text, spec.get("volumes") or [], "  ", classic=classic)
    if classic:
        return
    write_spread(text, spec.get("topologySpreadConstraints") or [], "  ")
    if spec.get("priorityClassName"):
        text.field("Priority Class Name", spec["priorityClassName"], level=1)
    write_labels(text, spec.get("nodeSelector"), "  Node-Selectors")
    write_tolerations(text, spec.get("tolerations"), "  Tolerations")
    write_group(text, spec.get("schedulingGroup"), "  ")


def write_spread(text: Text, constraints: list[Object], space: str = "") -> None:
    """Topology spread constraints, sorted by key."""
    ordered = sorted(constraints, key=lambda each: str(each.get("topologyKey")))
    for place, each in enumerate(ordered):
        text.add(f"{space}\t" if place else f"{space}Topology Spread Constraints:\t")
        shown = (
            f"{each.get('topologyKey')}:{each.get('whenUnsatisfiable')} when max skew {each.get('maxSkew')} is exceeded"
        )
        if each.get("labelSelector") is not None:
            shown += f" for selector {format_selector(each['labelSelector'])}"
        text.line(shown)


def write_group(text: Text, group: Object | None, space: str = "") -> None:
    """The group of pods that are scheduled together."""
    if group is not None:
        text.line(f"{space}SchedulingGroup:")
        text.field("PodGroupName", group.get("podGroupName") or "", level=1)
