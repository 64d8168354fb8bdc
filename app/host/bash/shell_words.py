"""Messages of the shell itself that bashkit words otherwise than bash does."""

from __future__ import annotations

import re

_OPTION = re.compile(rb"^[^\n]*?getopts: (illegal option|option requires an argument) -- '(.)'$", re.M)
_UNSET = re.compile(rb"^([^\n]*?: )(\w+): parameter null or not set$", re.M)
_OPERAND = re.compile(
    rb"^([^\n]*?: )?(?P<expression>[^\n:]*?[-+*/%=<>&|^!~,(]) ?: (?P<what>syntax error: operand expected)$", re.M
)
_EXPONENT = re.compile(rb"^([^\n]*\*\* *-(\w+)[^\n:]*: exponent less than 0)$", re.M)
_OPERATOR = re.compile(rb"[-+*/%=<>&|^!~,(]+$")
_PHRASES = {
    b"trap: usage: trap [-lp] [[action] signal_spec": b"trap: usage: trap [-lp] [[arg] signal_spec",
    b"execution error: ": b"",
    b"syntax error: parser fuel exhausted (100000 operations, max 100000)": b"memory exhausted",
    b" (bashkit factors up to 2^64-1)": b"",
}


def corrected(data: bytes, name: str, script: str) -> bytes:
    """A piece of standard error in bash's words; `name` is what the shell calls itself, `script` what it runs."""
    if b"getopts: " in data:
        data = _OPTION.sub(lambda found: b"%s: %s -- %s" % (name.encode(), found[1], found[2]), data)
    if b"parameter null" in data:
        data = _UNSET.sub(lambda found: _unset(found, script), data)
    if b"operand expected\n" in data:
        data = _OPERAND.sub(_operand, data)
    if b"exponent less" in data:
        data = _EXPONENT.sub(rb'\1 (error token is "\2")', data)
    for theirs, bashs in _PHRASES.items():
        data = data.replace(theirs, bashs)
    return data


def _unset(found: re.Match[bytes], script: str) -> bytes:
    """`${x?}` asks for something else than `${x:?}`."""
    name = found[2].decode()
    colon = f"${{{name}:?" in script or f"${{{name}?" not in script
    return b"%s%s: parameter %snot set" % (found[1], found[2], b"null or " if colon else b"")


def _operand(found: re.Match[bytes]) -> bytes:
    """bash names what it could not go on from: the operator at the end."""
    token = _OPERATOR.search(found["expression"])
    return found[0] + (b' (error token is "%s")' % token[0] if token else b"")
