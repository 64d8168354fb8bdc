"""cert-manager's manifest: its definitions, rights and three programs.

Follows cert-manager deploy/crds and deploy/charts/cert-manager; schemas and descriptions are our own.
"""

from __future__ import annotations

from app.cluster.published.schema import (
    AGE,
    CONDITIONS,
    Schema,
    column,
    definition,
    many,
    mapping,
    number,
    one_of,
    record,
    text,
    version,
)
from app.cluster.published.workloads import Object, account, namespace, rule, service, workload

GROUP, ACME, NAMESPACE, LATEST = "cert-manager.io", "acme.cert-manager.io", "cert-manager", "1.19.1"
_ANY: Schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def _issuer_reference() -> Schema:
    found = record(
        ("name",), group=text("Group of the issuer. Defaults to cert-manager.io."),
        kind=text("Kind of the issuer: Issuer or ClusterIssuer. Defaults to Issuer."), name=text("Name of the issuer."),
    )  # fmt: skip
    return {**found, "description": "The issuer that signs the certificate."}


def _names() -> Schema:
    return {**many(text()), "x-kubernetes-list-type": "atomic"}


def _subject() -> Schema:
    described = {
        "countries": "Countries to be used on the Certificate.",
        "localities": "Cities to be used on the Certificate.",
        "organizationalUnits": "Organizational Units to be used on the Certificate.",
        "organizations": "Organizations to be used on the Certificate.",
        "postalCodes": "Postal codes to be used on the Certificate.",
        "provinces": "State/Provinces to be used on the Certificate.",
        "streetAddresses": "Street addresses to be used on the Certificate.",
    }
    lists = {name: {**_names(), "description": words}
             for name, words in described.items()}  # fmt: skip
    found = record((), **lists, serialNumber=text("Serial number to be used on the Certificate."))
    return {**found, "description": "Parts of the X.509 subject name of the certificate."}


def _certificate() -> Schema:
    key = record(
        (), algorithm=one_of("RSA", "ECDSA", "Ed25519", description="Algorithm of the private key."),
        encoding=one_of("PKCS1", "PKCS8", description="Encoding of the private key."),
        rotationPolicy=one_of("Never", "Always", description="Whether a renewal makes a new private key."),
        size=number(description="Bits of the private key."),
    )  # fmt: skip
    stores = record((), jks=_ANY, pkcs12=_ANY)
    names = _names()
    found = record(
        ("issuerRef", "secretName"), commonName=text("Common name of the subject; at most 64 characters."),
        dnsNames={**names, "description": "DNS names that the certificate is valid for."},
        duration=text("How long the certificate shall be valid, as a Go duration. Defaults to 2160h."),
        emailAddresses={**names, "description": "E-mail addresses that the certificate is valid for."},
        encodeUsagesInRequest={"type": "boolean"},
        ipAddresses={**names, "description": "IP addresses that the certificate is valid for."},
        isCA={"type": "boolean", "description": "Whether the certificate may sign others."},
        issuerRef=_issuer_reference(), keystores={**stores, "description": "Further formats of the Secret."},
        privateKey={**key, "description": "How the private key is made."},
        renewBefore=text("How long before the end of the certificate it is renewed."),
        revisionHistoryLimit=number(description="How many CertificateRequests are kept."),
        secretName=text("Name of the Secret that gets the key and the certificate."),
        secretTemplate=record((), annotations=mapping(text()), labels=mapping(text())), subject=_subject(),
        uris={**names, "description": "URIs that the certificate is valid for."},
        usages=many(text(), description="What the certificate may be used for."),
    )  # fmt: skip
    return {**found, "description": "The wanted state of the Certificate."}


def _issuer() -> Schema:
    return record(
        (), acme=_ANY, ca=record(("secretName",), secretName=text("Secret with the key and certificate that sign.")),
        selfSigned=record((), crlDistributionPoints=many(text())), vault=_ANY, venafi=_ANY,
    )  # fmt: skip


def _request() -> Schema:
    return record(
        ("issuerRef", "request"), duration=text(), extra=mapping(many(text())), groups=many(text()),
        isCA={"type": "boolean"}, issuerRef=_issuer_reference(), request=text(format="byte"), uid=text(),
        usages=many(text()), username=text(),
    )  # fmt: skip


