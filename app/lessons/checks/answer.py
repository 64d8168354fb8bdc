"""`answer: replicaset` - a question was answered rightly."""

from __future__ import annotations

from app.lessons.check import CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence, Need
from app.lessons.quiz import ANY, quiz_of
from app.lessons.reading import Field, Source, Takes, Value
from app.lessons.reading.takes import TEXT, WORD, one_or_list, read_word
from app.lessons.sentences import say
from app.lessons.text import Text


def _read_answer(source: Source, value: Value) -> tuple[tuple[str, ...], bool]:
    """The words, and whether they are a list."""
    entries = value.data if value.is_list else [value]
    if not entries:
        source.wrong(value, "no answer is right here", "write at least one")
    return tuple(read_word(source, entry) for entry in entries), value.is_list


def _read_texts(source: Source, value: Value) -> dict[str, Text]:
    if not value.is_mapping:
        source.wrong(value, "a mapping of answers to texts is expected here", "for example: {pod: A pod, node: A node}")
        return {}
    return {key: TEXT.read(source, below) for key, below in value.items()}


_TEXTS = Takes(
    "a mapping of answers to texts", _read_texts, {"type": "object", "additionalProperties": dict(TEXT.schema)}
)


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    quiz, given = quiz_of(spec).filled(evidence), evidence.answers().get(spec["says"])
    if given is None:
        return fails(say("no answer"), 0)
    if quiz.is_right(given):
        return Verdict(True, say("as written", text=quiz.explanation) if quiz.explanation else None)
    message = quiz.message(given)
    if message is not None:
        return fails(say("as written", text=message), 2)
    incomplete = quiz.kind == "many" and set(given) < set(quiz.right)
    return fails(say("answer is incomplete" if incomplete else "answer is wrong"), 2)


def _problems(spec: Spec) -> list[tuple[str, str, str]]:
    quiz = quiz_of(spec)
    found = []
    if len(quiz.choices) == 1:
        found.append(("choices", "there is nothing to choose from", "write two choices at least, or none for a text"))
    for name in quiz.right if quiz.choices else ():
        if name not in quiz.choices:
            found.append(("answer", f"there is no choice {name!r}", "choices are: " + ", ".join(quiz.choices)))
    for name in quiz.wrong:
        if quiz.choices and name not in (*quiz.choices, ANY):
            found.append(("wrong", f"there is no choice {name!r}", "choices are: " + ", ".join(quiz.choices)))
        elif name in quiz.right or (quiz.kind == "text" and name != ANY and quiz.is_right((name,))):
            found.append(("wrong", f"{name!r} is a right answer", "take it out here, or under `answer`"))
    return found


CHECK = CheckKind(
    name="answer",
    help="a question was answered; `says` is the question. With `choices` the answer is the name of one, or a list of "
    "names (then any number can be chosen); without, learners type it: one text, or a list of which any will do; case, "
    "width and spaces do not matter, `*` is any text. What is right never reaches the browser before it is given",
    example="says: What keeps three pods running?\nanswer: replicaset\n"
    "choices: {deployment: The Deployment, replicaset: The ReplicaSet}\n"
    "wrong: {deployment: It leaves the counting to another object.}",
    takes=Takes("an answer, or a list of them", _read_answer, one_or_list(WORD).schema),
    fields=(
        Field("choices", _TEXTS, "what there is to choose from: names and texts", default={}),
        Field("wrong", _TEXTS, "what is said of wrong answers: choices by name, or texts with `*`", default={}),
        Field("explanation", TEXT, "what is said once the answer is right"),
    ),
    needs=lambda spec: frozenset({Need("answers", spec["says"])}),
    holds=_holds,
    problems=_problems,
    alone=True,
)
