"""Splits a typed line into its simple commands, far enough to see which builtins ran in it.

Nothing is expanded: `export POD_NAME=$(kubectl get pods)` has the words `export` and `POD_NAME=$(kubectl get pods)`.
"""

from __future__ import annotations

from dataclasses import dataclass

_SEPARATORS = ("&&", "||", ";;", "|&", "|", ";", "&", "\n", "(", ")")
_RESERVED = frozenset({"!", "do", "done", "elif", "else", "fi", "if", "then", "time", "until", "while", "{", "}"})


@dataclass(frozen=True)
class Simple:
    """A simple command: its words, and the separator that stands before it (empty for the first)."""

    words: tuple[str, ...]
    after: str


def simple_commands(line: str) -> list[Simple]:
    """The simple commands of a line, in order; unbalanced quotes and brackets end with the line."""
    found: list[Simple] = []
    words: list[str] = []
    after = ""
    for token in _tokens(line):
        if not isinstance(token, _Separator):
            words.append(token)
            continue
        if words:
            found.append(Simple(_without_redirections(words), after))
        words, after = [], token.text
    if words:
        found.append(Simple(_without_redirections(words), after))
    return [simple for simple in found if simple.words]


def surely_succeeded(line: str) -> list[tuple[str, ...]]:
    """The commands of a line that must have succeeded when the line did: the last, and what `&&` and `|` tie to it."""
    sure: list[tuple[str, ...]] = []
    for simple in reversed(simple_commands(line)):
        sure.append(simple.words)
        if simple.after not in ("&&", "|", "|&"):
            break
    return sure[::-1]


@dataclass(frozen=True)
class _Separator:
    text: str


def _tokens(line: str) -> list[str | _Separator]:
    tokens: list[str | _Separator] = []
    word: str | None = None
    at = 0
    while at < len(line):
        separator = next((mark for mark in _SEPARATORS if line.startswith(mark, at)), None)
        if separator == "&" and ((word or "").endswith(">") or line.startswith("&>", at)):
            separator = None  # a redirection: 2>&1, &>file
        if separator is None and line[at] == "#" and word is None:
            separator = "\n"
            at = (line + "\n").index("\n", at)
        if separator or line[at] in " \t":
            if word is not None:
                tokens.append(word)
            word = None
            if separator:
                tokens.append(_Separator(separator))
            at += len(separator or " ")
            continue
        piece, at = _piece(line, at)
        word = (word or "") + piece
    return [*tokens, word] if word is not None else tokens


def _piece(line: str, at: int) -> tuple[str, int]:
    """One character, or a whole quotation or substitution; and where it ends."""
    char = line[at]
    if char == "\\":
        return ("" if line[at + 1 : at + 2] == "\n" else line[at + 1 : at + 2]), at + 2
    if char == "'":
        end = _find(line, "'", at + 1)
        return line[at + 1 : end], end + 1
    if char == '"':
        return _double_quoted(line, at + 1)
    if char == "`":
        end = _find(line, "`", at + 1)
        return line[at : end + 1], end + 1
    if line.startswith("$(", at):
        return _substitution(line, at)
    return char, at + 1


def _find(line: str, mark: str, at: int) -> int:
    end = line.find(mark, at)
    return end if end >= 0 else len(line)


def _double_quoted(line: str, at: int) -> tuple[str, int]:
    text = ""
    while at < len(line) and line[at] != '"':
        if line[at] == "\\" and line[at + 1 : at + 2] in ('"', "\\", "$", "`"):
            text, at = text + line[at + 1], at + 2
        elif line.startswith("$(", at):
            piece, at = _substitution(line, at)
            text += piece
        else:
            text, at = text + line[at], at + 1
    return text, at + 1


def _substitution(line: str, at: int) -> tuple[str, int]:
    start, depth = at, 0
    while at < len(line):
        if line[at] in "'\"\\":
            _, at = _piece(line, at) if line[at] != '"' else _double_quoted(line, at + 1)
            continue
        depth += {"(": 1, ")": -1}.get(line[at], 0)
        at += 1
        if line[at - 1] == ")" and depth == 0:
            break
    return line[start:at], at


def _without_redirections(words: list[str]) -> tuple[str, ...]:
    kept: list[str] = []
    skip = False
    for word in words:
        mark = word.lstrip("0123456789&")
        if skip:
            skip = False
        elif mark[:1] in ("<", ">"):
            skip = not mark.lstrip("<>&|-")
        elif kept or word not in _RESERVED:
            kept.append(word)
    return tuple(kept)
