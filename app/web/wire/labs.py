"""A lab as a whole: joining it, its clock and its nodes, and going back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from app.labs.views import ClockView, NodeView
from app.web import fields
from app.web.replies import Joined


@dataclass(frozen=True)
class Join:
    """First event of a connection: `seen` has the last chunk that the browser has of each terminal."""

    event: ClassVar[str] = "lab.join"
    reply: ClassVar[type | None] = Joined
    seen: fields.Seen = field(default_factory=dict)


@dataclass(frozen=True)
class Advance:
    """Skip time. Acknowledged when it has begun; the clock's events tell the rest."""

    event: ClassVar[str] = "clock.advance"
    reply: ClassVar[type | None] = None
    seconds: fields.Seconds


@dataclass(frozen=True)
class Pace:
    """Let time go so many times as fast as the wall's; 0: it stands still. `clock.changed` tells everybody."""

    event: ClassVar[str] = "clock.pace"
    reply: ClassVar[type | None] = None
    speed: fields.Speed


@dataclass(frozen=True)
class Settle:
    """Skip time until nothing but periodic work is due. Acknowledged as `clock.advance`."""

    event: ClassVar[str] = "clock.settle"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class Reset:
    """Begin the lesson anew. Acknowledged when it has begun; `lab.begun` tells when it is done."""

    event: ClassVar[str] = "lab.reset"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class Undo:
    """Take the latest command back that changed something. Acknowledged as `lab.reset`."""

    event: ClassVar[str] = "lab.undo"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class PowerNode:
    """Stop or start one of the lab's nodes."""

    event: ClassVar[str] = "node.power"
    reply: ClassVar[type | None] = None
    node: fields.NodeName
    power: Literal["off", "on"]


@dataclass(frozen=True)
class Nodes:
    """A node was stopped or started."""

    event: ClassVar[str] = "nodes.changed"
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True)
class ClockState:
    """The lab's clock began to go, stopped or jumped."""

    event: ClassVar[str] = "clock.changed"
    clock: ClockView


@dataclass(frozen=True)
class LabBegun:
    """The lab began anew: join again, with nothing seen."""

    event: ClassVar[str] = "lab.begun"


@dataclass(frozen=True)
class Failed:
    """Something that was acknowledged as begun could not be done."""

    event: ClassVar[str] = "failed"
    request: str
    error: str
    detail: str


Asked = Join | Advance | Pace | Settle | Reset | Undo | PowerNode
Told = Nodes | ClockState | LabBegun | Failed
