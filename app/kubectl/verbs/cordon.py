"""`kubectl cordon`."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.cordoning import cordon_nodes

SHORT = "Keep new pods off a node"


async def run(call: Call) -> None:
    """Do so for each node meant."""
    await cordon_nodes(call, "cordon", unschedulable=True)
