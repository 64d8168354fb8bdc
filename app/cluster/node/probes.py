"""Startup, readiness and liveness probes: when they run, what they find, and what the kubelet makes of it.

Follows kubernetes pkg/kubelet/prober/{worker,prober}.go and pkg/probe/{http,tcp,exec}.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.cluster.control.queue import Appointment
from app.cluster.control.resources import Object
from app.cluster.node import static_pods
from app.cluster.node.records import Record
from app.network.http import Headers, Request, Response
from app.network.network import ConnectError

if TYPE_CHECKING:
    from app.cluster.node.pod_worker import PodWorker

Result = Callable[[bool | None, str], None]
"""(whether it went well, None when nobody can say; what to tell of it)."""
NOT_FOUND, TIMED_OUT = 126, 124  # exit codes of commands that do not exist, or took too long
TITLES = {"startupProbe": "Startup", "readinessProbe": "Readiness", "livenessProbe": "Liveness"}


class Probe:
    """One probe of one running container; `stop()` when the container ends."""

    def __init__(self, worker: PodWorker, record: Record, field: str, healthy: Callable[[bool], None]) -> None:
        self.worker, self.record, self.field = worker, record, field
        self.spec: Object = record.spec[field]
        self._healthy = healthy
        self._run_id = record.id
        self._good = self._bad = 0
        self._last: bool | None = None
        self._stopped = False
        self._next: Appointment | None = None
        self._wait(self._first(), periodic=field == "livenessProbe")

    def _first(self) -> float:
        """Seconds until the first probe: a tick of its period that comes after the initial delay.

        Readiness is probed as soon as the container runs, and ticks from then on; the other two tick since the
        kubelet took the pod over.
        """
        delay, period = float(self.spec.get("initialDelaySeconds", 0)), float(self.spec.get("periodSeconds", 10))
        now = self.worker.plane.clock.now
        since = now if self.field == "readinessProbe" else self.worker.began
        return since + math.ceil((now + delay - since) / period - 1e-9) * period - now

    def stop(self) -> None:
        """No more probing."""
        self._stopped = True
        if self._next is not None:
            self._next.cancel()

    def _wait(self, seconds: float, *, periodic: bool = True) -> None:
        self._next = self.worker.plane.agenda.after(seconds, self._probe, periodic=periodic)

    def _probe(self) -> None:
        if self._stopped or not self.record.is_running or self.record.id != self._run_id:
            return
        if self.field != "startupProbe" and not self.record.started:
            self._wait(1.0, periodic=self.field == "livenessProbe")
        elif self.worker.plane.bare:
            self._healthy(True)
        else:
            run(self.worker, self.record, self.spec, self._found)

    def _found(self, success: bool | None, output: str) -> None:
        if self._stopped or self.record.id != self._run_id:
            return
        if success is None:  # thrown away, whatever the thresholds are
            message = f"{TITLES[self.field]} probe errored and resulted in unknown state: {output}"
            self.worker.event("Warning", "Unhealthy", message, self.record)
            self._wait(float(self.spec.get("periodSeconds", 10)))
            return
        self._good, self._bad = (self._good + 1, 0) if success else (0, self._bad + 1)
        if not success:
            message = f"{TITLES[self.field]} probe failed: {output}"
            self.worker.event("Warning", "Unhealthy", message, self.record)
        period = float(self.spec.get("periodSeconds", 10))
        if success and self._good >= self.spec.get("successThreshold", 1):
            self._say(True)
        elif not success and self._bad >= self.spec.get("failureThreshold", 3):
            self._say(False)
        quiet = success and static_pods.part(self.worker.pod)  # nothing but its end changes that: it is not asked again
        if not self._stopped and not quiet and not (self.field == "startupProbe" and self._last):
            self._wait(period, periodic=self._last is not None or self.field == "livenessProbe")

    def _say(self, healthy: bool) -> None:
        if self._last is healthy:
            return
        self._last = healthy
        if not healthy and self.field != "readinessProbe":
            self.stop()
        self._healthy(healthy)


def run(worker: PodWorker, record: Record, handler: Object, done: Result) -> None:
    """Run a probe's or a hook's action once; `done(success, output)`."""
    timeout = float(handler.get("timeoutSeconds", 1))
    if action := handler.get("exec"):
        container = record.running
        assert container is not None
        command = list(action.get("command") or ())
        container.run(command, lambda code, output: _executed(worker, command, code, output, timeout, done), timeout)
    elif action := handler.get("httpGet"):
        _http(worker, record, action, done, timeout)
    elif action := handler.get("tcpSocket"):
        _tcp(worker, action.get("host") or worker.ip, port_number(record.spec, action["port"]), done)
    elif action := handler.get("grpc"):
        _grpc(worker, f"{worker.ip}:{action['port']}", int(action["port"]), done, timeout)
    else:
        done(True, "")


def _executed(worker: PodWorker, command: list[str], code: int, output: bytes, timeout: float, done: Result) -> None:
    if code == TIMED_OUT:
        done(False, f'command timed out: "{" ".join(command)}" timed out after {timeout:g}s')
    elif code == NOT_FOUND and not output:
        identity = worker.plane.randomness.hex(64)
        done(None, f'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "{identity}": '
             "OCI runtime exec failed: exec failed: unable to start container process: exec: "
             f'"{command[0]}": executable file not found in $PATH')  # fmt: skip
    else:
        done(code == 0, _text(output))


def _text(output: bytes) -> str:
    return output.decode("utf-8", "replace")


def port_number(container: Object, port: int | str) -> int:
    """A port by number or by the name the container gives it; 0 when there is none."""
    if isinstance(port, int) or str(port).isdigit():
        return int(port)
    for one in container.get("ports") or ():
        if one.get("name") == port:
            return int(one["containerPort"])
    return 0


def _tcp(worker: PodWorker, host: str, port: int, done: Result) -> None:
    try:
        worker.plane.network.find(worker.kubelet.interface, host, port)
    except ConnectError as problem:
        done(False, f"dial tcp {host}:{port}: {_reason(problem)}")
        return
    done(True, "")


def _grpc(worker: PodWorker, address: str, port: int, done: Result, timeout: float) -> None:
    """Whoever listens is taken for healthy; a client that reaches nobody tries on until its time is over.

    Follows pkg/probe/grpc/grpc.go.
    """
    try:
        worker.plane.network.find(worker.kubelet.interface, worker.ip, port)
    except ConnectError:
        why = f'timeout: failed to connect service "{address}" within {timeout:g}s: context deadline exceeded'
        worker.plane.agenda.after(timeout, lambda: done(False, why))
        return
    done(True, "")


def _reason(problem: ConnectError) -> str:
    return {"refused": "connect: connection refused", "unreachable": "connect: no route to host"}.get(
        problem.kind, "i/o timeout"
    )


def _http(worker: PodWorker, record: Record, action: Object, done: Result, timeout: float) -> None:
    host, port = action.get("host") or worker.ip, port_number(record.spec, action["port"])
    scheme, path = action.get("scheme", "HTTP").lower(), action.get("path") or "/"
    path = path if path.startswith("/") else "/" + path
    url = f"{scheme}://{host}:{port}{path}"
    fields = [("Host", f"{host}:{port}"), ("User-Agent", f"kube-probe/{worker.kubelet.version}"), ("Accept", "*/*")]
    fields += [(one["name"], one["value"]) for one in action.get("httpHeaders") or ()]
    waiting: list[Appointment | None] = [None]  # its end, once it is clear that the answer takes a while

    def answered(response: Response) -> None:
        if waiting:
            if (late := waiting.pop()) is not None:
                late.cancel()
            success = 200 <= response.status < 400
            done(success, "" if success else f"HTTP probe failed with statuscode: {response.status}")

    def too_late() -> None:
        if waiting:
            waiting.clear()
            done(False, f'Get "{url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)')

    request = Request("GET", path, Headers(fields), peer=worker.kubelet.interface.address)
    try:
        worker.plane.network.exchange(worker.kubelet.interface, host, port, request, answered, tls=scheme == "https")
    except ConnectError as problem:
        waiting.clear()
        done(False, f'Get "{url}": dial tcp {host}:{port}: {_reason(problem)}')
    if waiting:
        waiting[0] = worker.plane.agenda.after(timeout, too_late)
