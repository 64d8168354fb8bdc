"""`helm upgrade`. Follows helm pkg/cmd/upgrade.go."""

from __future__ import annotations

from app.helm.actions.install import install
from app.helm.actions.upgrade import Upgrade, upgrade
from app.helm.call import Call
from app.helm.colours import Palette
from app.helm.errors import HelmError, ReleaseNotFoundError
from app.helm.installing import dry_run, install_options, settle_flags
from app.helm.locating import installable
from app.helm.output import emit
from app.helm.release_text import release_json, status_text
from app.helm.releases.model import UNINSTALLED, Release
from app.helm.value_options import given_values
from app.kubectl.flags import Flag

SHORT = "bring a release to a new revision"
LONG = """Upgrade a release to another version of its chart, or to other values. Without new values, those of the last
revision stay; with some, only they count, unless --reuse-values says otherwise.

    $ helm upgrade --install --set tag=1.27 web ./web"""
ARGS = (2, 2)
FLAGS = (
    Flag("atomic", "bool", "false", hidden=True, deprecated="use --rollback-on-failure instead"),
    Flag("force", "bool", "false", hidden=True, deprecated="use --force-replace instead"),
)


async def run(call: Call) -> None:
    """Upgrade, or install what is not there with --install."""
    settle_flags(call)
    mode = await dry_run(call)
    if call.flags.on("install") and (last := await _nothing_there(call)) is not False:
        await _install(call, last, mode)
        return
    name, chart_name = call.args
    chart = await installable(call, chart_name)
    values = await given_values(call)
    flags = call.flags
    options = Upgrade(
        name, call.namespace, mode, flags.text("server-side"), flags.on("force-conflicts"),
        flags.on("force-replace"), flags.text("wait"), flags.seconds("timeout"), dict(flags["labels"]),
    )  # fmt: skip
    try:
        release = await upgrade(call, options, chart, values)
    except HelmError as wrong:
        raise wrong.wrapped("UPGRADE FAILED") from None
    await _show(call, release, f'Release "{name}" has been upgraded. Happy Helming!\n')


async def _nothing_there(call: Call) -> Release | bool | None:
    """The last revision if it is uninstalled, None if there is none, False if there is something to upgrade."""
    await call.connection.reachable()
    try:
        last = await call.storage().last(call.args[0])
    except ReleaseNotFoundError:
        return None
    return last if last.status == UNINSTALLED else False


async def _install(call: Call, last: Release | bool | None, mode: str) -> None:
    name, chart_name = call.args
    if call.flags.text("output") == "table":
        await call.write(f'Release "{name}" does not exist. Installing it now.\n')
    options = await install_options(call, name, mode, replace=last is not None)
    chart = await installable(call, chart_name)
    values = await given_values(call)
    release, _ = await install(call, options, chart, values)
    await _show(call, release, "")


async def _show(call: Call, release: Release, before: str) -> None:
    text = status_text(release, palette=Palette.of(call), debug=call.debug, hide_notes=call.flags.on("hide-notes"))
    await emit(call, release_json(release), before + text)
