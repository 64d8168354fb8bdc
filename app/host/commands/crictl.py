"""crictl: the node's containers, pods and images.

Follows kubernetes-sigs/cri-tools cmd/crictl: display.go (columns of at least 20, 3 blanks between), container.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.host import services
from app.host.cri import Typed, container, document, fatal, info, inspecti, remove, rmp, stop, stopp
from app.host.invocation import Invocation
from app.host.node import Node, NodeContainer, Sandbox
from app.host.options import Option, Options, Usage, WrongUsageError
from app.host.streams import Empty, Source
from app.sim.clock import rfc3339

ENDPOINT = "unix:///run/containerd/containerd.sock"
WIDTH, GAP, ID = 20, 3, 13
VERSION = "1.36.0"
VERBS = (
    "exec",
    "images",
    "info",
    "inspect",
    "inspecti",
    "inspectp",
    "logs",
    "pods",
    "ps",
    "pull",
    "rm",
    "rmi",
    "rmp",
    "stop",
    "stopp",
    "version",
)
ALIASES = {"image": "images", "img": "images"}
# What crictl has besides.
OTHERS = frozenset({"attach", "checkpoint", "completion", "config", "create", "events", "imagefsinfo", "metricsp",
                    "port-forward", "run", "runp", "runtime-config", "start", "stats", "statsp", "update",
                    "update-runtime-config", "metricdescs"})  # fmt: skip
QUIET = Option("q", "quiet", "", "only display IDs")
NAMESPACE = Option("", "namespace", "NAME", "filter by namespace")
LIST = (
    QUIET, Option("", "name", "NAME", "filter by name"),
    Option("", "no-trunc", "", "show output without truncating"), Option("o", "output", "FORMAT", "json, yaml, table"),
    Option("l", "latest", "", "show the most recently created one"),
    Option("n", "last", "N", "show the last N recently created ones"), Option("v", "verbose", "", "show details"),
    Option("s", "state", "STATE", "filter by state"),
)  # fmt: skip
USAGES = {
    "ps": Usage("crictl ps [options]", "List containers", (
        *LIST, Option("a", "all", "", "show all containers"), Option("", "image", "IMAGE", "filter by image"),
        Option("p", "pod", "ID", "filter by pod"), NAMESPACE)),
    "pods": Usage("crictl pods [options]", "List pods", (*LIST, NAMESPACE)),
    "images": Usage("crictl images [options] [REPOSITORY[:TAG]]", "List images", (
        QUIET, Option("", "no-trunc", "", "show output without truncating"),
        Option("", "digests", "", "show digests"))),
    "info": Usage("crictl info [options]", "Display information of the container runtime", (
        Option("o", "output", "FORMAT", "json or yaml"), QUIET)),
    "inspecti": Usage("crictl inspecti IMAGE-ID...", "Return the status of one or more images", (
        Option("o", "output", "FORMAT", "json or yaml"), QUIET)),
    "stopp": Usage("crictl stopp POD-ID...", "Stop one or more running pods"),
    "rmp": Usage("crictl rmp [options] POD-ID...", "Remove one or more pods", (
        Option("f", "force", "", "force removal of the pod"), Option("a", "all", "", "remove all pods"))),
    "logs": Usage("crictl logs [options] CONTAINER-ID", "Fetch the logs of a container", (
        Option("f", "follow", "", "follow log output"), Option("p", "previous", "", "logs of the previous instance"),
        Option("", "tail", "N", "lines from the end"), Option("t", "timestamps", "", "show timestamps"))),
    "inspect": Usage("crictl inspect CONTAINER-ID...", "Display the status of one or more containers"),
    "inspectp": Usage("crictl inspectp POD-ID...", "Display the status of one or more pods"),
    "exec": Usage("crictl exec [options] CONTAINER-ID COMMAND [ARG...]", "Run a command in a running container", (
        Option("i", "interactive", "", "keep stdin open"), Option("t", "tty", "", "allocate a pseudo-TTY"),
        Option("s", "sync", "", "run the command synchronously"),
        Option("", "timeout", "SECONDS", "how long a synchronous command may take")), intermixed=False),
    "stop": Usage("crictl stop [options] CONTAINER-ID...", "Stop one or more running containers", (
        Option("t", "timeout", "SECONDS", "seconds to wait before it is killed"),)),
    "rm": Usage("crictl rm [options] CONTAINER-ID...", "Remove one or more containers", (
        Option("f", "force", "", "force removal of running containers"),)),
    "pull": Usage("crictl pull [options] NAME[:TAG|@DIGEST]", "Pull an image from a registry"),
    "rmi": Usage("crictl rmi [options] IMAGE-ID...", "Remove one or more images"),
    "version": Usage("crictl version", "Display runtime version information"),
}  # fmt: skip
HELP = Usage("crictl [global options] command [command options] [arguments...]", "client for CRI")
GLOBAL = ("--runtime-endpoint", "-r", "--image-endpoint", "-i", "--timeout", "-t", "--config", "-c")


async def main(run: Invocation) -> int:
    """Ask the runtime."""
    words = list(run.args)
    while words and words[0].partition("=")[0] in GLOBAL:
        del words[: 1 if "=" in words[0] else 2]
    if not words or words[0] in ("--help", "-h", "help"):
        await run.stdout.write(HELP.help() + "".join(f"  {verb:<10} {USAGES[verb].text}\n" for verb in VERBS))
        return 0
    verb = ALIASES.get(words[0], words[0])
    if verb not in VERBS:
        if verb.startswith("-"):
            return await fatal(run, f"flag provided but not defined: {verb}")
        if verb in OTHERS:
            return await fatal(run, f"{verb}: not simulated on this node")
        await run.stdout.write(f"No help topic for '{verb}'\n")
        return 3
    run.argv = ["crictl", *words[1:]]
    try:
        options = await Options.read(run, USAGES[verb])
    except WrongUsageError as wrong:
        named = re.search(r"(?:unrecognized option '-|invalid option -- ')(-?[^']+)", wrong.text)
        flag = "-" + named[1].lstrip("-") if named else ""
        return await fatal(run, f"flag provided but not defined: {flag}" if named else wrong.text)
    if options is None:
        return 0
    up = services.active(run.host, "containerd")
    if run.host.node is None or not up:
        socket = ENDPOINT.removeprefix("unix://")
        what = "no such file or directory" if up else "connection refused"
        why = f"transport: Error while dialing: dial unix {socket}: connect: {what}"
        return await fatal(
            run,
            f'validate service connection: validate CRI v1 runtime API for endpoint "{ENDPOINT}": rpc error: '
            f'code = Unavailable desc = connection error: desc = "{why}"',
        )
    return await DO[verb](run, options, run.host.node)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as Go's tabwriter makes them with a minimal width of 20 and 3 blanks of padding."""
    widths = [max(WIDTH, *(len(row[at]) + GAP for row in rows)) for at in range(len(rows[0]) - 1)]
    lines = ("".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)) + row[-1] for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def ago(seconds: float) -> str:
    """A span as docker words it: `5 minutes ago`.

    Follows docker/go-units duration.go: HumanDuration.
    """
    whole = int(seconds)
    if whole < 1:
        return "Less than a second ago"
    for limit, size, unit in ((60, 1, "second"), (3600, 60, "minute"), (172800, 3600, "hour"), (1209600, 86400, "day")):
        count = whole // size if unit != "hour" else round(whole / 3600)
        if whole < limit:
            if count == 1 and unit != "second":
                return "About a minute ago" if unit == "minute" else "About an hour ago"
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return f"{whole // 604800} weeks ago"


