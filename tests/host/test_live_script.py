"""Shells whose script comes on standard input: each command runs as soon as it has come."""

from __future__ import annotations

import pytest

from tests.host.machine import outcome


@pytest.mark.parametrize(
    ("script", "output", "errors"),
    [
        ("(echo 'date +%s'; sleep 3; echo 'date +%s') | bash", "1700000000\n1700000003\n", ""),
        ("printf 'x=1\\nif [ $x = 1 ]; then\\n echo yes\\nfi\\ncat <<E\\n$x doc\\nE\\n' | sh", "yes\n1 doc\n", ""),
        ("printf 'f() {\\n echo f $1\\n}\\nf 2\\nfalse\\necho $?\\n' | bash", "f 2\n1\n", ""),
        ("printf 'echo a\\nnosuch\\n' | bash", "a\n", "bash: line 2: nosuch: command not found\n"),
        ("printf 'exit 3\\necho no\\n' | bash; echo $?", "3\n", ""),
        ("printf 'set -e\\nfalse\\necho no\\n' | bash; echo $?", "1\n", ""),
        ("printf 'trap \"echo bye\" EXIT\\necho a\\nexit 2\\n' | bash; echo $?", "a\nbye\n2\n", ""),
        ("printf 'echo a\\nif; then\\necho b\\n' | bash; echo $?", "a\n2\n",
         "bash: line 2: syntax error near unexpected token `;'\nbash: line 2: `if; then'\n"),
        ("printf 'echo a \\\\\\n b\\necho \"c\\nd\"\\n' | sh", "a b\nc\nd\n", ""),
        ("echo 'echo $1' | bash -s a b", "a\n", ""),
    ],
)  # fmt: skip
def test_a_script_on_standard_input(script: str, output: str, errors: str) -> None:
    assert outcome(script)[1:] == (output, errors)
