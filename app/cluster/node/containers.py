"""Starting, stopping and restarting one container of a pod.

Follows kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go: startContainer, killContainer; doBackOff.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from app.cluster.control.resources import SERVICES
from app.cluster.node import probes, static_pods
from app.cluster.node.contents import shared_table
from app.cluster.node.environment import ConfigError, environment, expand, service_variables
from app.cluster.node.pace import BACKOFF_FIRST, BACKOFF_LIMIT, BACKOFF_RESET
from app.cluster.node.pod_network import host_name
from app.cluster.node.records import EPHEMERAL, INIT, Ended, Line, Record
from app.cluster.node.runtime import ContainerSpec, Exit, ImageInfo, StartError
from app.cluster.node.security import verify_user
from app.cluster.node.termination import last_words
from app.cluster.node.volumes import container_mounts, mounted_files
from app.cluster.scheduler.requirements import amount

if TYPE_CHECKING:
    from app.cluster.node.pod_worker import PodWorker

TERM, KILL = 15, 9
HOOK_LIMIT = 3600.0  # seconds that a postStart hook may take here
LAST_MOMENT = 2.0  # seconds that a process has at least between the end of its preStop hook and its own


def back_off(worker: PodWorker, record: Record) -> tuple[str, str] | None:
    """The waiting reason and message of a container that crashed too recently, with the event; None to go on."""
    if record.ended is None or not record.backoff:
        return None
    if worker.plane.clock.now >= record.ended.finished + record.backoff:
        return None
    namespace, name = worker.key
    message = worker.kubelet.wording.back_off(record.name, name, namespace, worker.uid)
    worker.event("Warning", "BackOff", message, record)
    text = f"back-off {_go_seconds(record.backoff)} restarting failed container={record.name} " \
           f"pod={name}_{namespace}({worker.uid})"  # fmt: skip
    if worker.plane.classic:
        text = text[0].upper() + text[1:]
    return "CrashLoopBackOff", text


def _go_seconds(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def note_classic_failure(worker: PodWorker, record: Record, reason: str, message: str) -> None:
    """Releases around 1.5 recorded the failure of the whole pass as well."""
    if worker.plane.classic:
        text = f'Error syncing pod, skipping: failed to "StartContainer" for "{record.name}" with {reason}: "{message}"'
        worker.event("Warning", "FailedSync", text + "\n")


def start(worker: PodWorker, record: Record, info: ImageInfo, then: Callable[[bool], None]) -> None:
    """Create and start the next run, and call back when its postStart hook is over.

    False when it could not be started, or the hook failed, with the reason in `record.waiting`.
    """
    plane, wording = worker.plane, worker.kubelet.wording
    try:
        spec = _spec(worker, record, info)
    except ConfigError as problem:
        record.waiting = ("CreateContainerConfigError", str(problem))
        worker.event("Warning", "Failed", f"Error: {problem}", record)
        note_classic_failure(worker, record, record.waiting[0], str(problem))
        then(False)
        return
    now = plane.clock.now
    worker.event("Normal", "Created", wording.created(record.name, spec.id), record)
    _next_run(record, spec.id, info, now, bare=plane.bare)
    try:
        record.running = plane.runtime.start(spec, partial(_exited, worker, record, spec.id))
    except StartError as problem:
        record.ended = Ended(128, "StartError", str(problem), 0, 0.0, now, spec.id)
        record.waiting = ("RunContainerError", str(problem))
        worker.event("Warning", "Failed", f"Error: {problem}", record)
        then(False)
        return
    worker.event("Normal", "Started", wording.started(record.name, spec.id), record)
    record.started = "startupProbe" not in record.spec or record.kind in {INIT, EPHEMERAL}
    record.ready = record.started and "readinessProbe" not in record.spec
    worker.kubelet.static.component(worker, up=True)
    worker.resize.container_started(record)
    _post_start(worker, record, then)


def _next_run(record: Record, identity: str, info: ImageInfo, now: float, *, bare: bool) -> None:
    if record.ended is not None:
        if now - record.backoff_at > BACKOFF_RESET:
            record.backoff = 0.0
        record.backoff = min(BACKOFF_LIMIT, record.backoff * 2) if record.backoff else BACKOFF_FIRST
        record.backoff_at = now
        record.restarts += 1
        record.last = record.ended
        record.logs, record.kept = record.written(), ()
    record.id, record.began, record.ended, record.running = identity, now, None, None
    record.waiting = record.shown = ("", "")
    record.stopping = False
    record.image = record.spec["image"] if bare else info.reference
    record.image_id = record.spec["image"] if bare else _image_id(info.reference, info.digest)


@lru_cache(maxsize=256)  # one string for all containers of an image
def _image_id(reference: str, digest: str) -> str:
    repository = reference.partition("@")[0].rpartition(":")[0] or reference
    return f"{repository}@{digest}"


def _spec(worker: PodWorker, record: Record, info: ImageInfo) -> ContainerSpec:
    plane, container, kubelet = worker.plane, record.spec, worker.kubelet
    contents = {content.volume: content for content in worker.volumes.contents}
    if not plane.bare:
        verify_user(worker.pod, container, info)
    links = worker.pod["spec"].get("enableServiceLinks", True)
    namespace, name = worker.key
    services = [*plane.objects.list(SERVICES, namespace)]
    if namespace != "default":
        kubernetes = plane.objects.get(SERVICES, "default", "kubernetes")
        services += [kubernetes] if kubernetes else []
    variables = environment(worker.pod, container, worker.lookup, service_variables(services, namespace, links=links),
                            kubelet.allocatable, plane.runtime.volume_file)  # fmt: skip
    hostname = host_name(worker.pod)
    cpu_limit, memory_limit = limits({"resources": record.resources})
    attempt = record.restarts + (1 if record.ended else 0)
    identity = plane.randomness.hex(64)
    if plane.bare:
        identity = f"{name}_{namespace}_{worker.uid}_0_{record.name}_{attempt}"
    assert worker.interface is not None
    return ContainerSpec(
        id=identity,
        name=record.name,
        image=info.reference,
        pod_spec=worker.pod["spec"],
        node=kubelet.name,
        interface=worker.interface,
        entrypoint=tuple(expand(part, variables) for part in container.get("command") or ()),
        args=tuple(expand(part, variables) for part in container.get("args") or ()),
        variables=shared_table(tuple(variables.items())),
        working_dir=container.get("workingDir", ""),
        tty=bool(container.get("tty")),
        stdin=bool(container.get("stdin")),
        files=mounted_files(container, contents),
        mounts=container_mounts(worker.pod, container, contents, worker.lookup, kubelet.name, variables),
        memory_limit=memory_limit,
        cpu_limit=cpu_limit,
        restart_count=attempt,
        grown=kubelet.grown,
        plane=plane,
        hostname=hostname,
        place=worker.key,
        uid=worker.uid,
    )


def limits(container: dict[str, Any]) -> tuple[float | None, int | None]:
    """(cores, bytes of memory) that a container may use; None for as much as there is."""
    found = (container.get("resources") or {}).get("limits") or {}
    cpu, memory = found.get("cpu"), found.get("memory")
    return (
        amount("cpu", cpu) / 1000 if cpu and amount("cpu", cpu) else None,
        amount("memory", memory) if memory and amount("memory", memory) else None,
    )


def _exited(worker: PodWorker, record: Record, identity: str, result: Exit) -> None:
    if record.id != identity or record.ended is not None:
        return
    now = worker.plane.clock.now
    if now - record.began > BACKOFF_RESET:
        record.backoff = 0.0
    if record.running is not None and not result.message and not worker.plane.bare:
        words = last_words(record.spec, result.code, record.running.file, record.running.logs)
        result = replace(result, message=words)
    record.end(result, now)
    worker.kubelet.static.component(worker, up=False)
    for probe in worker.probes.pop(record.name, ()):
        probe.stop()
    if worker.hook is not None and worker.hooked == record.name:
        worker.hook(False, "")
    if worker.ending is not None:
        worker.later(0.0)
    elif not worker.gone:
        worker.container_changed()


def _post_start(worker: PodWorker, record: Record, then: Callable[[bool], None]) -> None:
    """Until the hook is over nothing else of the pod is started, and the container is not said to run."""
    hook = (record.spec.get("lifecycle") or {}).get("postStart")
    if not hook:
        probe(worker, record)
        then(True)
        return
    identity = record.id

    def done(success: bool | None, output: str) -> None:
        if worker.hook is not done:
            return
        worker.hook = None
        if record.id == identity and record.is_running:
            if success:
                probe(worker, record)
            else:
                record.waiting = ("PostStartHookError", _hook_failure(worker, record, hook, output))
                worker.event("Warning", "FailedPostStartHook", "PostStartHook failed", record)
                worker.event("Normal", "Killing", "FailedPostStartHook", record)
                stop(worker, record, worker.grace())
        then(bool(success))

    worker.hook, worker.hooked = done, record.name
    running = record.running
    assert running is not None
    if "sleep" in hook:
        worker.plane.agenda.after(float(hook["sleep"].get("seconds", 0)), lambda: done(True, ""))
    elif "exec" in hook:
        command = list(hook["exec"].get("command") or ())
        running.run(command, lambda code, output: done(code == 0, _exit_text(command, code, output)), HOOK_LIMIT)
    else:
        probes.run(worker, record, {**hook, "timeoutSeconds": HOOK_LIMIT}, done)


def _hook_failure(worker: PodWorker, record: Record, hook: dict[str, Any], output: str) -> str:
    """Follows pkg/kubelet/lifecycle/handlers.go: Run."""
    namespace, name = worker.key
    where = f'for Container "{record.name}" in Pod "{name}_{namespace}({worker.uid})" failed - error'
    if command := (hook.get("exec") or {}).get("command"):
        return f"Exec lifecycle hook ([{' '.join(command)}]) {where}: {output}"
    path = (hook.get("httpGet") or {}).get("path", "")
    return f"HTTP lifecycle hook ({path}) {where}: {output}"


def _exit_text(command: list[str], code: int, output: bytes) -> str:
    text = output.decode("utf-8", "replace")
    told = json.dumps(text, ensure_ascii=False)
    return f"command '{' '.join(command)}' exited with {code}: {text}, message: {told}"


def probe(worker: PodWorker, record: Record, *, doubted: bool = False) -> None:
    """Start the container's probes; a healthy part of the control plane is not probed unless it is `doubted`."""
    if record.kind in {INIT, EPHEMERAL}:
        return
    for former in worker.probes.pop(record.name, ()) if doubted else ():
        former.stop()
    stands = record.ready or worker.kubelet.static.files is None
    if stands and not doubted and static_pods.part(worker.pod):
        record.started = record.ready = True  # a control plane that stands since before anybody looked
        return

    def started(healthy: bool) -> None:
        if healthy:
            record.started = True
            record.ready = "readinessProbe" not in record.spec
            worker.container_changed()
        else:
            kill("startup")

    def ready(healthy: bool) -> None:
        record.ready = healthy
        worker.later(0.0)

    def alive(healthy: bool) -> None:
        if not healthy:
            kill("liveness")

    def kill(which: str) -> None:
        message = f"Container {record.name} failed {which} probe, will be restarted"
        worker.event("Normal", "Killing", message, record)
        field = f"{which}Probe"
        seconds = record.spec[field].get("terminationGracePeriodSeconds", worker.grace())
        stop(worker, record, float(seconds))

    for field, healthy in (("startupProbe", started), ("readinessProbe", ready), ("livenessProbe", alive)):
        if field in record.spec and not (doubted and field == "startupProbe"):
            worker.probes.setdefault(record.name, []).append(probes.Probe(worker, record, field, healthy))


