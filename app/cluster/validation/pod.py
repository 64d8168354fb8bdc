"""Pods, and what may change in one that exists.

Follows kubernetes pkg/apis/core/validation/validation.go: ValidatePodCreate, ValidatePodUpdate, ValidatePodResize,
ValidatePodEphemeralContainersUpdate.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.quality_of_service import qos_class
from app.cluster.validation.containers import validate_image_whitespace
from app.cluster.validation.field_errors import Errors, forbidden, invalid, required
from app.cluster.validation.internal_types import difference, internal
from app.cluster.validation.pod_annotations import MIRROR, annotations_match, is_app_armor, validate_pod_annotations
from app.cluster.validation.pod_spec import validate_pod_spec
from app.cluster.validation.scheduling_rules import validate_tolerations
from app.sim.names import in_range

Object = dict[str, Any]
_SPEC, _EPHEMERAL = "api.core.v1.PodSpec", "api.core.v1.EphemeralContainer"
_TERM = "api.core.v1.NodeSelectorTerm"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_MAX_INT32 = 2**31 - 1
_CHANGEABLE = ",".join(
    (
        "`spec.containers[*].image`",
        "`spec.initContainers[*].image`",
        "`spec.activeDeadlineSeconds`",
        "`spec.tolerations` (only additions to existing tolerations)",
        "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    )
)
_ONLY_RESOURCES = "only cpu and memory resources are mutable"


def _validate(pod: Object) -> Errors:
    spec, metadata = pod.get("spec") or {}, pod.get("metadata") or {}
    errors = validate_pod_annotations("metadata.annotations", metadata.get("annotations") or {}, spec)
    errors += validate_pod_spec("spec", spec, pod_name=metadata.get("name") or "", real_pod=True)
    if not spec.get("serviceAccountName"):
        text = "must not be specified when serviceAccountName is not set"
        for index, volume in enumerate(spec.get("volumes") or ()):
            for at, source in enumerate((volume.get("projected") or {}).get("sources") or ()):
                if source.get("serviceAccountToken") is not None:
                    place = f"spec.volumes[{index}].projected.sources[{at}].serviceAccountToken"
                    errors.append(forbidden(place, text))
    for key in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(key) or ()):
            errors += validate_image_whitespace(f"spec.{key}[{index}]", container)
    return errors


def validate_pod(pod: Object) -> Errors:
    """A pod that is to be created."""
    spec = pod.get("spec") or {}
    errors = _validate(pod)
    if spec.get("ephemeralContainers"):
        errors.append(forbidden("spec.ephemeralContainers", "cannot be set on create"))
    if spec.get("nodeName") and spec.get("schedulingGates"):
        text = "cannot be set until all schedulingGates have been cleared"
        errors.append(forbidden("spec.nodeName", text))
    return errors + annotations_match("spec", (pod.get("metadata") or {}).get("annotations") or {}, spec)


def validate_pod_update(new: Object, old: Object) -> Errors:
    """A change of a pod through the pod itself; little may change."""
    errors = _validate(new) + _changed_annotations(new, old)
    after, before = new["spec"], old["spec"]
    for key in ("containers", "initContainers"):
        found = after.get(key) or []
        if len(found) != len(before.get(key) or []):
            return [*errors, forbidden(f"spec.{key}", "pod updates may not add or remove containers")]
        for at, item in enumerate(found):
            errors += [] if item.get("image") else [required(f"spec.{key}[{at}].image")]
            errors += validate_image_whitespace(f"spec.{key}[{at}]", item)
    deadline, stop = _deadline(after.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds"))
    errors += deadline
    if stop:
        return errors
    errors += _added_tolerations(after.get("tolerations") or [], before.get("tolerations") or [])
    errors += _removed_gates(after.get("schedulingGates") or [], before.get("schedulingGates") or [])
    if after == before:
        return errors
    return errors + _unchanged(after, before)


def _changed_annotations(new: Object, old: Object) -> Errors:
    """Follows ValidatePodSpecificAnnotationUpdates."""
    after, before = new["metadata"].get("annotations") or {}, old["metadata"].get("annotations") or {}
    errors: Errors = []
    for key in sorted(before):
        if after.get(key) != before[key]:
            errors += _fixed_annotation(key, "remove or update")
    for key in sorted(after.keys() - before.keys()):
        errors += _fixed_annotation(key, "add")
    return errors


def _fixed_annotation(key: str, act: str) -> Errors:
    path = f"metadata.annotations[{key}]"
    if is_app_armor(key):
        return [forbidden(path, f"may not {act} AppArmor annotations")]
    return [forbidden(path, f"may not {act} mirror pod annotation")] if key == MIRROR else []


def _deadline(new: int | None, old: int | None) -> tuple[Errors, bool]:
    path = "spec.activeDeadlineSeconds"
    if new is None:
        text = "must not update from a positive integer to nil value"
        return ([invalid(path, "null", text)] if old is not None else []), False
    if not 0 <= new <= _MAX_INT32:
        return [invalid(path, new, in_range(0, _MAX_INT32))], True
    if old is not None and old < new:
        return [invalid(path, new, "must be less than or equal to previous value")], True
    return [], False


def _added_tolerations(new: list[Object], old: list[Object]) -> Errors:
    def key(toleration: Object) -> Object:
        return {name: value for name, value in toleration.items() if name != "tolerationSeconds"}

    kept = [key(toleration) for toleration in new]
    if any(key(toleration) not in kept for toleration in old):
        text = "existing toleration can not be modified except its tolerationSeconds"
        return [forbidden("spec.tolerations", text)]
    return validate_tolerations("spec.tolerations", new)


def _removed_gates(new: list[Object], old: list[Object]) -> Errors:
    known = {gate.get("name") for gate in old}
    errors: Errors = []
    for index, gate in enumerate(new):
        if gate.get("name") not in known:
            text = f"only deletion is allowed, but found new scheduling gate '{gate.get('name')}'"
            errors.append(forbidden(f"spec.schedulingGates[{index}].name", text))
    return errors


def _unchanged(after: Object, before: Object) -> Errors:
    """Everything but the fields that may change is as it was."""
    munged = {**after}
    for key in ("containers", "initContainers"):
        if after.get(key):
            pairs = zip(after[key], before[key], strict=True)
            munged[key] = [{**mine, "image": theirs.get("image")} for mine, theirs in pairs]
    for key in ("activeDeadlineSeconds", "schedulingGates", "tolerations"):
        _copy(munged, before, key)
    if (before.get("terminationGracePeriodSeconds") or 0) < 0 and munged.get("terminationGracePeriodSeconds") == 1:
        _copy(munged, before, "terminationGracePeriodSeconds")
    errors: Errors = []
    if before.get("schedulingGates"):
        errors += _gated_selector(after, before)
        _copy(munged, before, "nodeSelector")
        errors += _gated_affinity(munged, before)
    shown, was = internal(munged, _SPEC), internal(before, _SPEC)
    if shown != was:
        text = f"pod updates may not change fields other than {_CHANGEABLE}\n{difference(was, shown)}"
        errors.append(forbidden("spec", text))
    return errors


def _copy(target: Object, source: Object, key: str) -> None:
    if key in source:
        target[key] = source[key]
    else:
        target.pop(key, None)


def _gated_selector(after: Object, before: Object) -> Errors:
    new, old = after.get("nodeSelector") or {}, before.get("nodeSelector") or {}
    if any(new.get(key) != value for key, value in old.items()):
        text = "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
        return [invalid("spec.nodeSelector", new, text)]
    return []


def _gated_affinity(munged: Object, before: Object) -> Errors:
    """A gated pod's node affinity may become stricter; then `munged` gets the one from before."""
    new = (munged.get("affinity") or {}).get("nodeAffinity")
    old = (before.get("affinity") or {}).get("nodeAffinity")
    if new == old:
        return []
    if munged.get("affinity") is None:
        munged["affinity"] = {"nodeAffinity": old}
    elif before.get("affinity") is None and not munged["affinity"].keys() & {"podAffinity", "podAntiAffinity"}:
        munged.pop("affinity")
    else:
        munged["affinity"] = {key: item for key, item in munged["affinity"].items() if key != "nodeAffinity"}
        if old is not None:
            munged["affinity"]["nodeAffinity"] = old
    return _stricter(new or {}, old or {})


