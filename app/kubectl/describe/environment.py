"""Environment variables of a container.

Follows kubernetes kubectl/pkg/describe/describe.go: describeContainerEnvVars, describeContainerEnvFrom;
kubectl/pkg/util/fieldpath; kubectl/pkg/util/resource: ExtractContainerResourceValue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.describe.text import Text
from app.sim.quantity import QuantityError, parse

Object = dict[str, Any]
Resolver = Callable[[str], str]


def write_environment(text: Text, container: Object, resolve: Resolver | None) -> None:
    """Variables with their values, or where these come from."""
    variables = container.get("env") or []
    text.line("Environment:" if variables else "Environment:\t<none>", level=2)
    for variable in variables:
        name, source = variable.get("name"), variable.get("valueFrom")
        if source is None:
            first, *rest = str(variable.get("value") or "").split("\n")
            text.field(name, first, level=3)
            for line in rest:
                text.line(f"\t{line}", level=3)
        elif (shown := _from(source, container, resolve)) is not None:
            text.field(name, shown, level=3)


def _from(source: Object, container: Object, resolve: Resolver | None) -> str | None:
    if ref := source.get("fieldRef"):
        value = resolve(str(ref.get("fieldPath"))) if resolve else ""
        return f"{value} ({ref.get('apiVersion', '')}:{ref.get('fieldPath')})"
    if ref := source.get("resourceFieldRef"):
        value, resource = _resource(ref, container), ref.get("resource")
        if value == "0" and resource in ("limits.cpu", "limits.memory"):
            value = "node allocatable"
        return f"{value} ({resource})"
    if ref := source.get("secretKeyRef"):
        return f"<set to the key '{ref.get('key')}' in secret '{ref.get('name')}'>\tOptional: {_optional(ref)}"
    if ref := source.get("configMapKeyRef"):
        return f"<set to the key '{ref.get('key')}' of config map '{ref.get('name')}'>\tOptional: {_optional(ref)}"
    return None


def _optional(ref: Object) -> str:
    return "true" if ref.get("optional") else "false"


def write_env_from(text: Text, sources: list[Object]) -> None:
    """Config maps and secrets that become variables."""
    text.line("Environment Variables from:", level=2)
    for source in sources:
        kind, ref = "", {}
        if source.get("configMapRef") is not None:
            kind, ref = "ConfigMap", source["configMapRef"]
        elif source.get("secretRef") is not None:
            kind, ref = "Secret", source["secretRef"]
        prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
        text.line(f"{ref.get('name') or ''}\t{kind}{prefix}\tOptional: {_optional(ref)}", level=3)


def _resource(ref: Object, container: Object) -> str:
    """A limit or request in units of the divisor, rounded up."""
    group, _, name = str(ref.get("resource")).partition(".")
    if group not in ("limits", "requests") or name not in ("cpu", "memory", "ephemeral-storage"):
        return ""
    value = ((container.get("resources") or {}).get(group) or {}).get(name, "0")
    try:
        amount, divisor = parse(str(value)), parse(str(ref.get("divisor") or "0"))
    except QuantityError:
        return ""
    if name == "cpu":
        unit = divisor.milli_value() or 1000
        return str(-(-amount.milli_value() // unit))
    return str(-(-amount.value() // (divisor.value() or 1)))


def pod_fields(pod: Object) -> Resolver:
    """What the fields of a pod hold, by path: name and namespace, all that the client itself can look up."""
    metadata = pod.get("metadata") or {}
    known = {f"metadata.{key}": str(metadata.get(key, "")) for key in ("name", "namespace")}
    return lambda path: known.get(path, "")
