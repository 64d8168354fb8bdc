"""What `helm completion` prints: scripts for profiles to read. The terminals here complete on their own."""

from __future__ import annotations

from app.helm.call import Call


async def write(call: Call, shell: str) -> None:
    """A script that a shell can read, and that changes nothing."""
    await call.write(f"# {shell} completion for helm: the terminal completes on its own\n")
