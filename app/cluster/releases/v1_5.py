"""Kubernetes 1.5: the server of the 2018 tutorials."""

from __future__ import annotations

from app.cluster.releases import v1_5_conversion as to
from app.cluster.releases.release import Conversion, Release, Served
from app.cluster.releases.v1_36_conversion import hpa_from_v1, hpa_to_v1

_CORE: dict[str, Conversion] = {
    "bindings": to.trimmed,
    "componentstatuses": to.trimmed,
    "configmaps": to.trimmed,
    "endpoints": to.trimmed,
    "events": to.event,
    "limitranges": to.trimmed,
    "namespaces": to.namespace,
    "nodes": to.node,
    "persistentvolumeclaims": to.claim,
    "persistentvolumes": to.volume,
    "pods": to.pod,
    "podtemplates": to.pod_template,
    "replicationcontrollers": to.workload,
    "resourcequotas": to.trimmed,
    "secrets": to.trimmed,
    "serviceaccounts": to.trimmed,
    "services": to.service,
}
_RBAC = "rbac.authorization.k8s.io"


def _served() -> tuple[Served, ...]:
    core = [Served("", "v1", ("", plural), outward=outward) for plural, outward in _CORE.items()]
    return (
        *core,
        Served("apps", "v1beta1", ("apps", "statefulsets"), outward=to.workload),
        Served("authentication.k8s.io", "v1beta1", ("authentication.k8s.io", "tokenreviews")),
        *(
            Served("authorization.k8s.io", "v1beta1", ("authorization.k8s.io", plural))
            for plural in ("localsubjectaccessreviews", "selfsubjectaccessreviews", "subjectaccessreviews")
        ),
        Served("autoscaling", "v1", ("autoscaling", "horizontalpodautoscalers"), hpa_from_v1, to.scaler(hpa_to_v1)),
        Served("batch", "v1", ("batch", "jobs"), outward=to.job),
        Served("batch", "v2alpha1", ("batch", "cronjobs"), outward=to.cron_job, short_names=()),
        Served("batch", "v2alpha1", ("batch", "jobs"), outward=to.job),
        Served(
            "certificates.k8s.io",
            "v1alpha1",
            ("certificates.k8s.io", "certificatesigningrequests"),
            outward=to.trimmed,
        ),
        Served("extensions", "v1beta1", ("apps", "daemonsets"), to.selecting, to.daemon_set),
        Served("extensions", "v1beta1", ("apps", "deployments"), to.deployment_in, to.deployment_out),
        Served("extensions", "v1beta1", ("apps", "replicasets"), to.selecting, to.workload),
        Served("extensions", "v1beta1", ("networking.k8s.io", "ingresses"), to.ingress_in, to.ingress_out),
        Served("extensions", "v1beta1", ("networking.k8s.io", "networkpolicies"), outward=to.network_policy),
        Served("extensions", "v1beta1", ("autoscaling", "horizontalpodautoscalers"), hpa_from_v1, to.scaler(hpa_to_v1)),
        Served("policy", "v1beta1", ("policy", "poddisruptionbudgets"), outward=to.trimmed),
        *(
            Served(_RBAC, "v1alpha1", (_RBAC, plural), outward=to.trimmed)
            for plural in ("clusterrolebindings", "clusterroles", "rolebindings", "roles")
        ),
        Served("storage.k8s.io", "v1beta1", ("storage.k8s.io", "storageclasses"), outward=to.trimmed),
    )


RELEASE = Release(
    name="1.5",
    version={
        "major": "1",
        "minor": "5",
        "gitVersion": "v1.5.2",
        "gitCommit": "08e099554f3c31f6e6f07b448ab3ed78d0520507",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "go1.7.1",
        "compiler": "gc",
        "platform": "linux/amd64",
    },
    groups=(
        ("", ("v1",)),
        ("apps", ("v1beta1",)),
        ("authentication.k8s.io", ("v1beta1",)),
        ("authorization.k8s.io", ("v1beta1",)),
        ("autoscaling", ("v1",)),
        ("batch", ("v1", "v2alpha1")),
        ("certificates.k8s.io", ("v1alpha1",)),
        ("extensions", ("v1beta1",)),
        ("policy", ("v1beta1",)),
        ("rbac.authorization.k8s.io", ("v1alpha1",)),
        ("storage.k8s.io", ("v1beta1",)),
    ),
    served=_served(),
    tables=False,
    aggregated_discovery=False,
    modern=False,
)
