"""Commands that go on until somebody interrupts them."""

from __future__ import annotations

import re

HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")
_ENDLESS = re.compile(
    r"^\s*(?:sudo\s+)?(?:(?:kubectl|k)\b(?!.*\brollout\b).*\s(?:-w|--watch)\b(?!=false)"
    r"|(?:kubectl|k)\b.*\blogs\b.*\s(?:-f|--follow)\b|watch\b|(?:kubectl|k)\s+(?:proxy|port-forward)\b"
    r"|tail\s+-[fF]|top\b|minikube\s+(?:tunnel|dashboard|mount)\b|ping\s+(?!.*-c)|while\s+(?:true|:|sleep))"
)
_LOOP = re.compile(
    r"(?:^|[;&\n])\s*(?:while\s+(?:true|:|sleep\b[^;\n]*)|until\s+false)\s*[;\n]\s*do\b(?P<body>.*)\bdone$", re.S
)
_LEAVES = re.compile(r"\b(?:break|exit|return)\b")
_ENDS_IT = re.compile(r"\|\s*(?:head\b|sed\s+-?\w*\s*''|grep\s+(?:\S+\s+)*?-\w*[qm])")


def runs_on(text: str) -> bool:
    """Whether the last command goes on until it is interrupted."""
    outside = without_heredocs(text).strip()
    if (loop := _LOOP.search(outside)) is not None:
        return not _LEAVES.search(loop["body"])
    last = outside.rpartition("\n")[2]
    if last.endswith("&") or "timeout " in last or _ENDS_IT.search(last):
        return False
    program, _, inside = last.partition(" -- ")  # flags of what runs in a container are not kubectl's
    return bool(_ENDLESS.match(program) or _ENDLESS.match(inside))


def without_heredocs(text: str) -> str:
    """The lines of a script that are no here-documents, their quoted words emptied."""
    lines, end = [], ""
    for line in text.split("\n"):
        if end:
            end = "" if line.strip() == end else end
            continue
        lines.append(re.sub(r"'[^']*'|\"[^\"]*\"", "''", line))
        end = found[1] if (found := HEREDOC.search(line)) else ""
    return "\n".join(lines)
