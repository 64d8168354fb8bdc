"""Runs a Job's pods to completion.

Follows kubernetes pkg/controller/job/job_controller.go and ttlafterfinished.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.cluster.api.label_selectors import LabelSelector
from app.cluster.control.plane import Plane
from app.cluster.control.pods import PodControl, claim, from_template, is_active, is_ready, phase
from app.cluster.control.resources import (
    JOBS,
    PODS,
    Name,
    Object,
    condition,
    is_deleting,
    name_of,
)
from app.cluster.kinds.job import indexes, per_index, policy
from app.sim.clock import parse_rfc3339

COMPONENT, MANAGER = "job-controller", "kube-controller-manager"
TRACKING = "batch.kubernetes.io/job-tracking"
BATCH = 1.0  # seconds for which changes of pods are gathered
FAILED_TARGET, SUCCESS_MET = "FailureTarget", "SuccessCriteriaMet"


def register(plane: Plane) -> None:
    """Start the job controller and the one that deletes finished jobs."""
    JobControl(plane)


@dataclass
class _Count:
    """A job's pods, sorted."""

    active: list[Object] = field(default_factory=list)
    terminating: list[Object] = field(default_factory=list)
    succeeded: list[Object] = field(default_factory=list)  # not counted yet
    failed: list[Object] = field(default_factory=list)  # not counted yet


