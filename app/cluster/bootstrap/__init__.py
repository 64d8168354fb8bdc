"""What a fresh cluster holds: namespaces, roles, priority classes, the kubernetes Service, nodes.

The many objects that nobody looks at in most labs are put in place unmade: they share their contents with every other
cluster of the process, and get their uid, version and time when somebody reads them first.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from app.cluster.api import certificates
from app.cluster.api.service_addresses import IP_ADDRESSES, NETWORK, ip_address_object
from app.cluster.bootstrap.nodes import node_object
from app.sim.clock import rfc3339

if TYPE_CHECKING:
    from app.cluster.api.store import ResourceKey
    from app.cluster.cluster import Cluster, NodeSpec

Object = dict[str, Any]
Template = tuple["ResourceKey", str, str, Object]
NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
CLASSIC_NAMESPACES = ("default", "kube-system")  # others came with the RBAC of 1.6 and the node leases of 1.14
_FOLDER = Path(__file__).parent


@cache
def _templates() -> list[Template]:
    """(key, namespace, name, template) of every shared object."""
    from app.cluster.api.registry import built_in  # noqa: PLC0415

    found = []
    for place, objects in orjson.loads((_FOLDER / "objects.json").read_bytes()).items():
        group, _, plural = place.partition("/")
        kind = built_in()[group, plural]
        for template in objects:
            identity = {"kind": kind.kind, "apiVersion": kind.api_version}
            meta = template["metadata"]
            found.append((kind.key, meta.get("namespace", ""), meta["name"], {**identity, **template}))
    return found


def stable_uid(salt: str, *names: str) -> str:
    """A uid that follows from the cluster's salt: the same whenever the object is made."""
    digits = hashlib.md5("/".join((salt, *names)).encode(), usedforsecurity=False).hexdigest()
    return (
        f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[int(digits[16], 16) % 4]}{digits[17:20]}-{digits[20:]}"
    )


def _materialised(template: Object, uid: str, version: int, created: str) -> Object:
    meta = template["metadata"]
    first = {key: meta[key] for key in ("name", "namespace") if key in meta}
    system: Object = {"uid": uid, "resourceVersion": str(version)}
    if "spec" in template:
        system["generation"] = 1
    system["creationTimestamp"] = created
    rest = {key: value for key, value in meta.items() if key not in first}
    made = {**template, "metadata": {**first, **system, **rest}}
    status = template.get("status")
    if status and status.get("conditions"):
        conditions = [{**item, "lastTransitionTime": created} for item in status["conditions"]]
        made["status"] = {**status, "conditions": conditions}
    return made


class Promise:
    """An object that is made when it is called; `origin` is the cluster's salt and when it was made."""

    __slots__ = ("key", "origin", "template", "version")

    def __init__(self, template: Object, key: ResourceKey, version: int, origin: tuple[str, str]) -> None:
        self.template, self.key, self.version, self.origin = template, key, version, origin

    def __call__(self) -> Object:
        """The object, with everything that only this cluster knows."""
        meta, (salt, created) = self.template["metadata"], self.origin
        uid = stable_uid(salt, *self.key, meta.get("namespace", ""), meta["name"])
        return _materialised(self.template, uid, self.version, created)


def preload(cluster: Cluster) -> None:
    """Put the shared objects in place; the same again for a restored cluster."""
    store, salt, classic = cluster.api.store, cluster.salt, not cluster.api.release.modern
    version, origin = store.resource_version, (salt, rfc3339(cluster.created))
    more = () if classic else import_module(f"{__name__}.{cluster.spec.preset}").templates(cluster)
    for key, namespace, name, template in (*_templates(), *more):
        if classic and (key[0] not in {"", "rbac.authorization.k8s.io"} or namespace not in {"", *CLASSIC_NAMESPACES}):
            continue
        version += 1
        store.preload(key, namespace, name, Promise(template, key, version, origin))
    store.resource_version = version


def build(cluster: Cluster) -> None:
    """Everything else that a fresh cluster of its preset holds, written as the control plane would."""
    store = cluster.api.store
    namespaces = NAMESPACES if cluster.api.release.modern else CLASSIC_NAMESPACES
    for name in namespaces:
        _add(cluster, ("", "namespaces"), _namespace(name))
    _add(cluster, ("", "services"), _service(cluster))
    _endpoints(cluster)
    if cluster.api.release.modern:
        _add(cluster, IP_ADDRESSES, ip_address_object("10.96.0.1", "default", "kubernetes"))
        _add(cluster, ("networking.k8s.io", "servicecidrs"), _service_range(cluster))
    for namespace in namespaces:
        if cluster.api.release.modern:
            _add(cluster, ("", "configmaps"), root_certificate(namespace))
        account = {
            "kind": "ServiceAccount",
            "apiVersion": "v1",
            "metadata": {"name": "default", "namespace": namespace},
        }
        if store.get(("", "serviceaccounts"), namespace, "default") is None:
            _add(cluster, ("", "serviceaccounts"), account)
        if not cluster.api.release.modern:
            _token_secret(cluster, namespace)
    for index, node in enumerate(cluster.spec.nodes):
        address = cluster.interfaces[node.name].address
        made = node_object(cluster.api.release, node, index, address, cluster.clock.now)
        finish(cluster, made, node)
        _add(cluster, ("", "nodes"), made)
    import_module(f"{__name__}.{cluster.spec.preset}").build(cluster)


