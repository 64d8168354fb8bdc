"""A container's environment variables, or why they cannot be made.

Follows kubernetes pkg/kubelet/kubelet_pods.go: makeEnvironmentVariables, and third_party/forked/golang/expansion.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from app.cluster.control.resources import CONFIG_MAPS, SECRETS, Object, ResourceKey
from app.cluster.node.env_files import parse_env
from app.sim import quantity

Lookup = Callable[[ResourceKey, str], Object | None]
"""(resource, name) -> object of the pod's namespace."""
Read = Callable[[str, str], bytes | None]
"""(volume, path) -> what somebody has written there."""
_REFERENCE = re.compile(r"\$(\$|\(([^)]*)\))")


class ConfigError(Exception):
    """The container's configuration refers to something that is not there: CreateContainerConfigError."""


def environment(pod: Object, container: Object, lookup: Lookup, services: dict[str, str],
                allocatable: dict[str, str], read: Read = lambda volume, path: None) -> dict[str, str]:  # fmt: skip
    """All variables. `services` are the service links, `allocatable` the node's resources, for missing limits.

    `read` gives files of the pod's emptyDirs.
    """
    result = dict(services)
    for source in container.get("envFrom") or ():
        result.update(_all_of(source, lookup))
    declared: dict[str, str] = {}
    for one in container.get("env") or ():
        if reference := (one.get("valueFrom") or {}).get("fileKeyRef"):
            value = _from_file(pod, reference, read)
        else:
            value = _value(pod, container, one, lookup, {**result, **declared}, allocatable)
        if value is not None:
            declared[one["name"]] = value
    result.update(declared)
    return result


def expand(text: str, variables: dict[str, str]) -> str:
    """`$(NAME)` replaced where NAME is known; `$$` is one dollar sign."""

    def replace(match: re.Match[str]) -> str:
        if match[1] == "$":
            return "$"
        return variables.get(match[2], match[0])

    return _REFERENCE.sub(replace, text) if "$" in text else text


def _all_of(source: Object, lookup: Lookup) -> dict[str, str]:
    prefix = source.get("prefix", "")
    if reference := source.get("configMapRef"):
        found = lookup(CONFIG_MAPS, reference["name"])
        if found is None and not reference.get("optional"):
            raise ConfigError(f'configmap "{reference["name"]}" not found')
        return {prefix + key: value for key, value in ((found or {}).get("data") or {}).items()}
    if reference := source.get("secretRef"):
        found = lookup(SECRETS, reference["name"])
        if found is None and not reference.get("optional"):
            raise ConfigError(f'secret "{reference["name"]}" not found')
        return {prefix + key: _decode(value) for key, value in ((found or {}).get("data") or {}).items()}
    return {}


def _decode(value: str) -> str:
    return base64.b64decode(value).decode("utf-8", "surrogateescape")


def _value(pod: Object, container: Object, one: Object, lookup: Lookup, known: dict[str, str],
           allocatable: dict[str, str]) -> str | None:  # fmt: skip
    source = one.get("valueFrom")
    if not source:
        return expand(one.get("value", ""), known)
    if reference := source.get("configMapKeyRef"):
        return _keyed(pod, reference, lookup(CONFIG_MAPS, reference["name"]), "ConfigMap", lambda text: text)
    if reference := source.get("secretKeyRef"):
        return _keyed(pod, reference, lookup(SECRETS, reference["name"]), "Secret", _decode)
    if reference := source.get("fieldRef"):
        return field_value(pod, reference["fieldPath"])
    if reference := source.get("resourceFieldRef"):
        return resource_value(pod, container, reference, allocatable)
    return ""


def _from_file(pod: Object, reference: Object, read: Read) -> str | None:
    """Follows the case of FileKeyRef."""
    name, path, key = reference.get("volumeName", ""), reference.get("path", ""), reference.get("key", "")
    if not any(one["name"] == name and "emptyDir" in one for one in pod["spec"].get("volumes") or ()):
        raise ConfigError(f'cannot find the volume "{name}" referenced by FileKeyRef')
    data = read(f"pod {pod['metadata']['uid']} {name}", path)
    found = parse_env(data.decode("utf-8", "surrogateescape")) if data is not None else None
    if found is None:
        raise ConfigError("couldn't parse env file")
    if found.get(key):
        return found[key]
    if reference.get("optional"):
        return None
    folder = f"/var/lib/kubelet/pods/{pod['metadata']['uid']}/volumes/kubernetes.io~empty-dir/{name}"
    raise ConfigError(f'environment variable key "{key}" not found in file "{folder}/{path}"')


