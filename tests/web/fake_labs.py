"""What the fake runtime keeps of a lab and of a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.labs import views
from app.labs.details import Detail
from app.labs.shapes import Shape
from app.lessons.model import Lesson


@dataclass
class FakeTerminal:
    view: views.TerminalView
    kept: list[views.Chunk] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    program: str = ""
    ahead: list[str] = field(default_factory=list)
    until: float = 0.0
    size: tuple[int, int] = (24, 80)
    got: list[bytes] = field(default_factory=list)


@dataclass
class FakeLab:
    id: str
    learner: str
    lesson: Lesson
    wanted: Mapping[str, Sequence[str]]
    step: str = ""
    phases: dict[str, views.StepPhase] = field(default_factory=dict)
    ticked: set[tuple[str, int]] = field(default_factory=set)
    given: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    finished: bool = False
    now: float = 1_767_225_600.0
    speed: float = 1.0
    terminals: dict[str, FakeTerminal] = field(default_factory=dict)
    nodes: dict[str, bool] = field(default_factory=lambda: {"node01": True})
    browsers: int = 0
    jumping: bool = False
    failed: bool = False
    version: int = 0
    shapes: dict[str, Shape] = field(default_factory=dict)
    details: dict[str, Detail] = field(default_factory=dict)
