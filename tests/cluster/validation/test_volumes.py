"""Volumes of pods, persistent volumes and claims. Follows kubernetes pkg/apis/core/validation/validation.go."""

from __future__ import annotations

import pytest

from tests.cluster.validation.checked import errors, update_errors

SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
SIZES = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei"
VOLUMES = [
    (
        "nfs: {server: n, path: data}",
        ['spec.volumes[0].nfs.path: Invalid value: "data": must be an absolute path'],
    ),
    (
        "nfs: {}",
        [
            "spec.volumes[0].nfs.server: Required value",
            "spec.volumes[0].nfs.path: Required value",
            'spec.volumes[0].nfs.path: Invalid value: "": must be an absolute path',
        ],
    ),
    (
        "emptyDir: {}, downwardAPI: {items: []}",
        ["spec.volumes[0].downwarAPI: Forbidden: may not specify more than 1 volume type"],
    ),
    (
        "gcePersistentDisk: {partition: 300}",
        [
            "spec.volumes[0].persistentDisk.pdName: Required value",
            "spec.volumes[0].persistentDisk.partition: Invalid value: 300: must be between 1 and 255, inclusive",
        ],
    ),
    (
        "iscsi: {targetPortal: t, iqn: me, lun: 256, chapAuthSession: true}",
        [
            'spec.volumes[0].iscsi.iqn: Invalid value: "me": must be valid format starting with iqn, eui, or naa',
            "spec.volumes[0].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive",
            "spec.volumes[0].iscsi.secretRef: Required value",
        ],
    ),
    (
        "csi: {driver: ''}",
        [
            "spec.volumes[0].csi.driver: Required value",
            f'spec.volumes[0].csi.driver: Invalid value: "": {SUBDOMAIN}',
        ],
    ),
    (
        "configMap: {name: c, items: [{key: a}]}",
        ["spec.volumes[0].configMap.items[0].path: Required value"],
    ),
    (
        "projected: {sources: [{configMap: {name: c, items: [{key: a, path: x}]}, secret: {name: s, items: "
        "[{key: a, path: x}]}}]}",
        [
            'spec.volumes[0].projected: Invalid value: "c": conflicting duplicate paths',
            "spec.volumes[0].projected.sources[0]: Forbidden: may not specify more than 1 volume type per source",
        ],
    ),
    (
        "projected: {sources: [{serviceAccountToken: {path: /x, expirationSeconds: 60}}]}",
        [
            "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not "
            "specify a duration less than 10 minutes",
            'spec.volumes[0].projected.path: Invalid value: "/x": must be a relative path',
            "spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when "
            "serviceAccountName is not set",
        ],
    ),
    (
        "downwardAPI: {items: [{path: a, resourceFieldRef: {resource: limits.memory, divisor: 3Mi}}, "
        "{path: b, fieldRef: {fieldPath: spec.nodeName}}]}",
        [
            "spec.volumes[0].downwardAPI.resourceFieldRef.containerName: Required value",
            'spec.volumes[0].downwardAPI.resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor\'s '
            f"values {SIZES} are supported with the memory resource",
            'spec.volumes[0].downwardAPI.fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: '
            '"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"',
        ],
    ),
    (
        "ephemeral: {volumeClaimTemplate: {metadata: {name: n}, spec: {accessModes: [All]}}}",
        [
            "spec.volumes[0].ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set",
            'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "All": supported '
            'values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
            "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value",
        ],
    ),
    (
        "image: {pullPolicy: Now}",
        [
            "spec.volumes[0].image.reference: Required value",
            'spec.volumes[0].image.pullPolicy: Unsupported value: "Now": supported values: "Always", "IfNotPresent", '
            '"Never"',
        ],
    ),
]


@pytest.mark.parametrize(("volume", "expected"), VOLUMES, ids=[volume.partition(":")[0] for volume, _ in VOLUMES])
def test_a_volume_of_a_pod(volume: str, expected: list[str]) -> None:
    text = f"spec: {{containers: [{{name: c, image: i}}], volumes: [{{name: v, {volume}}}]}}"
    assert errors("Pod", text) == expected


MOUNTS = [
    (
        "volumeMounts: [{name: v, mountPath: /x, recursiveReadOnly: Enabled, mountPropagation: HostToContainer}]",
        [
            "spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true",
            "spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when "
            "mountPropagation is None or not specified",
        ],
    ),
    (
        "volumeDevices: [{name: p, devicePath: /dev/a}, {name: p, devicePath: /dev/a}]",
        [
            'spec.containers[0].volumeDevices[1].name: Invalid value: "p": must be unique',
            'spec.containers[0].volumeDevices[1].devicePath: Invalid value: "/dev/a": must be unique',
        ],
    ),
    (
        "volumeMounts: [{name: p, mountPath: /dev/a}], volumeDevices: [{name: p, devicePath: /dev/a}]",
        [
            'spec.containers[0].volumeMounts[0].name: Invalid value: "p": must not already exist in volumeDevices',
            'spec.containers[0].volumeMounts[0].mountPath: Invalid value: "/dev/a": must not already exist as a path '
            "in volumeDevices",
            'spec.containers[0].volumeDevices[0].name: Invalid value: "p": must not already exist in volumeMounts',
            'spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/dev/a": must not already exist as a path '
            "in volumeMounts",
        ],
    ),
    (
        "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: '2'}}}]",
        [
            'spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only '
            "divisor's values 1m and 1 are supported with the cpu resource"
        ],
    ),
    (
        "env: [{name: A, valueFrom: {fieldRef: {}, configMapKeyRef: {name: c, key: k}}}]",
        [
            "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Required value",
            'spec.containers[0].env[0].valueFrom: Invalid value: "": may not have more than one field specified at a '
            "time",
        ],
    ),
]


