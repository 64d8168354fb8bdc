"""The kinds of checks: one file each, and the folder is the registry. `any_of.py` is the kind `any of`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from app.lessons.check import Check, CheckKind, Rules
from app.lessons.errors import suggestion
from app.lessons.nested import CHECKS, WORDED
from app.lessons.reading import Field, Source, Value, read_fields
from app.lessons.reading.takes import DURATION, TEXT, TEXTS
from app.lessons.text import Text

SAYS = Field("says", TEXT, "what is true when the check holds, as learners read it")
HINT = Field("hint", TEXTS, "help for those who are stuck; it unfolds on demand, several texts one by one", default=())
RULES = (
    Field("unless", WORDED, "what must not have been done: where one of these holds, the step says so and must be "
          "begun anew (or the state be mended)", default=()),
    Field("when", WORDED, "hints for certain wrong states: where one of these holds, learners read it instead of the "
          "nearest miss", default=()),
    Field("after", CHECKS, "what comes first: only what happens after all of these hold counts", default=()),
    Field("within", DURATION, "how soon it must come true, since the step began or since `after`"),
    Field("keep", DURATION, "how long it must stay true before it counts"),
)  # fmt: skip
_TEXTS = {
    "all": (replace(SAYS, required=True), HINT, *RULES),
    "says": (replace(SAYS, required=True),),
    "perhaps": (SAYS,),
    "none": (),
}


@cache
def kinds() -> dict[str, CheckKind]:
    """Every kind of check by its key."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem != "__init__":
            kind: CheckKind = import_module(f"{__name__}.{path.stem}").CHECK
            if kind.name.replace(" ", "_") != path.stem:
                raise ImportError(f"{path} declares the check kind {kind.name!r}")
            found[kind.name] = kind
    return found


def read_check(source: Source, value: Value, *, texts: str = "all") -> Check | None:
    """One entry of `checks:`; None (and errors) when it is none.

    `texts`: `all` that a step's check has, or inside another check only what it `says`, `perhaps`, or `none`.
    """
    if not value.is_mapping:
        source.wrong(value, "a check must be a mapping", "for example: {says: web is ready, resource: deployment/web}")
        return None
    named = [key for key in value.data if key in kinds()]
    if len(named) != 1:
        _report_kind(source, value, named)
        return None
    kind = kinds()[named[0]]
    if kind.alone and texts != "all":
        source.wrong(value, f"`{kind.name}` stands alone, never inside another check", "make it a check of its own")
        return None
    spec = read_fields(source, value, fields_of(kind, texts), f"the check `{kind.name}`")
    for field, message, remedy in kind.problems(spec):
        source.wrong(value.key_lines.get(field, value.line), message, remedy)
    says = spec.pop("says", None) or Text({})
    hints = spec.pop("hint", ())
    rules = Rules(**{rule.name: spec.pop(rule.name, rule.default) for rule in RULES})
    return Check(says, hints, kind, spec | {"says": str(says)}, source.file, value.line, rules)


def fields_of(kind: CheckKind, texts: str = "all") -> tuple[Field, ...]:
    """Every key that a check of a kind may have; `texts` as for `read_check`."""
    return (*_TEXTS[texts], Field(kind.name, kind.takes, kind.help, required=True), *kind.fields)


def _report_kind(source: Source, value: Value, named: list[str]) -> None:
    if named:
        source.wrong(
            value, "a check has one kind, this one has " + " and ".join(named), "write two checks, or `all of:`"
        )
        return
    known = {field.name for kind in kinds().values() for field in kind.fields}
    known |= {field.name for field in _TEXTS["all"]}
    unknown = [key for key in value.data if key not in known]
    if unknown:
        source.wrong(
            value.key_lines[unknown[0]], f"unknown kind of check {unknown[0]!r}", suggestion(unknown[0], kinds())
        )
    else:
        source.wrong(value, "the check does not say what to look at", "kinds are: " + ", ".join(kinds()))
