"""minikube: see app.host.minikube."""

from __future__ import annotations

from app.host.invocation import Invocation
from app.host.minikube import classic, program


async def main(run: Invocation) -> int:
    """Run minikube, in the release that the machine has."""
    if run.host.spec.style == "2018":
        return await classic.main(run)
    return await program.main(run)
