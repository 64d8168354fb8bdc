"""`kubectl uncordon`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.cordoning import cordon_nodes

SHORT = "Let new pods onto a node again"


async def run(call: Call) -> None:
    """Do so for each node meant."""
    await cordon_nodes(call, "uncordon", unschedulable=False)
