"""`kubectl rollout status`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.errors import Failure, KubectlError, raise_all
from app.kubectl.interrupts import failing
from app.kubectl.resources import Info, query_of, retrieve, select
from app.kubectl.rollouts import require_arguments, status_of
from app.kubectl.watching import TimeUp, by_name, informer

SHORT = "Follow an update until it is done"


async def run(call: Call) -> None:
    """Follow each object meant, one after the other."""
    require_arguments(call)
    if call.flags.number("revision") < 0:
        raise KubectlError(f"revision must be a positive integer: {call.flags.number('revision')}")
    selection = await select(call, query_of(call, fetch="latest"))
    if not selection.infos and not selection.errors:
        await call.complain(f"No resources found in {call.namespace} namespace.")
    errors: list[Exception] = []
    for info in selection.infos:
        with failing(call):
            try:
                await follow(call, info)
            except Failure as wrong:
                errors.append(wrong)
    raise_all([*errors, *selection.errors])


async def follow(call: Call, info: Info) -> None:
    """Say how far the update is, until it is done, failed, or the time is up."""
    timeout = call.flags.seconds("timeout")
    deadline = call.machine.now() + timeout if timeout > 0 else None
    obj, failures = info.object or {}, list[None]()
    while True:
        text, done = status_of(obj, info, call.flags.number("revision"), classic=call.classic)
        await call.write(text)
        if done or not call.flags.on("watch"):
            return
        version = str(obj["metadata"].get("resourceVersion") or "")
        try:
            query = by_name(info.name, version)
            async for kind, changed in informer(call, info.collection, query, deadline, failures):
                if kind == "DELETED":
                    raise KubectlError("object has been deleted")
                obj = changed
                text, done = status_of(obj, info, call.flags.number("revision"), classic=call.classic)
                await call.write(text)
                if done:
                    return
        except TimeUp:
            raise KubectlError("timed out waiting for the condition") from None
        obj = await retrieve(call, info)
