"""`kubectl port-forward`."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.flags import Flag
from app.kubectl.forwarding import Forwarder
from app.kubectl.interrupts import stopping
from app.kubectl.pods import awaited_pods
from app.kubectl.resources import Info, Query, select
from app.network.network import AddressInUseError
from app.sim.go_strings import quote

SHORT = "Forward ports of this machine to a pod"
FLAGS = {
    "address": Flag("address", "strings", "[localhost]", help="The addresses to listen on, separated by commas"),
}
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*")
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Forward until interrupted."""
    if len(call.args) < 2:
        raise UsageError("TYPE/NAME and list of ports are required for port-forward")
    word, ports = call.args[0], call.args[1:]
    selection = await select(call, Query(args=[word] if "/" in word else ["pods", word]))
    if selection.errors:
        raise selection.errors[0]
    info, obj = selection.infos[0], selection.infos[0].object or {}
    pod_info, pod = await _pod(call, info, obj)
    pairs = [_pair(each, info, obj, pod) for each in ports]
    if (pod.get("status") or {}).get("phase") != "Running":
        phase = (pod.get("status") or {}).get("phase")
        raise KubectlError(f"unable to forward port because pod is not running. Current status={phase}")
    forwarder = Forwarder(call, pod_info)
    await forwarder.connect(pairs[0][1])
    await _serve(call, forwarder, pairs)


async def _pod(call: Call, info: Info, obj: Object) -> tuple[Info, Object]:
    if info.mapping.kind != "Pod":
        pods = await awaited_pods(call, info)
        info = Info(await call.resource("pods"), info.namespace, pods[0]["metadata"]["name"])
        obj = pods[0]
    return info, obj


def _pair(word: str, info: Info, obj: Object, pod: Object) -> tuple[int, int]:
    """(port here, port in the pod) of `8080:80`, `80`, `:80`, with names and services' ports looked up."""
    local, colon, remote = word.partition(":")
    remote = remote if colon else local
    target = _target(remote, info, obj, pod)
    here = (
        target if not colon and not local.isdigit() else _number(local or "0", word) if colon else _number(local, word)
    )
    if target <= 0 or target > 65535:
        raise KubectlError("remote port must be > 0")
    return here, target


def _number(text: str, word: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        why = "value out of range" if text.isdigit() else "invalid syntax"
        raise KubectlError(f"error parsing local port {text!r}: strconv.ParseUint: parsing {quote(text)}: {why}")
    return int(text)


def _target(remote: str, info: Info, obj: Object, pod: Object) -> int:
    named = _container_ports(pod)
    if info.mapping.kind == "Service":
        for port in (obj.get("spec") or {}).get("ports") or []:
            if remote in (str(port.get("port")), port.get("name")):
                target = port.get("targetPort") or port["port"]
                if str(target).isdigit():
                    return int(target)
                if target in named:
                    return named[target]
                raise KubectlError(f"Pod '{pod['metadata']['name']}' does not have a named port '{target}'")
        raise KubectlError(f"Service {info.name} does not have a service port {remote}")
    if remote.isdigit():
        if int(remote) > 65535:
            why = f"strconv.ParseUint: parsing {quote(remote)}: value out of range"
            raise KubectlError(f"error parsing remote port '{remote}': {why}")
        return int(remote)
    if remote in named:
        return named[remote]
    raise KubectlError(f"Pod '{pod['metadata']['name']}' does not have a named port '{remote}'")


def _container_ports(pod: Object) -> dict[str, int]:
    ports = [port for each in pod["spec"].get("containers") or [] for port in each.get("ports") or []]
    return {port["name"]: int(port["containerPort"]) for port in ports if port.get("name")}


async def _serve(call: Call, forwarder: Forwarder, pairs: list[tuple[int, int]]) -> None:
    for word in call.flags.words("address"):
        if word != "localhost" and not _ADDRESS.fullmatch(word):
            raise KubectlError(f"{word} is not a valid IP")
    addresses = ["127.0.0.1" if each == "localhost" else each for each in call.flags.words("address")]
    places = [(address, here, target) for here, target in pairs for address in addresses]

    async def one(address: str, here: int, target: int) -> None:
        port = here or 30000 + (call.machine.pid() * 7919 + target) % 30000

        async def ready() -> None:
            await call.say(f"Forwarding from {address}:{port} -> {target}")
            if address == "127.0.0.1" and "localhost" in call.flags.words("address"):
                await call.say(f"Forwarding from [::1]:{port} -> {target}")

        try:
            await call.machine.serve(address, port, forwarder.handler(port, target), ready)
        except AddressInUseError:
            await call.complain(
                f"Unable to listen on port {port}: Listeners failed to create with the following errors: [unable to "
                f"create listener: Error listen tcp4 {address}:{port}: bind: address already in use]"
            )
            raise KubectlError(f"unable to listen on any of the requested ports: [{{{port} {target}}}]") from None
        except OSError as wrong:
            why = f"listen tcp4 {address}:{port}: bind: {(wrong.strerror or '').lower()}"
            failed = "Listeners failed to create with the following errors: [unable to create listener: Error"
            await call.complain(f"Unable to listen on port {port}: {failed} {why}]")
            raise KubectlError(f"unable to listen on any of the requested ports: [{{{port} {target}}}]") from None

    async def lost() -> None:
        await forwarder.lost.wait()
        raise KubectlError("lost connection to pod")

    with stopping(call):
        working = [asyncio.ensure_future(work) for work in (lost(), *(one(*place) for place in places))]
        try:
            await asyncio.gather(*working)
        finally:
            for work in working:
                work.cancel()
            await asyncio.gather(*working, return_exceptions=True)
