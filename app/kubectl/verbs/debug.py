"""`kubectl debug`: containers for finding out what is wrong with pods and nodes."""

from __future__ import annotations

from typing import Any

from app.kubectl.attaching import attach_or_logs
from app.kubectl.call import Call
from app.kubectl.changing import difference
from app.kubectl.creation import suffix
from app.kubectl.debug_profiles import LEGACY, PROFILES, custom_of, equip, open_node, warn_of_user
from app.kubectl.errors import FlagError, KubectlError
from app.kubectl.flags import Flag
from app.kubectl.objects import clone
from app.kubectl.pods import container_status
from app.kubectl.resources import Info, query_of, select
from app.kubectl.watching import by_name, watch
from app.sim.go_strings import quote
from app.sim.image_reference import well_formed

SHORT = "Look into pods and nodes with a container made for that"
FLAGS = {"env": Flag("env", "array", "[]", help="Variables of the container, as NAME=value")}
PULL_POLICIES = ("", "Always", "IfNotPresent", "Never")
Object = dict[str, Any]


async def run(call: Call) -> None:
    """Add a container to each object meant, and attach to it when asked."""
    flags = call.flags
    targets, command = _split(call)
    _check(call, targets)
    if (target := flags.text("target")) and not flags.on("quiet"):
        await call.say(f'Targeting container "{target}". If you don\'t see processes from this container it may be because the container runtime doesn\'t support this feature.')  # fmt: skip # noqa: E501
    if flags.text("profile") == "legacy":
        await call.complain(LEGACY)
    custom = custom_of(call)
    query = query_of(call, _args(targets), fetch="latest")
    selection = await select(call, query)
    if selection.errors:
        raise selection.errors[0]
    for info in selection.infos:
        if info.mapping.kind == "Node":
            made, name = await _node(call, info, command, custom)
        elif info.mapping.kind != "Pod":
            raise KubectlError(f"{quote(info.mapping.gvk_text)} not supported by debug")
        elif flags.text("copy-to"):
            made, name = await _copy(call, info, command, custom)
        else:
            made, name = await _ephemeral(call, info, command, custom)
        attaching = flags.on("attach") if flags.changed("attach") else flags.on("stdin")
        if attaching:
            pod = await _started(call, made, name)
            await attach_or_logs(call, made, pod, name)


def _args(targets: list[str]) -> list[str]:
    return targets if any("/" in word for word in targets) or not targets else ["pods", *targets]


def _split(call: Call) -> tuple[list[str], list[str]]:
    if call.dash >= 0:
        return call.args[: call.dash], call.args[call.dash :]
    return call.args[:1], call.args[1:]


def _check(call: Call, targets: list[str]) -> None:
    flags = call.flags
    for word in flags.words("env"):
        if "=" not in word:
            raise FlagError(f'invalid argument {quote(word)} for "--env" flag: {word} must be formatted as key=value')
    if not flags.text("copy-to"):
        for name in ("replace", "same-node", "set-image"):
            if flags[name]:
                raise KubectlError(f"--{name} may only be used with --copy-to.")
        if not flags.text("image"):
            raise KubectlError("you must specify --image when not using --copy-to.")
    _check_images(flags.text("image"), flags["set-image"])
    if not targets and not flags.words("filename"):
        raise KubectlError("NAME or filename is required for debug")
    if flags.text("image-pull-policy") not in PULL_POLICIES:
        raise KubectlError(f"invalid image pull policy: {flags.text('image-pull-policy')}")
    if flags.text("copy-to") and not flags.text("image") and not flags["set-image"] and not flags.text("container"):
        raise KubectlError("you must specify --image, --set-image or command arguments.")
    if flags.text("target") and flags.text("copy-to"):
        raise KubectlError("--target is incompatible with --copy-to. Use --share-processes instead.")
    if flags.on("tty") and not flags.on("stdin"):
        raise KubectlError("-i/--stdin is required for containers with -t/--tty=true")
    if flags.text("profile") not in PROFILES:
        raise KubectlError(f"unknown profile: {flags.text('profile')}")


def _check_images(image: str, changed: dict[str, str]) -> None:
    if image and not well_formed(image):
        raise KubectlError(f"invalid image name {quote(image)}: invalid reference format")
    for container, name in changed.items():
        if not well_formed(name):
            problem = f"invalid image name {quote(name)} for container {quote(container)}: invalid reference format"
            raise KubectlError(problem)


def _name(call: Call, pod: Object) -> str:
    if wanted := call.flags.text("container"):
        return wanted
    return f"debugger-{suffix(call, pod['metadata']['name'])}"


def _container(call: Call, name: str, command: list[str]) -> Object:
    flags = call.flags
    container: Object = {"name": name, "image": flags.text("image")}
    if command:
        container["args" if flags.on("arguments-only") else "command"] = command
    env = [{"name": word.partition("=")[0], "value": word.partition("=")[2]} for word in flags.words("env")]
    if env:
        container["env"] = env
    if flags.text("image-pull-policy"):
        container["imagePullPolicy"] = flags.text("image-pull-policy")
    container["resources"] = {}
    container["terminationMessagePolicy"] = "File"
    for flag in ("stdin", "tty"):
        if flags.on(flag):
            container[flag] = True
    return container


