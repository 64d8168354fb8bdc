"""Pods that a kubelet reads from files, and the mirrors by which the API shows them.

Follows kubernetes pkg/kubelet/config/{file,common}.go and pkg/kubelet/pod/mirror_client.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import partial
from hashlib import md5
from typing import TYPE_CHECKING, Any

import yaml

from app.cluster.api.errors import ApiError
from app.cluster.control.components import NAMES, SERVER, STORE
from app.cluster.control.resources import NODES, PODS, Object, is_deleting, name_of

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet
    from app.cluster.node.pod_worker import PodWorker

HASH, MIRROR, SEEN, SOURCE = (f"kubernetes.io/config.{name}" for name in ("hash", "mirror", "seen", "source"))
FOLDER = "/etc/kubernetes/manifests"
READY_AFTER = {"kube-apiserver": 4.0}  # seconds from a component's start until it does its work
STARTED = 2.0
MIRRORED = 1.0  # seconds from a mirror's deletion until there is another


class BadManifestError(Exception):
    """A file that is no pod; the text is the kubelet's."""


@dataclass(frozen=True)
class _Known:
    """What a file was when it was read last, and the pod that it made (two empty strings for none)."""

    digest: str
    namespace: str = ""
    name: str = ""
    hash: str = ""  # of the pod; "" for one that ran before anybody looked at its file

    @property
    def pod(self) -> tuple[str, str]:
        return self.namespace, self.name


