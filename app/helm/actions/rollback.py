"""`helm rollback`. Follows helm pkg/action/rollback.go."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from app.helm.actions import hooks
from app.helm.actions.install import name_problem
from app.helm.call import Call
from app.helm.cluster.objects import Method, Resource, build, delete, mark, update
from app.helm.cluster.waiting import Waiter
from app.helm.errors import HelmError
from app.helm.releases.model import DEPLOYED, FAILED, PENDING_ROLLBACK, SUPERSEDED, Release
from app.helm.releases.storage import Storage
from app.kubectl.errors import StatusError


@dataclass(frozen=True)
class Rollback:
    """What the flags ask for. Revision 0 is the one before."""

    name: str
    revision: int = 0
    dry_run: bool = False
    wait: str = "hookOnly"
    jobs: bool = False
    timeout: float = 300
    no_hooks: bool = False
    server_side: str = "auto"
    force_conflicts: bool = False
    force_replace: bool = False
    cleanup: bool = False
    max_history: int = 10


def method_of(server_side: str, before: str, force_conflicts: bool, force_replace: bool) -> Method:
    """How objects are written, when --server-side is `auto` as the release did before; HelmError."""
    if server_side not in {"true", "false", "auto"}:
        raise HelmError(f"invalid/unknown release server-side apply method: {server_side}")
    applied = before in {"", "csa"} if server_side == "auto" else server_side == "false"
    if applied and before == "" and server_side == "auto":
        return Method(False, force_conflicts, force_replace)
    if applied and force_conflicts:
        raise HelmError("forceConflicts enabled when serverSideApply disabled")
    return Method(not applied, force_conflicts, force_replace)


async def rollback(call: Call, options: Rollback) -> Release:
    """Make a new revision out of an old one; HelmError."""
    await call.connection.reachable()
    storage = call.storage()
    storage.max_history = options.max_history
    if name_problem(options.name):
        raise HelmError(f"prepareRollback: Release name is invalid: {options.name}")
    if options.revision < 0:
        raise HelmError("invalid release revision")
    history = await storage.history(options.name)
    current = history[-1]
    wanted = options.revision or current.revision - 1
    previous = next((release for release in history if release.revision == wanted), None)
    if previous is None:
        raise HelmError(f"release has no {wanted} version")
    method = method_of(options.server_side, previous.apply_method, options.force_conflicts, options.force_replace)
    target = Release(
        options.name, current.namespace, current.revision + 1, previous.chart, previous.config, previous.manifest,
        copy.deepcopy(previous.hooks), PENDING_ROLLBACK, f"Rollback to {wanted}", previous.notes,
        current.first_deployed, call.now(), labels=previous.labels, apply_method="ssa" if method.server_side else "csa",
        rollback_revision=wanted,
    )  # fmt: skip
    if not options.dry_run:
        await storage.create(target)
        await _perform(call, options, storage, current, target, method)
        await storage.update(target)
    return target


async def _perform(
    call: Call, options: Rollback, storage: Storage, current: Release, target: Release, method: Method
) -> None:
    before = await _built(call, current, "current")
    after = await _built(call, target, "new")
    waiter = Waiter(call.machine, call.connection, options.wait, options.timeout)
    if not options.no_hooks:
        await hooks.execute(call, storage, target, "pre-rollback", waiter, method)
    mark(after, target.name, target.namespace)
    created: list[Resource] = []
    try:
        created = await update(call.connection, before, after, method)
    except (HelmError, StatusError) as wrong:
        await _fail(call, options, storage, current, target, str(wrong), created)
    try:
        await waiter.ready(after, jobs=options.jobs)
    except HelmError as wrong:
        target.status, target.description = FAILED, f'Release "{target.name}" failed: {wrong}'
        await storage.update(current)
        await storage.update(target)
        raise wrong.wrapped(f"release {target.name} failed") from None
    if not options.no_hooks:
        await hooks.execute(call, storage, target, "post-rollback", waiter, method)
    for release in await storage.history(target.name):
        if release.status == DEPLOYED:
            release.status = SUPERSEDED
            await storage.update(release)
    target.status = DEPLOYED


async def _built(call: Call, release: Release, which: str) -> list[Resource]:
    try:
        return await build(call.connection, release.manifest, release.namespace, validate=False)
    except HelmError as wrong:
        raise wrong.wrapped(f"unable to build kubernetes objects from {which} release manifest") from None


async def _fail(
    call: Call, options: Rollback, storage: Storage, current: Release, target: Release, why: str,
    created: list[Resource],
) -> None:  # fmt: skip
    message = f'Rollback "{target.name}" failed: {why}'
    await call.log("WARN", message)
    current.status, target.status, target.description = SUPERSEDED, FAILED, message
    await storage.update(current)
    await storage.update(target)
    if options.cleanup:
        await delete(call.connection, created)
    raise HelmError(why)
