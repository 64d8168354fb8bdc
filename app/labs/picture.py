"""How each object of a cluster becomes a shape of its picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.cluster.kinds.horizontalpodautoscaler import columns as autoscaler_columns
from app.cluster.kinds.node import columns as node_columns
from app.cluster.kinds.pod import columns as pod_columns
from app.labs.shapes import (
    NodeShape,
    PodShape,
    PolicyShape,
    Requirement,
    RouteShape,
    Rule,
    ScalerShape,
    ServiceShape,
    Shape,
    State,
    StorageShape,
    WorkloadShape,
)

Object = dict[str, Any]
ResourceKey = tuple[str, str]

LONGEST = 400  # characters of a sentence
_FAILING = re.compile("BackOff|Err|Invalid|OOMKilled|ExitCode:|Signal:|Evicted|CannotRun|Unknown|NeverPull|Unexpected")
_CREATING = re.compile(r"ContainerCreating|PodInitializing|Init:\d+/\d+")


def shape_id(key: ResourceKey, namespace: str, name: str) -> str:
    """The id of an object's shape."""
    return f"{DRAWN[key][0]}/{namespace}/{name}"


def shape_of(key: ResourceKey, obj: Object) -> Shape:
    """An object of a drawn resource as its shape."""
    kind, draw = DRAWN[key]
    return draw(kind, obj)


def _id(kind: str, obj: Object) -> str:
    return f"{kind}/{_namespace(obj)}/{obj['metadata']['name']}"


def _namespace(obj: Object) -> str:
    return str(obj["metadata"].get("namespace", ""))


def _owner(obj: Object) -> str:
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            return f"{reference['kind']}/{_namespace(obj)}/{reference['name']}"
    return ""


def _holds(obj: Object, condition: str) -> bool:
    found = (obj.get("status") or {}).get("conditions") or ()
    return any(item["type"] == condition and item["status"] == "True" for item in found)


def _node(kind: str, obj: Object) -> Shape:
    status, roles = node_columns.status(obj), tuple(node_columns.roles(obj))
    return NodeShape(_id(kind, obj), obj["metadata"]["name"], status, _holds(obj, "Ready"), roles)


# Pods


def _pod(kind: str, obj: Object) -> Shape:
    ready, status, restarts = pod_columns.glance(obj)
    return PodShape(
        id=_id(kind, obj),
        namespace=_namespace(obj),
        name=obj["metadata"]["name"],
        node=obj["spec"].get("nodeName") or "",
        ready=ready,
        status=status,
        restarts=restarts,
        state=_state(obj, status),
        owner=_owner(obj),
        labels=obj["metadata"].get("labels") or {},
        why=_why(obj)[:LONGEST],
        claims=tuple(_claims(obj)),
    )


def _state(pod: Object, status: str) -> State:
    phase = (pod.get("status") or {}).get("phase")
    if pod["metadata"].get("deletionTimestamp"):
        return "terminating"
    if phase == "Succeeded":
        return "completed"
    if phase == "Failed" or _FAILING.search(status):
        return "failing"
    if _CREATING.fullmatch(status):
        return "creating"
    if phase == "Pending":
        return "pending"
    return "ready" if _holds(pod, "Ready") else "running"


def _why(pod: Object) -> str:
    """The cluster's sentence on what a pod waits for, or died of."""
    status = pod.get("status") or {}
    for container in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        state = container.get("state") or {}
        if text := (state.get("waiting") or state.get("terminated") or {}).get("message"):
            return str(text)
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            return str(condition.get("message") or "")
    return str(status.get("message") or "")


def _claims(pod: Object) -> Iterator[str]:
    for volume in pod["spec"].get("volumes") or ():
        name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if volume.get("ephemeral"):
            name = f"{pod['metadata']['name']}-{volume['name']}"
        if name:
            yield f"PersistentVolumeClaim/{_namespace(pod)}/{name}"


# What makes pods


