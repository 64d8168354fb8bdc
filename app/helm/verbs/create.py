"""`helm create`. Follows helm pkg/cmd/create.go, pkg/chart/v2/util/create.go."""

from __future__ import annotations

import posixpath
import re

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.scaffold import scaffold

SHORT = "make a new chart"
LONG = """Make a folder with a chart in it that runs nginx: a deployment, a service, a service account, and, when its
values ask for them, an ingress, a route and an autoscaler."""
ARGS = (1, 1)
_NAME = re.compile(r"[a-zA-Z0-9._-]+\Z")


async def run(call: Call) -> None:
    """Write the files."""
    call.refuse("starter")
    path = call.args[0]
    name = path.rstrip("/").rpartition("/")[2]
    await call.write(f"Creating {path}\n")
    if not _NAME.match(name):
        raise HelmError('chart name must match the regular expression "^[a-zA-Z0-9._-]+$"')
    root = posixpath.normpath(posixpath.join(call.machine.cwd, path))
    if call.machine.kind_of(root) == "file":
        raise HelmError(f"file {root} already exists and is not a directory")
    call.machine.make_directory(f"{root}/charts")
    for inside, text in scaffold(name).items():
        full = f"{root}/{inside}"
        if call.machine.kind_of(full):
            await call.complain(f'WARNING: File "{full}" already exists. Overwriting.')
        call.machine.make_directory(posixpath.dirname(full))
        call.machine.write_file(full, text.encode())
