"""What a controller writes into the statuses of GatewayClasses, Gateways and routes.

Follows sigs.k8s.io/gateway-api apis/v1/{gateway,httproute,shared}_types.go (types and reasons) and nginx-gateway-fabric
internal/controller/state/conditions/conditions.go (messages).
"""

from __future__ import annotations

from typing import Any

from app.cluster.control.plane import Plane
from app.cluster.control.resources import SECRETS, SERVICES, Object, is_deleting
from app.cluster.gateway.resources import (
    GROUP,
    ROUTES,
    allows,
    common_hosts,
    fits,
    is_granted,
    kinds_of,
    parents,
)

Condition = dict[str, Any]


def condition(kind: str, reason: str, message: str, *, good: bool = True) -> Condition:
    """A condition, without its time and generation."""
    return {"type": kind, "status": "True" if good else "False", "reason": reason, "message": message}


def stamped(conditions: list[Condition], before: list[Condition], generation: int, now: str) -> list[Condition]:
    """The conditions with their times: those that say the same as before keep theirs."""
    known = {one["type"]: one for one in before}
    found = []
    for one in conditions:
        old = known.get(one["type"], {})
        since = old.get("lastTransitionTime", now) if old.get("status") == one["status"] else now
        found.append({"lastTransitionTime": since, "message": one["message"], "observedGeneration": generation,
                      "reason": one["reason"], "status": one["status"], "type": one["type"]})  # fmt: skip
    return found


def of_class(crds: bool = True) -> list[Condition]:
    """A GatewayClass."""
    return [
        condition("Accepted", "Accepted", "The GatewayClass is accepted", good=crds),
        condition("SupportedVersion", "SupportedVersion", "The Gateway API CRD versions are supported"),
    ]


def listener_conditions(plane: Plane, gateway: Object, listener: Object) -> list[Condition]:
    """A listener: its protocol, the secret of its certificate, clashes with others."""
    if listener["protocol"] not in {"HTTP", "HTTPS"}:
        text = f'protocol: Unsupported value: "{listener["protocol"]}": supported values: "HTTP", "HTTPS"'
        return [condition("Accepted", "UnsupportedProtocol", text, good=False),
                condition("Programmed", "Invalid", text, good=False)]  # fmt: skip
    if (problem := _certificate(plane, gateway, listener)) is not None:
        reason, text = problem
        return [condition("Accepted", reason, text, good=False), condition("ResolvedRefs", reason, text, good=False),
                condition("Programmed", "Invalid", text, good=False)]  # fmt: skip
    place = (listener["port"], listener.get("hostname"))
    twins = [one for one in gateway["spec"]["listeners"] if (one["port"], one.get("hostname")) == place]
    if len(twins) > 1 and len({one["protocol"] for one in twins}) > 1:
        text = "Multiple listeners for the same port specify incompatible protocols; ensure only one protocol per port"
        return [condition("Accepted", "ProtocolConflict", text, good=False),
                condition("Conflicted", "ProtocolConflict", text)]  # fmt: skip
    return [
        condition("Accepted", "Accepted", "The Listener is accepted"),
        condition("Programmed", "Programmed", "The Listener is programmed"),
        condition("ResolvedRefs", "ResolvedRefs", "All references are resolved"),
        condition("Conflicted", "NoConflicts", "No conflicts", good=False),
    ]


def _certificate(plane: Plane, gateway: Object, listener: Object) -> tuple[str, str] | None:
    if listener["protocol"] != "HTTPS":
        return None
    own = gateway["metadata"]["namespace"]
    for index, one in enumerate((listener.get("tls") or {}).get("certificateRefs") or ()):
        namespace, name = one.get("namespace", own), one["name"]
        target = ("", "Secret", namespace, name)
        if namespace != own and not is_granted(plane, (GROUP, "Gateway", own), target):
            return (
                "RefNotPermitted",
                f"Certificate ref to secret {namespace}/{name} not permitted by any ReferenceGrant",
            )
        if plane.objects.get(SECRETS, namespace, name) is None:
            where = f"tls.certificateRefs[{index}]"
            return "InvalidCertificateRef", f'{where}: Invalid value: "{namespace}/{name}": Secret does not exist'
    return None


