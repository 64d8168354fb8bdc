"""bash's own words: what it says on standard error, where bashkit says it otherwise."""

from __future__ import annotations

import re

from app.host import denials
from app.host.bash import shell_words
from app.host.bash.script import Heredoc, IncompleteError, SyntaxNearError

HINT = re.compile(rb"(: command not found)\. [A-Z][^\n]*")
HINTS = (
    b"head: ",
    b"sum: ",
    b"base64: ",
    b"cannot",
    b"find: ",
    b"sort: ",
    b"missing",
    b"unexpected argument",
    b"option",
    b"invalid",
    b"extra operand",
    b"is not ",
    b"needs an",
    b"multi-character",
    b"you must",
    b"group",
    b"irectory",
    b"env: ",
    b"not found",
    b"increment",
    b"__exec",
    b"unrecognized operand",
    b"strings: ",
)
PREFIX = re.compile(rb"^(?:bash: |/dev/fd/\d+: )?line (\d+): ", re.M)
NOT_FOUND = re.compile(rb"^(bash|[^\n:]+): line (\d+): ([^\n]*): command not found$", re.M)
# Where bashkit words a program's error otherwise than Ubuntu's programs do.
PROGRAMS = (
    (rb"^(cp|mv): cannot (?:copy|move) '([^'\n]*)': (?:io error: not|No such file)[^\n]*$",
     rb"\1: cannot stat '\2': No such file or directory"),
    (rb"^touch: cannot touch '([^'\n]*)': io error: (?!Perm|Read-only|Oper)[^\n]*$",
     rb"touch: cannot touch '\1': No such file or directory"),
    (rb"^mkdir: cannot create directory '([^'\n]*)'", "mkdir: cannot create directory ‘\\1’".encode()),
    (rb"^find: '([^'\n]*)': No such", "find: ‘\\1’: No such".encode()),
    (rb"^sort: ([^\n:]*): No such file", rb"sort: cannot read: \1: No such file"),
    (rb"^head: ([^\n:']*): No such file", rb"head: cannot open '\1' for reading: No such file"),
    (rb"^(sed: [^\n]*): the `e' (?:command|option to `s') is not available: [^\n]*",
     rb"\1: e/r/w commands disabled in sandbox mode"),
    (rb"^(sed: [^\n]*: unknown option to `s'): [^\n]*", rb"\1"),
    (rb"^find: -ok needs an interactive terminal, [^\n]*", rb"find: -ok is not simulated"),
    (rb"^(od: [^\n]*) is not supported in bashkit", rb"\1 is not simulated"),
    (rb"^(sum): ([^\n:]*): io error: file not found", rb"\1: \2: No such file or directory"),
    (rb"^base64: invalid input: [^\n]*", rb"base64: invalid input"),
    (rb"^error: unexpected argument '(--[^'\n]*)' found\n(?:[^\n]*\n)*?Usage: (\S+)[^\n]*\n\nFor more[^\n]*",
     rb"\2: unrecognized option '\1'\nTry '\2 --help' for more information."),
    (rb"^error: unexpected argument '-([^'\n]*)' found\n(?:[^\n]*\n)*?Usage: (\S+)[^\n]*\n\nFor more[^\n]*",
     rb"\2: invalid option -- '\1'\nTry '\2 --help' for more information."),
    (rb"^(\w+): (invalid option -- '.'|missing operand|unrecognized option '[^'\n]*')\n(?!(?:\w+: )?Try|[Uu]sage)",
     rb"\1: \2\nTry '\1 --help' for more information.\n"),
    (rb"^(cmp|patch): (invalid|unrecognized) (option [^\n]*)\nTry", rb"\1: \2 \3\n\1: Try"),
    (rb"^grep: ([^\n]*)\nTry 'grep --help' for more information.\n(?=Usage: grep)", rb"grep: \1\n"),
    (rb"^(head|tail): invalid number of (lines|bytes): '([^'\n]*)'", "\\1: invalid number of \\2: ‘\\3’".encode()),
    (rb"^head: ([^\n:']*): Is a directory", rb"head: error reading '\1': Is a directory"),
    (rb"^(seq|basename): extra operand '([^'\n]*)'\n(?!Try)",
     "\\1: extra operand ‘\\2’\nTry '\\1 --help' for more information.\n".encode()),
    (rb"^seq: invalid floating point argument: '([^'\n]*)'", "seq: invalid floating point argument: ‘\\1’".encode()),
    (rb"^seq: zero increment\n",
     "seq: invalid Zero increment value: ‘0’\nTry 'seq --help' for more information.\n".encode()),
    (rb"^(comm|join|paste): missing operand after '([^'\n]*)'\n(?!Try)",
     "\\1: missing operand after ‘\\2’\nTry '\\1 --help' for more information.\n".encode()),
    (rb"^env: '([^'\n]*)': No such", "env: ‘\\1’: No such".encode()),
    (rb"^(find: Expected a positive decimal integer argument to \S+, but got) '([^'\n]*)'", "\\1 ‘\\2’".encode()),
    (rb"^__exec \d+ ", b""),
    (rb"^find: invalid mode '([^'\n]*)'", "find: invalid mode ‘\\1’".encode()),
    (rb"^factor: '([^'\n]*)' is not", "factor: ‘\\1’ is not".encode()),
    (rb"^dd: unrecognized operand '([^'\n]*)'\n(?!Try)",
     "dd: unrecognized operand ‘\\1’\nTry 'dd --help' for more information.\n".encode()),
    (rb"^truncate: invalid number in size '([^'\n]*)'", "truncate: Invalid number: ‘\\1’".encode()),
    (rb"^strings: ([^\n:']*): No such file or directory", rb"strings: '\1': No such file"),
    (rb"^sort: invalid field specification '([^'\n]*)': field number is zero",
     "sort: field number is zero: invalid field specification ‘\\1’".encode()),
    (rb"^sort: invalid field specification '([^'\n]*)': invalid number at field start",
     "sort: invalid number at field start: invalid count at start of ‘\\1’".encode()),
    (rb"^sort: multi-character tab '([^'\n]*)'", "sort: multi-character tab ‘\\1’".encode()),
    (rb"^sort: ([^\n:]*): Is a directory", rb"sort: read failed: \1: Is a directory"),
    (rb'^(xargs: invalid number "[^"\n]*" for \S+ option)\n(?!Try)',
     rb"\1\nTry 'xargs --help' for more information.\n"),
    (rb"^(sed: -e expression #\d+, char \d+): invalid pattern: [^\n]*unclosed group", rb"\1: Unmatched ( or \\("),
    (rb"^(sed: -e expression #\d+, char \d+): invalid pattern: [^\n]*unopened group", rb"\1: Unmatched ) or \\)"),
    (rb"^sed: couldn't open file ([^\n:]*): io error: file not found",
     rb"sed: couldn't open file \1: No such file or directory"),
)  # fmt: skip
CORRECTIONS = [(re.compile(pattern, re.M), words) for pattern, words in PROGRAMS]
# Programs of bashkit that tell the whole path of what they cannot read.
NAMED = re.compile(rb"^((?:wc|diff|uniq|paste|comm|shuf|date|sort(?:: cannot read)?): )(/[^\n:]+)(?=: )", re.M)
WORDS = re.compile(r"[\s;&|<>()]+")
PARSE_ERROR = re.compile(r"parse error at line (\d+), column \d+: (.*)", re.S)


