"""Opening the database: one URL, migrated to the newest tables before anybody asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import DatabaseError as SQLAlchemyDatabaseError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import StaticPool

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseError(Exception):
    """A database that cannot be used, and why, in a sentence."""


def open_database(place: str) -> sessionmaker[Session]:
    """Sessions on a database that has all tables; DatabaseError for one that cannot be used.

    `place` is an SQLAlchemy URL (`postgresql+psycopg://...`) or the path of an SQLite file, which is created with its
    folder where it is missing.
    """
    try:
        return _opened(place if "://" in place else f"sqlite:///{place}")
    except ArgumentError:  # its kin NoSuchModuleError: a kind of database that nobody knows
        raise DatabaseError(f"{place} is neither a file nor a URL as postgresql+psycopg://user@host/name") from None
    except ImportError as missing:
        raise DatabaseError(f"{place} needs the Python package {missing.name}") from None
    except OSError as wrong:
        raise DatabaseError(f"{place} cannot be made: {wrong.strerror}") from None
    except SQLAlchemyDatabaseError as wrong:
        raise DatabaseError(f"{place} cannot be used: {wrong.orig}") from None


def _opened(url: str) -> sessionmaker[Session]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    in_memory = parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:")
    # A database in memory is there for one connection only, which all threads then share.
    engine = (
        create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        if in_memory
        else (create_engine(url))
    )
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    migrate(engine)
    return sessionmaker(engine, expire_on_commit=False)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        # Write-ahead logging: a save of one lab never waits for another's reading. NORMAL is durable against a crash of
        # the process; only a power cut may lose the last moment.
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
