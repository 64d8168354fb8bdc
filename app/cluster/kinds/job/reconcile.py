"""Runs Jobs' pods to completion, and deletes finished Jobs when their time is over.

Follows kubernetes pkg/controller/job/job_controller.go and ttlafterfinished.
"""

from __future__ import annotations

from app.cluster.control.plane import Plane
from app.cluster.control.pods import PodControl, claim
from app.cluster.control.resources import JOBS, PODS, Name, Object, condition, controller_of, is_deleting, name_of
from app.cluster.kinds.job.backoff import Backoff
from app.cluster.kinds.job.making import TRACKING, is_tracked
from app.cluster.kinds.job.sync import Pass
from app.sim.clock import parse_rfc3339
from app.sim.label_selectors import LabelSelector

BATCH = 1.0  # seconds for which changes of pods are gathered
NO_BACKOFF = Backoff()
OWN_NAME = "kubernetes.io/job-controller"


def register(plane: Plane) -> None:
    """Start the job controller and the one that deletes finished jobs."""
    JobControl(plane)


class JobControl:
    """Looks after Jobs."""

    COMPONENT, MANAGER = "job-controller", "kube-controller-manager"

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.pods = PodControl(plane, self.COMPONENT)
        self.queue = plane.queue("job", self.reconcile)
        self._backoffs = plane.kept.setdefault("job", {})  # by job UID: (failures, the last one's time)
        plane.subscribe(JOBS, self._job_changed)
        plane.pods.of_owner("Job", lambda namespace, name: self.queue.add((namespace, name), BATCH))
        plane.pods.orphans(self._orphan)
        plane.pods.relevant(self._pod_changed)

    def _job_changed(self, event: str, job: Object, old: Object | None) -> None:
        same = old is not None and old["metadata"].get("generation") == job["metadata"].get("generation")
        # Follows job_controller.go: updateJob; statuses are gathered like pods' changes.
        later = event == "MODIFIED" and same and not is_finished(job) and not is_deleting(job)
        self.queue.add(name_of(job), BATCH if later else 0.0)
        if event == "DELETED":
            self.remember(job["metadata"]["uid"], NO_BACKOFF)
            mine = [obj for key, obj in self.plane.objects.by_owner(job["metadata"]["uid"]) if key == PODS]
            self.release([pod for pod in mine if is_tracked(pod)])

    def _orphan(self, pod: Object) -> None:
        if is_deleting(pod) and is_tracked(pod):
            self.release([pod])

    def _pod_changed(self, event: str, pod: Object, old: Object | None) -> None:
        """A pod whose job is no more has nobody who counts it."""
        if event == "DELETED" or not is_deleting(pod) or not is_tracked(pod):
            return
        reference = controller_of(pod)
        if reference is None or reference["kind"] != "Job":
            return
        job = self.plane.objects.get(JOBS, pod["metadata"]["namespace"], reference["name"])
        if job is None or job["metadata"]["uid"] != reference["uid"]:
            self.release([pod])

    def reconcile(self, item: Name) -> float | None:
        """One pass over one Job."""
        job = self.plane.objects.get(JOBS, *item)
        if job is None or job["spec"].get("managedBy", OWN_NAME) != OWN_NAME:
            return None
        if is_finished(job):
            return self._after_finish(job)
        pods = claim(self.plane, job, LabelSelector.of(job["spec"].get("selector")), PODS)
        return Pass(self, job, pods).work()

    def _after_finish(self, job: Object) -> float | None:
        """Let go of pods that still carry the finalizer, and delete the job when its time to live is over."""
        self.remember(job["metadata"]["uid"], NO_BACKOFF)
        mine = [obj for key, obj in self.plane.objects.by_owner(job["metadata"]["uid"]) if key == PODS]
        self.release([pod for pod in mine if is_tracked(pod)])
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

    def backoff(self, uid: str) -> Backoff:
        """The failures of a job so far."""
        found = self._backoffs.get(uid)
        return NO_BACKOFF if found is None else Backoff(*found)

    def remember(self, uid: str, backoff: Backoff) -> None:
        """Note them."""
        if backoff.failures:
            self._backoffs[uid] = [backoff.failures, backoff.last]
        else:
            self._backoffs.pop(uid, None)

    def current(self, pod: Object) -> Object | None:
        """The pod as it is stored now, None when it is gone."""
        found = self.plane.objects.get(PODS, *name_of(pod))
        return found if found is not None and found["metadata"]["uid"] == pod["metadata"]["uid"] else None

    def release(self, pods: list[Object]) -> None:
        """Take the finalizer off pods that are counted, or that nobody counts."""

        for pod in pods:
            if self.current(pod) is not None:
                self.plane.objects.release(PODS, pod, TRACKING, self.MANAGER)


def is_finished(job: Object) -> bool:
    """Complete or Failed."""
    return outcome(job) != ""


def outcome(job: Object) -> str:
    """Complete, Failed, or "" for a job that is not finished."""
    for one in job.get("status", {}).get("conditions") or ():
        if one["type"] in {"Complete", "Failed"} and one["status"] == "True":
            return str(one["type"])
    return ""
