"""docker, and podman by its name: see app.host.docker."""

from __future__ import annotations

from app.host.docker import program
from app.host.invocation import Invocation

NAMES = ("docker", "podman")


async def main(run: Invocation) -> int:
    """Run docker."""
    return await program.main(run)
