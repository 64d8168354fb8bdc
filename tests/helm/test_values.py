"""--set, merging with a chart's own values, dependencies."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.helm.charts.coalesce import coalesced
from app.helm.charts.dependencies import process
from app.helm.charts.model import Chart
from app.helm.strvals import SetError, parse_into, parse_json_into, parse_literal_into


def parsed(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    parse_into(text, values)
    return values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=1,b=true,c=null,d=x", {"a": 1, "b": True, "c": None, "d": "x"}),
        ("z=007,w=1.5,t=-3,r=0x10,q=TRUE,p=1e3", {"z": "007", "w": "1.5", "t": -3, "r": "0x10", "q": True, "p": "1e3"}),
        ("a.b.c=1,a.d=2", {"a": {"b": {"c": 1}, "d": 2}}),
        ("a[1]=x", {"a": [None, "x"]}),
        ("a[0].b=1,a[1].b=2", {"a": [{"b": 1}, {"b": 2}]}),
        ("a[0][1]=z", {"a": [[None, "z"]]}),
        ("a={1,x,null},b=3", {"a": [1, "x", None], "b": 3}),
        ("a={}", {"a": [""]}),
        (r"a\.b=c,d=e\,f", {"a.b": "c", "d": "e,f"}),
        ("a=,b=1", {"a": "", "b": 1}),
    ],
)
def test_set(text: str, values: dict[str, Any]) -> None:
    assert parsed(text) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a", 'key "a" has no value'),
        ("a=b,c", 'key "c" has no value'),
        ("a[x]=1", 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'),
        ("a={b", "list must terminate with '}'"),
        ("a[100000]=1", "index of 100000 is greater than maximum supported index of 65536"),
        ("a[-1]=2", "negative -1 index not allowed"),
        ("a=1,a.b=2",
         "unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}"),
        ("a[0]b=1", "unexpected data at end of array index: ['b']"),
    ],
)  # fmt: skip
def test_set_refuses(text: str, message: str) -> None:
    with pytest.raises(SetError) as wrong:
        parsed(text)
    assert str(wrong.value) == message


@given(st.text(max_size=40))
def test_set_takes_or_refuses_any_text(text: str) -> None:
    with suppress(SetError):
        parsed(text)


def test_json_and_literal() -> None:
    values: dict[str, Any] = {}
    parse_json_into('a=1,b=[1,2],c={"x":1},d="s",e=null', values)
    parse_literal_into("f=b,c=d", values)
    assert values == {"a": 1.0, "b": [1.0, 2.0], "c": {"x": 1.0}, "d": "s", "e": None, "f": "b,c=d"}


def test_null_takes_a_default_away_and_stays_where_there_is_none() -> None:
    chart = Chart({"name": "c"}, {"n": None, "m": {"a": None, "b": 1, "c": {"d": None}}, "z": {"y": 1, "x": 2}})
    assert coalesced(chart, {"u": None, "z": {"y": None}}) == {"u": None, "m": {"b": 1, "c": {}}, "z": {"x": 2}}
    assert coalesced(chart, {"m": None}) == {"z": {"y": 1, "x": 2}}


def family(**dependency: Any) -> Chart:
    child = Chart({"name": "sub", "version": "1.2.0"}, {"x": 1, "q": {"a": 1, "b": 2}, "exports": {"data": {"exp": 5}}})
    declared = {"name": "sub", "version": "1.x", **dependency}
    chart = Chart({"name": "par", "version": "0.1.0", "dependencies": [declared]}, {"sub": {"x": 2}, "imp": {"a": 7}})
    chart.adopt([child])
    return chart


@pytest.mark.parametrize(
    ("dependency", "given_values", "children"),
    [
        ({}, {}, ["sub"]),
        ({"condition": "sub.enabled"}, {"sub": {"enabled": False}}, []),
        ({"condition": "sub.enabled"}, {}, ["sub"]),
        ({"tags": ["t"]}, {"tags": {"t": False}}, []),
        ({"tags": ["t"], "condition": "sub.on"}, {"tags": {"t": False}, "sub": {"on": True}}, ["sub"]),
        ({"alias": "other"}, {}, ["other"]),
        ({"version": "2.x"}, {}, []),
    ],
)
def test_which_subcharts_take_part(
    dependency: dict[str, Any], given_values: dict[str, Any], children: list[str]
) -> None:
    chart = family(**dependency)
    process(chart, given_values)
    assert [child.name for child in chart.dependencies] == children


def test_imported_values_stand_under_the_parents_own() -> None:
    chart = family(**{"import-values": ["data", {"child": "q", "parent": "imp"}]})
    process(chart, {})
    assert chart.values["exp"] == 5
    assert chart.values["imp"] == {"a": 7, "b": 2}


def test_globals_go_down_and_the_parents_win() -> None:
    chart = family()
    values = coalesced(chart, {"global": {"g": 1}, "sub": {"global": {"g": 2, "h": 3}}})
    assert values["sub"]["global"] == {"g": 1, "h": 3}
    assert values["sub"]["x"] == 2
