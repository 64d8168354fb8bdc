"""How many replicas each replica set of a Deployment should have: pure arithmetic.

Follows kubernetes pkg/controller/deployment/{sync,rolling}.go and util/deployment_util.go.
"""

from __future__ import annotations

from app.cluster.control.resources import Object

MAX_REPLICAS = "deployment.kubernetes.io/max-replicas"
DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas"


def desired(obj: Object) -> int:
    """spec.replicas."""
    return int(obj["spec"].get("replicas", 1))


def share(value: int | str | None, whole: int, *, up: bool) -> int:
    """A number, or a percentage of `whole` rounded up or down."""
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    amount = int(value.rstrip("%")) * whole
    return -(-amount // 100) if up else amount // 100


def is_rolling(deployment: Object) -> bool:
    """Whether the strategy is RollingUpdate."""
    return bool((deployment["spec"].get("strategy") or {}).get("type", "RollingUpdate") == "RollingUpdate")


def fenceposts(deployment: Object) -> tuple[int, int]:
    """(maxSurge, maxUnavailable) as numbers; never both 0."""
    rolling = (deployment["spec"].get("strategy") or {}).get("rollingUpdate") or {}
    surge = share(rolling.get("maxSurge"), desired(deployment), up=True)
    unavailable = share(rolling.get("maxUnavailable"), desired(deployment), up=False)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return surge, unavailable


def max_surge(deployment: Object) -> int:
    """How many pods may exist above the wanted number."""
    return fenceposts(deployment)[0] if is_rolling(deployment) else 0


def max_unavailable(deployment: Object) -> int:
    """How many pods may be missing."""
    if not is_rolling(deployment) or desired(deployment) == 0:
        return 0
    return min(fenceposts(deployment)[1], desired(deployment))


def new_size(deployment: Object, sets: list[Object], new: int) -> int:
    """The replicas of the new replica set, which has `new` now and is among `sets`."""
    if not is_rolling(deployment):
        return desired(deployment)
    room = desired(deployment) + max_surge(deployment) - sum(desired(one) for one in sets)
    return new if room <= 0 else new + min(room, desired(deployment) - new)


def old_sizes(deployment: Object, new: Object, old: list[Object]) -> list[tuple[Object, int]]:
    """(old replica set, its new size) for those that a rolling update shrinks now: unhealthy replicas first."""
    sets = [*old, new]
    if not any(desired(one) for one in old):
        return []
    floor = desired(deployment) - max_unavailable(deployment)
    unavailable_new = desired(new) - new.get("status", {}).get("availableReplicas", 0)
    limit = sum(desired(one) for one in sets) - floor - unavailable_new
    if limit <= 0:
        return []
    sizes = {one["metadata"]["name"]: desired(one) for one in old}
    ordered = sorted(old, key=lambda one: (one["metadata"]["creationTimestamp"], one["metadata"]["name"]))
    _drop_unhealthy(ordered, sizes, limit)
    available = sum(one.get("status", {}).get("availableReplicas", 0) for one in sets)
    spare = available - floor
    for one in ordered:
        name = one["metadata"]["name"]
        gone = min(sizes[name], max(0, spare))
        sizes[name] -= gone
        spare -= gone
    return [(one, sizes[one["metadata"]["name"]]) for one in ordered if sizes[one["metadata"]["name"]] != desired(one)]


def _drop_unhealthy(ordered: list[Object], sizes: dict[str, int], limit: int) -> None:
    for one in ordered:
        name = one["metadata"]["name"]
        gone = min(limit, sizes[name] - one.get("status", {}).get("availableReplicas", 0))
        if gone > 0:
            sizes[name] -= gone
            limit -= gone


def proportional_sizes(deployment: Object, active: list[Object]) -> list[tuple[Object, int]]:
    """Sizes after a scaling during a rollout: the difference is spread in proportion to the present sizes."""
    allowed = desired(deployment) + max_surge(deployment) if desired(deployment) > 0 else 0
    to_add = allowed - sum(desired(one) for one in active)
    if to_add >= 0:
        ordered = sorted(active, key=lambda one: (desired(one), one["metadata"]["creationTimestamp"]), reverse=True)
    else:
        ordered = sorted(active, key=lambda one: (-desired(one), one["metadata"]["creationTimestamp"]))
    added = 0
    sizes: list[tuple[Object, int]] = []
    for one in ordered:
        part = _proportion(one, deployment, to_add, added) if to_add else 0
        added += part
        sizes.append((one, desired(one) + part))
    if to_add and sizes:
        sizes[0] = (sizes[0][0], max(0, sizes[0][1] + to_add - added))
    return sizes


def _proportion(one: Object, deployment: Object, to_add: int, added: int) -> int:
    if desired(one) == 0 or to_add == added:
        return 0
    allowed, fraction = to_add - added, _fraction(one, deployment)
    return min(fraction, allowed) if to_add > 0 else max(fraction, allowed)


def _fraction(one: Object, deployment: Object) -> int:
    if desired(deployment) == 0:
        return -desired(one)
    before = int((one["metadata"].get("annotations") or {}).get(MAX_REPLICAS, 0))
    before = before or deployment.get("status", {}).get("replicas", 0)
    if not before:
        return 0
    size = desired(one) * (desired(deployment) + max_surge(deployment)) / before
    return int(size + 0.5) - desired(one)
