"""The tables. Migrations in `migrations/versions` bring an older database up to them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    """All tables of the project."""


class Learner(Base):
    """Somebody's browser: nothing is known of the person."""

    __tablename__ = "learners"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=_now)


class LabRecord(Base):
    """A lab of a learner: which lesson, how far, and the whole world as it was when its prompt last returned."""

    __tablename__ = "labs"
    __table_args__ = (Index("labs_of_learner", "learner_id", "lesson_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[str] = mapped_column(ForeignKey("learners.id"))
    lesson_id: Mapped[str] = mapped_column(String(200))
    step: Mapped[int] = mapped_column(default=0)  # the step the learner looks at
    passed: Mapped[int] = mapped_column(default=0)  # steps whose checks have all held
    steps: Mapped[int] = mapped_column(default=0)  # steps of the lesson, for the catalogue
    snapshot: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    created_at: Mapped[datetime] = mapped_column(default=_now)
    updated_at: Mapped[datetime] = mapped_column(default=_now)


class Moment(Base):
    """The world of a lab as it once was, to which its learner can go back: `name` says when."""

    __tablename__ = "moments"
    __table_args__ = (Index("moments_of_lab", "lab_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    lab_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(220))
    label: Mapped[str] = mapped_column(String(400), default="")
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Happening(Base):
    """Something worth remembering about a lab: opened, step passed, reset, failed."""

    __tablename__ = "happenings"
    __table_args__ = (Index("happenings_of_lab", "lab_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    lab_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(default=_now)
    what: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(400), default="")


class Setting(Base):
    """Something the server decided once and must remember, such as the key that signs its cookies."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
