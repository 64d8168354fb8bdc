"""What a kubelet serves: logs, exec, attach, port-forward and its own read-only pages.

Follows kubernetes pkg/kubelet/{kubelet_pods,server/server}.go and cri logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from app.cluster.api.errors import bad_request, error, not_found
from app.cluster.api.kubelet import LogOptions, StreamOptions
from app.cluster.control.resources import Object
from app.cluster.node import pages
from app.cluster.node.pod_worker import PodWorker
from app.cluster.node.records import Record
from app.network.http import Channels, Headers, Request, Response, Stream
from app.network.network import ConnectError

if TYPE_CHECKING:
    from app.cluster.node.kubelet import Kubelet

Line = tuple[float, str, bytes]
TEXT = Headers([("Content-Type", "text/plain")])
METRICS = Headers([("Content-Type", "text/plain; version=0.0.4; charset=utf-8; escaping=underscores")])


def _record(kubelet: Kubelet, pod: Object, container: str) -> tuple[PodWorker | None, Record | None]:
    worker = kubelet.workers.get(pod["metadata"]["uid"])
    if worker is None:
        return None, None
    return worker, next((one for one in worker.records if one.name == container), None)


def logs(kubelet: Kubelet, pod: Object, options: LogOptions) -> Response:
    """A container's log, or what it has written so far and from now on."""
    _, record = _record(kubelet, pod, options.container)
    lines = _lines(pod, record, options)
    lines = _selected(lines, options, kubelet.now)
    if not options.follow or record is None or not record.is_running:
        return Response(200, TEXT, _limited(b"".join(_written(line, options) for line in lines), options))
    return Response(200, TEXT, _follow(record, lines, options))


def _lines(pod: Object, record: Record | None, options: LogOptions) -> Sequence[Line]:
    """Follows pkg/kubelet/kubelet_pods.go: validateContainerLogStatus."""
    name, where = pod["metadata"]["name"], options.container
    waiting = record.shown[0] or record.waiting[0] if record is not None else ""
    if options.previous:
        if record is not None and record.ended is not None and record.shown[0]:
            return record.written()
        if record is None or record.last is None:
            raise bad_request(f'previous terminated container "{where}" in pod "{name}" not found')
        return record.logs
    if record is not None and (record.running is not None or record.ended is not None):
        return record.written()
    reasons = {
        "ErrImagePull": "image can't be pulled",
        "ImagePullBackOff": "trying and failing to pull image",
    }
    reason = reasons.get(waiting, waiting) or _waiting_reason(pod, where)
    raise bad_request(f'container "{where}" in pod "{name}" is waiting to start: {reason}')


def _waiting_reason(pod: Object, container: str) -> str:
    status = pod.get("status", {})
    for one in [*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())]:
        if one["name"] == container and (waiting := one.get("state", {}).get("waiting")):
            return str(waiting.get("reason", "ContainerCreating"))
    return "PodInitializing" if pod["spec"].get("initContainers") else "ContainerCreating"


def _selected(lines: Sequence[Line], options: LogOptions, now: float) -> Sequence[Line]:
    since = options.since_time
    if options.since_seconds is not None:
        since = now - options.since_seconds
    if since is not None:
        lines = [line for line in lines if line[0] >= since]
    if options.stream != "All":
        lines = [line for line in lines if line[1] == options.stream.lower()]
    if options.tail_lines is not None:
        lines = lines[-options.tail_lines :] if options.tail_lines else []
    return lines


def _written(line: Line, options: LogOptions) -> bytes:
    at, _, text = line
    if not options.timestamps:
        return text + b"\n"
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").encode() + b"000Z "
    return stamp + text + b"\n"


def _limited(data: bytes, options: LogOptions) -> bytes:
    return data if options.limit_bytes is None else data[: options.limit_bytes]


def _follow(record: Record, lines: Sequence[Line], options: LogOptions) -> Stream:
    container = record.running
    assert container is not None
    left = [options.limit_bytes if options.limit_bytes is not None else -1]
    ends: list[Callable[[], None]] = []

    def gone() -> None:
        for end in ends:
            end()

    stream = Stream(on_cancel=gone)

    def write(line: Line) -> None:
        if options.stream not in {"All", line[1].capitalize()}:
            return
        data = _written(line, options)
        if left[0] >= 0:
            data, left[0] = data[: left[0]], max(0, left[0] - len(data))
        stream.write(data)
        if left[0] == 0:
            stream.close()

    for line in lines:
        write(line)
    ends.append(container.follow(lambda at, name, text: write((at, name, text))))
    record.followers += (stream,)
    return stream


def execute(kubelet: Kubelet, pod: Object, options: StreamOptions) -> Response:
    """Run a command in a container."""
    _, record = _record(kubelet, pod, options.container)
    if record is None or not record.is_running or record.running is None:
        raise error("InternalError", f'container not found ("{options.container}")')
    channels = Channels()
    record.running.exec(list(options.command), stdin=options.stdin, tty=options.tty, channels=channels)
    return Response(101, channels=channels)