def stop(worker: PodWorker, record: Record, grace: float) -> None:
    """Ask a running container to end, after its preStop hook, and end it when `grace` seconds are over."""
    container, identity = record.running, record.id
    if container is None or record.ended is not None or record.stopping:
        return
    record.stopping = True
    for probe in worker.probes.pop(record.name, ()):
        probe.stop()

    def running() -> bool:
        return record.id == identity and record.ended is None

    def terminate() -> None:
        if running():
            container.signal(TERM)

    def kill() -> None:
        if running():
            container.signal(KILL)

    hook = (record.spec.get("lifecycle") or {}).get("preStop")
    if not hook or grace <= 0:
        terminate()
    else:
        # The hook's time counts, but the process is always left a moment after it.
        began = worker.plane.clock.now
        over = [False]

        def proceed() -> None:
            if over[0]:
                return
            over[0] = True
            terminate()
            left = max(began + grace - worker.plane.clock.now, LAST_MOMENT)
            worker.plane.agenda.after(left, kill)

        if "sleep" in hook:
            worker.plane.agenda.after(min(float(hook["sleep"].get("seconds", 0)), grace), proceed)
        else:
            _pre_stop(worker, record, hook, grace, proceed)
            worker.plane.agenda.after(grace, proceed)
        return
    worker.plane.agenda.after(max(grace, 0.0), kill)


