"""`helm uninstall`. Follows helm pkg/action/uninstall.go."""

from __future__ import annotations

from dataclasses import dataclass

from app.helm.actions import hooks
from app.helm.call import Call
from app.helm.cluster.objects import Method, build, delete, kept
from app.helm.cluster.waiting import Waiter
from app.helm.errors import HelmError, ReleaseNotFoundError
from app.helm.releases import manifests
from app.helm.releases.model import UNINSTALLED, UNINSTALLING, Release

PROPAGATION = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}


@dataclass(frozen=True)
class Uninstall:
    """What the flags ask for."""

    name: str
    no_hooks: bool = False
    keep_history: bool = False
    wait: str = "hookOnly"
    timeout: float = 300
    cascade: str = "background"
    description: str = ""


async def uninstall(call: Call, options: Uninstall) -> str:
    """Remove a release; gives what is to be told about objects that were kept. HelmError."""
    storage = call.storage()
    try:
        history = await storage.history(options.name)
    except ReleaseNotFoundError as wrong:
        raise ReleaseMissing(f"uninstall: Release not loaded: {options.name}: {wrong}") from None
    release = history[-1]
    if release.status == UNINSTALLED:
        if options.keep_history:
            raise HelmError(f'the release named "{options.name}" is already deleted')
        for each in history:
            await storage.delete(each)
        return ""
    release.status, release.deleted = UNINSTALLING, call.now()
    release.description = "Deletion in progress (or silently failed)"
    waiter = Waiter(call.machine, call.connection, options.wait, options.timeout)
    method = Method(server_side=release.apply_method != "csa")
    if not options.no_hooks:
        await hooks.execute(call, storage, release, "pre-delete", waiter, method)
    await storage.update(release)
    told, problems = await _delete_objects(call, release, options, waiter)
    if not options.no_hooks:
        try:
            await hooks.execute(call, storage, release, "post-delete", waiter, method)
        except HelmError as wrong:
            problems.append(wrong)
    release.status = UNINSTALLED
    release.description = options.description or "Uninstallation complete"
    if options.keep_history:
        await storage.update(release)
    else:
        for each in history:
            await storage.delete(each)
    if problems:
        count = len(problems)
        raise HelmError(f"uninstallation completed with {count} error(s): {'; '.join(map(str, problems))}")
    return told


class ReleaseMissing(HelmError):  # noqa: N818 - the release, not the error, is missing
    """There is nothing to uninstall."""


async def _delete_objects(
    call: Call, release: Release, options: Uninstall, waiter: Waiter
) -> tuple[str, list[HelmError]]:
    try:
        resources = await build(call.connection, release.manifest, release.namespace, validate=False)
    except HelmError as wrong:
        return "", [wrong.wrapped("unable to build kubernetes objects for delete")]
    resources = manifests.by_kind(resources, manifests.UNINSTALL_ORDER)
    staying = [resource for resource in resources if kept(resource)]
    going = [resource for resource in resources if not kept(resource)]
    problems = await delete(call.connection, going, PROPAGATION[options.cascade])
    if options.wait != "hookOnly":
        try:
            await waiter.gone(going)
        except HelmError as wrong:
            problems.append(wrong)
    lines = "".join(f"[{resource.kind}] {resource.name}\n" for resource in staying)
    return f"These resources were kept due to the resource policy:\n{lines}" if lines else "", problems
