"""`ran: kubectl get pods` - such a command was run in this step, and it succeeded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.commands.compare import ends_by_interrupt, nearest_gap, shown
from app.lessons.commands.comparison import Near, program
from app.lessons.commands.plain import ANY
from app.lessons.commands.words import simple_commands, surely_succeeded
from app.lessons.evidence import Evidence, Finished, Need
from app.lessons.reading import Field, Source, Takes, Value
from app.lessons.reading.takes import COMMAND, number, one_or_list
from app.lessons.sentences import Sentence, say
from app.lessons.texts import TEXT_PATTERN, text_fits

_INTERRUPTED = frozenset({130, 137, 143})
_READER_LEFT = 141  # as in `kubectl get pods | head -1`
_TRIFLE = 3  # characters of a word that says nothing by itself
_EXITED = 4  # nearer than any command that differs


def _read_exit(source: Source, value: Value) -> Any:
    if isinstance(value.data, int) and not isinstance(value.data, bool) and 0 <= value.data <= 255:
        return value.data
    if value.text not in ("any", "fails"):
        source.wrong(value, f"{value.text!r} is no exit status", "write a number from 0 to 255, `fails` or `any`")
    return value.text


def _commands(finished: list[Finished], *, whole: bool) -> Iterator[Finished]:
    """Each command that ran, newest first; those inside the shell are read from the typed lines.

    With `whole`, each typed line as well, whose output is all that stood on the screen: error messages, too.
    """
    own_records = {program(record.argv) for record in finished if record.argv}
    for record in reversed(finished):
        if record.argv:
            yield record
            continue
        if whole and record.text.strip():
            yield replace(record, argv=tuple(record.text.split()), output=_unsaid(record))
        simple = simple_commands(record.text)
        alone = [one.words for one in simple] if len(simple) == 1 else []
        for words in alone or (surely_succeeded(record.text) if record.exit == 0 else []):
            if program(words) not in own_records:
                yield replace(record, argv=words)


def _unsaid(record: Finished) -> str:
    """What a line showed without what it said itself: error messages quote the words that were typed."""
    typed = {word for one in simple_commands(record.text) for word in one.words if len(word) > _TRIFLE}
    output = record.output
    for word in sorted(typed, key=len, reverse=True):
        output = output.replace(word, "")
    return output


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    nearest, why = 0, say("nothing ran")
    for command in _commands(list(evidence.finished()), whole=ANY in spec["ran"]):
        if spec["terminal"] not in (None, command.terminal):
            continue
        gap = nearest_gap(spec["ran"], command.argv, evidence.resources, command.namespace)
        if gap is None:
            wrong = _outcome(spec, command)
            if wrong is None:
                return HOLDS
            nearest, why = (nearest, why) if nearest >= _EXITED else (_EXITED, wrong)
        elif gap.near > max(nearest, Near.SAME_PROGRAM):
            nearest, why = gap.near, say("command differs", command=shown(command.argv), miss=gap.why)
    return fails(why, nearest)


def _outcome(spec: Spec, command: Finished) -> Sentence | None:
    """What is wrong with how a command ended or with what it printed."""
    wanted, status = spec["exit"], command.exit
    succeeded = status in (0, _READER_LEFT) or (status in _INTERRUPTED and ends_by_interrupt(command.argv))
    if wanted == "fails" and succeeded:
        return say("command succeeded", command=shown(command.argv))
    if (wanted == 0 and not succeeded) or (isinstance(wanted, int) and wanted not in (0, status)):
        return say("command failed", command=shown(command.argv), exit=status)
    if spec["prints"] is not None and not text_fits(spec["prints"], command.output):
        return say("command printed", command=shown(command.argv))
    return None


def _problems(spec: Spec) -> list[tuple[str, str, str]]:
    if any(not words for words in spec["ran"]):
        return [("ran", "there is no command", "write one: ran: kubectl get pods")]
    if ANY in spec["ran"] and spec["prints"] is None:
        return [("ran", "`*` alone is every command", "say what it prints: `prints`")]
    return []


CHECK = CheckKind(
    name="ran",
    help="such a command succeeded in this step; compared by meaning, more flags are fine, `*` is any text, and `*` "
    "alone any typed line, for those who only have to read something: `prints` says what stands on the screen",
    example="ran: kubectl rollout status deployment/web",
    takes=one_or_list(COMMAND),
    fields=(
        Field(
            "exit",
            Takes("a number, `fails` or `any`", _read_exit, {"type": ["integer", "string"]}),
            "its exit status; success if not given",
            default=0,
        ),
        Field("prints", TEXT_PATTERN, "what its output contains, or an operator for it"),
        Field("terminal", number(1, 8), "only in this terminal"),
    ),
    needs=lambda spec: frozenset({Need("commands")}),
    holds=_holds,
    problems=_problems,
)