def definitions(release: str = LATEST) -> list[Object]:
    """The CustomResourceDefinitions: `cert-manager.crds.yaml`."""
    ready = column("Ready", '.status.conditions[?(@.type == "Ready")].status')
    status = column("Status", '.status.conditions[?(@.type == "Ready")].message', priority=1)
    state = record((), conditions=CONDITIONS, notAfter=text(format="date-time"), notBefore=text(format="date-time"),
                   renewalTime=text(format="date-time"), revision=number())  # fmt: skip
    order = record(("issuerRef", "request"), commonName=text(), dnsNames=many(text()), duration=text(),
                   ipAddresses=many(text()), issuerRef=_issuer_reference(), request=text(format="byte"))  # fmt: skip
    challenge = record(("authorizationURL", "dnsName", "issuerRef", "key", "solver", "token", "type", "url"),
                       authorizationURL=text(), dnsName=text(), issuerRef=_issuer_reference(), key=text(),
                       solver=_ANY, token=text(), type=one_of("HTTP-01", "DNS-01"), url=text(),
                       wildcard={"type": "boolean"})  # fmt: skip
    acme_state = record((), state=text(), reason=text())

    def made(group: str, kind: str, spec: Schema, found: Schema, columns: list[Object], *short: str,
             namespaced: bool = True) -> Object:  # fmt: skip
        one = definition(group, kind, f"{kind.lower()}s", [version("v1", spec, found, columns)], short=short,
                         categories=("cert-manager", *(("cert-manager-acme",) if group == ACME else ())),
                         namespaced=namespaced)  # fmt: skip
        one["metadata"]["labels"] = {
            "app": "cert-manager", "app.kubernetes.io/instance": "cert-manager",
            "app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/version": f"v{release}",
        }  # fmt: skip
        return one

    issued = [column("Approved", '.status.conditions[?(@.type == "Approved")].status'),
              column("Denied", '.status.conditions[?(@.type == "Denied")].status'), ready,
              column("Issuer", ".spec.issuerRef.name"), column("Requester", ".spec.username"), status, AGE]  # fmt: skip
    acme = [column("State", ".status.state"), column("Domain", ".spec.dnsName"),
            column("Reason", ".status.reason", priority=1), AGE]  # fmt: skip
    return [
        made(GROUP, "CertificateRequest", _request(), state, issued, "cr", "crs"),
        made(GROUP, "Certificate", _certificate(), state, [
            ready, column("Secret", ".spec.secretName"), column("Issuer", ".spec.issuerRef.name", priority=1), status,
            AGE], "cert", "certs"),
        made(ACME, "Challenge", challenge, acme_state, acme),
        made(GROUP, "ClusterIssuer", _issuer(), state, [ready, status, AGE], "ciss", namespaced=False),
        made(GROUP, "Issuer", _issuer(), state, [ready, status, AGE], "iss"),
        made(ACME, "Order", order, acme_state, [column("State", ".status.state"), AGE]),
    ]  # fmt: skip


def _labels(name: str, component: str) -> dict[str, str]:
    return {"app.kubernetes.io/component": component, "app.kubernetes.io/instance": "cert-manager",
            "app.kubernetes.io/name": name}  # fmt: skip


def _program(name: str, component: str, release: str, args: list[str], ports: list[Object]) -> Object:
    container = {
        "name": f"cert-manager-{component}", "image": f"quay.io/jetstack/cert-manager-{component}:v{release}",
        "imagePullPolicy": "IfNotPresent", "args": ["--v=2", *args], "ports": ports,
        "env": [{"name": "POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}}],
    }  # fmt: skip
    return workload("Deployment", name, NAMESPACE, _labels(name.removeprefix("cert-manager-"), component), [container],
                    also={"app": name.removeprefix("cert-manager-")}, serviceAccountName=name,
                    nodeSelector={"kubernetes.io/os": "linux"})  # fmt: skip


def objects(release: str = LATEST) -> list[Object]:
    """Everything of `cert-manager.yaml`."""
    mine = rule(f"{GROUP} {ACME}", "*", "*")
    rules = [mine, rule("core", "secrets events configmaps services pods"), rule("networking.k8s.io", "ingresses"),
             rule("coordination.k8s.io", "leases")]  # fmt: skip
    programs: list[tuple[str, str, list[str], list[Object]]] = [
        ("cert-manager-cainjector", "cainjector", ["--leader-election-namespace=kube-system"],
         [{"containerPort": 9402, "name": "http-metrics"}]),
        ("cert-manager", "controller", ["--cluster-resource-namespace=$(POD_NAMESPACE)",
         "--leader-election-namespace=kube-system", "--max-concurrent-challenges=60"],
         [{"containerPort": 9402, "name": "http-metrics"}, {"containerPort": 9403, "name": "http-healthz"}]),
        ("cert-manager-webhook", "webhook", ["--secure-port=10250"],
         [{"containerPort": 10250, "name": "https"}, {"containerPort": 6080, "name": "healthcheck"}]),
    ]  # fmt: skip
    return [
        namespace(NAMESPACE), *definitions(release),
        *(one for name, *_ in programs for one in account(name, NAMESPACE, rules)),
        service("cert-manager", NAMESPACE, _labels("cert-manager", "controller"), tcp_http_metrics=(9402, 9402)),
        service("cert-manager-webhook", NAMESPACE, _labels("webhook", "webhook"), https=(443, 10250)),
        *(_program(name, component, release, args, ports) for name, component, args, ports in programs),
    ]  # fmt: skip
