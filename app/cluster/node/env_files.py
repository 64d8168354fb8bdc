"""Variables that a container reads from a file which another one has written into an emptyDir.

Follows kubernetes pkg/kubelet/util/env/env_util.go: ParseEnv.
"""

from __future__ import annotations

import re

_ASSIGNMENT = re.compile(r"(?P<name>[^=\s'#][^=\s']*)='(?P<value>[^']*)'[ \t]*(#[^\n]*)?(\n|$)")
_NOTHING = re.compile(r"[ \t]*(#[^\n]*)?(\n|$)")


def parse_env(text: str) -> dict[str, str] | None:
    """The variables of a file; None when something in it is not `NAME='value'`.

    Values stand in single quotes and mean what they say, line breaks included; the last of a name counts.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        if (empty := _NOTHING.match(text, at)) is not None:
            at = empty.end()
            continue
        while text[at] in " \t":
            at += 1
        if (one := _ASSIGNMENT.match(text, at)) is None:
            return None
        found[one["name"]] = one["value"]
        at = one.end()
    return found
