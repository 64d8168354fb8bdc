"""Pods run as a service account and find its token mounted.

Follows kubernetes plugin/pkg/admission/serviceaccount/admission.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.objects import Object, annotations_of

SERVICE_ACCOUNTS, SECRETS = ("", "serviceaccounts"), ("", "secrets")
MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
MIRROR = "kubernetes.io/config.mirror"


def admit(attributes: Attributes) -> None:
    """Name the account, mount its token, take over its pull secrets."""
    pod = attributes.new
    spec = pod["spec"]
    if MIRROR in annotations_of(pod):
        _check_mirror(attributes, spec)
        return
    name = spec.get("serviceAccountName") or spec.get("serviceAccount") or "default"
    spec["serviceAccountName"] = spec["serviceAccount"] = name
    account = attributes.api.store.get(SERVICE_ACCOUNTS, attributes.namespace, name)
    if account is None:
        raise attributes.forbid(
            f'error looking up service account {attributes.namespace}/{name}: serviceaccount "{name}" not found'
        )
    if _wants_token(spec, account):
        _mount(attributes, spec, account)
    if not spec.get("imagePullSecrets") and account.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [dict(item) for item in account["imagePullSecrets"]]


def _check_mirror(attributes: Attributes, spec: dict[str, Any]) -> None:
    """Pods of a kubelet's own have nothing to do with the API."""
    if spec.get("serviceAccountName"):
        raise attributes.forbid("a mirror pod may not reference service accounts")
    for volume in spec.get("volumes") or ():
        if "secret" in volume:
            raise attributes.forbid("a mirror pod may not reference secrets")
        for source in (volume.get("projected") or {}).get("sources") or ():
            if "serviceAccountToken" in source:
                raise attributes.forbid("a mirror pod may not use ServiceAccountToken volume projections")


def _wants_token(spec: dict[str, Any], account: Object) -> bool:
    for wanted in (spec.get("automountServiceAccountToken"), account.get("automountServiceAccountToken")):
        if wanted is not None:
            return bool(wanted)
    return True


def _mount(attributes: Attributes, spec: dict[str, Any], account: Object) -> None:
    modern = attributes.api.release.modern
    volume = _volume(attributes, spec) if modern else _secret_volume(attributes, account)
    if volume is None:
        return
    needed = False
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        mounts = container.get("volumeMounts") or []
        if any(item.get("mountPath") == MOUNT_PATH for item in mounts):
            continue
        needed = True
        container["volumeMounts"] = [*mounts, {"name": volume["name"], "readOnly": True, "mountPath": MOUNT_PATH}]
    if needed and all(item["name"] != volume["name"] for item in spec.get("volumes") or ()):
        spec["volumes"] = [*(spec.get("volumes") or ()), volume]


def _volume(attributes: Attributes, spec: dict[str, Any]) -> dict[str, Any]:
    for volume in spec.get("volumes") or ():
        if volume["name"].startswith("kube-api-access-"):
            found: dict[str, Any] = volume
            return found
    name = "kube-api-access-" + attributes.api.randomness.suffix()
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [namespace]}},
    ]
    return {"name": name, "projected": {"sources": sources, "defaultMode": 420}}


def _secret_volume(attributes: Attributes, account: Object) -> dict[str, Any] | None:
    """The token Secret of releases before 1.24."""
    secrets = account.get("secrets") or ()
    if not secrets:
        return None
    name = secrets[0]["name"]
    return {"name": name, "secret": {"secretName": name, "defaultMode": 420}}


PLUGIN = Plugin("ServiceAccount", admit=admit, operations=frozenset({"CREATE"}), keys=frozenset({("", "pods")}))
