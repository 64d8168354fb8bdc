"""JSON in and out: in any pieces, and the same again."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.host.jq.dumping import Style, dumped
from app.host.jq.reading import ParseError, Reader
from app.host.jq.values import Value, compare, equal, sort_key
from tests.host.jq.programs import results

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(
    st.characters(exclude_categories=("Cs",))
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text('ab\\"é\n'), inner), max_leaves=9
)


def read(pieces: list[bytes]) -> list[Value]:
    reader = Reader()
    found = [one.value for piece in pieces for one in reader.feed(piece)]
    return found + [one.value for one in reader.feed(b"", end=True)]


@given(st.lists(VALUES), st.integers(1, 9))
def test_values_come_in_any_pieces(values, size):
    text = "\n".join(json.dumps(value, indent=1) for value in values).encode()
    found = read([text[at : at + size] for at in range(0, len(text), size)])
    assert len(found) == len(values)
    assert all(equal(one, other) for one, other in zip(found, values, strict=True))


@given(VALUES, st.sampled_from([None, " ", "\t"]), st.booleans(), st.booleans())
def test_what_is_printed_is_read_again(value, indent, sort, ascii_only):
    (found,) = read([dumped(value, Style(indent, sort, ascii_only)).encode()])
    assert equal(found, value)


@given(st.binary(max_size=40))
def test_no_bytes_are_too_strange(data):
    try:
        read([data])
    except ParseError as wrong:
        assert " at line " in wrong.value or " at EOF at line " in wrong.value


@given(VALUES, VALUES)
def test_order_is_one(one, other):
    order = compare(one, other)
    assert (order == 0) == equal(one, other)
    assert (order < 0) == (sort_key(one) < sort_key(other))


@given(VALUES)
def test_paths_lead_to_what_is_there(value):
    assert results("[paths as $p | getpath($p)] == [.. | select(true)][1:]", value) == [True]
    assert results("[tostream] | fromstream(.[]) as $v | $v", value)[0] == value