def size(count: int) -> str:
    """Bytes with three digits: 23.8MB."""
    value, units = float(count), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.3g}{units[0]}"


def _last(options: Options, count: int) -> int:
    """How many of the latest are wanted."""
    wanted = options.last("last")
    return 1 if "latest" in options else int(wanted) if wanted.isdigit() and int(wanted) else count


async def _ps(run: Invocation, options: Options, node: Node) -> int:
    state = options.last("state").lower()
    found = [
        one for one in node.containers()
        if (one.state == "Running" or "all" in options or state) and (not state or one.state.lower() == state)
        and options.last("name") in one.name and one.sandbox.id.startswith(options.last("pod"))
        and options.last("namespace", one.sandbox.namespace) == one.sandbox.namespace
        and options.last("image") in ("", *one.image.split(":"), one.image, one.image_id[: len(options.last("image"))])
    ]  # fmt: skip
    found = found[: _last(options, len(found))]
    if "quiet" in options:
        await run.stdout.write("".join(f"{one.id}\n" for one in found))
        return 0
    if options.last("output", "table") != "table":
        return await document(run, options, {"containers": [_container(run, one)["status"] for one in found]})
    cut = None if "no-trunc" in options else ID
    rows = [["CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID", "POD", "NAMESPACE"]]
    rows += [
        [one.id[:cut], one.image_id[:cut], ago(run.now() - one.created), one.state, one.name, str(one.attempt),
         one.sandbox.id[:cut], one.sandbox.name, one.sandbox.namespace]
        for one in found
    ]  # fmt: skip
    await run.stdout.write(table(rows))
    return 0


