"""Queries about the moments of a lab, to which its learner can go back. Each is one short transaction."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from app.storage.labs import Sessions
from app.storage.models import Moment


def keep_moment(sessions: Sessions, lab_id: str, name: str, label: str, data: bytes) -> None:
    """Keep a moment; an older one of that name is forgotten."""
    with sessions.begin() as session:
        session.execute(delete(Moment).where(Moment.lab_id == lab_id, Moment.name == name))
        session.add(Moment(lab_id=lab_id, name=name, label=label[:400], data=data))


def moments_of(sessions: Sessions, lab_id: str) -> list[tuple[str, str]]:
    """Names and labels, in the order in which they were kept."""
    query = select(Moment.name, Moment.label).where(Moment.lab_id == lab_id).order_by(Moment.id)
    with sessions() as session:
        return [(name, label) for name, label in session.execute(query)]


def moment(sessions: Sessions, lab_id: str, name: str) -> bytes | None:
    """What was kept under a name."""
    query = select(Moment.data).where(Moment.lab_id == lab_id, Moment.name == name)
    with sessions() as session:
        return session.scalars(query).first()


def drop_moments(sessions: Sessions, lab_id: str, names: Iterable[str]) -> None:
    """Forget some of them."""
    with sessions.begin() as session:
        session.execute(delete(Moment).where(Moment.lab_id == lab_id, Moment.name.in_(list(names))))
