"""The local path provisioner's manifest. Its class is the one that the simulator's clusters have from the beginning.

Follows rancher/local-path-provisioner deploy/local-path-storage.yaml.
"""

from __future__ import annotations

from app.cluster.published.workloads import Object, account, config_map, namespace, rule, workload

LATEST, NAMESPACE, NAME = "0.0.32", "local-path-storage", "local-path-provisioner"
_CONFIG = """\
{
  "nodePathMap": [{
    "node": "DEFAULT_PATH_FOR_NON_LISTED_NODES",
    "paths": ["/opt/local-path-provisioner"]
  }]
}
"""


def objects(release: str = LATEST) -> list[Object]:
    """Everything of `local-path-storage.yaml`."""
    rules = [rule("core", "nodes persistentvolumeclaims configmaps pods pods/log", "get list watch"),
             rule("core", "persistentvolumes events"),
             rule("storage.k8s.io", "storageclasses", "get list watch")]  # fmt: skip
    container: Object = {
        "name": NAME, "image": f"rancher/local-path-provisioner:v{release}", "imagePullPolicy": "IfNotPresent",
        "command": [NAME, "--debug", "start", "--config", "/etc/config/config.json"],
        "volumeMounts": [{"name": "config-volume", "mountPath": "/etc/config/"}],
        "env": [{"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}],
    }  # fmt: skip
    volume = {"name": "config-volume", "configMap": {"name": "local-path-config"}}
    return [
        namespace(NAMESPACE),
        *account(f"{NAME}-service-account", NAMESPACE, rules, role=f"{NAME}-role"),
        workload("Deployment", NAME, NAMESPACE, {"app": NAME}, [container], volumes=[volume],
                 serviceAccountName=f"{NAME}-service-account"),
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local-path"},
         "provisioner": "rancher.io/local-path", "volumeBindingMode": "WaitForFirstConsumer",
         "reclaimPolicy": "Delete"},
        config_map("local-path-config", NAMESPACE, data={"config.json": _CONFIG}),
    ]  # fmt: skip
