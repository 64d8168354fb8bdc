"""`helm test`. Follows helm pkg/cmd/release_testing.go, pkg/action/release_testing.go."""

from __future__ import annotations

from app.helm.actions import hooks
from app.helm.call import Call
from app.helm.client_output import pod_logs
from app.helm.cluster.objects import Method
from app.helm.cluster.waiting import Waiter
from app.helm.colours import Palette
from app.helm.errors import HelmError
from app.helm.release_text import status_text

SHORT = "run the tests of a release"
LONG = "Run the pods and jobs that the chart has as tests, and wait for their end."
ARGS = (1, 1)


async def run(call: Call) -> None:
    """Run the tests and show how they went."""
    await call.connection.reachable()
    storage = call.storage()
    release = await storage.last(call.args[0])
    skipped = [hook for hook in release.hooks if not _wanted(hook.name, call.flags.words("filter"))]
    release.hooks = [hook for hook in release.hooks if hook not in skipped]
    waiter = Waiter(call.machine, call.connection, "watcher", call.flags.seconds("timeout"))
    method = Method(server_side=release.apply_method != "csa")
    problem: HelmError | None = None
    try:
        await hooks.execute(call, storage, release, "test", waiter, method)
    except HelmError as wrong:
        problem = wrong
    tests = [hook for hook in release.hooks if "test" in hook.events]
    release.hooks = [*skipped, *release.hooks]
    await storage.update(release)
    await call.write(status_text(release, palette=Palette.of(call), hide_notes=True))
    if call.flags.on("logs"):
        await call.write("\n")
        await call.write(await pod_logs(call, release.namespace, [hook.name for hook in tests if hook.kind == "Pod"]))
    if problem is not None:
        raise problem


def _wanted(name: str, filters: list[str]) -> bool:
    """`name=x` takes only x, `!name=x` all but x."""
    only = [text.removeprefix("name=") for text in filters if text.startswith("name=")]
    never = [text.removeprefix("!name=") for text in filters if text.startswith("!name=")]
    return name not in never and (not only or name in only)
