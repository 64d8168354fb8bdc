"""`kubectl apply view-last-applied`."""

from __future__ import annotations

import orjson

from app.kubectl.call import Call
from app.kubectl.errors import UsageError, raise_all
from app.kubectl.formats import yaml_text
from app.kubectl.last_applied import recorded
from app.kubectl.resources import query_of, select

SHORT = "Show what was applied last to objects"


async def run(call: Call) -> None:
    """Print the recorded configuration of each object."""
    output = call.flags.text("output") or "yaml"
    if output not in ("yaml", "json"):
        raise UsageError(f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json")
    selection = await select(call, query_of(call, fetch="latest", bare_type=False))
    for info in selection.infos:
        if (found := recorded(info.object or {})) is None:
            continue
        if output == "json":
            text = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode()
            await call.say(text)
        else:
            await call.write(yaml_text(found))
    raise_all(selection.errors)