async def _pods(run: Invocation, options: Options, node: Node) -> int:
    found = [
        one for one in node.sandboxes()
        if options.last("name") in one.name and options.last("namespace", one.namespace) == one.namespace
        and options.last("state").lower() in ("", "ready" if one.ready else "notready")
    ]  # fmt: skip
    found = found[: _last(options, len(found))]
    if "quiet" in options:
        await run.stdout.write("".join(f"{one.id}\n" for one in found))
        return 0
    if options.last("output", "table") != "table":
        return await document(run, options, {"items": [_pod(one)["status"] for one in found]})
    cut = None if "no-trunc" in options else ID
    rows = [["POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME"]]
    rows += [
        [one.id[:cut], ago(run.now() - one.created), "Ready" if one.ready else "NotReady", one.name, one.namespace, "0",
         "(default)"]
        for one in found
    ]  # fmt: skip
    await run.stdout.write(table(rows))
    return 0


async def _images(run: Invocation, options: Options, node: Node) -> int:
    wanted = options.operands[0].partition(":")[0] if options.operands else ""
    found = [one for one in node.images() if one.repository.endswith(wanted)]
    if "quiet" in options:
        await run.stdout.write("".join(f"sha256:{one.id}\n" for one in found))
        return 0
    cut = None if "no-trunc" in options else ID
    digests = "digests" in options
    rows = [["IMAGE", "TAG", *(["DIGEST"] if digests else []), "IMAGE ID", "SIZE"]]
    rows += [
        [one.repository, one.tag, *([one.digest.removeprefix("sha256:")[:cut]] if digests else []), one.id[:cut],
         size(one.size)]
        for one in found
    ]  # fmt: skip
    await run.stdout.write(table(rows))
    return 0


async def _logs(run: Invocation, options: Options, node: Node) -> int:
    if not options.operands:
        return await fatal(run, "ID cannot be empty")
    found = [one for one in node.containers() if one.id.startswith(options.operands[0])]
    if not found:
        return await _missing(run, "container", options.operands[0])
    chosen = found[0]
    if "previous" in options:
        same = [one for one in node.containers() if (one.name, one.sandbox.id) == (chosen.name, chosen.sandbox.id)]
        chosen = next((one for one in same if one.attempt == chosen.attempt - 1), chosen)
    lines = node.logs(chosen.id)
    written = len(lines)
    if "tail" in options:
        if not options.last("tail").isdigit():
            return await fatal(run, f'invalid value "{options.last("tail")}" for flag -tail: parse error')
        lines = lines[len(lines) - int(options.last("tail")) :] if int(options.last("tail")) < len(lines) else lines
    await _write(run, options, lines)
    while "follow" in options:
        await run.sleep(1)
        lines = node.logs(chosen.id)
        await _write(run, options, lines[written:])
        written = len(lines)
        if not any(one.id == chosen.id and one.state == "Running" for one in node.containers()):
            break
    return 0


async def _write(run: Invocation, options: Options, lines: Sequence[tuple[float, str, bytes]]) -> None:
    for at, stream, line in lines:
        stamp = f"{rfc3339(at)} " if "timestamps" in options else ""
        await (run.stdout if stream == "stdout" else run.stderr).write(stamp.encode() + line + b"\n")


async def _inspect(run: Invocation, options: Options, node: Node) -> int:
    return await _show(run, options, "container", [(one.id, _container(run, one)) for one in node.containers()])


async def _inspectp(run: Invocation, options: Options, node: Node) -> int:
    return await _show(run, options, "pod", [(one.id, _pod(one)) for one in node.sandboxes()])


async def _show(run: Invocation, options: Options, kind: str, known: list[tuple[str, Any]]) -> int:
    if not options.operands:
        return await fatal(run, "ID cannot be empty")
    for wanted in options.operands:
        found = next((data for identity, data in known if identity.startswith(wanted)), None)
        if found is None:
            return await _missing(run, kind, wanted)
        await run.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


