"""Strategic merge and its inverse, on a small schema like that of a pod."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kubectl.apply.strategic_patch import three_way_merge_patch
from app.sim.json_merge import json_merge, json_merge_diff, three_way_json_merge
from app.sim.strategic_diff import strategic_diff
from app.sim.strategic_merge import strategic_merge
from app.sim.strategic_order import NodeSchema, PatchError

CONTAINER = {
    "properties": {
        "name": {},
        "image": {},
        "args": {"items": {}},
        "env": {"items": {}, "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "name"},
    }
}
SPEC = {
    "properties": {
        "containers": {
            "items": CONTAINER,
            "x-kubernetes-patch-strategy": "merge",
            "x-kubernetes-patch-merge-key": "name",
        },
        "finalizers": {"items": {}, "x-kubernetes-patch-strategy": "merge"},
        "strategy": {"properties": {"type": {}, "rolling": {}}, "x-kubernetes-patch-strategy": "retainKeys"},
        "labels": {"additionalProperties": {}},
        "replicas": {},
    }
}
SCHEMA = NodeSchema(SPEC, lambda node: node, "v1.Spec")


def merged(original: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    return strategic_merge(original, patch, SCHEMA)


def test_a_new_item_goes_before_those_that_only_the_server_has() -> None:
    original = {"containers": [{"name": "nginx", "image": "nginx:1.24"}]}
    patch = {"containers": [{"name": "side", "image": "busybox"}]}
    assert [item["name"] for item in merged(original, patch)["containers"]] == ["side", "nginx"]


def test_items_merge_by_key_and_null_removes() -> None:
    original = {"containers": [{"name": "a", "image": "x", "args": ["1"]}], "labels": {"k": "v", "l": "w"}}
    patch = {"containers": [{"name": "a", "image": "y"}], "labels": {"k": None, "m": "n"}, "nothing": None}
    assert strategic_merge(original, patch, NodeSchema(SPEC, lambda node: node)) == {
        "containers": [{"name": "a", "image": "y", "args": ["1"]}],
        "labels": {"l": "w", "m": "n"},
    }


def test_delete_directive_removes_an_item() -> None:
    original = {"containers": [{"name": "a"}, {"name": "b"}]}
    assert merged(original, {"containers": [{"name": "a", "$patch": "delete"}]}) == {"containers": [{"name": "b"}]}


def test_replace_directive_replaces_a_list_and_a_map() -> None:
    original = {"containers": [{"name": "a"}, {"name": "b"}], "labels": {"k": "v"}}
    patch = {"containers": [{"name": "c"}, {"$patch": "replace"}], "labels": {"$patch": "replace", "x": "y"}}
    assert merged(original, patch) == {"containers": [{"name": "c"}], "labels": {"x": "y"}}


def test_primitive_lists_join_and_lose_named_items() -> None:
    original = {"finalizers": ["a", "b"]}
    assert merged(original, {"finalizers": ["c", "a"]}) == {"finalizers": ["a", "b", "c"]}
    assert merged(original, {"$deleteFromPrimitiveList/finalizers": ["a"]}) == {"finalizers": ["b"]}


def test_order_directive_sorts_what_it_names() -> None:
    original = {"containers": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
    patch = {"$setElementOrder/containers": [{"name": "c"}, {"name": "a"}, {"name": "b"}]}
    assert merged(original, patch) == {"containers": [{"name": "c"}, {"name": "a"}, {"name": "b"}]}


def test_retain_keys_drops_the_others() -> None:
    original = {"strategy": {"type": "RollingUpdate", "rolling": {"max": 1}}}
    assert merged(original, {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}) == {
        "strategy": {"type": "Recreate"}
    }


def test_an_item_without_its_key_is_refused() -> None:
    with pytest.raises(PatchError, match=r"map: map\[image:x\] does not contain declared merge key: name"):
        merged({"containers": [{"name": "a"}]}, {"containers": [{"image": "x"}]})


def test_an_unknown_directive_is_refused() -> None:
    with pytest.raises(PatchError, match=r"unknown patch type: bogus in map: map\[\$patch:bogus\]"):
        merged({"labels": {"a": "b"}}, {"labels": {"$patch": "bogus"}})


def test_of_items_with_the_same_key_the_last_is_compared() -> None:
    old = {"containers": [{"name": "a", "image": "x"}]}
    new = {"containers": [{"name": "a", "image": "y"}, {"name": "a", "image": "z"}]}
    assert strategic_diff(old, new, SCHEMA)["containers"] == [
        {"image": "z", "name": "a"},
        {"name": "a", "image": "y"},
    ]


def test_three_way_patch_deletes_only_what_was_applied_before() -> None:
    original = {
        "containers": [{"name": "n", "image": "1", "env": [{"name": "A"}, {"name": "B", "value": "2"}]}],
        "replicas": 2,
    }
    modified = {"containers": [{"name": "n", "image": "2", "env": [{"name": "B", "value": "3"}]}]}
    current = {**original, "replicas": 3, "labels": {"manual": "yes"}}
    patch = three_way_merge_patch(original, modified, current, SCHEMA)
    assert patch == {
        "replicas": None,
        "$setElementOrder/containers": [{"name": "n"}],
        "containers": [
            {
                "name": "n",
                "image": "2",
                "$setElementOrder/env": [{"name": "B"}],
                "env": [{"name": "B", "value": "3"}, {"name": "A", "$patch": "delete"}],
            }
        ],
    }
    assert merged(current, patch) == {**modified, "labels": {"manual": "yes"}}


def test_three_way_patch_is_empty_when_all_is_as_wanted() -> None:
    wanted = {"containers": [{"name": "n", "image": "1"}]}
    current = {"containers": [{"name": "n", "image": "1", "args": ["x"]}], "replicas": 1}
    assert three_way_merge_patch(wanted, wanted, current, SCHEMA) == {}


def test_three_way_json_merge() -> None:
    assert three_way_json_merge({"a": 1, "b": {"c": 1}}, {"a": 1, "b": {"d": 2}}, {"a": 2, "b": {"c": 1}, "e": 5}) == {
        "a": 1,
        "b": {"c": None, "d": 2},
    }


names = st.sampled_from("abcde")
scalars = st.one_of(st.integers(0, 3), st.text("xy", max_size=2), st.booleans())
containers = st.lists(
    st.fixed_dictionaries(
        {"name": names},
        optional={
            "image": scalars,
            "args": st.lists(scalars, max_size=3),
            "env": st.lists(
                st.fixed_dictionaries({"name": names}, optional={"value": scalars}),
                max_size=3,
                unique_by=lambda e: e["name"],
            ),
        },
    ),
    max_size=4,
    unique_by=lambda item: item["name"],
)
specs = st.fixed_dictionaries(
    {},
    optional={
        "containers": containers,
        "finalizers": st.lists(names, max_size=3, unique=True),
        "labels": st.dictionaries(names, st.text("xy", max_size=2), max_size=3),
        "strategy": st.fixed_dictionaries({}, optional={"type": scalars, "rolling": st.just({})}),
        "replicas": st.integers(0, 3),
    },
)


@given(specs, specs)
def test_patch_of_diff_gives_the_other(a: dict[str, Any], b: dict[str, Any]) -> None:
    result = strategic_merge(a, strategic_diff(a, b, SCHEMA), SCHEMA)
    assert result == b


@given(specs)
def test_diff_with_itself_is_empty(a: dict[str, Any]) -> None:
    assert strategic_diff(a, a, SCHEMA) == {}


documents = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(names, inner, max_size=3)),
    max_leaves=8,
)
objects = st.dictionaries(names, documents, max_size=3)


@given(objects, objects)
def test_json_merge_of_diff_gives_the_other(a: dict[str, Any], b: dict[str, Any]) -> None:
    assert json_merge(a, json_merge_diff(a, b)) == b