def _stricter(new: Object, old: Object) -> Errors:
    """Follows validateNodeAffinityMutation."""
    path = f"spec.affinity.nodeAffinity.{_REQUIRED}.nodeSelectorTerms"
    if old.get(_REQUIRED) is None:
        return []
    before = old[_REQUIRED].get("nodeSelectorTerms") or []
    after = (new.get(_REQUIRED) or {}).get("nodeSelectorTerms") or []
    if before and len(before) != len(after):
        text = "no additions/deletions to non-empty NodeSelectorTerms list are allowed"
        return [invalid(path, [internal(term, _TERM) for term in after] or None, text)]
    errors: Errors = []
    for index, term in enumerate(before):
        if not _only_added(after[index], term):
            text = "only additions are allowed (no mutations or deletions)"
            errors.append(invalid(f"{path}[{index}]", internal(after[index], _TERM), text))
    return errors


def _only_added(new: Object, old: Object) -> bool:
    keys = ("matchExpressions", "matchFields")
    if not any(old.get(key) for key in keys):
        return not any(new.get(key) for key in keys)
    return all((new.get(key) or [])[: len(old.get(key) or [])] == (old.get(key) or []) for key in keys)


def validate_ephemeral_containers_update(new: Object, old: Object) -> Errors:
    """A change through the `ephemeralcontainers` subresource: containers are only added."""
    errors = _validate(new)
    if MIRROR in (old["metadata"].get("annotations") or {}):
        return [forbidden("", "static pods do not support ephemeral containers")]
    found = {item.get("name"): item for item in new["spec"].get("ephemeralContainers") or ()}
    for before in old["spec"].get("ephemeralContainers") or ():
        name, after = before.get("name"), found.get(before.get("name"))
        if after is None:
            text = f'existing ephemeral containers "{name}" may not be removed\n'
            errors.append(forbidden("spec.ephemeralContainers", text))
        elif after != before:
            diff = difference(internal(before, _EPHEMERAL), internal(after, _EPHEMERAL))
            text = f'existing ephemeral containers "{name}" may not be changed\n{diff}'
            errors.append(forbidden("spec.ephemeralContainers", text))
    return errors


