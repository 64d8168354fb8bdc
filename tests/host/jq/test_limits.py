"""Programs without an end, and values without measure."""

import pytest

from app.host.jq.machine import UncaughtError
from app.host.jq.values import OutOfMemoryError
from tests.host.jq.programs import machine, results
from tests.host.machine import outcome


@pytest.mark.parametrize("program", ["def f: f; f", "[range(1e9)]", "[repeat(1)]", "def f: try error catch f; f"])
def test_a_program_without_end_stops_after_every_slice(program):
    running = machine(program)
    assert [running.run(5_000) for _ in range(4)] == [""] * 4


@pytest.mark.parametrize(
    "program", ["def f: 1 + f; f", "def f: f, 1; f | empty", 'reduce range(100) as $i ("x"; . + .)', '"xx" * 1e9']
)
def test_a_program_gets_no_more_memory_than_there_is(program):
    running = machine(program)
    with pytest.raises(OutOfMemoryError):
        while running.run(100_000) != "end":
            pass


def test_loops_need_no_stack():
    assert results("[recurse(if . < 20000 then . + 1 else empty end)] | length", 0) == [20001]
    assert results("0 | until(. >= 20000; . + 1), last(range(20000)), ([limit(20000; repeat(1))] | length)") == [
        20000, 19999, 20000,
    ]  # fmt: skip
    assert results("def f: if . >= 20000 then . else . + 1 | f end; 0 | f") == [20000]


def test_deep_values_are_no_trouble():
    assert results("reduce range(3000) as $i ([]; [.]) | flatten") == [[]]
    with pytest.raises((OutOfMemoryError, UncaughtError)):
        running = machine("reduce range(20000) as $i ([]; [.]) | . == .[0]")
        while running.run(100_000) != "end":
            pass


def test_what_is_too_large_ends_with_jqs_words():
    assert outcome("""jq -n 'def f: 1 + f; f'; echo $?""") == (0, "134\n", "jq: error: cannot allocate memory\n")


def test_a_reader_that_has_enough_ends_it():
    assert outcome("jq -n 'repeat(1)' | head -n 2") == (0, "1\n1\n", "")
