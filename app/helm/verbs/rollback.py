"""`helm rollback`. Follows helm pkg/cmd/rollback.go."""

from __future__ import annotations

import re

from app.helm.actions.rollback import Rollback, rollback
from app.helm.call import Call
from app.helm.errors import HelmError
from app.helm.installing import dry_run as dry_run_of
from app.helm.installing import settle_flags
from app.kubectl.flags import Flag

SHORT = "go back to an earlier revision"
LONG = "Make a new revision of a release that is like an old one; without a number, like the one before."
ARGS = (1, None)
FLAGS = (Flag("force", "bool", "false", hidden=True, deprecated="use --force-replace instead"),)


async def run(call: Call) -> None:
    """Roll back."""
    flags = call.flags
    settle_flags(call)
    revision = 0
    if len(call.args) > 1:
        text = call.args[1]
        if not re.fullmatch(r"[-+]?[0-9]+", text):
            problem = f'strconv.Atoi: parsing "{text}": invalid syntax'
            raise HelmError(f"could not convert revision to a number: {problem}")
        revision = int(text)
    mode = await dry_run_of(call)
    await rollback(call, Rollback(
        call.args[0], revision, mode != "none", flags.text("wait"), flags.on("wait-for-jobs"),
        flags.seconds("timeout"), flags.on("no-hooks"), flags.text("server-side"), flags.on("force-conflicts"),
        flags.on("force-replace"), flags.on("cleanup-on-fail"), flags.number("history-max"),
    ))  # fmt: skip
    await call.write("Rollback was a success! Happy Helming!\n")
