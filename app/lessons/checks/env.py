"""`env: POD_NAME` - some terminal's shell has this variable, with such a value."""

from __future__ import annotations

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.commands.comparison import fits
from app.lessons.evidence import Evidence, Need
from app.lessons.reading import Field, Source, Takes, Value
from app.lessons.reading.takes import WORD, number, read_word
from app.lessons.selection import NAMESPACE, TYPE_AND_NAME, candidates, is_terminating, name_of
from app.lessons.sentences import Sentence, say, shown
from app.lessons.texts import TEXT_PATTERN, text_fits


def _read_name(source: Source, value: Value) -> str:
    word = read_word(source, value)
    if word and not word.isidentifier():
        source.wrong(value, f"{word!r} is no variable's name", "write it without $: POD_NAME")
    return word


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    name = spec["env"]
    why = say("no variable", name=name)
    for terminal, variables in sorted(evidence.env().items()):
        if spec["terminal"] not in (None, terminal) or name not in variables:
            continue
        wrong = _wrong(spec, variables[name].strip(), evidence)
        if wrong is None:
            return HOLDS
        why = wrong
    return fails(why)


def _wrong(spec: Spec, value: str, evidence: Evidence) -> Sentence | None:
    name = spec["env"]
    if not value and spec["is"] is None:
        return say("variable is empty", name=name)
    if spec["is"] is not None and not fits(spec["is"], value):
        return say("variable differs", name=name, value=shown(value))
    if spec["contains"] is not None and not text_fits(spec["contains"], value):
        return say("variable differs", name=name, value=shown(value))
    if spec["names"] is not None and not _names(spec, value, evidence):
        return say("variable names nothing", name=name, value=shown(value), kind=spec["names"][0])
    return None


def _names(spec: Spec, value: str, evidence: Evidence) -> bool:
    for resource in evidence.resources(spec["names"][0])[:1]:
        found = candidates(resource, spec, "names", evidence)
        return value in {name_of(one) for one in found if not is_terminating(one)}
    return False


def _needs(spec: Spec) -> frozenset[Need]:
    needs = {Need("env", spec["env"])}
    return frozenset(needs if spec["names"] is None else needs | {Need("objects", spec["names"][0])})


CHECK = CheckKind(
    name="env",
    help="a terminal's shell has this variable, exported or not, and it is not empty",
    example="env: POD_NAME\nnames: pod",
    takes=Takes("a variable's name", _read_name),
    fields=(
        Field("is", WORD, "its whole value; `*` is any text"),
        Field("contains", TEXT_PATTERN, "what its value contains, or an operator for it"),
        Field("names", TYPE_AND_NAME, "its value is the name of such an object, which exists"),
        NAMESPACE,
        Field("terminal", number(1, 8), "only in this terminal"),
    ),
    needs=_needs,
    holds=_holds,
)
