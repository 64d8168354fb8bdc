"""`kubectl run`: one pod from an image."""

from __future__ import annotations

import re
from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.creation import in_order, mapping_for, metadata, pairs, post
from app.kubectl.errors import KubectlError
from app.kubectl.flags import Flag
from app.kubectl.last_applied import with_last_applied
from app.kubectl.overriding import overridden
from app.kubectl.printing import Results
from app.kubectl.run_attached import attach_and_finish
from app.sim.go_strings import quote
from app.sim.image_reference import well_formed

_ENV_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
SHORT = "Run an image in a pod"
REQUIRED = ("image",)
FLAGS = {
    "filename": Flag(
        "filename", "strings", "[]", "f", "Files; nothing comes of them", hidden=True,
        deprecated="it is ignored by kubectl run and will be removed in a future release",
    ),
}  # fmt: skip
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Create the pod (and a service for it); attach to it when asked."""
    flags = call.flags
    dry_run = await call.dry_run()
    results = Results(call, dry_run, ordered=True)
    name = await _check(call, dry_run)
    attaching = flags.on("attach") if flags.changed("attach") else flags.on("stdin") or flags.on("tty")
    if attaching and flags.seconds("pod-running-timeout") <= 0:
        raise KubectlError("--pod-running-timeout must be higher than zero")
    if attaching and dry_run != "none":
        raise KubectlError(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"
        )
    pod = in_order(with_cause(call, _changed(call, _pod(call, name))))
    service = _service(call, name, pod) if flags.on("expose") else None
    mapping = mapping_for(pod)
    if flags.on("save-config") and dry_run != "client":
        pod = with_last_applied(pod, ordered=True)
    created = [(mapping, pod)]
    if dry_run != "client":
        created[0] = (mapping, await post(call, mapping, pod, dry_run))
    if service is not None:
        made = service if dry_run == "client" else await post(call, mapping_for(service), service, dry_run)
        created.append((mapping_for(service), made))
    if attaching:
        if service is not None:
            await results.done(created[1][0], created[1][1], "created")
        await attach_and_finish(call, created)
        return
    for each, obj in created:
        await results.done(each, obj, "created")


async def _check(call: Call, dry_run: str) -> str:
    flags = call.flags
    names = call.args[: call.dash] if call.dash >= 0 else call.args
    if not names or call.dash == 0:
        raise KubectlError("NAME is required for run")
    image = flags.text("image")
    if not image:
        raise KubectlError("--image is required")
    if not well_formed(image):
        raise KubectlError(f"invalid image name {quote(image)}: invalid reference format")
    if flags.on("tty") and not flags.on("stdin"):
        raise KubectlError("-i/--stdin is required for containers with -t/--tty=true")
    if flags.on("expose") and not flags.text("port"):
        raise KubectlError("--port must be set when exposing a service")
    attaching = flags.on("attach") if flags.changed("attach") else flags.on("stdin") or flags.on("tty")
    if flags.on("rm") and not attaching:
        raise KubectlError("--rm should only be used for attached containers")
    restart = flags.text("restart")
    if restart not in ("Always", "OnFailure", "Never"):
        raise KubectlError(f"invalid restart policy: {restart}, valid values are: Always, OnFailure, Never")
    policy = flags.text("image-pull-policy")
    if policy not in ("", "Always", "IfNotPresent", "Never"):
        raise KubectlError(f"invalid image pull policy: {policy}, valid values are: Always, IfNotPresent, Never")
    return names[0]


def _pod(call: Call, name: str) -> Object:
    flags = call.flags
    labels = (
        pairs(flags.text("labels").split(","), "unexpected label spec: {}") if flags.text("labels") else {"run": name}
    )
    more: Object = {"labels": labels}
    if flags.words("annotations"):
        more["annotations"] = pairs(flags.words("annotations"), "invalid annotations format: {}")
    spec: Object = {
        "containers": [_container(call, name)],
        "restartPolicy": flags.text("restart"),
        "dnsPolicy": "ClusterFirst",
    }
    return in_order(
        {"apiVersion": "v1", "kind": "Pod", "metadata": metadata(call, name, **more), "spec": spec, "status": {}}
    )


def _container(call: Call, name: str) -> Object:
    flags = call.flags
    container: Object = {"name": name, "image": flags.text("image")}
    words = call.args[1:]
    if words:
        container["command" if flags.on("command") else "args"] = words
    if port := flags.text("port"):
        if not port.isdigit():
            raise KubectlError("--port must be a number")
        container["ports"] = [{"containerPort": int(port)}]
    if env := [_variable(word) for word in flags.words("env")]:
        container["env"] = env
    container["resources"] = {}
    if flags.text("image-pull-policy"):
        container["imagePullPolicy"] = flags.text("image-pull-policy")
    if flags.on("privileged"):
        container["securityContext"] = {"privileged": True}
    for flag, field in (("stdin", "stdin"), ("tty", "tty")):
        if flags.on(flag):
            container[field] = True
            if flag == "stdin" and not flags.on("leave-stdin-open"):
                container["stdinOnce"] = True
    return container


def _variable(word: str) -> Object:
    name, equals, value = word.partition("=")
    if not equals or not _ENV_NAME.fullmatch(name):
        raise KubectlError(f"invalid env: {word}")
    return {"name": name, "value": value} if value else {"name": name}


def _service(call: Call, name: str, pod: Object) -> Object:
    port = int(call.flags.text("port"))
    labels = pod["metadata"].get("labels") or {}
    spec = {"ports": [{"protocol": "TCP", "port": port, "targetPort": port}], "selector": labels}
    return in_order({
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(call, name), "spec": spec,
        "status": {"loadBalancer": {}},
    })  # fmt: skip


def _changed(call: Call, pod: Object) -> Object:
    """The pod with `--overrides` laid over it."""
    result = overridden(call, pod)
    for container in (result.get("spec") or {}).get("containers") or []:
        container.setdefault("resources", {})  # the struct's field is never left out
    return result