async def _ephemeral(call: Call, info: Info, command: list[str], custom: Object) -> tuple[Info, str]:
    old = info.object or {}
    name = _name(call, old)
    container = _container(call, name, command)
    if target := call.flags.text("target"):
        container["targetContainerName"] = target
    if not call.flags.text("container") and not call.flags.on("quiet"):
        await call.say(f"Defaulting debug container name to {name}.")
    new = clone(old)
    new["spec"].setdefault("ephemeralContainers", []).append(container)
    first = next(one for one in new["spec"]["ephemeralContainers"] if one["name"] == name)
    equip(call.flags.text("profile"), first, custom)
    await warn_of_user(call, old)
    patch, content_type = difference(info, old, new)
    await call.client.json("PATCH", info.path("ephemeralcontainers"), patch, content_type=content_type)
    return info, name


async def _copy(call: Call, info: Info, command: list[str], custom: Object) -> tuple[Info, str]:
    """A copy of the pod with a container more, or with other images."""
    flags, old = call.flags, clone(info.object or {})
    spec = old["spec"]
    spec.pop("ephemeralContainers", None)
    if not flags.on("same-node"):
        spec.pop("nodeName", None)
    named = any(each["name"] == flags.text("container") for each in spec["containers"])
    plain = not named and not flags.text("image")  # other images alone: no profile is applied
    kept = _kept(call, old, plain=plain)
    name = _name(call, old)
    existing = next((each for each in spec["containers"] if each["name"] == flags.text("container")), None)
    if existing is not None:
        existing["image"] = flags.text("image") or existing["image"]
        if command:
            existing["command"] = command
            existing.pop("args", None)
        debugging: Object | None = existing
    elif flags.text("image"):
        if not flags.text("container") and not flags.on("quiet"):
            await call.say(f"Defaulting debug container name to {name}.")
        debugging = _container(call, name, command)
        spec["containers"].append(debugging)
    else:
        debugging = None
    if debugging is not None:
        equip(flags.text("profile"), debugging, custom)
        await warn_of_user(call, old)
    if not plain or flags.changed("share-processes"):
        spec["shareProcessNamespace"] = flags.on("share-processes")
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": flags.text("copy-to"), **kept}, "spec": spec}
    await call.client.json("POST", info.collection, pod)
    if flags.on("replace"):
        at_once = {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0}
        await call.client.json("DELETE", info.path(), at_once)
    return Info(info.mapping, info.namespace, flags.text("copy-to")), name


def _kept(call: Call, old: Object, *, plain: bool) -> Object:
    """Labels and annotations of the copy; what a copy loses is taken out of `old`, its images are changed there."""
    flags, spec = call.flags, old["spec"]
    if not plain and not flags.on("keep-init-containers"):
        spec.pop("initContainers", None)
    for each in spec["containers"]:
        for probe in ("liveness", "readiness", "startup"):
            if not plain and not flags.on(f"keep-{probe}"):
                each.pop(f"{probe}Probe", None)
        images = flags["set-image"]
        each["image"] = images.get(each["name"], images.get("*", each["image"]))
    pairs = (("labels", "keep-labels"), ("annotations", "keep-annotations"))
    metadata = old["metadata"]
    return {key: metadata[key] for key, flag in pairs if (plain or flags.on(flag)) and metadata.get(key)}


async def _node(call: Call, info: Info, command: list[str], custom: Object) -> tuple[Info, str]:
    """A pod on the node that sees its files and processes."""
    pods = await call.resource("pods")
    name = f"node-debugger-{info.name}-{suffix(call, info.name)}"
    container = _container(call, call.flags.text("container") or "debugger", command)
    spec: Object = {
        "containers": [container], "nodeName": info.name, "restartPolicy": "Never",
        "tolerations": [{"operator": "Exists"}],
    }  # fmt: skip
    open_node(call.flags.text("profile"), spec)
    equip(call.flags.text("profile"), container, custom, on_node=True)
    labels = {"app.kubernetes.io/managed-by": "kubectl-debug"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec}
    if not call.flags.on("quiet"):
        await call.say(f"Creating debugging pod {name} with container {container['name']} on node {info.name}.")
    await call.client.json("POST", pods.path(call.namespace), pod)
    return Info(pods, call.namespace, name), container["name"]


async def _started(call: Call, info: Info, container: str) -> Object:
    """The pod once the container runs or has ended."""
    pod = await call.client.json("GET", info.path())
    while not {"running", "terminated"} & set(container_status(pod, container).get("state") or {}):
        version = str(pod["metadata"].get("resourceVersion") or "")
        async for _, obj in watch(call, info.collection, query=by_name(info.name, version)):
            pod = obj
            if {"running", "terminated"} & set(container_status(pod, container).get("state") or {}):
                break
    return pod
