"""The drawing of the cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.labs.details import Detail
from app.labs.shapes import Picture
from app.web import fields


@dataclass(frozen=True)
class LookAtCluster:
    """The cluster as it is drawn; its changes come by themselves until the browser looks away or leaves."""

    event: ClassVar[str] = "cluster.look"
    reply: ClassVar[type | None] = Picture


@dataclass(frozen=True)
class LookAway:
    """The drawing is shut: no more of its changes."""

    event: ClassVar[str] = "cluster.leave"
    reply: ClassVar[type | None] = None


@dataclass(frozen=True)
class AskDetail:
    """What there is to know of one object of the picture, by its id."""

    event: ClassVar[str] = "cluster.detail"
    reply: ClassVar[type | None] = Detail
    id: fields.ShapeId


@dataclass(frozen=True)
class ClusterPicture:
    """What became different in the cluster. A browser that misses the version before looks again."""

    event: ClassVar[str] = "cluster.changed"
    picture: Picture


Asked = LookAtCluster | LookAway | AskDetail
Told = ClusterPicture
