"""`kubectl cluster-info`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import Failure
from app.kubectl.resources import Query, list_all

SHORT = "Show where the control plane and its services are"
GREEN, YELLOW, PLAIN = "\x1b[0;32m", "\x1b[0;33m", "\x1b[0m"


async def run(call: Call) -> None:
    """Print their addresses."""
    color = call.machine.stdout.isatty
    try:
        mapping = await call.discovery.find("services")
        listed = await list_all(call, mapping, "kube-system", Query(selector="kubernetes.io/cluster-service=true"))
        await call.say(
            _line(color, "Kubernetes control plane" if not call.classic else "Kubernetes master", call.config.url)
        )
        for service in listed.get("items") or []:
            await call.say(_line(color, _name(service), _address(call, service)))
    except Failure:
        await _hint(call)
        raise
    await _hint(call)


async def _hint(call: Call) -> None:
    await call.say("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")


def _line(color: bool, name: str, address: str) -> str:
    if color:
        return f"{GREEN}{name}{PLAIN} is running at {YELLOW}{address}{PLAIN}"
    return f"{name} is running at {address}"


def _name(service: dict[str, object]) -> str:
    metadata = service.get("metadata")
    labels = metadata.get("labels") or {} if isinstance(metadata, dict) else {}
    own = metadata.get("name", "") if isinstance(metadata, dict) else ""
    return str(labels.get("kubernetes.io/name") or own)


def _address(call: Call, service: dict[str, object]) -> str:
    metadata, spec = service.get("metadata") or {}, service.get("spec") or {}
    assert isinstance(metadata, dict)
    assert isinstance(spec, dict)
    name = metadata["name"]
    ports = spec.get("ports") or []
    if ports:
        port = ports[0]
        scheme = "https:" if port.get("name") == "https" or port.get("port") == 443 else ""
        suffix = f":{port['name']}" if port.get("name") else ""
        name = f"{scheme}{name}{suffix}" if scheme or suffix else name
        if scheme and not suffix:
            name += ":"
    return f"{call.config.url}/api/v1/namespaces/{metadata['namespace']}/services/{name}/proxy"
