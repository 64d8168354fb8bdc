"""Priorities of pods by their class, and the rules of priority classes.

Follows kubernetes plugin/pkg/admission/priority/admission.go.
"""

from __future__ import annotations

from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.errors import forbidden
from app.cluster.api.objects import Object, name_of

PODS, CLASSES = ("", "pods"), ("scheduling.k8s.io", "priorityclasses")
SYSTEM_CLASSES = frozenset({"system-node-critical", "system-cluster-critical"})


def admit(attributes: Attributes) -> None:
    """Set spec.priority and preemptionPolicy of a new pod."""
    if attributes.key != PODS or attributes.operation != "CREATE" or not attributes.api.release.modern:
        return
    spec = attributes.new["spec"]
    name = spec.get("priorityClassName") or ""
    found = _default(attributes) if not name else attributes.api.store.get(CLASSES, "", name)
    if name and found is None:
        raise attributes.forbid(f"no PriorityClass with name {name} was found")
    value, policy = 0, "PreemptLowerPriority"
    if found is not None:
        spec["priorityClassName"] = name_of(found)
        value, policy = found.get("value", 0), found.get("preemptionPolicy") or policy
    if spec.get("priority") is not None and spec["priority"] != value:
        given = spec["priority"]
        raise attributes.forbid(
            f"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller "
            f"computed {value} from the given PriorityClass name"
        )
    given = spec.get("preemptionPolicy")
    if given is not None and given != policy:
        raise attributes.forbid(
            f"the string value of PreemptionPolicy ({given}) must not be provided in pod spec; priority admission "
            f"controller computed {policy} from the given PriorityClass name"
        )
    spec["priority"] = value
    spec["preemptionPolicy"] = policy


def _default(attributes: Attributes) -> Object | None:
    """The global default class with the lowest value."""
    found = [item for item in attributes.api.store.list(CLASSES) if item.get("globalDefault")]
    return min(found, key=lambda item: int(item.get("value", 0)), default=None)


def validate(attributes: Attributes) -> None:
    """There is one default, and system classes stay."""
    if attributes.key != CLASSES:
        return
    if attributes.operation == "DELETE":
        if attributes.name in SYSTEM_CLASSES:
            why = "this is a system priority class and cannot be deleted"
            raise forbidden(*CLASSES, attributes.name, why)
        return
    if not attributes.new.get("globalDefault"):
        return
    other = _default(attributes)
    if other is not None and name_of(other) != attributes.name:
        why = f"PriorityClass {name_of(other)} is already marked as default. Only one default can exist"
        raise attributes.forbid(why)


PLUGIN = Plugin(
    "Priority",
    admit=admit,
    validate=validate,
    operations=frozenset({"CREATE", "UPDATE", "DELETE"}),
    keys=frozenset({PODS, CLASSES}),
)
