"""`helm pull`. Follows helm pkg/action/pull.go."""

from __future__ import annotations

import posixpath

from app.helm.call import Call
from app.helm.charts import archive, loading
from app.helm.errors import HelmError
from app.helm.locating import UNSUPPORTED, fetch

SHORT = "fetch a chart"
LONG = "Fetch a chart's archive from a repository; --untar unpacks it."
ARGS = (1, None)


async def run(call: Call) -> None:
    """Fetch every chart that is named."""
    flags, machine = call.flags, call.machine
    call.refuse("prov", *(flag for flag in UNSUPPORTED if flag in flags))
    for name in call.args:
        folder = flags.text("destination")
        target = flags.text("untardir") if flags.on("untar") else folder
        data = await fetch(call, name)
        files = archive.unpack(data)
        chart = loading.from_files(files)
        file = f"{chart.metadata['name']}-{chart.metadata['version']}.tgz"
        if not flags.on("untar"):
            path = posixpath.join(target, file)
            if target != "." and machine.kind_of(target) != "directory":
                draft = f"{path}{call.randomness.integer(10**8, 2**32)}"
                raise HelmError(f"open {draft}: no such file or directory")
            machine.write_file(path, data)
            continue
        path = posixpath.normpath(posixpath.join(target, chart.metadata["name"]))
        if machine.kind_of(path):
            raise HelmError(f"failed to untar: a file or directory with the name {path} already exists")
        for each in files:
            inside = posixpath.join(path, each.name)
            machine.make_directory(posixpath.dirname(inside))
            machine.write_file(inside, each.data)
