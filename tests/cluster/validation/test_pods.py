"""Pods beyond their volumes. Follows kubernetes pkg/apis/core/validation/validation.go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cluster.validation.checked import errors, update_errors

APP_ARMOR = "container.apparmor.security.beta.kubernetes.io"
C = "containers: [{name: c, image: i}]"
SPECS = [
    ("os: {}", ["spec.os.name: Required value: cannot be empty"]),
    ("os: {name: plan9}", ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"']),
    (
        "os: {name: windows}, hostPID: true, securityContext: {fsGroup: 1, runAsUser: 1}",
        [
            "spec.hostPID: Forbidden: cannot be set for a windows pod",
            "spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod",
            "spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod",
        ],
    ),
    (
        "resourceClaims: [{name: a, resourceClaimName: x, resourceClaimTemplateName: y}, {name: a}]",
        [
            'spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":"x","ResourceClaimTemplateName":"y"'
            "}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
            'spec.resourceClaims[1].name: Duplicate value: "a"',
            'spec.resourceClaims[1]: Invalid value: {"Name":"a","ResourceClaimName":null,'
            '"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
        ],
    ),
    (
        "dnsConfig: {searches: [_x.example.com, 'Bad'], options: [{value: a}]}",
        [
            'spec.dnsConfig.searches[1]: Invalid value: "Bad": a lowercase RFC 1123 subdomain must consist of lower '
            "case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character "
            "(e.g. 'example.com', regex used for validation is "
            r"'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')",
            "spec.dnsConfig.options[0]: Required value: must not be empty",
        ],
    ),
    (
        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, "
        "nodeTaintsPolicy: Maybe, matchLabelKeys: [app]}, {maxSkew: 1, topologyKey: zone, "
        "whenUnsatisfiable: DoNotSchedule}]",
        [
            "spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "
            '"{zone, DoNotSchedule}"',
            'spec.topologySpreadConstraints[0].nodeTaintsPolicy: Unsupported value: "Maybe": supported values: '
            '"Honor", "Ignore"',
            "spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is "
            "not set",
        ],
    ),
    (
        "affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, "
        "matchLabelKeys: [app]}]}}",
        [
            "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys: Forbidden: "
            "must not be specified when labelSelector is not set",
        ],
    ),
    (
        "hostUsers: false, hostNetwork: true, hostPID: true",
        [
            "spec.hostNetwork: Forbidden: when `hostUsers` is false",
            "spec.HostPID: Forbidden: when `hostUsers` is false",
        ],
    ),
    (
        "hostnameOverride: a, setHostnameAsFQDN: true",
        ["spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true"],
    ),
    (
        "hostNetwork: true, securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}",
        [
            'spec.securityContext.sysctls[0].name: Invalid value: "net.ipv4.tcp_syncookies": may not be specified when '
            "'hostNetwork' is true",
        ],
    ),
    (
        "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: ' k8s '}}",
        [
            'spec.securityContext.appArmorProfile.localhostProfile: Invalid value: " k8s ": must not be padded with '
            "whitespace",
        ],
    ),
]


@pytest.mark.parametrize(("fields", "expected"), SPECS, ids=[fields.partition(":")[0] for fields, _ in SPECS])
def test_a_pod_spec(fields: str, expected: list[str]) -> None:
    assert errors("Pod", f"spec: {{{C}, {fields}}}") == expected


CONTAINERS = [
    (
        "restartPolicyRules: [{action: Restart}]",
        [
            "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used",
            "spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified",
        ],
    ),
    (
        "restartPolicy: Never, restartPolicyRules: [{action: Stop, exitCodes: {operator: Equals, values: [3]}}]",
        [
            'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", '
            '"RestartAllContainers"',
            'spec.containers[0].restartPolicyRules[0].exitCodes.operator: Unsupported value: "Equals": supported '
            'values: "In", "NotIn"',
        ],
    ),
    (
        "restartPolicy: Sometimes",
        [
            'spec.containers[0].restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", '
            '"OnFailure"',
        ],
    ),
    (
        "env: [{name: A, valueFrom: {fileKeyRef: {key: a=b, path: ../x, volumeName: Big}}}]",
        [
            'spec.containers[0].env[0].valueFrom.fileKeyRef.key: Invalid value: "a=b": a valid environment variable '
            "name must consist only of printable ASCII characters other than '='",
            'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "Big": a lowercase RFC 1123 '
            "label must consist of lower case alphanumeric characters or '-', and must start and end with an "
            "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
            "spec.containers[0].env[0].valueFrom.fileKeyRef.path: Invalid value: \"../x\": must not contain '..'",
            'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "Big"',
        ],
    ),
    (
        "env: [{name: A, valueFrom: {fileKeyRef: {key: A, path: /f, volumeName: h}}}]",
        [
            'spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "h": referenced volume must be '
            "of type emptyDir",
        ],
    ),
]


@pytest.mark.parametrize(("fields", "expected"), CONTAINERS)
def test_a_container(fields: str, expected: list[str]) -> None:
    spec = f"spec: {{containers: [{{name: c, image: i, {fields}}}], volumes: [{{name: h, hostPath: {{path: /}}}}]}}"
    assert errors("Pod", spec) == expected


def test_init_containers_are_not_started_again_to_resize_them() -> None:
    resize = "resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]"
    assert errors("Pod", f"spec: {{{C}, initContainers: [{{name: i, image: i, {resize}}}]}}") == [
        'spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to '
        "'RestartContainer' for non-sidecar initContainers"
    ]
    sidecar = f"spec: {{{C}, initContainers: [{{name: i, image: i, restartPolicy: Always, {resize}}}]}}"
    assert errors("Pod", sidecar) == []


def test_resources_of_a_pod_hold_those_of_its_containers() -> None:
    text = """
        spec:
          resources: {requests: {cpu: 100m}, limits: {cpu: 200m}}
          containers:
          - {name: c, image: i, resources: {requests: {cpu: 150m}, limits: {cpu: 300m}}}
    """
    assert errors("Pod", text) == [
        'spec.resources.requests[cpu]: Invalid value: "100m": must be greater than or equal to aggregate container '
        "requests of 150m",
        'spec.resources.containers[0][cpu].limits: Invalid value: "300m": must be less than or equal to pod limits of '
        "200m",
    ]


def test_annotations_that_name_profiles() -> None:
    text = f"""
        metadata: {{annotations: {{{APP_ARMOR}/nobody: runtime/default, {APP_ARMOR}/c: custom,
                    seccomp.security.alpha.kubernetes.io/pod: mine}}}}
        spec: {{{C}}}
    """
    assert errors("Pod", text) == [
        'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "mine": must be a valid seccomp '
        "profile",
        f'metadata.annotations[{APP_ARMOR}/c]: Invalid value: "custom": invalid AppArmor profile name: "custom"',
        f'metadata.annotations[{APP_ARMOR}/nobody]: Invalid value: "nobody": container not found',
    ]


def test_annotations_and_fields_agree_about_profiles() -> None:
    text = f"""
        metadata: {{annotations: {{{APP_ARMOR}/c: unconfined}}}}
        spec: {{{C}, securityContext: {{appArmorProfile: {{type: RuntimeDefault}}}}}}
    """
    assert errors("Pod", text) == [
        "spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field "
        "must match"
    ]


def set_affinity(*values: list[str]) -> Callable[[dict[str, Any]], None]:
    terms = [{"matchExpressions": [{"key": "k", "operator": "In", "values": found}]} for found in values]
    required = {"nodeSelectorTerms": terms}

    def change(pod: dict[str, Any]) -> None:
        affinity = {"requiredDuringSchedulingIgnoredDuringExecution": required}
        pod["spec"]["affinity"] = {"nodeAffinity": affinity}

    return change


GATED = f"""spec: {{{C}, schedulingGates: [{{name: g}}], affinity: {{nodeAffinity:
    {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{{matchExpressions:
      [{{key: k, operator: In, values: [a]}}]}}]}}}}}}}}"""
TERMS = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


def test_node_affinity_of_a_gated_pod_only_grows() -> None:
    assert update_errors("Pod", f"spec: {{{C}, schedulingGates: [{{name: g}}]}}", set_affinity(["a"])) == []
    assert update_errors("Pod", GATED, set_affinity(["a"])) == []
    assert update_errors("Pod", GATED, set_affinity(["b"])) == [
        f'{TERMS}[0]: Invalid value: {{"MatchExpressions":[{{"Key":"k","Operator":"In","Values":["b"]}}],'
        '"MatchFields":null}: only additions are allowed (no mutations or deletions)'
    ]
    text = "no additions/deletions to non-empty NodeSelectorTerms list are allowed"
    assert update_errors("Pod", GATED, set_affinity(["a"], ["b"]))[0].endswith(text)


def test_a_deadline_cannot_be_taken_away() -> None:
    found = update_errors("Pod", f"spec: {{{C}, activeDeadlineSeconds: 5}}",
                          lambda pod: pod["spec"].pop("activeDeadlineSeconds"))  # fmt: skip
    assert found == [
        'spec.activeDeadlineSeconds: Invalid value: "null": must not update from a positive integer to nil value'
    ]


def test_annotations_of_a_pod_that_stay() -> None:
    text = f"metadata: {{annotations: {{{APP_ARMOR}/c: runtime/default}}}}\nspec: {{{C}}}"
    assert update_errors("Pod", text, lambda pod: pod["metadata"].pop("annotations")) == [
        f"metadata.annotations[{APP_ARMOR}/c]: Forbidden: may not remove or update AppArmor annotations"
    ]
