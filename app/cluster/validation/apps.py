"""Workloads: Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController, PodTemplate, ControllerRevision.

Follows kubernetes pkg/apis/apps/validation/validation.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.validation.field_errors import Errors, forbidden, invalid, not_supported, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.object_meta import immutable, validate_annotations, validate_labels
from app.cluster.validation.pod_spec import validate_template
from app.cluster.validation.rules import (
    MISMATCH,
    at_most_all,
    empty_selector,
    int_or_percent,
    is_zero,
    label_selector,
    not_negative,
    selects,
)

Object = dict[str, Any]
_STATEFUL_SET = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
_STATEFUL_SET_FIELDS = {
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
}


def _labels(template: Object) -> dict[str, str] | None:
    found: dict[str, str] | None = (template.get("metadata") or {}).get("labels")
    return found


def _always(path: str, template: Object, kind: str) -> Errors:
    """Pods that are kept running restart always and have no deadline."""
    spec = template.get("spec") or {}
    errors: Errors = []
    if spec.get("restartPolicy") != "Always":
        errors.append(not_supported(f"{path}.spec.restartPolicy", spec.get("restartPolicy") or "", ["Always"]))
    if spec.get("activeDeadlineSeconds") is not None:
        text = f"activeDeadlineSeconds in {kind} is not Supported"
        errors.append(forbidden(f"{path}.spec.activeDeadlineSeconds", text))
    return errors


def _replica_template(path: str, spec: Object) -> Errors:
    template = spec.get("template") or {}
    errors: Errors = []
    selector = spec.get("selector")
    if (selector is None or not empty_selector(selector)) and not selects(selector, _labels(template)):
        errors.append(invalid(f"{path}.metadata.labels", _labels(template), MISMATCH))
    return errors + validate_template(path, template) + _always(path, template, "ReplicaSet")


def _selector(spec: Object, empty: str) -> Errors:
    selector = spec.get("selector")
    if selector is None:
        return [required("spec.selector")]
    errors = label_selector("spec.selector", selector)
    return [*errors, invalid("spec.selector", selector, empty)] if empty_selector(selector) else errors


def _deployment(deployment: Object) -> Errors:
    spec = deployment.get("spec") or {}
    errors = not_negative("spec.replicas", spec.get("replicas"))
    errors += _selector(spec, "empty selector is invalid for deployment")
    errors += _replica_template("spec.template", spec)
    errors += _strategy("spec.strategy", spec.get("strategy") or {})
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))
    deadline = spec.get("progressDeadlineSeconds")
    errors += not_negative("spec.progressDeadlineSeconds", deadline)
    if deadline is not None and deadline <= (spec.get("minReadySeconds") or 0):
        errors.append(invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"))
    return errors


def _strategy(path: str, strategy: Object) -> Errors:
    kind, rolling = strategy.get("type") or "", strategy.get("rollingUpdate")
    if kind == "Recreate":
        if rolling is None:
            return []
        return [forbidden(f"{path}.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")]
    if kind == "RollingUpdate":
        if rolling is None:
            return [required(f"{path}.rollingUpdate", "this should be defaulted and never be nil")]
        return _rolling_update(f"{path}.rollingUpdate", rolling)
    shown = internal(strategy, "api.apps.v1.DeploymentStrategy")
    return [not_supported(path, shown, ["Recreate", "RollingUpdate"])]


def _rolling_update(path: str, rolling: Object) -> Errors:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    errors = int_or_percent(f"{path}.maxUnavailable", unavailable) + int_or_percent(f"{path}.maxSurge", surge)
    if is_zero(unavailable) and is_zero(surge):
        errors.append(invalid(f"{path}.maxUnavailable", unavailable, "may not be 0 when `maxSurge` is 0"))
    return errors + at_most_all(f"{path}.maxUnavailable", unavailable)


def _same_selector(new: Object, old: Object) -> Errors:
    return list(immutable("spec.selector", new["spec"].get("selector"), old["spec"].get("selector")))


def _deployment_update(new: Object, old: Object) -> Errors:
    return _deployment(new) + _same_selector(new, old)


def _replica_set(replica_set: Object) -> Errors:
    spec = replica_set.get("spec") or {}
    errors = not_negative("spec.replicas", spec.get("replicas"))
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += _selector(spec, "empty selector is invalid for deployment")
    return errors + _replica_template("spec.template", spec)


def _replica_set_update(new: Object, old: Object) -> Errors:
    return _replica_set(new) + _same_selector(new, old)


def _daemon_set(daemon_set: Object) -> Errors:
    spec = daemon_set.get("spec") or {}
    template = spec.get("template") or {}
    errors = label_selector("spec.selector", spec.get("selector"))
    if not selects(spec.get("selector"), _labels(template)):
        errors.append(invalid("spec.template.metadata.labels", _labels(template), MISMATCH))
    if spec.get("selector") is not None and empty_selector(spec["selector"]):
        errors.append(invalid("spec.selector", spec["selector"], "empty selector is invalid for daemonset"))
    errors += validate_template("spec.template", template)
    errors += _always("spec.template", template, "DaemonSet")
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += _daemon_strategy("spec.updateStrategy", spec.get("updateStrategy") or {})
    return errors + not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def _daemon_strategy(path: str, strategy: Object) -> Errors:
    kind = strategy.get("type") or ""
    if kind == "OnDelete":
        return []
    if kind != "RollingUpdate":
        shown = internal(strategy, "api.apps.v1.DaemonSetUpdateStrategy")
        return [not_supported(path, shown, ["RollingUpdate", "OnDelete"])]
    rolling = strategy.get("rollingUpdate")
    if rolling is None:
        return [required(f"{path}.rollingUpdate")]
    place, unavailable, surge = f"{path}.rollingUpdate", rolling.get("maxUnavailable"), rolling.get("maxSurge")
    errors = int_or_percent(f"{place}.maxUnavailable", unavailable) + int_or_percent(f"{place}.maxSurge", surge)
    errors += at_most_all(f"{place}.maxUnavailable", unavailable) + at_most_all(f"{place}.maxSurge", surge)
    if is_zero(unavailable) and is_zero(surge):
        errors.append(required(f"{place}.maxUnavailable", "cannot be 0 when maxSurge is 0"))
    elif not is_zero(unavailable) and not is_zero(surge):
        errors.append(invalid(f"{place}.maxSurge", surge, "may not be set when maxUnavailable is non-zero"))
    return errors


def _daemon_set_update(new: Object, old: Object) -> Errors:
    return _daemon_set(new) + _same_selector(new, old)


def _stateful_set(stateful_set: Object) -> Errors:
    spec = stateful_set.get("spec") or {}
    management = spec.get("podManagementPolicy") or ""
    errors: Errors = []
    if not management:
        errors.append(required("spec.podManagementPolicy"))
    elif management not in {"OrderedReady", "Parallel"}:
        errors.append(invalid("spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'"))
    errors += _stateful_strategy("spec.updateStrategy", spec.get("updateStrategy") or {})
    errors += _retention("spec.persistentVolumeClaimRetentionPolicy", spec.get("persistentVolumeClaimRetentionPolicy"))
    errors += not_negative("spec.replicas", spec.get("replicas"))
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += not_negative("spec.ordinals.start", (spec.get("ordinals") or {}).get("start"))
    errors += _selector(spec, "empty selector is invalid for statefulset")
    template = spec.get("template") or {}
    # Upstream checks the metadata of this template and leaves its spec to the pods.
    if not selects(spec.get("selector"), _labels(template)):
        errors.append(invalid("spec.template.metadata.labels", _labels(template), MISMATCH))
    metadata = template.get("metadata") or {}
    errors += validate_labels(metadata.get("labels"), "spec.template.labels")
    errors += validate_annotations(metadata.get("annotations"), "spec.template.annotations")
    return errors + _always("spec.template", template, "StatefulSet")


def _stateful_strategy(path: str, strategy: Object) -> Errors:
    kind, rolling = strategy.get("type") or "", strategy.get("rollingUpdate")
    if not kind:
        return [required(path)]
    if kind == "OnDelete":
        if rolling is None:
            return []
        shown = internal(rolling, "api.apps.v1.RollingUpdateStatefulSetStrategy")
        return [invalid(f"{path}.rollingUpdate", shown, "only allowed for updateStrategy 'RollingUpdate'")]
    if kind == "RollingUpdate":
        place = f"{path}.rollingUpdate"
        errors = not_negative(f"{place}.partition", (rolling or {}).get("partition"))
        unavailable = (rolling or {}).get("maxUnavailable")
        errors += int_or_percent(f"{place}.maxUnavailable", unavailable)
        if unavailable is not None and is_zero(unavailable):
            errors.append(invalid(f"{place}.maxUnavailable", unavailable, "cannot be 0"))
        return errors + at_most_all(f"{place}.maxUnavailable", unavailable)
    shown = internal(strategy, "api.apps.v1.StatefulSetUpdateStrategy")
    return [invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'")]


def _retention(path: str, policy: Object | None) -> Errors:
    errors: Errors = []
    for name in ("whenDeleted", "whenScaled"):
        value = (policy or {}).get(name)
        if value is not None and value not in {"Retain", "Delete"}:
            errors.append(not_supported(f"{path}.{name}", value, ["Retain", "Delete"]))
    return errors


def _stateful_set_update(new: Object, old: Object) -> Errors:
    errors = _stateful_set(new)
    after, before = new["spec"], old["spec"]
    changed = {key for key in after.keys() | before.keys() if after.get(key) != before.get(key)}
    return [*errors, forbidden("spec", _STATEFUL_SET)] if changed - _STATEFUL_SET_FIELDS else errors


def _replication_controller(controller: Object) -> Errors:
    spec = controller.get("spec") or {}
    selector, template = spec.get("selector") or {}, spec.get("template")
    errors = not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    if not selector:
        errors.append(required("spec.selector"))
    errors += not_negative("spec.replicas", spec.get("replicas"))
    if template is None:
        return [*errors, required("spec.template")]
    labels = _labels(template)
    if any((labels or {}).get(key) != value for key, value in selector.items()):
        errors.append(invalid("spec.template.metadata.labels", labels, MISMATCH))
    errors += validate_template("spec.template", template)
    return errors + _always("spec.template", template, "ReplicationController")


def _pod_template(obj: Object) -> Errors:
    return validate_template("template", obj.get("template") or {})


def _controller_revision(revision: Object) -> Errors:
    errors = [] if revision.get("data") is not None else [required("data", "data is mandatory")]
    return errors + not_negative("revision", revision.get("revision"))


def _controller_revision_update(new: Object, old: Object) -> Errors:
    return _controller_revision(new) + list(immutable("data", new.get("data"), old.get("data")))


CREATE = {
    ("apps", "Deployment"): _deployment,
    ("apps", "ReplicaSet"): _replica_set,
    ("apps", "StatefulSet"): _stateful_set,
    ("apps", "DaemonSet"): _daemon_set,
    ("apps", "ControllerRevision"): _controller_revision,
    ("", "ReplicationController"): _replication_controller,
    ("", "PodTemplate"): _pod_template,
}
UPDATE = {
    ("apps", "Deployment"): _deployment_update,
    ("apps", "ReplicaSet"): _replica_set_update,
    ("apps", "StatefulSet"): _stateful_set_update,
    ("apps", "DaemonSet"): _daemon_set_update,
    ("apps", "ControllerRevision"): _controller_revision_update,
}
