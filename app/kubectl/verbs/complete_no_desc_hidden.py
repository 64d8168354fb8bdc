"""`kubectl __completeNoDesc`: completions without descriptions."""

from __future__ import annotations

from app.kubectl.call import Call
from app.kubectl.verbs.complete_hidden import answer

PATH, USAGE = "__completeNoDesc", "kubectl __completeNoDesc [command-line]"
SHORT = "Print completions, one a line, without descriptions"
HIDDEN = True
RAW = True


async def run(call: Call) -> None:
    """Print candidates and the directive."""
    await answer(call, described=False)