def corrected(
    data: bytes, *, name: str, interactive: bool, dash: bool = False, ash: bool = False, cwd: str = "",
    busybox: bool = False, script: str = "",
) -> bytes:  # fmt: skip
    """A piece of standard error in bash's words.

    `name` is what the shell calls itself in front of its messages; `cwd` its directory, which some of bashkit's
    programs put before relative names; `script` what it runs, where those names stand. `busybox` says whose programs
    the machine has.
    """
    data = NAMED.sub(lambda found: found[1] + as_written(found[2], script, cwd), data) if b": /" in data else data
    if b"missing ]" in data:
        data = data.replace(b"missing ]\n", b"bash: line 1: [: missing `]'\n")
    if b"line " in data:
        data = HINT.sub(rb"\1", data)
        if ash:
            data = NOT_FOUND.sub(rb"%s: \3: not found" % name.encode(), data)
        elif dash:
            data = NOT_FOUND.sub(rb"%s: \2: \3: not found" % name.encode(), data)
        replacement = name.encode() + (b": " if interactive else rb": line \g<1>: ")
        data = PREFIX.sub(lambda found: _prefix(found, replacement), data)
    data = shell_words.corrected(data, name, script)
    if any(word in data for word in HINTS):
        for pattern, words in CORRECTIONS:
            data = pattern.sub(words, data)
    return denials.reworded(data, busybox=busybox, ash=ash, dash=dash)


