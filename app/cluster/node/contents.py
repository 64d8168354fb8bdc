"""What the kubelet writes into a pod's volumes, or why it cannot.

Follows kubernetes pkg/volume/{configmap,secret,projected,downwardapi}: makePayload, collectData.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.cluster.control.resources import CONFIG_MAPS, SECRETS, Object, ResourceKey
from app.cluster.node.environment import Lookup, field_value, resource_value
from app.cluster.node.runtime import Content, Data

Payload = dict[str, tuple[Data, int]]  # path inside the volume -> content, permission bits
Token = Callable[[Object, Object], Data]  # pod, serviceAccountToken source -> token
DEFAULT_MODE, TOKEN_MODE = 0o644, 0o600
TMPFS, DIRECTORY = 0o1777, 0o777  # modes of a volume in memory, and on the node's disk
SET_GROUP, SHARED_READ = 0o2000, 0o440
WRITTEN = ("configMap", "secret", "downwardAPI", "projected")


class MountError(Exception):
    """A volume that cannot be set up now; the text goes into a FailedMount event."""


class NotYetError(MountError):
    """A volume that others have to prepare; the kubelet waits without a word."""


def failed(volume: str, why: str) -> MountError:
    """The kubelet's words for a volume whose contents cannot be made."""
    return MountError(f'MountVolume.SetUp failed for volume "{volume}" : {why}')


@dataclass(frozen=True)
class Source:
    """Where contents come from: `token` makes service account tokens."""

    pod: Object
    lookup: Lookup
    allocatable: dict[str, str]
    token: Token


def volume_content(source: Source, volume: Object, now: float) -> Content | None:
    """A volume's files; None for volumes into which the kubelet writes nothing. MountError when they cannot be made."""
    kind = next((one for one in WRITTEN if one in volume), None)
    if kind is None:
        return None
    name, given = volume["name"], volume[kind]
    files = _payload(source, name, kind, given)
    owner = _single_user(source.pod) if kind == "projected" else None
    group = (source.pod["spec"].get("securityContext") or {}).get("fsGroup")
    mode = DIRECTORY if kind == "configMap" else TMPFS
    if group is not None:
        files = {path: (data, bits | SHARED_READ) for path, (data, bits) in files.items()}
        mode |= SET_GROUP
    uid = source.pod["metadata"]["uid"]
    return Content(shared_table(tuple(files.items())), uid, name, now, mode, owner or 0, group or 0)


@lru_cache(maxsize=64)
def shared_table(items: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    """One table for all pods of a template, which have the same files and variables."""
    return dict(items)


def _payload(source: Source, volume: str, kind: str, given: Object) -> Payload:
    mode = int(given.get("defaultMode", DEFAULT_MODE))
    if kind == "configMap":
        return _mapped(source, volume, given, (CONFIG_MAPS, given.get("name", "")), mode)
    if kind == "secret":
        return _mapped(source, volume, given, (SECRETS, given.get("secretName", "")), mode)
    if kind == "downwardAPI":
        return _downward(source, given, mode)
    return _projected(source, volume, given, mode)


def _projected(source: Source, volume: str, given: Object, mode: int) -> Payload:
    result: Payload = {}
    problems: list[str] = []
    for one in given.get("sources") or ():
        try:
            if part := one.get("configMap"):
                result.update(_mapped(source, volume, part, (CONFIG_MAPS, part.get("name", "")), mode))
            elif part := one.get("secret"):
                result.update(_mapped(source, volume, part, (SECRETS, part.get("name", "")), mode))
            elif part := one.get("downwardAPI"):
                result.update(_downward(source, part, mode))
            elif part := one.get("serviceAccountToken"):
                shared = (source.pod["spec"].get("securityContext") or {}).get("fsGroup")
                bits = mode if shared is None and _single_user(source.pod) is None else TOKEN_MODE
                result[part["path"]] = (source.token(source.pod, part), bits)
        except MountError as problem:
            problems.append(str(problem).partition(" : ")[2])
    if problems:
        raise failed(volume, problems[0] if len(set(problems)) == 1 else f"[{', '.join(dict.fromkeys(problems))}]")
    return result


def _mapped(source: Source, volume: str, given: Object, place: tuple[ResourceKey, str], mode: int) -> Payload:
    """The keys of a config map or secret that are wanted."""
    resource, name = place
    kind, short = ("configmap", "config") if resource == CONFIG_MAPS else ("secret", "secret")
    optional, found = bool(given.get("optional")), source.lookup(resource, name)
    if found is None:
        if optional:
            return {}
        raise failed(volume, f'{kind} "{name}" not found')
    data = object_data(found, secret=resource == SECRETS)
    items: list[Any] = given.get("items") or []
    if not items:
        return {key: (value, mode) for key, value in data.items()}
    result: Payload = {}
    for item in items:
        if item["key"] in data:
            result[item["path"]] = (data[item["key"]], int(item.get("mode", mode)))
        elif not optional:
            raise failed(volume, f"references non-existent {short} key: {item['key']}")
    return result


@lru_cache(maxsize=64)  # every pod has the cluster's certificate: once, not a kilobyte each
def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def object_data(found: Object, *, secret: bool) -> dict[str, bytes]:
    """What a config map or secret holds."""
    data: dict[str, bytes] = {}
    for key, value in (found.get("data") or {}).items():
        data[key] = base64.b64decode(value) if secret else _encoded(value)
    for key, value in (found.get("binaryData") or {}).items():
        data[key] = base64.b64decode(value)
    return data


def _downward(source: Source, given: Object, mode: int) -> Payload:
    result: Payload = {}
    for item in given.get("items") or ():
        if reference := item.get("fieldRef"):
            text = field_value(source.pod, reference["fieldPath"])
        else:
            text = resource_value(source.pod, {}, item["resourceFieldRef"], source.allocatable)
        result[item["path"]] = (text.encode(), int(item.get("mode", mode)))
    return result


def _single_user(pod: Object) -> int | None:
    """The user whom all containers run as, when the pod says so. Follows pkg/volume/util/util.go: FsUserFrom."""
    shared = (pod["spec"].get("securityContext") or {}).get("runAsUser")
    users = set()
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in pod["spec"].get(field) or ():
            users.add((container.get("securityContext") or {}).get("runAsUser", shared))
    return next(iter(users)) if len(users) == 1 else None


def references(pod: Object) -> set[tuple[ResourceKey, str]]:
    """The config maps and secrets that the pod's volumes are made of: (resource, name)."""
    found: set[tuple[ResourceKey, str]] = set()
    for volume in pod["spec"].get("volumes") or ():
        for one in (volume, *((volume.get("projected") or {}).get("sources") or ())):
            if part := one.get("configMap"):
                found.add((CONFIG_MAPS, part.get("name", "")))
            if part := one.get("secret"):
                found.add((SECRETS, part.get("secretName") or part.get("name", "")))
    return found
