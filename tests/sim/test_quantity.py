from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sim.quantity import BINARY_SI, Quantity, QuantityError, canonicalize, compare, from_json, parse

# What `kubectl create quota` makes of them.
CANONICAL = {
    "0": "0",
    "1": "1",
    "+1": "+1",
    "01": "01",
    "1.": "1.",
    "1.0": "1",
    "1.5": "1500m",
    ".5": "500m",
    "100m": "100m",
    "1000m": "1",
    "1500m": "1500m",
    "1000k": "1M",
    "1500k": "1500k",
    "1e3": "1e3",
    "1E": "1E",
    "1e+3": "1e+3",
    "1.5e3": "1500",
    "1e10": "10e9",
    "1e-3": "1e-3",
    "1024Ki": "1Mi",
    "1536Ki": "1536Ki",
    "1.5Gi": "1536Mi",
    "2050Ki": "2050Ki",
    "0.5Mi": "512Ki",
    "1000Ki": "1000Ki",
    "0.1Ki": "102400m",
    "1.1Ki": "1126400m",
    "2048Gi": "2Ti",
    "0.0001": "100u",
    "0.1n": "1n",
    "1000n": "1u",
    "12345678901234567890": "12345678901234567890",
    "9Ei": "9223372036854775807",
    "7Ei": "7Ei",
    "1e19": "10e18",
    "-1.5Gi": "-1536Mi",
    "0Ki": "0",
    "000": "0",
    "1.000": "1",
    "m": "0",
    "e3": "0",
    "Mi": "0",
}

FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX = "unable to parse quantity's suffix"
REFUSED = {
    "": FORMAT,
    "abc": FORMAT,
    "1x": FORMAT,
    "1 ": FORMAT,
    "1KI": FORMAT,
    "1.2.3": FORMAT,
    "0x10": FORMAT,
    "1e3.5": FORMAT,
    "1mm": SUFFIX,
    "1K": SUFFIX,
    "1ki": SUFFIX,
    "1e": SUFFIX,
    "--1": SUFFIX,
    "1m1": SUFFIX,
    "1i": SUFFIX,
}


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_form(text: str) -> None:
    assert canonicalize(text) == CANONICAL[text]


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(QuantityError) as refusal:
        parse(text)
    assert str(refusal.value) == REFUSED[text]


def test_order_is_by_amount_not_by_text() -> None:
    texts = ["1", "1024Mi", "1Gi", "500m", "-2", "1e3", "1k"]
    assert sorted(texts, key=parse) == ["-2", "500m", "1", "1e3", "1k", "1024Mi", "1Gi"]
    assert parse("1024Mi") == parse("1Gi")
    assert hash(parse("1000m")) == hash(parse("1"))
    assert compare(parse("0.5"), parse("500m")) == 0


def test_values_round_away_from_zero() -> None:
    assert parse("1001m").value() == 2
    assert parse("-1001m").value() == -2
    assert parse("250m").milli_value() == 250
    assert parse("1.5Ki").value() == 1536
    assert float(parse("2500m")) == 2.5


def test_sums_keep_the_format_of_what_is_not_zero() -> None:
    total = Quantity(0) + parse("512Mi") + parse("1.5Gi")
    assert (str(total), total.format) == ("2Gi", BINARY_SI)
    assert str(parse("1") - parse("250m")) == "750m"
    assert str(-parse("1Gi") + parse("1Gi")) == "0"
    assert str(parse("100m") * 15) == "1500m"


def test_json_values_may_be_numbers() -> None:
    assert str(from_json(2)) == "2"
    assert str(from_json(0.5)) == "500m"
    assert str(from_json(" 1Gi ")) == "1Gi"
    with pytest.raises(QuantityError):
        from_json(True)


@given(
    st.integers(-(10**12) + 1, 10**12 - 1),  # from 1000E on upstream has no suffix to print
    st.sampled_from(["", "m", "k", "M", "G", "Ki", "Mi", "Gi", "u", "n", "e3", "E-2"]),
)
def test_printing_and_parsing_again_keeps_amount_and_text(number: int, suffix: str) -> None:
    quantity = parse(f"{number}{suffix}")
    again = parse(str(quantity))
    assert again == quantity
    assert str(again) == str(quantity)


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.sampled_from(["m", "", "Ki", "M"]))
def test_addition_is_undone_by_subtraction(a: int, b: int, suffix: str) -> None:
    left, right = parse(f"{a}{suffix}"), parse(f"{b}m")
    assert left + right - right == left
