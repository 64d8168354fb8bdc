"""kubectl: the program of `app.kubectl`, in the release that the machine has."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.kubectl import program


async def main(run: Invocation) -> int:
    """Run kubectl."""
    return await program.main(run, run.host.spec.kubectl_release)
