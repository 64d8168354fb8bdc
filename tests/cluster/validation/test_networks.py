"""Services, endpoints, policies, autoscalers. Follows kubernetes pkg/apis/{core,discovery,networking}/validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cluster.validation.checked import errors, update_errors

SERVICES = [
    (
        "clusterIP: 10.96.0.9, clusterIPs: [10.96.0.8]",
        ['spec.clusterIPs: Invalid value: ["10.96.0.8"]: first value must match `clusterIP`'],
    ),
    (
        "clusterIP: None, clusterIPs: [None, 10.96.0.8]",
        ['spec.clusterIPs: Invalid value: ["None","10.96.0.8"]: \'None\' must be the first and only value'],
    ),
    (
        "clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9, 10.96.0.8]",
        [
            'spec.clusterIPs: Invalid value: ["10.96.0.9","10.96.0.8"]: may specify no more than one IP for each IP '
            "family"
        ],
    ),
    (
        "clusterIP: 'fd00::1', clusterIPs: ['fd00::1'], ipFamilies: [IPv4]",
        ['spec.clusterIPs[0]: Invalid value: "fd00::1": expected an IPv4 value as indicated by `ipFamilies[0]`'],
    ),
    ("ipFamilies: [IPv4, IPv4]", ['spec.ipFamilies[1]: Duplicate value: "IPv4"']),
    (
        "ipFamilyPolicy: Both",
        [
            'spec.ipFamilyPolicy: Unsupported value: "Both": supported values: "PreferDualStack", "RequireDualStack", '
            '"SingleStack"'
        ],
    ),
]


@pytest.mark.parametrize(("fields", "expected"), SERVICES)
def test_addresses_of_a_service(fields: str, expected: list[str]) -> None:
    assert errors("Service", f"spec: {{ports: [{{port: 80}}], {fields}}}") == expected


def fields_set(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda service: service["spec"].update(fields)


BALANCER = "spec: {type: LoadBalancer, ports: [{port: 80}], loadBalancerClass: a.b/c}"
ADDRESSED = "spec: {ports: [{port: 80}], clusterIP: 10.96.0.9, clusterIPs: [10.96.0.9], ipFamilies: [IPv4]}"


def test_what_a_service_keeps() -> None:
    assert update_errors("Service", BALANCER, fields_set(loadBalancerClass="a.b/d")) == [
        'spec.loadBalancerClass: Invalid value: "a.b/d": may not change once set'
    ]
    changed = fields_set(clusterIP="10.96.0.8", clusterIPs=["10.96.0.8"])
    assert update_errors("Service", ADDRESSED, changed) == [
        'spec.clusterIPs[0]: Invalid value: ["10.96.0.8"]: may not change once set'
    ]


OTHERS = [
    (
        "EndpointSlice",
        "{addressType: FQDN, endpoints: [{addresses: [web], hostname: A}], "
        "ports: [{name: a}, {name: a, appProtocol: /}]}",
        [
            'endpoints[0].addresses[0]: Invalid value: "web": should be a domain with at least two segments separated '
            "by dots",
            "endpoints[0].hostname",
            'ports[1].name: Duplicate value: "a"',
            'ports[1].appProtocol: Invalid value: "/": prefix part must be non-empty',
        ],
    ),
    (
        "NetworkPolicy",
        "spec: {podSelector: {}, ingress: [{ports: [{protocol: ICMP}, {port: 90, endPort: 80}]}]}",
        [
            'spec.ingress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"',
            "spec.ingress[0].ports[1].endPort: Invalid value: 80: must be greater than or equal to `port`",
        ],
    ),
    (
        "IngressClass",
        "spec: {controller: 'example.com/a b', parameters: {kind: a/b, name: p, scope: Galaxy}}",
        [
            'spec.controller: Invalid value: "a b": Invalid path (regex used for validation is '
            "'[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
            "spec.parameters.kind: Invalid value: \"a/b\": may not contain '/'",
            'spec.parameters.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespace"',
        ],
    ),
    (
        "IngressClass",
        "spec: {controller: example.com/a, parameters: {}}",
        ["spec.parameters.kind: Required value", "spec.parameters.name: Required value"],
    ),
    (
        "ServiceCIDR",
        "spec: {cidrs: [192.168.0.0/24, 192.168.1.0/24]}",
        [
            'spec.cidrs: Invalid value: ["192.168.0.0/24","192.168.1.0/24"]: may specify no more than one IP for each '
            "IP family, i.e 192.168.0.0/24 and 2001:db8::/64",
        ],
    ),
    (
        "HorizontalPodAutoscaler",
        "spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, metrics: [{type: "
        "Resource, resource: {name: cpu, target: {type: Utilization}}}, {type: Pods, pods: {metric: {}, target: {type: "
        "AverageValue, averageValue: '0'}}, resource: {name: cpu, target: {type: Value}}}, {type: Pod}]}",
        [
            "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or "
            "a target utilization",
            "spec.metrics[1].pods.metric.name: Required value: must specify a metric name",
            'spec.metrics[1].pods.target.averageValue: Invalid value: "0": must be positive',
            "spec.metrics[1].pods.target.averageValue: Required value: must specify a positive target averageValue",
            "spec.metrics[1].resource: Forbidden: must populate the given metric source only",
            'spec.metrics[2].type: Unsupported value: "Pod": supported values: "ContainerResource", "External", '
            '"Object", "Pods", "Resource"',
        ],
    ),
]


@pytest.mark.parametrize(("kind", "text", "expected"), OTHERS, ids=[kind for kind, _, _ in OTHERS])
def test_objects_of_the_network(kind: str, text: str, expected: list[str]) -> None:
    found = errors(kind, text)
    assert [one[: len(wanted)] for one, wanted in zip(found, expected, strict=False)] == expected


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("web", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("10.096.0.1", "must not have leading 0s"),
        ("::ffff:10.0.0.1", "must not be an IPv4-mapped IPv6 address"),
        ("2001:DB8::1", 'must be in canonical form ("2001:db8::1")'),
    ],
)
def test_the_name_of_an_ip_address(name: str, detail: str) -> None:
    text = "spec: {parentRef: {resource: services, name: web, namespace: default}}"
    assert errors("IPAddress", text, name) == [f'metadata.name: Invalid value: "{name}": {detail}']


def test_a_service_range_may_get_a_second_family() -> None:
    old = "spec: {cidrs: [10.96.0.0/16]}"
    assert update_errors("ServiceCIDR", old, fields_set(cidrs=["10.96.0.0/16", "fd00::/112"])) == []
    assert update_errors("ServiceCIDR", old, fields_set(cidrs=["10.97.0.0/16"])) == [
        'spec.cidrs[0]: Invalid value: "10.97.0.0/16": field is immutable'
    ]


def test_an_address_keeps_its_parent() -> None:
    old = "spec: {parentRef: {resource: services, name: web, namespace: default}}"
    assert update_errors("IPAddress", old, fields_set(parentRef={"resource": "services", "name": "db"})) == [
        'spec.parentRef: Invalid value: {"Group":"","Resource":"services","Namespace":"","Name":"db"}: field is '
        "immutable"
    ]
