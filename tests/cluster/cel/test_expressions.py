"""Expressions: their values, and what is said about wrong ones."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cluster.cel import DYN, CelError, compile_expression
from app.cluster.cel.types import INT, STRING, Type, list_of

OBJECT = {"spec": {"replicas": 3, "l": [1, 2, 3], "m": {"a": "x"}}, "metadata": {"name": "web"}}


def value(source: str) -> Any:
    return compile_expression(source, {"object": DYN}).run({"object": OBJECT})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-5 % 3", -2),
        ("7 / -2", -3),
        ("1.0 == 1", None),
        ("1 < 2.5", True),
        ("dyn(1) == dyn('a')", False),
        ("object.spec.replicas <= 3 && object.metadata.name.startsWith('w')", True),
        ("has(object.spec.foo) || true", True),
        ("object.spec.foo || true", True),
        ("object.?spec.?foo.orValue(7)", 7),
        ("object.spec[?'replicas'].value()", 3),
        ("optional.of(1).optMap(x, x + 1).value()", 2),
        ("optional.none().hasValue()", False),
        ("{'a': 1, ?'b': optional.none()}", {"a": 1}),
        ("[1, ?optional.of(2)]", [1, 2]),
        ("object.spec.l.all(x, x < 4)", True),
        ("object.spec.l.exists_one(x, x == 2)", True),
        ("object.spec.l.filter(x, x > 1).map(x, x * 2)", [4, 6]),
        ("object.spec.m.map(k, k)", ["a"]),
        ("[1, 2].transformMap(i, v, v * 2)", {0: 2, 1: 4}),
        ("{'a': 1}.transformList(k, v, k + string(v))", ["a1"]),
        ("[3, 1, 2].sum() + [3, 1].max() + [3, 1].min()", 10),
        ("[1, 2, 2].isSorted() && [1, 2, 2].lastIndexOf(2) == 2", True),
        ("'a-b-c'.split('-', 2)", ["a", "b-c"]),
        ("'%s %d %.2f'.format([dyn('a'), 3, 1.5])", "a 3 1.50"),
        ("'tacocat'.substring(1, 4).upperAscii() + ' x '.trim()", "ACOx"),
        ("'abcabc'.findAll('[ab]+')", ["ab", "ab"]),
        ("url('https://a.b:80/p?q=1').getPort() + url('https://a.b:80/p?q=1').getQuery()['q'][0]", "801"),
        ("ip('::1').isLoopback() && ip('10.0.0.1').family() == 4", True),
        ("cidr('10.0.0.0/8').containsIP('10.1.1.1') && !cidr('10.0.0.0/8').containsCIDR('11.0.0.0/24')", True),
        ("quantity('1Gi').isGreaterThan(quantity('500Mi')) && quantity('1k').asInteger() == 1000", True),
        ("string(quantity('1').add(quantity('500m')) == quantity('1500m'))", "true"),
        ("semver('1.2.3').isLessThan(semver('1.10.0')) && !isSemver('1.2')", True),
        ("semver('v1.2', true).minor()", 2),
        ("format.dns1123Label().validate('A b').hasValue()", True),
        ("format.named('uuid').hasValue()", True),
        ("sets.contains([1, 2], [1]) && sets.intersects([1], [2, 1]) && sets.equivalent([1, 1], [1])", True),
        ("timestamp('2020-01-01T00:00:00Z') + duration('1h') == timestamp('2020-01-01T01:00:00Z')", True),
        ("string(duration('90m')) + string(timestamp('2020-01-01T00:00:00.5Z'))", "5400s2020-01-01T00:00:00.5Z"),
        ("timestamp('2020-02-03T04:05:06Z').getDayOfMonth()", 2),
        ("type(1) == int && type(object) == map", True),
        ("int('7') + int(2.9)", 9),
        ('r"\\d" + "\\x41\\u0042"', "\\dAB"),
    ],
)
def test_values(source: str, expected: Any) -> None:
    if expected is None:
        with pytest.raises(CelError):
            value(source)
    else:
        assert value(source) == expected


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("object.spec.foo", "no such key: foo"),
        ("object.spec.l[7]", "index out of bounds: 7"),
        ("1 / 0", "division by zero"),
        ("1 % 0", "modulus by zero"),
        ("9223372036854775807 + 1", "integer overflow"),
        ("object.spec.replicas + 'a'", "no such overload"),
        ("optional.none().value()", "optional.none() dereference"),
        ("int('x')", 'strconv.ParseInt: parsing "x": invalid syntax'),
    ],
)
def test_run_time_errors(source: str, problem: str) -> None:
    with pytest.raises(CelError) as caught:
        value(source)
    assert str(caught.value) == problem


SELF = Type("selfType1", fields={"a": INT, "b": list_of(STRING)})
START = (
    "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
)


@pytest.mark.parametrize(
    ("source", "at", "problem"),
    [
        ("foo == 1", 0, "undeclared reference to 'foo' (in container '')"),
        ("foo(1)", 3, "undeclared reference to 'foo' (in container '')"),
        ("1 == 'a'", 2, "found no matching overload for '_==_' applied to '(int, string)'"),
        ("self.a > 'x'", 7, "found no matching overload for '_>_' applied to '(int, string)'"),
        ("'abc'.startsWith(1)", 16, "found no matching overload for 'startsWith' applied to 'string.(int)'"),
        ("true ? 1 : 'a'", 5, "found no matching overload for '_?_:_' applied to '(bool, int, string)'"),
        ("1 && true", 0, "expected type 'bool' but found 'int'"),
        ("[1, 'a']", 4, "expected type 'int' but found 'string'"),
        ("self.c > 1", 4, "undefined field 'c'"),
        ("has(self.q)", 3, "undefined field 'q'"),
        ("self.a.b", 6, "type 'int' does not support field selection"),
        ("self.a.all(x, true)", 4,
         "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"),
        ("'a'.matches('[')", 12, "invalid matches argument"),
        ("self.a >", 8, f"Syntax error: mismatched input '<EOF>' expecting {START}"),
        ("(1", 2, "Syntax error: missing ')' at '<EOF>'"),
        ("1 2", 2, "Syntax error: extraneous input '2' expecting <EOF>"),
        ("1 2 3", 2, "Syntax error: mismatched input '2' expecting <EOF>"),
        ("has(1)", 4, "invalid argument to has() macro"),
        ("[1].all(1, true)", 8, "argument must be a simple name"),
        ("for", 0, "reserved identifier: for"),
    ],
)  # fmt: skip
def test_compile_errors(source: str, at: int, problem: str) -> None:
    with pytest.raises(CelError) as caught:
        compile_expression(source, {"self": SELF})
    assert str(caught.value) == f"ERROR: <input>:1:{at + 1}: {problem}\n | {source}\n | {'.' * at}^"


def test_every_issue_is_shown() -> None:
    with pytest.raises(CelError) as caught:
        compile_expression("1 =< 5", {})
    assert str(caught.value) == (
        "ERROR: <input>:1:3: Syntax error: token recognition error at: '=<'\n | 1 =< 5\n | ..^\n"
        "ERROR: <input>:1:6: Syntax error: extraneous input '5' expecting <EOF>\n | 1 =< 5\n | .....^"
    )
    with pytest.raises(CelError) as caught:
        compile_expression("a == 1 &&\n  b == 2", {})
    assert str(caught.value) == (
        "ERROR: <input>:1:1: undeclared reference to 'a' (in container '')\n | a == 1 &&\n | ^\n"
        "ERROR: <input>:2:3: undeclared reference to 'b' (in container '')\n |   b == 2\n | ..^"
    )


@given(st.text(alphabet="ab.()[]{}?:,!+-*/%<>=&|'\"\\ 12\nx", max_size=30))
def test_nothing_else_than_cel_errors(source: str) -> None:
    with contextlib.suppress(CelError):
        compile_expression(source, {"a": DYN, "x": DYN}).run({"a": {"b": 1}, "x": [1]})
