"""A pod's volumes as its containers have them, or why one cannot be mounted.

Follows kubernetes pkg/volume/{hostpath,local,emptydir}, pkg/kubelet/kubelet_pods.go: makeMounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from app.cluster.control.attachments import attachment_name, must_attach
from app.cluster.control.resources import (
    CSI_DRIVERS,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    VOLUME_ATTACHMENTS,
    Object,
)
from app.cluster.control.volume_matching import claim_name
from app.cluster.node import image_volumes
from app.cluster.node.contents import TMPFS, MountError, NotYetError, failed, shared_table
from app.cluster.node.environment import ConfigError, Lookup, expand
from app.cluster.node.runtime import ContainerRuntime, Content, Data, Mount

Contents = Mapping[str, Content]  # by the volume's name
# Types of a hostPath: what must be there, and how that is worded when it is not.
HOST_PATHS = {
    "Directory": ("directory", "a directory"), "DirectoryOrCreate": ("directory", "a directory"),
    "File": ("file", "a file"), "FileOrCreate": ("file", "a file"), "Socket": ("socket", "a socket file"),
    "CharDevice": ("character device", "a character device"), "BlockDevice": ("block device", "a block device"),
}  # fmt: skip
EVERYWHERE = ("/run/xtables.lock", "/lib/modules")  # what every node has: not worth making its machine to look


def check_volume(pod: Object, volume: Object, lookup: Lookup, runtime: ContainerRuntime, node: str) -> None:
    """Raise MountError when a volume that is not the kubelet's own work cannot be mounted."""
    if source := volume.get("hostPath"):
        _check_host_path(volume["name"], source, runtime, node)
    if source := volume.get("csi"):
        why = f"mounter.SetUpAt failed to get CSI client: {_unknown_driver(source)}"
        raise failed(volume["name"], f"kubernetes.io/csi: {why}")
    name = claim_name(pod, volume)
    if not name:
        return
    stored = _bound_volume(lookup, pod, volume["name"], name)
    spec = stored["spec"]
    _check_mode(pod, volume["name"], spec)
    if "csi" in spec:
        _check_csi(stored, lookup, node)
    if source := spec.get("hostPath"):
        _check_host_path(spec_name(stored), source, runtime, node)
    if (source := spec.get("local")) and runtime.node_path(node, source["path"]) == "":
        why = f'path "{source["path"]}" does not exist'
        raise MountError(f'MountVolume.NewMounter initialization failed for volume "{spec_name(stored)}" : {why}')


def _check_mode(pod: Object, volume: str, spec: Object) -> None:
    """Follows pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go: createVolumeSpec."""
    mode = spec.get("volumeMode") or "Filesystem"
    for field, wanted in (("volumeMounts", "Filesystem"), ("volumeDevices", "Block")):
        if mode != wanted and any(one["name"] == volume for one in _uses(pod, field)):
            raise _unprocessed(volume, f"volume {volume} has volumeMode {mode}, but is specified in {field}")
    if mode == "Block" and "csi" not in spec:
        raise NotYetError(f"no plugin here has volumes that are block devices: {volume}")


def _uses(pod: Object, field: str) -> Iterator[Object]:
    for kind in ("initContainers", "containers", "ephemeralContainers"):
        for container in pod["spec"].get(kind) or ():
            yield from container.get(field) or ()


def _check_csi(stored: Object, lookup: Lookup, node: str) -> None:
    """No driver is there, whether it attaches volumes or not. Follows pkg/volume/csi/csi_attacher.go: MountDevice."""
    source = stored["spec"]["csi"]
    if must_attach(lookup(CSI_DRIVERS, source["driver"])):
        attachment = lookup(VOLUME_ATTACHMENTS, attachment_name(stored, node)) or {}
        if not (attachment.get("status") or {}).get("attached"):
            raise NotYetError(f"volume {spec_name(stored)} is not attached")
    why = f"attacher.MountDevice failed to create newCsiDriverClient: {_unknown_driver(source)}"
    raise MountError(f'MountVolume.MountDevice failed for volume "{spec_name(stored)}" : kubernetes.io/csi: {why}')


def _unknown_driver(source: Object) -> str:
    return f"driver name {source['driver']} not found in the list of registered CSI drivers"


def spec_name(stored: Object) -> str:
    """How the kubelet names a persistent volume."""
    return str(stored["metadata"]["name"])


def _check_host_path(name: str, source: Object, runtime: ContainerRuntime, node: str) -> None:
    """Follows pkg/volume/hostpath/host_path.go: checkTypeInternal."""
    kind, path = source.get("type") or "", source["path"]
    if kind not in HOST_PATHS or path in EVERYWHERE:
        return
    wanted, words = HOST_PATHS[kind]
    found = runtime.node_path(node, path, wanted if kind.endswith("OrCreate") else "")
    if found is None or found == wanted:
        return
    if kind == "FileOrCreate" and not found:
        raise failed(name, f"open {path}: no such file or directory")
    raise failed(name, f"hostPath type check failed: {path} is not {words}")


