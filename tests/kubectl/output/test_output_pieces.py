"""Long lists are written bit by bit: the bits are what the whole would be."""

from __future__ import annotations

from typing import Any

import pytest

from app.kubectl.output.json_text import indented_json, indented_pieces
from app.kubectl.output.yaml_text import yaml_pieces, yaml_text

LISTS: list[dict[str, Any]] = [
    {"apiVersion": "v1", "items": [], "kind": "List", "metadata": {"resourceVersion": ""}},
    {"apiVersion": "v1", "items": [{"a": 1}, {"b": ["x", {"c": "<"}], "a": {}}], "kind": "List", "metadata": {}},
    {"apiVersion": "v1", "items": [0, "0\n", [], {}, [0]], "kind": "List", "metadata": {"resourceVersion": "0"}},
    {"items": {"a": 1}, "kind": "ConfigMap"},
    {"items": [{"key": "a"}], "kind": "Custom", "spec": {"items": [0]}},
    {"kind": "Pod"},
]


@pytest.mark.parametrize("value", LISTS)
def test_pieces_are_the_whole(value: dict[str, Any]) -> None:
    assert "".join(indented_pieces(value)) == indented_json(value)
    assert "".join(yaml_pieces(value)) == yaml_text(value)
