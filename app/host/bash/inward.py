"""Redirections of a whole loop or group, moved to the commands in it.

bashkit shows what stands in a redirected group when all of it is done, and cannot end it when its reader has gone. So
`{ a; b; } 2>&1 | tee log` becomes `{ 2>&1 a; 2>&1 b; } | tee log`, where that means the same.
"""

from __future__ import annotations

from app.host.bash.script import Command, CommandList, Redirect

KINDS = frozenset({"group", "for", "while", "until", "if", "case"})
# Builtins that print nothing, and those that bash runs in the shell itself with effects on its streams or course.
LEFT = frozenset({"break", "continue", "exit", "return", "shift", "true", ":", "false", "exec"}) | frozenset(
    {"local", "declare", "export", "readonly", "unset"}
)
Edit = tuple[int, int, str]


def inward(command: Command) -> list[Edit] | None:
    """The edits that move a compound command's redirections to what stands in it; None where they must stay."""
    if command.kind not in KINDS or not command.redirects:
        return None
    forms = [_form(one) for one in command.redirects]
    if not all(forms):
        return None
    moved = " ".join(forms) + " "
    edits: list[Edit] | None = [(one.start, one.target.end, "") for one in command.redirects]
    for inner in command.lists:
        edits = _into(inner, moved, edits)
    return edits


def _form(one: Redirect) -> str:
    """A redirection that means the same inside, `` for others."""
    if one.descriptor == "2" and (one.operator, one.target.text) in ((">&", "1"), (">", "/dev/null")):
        return f"2{one.operator}{one.target.text}"
    return ""


def _into(commands: CommandList, moved: str, edits: list[Edit] | None) -> list[Edit] | None:
    for item in commands.items:
        if item.terminator == "&":
            return None
        for pipeline in item.pipelines:
            if pipeline.timed or (len(pipeline.commands) > 1 and "&1" in moved):
                return None
            for command in pipeline.commands:
                edits = _to(command, moved, edits)
    return edits


def _to(command: Command, moved: str, edits: list[Edit] | None) -> list[Edit] | None:
    if edits is None or command.kind not in (*KINDS, "simple", "arithmetic", "conditional"):
        return None
    if command.kind in ("arithmetic", "conditional"):
        return edits
    if any("/dev/tcp/" in one.target.text for one in command.redirects):  # a connection has errors of its own
        return None
    if command.kind != "simple":
        if command.redirects:
            return [*edits, (command.redirects[0].start, command.redirects[0].start, moved)]
        for inner in command.lists:
            edits = _into(inner, moved, edits)
        return edits
    if not command.words or command.words[0].text in LEFT:
        return edits
    if command.words[0].text == "set":  # the trace goes where the group's errors go
        return None
    own = "" if "&1" in moved else "> /dev/null"  # bashkit has only one meaning for `>&2`
    errors = [one for one in command.redirects if (one.operator, one.target.text) == (">&", "2")]
    edits = [*edits, *((one.start, one.target.end, own) for one in errors)]
    return [*edits, (command.start, command.start, moved)]
