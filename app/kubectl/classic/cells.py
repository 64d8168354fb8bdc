"""The cells of each kind's row, as kubectl 1.8 made them: (titles, titles of -o wide, row of an object)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.classic.pod_status import pod_cells, pod_wide
from app.kubectl.selectors import format_selector
from app.sim.clock import parse_rfc3339
from app.sim.duration import short_human_duration

Object = dict[str, Any]
Row = Callable[[Object, float, bool], list[Any]]
CONTAINERS = ("Containers", "Images", "Selector")
NODE_ROLE = "node-role.kubernetes.io/"


def age(timestamp: str | None, now: float) -> str:
    """How long ago that was, in its largest unit: `6m`."""
    return short_human_duration(now - parse_rfc3339(timestamp)) if timestamp else "<unknown>"


def name_of(obj: Object) -> str:
    """The object's name."""
    return str((obj.get("metadata") or {}).get("name", ""))


def age_of(obj: Object, now: float) -> str:
    """How old the object is."""
    return age((obj.get("metadata") or {}).get("creationTimestamp"), now)


def _number(holder: Object, key: str) -> str:
    return str((holder or {}).get(key) or 0)


def _templated(obj: Object) -> list[str]:
    """Containers, images and selector of a workload."""
    spec = obj.get("spec") or {}
    containers = ((spec.get("template") or {}).get("spec") or {}).get("containers") or []
    selector = spec.get("selector") or {}
    labels = selector.get("matchLabels", selector) if isinstance(selector, dict) else {}
    names, images = (",".join(str(c.get(key, "")) for c in containers) for key in ("name", "image"))
    return [names, images, format_selector(labels) or "<none>"]


def _plain(obj: Object, now: float, wide: bool) -> list[Any]:
    return [name_of(obj), age_of(obj, now)]


def _pod(obj: Object, now: float, wide: bool) -> list[Any]:
    return [*pod_cells(obj), age_of(obj, now), *pod_wide(obj)]


def _deployment(obj: Object, now: float, wide: bool) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    counts = [
        _number(spec, "replicas"),
        *(_number(status, k) for k in ("replicas", "updatedReplicas", "availableReplicas")),
    ]
    return [name_of(obj), *counts, age_of(obj, now), *_templated(obj)]


def _replicated(obj: Object, now: float, wide: bool) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    counts = [_number(spec, "replicas"), _number(status, "replicas"), _number(status, "readyReplicas")]
    return [name_of(obj), *counts, age_of(obj, now), *_templated(obj)]


def _stateful_set(obj: Object, now: float, wide: bool) -> list[Any]:
    counts = [_number(obj.get("spec") or {}, "replicas"), _number(obj.get("status") or {}, "replicas")]
    return [name_of(obj), *counts, age_of(obj, now), *_templated(obj)[:2]]


def _daemon_set(obj: Object, now: float, wide: bool) -> list[Any]:
    status = obj.get("status") or {}
    keys = (
        "desiredNumberScheduled",
        "currentNumberScheduled",
        "numberReady",
        "updatedNumberScheduled",
        "numberAvailable",
    )
    pod = (((obj.get("spec") or {}).get("template") or {}).get("spec")) or {}
    where = format_selector(pod.get("nodeSelector") or {}) or "<none>"
    return [name_of(obj), *(_number(status, key) for key in keys), where, age_of(obj, now), *_templated(obj)]


def _job(obj: Object, now: float, wide: bool) -> list[Any]:
    completions = (obj.get("spec") or {}).get("completions")
    wanted = "<none>" if completions is None else str(completions)
    return [name_of(obj), wanted, _number(obj.get("status") or {}, "succeeded"), age_of(obj, now), *_templated(obj)]


def _cron_job(obj: Object, now: float, wide: bool) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    last = age(status["lastScheduleTime"], now) if status.get("lastScheduleTime") else "<none>"
    suspended = "True" if spec.get("suspend") else "False"
    active = len(status.get("active") or [])
    return [name_of(obj), spec.get("schedule", ""), suspended, str(active), last, age_of(obj, now)]