async def _exec(run: Invocation, options: Options, node: Node) -> int:
    if len(options.operands) < 2:
        return await fatal(run, "ID cannot be empty" if not options.operands else
                            "command cannot be empty")  # fmt: skip
    wanted, *command = options.operands
    found = container(node, wanted)
    if found is None:
        why = f'an error occurred when try to find container "{wanted}"'
        return await fatal(run, f"execing command in container: rpc error: code = NotFound desc = {why}: not found")
    if found.state != "Running":
        return await fatal(run, "execing command in container: rpc error: code = Unknown desc = container is in "
                            "CONTAINER_EXITED state")  # fmt: skip
    source: Source = Typed(run) if "interactive" in options else Empty()
    terminal = run.shell.terminal if "tty" in options and run.stdin.isatty and run.stdout.isatty else None
    with run.waiting("child"):
        status = await node.execute(found.id, command, source, run.stdout, run.stderr, terminal)
    if status is None:
        where = "no such file or directory" if "/" in command[0] else "executable file not found in $PATH"
        how = f"stat {command[0]}: " if "/" in command[0] else ""
        return await fatal(
            run, "execing command in container: Internal error occurred: error executing command in container: failed "
            "to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start "
            f'container process: exec: "{command[0]}": {how}{where}: unknown')  # fmt: skip
    if status:
        await run.stderr.write(f"FATA[0000] execing command in container: command terminated with exit code {status}\n")
        return 1
    return 0


async def _pull(run: Invocation, options: Options, node: Node) -> int:
    if not options.operands:
        return await fatal(run, "image name cannot be empty")
    found = node.pull(options.operands[0])
    if isinstance(found, str):
        return await fatal(run, f"pulling image: {found}")
    await run.stdout.write(f"Image is up to date for sha256:{found.id}\n")
    return 0


async def _remove_image(run: Invocation, options: Options, node: Node) -> int:
    if not options.operands:
        return await fatal(run, "ID cannot be empty")
    status = 0
    for wanted in options.operands:
        found = node.remove_image(wanted)
        if found is None:
            await run.stderr.write(f"ERRO[0000] no such image {wanted}\n")
            status = 1
        else:
            await run.stdout.write(f"Deleted: {found.repository}:{found.tag}\n")
    return status


async def _version(run: Invocation, options: Options, node: Node) -> int:
    await run.stdout.write(
        "Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v2.2.1\nRuntimeApiVersion:  v1\n"
    )
    return 0


async def _missing(run: Invocation, kind: str, wanted: str) -> int:
    where = "an error occurred when try to find " + ("container" if kind == "container" else "sandbox")
    why = f'rpc error: code = NotFound desc = {where} "{wanted}": not found'
    return await fatal(run, f'getting the status of the {kind} "{wanted}": {why}')


def _container(run: Invocation, one: NodeContainer) -> dict[str, Any]:
    labels = {
        "io.kubernetes.container.name": one.name, "io.kubernetes.pod.name": one.sandbox.name,
        "io.kubernetes.pod.namespace": one.sandbox.namespace, "io.kubernetes.pod.uid": one.sandbox.uid,
    }  # fmt: skip
    status = {
        "createdAt": rfc3339(one.created), "exitCode": one.exit_code, "id": one.id,
        "image": {"annotations": {}, "image": one.image, "runtimeHandler": "", "userSpecifiedImage": ""},
        "imageRef": f"sha256:{one.image_id}", "labels": labels,
        "metadata": {"attempt": one.attempt, "name": one.name}, "startedAt": rfc3339(one.created),
        "state": f"CONTAINER_{one.state.upper()}",
    }  # fmt: skip
    pid = next((process.pid for process in run.host.processes.all() if process.surroundings.home == one.id), 0)
    return {"status": status, "info": {"sandboxID": one.sandbox.id, "pid": pid, "snapshotter": "overlayfs",
                                       "snapshotKey": one.id, "runtimeType": "io.containerd.runc.v2"}}  # fmt: skip


def _pod(one: Sandbox) -> dict[str, Any]:
    metadata = {"attempt": 0, "name": one.name, "namespace": one.namespace, "uid": one.uid}
    state = "SANDBOX_READY" if one.ready else "SANDBOX_NOTREADY"
    return {"status": {"createdAt": rfc3339(one.created), "id": one.id, "metadata": metadata, "state": state}}


DO: dict[str, Callable[[Invocation, Options, Node], Awaitable[int]]] = {
    "ps": _ps, "pods": _pods, "images": _images, "logs": _logs, "inspect": _inspect, "inspectp": _inspectp,
    "version": _version, "exec": _exec, "stop": stop, "rm": remove, "pull": _pull, "rmi": _remove_image,
    "info": info, "inspecti": inspecti, "stopp": stopp, "rmp": rmp,
}  # fmt: skip
