"""Hooks: created at their event in the order of their weights, waited for, deleted by their policies.

Follows helm pkg/action/hooks.go.
"""

from __future__ import annotations

from app.helm.call import Call
from app.helm.cluster.objects import Method, build, create, delete
from app.helm.cluster.waiting import Waiter
from app.helm.errors import HelmError
from app.helm.releases.manifests import INSTALL_ORDER
from app.helm.releases.model import Hook, Release
from app.helm.releases.storage import Storage

BEFORE, SUCCEEDED, FAILED = "before-hook-creation", "hook-succeeded", "hook-failed"
_PLACE = {kind: number for number, kind in enumerate(INSTALL_ORDER)}


async def execute(call: Call, storage: Storage, release: Release, event: str, waiter: Waiter, method: Method) -> None:
    """Run the release's hooks of an event; HelmError for the first that fails."""
    running = sorted((hook for hook in release.hooks if event in hook.events), key=_order)
    for hook in running:
        hook.delete_policies = hook.delete_policies or (BEFORE,)
        await _delete_by(call, release, hook, BEFORE, waiter)
        try:
            resources = await build(call.connection, hook.manifest, release.namespace)
        except HelmError as wrong:
            raise wrong.wrapped(f"unable to build kubernetes object for {event} hook {hook.path}") from None
        hook.started, hook.phase = call.now(), "Running"
        await storage.update(release)
        hook.phase = "Unknown"
        try:
            await create(call.connection, resources, method)
        except HelmError as wrong:
            hook.completed, hook.phase = call.now(), "Failed"
            raise wrong.wrapped(f"warning: hook {event} {hook.path} failed") from None
        try:
            await waiter.hooks(resources)
        except HelmError:
            hook.completed, hook.phase = call.now(), "Failed"
            await _delete_by(call, release, hook, FAILED, waiter)
            for done in running[: running.index(hook)]:
                await _delete_by(call, release, done, SUCCEEDED, waiter)
            raise
        hook.completed, hook.phase = call.now(), "Succeeded"
    for hook in reversed(running):
        await _delete_by(call, release, hook, SUCCEEDED, waiter)


def _order(hook: Hook) -> tuple[int, int, str, str]:
    place = _PLACE.get(hook.kind, len(_PLACE))
    return hook.weight, place, "" if hook.kind in _PLACE else hook.kind, hook.name


async def _delete_by(call: Call, release: Release, hook: Hook, policy: str, waiter: Waiter) -> None:
    if hook.kind == "CustomResourceDefinition" or policy not in hook.delete_policies:
        return
    try:
        resources = await build(call.connection, hook.manifest, release.namespace, validate=False)
    except HelmError as wrong:
        raise wrong.wrapped(f"unable to build kubernetes object for deleting hook {hook.path}") from None
    problems = await delete(call.connection, resources)
    if problems:
        raise HelmError("; ".join(map(str, problems)))
    await waiter.gone(resources)
