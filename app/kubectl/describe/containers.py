"""Containers of a pod or of a pod template.

Follows kubernetes kubectl/pkg/describe/describe.go: describeContainers, describeStatus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.kubectl.describe.environment import Resolver, write_env_from, write_environment
from app.kubectl.describe.probes import probe_text
from app.kubectl.describe.text import Text
from app.kubectl.describe.times import date
from app.sim.go_strings import quote
from app.sim.quantity import canonicalize

Object = dict[str, Any]
PROBES = {"Liveness": "livenessProbe", "Readiness": "readinessProbe", "Startup": "startupProbe"}


def write_containers(
    text: Text, label: str, containers: list[Object], statuses: list[Object] | None = None, *, space: str = "",
    resolve: Resolver | None = None, classic: bool = False,
) -> None:  # fmt: skip
    """A list of containers. `space` is the indentation inside a pod template; `resolve` gives values of pod fields."""
    known = {status.get("name"): status for status in statuses or []}
    text.line(f"{space}{label}:{'' if containers else ' <none>'}")
    for container in containers:
        status = known.get(container.get("name"))
        text.line(f"{' ' if space else ''}{container.get('name')}:", level=1)
        _write_basics(text, container, status, classic)
        _write_words(text, "Command", container.get("command"))
        _write_words(text, "Args", container.get("args"))
        if status is not None:
            _write_state(text, status)
        write_resources(text, container.get("resources"), level=2)
        for title, name in PROBES.items():
            if probe := container.get(name):
                text.field(title, probe_text(probe, classic=classic), level=2)
        if container.get("envFrom"):
            write_env_from(text, container["envFrom"])
        write_environment(text, container, resolve)
        _write_mounts(text, container)


def _write_basics(text: Text, container: Object, status: Object | None, classic: bool) -> None:
    if status is not None:
        text.field("Container ID", status.get("containerID") or "", level=2)
    text.field("Image", container.get("image") or "", level=2)
    if status is not None:
        text.field("Image ID", status.get("imageID") or "", level=2)
    ports = container.get("ports") or []
    _write_ports(text, "Port", [_port(port, "containerPort") for port in ports])
    if not classic:
        _write_ports(text, "Host Port", [_port(port, "hostPort") for port in ports])
    if profile := (container.get("securityContext") or {}).get("seccompProfile"):
        text.field("SeccompProfile", profile.get("type", ""), level=2)
        if profile.get("type") == "Localhost":
            text.field("LocalhostProfile", profile.get("localhostProfile", ""), level=3)


def _port(port: Object, key: str) -> str:
    shown = f"{port.get(key) or 0}/{port.get('protocol') or ''}"
    return f"{shown} ({port['name']})" if port.get("name") else shown


def _write_ports(text: Text, title: str, ports: list[str]) -> None:
    if len(ports) > 1:
        text.field(f"{title}s", ", ".join(ports), level=2)
    else:
        text.field(title, ports[0] if ports else "<none>", level=2)


def _write_words(text: Text, title: str, words: list[str] | None) -> None:
    if words:
        text.line(f"{title}:", level=2)
    for word in words or []:
        for line in str(word).split("\n"):
            text.line(line, level=3)


def _write_state(text: Text, status: Object) -> None:
    write_state(text, "State", status.get("state") or {})
    if (status.get("lastState") or {}).get("terminated") is not None:
        write_state(text, "Last State", status["lastState"])
    text.field("Ready", "True" if status.get("ready") else "False", level=2)
    text.field("Restart Count", status.get("restartCount") or 0, level=2)


def write_state(text: Text, title: str, state: Object) -> None:
    """One state of a container: running, waiting or terminated."""
    writers: dict[str, Callable[[Text, Object], None]] = {
        "running": _write_running, "waiting": _write_waiting, "terminated": _write_terminated
    }  # fmt: skip
    for kind, write in writers.items():
        if state.get(kind) is not None:
            text.field(title, kind.capitalize(), level=2)
            write(text, state[kind])
            return
    text.field(title, "Waiting", level=2)


def _write_running(text: Text, state: Object) -> None:
    text.field("Started", date(state.get("startedAt")), level=3)


def _write_waiting(text: Text, state: Object) -> None:
    if state.get("reason"):
        text.field("Reason", state["reason"], level=3)


def _write_terminated(text: Text, state: Object) -> None:
    for title, key in (("Reason", "reason"), ("Message", "message")):
        if state.get(key):
            text.field(title, state[key], level=3)
    text.field("Exit Code", state.get("exitCode") or 0, level=3)
    if (state.get("signal") or 0) > 0:
        text.field("Signal", state["signal"], level=3)
    text.field("Started", date(state.get("startedAt")), level=3)
    text.field("Finished", date(state.get("finishedAt")), level=3)


def write_resources(text: Text, resources: Object | None, level: int) -> None:
    """Limits and requests."""
    for title in ("limits", "requests"):
        values = (resources or {}).get(title) or {}
        if values:
            text.line(f"{title.capitalize()}:", level=level)
        for name in sorted(values):
            text.field(name, canonicalize(str(values[name])), level=level + 1)


def _write_mounts(text: Text, container: Object) -> None:
    mounts = sorted(container.get("volumeMounts") or [], key=lambda mount: str(mount.get("mountPath")))
    none = "" if mounts else "\t<none>"
    text.line(f"Mounts:{none}", level=2)
    for mount in mounts:
        flags = "ro" if mount.get("readOnly") else "rw"
        if mount.get("subPath"):
            flags += f",path={quote(mount['subPath'])}"
        text.line(f"{mount.get('mountPath')} from {mount.get('name')} ({flags})", level=3)
    devices = sorted(container.get("volumeDevices") or [], key=lambda device: str(device.get("devicePath")))
    if devices:
        text.line(f"Devices:{none}", level=2)
    for device in devices:
        text.line(f"{device.get('devicePath')} from {device.get('name')}", level=3)
