"""MetalLB's native manifest: its definitions, rights, controller and speakers.

Follows metallb config/manifests/metallb-native.yaml; the schemas are our own.
"""

from __future__ import annotations

from typing import Any

from app.cluster.published.schema import (
    AGE,
    LABEL_SELECTOR,
    Schema,
    column,
    definition,
    many,
    number,
    record,
    text,
    version,
)

Object = dict[str, Any]
GROUP, NAMESPACE, LATEST = "metallb.io", "metallb-system", "0.15.2"
_APP = {"app": "metallb"}
_CLUSTER_ROLE = "rbac.authorization.k8s.io"


def _switch(**more: Any) -> Schema:
    return {"type": "boolean", **more}


def _advertisement(**more: Schema) -> Schema:
    return record((), ipAddressPools=many(text()), ipAddressPoolSelectors=many(LABEL_SELECTOR),
                  nodeSelectors=many(LABEL_SELECTOR), **more)  # fmt: skip


def definitions() -> list[Object]:
    """The CustomResourceDefinitions."""
    allocation = record((), namespaceSelectors=many(LABEL_SELECTOR), namespaces=many(text()), priority=number(),
                        serviceSelectors=many(LABEL_SELECTOR))  # fmt: skip
    pool = record(("addresses",), addresses=many(text()), autoAssign=_switch(default=True),
                  avoidBuggyIPs=_switch(default=False), serviceAllocation=allocation)  # fmt: skip
    counts = record((), **{name: {"type": "integer", "format": "int64"} for name in (
        "assignedIPv4", "assignedIPv6", "availableIPv4", "availableIPv6")})  # fmt: skip
    peer = record(("myASN",), myASN=number(0), peerASN=number(0), peerAddress=text(), peerPort=number(0, 16384),
                  holdTime=text(), keepaliveTime=text(), bfdProfile=text(), ebgpMultiHop=_switch(),
                  nodeSelectors=many(LABEL_SELECTOR), password=text(), routerID=text(), sourceAddress=text(),
                  )  # fmt: skip
    bgp = _advertisement(aggregationLength=number(1), aggregationLengthV6=number(), communities=many(text()),
                         localPref=number(), peers=many(text()))  # fmt: skip
    pools, advertised = [
        column("Auto Assign", ".spec.autoAssign", "boolean"),
        column("Avoid Buggy IPs", ".spec.avoidBuggyIPs", "boolean"), column("Addresses", ".spec.addresses"),
    ], [
        column("IPAddressPools", ".spec.ipAddressPools"),
        column("IPAddressPool Selectors", ".spec.ipAddressPoolSelectors"),
    ]  # fmt: skip
    interfaces = [*advertised, column("Interfaces", ".spec.interfaces")]
    state = record((), empty=text())

    def made(kind: str, plural: str, name: str, spec: Schema, columns: list[Object], status: Schema = state) -> Object:
        needed = kind in {"IPAddressPool", "BGPPeer"}
        return definition(GROUP, kind, plural, [version(name, spec, status, columns, required=needed)])

    peers = [column("Address", ".spec.peerAddress"), column("ASN", ".spec.peerASN"),
             column("BFD Profile", ".spec.bfdProfile"), column("Multi Hops", ".spec.ebgpMultiHop")]  # fmt: skip
    return [
        made("BFDProfile", "bfdprofiles", "v1beta1", record((), receiveInterval=number(), transmitInterval=number(),
             detectMultiplier=number(), echoInterval=number(), echoMode=_switch(), passiveMode=_switch(),
             minimumTtl=number()), [AGE]),
        made("BGPAdvertisement", "bgpadvertisements", "v1beta1", bgp, advertised),
        made("BGPPeer", "bgppeers", "v1beta2", peer, peers),
        made("Community", "communities", "v1beta1", record((), communities=many(
            record((), name=text(), value=text()))), [AGE]),
        made("IPAddressPool", "ipaddresspools", "v1beta1", pool, pools, counts),
        made("L2Advertisement", "l2advertisements", "v1beta1", _advertisement(interfaces=many(text())), interfaces),
    ]  # fmt: skip


def _account(name: str) -> list[Object]:
    role = f"{NAMESPACE}:{name}"
    rules = [{"apiGroups": ["", "discovery.k8s.io", GROUP, "apps"], "resources": ["*"], "verbs": ["*"]},
             {"apiGroups": ["admissionregistration.k8s.io", "apiextensions.k8s.io"], "resources": ["*"],
              "verbs": ["get", "list", "watch", "update", "patch"]}]  # fmt: skip
    subject = {"kind": "ServiceAccount", "name": name, "namespace": NAMESPACE}
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {
            "name": name, "namespace": NAMESPACE, "labels": _APP}},
        {"apiVersion": f"{_CLUSTER_ROLE}/v1", "kind": "ClusterRole", "metadata": {"name": role, "labels": _APP},
         "rules": rules},
        {"apiVersion": f"{_CLUSTER_ROLE}/v1", "kind": "ClusterRoleBinding", "metadata": {
            "name": role, "labels": _APP}, "subjects": [subject],
         "roleRef": {"apiGroup": _CLUSTER_ROLE, "kind": "ClusterRole", "name": role}},
    ]  # fmt: skip


def _workload(kind: str, name: str, release: str, pod: Object) -> Object:
    labels = {**_APP, "component": name}
    container = {
        "name": name, "image": f"quay.io/metallb/{name}:v{release}", "args": ["--port=7472", "--log-level=info"],
        "ports": [{"containerPort": 7472, "name": "monitoring"}],
        "readinessProbe": {"httpGet": {"path": "/metrics", "port": "monitoring"}, "initialDelaySeconds": 10},
        "livenessProbe": {"httpGet": {"path": "/metrics", "port": "monitoring"}, "initialDelaySeconds": 10},
    }  # fmt: skip
    if name == "controller":
        container["args"] = [*container["args"], "--tls-min-version=VersionTLS12"]
        container["ports"] = [*container["ports"], {"containerPort": 9443, "name": "webhook-server"}]
    spec = {"nodeSelector": {"kubernetes.io/os": "linux"}, "serviceAccountName": name, "containers": [container], **pod}
    return {
        "apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": NAMESPACE, "labels": labels},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}},
    }  # fmt: skip


def objects(release: str = LATEST) -> list[Object]:
    """Everything of `metallb-native.yaml`."""
    audit = {f"pod-security.kubernetes.io/{mode}": "privileged" for mode in ("audit", "enforce", "warn")}
    taints = [{"effect": "NoSchedule", "key": f"node-role.kubernetes.io/{role}", "operator": "Exists"}
              for role in ("master", "control-plane")]  # fmt: skip
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": audit}},
        *definitions(), *_account("controller"), *_account("speaker"),
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "metallb-webhook-service", "namespace": NAMESPACE},
         "spec": {"ports": [{"port": 443, "targetPort": 9443}], "selector": {**_APP, "component": "controller"}}},
        _workload("Deployment", "controller", release, {"terminationGracePeriodSeconds": 0}),
        _workload("DaemonSet", "speaker", release, {
            "hostNetwork": True, "terminationGracePeriodSeconds": 2, "tolerations": taints}),
    ]  # fmt: skip
