"""What could stand at the cursor of a manifest that is being written; `|` is the cursor."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.labs.editing.completing import suggestions
from app.labs.editing.context import context_at
from app.labs.editing.model import Suggestion, Suggestions
from app.labs.headless import BEGINS
from app.labs.lab import Lab
from app.labs.specs import free_spec

HEAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n"
POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n"


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab.create(free_spec("1.36", "lesson", None, seed=1, now=BEGINS))


def at(lab: Lab, text: str) -> Suggestions:
    before = text[: text.index("|")].split("\n")
    return suggestions(lab.cluster.api, text.replace("|", "", 1), len(before) - 1, len(before[-1]))


def words(lab: Lab, text: str) -> list[str]:
    return [one.word for one in at(lab, text).words]


def test_an_empty_file_begins_with_what_every_object_has(lab: Lab) -> None:
    assert words(lab, "|") == ["apiVersion", "kind", "metadata", "spec"]
    assert words(lab, "kind: Pod\n|") == ["apiVersion", "metadata", "spec"]
    assert words(lab, f"{POD}---\n|") == ["apiVersion", "kind", "metadata", "spec"]


def test_versions_and_kinds_are_those_that_are_served(lab: Lab) -> None:
    assert words(lab, "kind: Deployment\napiVersion: |") == ["apps/v1"]
    assert words(lab, "apiVersion: apps/v1\nkind: De|") == [
        "ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet",
    ]  # fmt: skip
    assert at(lab, "apiVersion: apps/v1\nkind: De|").column == 6
    assert words(lab, "apiVersion: |")[0] == "v1"


def test_fields_come_required_first_and_without_those_that_are_there(lab: Lab) -> None:
    found = at(lab, f"{HEAD}spec:\n  re|\n  paused: true\n")
    assert (found.column, found.key) == (2, True)
    assert [one.word for one in found.words] == [
        "selector", "template", "minReadySeconds", "progressDeadlineSeconds", "replicas", "revisionHistoryLimit",
        "strategy",
    ]  # fmt: skip
    assert [one.required for one in found.words[:3]] == [True, True, False]
    assert found.words[1].type == "PodTemplateSpec"
    assert found.words[4].doc.startswith("Number of desired pods.")


def test_items_of_lists_are_known_in_each_way_of_writing_them(lab: Lab) -> None:
    for text in (
        f"{POD}    ports:\n    - |",
        f"{POD}    ports:\n      - |",
        f"{POD}    ports:\n    - name: a\n      |",
    ):
        assert "containerPort" in words(lab, text)
    assert words(lab, f"{POD}    |")[:2] == ["args", "command"]
    assert words(lab, f"{POD}  - |")[:2] == ["name", "args"]
    assert "hostNetwork" in words(lab, f"{POD}  |")
    assert words(lab, f"{POD}|") == ["metadata"]
    assert at(lab, f"{POD}    imagePullPolicy: Always\n    im|").words[0] == Suggestion(
        "args", "[]string", False, at(lab, f"{POD}    |").words[0].doc
    )


def test_values_that_are_few_are_listed(lab: Lab) -> None:
    assert words(lab, f"{POD}    imagePullPolicy: |") == ["Always", "IfNotPresent", "Never"]
    assert words(lab, f"{POD}  restartPolicy: On|") == ["Always", "Never", "OnFailure"]
    assert words(lab, f"{POD}  hostNetwork: |") == ["true", "false"]
    assert words(lab, f"{POD}    image: |") == []


def test_objects_are_named_where_one_is_meant(lab: Lab) -> None:
    assert words(lab, "apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: |") == [
        "default", "kube-node-lease", "kube-public", "kube-system",
    ]  # fmt: skip
    assert words(lab, f"{POD}    envFrom:\n    - configMapRef:\n        name: |") == ["kube-root-ca.crt"]
    assert words(lab, f"{POD}  nodeName: |") == ["controlplane", "node01"]
    assert words(lab, f"{POD}  serviceAccountName: |") == ["default"]


@pytest.mark.parametrize("text", ["# ki|", "data:\n  a: |2\n", f"{POD}    image: a # no|", "a: >\n  wor|", "x: 1\n  |"])
def test_nothing_is_offered_in_comments_and_texts(lab: Lab, text: str) -> None:
    assert words(lab, text) == []


def test_columns_count_utf_16_units(lab: Lab) -> None:
    assert at(lab, "kind: Pod\napiVersion: v1\nspec: {a: 🚀}\n|").column == 0
    text = "apiVersion: v1 # 🚀\nkind: Pod\nspec:\n  - 🚀x"
    assert suggestions(lab.cluster.api, text, 3, 7).column <= 7


@given(st.text(alphabet="ab:-# \n|>'\"{}", max_size=60), st.integers(0, 8), st.integers(0, 20))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_context_or_none(text: str, row: int, column: int) -> None:
    context_at(text, row, column)
