"""`kubectl create ingress`."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError

SHORT = "Create an ingress"
# Follows kubernetes kubectl/pkg/cmd/create/create_ingress.go
_RULE = re.compile(
    r"(?P<host>[\w\*\-\.]*)(?P<path>/[\w./\*\-]*)?=(?P<service>[\w-]+):(?P<port>[\w-]+)"
    r"(?:,(?P<tls>tls(?:=(?P<secret>[\w.-]*))?))?"
)
_BACKEND = re.compile(r"[\w-]+:[\w-]+")


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    rules, backend = call.flags.words("rule"), call.flags.text("default-backend")
    if not rules and not backend:
        raise KubectlError(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all "
            "traffic) or a list of rules (which catch specific paths)"
        )
    parsed = [_parse(rule) for rule in rules]
    annotations = _annotations(call.flags.words("annotation"))
    if backend and not _BACKEND.fullmatch(backend):
        raise KubectlError("default-backend should be in format servicename:serviceport")
    spec: dict[str, Any] = {}
    if call.flags.text("class"):
        spec["ingressClassName"] = call.flags.text("class")
    if backend:
        spec["defaultBackend"] = _service(*backend.split(":"))
    if tls := _tls(parsed):
        spec["tls"] = tls
    if parsed:
        spec["rules"] = _rules(parsed)
    more: dict[str, Any] = {"annotations": annotations} if annotations else {}
    obj = {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata(call, name, **more), "spec": spec,
        "status": {"loadBalancer": {}},
    }  # fmt: skip
    await create(call, obj, failure="failed to create ingress: ")


def _parse(rule: str) -> re.Match[str]:
    match = _RULE.fullmatch(rule)
    if match is None or match["path"] is None:
        raise KubectlError(f"rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    return match


def _annotations(words: list[str]) -> dict[str, str]:
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise KubectlError(f"annotation {word} is invalid and should be in format key=[value]")
        found[key] = value
    return found


def _service(name: str, port: str) -> dict[str, Any]:
    return {"service": {"name": name, "port": {"number": int(port)} if port.isdigit() else {"name": port}}}


def _rules(parsed: list[re.Match[str]]) -> list[dict[str, Any]]:
    """One rule a host, in the order of the hosts' first mention."""
    by_host: dict[str, list[dict[str, Any]]] = {}
    for match in parsed:
        path = match["path"]
        exact = not path.endswith("*")
        by_host.setdefault(match["host"], []).append({
            "path": path if exact else path[:-1],
            "pathType": "Exact" if exact else "Prefix",
            "backend": _service(match["service"], match["port"]),
        })  # fmt: skip
    return [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in by_host.items()]


def _tls(parsed: list[re.Match[str]]) -> list[dict[str, Any]]:
    """One entry a secret, with the hosts that use it; a host that has an entry needs none without a secret."""
    by_secret: dict[str, list[str]] = {}
    for match in parsed:
        host, secret = match["host"], match["secret"] or ""
        if match["tls"] and host and not any(host in hosts for hosts in by_secret.values()):
            by_secret.setdefault(secret, []).append(host)
        elif match["tls"] and secret and not host:
            by_secret.setdefault(secret, [])
    return [
        {**({"hosts": hosts} if hosts else {}), **({"secretName": secret} if secret else {})}
        for secret, hosts in by_secret.items()
    ]