def _workload(kind: str, obj: Object) -> Shape:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    ready, wanted = _numbers(kind, spec, status)
    revision = (obj["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/revision", "0")
    name = obj["metadata"]["name"]
    number = int(revision) if revision.isdecimal() else 0
    return WorkloadShape(_id(kind, obj), kind, _namespace(obj), name, ready, wanted, _owner(obj), number, _note(spec))


def _numbers(kind: str, spec: Object, status: Object) -> tuple[int, int]:
    if kind == "CronJob":
        return 0, 0
    if kind == "DaemonSet":
        return status.get("numberReady") or 0, status.get("desiredNumberScheduled") or 0
    if kind == "Job":
        return status.get("succeeded") or 0, spec.get("completions") or 1
    wanted = spec.get("replicas")
    return status.get("readyReplicas") or 0, 1 if wanted is None else wanted


def _note(spec: Object) -> str:
    if "schedule" in spec:
        return str(spec["schedule"])
    containers = ((spec.get("template") or {}).get("spec") or {}).get("containers") or ()
    return str(containers[0].get("image") or "").rpartition("/")[2] if containers else ""


def _scaler(kind: str, obj: Object) -> Shape:
    spec = obj["spec"]
    target = f"{spec['scaleTargetRef']['kind']}/{_namespace(obj)}/{spec['scaleTargetRef']['name']}"
    least, most = spec.get("minReplicas") or 1, spec.get("maxReplicas") or 0
    texts = autoscaler_columns.targets(obj)
    return ScalerShape(_id(kind, obj), kind, _namespace(obj), obj["metadata"]["name"], target, texts, least, most)


# What leads to pods, and what keeps others from them


def _service(kind: str, obj: Object) -> Shape:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    ports = ",".join(_port(port) for port in spec.get("ports") or ())
    name, selector = obj["metadata"]["name"], spec.get("selector") or {}
    balanced = [one.get("ip") for one in (status.get("loadBalancer") or {}).get("ingress") or ()]
    addresses = [spec.get("clusterIP"), *(spec.get("externalIPs") or ()), *balanced]
    return ServiceShape(_id(kind, obj), _namespace(obj), name, spec.get("type", "ClusterIP"), ports, selector,
                        tuple(one for one in addresses if one and one != "None"))  # fmt: skip


def _port(port: Object) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{node}/{port.get('protocol', 'TCP')}"


def _ingress(kind: str, obj: Object) -> Shape:
    spec, rules = obj.get("spec") or {}, []
    for rule in spec.get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            rules.append(_rule(obj, rule.get("host") or "", path.get("path") or "/", path.get("backend")))
    if spec.get("defaultBackend"):
        rules.append(_rule(obj, "", "/", spec["defaultBackend"]))
    balanced = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    address = ",".join(one.get("ip") or one.get("hostname") or "" for one in balanced)
    return RouteShape(_id(kind, obj), kind, _namespace(obj), obj["metadata"]["name"], address, tuple(rules))


def _rule(obj: Object, host: str, path: str, backend: Object | None) -> Rule:
    service = ((backend or {}).get("service") or {}).get("name")
    return Rule(host, path, f"Service/{_namespace(obj)}/{service}" if service else "")


def _gateway(kind: str, obj: Object) -> Shape:
    addresses = (obj.get("status") or {}).get("addresses") or ()
    address = ",".join(str(one.get("value", "")) for one in addresses)
    return RouteShape(_id(kind, obj), kind, _namespace(obj), obj["metadata"]["name"], address, ())


def _http_route(kind: str, obj: Object) -> Shape:
    spec, own = obj.get("spec") or {}, _namespace(obj)
    hosts = spec.get("hostnames") or [""]
    rules = [
        Rule(host, path, f"Service/{backend.get('namespace') or own}/{backend['name']}")
        for rule in spec.get("rules") or ()
        for path in _paths(rule)
        for backend in rule.get("backendRefs") or ()
        for host in hosts
    ]
    parents = [f"Gateway/{one.get('namespace') or own}/{one['name']}" for one in spec.get("parentRefs") or ()]
    return RouteShape(_id(kind, obj), kind, own, obj["metadata"]["name"], "", tuple(rules), tuple(parents))


def _paths(rule: Object) -> list[str]:
    matches = rule.get("matches") or [{}]
    return [str((one.get("path") or {}).get("value") or "/") for one in matches]


def _policy(kind: str, obj: Object) -> Shape:
    spec, chosen = obj["spec"], obj["spec"].get("podSelector") or {}
    requirements = tuple(
        Requirement(one["key"], one["operator"], tuple(one.get("values") or ()))
        for one in chosen.get("matchExpressions") or ()
    )
    # Follows kubernetes pkg/apis/networking/v1/defaults.go: what a policy without types is about.
    types = spec.get("policyTypes") or (["Ingress", "Egress"] if spec.get("egress") else ["Ingress"])
    ways = {"Ingress": ("←", "from", spec.get("ingress")), "Egress": ("→", "to", spec.get("egress"))}
    passes = [f"{one} {ways[one][0]} {_passing(ways[one][1], ways[one][2] or ())}" for one in types]
    labels = chosen.get("matchLabels") or {}
    return PolicyShape(_id(kind, obj), kind, _namespace(obj), obj["metadata"]["name"], labels, requirements,
                       tuple(passes))  # fmt: skip


def _passing(peers: str, rules: Iterable[Object]) -> str:
    """Who may pass, and to which ports."""
    found = []
    for rule in rules:
        who = ", ".join(_peer(one) for one in rule.get(peers) or ()) or "*"
        ports = ",".join(str(one.get("port", one.get("protocol", "TCP"))) for one in rule.get("ports") or ())
        found.append(f"{who} :{ports}" if ports else who)
    return "; ".join(found) or "✕"


def _peer(peer: Object) -> str:
    if block := peer.get("ipBlock"):
        return str(block["cidr"])
    namespaces, pods = peer.get("namespaceSelector"), peer.get("podSelector")
    words = [f"namespace {_labels(namespaces)}"] if namespaces is not None else []
    return " ".join([*words, _labels(pods)] if pods is not None else words)


def _labels(selector: Object) -> str:
    """A label selector as `kubectl get -l` takes it; `*` where everything fits."""
    said = [f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items()]
    for one in selector.get("matchExpressions") or ():
        values = f" ({','.join(one.get('values') or ())})"
        said.append({"Exists": one["key"], "DoesNotExist": f"!{one['key']}"}.get(
            one["operator"], f"{one['key']} {one['operator'].lower()}{values}"))  # fmt: skip
    return ",".join(said) or "*"


# Storage


def _claim(kind: str, obj: Object) -> Shape:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    asked = ((spec.get("resources") or {}).get("requests") or {}).get("storage") or ""
    capacity = (status.get("capacity") or {}).get("storage") or asked
    volume = f"PersistentVolume//{spec['volumeName']}" if spec.get("volumeName") else ""
    return _stored(kind, obj, str(capacity), volume)


def _volume(kind: str, obj: Object) -> Shape:
    spec = obj.get("spec") or {}
    claim = spec.get("claimRef") or {}
    bound = f"PersistentVolumeClaim/{claim.get('namespace', '')}/{claim['name']}" if claim.get("name") else ""
    return _stored(kind, obj, str((spec.get("capacity") or {}).get("storage") or ""), bound)


def _stored(kind: str, obj: Object, capacity: str, bound: str) -> Shape:
    phase = "Terminating" if "deletionTimestamp" in obj["metadata"] else (obj.get("status") or {}).get("phase") or ""
    return StorageShape(_id(kind, obj), kind, _namespace(obj), obj["metadata"]["name"], phase, capacity, bound)


_GATEWAYS = "gateway.networking.k8s.io"
DRAWN: dict[ResourceKey, tuple[str, Callable[[str, Object], Shape]]] = {
    ("", "nodes"): ("Node", _node),
    ("", "pods"): ("Pod", _pod),
    ("", "replicationcontrollers"): ("ReplicationController", _workload),
    ("", "services"): ("Service", _service),
    ("", "persistentvolumeclaims"): ("PersistentVolumeClaim", _claim),
    ("", "persistentvolumes"): ("PersistentVolume", _volume),
    ("apps", "daemonsets"): ("DaemonSet", _workload),
    ("apps", "deployments"): ("Deployment", _workload),
    ("apps", "replicasets"): ("ReplicaSet", _workload),
    ("apps", "statefulsets"): ("StatefulSet", _workload),
    ("autoscaling", "horizontalpodautoscalers"): ("HorizontalPodAutoscaler", _scaler),
    ("batch", "cronjobs"): ("CronJob", _workload),
    ("batch", "jobs"): ("Job", _workload),
    ("networking.k8s.io", "ingresses"): ("Ingress", _ingress),
    ("networking.k8s.io", "networkpolicies"): ("NetworkPolicy", _policy),
    (_GATEWAYS, "gateways"): ("Gateway", _gateway),
    (_GATEWAYS, "httproutes"): ("HTTPRoute", _http_route),
}
