"""Jobs and CronJobs.

Follows kubernetes pkg/apis/batch/validation/validation.go.
"""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.cluster.validation.cron_schedule import schedule_error
from app.cluster.validation.field_errors import Errors, invalid, not_supported, required, too_long
from app.cluster.validation.internal_types import internal
from app.cluster.validation.job_policies import validate_policies
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.pod_spec import validate_template
from app.cluster.validation.rules import MISMATCH, domain_prefixed_path, label_selector, not_negative, one_of, selects
from app.sim.names import is_label

Object = dict[str, Any]
_COUNTS = (
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
)
_MANY = 100_000
_MANY_FAILED = 10_000
_MAX_MANAGED_BY = 63
_MAX_CRON_JOB_NAME = 52
_ZONE_PART = re.compile(r"[A-Za-z.\-_0-9+]{1,14}")
_TEMPLATE = "api.core.v1.PodTemplateSpec"


def _job(job: Object) -> Errors:
    spec = job.get("spec") or {}
    errors = _generated_selector(job) + _spec("spec", spec)
    selector = spec.get("selector")
    errors += [required("spec.selector")] if selector is None else label_selector("spec.selector", selector)
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if not selects(selector, labels):
        errors.append(invalid("spec.template.metadata.labels", labels, MISMATCH))
    return errors


def _job_create(job: Object) -> Errors:
    spec, name = job.get("spec") or {}, (job.get("metadata") or {}).get("name") or ""
    errors = _job(job)
    if spec.get("completionMode") == "Indexed" and (spec.get("completions") or 0) > 0:
        hostname = f"{name}-{spec['completions'] - 1}"
        if is_label(hostname):
            text = f"will not able to create pod with invalid DNS label: {hostname}"
            errors.append(invalid("metadata.name", name, text))
    return errors


def _generated_selector(job: Object) -> Errors:
    spec, metadata = job.get("spec") or {}, job.get("metadata") or {}
    if spec.get("manualSelector"):
        return []
    if spec.get("selector") is None:
        return []
    errors: Errors = []
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    expected: dict[str, str] = {}
    for prefix in ("", "batch.kubernetes.io/"):
        expected[prefix + "controller-uid"] = metadata.get("uid") or ""
        expected[prefix + "job-name"] = metadata.get("name") or ""
    for key, value in expected.items():
        if key not in labels:
            errors.append(required(f"spec.template.metadata.labels[{key}]", f"must be '{value}'"))
        elif labels[key] != value:
            errors.append(invalid(f"spec.template.metadata.labels[{key}]", labels, f"must be '{value}'"))
    if not selects(spec["selector"], expected):
        errors.append(invalid("spec.selector", spec["selector"], "`selector` not auto-generated"))
    return errors


