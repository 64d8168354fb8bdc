"""Labels and annotations: what `kubectl label` and `kubectl annotate` have in common.

Follows kubernetes kubectl/pkg/cmd/label/label.go, annotate/annotate.go, cmd/util/helpers.go GetResourcesAndPairs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from app.kubectl.call import Call
from app.kubectl.change_cause import with_cause
from app.kubectl.creation import Object
from app.kubectl.errors import ErrorList, Failure, KubectlError, raise_all
from app.kubectl.json_patch import merge_patch
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, select
from app.sim.go_strings import quote

_LABEL = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")


@dataclass
class Marks:
    """What to set and what to remove, and the words before them that mean resources."""

    resources: list[str] = field(default_factory=list)
    set: dict[str, str] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)


def parse_marks(args: list[str], what: str) -> Marks:
    """Split arguments into resources, `key=value` and `key-`. `what` is `label` or `annotation`."""
    marks = Marks()
    changes: list[str] = []
    for word in args:
        is_change = ("=" in word and not word.startswith("=")) or (word.endswith("-") and len(word) > 1)
        if not changes and not is_change:
            marks.resources.append(word)
        elif is_change:
            changes.append(word)
        else:
            raise KubectlError(f"all resources must be specified before {what} changes: {word}")
    for word in changes:
        if "=" in word:
            key, _, value = word.partition("=")
            marks.set[key] = value
        else:
            marks.remove.append(word[:-1])
    return marks


async def mark(call: Call, *, field_name: str, what: str) -> None:
    """Run the verb: `field_name` is `labels` or `annotations`, `what` the word for one of them in messages."""
    marks = parse_marks(call.args, what)
    listing = bool(call.option("list", False))
    _check(call, marks, what, listing)
    dry_run = await call.dry_run()
    results = Results(call, dry_run, anew=what == "label")
    local = bool(call.option("local", False))
    if local and marks.resources:
        example = "pod.yaml or --filename=pod.json" if what == "label" else "rsrc.yaml or --filename=rsrc.json"
        raise KubectlError(f"can only use local files by -f {example} when --local=true is set")
    for name in ("selector", "field-selector"):
        if call.flags.on("all") and call.option(name, ""):
            raise KubectlError(f"cannot set --all and --{name} at the same time")
    query = query_of(call, marks.resources, fetch="latest", local=local, bare_type=False)
    selection = await select(call, query)
    if call.flags.text("resource-version") and not selection.single:
        raise KubectlError("--resource-version may only be used with a single resource")
    errors: list[Exception] = []
    for info in selection.infos:
        try:
            await _mark_one(call, info, marks, results, field_name, what, dry_run, local, listing, selection.single)
        except ErrorList as several:
            errors += several.errors
        except Failure as wrong:
            errors.append(wrong)
    raise_all([*errors, *selection.errors])


def _check(call: Call, marks: Marks, what: str, listing: bool) -> None:
    files = call.flags.words("filename") or call.option("kustomize", "")
    if what == "label":
        if not marks.resources and not files:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        if not marks.set and not marks.remove and not listing:
            raise KubectlError("at least one label update is required")
        for key, value in marks.set.items():
            if "=" in value:
                raise KubectlError(f"invalid label spec: {key}={value}")
            if not _LABEL.fullmatch(value) or len(value) > 63:
                raise KubectlError(f"invalid label value: {quote(f'{key}={value}')}: {_value_problem(value)}")
    else:
        if not marks.resources and not files:
            raise KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>")
        if not marks.set and not marks.remove and not listing:
            raise KubectlError("at least one annotation update is required")
    both = [key for key in marks.remove if key in marks.set]
    if both and what == "annotation":
        raise KubectlError(
            f"can not both modify and remove the following annotation(s) in the same command: {', '.join(sorted(both))}"
        )
    if both:
        raise KubectlError(
            f"can not both modify and remove {'a' if what == 'label' else 'an'} {what} in the same command"
        )


def _value_problem(value: str) -> str:
    if len(value) > 63:
        return "must be no more than 63 bytes"
    return (
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
        "and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
        "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    )


async def _mark_one(
    call: Call, info: Info, marks: Marks, results: Results, field_name: str, what: str, dry_run: str, local: bool,
    listing: bool, single: bool,
) -> None:  # fmt: skip
    old = info.object or {}
    current = dict((old.get("metadata") or {}).get(field_name) or {})
    _refuse_overwriting(call, info, current, marks, what)
    wanted = {key: value for key, value in {**current, **marks.set}.items() if key not in marks.remove}
    if listing:
        await _list(call, info, wanted, field_name, single)
        return
    offline = local or dry_run == "client"
    for key in marks.remove:
        if what == "label" and not offline and key not in current:
            await call.say(f"label {quote(key)} not found.")
    metadata = {**(old.get("metadata") or {}), field_name: wanted}
    if not wanted:
        metadata.pop(field_name)
    version = call.flags.text("resource-version")
    if version and (what == "annotation" or current != wanted):
        metadata["resourceVersion"] = version
    new = with_cause(call, {**old, "metadata": metadata})
    changed = new != old
    operation = _operation(what, current, wanted, changed)
    if not offline and (changed or what == "annotation"):
        sent = await _send(call, info, merge_patch(old, new), dry_run)
        new = sent if what == "annotation" else new  # a label's output is what was meant, not what came back
    await results.done(info.mapping, new, operation)


def _operation(what: str, current: dict[str, str], wanted: dict[str, str], changed: bool) -> str:
    if what == "annotation":
        return "annotated"
    if not changed or current == wanted:
        return "not labeled"
    added_or_changed = any(current.get(key) != value for key, value in wanted.items())
    if added_or_changed:
        return "modified" if current.keys() - wanted.keys() else "labeled"
    return "unlabeled"


def _refuse_overwriting(call: Call, info: Info, current: dict[str, str], marks: Marks, what: str) -> None:
    if call.flags.on("overwrite") or call.flags.text("resource-version"):
        return
    clashes = [f"'{key}' already has a value ({current[key]})" for key in marks.set if current.get(key, marks.set[key]) != marks.set[key]]  # fmt: skip # noqa: E501
    if not clashes:
        return
    if what == "label":
        raise KubectlError(", ".join(clashes[:1]) + ", and --overwrite is false")
    raise KubectlError("--overwrite is false but found the following declared annotation(s): " + "; ".join(clashes))


async def _list(call: Call, info: Info, current: dict[str, str], field_name: str, single: bool) -> None:
    if not single:
        await call.say(f"Listing {field_name} for {info.mapping.kind}.{info.mapping.group}/{info.name}:")
        for key, value in sorted(current.items()):
            await call.say(f" {key}={value}")
        return
    for key, value in sorted(current.items()):
        await call.say(f"{key}={value}")


async def _send(call: Call, info: Info, patch: Object, dry_run: str) -> dict[str, Any]:
    query = [("fieldManager", str(call.option("field-manager", "")))]
    if dry_run == "server":
        query.append(("dryRun", "All"))
    content_type = "application/merge-patch+json"
    return await call.client.json("PATCH", info.path(), patch, query=query, content_type=content_type)
