# ruff: noqa: E501 - recorded messages stand on one line
"""What a real 1.36 server said about bad objects, in its words and order."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.validation import message, validate_create, validate_update
from tests.cluster.validation.checked import errors, made, update_errors

SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    r"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
    "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
KEY = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
PODS = [
    ("spec: {containers: []}", ["spec.containers: Required value"]),
    ("spec: {containers: [{image: nginx}]}", ["spec.containers[0].name: Required value"]),
    (
        "spec: {restartPolicy: Sometimes, containers: [{name: c, image: nginx, imagePullPolicy: Now, volumeMounts: "
        "[{name: nov, mountPath: /x}], resources: {requests: {cpu: 2}, limits: {cpu: 1}}}]}",
        [
            'spec.containers[0].volumeMounts[0].name: Not found: "nov"',
            'spec.containers[0].imagePullPolicy: Unsupported value: "Now": supported values: "Always", "IfNotPresent", '
            '"Never"',
            'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
            'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
        ],
    ),
    (
        "spec: {containers: [{name: Bad_Name, image: nginx, ports: [{containerPort: 0}, {containerPort: 80, name: "
        'toolongportnamehere}]}, {name: Bad_Name, image: ""}]}',
        [
            f'spec.containers[0].name: Invalid value: "Bad_Name": {LABEL}',
            "spec.containers[0].ports[0].containerPort: Required value",
            'spec.containers[0].ports[1].name: Invalid value: "toolongportnamehere": must be no more than 15 characters',
            f'spec.containers[1].name: Invalid value: "Bad_Name": {LABEL}',
            "spec.containers[1].image: Required value",
            'spec.containers[1].name: Duplicate value: "Bad_Name"',
        ],
    ),
    (
        "spec: {containers: [{name: c, image: n, env: [{value: x}]}]}",
        ["spec.containers[0].env[0].name: Required value"],
    ),
    (
        "spec: {containers: [{name: c, image: n, env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: "
        "metadata.name}}}]}]}",
        ['spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ),
    (
        "spec: {containers: [{name: c, image: n, volumeMounts: [{name: v, mountPath: /a}, {name: v, mountPath: /a}]}], "
        "volumes: [{name: v}]}",
        ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique'],
    ),
    (
        "spec: {containers: [{name: c, image: n, livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 1}}}]}",
        ["spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"],
    ),
    (
        "spec: {containers: [{name: c, image: n, livenessProbe: {periodSeconds: -1, exec: {command: [a]}}}]}",
        ["spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0"],
    ),
    (
        "spec: {containers: [{name: c, image: n, resources: {requests: {memory: -1Mi}}}]}",
        ['spec.containers[0].resources.requests[memory]: Invalid value: "-1Mi": must be greater than or equal to 0'],
    ),
    (
        "spec: {containers: [{name: c, image: n, ports: [{containerPort: 80, name: a}, {containerPort: 81, name: a}, "
        "{containerPort: 80, hostPort: 99999}]}]}",
        [
            'spec.containers[0].ports[1].name: Duplicate value: "a"',
            "spec.containers[0].ports[2].hostPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
        ],
    ),
    (
        'spec: {containers: [{name: c, image: n}], volumes: [{name: v, emptyDir: {}}, {name: v, hostPath: {path: ""}}]}',
        ["spec.volumes[1].hostPath.path: Required value", 'spec.volumes[1].name: Duplicate value: "v"'],
    ),
    (
        "spec: {initContainers: [{name: c, image: x}], containers: [{name: c, image: n}]}",
        ['spec.initContainers[0].name: Duplicate value: "c"'],
    ),
    (
        'spec: {containers: [{name: c, image: n, env: [{name: "1 bad", value: x}, {name: "a=b", value: x}]}]}',
        [
            'spec.containers[0].env[1].name: Invalid value: "a=b": a valid environment variable name must consist only of '
            "printable ASCII characters other than '='"
        ],
    ),
    (
        "spec: {tolerations: [{key: a, operator: Exists, value: b}], containers: [{name: c, image: n}]}",
        ["spec.tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'"],
    ),
    (
        'metadata: {name: p, labels: {"a b": c}}\nspec: {containers: [{name: c, image: n}]}',
        [f'metadata.labels: Invalid value: "a b": {KEY}'],
    ),
]

OTHERS = [
    (
        "Deployment",
        "spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: other}}, spec: {containers: "
        "[{name: c, image: n}]}}}",
        [
            'spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
        ],
    ),
    (
        "Deployment",
        "spec: {}",
        [
            "spec.selector: Required value",
            "spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`",
            "spec.template.spec.containers: Required value",
        ],
    ),
    (
        "Service",
        "spec: {ports: [{port: 70000}, {port: 80}], type: Weird}",
        [
            "spec.ports[0].name: Required value",
            "spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive",
            "spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
            "spec.ports[1].name: Required value",
            'spec.type: Unsupported value: "Weird": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
        ],
    ),
    ("Service", "spec: {selector: {a: b}}", ["spec.ports: Required value"]),
    ("Service", "spec: {type: ExternalName}", ["spec.externalName: Required value"]),
    (
        "Job",
        "spec: {template: {spec: {containers: [{name: c, image: b}]}}}",
        ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ),
    (
        "CronJob",
        'spec: {schedule: "61 * * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: '
        "[{name: c, image: b}]}}}}}",
        ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61'],
    ),
    (
        "CronJob",
        "spec: {schedule: not a cron, timeZone: Mars/Base, concurrencyPolicy: Maybe, jobTemplate: {spec: {template: {spec: "
        "{restartPolicy: Never, containers: [{name: c, image: b}]}}}}}",
        [
            'spec.schedule: Invalid value: "not a cron": expected exactly 5 fields, found 3: [not a cron]',
            'spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base',
            'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
        ],
    ),
    (
        "Ingress",
        "spec: {rules: [{host: bad_host, http: {paths: [{path: foo, backend: {service: {name: s}}}]}}]}",
        [
            f'spec.rules[0].host: Invalid value: "bad_host": {SUBDOMAIN}',
            "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified",
        ],
    ),
    ("Ingress", "spec: {}", ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]),
    (
        "NetworkPolicy",
        "spec: {ingress: [{from: [{ipBlock: {cidr: 10.0.0.300/8}, podSelector: {}}]}]}",
        [
            'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.300/8": must be a valid CIDR value, (e.g. '
            "10.9.8.0/24 or 2001:db8::/64)",
            "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer",
        ],
    ),
    (
        "PersistentVolumeClaim",
        "spec: {accessModes: [Sometimes], resources: {requests: {storage: 0}}}",
        [
            'spec.accessModes: Unsupported value: "Sometimes": supported values: "ReadOnlyMany", "ReadWriteMany", '
            '"ReadWriteOnce", "ReadWriteOncePod"',
            'spec.resources[storage]: Invalid value: "0": must be greater than zero',
        ],
    ),
    (
        "PersistentVolume",
        "spec: {capacity: {storage: 1Gi}}",
        ["spec.accessModes: Required value", "spec: Required value: must specify a volume type"],
    ),
    (
        "HorizontalPodAutoscaler",
        'spec: {maxReplicas: 0, minReplicas: 2, scaleTargetRef: {kind: Deployment, name: ""}}',
        [
            "spec.maxReplicas: Required value: must be set and greater than 0",
            "spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`",
            "spec.scaleTargetRef.name: Required value",
            'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
        ],
    ),
    (
        "PodDisruptionBudget",
        "spec: {minAvailable: 1, maxUnavailable: 1, selector: {}}",
        [
            'spec: Invalid value: {"MinAvailable":1,"Selector":{},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: '
            "minAvailable and maxUnavailable cannot be both set"
        ],
    ),
    (
        "Secret",
        "type: kubernetes.io/tls\ndata: {a: YQ==}",
        ["data[tls.crt]: Required value", "data[tls.key]: Required value"],
    ),
    (
        "LimitRange",
        "spec: {limits: [{type: Container, min: {cpu: 2}, max: {cpu: 1}}]}",
        [
            'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
            'spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
            'spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1',
        ],
    ),
    (
        "PriorityClass",
        "value: 2000000000",
        ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), PODS)
def test_pods(text: str, wanted: list[str]) -> None:
    assert errors("Pod", text) == wanted


@pytest.mark.parametrize(("kind", "text", "wanted"), OTHERS)
def test_other_kinds(kind: str, text: str, wanted: list[str]) -> None:
    assert errors(kind, text) == wanted


def test_names() -> None:
    assert errors("ConfigMap", "", "Bad_Name") == [f'metadata.name: Invalid value: "Bad_Name": {SUBDOMAIN}']
    assert errors("Service", "spec: {ports: [{port: 80}]}", "1svc") == []
    assert errors("Namespace", "", "a" * 64) == [
        f'metadata.name: Invalid value: "{"a" * 64}": must be no more than 63 characters',
        f'metadata.labels: Invalid value: "{"a" * 64}": must be no more than 63 bytes',
    ]


def test_several_errors_make_one_message() -> None:
    gvk, obj = made("Service", "spec: {ports: [{port: 80}, {port: 81}]}")
    assert (
        message(validate_create(gvk, obj)) == "[spec.ports[0].name: Required value, spec.ports[1].name: Required value]"
    )


DEPLOYMENT = (
    "spec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}, spec: {containers: "
    "[{name: c, image: n}]}}}"
)


def test_selectors_are_immutable() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["spec"]["selector"]["matchLabels"] = {"app": "y"}
        obj["spec"]["template"]["metadata"]["labels"] = {"app": "y"}

    assert update_errors("Deployment", DEPLOYMENT, change) == [
        'spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable'
    ]


def test_rolling_update_of_recreate_is_refused() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["spec"]["strategy"] = {"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}

    assert update_errors("Deployment", DEPLOYMENT, change) == [
        "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"
    ]


def test_rolling_update_must_be_able_to_move() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["spec"]["strategy"]["rollingUpdate"] = {"maxSurge": 0, "maxUnavailable": 0}

    assert update_errors("Deployment", DEPLOYMENT, change) == [
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"
    ]


def test_stateful_set_spec_is_mostly_immutable() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["spec"]["selector"]["matchLabels"]["x"] = "y"

    text = (
        "spec: {serviceName: w, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: "
        "{containers: [{name: c, image: n}]}}}"
    )
    assert update_errors("StatefulSet", text, change) == [
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
        "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are "
        "forbidden",
    ]


def test_completions_change_with_parallelism_only() -> None:
    text = (
        "spec: {completions: 4, parallelism: 2, completionMode: Indexed, template: {spec: {restartPolicy: OnFailure, "
        "containers: [{name: c, image: b}]}}}"
    )
    assert update_errors("Job", text, lambda obj: obj["spec"].update(completions=9)) == [
        "spec.completions: Invalid value: 9: can only be modified in tandem with spec.parallelism"
    ]


def test_role_refs_are_immutable() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["roleRef"]["name"] = "other"

    assert update_errors("RoleBinding", "roleRef: {kind: Role, name: ghost}", change) == [
        'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef'
    ]


def test_priorities_do_not_change() -> None:
    assert update_errors("PriorityClass", "value: 1", lambda obj: obj.update(value=5)) == [
        "value: Forbidden: may not be changed in an update."
    ]


def test_no_new_finalizers_while_deleting() -> None:
    gvk, old = made("ConfigMap", "metadata: {name: p, finalizers: [example.com/hold]}")
    old["metadata"].update(resourceVersion="1", deletionTimestamp="2026-01-01T00:00:00Z")
    new = {**old, "metadata": {**old["metadata"], "finalizers": ["example.com/hold", "example.com/new"]}}
    assert [str(error) for error in validate_update(gvk, new, old)] == [
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new "
        'finalizers []string{"example.com/new"}'
    ]


CLAIM = "spec: {storageClassName: manual, accessModes: [ReadWriteOnce], resources: {requests: {storage: 50Gi}}}"
IMMUTABLE_CLAIM = (
    "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
    "claims\n"
)


def test_a_pending_claim_does_not_grow() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["spec"]["resources"]["requests"]["storage"] = "60Gi"

    assert update_errors("PersistentVolumeClaim", CLAIM, change) == [
        IMMUTABLE_CLAIM
        + '@@ -6,7 +6,7 @@\n  "Resources": {\n   "Limits": null,\n   "Requests": {\n-   "storage": "50Gi"\n'
        '+   "storage": "60Gi"\n   }\n  },\n  "VolumeName": "",\n'
    ]


def test_a_claim_keeps_its_class() -> None:
    def change(obj: dict[str, Any]) -> None:
        obj["spec"]["storageClassName"] = "x"

    assert update_errors("PersistentVolumeClaim", CLAIM, change) == [
        IMMUTABLE_CLAIM + '@@ -10,7 +10,7 @@\n   }\n  },\n  "VolumeName": "",\n- "StorageClassName": "manual",\n'
        '+ "StorageClassName": "x",\n  "VolumeMode": "Filesystem",\n  "DataSource": null,\n  "DataSourceRef": null,\n'
    ]
