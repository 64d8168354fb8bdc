"""What the first line of a code block says: what a click on it does."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class CodeInfo:
    """What stands behind the backticks of a code block."""

    language: str = ""
    run: bool = False
    terminal: int = 1
    interrupt: bool = False
    problem: str = ""
    file: str = ""
    how: str = "replace"
    marker: str = ""


def code_info(info: str) -> CodeInfo:
    """Read an info string; `problem` tells what in it has no meaning."""
    try:
        language, *words = shlex.split(info) or [""]
    except ValueError:
        language, *words = info.split()
    run = "run" in words
    terminal = 1
    problem = ""
    if any(word.startswith("file=") for word in words):
        return _file_info(language, words)
    for word in words:
        name, _, number = word.partition("=")
        if name == "terminal" and number.isdigit() and run:
            terminal = int(number)
        elif word not in ("run", "interrupt") or not run:
            problem = _meaningless(word)
    if run and language not in ("sh", "bash"):
        problem = f"a block of {language!r} cannot be run"
    return CodeInfo(language, run, terminal, "interrupt" in words, problem)


def _file_info(language: str, words: Sequence[str]) -> CodeInfo:
    file, how, marker, problem = "", "replace", "", ""
    for word in words:
        name, _, value = word.partition("=")
        if name == "file" and value.startswith("/"):
            file = value
        elif word in ("append", "prepend"):
            how = word
        elif name == "insert" and value:
            how, marker = "insert", value
        else:
            problem = "a file is named by an absolute path" if name == "file" else _meaningless(word)
    return CodeInfo(language, problem=problem, file=file, how=how, marker=marker)


def _meaningless(word: str) -> str:
    return f"{word!r} means nothing in a code block's first line"


def file_command(info: CodeInfo, content: str) -> str:
    """The shell command that does to a file what a click on such a block does."""
    end = "EOF"
    while f"\n{end}\n" in f"\n{content}\n":
        end += "_"
    path, text = shlex.quote(info.file), f"<<'{end}'\n{content.rstrip(chr(10))}\n{end}"
    folder = info.file.rpartition("/")[0]
    made = f"mkdir -p {shlex.quote(folder)} && " if folder not in ("", "/root", "/tmp") else ""
    if info.how == "append":
        return f"{made}cat >> {path} {text}"
    if info.how == "prepend":
        return f"touch {path} && cat - {path} > {path}.new {text}\nmv {path}.new {path}"
    if info.how == "insert":
        old = shlex.quote(info.marker)
        return f'(new=$(cat {text}\n); old={old}; all=$(cat {path}); printf "%s\\n" "${{all/"$old"/"$new"}}" > {path})'
    return f"{made}cat > {path} {text}"