def _node(obj: Object, now: float, wide: bool) -> list[Any]:
    metadata, spec, status = (obj.get(key) or {} for key in ("metadata", "spec", "status"))
    ready = {c["type"]: c.get("status") for c in status.get("conditions") or []}.get("Ready")
    state = ["Unknown"] if ready is None else ["Ready" if ready == "True" else "NotReady"]
    if spec.get("unschedulable"):
        state.append("SchedulingDisabled")
    roles = sorted(key[len(NODE_ROLE) :] for key in metadata.get("labels") or {} if key.startswith(NODE_ROLE))
    info = status.get("nodeInfo") or {}
    external = [a["address"] for a in status.get("addresses") or [] if a.get("type") == "ExternalIP"]
    more = [(external or ["<none>"])[0], *(info.get(k) or "<unknown>" for k in ("osImage", "kernelVersion", "containerRuntimeVersion"))]  # fmt: skip # noqa: E501
    return [name_of(obj), ",".join(state), ",".join(roles) or "<none>", age_of(obj, now), info.get("kubeletVersion", ""), *more]  # fmt: skip # noqa: E501


def _external(obj: Object) -> str:
    spec = obj.get("spec") or {}
    given = list(spec.get("externalIPs") or [])
    kind = spec.get("type")
    if kind == "LoadBalancer":
        ingress = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
        given += [each.get("ip") or each.get("hostname", "") for each in ingress]
        return ",".join(given) or "<pending>"
    if kind == "ExternalName":
        return str(spec.get("externalName", ""))
    return ",".join(given) or "<none>"


def _ports(spec: Object) -> str:
    shown = []
    for port in spec.get("ports") or []:
        node = f":{port['nodePort']}" if port.get("nodePort") else ""
        shown.append(f"{port.get('port')}{node}/{port.get('protocol', 'TCP')}")
    return ",".join(shown) or "<none>"


def _service(obj: Object, now: float, wide: bool) -> list[Any]:
    spec = obj.get("spec") or {}
    address = spec.get("clusterIP") or "<none>"
    selector = format_selector(spec.get("selector") or {}) or "<none>"
    kind = spec.get("type", "ClusterIP")
    return [name_of(obj), kind, address, _external(obj), _ports(spec), age_of(obj, now), selector]


def _endpoints(obj: Object, now: float, wide: bool) -> list[Any]:
    shown = []
    for subset in obj.get("subsets") or []:
        for port in subset.get("ports") or [{}]:
            for address in subset.get("addresses") or []:
                shown.append(f"{address.get('ip')}:{port['port']}" if port.get("port") else str(address.get("ip")))
    more = f" + {len(shown) - 3} more..." if len(shown) > 3 else ""
    return [name_of(obj), ",".join(shown[:3]) + more if shown else "<none>", age_of(obj, now)]


def _event(obj: Object, now: float, wide: bool) -> list[Any]:
    about, source = obj.get("involvedObject") or {}, obj.get("source") or {}
    origin = ", ".join(part for part in (source.get("component"), source.get("host")) if part)
    return [
        age(obj.get("lastTimestamp"), now), age(obj.get("firstTimestamp"), now), str(obj.get("count") or 0),
        name_of(obj), about.get("kind", ""), about.get("fieldPath", ""), obj.get("type", ""), obj.get("reason", ""),
        origin, str(obj.get("message", "")).strip(),
    ]  # fmt: skip


def _namespace(obj: Object, now: float, wide: bool) -> list[Any]:
    return [name_of(obj), (obj.get("status") or {}).get("phase", ""), age_of(obj, now)]


def _secret(obj: Object, now: float, wide: bool) -> list[Any]:
    return [name_of(obj), obj.get("type", ""), str(len(obj.get("data") or {})), age_of(obj, now)]


def _config_map(obj: Object, now: float, wide: bool) -> list[Any]:
    return [name_of(obj), str(len(obj.get("data") or {})), age_of(obj, now)]


def _service_account(obj: Object, now: float, wide: bool) -> list[Any]:
    return [name_of(obj), str(len(obj.get("secrets") or [])), age_of(obj, now)]


def _modes(modes: list[str] | None) -> str:
    short = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX"}
    return ",".join(short.get(mode, mode) for mode in modes or [])