def validate_resize(new: Object, old: Object) -> Errors:
    """A change through the `resize` subresource: requests and limits of cpu and memory."""
    errors = _validate(new)
    if MIRROR in (old["metadata"].get("annotations") or {}):
        return [forbidden("", "static pods cannot be resized")]
    if (old["spec"].get("os") or {}).get("name") == "windows":
        return [forbidden("", "windows pods cannot be resized")]
    quality = (old.get("status") or {}).get("qosClass") or qos_class(old)
    if quality != qos_class(new):
        text = "Pod QOS Class may not change as a result of resizing"
        errors.append(invalid("spec", quality, text))
    for key in ("initContainers", "containers"):
        for index, before in enumerate(old["spec"].get(key) or ()):
            after = (new["spec"].get(key) or [])[index]
            if key == "containers" or before.get("restartPolicy") == "Always":
                errors += _resized(f"spec.{key}[{index}].resources", after, before)
    if errors:
        return errors
    return [] if _without_sizes(new["spec"]) == _without_sizes(old["spec"]) else [forbidden("spec", _ONLY_RESOURCES)]


def _resized(path: str, new: Object, old: Object) -> Errors:
    errors: Errors = []
    after, before = new.get("resources") or {}, old.get("resources") or {}
    for key in ("requests", "limits"):
        if (before.get(key) or {}).keys() - (after.get(key) or {}).keys():
            errors.append(forbidden(f"{path}.{key}", f"resource {key} cannot be removed"))
    return errors


def _without_sizes(spec: Object) -> Object:
    result = {**spec}
    for key in ("initContainers", "containers"):
        if spec.get(key):
            result[key] = [_without_size(container) for container in spec[key]]
    return result


def _without_size(container: Object) -> Object:
    resources = container.get("resources") or {}
    rest = {
        key: {name: amount for name, amount in (resources.get(key) or {}).items() if name not in {"cpu", "memory"}}
        for key in ("requests", "limits")
    }
    return {key: value for key, value in container.items() if key not in {"resources", "resizePolicy"}} | rest


CREATE = {("", "Pod"): validate_pod}
UPDATE = {("", "Pod"): validate_pod_update}