class JobControl:
    """Looks after Jobs."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.pods = PodControl(plane, COMPONENT)
        self.queue = plane.queue("job", self.reconcile)
        self._failures: dict[str, tuple[int, float]] = {}  # by job UID: failures in a row, the last one's time
        plane.watch(JOBS, self.queue)
        plane.pods.of_owner("Job", lambda namespace, name: self.queue.add((namespace, name), BATCH))
        plane.pods.orphans(self._orphan)

    def _orphan(self, pod: Object) -> None:
        if is_deleting(pod) and TRACKING in (pod["metadata"].get("finalizers") or ()):
            self._release([pod])

    def reconcile(self, item: Name) -> float | None:
        """One pass over one Job."""
        job = self.plane.objects.get(JOBS, *item)
        if job is None:
            return None
        if is_finished(job):
            return self._after_finish(job)
        if is_deleting(job):
            return None
        pods = claim(self.plane, job, LabelSelector.of(job["spec"].get("selector")), PODS)
        return _Pass(self, job, pods).work()

    def _after_finish(self, job: Object) -> float | None:
        """Let go of pods that still carry the finalizer, and delete the job when its time to live is over."""
        self._failures.pop(job["metadata"]["uid"], None)
        mine = [obj for key, obj in self.plane.objects.by_owner(job["metadata"]["uid"]) if key == PODS]
        self._release([pod for pod in mine if TRACKING in (pod["metadata"].get("finalizers") or ())])
        limit = job["spec"].get("ttlSecondsAfterFinished")
        if limit is None or is_deleting(job):
            return None
        done = condition(job, "Complete") or condition(job, "Failed")
        left = parse_rfc3339(done["lastTransitionTime"]) + limit - self.plane.clock.now if done else 0.0
        if left > 0:
            self.queue.add(name_of(job), left)
            return None
        self.plane.delete(JOBS, job, propagation="Foreground")
        return None

    def _release(self, pods: list[Object]) -> None:
        def release(new: Object) -> None:
            kept = [one for one in new["metadata"].get("finalizers") or () if one != TRACKING]
            if kept:
                new["metadata"]["finalizers"] = kept
            else:
                new["metadata"].pop("finalizers", None)

        for pod in pods:
            if self.plane.objects.get(PODS, *name_of(pod)) is not None:
                self.plane.objects.patch(PODS, *name_of(pod), release, manager=MANAGER)


def is_finished(job: Object) -> bool:
    """Complete or Failed."""
    return any(
        one["type"] in {"Complete", "Failed"} and one["status"] == "True"
        for one in job.get("status", {}).get("conditions") or ()
    )


class _Pass:
    """One pass over a job that is not finished."""

    def __init__(self, control: JobControl, job: Object, pods: list[Object]) -> None:
        self.control, self.plane, self.job = control, control.plane, job
        self.spec, self.uid = job["spec"], job["metadata"]["uid"]
        self.indexed = self.spec.get("completionMode") == "Indexed"
        self.status: Object = dict(job.get("status") or {})
        self.uncounted: Object = dict(self.status.get("uncountedTerminatedPods") or {})
        self.pods = pods
        self.failed_indexes = per_index.failed_indexes(job, pods)
        self.count = self._sort()

    def _sort(self) -> _Count:
        count = _Count()
        known = {*(self.uncounted.get("succeeded") or ()), *(self.uncounted.get("failed") or ())}
        for pod in self.pods:
            tracked = TRACKING in (pod["metadata"].get("finalizers") or ())
            if is_active(pod):
                count.active.append(pod)
            elif phase(pod) not in {"Succeeded", "Failed"}:
                count.terminating.append(pod)
            if not tracked or pod["metadata"]["uid"] in known:
                continue
            if phase(pod) == "Succeeded":
                count.succeeded.append(pod)
            elif phase(pod) == "Failed" or (is_deleting(pod) and not pod["spec"].get("nodeName")):
                count.failed.append(pod)
        return count

    # The pass

    def work(self) -> float | None:
        """Count what ended, decide whether the job is done, make or delete pods, report."""
        now = self.plane.clock.now
        suspended = bool(self.spec.get("suspend"))
        if "startTime" not in self.status and not suspended:
            self.status["startTime"] = self.plane.now()
        self._note_uncounted()
        failure = self._failure()
        if failure is not None:
            self._give_up()
        if failure is not None and condition(self.job, FAILED_TARGET) is None:
            self._set(FAILED_TARGET, *failure)
        reached = self._success() if failure is None else None
        enough = reached is not None
        if reached is not None and condition(self.job, SUCCESS_MET) is None:
            self._set(SUCCESS_MET, *reached)
        again: float | None = None
        noted = self._suspension(suspended)
        if failure is not None or enough or suspended:
            self._stop(self.count.active)
        else:
            again = self._fill(now)
        if noted is not None:
            self._after("Normal", *noted)
        self._report()
        self._settle(failure, reached)
        return again if again is not None else self._deadline_left(now)

    def _set(self, kind: str, reason: str, message: str, status: str = "True") -> None:
        moment = self.plane.now()
        others = [one for one in self.status.get("conditions") or () if one["type"] != kind]
        made = {"type": kind, "status": status, "lastProbeTime": moment, "lastTransitionTime": moment,
                "reason": reason, "message": message}  # fmt: skip
        self.status["conditions"] = [*others, made]

    def _note_uncounted(self) -> None:
        for name, pods in (("succeeded", self.count.succeeded), ("failed", self.count.failed)):
            if pods:
                self.uncounted[name] = [*(self.uncounted.get(name) or ()), *(pod["metadata"]["uid"] for pod in pods)]
        if self.count.failed:
            failures, last = self.control._failures.get(self.uid, (0, 0.0))
            ended = [policy.ended_at(pod, self.plane.clock.now) for pod in self.count.failed]
            self.control._failures[self.uid] = (failures + len(ended), max(last, *ended))
        elif self.count.succeeded:
            self.control._failures.pop(self.uid, None)

    def _give_up(self) -> None:
        """When the job has failed, every pod that has not ended counts as failed."""
        known = {uid for uids in self.uncounted.values() for uid in uids}
        pods = [pod for pod in [*self.count.active, *self.count.terminating]
                if TRACKING in (pod["metadata"].get("finalizers") or ())]  # fmt: skip
        uids = [pod["metadata"]["uid"] for pod in pods if pod["metadata"]["uid"] not in known]
        if uids:
            self.uncounted["failed"] = [*(self.uncounted.get("failed") or ()), *uids]

    def _total(self, name: str) -> int:
        return int(self.status.get(name, 0)) + len(self.uncounted.get(name) or ())

    def _done_indexes(self) -> set[int]:
        found = indexes.read(self.status.get("completedIndexes", ""))
        return found | {indexes.index_of(pod) for pod in self.pods if phase(pod) == "Succeeded"} - {-1}

    def _failure(self) -> tuple[str, str] | None:
        """(reason, message) when the job has failed."""
        before = condition(self.job, FAILED_TARGET)
        if before is not None:
            return before["reason"], before["message"]
        for pod in self.count.failed:
            action, message = policy.judge(self.job, pod)
            if action == "FailJob":
                return "PodFailurePolicy", message
            if action == "Ignore":
                self.uncounted["failed"] = [uid for uid in self.uncounted["failed"] if uid != pod["metadata"]["uid"]]
        if self.indexed and (found := per_index.failure(self.spec, self.failed_indexes, self._done_indexes())):
            return found
        limit = self.spec.get("backoffLimit", 6)
        retries = policy.restarts(self.count.active) if self._on_failure() else 0
        if self._total("failed") > limit or (retries > limit if limit == 0 else retries >= limit and retries > 0):
            return "BackoffLimitExceeded", "Job has reached the specified backoff limit"
        left = self._deadline_left(self.plane.clock.now)
        if left is not None and left <= 0:
            return "DeadlineExceeded", "Job was active longer than specified deadline"
        return None

    def _on_failure(self) -> bool:
        return bool(self.spec["template"]["spec"].get("restartPolicy") == "OnFailure")

    def _deadline_left(self, now: float) -> float | None:
        limit = self.spec.get("activeDeadlineSeconds")
        if limit is None or "startTime" not in self.status or self.spec.get("suspend"):
            return None
        return float(parse_rfc3339(self.status["startTime"]) + limit - now)

    def _success(self) -> tuple[str, str] | None:
        """(reason, message) when the job has succeeded."""
        before = condition(self.job, SUCCESS_MET)
        if before is not None:
            return before["reason"], before["message"]
        if self.indexed and (found := per_index.success(self.spec, self._done_indexes())):
            return found
        return ("CompletionsReached", "Reached expected number of succeeded pods") if self._enough() else None

    def _enough(self) -> bool:
        wanted = self.spec.get("completions")
        if self.indexed:
            return len(self._done_indexes()) >= (wanted or 0)
        if wanted is None:
            return self._total("succeeded") > 0 and not self.count.active
        return self._total("succeeded") >= int(wanted)

    def _suspension(self, suspended: bool) -> tuple[str, str] | None:
        """Note that the job was suspended or resumed; (reason, message) of the event that says so."""
        current = condition(self.job, "Suspended")
        if suspended and (current is None or current["status"] != "True"):
            self._set("Suspended", "JobSuspended", "Job suspended")
            self.status.pop("startTime", None)
            return "Suspended", "Job suspended"
        if not suspended and current is not None and current["status"] == "True":
            self._set("Suspended", "JobResumed", "Job resumed", "False")
            self.status["startTime"] = self.plane.now()
            return "Resumed", "Job resumed"
        return None

    def _after(self, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(self.job, kind, reason, message, COMPONENT)

    # Pods

    def _stop(self, pods: list[Object]) -> None:
        for pod in pods:
            self.control.pods.delete(self.job, pod)
        if pods:
            self.count.terminating.extend(pods)
            self.count.active = []

    def _fill(self, now: float) -> float | None:
        """Bring the number of active pods to what is wanted; seconds to wait when a retry has to."""
        parallel, wanted = self.spec.get("parallelism", 1), self.spec.get("completions")
        done = len(self._done_indexes()) if self.indexed else self._total("succeeded")
        room = parallel if wanted is None else min(parallel, wanted - done - len(self.failed_indexes))
        if wanted is None and done:
            room = len(self.count.active)
        surplus = len(self.count.active) - room
        if surplus > 0:
            self._stop_some(surplus)
            return None
        missing = room - len(self.count.active)
        if self.spec.get("podReplacementPolicy") == "Failed":
            missing -= len(self.count.terminating)
        if missing <= 0:
            return None
        wait = policy.retry_delay(*self.control._failures.get(self.uid, (0, 0.0)), now)
        if wait > 0:
            self.control.queue.add(name_of(self.job), wait)
            return None
        if self._total("failed") and self.uncounted.get("failed"):
            return None  # counted first, replaced in the next pass
        self._create(missing)
        return None

    def _stop_some(self, surplus: int) -> None:
        chosen = sorted(self.count.active, key=lambda pod: (is_ready(pod), pod["metadata"]["name"]))[:surplus]
        kept = [pod for pod in self.count.active if pod not in chosen]
        self._stop(chosen)
        self.count.active = kept

    def _create(self, missing: int) -> None:
        taken = {indexes.index_of(pod) for pod in self.count.active} | self._done_indexes()
        taken |= {indexes.index_of(pod) for pod in self.count.terminating} | self.failed_indexes
        free = [n for n in range(self.spec.get("completions") or 0) if n not in taken] if self.indexed else []
        for number in range(missing):
            if self.indexed and number >= len(free):
                return
            pod = make_pod(self.job, free[number] if self.indexed else None)
            if self.indexed and "backoffLimitPerIndex" in self.spec:
                failures = per_index.failures_of(self.pods, free[number])
                pod["metadata"]["annotations"][per_index.FAILURES] = str(failures)
            self.count.active.append(self.control.pods.create(self.job, pod))

    # Reporting

    def _report(self) -> None:
        self.status["ready"] = sum(1 for pod in self.count.active if is_ready(pod))
        self.status["terminating"] = len(self.count.terminating)
        if self.count.active:
            self.status["active"] = len(self.count.active)
        else:
            self.status.pop("active", None)
        self.status["uncountedTerminatedPods"] = {name: uids for name, uids in self.uncounted.items() if uids}
        if self.indexed:
            done = indexes.write(n for n in self._done_indexes() if n < (self.spec.get("completions") or 0))
            if done:
                self.status["completedIndexes"] = done
            if "backoffLimitPerIndex" in self.spec:
                self.status["failedIndexes"] = indexes.write(self.failed_indexes)
        if self.plane.classic:
            for name in ("ready", "terminating", "uncountedTerminatedPods"):
                self.status.pop(name, None)
        self.job = self.plane.write_status(JOBS, self.job, dict(self.status), MANAGER)

    def _settle(self, failure: tuple[str, str] | None, reached: tuple[str, str] | None) -> None:
        """Take the finalizers off counted pods, add them to the totals, and finish the job when all is counted."""
        counted = {uid for uids in self.uncounted.values() for uid in uids}
        gone = failure is not None or reached is not None
        loose = [pod for pod in self.pods if TRACKING in (pod["metadata"].get("finalizers") or ()) and (
            pod["metadata"]["uid"] in counted or (phase(pod) in {"Succeeded", "Failed"}))]  # fmt: skip
        self.control._release(loose)
        for name in ("succeeded", "failed"):
            if uids := self.uncounted.get(name):
                self.status[name] = int(self.status.get(name, 0)) + len(uids)
        self.uncounted = {}
        if self.count.terminating and gone:
            self._report()
            return
        if failure is not None:
            self._set("Failed", *failure)
        elif reached is not None:
            self._set("Complete", *reached)
            self.status["completionTime"] = self.plane.now()
        self._report()
        if failure is not None:
            self._after("Warning", *failure)
        elif reached is not None:
            self._after("Normal", "Completed", "Job completed")


def make_pod(job: Object, index: int | None) -> Object:
    """A new pod of the job, with its index when it has one."""
    pod = from_template(job, job["spec"]["template"])
    pod["metadata"]["finalizers"] = [*(pod["metadata"].get("finalizers") or ()), TRACKING]
    if index is None:
        return pod
    meta = pod["metadata"]
    meta["generateName"] = f"{job['metadata']['name']}-{index}-"
    meta["annotations"] = {**(meta.get("annotations") or {}), indexes.INDEX: str(index)}
    meta["labels"] = {**(meta.get("labels") or {}), indexes.INDEX: str(index)}
    spec = dict(pod["spec"])
    spec.setdefault("hostname", f"{job['metadata']['name']}-{index}")
    reference = {"fieldRef": {"fieldPath": f"metadata.labels['{indexes.INDEX}']"}}
    for name in ("initContainers", "containers"):
        if name in spec:
            spec[name] = [_with_index(one, reference) for one in spec[name]]
    pod["spec"] = spec
    return pod


def _with_index(container: Object, reference: Object) -> Object:
    variables = container.get("env") or []
    if any(one["name"] == "JOB_COMPLETION_INDEX" for one in variables):
        return container
    return {**container, "env": [*variables, {"name": "JOB_COMPLETION_INDEX", "valueFrom": reference}]}