def _volume(obj: Object, now: float, wide: bool) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    claim = spec.get("claimRef") or {}
    bound = f"{claim.get('namespace')}/{claim.get('name')}" if claim else ""
    return [
        name_of(obj), (spec.get("capacity") or {}).get("storage", ""), _modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""), status.get("phase", ""), bound, spec.get("storageClassName", ""),
        status.get("reason", ""), age_of(obj, now),
    ]  # fmt: skip


def _claim(obj: Object, now: float, wide: bool) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    return [
        name_of(obj), status.get("phase", ""), spec.get("volumeName", ""),
        (status.get("capacity") or {}).get("storage", ""),
        _modes(status.get("accessModes")), spec.get("storageClassName", ""), age_of(obj, now),
    ]  # fmt: skip


def _component(obj: Object, now: float, wide: bool) -> list[Any]:
    conditions = obj.get("conditions") or []
    healthy: Object = next((c for c in conditions if c.get("type") == "Healthy"), {})
    state = {"True": "Healthy", "False": "Unhealthy"}.get(healthy.get("status", ""), "Unknown")
    return [name_of(obj), state, healthy.get("message", ""), healthy.get("error", "")]


def _ingress(obj: Object, now: float, wide: bool) -> list[Any]:
    spec = obj.get("spec") or {}
    hosts = [rule.get("host") for rule in spec.get("rules") or [] if rule.get("host")]
    ingress = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    address = ",".join(each.get("ip") or each.get("hostname", "") for each in ingress)
    return [name_of(obj), ",".join(hosts) or "*", address, "80, 443" if spec.get("tls") else "80", age_of(obj, now)]


KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Row]] = {
    "": (("Name", "Age"), (), _plain),
    "Pod": (("Name", "Ready", "Status", "Restarts", "Age"), ("IP", "Node"), _pod),
    "Deployment": (("Name", "Desired", "Current", "Up-to-date", "Available", "Age"), CONTAINERS, _deployment),
    "ReplicaSet": (("Name", "Desired", "Current", "Ready", "Age"), CONTAINERS, _replicated),
    "ReplicationController": (("Name", "Desired", "Current", "Ready", "Age"), CONTAINERS, _replicated),
    "StatefulSet": (("Name", "Desired", "Current", "Age"), CONTAINERS[:2], _stateful_set),
    "DaemonSet": (
        ("Name", "Desired", "Current", "Ready", "Up-to-date", "Available", "Node Selector", "Age"), CONTAINERS,
        _daemon_set,
    ),
    "Job": (("Name", "Desired", "Successful", "Age"), CONTAINERS, _job),
    "CronJob": (("Name", "Schedule", "Suspend", "Active", "Last Schedule", "Age"), (), _cron_job),
    "Node": (
        ("Name", "Status", "Roles", "Age", "Version"),
        ("External-IP", "OS-Image", "Kernel-Version", "Container-Runtime"),
        _node,
    ),
    "Service": (("Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"), ("Selector",), _service),
    "Endpoints": (("Name", "Endpoints", "Age"), (), _endpoints),
    "Event": (
        ("LastSeen", "FirstSeen", "Count", "Name", "Kind", "SubObject", "Type", "Reason", "Source", "Message"), (),
        _event,
    ),
    "Namespace": (("Name", "Status", "Age"), (), _namespace),
    "Secret": (("Name", "Type", "Data", "Age"), (), _secret),
    "ConfigMap": (("Name", "Data", "Age"), (), _config_map),
    "ServiceAccount": (("Name", "Secrets", "Age"), (), _service_account),
    "PersistentVolume": (
        ("Name", "Capacity", "Access Modes", "Reclaim Policy", "Status", "Claim", "StorageClass", "Reason", "Age"), (),
        _volume,
    ),
    "PersistentVolumeClaim": (
        ("Name", "Status", "Volume", "Capacity", "Access Modes", "StorageClass", "Age"), (), _claim,
    ),
    "ComponentStatus": (("Name", "Status", "Message", "Error"), (), _component),
    "Ingress": (("Name", "Hosts", "Address", "Ports", "Age"), (), _ingress),
}  # fmt: skip
