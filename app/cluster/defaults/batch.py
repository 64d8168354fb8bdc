"""Defaults of the batch group.

Follows kubernetes pkg/apis/batch/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any

from app.cluster.defaults.fields import branch, default, each
from app.cluster.defaults.pod_template import default_template

Object = dict[str, Any]
_MAX_INT32 = 2**31 - 1


def _job(job: Object) -> None:
    spec = branch(job, "spec")
    default_template(branch(spec, "template"))
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec["completions"] = spec["parallelism"] = 1
    default(spec, "parallelism", 1)
    default(spec, "backoffLimit", _MAX_INT32 if spec.get("backoffLimitPerIndex") is not None else 6)
    default_job_labels(job)
    default(spec, "completionMode", "NonIndexed")
    default(spec, "suspend", False)
    default(spec, "manualSelector", False)
    default(spec, "podReplacementPolicy", "Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed")
    for rule in each(spec.get("podFailurePolicy"), "rules"):
        for pattern in each(rule, "onPodConditions"):
            default(pattern, "status", "True")


def default_job_labels(job: Object) -> None:
    """A job without labels has those of its pods."""
    labels = job["spec"]["template"]["metadata"].get("labels")
    metadata = branch(job, "metadata")
    if labels and not metadata.get("labels"):
        metadata["labels"] = dict(labels)


def _cron_job(cron_job: Object) -> None:
    spec = branch(cron_job, "spec")
    branch(spec, "jobTemplate", "metadata")
    default_template(branch(spec, "jobTemplate", "spec", "template"))
    default(spec, "concurrencyPolicy", "Allow")
    default(spec, "suspend", False)
    default(spec, "successfulJobsHistoryLimit", 3)
    default(spec, "failedJobsHistoryLimit", 1)


DEFAULTS = {("batch", "Job"): _job, ("batch", "CronJob"): _cron_job}
