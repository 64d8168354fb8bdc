"""Kubernetes 1.36."""

from __future__ import annotations

from app.cluster.releases.release import Release, Served
from app.cluster.releases.v1_36_conversion import event_from_events, event_to_events, hpa_from_v1, hpa_to_v1

HPA = ("autoscaling", "horizontalpodautoscalers")

RELEASE = Release(
    name="1.36",
    version={
        "major": "1",
        "minor": "36",
        "emulationMajor": "1",
        "emulationMinor": "36",
        "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35",
        "gitVersion": "v1.36.2",
        "gitCommit": "c7d9b8c5c8a3f6b1e0f2a4d6980b1c3d5e7f9a0b",
        "gitTreeState": "clean",
        "buildDate": "2026-06-11T18:02:16Z",
        "goVersion": "go1.26.2",
        "compiler": "gc",
        "platform": "linux/amd64",
    },
    groups=(
        ("", ("v1",)),
        ("apiregistration.k8s.io", ("v1",)),
        ("apps", ("v1",)),
        ("events.k8s.io", ("v1",)),
        ("authentication.k8s.io", ("v1",)),
        ("authorization.k8s.io", ("v1",)),
        ("autoscaling", ("v2", "v1")),
        ("batch", ("v1",)),
        ("certificates.k8s.io", ("v1",)),
        ("networking.k8s.io", ("v1",)),
        ("policy", ("v1",)),
        ("rbac.authorization.k8s.io", ("v1",)),
        ("storage.k8s.io", ("v1",)),
        ("admissionregistration.k8s.io", ("v1",)),
        ("apiextensions.k8s.io", ("v1",)),
        ("scheduling.k8s.io", ("v1",)),
        ("coordination.k8s.io", ("v1",)),
        ("node.k8s.io", ("v1",)),
        ("discovery.k8s.io", ("v1",)),
        ("resource.k8s.io", ("v1",)),
        ("flowcontrol.apiserver.k8s.io", ("v1",)),
    ),
    served=None,
    storage={
        ("events.k8s.io", "v1", "Event"): ("", "v1", "Event"),
        ("autoscaling", "v1", "HorizontalPodAutoscaler"): ("autoscaling", "v2", "HorizontalPodAutoscaler"),
        ("apiextensions.k8s.io", "v1", "CustomResourceDefinition"): (
            "apiextensions.k8s.io", "v1beta1", "CustomResourceDefinition"),
        ("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicy"): (
            "admissionregistration.k8s.io", "v1beta1", "MutatingAdmissionPolicy"),
        ("admissionregistration.k8s.io", "v1", "MutatingAdmissionPolicyBinding"): (
            "admissionregistration.k8s.io", "v1beta1", "MutatingAdmissionPolicyBinding"),
    },
)  # fmt: skip

CONVERTED = (
    Served("events.k8s.io", "v1", ("", "events"), event_from_events, event_to_events),
    Served("autoscaling", "v1", HPA, hpa_from_v1, hpa_to_v1),
)
"""Versions that differ in more than their name."""