def of_parent(plane: Plane, gateway: Object, route: Object, parent: Object) -> list[Condition]:
    """A route, as one of its parents sees it."""
    listeners = [one for one in gateway["spec"]["listeners"] if fits(parent, one)]
    refs = backend_problem(plane, route) or condition("ResolvedRefs", "ResolvedRefs", "All references are resolved")
    if not listeners:
        text = "Listener is not found for this parent ref"
        return [condition("Accepted", "NoMatchingParent", text, good=False), refs]
    allowed = [one for one in listeners if allows(plane, one, gateway, route)]
    if not allowed:
        text = "The Route is not allowed by any listener"
        return [condition("Accepted", "NotAllowedByListeners", text, good=False), refs]
    if not any(common_hosts(one, route) for one in allowed):
        text = "Listener hostname does not match the Route hostnames"
        return [condition("Accepted", "NoMatchingListenerHostname", text, good=False), refs]
    return [condition("Accepted", "Accepted", "The Route is accepted"), refs]


def backend_problem(plane: Plane, route: Object) -> Condition | None:
    """The first backend that cannot be used."""
    own = route["metadata"]["namespace"]
    for number, rule in enumerate(route["spec"].get("rules") or ()):
        for index, one in enumerate(rule.get("backendRefs") or ()):
            where = f"spec.rules[{number}].backendRefs[{index}]"
            kind, namespace = one.get("kind", "Service"), one.get("namespace", own)
            if kind != "Service" or one.get("group", ""):
                text = f'{where}.kind: Unsupported value: "{kind}": supported values: "Service"'
                return condition("ResolvedRefs", "InvalidKind", text, good=False)
            granted = is_granted(plane, (GROUP, route["kind"], own), ("", "Service", namespace, one["name"]))
            if namespace != own and not granted:
                text = f"{where}.namespace: Forbidden: Backend ref to Service {namespace}/{one['name']} not permitted by any ReferenceGrant"  # noqa: E501
                return condition("ResolvedRefs", "RefNotPermitted", text, good=False)
            service = plane.objects.get(SERVICES, namespace, one["name"])
            if service is None:
                text = f'{where}.name: Not found: "{one["name"]}"'
                return condition("ResolvedRefs", "BackendNotFound", text, good=False)
    return None


def attached(plane: Plane, gateway: Object, listener: Object) -> int:
    """How many routes hang on a listener."""
    count = 0
    for key in ROUTES:
        for route in plane.objects.list(key):
            meant = any(fits(parent, listener) for parent in parents(route, gateway))
            if meant and not is_deleting(route) and allows(plane, listener, gateway, route):
                count += bool(common_hosts(listener, route))
    return count


def of_gateway(plane: Plane, gateway: Object, addresses: list[str], now: str) -> Object:
    """The whole status of a Gateway."""
    generation = gateway["metadata"].get("generation", 1)
    before = gateway.get("status") or {}
    known = {one["name"]: one.get("conditions") or [] for one in before.get("listeners") or ()}
    listeners, good = [], 0
    for one in gateway["spec"]["listeners"]:
        conditions = listener_conditions(plane, gateway, one)
        good += all(each["status"] == "True" or each["type"] == "Conflicted" for each in conditions)
        listeners.append({
            "attachedRoutes": attached(plane, gateway, one),
            "conditions": stamped(conditions, known.get(one["name"], []), generation, now),
            "name": one["name"],
            "supportedKinds": [{"group": GROUP, "kind": kind} for kind in kinds_of(one)],
        })  # fmt: skip
    if good == len(listeners):
        found = [condition("Accepted", "Accepted", "The Gateway is accepted"),
                 condition("Programmed", "Programmed", "The Gateway is programmed")]  # fmt: skip
    elif good:
        text = "The Gateway has at least one valid listener"
        found = [condition("Accepted", "ListenersNotValid", text),
                 condition("Programmed", "Programmed", "The Gateway is programmed")]  # fmt: skip
    else:
        text = "The Gateway has no valid listeners"
        found = [condition("Accepted", "ListenersNotValid", text, good=False),
                 condition("Programmed", "Invalid", text, good=False)]  # fmt: skip
    status: Object = {"conditions": stamped(found, before.get("conditions") or [], generation, now),
                      "listeners": listeners}  # fmt: skip
    if addresses:
        status["addresses"] = [{"type": "IPAddress", "value": one} for one in addresses]
    return status
