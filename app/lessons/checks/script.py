"""`script: verify.sh` - a script that learners never see says whether it is so, run on the host as root."""

from __future__ import annotations

from app.lessons.check import HOLDS, CheckKind, Spec, Verdict, fails
from app.lessons.evidence import Evidence, Need
from app.lessons.reading import Field
from app.lessons.reading.scripts import SCRIPT
from app.lessons.reading.takes import DURATION, FLAG
from app.lessons.sentences import say, shown
from app.lessons.texts import TEXT_PATTERN, text_fits

TIMEOUT = 60.0  # seconds of the lab's time


async def _holds(spec: Spec, evidence: Evidence) -> Verdict:
    ran = await evidence.script(spec["script"], spec["timeout"])
    if ran is None:
        return fails(say("script takes too long", seconds=f"{spec['timeout']:g}"))
    printed = spec["prints"] is None or text_fits(spec["prints"], ran.output)
    if ran.exit == 0 and printed:
        return HOLDS
    lines = [line.strip() for line in ran.output.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    why = say("script says", line=shown(last)) if spec["shows its last line"] and last else say("script fails")
    return Verdict(False, why, f"exit status {ran.exit}" + (f": {last}" if last else ""))


CHECK = CheckKind(
    name="script",
    help="a bash script ends with 0; it runs on the host as root in a process of its own, and learners never see it",
    example="script: |\n  kubectl -n shop wait --for=condition=Ready pod/web --timeout=5s\nshows its last line: true",
    takes=SCRIPT,
    fields=(
        Field("prints", TEXT_PATTERN, "what it must print as well"),
        Field("timeout", DURATION, "how long it may take by the lab's clock", default=TIMEOUT),
        Field("shows its last line", FLAG, "learners who ask why see the last line that it printed", default=False),
    ),
    needs=lambda spec: frozenset({Need("commands"), Need("files")}),
    holds=_holds,
    problems=lambda spec: [] if spec["script"].strip() else [("script", "there is no script", "script: verify.sh")],
    waits=True,
)
