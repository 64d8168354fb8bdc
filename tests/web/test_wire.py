from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web import wire
from app.web.payloads import MalformedError, read
from app.web.protocol_page import PAGE, protocol_page
from app.web.requests import ANSWERS, LATER
from tests.web.conftest import STATIC

GOOD: dict[str, dict[str, object]] = {
    "lab.join": {"seen": {"1": 0, "2": 17}},
    "terminal.line": {"terminal": "1", "text": "kubectl get pods"},
    "terminal.key": {"terminal": "2", "key": "ctrl-c", "text": ""},
    "terminal.raw": {"terminal": "1", "data": "\x1b[A\r\n"},
    "terminal.resize": {"terminal": "8", "rows": 24, "columns": 80},
    "terminal.complete": {"terminal": "1", "line": "kube", "cursor": 4},
    "terminal.history": {"terminal": "1"},
    "terminal.since": {"terminal": "1", "seq": 3},
    "terminal.open": {},
    "terminal.close": {"terminal": "2"},
    "step.next": {"step": "look-around"},
    "step.go": {"step": "look-around"},
    "step.answer": {"step": "look-around", "check": 0, "given": ("1", "3")},
    "step.solution": {"step": "look-around"},
    "clock.advance": {"seconds": 60.0},
    "clock.pace": {"speed": 5},
    "clock.settle": {},
    "lab.reset": {},
    "lab.undo": {},
    "step.restart": {"step": "look-around"},
    "step.play": {},
    "step.jump": {"step": "deploy"},
    "node.power": {"node": "node01", "power": "off"},
    "cluster.look": {},
    "cluster.leave": {},
    "cluster.detail": {"id": "Pod/default/web"},
    "files.list": {"path": "~"},
    "files.read": {"path": "/root/web.yaml"},
    "files.write": {"path": "/root/web.yaml", "text": "a: 1\n", "before": "", "parents": True},
    "files.folder": {"path": "/root/new"},
    "files.rename": {"path": "/root/a", "to": "/root/b"},
    "files.remove": {"path": "/root/a"},
    "manifest.check": {"text": "kind: Pod\n"},
    "manifest.complete": {"text": "kind: ", "line": 0, "column": 6},
}


def _read(event: str, payload: object) -> object:
    reader: Callable[..., Any] = wire.FROM_BROWSER[event]
    return read(reader, payload)


@pytest.mark.parametrize("event", wire.FROM_BROWSER)
def test_every_event_reads_its_payload(event: str) -> None:
    assert vars(_read(event, GOOD[event])) == GOOD[event]


@pytest.mark.parametrize("event", wire.FROM_BROWSER)
def test_every_event_refuses_a_field_that_it_does_not_know(event: str) -> None:
    with pytest.raises(MalformedError, match="unknown field 'extra'"):
        _read(event, {**GOOD[event], "extra": 1})


@pytest.mark.parametrize("event", wire.FROM_BROWSER)
def test_every_event_has_one_handler_and_a_description(event: str) -> None:
    message = wire.FROM_BROWSER[event]
    assert (message in ANSWERS) + (message in LATER) == 1
    assert message.__doc__ and not message.__doc__.startswith(message.__name__ + "(")


@pytest.mark.parametrize("event", wire.TO_BROWSER)
def test_every_event_to_the_browser_has_a_description(event: str) -> None:
    described = wire.TO_BROWSER[event].__doc__
    assert described and "(" not in described.split(".")[0].split()[0]


@pytest.mark.parametrize(
    ("event", "payload", "says"),
    [
        ("terminal.line", {"terminal": "1"}, "field 'text' is missing"),
        ("terminal.line", {"terminal": 1, "text": ""}, "field 'terminal' is not a string"),
        ("terminal.line", {"terminal": "1", "text": "a\r\nb"}, r"field 'text' does not match [^\r]*"),
        ("terminal.line", {"terminal": "1", "text": "\ud800"}, "field 'text' is not Unicode text"),
        (
            "terminal.line",
            {"terminal": "1", "text": "あ" * 400_000},
            "field 'text' has 1200000 bytes, more than 1048576",
        ),
        ("terminal.line", "ls", "expected an object, got str"),
        ("terminal.resize", {"terminal": "1", "rows": 24.0, "columns": 80}, "field 'rows' is not an integer"),
        ("terminal.resize", {"terminal": "1", "rows": 24, "columns": 1}, "field 'columns' is not between 2 and 1000"),
        ("clock.advance", {"seconds": float("nan")}, "field 'seconds' is not a finite number"),
        ("clock.advance", {"seconds": 1e6}, "field 'seconds' is not between 0 and 86400"),
        ("node.power", {"node": "n", "power": "up"}, "field 'power' is none of 'off', 'on'"),
        ("lab.join", {"seen": {str(number): 1 for number in range(1, 99)}}, "field 'seen' has more than 32 entries"),
        ("lab.join", {"seen": {"x": 1}}, "field 'seen' does not match [1-9][0-9]{0,3}"),
    ],
)
def test_malformed_payloads_say_what_is_wrong(event: str, payload: object, says: str) -> None:
    with pytest.raises(MalformedError) as raised:
        _read(event, payload)
    assert str(raised.value) == says


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(wire.FROM_BROWSER)),
    JSON | st.dictionaries(st.sampled_from(["terminal", "text", "key", "seen", "step", "seconds", "rows"]), JSON),
)
def test_no_payload_breaks_the_reader(event: str, payload: object) -> None:
    try:
        message = _read(event, payload)
    except MalformedError:
        return
    assert type(message) is wire.FROM_BROWSER[event]


def test_the_protocol_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == protocol_page(), "run: python -m app.web.protocol_page"


def test_the_scripts_know_the_same_events() -> None:
    script = (STATIC / "js" / "wire.js").read_text(encoding="utf-8")
    asked, told = script.split("export const TOLD")
    assert sorted(re.findall(r"'([\w.]+)'", asked)) == sorted(wire.FROM_BROWSER)
    assert sorted(re.findall(r"'([\w.]+)'", told)) == sorted(wire.TO_BROWSER)
