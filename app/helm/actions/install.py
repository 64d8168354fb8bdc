"""`helm install`, and `helm template`, which goes as far as the manifests.

Follows helm pkg/action/install.go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from app.helm.actions import hooks
from app.helm.actions.preparing import Rendered, rendered
from app.helm.actions.uninstall import Uninstall, uninstall
from app.helm.call import Call
from app.helm.charts.dependencies import process
from app.helm.charts.model import Chart
from app.helm.charts.rendering import Capabilities, Facts
from app.helm.cluster.objects import Method, Resource, build, create, existing, mark, update
from app.helm.cluster.waiting import Waiter
from app.helm.errors import HelmError, ReleaseNotFoundError
from app.helm.releases.model import (
    DEPLOYED,
    FAILED,
    PENDING_INSTALL,
    SUPERSEDED,
    UNINSTALLED,
    Release,
)
from app.helm.releases.storage import SYSTEM_LABELS, Storage
from app.helm.version import DEFAULT_API_VERSIONS
from app.kubectl.errors import StatusError

NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\Z")
MAX_NAME = 53
NAME_RULE = (
    r"invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ "
    "and the length must not be longer than 53"
)


_CRDS_WARNING = "This chart or one of its subcharts contains CRDs. Rendering may fail or contain inaccuracies."


@dataclass(frozen=True)
class Install:
    """What the flags of install, template and upgrade --install ask for."""

    name: str
    namespace: str
    dry_run: str = "none"  # none, client, server
    replace: bool = False
    is_upgrade: bool = False
    kube_version: Capabilities | None = None
    api_versions: tuple[str, ...] = ()
    include_crds: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    method: Method = field(default_factory=Method)
    wait: str = "hookOnly"


async def install(call: Call, options: Install, chart: Chart, values: dict[str, Any]) -> tuple[Release, Rendered]:
    """Install a chart, or only prepare it; HelmError."""
    remote = options.dry_run != "client"
    if remote:
        await _reach(call)
    if call.flags.on("hide-secret") and options.dry_run == "none":
        raise HelmError("hiding Kubernetes secrets requires a dry-run mode")
    await _check_name(call, options, remote)
    process(chart, values)
    if remote and not call.flags.on("skip-crds") and chart.crds():
        if options.dry_run == "none":
            await _install_crds(call, chart, options.method)
        else:
            await call.log("WARN", _CRDS_WARNING)
    capabilities = await call.connection.capabilities() if remote else _offline(options)
    if any(label in SYSTEM_LABELS for label in options.labels):
        known = " ".join(SYSTEM_LABELS)
        raise HelmError(f"user supplied labels contains system reserved label name. System labels: [{known}]")
    facts = Facts(options.name, options.namespace, is_upgrade=options.is_upgrade)
    made = await rendered(call, chart, values, facts, capabilities, remote=remote, crds=options.include_crds)
    release = _release(call, options, chart, values, made)
    if not remote:
        release.description = "Dry run complete"
        return release, made
    validate = not call.flags.on("disable-openapi-validation")
    try:
        resources = await build(call.connection, release.manifest, options.namespace, validate=validate)
    except HelmError as wrong:
        raise wrong.wrapped("unable to build kubernetes objects from release manifest") from None
    mark(resources, options.name, options.namespace)
    adopted: list[Resource] = []
    if not options.is_upgrade:
        try:
            adopted = await existing(call.connection, resources, options.name, options.namespace,
                                     take=call.flags.on("take-ownership"))  # fmt: skip
        except HelmError as wrong:
            raise wrong.wrapped("unable to continue with install") from None
    if options.dry_run != "none":
        release.description = "Dry run complete"
        return release, made
    await _store_and_perform(call, options, release, resources, adopted)
    return release, made


async def _reach(call: Call) -> None:
    try:
        await call.connection.reachable()
    except HelmError as wrong:
        text = f"cluster reachability check failed: {wrong}"
        await call.log("ERROR", text)
        raise HelmError(text) from None


async def _check_name(call: Call, options: Install, remote: bool) -> None:
    problem = name_problem(options.name)
    if problem:
        problem = f'release name "{options.name}": {problem}'
    elif remote:
        problem = await _taken(call, options)
    if problem:
        await call.log("ERROR", "release name check failed", error=problem)
        raise HelmError(f"release name check failed: {problem}")


def name_problem(name: str) -> str:
    """What is wrong with a release's name; empty when nothing is."""
    if not name:
        return "no name provided"
    return "" if NAME.match(name) and len(name) <= MAX_NAME else NAME_RULE


async def _taken(call: Call, options: Install) -> str:
    if options.dry_run != "none":
        return ""
    try:
        last = await call.storage().last(options.name)
    except ReleaseNotFoundError:
        return ""
    if options.replace and last.status in {UNINSTALLED, FAILED}:
        return ""
    return "cannot reuse a name that is still in use"


