"""lsb_release: the distribution."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.options import Option, Options, Usage

USAGE = Usage(
    "lsb_release [options]",
    "",
    (
        Option("a", "all", "", "show all of the above information"),
        Option("i", "id", "", "show distributor ID"),
        Option("d", "description", "", "show description of this distribution"),
        Option("r", "release", "", "show release number of this distribution"),
        Option("c", "codename", "", "show code name of this distribution"),
        Option("s", "short", "", "show requested information in short format"),
    ),
)
FACTS = {
    "modern": ("Ubuntu", "Ubuntu 24.04.3 LTS", "24.04", "noble"),
    "2018": ("Ubuntu", "Ubuntu 16.04.2 LTS", "16.04", "xenial"),
}


async def main(run: Invocation) -> int:
    """Print."""
    options = await Options.read(run, USAGE)
    if options is None:
        return 0
    labels = {"id": "Distributor ID", "description": "Description", "release": "Release", "codename": "Codename"}
    values = dict(zip(labels, FACTS[run.host.spec.style], strict=True))
    wanted = [name for name in labels if name in options or "all" in options]
    if not wanted or "all" in options:
        await run.stderr.write("No LSB modules are available.\n")
    await run.stdout.write(
        "".join(f"{values[n]}\n" if "short" in options else f"{labels[n]}:\t{values[n]}\n" for n in wanted)
    )
    return 0
