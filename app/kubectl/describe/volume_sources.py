"""Kinds of volumes: what is shown of each, as a table.

Follows kubernetes kubectl/pkg/describe/describe.go: print...VolumeSource, print...PersistentVolumeSource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.kubectl.output.golang.printing import format_value
from app.sim.quantity import QuantityError, canonicalize, parse

Show = Callable[[Any], str]


def text(value: Any) -> str:
    """A string or number; empty when missing."""
    return "" if value is None else str(value)


def number(value: Any) -> str:
    """A number; 0 when missing."""
    return str(value or 0)


def flag(value: Any) -> str:
    """`true` or `false`."""
    return "true" if value else "false"


def go(value: Any) -> str:
    """A list, as Go prints it."""
    return format_value(value or [])


def pairs(value: Any) -> str:
    """A map, as Go prints it."""
    return format_value(value or {})


def or_none(value: Any) -> str:
    """A string, `<none>` when missing."""
    return "<none>" if value is None else str(value)


def or_unset(value: Any) -> str:
    """A string, `<unset>` when missing."""
    return "<unset>" if value is None else str(value)


def commas(value: Any) -> str:
    """Words with commas between them."""
    return ", ".join(value or [])


def size(value: Any) -> str:
    """A quantity greater than nothing, or `<unset>`."""
    try:
        return canonicalize(str(value)) if value is not None and parse(str(value)) > parse("0") else "<unset>"
    except QuantityError:
        return "<unset>"


def local_secret(value: Any) -> str:
    """A reference to a secret of the same namespace, as Go prints a pointer to it."""
    return "nil" if value is None else f"&LocalObjectReference{{Name:{value.get('name', '')},}}"


def secret(value: Any) -> str:
    """A reference to a secret of any namespace, as Go prints a pointer to it."""
    name, namespace = (value or {}).get("name", ""), (value or {}).get("namespace", "")
    return "nil" if value is None else f"&SecretReference{{Name:{name},Namespace:{namespace},}}"


@dataclass(frozen=True)
class Source:
    """One kind of volume: what it is called, and its lines (label, field of the source, how it is shown)."""

    title: str
    lines: tuple[tuple[str, str, Show], ...] = ()


def _source(title: str, *lines: tuple[str, str, Show]) -> Source:
    return Source(title, lines)


FS, READ_ONLY = ("FSType:", "fsType", text), ("ReadOnly:", "readOnly", flag)
_ISCSI = _source(
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
    ("TargetPortal:", "targetPortal", text), ("IQN:", "iqn", text), ("Lun:", "lun", number),
    ("ISCSIInterface", "iscsiInterface", text), FS, READ_ONLY, ("Portals:", "portals", go),
    ("DiscoveryCHAPAuth:", "chapAuthDiscovery", flag), ("SessionCHAPAuth:", "chapAuthSession", flag),
    ("SecretRef:", "secretRef", local_secret), ("InitiatorName:", "initiatorName", or_none),
)  # fmt: skip
_RBD = _source(
    "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
    ("CephMonitors:", "monitors", go), ("RBDImage:", "image", text), FS, ("RBDPool:", "pool", text),
    ("RadosUser:", "user", text), ("Keyring:", "keyring", text), ("SecretRef:", "secretRef", local_secret), READ_ONLY,
)  # fmt: skip
_CINDER = _source(
    "Cinder (a Persistent Disk resource in OpenStack)",
    ("VolumeID:", "volumeID", text), FS, READ_ONLY, ("SecretRef:", "secretRef", local_secret),
)  # fmt: skip
_CEPHFS = _source(
    "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
    ("Monitors:", "monitors", go), ("Path:", "path", text), ("User:", "user", text),
    ("SecretFile:", "secretFile", text), ("SecretRef:", "secretRef", local_secret), READ_ONLY,
)  # fmt: skip
_FLEX = _source(
    "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
    ("Driver:", "driver", text), FS, ("SecretRef:", "secretRef", local_secret), READ_ONLY,
    ("Options:", "options", pairs),
)  # fmt: skip
_GLUSTERFS = _source(
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
    ("EndpointsName:", "endpoints", text), ("Path:", "path", text), READ_ONLY,
)  # fmt: skip
_CSI = "CSI (a Container Storage Interface (CSI) volume source)"
_SCALE_IO = (
    ("Gateway:", "gateway", text), ("System:", "system", text), ("Protection Domain:", "protectionDomain", text),
    ("Storage Pool:", "storagePool", text), ("Storage Mode:", "storageMode", text), ("VolumeName:", "volumeName", text),
)  # fmt: skip
_SCALE_IO_TITLE = "ScaleIO (a persistent volume backed by a block device in ScaleIO)"
_AZURE_FILE = "AzureFile (an Azure File Service mount on the host and bind mount to the pod)"

VOLUMES: Mapping[str, Source] = {
    "hostPath": _source("HostPath (bare host directory volume)", ("Path:", "path", text),
                        ("HostPathType:", "type", or_none)),
    "emptyDir": _source("EmptyDir (a temporary directory that shares a pod's lifetime)", ("Medium:", "medium", text),
                        ("SizeLimit:", "sizeLimit", size)),
    "gcePersistentDisk": _source("GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
                                 ("PDName:", "pdName", text), FS, ("Partition:", "partition", number), READ_ONLY),
    "awsElasticBlockStore": _source("AWSElasticBlockStore (a Persistent Disk resource in AWS)",
                                    ("VolumeID:", "volumeID", text), FS, ("Partition:", "partition", number),
                                    READ_ONLY),
    "gitRepo": _source("GitRepo (a volume that is pulled from git when the pod is created)",
                       ("Repository:", "repository", text), ("Revision:", "revision", text)),
    "secret": _source("Secret (a volume populated by a Secret)", ("SecretName:", "secretName", text),
                      ("Optional:", "optional", flag)),
    "configMap": _source("ConfigMap (a volume populated by a ConfigMap)", ("Name:", "name", text),
                         ("Optional:", "optional", flag)),
    "nfs": _source("NFS (an NFS mount that lasts the lifetime of a pod)", ("Server:", "server", text),
                   ("Path:", "path", text), READ_ONLY),
    "iscsi": _ISCSI,
    "glusterfs": _GLUSTERFS,
    "persistentVolumeClaim": _source(
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        ("ClaimName:", "claimName", text), READ_ONLY),
    "ephemeral": _source(
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)"),
    "rbd": _RBD,
    "quobyte": _source("Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
                       ("Registry:", "registry", text), ("Volume:", "volume", text), READ_ONLY),
    "downwardAPI": _source("DownwardAPI (a volume populated by information about the pod)"),
    "azureDisk": _source("AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
                         ("DiskName:", "diskName", text), ("DiskURI:", "diskURI", text), ("Kind: ", "kind", text), FS,
                         ("CachingMode:", "cachingMode", text), READ_ONLY),
    "vsphereVolume": _source("vSphereVolume (a Persistent Disk resource in vSphere)",
                             ("VolumePath:", "volumePath", text), FS,
                             ("StoragePolicyName:", "storagePolicyName", text)),
    "cinder": _CINDER,
    "photonPersistentDisk": _source("PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
                                    ("PdID:", "pdID", text), FS),
    "portworxVolume": _source("PortworxVolume (a Portworx Volume resource)", ("VolumeID:", "volumeID", text)),
    "scaleIO": _source(_SCALE_IO_TITLE, *_SCALE_IO, FS, READ_ONLY),
    "cephfs": _CEPHFS,
    "storageos": _source("StorageOS (a StorageOS Persistent Disk resource)", ("VolumeName:", "volumeName", text),
                         ("VolumeNamespace:", "volumeNamespace", text), FS, READ_ONLY),
    "fc": _source("FC (a Fibre Channel disk)", ("TargetWWNs:", "targetWWNs", commas), ("LUN:", "lun", or_none), FS,
                  READ_ONLY),
    "azureFile": _source(_AZURE_FILE, ("SecretName:", "secretName", text), ("ShareName:", "shareName", text),
                         READ_ONLY),
    "flexVolume": _FLEX,
    "flocker": _source("Flocker (a Flocker volume mounted by the Flocker agent)", ("DatasetName:", "datasetName", text),
                       ("DatasetUUID:", "datasetUUID", text)),
    "projected": _source("Projected (a volume that contains injected data from multiple sources)"),
    "csi": _source(_CSI, ("Driver:", "driver", text), FS, READ_ONLY),
    "image": _source("Image (a container image or OCI artifact)", ("Reference:", "reference", text),
                     ("PullPolicy:", "pullPolicy", text)),
}  # fmt: skip


def _elsewhere(source: Source) -> Source:
    """The same with secrets of any namespace, as volumes of the cluster have them."""
    return Source(source.title, tuple((a, b, secret if show is local_secret else show) for a, b, show in source.lines))


_OF_PODS_ONLY = ("emptyDir", "gitRepo", "secret", "configMap", "persistentVolumeClaim", "ephemeral", "downwardAPI",
                 "projected", "image")  # fmt: skip
PERSISTENT_VOLUMES: Mapping[str, Source] = {
    **{kind: _elsewhere(source) for kind, source in VOLUMES.items() if kind not in _OF_PODS_ONLY},
    "glusterfs": _source(_GLUSTERFS.title, ("EndpointsName:", "endpoints", text),
                         ("EndpointsNamespace:", "endpointsNamespace", or_unset), ("Path:", "path", text), READ_ONLY),
    "scaleIO": _source(_SCALE_IO_TITLE, *_SCALE_IO,
                       ("SecretName:", "secretRef", lambda ref: (ref or {}).get("name", "")),
                       ("SecretNamespace:", "secretRef", lambda ref: (ref or {}).get("namespace", "")), FS, READ_ONLY),
    "azureFile": _source(_AZURE_FILE, ("SecretName:", "secretName", text),
                         ("SecretNamespace:", "secretNamespace", text), ("ShareName:", "shareName", text), READ_ONLY),
    "local": _source("LocalVolume (a persistent volume backed by local storage on a node)", ("Path:", "path", text)),
    "csi": _source(_CSI, ("Driver:", "driver", text), FS, ("VolumeHandle:", "volumeHandle", text), READ_ONLY),
}  # fmt: skip
