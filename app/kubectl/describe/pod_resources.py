"""What a pod asks for: requests and limits over all of its containers, and the quality of service that follows.

Follows kubernetes component-helpers/resource/helpers.go: PodRequests, PodLimits; kubectl/pkg/util/qos/qos.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.sim.quantity import Quantity, parse

Object = dict[str, Any]
Amounts = dict[str, Quantity]
Pick = Callable[[Object, Object], Object]  # (container, its status) -> its resources
WHOLE_POD = ("cpu", "memory")


def add(total: Amounts, more: Amounts) -> None:
    """Add amounts, name by name."""
    for name, amount in more.items():
        total[name] = total[name] + amount if name in total else amount


def raise_to(total: Amounts, least: Amounts) -> None:
    """Make each amount at least as large as another."""
    for name, amount in least.items():
        if name not in total or total[name] < amount:
            total[name] = amount


def _amounts(resources: Object | None) -> Amounts:
    return {name: parse(str(value)) for name, value in (resources or {}).items()}


def requests(pod: Object, *, with_status: bool = False) -> Amounts:
    """What the scheduler reserves; `with_status`: at least what the kubelet has set aside."""
    total = _aggregated(pod, lambda container, _: (container.get("resources") or {}).get("requests") or {})
    if with_status:
        raise_to(total, _aggregated(pod, _allocated))
        raise_to(total, _aggregated(pod, lambda c, s: _actual(c, s, "requests")))
    _apply_pod_level(total, pod, "requests")
    add(total, _amounts((pod.get("spec") or {}).get("overhead")))
    return total


def limits(pod: Object, *, with_status: bool = False) -> Amounts:
    """What the pod may use at most; `with_status`: at least what the kubelet has set."""
    total = _aggregated(pod, lambda container, _: (container.get("resources") or {}).get("limits") or {})
    if with_status:
        raise_to(total, _aggregated(pod, lambda c, s: _actual(c, s, "limits")))
    _apply_pod_level(total, pod, "limits")
    overhead = _amounts((pod.get("spec") or {}).get("overhead"))
    add(total, {name: amount for name, amount in overhead.items() if name in total and total[name].unscaled})
    return total


def _apply_pod_level(total: Amounts, pod: Object, kind: str) -> None:
    for name, amount in _amounts(((pod.get("spec") or {}).get("resources") or {}).get(kind)).items():
        if name in WHOLE_POD or name.startswith("hugepages-"):
            total[name] = amount


def _allocated(container: Object, status: Object) -> Object:
    return status.get("allocatedResources") or (container.get("resources") or {}).get("requests") or {}


def _actual(container: Object, status: Object, kind: str) -> Object:
    actual = (status.get("resources") or {}).get(kind)
    if actual is None and kind == "requests":
        return _allocated(container, status)
    return actual if actual is not None else (container.get("resources") or {}).get(kind) or {}


def _aggregated(pod: Object, pick: Pick) -> Amounts:
    """Containers and sidecars together; or, where that is more, the init container that asks for most."""
    spec, status = pod.get("spec") or {}, pod.get("status") or {}
    listed = [*(status.get("containerStatuses") or []), *(status.get("initContainerStatuses") or [])]
    statuses = {each.get("name"): each for each in reversed(listed)}
    total: Amounts = {}
    for container in spec.get("containers") or []:
        add(total, _amounts(pick(container, statuses.get(container.get("name")) or {})))
    sidecars: Amounts = {}
    initial: Amounts = {}
    for container in spec.get("initContainers") or []:
        amounts = _amounts(pick(container, statuses.get(container.get("name")) or {}))
        if container.get("restartPolicy") == "Always":
            add(total, amounts)
            add(sidecars, amounts)
            raise_to(initial, sidecars)
        else:
            add(amounts, sidecars)
            raise_to(initial, amounts)
    raise_to(total, initial)
    return total


def qos_class(pod: Object) -> str:
    """Guaranteed, Burstable or BestEffort."""
    spec = pod.get("spec") or {}
    every = [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]
    resources = [container.get("resources") or {} for container in every]
    if not any(each.get("requests") or each.get("limits") for each in resources):
        return "BestEffort"
    same = all(
        set(each.get("limits") or {}) >= set(WHOLE_POD)
        and all(parse(str((each.get("requests") or each["limits"]).get(name, each["limits"][name])))
                == parse(str(each["limits"][name])) for name in WHOLE_POD)
        for each in resources
    )  # fmt: skip
    return "Guaranteed" if same else "Burstable"
