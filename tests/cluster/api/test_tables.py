"""Every kind's table has the columns of a real server."""

import json
from pathlib import Path

import pytest

from app.cluster.api import tables
from app.cluster.api.registry import Resources
from app.cluster.releases import RELEASES

COLUMNS = json.loads((Path(__file__).parent / "table_columns.json").read_text())


@pytest.mark.parametrize("path", sorted(COLUMNS))
def test_columns_are_those_of_a_real_server(path: str) -> None:
    parts = path.strip("/").split("/")
    group, version, plural = ("", parts[1], parts[2]) if parts[0] == "api" else (parts[1], parts[2], parts[3])
    resource = Resources(RELEASES["1.36"]).find(group, version, plural)
    assert resource is not None
    found = [[c.name, c.type, c.format, c.priority] for c in tables.printer(resource).columns]
    assert found == COLUMNS[path]


def test_every_listable_resource_has_a_table() -> None:
    served = {
        f"/apis/{r.group}/{r.version}/{r.plural}" if r.group else f"/api/{r.version}/{r.plural}"
        for r in Resources(RELEASES["1.36"]).all()
        if "list" in r.kind.verbs
    }
    assert served == set(COLUMNS)
