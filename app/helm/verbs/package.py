"""`helm package`. Follows helm pkg/cmd/package.go, pkg/action/package.go."""

from __future__ import annotations

import posixpath

from app.helm import semver
from app.helm.call import Call
from app.helm.charts import loading
from app.helm.charts.dependencies import check_present
from app.helm.charts.saving import packed
from app.helm.errors import HelmError

SHORT = "pack a chart's folder into an archive"
LONG = "Pack charts into archives NAME-VERSION.tgz, which other machines can install."


async def run(call: Call) -> None:
    """Pack every chart that is named."""
    flags, machine = call.flags, call.machine
    call.refuse("sign", "key", "keyring", "passphrase-file")
    if not call.args:
        raise HelmError("need at least one argument, the path to the chart")
    for name in call.args:
        path = posixpath.normpath(posixpath.join(machine.cwd, name))
        if not machine.kind_of(path):
            raise HelmError(f"stat {name}: no such file or directory" if not name.startswith("/")
                            else f"stat {path}: no such file or directory")  # fmt: skip
        if flags.on("dependency-update"):
            from app.helm.repositories.dependencies import update  # noqa: PLC0415 - only on demand

            await update(call, path, refresh=True)
        chart = loading.load(machine, path)
        if version := flags.text("version"):
            try:
                semver.parse(version)
            except semver.VersionError as wrong:
                raise HelmError(str(wrong)) from None
            chart.metadata["version"] = version
        if flags.text("app-version"):
            chart.metadata["appVersion"] = flags.text("app-version")
        check_present(chart)
        folder = flags.text("destination")
        folder = machine.cwd if folder == "." else folder
        target = posixpath.join(folder, f"{chart.metadata['name']}-{chart.metadata['version']}.tgz")
        machine.make_directory(folder)
        machine.write_file(target, packed(chart, machine.now()))
        await call.write(f"Successfully packaged chart and saved it to: {target}\n")
