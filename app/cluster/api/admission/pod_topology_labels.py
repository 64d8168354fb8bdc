"""Pods get the zone and the region of their node as labels when they get the node.

Follows kubernetes plugin/pkg/admission/podtopologylabels/admission.go and registry/core/pod/storage: assignPod.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.admission.attributes import Attributes, Plugin

if TYPE_CHECKING:
    from app.cluster.api.api import Api

PODS, NODES = ("", "pods"), ("", "nodes")
LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def labels_of_node(api: Api, name: str) -> dict[str, str]:
    """The labels that a node's pods get."""
    node = api.store.get(NODES, "", name) if api.release.modern else None
    found = (node or {"metadata": {}})["metadata"].get("labels") or {}
    return {key: found[key] for key in LABELS if key in found}


def admit(attributes: Attributes) -> None:
    """Of a pod that comes with its node."""
    pod = attributes.new
    name = pod["spec"].get("nodeName")
    if name and (labels := labels_of_node(attributes.api, name)):
        pod["metadata"]["labels"] = {**(pod["metadata"].get("labels") or {}), **labels}


PLUGIN = Plugin("PodTopologyLabels", admit=admit, operations=frozenset({"CREATE"}), keys=frozenset({PODS}))
