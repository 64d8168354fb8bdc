"""Lists of JSON operations: what kustomize, kubectl and the API server make of them."""

from __future__ import annotations

import pytest

from app.sim.json_operations import OperationError, apply_operations

DOCUMENT = {"data": {"a": "b", "n": None, "l": ["x", "y"], "o": {"p": "q"}}}


@pytest.mark.parametrize(
    ("operation", "data"),
    [
        ({"op": "replace", "path": "/data/new", "value": 1}, {**DOCUMENT["data"], "new": 1}),
        ({"op": "add", "path": "/data/l/-1", "value": "z"}, {**DOCUMENT["data"], "l": ["x", "y", "z"]}),
        ({"op": "add", "path": "/data/l/0", "value": "z"}, {**DOCUMENT["data"], "l": ["z", "x", "y"]}),
        ({"op": "remove", "path": "/data/l/-2"}, {**DOCUMENT["data"], "l": ["y"]}),
        ({"op": "move", "from": "/data/a", "path": "/data/t"},
         {"n": None, "l": ["x", "y"], "o": {"p": "q"}, "t": "b"}),
        ({"op": "copy", "from": "/data/o", "path": "/data/t"}, {**DOCUMENT["data"], "t": {"p": "q"}}),
        ({"op": "test", "path": "/data/nosuch", "value": None}, DOCUMENT["data"]),
        ({"op": "add", "path": "/data/a"}, {**DOCUMENT["data"], "a": None}),
    ],
)  # fmt: skip
def test_operations_that_apply(operation, data):
    assert apply_operations(DOCUMENT, [operation]) == {"data": data}
    assert DOCUMENT["data"]["l"] == ["x", "y"]


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        ({"op": "add", "path": "/zz/a", "value": 1},
         'add operation does not apply: doc is missing path: "/zz/a": missing value'),
        ({"op": "add", "path": "/data/l/x", "value": 1},
         "error in add for path: '/data/l/x': value was not a proper array index: 'x': strconv.Atoi: parsing \"x\": "
         "invalid syntax"),
        ({"op": "add", "path": "data", "value": 1},
         'add operation does not apply: doc is missing path: "data": missing value'),
        ({"op": "add"}, "add operation failed to decode path: missing value"),
        ({"op": "remove", "path": "/data/zz"},
         "error in remove for path: '/data/zz': Unable to remove nonexistent key: zz: missing value"),
        ({"op": "replace", "path": "/data/l/7", "value": 1},
         "replace operation does not apply: doc is missing key: /data/l/7: missing value"),
        ({"op": "replace", "path": "", "value": "v"},
         "replace operation value must be object or array: %!w(<nil>)"),
        ({"op": "test", "path": "/data/l/2", "value": None},
         "error in test for path: '/data/l/2': Unable to access invalid index: 2: invalid index referenced"),
        ({"op": "test", "path": "/data/a", "value": "c"}, "testing value /data/a failed: test failed"),
        ({"op": "move", "from": "/data/a", "path": "/zz/a"},
         "move operation does not apply: doc is missing destination path: /zz/a: missing value"),
        ({"op": "copy", "path": "/data/a"},
         "copy operation failed to decode from: operation, missing from field: missing value"),
        ({"path": "/data/a"}, "Unexpected kind: unknown"),
    ],
)  # fmt: skip
def test_operations_that_do_not_apply(operation, error):
    with pytest.raises(OperationError) as raised:
        apply_operations(DOCUMENT, [operation])
    assert str(raised.value) == error
