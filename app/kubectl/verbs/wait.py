"""`kubectl wait`."""

from __future__ import annotations

from typing import Any

from app.kubectl.call import Call
from app.kubectl.deletion import FOREVER
from app.kubectl.errors import Failure, KubectlError, StatusError, raise_all
from app.kubectl.interrupts import failing
from app.kubectl.printing import Results
from app.kubectl.resources import Info, query_of, retrieve, select
from app.kubectl.waiting import Condition, condition_of
from app.kubectl.watching import TimeUp, by_name, informer

INTERVAL = 0.5  # seconds between looks for what is to be created
SHORT = "Wait until objects fulfil a condition"


async def run(call: Call) -> None:
    """Wait for each object meant, the first one first; all share one deadline."""
    results = Results(call)
    conditions = _conditions(call)
    timeout = call.flags.seconds("timeout")
    deadline = call.machine.now() + (timeout if timeout > 0 else FOREVER if timeout < 0 else 0)
    deleting = any(each.kind == "delete" for each in conditions)
    selection = await select(call, query_of(call, fetch="", bare_type=False))
    while not selection.infos and not selection.errors and any(each.kind == "create" for each in conditions):
        if call.machine.now() + INTERVAL > deadline:
            raise KubectlError("timed out waiting for the condition")
        await call.machine.sleep(INTERVAL)
        selection = await select(call, query_of(call, fetch="", bare_type=False))
    if not selection.infos and not selection.errors:
        if deleting:
            return
        raise KubectlError("no matching resources found")
    errors: list[Exception] = list(selection.errors)
    for info in selection.infos:
        late = timeout > 0 and call.machine.now() >= deadline
        try:
            for condition in conditions:
                if late and condition.kind in ("condition", "jsonpath"):
                    raise KubectlError(_timed_out(info))
                with failing(call):
                    obj = await _wait(call, info, condition, deadline, once=timeout == 0)
                if obj is not None:
                    await results.done(info.mapping, obj, "condition met")
        except Failure as wrong:
            late = late and deleting and _is_late(info, wrong)
            errors.append(KubectlError("context deadline exceeded") if late else wrong)
    raise_all(errors)


def _conditions(call: Call) -> list[Condition]:
    words = call.flags.words("for")
    if not words:
        raise KubectlError("unrecognized condition: []")
    return [condition_of(word) for word in words]


async def _wait(call: Call, info: Info, condition: Condition, deadline: float, *, once: bool) -> dict[str, Any] | None:
    """Wait for one object; its last form, None for one to be deleted that was not there.

    KubectlError when the time is up.
    """
    uid, last, failures = "", info.object or {}, list[None]()
    while True:
        found = await _current(call, info, condition, once=once)
        if found is None:
            return last or None
        obj = found
        metadata, last = obj.get("metadata") or {}, obj or last
        uid = uid or str(metadata.get("uid") or "")
        if condition.kind == "delete" and metadata.get("uid") != uid:
            return last
        if obj and condition.holds(obj):
            return obj
        if once:
            raise KubectlError(f"condition not met for {info.mapping.resource}/{info.name}")
        try:
            version = str(metadata.get("resourceVersion") or "")
            query = by_name(info.name, version)
            async for kind, changed in informer(call, info.collection, query, deadline, failures):
                if kind == "DELETED":
                    if condition.kind == "delete":
                        return changed
                    break
                if condition.holds(changed):
                    return changed
        except TimeUp:
            if condition.kind == "create":
                raise KubectlError("timed out waiting for the condition") from None
            raise KubectlError(_timed_out(info)) from None


async def _current(call: Call, info: Info, condition: Condition, *, once: bool) -> dict[str, Any] | None:
    """The object as it is now: {} while it is still to be created, None when it is gone as it should be."""
    try:
        return await retrieve(call, info)
    except StatusError as wrong:
        if wrong.reason != "NotFound" or condition.kind not in ("delete", "create"):
            raise
        if condition.kind == "delete":
            return None
        if once:
            raise KubectlError("timed out waiting for the condition") from None
        return {}


def _is_late(info: Info, wrong: Exception) -> bool:
    return str(wrong) == _timed_out(info)


def _timed_out(info: Info) -> str:
    return f"timed out waiting for the condition on {info.mapping.resource}/{info.name}"