def add_node(cluster: Cluster, node: NodeSpec, index: int) -> None:
    """The Node object of a machine that joins."""
    made = node_object(cluster.api.release, node, index, cluster.interfaces[node.name].address, cluster.clock.now)
    finish(cluster, made, node)
    cluster.api.objects.create(("", "nodes"), made, manager="kubelet")


def finish(cluster: Cluster, node: Object, spec: NodeSpec) -> None:
    """What the tool that built the cluster writes on its nodes."""
    preset = import_module(f"{__name__}.{cluster.spec.preset}")
    if (mark := getattr(preset, "mark", None)) is not None:
        mark(cluster, node, spec)


def _add(cluster: Cluster, key: ResourceKey, obj: Object) -> None:
    meta = obj["metadata"]
    first = {key: meta[key] for key in ("name", "namespace") if key in meta}
    system = {"uid": cluster.randomness.uid(), "resourceVersion": "0", "creationTimestamp": rfc3339(cluster.clock.now)}
    rest = {key: value for key, value in meta.items() if key not in first}
    cluster.api.store.add(key, {**obj, "metadata": {**first, **system, **rest}})


def _token_secret(cluster: Cluster, namespace: str) -> None:
    """The Secret with the token of a namespace's default account, as releases before 1.24 made it."""
    key, secrets = ("", "serviceaccounts"), ("", "secrets")
    account = cluster.api.store.get(key, namespace, "default")
    assert account is not None
    uid = account["metadata"]["uid"]
    name = "default-token-" + cluster.randomness.suffix()
    annotations = {"kubernetes.io/service-account.name": "default", "kubernetes.io/service-account.uid": uid}
    meta = {"name": name, "namespace": namespace, "annotations": annotations}
    secret = {"kind": "Secret", "apiVersion": "v1", "metadata": meta, "type": "kubernetes.io/service-account-token"}
    cluster.api.objects.create(secrets, secret)
    cluster.api.store.replace(
        key, {**account, "metadata": dict(account["metadata"]), "secrets": [{"name": name}]}, account
    )


def _namespace(name: str) -> Object:
    return {
        "kind": "Namespace",
        "apiVersion": "v1",
        "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}},
        "spec": {"finalizers": ["kubernetes"]},
        "status": {"phase": "Active"},
    }


def root_certificate(namespace: str) -> Object:
    """The kube-root-ca.crt ConfigMap of a namespace."""
    note = (
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the "
        "internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of "
        "Kubernetes clusters."
    )
    return {
        "kind": "ConfigMap",
        "apiVersion": "v1",
        "metadata": {
            "name": "kube-root-ca.crt",
            "namespace": namespace,
            "annotations": {"kubernetes.io/description": note},
        },
        "data": {"ca.crt": certificates.authority()["ca.crt"]},
    }


def _service(cluster: Cluster) -> Object:
    port = cluster.server[1]
    spec: Object = {
        "ports": [{"name": "https", "protocol": "TCP", "port": 443, "targetPort": port}],
        "clusterIP": "10.96.0.1",
        "clusterIPs": ["10.96.0.1"],
        "type": "ClusterIP",
        "sessionAffinity": "None",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "internalTrafficPolicy": "Cluster",
    }
    labels = {"component": "apiserver", "provider": "kubernetes"}
    meta = {"name": "kubernetes", "namespace": "default", "labels": labels}
    return {"kind": "Service", "apiVersion": "v1", "metadata": meta, "spec": spec, "status": {"loadBalancer": {}}}


def _service_range(cluster: Cluster) -> Object:
    """Follows kubernetes pkg/controlplane/controller/defaultservicecidr/default_servicecidr_controller.go."""
    ready = {
        "type": "Ready",
        "status": "True",
        "lastTransitionTime": rfc3339(cluster.clock.now),
        "reason": "",
        "message": "Kubernetes default Service CIDR is ready",
    }
    return {
        "kind": "ServiceCIDR",
        "apiVersion": "networking.k8s.io/v1",
        "metadata": {"name": "kubernetes", "finalizers": ["networking.k8s.io/service-cidr-finalizer"]},
        "spec": {"cidrs": [str(NETWORK)]},
        "status": {"conditions": [ready]},
    }


def _endpoints(cluster: Cluster) -> None:
    address, port = cluster.server
    labels = {"endpointslice.kubernetes.io/skip-mirror": "true"}
    ports = [{"name": "https", "port": port, "protocol": "TCP"}]
    meta: Object = {"name": "kubernetes", "namespace": "default", "labels": labels}
    subsets = [{"addresses": [{"ip": address}], "ports": ports}]
    _add(cluster, ("", "endpoints"), {"kind": "Endpoints", "apiVersion": "v1", "metadata": meta, "subsets": subsets})
    piece = {
        "kind": "EndpointSlice",
        "apiVersion": "discovery.k8s.io/v1",
        "metadata": {**meta, "generation": 1, "labels": {"kubernetes.io/service-name": "kubernetes"}},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}}],
        "ports": [{"name": "https", "protocol": "TCP", "port": port}],
    }
    _add(cluster, ("discovery.k8s.io", "endpointslices"), piece)
