"""The Gateway API's standard channel: GatewayClass, Gateway, HTTPRoute, GRPCRoute, ReferenceGrant.

Follows sigs.k8s.io/gateway-api apis/v1 (fields, defaults, limits) and config/crd/standard; the schemas are our own.
"""

from __future__ import annotations

from typing import Any

from app.cluster.published.schema import (
    AGE,
    CONDITIONS,
    LABEL_SELECTOR,
    Schema,
    column,
    definition,
    keyed,
    many,
    mapping,
    number,
    one_of,
    record,
    text,
    version,
)

Object = dict[str, Any]
GROUP, LATEST = "gateway.networking.k8s.io", "1.4.0"
_NAME = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
_HOST = r"^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"


def _host() -> Schema:
    return text(minLength=1, maxLength=253, pattern=_HOST)


def _namespace() -> Schema:
    return text(minLength=1, maxLength=63, pattern=_NAME)


def _name() -> Schema:
    return text(minLength=1, maxLength=253)


def _port() -> Schema:
    return number(1, 65535)


def _group(default: str) -> Schema:
    return text(maxLength=253, default=default)


def _kind(default: str | None = None) -> Schema:
    return text(minLength=1, maxLength=63, **({"default": default} if default else {}))


def _headers(name: str = "headers") -> Schema:
    value = record(
        ("name", "value"), name=text(minLength=1, maxLength=256), value=text(minLength=1, maxLength=4096),
        type=one_of("Exact", "RegularExpression", default="Exact"),
    )  # fmt: skip
    return keyed(value, "name", maxItems=16)


def _modifier() -> Schema:
    pair = record(("name", "value"), name=text(minLength=1, maxLength=256), value=text(minLength=1, maxLength=4096))
    return record(
        (), add=keyed(pair, "name", maxItems=16), remove=many(text(), 16, **{"x-kubernetes-list-type": "set"}),
        set=keyed(pair, "name", maxItems=16),
    )  # fmt: skip


def _path_modifier() -> Schema:
    return record(
        ("type",), type=one_of("ReplaceFullPath", "ReplacePrefixMatch"), replaceFullPath=text(maxLength=1024),
        replacePrefixMatch=text(maxLength=1024),
    )  # fmt: skip


def _reference() -> Schema:
    """A backend without weight or filters."""
    group, kind = _group(""), _kind("Service")
    return record(("name",), group=group, kind=kind, name=_name(), namespace=_namespace(), port=_port())


def _filters(kinds: tuple[str, ...]) -> Schema:
    parts: Schema = {
        "type": one_of(*kinds),
        "requestHeaderModifier": _modifier(),
        "responseHeaderModifier": _modifier(),
        "requestMirror": record(("backendRef",), backendRef=_reference(), percent=number(0, 100)),
        "extensionRef": record(("group", "kind", "name"), group=text(), kind=_kind(), name=_name()),
    }
    if "URLRewrite" in kinds:
        parts["urlRewrite"] = record((), hostname=_host(), path=_path_modifier())
        parts["requestRedirect"] = record(
            (), hostname=_host(), path=_path_modifier(), port=_port(), scheme=one_of("http", "https"),
            statusCode={"type": "integer", "enum": [301, 302], "default": 302},
        )  # fmt: skip
    return many(record(("type",), **parts), 16)


_HTTP_FILTERS = ("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "RequestRedirect", "URLRewrite",
                 "ExtensionRef")  # fmt: skip
_GRPC_FILTERS = ("ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef")


def _backends(kinds: tuple[str, ...]) -> Schema:
    weighted = record(
        ("name",), group=_group(""), kind=_kind("Service"), name=_name(), namespace=_namespace(), port=_port(),
        weight=number(0, 1_000_000, default=1), filters=_filters(kinds),
    )  # fmt: skip
    return many(weighted, 16)


def _parents() -> Schema:
    parent = record(
        ("name",), group=_group(GROUP), kind=_kind("Gateway"), name=_name(), namespace=_namespace(),
        sectionName=text(minLength=1, maxLength=253), port=_port(),
    )  # fmt: skip
    return many(parent, 32)


def _route_status() -> Schema:
    parent = record(
        ("controllerName", "parentRef"), conditions=CONDITIONS, controllerName=text(), parentRef=_parents()["items"]
    )
    return record(("parents",), parents=many(parent, 32))


def _http_route() -> Schema:
    match = record(
        (),
        path={**record((), type=one_of("Exact", "PathPrefix", "RegularExpression", default="PathPrefix"),
                       value=text(maxLength=1024, default="/")), "default": {"type": "PathPrefix", "value": "/"}},
        headers=_headers(), queryParams=_headers(),
        method=one_of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
    )  # fmt: skip
    matches = many(match, 64, default=[{"path": {"type": "PathPrefix", "value": "/"}}])
    rule = record(
        (), name=text(minLength=1, maxLength=253), matches=matches, filters=_filters(_HTTP_FILTERS),
        backendRefs=_backends(_HTTP_FILTERS),
        timeouts=record((), backendRequest=text(), request=text()),
    )  # fmt: skip
    rules = many(rule, 16, default=[{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}])
    return record((), hostnames=many(_host(), 16), parentRefs=_parents(), rules=rules)


