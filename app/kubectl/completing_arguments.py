"""What could be the arguments of a command: types, names, files of pods, ports.

Follows kubernetes kubectl/pkg/util/completion/completion.go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.kubectl.call import Call
from app.kubectl.commands import Command
from app.kubectl.errors import Failure
from app.kubectl.resources import Query, list_all

Object = dict[str, Any]
DEFAULT, NO_SPACE, NO_FILES = 0, 2, 4  # what a shell does with the candidates, as bits
BY_TYPE = ("get", "describe", "delete", "edit", "label", "annotate", "patch", "debug", "apply edit-last-applied",
           "apply view-last-applied")  # fmt: skip
NODES = ("drain", "cordon", "uncordon", "top node")
SCALED = ("deployment", "replicaset", "replicationcontroller", "statefulset")
ROLLED = ("deployment", "daemonset", "statefulset")
TYPES = {
    "rollout history": ROLLED, "rollout undo": ROLLED, "rollout status": ROLLED, "rollout restart": ROLLED,
    "rollout pause": ("deployment",), "rollout resume": ("deployment",), "scale": SCALED, "autoscale": SCALED,
    "expose": ("pod", "service", "replicationcontroller", "deployment", "replicaset"), "taint": ("node",),
}  # fmt: skip
IMAGES = ("daemonsets", "deployments", "pods", "cronjobs", "replicasets", "replicationcontrollers", "statefulsets")
ONE_NAME = ("rollout status",)  # the others take several
POD_OWNERS = ("daemonsets/", "deployments/", "pods/", "jobs/", "replicasets/", "replicationcontrollers/", "services/",
              "statefulsets/")  # fmt: skip
CONTEXTS = {"config use-context": "contexts", "config delete-context": "contexts", "config rename-context": "contexts",
            "config set-context": "contexts", "config delete-cluster": "clusters",
            "config delete-user": "users"}  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """Candidates (`word` or `word<tab>what it is`), and a directive: what a shell does besides."""

    words: tuple[str, ...] = ()
    directive: int = DEFAULT
    problems: tuple[str, ...] = ()  # what `__complete` tells those who debug it

    def fitting(self, half: str) -> Offer:
        """Without the words that do not begin with what has been typed."""
        words = tuple(word for word in self.words if word.startswith(half))
        if self.directive == NO_FILES and self.words[-len(POD_OWNERS) :] == POD_OWNERS and words:
            own = any(not word.endswith("/") for word in words)
            return Offer(words, NO_FILES if own else NO_FILES | NO_SPACE, self.problems)
        return Offer(words, self.directive, self.problems)


async def offered(call: Call, command: Command, half: str) -> Offer:
    """Candidates for the next argument; commands that say nothing leave it to the shell's file names."""
    path, args = command.path, call.args
    if path == "completion" and not args:
        return Offer(("bash", "zsh", "fish", "powershell"), NO_FILES)
    if path == "cp":
        return await _places(call, args, half)
    if path in TYPES or path in BY_TYPE:
        return await _by_type(call, path, args, half)
    try:
        found = await _words(call, path, args, half)
    except Failure:
        found = []
    return Offer() if found is None else Offer(tuple(found), NO_FILES)


async def _words(call: Call, path: str, args: list[str], half: str) -> list[str] | None:
    if path in CONTEXTS:
        return [] if args else configured(call, CONTEXTS[path])
    if path in NODES:
        return _others(await names(call, "nodes"), args) if not args else []
    if path == "top pod":
        return [] if args else await names(call, "pods")
    if path == "create token":
        return [] if args else await names(call, "serviceaccounts")
    if path == "set image":
        if not args:
            return list(IMAGES)
        return await names(call, args[0]) if len(args) == 1 and "/" not in args[0] else []
    if path in ("logs", "exec", "attach", "port-forward"):
        return await _pods(call, path, args, half)
    return None


async def _by_type(call: Call, path: str, args: list[str], half: str) -> Offer:
    try:
        if not args and "/" not in half:
            words = list(TYPES[path]) if path in TYPES else await _types(call)
            typed, comma, _ = half.rpartition(",") if path in BY_TYPE else ("", "", "")
            return Offer(tuple(typed + comma + word for word in words), NO_FILES)
        if "/" in half and (not args or "/" in args[0]):
            word = half.partition("/")[0]
            found = [f"{word}/{name}" for name in await names(call, word)]
            return Offer(tuple(_others(found, args)), NO_FILES)
        if args and "/" in args[0] and path not in ONE_NAME:
            words = list(TYPES[path]) if path in TYPES else await _types(call)
            return Offer(tuple(f"{word}/" for word in words), NO_FILES | NO_SPACE)
        if "/" in half or (path in ONE_NAME and (len(args) > 1 or "/" in args[0])):
            return Offer((), NO_FILES)
        listed = [name for word in args[0].split(",") for name in await names(call, word)]
        return Offer(tuple(_others(listed, args[1:])), NO_FILES)
    except Failure:
        return Offer((), NO_FILES)


