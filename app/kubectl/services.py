"""Services made by `kubectl create service TYPE`.

Follows kubernetes kubectl/pkg/cmd/create/create_service.go.
"""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.creation import create, metadata
from app.kubectl.errors import KubectlError
from app.sim.go_strings import quote


async def create_service(call: Call, kind: str, **spec: Any) -> None:
    """Create a service of a type from `--tcp` and what else the type needs."""
    name = call.only_argument()
    words = call.flags.words("tcp")
    headless = spec.get("clusterIP") == "None"
    if not words and kind != "ExternalName" and not headless:
        raise KubectlError("at least one tcp port specifier must be provided")
    ports = [_port(word) for word in words]
    if kind == "NodePort" and call.flags.number("node-port"):
        for port in ports:
            port["nodePort"] = call.flags.number("node-port")
    found: dict[str, Any] = {"ports": ports} if ports else {}
    found |= {"selector": {"app": name}, **({"clusterIP": spec.pop("clusterIP")} if "clusterIP" in spec else {})}
    found |= {"type": kind, **spec}
    obj = {
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(call, name, labels={"app": name}), "spec": found,
        "status": {"loadBalancer": {}},
    }  # fmt: skip
    await create(call, obj, failure=f"failed to create {kind} service: ")


def _port(word: str) -> dict[str, Any]:
    port, target, *_ = [*word.split(":"), ""]
    number = _unsigned(port)
    name = word.replace(":", "-")
    return {"name": name, "protocol": "TCP", "port": number, "targetPort": _target(target) if target else number}


def _target(text: str) -> int | str:
    if text.isdigit():
        if not 1 <= int(text) <= 65535:
            raise KubectlError("must be between 1 and 65535, inclusive")
        return int(text)
    if len(text) > 15:
        raise KubectlError("must be no more than 15 characters")
    if not re.fullmatch(r"[-a-z0-9]+", text):
        raise KubectlError("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not any(char.isalpha() for char in text):
        raise KubectlError("must contain at least one letter (a-z)")
    return text


def _unsigned(text: str) -> int:
    if not text.isdigit():
        raise KubectlError(f"strconv.ParseUint: parsing {quote(text)}: invalid syntax")
    if int(text) >= 1 << 16:
        raise KubectlError(f"strconv.ParseUint: parsing {quote(text)}: value out of range")
    return int(text)
