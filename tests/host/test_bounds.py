"""What is too much is stopped, with a word of bash's where it has one, before it takes much memory."""

from __future__ import annotations

import resource

import pytest

from tests.host.machine import script

MUCH = 200  # megabytes


def peak() -> int:
    """The most megabytes that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f() { eval f; }; f", "bash: maximum function nesting level exceeded (16)\n"),
        ("f() { x=$(f); }; f", "bash: maximum function nesting level exceeded (16)\n"),
        ("f() { echo $(( $1 + $(f $(($1+1))) )); }; f 1", "bash: maximum function nesting level exceeded (16)\n"),
        ("x='x+1'; echo $((x))", "bash: line 1: x: expression recursion level exceeded\n"),
        ("x=a; while :; do x=$x$x; done", "bash: xrealloc: cannot allocate more than 10000000 bytes\n"),
        ("echo {1..100000000}", "bash: brace expansion: failed to allocate memory for 100000000 elements\n"),
        ("printf %1000000000d 1", "bash: line 1: printf: format width 1000000000 exceeds limit 10000\n"),
        ("yes > f", "yes: standard output: File too large\n"),
        ("y=$(yes)", "bash: xrealloc: cannot allocate more than 10000000 bytes\n"),
        ("yes | head -c 10G | wc -c", "yes: standard output: No space left on device\n"),
        ("yes | head -c 10G > f", "head: error writing 'standard output': File too large\n"),
        ("declare -A m; for ((;;)); do m[$((i++))]=x; done", "bash: cannot allocate more than 100000 array elements\n"),
    ],
)
def test_too_much(text: str, said: str) -> None:
    before = peak()
    ran = script(text)
    assert ran.stderr.decode().endswith(said)
    assert peak() - before < MUCH
