"""What Python programs read of standard input."""

import pytest

from tests.host.machine import machine, outcome

ITEMS = """echo '{"items": [{"name": "a"}, {"name": "b"}]}'"""


@pytest.mark.parametrize(
    ("script", "printed"),
    [
        (f"""{ITEMS} | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["items"]))'""", "2\n"),
        (f"""{ITEMS} | python3 -c "import sys, json\nfor one in json.load(sys.stdin)['items']: print(one['name'])" """,
         "a\nb\n"),
        ("printf 'a\\nb\\n' | python3 -c 'print(input()); print(input())'", "a\nb\n"),
        ("printf 'a\\nb\\n' | python3 -c 'import sys; print([one.strip() for one in sys.stdin])'", "['a', 'b']\n"),
        ("printf 'a\\nb\\n' | python3 -c 'from sys import stdin; print(stdin.readline() + stdin.read(), end=\"\")'",
         "a\nb\n"),
        ("printf 'import sys\\nprint(sys.stdin.read().upper())' > up.py; echo hi | python3 up.py", "HI\n\n"),
    ],
)  # fmt: skip
def test_programs_read_their_input(script: str, printed: str) -> None:
    assert outcome(script, machine()) == (0, printed, "")
