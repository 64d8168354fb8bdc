"""Questions of a lesson: one of several choices, any number of them, or a text. What is right stays on the server.

The page sees choices by their place (`1`, `2` ...), never by the names that an author gave them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.lessons.commands.comparison import fits
from app.lessons.evidence import Evidence
from app.lessons.text import Text
from app.lessons.variables import filled, filled_text

QuizKind = Literal["one", "many", "text"]
ANY = "*"


@dataclass(frozen=True)
class Quiz:
    """A question's answers. `choices` by name, none for a text; `right` are names, or texts of which any will do.

    `wrong`: what is said of a wrong choice or text, in the order in which they are tried.
    """

    kind: QuizKind
    choices: Mapping[str, Text]
    right: tuple[str, ...]
    wrong: Mapping[str, Text]
    explanation: Text | None = None

    def filled(self, evidence: Evidence) -> Quiz:
        """The same with the values of the variables in its texts."""
        wrong = {filled(name, evidence): filled_text(text, evidence) for name, text in self.wrong.items()}
        explanation = self.explanation and filled_text(self.explanation, evidence)
        right = tuple(filled(word, evidence) for word in self.right)
        return replace(self, right=right, wrong=wrong, explanation=explanation)

    def read(self, given: Sequence[str]) -> tuple[str, ...] | None:
        """An answer as the page sends it, by the choices' names; None when it is none."""
        if self.kind == "text":
            text = given[0].strip() if len(given) == 1 else ""
            return (text,) if text else None
        names = list(self.choices)
        places = {str(number): name for number, name in enumerate(names, 1)}
        if not given or not set(given) <= places.keys() or (self.kind == "one" and len(given) != 1):
            return None
        return tuple(sorted({places[place] for place in given}, key=names.index))

    def shown(self, given: Sequence[str]) -> tuple[str, ...]:
        """An answer as the page knows it."""
        names = list(self.choices)
        return tuple(given) if self.kind == "text" else tuple(str(names.index(name) + 1) for name in given)

    def is_right(self, given: Sequence[str]) -> bool:
        """Whether that is the answer; texts are compared without regard to case, width and spaces."""
        if self.kind == "text":
            return any(_same(text, given[0]) for text in self.right)
        return set(given) == set(self.right)

    def message(self, given: Sequence[str]) -> Text | None:
        """What the lesson's author says of a wrong answer."""
        if self.kind == "text":
            return next((text for wrong, text in self.wrong.items() if _same(wrong, given[0])), None)
        mistaken = [name for name in given if name not in self.right]
        found = next((self.wrong[name] for name in mistaken if name in self.wrong), None)
        return found or (self.wrong.get(ANY) if mistaken else None)

    def solution(self) -> tuple[str, ...]:
        """A right answer."""
        return (_plain(self.right[0]),) if self.kind == "text" else self.right

    def mistakes(self) -> list[tuple[tuple[str, ...], Text | None]]:
        """Wrong answers to try, with what has to be said of each."""
        if self.kind == "text":
            tried = [(_plain(wrong) or "?",) for wrong in self.wrong]
        else:
            tried = [(name,) for name in self.choices if name not in self.right]
        return [(given, self.message(given)) for given in tried if not self.is_right(given)]


def quiz_of(spec: Mapping[str, Any]) -> Quiz:
    """The question of a check of the kind `answer`."""
    words, several = spec["answer"]
    choices: Mapping[str, Text] = spec["choices"]
    kind: QuizKind = "text" if not choices else "many" if several else "one"
    return Quiz(kind, choices, words, spec["wrong"], spec["explanation"])


def _same(pattern: str, text: str) -> bool:
    return fits(_normal(pattern), _normal(text))


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _plain(pattern: str) -> str:
    return pattern.replace(ANY, "")
