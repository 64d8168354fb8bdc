"""The SQL engine is shut off: no files, no clock of its own, no endless statements; dialects word its complaints."""

from __future__ import annotations

import pytest

from app.cluster.images.sql.engine import Engine, SqlError, statements
from app.cluster.images.sql.postgres import worded


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '/etc/passwd' AS x", "PRAGMA temp_store_directory='/tmp'", "SELECT load_extension('x')",
        "SELECT datetime('now')", "SELECT randomblob(8)", "VACUUM INTO '/tmp/copy.db'", "DETACH DATABASE main",
        "CREATE VIRTUAL TABLE v USING fts5(a)", "SELECT readfile('/etc/passwd')", "SELECT * FROM pragma_database_list",
    ],
)  # fmt: skip
def test_what_reaches_outside_is_refused(statement: str) -> None:
    with pytest.raises(SqlError):
        Engine({}).run(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT count(*) FROM c",
        "WITH RECURSIVE c(x) AS (SELECT 'a' UNION ALL SELECT x||x FROM c) SELECT max(length(x)) FROM c",
        "SELECT zeroblob(100000000)", "SELECT " + "(" * 500 + "1" + ")" * 500,
    ],
    ids=["endless", "growing", "big", "deep"],
)  # fmt: skip
def test_what_takes_too_much_is_stopped(statement: str) -> None:
    with pytest.raises(SqlError):
        Engine({}).run(statement)


def test_a_database_has_room_for_so_much() -> None:
    engine = Engine({})
    engine.run("CREATE TABLE t (a)")
    with pytest.raises(SqlError, match="full"):
        for _ in range(200):
            engine.run(f"INSERT INTO t VALUES ('{'x' * 100_000}')")


def test_its_content_goes_on_elsewhere() -> None:
    engine = Engine({"now": (0, lambda: "2026-11-23 00:00:00")})
    engine.run("CREATE TABLE t (a INTEGER PRIMARY KEY, at TEXT DEFAULT (now()))")
    engine.run("INSERT INTO t (a) VALUES (7)")
    again = Engine({"now": (0, lambda: "later")}, engine.content())
    assert again.run("SELECT * FROM t").rows == [[7, "2026-11-23 00:00:00"]]


@pytest.mark.parametrize(
    ("text", "whole", "rest"),
    [
        ("select 1; select 2", ["select 1"], "select 2"),
        ("insert into t values ('a;b'); -- done;", ["insert into t values ('a;b')"], ""),
        ("/* a; */ select ';' ;", ["select ';'"], ""),
        ("do $$ a; b $$; x", ["do $$ a; b $$"], "x"),
        ("select 'open", [], "select 'open"),
    ],
)
def test_statements_are_told_apart(text: str, whole: list[str], rest: str) -> None:
    assert statements(text) == (whole, rest)


def test_complaints_show_the_place() -> None:
    error = worded("no such table: orders", "select *\nfrom orders")
    assert error.text == 'ERROR:  relation "orders" does not exist\nLINE 2: from orders\n             ^'