def attach(kubelet: Kubelet, pod: Object, options: StreamOptions) -> Response:
    """Connect to a container's main process: what it writes from now on."""
    _, record = _record(kubelet, pod, options.container)
    if record is None or not record.is_running or record.running is None:
        raise error("InternalError", f'container not found ("{options.container}")')
    channels = Channels()
    container = record.running
    native = getattr(container, "attach", None)
    if native is not None and native(stdin=options.stdin, tty=options.tty, channels=channels):
        return Response(101, channels=channels)
    numbers = {"stdout": 1, "stderr": 2}

    def write(at: float, stream: str, text: bytes) -> None:
        channels.server.send(1 if options.tty else numbers[stream], text + b"\n")

    end = container.follow(write)
    channels.server.receive(lambda channel, data: None, end)

    def ended() -> None:  # how it ended is the container's status, not the connection's
        channels.server.send(3, orjson.dumps(exit_status(0)))
        channels.server.close()

    record.attached += (ended,)
    return Response(101, channels=channels)


def exit_status(code: int) -> Object:
    """The Status that closes an exec: Success, or how the command failed."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


def port_forward(kubelet: Kubelet, pod: Object, ports: tuple[int, ...]) -> Response:
    """Connections to a pod's ports: HTTP exchanges over the data channels."""
    worker = kubelet.workers.get(pod["metadata"]["uid"])
    if worker is None or worker.interface is None:
        raise not_found("", "pods", pod["metadata"]["name"])
    channels = Channels()
    forwards = [_Forward(kubelet, worker, port, index, channels) for index, port in enumerate(ports)]

    def receive(channel: int, data: bytes) -> None:
        if channel % 2 == 0 and channel // 2 < len(forwards):
            forwards[channel // 2].receive(data)

    channels.server.receive(receive, lambda: None)
    return Response(101, channels=channels)


class _Forward:
    """One forwarded port: reads HTTP/1.1 requests, asks the pod, writes the answers back."""

    def __init__(self, kubelet: Kubelet, worker: PodWorker, port: int, index: int, channels: Channels) -> None:
        self._kubelet, self._worker, self._port = kubelet, worker, port
        self._data, self._errors, self._channels = 2 * index, 2 * index + 1, channels
        self._buffer = b""

    def receive(self, data: bytes) -> None:
        """Bytes from the client."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].decode("latin-1").split("\r\n")
            fields = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in head[1:])]
            headers = Headers(fields)
            length = int(headers.get("Content-Length", "0") or 0)
            if len(self._buffer) < end + 4 + length:
                return
            body, self._buffer = self._buffer[end + 4 : end + 4 + length], self._buffer[end + 4 + length :]
            method, target = ([*head[0].split(" "), "/"])[:2]
            self._ask(Request(method, target, headers, body, peer="127.0.0.1"))

    def _ask(self, request: Request) -> None:
        interface = self._worker.interface
        if interface is None:
            self._channels.server.close()
            return
        try:
            self._kubelet.plane.network.exchange(interface, "127.0.0.1", self._port, request, self._reply)
        except ConnectError:
            uid, port = self._worker.uid, self._port
            message = (
                f'failed to execute portforward in network namespace "/var/run/netns/cni-{uid}": failed to connect to '
                f'localhost:{port} inside namespace "{uid}", IPv4: dial tcp4 127.0.0.1:{port}: connect: connection '
                "refused IPv6 dial tcp6: address localhost: no suitable address found "
            )
            self._channels.server.send(self._errors, message.encode())
            self._channels.server.close()

    def _reply(self, response: Response) -> None:
        fields = [pair for pair in response.headers.fields() if pair[0].lower() != "transfer-encoding"]
        send = self._channels.server.send
        head = f"HTTP/1.1 {response.status} {response.reason}\r\n"
        if isinstance(response.body, bytes):
            if "content-length" not in {name.lower() for name, _ in fields}:
                fields.append(("Content-Length", str(len(response.body))))
            lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
            send(self._data, (head + lines + "\r\n").encode("latin-1") + response.body)
            return
        lines = "".join(f"{name}: {value}\r\n" for name, value in [*fields, ("Transfer-Encoding", "chunked")])
        send(self._data, (head + lines + "\r\n").encode("latin-1"))
        response.body.attach(
            lambda data: send(self._data, f"{len(data):x}\r\n".encode() + data + b"\r\n"),
            lambda: send(self._data, b"0\r\n\r\n"),
        )


def proxy(kubelet: Kubelet, path: str) -> Response:
    """The kubelet's own pages."""
    path = path.partition("?")[0].rstrip("/") or "/"
    if path == "/healthz":
        return Response(200, Headers([("Content-Type", "text/plain; charset=utf-8")]), b"ok")
    if path == "/pods":
        items = [worker.pod for worker in kubelet.workers.values()]
        body = orjson.dumps({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items})
        return Response(200, Headers([("Content-Type", "application/json")]), body)
    if path == "/stats/summary":
        return Response(200, Headers([("Content-Type", "application/json")]), orjson.dumps(pages.summary(kubelet)))
    if path == "/metrics/resource":
        return Response(200, METRICS, pages.resource_metrics(kubelet))
    if path == "/metrics":
        return Response(200, METRICS, pages.own_metrics(kubelet))
    if re.fullmatch(r"/(metrics|configz|runningpods)(/.*)?", path):
        return Response(200, TEXT, b"")
    return Response(404, Headers([("Content-Type", "text/plain; charset=utf-8")]), b"404 page not found\n")
