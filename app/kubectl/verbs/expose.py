"""`kubectl expose`: a service for pods, or for what makes pods."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.creation import in_order, mapping_for, post
from app.kubectl.errors import KubectlError
from app.kubectl.last_applied import with_last_applied
from app.kubectl.overriding import overridden
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.sim.go_strings import quote

SHORT = "Make a service for a deployment, pod, service or other workload"
Object = dict[str, Any]
EXPOSABLE = ("ReplicationController", "Service", "Pod", "Deployment", "ReplicaSet")


async def run(call: Call) -> None:
    """Create a service for each object meant."""
    dry_run = await call.dry_run()
    results = Results(call, dry_run, ordered=True)
    selection = await select(call, query_of(call, selector=None, fetch="get", bare_type=False))

    async def act(info: Info) -> None:
        service = with_cause(call, _service(call, info))
        if call.flags.on("save-config"):
            service = with_last_applied(service, ordered=True)
        if dry_run != "client":
            service = await post(call, mapping_for(service), service, dry_run)
        await results.done(mapping_for(service), service, "exposed")

    await selection.visit(act)


def _service(call: Call, info: Info) -> Object:
    flags, obj, kind = call.flags, info.object or {}, info.mapping.kind
    if kind not in EXPOSABLE:
        raise KubectlError(f"cannot expose a {kind}{'.' + info.mapping.group if info.mapping.group else ''}")
    metadata = obj.get("metadata") or {}
    name = flags.text("name") or str(metadata.get("name", ""))[:63]
    selector = _parsed(flags.text("selector")) if flags.text("selector") else _selector(obj, kind, info)
    labels = _parsed(flags.text("labels")) if flags.text("labels") else dict(metadata.get("labels") or {})
    headless = flags.text("cluster-ip") == "None"
    ports = _ports(call, obj, kind, headless)
    spec: Object = {"ports": ports} if ports else {}
    spec["selector"] = selector
    for flag, field in (("cluster-ip", "clusterIP"), ("type", "type")):
        if value := flags.text(flag):
            spec[field] = value
    if value := flags.text("external-ip"):
        spec["externalIPs"] = [value]
    if value := flags.text("session-affinity"):
        if value not in ("None", "ClientIP"):
            raise KubectlError(f"unknown session affinity: {value}")
        spec["sessionAffinity"] = value
    if value := flags.text("load-balancer-ip"):
        spec["loadBalancerIP"] = value
    meta: Object = {"name": name}
    if call.namespace_given or (info.namespace and info.source):
        meta["namespace"] = info.namespace
    if labels:
        meta["labels"] = labels
    service = {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec, "status": {"loadBalancer": {}}}
    return overridden(call, in_order(service))


def _parsed(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if not equals or not key:
            raise KubectlError(f"unexpected label spec: {part}")
        found[key] = value
    return found


def _selector(obj: Object, kind: str, info: Info) -> dict[str, str]:
    spec = obj.get("spec") or {}
    if kind == "Pod":
        labels = (obj.get("metadata") or {}).get("labels") or {}
        if not labels:
            raise KubectlError("couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed")  # fmt: skip # noqa: E501
        return dict(labels)
    if kind in ("Service", "ReplicationController"):
        if not spec.get("selector"):
            raise KubectlError("couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set")  # fmt: skip # noqa: E501
        return dict(spec["selector"])
    selector = spec.get("selector") or {}
    if not selector.get("matchLabels"):
        raise KubectlError(
            "couldn't retrieve selectors via --selector flag or introspection: invalid "
            f"{kind.lower()}: no selectors, therefore cannot be exposed"
        )
    if selector.get("matchExpressions"):
        raise KubectlError(
            "couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "
            f'"[{" ".join(map(_requirement, selector["matchExpressions"]))}]" to map-based selector format'
        )
    return dict(selector["matchLabels"])


def _requirement(one: Object) -> str:
    values = " ".join(map(str, one.get("values") or []))
    return f"{{Key:{one['key']} Operator:{one['operator']} Values:[{values}]}}"


def _container_ports(obj: Object, kind: str) -> list[tuple[str, str]]:
    """(port, protocol) of every port that the object's containers (or the service) declare."""
    spec = obj.get("spec") or {}
    if kind == "Service":
        return [(str(port["port"]), port.get("protocol") or "TCP") for port in spec.get("ports") or []]
    pod = spec if kind == "Pod" else (spec.get("template") or {}).get("spec") or {}
    found = [port for each in pod.get("containers") or [] for port in each.get("ports") or []]
    return [(str(port["containerPort"]), port.get("protocol") or "TCP") for port in found]


def _ports(call: Call, obj: Object, kind: str, headless: bool) -> list[Object]:
    flags = call.flags
    declared = _container_ports(obj, kind)
    given = flags.text("port")
    numbers = given.split(",") if given else list(dict.fromkeys(port for port, _ in declared))
    if not numbers:
        if headless:
            return []
        raise KubectlError("couldn't find port via --port flag or introspection")
    protocols: dict[str, list[str]] = {}
    for port, protocol in declared:
        protocols.setdefault(port, []).append(protocol)
    found: list[Object] = []
    for number in numbers:
        if not number.isdigit():
            raise KubectlError(f"strconv.Atoi: parsing {quote(number)}: invalid syntax")
        wanted = [flags.text("protocol")] if flags.text("protocol") else protocols.get(number) or ["TCP"]
        found += [{"protocol": protocol, "port": int(number)} for protocol in wanted]
    target = flags.text("target-port")
    for index, entry in enumerate(found):
        entry["targetPort"] = (int(target) if target.isdigit() else target) if target else entry["port"]
        if len(found) > 1:
            found[index] = {"name": f"port-{index + 1}", **entry}
    return found
