"""Queries about learners and their labs. Each is one short transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, sessionmaker

from app.storage.models import Happening, LabRecord, Learner

Sessions = sessionmaker[Session]


@dataclass(frozen=True)
class Progress:
    """How far a learner is in a lesson: `passed` of `steps` steps."""

    lab_id: str
    lesson_id: str
    step: int
    passed: int
    steps: int
    created_at: datetime
    updated_at: datetime


def add_learner(sessions: Sessions, learner_id: str) -> None:
    """Remember a learner; a known one stays as it is."""
    with sessions.begin() as session:
        if session.get(Learner, learner_id) is None:
            session.add(Learner(id=learner_id))


def find_lab(sessions: Sessions, lab_id: str) -> LabRecord | None:
    """A lab by its id, with its snapshot."""
    with sessions() as session:
        return session.get(LabRecord, lab_id)


def find_lab_of(sessions: Sessions, learner_id: str, lesson_id: str) -> LabRecord | None:
    """The newest lab a learner has for a lesson."""
    query = (
        select(LabRecord)
        .where(LabRecord.learner_id == learner_id, LabRecord.lesson_id == lesson_id)
        .order_by(LabRecord.created_at.desc())
        .limit(1)
    )
    with sessions() as session:
        return session.scalars(query).first()


def add_lab(sessions: Sessions, lab_id: str, learner_id: str, lesson_id: str, steps: int) -> None:
    """Remember a new lab."""
    with sessions.begin() as session:
        if session.get(Learner, learner_id) is None:
            session.add(Learner(id=learner_id))
            session.flush()
        session.add(LabRecord(id=lab_id, learner_id=learner_id, lesson_id=lesson_id, steps=steps))
        session.add(Happening(lab_id=lab_id, what="opened", detail=lesson_id))


def save_lab(sessions: Sessions, lab_id: str, *, step: int, passed: int, snapshot: bytes) -> None:
    """Save the world of a lab. A lab that was deleted in the meantime stays deleted."""
    now = datetime.now(UTC).replace(tzinfo=None)
    change = update(LabRecord).where(LabRecord.id == lab_id)  # not by way of the object: that would read it first
    with sessions.begin() as session:
        session.execute(change.values(step=step, passed=passed, snapshot=snapshot, updated_at=now))


def delete_lab(sessions: Sessions, lab_id: str) -> None:
    """Forget a lab; forgetting twice is fine."""
    with sessions.begin() as session:
        session.execute(delete(LabRecord).where(LabRecord.id == lab_id))


def progress_of(sessions: Sessions, learner_id: str) -> dict[str, Progress]:
    """Lesson id -> how far the learner is; the newest lab counts where there are several."""
    query = (
        select(
            LabRecord.id,
            LabRecord.lesson_id,
            LabRecord.step,
            LabRecord.passed,
            LabRecord.steps,
            LabRecord.created_at,
            LabRecord.updated_at,
        )
        .where(LabRecord.learner_id == learner_id)
        .order_by(LabRecord.created_at)
    )
    with sessions() as session:
        return {row.lesson_id: Progress(*row) for row in session.execute(query)}


def remember(sessions: Sessions, lab_id: str, what: str, detail: str = "") -> None:
    """Write down that something happened in a lab."""
    with sessions.begin() as session:
        session.add(Happening(lab_id=lab_id, what=what, detail=detail[:400]))
