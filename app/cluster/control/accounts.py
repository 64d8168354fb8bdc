"""What every namespace gets: the service account `default` and the config map with the cluster's CA.

Follows kubernetes pkg/controller/serviceaccount/serviceaccounts_controller.go and certificates/rootcacertpublisher.
Both are made at once, so that a pod can be created in a namespace that is a moment old.
"""

from __future__ import annotations

from app.cluster.api.certificates import authority
from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import (
    CONFIG_MAPS,
    NAMESPACES,
    SECRETS,
    SERVICE_ACCOUNTS,
    Name,
    Object,
    ResourceKey,
    is_deleting,
    name_of,
)

ROOT_CA = "kube-root-ca.crt"
TOKEN = "kubernetes.io/service-account-token"  # the type of a secret
ACCOUNT_NAME, ACCOUNT_UID = "kubernetes.io/service-account.name", "kubernetes.io/service-account.uid"
MOMENT = 0.1  # seconds until the tokens controller has seen a change
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
    "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes "
    "clusters."
)


def register(plane: Plane) -> None:
    """Start both controllers."""

    def ensure(namespace: str) -> None:
        found = plane.objects.get(NAMESPACES, "", namespace)
        if found is None or is_deleting(found):
            return
        _create(plane, SERVICE_ACCOUNTS, namespace, service_account())
        if not plane.classic:
            _create(plane, CONFIG_MAPS, namespace, root_ca())

    def namespace_changed(event: str, obj: Object, old: Object | None) -> None:
        if event != "DELETED":
            ensure(obj["metadata"]["name"])

    def mine_changed(event: str, obj: Object, old: Object | None) -> None:
        meta = obj["metadata"]
        if meta["name"] not in {"default", ROOT_CA}:
            return
        if event == "DELETED":
            ensure(meta["namespace"])
        elif meta["name"] == ROOT_CA and obj.get("data") != root_ca()["data"]:
            plane.write(CONFIG_MAPS, {**obj, "data": root_ca()["data"]}, "kube-controller-manager")

    _register_tokens(plane)
    plane.subscribe(NAMESPACES, namespace_changed)
    plane.subscribe(SERVICE_ACCOUNTS, mine_changed)
    plane.subscribe(CONFIG_MAPS, mine_changed)


def _register_tokens(plane: Plane) -> None:
    """Token secrets go with their accounts. Follows pkg/controller/serviceaccount/tokens_controller.go."""

    def judge(item: Name) -> float | None:
        secret = plane.objects.get(SECRETS, *item)
        if secret is not None and secret.get("type") == TOKEN:
            notes = secret["metadata"].get("annotations") or {}
            account = plane.objects.get(SERVICE_ACCOUNTS, item[0], notes.get(ACCOUNT_NAME, ""))
            if account is None or notes.get(ACCOUNT_UID, account["metadata"]["uid"]) != account["metadata"]["uid"]:
                plane.delete(SECRETS, secret)
        return None

    queue = plane.queue("serviceaccount-token", judge)

    def secret_changed(event: str, secret: Object, old: Object | None) -> None:
        if event != "DELETED" and secret.get("type") == TOKEN:
            queue.add(name_of(secret), MOMENT)

    def account_changed(event: str, account: Object, old: Object | None) -> None:
        if event == "DELETED":
            for secret in plane.objects.list(SECRETS, account["metadata"]["namespace"]):
                if secret.get("type") == TOKEN:
                    queue.add(name_of(secret), MOMENT)

    plane.subscribe(SECRETS, secret_changed)
    plane.subscribe(SERVICE_ACCOUNTS, account_changed)


def service_account() -> Object:
    """The service account that pods use when they name none."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}


def root_ca() -> Object:
    """The config map that is mounted into every pod beside its token."""
    annotations = {"kubernetes.io/description": DESCRIPTION}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": ROOT_CA, "annotations": annotations},
        "data": {"ca.crt": authority()["ca.crt"]},
    }


def _create(plane: Plane, key: ResourceKey, namespace: str, obj: Object) -> None:
    if plane.objects.get(key, namespace, obj["metadata"]["name"]) is not None:
        return
    obj["metadata"]["namespace"] = namespace
    try:
        plane.objects.create(key, obj, manager="kube-controller-manager")
    except ApiError as problem:
        if problem.reason not in {"Forbidden", "AlreadyExists", "NotFound"}:
            raise
