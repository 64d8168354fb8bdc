"""Pod specs inside other objects: finding them, choosing containers, and sending changes.

Follows kubernetes kubectl/pkg/polymorphichelpers/updatepodspec.go, kubectl/pkg/cmd/set/helper.go.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Awaitable, Callable
from typing import Any

from app.kubectl.arguments import MISSING
from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.changing import send_difference
from app.kubectl.errors import ErrorList, Failure, KubectlError, StatusError, raise_all
from app.kubectl.objects import clone
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select

Object = dict[str, Any]
PATHS = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    "PodTemplate": ("template", "spec"),
}
TEMPLATED = ("Deployment", "DaemonSet", "ReplicaSet", "ReplicationController", "StatefulSet", "Job")
PREFIXED = ("the object is not a pod", "'", "setting subjects")  # errors that are told with the object they are about
LOCAL_FILES = (
    "you must specify resources by --filename when --local is set.\n"
    "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
)
Update = Callable[[Info, Object], Awaitable[None]]
ALL_AND_SOME = "cannot set --all and --selector at the same time"


def pod_spec_of(info: Info, obj: Object) -> Object:
    """The pod spec of an object; KubectlError when it has none."""
    kind = info.mapping.kind
    path = PATHS.get(kind) or (("spec", "template", "spec") if kind in TEMPLATED else ())
    found: Any = obj if path else None
    for key in path:
        found = (found or {}).get(key)
    if found is None and kind == "Pod":
        return {}
    if not isinstance(found, dict):
        raise KubectlError(f"the object is not a pod or does not have a pod template: *{info.mapping.version}.{kind}")
    return found


def chosen(spec: Object, pattern: str) -> list[Object]:
    """The containers and init containers whose names fit a pattern."""
    everything = [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]
    return [each for each in everything if fnmatch.fnmatchcase(each.get("name", ""), pattern)]


def _label(info: Info, local: bool) -> str:
    if not local:
        return f"{info.mapping.resource}/{info.name}"
    return f"{info.kind_name}/{info.name}" + ("\n" if info.mapping.group else "")


def as_struct(kind: str, obj: Object) -> Object:
    """What a Go struct of the kind prints besides: empty structs that are never left out."""
    if kind == "Deployment":
        obj.setdefault("spec", {}).setdefault("strategy", {})
    if kind in (*PATHS, *TEMPLATED, "Service"):
        obj.setdefault("status", {"loadBalancer": {}} if kind == "Service" else {})
    path = PATHS.get(kind) or (("spec", "template", "spec") if kind in TEMPLATED else ())
    spec: Any = obj if path else {}
    for key in path:
        spec = (spec or {}).get(key)
    for each in [*((spec or {}).get("containers") or []), *((spec or {}).get("initContainers") or [])]:
        each.setdefault("resources", {})
    return obj


async def update_objects(
    call: Call, resources: list[str], change: Update, operation: str, *, failure: str = "", strict: bool = True,
    validate: Callable[[], None] | None = None, always: bool = False, partly: bool = False,
) -> None:  # fmt: skip
    """Let `change` alter a copy of each object, send what is different, and say so.

    `failure` comes before what the server says of an object that it refuses. With `strict`, nothing is changed when
    one of the objects is not found. `validate` checks flags once the objects are known: kubectl looks for them first.
    With `always`, what is as it was is sent and told of as well; with `partly`, also what `change` could not finish.
    """
    dry_run = await call.dry_run()
    local = bool(call.option("local", False))
    if local and dry_run == "server":
        raise KubectlError("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
    results = Results(call, dry_run)
    if local and not call.flags.words("filename") and not call.option("kustomize", ""):
        raise KubectlError(MISSING if call.command.name in ("env", "serviceaccount") else LOCAL_FILES)
    query = query_of(call, resources, fetch="" if local else "latest", local=local, bare_type=False)
    selection = await select(call, query)
    if strict:
        raise_all(selection.errors)
    if validate is not None:
        validate()
    errors: list[Exception] = [*selection.errors]
    for info in selection.infos:
        new = as_struct(info.mapping.kind, clone(info.object or {})) if local else clone(info.object or {})
        try:
            await change(info, new)
        except (KubectlError, StatusError, ErrorList) as wrong:
            plain = not isinstance(wrong, KubectlError) or not str(wrong).startswith(PREFIXED)
            errors += _each(wrong) if plain else [KubectlError(f"{_label(info, local)} {wrong}")]
            if not partly:
                continue
        await _finish(call, info, new, (dry_run, local, always), results, operation, failure, errors)
    raise_all(errors)


def _each(wrong: Exception) -> list[Exception]:
    return wrong.errors if isinstance(wrong, ErrorList) else [wrong]


async def _finish(
    call: Call, info: Info, new: Object, how: tuple[str, bool, bool], results: Results, operation: str, failure: str,
    errors: list[Exception],
) -> None:  # fmt: skip
    dry_run, local, always = how
    if not new:
        return  # nothing in it fits: it has been told
    old = as_struct(info.mapping.kind, clone(info.object or {})) if local else info.object
    if new == old and not always:
        return
    new = with_cause(call, new)
    if local or dry_run == "client":
        await results.done(info.mapping, new, operation)
        return
    try:
        done = await send_difference(call, info, new, dry_run)
        await results.done(info.mapping, done, operation)
    except (ErrorList, *Failure) as wrong:
        errors.append(KubectlError(f"{failure}{wrong}") if failure else wrong)


def split_changes(args: list[str], what: str, *, removals: bool = False) -> tuple[list[str], list[str]]:
    """(resources, changes) of arguments such as `deploy/web a=b`; KubectlError for resources behind changes."""
    resources: list[str] = []
    changes: list[str] = []
    for word in args:
        is_change = ("=" in word.lstrip("=") and not word.startswith("=")) or (removals and word.endswith("-"))
        if is_change:
            changes.append(word)
        elif changes:
            raise KubectlError(f"all resources must be specified before {what} changes: {word}")
        else:
            resources.append(word)
    return resources, changes
