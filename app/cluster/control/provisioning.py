"""Provisioners that run in a learner's cluster without being deployed first: they make directories of nodes.

Follows rancher/local-path-provisioner provisioner.go, sig-storage-lib-external-provisioner controller/controller.go
and, for deleting without one, kubernetes pkg/volume/hostpath/host_path.go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.resources import NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, Name, Object, name_of

LOCAL_PATH = "rancher.io/local-path"
PRESENT = {  # provisioner -> (directory, seconds)
    LOCAL_PATH: ("/opt/local-path-provisioner", 3.0),
    "k8s.io/minikube-hostpath": ("/tmp/hostpath-provisioner", 1.0),
    "docker.io/hostpath": ("/var/lib/k8s-pvs", 1.0),
}
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
IN_TREE = "kubernetes.io/"
MIGRATED = {  # provisioners that were part of Kubernetes -> the drivers that took over. Follows csi-translation-lib
    "kubernetes.io/aws-ebs": "ebs.csi.aws.com",
    "kubernetes.io/azure-disk": "disk.csi.azure.com",
    "kubernetes.io/azure-file": "file.csi.azure.com",
    "kubernetes.io/cinder": "cinder.csi.openstack.org",
    "kubernetes.io/gce-pd": "pd.csi.storage.gke.io",
    "kubernetes.io/portworx-volume": "pxd.portworx.com",
    "kubernetes.io/vsphere-volume": "csi.vsphere.vmware.com",
}
TEMPORARY = "/tmp/"  # the only place where volumes that nobody provisioned are deleted


class RefusedError(Exception):
    """A claim that the provisioner does not serve; the text is its own."""


@dataclass(frozen=True)
class Order:
    """A volume to be made."""

    claim: Object
    storage_class: Object
    node: str  # where the first pod goes, "" while nobody knows

    @property
    def provisioner(self) -> str:
        """Who makes it."""
        return str(self.storage_class["provisioner"])


class Provisioning:
    """Makes volumes for claims, one at a time for each."""

    def __init__(self, plane: Plane, done: Callable[[Name], None]) -> None:
        self.plane, self._done = plane, done
        self._going_on: set[str] = set()  # claims' uids

    def ask(self, order: Order) -> None:
        """A claim waits for a provisioner: one that is there begins."""
        uid = order.claim["metadata"]["uid"]
        if order.provisioner not in PRESENT or self.plane.bare or uid in self._going_on:
            return
        if order.claim["spec"].get("volumeMode") == "Block":
            message = f"{order.provisioner} does not support block volume provisioning"
            self._event(order, "Warning", "ProvisioningFailed", message)
            return
        self._going_on.add(uid)
        namespace, name = name_of(order.claim)
        message = f'External provisioner is provisioning volume for claim "{namespace}/{name}"'
        self._event(order, "Normal", "Provisioning", message)
        try:
            _check(order)
        except RefusedError as problem:
            self._going_on.discard(uid)
            made = order.storage_class["metadata"]["name"]
            message = f'failed to provision volume with StorageClass "{made}": {problem}'
            self._event(order, "Warning", "ProvisioningFailed", message)
            return
        self.plane.agenda.after(PRESENT[order.provisioner][1], lambda: self._make(order))

    def _make(self, order: Order) -> None:
        uid = order.claim["metadata"]["uid"]
        self._going_on.discard(uid)
        claim = self.plane.objects.get(PERSISTENT_VOLUME_CLAIMS, *name_of(order.claim))
        if claim is None or claim["metadata"]["uid"] != uid or claim["spec"].get("volumeName"):
            return
        node = order.node or next(iter(one["metadata"]["name"] for one in self.plane.objects.list(NODES)), "")
        volume = _volume(order, claim, node)
        self.plane.runtime.node_path(node, volume["spec"]["hostPath"]["path"], "shared directory")
        try:
            self.plane.objects.create(PERSISTENT_VOLUMES, volume, manager=order.provisioner.rpartition("/")[2])
        except ApiError:
            return
        message = f"Successfully provisioned volume {volume['metadata']['name']}"
        self._event(order, "Normal", "ProvisioningSucceeded", message)
        self._done(name_of(claim))

    def _event(self, order: Order, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(order.claim, kind, reason, message, order.provisioner)

    # What becomes of a volume that nobody claims any more

    def delete(self, volume: Object) -> str:
        """Delete a volume with its files; the problem when nobody can, in the volume controller's words."""
        provisioner = (volume["metadata"].get("annotations") or {}).get(PROVISIONED_BY)
        path = (volume["spec"].get("hostPath") or {}).get("path")
        if provisioner is not None and provisioner not in PRESENT:
            return ""  # somebody else's
        if provisioner is None and path is None:
            name = volume["metadata"]["name"]
            return f'error getting deleter volume plugin for volume "{name}": no deletable volume plugin matched'
        if provisioner is None and not str(path).startswith(TEMPORARY):
            return f"host_path deleter only supports /tmp/.+ but received provided {path}"
        self.empty(volume, remove=True)
        self.plane.delete(PERSISTENT_VOLUMES, volume)
        return ""

    def empty(self, volume: Object, *, remove: bool = False) -> None:
        """Delete the files of a volume, with `remove` its directory too."""
        if path := (volume["spec"].get("hostPath") or {}).get("path"):
            self.plane.runtime.empty_path(self._node_of(volume), path, remove=remove)

    def _node_of(self, volume: Object) -> str:
        """The node whose directory a volume is."""
        terms = ((volume["spec"].get("nodeAffinity") or {}).get("required") or {}).get("nodeSelectorTerms") or ()
        for term in terms:
            for expression in term.get("matchExpressions") or ():
                if expression.get("key") == "kubernetes.io/hostname" and expression.get("values"):
                    return str(expression["values"][0])
        return next(iter(one["metadata"]["name"] for one in self.plane.objects.list(NODES)), "")