def _bound_volume(lookup: Lookup, pod: Object, volume: str, name: str) -> Object:
    """A bound claim's volume; MountError for others. Follows pkg/kubelet/volumemanager/populator."""
    where = f"{pod['metadata']['namespace']}/{name}"
    claim = lookup(PERSISTENT_VOLUME_CLAIMS, name)
    why = ""
    if claim is None:
        why = f'failed to fetch PVC from API server: persistentvolumeclaims "{name}" not found'
    elif "deletionTimestamp" in claim["metadata"]:
        why = "PVC is being deleted"
    else:
        bound = claim["spec"].get("volumeName")
        stored = lookup(PERSISTENT_VOLUMES, bound) if bound else None
        if stored is not None and claim.get("status", {}).get("phase") == "Bound":
            return stored
        why = "PVC is not bound"
    raise _unprocessed(volume, f"error processing PVC {where}: {why}")


def _unprocessed(volume: str, why: str) -> MountError:
    return MountError(
        f"Unable to attach or mount volumes: unmounted volumes=[{volume}], unattached volumes=[], failed to process "
        f"volumes=[{volume}]: {why}"
    )


def mounted_files(container: Object, contents: Contents) -> Mapping[str, Data]:
    """The kubelet's files where the container has them, by absolute path."""
    result: dict[str, Data] = {}
    for mount in container.get("volumeMounts") or ():
        if (content := contents.get(mount["name"])) is None:
            continue
        base, part = mount["mountPath"].rstrip("/"), mount.get("subPath")
        for path, (data, _) in content.files.items():
            if not part:
                result[_below(base, path)] = data
            elif path == part:
                result[base] = data
            elif path.startswith(part + "/"):
                result[f"{base}/{path[len(part) + 1 :]}"] = data
    return shared_table(tuple(result.items()))


@lru_cache(maxsize=256)  # the same few paths in every pod
def _below(base: str, path: str) -> str:
    return f"{base}/{path}"


def container_mounts(
    pod: Object, container: Object, contents: Contents, lookup: Lookup, node: str, variables: dict[str, str]
) -> tuple[Mount, ...]:
    """Where a container has the pod's volumes; ConfigError when a subPathExpr cannot be read."""
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes") or ()}
    group = (pod["spec"].get("securityContext") or {}).get("fsGroup")
    found = []
    for mount in container.get("volumeMounts") or ():
        name = mount["name"]
        volume, path = volumes.get(name, {}), mount["mountPath"].rstrip("/") or "/"
        part, read_only = _part(mount, variables), bool(mount.get("readOnly"))
        identity = f"pod {pod['metadata']['uid']} {name}"
        if (content := contents.get(name)) is not None:
            found.append(Mount(path, identity, "", part, True, content))
        elif "image" in volume:
            found.append(image_volumes.mounted(volume, path, part))
        elif "emptyDir" in volume:
            mode = TMPFS if (volume["emptyDir"] or {}).get("medium") == "Memory" else 0o777
            found.append(Mount(path, identity, "", part, read_only, None, group, mode))
        elif (disk := _disk(pod, volume, lookup, node)) is not None:
            read_only = read_only or bool((volume.get("persistentVolumeClaim") or {}).get("readOnly"))
            found.append(Mount(path, disk[0], disk[1], part, read_only, None, group if disk[2] else None))
    return tuple(found)


def _part(mount: Object, variables: dict[str, str]) -> str:
    """The part of a volume that is mounted. Follows pkg/kubelet/container/helpers.go: ExpandContainerVolumeMounts."""
    if "subPathExpr" not in mount:
        return str(mount.get("subPath", "")).strip("/")
    text = expand(mount["subPathExpr"], variables)
    if "$(" in text:
        raise ConfigError(f"missing value for {text[text.index('$(') + 2 : text.index(')')]}")
    return text.strip("/")


def _disk(pod: Object, volume: Object, lookup: Lookup, node: str) -> tuple[str, str, bool] | None:
    """A volume's disk by name, its directory on the node, and whether fsGroup means something to it."""
    if "hostPath" in volume:
        return _on_node(node, volume["hostPath"]["path"], grouped=False)
    name = claim_name(pod, volume)
    claim = lookup(PERSISTENT_VOLUME_CLAIMS, name) if name else None
    stored = lookup(PERSISTENT_VOLUMES, claim["spec"].get("volumeName", "")) if claim is not None else None
    if stored is None:
        return None
    for source in ("hostPath", "local"):
        if source in stored["spec"]:
            return _on_node(node, stored["spec"][source]["path"], grouped=source == "local")
    return f"volume {stored['metadata']['uid']}", "", True


def _on_node(node: str, path: str, *, grouped: bool) -> tuple[str, str, bool]:
    path = "/" + path.strip("/")
    return f"node {node} {path}", path, grouped
