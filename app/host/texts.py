"""bash's own words: what it says on standard error, where bashkit says it otherwise."""

from __future__ import annotations

import re

from app.host.syntax import IncompleteError, SyntaxNearError

HINT = re.compile(rb"(: command not found)\. Did you mean: [^\n]*")
PREFIX = re.compile(rb"^(?:bash: )?line (\d+): |^bash: line (\d+): ", re.M)
NOT_FOUND = re.compile(rb"^(bash|[^\n:]+): line (\d+): ([^\n]*): command not found$", re.M)
TRACE = re.compile(rb"^\+* ?__(?:prompt|status)[^\n]*\n", re.M)
# Where bashkit words a program's error otherwise than coreutils does.
PROGRAMS = (
    (re.compile(rb"^(cp|mv): cannot (?:copy|move) '([^'\n]*)': (?:io error: not|No such file)[^\n]*$", re.M),
     rb"\1: cannot stat '\2': No such file or directory"),
    (re.compile(rb"^((?:mkdir|touch|rm|rmdir)): cannot touch '([^'\n]*)': io error: [^\n]*$", re.M),
     rb"\1: cannot touch '\2': No such file or directory"),
)  # fmt: skip


def corrected(data: bytes, *, name: str, interactive: bool, dash: bool = False) -> bytes:
    """A piece of standard error in bash's words. `name` is what the shell calls itself in front of its messages."""
    if b"line " in data:
        data = HINT.sub(rb"\1", data)
        if dash:
            data = NOT_FOUND.sub(rb"%s: \2: \3: not found" % name.encode(), data)
        replacement = name.encode() + (b": " if interactive else rb": line \g<1>\g<2>: ")
        data = PREFIX.sub(lambda found: _prefix(found, replacement), data)
    if b": cannot " in data:
        for pattern, words in PROGRAMS:
            data = pattern.sub(words, data)
    if b"__" in data:
        data = TRACE.sub(b"", data)
    return data


def _prefix(found: re.Match[bytes], replacement: bytes) -> bytes:
    line = found[1] or found[2] or b""
    return replacement.replace(rb"\g<1>\g<2>", line)


def syntax_message(error: IncompleteError | SyntaxNearError, text: str, *, name: str, interactive: bool) -> str:
    """What bash prints for a text that is no script. `name` is `bash`, `bash: -c` or a script's path."""
    if isinstance(error, IncompleteError):
        if error.quote:
            what = f"unexpected EOF while looking for matching `{error.quote}'"
        else:
            what = "syntax error: unexpected end of file"
        return f"{name}: {what}\n" if interactive else f"{name}: line {error.line}: {what}\n"
    what = f"syntax error near unexpected token `{error.token}'"
    if interactive:
        return f"{name}: {what}\n"
    number = text.count("\n", 0, error.at) + 1
    line = text.split("\n")[number - 1]
    return f"{name}: line {number}: {what}\n{name}: line {number}: `{line}'\n"
