"""Questions of ours as Katacoda's quizzes, which `app.lessons.importing.quizzes` reads."""

from __future__ import annotations

from collections.abc import Callable

from app.lessons.check import Check
from app.lessons.model import Step
from app.lessons.quiz import ANY, quiz_of
from app.lessons.variables import variables

Told = Callable[[Check, str], None]


def quizzes(step: Step, language: str, told: Told) -> str:
    """A step's questions, as they stand below its text; `told` gets what a quiz cannot have."""
    asked = [check for check in step.checks if check.kind.name == "answer"]
    found = [_quiz(number, check, language, told) for number, check in enumerate(asked, 1)]
    return "".join(f"\n\n{text}" for text in found if text)


def _quiz(number: int, check: Check, language: str, told: Told) -> str:
    quiz = quiz_of(check.spec)
    if any(variables(word) for word in quiz.right):
        told(check, "was left out: its answer is known to the lab alone")
        return ""
    if quiz.wrong or quiz.explanation:
        told(check, "lost what is said of its answers")
    lines = [f">>Q{number}: {_line(check.says.text(language))}<<"]
    for name, text in quiz.choices.items():
        mark = "*" if name in quiz.right else " "
        left, right = "[]" if quiz.kind == "many" else "()"
        lines.append(f"{left}{mark}{right} {_line(text.text(language))}")
    for word in quiz.right if not quiz.choices else ():
        part = word.strip(ANY)
        if ANY in part:
            told(check, f"takes less: no quiz knows `{word}`")
        lines.append(f"=== {word}" if part == word or ANY in part else f"=~= {part}")
    return "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())
