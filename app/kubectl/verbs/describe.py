"""`kubectl describe`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.kubectl.call import Call
from app.kubectl.describe import describe
from app.kubectl.describe.subject import Subject
from app.kubectl.errors import ErrorList, Failure, KubectlError, StatusError, raise_all, raise_nested
from app.kubectl.resources import Info, Query, Selection, query_of, select

SHORT = "Show details of objects, with what belongs to them"
LONG = (
    "Show details of one object or of several, with what belongs to them: events, pods, quotas.\n\n"
    "Without an object of exactly that name, all objects whose names begin with it are described:\n\n"
    "  $ kubectl describe TYPE NAME_PREFIX"
)


async def run(call: Call) -> None:
    """Describe everything meant; by the beginning of a name if nothing has exactly that name."""
    if not call.args and not call.flags.words("filename") and not call.flags.text("kustomize"):
        raise KubectlError(
            'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of '
            "supported resources.\n"
        )
    query = query_of(call, fetch="latest", chunk=call.option("chunk-size", 500), by_file_labels=True)
    selection = await select(call, query)
    quiet = bool(selection.errors) or len(selection.infos) > 1
    events = call.flags.on("show-events") and (call.classic or call.flags.changed("show-events") or not quiet)
    if selection.errors and len(call.args) == 2 and _missing(selection.errors):
        await _describe_matching(call, query, selection.errors, events)
        return
    errors = await _describe_all(call, selection, events)
    if not selection.infos and not errors:
        everywhere = call.flags.on("all-namespaces")
        where = "" if everywhere else f" in {call.namespace} namespace."
        await call.complain("No resources found." if call.classic else f"No resources found{where}")
    raise_nested(errors)


def _missing(errors: list[Exception]) -> bool:
    return len(errors) == 1 and isinstance(errors[0], StatusError) and errors[0].reason == "NotFound"


async def _describe_all(call: Call, selection: Selection, events: bool) -> list[Exception]:
    """Print the descriptions, two blank lines between them; the errors, each text once."""
    errors: list[Exception] = []
    for wrong in selection.errors:
        errors += wrong.errors if isinstance(wrong, ErrorList) else [wrong]
    told: set[str] = set()
    first = True
    for info in selection.infos:
        try:
            text = await describe(_subject(call, info, events))
        except Failure as wrong:
            if str(wrong) not in told:
                told.add(str(wrong))
                errors.append(wrong)
            continue
        await call.write(text if first else f"\n\n{text}")
        first = False
    return errors


def _subject(call: Call, info: Info, events: bool) -> Subject:
    obj: dict[str, Any] = info.object or {}
    return Subject(call, info.mapping, obj, events, call.option("chunk-size", 500))


async def _describe_matching(call: Call, query: Query, missing: list[Exception], events: bool) -> None:
    """Describe the objects whose names begin with the second argument; `missing` is raised if there are none."""
    kind, prefix = call.args
    listed = await select(call, replace(query, args=[kind], fetch="get"))
    raise_all(listed.errors)
    matching = [info for info in listed.infos if info.name.startswith(prefix)]
    if len({info.mapping for info in listed.infos}) > 1:
        raise KubectlError("you may only specify a single resource type")
    for info in matching:
        await call.write(await describe(_subject(call, info, events)) + "\n")
    if not matching:
        raise_all(missing)
