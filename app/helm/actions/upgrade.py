"""`helm upgrade`. Follows helm pkg/action/upgrade.go."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import Any

from app.helm.actions import hooks
from app.helm.actions.install import name_problem
from app.helm.actions.preparing import rendered
from app.helm.actions.rollback import Rollback, method_of, rollback
from app.helm.call import Call
from app.helm.charts.coalesce import coalesced, tables
from app.helm.charts.dependencies import process
from app.helm.charts.model import Chart
from app.helm.charts.rendering import Facts
from app.helm.cluster.objects import Method, Resource, build, delete, existing, mark, update
from app.helm.cluster.waiting import Waiter
from app.helm.errors import HelmError, NoDeployedReleasesError, ReleaseNotFoundError
from app.helm.releases.model import DEPLOYED, FAILED, PENDING, PENDING_UPGRADE, SUPERSEDED, Release
from app.helm.releases.storage import SYSTEM_LABELS, Storage
from app.kubectl.errors import StatusError

Table = dict[str, Any]


@dataclass(frozen=True)
class Upgrade:
    """What the flags ask for. `server_side` is true, false or auto."""

    name: str
    namespace: str
    dry_run: str = "none"
    server_side: str = "auto"
    force_conflicts: bool = False
    force_replace: bool = False
    wait: str = "hookOnly"
    timeout: float = 300
    labels: dict[str, str] = field(default_factory=dict)


async def upgrade(call: Call, options: Upgrade, chart: Chart, values: Table) -> Release:
    """Bring a release to a new revision; HelmError."""
    await call.connection.reachable()
    if name_problem(options.name):
        raise HelmError(f"release name is invalid: {options.name}")
    storage = call.storage()
    storage.max_history = call.flags.number("history-max")
    last, current = await _current(storage, options.name)
    if any(label in SYSTEM_LABELS for label in options.labels):
        known = " ".join(SYSTEM_LABELS)
        raise HelmError(f"user supplied labels contains system reserved label name. System labels: [{known}]")
    values = _reused(call, chart, current, values)
    process(chart, values)
    facts = Facts(options.name, current.namespace, last.revision + 1, is_upgrade=True)
    capabilities = await call.connection.capabilities()
    made = await rendered(call, chart, values, facts, capabilities, remote=options.dry_run != "client")
    method = method_of(options.server_side, last.apply_method, options.force_conflicts, options.force_replace)
    now = call.now()
    release = Release(
        options.name, current.namespace, last.revision + 1, chart, values or None, made.manifest, made.hooks,
        PENDING_UPGRADE, "Preparing upgrade", made.notes, current.first_deployed, now,
        apply_method="ssa" if method.server_side else "csa", labels=_labels(current.labels, options.labels),
    )  # fmt: skip
    return await _perform(call, options, storage, current, release, method)


async def _current(storage: Storage, name: str) -> tuple[Release, Release]:
    """(the newest revision, the one that is upgraded)."""
    try:
        last = await storage.last(name)
    except ReleaseNotFoundError:
        raise NoDeployedReleasesError(name) from None
    if last.status in PENDING:
        raise HelmError("another operation (install/upgrade/rollback) is in progress")
    if last.status == DEPLOYED:
        return last, last
    try:
        return last, await storage.deployed(name)
    except NoDeployedReleasesError:
        if last.status in {FAILED, SUPERSEDED}:
            return last, last
        raise


def _labels(current: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in {**current, **given}.items() if value != "null"}


def _reused(call: Call, chart: Chart, current: Release, values: Table) -> Table:
    """The values with those of before, as --reuse-values, --reset-values, --reset-then-reuse-values have it."""
    flags, before = call.flags, current.config or {}
    if flags.on("reset-values"):
        return values
    if flags.on("reuse-values"):
        old = coalesced(current.chart, before)
        values = tables(values, copy.deepcopy(before))
        chart.values = old
        return values
    if flags.on("reset-then-reuse-values"):
        return tables(values, copy.deepcopy(before))
    return copy.deepcopy(before) if not values and before else values


async def _perform(
    call: Call, options: Upgrade, storage: Storage, current: Release, release: Release, method: Method
) -> Release:
    before, after = await _objects(call, options, current, release)
    if options.dry_run != "none":
        release.description = call.flags.text("description") or "Dry run complete"
        return release
    await storage.create(release)
    waiter = Waiter(call.machine, call.connection, options.wait, options.timeout)
    created: list[Resource] = []
    try:
        await _run_hooks(call, storage, release, "pre-upgrade", waiter, method)
        created = await update(call.connection, before, after, method)
        await waiter.ready(after, jobs=call.flags.on("wait-for-jobs"))
        await _run_hooks(call, storage, release, "post-upgrade", waiter, method)
    except (HelmError, StatusError) as wrong:
        await storage.update(current)
        await _fail(call, options, storage, release, wrong, created)
    current.status = SUPERSEDED
    await storage.update(current)
    release.status = DEPLOYED
    release.description = call.flags.text("description") or "Upgrade complete"
    await storage.update(release)
    return release


async def _objects(
    call: Call, options: Upgrade, current: Release, release: Release
) -> tuple[list[Resource], list[Resource]]:
    connection, validate = call.connection, not call.flags.on("disable-openapi-validation")
    try:
        before = await build(connection, current.manifest, current.namespace, validate=False)
    except HelmError as wrong:
        raise wrong.wrapped("unable to build kubernetes objects from current release manifest") from None
    try:
        after = await build(connection, release.manifest, release.namespace, validate=validate)
    except HelmError as wrong:
        raise wrong.wrapped("unable to build kubernetes objects from new release manifest") from None
    mark(after, release.name, release.namespace)
    known = {resource.key for resource in before}
    fresh = [resource for resource in after if resource.key not in known]
    try:
        adopted = await existing(connection, fresh, release.name, release.namespace,
                                 take=call.flags.on("take-ownership"))  # fmt: skip
    except HelmError as wrong:
        raise wrong.wrapped("unable to continue with update") from None
    return [*before, *adopted], after


async def _run_hooks(
    call: Call, storage: Storage, release: Release, event: str, waiter: Waiter, method: Method
) -> None:
    if call.flags.on("no-hooks"):
        return
    try:
        await hooks.execute(call, storage, release, event, waiter, method)
    except HelmError as wrong:
        raise wrong.wrapped(f"{event} hooks failed") from None


async def _fail(
    call: Call, options: Upgrade, storage: Storage, release: Release, wrong: Exception, created: list[Resource]
) -> None:
    await call.log("WARN", "upgrade failed", name=release.name, error=wrong)
    release.status, release.description = FAILED, f'Upgrade "{release.name}" failed: {wrong}'
    await storage.update(release)
    if call.flags.on("cleanup-on-fail") and created:
        problems = await delete(call.connection, created)
        if problems:
            raise HelmError("an error occurred while cleaning up resources. original upgrade error: "
                            f"{wrong}: unable to cleanup resources: {', '.join(map(str, problems))}")  # fmt: skip
    if not call.flags.on("rollback-on-failure"):
        raise HelmError(str(wrong)) from None
    good = [each for each in await storage.history(release.name) if each.status in {SUPERSEDED, DEPLOYED}]
    if not good:
        raise HelmError("unable to find a previously successful release when attempting to rollback. original upgrade "
                        f"error: {wrong}") from None  # fmt: skip
    back = Rollback(release.name, good[-1].revision, wait=options.wait, timeout=options.timeout,
                    no_hooks=call.flags.on("no-hooks"), force_conflicts=options.force_conflicts,
                    force_replace=options.force_replace, max_history=call.flags.number("history-max"))  # fmt: skip
    try:
        await rollback(call, replace(back, wait=options.wait))
    except HelmError as again:
        raise HelmError(f"an error occurred while rolling back the release. original upgrade error: {wrong}: "
                        f"{again}") from None  # fmt: skip
    raise HelmError(f"release {release.name} failed, and has been rolled back due to rollback-on-failure being set: "
                    f"{wrong}") from None  # fmt: skip