async def _pods(call: Call, path: str, args: list[str], half: str) -> list[str]:
    if not args and "/" in half:
        word = half.partition("/")[0]
        return [f"{word}/{name}" for name in await names(call, word)]
    if not args:
        return [*await names(call, "pods"), *POD_OWNERS]
    if len(args) > 1:
        return []
    if path == "logs":
        return await containers(call)
    return await _ports(call, half) if path == "port-forward" else []


async def containers(call: Call) -> list[str]:
    """The names of the containers of the pod that the first argument names, or of a pod of what it names."""
    found = await _named(call)
    if found and found.get("kind") == "Service":
        selector = ",".join(f"{key}={value}" for key, value in (found["spec"].get("selector") or {}).items())
        pods = (await call.discovery.catalogue(0)).find("pods")
        listed = await list_all(call, pods, call.namespace, Query(selector=selector)) if pods and selector else {}
        found = next(iter(listed.get("items") or ()), {})
    spec = _spec(found)
    fields = ("initContainers", "containers")
    return [str(each["name"]) for field in fields for each in spec.get(field) or []]


async def _ports(call: Call, half: str) -> list[str]:
    found = await _named(call)
    if found.get("kind") == "Service":
        ports = [each["port"] for each in found["spec"].get("ports") or []]
    else:
        ports = [port["containerPort"] for each in _spec(found).get("containers", []) for port in each.get("ports", [])]
    here = half.partition(":")[0]
    return [f"{here or port}:{port}" for port in ports]


async def _named(call: Call) -> Object:
    """The object that the first argument names: a pod, or `type/name`; {} without one."""
    kind, slash, name = call.args[0].partition("/") if call.args else ("", "", "")
    mapping = (await call.discovery.catalogue(0)).find(kind if slash else "pods")
    if mapping is None or not call.args:
        return {}
    return await call.client.json("GET", mapping.path(call.namespace, name if slash else kind))


def _spec(obj: Object) -> Object:
    """A pod's spec, or that of the pods made by what is no pod."""
    spec = obj.get("spec") or {}
    return dict(spec if obj.get("kind") == "Pod" else (spec.get("template") or {}).get("spec") or {})


async def _places(call: Call, args: list[str], half: str) -> Offer:
    """For `cp`: namespaces, pods, and the places of this machine where files could be."""
    if args or ":" in half or half.startswith((".", "/")):
        return Offer((), NO_SPACE)
    try:
        namespace, slash, _ = half.partition("/")
        if slash:
            pods = await _pods_in(call, namespace)
            return Offer(tuple(f"{namespace}/{name}:" for name in pods), NO_SPACE)
        namespaces = [f"{name}/" for name in await names(call, "namespaces")]
        return Offer((*namespaces, *(f"{name}:" for name in await names(call, "pods")), "./", "/"), NO_SPACE)
    except Failure:
        return Offer((), NO_SPACE)


def _others(words: list[str], given: list[str]) -> list[str]:
    return [word for word in words if word not in given]


def configured(call: Call, section: str) -> list[str]:
    """The names of a section of the kubeconfig."""
    from app.kubectl.kubeconfig_files import merged  # noqa: PLC0415 - it needs help, which needs commands

    return sorted(merged(call)[section])


async def _types(call: Call) -> list[str]:
    catalogue = await call.discovery.catalogue(0)
    # A server of 1.5 does not say what can be done with a resource.
    found = [mapping for mapping in catalogue.preferred_mappings() if "get" in mapping.verbs or not mapping.verbs]
    return [mapping.qualified for mapping in sorted(found, key=lambda m: (m.group, m.resource))]


async def names(call: Call, word: str) -> list[str]:
    """The names of all objects of a type; none for what is no type."""
    mapping = (await call.discovery.catalogue(0)).find(word)
    if mapping is None:
        return []
    listed = await list_all(call, mapping, call.namespace if mapping.namespaced else "", Query())
    return [item["metadata"]["name"] for item in listed.get("items") or []]


async def _pods_in(call: Call, namespace: str) -> list[str]:
    mapping = (await call.discovery.catalogue(0)).find("pods")
    listed = await list_all(call, mapping, namespace, Query()) if mapping is not None else {}
    return [item["metadata"]["name"] for item in listed.get("items") or []]
