"""`helm version`."""

from __future__ import annotations

from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.version import VERSION_INFO
from app.kubectl.output.gotemplate import Execution, ExecutionError, TemplateSyntaxError, parse
from app.kubectl.output.gotemplate.builtins import FUNCTIONS

SHORT = "show which helm this is"
LONG = "Show the version of helm; --short only its number, --template what a Go template makes of it."
ARGS = (0, 0)
_NAMES = ("Version", "GitCommit", "GitTreeState", "GoVersion", "KubeClientVersion")


async def run(call: Call) -> None:
    """Print the version."""
    facts = dict(zip(_NAMES, VERSION_INFO.values(), strict=True))
    template = call.flags.text("template")
    if template:
        try:
            await call.write(Execution(parse("_", template, FUNCTIONS), facts).result())
        except (TemplateSyntaxError, ExecutionError) as wrong:
            raise HelmError(str(wrong)) from None
        return
    if call.flags.on("short"):
        await call.write(f"{facts['Version']}+g{facts['GitCommit'][:7]}\n")
        return
    shown = ", ".join(f'{name}:"{value}"' for name, value in facts.items())
    await call.write(f"version.BuildInfo{{{shown}}}\n")