def _keyed(pod: Object, reference: Object, found: Object | None, kind: str, read: Callable[[str], str]) -> str | None:
    name, key = reference.get("name", ""), reference["key"]
    if found is None:
        if reference.get("optional"):
            return None
        raise ConfigError(f'{kind.lower()} "{name}" not found')
    value = (found.get("data") or {}).get(key)
    if value is None:
        if reference.get("optional"):
            return None
        raise ConfigError(f"couldn't find key {key} in {kind} {pod['metadata']['namespace']}/{name}")
    return read(value)


def field_value(pod: Object, path: str) -> str:
    """What a fieldRef gives. Follows pkg/fieldpath/fieldpath.go."""
    meta, spec, status = pod["metadata"], pod["spec"], pod.get("status", {})
    if match := re.fullmatch(r"metadata\.(labels|annotations)\['([^']*)'\]", path):
        return str((meta.get(match[1]) or {}).get(match[2], ""))
    if path in {"metadata.labels", "metadata.annotations"}:
        found = meta.get(path.split(".")[1]) or {}
        return "\n".join(f'{key}="{_quoted(found[key])}"' for key in sorted(found))
    values: dict[str, Any] = {
        "metadata.name": meta["name"],
        "metadata.namespace": meta["namespace"],
        "metadata.uid": meta["uid"],
        "spec.nodeName": spec.get("nodeName", ""),
        "spec.serviceAccountName": spec.get("serviceAccountName", ""),
        "status.hostIP": status.get("hostIP", ""),
        "status.podIP": status.get("podIP", ""),
        "status.hostIPs": ",".join(one["ip"] for one in status.get("hostIPs") or ()),
        "status.podIPs": ",".join(one["ip"] for one in status.get("podIPs") or ()),
    }
    return str(values.get(path, ""))


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def resource_value(pod: Object, container: Object, reference: Object, allocatable: dict[str, str]) -> str:
    """What a resourceFieldRef gives: a limit or request in units of its divisor, rounded up."""
    if name := reference.get("containerName"):
        container = next((one for one in pod["spec"].get("containers") or () if one["name"] == name), container)
    which, _, resource = reference["resource"].partition(".")
    text = ((container.get("resources") or {}).get(which) or {}).get(resource)
    if text is None:
        text = allocatable.get(resource, "0") if which == "limits" else "0"
    divisor = _nano(str(reference.get("divisor") or "0")) or 10**9
    return str(-(-_nano(str(text)) // divisor))


def _nano(text: str) -> int:
    return quantity.parse(text).scaled_value(quantity.NANO)


def service_variables(services: Iterable[Object], namespace: str, *, links: bool) -> dict[str, str]:
    """`WEB_SERVICE_HOST` and the like. Follows pkg/kubelet/envvars/envvars.go."""
    result: dict[str, str] = {}
    for service in services:
        meta, spec = service["metadata"], service["spec"]
        ip = spec.get("clusterIP", "")
        if ip in {"", "None"} or not spec.get("ports"):
            continue
        master = meta["namespace"] == "default" and meta["name"] == "kubernetes"
        if master or (links and meta["namespace"] == namespace):
            ports = tuple((one.get("name", ""), one.get("protocol", "TCP"), one["port"]) for one in spec["ports"])
            result.update(_of_service(meta["name"], ip, ports))
    return result


@lru_cache(maxsize=256)  # every container of a namespace gets the same: the strings once, not a kilobyte a pod
def _of_service(name: str, ip: str, ports: tuple[tuple[str, str, int], ...]) -> dict[str, str]:
    """`ports` are (name, protocol, number); the result is shared."""
    prefix = name.replace("-", "_").upper()
    result = {f"{prefix}_SERVICE_HOST": ip, f"{prefix}_SERVICE_PORT": str(ports[0][2])}
    for port_name, _, number in ports:
        if port_name:
            result[f"{prefix}_SERVICE_PORT_{port_name.replace('-', '_').upper()}"] = str(number)
    for index, (_, protocol, number) in enumerate(ports):
        url = f"{protocol.lower()}://{ip}:{number}"
        if index == 0:
            result[f"{prefix}_PORT"] = url
        stem = f"{prefix}_PORT_{number}_{protocol}"
        result.update({stem: url, f"{stem}_PROTO": protocol.lower(), f"{stem}_PORT": str(number),
                       f"{stem}_ADDR": ip})  # fmt: skip
    return result