def _offline(options: Install) -> Capabilities:
    base = options.kube_version or Capabilities()
    return Capabilities(base.version, base.major, base.minor, (*DEFAULT_API_VERSIONS, *options.api_versions))


async def _install_crds(call: Call, chart: Chart, method: Method) -> None:
    for name, file in chart.crds():
        try:
            resources = await build(call.connection, file.text, call.namespace, validate=False)
            for resource in resources:
                await _install_crd(call, resource, method)
        except HelmError as wrong:
            raise wrong.wrapped(f"failed to install CRD {name}") from None
        await Waiter(call.machine, call.connection, "watcher", 60).ready(resources)
    if chart.crds():
        await call.connection.discovery.refreshed()


async def _install_crd(call: Call, resource: Resource, method: Method) -> None:
    from app.helm.cluster.objects import get  # noqa: PLC0415 - one question

    try:
        there = await get(call.connection, resource)
    except StatusError as refused:
        raise HelmError(refused.message) from None
    if there is not None:
        await call.log("DEBUG", "CRD is already present. Skipping", crd=resource.name)
        return
    await create(call.connection, [resource], method)


def _release(call: Call, options: Install, chart: Chart, values: dict[str, Any], made: Rendered) -> Release:
    now = call.now()
    return Release(
        options.name, options.namespace, 1, chart, values or None, made.manifest, made.hooks, PENDING_INSTALL,
        "Initial install underway", made.notes, now, now, labels=dict(options.labels),
        apply_method="ssa" if options.method.server_side else "csa",
    )  # fmt: skip


async def _store_and_perform(
    call: Call, options: Install, release: Release, resources: list[Resource], adopted: list[Resource]
) -> None:
    storage = call.storage()
    if call.flags.on("create-namespace"):
        await _create_namespace(call, options.namespace)
    if options.replace:
        await _replace_last(storage, release)
    await storage.create(release)
    waiter = Waiter(call.machine, call.connection, options.wait, call.flags.seconds("timeout"))
    try:
        await _perform(call, options, storage, release, resources, adopted, waiter)
    except (HelmError, StatusError) as wrong:
        await _fail(call, options, storage, release, wrong, waiter)


async def _create_namespace(call: Call, name: str) -> None:
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"name": name}}}
    try:
        await call.connection.client.json("POST", "/api/v1/namespaces", body, query=[("fieldManager", "helm")])
    except StatusError as refused:
        if refused.reason != "AlreadyExists":
            raise HelmError(refused.message) from None


async def _replace_last(storage: Storage, release: Release) -> None:
    try:
        last = await storage.last(release.name)
    except ReleaseNotFoundError:
        return
    release.revision = last.revision + 1
    last.status = SUPERSEDED
    await storage.update(last)


async def _perform(
    call: Call, options: Install, storage: Storage, release: Release, resources: list[Resource],
    adopted: list[Resource], waiter: Waiter,
) -> None:  # fmt: skip
    run_hooks = not call.flags.on("no-hooks")
    if run_hooks:
        try:
            await hooks.execute(call, storage, release, "pre-install", waiter, options.method)
        except HelmError as wrong:
            raise wrong.wrapped("failed pre-install") from None
    if adopted:
        await update(call.connection, adopted, resources, options.method)
    else:
        await create(call.connection, resources, options.method)
    await waiter.ready(resources, jobs=call.flags.on("wait-for-jobs"))
    if run_hooks:
        try:
            await hooks.execute(call, storage, release, "post-install", waiter, options.method)
        except HelmError as wrong:
            raise wrong.wrapped("failed post-install") from None
    release.status = DEPLOYED
    release.description = call.flags.text("description") or "Install complete"
    await storage.update(release)


async def _fail(
    call: Call, options: Install, storage: Storage, release: Release, wrong: Exception, waiter: Waiter
) -> None:
    release.status = FAILED
    release.description = f'Release "{release.name}" failed: {wrong}'
    await call.log("DEBUG", "install failed", name=release.name, error=wrong)
    if call.flags.on("rollback-on-failure"):
        undo = Uninstall(release.name, no_hooks=call.flags.on("no-hooks"), timeout=waiter.timeout)
        try:
            await uninstall(call, undo)
        except HelmError as again:
            raise HelmError(f"an error occurred while uninstalling the release. original install error: {wrong}: "
                            f"{again}") from None  # fmt: skip
        raise HelmError(f"release {release.name} failed, and has been uninstalled due to rollback-on-failure being "
                        f"set: {wrong}") from None  # fmt: skip
    await storage.update(release)
    raise HelmError(str(wrong)) from None
