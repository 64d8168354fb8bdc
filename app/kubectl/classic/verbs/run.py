"""`kubectl run` of 1.8: a deployment, or what --restart, --schedule or --generator ask for.

Follows kubernetes pkg/kubectl/cmd/run.go and pkg/kubectl/run.go of 1.8.
"""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.creation import in_order, mapping_for, metadata, pairs, post
from app.kubectl.errors import KubectlError, UsageError
from app.kubectl.flags import Flag
from app.kubectl.json_patch import apply_merge_patch
from app.kubectl.last_applied import with_last_applied
from app.kubectl.manifests import ManifestError, load
from app.kubectl.printing import Results
from app.kubectl.quantities import resource_list
from app.kubectl.run_attached import attach_and_finish
from app.sim.go_strings import quote

SHORT = "Run a particular image on the cluster"
LONG = """Run an image on the cluster, once or several times over.

A deployment or a job looks after the containers."""
FLAGS = {
    "dry-run": Flag("dry-run", "bool", "false", help="If true, only show what would be sent, without sending it."),
    "serviceaccount": Flag("serviceaccount", help="The service account of the pods"),
    "port": Flag("port", help="The port that the container opens"),
    "env": Flag("env", "array", "[]", help="A variable of the container's environment, as NAME=value"),
}
Object = dict[str, Any]
GENERATORS = {
    "deployment/v1beta1": "Deployment", "deployment/apps.v1beta1": "Deployment", "run-pod/v1": "Pod", "job/v1": "Job",
    "cronjob/v2alpha1": "CronJob", "cronjob/v1beta1": "CronJob", "run/v1": "ReplicationController",
}  # fmt: skip


async def run(call: Call) -> None:
    """Create it; attach to its pod when asked."""
    flags = call.flags
    name, kind = _check(call), _kind(call)
    obj = with_cause(call, _overridden(call, _object(call, name, kind, await _job_version(call, kind))))
    dry_run = flags.on("dry-run")
    results = Results(call, "client" if dry_run else "none", ordered=True)
    mapping = mapping_for(obj)
    if flags.on("save-config"):
        obj = with_last_applied(obj, ordered=True)
    created = [(mapping, obj if dry_run else await post(call, mapping, obj))]
    if flags.on("expose"):
        service = _service(call, name)
        service_mapping = mapping_for(service)
        created.append((service_mapping, service if dry_run else await post(call, service_mapping, service)))
    attaching = flags.on("attach") if flags.changed("attach") else flags.on("stdin") or flags.on("tty")
    if attaching and kind == "Pod" and not dry_run:
        await attach_and_finish(call, created)
        return
    for each, made in reversed(created):
        await results.done(each, made, "created")


def _check(call: Call) -> str:
    flags = call.flags
    names = call.args[: call.dash] if call.dash >= 0 else call.args
    if not names:
        raise UsageError("NAME is required for run")
    if not flags.text("image"):
        raise KubectlError("--image is required")
    if flags.on("tty") and not flags.on("stdin"):
        raise KubectlError("-i/--stdin is required for containers with -t/--tty=true")
    if flags.on("expose") and not flags.text("port"):
        raise KubectlError("--port must be set when exposing a service")
    if flags.text("restart") not in ("Always", "OnFailure", "Never"):
        raise KubectlError(f"invalid restart policy: {flags.text('restart')}")
    if flags.text("restart") != "Always" and flags.number("replicas") != 1:
        raise KubectlError(
            f"--restart={flags.text('restart')} requires that --replicas=1, found {flags.number('replicas')}"
        )
    return names[0]


def _kind(call: Call) -> str:
    flags = call.flags
    if wanted := flags.text("generator"):
        if wanted not in GENERATORS:
            raise KubectlError(f"generator {quote(wanted)} not found")
        return GENERATORS[wanted]
    if flags.text("schedule"):
        return "CronJob"
    return {"Always": "Deployment", "OnFailure": "Job", "Never": "Pod"}[flags.text("restart")]


