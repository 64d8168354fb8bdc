"""The manifest of the Kubernetes dashboard. Follows kubernetes/dashboard aio/deploy/recommended.yaml of 2.x."""

from __future__ import annotations

from app.cluster.published.workloads import (
    CONTROL_PLANE,
    Object,
    account,
    config_map,
    meta,
    namespace,
    rule,
    service,
    workload,
)

LATEST, NAMESPACE, NAME = "2.7.0", "kubernetes-dashboard", "kubernetes-dashboard"
SCRAPER = "dashboard-metrics-scraper"


def objects(release: str = LATEST) -> list[Object]:
    """Everything of `recommended.yaml`."""
    labels, scraper = {"k8s-app": NAME}, {"k8s-app": SCRAPER}
    page: Object = {
        "name": NAME, "image": f"kubernetesui/dashboard:v{release}", "imagePullPolicy": "Always",
        "ports": [{"containerPort": 8443, "protocol": "TCP"}],
        "args": ["--auto-generate-certificates", f"--namespace={NAMESPACE}"],
        "livenessProbe": {"httpGet": {"scheme": "HTTPS", "path": "/", "port": 8443}, "initialDelaySeconds": 30,
                          "timeoutSeconds": 30},
        "volumeMounts": [{"name": "tmp-volume", "mountPath": "/tmp"}],
    }  # fmt: skip
    reads: Object = {
        "name": SCRAPER, "image": "kubernetesui/metrics-scraper:v1.0.8",
        "ports": [{"containerPort": 8000, "protocol": "TCP"}],
        "livenessProbe": {"httpGet": {"scheme": "HTTP", "path": "/", "port": 8000}, "initialDelaySeconds": 30},
    }  # fmt: skip
    secrets: list[Object] = [
        {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": meta(f"{NAME}-{name}", NAMESPACE, labels)}
        for name in ("certs", "csrf", "key-holder")
    ]
    main = service(NAME, NAMESPACE, labels, https=(443, 8443))
    return [
        namespace(NAMESPACE), *account(NAME, NAMESPACE, [rule("metrics.k8s.io", "pods nodes", "get list watch")],
                                       labels=labels),
        main, *secrets, config_map(f"{NAME}-settings", NAMESPACE, labels),
        workload("Deployment", NAME, NAMESPACE, labels, [page], serviceAccountName=NAME, tolerations=CONTROL_PLANE,
                 volumes=[{"name": "tmp-volume", "emptyDir": {}}]),
        service(SCRAPER, NAMESPACE, scraper, http=(8000, 8000)),
        workload("Deployment", SCRAPER, NAMESPACE, scraper, [reads], serviceAccountName=NAME,
                 tolerations=CONTROL_PLANE),
    ]  # fmt: skip
