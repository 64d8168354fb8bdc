"""What rules cost at most: the numbers that a real API server comes to."""

from __future__ import annotations

from typing import Any

import pytest

from app.cluster.cel import DYN, CelError, compile_expression
from app.cluster.cel.cost import estimate
from app.cluster.cel.meter import METER
from app.cluster.cel.schema_types import type_of
from app.cluster.cel.sizes import declared

Schema = dict[str, Any]
INT_OR_STRING: Schema = {"x-kubernetes-int-or-string": True}
OF_OBJECT: Schema = {"type": "object", "properties": {"required": {"type": "string"}}, "required": ["required"]}


def scalar(kind: str) -> Schema:
    if kind == "int-or-string":
        return INT_OR_STRING
    return {"type": "string", "format": kind} if kind in {"duration", "date", "date-time", "byte"} else {"type": kind}


def array(items: Schema | str, limit: int | None = None) -> Schema:
    found = {"type": "array", "items": scalar(items) if isinstance(items, str) else items}
    return found if limit is None else {**found, "maxItems": limit}


def mapping(values: Schema | str, limit: int | None = None) -> Schema:
    found = {"type": "object", "additionalProperties": scalar(values) if isinstance(values, str) else values}
    return found if limit is None else {**found, "maxProperties": limit}


def text(limit: int | None = None, **more: Any) -> Schema:
    found = {"type": "string", **more}
    return found if limit is None else {**found, "maxLength": limit}


def thing(**fields: Schema) -> Schema:
    return {"type": "object", "properties": fields}


ALL = "self.all(x, true)"


@pytest.mark.parametrize(
    ("schema", "rule", "cost"),
    [
        (array("number"), ALL, 4718591),
        (array("number", 10), ALL, 32),
        (array("string"), ALL, 3145727),
        (array("boolean"), ALL, 1887437),
        (array(array("number")), ALL, 3145727),
        (mapping("number"), ALL, 1348169),
        (mapping("string", 3), ALL, 11),
        (mapping("boolean"), ALL, 943718),
        (text(), "self.contains('test')", 314574),
        (text(10), "self.contains('test')", 5),
        (text(), "self.startsWith('test')", 2),
        (text(), 'size(self + "hello") > size("hello")', 314578),
        (text(4), 'size(self + "hello") > size("hello")', 7),
        (array("number"), "self[1] == 0.0", 2),
        (array("string"), "self[1] == self[1]", 314577),
        (array("number", 10), "self.all(x, self.all(y, true))", 352),
        (array("number", 10), "self.all(x, self.all(y, self.all(z, true)))", 3552),
        (text(), 'self.matches("x")', 314574),
        (text(50), 'self.matches("x")', 22),
        (text(), '"".matches("(((((((((())))))))))[0-9]")', 7),
        (text(), 'self.matches("")', 1),
        (mapping("string"), "self.all(x, x.contains(self[x]))", 2752507),
        (mapping("number"), 'self["x"] == 0.0', 2),
        (text(), 'self == "x"', 2),
        (text(0), 'self == "x"', 1),
        (text(0, format="byte"), 'self == b"x"', 1),
        (array("number"), "self.all(x, x == 0.0)", 6291454),
        (array("number", 3 * 1024 * 2048), "self.all(x, x == 0.0)", 25165826),
        (array("int-or-string"), ALL, 4718591),
        (array("int-or-string"), "self[0] == 5", 3),
        (array("boolean"), "self[0] == false", 2),
        (array(OF_OBJECT), "self[0] == null", 2),
        (array(array("number")), "self[0][0] == -1.0", 3),
        (array(mapping("number")), "self.all(x, x.y == 25.2)", 6291452),
        (array(mapping("number")), "self[0].x > 2.0", 4),
        (array("duration"), ALL, 2359295),
        (array("duration"), "self[0].getHours() == 2", 4),
        (array("date"), ALL, 725936),
        (array("date-time"), ALL, 428963),
        (array("date-time"), "self[2].getMinutes() == 45", 4),
        (mapping("int-or-string"), ALL, 1348169),
        (mapping(mapping("number")), ALL, 1179647),
        (mapping("duration"), ALL, 1048577),
        (mapping("date"), ALL, 524288),
        (mapping("date-time"), ALL, 349526),
        (text(), "self.find('[0-9]+') == ''", 629147),
        (array(text()), "self.join(' ') == 'aa bb'", 329853068905),
        (array(text(10), 10), "self.join(' ') == 'aa bb'", 43),
        (array(text()), "self.isSorted() == true", 329854432052),
        (array(text(10), 10), "self.isSorted() == true", 52),
        (thing(str=text(), before=text(2), after=text(4)),
         "self.str.replace(self.before, self.after) == 'does not matter'", 629154),
        (thing(str=text(4), before=text(2), after=text(4)),
         "self.str.replace(self.before, self.after) == 'does not matter'", 12),
        (thing(str=text(), separator=text()), "self.str.split(self.separator) == []", 629160),
        (thing(str=text(10), separator=text(10)), "self.str.split(self.separator) == []", 22),
        (text(), "self.lowerAscii() == 'lower!'", 314575),
        (mapping("integer"), "oldSelf.size() == self.size()", 5),
        (mapping("date-time"), 'self["a"] == self["b"]', 8),
        (mapping("duration"), 'self["c"] == self["d"]', 8),
        (text(enum=["A", "B", "C", "LongValue"]), "self.contains('A')", 2),
        (text(1000, enum=["A", "B", "C", "LongValue"]), "self.contains('A')", 401),
    ],
)  # fmt: skip
def test_estimates(schema: Schema, rule: str, cost: int) -> None:
    kind, root = type_of(schema, "self"), declared(schema)
    assert kind is not None and root is not None
    assert estimate(rule, {"self": kind, "oldSelf": kind}, root) == cost


