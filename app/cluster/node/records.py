"""What a kubelet remembers about each container of a pod."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.cluster.control.resources import Object
from app.cluster.node.runtime import Container, Exit
from app.network.http import Stream

INIT, SIDECAR, MAIN, EPHEMERAL = "init", "sidecar", "main", "ephemeral"
Line = tuple[float, str, bytes]  # time, stdout or stderr, one line without its newline
NOTHING: Object = {}  # never changed
FIELDS = {INIT: "initContainers", SIDECAR: "initContainers", MAIN: "containers", EPHEMERAL: "ephemeralContainers"}


@dataclass(frozen=True)
class Ended:
    """How one run of a container ended; times in seconds since 1970."""

    code: int
    reason: str
    message: str
    signal: int
    started: float
    finished: float
    id: str

    def state(self) -> Any:
        """JSON data for a snapshot."""
        return [self.code, self.reason, self.message, self.signal, self.started, self.finished, self.id]


@dataclass(slots=True)
class Record:
    """One container: its spec, its present run if it has one, and how the last ones ended."""

    spec: Object
    kind: str
    id: str = ""
    image_id: str = ""
    image: str = ""
    running: Container | None = None
    ended: Ended | None = None  # of the present run
    last: Ended | None = None  # of the run before
    restarts: int = 0
    began: float = 0.0
    ready: bool = False  # the readiness probe's word, or running without one
    started: bool = False  # the startup probe's word, or running without one
    waiting: tuple[str, str] = ("", "")  # (reason, message) that keeps it from starting, as of the last attempt
    shown: tuple[str, str] = ("", "")  # the same as the status shows it: one pass later
    backoff: float = 0.0  # seconds that the next restart waits; 0 before the first crash
    backoff_at: float = 0.0  # when that was last raised
    stopping: bool = False
    resources: Object = field(default_factory=lambda: NOTHING)  # what the kubelet has given it
    actual: Object | None = None  # what it still runs with while that is being changed
    logs: Sequence[Line] = ()  # of the run before
    kept: Sequence[Line] = ()  # of a run that ended before a snapshot
    followers: tuple[Stream, ...] = ()  # readers of the present run's log
    attached: tuple[Callable[[], None], ...] = ()  # told when the present run ends

    @property
    def name(self) -> str:
        """The container's name."""
        return str(self.spec["name"])

    @property
    def field_path(self) -> str:
        """`spec.containers{web}`, as events name it."""
        return f"spec.{FIELDS[self.kind]}{{{self.name}}}"

    def written(self) -> Sequence[Line]:
        """What the present run, or the last one if none is going on, has written."""
        return self.running.logs() if self.running is not None else self.kept

    @property
    def is_running(self) -> bool:
        """Whether a run is going on."""
        return self.running is not None and self.ended is None

    @property
    def has_run(self) -> bool:
        """Whether there is or was a run."""
        return self.running is not None or self.ended is not None or self.last is not None

    def end(self, result: Exit, now: float) -> None:
        """The present run ended."""
        self.ended = Ended(result.code, result.reason, result.message, result.signal, self.began, now, self.id)
        self.ready = self.started = False
        followers, self.followers = self.followers, ()
        for stream in followers:
            stream.close()
        attached, self.attached = self.attached, ()
        for tell in attached:
            tell()


def restart_policy(pod: Object, record: Record) -> str:
    """Always, OnFailure or Never: the container's own, or the pod's."""
    if record.kind == EPHEMERAL:
        return "Never"
    policy = record.spec.get("restartPolicy") or pod["spec"].get("restartPolicy") or "Always"
    if record.kind == INIT and policy == "Always":
        return "OnFailure"
    return str(policy)


def should_restart(pod: Object, record: Record) -> bool:
    """Whether a run that ended is to be followed by another."""
    if record.ended is None:
        return False
    for rule in record.spec.get("restartPolicyRules") or ():
        codes = rule.get("exitCodes") or {}
        inside = record.ended.code in (codes.get("values") or ())
        if inside == (codes.get("operator") == "In"):
            return bool(rule.get("action") == "Restart")
    policy = restart_policy(pod, record)
    return policy == "Always" or (policy == "OnFailure" and record.ended.code != 0)