@pytest.mark.parametrize(("fields", "expected"), MOUNTS)
def test_what_a_container_does_with_volumes(fields: str, expected: list[str]) -> None:
    volumes = "[{name: v, emptyDir: {}}, {name: p, persistentVolumeClaim: {claimName: c}}]"
    text = f"spec: {{volumes: {volumes}, containers: [{{name: c, image: i, {fields}}}]}}"
    assert errors("Pod", text) == expected


PERSISTENT = [
    (
        "{accessModes: [ReadWriteOnce], hostPath: {path: /d}}",
        [
            "spec.capacity: Required value",
            'spec.capacity: Unsupported value: null: supported values: "storage"',
        ],
    ),
    (
        "{accessModes: [ReadWriteOnce], capacity: {storage: -1Gi}, hostPath: {path: /d}}",
        [
            "spec.capacity[storage]: Invalid value: -1073741824: must be a valid resource quantity",
            'spec.capacity[storage]: Invalid value: "-1Gi": must be greater than zero',
        ],
    ),
    (
        "{accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: ''}, local: {path: /l}}",
        [
            "spec.hostPath.path: Required value",
            "spec.local: Forbidden: may not specify more than 1 volume type",
        ],
    ),
    (
        "{accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, local: {path: /a/../b}}",
        [
            "spec.local.path: Invalid value: \"/a/../b\": must not contain '..'",
            "spec.nodeAffinity: Required value: Local volume requires node affinity",
        ],
    ),
    (
        "{accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, "
        "csi: {driver: d, controllerExpandSecretRef: {name: s}}}",
        [
            "spec.csi.volumeHandle: Required value",
            "spec.csi.controllerExpandSecretRef.namespace: Required value",
        ],
    ),
    (
        "{accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: //}, "
        "persistentVolumeReclaimPolicy: Recycle, volumeMode: Odd, storageClassName: A_b}",
        [
            "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
            f'spec.storageClassName: Invalid value: "A_b": {SUBDOMAIN}',
            'spec.volumeMode: Unsupported value: "Odd": supported values: "Block", "Filesystem"',
        ],
    ),
]


@pytest.mark.parametrize(("spec", "expected"), PERSISTENT)
def test_a_persistent_volume(spec: str, expected: list[str]) -> None:
    assert errors("PersistentVolume", f"spec: {spec}") == expected


def test_node_affinity_of_a_persistent_volume_stays() -> None:
    term = "{nodeSelectorTerms: [{matchExpressions: [{key: k, operator: In, values: [a]}]}]}"
    text = f"""spec: {{accessModes: [ReadWriteOnce], capacity: {{storage: 1Gi}}, local: {{path: /l}},
        nodeAffinity: {{required: {term}}}}}"""

    def change(volume: dict[str, dict[str, dict[str, object]]]) -> None:
        volume["spec"]["nodeAffinity"]["required"] = {"nodeSelectorTerms": [{"matchExpressions": [
            {"key": "k", "operator": "In", "values": ["b"]}]}]}  # fmt: skip

    assert update_errors("PersistentVolume", text, change) == [
        'nodeAffinity: Invalid value: {"Required":{"NodeSelectorTerms":[{"MatchExpressions":[{"Key":"k",'
        '"Operator":"In","Values":["b"]}],"MatchFields":null}]}}: '
        "field is immutable, except for updating from beta label to GA"
    ]


CLAIMS = [
    (
        "dataSource: {kind: PersistentVolumeClaim, name: a}, dataSourceRef: {kind: PersistentVolumeClaim, name: b}",
        ["spec: Invalid value: {}: must match dataSourceRef"],
    ),
    (
        "dataSourceRef: {kind: VolumeSnapshot, name: s}",
        [
            "spec.dataSource: Invalid value: \"VolumeSnapshot\": must be 'PersistentVolumeClaim' when referencing the "
            "default apiGroup",
            "spec.dataSourceRef: Invalid value: \"VolumeSnapshot\": must be 'PersistentVolumeClaim' when referencing "
            "the default apiGroup",
        ],
    ),
    (
        "dataSourceRef: {kind: Disk, name: s, apiGroup: Not_a_group}",
        [
            f'spec.dataSource.apiGroup: Invalid value: "Not_a_group": {SUBDOMAIN}',
            f'spec.dataSourceRef.apiGroup: Invalid value: "Not_a_group": {SUBDOMAIN}',
        ],
    ),
    ("volumeMode: Odd", ['spec.volumeMode: Unsupported value: "Odd": supported values: "Block", "Filesystem"']),
]


@pytest.mark.parametrize(("fields", "expected"), CLAIMS)
def test_a_claim(fields: str, expected: list[str]) -> None:
    text = f"spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}, {fields}}}"
    assert errors("PersistentVolumeClaim", text) == expected