def as_written(path: bytes, script: str, cwd: str) -> bytes:
    """A file's name as a script has it, where bashkit tells its path."""
    text = path.decode("utf-8", "surrogateescape")
    words = {word.strip("'\"") for word in WORDS.split(script)}
    fitting = [word for word in words if word and (word == text or text.endswith("/" + word.removeprefix("./")))]
    folder = cwd.rstrip("/") + "/"
    name = max(fitting, key=len) if fitting else text.removeprefix(folder)
    return name.encode("utf-8", "surrogateescape")


def _prefix(found: re.Match[bytes], replacement: bytes) -> bytes:
    line = found[1]
    return replacement.replace(rb"\g<1>", line)


# bashkit's bounds, in the words that bash has for running out of something. Follows bash braces.c: mkseq,
# xmalloc.c: allocerr, execute_cmd.c: execute_function.
BOUNDS = (
    (re.compile(r"maximum function depth exceeded \((\d+)\)"), r"maximum function nesting level exceeded (\1)"),
    (re.compile(r".*brace range too large: .* produces (\d+) elements.*"),
     r"brace expansion: failed to allocate memory for \1 elements"),
    (re.compile(r".*bytes \((\d+) requested.*"), r"xrealloc: cannot allocate \1 bytes"),
    (re.compile(r"memory limit exceeded: variable byte limit \((\d+)\).*"),
     r"xrealloc: cannot allocate more than \1 bytes"),
    (re.compile(r"memory limit exceeded: array entry limit \((\d+)\).*"),
     r"cannot allocate more than \1 array elements"),
    (re.compile(r"maximum (command|loop iteration) count exceeded \((\d+)\).*"), r"stopped after \2 \1s"),
)  # fmt: skip


def _too_much(problem: str) -> str:
    for pattern, words in BOUNDS:
        if found := pattern.fullmatch(problem):
            return found.expand(words)
    return problem


def refused(problem: str, text: str, *, name: str, interactive: bool) -> str:
    """What bash prints for a text that only bashkit finds wrong (a parenthesis that `extglob` would allow)."""
    found = PARSE_ERROR.search(problem)
    if found is None:
        return f"{name.removesuffix(': -c')}: {_too_much(problem)}\n"
    if interactive:
        return f"{name}: {found[2]}\n"
    number = int(found[1])
    line = (text.split("\n") + [""] * number)[number - 1]
    return f"{name}: line {number}: {found[2]}\n{name}: line {number}: `{line}'\n"


def unfinished(heredoc: Heredoc, text: str, name: str) -> str:
    """What bash says of a here-document that the text's end cuts off."""
    last, first = len(text.splitlines()), text.count("\n", 0, heredoc.at) + 1
    what = f"here-document at line {first} delimited by end-of-file (wanted `{heredoc.delimiter}')"
    return f"{name}: line {last}: warning: {what}\n"


def syntax_message(
    error: IncompleteError | SyntaxNearError, text: str, *, name: str, interactive: bool, dash: bool = False
) -> str:
    """What bash prints for a text that is no script. `name` is `bash`, `bash: -c` or a script's path."""
    if isinstance(error, IncompleteError):
        if error.quote:
            what = f"unexpected EOF while looking for matching `{error.quote}'"
        else:
            what = "syntax error: unexpected end of file"
        return f"{name}: {what}\n" if interactive else f"{name}: line {error.line}: {what}\n"
    if dash:
        number = text.count("\n", 0, error.at) + 1
        return f'{name}: {number}: Syntax error: "{error.token}" unexpected\n'
    what = f"syntax error near unexpected token `{error.token}'"
    if interactive:
        return f"{name}: {what}\n"
    number = text.count("\n", 0, error.at) + 1
    line = text.split("\n")[number - 1]
    return f"{name}: line {number}: {what}\n{name}: line {number}: `{line}'\n"