def _grpc_route() -> Schema:
    method = record((), type=one_of("Exact", "RegularExpression", default="Exact"), service=text(maxLength=1024),
                    method=text(maxLength=1024))  # fmt: skip
    rule = record(
        (), name=text(minLength=1, maxLength=253), matches=many(record((), method=method, headers=_headers()), 64),
        filters=_filters(_GRPC_FILTERS), backendRefs=_backends(_GRPC_FILTERS),
    )  # fmt: skip
    return record((), hostnames=many(_host(), 16), parentRefs=_parents(), rules=many(rule, 16))


def _gateway() -> Schema:
    certificate = record(("name",), group=_group(""), kind=_kind("Secret"), name=_name(), namespace=_namespace())
    namespaces = {**record((), from_=one_of("All", "Selector", "Same", "None", default="Same"),
                           selector=LABEL_SELECTOR), "default": {"from": "Same"}}  # fmt: skip
    allowed = {
        **record((), kinds=many(record(("kind",), group=_group(GROUP), kind=_kind()), 8), namespaces=namespaces),
        "default": {"namespaces": {"from": "Same"}},
    }
    mode = one_of("Terminate", "Passthrough", default="Terminate")
    tls = record((), certificateRefs=many(certificate, 64), mode=mode, options=mapping(text(maxLength=4096)))
    listener = record(
        ("name", "port", "protocol"), allowedRoutes=allowed, hostname=_host(), name=text(minLength=1, maxLength=253),
        port=_port(), protocol=text(minLength=1, maxLength=255), tls=tls,
    )  # fmt: skip
    infrastructure = record(
        (), annotations=mapping(text()), labels=mapping(text()),
        parametersRef=record(("group", "kind", "name"), group=text(), kind=_kind(), name=_name()),
    )  # fmt: skip
    address = record((), type=text(default="IPAddress", minLength=1, maxLength=253), value=text(maxLength=253))
    return record(
        ("gatewayClassName", "listeners"), addresses=many(address, 16), gatewayClassName=_name(),
        infrastructure=infrastructure, listeners=keyed(listener, "name", minItems=1, maxItems=64),
    )  # fmt: skip


def _pending(*kinds: str, reason: str) -> list[Object]:
    return [{"lastTransitionTime": "1970-01-01T00:00:00Z", "message": "Waiting for controller", "reason": reason,
             "status": "Unknown", "type": kind} for kind in kinds]  # fmt: skip


def _gateway_status() -> Schema:
    listener = record(
        ("attachedRoutes", "conditions", "name"), attachedRoutes=number(), conditions=CONDITIONS, name=text(),
        supportedKinds=many(record(("kind",), group=_group(GROUP), kind=_kind()), 8),
    )  # fmt: skip
    address = record(("value",), type=text(default="IPAddress"), value=text(minLength=1, maxLength=253))
    pending = _pending("Accepted", "Programmed", reason="Pending")
    found = record((), addresses=many(address, 16), conditions={**CONDITIONS, "default": pending},
                   listeners=keyed(listener, "name", maxItems=64))  # fmt: skip
    return {**found, "default": {"conditions": pending}}


def _class() -> Schema:
    parameters = record(("group", "kind", "name"), group=text(), kind=_kind(), name=_name(), namespace=_namespace())
    name = text(
        minLength=1, maxLength=253, pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/.+$"
    )
    name["x-kubernetes-validations"] = [{"message": "Value is immutable", "rule": "self == oldSelf"}]
    return record(("controllerName",), controllerName=name, description=text(maxLength=64), parametersRef=parameters)


def _class_status() -> Schema:
    pending = _pending("Accepted", reason="Pending")
    features = keyed(record(("name",), name=text()), "name", maxItems=64)
    found = record((), conditions={**CONDITIONS, "default": pending}, supportedFeatures=features)
    return {**found, "default": {"conditions": pending}}


def _grant() -> Schema:
    source = record(("group", "kind", "namespace"), group=text(maxLength=253), kind=_kind(), namespace=_namespace())
    target = record(("group", "kind"), group=text(maxLength=253), kind=_kind(), name=_name())
    return record(("from", "to"), from_=many(source, 16, minItems=1), to=many(target, 16, minItems=1))


