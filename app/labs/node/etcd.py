"""The etcd of a lab: what clients read from it, and which state of the store lies in which data directory.

The store is the cluster's. Stopping etcd writes it into its data directory; starting it reads the directory that its
manifest names, so that restored snapshots, directories moved aside and empty ones mean what they mean.
"""

from __future__ import annotations

import posixpath
import zlib
from typing import Any

import orjson

from app.cluster.api.rewind import empty, rewind, saved
from app.cluster.api.storage_keys import storage_key
from app.cluster.api.stored_form import stored_form
from app.cluster.cluster import Cluster
from app.cluster.control.components import STORE
from app.cluster.control.machinery import Machinery
from app.host.etcd import image
from app.host.host import Host
from app.host.node import EtcdValue

FOLDER = "/var/lib/etcd"
KEPT = "etcd"  # in the plane's memory: the data directory in use, and keys that are not the API server's
FLAG = "--data-dir="
Object = dict[str, Any]


class EtcdServer:
    """See app.host.node.Etcd."""

    def __init__(self, cluster: Cluster, host: Host) -> None:
        self.cluster, self.host = cluster, host
        self.member, self.address = host.spec.name, host.interface.address
        if isinstance(cluster.control, Machinery):
            self._kept: dict[str, Any] = cluster.control.plane.kept.setdefault(KEPT, {})
            self._components = cluster.control.plane.components
            self._was_up = STORE not in self._components.down
            self._components.changed.append(self._changed)
            self._components.begun.append(lambda name, pod: self._begin(pod) if name == STORE else None)

    # -- what clients ask

    def issuer(self) -> str:
        """Whose certificates it shows and trusts."""
        return "CN=etcd-ca"

    def measure(self) -> tuple[int, int, int]:
        """Revision, number of keys, bytes."""
        store = self.cluster.api.store
        keys = sum(store.size(key) for key in store.resources())
        return store.resource_version, keys, (keys * 3 + store.resource_version) << 10

    def dump(self) -> bytes:
        """Everything, as a snapshot's file."""
        packed = zlib.compress(orjson.dumps({**saved(self.cluster.api), "own": self._own()}))
        return image.Image(*self.measure(), packed).encode()

    def range(self, key: str, end: str) -> list[EtcdValue]:
        """The keys from one to before another, in order."""
        return [one for one in self._values() if one.key == key or (end and key <= one.key < end)]

    def put(self, key: str, value: bytes) -> None:
        """Write a key of the learner's own."""
        if key.startswith("/registry"):
            raise PermissionError(key)
        self._own()[key] = value.decode("utf-8", "replace")

    def delete(self, key: str) -> None:
        """Take a key out."""
        if self._own().pop(key, None) is not None:
            return
        api = self.cluster.api
        for place in api.store.resources():
            resource = api.resources.canonical(place)
            for obj in api.store.list(place):
                if storage_key(resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"]) == key:
                    api.store.remove(place, obj)
                    return

    def _own(self) -> dict[str, str]:
        found: dict[str, str] = self._kept.setdefault("keys", {})
        return found

    def _values(self) -> list[EtcdValue]:
        api = self.cluster.api
        revision = api.resource_version
        found = [EtcdValue(key, value.encode(), revision, revision) for key, value in self._own().items()]
        for place in api.store.resources():
            resource = api.resources.canonical(place)
            for obj in api.store.list(place):
                meta = obj["metadata"]
                key = storage_key(resource, meta.get("namespace", ""), meta["name"])
                version = int(meta.get("resourceVersion", 1))
                value = stored_form(obj) if api.encryption is None else api.encryption.stored(obj, stored_form(obj))
                found.append(EtcdValue(key, value, version, version, max(1, meta.get("generation", 1))))
        return sorted(found, key=lambda one: one.key)

    # -- its data directory

    def _changed(self) -> None:
        """It has ended: what it held lies on the disk."""
        up = STORE not in self._components.down
        if self._was_up and not up:
            self._keep()
        self._was_up = up

    def _keep(self) -> None:
        folder = self._kept.get("folder", FOLDER)
        path = posixpath.join(folder, image.DATABASE)
        if self._read(path) == image.LIVE:
            data = self.dump()
            self.host.files.write_file(path, data, mode=0o600)
            self._kept["left"] = image.decode(data).hash if image.decode(data) else 0  # type: ignore[union-attr]

    def _begin(self, pod: Object) -> None:
        """It starts in a pod: with what its data directory holds."""
        folder = data_directory(pod)
        path = posixpath.join(folder, image.DATABASE)
        data = self._read(path) if folder else None
        if data == image.LIVE:
            return  # it was killed, or this is a copy of the directory in use
        found = image.decode(data or b"")
        if found is None:
            self._load(empty(self.cluster.api))
        elif found.hash != self._kept.pop("left", None):
            self._load(orjson.loads(zlib.decompress(found.packed)))
        if folder:
            self._kept["folder"] = folder
            image.write_directory(self.host.files, folder, image.LIVE)

    def _load(self, data: Object) -> None:
        rewind(self.cluster.api, data)
        self._kept["keys"] = data.get("own", {})

    def _read(self, path: str) -> bytes | None:
        try:
            return self.host.files.read_file(path)
        except OSError:
            return None


def data_directory(pod: Object) -> str:
    """Where on the node an etcd keeps its data; "" when only its container has it."""
    container = pod["spec"]["containers"][0]
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    inside = next((word.removeprefix(FLAG) for word in words if word.startswith(FLAG)), "default.etcd").rstrip("/")
    volumes = {one["name"]: one.get("hostPath") for one in pod["spec"].get("volumes") or ()}
    mounts = sorted(container.get("volumeMounts") or (), key=lambda one: -len(one["mountPath"]))
    for mount in mounts:
        at, source = mount["mountPath"].rstrip("/"), volumes.get(mount["name"])
        if inside == at or inside.startswith(f"{at}/"):
            return posixpath.normpath(source["path"] + inside[len(at) :]) if source else ""
    return ""
