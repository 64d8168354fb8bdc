"""`helm install`. Follows helm pkg/cmd/install.go."""

from __future__ import annotations

from app.helm.actions.install import install
from app.helm.call import Call
from app.helm.colours import Palette
from app.helm.errors import HelmError
from app.helm.installing import dry_run, install_options, name_and_chart
from app.helm.locating import installable
from app.helm.output import emit
from app.helm.release_text import release_json, status_text
from app.helm.value_options import given_values
from app.kubectl.flags import Flag

SHORT = "bring a chart into the cluster"
LONG = """Install a chart under a name. The chart is a folder, an archive, a URL, or REPOSITORY/NAME.

Values come from -f files first, then --set and its relatives; later ones win:

    $ helm install -f my.yaml --set replicas=3 web ./web

With --dry-run=client nothing is sent to the cluster; what would be sent is shown."""
ARGS = (1, None)
FLAGS = (
    Flag("atomic", "bool", "false", hidden=True, deprecated="use --rollback-on-failure instead"),
    Flag("force", "bool", "false", hidden=True, deprecated="use --force-replace instead"),
)


async def run(call: Call) -> None:
    """Install and show the release."""
    mode = await dry_run(call)
    try:
        name, chart_name = await name_and_chart(call)
        options = await install_options(call, name, mode)
        chart = await installable(call, chart_name)
        values = await given_values(call)
        release, _ = await install(call, options, chart, values)
    except HelmError as wrong:
        raise wrong.wrapped("INSTALLATION FAILED") from None
    text = status_text(release, palette=Palette.of(call), debug=call.debug, hide_notes=call.flags.on("hide-notes"))
    await emit(call, release_json(release), text)
