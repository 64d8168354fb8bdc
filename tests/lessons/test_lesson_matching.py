"""Patterns: partial objects, lists free of order, operators, and the nearest miss."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lessons.matching import OPERATORS, misses, pattern_problems
from app.lessons.matching.pairing import maximum_pairing

DEPLOYMENT = {
    "kind": "Deployment",
    "metadata": {"name": "web", "labels": {"app": "web", "app.kubernetes.io/name": "shop"}},
    "spec": {
        "replicas": 3,
        "paused": False,
        "template": {
            "spec": {
                "containers": [
                    {"name": "web", "image": "nginx:1.27", "ports": [{"containerPort": 80}], "env": []},
                    {"name": "log", "image": "busybox", "resources": {"limits": {"cpu": "500m", "memory": "1Gi"}}},
                ]
            }
        },
    },
    "status": {
        "readyReplicas": 2,
        "conditions": [{"type": "Available", "status": "True"}, {"type": "Progressing", "status": "False"}],
    },
}
CONTAINERS = "spec", "template", "spec", "containers"


def below(*path: str, value: Any) -> Any:
    for step in reversed(path):
        value = {step: value}
    return value


FITS = [
    {},
    {"spec": {"replicas": 3}},
    {"spec": {"replicas": 3.0}},
    {"spec": {"replicas": "3"}},
    {"spec": {"missing": None}},
    {"spec": {"paused": False}},
    {"metadata": {"labels": {"app.kubernetes.io/name": "shop"}}},
    below(*CONTAINERS, value=[{"name": "log"}, {"image": "nginx:1.27"}]),
    below(*CONTAINERS, value=[{"ports": [{"containerPort": "80"}], "env": []}]),
    below(*CONTAINERS, value=[{"name": "log", "ports": [], "command": []}]),
    below(*CONTAINERS, value=[{"resources": {"limits": {"cpu": "0.5", "memory": "1024Mi"}}}]),
    {"status": {"conditions": [{"type": "Progressing", "status": {"is not": "True"}}, {"status": "True"}]}},
    {"spec": {"replicas": {"at least": 3, "at most": 3, "more than": 2, "less than": 4}}},
    {"status": {"unavailableReplicas": {"at most": 0}}},
    {"spec": {"replicas": {"one of": [1, {"more than": 2}]}}},
    below(
        *CONTAINERS,
        value={"has length": 2, "no item": {"name": "sidecar"}, "each item": {"image": {"is present": True}}},
    ),
    below(*CONTAINERS, value=[{"resources": {"limits": {"memory": {"more than": "900Mi"}}}}]),
    below(
        *CONTAINERS,
        value=[{"image": {"starts with": "nginx", "ends with": "27", "has text": "x:1", "lacks text": "latest"}}],
    ),
    below(*CONTAINERS, value=[{"image": {"matches pattern": "^nginx:1[.][0-9]+$"}}]),
    {"spec": {"paused": {"is exactly": False}, "strategy": {"is absent": True}, "nope": {"is empty": True}}},
    {"metadata": {"labels": {"is empty": False}}, "kind": {"is present": True}},
]
FAILS = [
    ({"spec": {"replicas": 4}}, "spec.replicas is 3"),
    ({"spec": {"paused": 0}}, "spec.paused is false"),
    ({"spec": {"paused": None}}, "spec.paused is set"),
    ({"spec": {"minReadySeconds": 0}}, "spec.minReadySeconds is not set"),
    ({"spec": []}, "spec is {…}, of another type"),
    ({"spec": {"replicas": {"at least": 4}}}, "spec.replicas is 3, which is too little"),
    ({"spec": {"replicas": {"less than": 3}}}, "spec.replicas is 3, which is too much"),
    ({"spec": {"replicas": {"is not": 3}}}, "spec.replicas is 3"),
    ({"spec": {"replicas": {"one of": [1, 2]}}}, "spec.replicas is 3"),
    ({"spec": {"replicas": {"is absent": True}}}, "spec.replicas is set"),
    ({"metadata": {"labels": {"app.kubernetes.io/name": "x"}}}, 'metadata.labels["app.kubernetes.io/name"] is shop'),
    (below(*CONTAINERS, value=[{"name": "log", "image": "n"}]), "spec.template.spec.containers[log].image is busybox"),
    (below(*CONTAINERS, value=[{"name": "sidecar"}]), "spec.template.spec.containers lacks an entry"),
    (below(*CONTAINERS, value=[{"name": "web"}, {"name": "web"}]), "spec.template.spec.containers lacks an entry"),
    (below(*CONTAINERS, value={"has length": {"at least": 3}}), "spec.template.spec.containers has 2 entries"),
    (below("kind", value={"no item": {"name": "log"}, "has length": 3}), "kind has 10 entries"),
    (below(*CONTAINERS, value={"each item": {"name": "web"}}), "spec.template.spec.containers[1].name is log"),
    ({"kind": {"has text": "Pod"}}, "kind reads Deployment"),
    ({"kind": {"deploys to": "Pod"}}, "kind is Deployment"),
    ({"kind": {"name": "x"}}, "kind is Deployment, of another type"),
]  # fmt: skip


@pytest.mark.parametrize("pattern", FITS, ids=str)
def test_patterns_that_fit(pattern: Any) -> None:
    assert [str(miss.why) for miss in misses(pattern, DEPLOYMENT)] == []


@pytest.mark.parametrize(("pattern", "why"), FAILS, ids=str)
def test_patterns_that_do_not_fit_name_the_nearest_miss(pattern: Any, why: str) -> None:
    assert str(misses(pattern, DEPLOYMENT)[0].why) == why


def test_order_never_matters_even_where_a_greedy_pairing_fails() -> None:
    pattern = [{"a": {"at least": 1}}, {"a": {"at least": 2}}, {"a": {"at least": 3}}]
    for order in permutations([{"a": 1}, {"a": 2}, {"a": 3}]):
        for wanted in permutations(pattern):
            assert misses(list(wanted), list(order)) == []
    assert misses(pattern, [{"a": 1}, {"a": 2}, {"a": 2}]) != []


def test_the_pairing_is_as_large_as_it_can_be() -> None:
    fits = [[True, True, False], [True, False, False], [False, True, True]]
    assert maximum_pairing(fits) == [1, 0, 2]
    assert maximum_pairing([]) == []
    assert maximum_pairing([[], []]) == [None, None]


def test_problems_of_patterns_are_found_before_they_are_used() -> None:
    assert pattern_problems({"a": [{"at leats": 3}]}) == [
        (("a", 0, "at leats"), "unknown operator 'at leats'", "did you mean 'at least'?")
    ]
    assert pattern_problems({"a": {"at least": "many"}})[0][1] == "operator 'at least' takes a number or a quantity"
    assert pattern_problems({"a": {"matches pattern": "("}})[0][1].startswith(
        "operator 'matches pattern' takes a regular"
    )
    assert pattern_problems({"a": {"one of": [{"has txt": "x"}]}})[0][2] == "did you mean 'has text'?"


def test_every_operator_has_a_valid_example_and_a_space() -> None:
    from app.lessons.reading import Source  # noqa: PLC0415

    for operator in OPERATORS.values():
        assert " " in operator.name
        value = Source("").parse(operator.example.encode())
        assert value is not None
        assert list(value.plain()) == [operator.name]
        assert pattern_problems(value.plain()) == []


def test_huge_numbers_do_not_hang() -> None:
    assert misses({"a": {"at least": 1}}, {"a": "1e999999999"}) != []
    assert misses({"a": "1e999999999"}, {"a": "1e99999999"}) != []


NAMES = st.text(st.characters(codec="utf-8", exclude_characters=" "), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10)
JSON = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4), max_leaves=20
)
OPERATOR_KEYS = st.sampled_from([*OPERATORS, "no operator"])
PATTERNS = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES | OPERATOR_KEYS, below, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_an_object_always_matches_itself(found: Any) -> None:
    assert misses(found, found) == []


@given(st.lists(JSON, max_size=5), st.randoms(use_true_random=False))
def test_a_list_matches_itself_in_any_order(found: list[Any], random: Any) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert misses(shuffled, found) == []


@given(PATTERNS, JSON)
def test_the_matcher_never_crashes(pattern: Any, found: Any) -> None:
    pattern_problems(pattern)
    for miss in misses(pattern, found):
        assert miss.why.text("en") and miss.why.text("ja")