async def _job_version(call: Call, kind: str) -> str:
    """The version in which the server takes cron jobs."""
    if kind != "CronJob" or call.flags.on("dry-run"):
        return "batch/v1beta1"
    for version in ("batch/v1beta1", "batch/v2alpha1"):
        if await call.discovery.for_object(version, "CronJob"):
            return version
    return "batch/v2alpha1"


def _container(call: Call, name: str) -> Object:
    flags = call.flags
    container: Object = {"name": name, "image": flags.text("image")}
    words = call.args[1:]
    if words:
        container["command" if flags.on("command") else "args"] = words
    if port := flags.text("port"):
        if not port.isdigit():
            raise KubectlError(f"strconv.Atoi: parsing {quote(port)}: invalid syntax")
        ports: Object = {"containerPort": int(port)}
        if flags.number("hostport") > 0:
            ports["hostPort"] = flags.number("hostport")
        container["ports"] = [ports]
    env = []
    for word in flags.words("env"):
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise KubectlError(f"invalid env: {word}")
        env.append({"name": key, "value": value})
    if env:
        container["env"] = env
    container["resources"] = {key: resource_list(flags.text(key)) for key in ("limits", "requests") if flags.text(key)}
    if flags.text("image-pull-policy"):
        container["imagePullPolicy"] = flags.text("image-pull-policy")
    for flag in ("stdin", "tty"):
        if flags.on(flag):
            container[flag] = True
    return container


def _labels(call: Call, name: str) -> dict[str, str]:
    text = call.flags.text("labels")
    return pairs(text.split(","), "unexpected label spec: {}") if text else {"run": name}


def _object(call: Call, name: str, kind: str, cron_version: str) -> Object:
    labels = _labels(call, name)
    spec: Object = {"containers": [_container(call, name)]}
    if call.flags.text("serviceaccount"):
        spec["serviceAccountName"] = call.flags.text("serviceaccount")
    if kind in ("Pod", "Job", "CronJob"):
        if call.flags.on("stdin") and not call.flags.on("leave-stdin-open"):
            spec["containers"][0]["stdinOnce"] = True
        spec["restartPolicy"] = (
            call.flags.text("restart")
            if call.flags.text("restart") != "Always"
            else ("Always" if kind == "Pod" else "OnFailure")
        )
    template: Object = {"metadata": {"labels": labels}, "spec": spec}
    meta = metadata(call, name, labels=labels)
    if kind == "Pod":
        body = {**spec, "dnsPolicy": "ClusterFirst"}
        return in_order({"apiVersion": "v1", "kind": kind, "metadata": meta, "spec": body, "status": {}})
    versions = {"Deployment": "extensions/v1beta1", "Job": "batch/v1", "CronJob": cron_version,
                "ReplicationController": "v1"}  # fmt: skip
    bodies: dict[str, Object] = {
        "Deployment": {"replicas": call.flags.number("replicas"), "selector": {"matchLabels": labels},
                       "template": template, "strategy": {}},
        "ReplicationController": {"replicas": call.flags.number("replicas"), "selector": labels, "template": template},
        "Job": {"template": template},
        "CronJob": {"schedule": call.flags.text("schedule"), "concurrencyPolicy": "Allow",
                    "jobTemplate": {"metadata": {}, "spec": {"template": template}}},
    }  # fmt: skip
    return in_order({"apiVersion": versions[kind], "kind": kind, "metadata": meta, "spec": bodies[kind], "status": {}})


def _service(call: Call, name: str) -> Object:
    port = int(call.flags.text("port"))
    spec = {"ports": [{"protocol": "TCP", "port": port, "targetPort": port}], "selector": _labels(call, name)}
    return in_order({
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(call, name), "spec": spec,
        "status": {"loadBalancer": {}},
    })  # fmt: skip


def _overridden(call: Call, obj: Object) -> Object:
    text = call.flags.text("overrides")
    if not text:
        return obj
    try:
        change = load(text.encode())
    except ManifestError as wrong:
        raise KubectlError(f"couldn't parse --overrides: {wrong}") from None
    change = {key: value for key, value in change.items() if key not in ("apiVersion", "kind")}
    return dict(apply_merge_patch(obj, change))
