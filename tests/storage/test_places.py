"""Where the database may be, and what is said of a place where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.cli import kubekata
from app.storage.database import DatabaseError, open_database


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_path_is_an_sqlite_file(tmp_path: Path, form: str) -> None:
    file = tmp_path / "folder" / "labs.sqlite3"
    with open_database(form.format(file))() as session:
        assert session.execute(text("select count(*) from learners")).scalar() == 0
    assert file.is_file()


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database")
    for place, problem in (
        ("nosuch://x", "nosuch://x is neither a file nor a URL as postgresql+psycopg://user@host/name"),
        ("mysql+nosuch://x", "mysql+nosuch://x is neither a file nor a URL as postgresql+psycopg://user@host/name"),
        (f"{tmp_path}/text", f"{tmp_path}/text cannot be used: file is not a database"),
        (f"{tmp_path}/text/x", f"{tmp_path}/text/x cannot be made: File exists"),
        (f"{tmp_path}", f"{tmp_path} cannot be used: unable to open database file"),
    ):
        with pytest.raises(DatabaseError) as raised:
            open_database(place)
        assert str(raised.value) == problem


@pytest.mark.parametrize("command", ["serve", "play"])
def test_the_command_says_it_in_a_sentence(command: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(kubekata, [command, "--port", "0", "--database", str(tmp_path)])
    problem = f"Invalid value for --database: {tmp_path} cannot be used: unable to open database file"
    assert (done.exit_code, done.output.splitlines()[-1]) == (2, f"Error: {problem}")