class StaticPods:
    """One kubelet's. Nothing is known of its files until `adopt` was called."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.files: dict[str, _Known] | None = None

    def adopt(self, files: Mapping[str, bytes]) -> None:
        """These are the files of the static pods that run already."""
        self.files = {}
        for path, data in files.items():
            try:
                pod = self.read(path, data)
            except BadManifestError:
                continue
            self.files[path] = _Known(_digest(data), *name_of(pod))

    def wants(self, pod: Object) -> bool:
        """Whether the pod behind a mirror is still to run."""
        if self.files is None:
            return True
        mine = (pod["metadata"].get("annotations") or {}).get(HASH)
        return any(known.pod == name_of(pod) and known.hash in {"", mine} for known in self.files.values())

    def update(self, files: Mapping[str, bytes]) -> None:
        """The folder has these files now."""
        before = self.files if self.files is not None else {}
        self.files = {path: known for path, known in before.items() if path in files}
        changed = [path for path in sorted(files) if path not in before or before[path].digest != _digest(files[path])]
        gone = [known for path, known in before.items() if path not in files and known.name]
        made: list[Object] = []
        for path in changed:
            try:
                pod = self.read(path, files[path])
            except BadManifestError as problem:
                told = f'"Could not process manifest file" err="{problem}" path="{path}"'
                self.kubelet.note("file.go:187", told, bad=True)
                self.files[path] = _Known(_digest(files[path]), *(astuple(before[path])[1:] if path in before else ()))
                continue
            if path in before and before[path].name:
                gone.append(before[path])
            self.files[path] = _Known(_digest(files[path]), *name_of(pod), pod["metadata"]["annotations"][HASH])
            made.append(pod)
        for known in gone:
            self._end(known.pod)
        for pod in made:
            self._begin(pod)

    # -- one pod

    def read(self, path: str, data: bytes) -> Object:
        """The pod of a file. Follows tryDecodeSinglePod and applyDefaults."""
        try:
            found = yaml.safe_load(data.decode("utf-8", "replace"))
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            where = f"yaml: line {mark.line + 1}: {getattr(problem, 'problem', '')}" if mark else "yaml: invalid"
            raise BadManifestError(_unreadable(path, where)) from None
        if not isinstance(found, dict) or not found.get("kind"):
            raise BadManifestError(_unreadable(path, "Object 'Kind' is missing in '{}'"))
        if found["kind"] != "Pod" or not isinstance(found.get("metadata"), dict) or "spec" not in found:
            kind = f'no kind \\"{found["kind"]}\\" is registered for version \\"{found.get("apiVersion", "")}\\"'
            raise BadManifestError(_unreadable(path, kind))
        return self._defaulted(found, md5(data + f"host:{self.kubelet.name}file:{path}".encode(),
                                          usedforsecurity=False).hexdigest())  # fmt: skip

    def _defaulted(self, found: dict[str, Any], digest: str) -> Object:
        meta, spec = dict(found["metadata"]), dict(found["spec"])
        node = self.kubelet.plane.objects.get(NODES, "", self.kubelet.name)
        meta["name"] = f"{meta.get('name', '')}-{self.kubelet.name.lower()}"
        meta.setdefault("namespace", "default")
        meta.pop("uid", None)
        meta.pop("creationTimestamp", None)
        meta["annotations"] = {
            **(meta.get("annotations") or {}),
            HASH: digest,
            MIRROR: digest,
            SEEN: self.kubelet.plane.now(),
            SOURCE: "file",
        }
        if node is not None:
            meta["ownerReferences"] = [{"apiVersion": "v1", "kind": "Node", "name": self.kubelet.name,
                                        "uid": node["metadata"]["uid"], "controller": True}]  # fmt: skip
        spec["nodeName"] = self.kubelet.name
        spec["tolerations"] = [*(spec.get("tolerations") or ()), {"effect": "NoExecute", "operator": "Exists"}]
        return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}

    def _begin(self, pod: Object) -> None:
        """Show it: the worker of a mirror is the worker of the pod."""
        plane = self.kubelet.plane
        where = "/".join(name_of(pod))
        try:
            if plane.objects.get(PODS, *name_of(pod)) is None:
                plane.api.objects.create(PODS, pod, manager="kubelet")
        except ApiError as problem:
            message = str(problem).replace('"', '\\"')
            told = f'"Failed creating a mirror pod" err="{message}" pod="{where}"'
            self.kubelet.note("kubelet.go:3342", told, bad=True)

    def _end(self, place: tuple[str, str]) -> None:
        """Stop its containers and take the mirror away."""
        plane = self.kubelet.plane
        pod = plane.objects.get(PODS, *place)
        if pod is None:
            for left in [one for one in self.kubelet.workers.values() if one.key == place]:
                self.kubelet.forget(left)
            return
        worker = self.kubelet.workers.get(pod["metadata"]["uid"])
        for record in worker.records if worker is not None else ():
            if worker is not None and record.is_running:
                text = self.kubelet.wording.killing(record.name, record.id)
                worker.event("Normal", "Killing", text, record)
        plane.objects.delete(PODS, *place, grace=0)

    def keeps(self, event: str, pod: Object) -> bool:
        """Whether a mirror's change means nothing to its pod, which runs on when somebody deletes the mirror."""
        if MIRROR not in (pod["metadata"].get("annotations") or {}) or self.kubelet.stopped:
            return False
        agenda, uid = self.kubelet.plane.agenda, pod["metadata"]["uid"]
        if event == "DELETED" and self.wants(pod):
            agenda.after(MIRRORED, lambda: self._again(pod))
            return True
        if event == "ADDED" and (worker := self._orphan(pod)) is not None:
            self.kubelet.workers.pop(worker.uid)
            worker.uid, worker.pod = uid, pod
            self.kubelet.workers[uid] = worker
            worker.later(0.0)
            return True
        if is_deleting(pod) and self.wants(pod):
            agenda.after(MIRRORED, lambda: self._remove(pod))
            return True
        return False

    def _orphan(self, pod: Object) -> PodWorker | None:
        """The pod of a mirror that was deleted."""
        objects, key = self.kubelet.plane.objects, name_of(pod)
        for worker in self.kubelet.workers.values():
            if worker.key == key and worker.uid != pod["metadata"]["uid"]:
                stored = objects.get(PODS, *key)
                before = (worker.pod["metadata"].get("annotations") or {}).get(HASH)
                same = before == pod["metadata"]["annotations"].get(HASH)
                return worker if same and (stored is None or stored["metadata"]["uid"] != worker.uid) else None
        return None

    def _remove(self, pod: Object) -> None:
        stored = self.kubelet.plane.objects.get(PODS, *name_of(pod))
        if stored is not None and stored["metadata"]["uid"] == pod["metadata"]["uid"]:
            self.kubelet.plane.objects.delete(PODS, *name_of(pod), grace=0)

    def _again(self, pod: Object) -> None:
        """The pod itself runs on, and the API shows it again."""
        plane = self.kubelet.plane
        node = plane.objects.get(NODES, "", self.kubelet.name)
        there = plane.objects.get(PODS, *name_of(pod)) is not None
        if self.kubelet.stopped or node is None or there or not self.wants(pod):
            return
        keep = ("name", "namespace", "labels", "annotations", "ownerReferences")
        meta = {key: value for key, value in pod["metadata"].items() if key in keep}
        if "ownerReferences" in meta:  # the node may be another one by now
            owners = [{**one, "uid": node["metadata"]["uid"]} if one["kind"] == "Node" else one
                      for one in meta["ownerReferences"]]  # fmt: skip
            meta["ownerReferences"] = owners
        self._begin({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": pod["spec"]})

    # -- the control plane

    def component(self, worker: PodWorker, *, up: bool) -> None:
        """A container of a static pod was started, or has ended: perhaps it is a part of the control plane."""
        plane, name = self.kubelet.plane, part(worker.pod)
        if not name:
            return
        if not up:
            if not self.kubelet.stopped:
                plane.components.change(name, up=False)
                self._doubt(name)
            return
        if name in plane.components.down:
            identities = [record.id for record in worker.records]
            plane.agenda.after(READY_AFTER.get(name, STARTED), lambda: self._ready(worker, name, identities))

    def _doubt(self, gone: str) -> None:
        """An API server whose etcd has ended is probed again: it does not stay healthy."""
        for worker in list(self.kubelet.workers.values()) if gone == STORE else ():
            if part(worker.pod) == SERVER:
                worker.resume_probes(doubted=True)

    @staticmethod
    def _ready(worker: PodWorker, name: str, identities: list[str]) -> None:
        same = identities == [record.id for record in worker.records]
        if not same or worker.gone or not all(record.is_running for record in worker.records):
            return
        if name in worker.plane.components.stalled:
            again = partial(StaticPods._ready, worker, name, identities)
            worker.plane.agenda.after(STARTED, again, periodic=True)
        else:
            worker.plane.components.change(name, up=True, pod=worker.pod)

    # -- snapshots

    def snapshot(self) -> Any:
        """JSON data."""
        if self.files is None:
            return None
        return {path: [known.digest, known.namespace, known.name, known.hash] for path, known in self.files.items()}

    def restore(self, state: Any) -> None:
        """Go on from a snapshot."""
        self.files = None if state is None else {path: _Known(*known) for path, known in state.items()}


def part(pod: Object) -> str:
    """The part of the control plane that a static pod is; "" for others."""
    meta = pod["metadata"]
    name = str((meta.get("labels") or {}).get("component", ""))
    ours = meta.get("namespace") == "kube-system" and MIRROR in (meta.get("annotations") or {})
    return name if ours and name in NAMES else ""


def own(pod: Object) -> Object:
    """A pod as its kubelet knows it: one that comes from a file has the file's hash for its uid, and no version."""
    meta = pod["metadata"]
    digest = (meta.get("annotations") or {}).get(MIRROR)
    if digest is None:
        return pod
    known = {key: value for key, value in meta.items() if key != "resourceVersion"}
    return {**pod, "metadata": {**known, "uid": digest}}


def _digest(data: bytes) -> str:
    return md5(data, usedforsecurity=False).hexdigest()


def _unreadable(path: str, why: str) -> str:
    return f"{path}: couldn't parse as pod({why}), please check config file"
