from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.kubectl.output.errors import OutputError
from app.kubectl.output.yaml_json import print_json, print_kyaml, print_name, print_yaml, without_managed_fields

RECORDED = Path(__file__).parent / "recorded"


@pytest.mark.parametrize(("name", "show"), [("yaml", print_yaml), ("json", print_json), ("kyaml", print_kyaml)])
def test_an_object_with_every_kind_of_string(name: str, show: Any) -> None:
    obj = json.loads((RECORDED / "whole.object.json").read_text())
    with (RECORDED / f"whole.{name}.txt").open(encoding="utf-8", newline="") as recorded:
        assert show(obj) == recorded.read()


CONFIG_MAP: dict[str, Any] = {
    "kind": "ConfigMap",
    "apiVersion": "v1",
    "metadata": {"name": "a", "labels": {"t": "x"}, "managedFields": [{"manager": "kubectl"}]},
    "data": {"k": "v: 1", "e": "", "t": "true", "false": "123", "u": "héllo", "nl": "a\nb\n", "h": "#c", "s": " lead"},
}


def test_yaml_of_a_config_map() -> None:
    assert print_yaml(without_managed_fields(CONFIG_MAP)) == (
        "apiVersion: v1\n"
        "data:\n"
        '  e: ""\n'
        '  "false": "123"\n'
        "  h: '#c'\n"
        "  k: 'v: 1'\n"
        "  nl: |\n"
        "    a\n"
        "    b\n"
        "  s: ' lead'\n"
        '  t: "true"\n'
        "  u: héllo\n"
        "kind: ConfigMap\n"
        "metadata:\n"
        "  labels:\n"
        "    t: x\n"
        "  name: a\n"
    )


def test_kyaml_of_a_config_map() -> None:
    assert print_kyaml({"data": {"nl": "a\nb\n", "t": "true"}, "items": [{"a": 1}, {}], "l": [1, "x"]}) == (
        "---\n"
        "{\n"
        "  data: {\n"
        '    nl: "\\\n'
        "       a\\n\\\n"
        "       b\\n\\\n"
        '      ",\n'
        '    "t": "true",\n'
        "  },\n"
        "  items: [{\n"
        "    a: 1,\n"
        "  }, {}],\n"
        "  l: [\n"
        "    1,\n"
        '    "x",\n'
        "  ],\n"
        "}\n"
    )


def test_an_empty_list_as_json() -> None:
    empty = {"apiVersion": "v1", "items": [], "kind": "List", "metadata": {"resourceVersion": ""}}
    assert print_json(empty) == (
        '{\n    "apiVersion": "v1",\n    "items": [],\n    "kind": "List",\n'
        '    "metadata": {\n        "resourceVersion": ""\n    }\n}\n'
    )


def test_json_escapes_for_html() -> None:
    assert print_json({"a": "<&>\u2028"}) == '{\n    "a": "\\u003c\\u0026\\u003e\\u2028"\n}\n'


def test_a_second_document_is_separated() -> None:
    assert print_yaml({"a": 1}) + print_yaml({"b": []}, count=2) == "a: 1\n---\nb: []\n"


def test_yaml_refuses_control_characters() -> None:
    with pytest.raises(OutputError, match=r"^yaml: control characters are not allowed$"):
        print_yaml({"a": "\x7f"})


def test_keys_sort_by_number() -> None:
    assert print_yaml(dict.fromkeys(["a10", "a2", "b", "B", "a-b", "10", "9", "é", "_"], 1)) == (
        '_: 1\n"9": 1\n"10": 1\nB: 1\na-b: 1\na2: 1\na10: 1\nb: 1\né: 1\n'
    )


def test_managed_fields_of_items_go_too() -> None:
    shown = without_managed_fields({"kind": "List", "items": [CONFIG_MAP]})
    assert "managedFields" not in shown["items"][0]["metadata"]
    assert "managedFields" in CONFIG_MAP["metadata"]


def test_names() -> None:
    deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
    pods = {
        "kind": "List",
        "apiVersion": "v1",
        "items": [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}}],
    }
    assert print_name(deployment) == "deployment.apps/web\n"
    assert print_name(deployment, "scaled") == "deployment.apps/web scaled\n"
    assert print_name(pods) == "pod/p\n"


# What YAML 1.1 readers make of `=` and of next-line characters is their own.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="\u2028\u2029\ufeff")
    | st.sampled_from(list(" \n\t:#-'\"?|>{}[],&*!%@`~.0123456789eEyntf_+")),
    max_size=60,
)
LONG = st.lists(st.sampled_from(["lorem", "ipsum:", "- dolor", "'sit'", "#amet", " ", "x" * 30]), max_size=30).map(
    " ".join
)


@given(
    st.recursive(
        WORDS | LONG,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
        max_leaves=20,
    )
)
def test_yaml_reads_back_as_it_was(value: Any) -> None:
    assert yaml.load(print_yaml({"value": value}), Loader=yaml.BaseLoader) == {"value": value}


@given(st.dictionaries(st.sampled_from("abc"), st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1)))
def test_yaml_keeps_types(value: dict[str, Any]) -> None:
    assert yaml.safe_load(print_yaml(value)) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e15, 1e15) | WORDS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
        max_leaves=20,
    )
)
def test_json_reads_back_as_it_was(value: Any) -> None:
    assert json.loads(print_json({"value": value})) == {"value": value}