def _spec(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for name in _COUNTS:
        errors += not_negative(f"{path}.{name}", spec.get(name))
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        errors.append(required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified"))
    if spec.get("managedBy") is not None:
        errors += domain_prefixed_path(f"{path}.managedBy", spec["managedBy"])
        if len(spec["managedBy"]) > _MAX_MANAGED_BY:
            errors.append(too_long(f"{path}.managedBy", _MAX_MANAGED_BY))
    mode = spec.get("completionMode")
    if mode is not None and mode not in {"Indexed", "NonIndexed"}:
        errors.append(not_supported(f"{path}.completionMode", mode, ["NonIndexed", "Indexed"]))
    errors += _indexed(path, spec) if mode == "Indexed" else []
    for name in ("backoffLimitPerIndex", "maxFailedIndexes") if mode in {None, "NonIndexed"} else ():
        if spec.get(name) is not None:
            errors.append(invalid(f"{path}.{name}", spec[name], "requires indexed completion mode"))
    errors += validate_policies(path, spec)
    errors += validate_template(f"{path}.template", spec.get("template") or {})
    return errors + _restart_policy(f"{path}.template.spec.restartPolicy", spec)


def _indexed(path: str, spec: Object) -> Errors:
    completions, parallelism = spec.get("completions"), spec.get("parallelism") or 0
    failed = spec.get("maxFailedIndexes")
    errors: Errors = []
    if completions is None:
        errors.append(required(f"{path}.completions", "when completion mode is Indexed"))
    if parallelism > _MANY:
        text = f"must be less than or equal to {_MANY} when completion mode is Indexed"
        errors.append(invalid(f"{path}.parallelism", parallelism, text))
    if completions is not None and failed is not None and failed > completions:
        errors.append(invalid(f"{path}.maxFailedIndexes", failed, "must be less than or equal to completions"))
    if failed is not None and failed > _MANY:
        errors.append(invalid(f"{path}.maxFailedIndexes", failed, f"must be less than or equal to {_MANY}"))
    if (completions or 0) <= _MANY or spec.get("backoffLimitPerIndex") is None:
        return errors
    if failed is None:
        text = f"must be specified when completions is above {_MANY}"
        errors.append(required(f"{path}.maxFailedIndexes", text))
    for name, value in (("parallelism", parallelism), ("maxFailedIndexes", failed)):
        if value is not None and value > _MANY_FAILED:
            when = f"when completions are above {_MANY} and used with backoff limit per index"
            errors.append(invalid(f"{path}.{name}", value, f"must be less than or equal to {_MANY_FAILED} {when}"))
    return errors


def _restart_policy(path: str, spec: Object) -> Errors:
    policy = ((spec.get("template") or {}).get("spec") or {}).get("restartPolicy") or ""
    if policy in {"Always", ""}:
        return [required(path, 'valid values: "OnFailure", "Never"')]
    if policy not in {"OnFailure", "Never"}:
        return [not_supported(path, policy, ["OnFailure", "Never"])]
    if spec.get("podFailurePolicy") is not None and policy != "Never":
        return [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    return []


def _job_update(new: Object, old: Object) -> Errors:
    after, before = new["spec"], old["spec"]
    errors = _job(new)
    errors += _completions(after, before)
    errors += immutable("spec.selector", after.get("selector"), before.get("selector"))
    errors += _same_template(after, before, old)
    for name in ("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"):
        errors += immutable(f"spec.{name}", after.get(name), before.get(name))
    return errors


def _completions(new: Object, old: Object) -> Errors:
    after, before = new.get("completions"), old.get("completions")
    if after == before:
        return []
    if new.get("completionMode") != "Indexed":
        return list(immutable("spec.completions", after, before))
    if after != new.get("parallelism"):
        return [invalid("spec.completions", after, "can only be modified in tandem with spec.parallelism")]
    return []


def _same_template(new: Object, old: Object, job: Object) -> Errors:
    after, before = new.get("template") or {}, old.get("template") or {}
    suspended = old.get("suspend") and (job.get("status") or {}).get("startTime") is None
    if suspended:
        # Where its pods go may still change before a suspended job has started.
        after = {**before, "spec": _scheduling_of(before.get("spec") or {}, after.get("spec") or {})}
        after["metadata"] = {**(before.get("metadata") or {}), **(new["template"].get("metadata") or {})}
        merged = {**new["template"], "spec": after["spec"], "metadata": after["metadata"]}
        return [] if merged == new["template"] else _immutable_template(new["template"])
    return [] if after == before else _immutable_template(after)


def _scheduling_of(before: Object, after: Object) -> Object:
    result = {**before}
    for key in ("nodeSelector", "affinity", "tolerations", "schedulingGates"):
        if key in after:
            result[key] = after[key]
        else:
            result.pop(key, None)
    return result


def _immutable_template(template: Object) -> Errors:
    return [invalid("spec.template", internal(template, _TEMPLATE), "field is immutable")]


def _cron_job_spec(spec: Object, old: Object | None = None) -> Errors:
    schedule, zone = spec.get("schedule") or "", spec.get("timeZone")
    with_zone = old is not None and "TZ" in (old.get("schedule") or "")
    errors: Errors = []
    if not schedule:
        errors.append(required("spec.schedule"))
    else:
        problem = schedule_error(schedule)
        if problem:
            errors.append(invalid("spec.schedule", schedule, problem))
        if "TZ" in schedule and with_zone and zone is not None:
            text = "cannot use both timeZone field and TZ or CRON_TZ in schedule"
            errors.append(invalid("spec.schedule", schedule, text))
        elif "TZ" in schedule and not with_zone:
            text = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
            errors.append(invalid("spec.schedule", schedule, text))
    errors += not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    if old is None or old.get("timeZone") != zone:
        errors += _time_zone("spec.timeZone", zone)
    errors += one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), ["Allow", "Forbid", "Replace"])
    job = (spec.get("jobTemplate") or {}).get("spec") or {}
    errors += _spec("spec.jobTemplate.spec", job)
    if job.get("selector") is not None:
        text = "`selector` will be auto-generated"
        errors.append(invalid("spec.jobTemplate.spec.selector", job["selector"], text))
    if job.get("manualSelector"):
        errors.append(not_supported("spec.jobTemplate.spec.manualSelector", True, ["nil", "false"]))
    errors += not_negative("spec.successfulJobsHistoryLimit", spec.get("successfulJobsHistoryLimit"))
    return errors + not_negative("spec.failedJobsHistoryLimit", spec.get("failedJobsHistoryLimit"))


def _time_zone(path: str, zone: str | None) -> Errors:
    if zone is None:
        return []
    if not zone:
        return [invalid(path, zone, "timeZone must be nil or non-empty string")]
    for part in zone.split("/"):
        if part in {".", ".."} or part.startswith("-") or not _ZONE_PART.fullmatch(part):
            return [invalid(path, zone, f"unknown time zone {zone}")]
    errors: Errors = []
    if zone.lower() == "local":
        text = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        errors.append(invalid(path, zone, text))
    if zone != "Local" and not _known(zone):
        errors.append(invalid(path, zone, f"unknown time zone {zone}"))
    return errors


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _cron_job(cron_job: Object) -> Errors:
    errors = _cron_job_spec(cron_job.get("spec") or {})
    name = (cron_job.get("metadata") or {}).get("name") or ""
    if len(name) > _MAX_CRON_JOB_NAME:
        errors.append(invalid("metadata.name", name, "must be no more than 52 characters"))
    return errors


def _cron_job_update(new: Object, old: Object) -> Errors:
    return _cron_job_spec(new["spec"], old["spec"])


CREATE = {("batch", "Job"): _job_create, ("batch", "CronJob"): _cron_job}
UPDATE = {("batch", "Job"): _job_update, ("batch", "CronJob"): _cron_job_update}