def definitions(release: str = LATEST) -> list[Object]:
    """The CustomResourceDefinitions of a release's standard channel."""
    annotations = {
        "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/gateway-api/pull/3328",
        "gateway.networking.k8s.io/bundle-version": f"v{release}",
        "gateway.networking.k8s.io/channel": "standard",
    }

    def made(
        kind: str, plural: str, spec: Schema, status: Schema | None, columns: list[Object], *,
        short: tuple[str, ...] = (), namespaced: bool = True, versions: tuple[str, ...] = ("v1", "v1beta1"),
    ) -> Object:  # fmt: skip
        listed = [version(one, spec, status, columns, storage=index == 0) for index, one in enumerate(versions)]
        return definition(GROUP, kind, plural, listed, short=short, categories=("gateway-api",),
                          namespaced=namespaced, annotations=annotations)  # fmt: skip

    def state(name: str) -> Object:
        return column(name, f'.status.conditions[?(@.type=="{name}")].status')

    hosts = [column("Hostnames", ".spec.hostnames"), AGE]
    classes = [column("Controller", ".spec.controllerName"), state("Accepted"), AGE,
               column("Description", ".spec.description", priority=1)]  # fmt: skip
    gateways = [column("Class", ".spec.gatewayClassName"), column("Address", ".status.addresses[*].value"),
                state("Programmed"), AGE]  # fmt: skip
    return [
        made("GatewayClass", "gatewayclasses", _class(), _class_status(), classes, short=("gc",), namespaced=False),
        made("Gateway", "gateways", _gateway(), _gateway_status(), gateways, short=("gtw",)),
        made("GRPCRoute", "grpcroutes", _grpc_route(), _route_status(), hosts, versions=("v1",)),
        made("HTTPRoute", "httproutes", _http_route(), _route_status(), hosts),
        made("ReferenceGrant", "referencegrants", _grant(), None, [AGE], short=("refgrant",), versions=("v1beta1",)),
    ]


def nginx_fabric(release: str = "2.1.4") -> list[Object]:
    """NGINX Gateway Fabric: its namespace, rights, controller and class."""
    return _implementation(
        "nginx-gateway", "nginx-gateway", f"ghcr.io/nginx/nginx-gateway-fabric:{release}",
        ["controller", "--gateway-ctlr-name=gateway.nginx.org/nginx-gateway-controller", "--gatewayclass=nginx"],
        ("nginx", "gateway.nginx.org/nginx-gateway-controller"), release,
    )  # fmt: skip


def envoy_gateway(release: str = "1.5.0") -> list[Object]:
    """Envoy Gateway: its namespace, rights and controller, with the Gateway API's definitions."""
    return [*definitions(), *_implementation(
        "envoy-gateway-system", "envoy-gateway", f"docker.io/envoyproxy/gateway:v{release}",
        ["server", "--config-path=/config/envoy-gateway.yaml"], None, release,
    )]  # fmt: skip


def _implementation(namespace: str, name: str, image: str, args: list[str], gateway_class: tuple[str, str] | None,
                    release: str) -> list[Object]:  # fmt: skip
    labels = {"app.kubernetes.io/instance": name, "app.kubernetes.io/name": name, "app.kubernetes.io/version": release}
    meta = {"name": name, "namespace": namespace, "labels": labels}
    selector = {key: labels[key] for key in ("app.kubernetes.io/instance", "app.kubernetes.io/name")}
    container = {
        "name": name, "image": image, "imagePullPolicy": "IfNotPresent", "args": args,
        "ports": [{"containerPort": 8443, "name": "agent-grpc"}, {"containerPort": 8081, "name": "health"}],
        "readinessProbe": {
            "httpGet": {"path": "/readyz", "port": "health"}, "initialDelaySeconds": 3, "periodSeconds": 1},
    }  # fmt: skip
    everything: list[Object] = [
        {
            "apiGroups": ["", "apps", "gateway.networking.k8s.io", "discovery.k8s.io"],
            "resources": ["*"],
            "verbs": ["*"],
        },
    ]
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}
    found: list[Object] = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta},
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
         "metadata": {"name": name, "labels": labels}, "rules": everything},
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
         "metadata": {"name": name, "labels": labels}, "roleRef": role,
         "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": namespace}]},
        {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": {
            "type": "ClusterIP", "selector": selector,
            "ports": [{"name": "agent-grpc", "port": 443, "protocol": "TCP", "targetPort": 8443}]}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": {
            "replicas": 1, "selector": {"matchLabels": selector},
            "template": {"metadata": {"labels": selector},
                         "spec": {"serviceAccountName": name, "containers": [container]}}}},
    ]  # fmt: skip
    if gateway_class is not None:
        found.append({"apiVersion": f"{GROUP}/v1", "kind": "GatewayClass", "metadata": {
            "name": gateway_class[0], "labels": labels}, "spec": {"controllerName": gateway_class[1]}})  # fmt: skip
    return found
