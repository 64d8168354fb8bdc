"""Jobs and CronJobs.

Follows kubernetes pkg/apis/batch/validation/validation.go.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.cluster.validation.cron_schedule import schedule_error
from app.cluster.validation.field_errors import Errors, invalid, not_supported, required
from app.cluster.validation.internal_types import internal
from app.cluster.validation.names import is_label_key
from app.cluster.validation.object_meta import immutable
from app.cluster.validation.pod_spec import validate_template
from app.cluster.validation.rules import MISMATCH, label_selector, not_negative, one_of, selects, wrong

Object = dict[str, Any]
_COUNTS = ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")
_MAX_CRON_JOB_NAME = 52
_UID_LABELS = ("controller-uid", "batch.kubernetes.io/controller-uid")
_NAME_LABELS = ("job-name", "batch.kubernetes.io/job-name")
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


def _generated_selector(job: Object) -> Errors:
    spec, metadata = job.get("spec") or {}, job.get("metadata") or {}
    if spec.get("manualSelector"):
        return []
    if spec.get("selector") is None:
        return []
    errors: Errors = []
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    expected = {**dict.fromkeys(_UID_LABELS, metadata.get("uid")), **dict.fromkeys(_NAME_LABELS, metadata.get("name"))}
    for key, value in expected.items():
        if key not in labels:
            errors.append(required(f"spec.template.metadata.labels[{key}]", f"must be '{value}'"))
        elif labels[key] != value:
            errors.append(invalid(f"spec.template.metadata.labels[{key}]", labels, f"must be '{value}'"))
    wanted = {_UID_LABELS[1]: metadata.get("uid")}
    if (spec["selector"].get("matchLabels") or {}).get(_UID_LABELS[1]) != wanted[_UID_LABELS[1]]:
        errors.append(invalid("spec.selector", spec["selector"], "`selector` not auto-generated"))
    return errors


def _spec(path: str, spec: Object) -> Errors:
    errors: Errors = []
    for name in _COUNTS:
        errors += not_negative(f"{path}.{name}", spec.get(name))
    errors += _indexes(path, spec)
    mode = spec.get("completionMode")
    if mode is not None and mode not in {"Indexed", "NonIndexed"}:
        errors.append(not_supported(f"{path}.completionMode", mode, ["Indexed", "NonIndexed"]))
    if mode == "Indexed" and spec.get("completions") is None:
        errors.append(required(f"{path}.completions", "when completion mode is Indexed"))
    if spec.get("podFailurePolicy") is not None:
        errors += _failure_policy(f"{path}.podFailurePolicy", spec["podFailurePolicy"], spec.get("template") or {})
    replacement = spec.get("podReplacementPolicy")
    if replacement is not None:
        errors += one_of(f"{path}.podReplacementPolicy", replacement, ["Failed", "TerminatingOrFailed"])
    errors += validate_template(f"{path}.template", spec.get("template") or {})
    return errors + _restart_policy(f"{path}.template.spec.restartPolicy", spec)


def _indexes(path: str, spec: Object) -> Errors:
    errors = not_negative(f"{path}.backoffLimitPerIndex", spec.get("backoffLimitPerIndex"))
    errors += not_negative(f"{path}.maxFailedIndexes", spec.get("maxFailedIndexes"))
    if spec.get("backoffLimitPerIndex") is not None and spec.get("completionMode") != "Indexed":
        value = spec["backoffLimitPerIndex"]
        errors.append(invalid(f"{path}.backoffLimitPerIndex", value, "requires indexed completion mode"))
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        text = "when maxFailedIndexes is specified"
        errors.append(required(f"{path}.backoffLimitPerIndex", text))
    return errors


def _restart_policy(path: str, spec: Object) -> Errors:
    policy = ((spec.get("template") or {}).get("spec") or {}).get("restartPolicy") or ""
    errors: Errors = []
    if policy in {"Always", ""}:
        errors.append(required(path, 'valid values: "OnFailure", "Never"'))
    elif policy not in {"OnFailure", "Never"}:
        errors.append(not_supported(path, policy, ["OnFailure", "Never"]))
    if spec.get("podFailurePolicy") is not None and policy != "Never":
        text = 'only "Never" is supported when podFailurePolicy is specified'
        errors.append(invalid(path, policy, text))
    return errors


def _failure_policy(path: str, policy: Object, template: Object) -> Errors:
    spec = template.get("spec") or {}
    names = {item.get("name") for key in ("initContainers", "containers") for item in spec.get(key) or ()}
    errors: Errors = []
    for index, rule in enumerate(policy.get("rules") or ()):
        place = f"{path}.rules[{index}]"
        actions = ["Count", "FailIndex", "FailJob", "Ignore"]
        errors += one_of(f"{place}.action", rule.get("action"), actions)
        codes = rule.get("onExitCodes")
        if codes is not None:
            errors += _exit_codes(f"{place}.onExitCodes", codes, names)
        for at, pattern in enumerate(rule.get("onPodConditions") or ()):
            kind, where = pattern.get("type") or "", f"{place}.onPodConditions[{at}]"
            errors += wrong(f"{where}.type", kind, is_label_key(kind))
            errors += one_of(f"{where}.status", pattern.get("status"), ["False", "True", "Unknown"])
        if codes is None and not rule.get("onPodConditions"):
            text = "specifying one of OnExitCodes and OnPodConditions is required"
            errors.append(invalid(place, rule, text))
        if codes is not None and rule.get("onPodConditions"):
            text = "specifying both OnExitCodes and OnPodConditions is not supported"
            errors.append(invalid(place, rule, text))
    return errors


def _exit_codes(path: str, codes: Object, names: set[Any]) -> Errors:
    errors = one_of(f"{path}.operator", codes.get("operator"), ["In", "NotIn"])
    name = codes.get("containerName")
    if name is not None and name not in names:
        errors.append(invalid(f"{path}.containerName", name, "must be one of the container or initContainer names"))
    values = codes.get("values") or []
    if not values:
        errors.append(invalid(f"{path}.values", values, "at least one value is required"))
    for index, value in enumerate(values):
        if codes.get("operator") == "In" and value == 0:
            errors.append(invalid(f"{path}.values[{index}]", 0, "must not be 0 for the In operator"))
    return errors


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


def _cron_job_spec(spec: Object) -> Errors:
    schedule, zone = spec.get("schedule") or "", spec.get("timeZone")
    errors: Errors = []
    if not schedule:
        errors.append(required("spec.schedule"))
    else:
        problem = schedule_error(schedule)
        if problem:
            errors.append(invalid("spec.schedule", schedule, problem))
        if "TZ" in schedule:
            text = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
            errors.append(invalid("spec.schedule", schedule, text))
    errors += not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
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
    if zone.lower() == "local":
        text = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        return [invalid(path, zone, text)]
    return [] if _known(zone) else [invalid(path, zone, f"unknown time zone {zone}")]


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
    return _cron_job_spec(new["spec"])


CREATE = {("batch", "Job"): _job, ("batch", "CronJob"): _cron_job}
UPDATE = {("batch", "Job"): _job_update, ("batch", "CronJob"): _cron_job_update}
