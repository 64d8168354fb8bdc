"""Katacoda's quizzes as questions of ours.

>>Q1: Which port?<<          a question, and below it up to the next empty line
=== 8080                     a text that is the answer
=~= 80                       a text that the answer contains
(*) a Service   ( ) a pod    one choice, each on a line of its own; the right one is marked
[*] labels      [ ] colours  any number of them
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_QUESTION = re.compile(r"^\s*>>\s*(?:Q\d+\s*:?|Q\s*:)?\s*(.*?)\s*<<\s*$")
_CHOICE = re.compile(r"^\s*(?:[-*+]\s+)?([(\[])\s*([*xX]?)\s*[)\]]\s*(.*)$")
_TYPED = re.compile(r"^\s*(===|=~=)\s*(.*)$")


@dataclass
class Question:
    """A quiz: the line of its question (from 0), and what stands below it."""

    line: int
    text: str
    choices: list[tuple[str, bool]] = field(default_factory=list)
    several: bool = False
    typed: list[str] = field(default_factory=list)

    def check(self) -> dict[str, Any] | None:
        """As a check of a lesson; None when nothing in it is right."""
        right = [f"choice-{number}" for number, (_, good) in enumerate(self.choices, 1) if good]
        if self.choices and right:
            names = {f"choice-{number}": text for number, (text, _) in enumerate(self.choices, 1)}
            if len(names) > 1:
                return {"says": self.text, "answer": right if self.several else right[0], "choices": names}
        if self.typed:
            return {"says": self.text, "answer": self.typed[0] if len(self.typed) == 1 else self.typed}
        return None


def take_quizzes(text: str) -> tuple[str, list[Question]]:
    """The text without its quizzes, and them."""
    lines, result, found = text.split("\n"), [], []
    at = 0
    while at < len(lines):
        begun = _QUESTION.match(lines[at])
        if begun is None:
            result.append(lines[at])
            at += 1
            continue
        question = Question(at, begun[1])
        at += 1
        while at < len(lines):
            below = next((number for number in range(at, len(lines)) if lines[number].strip()), len(lines))
            if below == len(lines) or not _take(lines[below], question):
                break
            at = below + 1
        found.append(question)
    return "\n".join(result), found


def _take(line: str, question: Question) -> bool:
    """Read one line below a question; False when it is none of its answers."""
    if choice := _CHOICE.match(line):
        question.choices.append((choice[3].strip(), bool(choice[2])))
        question.several |= choice[1] == "["
    elif typed := _TYPED.match(line):
        word = typed[2].strip()
        question.typed.append(f"*{word}*" if typed[1] == "=~=" else word)
    else:
        return False
    return True
