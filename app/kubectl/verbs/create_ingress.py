"""`kubectl create ingress`."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError

SHORT = "Create an ingress"
# Follows kubernetes kubectl/pkg/cmd/create/create_ingress.go
_RULE = re.compile(r"[\w*.-]*/[^,=\n]*=[\w-]+:[\w-]+", re.ASCII)  # what follows is not looked at


async def run(call: Call) -> None:
    """Create it."""
    name = call.only_argument()
    rules, backend = call.flags.words("rule"), call.flags.text("default-backend")
    if not rules and not backend:
        raise KubectlError(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all "
            "traffic) or a list of rules (which catch specific paths)"
        )
    for rule in rules:
        if not _RULE.match(rule):
            raise KubectlError(
                f"rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )
    annotations = _annotations(call.flags.words("annotation"))
    if backend and backend.count(":") != 1:
        raise KubectlError("default-backend should be in format servicename:serviceport")
    spec: dict[str, Any] = {}
    if call.flags.text("class"):
        spec["ingressClassName"] = call.flags.text("class")
    if backend:
        spec["defaultBackend"] = _service(backend)
    if tls := _tls(rules):
        spec["tls"] = tls
    if rules:
        spec["rules"] = _rules(rules)
    more: dict[str, Any] = {"annotations": annotations} if annotations else {}
    obj = {
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata(call, name, **more), "spec": spec,
        "status": {"loadBalancer": {}},
    }  # fmt: skip
    await create(call, obj, failure="failed to create ingress: ")


def _annotations(words: list[str]) -> dict[str, str]:
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise KubectlError(f"annotation {word} is invalid and should be in format key=[value]")
        found[key] = value
    return found


def _service(text: str) -> dict[str, Any]:
    name, port = text.split(":")[:2]
    number = re.fullmatch(r"[-+]?[0-9]+", port) is not None
    shown: dict[str, Any] = {"number": int(port)} if number else {"name": port} if port else {}
    return {"service": {"name": name, "port": shown}}


def _rules(rules: list[str]) -> list[dict[str, Any]]:
    """One rule a host, in the order of the hosts' first mention."""
    by_host: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        host, _, rest = rule.split(",")[0].partition("/")
        path, service = f"/{rest}".split("=")[:2]
        by_host.setdefault(host, []).append({
            "path": path.removesuffix("*"),
            "pathType": "Prefix" if path.endswith("*") else "Exact",
            "backend": _service(service),
        })  # fmt: skip
    return [{**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in by_host.items()]


def _tls(rules: list[str]) -> list[dict[str, Any]]:
    """One entry a secret, with the hosts that use it; a host is in one of them only."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for rule in rules:
        if rule.count(",") != 1:
            continue
        host, secret = rule.partition("/")[0], [*rule.partition(",")[2].split("="), ""][1]
        if host in seen:
            continue
        seen.add(host)
        entry = next((each for each in found if each.get("secretName", "") == secret), None)
        if entry is not None:
            entry.setdefault("hosts", []).append(host)
        elif host or secret:
            found.append({**({"hosts": [host]} if host else {}), **({"secretName": secret} if secret else {})})
    return found
