"""Starts a CronJob's jobs when their time has come.

Follows kubernetes pkg/controller/cronjob/{cronjob_controllerv2,utils}.go.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.cluster.api.errors import ApiError
from app.cluster.control.plane import Plane
from app.cluster.control.pods import namespace_terminates
from app.cluster.control.resources import (
    CRON_JOBS,
    JOBS,
    Name,
    Object,
    controller_of,
    controller_reference,
    is_deleting,
    name_of,
    owner_uid,
)
from app.cluster.kinds.cronjob.schedule import Schedule, parse
from app.cluster.kinds.job.reconcile import is_finished, outcome
from app.sim.clock import parse_rfc3339, rfc3339

COMPONENT, MANAGER = "cronjob-controller", "kube-controller-manager"
NEVER = "time difference between two schedules is less than 1 second"
SKEW = 0.1  # seconds after the minute
LAST = "9999"  # sorts behind every time
TOO_MANY = 100  # missed starts after which a controller complains


def register(plane: Plane) -> None:
    """Start the cron job controller."""
    CronJobControl(plane)


class CronJobControl:
    """Looks after CronJobs."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.queue = plane.queue("cronjob", self.reconcile)
        self._acting = False  # a pass knows what it does itself: that needs no other
        plane.subscribe(CRON_JOBS, self._changed)
        plane.subscribe(JOBS, self._job_changed)

    def _changed(self, event: str, cron_job: Object, old: Object | None) -> None:
        # A pass leaves the status as it should be: its own write needs no other.
        if old is None or event == "DELETED" or old["spec"] != cron_job["spec"] or is_deleting(cron_job):
            self.queue.add(name_of(cron_job))

    def _job_changed(self, event: str, job: Object, old: Object | None) -> None:
        if self._acting or (old is not None and event != "DELETED" and _seen(old) == _seen(job)):
            return
        reference = controller_of(job)
        if reference is not None and reference["kind"] == "CronJob":
            self.queue.add((job["metadata"]["namespace"], reference["name"]), 0.01)

    def reconcile(self, item: Name) -> float | None:
        """One pass over one CronJob."""
        cron_job = self.plane.objects.get(CRON_JOBS, *item)
        if cron_job is None or is_deleting(cron_job):
            return None
        uid = cron_job["metadata"]["uid"]
        jobs = [obj for key, obj in self.plane.objects.by_owner(uid) if key == JOBS and owner_uid(obj) == uid]
        ended = {job["metadata"]["uid"]: outcome(job) for job in jobs}
        status: Object = dict(cron_job.get("status") or {})
        self._follow(cron_job, jobs, ended, status)
        self._clean_up(cron_job, jobs, ended, status)
        schedule = None if cron_job["spec"].get("suspend") else self._schedule(cron_job)
        try:
            if schedule is not None:
                self._start_due(cron_job, jobs, status, schedule)
        finally:
            self.plane.write_status(CRON_JOBS, self.plane.objects.get(CRON_JOBS, *item) or cron_job, status, MANAGER)
        if schedule is None:
            return None
        following = schedule.next(self.plane.clock.now)
        if following is not None:
            self.queue.add(item, following - self.plane.clock.now + SKEW, periodic=True)
        return None

    def _schedule(self, cron_job: Object) -> Schedule | None:
        text = cron_job["spec"]["schedule"]
        try:
            return parse(text, cron_job["spec"].get("timeZone") or "")
        except (ValueError, KeyError) as problem:
            self._event(cron_job, "Warning", "UnparseableSchedule", f'unparseable schedule: "{text}" : {problem}')
            return None

    def _event(self, cron_job: Object, kind: str, reason: str, message: str) -> None:
        self.plane.events.event(cron_job, kind, reason, message, COMPONENT)

    def _follow(self, cron_job: Object, jobs: list[Object], ended: dict[str, str], status: Object) -> None:
        """Bring `active` up to date with what became of the jobs; `ended` says that, by uid."""
        active = {one["uid"]: one for one in status.get("active") or ()}
        for job in sorted(jobs, key=lambda one: str(one["metadata"]["name"])):
            uid, name = job["metadata"]["uid"], job["metadata"]["name"]
            kind = ended[uid]
            if not kind:
                if uid not in active:
                    message = f"Saw a job that the controller did not create or forgot: {name}"
                    self._event(cron_job, "Warning", "UnexpectedJob", message)
                continue
            if uid in active:
                del active[uid]
                message = f"Saw completed job: {name}, condition: {kind}"
                self._event(cron_job, "Normal", "SawCompletedJob", message)
            done = job["status"].get("completionTime")
            if kind == "Complete" and done and done > status.get("lastSuccessfulTime", ""):
                status["lastSuccessfulTime"] = done
        for uid in [uid for uid in active if uid not in ended]:
            self._event(cron_job, "Normal", "MissingJob", f"Active job went missing: {active[uid]['name']}")
            del active[uid]
        _set_active(status, list(active.values()))

    def _clean_up(self, cron_job: Object, jobs: list[Object], ended: dict[str, str], status: Object) -> None:
        """Delete the oldest finished jobs beyond the history limits."""
        for kind, field, default in (("Complete", "successfulJobsHistoryLimit", 3),
                                     ("Failed", "failedJobsHistoryLimit", 1)):  # fmt: skip
            limit = cron_job["spec"].get(field, default)
            found = [job for job in jobs if ended[job["metadata"]["uid"]] == kind and not is_deleting(job)]
            if len(found) <= limit:
                continue
            found.sort(key=lambda job: (job.get("status", {}).get("startTime", LAST), job["metadata"]["name"]))
            for job in found[: len(found) - limit]:
                self._acting = not status.get("active")  # while one runs, another pass may have more to say
                try:
                    deleted = self.plane.delete(JOBS, job, propagation="Background")
                finally:
                    self._acting = False
                if deleted:
                    self._event(cron_job, "Normal", "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")

    def _start_due(self, cron_job: Object, jobs: list[Object], status: Object, schedule: Schedule) -> None:
        now = self.plane.clock.now
        due = self._due(cron_job, schedule, now)
        if due is None:
            return
        limit = cron_job["spec"].get("startingDeadlineSeconds")
        if limit is not None and due + limit < now:
            when = datetime.fromtimestamp(due, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
            self._event(cron_job, "Warning", "MissSchedule", f"Missed scheduled time to start a job: {when}")
            return
        policy, active = cron_job["spec"].get("concurrencyPolicy", "Allow"), status.get("active") or []
        if policy == "Forbid" and active:
            message = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self._event(cron_job, "Normal", "JobAlreadyActive", message)
            return
        if policy == "Replace":
            for job in jobs:
                if any(one["uid"] == job["metadata"]["uid"] for one in active):
                    self.plane.delete(JOBS, job, propagation="Background")
                    self._event(cron_job, "Normal", "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")
            active = []
        self._start(cron_job, status, active, due)

    def _due(self, cron_job: Object, schedule: Schedule, now: float) -> float | None:
        """The latest start that is due and was not made. Follows utils.go: mostRecentScheduleTime."""
        earliest = cron_job.get("status", {}).get("lastScheduleTime") or cron_job["metadata"]["creationTimestamp"]
        start = parse_rfc3339(earliest)
        limit = cron_job["spec"].get("startingDeadlineSeconds")
        if limit is not None:
            start = max(start, now - limit)
        first = schedule.next(start)
        second = schedule.next(first) if first is not None else None
        if first is None or second is None:
            text = f"invalid schedule: {cron_job['spec']['schedule']} : {NEVER}"
            self._event(cron_job, "Warning", "InvalidSchedule", text)
            return None
        if now < second:
            return first if first <= now else None
        gap = int(second - first)
        missed = int(now - first) // gap + 1
        if missed > TOO_MANY:
            message = ("too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock "
                       "skew")  # fmt: skip
            self._event(cron_job, "Warning", "TooManyMissedTimes", message)
        latest, moment = None, schedule.next(first + (missed - 2) * gap)
        while moment is not None and moment <= now:
            latest, moment = moment, schedule.next(moment)
        return latest

    def _start(self, cron_job: Object, status: Object, active: list[Object], due: float) -> None:
        template, meta = cron_job["spec"]["jobTemplate"], cron_job["metadata"]
        given = template.get("metadata") or {}
        annotations = dict(given.get("annotations") or {})
        if not self.plane.classic:
            annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"] = _local(
                due, cron_job["spec"].get("timeZone") or ""
            )
        metadata: Object = {
            "name": f"{meta['name']}-{int(due) // 60}",
            "namespace": meta["namespace"],
            "annotations": annotations,
            "ownerReferences": [controller_reference(cron_job)],
        }
        if given.get("labels"):
            metadata["labels"] = dict(given["labels"])
        job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template["spec"]}
        made = self._create(cron_job, job)
        if made is None or any(one["uid"] == made["metadata"]["uid"] for one in active):
            return
        namespace, name = name_of(made)
        reference = {"kind": "Job", "namespace": namespace, "name": name, "uid": made["metadata"]["uid"],
                     "apiVersion": "batch/v1", "resourceVersion": made["metadata"]["resourceVersion"]}  # fmt: skip
        _set_active(status, [*active, reference])
        status["lastScheduleTime"] = rfc3339(due)

    def _create(self, cron_job: Object, job: Object) -> Object | None:
        """The new job, or that of an earlier attempt; None when the name is somebody else's."""
        self._acting = True
        try:
            made = self.plane.objects.create(JOBS, job, manager=MANAGER)
        except ApiError as problem:
            if problem.reason == "AlreadyExists":
                found = self.plane.objects.get(JOBS, *name_of(job))
                return found if found is not None and owner_uid(found) == cron_job["metadata"]["uid"] else None
            if namespace_terminates(problem):
                return None
            self._event(cron_job, "Warning", "FailedCreate", f"Error creating job: {problem}")
            raise
        finally:
            self._acting = False
        self._event(cron_job, "Normal", "SuccessfulCreate", f"Created job {made['metadata']['name']}")
        return made


def _seen(job: Object) -> tuple[object, ...]:
    """What a CronJob sees of its jobs."""
    return is_finished(job), is_deleting(job), controller_of(job)


def _local(moment: float, zone: str) -> str:
    """A time with the offset of its zone."""
    text = datetime.fromtimestamp(int(moment), ZoneInfo(zone) if zone else UTC).isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def _set_active(status: Object, active: list[Object]) -> None:
    if active:
        status["active"] = active
    else:
        status.pop("active", None)
