"""A pod's volumes as files, or why one cannot be mounted.

Follows kubernetes pkg/volume/{configmap,secret,projected,downwardapi}, and the kubelet's FailedMount messages.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from app.cluster.control.resources import (
    CONFIG_MAPS,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    SECRETS,
    Object,
    ResourceKey,
)
from app.cluster.node.environment import Lookup, field_value, resource_value
from app.cluster.node.runtime import Mount

Files = dict[str, bytes]  # path inside the volume -> content
Token = Callable[[Object, Object], str]  # pod, serviceAccountToken source -> token


class MountError(Exception):
    """A volume that cannot be set up now; the text goes into a FailedMount event."""


def volume_files(pod: Object, volume: Object, lookup: Lookup, allocatable: dict[str, str], token: Token) -> Files:
    """The files of one volume; empty for those that start empty; `token` makes service account tokens."""
    name = volume["name"]
    if source := volume.get("configMap"):
        return _mapped(name, source, _data(lookup, CONFIG_MAPS, source.get("name", ""), name, source))
    if source := volume.get("secret"):
        return _mapped(name, source, _data(lookup, SECRETS, source.get("secretName", ""), name, source))
    if source := volume.get("downwardAPI"):
        return _downward(pod, source, allocatable)
    if source := volume.get("projected"):
        return _projected(pod, name, source, lookup, allocatable, token)
    if source := volume.get("persistentVolumeClaim"):
        check_claim(lookup, pod, source["claimName"])
    return {}


def _failed(volume: str, why: str) -> MountError:
    return MountError(f'MountVolume.SetUp failed for volume "{volume}" : {why}')


def _data(lookup: Lookup, resource: ResourceKey, name: str, volume: str, source: Object) -> Files | None:
    """The content of a config map or secret; None when it may be missing and is."""
    found = lookup(resource, name)
    kind = "configmap" if resource == CONFIG_MAPS else "secret"
    if found is None:
        if source.get("optional"):
            return None
        raise _failed(volume, f'{kind} "{name}" not found')
    data: Files = {}
    for key, value in (found.get("data") or {}).items():
        data[key] = value.encode("utf-8", "surrogateescape") if kind == "configmap" else base64.b64decode(value)
    for key, value in (found.get("binaryData") or {}).items():
        data[key] = base64.b64decode(value)
    return data


def _mapped(volume: str, source: Object, data: Files | None) -> Files:
    items: list[Any] = source.get("items") or []
    if data is None or not items:
        return data or {}
    result: Files = {}
    for item in items:
        if item["key"] not in data:
            if source.get("optional"):
                continue
            raise _failed(volume, f"references non-existent config key: {item['key']}" if "secretName" not in source
                          else f"references non-existent secret key: {item['key']}")  # fmt: skip
        result[item["path"]] = data[item["key"]]
    return result


def _downward(pod: Object, source: Object, allocatable: dict[str, str]) -> Files:
    result: Files = {}
    for item in source.get("items") or ():
        if reference := item.get("fieldRef"):
            text = field_value(pod, reference["fieldPath"])
        else:
            text = resource_value(pod, {}, item["resourceFieldRef"], allocatable)
        result[item["path"]] = text.encode()
    return result


def _projected(pod: Object, volume: str, source: Object, lookup: Lookup, allocatable: dict[str, str],
               token: Token) -> Files:  # fmt: skip
    result: Files = {}
    for one in source.get("sources") or ():
        if part := one.get("configMap"):
            result.update(_mapped(volume, part, _data(lookup, CONFIG_MAPS, part.get("name", ""), volume, part)))
        elif part := one.get("secret"):
            result.update(_mapped(volume, part, _data(lookup, SECRETS, part.get("name", ""), volume, part)))
        elif part := one.get("downwardAPI"):
            result.update(_downward(pod, part, allocatable))
        elif part := one.get("serviceAccountToken"):
            result[part["path"]] = token(pod, part).encode()
    return result


def check_claim(lookup: Lookup, pod: Object, name: str) -> None:
    """Raise MountError unless the claim is bound."""
    claim = lookup(PERSISTENT_VOLUME_CLAIMS, name)
    if claim is None:
        raise MountError(f'error processing PVC {pod["metadata"]["namespace"]}/{name}: failed to fetch PVC from API '
                         f'server: persistentvolumeclaims "{name}" not found')  # fmt: skip
    volume = claim["spec"].get("volumeName")
    if not volume or claim.get("status", {}).get("phase") != "Bound" or lookup(PERSISTENT_VOLUMES, volume) is None:
        raise MountError(f"error processing PVC {pod['metadata']['namespace']}/{name}: PVC is not bound")


def mounted_files(container: Object, volumes: dict[str, Files]) -> Files:
    """The volumes' files where the container has them: absolute path -> content."""
    result: Files = {}
    for mount in container.get("volumeMounts") or ():
        files, base = volumes.get(mount["name"], {}), mount["mountPath"].rstrip("/")
        part = mount.get("subPath")
        for path, content in files.items():
            if part is None:
                result[f"{base}/{path}"] = content
            elif path == part:
                result[base] = content
            elif path.startswith(part + "/"):
                result[f"{base}/{path[len(part) + 1 :]}"] = content
    return result


def mounted_disks(pod: Object, container: Object, lookup: Lookup, node: str) -> tuple[Mount, ...]:
    """The volumes of a container that keep what is written: emptyDir, hostPath, claims."""
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or ()}
    found = []
    for mount in container.get("volumeMounts") or ():
        if (disk := _disk(pod, volumes.get(mount["name"], {}), lookup, node)) is not None:
            path, part = mount["mountPath"].rstrip("/"), mount.get("subPath", "").strip("/")
            found.append(Mount(path, disk[0], disk[1], part))
    return tuple(found)


def _disk(pod: Object, volume: Object, lookup: Lookup, node: str) -> tuple[str, str] | None:
    """A volume's disk by name, and its directory on the node."""
    if "hostPath" in volume:
        return _on_node(node, volume["hostPath"]["path"])
    if "emptyDir" in volume:
        return f"pod {pod['metadata']['uid']} {volume['name']}", ""
    claim_name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
    if "ephemeral" in volume:
        claim_name = f"{pod['metadata']['name']}-{volume['name']}"
    claim = lookup(PERSISTENT_VOLUME_CLAIMS, claim_name) if claim_name else None
    stored = lookup(PERSISTENT_VOLUMES, claim["spec"].get("volumeName", "")) if claim is not None else None
    if stored is None:
        return None
    for source in ("hostPath", "local"):
        if source in stored["spec"]:
            return _on_node(node, stored["spec"][source]["path"])
    return f"volume {stored['metadata']['uid']}", ""


def _on_node(node: str, path: str) -> tuple[str, str]:
    path = "/" + path.strip("/")
    return f"node {node} {path}", path
