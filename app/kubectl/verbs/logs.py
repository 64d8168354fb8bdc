"""`kubectl logs`."""

from __future__ import annotations

import asyncio
from typing import Any

from app.kubectl.call import Call
from app.kubectl.client import body_of, lines, refusal
from app.kubectl.errors import Failure, KubectlError, StatusError, UsageError
from app.kubectl.interrupts import failing
from app.kubectl.pods import awaited_pods, pick_container, running_timeout
from app.kubectl.resources import Info, Query, list_all, select
from app.network.http import Stream
from app.sim.go_strings import quote
from app.sim.go_time import time_problem

SHORT = "Print the logs of a container"
USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs "
    "command"
)
Object = dict[str, Any]
Source = tuple[Info, Object, str]  # where, the pod, the container


async def run(call: Call) -> None:
    """Print what the containers have written, and go on with `-f`."""
    _check(call)
    sources = await _sources(call)
    query = _query(call)
    following = call.flags.on("follow")
    limit = call.flags.number("max-log-requests")
    if following and len(sources) > limit:
        raise KubectlError(
            f"you are attempting to follow {len(sources)} log streams, but maximum allowed concurrency is {limit}, use "
            "--max-log-requests to increase the limit"
        )
    if following and len(sources) > 1:
        with failing(call):
            await asyncio.gather(*(_print(call, source, query) for source in sources))
        return
    with failing(call):
        for source in sources:
            await _print(call, source, query)


def _query(call: Call) -> list[tuple[str, str]]:
    """The query parameters of the flags; refuses those that contradict each other."""
    flags = call.flags
    if flags.text("since-time") and flags.seconds("since"):
        raise KubectlError("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if flags.on("all-containers") and flags.text("container"):
        raise KubectlError(
            "--all-containers=true should not be specified with container name " + flags.text("container")
        )
    if flags.changed("container") and len(call.args) == 2:
        raise KubectlError("only one of -c or an inline [CONTAINER] arg is allowed")
    if flags.number("limit-bytes") < 0:
        raise KubectlError("--limit-bytes must be greater than 0")
    if flags.seconds("since") < 0:
        raise KubectlError("--since must be greater than 0")
    query = [(name, "true") for name in ("follow", "previous", "timestamps") if flags.on(name)]
    if flags.on("insecure-skip-tls-verify-backend"):
        query.append(("insecureSkipTLSVerifyBackend", "true"))
    tail = flags.number("tail")
    if tail < -1:
        raise KubectlError("--tail must be greater than or equal to -1")
    if flags.text("selector") and not flags.changed("tail"):
        tail = 10
    if tail >= 0:
        query.append(("tailLines", str(tail)))
    if flags.number("limit-bytes"):
        query.append(("limitBytes", str(flags.number("limit-bytes"))))
    if flags.text("since-time"):
        query.append(("sinceTime", flags.text("since-time")))
    if flags.seconds("since"):
        query.append(("sinceSeconds", str(int(flags.seconds("since") + 0.5))))
    return query


def _check(call: Call) -> None:
    """Refuse what cannot be meant before the server is asked for anything."""
    selector = call.flags.text("selector")
    if (not call.args and not selector) or len(call.args) > 2:
        raise UsageError(USAGE)
    if selector and len(call.args) == 1:
        raise UsageError("only a selector (-l) or a POD name is allowed")
    if not call.classic:
        running_timeout(call)
    text = call.flags.text("since-time")
    if text and (problem := time_problem(text)):
        raise KubectlError(problem)


async def _sources(call: Call) -> list[Source]:
    """The pods and containers meant."""
    selector = call.flags.text("selector")
    if selector:
        return await _of_selector(call, selector)
    inline = call.args[1] if len(call.args) == 2 else ""
    return await _of_argument(call, call.args[0], inline or call.flags.text("container"))


async def _of_selector(call: Call, selector: str) -> list[Source]:
    mapping = await call.resource("pods")
    listed = await list_all(call, mapping, call.namespace, Query(selector=selector))
    pods = listed.get("items") or []
    if not pods:
        await call.complain(f"No resources found in {call.namespace} namespace.")
    found: list[Source] = []
    wanted = call.flags.text("container")
    for pod in pods:
        found += await _containers(
            call, Info(mapping, pod["metadata"]["namespace"], pod["metadata"]["name"]), pod, wanted
        )
    return found


async def _of_argument(call: Call, word: str, wanted: str) -> list[Source]:
    args = [word] if "/" in word else ["pods", word] if word else []
    selection = await select(call, Query(args=args))
    if selection.errors:
        raise _not_found(call, selection.errors[0])
    info, mapping = selection.infos[0], await call.resource("pods")
    obj = info.object or {}
    if info.mapping.kind == "Pod":
        return await _containers(call, info, obj, wanted)
    pods = await awaited_pods(call, info, "cannot get the logs from", logging=True)
    if not _all_pods(call):
        if len(pods) > 1:
            await call.complain(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}")
        pods = pods[:1]
    found: list[Source] = []
    for pod in pods:
        found += await _containers(call, Info(mapping, info.namespace, pod["metadata"]["name"]), pod, wanted)
    return found


def _all_pods(call: Call) -> bool:
    return bool(call.option("all-pods", False))


def _not_found(call: Call, wrong: Exception) -> Exception:
    if isinstance(wrong, StatusError) and wrong.reason == "NotFound":
        return KubectlError(f"error from server (NotFound): {wrong} in namespace {quote(call.namespace)}")
    return wrong


async def _containers(call: Call, info: Info, pod: Object, wanted: str) -> list[Source]:
    if not call.flags.on("all-containers"):
        return [(info, pod, await pick_container(call, pod, wanted, quiet=_all_pods(call)))]
    spec = pod.get("spec") or {}
    kinds = ("initContainers", "containers", "ephemeralContainers")
    return [(info, pod, each["name"]) for kind in kinds for each in spec.get(kind) or []]


async def _print(call: Call, source: Source, query: list[tuple[str, str]]) -> None:
    info, _, container = source
    prefix = f"[pod/{info.name}/{container}] ".encode() if call.flags.on("prefix") or _all_pods(call) else b""
    parameters = [("container", container), *query]
    try:
        response = await call.client.send("GET", info.path("log"), query=parameters, accept="application/json, */*")
        if response.status >= 400:
            raise refusal(response, await body_of(response))
    except Failure as wrong:
        if not call.flags.on("ignore-errors"):
            raise
        await call.complain(f"error: {wrong}")
        return
    async for line in lines(response):
        await call.machine.stdout.write(prefix + line)
    if isinstance(response.body, Stream) and response.body.broken:
        await call.complain("unexpected EOF")
        raise KubectlError("unexpected EOF")
