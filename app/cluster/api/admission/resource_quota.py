"""Creation stops where a namespace's quota ends.

Follows kubernetes apiserver/pkg/admission/plugin/resourcequota/controller.go.
"""

from __future__ import annotations

from app.cluster.api import quota
from app.cluster.api.admission.attributes import Attributes, Plugin
from app.cluster.api.errors import ApiError
from app.cluster.api.objects import Object, clone, name_of
from app.cluster.api.quota import QUOTAS, add, value_of


def validate(attributes: Attributes) -> None:
    """ApiError 403 when a quota would be exceeded; otherwise what is asked for is counted at once."""
    if not attributes.namespace or attributes.key == QUOTAS:
        return
    quotas = [
        item for item in attributes.api.store.list(QUOTAS, attributes.namespace) if item.get("status", {}).get("hard")
    ]
    if not quotas:
        return
    wanted = quota.usage(attributes.key, attributes.new)
    before = quota.usage(attributes.key, attributes.old) if attributes.old is not None else {}
    charges = [
        (item, delta)
        for item in quotas
        if quota.in_scope(item, attributes.key, attributes.new) and (delta := _delta(attributes, item, wanted, before))
    ]
    for item, delta in charges:
        _check(attributes, item, delta)
    if attributes.call.dry_run:
        return
    for item, delta in charges:
        _charge(attributes, item, delta)


def _delta(attributes: Attributes, item: Object, wanted: dict[str, str], before: dict[str, str]) -> dict[str, str]:
    hard = item["status"]["hard"]
    if attributes.operation == "CREATE":
        missing = quota.must_specify(item, attributes.key, attributes.new, wanted)
        if missing:
            raise attributes.forbid(f"failed quota: {name_of(item)}: must specify {missing}")
    found = {}
    for name in hard:
        amount = quota.subtract(wanted.get(name, "0"), before.get(name, "0"))
        if value_of(amount) > 0:
            found[name] = amount
    return found


def _check(attributes: Attributes, item: Object, delta: dict[str, str]) -> None:
    hard, used = item["status"]["hard"], item["status"].get("used") or {}
    over = [name for name in delta if value_of(add(used.get(name, "0"), delta[name])) > value_of(hard[name])]
    if over:
        raise _exceeded(attributes, item, delta, sorted(over))


def _exceeded(attributes: Attributes, item: Object, delta: dict[str, str], over: list[str]) -> ApiError:
    hard, used = item["status"]["hard"], item["status"].get("used") or {}
    asked = ",".join(f"{name}={delta[name]}" for name in over)
    taken = ",".join(f"{name}={used.get(name, '0')}" for name in over)
    limited = ",".join(f"{name}={hard[name]}" for name in over)
    return attributes.forbid(f"exceeded quota: {name_of(item)}, requested: {asked}, used: {taken}, limited: {limited}")


def _charge(attributes: Attributes, item: Object, delta: dict[str, str]) -> None:
    changed = clone(item)
    used = changed["status"].setdefault("used", {})
    for name, amount in delta.items():
        used[name] = add(used.get(name, "0"), amount)
    attributes.api.objects.update(QUOTAS, changed, subresource="status", manager="kube-apiserver")


PLUGIN = Plugin("ResourceQuota", validate=validate)
