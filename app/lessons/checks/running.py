"""`running: kubectl proxy` - such a program is running in some terminal, in front or in the background."""

from __future__ import annotations

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.commands.compare import nearest_gap, shown
from app.lessons.commands.comparison import Near
from app.lessons.evidence import Evidence, Need
from app.lessons.reading import Field
from app.lessons.reading.takes import COMMAND, number, one_or_list
from app.lessons.sentences import say


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    nearest, why = Near.SAME_PROGRAM, say("not running")
    for program in evidence.programs():
        if spec["terminal"] not in (None, program.terminal):
            continue
        gap = nearest_gap(spec["running"], program.argv, evidence.resources)
        if gap is None:
            return HOLDS
        if gap.near > nearest:
            nearest, why = gap.near, say("command differs", command=shown(program.argv), miss=gap.why)
    if nearest == Near.SAME_PROGRAM:
        for record in reversed(evidence.finished()):
            if record.argv and nearest_gap(spec["running"], record.argv, evidence.resources) is None:
                return fails(say("program ended", command=shown(record.argv)))
    return fails(why)


CHECK = CheckKind(
    name="running",
    help="such a program is running now, in front or in the background; compared as `ran` does",
    example="running: kubectl proxy",
    takes=one_or_list(COMMAND),
    fields=(Field("terminal", number(1, 8), "only in this terminal"),),
    needs=lambda spec: frozenset({Need("programs"), Need("commands")}),
    holds=_holds,
    problems=lambda spec: (
        [("running", "there is no command", "running: kubectl proxy")]
        if any(not words for words in spec["running"])
        else []
    ),
)