def _pre_stop(worker: PodWorker, record: Record, hook: dict[str, Any], grace: float, then: Any) -> None:
    def done(success: bool | None, output: str) -> None:
        del output
        if not success:
            worker.event("Warning", "FailedPreStopHook", "PreStopHook failed", record)
        then()

    probes.run(worker, record, {**hook, "timeoutSeconds": grace}, done)


def snapshot(record: Record) -> Any:
    """A container's record as JSON data."""
    return {
        "id": record.id, "image_id": record.image_id, "image": record.image, "restarts": record.restarts,
        "began": record.began, "ready": record.ready, "started": record.started, "waiting": list(record.waiting),
        "shown": list(record.shown), "backoff": record.backoff, "backoff_at": record.backoff_at,
        "ended": record.ended.state() if record.ended else None, "last": record.last.state() if record.last else None,
        "running": record.running.state() if record.running is not None and record.ended is None else None,
        "logs": _lines(record.logs),
        "kept": [] if record.is_running else _lines(record.written()),
        "is_running": record.is_running,
        "resources": record.resources if record.resources != (record.spec.get("resources") or {}) else None,
    }  # fmt: skip


def _lines(lines: Sequence[Line]) -> Any:
    return [[at, stream, line.decode("latin-1")] for at, stream, line in lines[-500:]]


def restore(worker: PodWorker, record: Record, state: Any) -> None:
    """Take a record over from a snapshot; a container that was running goes on."""
    record.id, record.image_id, record.image = state["id"], state["image_id"], state["image"]
    record.restarts, record.began = state["restarts"], state["began"]
    record.waiting, record.shown = tuple(state["waiting"]), tuple(state["shown"])
    record.backoff, record.backoff_at = state["backoff"], state["backoff_at"]
    record.ended = Ended(*state["ended"]) if state["ended"] else None
    record.last = Ended(*state["last"]) if state["last"] else None
    record.logs = [(at, stream, line.encode("latin-1")) for at, stream, line in state["logs"]]
    record.kept = [(at, stream, line.encode("latin-1")) for at, stream, line in state["kept"]]
    record.resources = state.get("resources") or record.resources
    if not state["is_running"]:
        return
    info = worker.plane.runtime.image(record.spec["image"]) or ImageInfo(record.image, "", 0)
    spec = replace(_spec(worker, record, info), id=record.id, restart_count=record.restarts)
    record.running = worker.plane.runtime.start(
        spec, lambda result: _exited(worker, record, spec.id, result), state["running"]
    )
    record.ready, record.started = state["ready"], state["started"]
    probe(worker, record)
