"""Labs outlive the process: what was saved is found again, in a file as after a restart."""

from pathlib import Path

from sqlalchemy import inspect

from app.storage import labs
from app.storage.database import open_database
from app.storage.models import Base
from app.storage.settings import secret_key


def test_a_saved_lab_is_found_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/kubekata.sqlite3"
    sessions = open_database(url)
    labs.add_lab(sessions, "lab-1", "ann", "basics/02-deploy", steps=5)
    labs.save_lab(sessions, "lab-1", step=2, passed=1, snapshot=b"world")

    found = labs.find_lab(open_database(url), "lab-1")

    assert found is not None
    assert (found.learner_id, found.step, found.passed, found.snapshot) == ("ann", 2, 1, b"world")


def test_a_learner_sees_only_their_own_progress() -> None:
    sessions = open_database("sqlite://")
    labs.add_lab(sessions, "lab-1", "ann", "basics/02-deploy", steps=5)
    labs.add_lab(sessions, "lab-2", "bob", "basics/02-deploy", steps=5)
    labs.save_lab(sessions, "lab-2", step=3, passed=3, snapshot=b"")

    assert labs.progress_of(sessions, "ann")["basics/02-deploy"].passed == 0
    assert labs.progress_of(sessions, "bob")["basics/02-deploy"].passed == 3
    assert labs.progress_of(sessions, "eve") == {}


def test_saving_a_deleted_lab_brings_nothing_back() -> None:
    sessions = open_database("sqlite://")
    labs.add_lab(sessions, "lab-1", "ann", "basics/02-deploy", steps=5)
    labs.delete_lab(sessions, "lab-1")
    labs.delete_lab(sessions, "lab-1")
    labs.save_lab(sessions, "lab-1", step=1, passed=1, snapshot=b"late")

    assert labs.find_lab(sessions, "lab-1") is None


def test_migrations_and_models_agree() -> None:
    sessions = open_database("sqlite://")
    with sessions() as session:
        inspector = inspect(session.connection())
        there = {
            table: {column["name"] for column in inspector.get_columns(table)}
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }
    assert there == {table.name: {column.name for column in table.columns} for table in Base.metadata.tables.values()}


def test_the_key_that_signs_cookies_survives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kubekata.sqlite3"
    key = secret_key(open_database(url))
    assert len(key) == 32
    assert secret_key(open_database(url)) == key
