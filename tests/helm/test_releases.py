"""Manifests in order, releases as Secrets hold them, versions, tables."""

import base64
import gzip
from itertools import pairwise

import orjson
import pytest

from app.helm import semver
from app.helm.charts.model import Chart, File
from app.helm.output import table
from app.helm.releases.manifests import sort, split
from app.helm.releases.model import Release
from app.helm.releases.storage import decode, encode
from app.helm.times import ansic, go_format, parse_rfc3339, rfc3339


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("a: 1\n\n\n", ["a: 1\n\n\n"]),
        ("\n\n  a: 1  \n---\n\nb: 2\n\n---\n# c\n---\nc: 3\n---", ["a: 1  \n", "b: 2\n\n", "# c\n", "c: 3\n"]),
        ("---\na: 1\n---b: 3\n", ["a: 1\n", "b: 3\n"]),
        ("a: 1\n  ---\nb: 2\n", ["a: 1\n  ---\nb: 2\n"]),
    ],
)
def test_split(text: str, documents: list[str]) -> None:
    assert split(text) == documents


def test_objects_come_in_the_order_of_installation_and_hooks_apart() -> None:
    files = {
        "c/templates/a.yaml": "kind: Deployment\n---\nkind: Secret\n---\nkind: Foo\n---\nkind: Bar\n",
        "c/templates/b.yaml": "kind: Job\nmetadata:\n  name: j\n  annotations: {"
        "helm.sh/hook: 'pre-install, test-success', "
        "helm.sh/hook-weight: '-5', helm.sh/hook-delete-policy: 'hook-succeeded,hook-failed'}\n",
        "c/templates/_p.tpl": "kind: Pod",
        "c/templates/empty.yaml": "\n \n",
    }
    hooks, objects = sort(files)
    assert [each.kind for each in objects] == ["Secret", "Deployment", "Bar", "Foo"]
    hook = hooks[0]
    assert (hook.name, hook.events, hook.weight) == ("j", ("pre-install", "test"), -5)
    assert hook.delete_policies == ("hook-succeeded", "hook-failed")


def release() -> Release:
    chart = Chart({"name": "web", "version": "0.1.0", "apiVersion": "v2"}, {"a": 1.0}, [File("templates/x", b"x", 5)])
    return Release(
        "r", "default", 1, chart, {"b": 2.0}, "---\n", [], "deployed", "Install complete", "hi",
        1_795_392_000_000_000_001, 1_795_392_000_421_602_463,
    )  # fmt: skip


def test_a_release_comes_back_from_its_secret() -> None:
    first = release()
    again = decode(encode(first))
    assert again.json() == first.json()


def test_what_is_stored_is_gzipped_json_in_the_real_programs_fields() -> None:
    found = orjson.loads(gzip.decompress(base64.b64decode(encode(release()))))
    assert list(found) == ["name", "info", "chart", "config", "manifest", "version", "namespace", "apply_method"]
    assert found["info"]["last_deployed"] == "2026-11-23T00:00:00.421602463Z"
    assert list(found["chart"]) == [
        "metadata", "lock", "templates", "values", "schema", "schemamodtime", "files", "modtime",
    ]  # fmt: skip


def test_times() -> None:
    moment = 1_795_392_000_421_602_460
    assert rfc3339(moment) == "2026-11-23T00:00:00.42160246Z"
    assert parse_rfc3339(rfc3339(moment)) == moment
    assert ansic(moment) == "Mon Nov 23 00:00:00 2026"
    assert go_format(0, "2006-01-02 15:04:05.999999999 -0700 MST", moment) == "2026-11-23 00:00:00.42160246 +0000 UTC"


def test_cells_that_are_too_long_are_cut() -> None:
    assert table([("NAME", "TEXT"), ("a", "first line\nsecond")]) == "NAME\tTEXT      \na   \tfirst l...\n"
    assert table([("A", "B"), ("a", "0123456789")], 8) == "A\tB       \na\t01234...\n"


@pytest.mark.parametrize(
    ("constraint", "version", "allowed"),
    [
        ("^1.2.0", "1.3.0", True), ("^0.2", "0.3.0", False), ("~1.2", "1.3.0", False), ("1.x || >=3", "3.1.0", True),
        ("1.2 - 2.0", "1.5.0", True), ("!=1", "1.5.0", False), (">=1.20-0", "1.37.0", True), ("*", "1.0.0-beta", False),
        (">0.0.0-0", "1.0.0-beta", True), (">1.2.3-beta.1", "1.2.3-beta.2", True), ("<1.20", "1.37.0", False),
        (">=1, <2", "1.9.9", True), ("=1.2.3", "1.2.3+meta", True), ("^0", "0.9.0", True), (">1.2", "1.2.9", False),
    ],
)  # fmt: skip
def test_constraints(constraint: str, version: str, allowed: bool) -> None:
    assert semver.constraint(constraint).allows(semver.parse(version)) is allowed


def test_versions_are_ordered() -> None:
    ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.2", "v2"]
    assert all(semver.parse(low) < semver.parse(high) for low, high in pairwise(ordered))


@pytest.mark.parametrize("text", ["", "x", "1.2.3.4", "1.2.3-01", "-1"])
def test_versions_that_are_none(text: str) -> None:
    with pytest.raises(semver.VersionError):
        semver.parse(text)