@pytest.mark.parametrize("rule", [
    "self.all(x, self.all(y, true))", "self.filter(x, x > 1.0).map(x, x + 1.0).exists(x, x == 2.0)",
    "self.exists_one(x, x > 1.0) ? size(self) > 1 : self[?0].optMap(v, v + 1.0).orValue(2.0) == 2.0",
    "self.map(x, [x, x]).all(y, y.size() == 2)", "{'a': self}.all(k, k == 'a')",
])  # fmt: skip
def test_all_kinds_of_nodes_have_a_cost(rule: str) -> None:
    schema = array("number", 10)
    kind, root = type_of(schema, "self"), declared(schema)
    assert kind is not None and root is not None
    assert 0 < estimate(rule, {"self": kind}, root) < 10_000


LISTED = {"l": list(range(100)), "s": "x" * 100, "m": {"a": 1}}


@pytest.mark.parametrize(
    ("source", "cost"),
    [
        ("1 + 2", 1),
        ("v.l.size() == 100", 4),
        ("v.s == v.s", 14),
        ("v.s.contains('abc')", 12),
        ("v.s.startsWith('xx')", 12),
        ("v.l.all(x, true)", 303),
        ("v.l.exists(x, x == 1)", 2 + 1 + 2 * (4 + 1 + 1)),
        ("[1, 2].map(x, x + 1) == []", 10 + 11 + 2 * (12 + 2) + 10 + 0),
        ("has(v.m.a)", 2),
        ("100 in v.l", 102),
        ("v.l[3] > 2 ? 'a' + v.s : ''", 3 + 1 + 2 + 11),
    ],
)
def test_costs_of_what_runs(source: str, cost: int) -> None:
    compile_expression(source, {"v": DYN}).run({"v": LISTED})
    assert METER.spent == cost


def test_what_costs_too_much_ends() -> None:
    program = compile_expression("v.l.all(a, v.l.all(b, v.l.all(c, false || a + b + c >= 0)))", {"v": DYN})
    with pytest.raises(CelError, match="operation cancelled: actual cost limit exceeded"):
        program.run({"v": LISTED})
    assert compile_expression("v.l.size()", {"v": DYN}).run({"v": LISTED}) == 100