def unknown_plugin(provisioner: str) -> str:
    """What the volume controller says of a provisioner that would be its own; "" when it is left to somebody else."""
    known = provisioner in MIGRATED or not provisioner.startswith(IN_TREE)
    return "" if known else f"no volume plugin matched name: {provisioner}"


def _check(order: Order) -> None:
    if order.provisioner != LOCAL_PATH:
        return
    modes = order.claim["spec"].get("accessModes") or ()
    if any(mode not in {"ReadWriteOnce", "ReadWriteOncePod"} for mode in modes):
        raise RefusedError("NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes")
    if not order.node:
        raise RefusedError("configuration error, no node was specified")


def _volume(order: Order, claim: Object, node: str) -> Object:
    namespace, name = name_of(claim)
    volume_name = f"pvc-{claim['metadata']['uid']}"
    path = f"{PRESENT[order.provisioner][0]}/{volume_name}_{namespace}_{name}"
    annotations = {PROVISIONED_BY: order.provisioner}
    spec: Object = {
        "capacity": {"storage": claim["spec"]["resources"]["requests"]["storage"]},
        "accessModes": list(claim["spec"].get("accessModes") or ()),
        "persistentVolumeReclaimPolicy": order.storage_class.get("reclaimPolicy", "Delete"),
        "storageClassName": order.storage_class["metadata"]["name"],
        "volumeMode": claim["spec"].get("volumeMode", "Filesystem"),
        "hostPath": {"path": path, "type": "DirectoryOrCreate"},
        "claimRef": claim_reference(claim),
    }
    if order.provisioner == LOCAL_PATH:
        term = {"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [term]}}
        annotations["local.path.provisioner/selected-node"] = node
    meta = {"name": volume_name, "annotations": annotations}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": meta, "spec": spec}


def claim_reference(claim: Object) -> Object:
    """How a volume names its claim."""
    meta = claim["metadata"]
    return {"kind": "PersistentVolumeClaim", "namespace": meta["namespace"], "name": meta["name"], "uid": meta["uid"],
            "apiVersion": "v1", "resourceVersion": meta["resourceVersion"]}  # fmt: skip
