"""One pass over a Job that is not finished: count what ended, decide, make or delete pods, report.

Follows kubernetes pkg/controller/job/job_controller.go: syncJob, manageJob, trackJobStatusAndRemoveFinalizers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cluster.api.errors import ApiError
from app.cluster.control.pods import deletion_order, is_active, is_ready, namespace_terminates, phase
from app.cluster.control.resources import JOBS, Object, condition, is_deleting, name_of
from app.cluster.kinds.job import indexes, per_index, policy
from app.cluster.kinds.job.making import is_tracked, make_pod
from app.sim.clock import parse_rfc3339

if TYPE_CHECKING:
    from app.cluster.kinds.job.reconcile import JobControl

SLICE = 500  # pods made, deleted or counted in one pass
FAILED_TARGET, SUCCESS_MET = "FailureTarget", "SuccessCriteriaMet"
Verdict = tuple[str, str, str]  # (type of the condition, reason, message)


class Pass:
    """One pass; `work` does it."""

    def __init__(self, control: JobControl, job: Object, pods: list[Object]) -> None:
        self.control, self.plane, self.job, self.pods = control, control.plane, job, pods
        self.spec, self.uid = job["spec"], job["metadata"]["uid"]
        self.status: Object = dict(job.get("status") or {})
        self.completions: int | None = self.spec.get("completions")
        self.indexed = self.spec.get("completionMode") == "Indexed"
        self.active = [pod for pod in pods if is_active(pod)]
        self.terminating = sum(is_deleting(pod) and phase(pod) not in {"Succeeded", "Failed"} for pod in pods)
        before = self.status.get("uncountedTerminatedPods") or {}
        self.uncounted = {name: list(before.get(name) or ()) for name in ("succeeded", "failed")}
        self._count()

    def _count(self) -> None:
        """What has ended, and what the backoff makes of it."""
        new = [pod for pod in self.pods if is_tracked(pod) and self._is_valid(pod)]
        succeeded = [p for p in new if phase(p) == "Succeeded" and p["metadata"]["uid"] not in
                     self.uncounted["succeeded"]]  # fmt: skip
        failed = [p for p in new if policy.has_failed(self.job, p) and p["metadata"]["uid"] not in
                  self.uncounted["failed"]]  # fmt: skip
        self.failed = self.status.get("failed", 0) + len(self.uncounted["failed"])
        self.failed += sum(policy.counts(self.job, pod) for pod in failed)
        self.done = self._done_indexes() if self.indexed else set()
        self.succeeded = self.status.get("succeeded", 0) + len(self.uncounted["succeeded"]) + len(succeeded)
        if self.indexed:
            self.succeeded = len(self.done)
        self.failed_indexes = per_index.failed_indexes(self.job, self.pods) if self.indexed else set()
        self.backoff = self.control.backoff(self.uid).after(succeeded, failed)

    def _is_valid(self, pod: Object) -> bool:
        return not self.indexed or 0 <= indexes.index_of(pod) < (self.completions or 0)

    def _done_indexes(self) -> set[int]:
        found = indexes.read(self.status.get("completedIndexes", ""))
        found |= {indexes.index_of(p) for p in self.pods if is_tracked(p) and phase(p) == "Succeeded"}
        return {index for index in found if 0 <= index < (self.completions or 0)}

    # The pass

    def work(self) -> float | None:
        """Seconds after which the job has to be looked at again."""
        suspended = bool(self.spec.get("suspend"))
        if "startTime" not in self.status and not suspended:
            self.status["startTime"] = self.plane.now()
        verdict = self._verdict()
        problem = None
        if verdict is not None:
            self._delete(self.active, tracked=True)
        else:
            if not is_deleting(self.job):
                problem = self._manage(suspended)
            if self._is_complete():
                verdict = SUCCESS_MET, "CompletionsReached", "Reached expected number of succeeded pods"
            elif not is_deleting(self.job):
                self._note_suspension(suspended)
        self._track(verdict)
        if problem is not None:
            raise problem
        left = self._deadline_left()
        return left if left is not None and left > 0 else None

    def _verdict(self) -> Verdict | None:
        """Whether the job has failed or has enough, for another reason than its number of completions."""
        for kind in (SUCCESS_MET, FAILED_TARGET):
            before = condition(self.job, kind)
            if before is not None and before["status"] == "True":
                return kind, before["reason"], before["message"]
        for pod in self.pods:
            if policy.has_failed(self.job, pod) and (found := policy.judge(self.job, pod))[0] == "FailJob":
                return FAILED_TARGET, "PodFailurePolicy", found[1]
        failure = self._failure()
        if failure is None and self.indexed and "backoffLimitPerIndex" in self.spec:
            failure = per_index.failure(self.spec, self.failed_indexes, self.done)
        if failure is not None:
            return FAILED_TARGET, *failure
        enough = per_index.success(self.spec, self.done) if self.indexed else None
        return (SUCCESS_MET, *enough) if enough is not None else None

    def _failure(self) -> tuple[str, str] | None:
        limit = self.spec.get("backoffLimit", 6)
        again = self.spec["template"]["spec"].get("restartPolicy") == "OnFailure"
        retries = policy.restarts(self.pods) if again else 0
        if self.failed > limit or (again and (retries > 0 if limit == 0 else retries >= limit)):
            return "BackoffLimitExceeded", "Job has reached the specified backoff limit"
        left = self._deadline_left()
        if left is not None and left <= 0:
            return "DeadlineExceeded", "Job was active longer than specified deadline"
        return None

    def _deadline_left(self) -> float | None:
        limit = self.spec.get("activeDeadlineSeconds")
        if limit is None or "startTime" not in self.status or self.spec.get("suspend"):
            return None
        return float(parse_rfc3339(self.status["startTime"]) + limit - self.plane.clock.now)

    def _is_complete(self) -> bool:
        wanted = 1 if self.completions is None else self.completions
        return self.succeeded >= wanted and not self.active

    def _note_suspension(self, suspended: bool) -> None:
        current = condition(self.job, "Suspended")
        if suspended and (current is None or current["status"] != "True"):
            self._set("Suspended", "JobSuspended", "Job suspended")
            self.status.pop("startTime", None)
            self._event("Normal", "Suspended", "Job suspended")
        elif not suspended and current is not None and current["status"] == "True":
            self._set("Suspended", "JobResumed", "Job resumed", "False")
            self.status["startTime"] = self.plane.now()
            self._event("Normal", "Resumed", "Job resumed")

    def _event(self, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(self.job, kind, reason, message, self.control.COMPONENT)

    # Pods

    def _manage(self, suspended: bool) -> ApiError | None:
        """Bring the number of active pods to what is wanted; what refused a creation."""
        if suspended:
            self._delete(self._surplus(len(self.active)), tracked=False)
            return None
        wanted = self.spec.get("parallelism", 1)
        if self.completions is not None:
            wanted = max(0, min(wanted, self.completions - self.succeeded))
        elif self.succeeded:
            wanted = len(self.active)
        surplus = self._surplus(max(0, len(self.active) - wanted))
        if surplus:
            self._delete(surplus, tracked=False)
            return None
        missing = wanted - len(self.active)
        if policy.replaces_only_failed(self.job):
            missing -= self.terminating
        return self._create(min(missing, SLICE)) if missing > 0 else None

    def _surplus(self, least: int) -> list[Object]:
        """The pods to remove: those whose index is out of range or taken twice, and as many as are too many."""
        if not least and not self.indexed:
            return []
        ranked = deletion_order(self.active, {}, self.plane.clock.now)
        chosen: list[Object] = []
        if self.indexed:
            for pod in reversed(ranked):
                kept = {indexes.index_of(one) for one in ranked if one not in chosen and one is not pod}
                if not self._is_valid(pod) or (indexes.index_of(pod) in kept and self._has_better(pod, ranked, chosen)):
                    chosen.append(pod)
        rest = [pod for pod in ranked if pod not in chosen]
        return chosen + rest[: max(0, least - len(chosen))]

    def _has_better(self, pod: Object, ranked: list[Object], chosen: list[Object]) -> bool:
        same = [one for one in ranked if indexes.index_of(one) == indexes.index_of(pod) and one not in chosen]
        return same[-1] is not pod

    def _delete(self, pods: list[Object], *, tracked: bool) -> None:
        """Delete pods; those that are not to be counted lose their finalizer first."""
        if not tracked:
            self.control.release([pod for pod in pods if is_tracked(pod)])
        for pod in pods[:SLICE]:
            current = self.control.current(pod)
            if current is not None:
                self.control.pods.delete(self.job, current)
            self.terminating += 1
        gone = {pod["metadata"]["uid"] for pod in pods}
        self.active = [pod for pod in self.active if pod["metadata"]["uid"] not in gone]

    def _create(self, missing: int) -> ApiError | None:
        now, limited = self.plane.clock.now, "backoffLimitPerIndex" in self.spec
        numbers: list[int | None] = [None] * missing
        before: dict[int, Object] = {}
        if not limited and (wait := self.backoff.remaining(now)) > 0:
            self._wait(wait)
            return None
        if self.indexed:
            pending = self._pending(missing)
            if limited:
                before = per_index.last_failed(self.job, self.pods, self._settled())
                waits = {index: per_index.wait(before.get(index), now) for index in pending}
                pending = [index for index in pending if not waits[index]]
                if waits and not pending:
                    self._wait(min(waits.values()))
                    return None
                if late := [wait for wait in waits.values() if wait]:
                    self.control.queue.add(name_of(self.job), min(late))
            numbers = list(pending)
        for index in numbers:
            pod = make_pod(self.job, index)
            if limited and index is not None:
                pod["metadata"]["annotations"].update(per_index.counters(self.job, before.get(index)))
            try:
                self.active.append(self.control.pods.create(self.job, pod))
            except ApiError as problem:
                return None if namespace_terminates(problem) else problem
        return None

    def _wait(self, seconds: float) -> None:
        """The rest of the pass takes no pod for active, as the real one does, too."""
        self.control.queue.add(name_of(self.job), max(seconds, 0.001))
        self.active = []

    def _settled(self) -> set[int]:
        return self.done | self.failed_indexes | {indexes.index_of(pod) for pod in self.active}

    def _pending(self, most: int) -> list[int]:
        """The lowest indexes that need a pod."""
        taken = self._settled()
        if policy.replaces_only_failed(self.job):
            taken |= {indexes.index_of(pod) for pod in self.pods if is_deleting(pod) and
                      phase(pod) not in {"Succeeded", "Failed"}}  # fmt: skip
        return [index for index in range(self.completions or 0) if index not in taken][:most]

    # Reporting

    def _set(self, kind: str, reason: str, message: str, status: str = "True") -> None:
        moment = self.plane.now()
        made = {"type": kind, "status": status, "lastProbeTime": moment, "lastTransitionTime": moment,
                "reason": reason, "message": message}  # fmt: skip
        conditions = list(self.status.get("conditions") or ())
        places = [place for place, one in enumerate(conditions) if one["type"] == kind]
        if places:
            conditions[places[0]] = made
        else:
            conditions.append(made)
        self.status["conditions"] = conditions

    def _track(self, verdict: Verdict | None) -> None:
        """Note what ended, let go of it, add it to the totals, and finish the job when all is counted."""
        loose = [pod for pod in self.pods if is_tracked(pod) and self._may_go(pod, verdict)][:SLICE]
        for pod in loose:
            self._note(pod, verdict)
        if verdict is not None and condition({"status": self.status}, verdict[0]) is None:
            self._set(*verdict)
        self._write()
        self.control.remember(self.uid, self.backoff)
        finished = verdict is not None and not self.terminating and len(loose) < SLICE
        if not (loose or finished or any(self.uncounted.values())):
            return
        self.control.release(loose)
        for name, uids in self.uncounted.items():
            if uids and not (self.indexed and name == "succeeded"):
                self.status[name] = self.status.get(name, 0) + len(uids)
        self.uncounted = {"succeeded": [], "failed": []}
        if finished and verdict is not None:
            self._finish(*verdict)
        self._write()
        if finished and verdict is not None:
            self._tell(*verdict)

    def _may_go(self, pod: Object, verdict: Verdict | None) -> bool:
        if is_deleting(self.job) or verdict is not None or phase(pod) == "Succeeded":
            return True
        if not policy.has_failed(self.job, pod):
            return False
        if self.indexed and "backoffLimitPerIndex" in self.spec:
            # Its replacement takes over how often the index has failed.
            held = per_index.last_failed(self.job, self.pods, self._settled()).get(indexes.index_of(pod))
            return held is None or held["metadata"]["uid"] != pod["metadata"]["uid"]
        return True

    def _note(self, pod: Object, verdict: Verdict | None) -> None:
        uid, failing = pod["metadata"]["uid"], verdict is not None and verdict[0] == FAILED_TARGET
        if not self._is_valid(pod):
            return
        if phase(pod) == "Succeeded":
            if uid not in self.uncounted["succeeded"] and not self.indexed:
                self.uncounted["succeeded"].append(uid)
        elif (policy.has_failed(self.job, pod) or failing) and policy.counts(self.job, pod):
            self.uncounted["failed"] += [uid] if uid not in self.uncounted["failed"] else []

    def _finish(self, kind: str, reason: str, message: str) -> None:
        self._set("Failed" if kind == FAILED_TARGET else "Complete", reason, message)
        if kind == SUCCESS_MET:
            self.status["completionTime"] = self.plane.now()

    def _tell(self, kind: str, reason: str, message: str) -> None:
        if kind == FAILED_TARGET:
            self._event("Warning", reason, message)
            return
        if self.completions is not None and self.status.get("succeeded", 0) > self.completions:
            text = "Too many succeeded pods running after completion count reached"
            self._event("Warning", "TooManySucceededPods", text)
        self._event("Normal", "Completed", "Job completed")

    def _write(self) -> None:
        status = self.status
        status["ready"] = sum(is_ready(pod) for pod in self.active)
        status["terminating"] = self.terminating
        status["active"] = len(self.active)
        status["uncountedTerminatedPods"] = {name: uids for name, uids in self.uncounted.items() if uids}
        if self.indexed:
            status["succeeded"], status["completedIndexes"] = len(self.done), indexes.write(self.done)
            if "backoffLimitPerIndex" in self.spec:
                status["failedIndexes"] = indexes.write(self.failed_indexes)
        optional = {"active", "succeeded", "completedIndexes"}
        if self.plane.classic:
            optional |= {"ready", "terminating", "uncountedTerminatedPods"}
            status = {name: value for name, value in status.items() if name not in
                      {"ready", "terminating", "uncountedTerminatedPods"}}  # fmt: skip
        kept = {name: value for name, value in status.items() if value or name not in optional}
        self.job = self.plane.write_status(JOBS, self.job, kept, self.control.MANAGER)
