"""What the fields of events from the browser may hold: one name a kind of field, with its limits."""

from __future__ import annotations

from typing import Annotated

from app.sim.limits import LIMITS
from app.web.payloads import Entries, Items, Number, Text, Whole

_TERMINAL = Text(8, r"[1-9][0-9]{0,3}")
_SEQ = Whole(0, 1 << 53)

TerminalName = Annotated[str, _TERMINAL]
StepName = Annotated[str, Text(200)]
ShapeId = Annotated[str, Text(600)]
NodeName = Annotated[str, Text(253)]
Path = Annotated[str, Text(4096, r"[^\0]+")]
FileText = Annotated[str, Text(LIMITS.edited_bytes)]
Version = Annotated[str, Text(16, r"[0-9a-f]{16}|\*|")]
TextLine = Annotated[int, Whole(0, LIMITS.edited_bytes)]
Line = Annotated[str, Text(LIMITS.line_bytes, r"[^\r]*")]  # with newlines where several were pasted or recalled
Keystrokes = Annotated[str, Text(LIMITS.line_bytes)]
Rows = Annotated[int, Whole(1, 500)]
Columns = Annotated[int, Whole(2, 1000)]
Cursor = Annotated[int, Whole(0, LIMITS.line_bytes)]
Seq = Annotated[int, _SEQ]
Speed = Annotated[float, Number(0, 60)]
Seconds = Annotated[float, Number(0, 24 * 3600)]
CheckNumber = Annotated[int, Whole(0, 1000)]
Given = Annotated[tuple[str, ...], Items(100, Text(4096))]
Seen = Annotated[dict[str, int], Entries(LIMITS.terminals * 4, _TERMINAL, _SEQ)]
