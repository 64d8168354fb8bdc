"""What drivers of volumes leave in the API: attachments, nodes' drivers, classes of attributes.

Follows kubernetes pkg/apis/storage/validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.cluster.validation.field_errors import (
    Errors,
    FieldError,
    duplicate,
    forbidden,
    invalid,
    required,
    too_long,
)
from app.cluster.validation.internal_types import internal
from app.cluster.validation.rules import label_name, not_negative, wrong
from app.sim.names import is_label_key, is_subdomain

Object = dict[str, Any]
GROUP = "storage.k8s.io"
LONGEST_DRIVER, LONGEST_NODE = 63, 256
_ONE_SOURCE = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"


def driver_name(path: str, name: str) -> Iterator[FieldError]:
    """The name of a driver: a DNS name in any case."""
    if not name:
        yield required(path)
        return
    if len(name) > LONGEST_DRIVER:
        yield too_long(path, LONGEST_DRIVER)
    yield from wrong(path, name, is_subdomain(name.lower()))


def _attachment(attachment: Object) -> Errors:
    spec = attachment.get("spec") or {}
    errors: Errors = list(driver_name("spec.attacher", spec.get("attacher") or ""))
    source = spec.get("source") or {}
    inline, name = source.get("inlineVolumeSpec"), source.get("persistentVolumeName")
    if inline is None and name is None:
        errors.append(required("spec.source", _ONE_SOURCE))
    elif inline is not None and name is not None:
        errors.append(forbidden("spec.source", _ONE_SOURCE))
    elif name == "":
        errors.append(required("spec.source.persistentVolumeName", "must specify non empty persistentVolumeName"))
    node = spec.get("nodeName") or ""
    return errors + wrong("spec.nodeName", node, is_subdomain(node))


def _attachment_update(new: Object, old: Object) -> Errors:
    if new.get("spec") == old.get("spec"):
        return []
    shown = internal(new.get("spec"), "api.storage.v1.VolumeAttachmentSpec")
    return [invalid("spec", shown, "field is immutable"), *_attachment(new)]


def _node(node: Object) -> Errors:
    errors: Errors = []
    names: set[str] = set()
    for index, driver in enumerate((node.get("spec") or {}).get("drivers") or ()):
        path, name = f"spec.drivers[{index}]", driver.get("name") or ""
        errors += driver_name(f"{path}.name", name)
        identity = driver.get("nodeID") or ""
        if not identity:
            errors.append(required(f"{path}.nodeID"))
        elif len(identity) > LONGEST_NODE:
            errors.append(invalid(f"{path}.nodeID", identity, f"must be {LONGEST_NODE} characters or less"))
        errors += not_negative(f"{path}.allocatable.count", (driver.get("allocatable") or {}).get("count"))
        if name in names:
            errors.append(duplicate(f"{path}.name", name))
        names.add(name)
        errors += _topology(driver.get("topologyKeys") or [], path)
    return errors


def _topology(keys: list[str], path: str) -> Iterator[FieldError]:
    for index, key in enumerate(keys):
        if not key:
            yield required(path)
        if key in keys[:index]:
            yield duplicate(path, key)
        yield from label_name(path, key)


def _attributes(attributes: Object) -> Errors:
    driver = attributes.get("driverName") or ""
    errors: Errors = wrong("driverName", driver.lower(), is_label_key(driver.lower())) if driver else [
        required("driverName")]  # fmt: skip
    if not attributes.get("parameters"):
        errors.append(required("parameters", "must contain at least one key/value pair"))
    return errors


def _attributes_update(new: Object, old: Object) -> Errors:
    changed = [name for name in ("driverName", "parameters") if (new.get(name) or None) != (old.get(name) or None)]
    return [forbidden(name, f"updates to {name} are forbidden.") for name in changed] + _attributes(new)


CREATE = {
    (GROUP, "VolumeAttachment"): _attachment,
    (GROUP, "CSINode"): _node,
    (GROUP, "VolumeAttributesClass"): _attributes,
}
UPDATE = {
    (GROUP, "VolumeAttachment"): _attachment_update,
    (GROUP, "VolumeAttributesClass"): _attributes_update,
}
