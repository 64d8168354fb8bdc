"""Katacoda's quizzes as text: the question, its choices, and the answer folded away."""

from __future__ import annotations

import re
from collections.abc import Callable

_QUESTION = re.compile(r"^\s*>>\s*(?:Q\d*:?)?\s*(.*?)\s*<<\s*$")
_CHOICE = re.compile(r"^\s*([(\[])([*x ]?)[)\]]\s*(.*)$")
_TYPED = re.compile(r"^\s*(===|=~=)\s*(.*)$")


def quizzes_as_text(text: str, told: Callable[[int], None]) -> str:
    """The text with its quizzes written out; `told` gets the line (from 0) of each."""
    lines, result = text.split("\n"), []
    at = 0
    while at < len(lines):
        question = _QUESTION.match(lines[at])
        if question is None:
            result.append(lines[at])
            at += 1
            continue
        told(at)
        at += 1
        choices, answers = [], []
        while at < len(lines) and (line := lines[at].strip()):
            if found := _CHOICE.match(line):
                choices.append(f"- {found[3]}")
                answers += [found[3]] if found[2].strip() else []
            elif found := _TYPED.match(line):
                answers.append(f"`{found[2].strip()}`")
            else:
                break
            at += 1
        result += ["", f"**{question[1]}**", "", *choices, "", "<details><summary>Answer</summary>", "",
                   "; ".join(answers), "", "</details>", ""]  # fmt: skip
    return "\n".join(result)
